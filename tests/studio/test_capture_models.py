"""Models of the Capture page: facts, looking, decisions with undo, the list of captures, pictures, the coach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.project.captures import captures_of
from core.project.edits import Consent, load_edits
from core.project.project import Project
from studio.context import Context
from studio.model.capture import CurrentCapture
from studio.model.capture_decisions import CaptureDecisions
from studio.model.capture_facts import CaptureFacts, flags_of, held_out_by_itself, spans_of
from studio.model.capture_list import CaptureList
from studio.model.capture_view import CaptureView
from studio.model.capture_work import CaptureWork
from studio.model.coach import Coach
from studio.services.strip_pictures import StripPictures
from tests.studio.made_projects import BLURRED, LOST, WINK, add_made_capture, made_project, made_tracks

FRAMES = 60
Opened = Callable[..., Project]


@pytest.fixture
def opened(context: Context, qtbot: QtBot, tmp_path: Path) -> Opened:
    """``opened(captures=1)``: a made project, open, its first capture read and measured."""

    def open_it(captures: int = 1, frames: int = FRAMES) -> Project:
        project = made_project(tmp_path, frames, captures=captures)
        view = context.shared(CaptureView)
        context.document.open(project.root)
        qtbot.waitUntil(lambda: view.facts is not None)
        return project

    return open_it


def test_facts_show_what_a_capture_has() -> None:
    facts = CaptureFacts.of(made_tracks(FRAMES))
    assert spans_of(~facts.found) == (LOST,)
    assert spans_of(facts.found & ~facts.sharp) == (BLURRED,)
    assert spans_of(facts.closed > 0.5) == (WINK,)
    assert np.isnan(facts.yaw[slice(*LOST)]).all()
    assert np.abs(np.delete(facts.yaw, range(*LOST))).max() < 0.3
    assert facts.crop is not None


def test_spans_and_flags_are_each_others_inverse() -> None:
    spans = ((0, 3), (5, 6), (8, 10))
    assert spans_of(flags_of(spans, 10)) == spans
    assert spans_of(np.zeros(0, bool)) == ()


def test_training_holds_out_three_blocks_by_itself() -> None:
    found = np.ones(100, bool)
    found[:10] = False
    held = held_out_by_itself(found)
    assert len(held) == 3
    assert sum(b - a for a, b in held) == pytest.approx(0.15 * 90, abs=3)
    assert all(a >= 10 for a, _ in held)
    assert held_out_by_itself(np.zeros(5, bool)) == ()


def test_decisions_are_undone_one_by_one_and_saved(context: Context, opened: Opened, qtbot: QtBot) -> None:
    project = opened()
    decide, undo = context.shared(CaptureDecisions), context.document.undo
    decide.begin_at(5)
    decide.end_at(49)
    decide.toggle_excluded((10, 14))
    decide.toggle_neutral((20, 22))
    decide.toggle_held_out((30, 40), ())
    decide.set_focal(1.0)
    decide.set_crop((10.4, 20, 128))
    edits = decide.edits
    assert (edits.trim, edits.excluded, edits.neutral) == ((5, 50), ((10, 14),), (20, 21))
    assert (edits.held_out, edits.focal, edits.crop) == (((30, 40),), 1.0, (10, 20, 128))
    texts = [undo.text(i) for i in range(undo.count())]
    assert "Exclude 4 frames" in texts
    assert len(texts) == 7
    undo.undo()
    assert decide.edits.crop is None
    while undo.canUndo():
        undo.undo()
    assert decide.edits.trim is None
    assert decide.edits.excluded == ()
    undo.redo()
    with qtbot.waitSignal(context.document.saved):
        pass
    assert load_edits(project.root).capture("take-1").trim == (5, FRAMES)


def test_excluding_again_takes_frames_in_again(context: Context, opened: Opened) -> None:
    opened()
    decide = context.shared(CaptureDecisions)
    decide.toggle_excluded((10, 20))
    decide.toggle_excluded((12, 14))
    assert decide.edits.excluded == ((10, 12), (14, 20))
    decide.toggle_excluded((8, 16))  # not all of them are out: all of them go out
    assert decide.edits.excluded == ((8, 20),)
    decide.include_all()
    assert decide.edits.excluded == ()


def test_the_first_held_out_choice_replaces_the_programs(context: Context, opened: Opened) -> None:
    opened()
    decide = context.shared(CaptureDecisions)
    decide.toggle_held_out((30, 40), ((2, 8),))
    assert decide.edits.held_out == ((30, 40),)
    decide.toggle_held_out((50, 55), decide.edits.held_out or ())
    decide.toggle_held_out((30, 35), decide.edits.held_out or ())
    assert decide.edits.held_out == ((35, 40), (50, 55))
    decide.hold_out_nothing()
    assert decide.edits.held_out == ()
    decide.hold_out_automatically()
    assert decide.edits.held_out is None


def test_blurred_frames_go_out_in_one_step(context: Context, opened: Opened) -> None:
    opened()
    decide, facts = context.shared(CaptureDecisions), context.shared(CaptureView).facts
    assert facts is not None
    assert decide.exclude_blurred(facts) == BLURRED[1] - BLURRED[0]
    assert decide.edits.excluded == (BLURRED,)
    assert decide.exclude_blurred(facts) == 0


def test_typing_a_name_is_one_step(context: Context, opened: Opened) -> None:
    opened()
    decide = context.shared(CaptureDecisions)
    for letters in ("A", "An", "Ann", "Anna"):
        decide.set_consent(Consent(person=letters), "person")
    assert context.document.undo.count() == 1
    context.document.undo.undo()
    assert decide.edits.consent == Consent()


def test_another_neutral_changes_the_descriptors(context: Context, opened: Opened, qtbot: QtBot) -> None:
    opened()
    current, view = context.shared(CurrentCapture), context.shared(CaptureView)
    assert current.data is not None
    before, facts = current.data.descriptors, view.facts
    context.shared(CaptureDecisions).toggle_neutral((3, 5))
    qtbot.waitUntil(lambda: current.data is not None and current.data.descriptors is not before)
    assert current.data is not None
    assert not np.allclose(before, current.data.descriptors)
    assert np.abs(current.data.descriptors[3]).max() < np.abs(before[3]).max() + 0.5
    assert view.facts is facts  # what does not depend on it is not worked out again


def test_looking_goes_from_frame_to_frame(context: Context, opened: Opened) -> None:
    opened()
    view = context.shared(CaptureView)
    view.select(1000)
    assert (view.frame, context.selection.capture_id) == (FRAMES - 1, "take-1")
    view.step(-3)
    assert context.selection.frame == FRAMES - 4
    view.mark((50, 10))
    assert view.marked == (10, 50)
    view.mark((70, 80))
    assert view.marked is None


def test_zooming_keeps_the_place_and_the_bounds(context: Context, opened: Opened) -> None:
    opened()
    view = context.shared(CaptureView)
    assert view.span == (0.0, FRAMES)
    view.zoom(30.0, 0.5)
    assert view.span == (15.0, 45.0)
    for _ in range(20):
        view.zoom(30.0, 0.5)
    assert view.span[1] - view.span[0] == 8.0
    view.select(0)
    assert view.span[0] == 0.0  # the selected frame is always in sight
    view.zoom(0.0, 100.0)
    assert view.span == (0.0, FRAMES)


def test_playing_runs_and_ends_at_the_end(context: Context, opened: Opened, qtbot: QtBot) -> None:
    opened()
    view = context.shared(CaptureView)
    view.select(FRAMES - 6)
    view.toggle()
    assert view.speed == 1.0
    qtbot.waitUntil(lambda: view.speed == 0.0)
    assert view.frame == FRAMES - 1
    view.shuttle(-1)
    view.shuttle(-1)
    assert view.speed == -2.0
    qtbot.waitUntil(lambda: view.frame < FRAMES - 2)
    view.pause()
    assert view.speed == 0.0


def test_overlays_are_remembered(context: Context, opened: Opened) -> None:
    opened()
    view = context.shared(CaptureView)
    view.set_overlay("mask", True)
    view.set_overlay("landmarks", False)
    again = CaptureView(context)
    assert again.overlays == {"mask", "crop"}
    again.deleteLater()


def test_the_list_follows_the_project(
    context: Context, opened: Opened, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    project = opened(captures=2)
    model = CaptureList(context.document)
    qtmodeltester.check(model)
    assert [model.data(model.index(row)) for row in range(model.rowCount())] == ["Take 1", "Take 2"]
    assert model.row_of("take-2") == 1
    add_made_capture(project, "take-3", 12, seed=3)
    with qtbot.waitSignal(model.rowsInserted):
        context.document.refresh()
    with qtbot.waitSignal(model.modelReset):
        context.shared(CaptureWork).remove(captures_of(project)[0][0])
    assert [model.data(model.index(row)) for row in range(model.rowCount())] == ["Take 2", "Take 3"]
    qtmodeltester.check(model)
    model.deleteLater()


def test_pictures_are_decoded_once_and_bounded(context: Context, opened: Opened, qtbot: QtBot) -> None:
    project = opened()
    pictures = StripPictures(context.tasks, kept=5, height=32, parent=context)
    assert pictures.image(3) is None
    pictures.use(captures_of(project)[0][0].pictures())
    assert pictures.image(3) is None
    with qtbot.waitSignal(pictures.arrived):
        pass
    found = pictures.image(3)
    assert found is not None
    assert found.height() == 32
    for frame in range(10, 20):
        pictures.image(frame)
    qtbot.waitUntil(lambda: pictures.kept(19) is not None)
    assert pictures.kept(3) is None
    pictures.image(40)
    pictures.keep_waiting(())
    pictures.image(41)
    qtbot.waitUntil(lambda: pictures.kept(41) is not None)
    assert pictures.kept(40) is None
    qtbot.waitUntil(lambda: not context.tasks.busy)  # what was dropped is not waited for


def test_the_coach_knows_what_the_bank_has_and_the_capture_lacks(
    context: Context, opened: Opened, qtbot: QtBot
) -> None:
    opened()
    coach = context.shared(Coach)
    coach.ensure()
    qtbot.waitUntil(lambda: coach.coverage is not None and not coach.working)
    before = coach.coverage
    assert before is not None
    assert coach.snapshot is not None
    assert 0.0 <= before.share < 1.0
    assert coach.asks
    assert coach.current == coach.asks[0]
    coach.begin_live()
    wanted = coach.current
    assert wanted is not None
    row = coach.snapshot.row_of(wanted.entry_id)
    angles = [float(v) for v in coach.snapshot.angles[row]]
    coach.add([float(v) for v in coach.snapshot.descriptors[row]], angles)
    qtbot.waitUntil(lambda: coach.coverage is not None and coach.coverage.share > before.share)
    assert coach.coverage is not None
    assert coach.coverage.covered[row]
    coach.skip()
    assert coach.current is not None
    assert coach.current.actions != wanted.actions
    coach.end_live()
    assert coach.coverage is before  # a capture counts once it is there


def test_excluding_frames_changes_the_coverage(context: Context, opened: Opened, qtbot: QtBot) -> None:
    opened()
    coach = context.shared(Coach)
    coach.ensure()
    qtbot.waitUntil(lambda: coach.coverage is not None and not coach.working)
    assert coach.coverage is not None
    before = coach.coverage
    context.shared(CaptureDecisions).trim(0, 5)
    qtbot.waitUntil(lambda: coach.coverage is not before and not coach.working)
    assert coach.coverage.distance.min() >= before.distance.min()
