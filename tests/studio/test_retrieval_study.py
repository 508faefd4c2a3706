"""The blind study on the Retrieval page: its trials, its answers, and its sessions on the disk."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.project.project import Project
from core.project.study import StudySession, load_sessions, save_session
from studio.main_window import MainWindow
from studio.model.study import Study
from studio.pages.retrieval.page import RetrievalPage
from tests.studio.retrieval_fixtures import bank, page, project

__all__ = ["bank", "page", "project"]


def begin_study(page: RetrievalPage, name: str, qtbot: QtBot) -> Study:
    study = page.context.shared(Study)
    page.open_study()
    page.study._name.setText(name)
    page.study._count.setCurrentIndex(0)
    qtbot.keyClick(page.study._name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: study.trial is not None and study._shown_s is not None)
    return study


def test_a_study_from_the_first_key_to_the_interval(page: RetrievalPage, project: Project, qtbot: QtBot) -> None:
    study = begin_study(page, "  A  B ", qtbot)
    assert not any(dock.isVisible() for dock in page.docks.values()), "nothing shows distances"
    assert not page.bar.isVisible()
    assert study.current is not None
    seen = [w.text() for w in page.study.trial.findChildren(type(page.view._facts)) if w.isVisible()]
    assert not any(face.person in text for text in seen for face in page.retrieval.faces.faces)  # type: ignore[union-attr]
    for number in range(10):
        trial = study.trial
        assert trial is not None
        right = trial.retrieved_left if number < 8 else not trial.retrieved_left
        qtbot.keyClick(page.study.trial, Qt.Key.Key_Left if right else Qt.Key.Key_Right)
        if number < 9:
            qtbot.waitUntil(lambda: study._shown_s is not None)
    assert study.current.complete
    assert study.current.participant == "A B"
    study.leave()
    assert "8 of 10 chose the retrieved face" in page.study._summary.text()
    assert "49 % to 94 %" in page.study._summary.text()
    qtbot.waitUntil(lambda: not study._waiting)
    (kept,), broken = load_sessions(project.root)
    assert broken == ()
    assert kept.chose_retrieved == 8
    assert abs(sum(t.retrieved_left for t in kept.trials) - 5) <= 0
    bank = page.retrieval.bank
    assert bank is not None
    for trial in kept.trials:
        rows = page.retrieval.table.rows[trial.frame]  # type: ignore[union-attr]
        assert trial.retrieved == int(bank.ids[rows[0]])
        assert trial.random not in bank.ids[rows]
    page.close_study()
    assert page.bar.isVisible()
    assert any(dock.isVisible() for dock in page.docks.values())


def test_a_session_that_is_deleted_while_it_is_written_stays_deleted(
    page: RetrievalPage, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = begin_study(page, "AB", qtbot)
    writing, go_on = threading.Event(), threading.Event()

    def slowly(root: Path, session: StudySession) -> None:
        writing.set()
        assert go_on.wait(60)
        save_session(root, session)

    monkeypatch.setattr("studio.model.study.save_session", slowly)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(writing.is_set)
    study.leave()
    study.delete(study.sessions[0])
    go_on.set()
    qtbot.waitUntil(lambda: not study._waiting and not page.context.tasks.busy)
    assert load_sessions(project.root)[0] == ()


def test_a_study_that_was_stopped_goes_on(page: RetrievalPage, project: Project, qtbot: QtBot) -> None:
    study = begin_study(page, "CD", qtbot)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: study._shown_s is not None)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    page.study.trial._leave.trigger()
    qtbot.waitUntil(lambda: not study._waiting)
    assert "1 of 10" not in page.study._open.currentText()
    assert "2 of 10" in page.study._open.currentText()
    page.study._continue.trigger()
    assert study.current is not None
    assert len(study.current.answers) == 2
    qtbot.waitUntil(lambda: study._shown_s is not None)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Right)
    study.leave()
    study.delete(study.sessions[0])
    qtbot.waitUntil(lambda: load_sessions(project.root)[0] == ())


def test_answers_count_only_once_the_faces_are_seen(page: RetrievalPage, qtbot: QtBot) -> None:
    study = begin_study(page, "EF", qtbot)
    study._shown_s = None
    study.answer(left=True)
    assert study.current is not None
    assert study.current.answers == ()
    study.leave()


def test_a_study_survives_a_full_disk(
    page: RetrievalPage, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import StorageError
    from studio.model import study as module

    study, whole = begin_study(page, "GH", qtbot), module.save_session

    def full(root: Path, session: object) -> None:
        raise StorageError("Could not write", got="a full disk")

    monkeypatch.setattr(module, "save_session", full)
    with qtbot.waitSignal(page.context.notices.said):
        qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: study._shown_s is not None)
    monkeypatch.setattr(module, "save_session", whole)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: not study._waiting)
    (kept,), _ = load_sessions(project.root)
    assert len(kept.answers) == 2, "the answer that could not be written came with the next"
    study.leave()


def test_a_damaged_session_is_reported_and_the_rest_read(window: MainWindow, project: Project, qtbot: QtBot) -> None:
    folder = project.root / "study"
    folder.mkdir()
    (folder / "bad.json").write_text(json.dumps({"kind": "study", "schema": 1}))
    study = window.context.shared(Study)
    with qtbot.waitSignal(window.context.notices.said):
        window.context.document.open(project.root)
    assert study.sessions == ()
