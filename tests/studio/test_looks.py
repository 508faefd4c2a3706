"""Small rules of how the window looks and writes: controls, lists over the window, numbers, docks put away."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from studio.context import Context
from studio.main_window import MainWindow
from studio.services.engine_words import engine_text
from studio.theme.palette import CONTROL_HEIGHT
from studio.widgets.buttons import push_button, tool_button
from studio.widgets.state_view import StateView
from studio.widgets.words import date_time_text, duration_text, number_text


def test_numbers_have_a_true_minus_and_no_minus_zero() -> None:
    assert [number_text(x, 1, signed=True) for x in (-1.25, -0.01, 0.0, 2.0)] == ["−1.2", "0.0", "0.0", "+2.0"]
    assert number_text(-12345.6) == "−12,346"


def test_moments_are_written_alike_everywhere() -> None:
    assert len(date_time_text(1_700_000_000)) == len("2023-11-14 22:13")


def test_what_is_fetched_is_named_as_people_name_it() -> None:
    assert engine_text("fetching face_landmarker") == "Getting the face models"
    assert engine_text("tracking") == "Finding the face"


def test_lengths_of_time_are_written_as_people_say_them() -> None:
    assert [duration_text(s) for s in (0.2, 59, 272, 4800)] == ["1 s", "59 s", "5 min", "1 h 20 min"]


def test_a_state_that_nothing_was_said_of_shows_no_button(window: MainWindow, context: Context) -> None:
    view = StateView(context.theme, window)
    view.show()
    assert not [button for button in view.findChildren(QAbstractButton) if not button.isHidden()]
    assert all(bar.isHidden() for bar in view.findChildren(QProgressBar))


def test_buttons_of_a_row_are_of_one_height(window: MainWindow, qtbot: QtBot) -> None:
    row = QWidget(window)
    action = QAction("Pin", row)
    action.setCheckable(True)
    with_menu = QAction("Ban", row)
    menu = QMenu(row)
    menu.addAction("This face")
    with_menu.setMenu(menu)
    buttons = [tool_button(action, row), push_button(action, row), push_button(with_menu, row, role="quiet")]
    for button in buttons:
        button.ensurePolished()
    assert {buttons[0].height(), *(button.sizeHint().height() for button in buttons[1:])} == {CONTROL_HEIGHT}
    assert buttons[2].menu() is menu


def test_a_checked_button_follows_its_action(window: MainWindow, qtbot: QtBot) -> None:
    action = QAction("Random", window)
    action.setCheckable(True)
    button = push_button(action, window)
    button.click()
    assert action.isChecked()
    assert button.isChecked()
    action.setChecked(False)
    assert not button.isChecked()


def test_the_list_of_warnings_is_as_high_as_what_it_holds(window: MainWindow, context: Context, qtbot: QtBot) -> None:
    for number in range(3):
        context.notices.say("warning", f"Something is odd {number}", "A sentence about what to do next. " * 4)
    window.notice_list.open()
    panel = window.notice_list.panel
    qtbot.waitUntil(lambda: panel.height() > 250)
    body = window.notice_list._body
    assert body.height() >= body.heightForWidth(body.width())


def test_docks_of_a_page_with_nothing_to_show_are_put_away(window: MainWindow, context: Context) -> None:
    for name in ("live", "retrieval"):
        window.show_page(name)
        page = window.page(name)
        assert not any(dock.isVisible() for dock in page.docks.values())
        page.show_docks(True)
        assert all(not dock.isHidden() for dock in page.docks.values())


def test_the_job_bar_cuts_no_title_for_which_there_is_room(window: MainWindow, qtbot: QtBot) -> None:
    bar = window._top.jobs
    bar.show()
    for title in ("Training Anna – Training", "Training wall_woman – Training", "Reading me.mp4 – Finding the face"):
        bar._text.show_text(title)
        qtbot.waitUntil(lambda title=title: bar._text.text() == title)
