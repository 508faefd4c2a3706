"""The project folder: makes, opens, moves, refuses what is hostile or newer."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError, InputError, StorageError
from core.events import Event, Started
from core.events import Warning as WarningEvent
from core.project.event_log import EventLog
from core.project.lock import folder_lock
from core.project.migrations import migrate
from core.project.paths import MAX_NAME, inside, safe_name
from core.project.project import FOLDERS, MANIFEST_NAME, Project, default_project_path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "Anna.rafstudio")


def test_create_makes_the_layout_and_open_reads_it(project: Project) -> None:
    assert project.manifest.name == "Anna"
    assert all((project.root / folder).is_dir() for folder in FOLDERS)
    assert Project.open(project.root).manifest == project.manifest


def test_create_refuses_a_folder_in_use(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="exists already"):
        Project.create(tmp_path / "x")
    assert (tmp_path / "x" / "mine.txt").read_text() == "keep"


def test_a_moved_project_opens_with_the_same_identity(project: Project, tmp_path: Path) -> None:
    moved = Path(shutil.move(project.root, tmp_path / "elsewhere"))
    assert Project.open(moved).manifest == project.manifest


def test_no_file_of_a_project_names_its_place(project: Project, tmp_path: Path) -> None:
    (tmp_path / "people.rafbank").mkdir()
    project.note_bank(tmp_path / "people.rafbank")
    for file in project.root.rglob("*.json"):
        assert str(tmp_path) not in file.read_text()


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 99},
        {"schema": "1"},
        {"schema": True},
        {"schema": 0},
        {"application": "other"},
        {"name": 5},
        {"id": None},
    ],
)
def test_a_newer_or_damaged_manifest_is_refused(project: Project, change: dict[str, Any]) -> None:
    file = project.root / MANIFEST_NAME
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(FormatError):
        Project.open(project.root)


def test_opening_nothing_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no project"):
        Project.open(tmp_path / "nowhere")


@pytest.mark.parametrize("path", ["", "..", "../x", "a/../../x", "/etc/passwd", "C:/x", "a\\..\\x", "a\0b"])
def test_paths_that_leave_the_project_are_refused(project: Project, path: str) -> None:
    with pytest.raises(FormatError, match="refused"):
        project.path(path)


def test_links_that_leave_the_project_are_refused(project: Project, tmp_path: Path) -> None:
    (project.root / "captures" / "out").symlink_to(tmp_path)
    with pytest.raises(FormatError, match="link"):
        project.path("captures/out/secret.txt")


def test_relative_paths_round_trip(project: Project) -> None:
    path = project.root / "captures" / "a" / "images.npy"
    assert project.relative(path) == "captures/a/images.npy"
    assert project.path("captures/a/images.npy") == path
    with pytest.raises(InputError, match="not inside"):
        project.relative(project.root.parent / "x")


@given(st.text())
def test_safe_names_are_safe(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= MAX_NAME + 1
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert inside(Path("/base"), name) == Path("/base") / name
    assert not name.startswith(".")


def test_device_names_of_windows_are_changed() -> None:
    assert safe_name("con") != "con"
    assert safe_name("NUL.mp4") != "NUL.mp4"


def test_default_project_is_beside_the_work(tmp_path: Path) -> None:
    assert default_project_path(Path("/films/My Video.MP4"), tmp_path) == tmp_path / "My_Video.rafstudio"


def test_runs_sort_newest_first(project: Project) -> None:
    (project.root / "runs" / "20200101T000000-aaaaaa").mkdir()
    newest = project.new_run_dir()
    assert next(project.run_dirs()) == newest
    assert len(list(project.run_dirs())) == 2


class TestBanks:
    def test_found_where_it_was_and_after_the_project_moved_with_it(self, project: Project, tmp_path: Path) -> None:
        bank = tmp_path / "people.rafbank"
        bank.mkdir()
        project.note_bank(bank)
        project.note_bank(bank)
        assert len(project.banks()) == 1
        found = project.find_bank("people.rafbank")
        assert found is not None
        assert found.resolve() == bank.resolve()
        assert project.find_bank("other.rafbank") is None

    def test_found_beside_the_project_when_its_old_place_is_gone(self, project: Project, tmp_path: Path) -> None:
        bank = tmp_path / "far" / "people.rafbank"
        bank.mkdir(parents=True)
        project.note_bank(bank)
        shutil.move(bank, tmp_path / "people.rafbank")
        assert project.find_bank("people.rafbank") == tmp_path / "people.rafbank"

    @pytest.mark.parametrize("path", ["/abs/people.rafbank", "C:\\people.rafbank"])
    def test_absolute_paths_are_refused(self, project: Project, path: str) -> None:
        entry = {"name": "people.rafbank", "path": path}
        (project.root / "banks.json").write_text(json.dumps({"banks": [entry]}))
        with pytest.raises(FormatError, match="absolute"):
            project.banks()


class TestMigrations:
    def test_steps_run_in_order(self) -> None:
        steps = {1: lambda d: {**d, "a": 1}, 2: lambda d: {**d, "b": d["a"] + 1}}
        assert migrate({"schema": 1}, target=3, migrations=steps) == {"schema": 3, "a": 1, "b": 2}

    def test_a_gap_is_refused(self) -> None:
        with pytest.raises(FormatError, match="too old"):
            migrate({"schema": 1}, target=3, migrations={2: lambda d: d})


HOLDER = """
import sys
from pathlib import Path
from core.project.lock import folder_lock
with folder_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_and_a_killed_one_frees_the_lock(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(StorageError, match="in use"), folder_lock(tmp_path):
            pass
        holder.kill()
    with folder_lock(tmp_path, timeout_s=5.0):
        pass


def test_the_event_log_keeps_every_event_and_passes_it_on(tmp_path: Path) -> None:
    seen: list[Event] = []
    with EventLog(tmp_path / "events.jsonl", seen.append) as log:
        log(Started("train"))
        log(WarningEvent("a face was lost"))
    lines = [json.loads(line) for line in (tmp_path / "events.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["started", "warning"]
    assert [type(event) for event in seen] == [Started, WarningEvent]
