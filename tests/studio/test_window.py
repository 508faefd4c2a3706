"""The window as a user meets it: real models, a real engine process, quick jobs."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from studio.main_window import MainWindow
from studio.model.session import Opened
from studio.services.settings import Settings
from studio.theme.theme import Theme
from studio.widgets.channel_slider import ChannelSlider
from studio.widgets.transport import BusyBar, Timeline, clock_text, lost_stretches
from tests.studio.conftest import MakeWindow
from tests.studio.quick_jobs import FRAMES


def slider(window: MainWindow, name: str) -> ChannelSlider:
    return next(s for s in window.page.inspector.findChildren(ChannelSlider) if s.accessibleName() == name)


def button(parent: QWidget, text: str) -> QAbstractButton:
    buttons = parent.findChildren(QAbstractButton)
    return next(b for b in buttons if b.isVisible() and text in (b.text().strip(), b.accessibleName()))


def play(window: MainWindow, name: str, tmp_path: Path) -> None:
    window.play_clip(tmp_path / f"{name}.mp4")


def notice_text(window: MainWindow) -> str:
    return window.page.notice._title.text()


def test_an_empty_window_offers_one_way_to_begin(window: MainWindow) -> None:
    assert window.start.isVisible()
    assert button(window.start, "Open avatar…").isEnabled()
    assert not button(window, "Play a clip").isEnabled()
    assert window.windowTitle() == "RAF Studio"


def test_opening_an_avatar_shows_it(loaded: MainWindow, avatar_file: Path, settings: Settings) -> None:
    assert loaded.page.isVisible()
    assert loaded.windowTitle() == "Tilda – RAF Studio"
    assert settings.recent_avatars == [avatar_file]
    assert len(loaded.page.inspector.findChildren(ChannelSlider)) == 6 + 6
    assert button(loaded, "Play a clip").isEnabled()


def test_a_damaged_avatar_says_why_and_offers_another(
    window: MainWindow, avatar_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(avatar_file.read_bytes()[:5000])
    with qtbot.waitSignal(window.settled):
        window.open_avatar(cut)
    assert window.session.state is Opened.FAILED
    assert "cut.safetensors" in window.start._title.text()
    button(window.start, "Copy details").click()
    assert "not a usable avatar" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(window.settled):
        window.open_avatar(avatar_file)
    assert window.page.isVisible()


def test_a_missing_file_is_an_error_and_not_a_crash(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.settled):
        window.open_avatar(tmp_path / "gone.safetensors")
    assert window.session.state is Opened.FAILED


def test_a_slider_moves_its_channel_and_only_that(loaded: MainWindow, qtbot: QtBot) -> None:
    jaw = slider(loaded, "Jaw open")
    middle = QPoint(int(jaw._track().center().x()), jaw.height() // 2)
    qtbot.mouseClick(jaw, Qt.MouseButton.LeftButton, pos=middle)
    expected = (jaw._reach.low + jaw._reach.high) / 2
    assert loaded.controls.descriptor[0] == pytest.approx(expected, abs=0.02)
    assert not loaded.controls.descriptor[1:].any()
    qtbot.keyClick(jaw, Qt.Key.Key_Right)
    assert loaded.controls.descriptor[0] > expected - 0.01
    qtbot.keyClick(jaw, Qt.Key.Key_Delete)
    assert loaded.controls.descriptor[0] == 0
    qtbot.mouseClick(jaw, Qt.MouseButton.LeftButton, pos=QPoint(5, 10))
    assert loaded.controls.descriptor[0] == 0, "a click on the name changes nothing"


def test_resets_go_back_to_neutral(loaded: MainWindow, qtbot: QtBot) -> None:
    loaded.controls.set_channel(0, 0.4)
    loaded.controls.set_channel(2, 0.3)
    loaded.controls.set_head("yaw", 10.0)
    qtbot.waitUntil(lambda: slider(loaded, "Jaw open").number == pytest.approx(0.4))
    button(loaded.page.inspector, "Reset mouth").click()
    assert loaded.controls.descriptor[0] == 0
    assert loaded.controls.descriptor[2] == pytest.approx(0.3)
    button(loaded.page.inspector, "Reset all").click()
    assert not loaded.controls.descriptor.any()
    assert loaded.controls.head("yaw") == 0


def test_searching_shows_what_matches(loaded: MainWindow) -> None:
    inspector = loaded.page.inspector
    inspector._search.setText("blink")
    shown = [s.accessibleName() for s in inspector.findChildren(ChannelSlider) if s.isVisible()]
    assert shown == ["Eye blink, left", "Eye blink, right"]
    inspector._search.setText("nothing like this")
    assert inspector._nothing.isVisible()
    inspector._search.clear()
    assert slider(loaded, "Jaw open").isVisible()


def test_the_mouse_turns_moves_and_zooms(loaded: MainWindow, qtbot: QtBot) -> None:
    view = loaded.page.viewport
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
    loaded._frame.trigger()
    assert view.orbit.offset[:2] == (0.0, 0.0)
    loaded._reset_view.trigger()
    assert view.orbit == start


def test_a_clip_plays_and_can_be_scrubbed_and_closed(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.ready):
        play(loaded, "calm", tmp_path)
    assert loaded.playback.playing
    with qtbot.waitSignal(loaded.playback.frame_changed, check_params_cb=lambda i: i >= 3):
        pass
    assert loaded.controls.descriptor[0] > 0
    timeline = loaded.page.findChild(Timeline)
    assert timeline.maximum() == FRAMES - 1
    loaded._play.trigger()
    assert not loaded.playback.playing
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.width() - 2, 10))
    assert loaded.playback.frame == FRAMES - 1
    assert loaded.controls.descriptor[0] == pytest.approx(0.05 * (FRAMES - 1))
    assert loaded.page._inset.isVisible()
    button(loaded.page, "Close the clip").click()
    assert not loaded.controls.descriptor.any()
    assert not timeline.isVisible()


def test_moving_a_slider_stops_the_clip(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.ready):
        play(loaded, "calm", tmp_path)
    qtbot.keyClick(slider(loaded, "Jaw open"), Qt.Key.Key_Right)
    assert not loaded.playback.playing


def test_work_on_a_clip_shows_and_can_be_cancelled(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.progressed, check_params_cb=lambda stage, done, total, left: total > 0):
        play(loaded, "endless", tmp_path)
    busy = loaded.page.findChild(BusyBar)
    assert busy.isVisible()
    assert "3 of 12 frames" in busy._left.text()
    assert "finding the face" in busy._what.text()
    loaded.controls.set_channel(0, 0.2)  # the avatar stays alive meanwhile
    button(busy, "Cancel").click()
    assert not loaded.player.busy
    assert not busy.isVisible()
    with qtbot.waitSignal(loaded.player.ready):
        play(loaded, "calm", tmp_path)


def test_a_second_clip_takes_the_place_of_the_first(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    play(loaded, "endless", tmp_path)
    with qtbot.waitSignal(loaded.player.ready):
        play(loaded, "calm", tmp_path)
    assert loaded.playback.performance is not None
    assert loaded.playback.performance.name == "calm.mp4"


def test_a_clip_without_a_face_says_so(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.failed):
        play(loaded, "faceless", tmp_path)
    assert loaded.page.notice.isVisible()
    assert notice_text(loaded) == "No face was found in faceless.mp4"
    assert not loaded.playback.playing


def test_an_engine_that_dies_leaves_the_window_alive(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.failed):
        play(loaded, "killer", tmp_path)
    assert "engine stopped" in notice_text(loaded)
    with qtbot.waitSignal(loaded.player.progressed):
        play(loaded, "endless", tmp_path)
    pid = loaded._engine.pid
    assert pid is not None
    with qtbot.waitSignal(loaded.player.failed):
        os.kill(pid, signal.SIGKILL)
    with qtbot.waitSignal(loaded.player.ready):
        play(loaded, "calm", tmp_path)
    assert loaded.playback.playing


def test_warnings_are_shown(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.warned):
        play(loaded, "blurred", tmp_path)
    assert notice_text(loaded) == "4 frames are blurred."
    qtbot.waitUntil(lambda: loaded.playback.playing)


def test_closing_in_the_middle_of_work_ends_the_engine(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.progressed):
        play(loaded, "endless", tmp_path)
    assert loaded.close()
    assert loaded._engine.pid is None


def test_another_avatar_closes_the_clip(loaded: MainWindow, tmp_path: Path, avatar_file: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.ready):
        play(loaded, "calm", tmp_path)
    with qtbot.waitSignal(loaded.settled):
        loaded.open_avatar(avatar_file)
    assert loaded.playback.performance is None
    assert not loaded.controls.descriptor.any()


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_dropped_files_do_what_fits_them(window: MainWindow, avatar_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    drop(window, tmp_path / "calm.mp4")
    assert "needs an avatar" in window.start._title.text()
    drop(window, tmp_path / "notes.txt")
    assert "neither an avatar nor a clip" in window.start._title.text()
    with qtbot.waitSignal(window.settled):
        drop(window, avatar_file)
    with qtbot.waitSignal(window.player.ready):
        drop(window, tmp_path / "calm.mp4")
    drop(window, tmp_path / "notes.txt")
    assert "neither an avatar nor a clip" in notice_text(window)


def test_a_clip_given_with_an_avatar_waits_for_it(
    window: MainWindow, avatar_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.player.ready):
        window.open_avatar(avatar_file)
        play(window, "calm", tmp_path)
    assert window.playback.playing


def test_a_picture_is_saved_and_never_overwritten(loaded: MainWindow, qtbot: QtBot) -> None:
    loaded._picture.trigger()
    loaded._picture.trigger()
    saved = sorted(loaded.pictures_folder.glob("Tilda*.png"))
    assert len(saved) == 2
    picture = QImage(str(saved[0]))
    view = loaded.page.viewport
    assert (picture.width(), picture.height()) == (view.width(), view.height())
    pixels = np.frombuffer(picture.convertToFormat(QImage.Format.Format_RGB888).constBits(), np.uint8)
    assert np.ptp(pixels) > 100, "the avatar is in it"
    assert notice_text(loaded) == "Picture saved"


def test_a_picture_that_cannot_be_saved_says_so(loaded: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    loaded.pictures_folder = tmp_path / "file"
    loaded._picture.trigger()
    assert notice_text(loaded) == "The picture was not saved"


def test_backgrounds_and_themes(loaded: MainWindow, theme: Theme, settings: Settings) -> None:
    themes = loaded._theme_action.menu().actions()
    next(a for a in themes if a.data() == "light").trigger()
    assert theme.palette.name == "light"
    assert settings.theme == "light"
    backgrounds = loaded._background.menu().actions()
    next(a for a in backgrounds if a.data() == "white").trigger()
    assert loaded.page.viewport._background == (1.0, 1.0, 1.0)


def test_everything_fits_at_the_smallest_size(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loaded.player.ready):
        play(loaded, "calm", tmp_path)
    loaded.resize(loaded.minimumSize())
    qtbot.waitUntil(lambda: loaded.size() == loaded.minimumSize())
    assert loaded.minimumSizeHint().width() <= loaded.width()
    cut = [
        b.accessibleName() or b.text()
        for b in loaded.findChildren(QAbstractButton)
        if b.isVisible() and b.width() < b.minimumSizeHint().width()
    ]
    assert cut == []


def test_every_button_and_slider_has_a_name(loaded: MainWindow) -> None:
    controls = [*loaded.findChildren(QAbstractButton), *loaded.findChildren(ChannelSlider)]
    nameless = [c for c in controls if not c.isHidden() and not (c.accessibleName() or _text(c))]
    assert [c for c in nameless if c.parent() is not loaded.page.inspector._search] == []


def _text(control: QWidget) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


def test_windows_can_come_and_go(make_window: MakeWindow, avatar_file: Path, qtbot: QtBot) -> None:
    for _ in range(3):
        window = make_window()
        with qtbot.waitSignal(window.settled):
            window.open_avatar(avatar_file)
        window.close()


def test_times_and_lost_stretches_in_words() -> None:
    assert [clock_text(t) for t in (-1, 0, 3.27, 61, 600)] == ["0:00.0", "0:00.0", "0:03.2", "1:01.0", "10:00.0"]
    assert lost_stretches([True, False, False, True]) == [(0.25, 0.75)]
    assert lost_stretches([False, True, False]) == [(0, 1 / 3), (2 / 3, 1)]
    assert lost_stretches([]) == []


def test_a_bad_avatar_leaves_the_good_one_open(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "bad.safetensors").write_text("no avatar")
    with qtbot.waitSignal(loaded.settled):
        loaded.open_avatar(tmp_path / "bad.safetensors")
    assert loaded.page.isVisible()
    assert "bad.safetensors" in notice_text(loaded)
    assert loaded.windowTitle() == "Tilda – RAF Studio"
    play(loaded, "calm", tmp_path)
    qtbot.waitUntil(lambda: loaded.playback.playing)


def test_space_plays_except_on_a_button_with_the_focus(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    play(loaded, "calm", tmp_path)
    qtbot.waitUntil(lambda: loaded.playback.playing)
    loaded.activateWindow()
    qtbot.waitUntil(loaded.isActiveWindow)
    loaded.page.viewport.setFocus()
    qtbot.keyClick(loaded.page.viewport, Qt.Key.Key_Space)
    assert not loaded.playback.playing
    loaded.controls.set_head("yaw", 5.0)
    reset = button(loaded.page.inspector, "Reset all")
    reset.setFocus()
    qtbot.keyClick(reset, Qt.Key.Key_Space)
    assert not loaded.playback.playing
    assert loaded.controls.head("yaw") == 0
