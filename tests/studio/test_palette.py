"""The command palette, the shortcut overview and the search behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from studio.context import Context
from studio.main_window import MainWindow
from studio.shell.commands import Command, CommandModel
from studio.shell.fuzzy import score


def test_letters_must_come_in_order() -> None:
    assert score("gtb", "Go to Bank") is not None
    assert score("btg", "Go to Bank") is None
    assert score("", "anything") == 0


def test_beginnings_of_words_and_runs_count_more() -> None:
    assert (score("ban", "Go to Bank") or 0) > (score("ban", "Cabin at noon") or 0)
    assert (score("ol", "Open Live") or 0) > (score("ol", "Tool") or 0)


@given(st.text(max_size=20), st.text(max_size=60))
def test_whatever_is_typed_is_scored(query: str, text: str) -> None:
    found = score(query, text)
    assert found is None or isinstance(found, int)
    if text.strip() and len(text.casefold()) <= 200:
        assert score(text, text) is not None


def command(text: str, key: str = "") -> Command:
    return Command(key or text, text, "", "", lambda: None)


def test_the_list_of_commands_is_a_sound_model(context: Context, qtmodeltester: ModelTester) -> None:
    model = CommandModel(context.settings)
    qtmodeltester.check(model)
    model.fill([command("Go to Bank"), command("Undo"), command("Redo")])
    model.search("do")
    assert [model.command(row).text for row in range(model.rowCount())] == ["Undo", "Redo"]  # type: ignore[union-attr]
    model.search("xyz")
    assert model.rowCount() == 0


def test_what_was_used_lately_comes_first(context: Context) -> None:
    model = CommandModel(context.settings)
    model.fill([command("Undo"), command("Redo"), command("Quit")])
    quit_command = model.command(2)
    assert quit_command is not None
    model.use(quit_command)
    model.search("")
    assert model.data(model.index(0)) == "Quit"
    context.settings.set_text("palette.recent", '{"broken": ')
    assert model.recent == []


def test_a_page_is_reached_by_a_few_letters(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("home")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = window.palette_panel
    qtbot.waitUntil(lambda: panel.is_open)
    qtbot.keyClicks(panel.field, "gtbank")
    with qtbot.waitSignal(window.page_shown, check_params_cb=lambda name: name == "bank"):
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert not panel.is_open


def test_arrows_choose_and_escape_closes(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("home")
    panel = window.palette_panel
    panel.open()
    first = panel.list.currentIndex().row()
    qtbot.keyClick(panel.field, Qt.Key.Key_Down)
    assert panel.list.currentIndex().row() == first + 1
    qtbot.keyClick(panel.field, Qt.Key.Key_Up)
    qtbot.keyClick(panel.field, Qt.Key.Key_Up)
    assert panel.list.currentIndex().row() == 0
    qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.is_open


def test_actions_of_a_hidden_page_go_there_first(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("live")
    window.show_page("home")
    texts = {c.text: c for c in window.commands() if c.place == "Live"}
    assert "Open avatar" in texts
    assert not any(c.text == "Save picture" for c in window.commands()), "there is no picture to save yet"
    assert any(c.text == "Save picture" for c in window.commands(off_too=True))
    dock = next(c for c in window.commands() if c.key.startswith("home/") and "Licences" in c.text)
    before = window.page("home").docks["licences"].isVisible()
    dock.run()
    assert window.page("home").docks["licences"].isVisible() is not before


def test_every_page_can_be_reached_before_it_is_made(window: MainWindow) -> None:
    window.show_page("home")
    keys = {c.key for c in window.commands()}
    assert {f"go/{name}" for name in ("home", "capture", "bank", "retrieval", "train", "live", "compare")} <= keys


def test_f1_lists_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("home")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window.shortcut_list.is_open)
    shown = {label.text() for label in window.shortcut_list.findChildren(QLabel)}
    assert {"Ctrl+K", "F1", "Ctrl+7", "Undo"} <= shown
    qtbot.keyClick(window.shortcut_list, Qt.Key.Key_Escape)
    assert not window.shortcut_list.is_open


def test_about_names_the_parts_and_their_licences(window: MainWindow, qtbot: QtBot) -> None:
    window.about_box.open()
    qtbot.waitUntil(lambda: any(label.text() == "PySide6" for label in window.about_box.findChildren(QLabel)))
    texts = [label.text() for label in window.about_box.findChildren(QLabel)]
    assert any("LGPL" in text for text in texts)


@pytest.mark.parametrize("size", [(1280, 800), (960, 600)])
def test_labels_of_the_side_bar_are_whole(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.show_page("home")
    cut = [
        button.text()
        for button in window._side._buttons.values()
        if button.fontMetrics().horizontalAdvance(button.text()) > button.width() - 4
    ]
    assert cut == []
