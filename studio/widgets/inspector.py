"""The panel of everything that moves the avatar: head position, and the channels by region, with a search."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.avatar.runtime import Avatar
from studio.model.channels import group_channels, matches, readable
from studio.model.controls import HEAD_CONTROLS, HEAD_RANGES, ChannelRange, Controls
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.buttons import Button
from studio.widgets.channel_slider import ChannelSlider
from studio.widgets.search_field import SearchField
from studio.widgets.section import Section
from studio.widgets.words import number_text

REFRESH_MS = 40
LEAST_WIDTH = 300
DEGREE_CONTROLS = ("yaw", "pitch", "roll")


def _degrees(value: float) -> str:
    return f"{number_text(value)}°"


def _centimetres(value: float) -> str:
    return f"{number_text(value, 1)} cm"


def two_digits(value: float) -> str:
    """Two digits, and no minus before a zero."""
    return number_text(value, 2)


class Inspector(QWidget):
    """Sliders bound to ``controls``.

    Args:
        controls: what they set and show.
        theme: colours.
        parent: owner.

    Signals:
        touched: the user moved something by hand.
    """

    touched = Signal()

    def __init__(self, controls: Controls, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controls, self._theme = controls, theme
        self._sections: list[Section] = []
        self._rows: list[tuple[ChannelSlider, str, str]] = []  # slider, name in the file, region
        self._channel_rows: dict[int, ChannelSlider] = {}
        self._head_rows: dict[str, ChannelSlider] = {}
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(LEAST_WIDTH)
        self._search = SearchField(self.tr("Search controls"), theme, self)
        self._search.setToolTip(self.tr("Show only the controls with these words in their name (Ctrl+F)"))
        self._search.textChanged.connect(self._filter)
        self._reset_all = Button(self.tr("Reset all"), self)
        self._reset_all.setProperty("role", "quiet")
        self._reset_all.setToolTip(self.tr("Back to the neutral expression and head position"))
        self._reset_all.clicked.connect(self.reset_all)
        self._nothing = QLabel(self.tr("No control has this name."), self)
        self._nothing.setProperty("role", "dim")
        self._nothing.hide()
        self._body = QWidget(self)
        self._lines = QVBoxLayout(self._body)
        self._lay_out()
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self._show_values)
        controls.changed.connect(self._schedule)

    def take(self, avatar: Avatar | None) -> None:
        """Build the sliders of another avatar."""
        for section in self._sections:
            self._lines.removeWidget(section)
            section.deleteLater()
        self._sections, self._rows, self._channel_rows, self._head_rows = [], [], {}, {}
        self._search.clear()
        if avatar is None:
            return
        self._add_head()
        for group in group_channels(avatar.meta.regions):
            section = self._add_section(self._region_title(group.region))
            section.reset_asked.connect(lambda indices=list(group.indices): self._reset_channels(indices))
            for index in group.indices:
                self._add_channel(section, index, avatar.meta.channels[index], group.region)

    def reset_all(self) -> None:
        """The neutral expression and the typical head position."""
        self._reset_channels(list(self._channel_rows))
        self._controls.reset_head()

    def focus_search(self) -> None:
        """Let the user type a name at once."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def stop(self) -> None:
        """No more refreshes."""
        self._refresh.stop()

    def _lay_out(self) -> None:
        self._lines.setContentsMargins(PANEL_PADDING, GRID // 2, PANEL_PADDING - GRID // 2, PANEL_PADDING)
        self._lines.setSpacing(GRID)
        self._lines.addWidget(self._nothing)
        self._lines.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._body.setProperty("role", "panel")
        scroll.setWidget(self._body)
        top = QHBoxLayout()
        top.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, GRID)
        top.setSpacing(GRID)
        top.addWidget(self._search, 1)
        top.addWidget(self._reset_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)

    def _add_section(self, title: str) -> Section:
        section = Section(title, self._theme, self._body)
        self._sections.append(section)
        self._lines.insertWidget(self._lines.count() - 1, section)
        return section

    def _add_head(self) -> None:
        section = self._add_section(self.tr("Head position"))
        section.reset_asked.connect(self._controls.reset_head)
        titles = {
            "yaw": self.tr("Turn"),
            "pitch": self.tr("Nod"),
            "roll": self.tr("Tilt"),
            "right": self.tr("Move right"),
            "up": self.tr("Move up"),
            "near": self.tr("Move nearer"),
        }
        for name in HEAD_CONTROLS:
            reach = HEAD_RANGES[name]
            words = _degrees if name in DEGREE_CONTROLS else _centimetres
            row = ChannelSlider(titles[name], ChannelRange(-reach, reach, 0, 0), words, self._theme, section)
            row.setToolTip(self.tr("{}: double-click for zero").format(titles[name]))
            row.edited.connect(lambda value, name=name: self._set_head(name, value))
            section.add(row)
            self._head_rows[name] = row
            self._rows.append((row, name, "head"))

    def _add_channel(self, section: Section, index: int, name: str, region: str) -> None:
        reach = self._controls.ranges[index]
        row = ChannelSlider(readable(name), reach, two_digits, self._theme, section)
        row.setAccessibleName(readable(name))
        seen = self.tr("{} ({})\nSeen in training: {:.2f} to {:.2f}. Double-click for zero.")
        row.setToolTip(seen.format(readable(name), name, reach.seen_low, reach.seen_high))
        row.edited.connect(lambda value, index=index: self._set_channel(index, value))
        section.add(row)
        self._channel_rows[index] = row
        self._rows.append((row, name, region))

    def _region_title(self, region: str) -> str:
        known = {
            "mouth": self.tr("Mouth"),
            "eyes": self.tr("Eyes"),
            "brows": self.tr("Brows"),
            "gaze": self.tr("Gaze"),
        }
        return known.get(region, readable(region))

    def _set_channel(self, index: int, value: float) -> None:
        self.touched.emit()
        self._controls.set_channel(index, value)

    def _set_head(self, name: str, value: float) -> None:
        self._controls.set_head(name, value)

    def _reset_channels(self, indices: list[int]) -> None:
        self.touched.emit()
        self._controls.reset_channels(indices)

    def _filter(self, query: str) -> None:
        shown = {row for row, name, region in self._rows if matches(query, f"{name} {row.name}", region)}
        for section in self._sections:
            section.filter(shown, searching=bool(query.strip()))
        self._nothing.setVisible(not shown and bool(self._rows))

    def _schedule(self) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    def _show_values(self) -> None:
        descriptor = self._controls.descriptor
        for index, row in self._channel_rows.items():
            if index < len(descriptor):
                row.show_number(float(descriptor[index]))
        for name, row in self._head_rows.items():
            row.show_number(self._controls.head(name))
        for section in self._sections:
            section.show_edited()
