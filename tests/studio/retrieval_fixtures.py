"""What the tests of the Retrieval page share: a bank, a project and the page that has searched all of its frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.project.edits import ProjectEdits, save_edits
from core.project.project import Project
from studio.main_window import MainWindow
from studio.model.retrieval_view import View
from studio.pages.retrieval.page import RetrievalPage
from tests.bank.made_banks import make_bank
from tests.studio.made_projects import made_project

FRAMES = 60


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return make_bank(tmp_path / "b.rafbank", people=5, count=14, encoder_id="geo", first_seed=11)


@pytest.fixture
def project(tmp_path: Path, bank: Path) -> Project:
    made = made_project(tmp_path, FRAMES)
    save_edits(made.root, ProjectEdits(bank="../b.rafbank"))
    return made


@pytest.fixture
def page(window: MainWindow, project: Project, qtbot: QtBot) -> RetrievalPage:
    """The page with all frames searched."""
    window.show_page("retrieval")
    found = window.page("retrieval")
    assert isinstance(found, RetrievalPage)
    window.context.document.open(project.root)
    window.activateWindow()  # keys reach shortcuts only of an active window
    qtbot.waitUntil(lambda: settled(found) and window.isActiveWindow())
    return found


def settled(page: RetrievalPage) -> bool:
    """Everything is known, and the curves say so."""
    retrieval = page.retrieval
    table = retrieval.table
    searched = retrieval.view is View.READY and table is not None and table.complete and not retrieval.busy
    found = retrieval.curves
    return searched and retrieval.faces is not None and found is not None and found.known == table.total  # type: ignore[union-attr]


def scrub(page: RetrievalPage, frame: int, qtbot: QtBot) -> None:
    page.context.selection.select_frame(frame)
    qtbot.waitUntil(lambda: page.retrieval.faces is not None and page.retrieval.faces.frame == frame)


def entries(page: RetrievalPage) -> list[int]:
    faces = page.retrieval.faces
    return [face.entry for face in faces.faces] if faces is not None else []


def anew(page: RetrievalPage) -> np.ndarray:
    """What a search from the beginning draws for all frames with a face."""
    table = page.retrieval.table
    assert table is not None
    frames = np.flatnonzero(page.retrieval.data.tracks.found)  # type: ignore[union-attr]
    return table.search.shown(table.search.find(frames))[0]


def shown(page: RetrievalPage) -> np.ndarray:
    table = page.retrieval.table
    assert table is not None
    return table.rows[np.flatnonzero(page.retrieval.data.tracks.found)]  # type: ignore[union-attr]
