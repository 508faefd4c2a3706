"""What the engine says is found in its source, translated, recognised in the window, and shown in Chinese."""

from __future__ import annotations

import errno
import json
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from core.avatar.format import SCHEMA_VERSION
from core.avatar.runtime import Avatar
from core.bank.snapshot import BankSnapshot
from core.errors import StudioError, WeightsError
from core.events import Warning
from core.jobs.engine import _crash
from core.jobs.worker import failure
from core.project.atomic import storage_error
from core.project.project import Project
from core.raf.policy import ReplacementPolicy
from core.splats.native import check_status
from core.training.config import TrainConfig
from core.types import check_shape
from core.weights.store import WeightStore
from studio.context import Context
from studio.services.engine_words import PLAIN, TEXTS, both, engine_text, failure_of, told
from studio.shell.notice_list import report_text
from studio.widgets.words import sentences
from tests.studio.packaging_tools import packaging_tool

CHINESE = re.compile(r"[一-鿿]")
ENGLISH = re.compile(r"\b(?:the|is|of|not|cannot|has|Choose|Check|Build|Got|Expected|frames?|at least)\b")
"""Words by which an English sentence would give itself away."""
PLACE = re.compile(r"\{\d+\}")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return packaging_tool("translations")


@pytest.fixture
def chinese(tool: ModuleType, qapp: QApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(str(tool.QM))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_the_list_is_that_of_the_source(tool: ModuleType) -> None:
    assert TEXTS == tool.ENGINE_TEXTS
    assert TEXTS.read_text("utf-8") == tool.listed(), "run 'make translations'"


def test_every_text_has_a_translation_with_the_same_places(tool: ModuleType) -> None:
    table, listed = tool.read(), json.loads(TEXTS.read_text("utf-8"))
    assert len(listed) > 600
    assert [text for text in listed if not table.get(("Engine", text))] == []
    other = [t for t in listed if sorted(PLACE.findall(t)) != sorted(set(PLACE.findall(table["Engine", t])))]
    assert other == []


def test_every_text_is_recognised_as_itself(tool: ModuleType, chinese: None) -> None:
    """No text may be taken for another one whose places are wider."""
    table = tool.read()
    for text in json.loads(TEXTS.read_text("utf-8")):
        if text in PLAIN:
            continue  # said in plainer words
        values = {place: f"{7 + number}" for number, place in enumerate(PLACE.findall(text))}
        filled = PLACE.sub(lambda m, values=values: values[m[0]], text)
        wanted = PLACE.sub(lambda m, values=values: values[m[0]], table["Engine", text])
        assert engine_text(filled).removesuffix("。") == wanted.removesuffix("。"), text


def test_stages_are_said_in_plain_words_behind_a_clips_name_too(chinese: None) -> None:
    assert engine_text("solving head poses") == "测量头部"
    assert engine_text("anna.mp4: tracking") == "anna.mp4：查找面部"


SOURCE = """
    NAMES = {1: ("One thing", "Do this."), 2: ("Two things", "")}

    def refuse(path, got, is_bad):
        step = "Go away" if is_bad else "Stay here"
        return FormatError(f"'{path.name}' is bad", got=got, next_step=step)

    def read(path, size, error):
        if size:
            raise refuse(path, f"{size} bytes", is_bad=True)
        raise refuse(path, str(error), is_bad=False)

    def check(status):
        what, step = NAMES.get(status, (f"Status {status}", ""))
        raise StudioError(what, next_step=step)

    def warn(emit, error, why):
        text = "It was cut short" if why else "It was cut long"
        emit(Warning(f"Left out: {error.message}"))
        emit(Warning(f"{text}. {why}"))
        raise TypeError("a list" + " was expected")
"""


def test_texts_are_followed_through_the_source(tmp_path: Path) -> None:
    errors = "class StudioError(Exception): ...\nclass FormatError(StudioError): ...\n"
    for package, source in (("core", errors + textwrap.dedent(SOURCE)), ("studio", "")):
        (tmp_path / package).mkdir()
        (tmp_path / package / "made.py").write_text(source, "utf-8")
    tool = packaging_tool("engine_texts")
    found = tool.collect(tmp_path)
    assert {text: nested for text, nested in found.items() if text not in tool.FURTHER} == {
        "'{0}' is bad": [],
        "Do this": [],
        "Go away": [],
        "It was cut long": [],
        "It was cut short": [],
        "Left out: {0}": [0],
        "One thing": [],
        "Status {0}": [],
        "Stay here": [],
        "Two things": [],
        "a list was expected": [],
        "{0} bytes": [],
    }


def _damaged_avatar(folder: Path) -> None:
    (folder / "anna.safetensors").write_bytes(b"junk" * 100)
    Avatar.load(folder / "anna.safetensors")


def _newer_project(folder: Path) -> None:
    project = Project.create(folder / "p", name="p")
    manifest = project.root / "project.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text("utf-8")), "schema": 999}), "utf-8")
    Project.open(project.root)


def _no_bank(folder: Path) -> None:
    BankSnapshot.load(folder / "people.rafbank")


def _full_disk(folder: Path) -> None:
    raise storage_error(folder / "run.json", OSError(errno.ENOSPC, "No space left on device"))


def _unwritable(folder: Path) -> None:
    raise storage_error(folder / "run.json", OSError(errno.EIO, "Input/output error"))


RAISED: list[tuple[Callable[[Path], object], tuple[str, ...]]] = [
    (_damaged_avatar, ("anna.safetensors",)),
    (_newer_project, ("999",)),
    (_no_bank, ("people.rafbank",)),
    (_full_disk, ("run.json",)),
    (_unwritable, ("run.json",)),
    (lambda folder: Project.open(folder / "nothing"), ("nothing",)),
    (lambda folder: WeightStore(folder).path("nobody"), ("nobody",)),
    (lambda folder: WeightStore(folder).import_from(folder / "gone.zip"), ("gone.zip",)),
    (lambda folder: TrainConfig(steps=0), ("steps", "0")),
    (lambda folder: ReplacementPolicy(p=2.0), ("p", "2.0")),
    (lambda folder: ReplacementPolicy.from_dict({"p": 2.0}), ("2.0",)),
    (lambda folder: check_shape("means", np.zeros((2, 4)), "N", 3), ("means", "[2, 4]")),
    (lambda folder: check_status(2), ()),
]


@pytest.mark.parametrize(("raises", "values"), RAISED)
def test_errors_are_told_in_chinese_with_their_values(
    chinese: None, tmp_path: Path, raises: Callable[[Path], object], values: tuple[str, ...]
) -> None:
    with pytest.raises(StudioError) as caught:
        raises(tmp_path)
    error, said = caught.value, told(caught.value)
    whole = engine_text(error.message)
    assert CHINESE.search(said.what)
    for text in (whole, said.what + said.text):
        assert not ENGLISH.search(text.replace(str(tmp_path), "")), text
    for value in values:
        assert value in whole
    assert said.details == f"{whole}\n{error.message}", "the engine's own words stand beside it"


def test_a_damaged_avatar_word_for_word(chinese: None, tmp_path: Path) -> None:
    error = StudioError(
        "Avatar 'Anna B.' is from a newer version of RAF Studio",
        got=f"schema {SCHEMA_VERSION + 1}",
        expected=f"at most {SCHEMA_VERSION}",
        next_step="Update RAF Studio.",
    )
    assert told(error).what == "头像“Anna B.”来自较新版本的 RAF Studio"
    assert told(error).text == f"架构版本 {SCHEMA_VERSION + 1}。请更新 RAF Studio。"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Following the face: tracking", "跟踪人脸：查找面部"),
        ("fetching face_landmarker", "正在获取人脸模型"),
        ("fetching something_else", "正在获取 something_else"),
        ("Could not write 'best': a full disk", "无法写入“best”：磁盘已满"),
        ("12 of 300 frames", "300 帧中有 12 帧"),
        ("Camera 0 stopped giving pictures. What was recorded is kept.", "Camera 0 不再给出画面。已录制的内容会保留。"),
        ("[Errno 2] No such file or directory: '/x/y'", "没有这样的文件或文件夹：'/x/y'（错误码 2）"),
        (
            "'a b.mp4' was left out: 'a b.mp4' has too few usable faces. Got 3 of 90 frames. Expected at least 10. "
            "Use a clip in which the face is larger, sharper or turned to the camera.",
            "已略过“a b.mp4”：“a b.mp4”中可用的人脸太少。实际为：90 帧中有 3 帧。应为：至少 10。"
            "请使用人脸更大、更清晰或朝向摄像头的片段。",
        ),
        ("'a.mp4': No face in 3 of 90 frames of a.mp4; they are left out.",
         "“a.mp4”：a.mp4 的 90 帧中有 3 帧没有人脸；已略过这些帧。"),
        ("The bank 'x' is damaged. Got malformed page 7. Build it again.",
         "表情库“x”已损坏。实际为：malformed page 7。请重新建立。"),
    ],
)  # fmt: skip
def test_texts_within_texts(chinese: None, text: str, shown: str) -> None:
    assert engine_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "list index out of range",
        "A library's own",
        "sky of blue",
        "x: y",
        "{0}",
        "{} is {1}",
        "已是中文",
        "a" * 9000,
    ],
)
def test_unknown_texts_stay_as_they_are(chinese: None, text: str) -> None:
    assert engine_text(text) == text
    assert both(text) == text


def test_english_stays_word_for_word(qapp: QApplication) -> None:
    error = StudioError("The bank 'x' is damaged", got="no such folder", next_step="Build it again.")
    said = told(error)
    assert (said.what, said.text, said.details) == (error.what, "No such folder. Build it again.", error.message)


def test_failed_jobs_and_crashes(chinese: None) -> None:
    for result, value in (
        (failure(WeightsError("A face model cannot be loaded", got="ENODATA")), "ENODATA"),
        (failure(KeyError("loss")), "'loss'"),
        (_crash(-9), "9"),
    ):
        said = told(failure_of(result, "Nothing"))
        assert CHINESE.search(said.what)
        assert value in said.what + said.text
        assert not ENGLISH.search(said.what + said.text)
    assert failure_of({}, "Nothing").what == "Nothing"


def test_notices_speak_chinese_and_keep_the_english_for_a_report(chinese: None, context: Context) -> None:
    context.notices.report(StudioError("The bank 'faces' is damaged", next_step="Build it again."))
    context.notices.report_failure(failure(StudioError("The clip has no held-out frames")), "?")
    context.notices.warn("Anna", Warning("Nothing was recorded").message)
    warning, failed, error = context.notices.messages
    assert (error.title, error.text) == ("表情库“faces”已损坏", "请重新建立。")
    assert "The bank 'faces' is damaged. Build it again." in report_text(error)
    assert failed.title == "片段没有留出帧"
    assert "The clip has no held-out frames" in report_text(failed)
    assert (warning.title, warning.text, warning.details) == ("Anna", "没有录下任何内容", "Nothing was recorded")


def test_sentences_end_as_their_language_does() -> None:
    assert sentences("two words", "", "more.") == "Two words. More."
    assert sentences("两个词", "anna.mp4", "好。") == "两个词。anna.mp4。好。"
    assert sentences() == ""
