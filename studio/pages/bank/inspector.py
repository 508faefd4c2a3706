"""The inspector: the selected face, where it comes from, its channels, and those nearest to it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.bank.records import BankEntry, BankSource
from core.bank.snapshot import BankSnapshot
from core.bank.store import ExpressionBank
from core.types import FloatArray
from studio.context import Context
from studio.model.bank_browser import BankBrowser, Latest
from studio.pages.bank.bars import ChannelBars
from studio.pages.bank.face_row import FaceRow
from studio.pages.bank.fold import Fold
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.buttons import IconAction, push_button
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.words import number_text

PICTURE_PX = 192
NEAREST = 8
SEARCHED = 400
"""Of so many nearest entries, those of other people are shown; of one person's clip many are much the same."""


class FacePanel(QWidget):
    """Shows the first of the selected entries.

    Signals:
        like_asked: find faces like this entry (id, title).
        remove_asked: the user wants to remove this entry's person (True) or clip (False); with the source.
    """

    like_asked = Signal(object, str)
    remove_asked = Signal(object, bool)

    def __init__(
        self, context: Context, browser: BankBrowser, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._browser, self._thumbnails = context, browser, thumbnails
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._entry: BankEntry | None = None
        self._source: BankSource | None = None
        self._reading: Latest[tuple[BankEntry, list[tuple[int, str, str]]]] = Latest(
            context, self._take, context.notices.report
        )
        self._make()
        self._lay_out()
        thumbnails.arrived.connect(self._picture_arrived)
        browser.bank_changed.connect(self._show_bank)
        browser.reaches_changed.connect(self._show_bank)
        browser.example_changed.connect(self._show_entry)
        context.selection.entries_changed.connect(self._show_entry)
        self._show_bank()

    @property
    def shown(self) -> BankEntry | None:
        """The entry whose facts are shown."""
        return self._entry

    def stop(self) -> None:
        """Drop what is being read."""
        self._reading.drop()

    def _make(self) -> None:
        theme, tr = self._context.theme, self.tr
        self._picture = _Picture(theme, self)
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self._count = QLabel(self)
        self._count.setProperty("role", "dim")
        self._facts: dict[str, ElidedLabel] = {name: ElidedLabel(400, self) for name in _FACTS}
        titles = {
            "mouth": tr("Mouth"), "eyes": tr("Eyes"), "brows": tr("Brows"), "gaze": tr("Gaze"),
        }  # fmt: skip
        self._bars = ChannelBars(theme, titles, self)
        self._bars.setToolTip(tr("Each channel of the expression, from the resting face (the descriptor)"))
        self._nearest = FaceRow(self._thumbnails, theme, self)
        self._nearest.setAccessibleName(tr("Nearest faces of other people"))
        self._nearest.chosen.connect(lambda entry: self._context.selection.select_entries((entry,)))
        self.like = IconAction(
            tr("Faces like this one"),
            "users-three",
            theme,
            self,
            tip=tr("Order the bank by likeness to this expression (nearest neighbours, whitened L2)"),
        )
        self.only = IconAction(tr("Only this person"), "user", theme, self, tip=tr("Show this person’s faces alone"))
        self.remove_clip = IconAction(
            tr("Remove this clip"), "film-strip", theme, self, tip=tr("Remove all faces of this clip from the bank")
        )
        self.remove_person = IconAction(
            tr("Remove this person"), "user-minus", theme, self, tip=tr("Remove this person from the bank for good")
        )
        self.like.triggered.connect(self._ask_like)
        self.only.triggered.connect(self._show_person)
        self.remove_clip.triggered.connect(lambda: self.remove_asked.emit(self._source, False))
        self.remove_person.triggered.connect(lambda: self.remove_asked.emit(self._source, True))

    def _lay_out(self) -> None:
        theme, tr = self._context.theme, self.tr
        body = QWidget(self)
        body.setProperty("role", "panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        column.setSpacing(GRID)
        column.addWidget(self._picture)
        column.addWidget(self._title)
        column.addWidget(self._count)
        column.addLayout(self._fact_grid())
        for action in (self.like, self.only):
            column.addWidget(push_button(action, body))
        near = Fold(tr("Nearest, of other people"), theme, body)
        near.lines.addWidget(self._nearest)
        channels = Fold(tr("Expression"), theme, body)
        channels.lines.addWidget(self._bars)
        remove = Fold(tr("Remove from the bank"), theme, body, is_open=False)
        for action in (self.remove_clip, self.remove_person):
            remove.lines.addWidget(push_button(action, body))
        for part in (near, channels, remove):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        empty = QLabel(tr("Click a face to see where it comes from and what it does."), self)
        empty.setProperty("role", "dim")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        empty.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _fact_grid(self) -> QGridLayout:
        names = {
            "person": self.tr("Person"),
            "clip": self.tr("Clip"),
            "place": self.tr("Frame"),
            "head": self.tr("Head"),
            "licence": self.tr("Licence"),
            "added": self.tr("Added"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(PANEL_PADDING)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(_FACTS):
            title = QLabel(names[name], self)
            title.setProperty("role", "dim")
            grid.addWidget(title, row, 0)
            grid.addWidget(self._facts[name], row, 1)
        return grid

    def _show_bank(self) -> None:
        bank, reaches = self._browser.bank, self._browser.reaches
        if bank is not None:
            scale = reaches.usual if reaches is not None else np.ones(len(bank.channels))
            self._bars.set_channels(bank.channels, np.asarray(scale, np.float32))
        self._show_entry()

    def _show_entry(self) -> None:
        bank, selected = self._browser.bank, self._context.selection.entries
        row = _row_of(bank, selected[0]) if bank is not None and selected else None
        self._stack.setCurrentIndex(0 if row is None else 1)
        if row is None or bank is None:
            self._entry = self._source = None
            self._reading.drop()
            return
        entry_id = selected[0]
        self._source = next((s for s in bank.sources if s.id == int(bank.source_ids[row])), None)
        self._picture.show_image(self._thumbnails.image(entry_id))
        self._title.setText(self.tr("Face {}").format(f"#{entry_id}"))
        more = self.tr("The first of {} selected faces").format(f"{len(selected):,}")
        self._count.setText(more if len(selected) > 1 else "")
        self._count.setVisible(len(selected) > 1)
        example = self._browser.example
        beside = example.descriptor if example is not None and example.entry != entry_id else None
        self._bars.show_values(bank.descriptors[row], beside)
        self._show_source(bank.angles[row])
        self._reading.run(lambda: _read(bank, entry_id, row), priority=1)

    def _show_source(self, angles: FloatArray) -> None:
        source = self._source
        if source is None:
            return
        degrees = [number_text(math.degrees(float(a)), signed=True) + "°" for a in angles]
        head = self.tr("turn {}, nod {}, tilt {}").format(*degrees)
        self._facts["person"].show_text(source.person)
        self._facts["clip"].show_text(source.name)
        self._facts["head"].show_text(", ".join(degrees))
        self._facts["head"].setToolTip(head)
        self._facts["licence"].show_text(source.licence or self.tr("not stated"))
        self._facts["added"].show_text(source.added_utc[:10])
        if self._entry is None or self._entry.source_id != source.id:
            self._facts["place"].show_text("…")

    def _take(self, read: tuple[BankEntry, list[tuple[int, str, str]]]) -> None:
        entry, nearest = read
        selected = self._context.selection.entries
        if not selected or selected[0] != entry.id:
            return
        self._entry = entry
        place = self.tr("{} at {}").format(f"{entry.frame_index:,}", _clock(entry.time_s))
        self._facts["place"].show_text(place)
        self._nearest.show_faces(nearest)

    def _picture_arrived(self, entry_id: object) -> None:
        selected = self._context.selection.entries
        if selected and selected[0] == entry_id:
            self._picture.show_image(self._thumbnails.image(selected[0]))

    def _ask_like(self) -> None:
        selected = self._context.selection.entries
        if selected and self._source is not None:
            self.like_asked.emit(selected[0], self._source.person)

    def _show_person(self) -> None:
        if self._source is not None:
            chosen = frozenset({self._source.person})
            self._browser.set_filter(replace(self._browser.filter, persons=chosen))


class _Picture(QWidget):
    """One face, large."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(PICTURE_PX)
        self.setAccessibleName(self.tr("Selected face"))
        theme.changed.connect(self.update)

    def show_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        square = QRect(0, 0, PICTURE_PX, PICTURE_PX)
        if self._image is None or self._image.isNull():
            painter.fillRect(square, QColor(self._theme.palette.raised))
        else:
            painter.drawImage(square, self._image)


_FACTS = ("person", "clip", "place", "head", "licence", "added")


def _row_of(bank: BankSnapshot | None, entry_id: int) -> int | None:
    if bank is None or not len(bank):
        return None
    row = int(np.searchsorted(bank.ids, entry_id))
    return row if row < len(bank) and int(bank.ids[row]) == entry_id else None


def _read(bank: BankSnapshot, entry_id: int, row: int) -> tuple[BankEntry, list[tuple[int, str, str]]]:
    """The entry's place in its clip, and the nearest faces of other people, each person once."""
    with ExpressionBank.open(bank.path) as opened:
        entry = opened.entry(entry_id)
    others = bank.person_names != bank.person_names[row]
    found: list[tuple[int, str, str]] = []
    if others.any():
        rows, distances = bank.nearest(bank.descriptors[row], SEARCHED, keep=others)
        seen: set[str] = set()
        for other, distance in zip(rows[0].tolist(), distances[0].tolist(), strict=True):
            person = str(bank.person_names[other])
            if person not in seen:
                seen.add(person)
                found.append((int(bank.ids[other]), f"{distance:.2f}", f"{person} · #{int(bank.ids[other])}"))
            if len(found) == NEAREST:
                break
    return entry, found


def _clock(seconds: float) -> str:
    tenths = max(round(seconds * 10), 0)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
