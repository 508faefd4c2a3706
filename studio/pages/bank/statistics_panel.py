"""The bank in figures: who is in it, what repeats, what is thin, and how much of it the open capture covers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from core.bank.filter import BankFilter
from core.bank.statistics import Statistics, ThinEnd
from studio.context import Context
from studio.model.bank_browser import BankBrowser, Subset
from studio.model.channels import readable
from studio.pages.bank.fold import Fold
from studio.pages.bank.line_button import LineButton
from studio.pages.capture.coach_words import ask_words
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.buttons import Button
from studio.widgets.elided_label import ElidedLabel

THIN_SHOWN = 8
ASKS_SHOWN = 6
LARGEST_SHOWN = 6
FAR = 1e9
MANY = 10_000


class StatisticsPanel(QWidget):
    """Counts when it is first seen."""

    subset_asked = Signal(object)

    def __init__(self, context: Context, browser: BankBrowser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._browser = context, browser
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make()
        self._lay_out()
        browser.bank_changed.connect(self._show)
        browser.statistics_changed.connect(self._show)
        browser.overlay.covered.connect(self._show_coverage)
        self._show()
        self._show_coverage()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self._browser.count()  # only here: a dock behind another's tab counts as shown, but is never painted
        self._browser.overlay.want()

    def _make(self) -> None:
        theme, tr = self._context.theme, self.tr
        self._figures = {name: ElidedLabel(400, self) for name in ("faces", "persons", "clips", "size", "repeats")}
        self._see_repeats = self._link(
            tr("Show the faces that repeat"), tr("Faces nearly equal to one of another clip")
        )
        self._see_repeats.clicked.connect(lambda: self._browser.set_subset(Subset.DUPLICATES))
        self._poses = _PoseTable(theme, self)
        self._people, self._licences, self._thin, self._asks = (QVBoxLayout() for _ in range(4))
        for column in (self._people, self._licences, self._thin, self._asks):
            column.setSpacing(2)
        self._share = QLabel(self)
        self._share.setWordWrap(True)
        self._see_missed = self._link(
            tr("Show what it misses"), tr("Faces of the bank that the capture has nothing like; amber on the map")
        )
        self._see_missed.clicked.connect(lambda: self._browser.set_subset(Subset.MISSED))

    def _link(self, text: str, tip: str) -> QPushButton:
        link = Button(text, self)
        link.setProperty("role", "link")
        link.setToolTip(tip)
        link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return link

    def _lay_out(self) -> None:
        theme, tr = self._context.theme, self.tr
        body = QWidget(self)
        body.setProperty("role", "panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        column.setSpacing(GRID)
        column.addLayout(self._figure_grid())
        column.addWidget(self._see_repeats)
        parts = (
            (tr("Your capture in this bank"), (self._share, self._see_missed, self._asks)),
            (tr("Head pose"), (self._poses,)),
            (tr("Thin: few people do this"), (self._thin,)),
            (tr("Most faces"), (self._people,)),
            (tr("Licences"), (self._licences,)),
        )
        for title, contents in parts:
            part = Fold(title, theme, body)
            for content in contents:
                if isinstance(content, QVBoxLayout):
                    part.lines.addLayout(content)
                else:
                    part.lines.addWidget(content)
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        self._busy = QLabel(tr("Counting…"), self)
        self._busy.setProperty("role", "dim")
        self._busy.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        self._busy.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._busy)
        self._stack.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _figure_grid(self) -> QGridLayout:
        names = {
            "faces": self.tr("Faces"),
            "persons": self.tr("People"),
            "clips": self.tr("Clips"),
            "size": self.tr("On disk"),
            "repeats": self.tr("Repeated"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(PANEL_PADDING)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        for row, (name, title) in enumerate(names.items()):
            label = QLabel(title, self)
            label.setProperty("role", "dim")
            grid.addWidget(label, row, 0)
            grid.addWidget(self._figures[name], row, 1)
        return grid

    def _show(self) -> None:
        bank, counted = self._browser.bank, self._browser.statistics
        empty = bank is not None and not len(bank)
        self._busy.setText(self.tr("The bank is empty.") if empty else self.tr("Counting…") if bank is not None else "")
        if counted is None or empty:
            self._stack.setCurrentIndex(0)
            self.update()
            return
        self._stack.setCurrentIndex(1)
        repeats = int(counted.duplicates.sum())
        self._figures["faces"].show_text(f"{counted.entries:,}")
        self._figures["persons"].show_text(f"{len(counted.persons):,}")
        self._figures["clips"].show_text(f"{counted.sources:,}")
        self._figures["size"].show_text(self.tr("{:.1f} MB").format(counted.bytes / 1e6))
        share = 100 * repeats / max(counted.entries, 1)
        self._figures["repeats"].show_text(self.tr("{} faces ({:.1f} %)").format(f"{repeats:,}", share))
        self._figures["repeats"].setToolTip(self.tr("Nearly the same as a face of another clip (near-duplicates)"))
        self._see_repeats.setVisible(repeats > 0)
        self._poses.show_counts(counted.poses.tolist())
        self._fill_lists(counted)

    def _fill_lists(self, counted: Statistics) -> None:
        faces = self.tr("{}: {} faces")
        _fill(self._people, [self._person_link(n, c) for n, c in counted.persons[:LARGEST_SHOWN]])
        unknown = self.tr("not stated")
        _fill(self._licences, [self._line(faces.format(n or unknown, f"{c:,}")) for n, c in counted.licences])
        _fill(self._thin, [self._thin_link(end) for end in counted.thin[:THIN_SHOWN]])

    def _person_link(self, name: str, count: int) -> QPushButton:
        link = LineButton(name, f"{count:,}", self.tr("Show this person’s faces alone"), self._context.theme, self)
        link.clicked.connect(lambda: self._browser.set_filter(BankFilter(persons=frozenset({name}))))
        return link

    def _paragraph(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        return label

    def _line(self, text: str) -> QLabel:
        label = ElidedLabel(1000, self)
        label.show_text(text)
        return label

    def _thin_link(self, end: ThinEnd) -> QPushButton:
        text = self.tr("More {}") if end.sign > 0 else self.tr("Less {}")
        tip = self.tr("{} people, {} faces; click to see them (two standard deviations from the average and beyond)")
        counted = self._browser.statistics
        people = f"{end.persons} / {len(counted.persons) if counted is not None else 0}"
        name = text.format(readable(end.channel).lower())
        link = LineButton(name, people, tip.format(people, f"{end.entries:,}"), self._context.theme, self)
        reach = (end.bound, FAR) if end.sign > 0 else (-FAR, end.bound)
        link.clicked.connect(lambda: self._show_end(end.channel, reach))
        return link

    def _show_end(self, channel: str, reach: tuple[float, float]) -> None:
        reaches, bank = self._browser.reaches, self._browser.bank
        if reaches is not None and bank is not None:
            column = [c.name for c in bank.channels].index(channel)
            low, high = reaches.channels[column].tolist()
            reach = (max(reach[0], low), min(reach[1], high))
        self._browser.set_filter(BankFilter().with_channel(channel, reach))

    def _show_coverage(self) -> None:
        overlay = self._browser.overlay
        faces = overlay.faces
        if not overlay.possible:
            self._share.setText(self.tr("Open a project with a capture to see how much of the bank it covers."))
        elif faces is None:
            self._share.setText(self.tr("Measuring…"))
        else:
            text = self.tr("{:.0f} % of the bank’s expressions are like one of the capture’s {} frames.")
            self._share.setText(text.format(100 * faces.coverage.share, f"{len(faces.frames):,}"))
        self._see_missed.setVisible(faces is not None and overlay.possible)
        asks = faces.coverage.asks if faces is not None and overlay.possible else ()
        _fill(self._asks, [self._paragraph(f"–  {ask_words(ask)}") for ask in asks[:ASKS_SHOWN]])


def _fill(column: QVBoxLayout, widgets: Sequence[QWidget]) -> None:
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
    for widget in widgets:
        column.addWidget(widget)


class _PoseTable(QWidget):
    """How many faces look where: up to down, the subject's right to left."""

    CELL = 30

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: list[list[int]] = [[0] * 5 for _ in range(3)]
        self.setFixedHeight(3 * self.CELL + 2 * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Faces by head pose"))
        theme.changed.connect(self.update)

    def show_counts(self, counts: list[list[int]]) -> None:
        self._counts = counts
        self.setAccessibleDescription("; ".join(", ".join(map(str, row)) for row in counts))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(240, self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            column = min(int(event.pos().x() / max(self.width(), 1) * 5), 4)
            row = min(event.pos().y() // self.CELL, 2)
            QToolTip.showText(event.globalPos(), self._tip(row, column), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter, palette = QPainter(self), self._theme.palette
        most = max(max(row) for row in self._counts) or 1
        width = self.width() / 5
        for y, row in enumerate(self._counts):
            for x, count in enumerate(row):
                cell = QRectF(x * width + 1, y * self.CELL + 1, width - 2, self.CELL - 2)
                painter.fillRect(cell, QColor(palette.field))
                ink = QColor(palette.accent)
                ink.setAlphaF(0.5 * (count / most) ** 0.35 if count else 0)
                painter.fillRect(cell, ink)
                painter.setPen(QColor(palette.text if count else palette.warning))
                text = f"{count / 1000:.0f}k" if count >= MANY else f"{count:,}"
                painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), text if count else self.tr("none"))
        painter.setPen(QColor(palette.text_dim))
        below = QRectF(0, 3 * self.CELL, self.width(), 2 * GRID)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.tr("right"))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), self.tr("ahead"))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.tr("left"))

    def _tip(self, row: int, column: int) -> str:
        nods = (self.tr("looking up"), self.tr("level"), self.tr("looking down"))
        turns = (
            self.tr("turned far to the person’s right"),
            self.tr("turned to the person’s right"),
            self.tr("straight ahead"),
            self.tr("turned to the person’s left"),
            self.tr("turned far to the person’s left"),
        )
        return self.tr("{}, {}: {} faces").format(turns[column], nods[row], f"{self._counts[row][column]:,}")
