"""Runs on disk: their state, their curves, what is told to a running one, and removing one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import InputError
from core.project.atomic import read_json
from core.project.project import Project
from core.project.runs import Run, delete_run, new_run_id, run_folder, runs_of, write_control


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "p.rafstudio")


def make_run(project: Project, events: list[dict[str, Any]], result: dict[str, Any] | None = None) -> Run:
    folder = run_folder(project, new_run_id())
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"chain": {"source": "anna.mp4"}, "plan": {"name": "Anna"}}))
    (folder / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events) + '{"event": "metr')
    if result is not None:
        (folder / "result.json").write_text(json.dumps(result))
    return Run.load(project, folder)


END = {"event": "finished", "outcome": "done"}


@pytest.mark.parametrize(
    ("events", "result", "outcome"),
    [
        ([], None, "unfinished"),
        ([{"event": "checkpoint"}], None, "unfinished"),
        ([{"event": "finished", "outcome": "cancelled"}], None, "cancelled"),
        ([{"event": "finished", "outcome": "failed", "result": {"error": "full"}}], None, "failed"),
        ([END], {"outcome": "stopped"}, "stopped"),
        ([END, {"event": "started"}], {"outcome": "done"}, "unfinished"),
    ],
)
def test_how_a_run_ended(project: Project, events: list[Any], result: dict[str, Any] | None, outcome: str) -> None:
    run = make_run(project, events, result)
    assert run.outcome == outcome
    assert run.error == ("full" if outcome == "failed" else "")
    assert (run.name, run.can_continue) == ("Anna", True)
    assert run.started_utc is not None


def test_curves_leave_out_what_is_no_number(project: Project) -> None:
    events = [
        {"event": "metrics", "step": 25, "values": {"loss": 0.5, "lpips": None}},
        {"event": "metrics", "step": 50, "values": {"loss": 0.4, "bad": "x"}},
        {"event": "metrics", "step": 75, "values": 3},
        ["no event"],
    ]
    assert make_run(project, events).curves() == {"loss": ([25, 50], [0.5, 0.4])}


def test_control_is_bounded_and_read_back(project: Project) -> None:
    run = make_run(project, [])
    write_control(project, run.id, frames=[("take-1", i) for i in range(1000)], finish=True)
    control = read_json(run.folder / "control.json")
    assert control["finish"] is True
    assert len(control["frames"]) == 64


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a\\b", ".hidden", "x" * 100])
def test_a_hostile_id_never_becomes_a_path(project: Project, name: str) -> None:
    with pytest.raises(InputError):
        run_folder(project, name)


@pytest.mark.parametrize("with_avatar", [True, False])
def test_a_removed_run_is_gone(project: Project, with_avatar: bool) -> None:
    avatar = project.avatars / "anna.safetensors"
    avatar.write_bytes(b"x")
    run = make_run(project, [END], {"outcome": "done", "avatar": "avatars/anna.safetensors"})
    kept = make_run(project, [END], {"outcome": "done"})
    delete_run(project, run, with_avatar=with_avatar)
    assert [found.id for found in runs_of(project)[0]] == [kept.id]
    assert avatar.exists() is not with_avatar
