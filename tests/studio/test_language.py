"""Every text can be translated and is; the language changes while the program runs."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.expression.encoder import get_encoder
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.channels import readable
from studio.services.language import of_locale
from studio.services.settings import Settings
from tests.studio.made_projects import made_project
from tests.studio.packaging_tools import packaging_tool

CHINESE = re.compile(r"[一-鿿，（）]")
SAME_IN_BOTH = re.compile(
    r"[^A-Za-z]*|.*(LPIPS|SSIM|PSNR|OpenGL|ARKit|SFace|MB|B − A).*"
    r"|Python|ffmpeg| GB|SHA-256 |uint8 \[, , 3\]|raf-studio weights import FOLDER"
)
"""Texts that may hold no Chinese letter: numbers, units, names of measures."""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return packaging_tool("translations")


def test_every_text_can_be_found(tool: ModuleType) -> None:
    assert tool.problems() == []


def test_every_text_is_translated(tool: ModuleType) -> None:
    table = tool.read()
    wanted = {(text.context, text.source) for text in tool.texts()}
    assert len(wanted) > 500
    missing = sorted(f"{context}: {source}" for context, source in wanted if not table.get((context, source)))
    assert missing == [], "run 'make translations' and translate them with Qt Linguist"
    words = {s: re.sub(r"\{[^{}]*\}", "", s) for _, s in table}
    plain = [t for (_, s), t in table.items() if not CHINESE.search(t) and not SAME_IN_BOTH.fullmatch(words[s])]
    assert plain == []


def test_translations_keep_the_places_for_numbers(tool: ModuleType) -> None:
    table = tool.read()
    different = [source for (_, source), text in table.items() if text and places(source) != places(text)]
    assert table
    assert different == []


def places(text: str) -> list[tuple[str, str]]:
    """The fields of a format string: number and format, however they are ordered."""
    found, number = [], 0
    for field in re.findall(r"\{([^{}]*)\}", text):
        name, _, form = field.partition(":")
        found.append((name or str(number), form))
        number += not name
    return sorted(found)


def test_the_compiled_file_is_that_of_the_texts(tool: ModuleType) -> None:
    translator = QTranslator()
    assert translator.load(str(tool.QM))
    table = tool.read()
    stale = [key for key, text in table.items() if translator.translate(*key) != text]
    assert table
    assert stale == []


@pytest.mark.parametrize(
    ("name", "shown"), [("zh_CN", "zh_CN"), ("zh_SG", "zh_CN"), ("zh_TW", "en"), ("de_DE", "en"), ("C", "en")]
)
def test_the_systems_language(name: str, shown: str) -> None:
    assert of_locale(QLocale(name)) == shown


def test_a_foolish_language_in_the_settings_is_ignored(settings: Settings) -> None:
    settings.language = "tlh"
    assert settings.language == ""


def test_the_language_changes_while_the_program_runs(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(context.document.opened):
        context.document.open(made_project(tmp_path).root)
    context.selection.select_frame(7, "take-1")
    window.show_page("home")
    window.page("home").docks["licences"].hide()
    menu = window.actions_of_window.language.menu()
    next(action for action in menu.actions() if action.data() == "zh_CN").trigger()  # type: ignore[union-attr]
    assert context.settings.language == "zh_CN"
    home = window.page("home")
    assert window.current_page is home
    assert home.docks["licences"].isHidden()
    assert (context.selection.capture_id, context.selection.frame) == ("take-1", 7)
    assert window.actions_of_window.undo.text() == "撤销"
    assert "最近的项目" in {label.text() for label in home.findChildren(QLabel)}
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消", "Qt's own texts too"
    context.language.choose("en")
    assert window.actions_of_window.undo.text() == "Undo"
    assert window.windowTitle() == "Made – RAF Studio"


def test_every_page_survives_a_change_of_language(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    """What a page left connected to a model that outlives it would fail here."""
    pages = ("home", "capture", "bank", "retrieval", "train", "live", "compare")
    for page in pages:
        window.show_page(page)
    context.language.choose("zh_CN")
    assert window.current_page is window.page("compare")
    for page in pages:
        window.show_page(page)
    context.theme.choose("light")
    with qtbot.waitSignal(context.document.opened):
        context.document.open(made_project(tmp_path).root)
    context.selection.select_frame(3, "take-1")
    context.notices.say("warning", "Something")
    qtbot.waitUntil(lambda: not context.tasks.busy)
    context.language.choose("en")
    assert window.current_page is window.page("compare")


def test_every_channel_of_every_encoder_has_a_name_in_chinese(context: Context) -> None:
    context.language.show("zh_CN")
    channels = [channel for name in ("geo", "blend52") for channel in get_encoder(name).channels]
    english = [text for c in channels if (text := readable(c.name)).isascii()]
    context.language.show("en")
    assert english == []
