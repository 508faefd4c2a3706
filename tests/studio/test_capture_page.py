"""The Capture page as a user meets it: empty, full, damaged; by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from studio.context import Context
from studio.main_window import MainWindow
from studio.model.capture import CurrentCapture
from studio.model.capture_decisions import CaptureDecisions
from studio.model.capture_view import CaptureView
from studio.pages.capture.page import CapturePage
from studio.pages.capture.strip_drawing import STRIPS, StripContent, draw_strips, strip_tops
from studio.pages.capture.viewer import dragged
from studio.theme.palette import DARK
from tests.studio.capture_fixtures import button
from tests.studio.made_projects import LOST, made_project

FRAMES = 60
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
