"""The map with its tools: which plane, selecting by an area, the capture's overlay."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.bank.atlas import Direction, planes_of
from studio.context import Context
from studio.model.bank_browser import BankBrowser
from studio.model.channels import without_side
from studio.pages.bank.map_view import FaceMap, MapContent
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import CONTROL_HEIGHT, GRID
from studio.widgets.buttons import IconAction, tool_button

NONE = np.zeros(0, np.int64)


class MapPanel(QWidget):
    """Binds a FaceMap to the BankBrowser and the selection."""

    def __init__(
        self, context: Context, browser: BankBrowser, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._browser = context, browser
        self.view = FaceMap(context, thumbnails, self)
        self._shown_atlas: object = None
        self._make()
        self._lay_out()
        browser.bank_changed.connect(self._list_planes)
        for signal in (browser.atlas_changed, browser.results_changed, browser.overlay.covered):
            signal.connect(self._show)
        browser.example_changed.connect(self._mark)
        context.selection.entries_changed.connect(self._mark)
        context.theme.changed.connect(self._show_legend)
        self._list_planes()
        self._show()

    def stop(self) -> None:
        """Drop what is being drawn."""
        self.view.stop()

    def _make(self) -> None:
        theme, tr = self._context.theme, self.tr
        self._plane = QComboBox(self)
        self._plane.setAccessibleName(tr("What the map shows"))
        self._plane.setToolTip(tr("The two directions in which these expressions differ most (principal components)"))
        self._plane.setFixedHeight(CONTROL_HEIGHT)
        self._plane.activated.connect(lambda _: self._browser.set_plane(self._plane.currentData()))
        self.select = IconAction(
            tr("Select an area"), "selection-plus", theme, self, tip=tr("Drag over the map to select; else hold Shift")
        )
        self.select.setCheckable(True)
        self.select.toggled.connect(lambda on: setattr(self.view, "select_by_drag", on))
        self.fit = IconAction(tr("See the whole map"), "frame-corners", theme, self)
        self.fit.triggered.connect(self.view.fit)
        self.capture = IconAction(
            tr("Where the capture lies"),
            "user-focus",
            theme,
            self,
            tip=tr("The open capture’s frames, and the faces of the bank that it has nothing like"),
        )
        self.capture.setCheckable(True)
        self.capture.toggled.connect(self._browser.overlay.set_on)
        self._legend = QLabel(self)
        self._legend.setProperty("role", "dim")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        top.setSpacing(GRID // 2)
        top.addWidget(self._plane)
        top.addWidget(self._legend, 1)
        for action in (self.capture, self.select, self.fit):
            top.addWidget(tool_button(action, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)

    def _list_planes(self) -> None:
        titles = {
            "face": self.tr("Whole face"),
            "mouth": self.tr("Mouth"),
            "eyes": self.tr("Eyes"),
            "brows": self.tr("Brows"),
            "gaze": self.tr("Gaze"),
            "head": self.tr("Head pose"),
        }
        bank = self._browser.bank
        self._plane.clear()
        for plane in planes_of(bank) if bank is not None else ():
            self._plane.addItem(titles[plane], plane)
        self._plane.setCurrentIndex(max(0, self._plane.findData(self._browser.plane)))
        self._plane.setEnabled(bank is not None)

    def _show(self) -> None:
        browser, atlas, bank = self._browser, self._browser.atlas, self._browser.bank
        overlay = browser.overlay
        self.capture.setEnabled(overlay.possible or overlay.on)
        self.capture.setChecked(overlay.on)
        if atlas is None or bank is None or browser.results.bank is not bank:
            self.view.show_content(None, refit=False)
            self._shown_atlas = None
            self._legend.setText("")
            return
        faces = overlay.faces if overlay.on else None
        missed = np.flatnonzero(overlay.missed) if faces is not None and overlay.missed is not None else NONE
        if len(missed) and missed[-1] >= len(bank):
            missed, faces = NONE, None
        placed = np.zeros((0, 2), np.float32)
        if faces is not None:
            placed = atlas.place(faces.descriptors, faces.angles)
        labels = (self._words(atlas.axes[0]), self._words(atlas.axes[1]))
        content = MapContent(atlas.points, bank.ids, browser.results.rows, missed, placed, labels)
        self.view.show_content(content, refit=atlas is not self._shown_atlas)
        self._shown_atlas = atlas
        self._show_legend()
        self._mark()

    def _show_legend(self) -> None:
        overlay = self._browser.overlay
        if not overlay.on:
            self._legend.setText("")
        elif overlay.faces is None:
            self._legend.setText(self.tr("measuring…") if overlay.busy else "")
        else:
            share = overlay.faces.coverage.share
            palette = self._context.theme.palette
            words = self.tr("capture, covers {:.0f} %").format(100 * share), self.tr("missed")
            marks = zip((palette.accent, palette.warning), words, strict=True)
            self._legend.setText("  ".join(f'<span style="color:{color}">■</span> {word}' for color, word in marks))

    def _mark(self) -> None:
        bank, atlas, example = self._browser.bank, self._browser.atlas, self._browser.example
        if bank is None or atlas is None:
            return
        entries = np.array(self._context.selection.entries, np.int64)
        rows = np.searchsorted(bank.ids, entries)
        rows = rows[rows < len(bank)]
        rows = rows[np.isin(bank.ids[rows], entries)]
        place = None if example is None else atlas.place(example.descriptor[None], example.angles[None])
        self.view.mark(rows, place)

    def _words(self, direction: Direction) -> str:
        """An axis in words: each channel once, whichever side it is of."""
        words: list[str] = []
        for name, sign in direction.channels:
            text = without_side(name).lower()
            text = text if sign > 0 else self.tr("less {}").format(text)
            if text not in words:
                words.append(text)
        return ", ".join(words)
