"""The whole way through the window with the real engine: the demo, neighbours, training, driving, and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import StudioError
from core.project.edits import fingerprint
from core.types import FloatArray
from core.weights.store import WeightStore
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.compare import Compare
from studio.model.live import Live
from studio.model.training import RunState, Training
from studio.pages.home.page import HomePage
from studio.pages.live.page import LivePage
from studio.pages.retrieval.page import RetrievalPage
from studio.pages.train.page import TrainPage
from studio.services.settings import Settings
from tests.studio.conftest import MakeContext, MakeWindow

NEEDED = ("face_landmarker", "selfie_segmentation")
LONG_MS = 300_000
KEPT_FRAMES = 150
STEPS = 50


def weights_are_there() -> bool:
    try:
        return all(status.present for status in WeightStore().status() if status.weight.name in NEEDED)
    except StudioError:
        return False


pytestmark = pytest.mark.skipif(not weights_are_there(), reason="the trackers' weights are not on this machine")


def wait(qtbot: QtBot, check: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(check()), timeout=LONG_MS)


def open_demo(window: MainWindow, qtbot: QtBot) -> None:
    context = window.context
    window.show_page("home")
    home = window.current_page
    assert isinstance(home, HomePage)
    home.open_demo.trigger()
    wait(qtbot, lambda: context.document.project is not None and context.document.contents.captures)
    wait(qtbot, lambda: not context.jobs.active)


def keep_a_part(context: Context) -> None:
    """So that the test is short."""
    capture = context.document.contents.captures[0]
    edits = replace(context.document.edits.capture(capture.id), trim=(0, KEPT_FRAMES))
    context.document.edit_capture(capture.id, edits, "Trim")


def look_at_neighbours_and_ban_one(window: MainWindow, qtbot: QtBot) -> None:
    """Ban a face, see it go; undo, see it come back; ban it again."""
    context = window.context
    window.show_page("retrieval")
    page = window.current_page
    assert isinstance(page, RetrievalPage)
    retrieval = page.retrieval

    def faces() -> list[int]:
        found = retrieval.faces
        return [] if found is None else [face.entry for i in range(8) if (face := retrieval.face(i)) is not None]

    wait(qtbot, lambda: len(faces()) >= 2 and page.face is not None)
    context.selection.select_frame(60, context.document.contents.captures[0].id)
    wait(qtbot, lambda: retrieval.faces is not None and retrieval.faces.frame == 60 and len(faces()) >= 2)
    before = faces()
    assert page.face is not None
    banned = page.face.entry
    page.ban_face()
    wait(qtbot, lambda: faces() and banned not in faces())
    assert context.document.undo.canUndo()
    window.actions_of_window.undo.trigger()
    wait(qtbot, lambda: faces() == before)
    assert page.face is not None
    banned_again = page.face.entry
    page.ban_face()
    wait(qtbot, lambda: faces() and banned_again not in faces())


def train(window: MainWindow, qtbot: QtBot) -> str:
    """A short run with retrieval; its pictures change while it learns. Returns its id."""
    window.show_page("train")
    page = window.current_page
    assert isinstance(page, TrainPage)
    training = page.training
    # large enough that fifty steps take some seconds
    options = {"steps": STEPS, "batch": 8, "num_splats": 12_000, "coarse_until": 0.0, "validation_frames": 2}
    training.choose("Options", preset="quick", name="Toured", raf=True, overrides=options)
    page.start()
    run_id, watched = training.watched.run_id, training.watched
    assert run_id is not None
    seen: list[bytes] = []

    def look() -> None:
        shown = [bytes(t.render.constBits()) for t in watched.triples[:1] if not t.render.isNull()]
        seen.extend(picture for picture in shown if picture not in seen)

    watched.triples_changed.connect(look)
    wait(qtbot, lambda: (entry := training.entry(run_id)) is not None and entry.state is RunState.DONE)
    wait(qtbot, lambda: len(seen) >= 2)  # the preview changed: from the first steps to the finished avatar
    watched.triples_changed.disconnect(look)
    entry = training.entry(run_id)
    assert entry is not None
    assert entry.run is not None
    assert entry.run.retrieves
    assert entry.run.result["steps"] == STEPS
    return run_id


def drive_and_record(window: MainWindow, avatar: Path, qtbot: QtBot) -> Path:
    """Drive the new avatar by the clip; returns the video that was recorded of it."""
    context = window.context
    live = context.shared(Live)
    with qtbot.waitSignal(live.settled):
        live.open_avatar(avatar)
    window.show_page("live")
    live.play_capture(context.document.contents.captures[0])
    wait(qtbot, lambda: live.playback.performance is not None)
    live.playback.play()
    rest = live.controls.descriptor.copy()
    live.recorder.start()
    wait(qtbot, lambda: live.playback.frame > 8 and (live.controls.descriptor != rest).any())
    live.playback.pause()
    recording = live.recorder.stop()
    assert recording is not None
    with qtbot.waitSignal(live.videos.saved, timeout=LONG_MS) as saved:
        live.videos.make(recording, live_camera(window), (0.5, 0.5, 0.5), "tour")
    video: Path = saved.args[0]
    assert video.stat().st_size > 1000
    return video


def live_camera(window: MainWindow) -> FloatArray:
    page = window.page("live")
    assert isinstance(page, LivePage)
    orbit = page.view.viewport.camera
    assert orbit is not None
    return orbit.cam_from_world()


def test_the_whole_way(
    make_window: MakeWindow, make_context: MakeContext, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    settings.projects_folder = tmp_path
    window = make_window(make_context())
    context = window.context
    open_demo(window, qtbot)
    project = context.document.project
    assert project is not None
    keep_a_part(context)
    look_at_neighbours_and_ban_one(window, qtbot)
    run_id = train(window, qtbot)
    entry = context.shared(Training).entry(run_id)
    assert entry is not None
    assert entry.run is not None
    assert entry.run.avatar is not None
    assert entry.run.config["plan"]["banned_entries"], "the ban was not used by the run"
    video = drive_and_record(window, entry.run.avatar, qtbot)
    window.show_page("compare")
    compare = context.shared(Compare)
    wait(qtbot, lambda: compare.sides.pair is not None and compare.timeline.line is not None)
    left = fingerprint(context.document.edits)
    frame, names = context.selection.frame, [c.title for c in compare.sides.known]
    window.close()
    again = make_window(make_context())
    with qtbot.waitSignal(again.context.document.opened):
        again.context.document.open(project.root)
    assert fingerprint(again.context.document.edits) == left, "something that was decided is lost"
    contents = again.context.document.contents
    assert [run.id for run in contents.runs] == [run_id]
    assert entry.run.avatar in contents.avatars
    assert video.is_file()
    assert frame < KEPT_FRAMES
    again.show_page("compare")
    known = again.context.shared(Compare)
    assert [c.title for c in known.sides.known] == names
    wait(qtbot, lambda: known.sides.pair is not None)
