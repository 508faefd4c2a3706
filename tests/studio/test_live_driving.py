"""What moves an avatar and what is kept of it: cameras, captures, ARKit's names, poses, recordings, splats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from core.avatar.runtime import Avatar
from core.expression.encoder import DEFAULT_ENCODER, get_encoder
from core.jobs.spec import JOBS
from core.live.arkit import named_shapes
from core.project.atomic import atomic_write_json
from core.project.captures import CAPTURE_FILE, TRACKS_FILE, Capture
from core.project.edits import SavedPose
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.live import Live, Source, is_subject
from studio.model.teaching import TaughtFrame, Teaching
from studio.pages.live.page import LivePage
from studio.services.live_driver import LiveState
from studio.viewport.picking import taught_by
from studio.viewport.viewport import Viewport
from tests.live.stand_ins import make_avatar as make_blend52_avatar
from tests.live.stand_ins import make_tracks
from tests.studio.quick_jobs import MISSING_CAMERA, PICTURE, QUICK_JOBS, UNPLUGGED_CAMERA
from tests.studio.splat_scenes import make_avatar

SHA = "ab" * 32


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**JOBS, **QUICK_JOBS}


@pytest.fixture
def live(context: Context, tmp_path: Path) -> Live:
    made = context.shared(Live)
    made.videos.folder = tmp_path / "videos"
    return made


@pytest.fixture
def page(window: MainWindow) -> LivePage:
    window.show_page("live")
    made = window.page("live")
    assert isinstance(made, LivePage)
    return made


@pytest.fixture
def open_avatar(live: Live, tmp_path: Path, qtbot: QtBot) -> Callable[[Avatar], None]:
    def do(avatar: Avatar) -> None:
        path = tmp_path / f"{avatar.meta.name}.safetensors"
        avatar.save(path)
        with qtbot.waitSignal(live.settled):
            live.open_avatar(path)

    return do


@pytest.fixture
def loaded(page: LivePage, open_avatar: Callable[[Avatar], None]) -> LivePage:
    """A page that shows an avatar."""
    open_avatar(make_avatar(300))
    return page


@pytest.fixture
def project(context: Context, tmp_path: Path, qtbot: QtBot) -> Project:
    made = Project.create(tmp_path / "Anna.rafstudio")
    with qtbot.waitSignal(context.document.opened):
        context.document.open(made.root)
    return made


def add_capture(project: Project, name: str = "take1") -> Capture:
    """A capture of 40 made-up frames with one-pixel pictures."""
    folder = project.root / "captures" / name
    folder.mkdir(parents=True)
    tracks = make_tracks(40)
    tracks.save(folder / TRACKS_FILE)
    (folder / "source.mp4").write_bytes(b"")
    (folder / "proxy.bin").write_bytes(PICTURE * 40)
    atomic_write_json(folder / "proxy.json", {"offsets": [i * len(PICTURE) for i in range(41)]})
    capture = Capture(name, folder, name, folder / "source.mp4", 64, 64, 25.0, 40, SHA, "2026-01-01T00:00:00")
    atomic_write_json(folder / CAPTURE_FILE, capture.facts())
    return capture


def image_of(view: Viewport) -> QImage:
    make = view.picture_maker()
    assert make is not None
    return make()


def said(context: Context) -> list[str]:
    return [message.title for message in context.notices.messages]


def test_a_camera_measures_then_drives_and_is_let_go(loaded: LivePage, live: Live, qtbot: QtBot) -> None:
    states: list[LiveState] = []
    live.driver.changed.connect(lambda: states.append(live.driver.state))
    live.drive_by_camera(0)
    qtbot.waitUntil(lambda: live.driver.state is LiveState.DRIVING)
    assert LiveState.STARTING in states
    assert live.drive.source is Source.CAMERA
    qtbot.waitUntil(lambda: live.controls.descriptor[0] > 0.05)
    qtbot.waitUntil(lambda: loaded.view._inset.isVisible())
    assert loaded.driver_panel._start.text() == "Stop camera"
    assert loaded.view.status._fits.text() == "Beyond its range"
    qtbot.waitUntil(lambda: "30 ms behind" in loaded.view.status._driving.text())
    loaded.driver_panel._start.click()
    assert live.driver.state is LiveState.OFF
    assert not loaded.view._inset.isVisible()
    still = live.controls.descriptor[0]
    assert still > 0, "the avatar keeps its expression"


def test_the_subject_can_say_so_and_it_is_remembered_with_the_avatar(
    loaded: LivePage, live: Live, open_avatar: Callable[[Avatar], None], qtbot: QtBot
) -> None:
    box = loaded.driver_panel.own_face
    assert not box.isVisible(), "by hand there is no driver"
    live.drive_by_camera(0)
    qtbot.waitUntil(lambda: live.driver.state is LiveState.DRIVING)
    assert box.isVisible()
    assert not live.driver.source["same_face"]
    box.click()
    assert live.driver.source["same_face"], "the driver is measured anew"
    qtbot.waitUntil(lambda: live.driver.state is LiveState.DRIVING)
    first = live.session.path
    assert first is not None
    other = make_avatar(300)
    open_avatar(replace(other, meta=replace(other.meta, name="another")))
    assert not box.isChecked()
    with qtbot.waitSignal(live.settled):
        live.open_avatar(first)
    assert box.isChecked()


def test_saying_whose_face_it_is_before_the_camera_starts_stays_there(
    loaded: LivePage, live: Live, project: Project, open_avatar: Callable[[Avatar], None], qtbot: QtBot
) -> None:
    panel = loaded.driver_panel
    choose_camera = [panel._sources.itemData(i) for i in range(panel._sources.count())].index(Source.CAMERA)
    plain = make_blend52_avatar()
    open_avatar(Avatar(replace(plain.meta, training={"source": {"sha256": SHA}}), plain.arrays))
    live.play_capture(add_capture(project))
    assert panel.own_face.isChecked(), "of its own capture"
    panel._sources.setCurrentIndex(choose_camera)
    panel._sources.activated.emit(choose_camera)
    assert not panel.own_face.isChecked(), "who will sit before the camera is not known"
    panel.own_face.click()
    assert panel.own_face.isChecked()
    assert panel._camera.isVisible()
    assert panel._sources.currentIndex() == choose_camera


def test_a_missing_camera_says_so_and_offers_the_way_back(
    loaded: LivePage, live: Live, context: Context, qtbot: QtBot
) -> None:
    live.drive_by_camera(MISSING_CAMERA)
    qtbot.waitUntil(lambda: live.driver.state is LiveState.FAILED)
    panel = loaded.driver_panel
    assert "cannot be opened" in panel._camera_words.text()
    assert panel._start.text() == "Try again"
    assert "Camera 7 cannot be opened" in said(context)
    assert loaded.tells_of(context.notices.messages[0].job)
    panel._camera_choice.activated.emit(panel._camera_choice.findData(1))
    panel._start.click()
    qtbot.waitUntil(lambda: live.driver.state is LiveState.DRIVING)


def test_a_clip_is_tracked_once_for_a_project(
    loaded: LivePage, live: Live, context: Context, project: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(context.jobs.started) as started:
        live.play_clip(tmp_path / "endless.mp4")
    assert started.args[0].arguments["cache"] == str(project.root / "cache" / "tracks")
    live.cancel_clip()
    assert live.drive.source is Source.HAND


def test_a_camera_unplugged_in_use_leaves_the_page_alive(loaded: LivePage, live: Live, qtbot: QtBot) -> None:
    live.drive_by_camera(UNPLUGGED_CAMERA)
    qtbot.waitUntil(lambda: live.driver.state is LiveState.FAILED)
    assert "stopped giving pictures" in loaded.driver_panel._camera_words.text()
    live.controls.set_channel(0, 0.3)
    assert live.controls.descriptor[0] == pytest.approx(0.3)


def test_another_page_lets_the_camera_go(loaded: LivePage, live: Live, window: MainWindow, qtbot: QtBot) -> None:
    live.drive_by_camera(0)
    qtbot.waitUntil(lambda: live.driver.state is LiveState.DRIVING)
    window.show_page("compare")
    assert not live.driver.running


def test_a_clip_takes_over_from_the_camera(loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot) -> None:
    live.drive_by_camera(0)
    qtbot.waitUntil(lambda: live.driver.state is LiveState.DRIVING)
    with qtbot.waitSignal(live.player.ready):
        live.play_clip(tmp_path / "calm.mp4")
    assert not live.driver.running
    assert live.drive.source is Source.CLIP
    assert live.playback.playing


def test_what_drives_survives_the_page_being_made_again(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.ready):
        live.play_clip(tmp_path / "calm.mp4")
    live.playback.pause()
    live.playback.seek(3)
    loaded.stop()
    again = LivePage(context)
    qtbot.addWidget(again)
    again.resize(900, 600)
    again.show()
    qtbot.waitExposed(again)
    assert again.view._footer.isVisible()
    assert again.view._transport._timeline.value() == 3
    assert again.driver_panel._clip_name.text() == "calm.mp4"
    again.stop()


def test_recorded_expressions_of_the_project_drive_without_tracking(
    loaded: LivePage, live: Live, context: Context, project: Project, qtbot: QtBot
) -> None:
    add_capture(project)
    with qtbot.waitSignal(context.document.contents_changed):
        context.document.refresh()
    sources = loaded.driver_panel._sources
    row = next(i for i in range(sources.count()) if sources.itemText(i) == "Recorded: take1")
    with qtbot.waitSignal(live.player.ready):
        loaded.driver_panel._choose_source(row)
    assert live.drive.source is Source.CAPTURE
    assert sources.currentIndex() == row
    assert live.playback.playing


def test_another_projects_recordings_can_be_visited(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    other = Project.create(tmp_path / "Bert.rafstudio")
    with qtbot.waitSignal(context.notices.said):
        live.visit_project(other.root)
    assert said(context)[0] == "'Bert.rafstudio' has no recorded expressions"
    add_capture(other)
    with qtbot.waitSignal(live.player.ready):
        live.visit_project(other.root)
    texts = [loaded.driver_panel._sources.itemText(i) for i in range(loaded.driver_panel._sources.count())]
    assert "Bert: take1" in texts


def test_a_real_capture_becomes_a_performance(tmp_path: Path) -> None:
    from core.events import CancelToken, Event
    from core.jobs.messages import DrivenFrame
    from core.jobs.perform_clip import perform_clip

    project = Project.create(tmp_path / "Anna.rafstudio")
    capture = add_capture(project)
    make_blend52_avatar().save(tmp_path / "a.safetensors")
    sent: list[Event] = []
    arguments = {"avatar": str(tmp_path / "a.safetensors"), "capture": str(capture.folder)}
    result = perform_clip(arguments, emit=sent.append, cancel=CancelToken())
    frames = [event for event in sent if isinstance(event, DrivenFrame)]
    assert result["frames"] == len(frames) == 40
    assert frames[0].picture == PICTURE
    assert np.std([frame.descriptor[25 - 1] for frame in frames]) > 0.05, "the jaw moves"


def geo_avatar() -> Avatar:
    """An avatar with the default encoder's channels."""
    encoder, plain = get_encoder(DEFAULT_ENCODER), make_avatar(60, name="Geo")
    D, rng = len(encoder.channels), np.random.default_rng(0)
    arrays = {
        **plain.arrays,
        "linear": rng.normal(0, 0.1, (len(plain.bases), D)).astype(np.float32),
        "input_mean": np.zeros(D, np.float32),
        "input_scale": np.ones(D, np.float32),
        "input_limit": np.full(D, 3, np.float32),
        "train_descriptors": rng.uniform(-0.2, 0.6, (60, D)).astype(np.float32),
    }
    names, regions = (tuple(getattr(c, key) for c in encoder.channels) for key in ("name", "region"))
    return Avatar(replace(plain.meta, encoder_id=encoder.id, channels=names, regions=regions), arrays)


def test_arkits_names_move_what_they_are_called() -> None:
    avatar = geo_avatar()
    shapes, channel = named_shapes(avatar), {name: i for i, name in enumerate(avatar.meta.channels)}
    effect = {name: shapes.effect[i] for i, name in enumerate(shapes.names)}
    assert len(shapes.names) == 52
    assert effect["jawOpen"][channel["mouthOpening"]] > 0.3
    left = effect["eyeBlinkLeft"]
    assert left[channel["lidOpeningLeft"]] < 2 * left[channel["lidOpeningRight"]] < 0.1
    assert effect["mouthSmileLeft"][channel["mouthCornerHeightLeft"]] > 0.05
    assert effect["eyeLookOutLeft"][channel["gazeYawLeft"]] > 0.2
    assert effect["eyeLookOutRight"][channel["gazeYawRight"]] < -0.2
    weak = {name for i, name in enumerate(shapes.names) if shapes.is_weak(i)}
    assert {"tongueOut", "noseSneerLeft", "cheekPuff"} <= weak
    assert not {"jawOpen", "eyeBlinkLeft", "mouthSmileRight"} & weak


def test_sliders_by_arkits_names_add_to_what_the_avatar_does(
    page: LivePage, live: Live, open_avatar: Callable[[Avatar], None]
) -> None:
    open_avatar(geo_avatar())
    page.expression_panel.choose(1)
    panel, shapes = page.named_panel, live.controls.shapes
    assert shapes is not None
    assert len(panel._rows) == 52
    jaw = shapes.names.index("jawOpen")
    live.controls.set_channel(20, 0.25)
    panel._rows[jaw].edited.emit(0.5)
    assert live.controls.descriptor == pytest.approx(0.5 * shapes.effect[jaw] + 0.25 * np.eye(28)[20], abs=1e-6)
    panel._rows[jaw].edited.emit(0.0)
    assert live.controls.descriptor[:20] == pytest.approx(np.zeros(20), abs=1e-6)
    tongue = panel._rows[shapes.names.index("tongueOut")]
    assert "(weak)" in tongue.name
    live.controls.set_score(jaw, 0.5)
    live.controls.perform(np.zeros(28, np.float32), live.controls.cam_from_head())
    assert live.controls.score(jaw) == 0, "a performance begins from its own expression"


def test_an_avatar_of_unknown_channels_says_so(loaded: LivePage, live: Live, open_avatar: Callable[..., None]) -> None:
    strange = make_avatar(50, name="Strange")
    names = tuple(f"channel{i}" for i in range(6))
    open_avatar(Avatar(replace(strange.meta, channels=names), strange.arrays))
    loaded.expression_panel.choose(1)
    assert "no known relation" in loaded.named_panel._note.text()
    assert not loaded.named_panel._rows


def test_poses_are_kept_used_renamed_and_deleted_and_each_step_is_undone(
    loaded: LivePage, live: Live, context: Context, project: Project, qtmodeltester: object, qtbot: QtBot
) -> None:
    poses, panel, undo = live.poses, loaded.poses_panel, context.document.undo
    loaded.expression_panel.choose(2)
    assert panel._keep.isEnabled()
    live.controls.set_channel(0, 0.4)
    live.controls.set_head("yaw", 12.0)
    panel._keep.trigger()
    assert [p.name for p in context.document.edits.poses] == ["Pose 1"]
    live.controls.set_channel(0, 0.0)
    live.controls.reset_head()
    panel._use.trigger()
    assert live.controls.descriptor[0] == pytest.approx(0.4)
    assert live.controls.head("yaw") == 12.0
    assert poses.setData(poses.index(0), "  Big  O ")
    assert poses.data(poses.index(0)) == "Big O"
    assert not poses.setData(poses.index(0), "   ")
    qtbot.waitUntil(lambda: poses.data(poses.index(0), Qt.ItemDataRole.DecorationRole) is not None)
    panel._list.setCurrentIndex(poses.index(0))
    panel._delete.trigger()
    assert poses.rowCount() == 0
    for wanted in (["Big O"], ["Pose 1"], []):
        undo.undo()
        assert [p.name for p in context.document.edits.poses] == wanted


def test_the_lists_are_sound_models(
    loaded: LivePage, live: Live, context: Context, project: Project, qtmodeltester: object
) -> None:
    live.poses.keep()
    live.poses.keep()
    qtmodeltester.check(live.poses)  # type: ignore[attr-defined]
    qtmodeltester.check(live.avatars)  # type: ignore[attr-defined]
    live.poses.remove(0)
    assert live.poses.rowCount() == 1


def test_poses_need_a_project_and_skip_what_an_avatar_has_not(loaded: LivePage, live: Live) -> None:
    assert not loaded.poses_panel._keep.isEnabled()
    assert live.poses.keep() == -1
    live.controls.apply_pose(SavedPose("other", {"jawOpen": 0.3, "unheard of": 5.0}, {"yaw": 900.0}))
    assert live.controls.descriptor == pytest.approx([0.3, 0, 0, 0, 0, 0])
    assert live.controls.head("yaw") == 40.0, "no farther than its slider goes"


def test_what_is_played_becomes_a_video(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    loaded.actions_.record.trigger()
    assert live.recorder.running
    assert loaded.actions_.record.text() == "Stop and save"
    for value in (0.1, 0.3, 0.5):
        live.controls.set_channel(0, value)
        qtbot.wait(40)
    with qtbot.waitSignal(live.videos.saved, timeout=20000) as saved:
        loaded.actions_.record.trigger()
    path = saved.args[0]
    assert path.parent == tmp_path / "videos"
    assert path.stat().st_size > 1000
    assert sorted(p.suffix for p in path.parent.iterdir()) == [".mp4"], "the recording's own file is gone"
    message = context.notices.messages[0]
    assert (message.title, message.text) == ("Video saved", path.name)
    assert message.action is not None


def test_a_whole_clip_becomes_a_video(loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot) -> None:
    assert not loaded.actions_.save_clip.isEnabled()
    with qtbot.waitSignal(live.player.ready):
        live.play_clip(tmp_path / "calm.mp4")
    with qtbot.waitSignal(live.videos.saved, timeout=20000) as saved:
        loaded.actions_.save_clip.trigger()
    assert "calm" in saved.args[0].name


def test_a_video_that_cannot_be_written_says_so(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "videos").write_text("in the way")
    live.recorder.start()
    with qtbot.waitSignal(context.notices.said):
        loaded.actions_.record.trigger()
    assert said(context)[0] == "The video cannot be saved"


def test_a_click_on_a_splat_tells_about_it(loaded: LivePage, qtbot: QtBot) -> None:
    view = loaded.view.viewport
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() // 2, view.height() // 2))
    card = loaded.view.splat_card
    assert card.isVisible()
    assert card._title.text() == f"Splat {picked.args[0].index:,}"
    assert "Open the project" in card._told.text()
    assert view._mark.isVisible()
    with qtbot.waitSignal(view.picked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not card.isVisible()
    assert not view._mark.isVisible()


def test_the_frames_that_taught_a_splat_are_links(
    page: LivePage,
    live: Live,
    context: Context,
    project: Project,
    open_avatar: Callable[[Avatar], None],
    qtbot: QtBot,
) -> None:
    capture = add_capture(project)
    with qtbot.waitSignal(context.document.contents_changed):
        context.document.refresh()
    plain = make_blend52_avatar()
    avatar = Avatar(replace(plain.meta, training={"source": {"name": "take1", "sha256": SHA}}), plain.arrays)
    open_avatar(avatar)
    assert live.session.avatar is not None
    assert is_subject(live.session.avatar, capture)
    view = page.view.viewport
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() // 2, view.height() // 2))
    qtbot.waitUntil(lambda: len(page.view.splat_card._buttons) > 0)
    button = page.view.splat_card._buttons[0]
    assert isinstance(button, QToolButton)
    button.click()
    assert context.selection.capture_id == "take1"
    assert f"{context.selection.frame:,}" == button.text()


def test_an_avatars_own_capture_needs_no_saying_whose_face_it_is(
    page: LivePage, project: Project, open_avatar: Callable[[Avatar], None], live: Live, qtbot: QtBot
) -> None:
    capture, box = add_capture(project), page.driver_panel.own_face
    plain = make_blend52_avatar()
    open_avatar(Avatar(replace(plain.meta, training={"source": {"sha256": SHA}}), plain.arrays))
    live.play_capture(capture)
    assert box.isChecked()
    assert not box.isEnabled()
    live.drive_by_hand()
    live.play_capture(replace(capture, sha256="0" * 64))
    assert not box.isChecked()
    assert box.isEnabled()


def test_held_out_frames_teach_nothing(
    context: Context, project: Project, open_avatar: Callable[[Avatar], None], live: Live, qtbot: QtBot
) -> None:
    capture = add_capture(project)
    with qtbot.waitSignal(context.document.contents_changed):
        context.document.refresh()
    plain = make_blend52_avatar()
    open_avatar(Avatar(replace(plain.meta, training={"source": {"sha256": SHA}}), plain.arrays))
    edits = replace(context.document.edits.capture(capture.id), held_out=((0, 15),), excluded=((30, 40),))
    context.document.edit_capture(capture.id, edits, "Leave frames out")
    taught: list[list[TaughtFrame]] = []
    assert live.session.avatar is not None
    assert context.shared(Teaching).ask(live.session.avatar, 3, taught.append)
    qtbot.waitUntil(lambda: taught != [])
    assert taught[0]
    assert all(15 <= frame.frame < 30 for frame in taught[0])


def test_a_splat_is_taught_by_the_frames_that_move_it_most() -> None:
    avatar = make_avatar(30, bases=2)
    arrays = {**avatar.arrays, "linear": np.zeros_like(avatar.arrays["linear"])}
    arrays["linear"][0, 0] = 1.0
    bases = np.zeros_like(avatar.bases)
    bases[0, 5, 0] = 10.0
    avatar = Avatar(avatar.meta, {**arrays, "bases": bases})
    descriptors = np.zeros((40, 6), np.float32)
    descriptors[12, 0], descriptors[13, 0], descriptors[30, 0] = 1.0, 0.98, 0.8
    rows = [taught.row for taught in taught_by(avatar, 5, descriptors, apart=5)]
    assert rows == [12, 30], "frames next to each other are one moment"
    assert taught_by(avatar, 6, descriptors, apart=5) == [], "nothing moves this splat"


def test_backgrounds_are_remembered_and_saved_pictures_can_be_clear(
    loaded: LivePage, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    view = loaded.view.viewport
    loaded.background._actions["transparent"].trigger()
    assert context.settings.text("live.background") == "transparent"
    image = image_of(view)
    assert image.pixelColor(2, 2).alpha() == 0
    assert image.pixelColor(image.width() // 2, image.height() // 2).alpha() > 200
    loaded.background.take_color(QColor("#ff0000"))
    image = image_of(view)
    assert image.pixelColor(2, 2) == QColor("#ff0000")
    picture = QImage(64, 64, QImage.Format.Format_RGB32)
    picture.fill(QColor("#0000ff"))
    picture.save(str(tmp_path / "blue.png"))
    loaded.background._read_picture(tmp_path / "blue.png")
    qtbot.waitUntil(lambda: view._background.picture is not None)
    image = image_of(view)
    assert image.pixelColor(2, 2).blue() > 250
    (tmp_path / "no.png").write_text("no picture")
    with qtbot.waitSignal(context.notices.said):
        loaded.background._read_picture(tmp_path / "no.png")
    assert "cannot be used as a background" in said(context)[0]


def test_an_empty_project_leads_to_training(page: LivePage, project: Project, window: MainWindow) -> None:
    assert "no avatar yet" in page.start._title.text()
    page.start._open.click()
    assert window.current_page is window.page("train")


def test_a_projects_avatar_opens_by_itself(
    page: LivePage, live: Live, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    made = Project.create(tmp_path / "Anna.rafstudio")
    make_avatar(50).save(made.avatars / "anna.safetensors")
    with qtbot.waitSignal(live.settled):
        context.document.open(made.root)
    assert live.session.path == made.avatars / "anna.safetensors"
    assert page.driver_panel._avatars.currentText() == "anna"
