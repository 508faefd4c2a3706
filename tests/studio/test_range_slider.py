"""The slider with two ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.theme.theme import Theme
from studio.widgets.range_slider import STEPS, RangeSlider

LOW, HIGH = -1.0, 3.0


@pytest.fixture
def slider(theme: Theme, qtbot: QtBot) -> RangeSlider:
    made = RangeSlider("Mouth", "{:.2f}".format, theme)
    qtbot.addWidget(made)
    made.resize(240, made.height())
    made.set_reach(LOW, HIGH, [1, 4, 9])
    made.show()
    return made


def place(slider: RangeSlider, value: float) -> QPoint:
    return QPoint(round(slider._x(value)), slider.height() - 6)


def test_the_nearer_end_is_dragged(slider: RangeSlider, qtbot: QtBot) -> None:
    heard: list[object] = []
    slider.edited.connect(heard.append)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider, 0.0))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place(slider, 0.0))
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place(slider, 2.0))
    assert slider.range == (pytest.approx(0.0, abs=0.02), pytest.approx(2.0, abs=0.02))
    assert heard[-1] == slider.range
    assert slider.accessibleDescription().startswith("0.0") or slider.accessibleDescription().startswith("-0.0")


def test_an_end_takes_the_other_along(slider: RangeSlider, qtbot: QtBot) -> None:
    slider.show_range((0.0, 0.5))
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider, 0.0))
    qtbot.mouseMove(slider, place(slider, 1.0))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place(slider, 1.0))
    assert slider.range is not None
    assert slider.range[0] == slider.range[1] == pytest.approx(1.0, abs=0.02)


def test_everything_is_no_range(slider: RangeSlider, qtbot: QtBot) -> None:
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert slider.range == (LOW, pytest.approx(HIGH - (HIGH - LOW) / STEPS))
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.range is None


def test_what_comes_from_elsewhere_is_not_reported(slider: RangeSlider) -> None:
    heard: list[object] = []
    slider.edited.connect(heard.append)
    slider.show_range((0.0, 1.0))
    slider.show_range(None)
    assert heard == []


def test_a_channel_that_never_moves_can_be_drawn(slider: RangeSlider) -> None:
    slider.set_reach(0.0, 0.0, [0, 0])
    assert not slider.grab().isNull()
    assert slider.reach[0] < slider.reach[1]
