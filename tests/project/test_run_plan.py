"""What is asked of a training run: the user's decisions reach the chain, and come back from the run's file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.capture.prepared import PreparedClip
from core.errors import FormatError, InputError
from core.project.captures import captures_of
from core.project.chain_config import ClipPlan
from core.project.chain_parts import consent_of, frames_record, neutral_rows, pinned_rows, train_config
from core.project.edits import CaptureEdits, Consent, ProjectEdits, RetrievalEdits
from core.project.project import Project
from core.project.run_plan import RunPlan
from core.project.runs import RunFrames
from tests.studio.made_projects import made_project
from tests.training.clips import make_clip

BANK = "people.rafbank"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / BANK).mkdir()
    return made_project(tmp_path, frames=30, captures=2)


@pytest.fixture
def edits() -> ProjectEdits:
    first = CaptureEdits(
        trim=(2, 28),
        excluded=((10, 12),),
        neutral=(5, 6),
        held_out=((20, 25),),
        focal=1.5,
        crop=(1.0, 2.0, 80.0),
        consent=Consent("Anna", True, "tests", "2026-01-02"),
    )
    retrieval = RetrievalEdits(
        banned_entries={BANK: (7, 8), "other.rafbank": (1,)},
        banned_persons={BANK: ("Bob",)},
        banned_sources={BANK: ("ab" * 32,)},
        pinned={BANK: {"take-1": {4: (11, 12)}}},
    )
    return ProjectEdits(captures={"take-1": first}, retrieval=retrieval, bank=f"../{BANK}")


def plan_of(project: Project, edits: ProjectEdits, **arguments: Any) -> RunPlan:
    return RunPlan.from_arguments(project, edits, {"captures": ["take-1"], "name": "Anna", **arguments})


def test_who_is_trained_retrieves_from_none_of_their_clips(project: Project, edits: ProjectEdits) -> None:
    """Also not from a clip that is in the project but not trained: the Retrieval page shows the same."""
    plan = plan_of(project, edits, captures=["take-1"])
    every = {capture.sha256 for capture in captures_of(project)[0]}
    assert len(every) == 2
    assert every <= set(plan.chain(project).banned_sources)
    assert RunPlan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


def test_the_users_decisions_reach_the_chain(project: Project, edits: ProjectEdits) -> None:
    overrides = {"num_splats": 500, "loss.dssim": 0.1}
    plan = plan_of(project, edits, raf=True, preset="quick", seed=3, overrides=overrides, policy={"p": 0.2})
    chain = plan.chain(project, run="r1")
    (clip,) = chain.plans
    assert clip.leave_out == ((0, 2), (10, 12), (28, 30))
    assert (clip.held_out, clip.neutral, clip.focal, clip.window) == (((20, 25),), (5, 6), 1.5, (1.0, 2.0, 80.0))
    assert clip.pins == {4: (11, 12)}
    assert clip.tracks == project.root / "captures" / "take-1" / "tracks.safetensors"
    assert (chain.banned, chain.exclude_persons) == ((7, 8), ("Bob",))
    assert chain.banned_sources[0] == "ab" * 32
    assert chain.bank == project.root.parent / BANK
    assert consent_of(chain) == {"person": "Anna", "agreed": True, "purpose": "tests", "date": "2026-01-02"}
    assert (chain.label, chain.run, chain.policy.p, chain.out) == ("Anna", "r1", 0.2, None)
    training = train_config(chain)
    assert (training.num_splats, training.loss.dssim, training.seed) == (500, 0.1, 3)
    assert chain.prepared == "captures/take-1/prepared-256"


def test_a_plan_survives_json_and_holds_no_absolute_path(project: Project, edits: ProjectEdits) -> None:
    plan = plan_of(project, edits, captures=["take-2", "take-1"], minutes=2, size=512, deformation="field")
    text = json.dumps(plan.to_dict())
    assert str(project.root) not in text
    assert RunPlan.from_dict(json.loads(text)) == plan
    assert plan.captures == ("take-2", "take-1")
    assert plan.clips[1].held_out == ((20, 25),)


def test_without_retrieval_no_bank_is_asked_for(project: Project, edits: ProjectEdits) -> None:
    assert plan_of(project, edits, raf=False).chain(project).bank is None
    (project.root.parent / BANK).rmdir()
    with pytest.raises(InputError, match="bank of this run is not there"):
        plan_of(project, edits, raf=True).chain(project)


@pytest.mark.parametrize(
    "arguments",
    [
        {"captures": []},
        {"captures": ["gone"]},
        {"captures": ["take-1", "take-1"]},
        {"name": " "},
        {"name": "x" * 200},
        {"size": 300},
        {"size": "large"},
        {"minutes": "long"},
        {"overrides": 3},
    ],
)
def test_what_cannot_be_is_refused(project: Project, edits: ProjectEdits, arguments: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        plan_of(project, edits, **arguments)


@pytest.mark.parametrize(
    "change", [{"captures": None}, {"clips": [{"held_out": 3}]}, {"policy": {"p": 7}}, {"size": {}}, {"clips": 4}]
)
def test_a_damaged_plan_is_a_format_error(project: Project, edits: ProjectEdits, change: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        RunPlan.from_dict({**plan_of(project, edits).to_dict(), **change})


def test_consents_that_differ_are_all_kept(project: Project, edits: ProjectEdits) -> None:
    other = CaptureEdits(consent=Consent("Anna B.", True, "a film", ""))
    plan = plan_of(project, edits.with_capture("take-2", other), captures=["take-1", "take-2"])
    assert plan.consent["person"] == "Anna"
    assert [further["person"] for further in plan.consent["further"]] == ["Anna B."]


def test_rows_of_chosen_frames(tmp_path: Path) -> None:
    """Two clips of which every second frame was kept: neutral frames take the nearest row, pins only their own."""
    clip = make_clip(tmp_path)
    index = np.concatenate([np.arange(0, 30, 2), np.arange(0, 30, 2)]).astype(np.int32)
    joined = two_parts(clip, index)
    plans = (ClipPlan("a", neutral=(5,), pins={4: (1, 2), 5: (3,)}), ClipPlan("b", neutral=(0, 29), pins={0: (9,)}))
    assert neutral_rows(joined, plans).tolist() == [2, 15, 29]
    assert pinned_rows(joined, plans) == {2: (1, 2), 15: (9,)}


def two_parts(clip: PreparedClip, index: np.ndarray) -> PreparedClip:
    return replace(clip, tracks=replace(clip.tracks, frame_index=index), parts=(15, 15))


def test_a_runs_frames_are_found_again(project: Project, edits: ProjectEdits, tmp_path: Path) -> None:
    clip = two_parts(make_clip(tmp_path), np.tile(np.arange(0, 30, 2), 2).astype(np.int32))
    chain = plan_of(project, edits, captures=["take-1", "take-2"]).chain(project)
    record = RunFrames.from_dict(json.loads(json.dumps(frames_record(clip, chain, "captures/x"))))
    assert record.row("take-2", 7) in (18, 19)
    assert record.row("take-3", 7) is None
    assert record.rows([["take-1", 4], ["take-1", 4], ["take-2", 0], ["x", 0], 3, ["take-1"], None]) == [2, 15]
    assert record.held_out == list(range(24, 30))


@pytest.mark.parametrize("raw", [{}, {"captures": 3}, {"prepared": "x", "size": 1, "captures": [{"frames": [1]}]}])
def test_damaged_frames_are_a_format_error(raw: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        RunFrames.from_dict(raw)
