"""Both themes can be read, and nothing in the style sheet is left open."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from studio.theme.icons import icon
from studio.theme.palette import DARK, LIGHT, Palette, contrast, readable_pairs
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
    sheet = stylesheet(DARK)
    assert "$" not in sheet
    assert set(re.findall(r"#[0-9a-f]{6}", sheet)) <= set(vars(DARK).values())


def test_choosing_a_theme_repaints_and_tells(qapp: QApplication, theme: Theme, qtbot: object) -> None:
    label = QLabel("x")
    seen: list[str] = []
    theme.changed.connect(lambda: seen.append(theme.palette.name))
    theme.choose("light")
    assert label.palette().windowText().color().name() == LIGHT.text
    theme.choose("light")
    theme.choose("dark")
    assert seen == ["light", "dark"]
    assert not icon("play-fill", theme.palette).isNull()
