"""Both themes can be read, and nothing in the style sheet is left open."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip
from pytestqt.qtbot import QtBot

from studio.theme.icons import icon
from studio.theme.palette import DARK, LIGHT, Palette, contrast, readable_pairs
from studio.theme.roles import ALIKE, ROLES
from studio.theme.stylesheet import stylesheet
from studio.theme.theme import Theme

LEAST_CONTRAST = 4.5
"""WCAG 2.2, level AA, for text."""


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda p: p.name)
def test_every_text_can_be_read(palette: Palette) -> None:
    too_weak = {pair: contrast(*pair) for pair in readable_pairs(palette) if contrast(*pair) < LEAST_CONTRAST}
    assert too_weak == {}


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda p: p.name)
def test_greys_have_no_tint(palette: Palette) -> None:
    greys = (
        "window",
        "panel",
        "field",
        "raised",
        "raised_hover",
        "line",
        "text",
        "text_dim",
        "text_off",
        "track",
        "viewer",
    )
    tinted = [name for name in greys if len(set(re.findall("..", getattr(palette, name)[1:]))) != 1]
    assert tinted == []


def test_the_style_sheet_uses_only_the_palette() -> None:
    sheet = stylesheet()
    assert "$" not in sheet
    assert "#" not in sheet
    assert set(re.findall(r"palette\(([a-z-]+)\)", sheet)) == {name for _, name in ROLES.values()}


def test_every_colour_has_a_role_of_its_own(qapp: QApplication, theme: Theme) -> None:
    roles = [role for role, _ in ROLES.values()] + [role for more in ALIKE.values() for role in more]
    assert len(set(roles)) == len(roles)
    for palette in (LIGHT, DARK):
        theme.choose("light" if palette is LIGHT else "dark")
        found = {name: qapp.palette().color(role).name() for name, (role, _) in ROLES.items()}
        assert found == {name: getattr(palette, name) for name in ROLES}


def test_choosing_a_theme_repaints_and_tells(qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    label = QLabel("x")
    seen: list[str] = []
    theme.changed.connect(lambda: seen.append(theme.palette.name))
    theme.choose("light")
    qtbot.waitUntil(lambda: label.palette().windowText().color().name() == LIGHT.text)
    theme.choose("light")
    theme.choose("dark")
    assert seen == ["light", "dark"]
    assert not icon("play-fill", theme.palette).isNull()


class Sample(QStackedWidget):
    """Something of everything that the style sheet colours, once as it is seen first and once on a page behind it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        theme.mark(self)
        self.setProperty("role", "window")
        for _ in range(2):
            self.addWidget(self._page())
        self.resize(300, 400)
        self.show()

    def _page(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "panel")
        layout = QVBoxLayout(page)
        for kind, role in (
            (QPushButton, "primary"),
            (QPushButton, ""),
            (QLabel, "dim"),
            (QLabel, "error"),
            (QLabel, ""),
        ):
            widget = kind("Text", page)
            widget.setProperty("role", role)
            layout.addWidget(widget)
        tick, bar, field = QCheckBox("Text", page), QProgressBar(page), QLineEdit(page)
        tick.setChecked(True)
        bar.setValue(50)
        field.setPlaceholderText("Text")
        choice, off = QComboBox(page), QComboBox(page)
        menu = QPushButton("Text", page)
        menu.setMenu(QMenu(menu))
        off.setEnabled(False)
        for widget in (tick, bar, field, choice, off, menu):
            layout.addWidget(widget)
        return page

    def pictures(self) -> list[QImage]:
        found = []
        for place in range(self.count()):
            self.setCurrentIndex(place)
            found.append(self.grab().toImage())
        self.setCurrentIndex(0)
        return found


def test_a_change_of_theme_colours_all_that_is_there_as_if_it_had_begun_so(theme: Theme, qtbot: QtBot) -> None:
    dark = Sample(theme)
    qtbot.addWidget(dark)
    began = dark.pictures()
    theme.choose("light")
    light = Sample(theme)
    qtbot.addWidget(light)
    assert light.pictures() != began
    assert dark.grab().toImage() == light.grab().toImage(), "what is seen is not coloured at once"
    qtbot.waitUntil(lambda: dark.pictures() == light.pictures())
    theme.choose("dark")
    assert dark.grab().toImage() == began[0]
    qtbot.waitUntil(lambda: dark.pictures() == began == light.pictures())
