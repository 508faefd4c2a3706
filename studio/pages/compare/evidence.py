"""Does retrieval help? What the program's makers measured, as gains with their intervals."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.errors import StudioError
from core.evidence.statistics import Interval as Gain
from studio.context import Context
from studio.model.evidence import Evidence, EvidenceTable, Index
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.words import number_text, sentences

ROW_PX, GAIN_PX, DOT_PX, WIDTH_PX = 28, 122, 3.0, 424


WIDEST = "+00.0"


class GainDelegate(QStyledItemDelegate):
    """A gain as a number, and as a dot with its interval on one axis for the whole table."""

    def __init__(self, theme: Theme, model: EvidenceTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        gain = index.data(EvidenceTable.GAIN)
        palette, box = self._theme.palette, QRectF(option.rect).adjusted(GRID / 2, 0, -GRID / 2, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = number_text(100 * gain.mean, 1, signed=True) if isinstance(gain, Gain) else "–"
        painter.setPen(QColor(palette.text))
        where = QRectF(box.left(), box.top(), painter.fontMetrics().horizontalAdvance(WIDEST), box.height())
        painter.drawText(where, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        axis = QRectF(where.right() + GRID, box.top(), box.right() - where.right() - GRID, box.height())
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(QPointF(axis.center().x(), axis.top() + 3), QPointF(axis.center().x(), axis.bottom() - 3))
        if isinstance(gain, Gain):
            self._draw(painter, axis, gain)
        painter.restore()

    def _draw(self, painter: QPainter, axis: QRectF, gain: Gain) -> None:
        palette, middle = self._theme.palette, axis.center()
        color = QColor(palette.text_dim)
        if gain.excludes_zero:
            color = QColor(palette.accent if gain.mean > 0 else palette.warning)
        low, mean, high = (
            middle.x() + value / self._model.reach * (axis.width() / 2 - DOT_PX)
            for value in (gain.low, gain.mean, gain.high)
        )
        painter.setPen(QPen(color, 1.6))
        painter.drawLine(QPointF(low, middle.y()), QPointF(high, middle.y()))
        painter.setBrush(color)
        painter.drawEllipse(QPointF(mean, middle.y()), DOT_PX, DOT_PX)


class EvidencePanel(QWidget):
    """What is enclosed, read when the panel is first shown.

    Args:
        context: everything shared.
        parent: owner.

    Attributes:
        evidence: what was read, or None.
        table: the arms of the chosen set.
        sets: which people and frames.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence: Evidence | None = None
        self.table = EvidenceTable(self)
        self._head, self._note = QLabel(self), QLabel(self)
        for label in (self._head, self._note):
            label.setWordWrap(True)
        self._note.setProperty("role", "dim")
        self.sets = QComboBox(self)
        self.sets.setAccessibleName(self.tr("People and frames"))
        self.sets.setToolTip(self.tr("Which people, and which of their frames, the gains were measured on"))
        self._view = self._table_view(context.theme)
        self._head.setText(self.tr("Reading what was measured…"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, PANEL_PADDING, 0, PANEL_PADDING)
        layout.setSpacing(GRID)
        for widget in (self._head, self.sets, self._view, self._note):
            row = QVBoxLayout()
            aside = 0 if widget is self._view else PANEL_PADDING
            row.setContentsMargins(aside, 0, aside, 0)
            row.addWidget(widget)
            layout.addLayout(row)
        layout.addStretch(1)
        self.setMinimumWidth(WIDTH_PX)  # names are whole, and intervals are seen
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sets.currentIndexChanged.connect(self._choose)
        context.theme.changed.connect(self._view.viewport().update)
        self.sets.hide()
        self._view.hide()
        reading = context.tasks.run(Evidence.load, self.show_evidence, failed=self._failed)
        self.destroyed.connect(reading.cancel)  # pages are made anew when the language changes

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(WIDTH_PX, 560)

    def show_evidence(self, evidence: object) -> None:
        """Show what was read."""
        assert evidence is None or isinstance(evidence, Evidence)
        self.evidence = evidence
        known = evidence is not None and bool(evidence.rows)
        self.sets.setVisible(known)
        self._view.setVisible(known)
        if evidence is None or not known:
            self._head.setText(self.tr("No measurements are enclosed."))
            self._note.setText(self.tr("Run them yourself: raf-studio evidence run main; see docs/evidence.md."))
            return
        claims = {
            True: self.tr("Retrieval helps: the paper's claim was met in {} trainings."),
            False: self.tr("The paper's claim, 10 % better faces by retrieval, was not met in {} trainings."),
            None: self.tr("So far {} trainings were measured; the claim is not decided yet."),
        }
        self._head.setText(claims[evidence.claim_holds].format(f"{evidence.trainings:,}"))
        self.sets.clear()
        for name in evidence.rows:
            self.sets.addItem(self._set_words(name), name)

    def _failed(self, error: StudioError) -> None:
        self._head.setText(sentences(error.what, error.got))

    def _choose(self) -> None:
        name = self.sets.currentData()
        if self.evidence is None or name not in self.evidence.rows:
            return
        self.table.show(self.evidence.rows[name])
        note = self.tr(
            "Gain against training without retrieval, all after {} steps; right of the line is better. Bars are 95 % "
            "intervals."
        )
        self._note.setText(note.format(f"{self.evidence.steps[name]:,}"))

    def _set_words(self, name: str) -> str:
        texts = {
            "S-self far": self.tr("Synthetic people, unusual expressions"),
            "S-self all": self.tr("Synthetic people, all expressions"),
            "S-cross all": self.tr("Synthetic people, driven by others"),
            "R-self far": self.tr("Real people, unusual expressions"),
            "R-self all": self.tr("Real people, all expressions"),
        }
        return texts.get(name, name)

    def _table_view(self, theme: Theme) -> QTableView:
        view = QTableView(self)
        view.setModel(self.table)
        view.setItemDelegate(QStyledItemDelegate(self))
        for column in (1, 2):
            view.setItemDelegateForColumn(column, GainDelegate(theme, self.table, self))
            view.setColumnWidth(column, GAIN_PX)
        view.setAccessibleName(self.tr("Gains against training without retrieval"))
        view.setAccessibleDescription(self.tr("A line for each way of retrieving, a column for each figure"))
        view.setProperty("role", "plain")
        view.setSizeAdjustPolicy(QTableView.SizeAdjustPolicy.AdjustToContents)
        view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)  # no higher than its lines
        view.setShowGrid(False)
        view.setSelectionMode(QTableView.SelectionMode.NoSelection)
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = view.horizontalHeader()
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        return view
