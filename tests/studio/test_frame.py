"""The frame while work runs, when projects cannot be opened, and when it closes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from core.project.edits import ProjectEdits
from core.project.lock import WINDOW_LOCK_NAME, folder_lock
from studio.context import Context
from studio.main_window import MainWindow
from studio.services.jobs import JobState, TrackedJob
from studio.shell.autosave import AutosaveSign
from studio.shell.job_list import _Row
from studio.shell.notice_list import kept, report_text
from studio.theme.palette import DARK, LIGHT
from tests.studio.frame_jobs import FRAME_JOBS
from tests.studio.made_projects import made_project


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return FRAME_JOBS


@pytest.fixture
def home(window: MainWindow) -> MainWindow:
    window.show_page("home")
    return window


@pytest.fixture
def training(home: MainWindow, context: Context, qtbot: QtBot) -> TrackedJob:
    """A job that never ends by itself."""
    job = context.jobs.start("train_run", {}, title="Training Anna")
    qtbot.waitUntil(lambda: job.total == 100)
    return job


def question(window: MainWindow) -> QMessageBox:
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def test_the_job_bar_says_what_runs(home: MainWindow, context: Context, training: TrackedJob, qtbot: QtBot) -> None:
    bar = home._top.jobs
    assert bar.isVisible()
    assert "Training Anna" in bar._text.toolTip()
    assert bar._left.text() == "1 min left"
    assert bar._bar.value() == 250
    bar._pause.trigger()
    assert training.state is JobState.PAUSED
    assert bar._pause.text() == "Go on"
    bar._pause.trigger()
    assert training.state is JobState.RUNNING
    bar._text.click()
    assert home.job_list.is_open
    assert len(home.job_list.findChildren(_Row)) == 1
    with qtbot.waitSignal(context.jobs.ended):
        training.cancel()
    assert not bar.isVisible()
    assert [(job.title, job.outcome) for job in context.jobs.recent] == [("Training Anna", "cancelled")]
    assert "Training Anna: stopped" in home.job_list._ended.text()


def test_warnings_and_errors_are_kept_until_dismissed(home: MainWindow, context: Context) -> None:
    notices = context.notices
    notices.say("info", "Picture saved")
    notices.say("warning", "4 frames are blurred", "Exclude them.")
    notices.say("error", "The bank cannot be read", details="Traceback")
    assert home._top.bell.accessibleName() == "2 warnings and errors"
    home._top.bell.click()
    panel = home.notice_list
    assert panel.is_open
    buttons = {button.text(): button for button in panel.findChildren(QAbstractButton) if button.text()}
    buttons["Copy details"].click()
    copied = QApplication.clipboard().text()
    assert copied in {report_text(message) for _, message in kept(context)}
    next(b for b in panel.findChildren(QAbstractButton) if b.accessibleName() == "Dismiss" and b.isVisible()).click()
    assert [message.title for _, message in kept(context)] == ["4 frames are blurred"]
    panel._clear.click()
    assert notices.messages == ()
    assert home._top.bell.accessibleName() == "No warnings"


def test_a_failure_that_the_page_tells_of_is_listed_but_covers_nothing(home: MainWindow, context: Context) -> None:
    page = home.current_page
    assert page is not None
    page.tells_of = lambda job: job == "own"  # type: ignore[method-assign]
    context.notices.report_failure({"what": "The video cannot be read"}, "Failed", job="own")
    assert home.notice.isHidden()
    assert [message.title for _, message in kept(context)] == ["The video cannot be read"]
    context.notices.report_failure({"what": "The disk is full"}, "Failed", job="other")
    assert not home.notice.isHidden()


def test_two_hundred_warnings_make_few_widgets(home: MainWindow, context: Context) -> None:
    for number in range(200):
        context.notices.say("warning", f"Warning {number}")
    home.notice_list.open()
    rows = [b for b in home.notice_list.findChildren(QAbstractButton) if b.accessibleName() == "Dismiss"]
    assert len(rows) == 30


def test_closing_during_training_asks_once_and_keeps_working(
    home: MainWindow, context: Context, training: TrackedJob, qtbot: QtBot
) -> None:
    home.close()
    assert home.isVisible()
    box = question(home)
    assert box.text() == "Stop the training and close?"
    assert "can be continued" in box.informativeText()
    next(button for button in box.buttons() if button.text() == "Keep working").click()
    assert home.isVisible()
    assert training.state is JobState.RUNNING
    with qtbot.waitSignal(context.jobs.ended):
        training.cancel()


def test_stopping_the_training_closes_the_window(
    home: MainWindow, context: Context, training: TrackedJob, qtbot: QtBot
) -> None:
    outcomes: list[str] = []
    training.finished.connect(lambda event: outcomes.append(event.outcome))
    home.close()
    next(button for button in question(home).buttons() if button.text() == "Stop and close").click()
    qtbot.waitUntil(lambda: not home.isVisible())
    assert outcomes == ["cancelled"]
    assert all(engine.pid is None for engine in context.jobs.engines.values())


def test_the_question_goes_when_the_work_ends_first(
    home: MainWindow, context: Context, training: TrackedJob, qtbot: QtBot
) -> None:
    home.close()
    box = question(home)
    with qtbot.waitSignal(context.jobs.ended):
        training.cancel()
    assert not box.isVisible()
    assert home.isVisible()


def opened(context: Context, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.document.opened):
        context.document.open(path)


def refused(context: Context, path: Path, qtbot: QtBot) -> str:
    with qtbot.waitSignal(context.document.failed):
        context.document.open(path)
    message = context.notices.messages[0]
    return f"{message.title}. {message.text}"


def test_a_project_that_another_window_has_open(
    home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    first, second = made_project(tmp_path, name="First"), made_project(tmp_path, name="Second")
    opened(context, first.root, qtbot)
    with folder_lock(second.root, name=WINDOW_LOCK_NAME):
        assert "in use by another RAF Studio" in refused(context, second.root, qtbot)
    assert context.document.project == first, "what was open stays open"
    opened(context, second.root, qtbot)
    assert context.document.project == second


def test_a_project_of_a_newer_version(home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    project = made_project(tmp_path)
    manifest = project.root / "project.json"
    text = manifest.read_text()
    manifest.write_text(json.dumps({**json.loads(text), "schema": 99}))
    before = sorted(path.name for path in project.root.rglob("*"))
    assert "newer RAF Studio" in refused(context, project.root, qtbot)
    assert "Update RAF Studio" in context.notices.messages[0].text
    assert [p for p in sorted(path.name for path in project.root.rglob("*")) if "lock" not in p] == before
    manifest.write_text(text)
    opened(context, project.root, qtbot)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"application": "other"}', '{"application": "raf-studio", "schema": 1}']
)
def test_a_damaged_project(home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot, text: str) -> None:
    project = made_project(tmp_path)
    (project.root / "project.json").write_text(text)
    assert refused(context, project.root, qtbot)
    assert context.document.project is None
    assert home.isVisible()
    assert (project.root / "captures" / "take-1" / "capture.json").is_file(), "nothing is lost"


def test_autosave_tells_the_truth(
    home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = home.findChild(AutosaveSign)
    assert sign is not None
    assert not sign.isVisible()
    project = made_project(tmp_path)
    opened(context, project.root, qtbot)
    assert (sign.isVisible(), sign.state) == (True, "saved")
    edits = ProjectEdits(bank="one.rafbank")
    with qtbot.waitSignal(context.document.saved):
        context.document.edit(edits, "Use a bank")
        assert sign.state == "saving"
    assert sign.state == "saved"
    monkeypatch.setattr("studio.model.document.save_edits", _disk_full)
    with qtbot.waitSignal(context.document.failed):
        context.document.edit(replace(edits, bank="two.rafbank"), "Use another")
    assert sign.state == "failed"
    monkeypatch.undo()
    with qtbot.waitSignal(context.document.saved):
        context.document.undo.undo()
        context.document.edit(replace(edits, bank="three.rafbank"), "Use a third")
    assert sign.state == "saved"


def _disk_full(*_: object) -> None:
    from core.errors import StorageError

    raise StorageError("The disk is full", next_step="Free some space")


def test_undo_is_named_after_what_was_done(home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    opened(context, made_project(tmp_path).root, qtbot)
    undo = home.actions_of_window.undo
    assert not undo.isEnabled()
    context.document.edit(ProjectEdits(bank="one.rafbank"), "Use a bank")
    assert undo.isEnabled()
    assert undo.toolTip() == "Undo: Use a bank (Ctrl+Z)"
    home.activateWindow()
    qtbot.waitUntil(home.isActiveWindow)
    qtbot.keyClick(home, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert context.document.edits == ProjectEdits()
    assert home.actions_of_window.redo.isEnabled()


def test_docks_come_back_as_left(home: MainWindow, context: Context, qtbot: QtBot) -> None:
    page = home.page("home")
    page.docks["licences"].hide()
    page.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, page.docks["computer"])
    home._make_again()  # as another language does
    again = home.page("home")
    assert again is not page
    assert again.docks["licences"].isHidden()
    assert again.dockWidgetArea(again.docks["computer"]) is Qt.DockWidgetArea.LeftDockWidgetArea


def test_floating_docks_go_and_come_with_their_page(home: MainWindow, context: Context, qtbot: QtBot) -> None:
    page = home.page("home")
    dock = page.docks["licences"]
    dock.setFloating(True)
    qtbot.waitUntil(dock.isVisible)
    home.show_page("live")
    assert not dock.isVisible()
    home._make_again()
    home.show_page("home")
    dock = home.page("home").docks["licences"]
    assert dock.isFloating()
    assert dock.isVisible()


def test_the_systems_theme_is_followed_live(
    home: MainWindow, context: Context, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme, hints = context.theme, qapp.styleHints()
    theme.choose("system")
    for palette, scheme in ((LIGHT, Qt.ColorScheme.Light), (DARK, Qt.ColorScheme.Dark)):
        monkeypatch.setattr(theme, "_of_system", lambda palette=palette: palette)  # this display has no themes
        hints.colorSchemeChanged.emit(scheme)
        assert theme.palette is palette
        assert home.palette().window().color().name() == palette.window


def test_everything_in_the_frame_has_a_name_and_a_tip(home: MainWindow) -> None:
    buttons = [b for b in home._body.findChildren(QAbstractButton) if b.isVisible() and home._top.isAncestorOf(b)]
    assert buttons
    assert [b.text() for b in buttons if not (b.accessibleName() or b.text()) or not b.toolTip()] == []
