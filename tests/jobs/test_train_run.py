"""The real job on a short cut of the enclosed clip: decisions are applied, tracks are used again, runs go on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.avatar.runtime import Avatar
from core.capture import prepare as prepare_module
from core.capture.prepared import HELD_OUT, LEFT_OUT, TRAIN, PreparedClip
from core.errors import Cancelled, InputError
from core.events import CancelToken, Event, Finished, Metrics, Stage, discard
from core.jobs.import_capture import import_capture
from core.jobs.train_run import train_run
from core.project.edits import CaptureEdits, Consent, ProjectEdits, RetrievalEdits, save_edits
from core.project.project import Project
from core.project.runs import Run, run_folder
from core.raf.neighbours import NeighbourTable
from tests.cli.test_whole_chain import ASSETS, cut

FAST = {"num_splats": 300, "num_bases": 4, "hidden": 16, "steps": 12, "threads": 1, "validation_frames": 2}
HELD = (30, 40)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one imported capture and some decisions."""
    folder = tmp_path_factory.mktemp("train-run")
    made = Project.create(folder / "anna.rafstudio")
    clip = cut(ASSETS / "subject.mp4", folder / "anna.mp4")
    arguments = {"project": str(made.root), "source": str(clip)}
    capture = import_capture(arguments, emit=discard, cancel=CancelToken())["capture"]
    edits = CaptureEdits(
        excluded=((10, 14),), held_out=(HELD,), neutral=(3,), consent=Consent("Anna", True, "tests", "")
    )
    save_edits(made.root, ProjectEdits({capture: edits}))
    return made


def capture_of(project: Project) -> str:
    return next(path.parent.name for path in (project.root / "captures").glob("*/capture.json"))


def stored(edits: ProjectEdits) -> dict[str, Any]:
    """As the window sends it."""
    found: dict[str, Any] = json.loads(json.dumps(edits.to_dict()))
    return found


def ask(project: Project, events: list[Event] | None = None, **arguments: Any) -> dict[str, Any]:
    emit = discard if events is None else events.append
    whole = {"project": str(project.root), "captures": [capture_of(project)], "name": "Anna", "preset": "quick"}
    whole["raf"] = True
    return train_run({**whole, "overrides": FAST, **arguments}, emit=emit, cancel=CancelToken())


def test_decisions_are_applied_and_nothing_is_tracked_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the face was followed again")

    monkeypatch.setattr(prepare_module, "track_source", never)
    events: list[Event] = []
    result = ask(project, events)
    run = Run.load(project, run_folder(project, result["run"]))
    assert (run.outcome, run.name, run.retrieves) == ("done", "Anna", True)
    assert run.result["steps"] == FAST["steps"]
    assert run.training["num_splats"] == FAST["num_splats"]
    assert run.figures["heldout.psnr"] > 5.0
    frames = run.frames()
    roles = dict(zip(frames.frames, frames.split, strict=True))
    assert {roles[frame] for frame in range(*HELD)} == {HELD_OUT}
    assert {roles[frame] for frame in range(10, 14)} == {LEFT_OUT}
    assert roles[20] == TRAIN
    assert run.avatar is not None
    assert Avatar.load(run.avatar).meta.consent["person"] == "Anna"
    assert run.snapshots
    assert not [event for event in events if isinstance(event, Finished)], "the engine says that by itself"
    assert any(isinstance(event, Metrics) and "heldout.psnr" in event.values for event in events)

    pictures = PreparedClip.load(project.root / frames.prepared).folder / "images.npy"
    written_ns = pictures.stat().st_mtime_ns
    edits = ProjectEdits({capture_of(project): CaptureEdits(held_out=((0, 8),), neutral=(25,))})
    changed = ask(project, raf=False, edits=stored(edits))
    again = Run.load(project, run_folder(project, changed["run"]))
    assert not again.retrieves
    assert again.frames().held_out == list(range(8))
    assert pictures.stat().st_mtime_ns == written_ns, "another split and neutral cut no picture again"
    first, second = (Avatar.load(r.avatar).meta.neutral for r in (run, again) if r.avatar is not None)
    assert first != second


def test_bans_and_pins_are_kept(project: Project) -> None:
    plain = ask(project)
    table = NeighbourTable.load(run_folder(project, plain["run"]) / "neighbours.safetensors")
    row = 20
    nearest, farthest = int(table.ids[row, 0]), int(table.ids[25, -1])
    bank, capture = table.bank, capture_of(project)
    retrieval = RetrievalEdits(
        banned_entries={bank: (nearest,)}, pinned={bank: {capture: {row: (farthest, 999_999_999)}}}
    )
    events: list[Event] = []
    other = ask(project, events, edits=stored(ProjectEdits(retrieval=retrieval)))
    changed = NeighbourTable.load(run_folder(project, other["run"]) / "neighbours.safetensors")
    assert nearest not in changed.ids
    assert changed.ids[row, 0] == farthest
    assert any("no longer in the bank" in str(event) for event in events)


def test_a_cancelled_run_goes_on_with_its_own_plan(project: Project) -> None:
    token, seen = CancelToken(), []

    def emit(event: Event) -> None:
        seen.append(event)
        if isinstance(event, Metrics):
            token.cancel()

    arguments = {"project": str(project.root), "captures": [capture_of(project)], "name": "Anna", "run": "mine"}
    overrides = {**FAST, "steps": 60}
    with pytest.raises(Cancelled):
        train_run({**arguments, "preset": "quick", "overrides": overrides}, emit=emit, cancel=token)
    assert Run.load(project, run_folder(project, "mine")).outcome == "cancelled"
    with pytest.raises(InputError, match="already"):
        train_run({**arguments, "overrides": overrides}, emit=discard, cancel=CancelToken())
    events: list[Event] = []
    resumed = {"project": str(project.root), "resume": "mine"}
    train_run(resumed, emit=events.append, cancel=CancelToken())
    run = Run.load(project, run_folder(project, "mine"))
    assert (run.outcome, run.result["steps"]) == ("done", 60)
    steps = [event.step for event in events if isinstance(event, Metrics)]
    assert min(steps) > 25, "it began at its checkpoint"
    assert not any(isinstance(event, Stage) and "tracking" in event.name for event in events)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"captures": ["gone"]}, "not in the project"),
        ({"resume": "never"}, "cannot go on"),
        ({"resume": "../../x"}, "not the id"),
        ({"overrides": {"num_splats": -1}}, "num_splats"),
        ({"overrides": {"warp": 9}}, "warp"),
    ],
)
def test_what_cannot_be_is_said(project: Project, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        ask(project, **arguments)


def test_two_captures_become_one_avatar(project: Project, tmp_path: Path) -> None:
    clip = cut(ASSETS / "subject.mp4", tmp_path / "second.mp4", frames=40)
    both = Project.create(tmp_path / "both.rafstudio")
    captures = []
    for source in (next((project.root / "captures").glob("*/source.mp4")), clip):
        arguments = {"project": str(both.root), "source": str(source)}
        captures.append(import_capture(arguments, emit=discard, cancel=CancelToken())["capture"])
    edits = replace(ProjectEdits(), captures={captures[1]: CaptureEdits(held_out=((5, 15),))})
    result = ask(both, captures=captures, raf=False, edits=stored(edits))
    run = Run.load(both, run_folder(both, result["run"]))
    frames = run.frames()
    assert sorted(set(frames.captures)) == sorted(captures)
    second = [(f, s) for c, f, s in zip(frames.captures, frames.frames, frames.split, strict=True) if c == captures[1]]
    assert {s for f, s in second if 5 <= f < 15} == {HELD_OUT}
    loaded = PreparedClip.load(both.root / frames.prepared)
    assert loaded.lengths == (len(frames.frames) - len(second), len(second))
    assert np.asarray(loaded.split).tolist() == list(frames.split)
