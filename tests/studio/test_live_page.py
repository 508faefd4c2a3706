"""The Live page as a user meets it: real models, a real engine process, quick jobs."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from core.jobs.spec import JOBS
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.live import Live
from studio.model.session import Opened
from studio.pages.live.page import LivePage
from studio.services.jobs import Lane
from studio.services.settings import Settings
from studio.widgets.channel_slider import ChannelSlider
from studio.widgets.transport import BusyBar, Timeline, clock_text, lost_stretches
from tests.studio.quick_jobs import FRAMES, QUICK_JOBS


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**JOBS, **QUICK_JOBS}


@pytest.fixture
def live(context: Context) -> Live:
    return context.shared(Live)


@pytest.fixture
def page(window: MainWindow, tmp_path: Path) -> LivePage:
    window.show_page("live")
    made = window.page("live")
    assert isinstance(made, LivePage)
    made.pictures_folder = tmp_path / "pictures"
    return made


@pytest.fixture
def loaded(page: LivePage, live: Live, avatar_file: Path, qtbot: QtBot) -> LivePage:
    """A page that shows an avatar."""
    with qtbot.waitSignal(live.settled):
        live.open_avatar(avatar_file)
    return page


def slider(page: LivePage, name: str) -> ChannelSlider:
    return next(s for s in page.view.inspector.findChildren(ChannelSlider) if s.accessibleName() == name)


def button(parent: QWidget, text: str) -> QAbstractButton:
    buttons = parent.findChildren(QAbstractButton)
    return next(b for b in buttons if b.isVisible() and text in (b.text().strip(), b.accessibleName()))


def play(live: Live, name: str, tmp_path: Path) -> None:
    live.play_clip(tmp_path / f"{name}.mp4")


def said(context: Context) -> str:
    messages = context.notices.messages
    return messages[0].title if messages else ""


def test_an_empty_page_offers_one_way_to_begin(page: LivePage) -> None:
    assert page.start.isVisible()
    assert button(page.start, "Open avatar…").isEnabled()
    assert not page.actions_.play_clip.isEnabled()


def test_opening_an_avatar_shows_it(loaded: LivePage, avatar_file: Path, settings: Settings) -> None:
    assert loaded.view.isVisible()
    assert settings.recent_avatars == [avatar_file]
    assert len(loaded.view.inspector.findChildren(ChannelSlider)) == 6 + 6
    assert loaded.actions_.play_clip.isEnabled()


def test_a_damaged_avatar_says_why_and_offers_another(
    page: LivePage, live: Live, avatar_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(avatar_file.read_bytes()[:5000])
    with qtbot.waitSignal(live.settled):
        live.open_avatar(cut)
    assert live.session.state is Opened.FAILED
    assert "cut.safetensors" in page.start._title.text()
    button(page.start, "Copy details").click()
    assert "not a usable avatar" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(live.settled):
        live.open_avatar(avatar_file)
    assert page.view.isVisible()


def test_a_missing_file_is_an_error_and_not_a_crash(page: LivePage, live: Live, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(live.settled):
        live.open_avatar(tmp_path / "gone.safetensors")
    assert live.session.state is Opened.FAILED


def test_a_slider_moves_its_channel_and_only_that(loaded: LivePage, live: Live, qtbot: QtBot) -> None:
    jaw = slider(loaded, "Jaw open")
    middle = QPoint(int(jaw._track().center().x()), jaw.height() // 2)
    qtbot.mouseClick(jaw, Qt.MouseButton.LeftButton, pos=middle)
    expected = (jaw._reach.low + jaw._reach.high) / 2
    assert live.controls.descriptor[0] == pytest.approx(expected, abs=0.02)
    assert not live.controls.descriptor[1:].any()
    qtbot.keyClick(jaw, Qt.Key.Key_Right)
    assert live.controls.descriptor[0] > expected - 0.01
    qtbot.keyClick(jaw, Qt.Key.Key_Delete)
    assert live.controls.descriptor[0] == 0
    qtbot.mouseClick(jaw, Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    assert live.controls.descriptor[0] == 0, "a click on the name changes nothing"


def test_resets_go_back_to_neutral(loaded: LivePage, live: Live, qtbot: QtBot) -> None:
    live.controls.set_channel(0, 0.4)
    live.controls.set_channel(2, 0.3)
    live.controls.set_head("yaw", 10.0)
    qtbot.waitUntil(lambda: slider(loaded, "Jaw open").number == pytest.approx(0.4))
    button(loaded.view.inspector, "Reset mouth").click()
    assert live.controls.descriptor[0] == 0
    assert live.controls.descriptor[2] == pytest.approx(0.3)
    button(loaded.view.inspector, "Reset all").click()
    assert not live.controls.descriptor.any()
    assert live.controls.head("yaw") == 0


def test_searching_shows_what_matches(loaded: LivePage) -> None:
    inspector = loaded.view.inspector
    inspector._search.setText("blink")
    shown = [s.accessibleName() for s in inspector.findChildren(ChannelSlider) if s.isVisible()]
    assert shown == ["Eye closed, left", "Eye closed, right"]  # the field calls it a blink
    inspector._search.setText("nothing like this")
    assert inspector._nothing.isVisible()
    inspector._search.clear()
    assert slider(loaded, "Jaw open").isVisible()


def test_the_mouse_turns_moves_and_zooms(loaded: LivePage, qtbot: QtBot) -> None:
    view = loaded.view.viewport
    start = view.orbit
    assert start is not None
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(160, 130))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(160, 130))
    assert view.orbit is not None
    assert view.orbit.yaw > 0.1
    assert view.orbit.pitch > 0.1
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.orbit.offset[2] < start.offset[2]
    loaded.actions_.frame.trigger()
    assert view.orbit.offset[:2] == (0.0, 0.0)
    loaded.actions_.reset_view.trigger()
    assert view.orbit == start


def test_a_clip_plays_and_can_be_scrubbed_and_closed(
    loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)
    assert live.playback.playing
    with qtbot.waitSignal(live.playback.frame_changed, check_params_cb=lambda i: i >= 3):
        pass
    assert live.controls.descriptor[0] > 0
    timeline = loaded.view.findChild(Timeline)
    assert timeline.maximum() == FRAMES - 1
    loaded.actions_.play.trigger()
    assert not live.playback.playing
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.width() - 2, 10))
    assert live.playback.frame == FRAMES - 1
    assert live.controls.descriptor[0] == pytest.approx(0.05 * (FRAMES - 1))
    assert loaded.view._inset.isVisible()
    button(loaded, "Close the clip").click()
    assert not live.controls.descriptor.any()
    assert not timeline.isVisible()


def test_the_drivers_picture_changes_with_the_avatar_not_before(
    loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)
    live.playback.pause()
    live.playback.seek(2)
    caption = loaded.view._inset._caption
    qtbot.waitUntil(lambda: not loaded.view.viewport._due.isActive())
    assert caption.text() == "Driver"
    seen: list[object] = []
    loaded.view.viewport.shown.connect(seen.append)
    live.playback.seek(5)  # in which no face was found
    assert caption.text() == "Driver", "the avatar of that frame is not drawn yet"
    qtbot.waitUntil(lambda: caption.text() == "Driver: no face")
    assert seen
    live.drive_by_hand()
    loaded.view.viewport.shown.emit(seen[-1])  # drawn late
    assert not loaded.view._inset.isVisible()


def test_moving_a_slider_stops_the_clip(loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)
    qtbot.keyClick(slider(loaded, "Jaw open"), Qt.Key.Key_Right)
    assert not live.playback.playing


def test_work_on_a_clip_shows_and_can_be_cancelled(loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(live.player.progressed, check_params_cb=lambda stage, done, total, left: total > 0):
        play(live, "endless", tmp_path)
    busy = loaded.view.findChild(BusyBar)
    assert busy.isVisible()
    assert "3 of 12 frames" in busy._left.text()
    busy.show_progress("tracking", 3, 12, 272.0)
    assert busy._left.text().endswith("about 5 min left")
    assert "finding the face" in busy._what.text()
    live.controls.set_channel(0, 0.2)  # the avatar stays alive meanwhile
    button(busy, "Cancel").click()
    assert not live.player.busy
    assert not busy.isVisible()
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)


def test_a_second_clip_takes_the_place_of_the_first(loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot) -> None:
    play(live, "endless", tmp_path)
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)
    assert live.playback.performance is not None
    assert live.playback.performance.name == "calm.mp4"


def test_a_clip_without_a_face_says_so(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.failed):
        play(live, "faceless", tmp_path)
    assert said(context) == "No face was found in faceless.mp4"
    assert not live.playback.playing


def test_an_engine_that_dies_leaves_the_window_alive(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.failed):
        play(live, "killer", tmp_path)
    assert "engine stopped" in said(context)
    with qtbot.waitSignal(live.player.progressed):
        play(live, "endless", tmp_path)
    pid = context.jobs.engines[Lane.LIVE].pid
    assert pid is not None
    with qtbot.waitSignal(live.player.failed):
        os.kill(pid, signal.SIGKILL)
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)
    assert live.playback.playing


def test_warnings_are_shown(loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.jobs.warned):
        play(live, "blurred", tmp_path)
    assert context.notices.messages[0].text == "4 frames are blurred."
    qtbot.waitUntil(lambda: live.playback.playing)


def test_closing_in_the_middle_of_work_ends_the_engine(
    loaded: LivePage, live: Live, window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.progressed):
        play(live, "endless", tmp_path)
    assert window.close()
    assert context.jobs.engines[Lane.LIVE].pid is None


def test_another_avatar_closes_the_clip(
    loaded: LivePage, live: Live, tmp_path: Path, avatar_file: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)
    with qtbot.waitSignal(live.settled):
        live.open_avatar(avatar_file)
    assert live.playback.performance is None
    assert not live.controls.descriptor.any()


def test_a_clip_given_with_an_avatar_waits_for_it(
    page: LivePage, live: Live, avatar_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.ready):
        live.open_avatar(avatar_file)
        play(live, "calm", tmp_path)
    assert live.playback.playing


def test_a_clip_without_an_avatar_says_what_is_needed(page: LivePage, live: Live, context: Context) -> None:
    live.play_clip(Path("calm.mp4"))
    assert said(context) == "A clip needs an avatar to drive"


def test_a_picture_is_saved_and_never_overwritten(loaded: LivePage, context: Context, qtbot: QtBot) -> None:
    for _ in range(2):
        with qtbot.waitSignal(context.notices.said):
            loaded.actions_.picture.trigger()
    saved = sorted(loaded.pictures_folder.glob("Tilda*.png"))
    assert len(saved) == 2
    picture = QImage(str(saved[0]))
    view = loaded.view.viewport
    assert (picture.width(), picture.height()) == (view.width(), view.height())
    pixels = np.frombuffer(picture.convertToFormat(QImage.Format.Format_RGB888).constBits(), np.uint8)
    assert np.ptp(pixels) > 100, "the avatar is in it"
    assert said(context) == "Picture saved"


def test_a_picture_that_cannot_be_saved_says_so(
    loaded: LivePage, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("in the way")
    loaded.pictures_folder = tmp_path / "file"
    with qtbot.waitSignal(context.notices.said):
        loaded.actions_.picture.trigger()
    assert said(context) == "The picture was not saved"


def test_backgrounds(loaded: LivePage) -> None:
    backgrounds = loaded.background.menu.actions()
    next(a for a in backgrounds if a.data() == "white").trigger()
    assert loaded.view.viewport._background.color == (1.0, 1.0, 1.0)


def test_everything_fits_at_the_smallest_size(
    loaded: LivePage, live: Live, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(live.player.ready):
        play(live, "calm", tmp_path)
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.size() == window.minimumSize())
    assert window.minimumSizeHint().width() <= window.width()

    def cut() -> list[str]:
        buttons = [b for b in loaded.findChildren(QAbstractButton) if b.isVisible()]
        return [b.accessibleName() or b.text() for b in buttons if b.width() < b.minimumSizeHint().width()]

    qtbot.waitUntil(lambda: cut() == [], timeout=2000)


def test_every_button_and_slider_has_a_name(loaded: LivePage) -> None:
    controls = [*loaded.findChildren(QAbstractButton), *loaded.findChildren(ChannelSlider)]
    nameless = [c for c in controls if c.isVisible() and not (c.accessibleName() or _text(c))]
    assert nameless == []


def _text(control: QWidget) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


def test_times_and_lost_stretches_in_words() -> None:
    assert [clock_text(t) for t in (-1, 0, 3.27, 61, 600)] == ["0:00.0", "0:00.0", "0:03.2", "1:01.0", "10:00.0"]
    assert lost_stretches([True, False, False, True]) == [(0.25, 0.75)]
    assert lost_stretches([False, True, False]) == [(0, 1 / 3), (2 / 3, 1)]
    assert lost_stretches([]) == []


def test_a_bad_avatar_leaves_the_good_one_open(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "bad.safetensors").write_text("no avatar")
    with qtbot.waitSignal(live.settled):
        live.open_avatar(tmp_path / "bad.safetensors")
    assert loaded.view.isVisible()
    assert "bad.safetensors" in said(context)
    play(live, "calm", tmp_path)
    qtbot.waitUntil(lambda: live.playback.playing)


def test_space_plays_except_on_a_button_with_the_focus(
    loaded: LivePage, live: Live, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    play(live, "calm", tmp_path)
    qtbot.waitUntil(lambda: live.playback.playing)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    loaded.view.viewport.setFocus()
    qtbot.keyClick(loaded.view.viewport, Qt.Key.Key_Space)
    assert not live.playback.playing
    live.controls.set_head("yaw", 5.0)
    reset = button(loaded.view.inspector, "Reset all")
    reset.setFocus()
    qtbot.keyClick(reset, Qt.Key.Key_Space)
    assert not live.playback.playing
    assert live.controls.head("yaw") == 0
