"""The Capture page as a user meets it: empty, reading, full, failed, recording; by mouse and by key."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMessageBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.capture.cv import cv2
from core.errors import StudioError
from core.project.captures import captures_of, recordings_folder
from core.project.project import Project
from core.weights.store import WeightStore
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.capture import CurrentCapture
from studio.model.capture_decisions import CaptureDecisions
from studio.model.capture_view import CaptureView
from studio.model.recorder import Recorder, RecordState
from studio.pages.capture.page import CapturePage
from studio.pages.capture.strip_drawing import STRIPS, StripContent, draw_strips, strip_tops
from studio.pages.capture.viewer import dragged
from studio.services.jobs import Lane
from studio.theme.palette import DARK
from tests.studio.made_projects import LOST, made_project

SUBJECT = Path(__file__).parents[2] / "assets" / "demo" / "subject.mp4"
DRIVER = SUBJECT.with_name("driver.mp4")
FRAMES = 60
LONG_MS = 180_000
Shown = Callable[..., CapturePage]


@pytest.fixture
def shown(window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path) -> Shown:
    """``shown(captures=1)``: the page with a made project."""

    def show(captures: int = 1) -> CapturePage:
        project = made_project(tmp_path, FRAMES, captures=captures)
        window.show_page("capture")
        page = window.page("capture")
        assert isinstance(page, CapturePage)
        context.document.open(project.root)
        qtbot.waitUntil(lambda: context.shared(CaptureView).facts is not None)
        qtbot.waitUntil(lambda: page.workbench.viewer.shown_frame == 0)
        return page

    return show


@pytest.fixture
def empty(window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path) -> CapturePage:
    """The page with a project that holds nothing."""
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    with qtbot.waitSignal(context.document.opened):
        context.document.create(tmp_path / "Anna.rafstudio", "Anna")
    return page


@pytest.fixture
def models() -> None:
    """Skips where the face models are not there."""
    try:
        store = WeightStore()
        store.path("face_landmarker")
        store.path("selfie_segmentation")
    except StudioError as error:
        pytest.skip(f"no face models on this machine: {error}")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "anna.avi"
    reader = cv2.VideoCapture(str(SUBJECT))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (256, 256))
    for _ in range(150):
        writer.write(cv2.resize(reader.read()[1], (256, 256)))
    writer.release()
    reader.release()
    return path


def button(parent: QWidget, text: str) -> QAbstractButton:
    return next(b for b in parent.findChildren(QAbstractButton) if b.text().strip() == text)


def press(page: CapturePage, key: Qt.Key, qtbot: QtBot) -> None:
    """Shortcuts work in the active window only."""
    page.window().activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.workbench.strips.setFocus()
    qtbot.keyClick(page.workbench.strips, key)


def test_an_empty_page_says_how_to_begin(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    assert page.state is page.start
    assert button(page.start, "Choose a video").property("role") == "primary"
    assert not page.docks["frame"].isVisible()
    assert not page.actions_of_page.exclude.isEnabled()


def test_a_capture_is_shown_with_its_tools(shown: Shown, context: Context, qtbot: QtBot) -> None:
    page = shown(captures=2)
    assert page.state is page.workbench
    assert page.docks["frame"].isVisible()
    assert [page.workbench.chooser.itemText(i) for i in range(2)] == ["Take 1", "Take 2"]
    view = context.shared(CaptureView)
    page.workbench.chooser.setCurrentIndex(1)
    page.workbench.chooser.activated.emit(1)
    qtbot.waitUntil(
        lambda: view.facts is not None and view.capture.capture is not None and view.capture.capture.id == "take-2"
    )
    assert context.selection.capture_id == "take-2"


def test_keys_decide(shown: Shown, context: Context, qtbot: QtBot) -> None:
    page = shown()
    decide, view = context.shared(CaptureDecisions), context.shared(CaptureView)
    view.select(10)
    press(page, Qt.Key.Key_I, qtbot)
    press(page, Qt.Key.Key_Right, qtbot)
    assert view.frame == 11
    press(page, Qt.Key.Key_X, qtbot)
    press(page, Qt.Key.Key_N, qtbot)
    view.select(50)
    press(page, Qt.Key.Key_O, qtbot)
    assert (decide.edits.trim, decide.edits.excluded, decide.edits.neutral) == ((10, 51), ((11, 12),), (11,))
    view.mark((20, 30))
    press(page, Qt.Key.Key_H, qtbot)
    assert decide.edits.held_out == ((20, 30),)
    press(page, Qt.Key.Key_Escape, qtbot)
    assert view.marked is None
    press(page, Qt.Key.Key_L, qtbot)
    assert view.speed == 1.0
    press(page, Qt.Key.Key_K, qtbot)
    assert view.speed == 0.0
    press(page, Qt.Key.Key_Space, qtbot)
    assert view.speed == 1.0
    page.left()
    assert view.speed == 0.0


def test_letters_go_into_text_fields(shown: Shown, context: Context, qtbot: QtBot) -> None:
    page = shown()
    page.docks["consent"].raise_()
    person = next(f for f in page.docks["consent"].findChildren(QLineEdit) if f.accessibleName() == "Person")
    qtbot.waitUntil(person.isVisible)
    person.setFocus()
    qtbot.keyClicks(person, "Nik Ox")
    qtbot.keyClick(person, Qt.Key.Key_Left)
    edits = context.shared(CaptureDecisions).edits
    assert edits.consent.person == "Nik Ox"
    assert edits.excluded == ()
    assert context.selection.frame == 0
    purpose = page.docks["consent"].findChildren(QPlainTextEdit)[0]
    qtbot.keyClicks(purpose, "film")
    qtbot.mouseClick(button(page.docks["consent"], "They agree to this use"), Qt.MouseButton.LeftButton)
    consent = context.shared(CaptureDecisions).edits.consent
    assert (consent.purpose, consent.agreed, len(consent.date)) == ("film", True, 10)
    context.document.undo.undo()
    assert not context.shared(CaptureDecisions).edits.consent.agreed
    assert not button(page.docks["consent"], "They agree to this use").isChecked()


def test_the_mouse_scrubs_marks_trims_and_zooms(shown: Shown, context: Context, qtbot: QtBot) -> None:
    page = shown()
    strips, view, decide = page.workbench.strips, context.shared(CaptureView), context.shared(CaptureDecisions)
    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier

    def at(frame: float, row: str = "turn") -> QPoint:
        top, height = strip_tops()[row]
        return QPoint(round(strips.x_of(frame)), top + height // 2)

    qtbot.mouseClick(strips, left, pos=at(30.5))
    assert view.frame == 30
    qtbot.mousePress(strips, left, shift, at(10.5))
    qtbot.mouseMove(strips, at(19.5))
    drag(strips, at(19.5), shift)
    qtbot.mouseRelease(strips, left, shift, at(19.5))
    assert view.marked == (10, 20)
    qtbot.mousePress(strips, left, pos=at(0, "use") + QPoint(2, 0))
    drag(strips, at(6, "use"))
    drag(strips, at(8, "use"))
    qtbot.mouseRelease(strips, left, pos=at(8, "use"))
    assert decide.edits.trim == (8, FRAMES)
    assert context.document.undo.count() == 1  # one drag, one step
    wheel(strips, at(30), 120)
    assert view.span[1] - view.span[0] == pytest.approx(0.8 * FRAMES)
    qtbot.mouseDClick(strips, left, pos=at(30))
    assert view.span == (0.0, FRAMES)


def drag(widget: QWidget, place: QPoint, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        modifiers,
    )
    QApplication.sendEvent(widget, event)


def wheel(widget: QWidget, place: QPoint, delta: int) -> None:
    event = QWheelEvent(
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_crop_is_dragged_in_the_picture(shown: Shown, context: Context, qtbot: QtBot) -> None:
    page = shown()
    viewer, decide = page.workbench.viewer, context.shared(CaptureDecisions)
    decide.set_crop((60, 60, 100))
    picture = viewer._picture()
    assert picture is not None
    canvas = viewer._canvas(picture)
    corner, goal = canvas.at(160, 160).toPoint(), canvas.at(180, 180).toPoint()
    qtbot.mousePress(viewer, Qt.MouseButton.LeftButton, pos=corner)
    drag(viewer, goal)
    qtbot.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=goal)
    crop = decide.edits.crop
    assert crop is not None
    assert crop[:2] == (60, 60)
    assert crop[2] == pytest.approx(120, abs=2)
    context.document.undo.undo()
    assert decide.edits.crop == (60, 60, 100)


@pytest.mark.parametrize(
    ("kind", "crop"),
    [("move", (20, 30, 100)), ("se", (10, 10, 115)), ("nw", (25, 25, 85)), ("ne", (10, 15, 95)), ("sw", (5, 10, 105))],
)
def test_dragging_a_corner_keeps_the_opposite_one(kind: str, crop: tuple[float, float, float]) -> None:
    assert dragged((10, 10, 100), kind, 10, 20) == pytest.approx(crop)


def test_overlays_change_the_picture(shown: Shown, context: Context, qtbot: QtBot) -> None:
    page = shown()
    view, viewer = context.shared(CaptureView), page.workbench.viewer
    for name in ("landmarks", "crop", "mask", "axes"):
        view.set_overlay(name, False)
    plain = viewer.grab().toImage()
    for name, action in page.actions_of_page.overlays.items():
        action.trigger()
        if name == "mask":
            qtbot.waitUntil(lambda: (viewer.grab(), viewer.masks.kept(0) is not None)[1])
        assert viewer.grab().toImage() != plain, name
        action.trigger()
    assert viewer.grab().toImage() == plain


def test_strips_show_one_lost_frame_among_many(shown: Shown, context: Context) -> None:
    shown()
    facts = context.shared(CaptureView).facts
    assert facts is not None
    edits = context.shared(CurrentCapture).edits
    image = draw_strips(StripContent(facts, edits, ()), (0.0, FRAMES), 30, 1.0, DARK)
    top, height = strip_tops()["face"]
    row = [image.pixelColor(x, top + height // 2).name() for x in range(30)]
    lost = range(LOST[0] // 2, LOST[1] // 2)
    assert [x for x in range(30) if row[x] == DARK.error] == list(lost)
    assert draw_strips(None, (0.0, 1.0), 30, 1.0, DARK).height() == sum(h for _, h in STRIPS) + 3 * (len(STRIPS) - 1)


def test_a_video_is_read_and_shown(
    empty: CapturePage, context: Context, models: None, clip: Path, qtbot: QtBot
) -> None:
    empty.read([clip])
    qtbot.waitUntil(lambda: empty.state is empty.busy)
    qtbot.waitUntil(lambda: not empty._work.picture.image.isNull(), timeout=LONG_MS)
    qtbot.waitUntil(lambda: empty.state is empty.workbench, timeout=LONG_MS)
    qtbot.waitUntil(lambda: context.shared(CaptureView).facts is not None)
    assert context.shared(CaptureView).count == 150
    assert empty.actions_of_page.train.isEnabled()
    with qtbot.waitSignal(context.page_asked) as asked:
        empty.actions_of_page.train.trigger()
    assert asked.args == ["train"]


def test_a_cancelled_import_goes_back_to_the_beginning(
    empty: CapturePage, context: Context, models: None, clip: Path, qtbot: QtBot
) -> None:
    empty.read([clip])
    qtbot.waitUntil(lambda: not empty._work.picture.image.isNull(), timeout=LONG_MS)
    qtbot.mouseClick(button(empty.busy, "Cancel"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty.state is empty.start, timeout=LONG_MS)
    project = context.document.project
    assert project is not None
    assert list((project.root / "captures").iterdir()) == []


def test_a_bad_video_says_why_and_offers_a_way_out(
    empty: CapturePage, context: Context, text_named_mp4: Path, qtbot: QtBot
) -> None:
    empty.read([text_named_mp4])
    qtbot.waitUntil(lambda: empty.state is empty.error, timeout=LONG_MS)
    assert "notes.mp4 is not a video" in empty.error._title.text()
    assert "notes.mp4 is not a video" in context.notices.messages[0].title
    assert empty.tells_of(context.notices.messages[0].job)
    qtbot.mouseClick(button(empty.error, "Back"), Qt.MouseButton.LeftButton)
    assert empty.state is empty.start


def test_an_engine_that_is_killed_while_reading_says_so(
    empty: CapturePage, context: Context, models: None, clip: Path, qtbot: QtBot
) -> None:
    empty.read([clip])
    qtbot.waitUntil(lambda: not empty._work.picture.image.isNull(), timeout=LONG_MS)
    pid = context.jobs.engines[Lane.WORK].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: empty.state is empty.error, timeout=LONG_MS)
    project = context.document.project
    assert project is not None
    assert captures_of(project) == ([], [])
    empty.read([clip])  # and again: what was left goes, and it works
    qtbot.waitUntil(lambda: empty.state is empty.workbench, timeout=LONG_MS)
    assert [path.name for path in (project.root / "captures").iterdir()] == ["anna"]


def test_a_capture_is_removed_after_a_question(shown: Shown, context: Context, qtbot: QtBot) -> None:
    page = shown()
    page.ask_remove()
    box = page.findChild(QMessageBox)
    assert box is not None
    qtbot.mouseClick(button(box, "Keep"), Qt.MouseButton.LeftButton)
    assert len(context.document.contents.captures) == 1
    page.ask_remove()
    box = page.findChildren(QMessageBox)[-1]
    qtbot.mouseClick(button(box, "Remove"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.state is page.start)
    assert context.document.contents.captures == ()


def test_a_capture_that_cannot_be_read_says_so(
    window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    project = made_project(tmp_path)
    (project.root / "captures" / "take-1" / "tracks.safetensors").write_bytes(b"damaged")
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    context.document.open(project.root)
    qtbot.waitUntil(lambda: context.shared(CurrentCapture).error is not None)
    assert page.workbench._stack.currentWidget() is page.workbench._problem
    assert page.actions_of_page.remove.isEnabled()
    assert not page.actions_of_page.play.isEnabled()


def test_a_recording_with_the_coach_becomes_a_capture(
    empty: CapturePage, context: Context, models: None, qtbot: QtBot
) -> None:
    recorder = context.shared(Recorder)
    recorder.open({"clip": str(DRIVER)})
    assert empty.state is empty.recording
    qtbot.waitUntil(lambda: recorder.state is RecordState.LOOKING, timeout=LONG_MS)
    qtbot.waitUntil(lambda: recorder.seen is not None and recorder.seen.rested >= 1.0, timeout=LONG_MS)
    coach = empty._coach
    qtbot.waitUntil(lambda: coach.coverage is not None and coach.current is not None)
    qtbot.mouseClick(button(empty.recording, "Record"), Qt.MouseButton.LeftButton)
    assert recorder.state is RecordState.RECORDING
    qtbot.waitUntil(lambda: coach.coverage is not None and coach.coverage.share > 0, timeout=LONG_MS)
    qtbot.waitUntil(lambda: recorder.seconds > 1.5, timeout=LONG_MS)
    assert empty.recording.grab().toImage().format() != QImage.Format.Format_Invalid
    qtbot.mouseClick(button(empty.recording, "Stop and keep"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: empty.state is empty.workbench, timeout=LONG_MS)
    assert context.document.contents.captures[0].name.startswith("Recording")
    assert context.document.project is not None
    assert list(recordings_folder(context.document.project).iterdir()) == []


def test_a_missing_camera_says_what_to_do(empty: CapturePage, context: Context, qtbot: QtBot) -> None:
    recorder = context.shared(Recorder)
    recorder.open({"camera": 9})
    qtbot.waitUntil(lambda: recorder.state is RecordState.FAILED, timeout=LONG_MS)
    assert empty.state is empty.recording
    assert "Camera 9 cannot be opened" in empty.recording._ask.text()
    assert empty.tells_of(context.notices.messages[0].job)
    assert "plugged in" in empty.recording._hint.text()
    qtbot.mouseClick(button(empty.recording, "Close camera"), Qt.MouseButton.LeftButton)
    assert empty.state is empty.start


def test_a_recording_that_was_left_is_offered(
    window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    project = Project.create(tmp_path / "Left.rafstudio")
    recordings_folder(project).mkdir()
    (recordings_folder(project) / "Recording 2026-01-01 10.00.00.mp4").write_bytes(b"a video")
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    context.document.open(project.root)
    left = button(page.start, "Use the last recording")
    qtbot.waitUntil(left.isVisible)


def test_recording_without_a_project_begins_one(
    window: MainWindow, context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    context.settings.projects_folder = tmp_path / "projects"
    window.show_page("capture")
    page = window.page("capture")
    assert isinstance(page, CapturePage)
    recorder = context.shared(Recorder)
    recorder.source = {"camera": 9}
    page.record()
    qtbot.waitUntil(lambda: recorder.state is RecordState.FAILED, timeout=LONG_MS)
    assert context.document.project is not None
    assert context.document.project.root.parent == tmp_path / "projects"
    recorder.close()


def test_all_frames_are_offered_only_where_some_are_out_of_sight(shown: Shown, context: Context) -> None:
    action, view = shown().actions_of_page.show_all, context.shared(CaptureView)
    assert not action.isEnabled()
    view.show_span(5, 40)
    assert action.isEnabled()
    action.trigger()
    assert view.span == (0.0, float(view.count))
    assert not action.isEnabled()


def test_the_page_comes_back_as_it_was_in_another_language(
    window: MainWindow, shown: Shown, context: Context, qtbot: QtBot
) -> None:
    page = shown()
    view = context.shared(CaptureView)
    view.select(33)
    view.mark((10, 20))
    view.show_span(5, 40)
    window._make_again()
    again = window.page("capture")
    assert again is not page
    assert isinstance(again, CapturePage)
    assert again.state is again.workbench
    assert (view.frame, view.marked, view.span) == (33, (10, 20), (5.0, 40.0))


def test_a_control_file_that_cannot_be_written_is_reported(
    empty: CapturePage, context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("core.project.atomic.os.replace", full)
    context.shared(Recorder).open({"camera": 9})
    assert not context.shared(Recorder).active
    assert "record-control" in context.notices.messages[0].title
