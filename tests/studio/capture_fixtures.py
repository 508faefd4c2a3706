"""What several tests of the Capture page share: the page with an empty project, face models, and buttons by text."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from core.errors import StudioError
from core.weights.store import WeightStore
from studio.context import Context
from studio.main_window import MainWindow
from studio.pages.capture.page import CapturePage

LONG_MS = 180_000


@pytest.fixture
def empty(window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path) -> CapturePage:
    """The page with a project that holds nothing."""
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    with qtbot.waitSignal(context.document.opened):
        context.document.create(tmp_path / "Anna.rafstudio", "Anna")
    return page


@pytest.fixture
def models() -> None:
    """Skips where the face models are not there."""
    try:
        store = WeightStore()
        store.path("face_landmarker")
        store.path("selfie_segmentation")
    except StudioError as error:
        pytest.skip(f"no face models on this machine: {error}")


def button(parent: QWidget, text: str) -> QAbstractButton:
    return next(b for b in parent.findChildren(QAbstractButton) if b.text().strip() == text)
