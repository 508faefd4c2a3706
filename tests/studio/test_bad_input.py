"""What should not happen, through the window: a clear message, nothing lost, and the window goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.jobs.spec import JOBS
from core.project.edits import CaptureEdits, load_edits
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.compare import Compare
from studio.model.compare_sides import B
from studio.model.training import RunState, Training
from studio.services.jobs import Lane
from studio.shell.pages import PAGES
from tests.studio.compare_runs import compared_project
from tests.studio.conftest import MakeContext, MakeWindow
from tests.studio.made_projects import made_project
from tests.studio.quick_jobs import QUICK_JOBS
from tests.studio.train_jobs import TRAIN_JOBS

PAGE_NAMES = [entry.name for entry in PAGES]


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**JOBS, **QUICK_JOBS, **TRAIN_JOBS}


def opened(context: Context, root: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.document.opened):
        context.document.open(root)


def errors(context: Context) -> list[str]:
    return [message.title for message in context.notices.messages if message.kind == "error"]


def goes_on(window: MainWindow, qtbot: QtBot) -> None:
    """Every page can still be shown."""
    for name in PAGE_NAMES:
        window.show_page(name)
        assert window.current_page is window.page(name)
    qtbot.waitUntil(lambda: not window.context.tasks.busy)


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_wrong_files_are_refused_on_every_page(
    window: MainWindow, context: Context, tmp_path: Path, page: str, qtbot: QtBot
) -> None:
    opened(context, made_project(tmp_path).root, qtbot)
    window.show_page(page)
    for name in ("notes.txt", "archive.zip", "no suffix"):
        wrong = tmp_path / name
        wrong.write_bytes(b"\0\xff" * 50)
        before = len(context.notices.messages)
        window.take_file(wrong)
        assert len(context.notices.messages) == before + 1
        assert name in errors(context)[0]
    assert window.current_page is window.page(page)
    assert not context.document.undo.canUndo()


def test_two_windows_cannot_change_one_project(
    make_window: MakeWindow, make_context: MakeContext, tmp_path: Path, qtbot: QtBot
) -> None:
    project = made_project(tmp_path)
    first, second = make_window(make_context()), make_window(make_context())
    opened(first.context, project.root, qtbot)
    with qtbot.waitSignal(second.context.document.failed):
        second.context.document.open(project.root)
    assert "in use" in errors(second.context)[0]
    assert second.context.document.project is None
    goes_on(second, qtbot)
    with qtbot.waitSignal(first.context.document.saved):
        first.context.document.edit_capture("take-1", CaptureEdits(trim=(3, 40)), "Trim")
    first.close()
    opened(second.context, project.root, qtbot)
    assert second.context.document.edits.capture("take-1").trim == (3, 40)


def test_edits_of_a_newer_program_are_refused_and_left_alone(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project = made_project(tmp_path)
    text = json.dumps({"schema": 999, "captures": {"take-1": {"trim": [1, 2], "from_tomorrow": True}}})
    (project.root / "edits.json").write_text(text)
    with qtbot.waitSignal(context.document.failed):
        context.document.open(project.root)
    assert "newer RAF Studio" in errors(context)[0]
    goes_on(window, qtbot)
    assert (project.root / "edits.json").read_text() == text


def test_a_project_whose_disk_goes_away(window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    project = made_project(tmp_path)
    opened(context, project.root, qtbot)
    window.show_page("capture")
    elsewhere = tmp_path / "unplugged"
    project.root.rename(elsewhere)
    project.root.write_text("where the project was")  # so that it cannot be made again
    with qtbot.waitSignal(context.document.failed):
        context.document.edit_capture("take-1", CaptureEdits(trim=(5, 30)), "Trim")
    assert errors(context)
    goes_on(window, qtbot)
    project.root.unlink()
    elsewhere.rename(project.root)
    context.document.save_now()
    assert load_edits(project.root).capture("take-1").trim == (5, 30), "nothing is lost when it comes back"


def test_an_engine_that_dies_while_it_reads_a_driver(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    opened(context, compared_project(tmp_path).root, qtbot)
    window.show_page("compare")
    compare = context.shared(Compare)
    qtbot.waitUntil(lambda: compare.timeline.line is not None)
    compare.timeline.play_driver(tmp_path / "endless.mp4")
    engine = context.jobs.engines[Lane.LIVE]
    qtbot.waitUntil(lambda: engine.pid is not None and any(j.total > 0 for j in context.jobs.active))
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: compare.timeline.error is not None)
    assert errors(context)
    compare.timeline.play_capture("take-1")
    qtbot.waitUntil(lambda: compare.timeline.line is not None)
    goes_on(window, qtbot)


def test_a_killed_training_is_found_again_by_the_next_window(
    make_window: MakeWindow, make_context: MakeContext, tmp_path: Path, qtbot: QtBot
) -> None:
    project = made_project(tmp_path, frames=30)
    first = make_window(make_context())
    opened(first.context, project.root, qtbot)
    training = first.context.shared(Training)
    training.set_option("steps", 100_000, "Steps")
    run_id = training.start()
    folder = project.root / "runs" / run_id
    qtbot.waitUntil(lambda: bool(list((folder / "checkpoints").glob("step-*.json"))))
    pid = first.context.jobs.engines[Lane.WORK].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(errors(first.context)))
    goes_on(first, qtbot)
    first.close()
    again = make_window(make_context())
    opened(again.context, project.root, qtbot)
    entry = again.context.shared(Training).entry(run_id)
    assert entry is not None
    assert entry.state in (RunState.INTERRUPTED, RunState.FAILED)
    assert entry.run is not None
    assert entry.run.can_continue
    assert again.context.shared(Training).choices.overrides["steps"] == 100_000


def test_a_bank_that_vanishes_while_it_is_shown(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    from core.bank.synthetic import SyntheticBank, make_synthetic_bank

    project = made_project(tmp_path)
    bank = make_synthetic_bank(tmp_path / "gone.rafbank", SyntheticBank(entries=400, persons=4))
    opened(context, project.root, qtbot)
    context.bank.use(bank, "Use it")
    window.show_page("bank")
    qtbot.waitUntil(lambda: context.bank.data is not None)
    shutil.rmtree(bank)
    context.bank.reload()
    qtbot.waitUntil(lambda: context.bank.error is not None)
    assert context.bank.error is not None
    assert "gone.rafbank" in context.bank.error.what
    goes_on(window, qtbot)
    context.document.undo.undo()
    qtbot.waitUntil(lambda: context.bank.error is None and context.bank.data is not None)


def test_an_avatar_that_is_replaced_by_rubbish_while_listed(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project = compared_project(tmp_path, runs=3)
    opened(context, project.root, qtbot)
    window.show_page("compare")
    sides = context.shared(Compare).sides
    qtbot.waitUntil(lambda: sides.pair is not None)
    shown = [side.candidate for side in sides.both]
    third = next(c for c in sides.known if c not in shown)
    third.path.write_bytes(b"\xff" * 4000)
    sides.choose(B, third.key)
    qtbot.waitUntil(lambda: sides.error is not None)
    assert third.path.name in sides.error.what
    goes_on(window, qtbot)
    assert shown[B] is not None
    sides.choose(B, shown[B].key)
    qtbot.waitUntil(lambda: sides.pair is not None)


@pytest.mark.parametrize(
    "result", ["[]", '{"avatar": "../../../etc/passwd"}', '{"avatar": 7}', "{" * 5000, '{"figures": "high"}']
)
def test_a_run_of_a_hostile_project_does_no_harm(
    window: MainWindow, context: Context, tmp_path: Path, result: str, qtbot: QtBot
) -> None:
    project = compared_project(tmp_path)
    bad = sorted((project.root / "runs").iterdir())[0]
    (bad / "result.json").write_text(result)
    opened(context, project.root, qtbot)
    assert len(context.document.contents.runs) + len(context.document.contents.broken) == 2
    inside = project.root.resolve()
    assert all(r.avatar is None or r.avatar.resolve().is_relative_to(inside) for r in context.document.contents.runs)
    goes_on(window, qtbot)


def test_a_project_made_of_links_to_elsewhere(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project: Project = made_project(tmp_path)
    record = project.root / "captures" / "take-1" / "capture.json"
    facts = json.loads(record.read_text())
    record.write_text(json.dumps({**facts, "source": "../../../../etc/hostname"}))
    opened(context, project.root, qtbot)
    assert context.document.contents.captures == ()
    assert context.document.contents.broken
    goes_on(window, qtbot)


def test_decisions_beyond_all_bounds_are_refused(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project = made_project(tmp_path)
    opened(context, project.root, qtbot)
    edits = replace(context.document.edits, captures={"take-1": CaptureEdits(trim=(0, 10))})
    context.document.edit(edits, "Trim")
    context.document.close()
    raw = json.loads((project.root / "edits.json").read_text())
    raw["captures"]["take-1"]["excluded"] = [[i, i + 1] for i in range(0, 300_000, 2)]
    (project.root / "edits.json").write_text(json.dumps(raw))
    with qtbot.waitSignal(context.document.failed):
        context.document.open(project.root)
    assert "damaged" in errors(context)[0]
    goes_on(window, qtbot)
