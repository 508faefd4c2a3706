"""The Home page: recent projects, this computer, licences, the demo."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.jobs.spec import JOBS
from core.project.edits import Consent
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.licences import Licences
from studio.model.machine import Machine, QuickFacts
from studio.model.recent import RecentProjects, read_recent
from studio.pages.home.computer import ComputerPanel, facts_of
from studio.pages.home.page import HomePage
from tests.studio.frame_jobs import FRAME_JOBS
from tests.studio.made_projects import made_project


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**FRAME_JOBS, "make_demo_project": JOBS["make_demo_project"]}


@pytest.fixture
def home(window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> HomePage:
    context.settings.projects_folder = tmp_path / "projects"
    window.show_page("home")
    page = window.page("home")
    assert isinstance(page, HomePage)
    qtbot.waitUntil(lambda: page.recent.read_once and page.machine.quick is not None)
    return page


def facts(**changes: object) -> QuickFacts:
    known: dict[str, object] = {
        "threads": 2,
        "memory_gb": 8.0,
        "free_memory_gb": 4.0,
        "disk_gb": 50.0,
        "weights": {"face_landmarker": True, "selfie_segmentation": True, "sface": True},
        "cameras": ("Webcam",),
        "renderer": "Radeon",
    }
    return QuickFacts(**{**known, **changes})  # type: ignore[arg-type]


def test_without_projects_home_says_how_to_begin(home: HomePage) -> None:
    assert not home.recent_list.isVisible()
    assert "Begin with a video" in home._empty.text()


def test_recent_projects_are_a_sound_model(
    context: Context, tmp_path: Path, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    recent = context.shared(RecentProjects)
    for name in ("First", "Second", "Third"):
        context.settings.remember_project(made_project(tmp_path, name=name, frames=5).root)
    shutil.rmtree(tmp_path / "Second.rafstudio" / "captures")
    (tmp_path / "First.rafstudio" / "project.json").write_text("{}")
    with qtbot.waitSignal(recent.modelReset):
        recent.refresh()
    qtmodeltester.check(recent)
    third, second, first = (recent.project(row) for row in range(3))
    assert third is not None
    assert second is not None
    assert first is not None
    assert (third.name, third.counts, third.picture is not None) == ("Third", (1, 0, 0), True)
    assert (second.name, second.counts, second.picture) == ("Second", (0, 0, 0), None)
    assert "not a RAF Studio project" in first.problem
    recent.forget(1)
    assert [path.stem for path in context.settings.recent_projects] == ["Third", "First"]
    assert (tmp_path / "Second.rafstudio").is_dir(), "only the list forgets it"


def test_a_project_without_a_capture_shows_its_avatar(avatar_file: Path, tmp_path: Path) -> None:
    project = made_project(tmp_path, captures=0)
    shutil.copyfile(avatar_file, project.avatars / "tilda.safetensors")
    found = read_recent(project.root)
    assert found.counts == (0, 0, 1)
    assert found.picture is not None
    assert read_recent(project.root, found) is found, "unchanged: not read again"


def test_a_click_or_enter_opens_a_recent_project(
    window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    for name in ("One", "Two"):
        context.settings.remember_project(made_project(tmp_path, name=name, frames=5).root)
    window.show_page("home")
    page = window.page("home")
    assert isinstance(page, HomePage)
    qtbot.waitUntil(lambda: page.recent.rowCount() == 2)
    view = page.recent_list
    with qtbot.waitSignal(context.document.opened):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(page.recent.index(1)).center())
    assert context.document.project is not None
    assert context.document.project.manifest.name == "One"
    qtbot.waitUntil(lambda: page.recent.data(page.recent.index(0)) == "One")
    view.setCurrentIndex(page.recent.index(1))
    with qtbot.waitSignal(context.document.opened):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert context.document.project.manifest.name == "Two"


def test_good_computers_are_told_so_in_plain_words() -> None:
    found = {fact.title: fact for fact in facts_of(facts(), {})}
    assert {fact.level for fact in found.values()} == {"good"}
    assert found["Training"].text == "Takes about 5 minutes on the processor (2 threads)."
    assert found["Showing the avatar"].text == "On the graphics card: Radeon"
    assert found["Camera"].text == "Webcam"


@pytest.mark.parametrize(
    ("changes", "title", "level", "words"),
    [
        ({"weights": {"face_landmarker": False}}, "Face models", "bad", "no face can be found"),
        ({"weights": {"face_landmarker": True, "sface": False}}, "Face models", "note", "judging"),
        ({"memory_gb": 2.0}, "Memory", "bad", "close other programs"),
        ({"disk_gb": 0.5}, "Disk", "bad", "Free some space"),
        ({"cameras": ()}, "Camera", "note", "plug one in"),
        ({"cameras": None}, "Camera", "note", "when you record"),
        ({"renderer": "llvmpipe (LLVM 15)"}, "Showing the avatar", "good", "no graphics card is needed"),
        ({"renderer": None}, "Showing the avatar", "note", "first avatar"),
    ],
)
def test_what_a_computer_lacks_is_told(changes: dict[str, object], title: str, level: str, words: str) -> None:
    fact = next(fact for fact in facts_of(facts(**changes), {}) if fact.title == title)
    assert fact.level == level
    assert words in fact.text


def test_a_graphics_card_is_named() -> None:
    report = {"gpu": "RTX 9000", "gpu_ready": True, "minutes": {"standard": 5.0}}
    assert facts_of(facts(), report)[0].text == "Takes about 5 minutes on the graphics card (RTX 9000)."
    assert "gsplat" in facts_of(facts(), {**report, "gpu_ready": False})[0].text


def test_the_thorough_check_is_remembered(home: HomePage, context: Context, qtbot: QtBot) -> None:
    machine = context.shared(Machine)
    with qtbot.waitSignal(context.jobs.ended):
        machine.check()
        assert machine.checking
    titles = {fact.title: fact.text for fact in facts_of(facts(), machine.report)}
    assert "slow" in titles["Training"]
    assert titles["ffmpeg"] == "Not found. Install it."
    assert Machine(context).report == machine.report, "another start of the program knows it"
    context.settings.set_text("machine.report", "[" * 5000)
    assert Machine(context).report == {}


def test_weights_that_cannot_be_fetched_leave_a_way_out(home: HomePage, context: Context, qtbot: QtBot) -> None:
    machine, panel = context.shared(Machine), home.findChild(ComputerPanel)
    assert panel is not None
    machine.quick = facts(weights={"face_landmarker": False, "selfie_segmentation": True})
    machine.changed.emit()
    assert panel._get.isVisible()
    with qtbot.waitSignal(context.jobs.ended):
        panel._get.click()
        assert not panel._get.isEnabled()
    assert "no network" in panel._problem.text().casefold()
    assert context.notices.messages[0].title == "The weights cannot be fetched"


def test_licences_of_a_project(context: Context, tmp_path: Path, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    licences = context.shared(Licences)
    with qtbot.waitSignal(licences.read):
        context.document.open(made_project(tmp_path, frames=5).root)
    qtmodeltester.check(licences)
    kinds = [line.kind for line in licences.lines]
    assert kinds.count("weight") == 2
    assert licences.data(licences.index(kinds.index("bank"), 0)).startswith("Enclosed bank")
    assert licences.verdict is True
    row = kinds.index("capture")
    assert licences.data(licences.index(row, 1)) == "your video; no consent noted"
    assert licences.data(licences.index(row, 2)) == "unknown"
    edits = context.document.edits.capture("take-1")
    consent = Consent(person="Ada", agreed=True, purpose="a film")
    with qtbot.waitSignal(licences.read):
        from dataclasses import replace

        context.document.edit_capture("take-1", replace(edits, consent=consent), "Note consent")
    assert licences.data(licences.index(row, 1)) == "your video; agreed: a film"


def test_where_new_projects_go_can_be_chosen(home: HomePage, context: Context, tmp_path: Path) -> None:
    home._beside_place.trigger()
    assert context.settings.projects_folder is None
    assert "beside" in home._start._place.text()
    home._home_place.trigger()
    assert context.settings.projects_folder == Path.home() / "RAF Studio"


def test_the_demo_is_ready_within_seconds(home: HomePage, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.document.opened):
        home.open_demo.trigger()
        assert not home.open_demo.isEnabled(), "a second click makes no second demo"
    assert context.document.project is not None
    root = context.document.project.root
    assert root == tmp_path / "projects" / "Demo.rafstudio"
    contents = context.document.contents
    assert len(contents.captures) == 1
    assert len(contents.captures[0].tracks()) == contents.captures[0].frame_count
    assert [path.name for path in contents.avatars] == ["demo.safetensors"]
    assert context.document.edits.capture(contents.captures[0].id).consent.agreed
    assert sorted(path.name for path in root.parent.iterdir()) == ["Demo.rafstudio"], "nothing half made is left"
    context.document.close()
    with qtbot.waitSignal(context.document.opened):
        home.open_demo.trigger()
    assert context.document.project.root == root, "it is found again, not made twice"
