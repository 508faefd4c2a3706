"""The window shows before anything heavy is imported."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from studio.first_paint import HEAVY, measure


@pytest.mark.usefixtures("qapp")
def test_home_is_painted_without_anything_heavy() -> None:
    if QGuiApplication.platformName() == "offscreen":
        pytest.skip("no display to open a window on")
    figures = measure(1)
    assert "torch" in HEAVY
    assert figures["heavy_modules"] == 0
    assert figures["ratio"] > 1.0, "an empty window cannot take longer"
    assert figures["ratio_cpu"] == pytest.approx(figures["studio_ms_cpu"] / figures["empty_ms_cpu"])
