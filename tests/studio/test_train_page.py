"""The Train page with a real engine process and the real training loop on a small drawn clip."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.avatar.runtime import Avatar
from core.project.runs import HELD_OUT, Run
from core.training.config import TrainConfig, flat
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.live import Live
from studio.model.run_choices import RunChoices
from studio.model.runs_table import RunsTable
from studio.model.training import RunState, Training
from studio.pages.train.options_form import OptionsForm
from studio.pages.train.page import TrainPage
from studio.services.jobs import Lane
from tests.studio.made_projects import made_project
from tests.studio.train_jobs import CAPTURE, TRAIN_JOBS

LONG = 100_000
TIMEOUT_MS = 180_000


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return TRAIN_JOBS


@pytest.fixture
def page(window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> TrainPage:
    """The page with an open project of one capture."""
    project = made_project(tmp_path, frames=30)
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    window.show_page("train")
    shown = window.current_page
    assert isinstance(shown, TrainPage)
    return shown


def press(parent: QWidget, text: str) -> None:
    buttons = parent.findChildren(QAbstractButton)
    button = next(b for b in buttons if b.isVisible() and text in (b.text().strip(), b.accessibleName()))
    assert button.isEnabled(), f"'{text}' cannot be pressed"
    button.click()


def steps(page: TrainPage, count: int) -> None:
    page.training.set_option("steps", count, "Change")


def state(page: TrainPage, run_id: str) -> RunState | None:
    entry = page.training.entry(run_id)
    return None if entry is None else entry.state


def listed(page: TrainPage, qtbot: QtBot, run_id: str, outcome: str = "done") -> Run:
    """The run, once it has ended and the project was listed again."""
    found: list[Run] = []

    def there() -> bool:
        entry = page.training.entry(run_id)
        if entry is not None and entry.job is None and entry.run is not None and entry.run.outcome == outcome:
            found.append(entry.run)
        return bool(found)

    wait_for(qtbot, there)
    return found[0]


def wait_for(qtbot: QtBot, check: Callable[[], bool]) -> None:
    qtbot.waitUntil(check, timeout=TIMEOUT_MS)


def begin(page: TrainPage, count: int = LONG) -> str:
    """Begin a run. Of LONG steps it does not end before the test says so, however slow the window is."""
    steps(page, count)
    press(page.setup, "Start training")
    run_id = page.training.watched.run_id
    assert run_id is not None
    return run_id


def finish_beyond(page: TrainPage, qtbot: QtBot, step: int) -> None:
    """Let the run that is watched get farther than a step, and end it with an avatar."""
    wait_for(qtbot, lambda: page.training.watched.live and page.training.watched.log.step > step)
    finish = page.view.header.finish  # hidden while a run that is continued still waits for the engine
    wait_for(qtbot, lambda: finish.isVisible() and finish.isEnabled())
    press(page.view.header, "Finish now")


def start(page: TrainPage, qtbot: QtBot, count: int = LONG) -> str:
    """Begin a run and wait until it shows pictures."""
    run_id = begin(page, count)
    wait_for(qtbot, lambda: any(not t.render.isNull() for t in page.view.pictures.triples))
    return run_id


def test_without_a_project_the_page_leads_to_one(window: MainWindow) -> None:
    window.show_page("train")
    page = window.current_page
    assert isinstance(page, TrainPage)
    assert not page.setup.start.isEnabled()
    press(page.state, "Go to Home")
    assert window.current_page is not page


def test_a_run_is_watched_and_finished_early_and_driven(
    page: TrainPage, window: MainWindow, context: Context, qtbot: QtBot
) -> None:
    run_id = start(page, qtbot)
    watched = page.training.watched
    first = page.view.pictures.triples[0]
    assert first.held_out
    assert not first.truth.isNull()
    before = bytes(first.render.constBits())
    wait_for(qtbot, lambda: bytes(page.view.pictures.triples[0].render.constBits()) != before)
    wait_for(qtbot, lambda: watched.avatar is not None and "heldout.psnr" in watched.log.latest)
    assert {"loss", "loss.colour", "memory_mb", "steps_per_s"} <= set(watched.log.latest)
    assert page.curves.plots["loss"].lines
    assert page.curves.plots["psnr"].lines
    press(page.view.header, "Finish now")
    run = listed(page, qtbot, run_id, "stopped")
    assert run.avatar is not None
    assert Avatar.load(run.avatar).meta.name == "Made"
    live = context.shared(Live)
    with qtbot.waitSignal(live.settled):
        press(page.view.header, "Drive it")
    assert live.session.path == run.avatar
    assert window.current_page is not page


def test_a_run_is_not_done_before_its_figures_are_there(
    page: TrainPage, context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = start(page, qtbot)
    wait_for(qtbot, lambda: any(run.id == run_id for run in context.document.contents.runs))
    wait_for(qtbot, lambda: "loss" in page.training.watched.log.latest)
    monkeypatch.setattr(context.document, "refresh", lambda: None)  # the disk is slow
    press(page.view.header, "Finish now")
    with qtbot.waitSignal(context.jobs.ended, timeout=TIMEOUT_MS):
        pass
    assert state(page, run_id) is RunState.ENDING
    assert not any(
        button.isEnabled() for button in page.view.header.findChildren(QAbstractButton) if button.isVisible()
    )
    monkeypatch.undo()
    with qtbot.waitSignal(page.training.ended):
        context.document.refresh()
    entry = page.training.entry(run_id)
    assert entry is not None
    assert entry.run is not None
    assert entry.state is RunState.STOPPED
    assert entry.run.result["steps"] > 0


def test_a_run_waits_while_it_is_paused(page: TrainPage, qtbot: QtBot) -> None:
    run_id = start(page, qtbot)
    press(page.view.header, "Pause")
    assert state(page, run_id) is RunState.PAUSED
    job = page.training.entry(run_id).job  # type: ignore[union-attr]
    assert job is not None
    press(page.view.header, "Go on")
    step = page.training.watched.log.step
    wait_for(qtbot, lambda: page.training.watched.log.step > step)
    press(page.view.header, "Stop")
    wait_for(qtbot, lambda: state(page, run_id) is RunState.CANCELLED)


def test_a_stopped_run_goes_on_from_its_checkpoint(page: TrainPage, qtbot: QtBot) -> None:
    run_id = start(page, qtbot)
    wait_for(qtbot, lambda: page.training.watched.log.step > 0)
    press(page.view.header, "Stop")
    listed(page, qtbot, run_id, "cancelled")
    reached = page.training.watched.log.step
    assert reached > 0
    press(page.view.header, "Continue")
    finish_beyond(page, qtbot, reached)
    run = listed(page, qtbot, run_id, "stopped")
    assert run.result["steps"] > reached
    recorded = run.curves()["loss"][0]
    assert recorded == sorted(recorded), "it began again instead of going on"


def test_a_killed_engine_loses_nothing(page: TrainPage, context: Context, qtbot: QtBot) -> None:
    run_id = start(page, qtbot)
    folder = page.training.watched.folder
    assert folder is not None
    wait_for(qtbot, lambda: bool(list((folder / "checkpoints").glob("step-*.json"))))
    pid = context.jobs.engines[Lane.WORK].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_for(qtbot, lambda: state(page, run_id) is RunState.INTERRUPTED)
    assert "engine stopped" in context.notices.messages[0].title
    reached = page.training.watched.log.step
    press(page.view.header, "Continue")
    finish_beyond(page, qtbot, reached)
    wait_for(qtbot, lambda: state(page, run_id) is RunState.STOPPED)
    wait_for(qtbot, page.view.header.drive.isVisible)


def test_a_full_disk_is_said_and_the_run_goes_on_later(page: TrainPage, context: Context, qtbot: QtBot) -> None:
    page.training.choose("Name", name="full")
    run_id = begin(page)
    wait_for(qtbot, lambda: state(page, run_id) is RunState.FAILED)
    assert "a full disk" in context.notices.messages[0].text.lower()
    assert "full disk" in page.view.header._error.text()
    press(page.view.header, "Continue")
    finish_beyond(page, qtbot, 0)
    wait_for(qtbot, lambda: state(page, run_id) is RunState.STOPPED)


def test_the_chosen_frames_are_shown(page: TrainPage, context: Context, qtbot: QtBot) -> None:
    run_id = start(page, qtbot)
    context.selection.select_frame(7, CAPTURE)
    wait_for(qtbot, lambda: any(t.frame == 7 and not t.render.isNull() for t in page.view.pictures.triples))
    page.view.keep_frame.trigger()
    context.selection.select_frame(26, CAPTURE)
    wait_for(qtbot, lambda: {7, 26} <= {t.frame for t in page.view.pictures.triples})
    roles = {t.frame: t.held_out for t in page.view.pictures.triples}
    assert not roles[7]
    assert roles[26]
    page.view.pictures.removal_asked.emit(CAPTURE, 7)
    wait_for(qtbot, lambda: 7 not in {t.frame for t in page.view.pictures.triples})
    page.training.halt(run_id)
    wait_for(qtbot, lambda: state(page, run_id) is RunState.CANCELLED)


def test_the_slider_shows_how_it_learnt(page: TrainPage, qtbot: QtBot) -> None:
    run_id = start(page, qtbot, 300)
    wait_for(qtbot, lambda: state(page, run_id) is RunState.DONE)
    watched = page.training.watched
    record = watched.record
    assert record is not None
    rows = record.rows([list(item) for item in watched.shown_frames()])
    assert {record.split[row] for row in rows} == {HELD_OUT}
    wait_for(qtbot, lambda: len(watched.moments) > 2 and watched.moments[-1].final and bool(watched.triples))
    wait_for(qtbot, lambda: watched.avatar_path == watched.moments[-1].path)
    final = bytes(watched.triples[0].render.constBits())
    page.view.learning.slider.scrubbed.emit(0)
    assert watched.place == 0
    wait_for(qtbot, lambda: watched.avatar_path == watched.moments[0].path)
    wait_for(qtbot, lambda: bytes(watched.triples[0].render.constBits()) != final)
    page.view.learning.play.trigger()
    wait_for(qtbot, lambda: watched.place is None)


def test_both_ways_with_one_seed_then_side_by_side(page: TrainPage, window: MainWindow, qtbot: QtBot) -> None:
    steps(page, 60)
    page.training.choose("Seed", seed=3)
    page.start_pair()
    first, second = page.training.entries()[:2]
    assert {e.job.arguments["raf"] for e in (first, second) if e.job is not None} == {True, False}
    assert {e.job.arguments["seed"] for e in (first, second) if e.job is not None} == {3}
    with qtbot.waitSignal(window.page_shown, timeout=TIMEOUT_MS, check_params_cb=lambda name: name == "compare"):
        pass
    assert [e.state for e in page.training.entries()] == [RunState.DONE, RunState.DONE]
    assert {e.run.retrieves for e in page.training.entries() if e.run is not None} == {True, False}


def test_runs_are_renamed_undoably_compared_and_deleted(
    page: TrainPage, context: Context, qtmodeltester: ModelTester, qtbot: QtBot
) -> None:
    qtmodeltester.check(RunsTable(page.training, page))
    for seed in (1, 2):
        page.training.choose("Seed", seed=seed)
        run_id = start(page, qtbot, 60)
        listed(page, qtbot, run_id)
    page.training.rename(run_id, "The better one")
    assert page.runs.model.index(0, 0).data() == "The better one"
    context.document.undo.undo()
    assert page.runs.model.index(0, 0).data() == "Made"
    page.runs.table.selectAll()
    wait_for(qtbot, lambda: len(page.curves.plots["psnr"].lines) == 2)
    page.runs.table.sortByColumn(5, Qt.SortOrder.AscendingOrder)
    assert [page.runs.proxy.index(row, 5).data() for row in range(2)] == ["21.00", "22.00"]
    run = page.training.entry(run_id).run  # type: ignore[union-attr]
    assert run is not None
    page.training.delete(run, with_avatar=True)
    wait_for(qtbot, lambda: page.runs.model.rowCount() == 1)
    assert not run.folder.exists()
    assert run.avatar is not None
    assert not run.avatar.exists()


def test_every_option_of_the_config_can_be_set_and_reset(page: TrainPage, context: Context) -> None:
    form = page.setup.options_fold.body
    assert isinstance(form, OptionsForm)
    assert set(form.rows) == set(flat(TrainConfig())) - {"minutes", "seed"}
    page.training.set_option("loss.dssim", 0.4, "Change")
    assert page.training.choices.training().loss.dssim == 0.4
    assert form.rows["loss.dssim"].field.value == 0.4  # type: ignore[union-attr]
    form.rows["loss.dssim"].reset_asked.emit()
    assert page.training.choices.overrides == {}
    context.document.undo.undo()
    assert page.training.choices.overrides == {"loss.dssim": 0.4}
    context.document.undo.undo()
    assert page.training.choices.overrides == {}


def test_a_value_out_of_range_is_not_taken(page: TrainPage, qtbot: QtBot) -> None:
    page.setup.options_fold.set_open(True)
    form = page.setup.options_fold.body
    assert isinstance(form, OptionsForm)
    field = form.rows["num_splats"].field
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "12")
    assert field.property("bad") is True
    field.editingFinished.emit()
    assert "num_splats" not in page.training.choices.overrides
    assert field.property("bad") is False


def test_presets_say_what_they_cost(page: TrainPage) -> None:
    costs = [page.training.cost(RunChoices(preset=name)) for name in ("quick", "standard", "fine")]
    assert [round(cost.train_s) for cost in costs] == [90, 300, 900]
    assert costs[0].memory_mb < costs[2].memory_mb
    assert not costs[0].measured
    for name, minutes in (("quick", "1.5 min"), ("standard", "5 min"), ("fine", "15 min")):
        assert minutes in page.setup.presets[name].text()
    page.setup.presets["fine"].click()
    assert page.training.choices.preset == "fine"


def test_choices_come_back_with_the_project(page: TrainPage, context: Context, qtbot: QtBot) -> None:
    page.training.choose("Change", preset="quick", minutes=2.0, raf=False, size=512)
    root = context.document.project.root  # type: ignore[union-attr]
    context.document.close()
    assert context.shared(Training).choices == RunChoices()
    with qtbot.waitSignal(context.document.opened):
        context.document.open(root)
    assert page.training.choices == RunChoices(preset="quick", minutes=2.0, raf=False, size=512)


@pytest.mark.parametrize(
    "raw",
    [None, 3, {"preset": "best"}, {"size": "many"}, {"overrides": {"num_splats": -1}}, {"policy": {"p": 9}}],
)
def test_damaged_choices_are_the_defaults(raw: object) -> None:
    assert RunChoices.from_dict(raw) == RunChoices()


def test_everything_has_a_name_and_fits(page: TrainPage, window: MainWindow, qtbot: QtBot) -> None:
    run_id = start(page, qtbot, 60)
    wait_for(qtbot, lambda: state(page, run_id) is RunState.DONE)
    controls = [w for kind in (QAbstractButton, QComboBox, QLineEdit) for w in page.findChildren(kind) if w.isVisible()]
    nameless = [w for w in controls if not (w.accessibleName() or getattr(w, "text", str)())]
    assert nameless == []

    def cut() -> list[str]:
        buttons = [b for b in page.findChildren(QAbstractButton) if b.isVisible()]
        return [b.toolTip() for b in buttons if b.width() < b.minimumSizeHint().width()]

    qtbot.waitUntil(lambda: cut() == [])
