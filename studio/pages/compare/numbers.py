"""The numbers of A and B beside each other, and the options in which they differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.context import Context
from studio.model.compare import Compare
from studio.model.compare_numbers import FiguresTable, Index, OptionsTable, figures_of, option_differences
from studio.pages.compare.badge import NAMES, color_of
from studio.pages.train.option_words import GROUP_OF, OptionWords
from studio.theme.icons import icon
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme

ROW_PX, WIDTH_PX, MARK_PX = 22, 388, 12
COLUMN_PX, OPTION_PX = 82, 128


class WinnerDelegate(QStyledItemDelegate):
    """The better of two numbers is bold, in its side's colour, and has a tick: not by colour alone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(FiguresTable.WINS):
            box: QRect = option.rect
            color = color_of(index.column() - 1, self._theme.palette)
            tick = icon("check-bold", self._theme.palette, color=color).pixmap(MARK_PX, MARK_PX)
            painter.drawPixmap(box.left() + 2, box.center().y() - MARK_PX // 2 + 1, tick)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 - Qt's name
        super().initStyleOption(option, index)
        if index.data(FiguresTable.WINS):
            font = QFont(option.font)
            font.setWeight(QFont.Weight.DemiBold)
            option.font = font
            color = QColor(color_of(index.column() - 1, self._theme.palette))
            option.palette.setColor(option.palette.ColorRole.Text, color)


class Numbers(QWidget):
    """Bound to the model.

    Args:
        context: everything shared.
        compare: whose numbers are shown.
        parent: owner.

    Attributes:
        figures: a row a figure.
        options: the options in which they differ.
    """

    def __init__(self, context: Context, compare: Compare, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compare = compare
        self._words = OptionWords(self)
        self.figures, self.options = FiguresTable(self), OptionsTable(self)
        self._figures_view = self._table(self.figures, self.tr("Numbers of A and B"))
        self._figures_view.setItemDelegate(WinnerDelegate(context.theme, self))
        self._options_view = self._table(self.options, self.tr("Options in which A and B differ"))
        self._verdict, self._options_title = QLabel(self), QLabel(self)
        self._verdict.setWordWrap(True)
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._options_title.setProperty("role", "heading")
        self._options_title.setWordWrap(True)
        self.setMinimumWidth(WIDTH_PX)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, PANEL_PADDING, 0, 0)
        layout.setSpacing(GRID)
        padded = QVBoxLayout()
        padded.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, 0)
        padded.addWidget(self._verdict)
        layout.addLayout(padded)
        layout.addWidget(self._figures_view)
        below = QVBoxLayout()
        below.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, 0)
        below.addWidget(self._options_title)
        layout.addLayout(below)
        layout.addWidget(self._options_view)
        layout.addStretch(1)
        compare.sides.read.connect(self._show)
        compare.timeline.changed.connect(self._show)
        compare.timeline.curves.changed.connect(self._show_figures)
        context.theme.changed.connect(self._figures_view.viewport().update)
        self._show()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(WIDTH_PX, 560)

    def _table(self, model: FiguresTable | OptionsTable, name: str) -> QTableView:
        view = QTableView(self)
        view.setModel(model)
        view.setAccessibleName(name)
        view.setAccessibleDescription(self.tr("A line each, with A and B beside each other"))
        view.setProperty("role", "plain")
        view.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustToContents)
        view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)  # no higher than its lines
        view.setShowGrid(False)
        view.setSelectionMode(QTableView.SelectionMode.NoSelection)
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_PX)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, model.columnCount()):
            view.setColumnWidth(column, COLUMN_PX if model is self.figures else OPTION_PX)
        return view

    def _show(self) -> None:
        pair = self._compare.sides.pair
        if pair is None:
            self.options.show([], {})
            self._options_title.setText("")
        else:
            rows = option_differences(pair)
            self.options.show(rows, {name: self._name(name) for name, _, _ in rows})
            same = self.tr("They were trained with the same options")
            self._options_title.setText(self.tr("Options that differ") if rows else same)
        self._options_view.setVisible(self.options.rowCount() > 0)
        self._show_figures()

    def _show_figures(self) -> None:
        pair, line = self._compare.sides.pair, self._compare.timeline.line
        self._figures_view.setVisible(pair is not None)
        if pair is None:
            self.figures.show([])
            self._verdict.setText(self.tr("The numbers of two avatars are compared here."))
            return
        errors = self._compare.timeline.curves.errors
        judged = line is not None and line.judged(0) and line.judged(1) and len(errors[0]) == len(line)
        held_out = line.held_out if line is not None else np.zeros(0, bool)
        self.figures.show(figures_of(pair, errors if judged else None, held_out))
        text = self._frames_won() if judged else ""
        self._verdict.setText(text or self._figures_won())

    def _frames_won(self) -> str:
        """Who is nearer to the truth in how many held-out frames."""
        line, curves = self._compare.timeline.line, self._compare.timeline.curves
        assert line is not None
        a, b = curves.errors
        known = line.held_out & np.isfinite(a) & np.isfinite(b)
        total = int(known.sum())
        if not total:
            return ""
        wins = (int((a[known] < b[known]).sum()), int((b[known] < a[known]).sum()))
        side = 1 if wins[1] > wins[0] else 0
        text = self.tr("{} is nearer to the truth in {} of {} held-out frames").format(NAMES[side], wins[side], total)
        wanted = int(line.held_out.sum())
        return text if total >= wanted else self.tr("{}; measuring on…").format(text)

    def _figures_won(self) -> str:
        rows = [row for row in self.figures.rows if row.winner is not None]
        if not rows:
            return self.tr("There are no numbers to compare")
        wins = [sum(row.winner == side for row in rows) for side in (0, 1)]
        if wins[0] == wins[1]:
            return self.tr("Each is better in {} figures").format(wins[0])
        side = int(wins[1] > wins[0])
        return self.tr("{} is better in {} of {} figures").format(NAMES[side], wins[side], len(rows))

    def _name(self, dotted: str) -> str:
        """What people read for an option."""
        own: Mapping[str, str] = {
            "encoder": self.tr("Encoder"),
            "size": self.tr("Picture size"),
            "retrieval": self.tr("Retrieval"),
            "bank": self.tr("Bank"),
            "policy.p": self.tr("Share of frames"),
            "policy.k": self.tr("Faces to draw from"),
            "policy.strength": self.tr("Way to go"),
            "policy.warmup_steps": self.tr("Begins at step"),
            "policy.shuffled": self.tr("Shuffled"),
            "policy.fade": self.tr("Fewer when far"),
            "policy.regions": self.tr("Parts of the face"),
            "policy.gate": self.tr("Farthest face"),
            "minutes": self.tr("Minutes"),
            "seed": self.tr("Seed"),
        }
        if dotted in own:
            return own[dotted]
        group, _, _ = dotted.partition(".")
        try:
            name, _ = self._words.of(dotted)
        except KeyError:
            return dotted
        return name if dotted in GROUP_OF else f"{self._words.group(group)}: {name}"
