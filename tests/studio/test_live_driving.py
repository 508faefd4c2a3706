"""What drives an avatar on the Live page: cameras, clips and the captures of its and of other projects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.avatar.runtime import Avatar
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.live import Live, Source
from studio.pages.live.page import LivePage
from studio.services.live_driver import LiveState
from tests.live.stand_ins import make_avatar as make_blend52_avatar
from tests.studio.live_fixtures import SHA, add_capture, jobs_table, live, loaded, open_avatar, page, project, said
from tests.studio.quick_jobs import MISSING_CAMERA, PICTURE, UNPLUGGED_CAMERA
from tests.studio.splat_scenes import make_avatar

__all__ = ["jobs_table", "live", "loaded", "open_avatar", "page", "project"]


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
