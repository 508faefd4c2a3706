"""The filter panel: words, people, clips, head pose, expression; and filters that were kept."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QScrollArea, QVBoxLayout, QWidget

from core.bank.filter import ANGLES, BankFilter
from core.bank.snapshot import BankSnapshot
from studio.context import Context
from studio.model.bank_browser import BankBrowser
from studio.model.channels import group_channels, readable
from studio.pages.bank.check_list import CheckListView
from studio.pages.bank.fold import Fold
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button, IconAction, tool_button
from studio.widgets.range_slider import RangeSlider
from studio.widgets.search_field import SearchField
from studio.widgets.words import number_text

MAX_NAME = 80


class FilterPanel(QWidget):
    """Bound to the BankBrowser's filter."""

    def __init__(self, context: Context, browser: BankBrowser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._browser = context, browser
        self._channels: dict[str, RangeSlider] = {}
        self._regions: list[Fold] = []
        self._of_bank: BankSnapshot | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme, tr = context.theme, self.tr
        self._search = SearchField(tr("Search faces"), theme, self)
        self._search.setToolTip(
            tr("Words in the person’s name, the clip’s name or its licence note; or a face’s number")
        )
        self._search.textEdited.connect(lambda text: self._edit(replace(self._now, text=text)))
        self._search.textChanged.connect(lambda text: None if text else self._edit(replace(self._now, text="")))
        self._persons = CheckListView(tr("Search people"), tr("People"), theme, self)
        self._persons.model.ticked.connect(lambda chosen: self._edit(replace(self._now, persons=chosen)))
        self._sources = CheckListView(tr("Search clips"), tr("Clips"), theme, self)
        self._sources.model.ticked.connect(lambda chosen: self._edit(replace(self._now, sources=chosen)))
        self._make_actions()
        self._make_parts()
        self._lay_out()
        browser.bank_changed.connect(self._show_bank)
        browser.reaches_changed.connect(self._show_reaches)
        browser.filter_changed.connect(self._show_filter)
        browser.saved_changed.connect(self._list_saved)
        self._show_bank()

    @property
    def _now(self) -> BankFilter:
        return self._browser.filter

    def focus_search(self) -> None:
        """Let the user type at once."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _make_actions(self) -> None:
        theme, tr = self._context.theme, self.tr
        self.keep = IconAction(
            tr("Keep this filter"), "bookmark-simple", theme, self, tip=tr("Keep this filter under a name")
        )
        self.keep.triggered.connect(self._ask_name)
        self._name = QLineEdit(self)
        self._name.setMaxLength(MAX_NAME)
        self._name.setPlaceholderText(tr("Name of the filter"))
        self._name.setAccessibleName(tr("Name of the filter"))
        self._name.setToolTip(tr("Under this name the filter is kept in the project"))
        self._name.returnPressed.connect(self._keep)
        self._keep_it = Button(tr("Keep"), self)
        self._keep_it.setToolTip(self._name.toolTip())
        self._keep_it.clicked.connect(self._keep)
        self._kept = IconAction(tr("Kept filters"), "bookmarks", theme, self, tip=tr("Filters that you kept"))
        self._menu = QMenu(self)
        self._kept.setMenu(self._menu)

    def _make_parts(self) -> None:
        theme, tr = self._context.theme, self.tr
        self._person_part = Fold(tr("People"), theme, self, reset=tr("All"))
        self._person_part.lines.addWidget(self._persons)
        self._person_part.reset_asked.connect(lambda: self._edit(replace(self._now, persons=frozenset())))
        self._source_part = Fold(tr("Clips"), theme, self, reset=tr("All"), is_open=False)
        self._source_part.lines.addWidget(self._sources)
        self._source_part.reset_asked.connect(lambda: self._edit(replace(self._now, sources=frozenset())))
        self._pose_part = Fold(tr("Head pose"), theme, self, reset=tr("All"))
        self._pose_part.reset_asked.connect(lambda: self._edit(replace(self._now, angles={})))
        titles = {"yaw": tr("Turn"), "pitch": tr("Nod"), "roll": tr("Tilt")}
        tips = {
            "yaw": tr("How far the head is turned, positive to the person’s left (yaw)"),
            "pitch": tr("How far the head is raised, positive up (pitch)"),
            "roll": tr("How far the head is tilted, positive clockwise (roll)"),
        }
        self._angles: dict[str, RangeSlider] = {}
        for name in ANGLES:
            slider = self._angles[name] = RangeSlider(titles[name], _degrees, theme, self)
            slider.setToolTip(f"{tips[name]}. {self._how()}")
            slider.edited.connect(lambda reach, name=name: self._edit(self._now.with_angle(name, reach)))
            self._pose_part.lines.addWidget(slider)
        self._nothing = QLabel(tr("The bank is empty."), self)
        self._nothing.setProperty("role", "dim")

    def _how(self) -> str:
        return self.tr("Drag the ends; double-click lets everything through.")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, GRID)
        top.setSpacing(GRID // 2)
        top.addWidget(self._search, 1)
        top.addWidget(tool_button(self._kept, self))
        top.addWidget(tool_button(self.keep, self))
        self._naming = QWidget(self)
        naming = QHBoxLayout(self._naming)
        naming.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, GRID)
        naming.setSpacing(GRID // 2)
        naming.addWidget(self._name, 1)
        naming.addWidget(self._keep_it)
        self._naming.hide()
        body = QWidget(self)
        body.setProperty("role", "panel")
        self._lines = QVBoxLayout(body)
        self._lines.setContentsMargins(PANEL_PADDING, 0, PANEL_PADDING, PANEL_PADDING)
        self._lines.setSpacing(GRID)
        for part in (self._nothing, self._person_part, self._source_part, self._pose_part):
            self._lines.addWidget(part)
        self._lines.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._naming)
        layout.addWidget(scroll, 1)

    def _show_bank(self) -> None:
        bank = self._browser.bank
        if bank is not None and bank is self._of_bank:
            return
        before, self._of_bank = self._of_bank, bank
        filled = bank is not None and len(bank) > 0
        self._nothing.setVisible(bank is not None and not filled)
        for part in (self._person_part, self._source_part, self._pose_part):
            part.setVisible(filled)
        self._search.setEnabled(filled)
        if bank is not None:
            faces = self.tr("{} faces")
            count_of = Counter(bank.source_ids.tolist())
            persons: Counter[str] = Counter()
            for source in bank.sources:
                persons[source.person] += count_of[source.id]
            self._persons.model.show_rows(
                [(name, f"{name}  ·  {persons[name]:,}", faces.format(f"{persons[name]:,}")) for name in bank.persons]
            )
            self._sources.model.show_rows(
                [
                    (s.sha256, f"{s.name}  ·  {count_of[s.id]:,}", f"{s.person}\n{s.licence}".strip())
                    for s in sorted(bank.sources, key=lambda s: s.name)
                ]
            )
        if before is None or bank is None or before.channels != bank.channels:
            self._make_channels(bank if filled else None)
        self._show_reaches()
        self._show_filter()
        self._list_saved()

    def _make_channels(self, bank: BankSnapshot | None) -> None:
        for part in self._regions:
            self._lines.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._regions, self._channels = [], {}
        if bank is None:
            return
        regions = tuple(channel.region for channel in bank.channels)
        for number, group in enumerate(group_channels(regions)):
            title = self._region_title(group.region)
            part = Fold(title, self._context.theme, self, reset=self.tr("All"), is_open=number == 0)
            names = [bank.channels[i].name for i in group.indices]
            part.reset_asked.connect(lambda names=names: self._open_channels(names))
            make = partial(self._make_sliders, part, names)
            if part.is_open:
                make()
            else:
                part.unfolded.connect(make)
            self._regions.append(part)
            self._lines.insertWidget(self._lines.count() - 1, part)

    def _make_sliders(self, part: Fold, names: list[str]) -> None:
        """The sliders of a region, once it is first unfolded."""
        if names[0] in self._channels:
            return
        for name in names:
            slider = RangeSlider(readable(name), _number, self._context.theme, part)
            slider.setAccessibleName(readable(name))
            slider.setToolTip(f"{readable(name)} ({name}). {self._how()}")
            slider.edited.connect(lambda reach, name=name: self._edit(self._now.with_channel(name, reach)))
            part.lines.addWidget(slider)
            self._channels[name] = slider
        self._show_reaches()
        self._show_filter()

    def _region_title(self, region: str) -> str:
        known = {
            "mouth": self.tr("Mouth"),
            "eyes": self.tr("Eyes"),
            "brows": self.tr("Brows"),
            "gaze": self.tr("Gaze"),
        }
        return known.get(region, readable(region))

    def _open_channels(self, names: list[str]) -> None:
        gone = set(names)
        self._edit(replace(self._now, channels={k: v for k, v in self._now.channels.items() if k not in gone}))

    def _show_reaches(self) -> None:
        reaches, bank = self._browser.reaches, self._browser.bank
        if reaches is None or bank is None:
            return
        for i, channel in enumerate(bank.channels):
            if channel.name in self._channels:
                low, high = reaches.channels[i].tolist()
                self._channels[channel.name].set_reach(low, high, reaches.channel_counts[i].tolist())
        for i, name in enumerate(ANGLES):
            low, high = reaches.angles[i].tolist()
            self._angles[name].set_reach(low, high, reaches.angle_counts[i].tolist())

    def _show_filter(self) -> None:
        now = self._now
        if self._search.text() != now.text:
            self._search.setText(now.text)
        self._persons.model.show_chosen(now.persons)
        self._sources.model.show_chosen(now.sources)
        for name, slider in self._angles.items():
            slider.show_range(now.angles.get(name))
        for name, slider in self._channels.items():
            slider.show_range(now.channels.get(name))
        self._person_part.offer_reset(bool(now.persons))
        self._source_part.offer_reset(bool(now.sources))
        self._pose_part.offer_reset(bool(now.angles))
        bank = self._browser.bank
        if bank is not None:
            region_of = {c.name: self._region_title(c.region) for c in bank.channels}
            narrowed = {region_of.get(name) for name in now.channels}
            for part in self._regions:
                part.offer_reset(part.title in narrowed)
        self.keep.setEnabled(not now.is_open)

    def _edit(self, wanted: BankFilter) -> None:
        self._browser.set_filter(wanted)

    def _list_saved(self) -> None:
        saved = self._browser.saved
        self._menu.clear()
        self._kept.setEnabled(bool(saved))
        for name, kept in saved.items():
            self._menu.addAction(name).triggered.connect(lambda _=False, kept=kept: self._edit(kept))
        if saved:
            forget = self._menu.addMenu(self.tr("Forget"))
            for name in saved:
                text = self.tr("Forget the filter “{}”").format(name)
                forget.addAction(name).triggered.connect(
                    lambda _=False, name=name, text=text: self._browser.forget_filter(name, text)
                )

    def _ask_name(self) -> None:
        self._name.setText(self._suggestion())
        self._naming.show()
        self._name.setFocus()
        self._name.selectAll()

    def _keep(self) -> None:
        name = self._name.text().strip()
        self._naming.hide()
        if name:
            self._browser.save_filter(name, self.tr("Keep the filter “{}”").format(name))

    def _suggestion(self) -> str:
        now = self._now
        words = [*sorted(now.persons)[:2], now.text, *(readable(name) for name in list(now.channels)[:2])]
        return ", ".join(word for word in words if word) or self.tr("Head pose")


def _degrees(angle: float) -> str:
    return f"{number_text(math.degrees(angle))}°"


def _number(value: float) -> str:
    return number_text(value, 2)
