"""Sliders by ARKit's 52 names, for people who know them from other programs."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from core.live.arkit import NamedShapes
from studio.model.channels import group_channels, matches, readable
from studio.model.controls import ChannelRange, Controls
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.channel_slider import ChannelSlider
from studio.widgets.inspector import two_digits
from studio.widgets.search_field import SearchField
from studio.widgets.section import Section

REFRESH_MS = 60


class NamedPanel(QWidget):
    """52 sliders from 0 to 1; each moves the avatar's own channels as a linear map says.

    Signals:
        touched: the user moved something by hand.
    """

    touched = Signal()

    def __init__(self, controls: Controls, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._controls, self._theme = controls, theme
        self._sections: list[Section] = []
        self._rows: dict[int, ChannelSlider] = {}
        self._built_for: NamedShapes | None = None
        self._search = SearchField(self.tr("Search ARKit names"), theme, self)
        self._search.setToolTip(self.tr("Show only the sliders with these words in their name"))
        self._search.textChanged.connect(self._filter)
        self._note = QLabel(self)
        self._note.setProperty("role", "dim")
        self._note.setWordWrap(True)
        self._body = QWidget(self)
        self._body.setProperty("role", "panel")
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING - GRID // 2, PANEL_PADDING)
        self._lines.setSpacing(GRID)
        self._lines.addWidget(self._note)
        self._lines.addStretch(1)
        self._lay_out()
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self._show_values)
        controls.changed.connect(self._later)
        controls.reset_done.connect(self._rebuild)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)  # type: ignore[arg-type]
        self._rebuild()

    def stop(self) -> None:
        """No more refreshes."""
        self._refresh.stop()

    def _lay_out(self) -> None:
        scroll = QScrollArea(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroll.setWidget(self._body)
        top = QVBoxLayout()
        top.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, GRID)
        top.addWidget(self._search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)

    def _rebuild(self) -> None:
        """Make the sliders when they are first seen: most people never open this panel."""
        shapes = self._controls.shapes
        if not self.isVisible() or (shapes is not None and shapes is self._built_for):
            return
        for section in self._sections:
            self._lines.removeWidget(section)
            section.deleteLater()
        self._sections, self._rows, self._built_for = [], {}, shapes
        self._search.setEnabled(shapes is not None)
        if shapes is None:
            self._note.setText(self.tr("This avatar's channels have no known relation to ARKit's names."))
            return
        weak = sum(shapes.is_weak(i) for i in range(len(shapes.names)))
        told = self.tr(
            "ARKit's 52 names, through what the tracker sees of each. {} of them hardly move this avatar: they are "
            "marked with “weak”."
        )
        self._note.setText(told.format(weak))
        for group in group_channels(shapes.regions):
            section = Section(self._titles().get(group.region, group.region), self._theme, self._body)
            section.reset_asked.connect(lambda indices=group.indices: self._reset(indices))
            self._sections.append(section)
            self._lines.insertWidget(self._lines.count() - 1, section)
            for index in group.indices:
                self._add(section, shapes, index)
        self._filter(self._search.text())
        self._show_values()

    def _titles(self) -> dict[str, str]:
        return {
            "mouth": self.tr("Mouth, jaw and cheeks"),
            "eyes": self.tr("Eyes"),
            "brows": self.tr("Brows"),
            "gaze": self.tr("Gaze"),
        }

    def _add(self, section: Section, shapes: NamedShapes, index: int) -> None:
        name = shapes.names[index]
        weak = shapes.is_weak(index)
        text = self.tr("{} (weak)").format(readable(name)) if weak else readable(name)
        row = ChannelSlider(text, ChannelRange(0.0, 1.0, 0.0, 0.0), two_digits, self._theme, section)
        row.setAccessibleName(name)
        tip = self.tr("{} ({}). A full score moves this avatar by {:.0%} of what it showed in training.")
        why = self.tr("The face tracker hardly sees this movement, so avatars hardly learn it.")
        told = tip.format(readable(name), name, float(shapes.strength[index]))
        row.setToolTip(f"{told}\n{why}" if weak else told)
        row.edited.connect(lambda value, index=index: self._set(index, value))
        section.add(row)
        self._rows[index] = row

    def _set(self, index: int, value: float) -> None:
        self.touched.emit()
        self._controls.set_score(index, value)

    def _reset(self, indices: tuple[int, ...]) -> None:
        self.touched.emit()
        for index in indices:
            self._controls.set_score(index, 0.0)

    def _filter(self, query: str) -> None:
        if self._built_for is None:
            return
        names, regions = self._built_for.names, self._built_for.regions
        shown = {row for i, row in self._rows.items() if matches(query, names[i], regions[i])}
        for section in self._sections:
            section.filter(shown, searching=bool(query.strip()))

    def _later(self) -> None:
        if self.isVisible() and not self._refresh.isActive():
            self._refresh.start()

    def _show_values(self) -> None:
        for index, row in self._rows.items():
            row.show_number(self._controls.score(index))
        for section in self._sections:
            section.show_edited()
