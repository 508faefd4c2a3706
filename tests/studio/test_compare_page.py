"""The Compare page as a user meets it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from core.jobs.spec import JOBS
from core.tracking.tracks import FaceTracks
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.compare import CameraMode, Compare, View
from studio.model.compare_sides import A, B
from studio.pages.compare.page import ComparePage
from tests.studio.compare_runs import FRAMES, HELD_OUT_FRAMES, compared_project, geo_avatar
from tests.studio.quick_jobs import FRAMES as DRIVER_FRAMES
from tests.studio.quick_jobs import QUICK_JOBS


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**JOBS, **QUICK_JOBS}


@pytest.fixture
def empty(window: MainWindow, tmp_path: Path) -> ComparePage:
    window.show_page("compare")
    page = window.current_page
    assert isinstance(page, ComparePage)
    page.pictures_folder = tmp_path / "pictures"
    return page


@pytest.fixture
def page(empty: ComparePage, context: Context, tmp_path: Path, qtbot: QtBot) -> ComparePage:
    """The page with two avatars and a timeline."""
    project = compared_project(tmp_path)
    context.document.open(project.root)
    qtbot.waitUntil(lambda: empty.compare.timeline.line is not None)
    return empty


@pytest.fixture
def compare(page: ComparePage) -> Compare:
    return page.compare


def button(parent: QWidget, text: str) -> QAbstractButton:
    buttons = parent.findChildren(QAbstractButton)
    return next(b for b in buttons if b.isVisible() and text in (b.text().strip(), b.accessibleName()))


def own_avatar(folder: Path, name: str, **facts: int) -> Path:
    project = compared_project(folder / "another")
    tracks = FaceTracks.load(project.root / "captures" / "take-1" / "tracks.safetensors")
    file = folder / f"{name}.safetensors"
    geo_avatar(tracks, name, **facts).save(file)
    return file


def test_an_empty_page_says_how_to_begin(empty: ComparePage) -> None:
    assert empty.state.isVisible()
    assert button(empty.state, "Open avatar…").isEnabled()
    assert not empty.actions_of_page.swap.isEnabled()
    assert not empty.actions_of_page.play.isEnabled()


def test_two_dropped_files_are_compared_without_a_project(
    empty: ComparePage, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    file = own_avatar(tmp_path, "one")
    window.take_file(file)
    qtbot.waitUntil(lambda: empty.compare.sides.both[A].loaded is not None)
    assert empty.state.isVisible()
    assert button(empty.state, "Open another avatar…").isEnabled()
    other = tmp_path / "two.safetensors"
    other.write_bytes(file.read_bytes())
    window.take_file(other)
    qtbot.waitUntil(lambda: empty.compare.sides.pair is not None)
    assert empty.view.isVisible()
    assert [empty.chooser.boxes[side].currentText() for side in (A, B)] == ["one", "two"]


def test_an_avatar_of_another_encoder_says_so_and_the_other_stays(
    page: ComparePage, compare: Compare, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.take_file(own_avatar(tmp_path, "newer", encoder_version=99))
    qtbot.waitUntil(lambda: compare.sides.error is not None)
    assert page.state.isVisible()
    assert "encoder" in page.state._title.text()
    assert compare.sides.both[A].loaded is not None
    compare.sides.choose(B, compare.sides.known[1].key)
    qtbot.waitUntil(page.view.isVisible)


def test_a_damaged_file_is_an_error_and_not_a_crash(
    page: ComparePage, compare: Compare, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(b"\x08\0\0\0\0\0\0\0{}")
    window.take_file(cut)
    qtbot.waitUntil(lambda: compare.sides.error is not None)
    assert "cut" in page.state._title.text()


def test_cameras_move_together_unless_they_are_free(page: ComparePage, compare: Compare, qtbot: QtBot) -> None:
    first, second = page.view.stage.viewports
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert first.camera is not None
    assert first.camera.yaw != 0
    assert second.camera == first.camera
    compare.set_camera(CameraMode.FREE)
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert second.camera != first.camera


def test_the_captures_camera_cannot_be_moved(page: ComparePage, compare: Compare, qtbot: QtBot) -> None:
    first, second = page.view.stage.viewports
    qtbot.keyClick(first, Qt.Key.Key_Right)
    page.actions_of_page.cameras[CameraMode.CAPTURE].trigger()
    home = first.camera
    assert home is not None
    assert home.yaw == 0
    assert second.camera is not None
    assert second.camera.yaw == 0
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    qtbot.mouseMove(first, QPoint(90, 90))
    qtbot.mouseRelease(first, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    assert first.camera == home
    assert compare.camera is CameraMode.CAPTURE


def test_holding_a_key_shows_b_in_as_place(page: ComparePage, qtbot: QtBot) -> None:
    first, second = page.view.stage.viewports
    left = first.geometry()
    page.view.timeline.setFocus()
    qtbot.keyPress(page.view.timeline, Qt.Key.Key_X)
    assert second.geometry() == left
    qtbot.keyRelease(page.view.timeline, Qt.Key.Key_X)
    assert first.geometry() == left
    page.compare.set_view(View.OVER)
    assert first.isVisible()
    assert not second.isVisible()
    qtbot.mousePress(page.tools.hold, Qt.MouseButton.LeftButton)
    assert second.isVisible()
    assert not first.isVisible()
    qtbot.mouseRelease(page.tools.hold, Qt.MouseButton.LeftButton)
    assert first.isVisible()


def test_the_difference_view_follows_the_frame(page: ComparePage, compare: Compare, qtbot: QtBot) -> None:
    page.actions_of_page.views[View.DIFFERENCE].trigger()
    for frame in (HELD_OUT_FRAMES[0], HELD_OUT_FRAMES[3]):
        compare.timeline.seek(frame)
        qtbot.waitUntil(lambda frame=frame: compare.tiles is not None and compare.tiles.frame == frame)
        assert compare.tiles is not None
        assert set(compare.tiles.images) == {"truth", "a", "b", "apart", "error_a", "error_b"}
    assert page.view.tiles.isVisible()
    assert "levels" in page.view.tiles.caption("error_a")


def test_the_timeline_scrubs_by_mouse_and_keys(page: ComparePage, context: Context, qtbot: QtBot) -> None:
    timeline = page.view.timeline
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(round(timeline.place_of(10)), 30))
    assert context.selection.frame == 10
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert page.compare.timeline.frame == 11
    qtbot.keyClick(timeline, Qt.Key.Key_End)
    assert page.compare.timeline.frame == FRAMES - 1
    assert "Frame 47" in timeline.words(FRAMES - 1)


def test_playing_moves_both_and_measuring_rests(page: ComparePage, compare: Compare, qtbot: QtBot) -> None:
    page.actions_of_page.play.trigger()
    qtbot.waitUntil(lambda: compare.timeline.frame > 3)
    assert not compare.timeline.curves._active
    page.actions_of_page.play.trigger()
    assert compare.timeline.curves._active
    frame = compare.timeline.frame
    line = compare.timeline.line
    assert line is not None
    for side in (A, B):
        expected = line.moves[side].descriptors[frame]
        assert (compare.timeline.controls[side].descriptor == expected).all()


@pytest.mark.parametrize("view", list(View))
def test_a_picture_of_both_is_saved(
    page: ComparePage, compare: Compare, context: Context, view: View, qtbot: QtBot
) -> None:
    compare.set_view(view)
    qtbot.waitUntil(lambda: view is not View.DIFFERENCE or compare.tiles is not None)
    with qtbot.waitSignal(context.notices.said):
        page.save_picture()
    (file,) = page.pictures_folder.iterdir()
    image = QImage(str(file))
    assert image.width() > image.height() > 100


def test_a_picture_that_cannot_be_saved_says_so(page: ComparePage, context: Context, qtbot: QtBot) -> None:
    page.pictures_folder.write_text("a file where a folder should be")
    with qtbot.waitSignal(context.notices.said):
        page.save_picture()
    assert context.notices.messages[0].kind == "error"


def test_a_drivers_video_moves_both(page: ComparePage, compare: Compare, tmp_path: Path, qtbot: QtBot) -> None:
    clip = tmp_path / "driver.mp4"
    clip.write_bytes(b"")
    page.open_file(clip)
    qtbot.waitUntil(lambda: compare.timeline.line is not None and compare.timeline.line.capture_id is None)
    line = compare.timeline.line
    assert line is not None
    assert len(line) == DRIVER_FRAMES
    assert not line.judged(A)
    assert page.chooser.moved_by.currentText() == "Video: driver.mp4"
    compare.timeline.play_capture("take-1")
    qtbot.waitUntil(lambda: compare.timeline.line is not None and compare.timeline.line.capture_id == "take-1")


def test_a_video_without_a_face_says_so_and_leads_back(
    page: ComparePage, compare: Compare, tmp_path: Path, qtbot: QtBot
) -> None:
    page.open_file(tmp_path / "faceless.mp4")
    qtbot.waitUntil(lambda: compare.timeline.error is not None)
    assert page.view.notice.isVisible()
    page.chooser.moved_by.activated.emit(0)
    qtbot.waitUntil(lambda: compare.timeline.line is not None)
    assert not page.view.notice.isVisible()


def test_the_numbers_say_who_is_nearer_to_the_truth(page: ComparePage, compare: Compare, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: compare.timeline.curves.share == 1)
    assert "of 8 held-out frames" in page.numbers._verdict.text()
    assert page.numbers.figures.rowCount() > 3
    assert page.numbers.options.rowCount() > 2


def test_the_page_survives_another_language(
    page: ComparePage, window: MainWindow, context: Context, qtbot: QtBot
) -> None:
    page.compare.set_view(View.OVER)
    context.language.choose("zh_CN")
    again = window.current_page
    assert isinstance(again, ComparePage)
    assert again is not page
    assert again.compare.view is View.OVER
    qtbot.waitUntil(again.view.isVisible)
    context.language.choose("en")


def test_closing_the_project_empties_the_page(page: ComparePage, context: Context) -> None:
    context.document.close()
    assert page.state.isVisible()
    assert page.compare.timeline.line is None
