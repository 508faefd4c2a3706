"""The projects that screenshots show: the demo with two short runs, and what can go wrong."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path


def demo_project(work: Path) -> Path:
    """The demo with two short runs, with and without retrieval; made once."""
    from core.events import CancelToken, discard
    from core.jobs.make_demo_project import make_demo_project
    from core.jobs.train_run import train_run
    from core.project.captures import captures_of
    from core.project.project import Project
    from core.project.runs import runs_of

    root = Path(make_demo_project({"folder": str(work)}, emit=discard, cancel=CancelToken())["project"])
    project = Project.open(root)
    (capture,) = captures_of(project)[0]
    for raf, name in ((True, "Tilda with retrieval"), (False, "Tilda without retrieval")):
        if not any(run.name == name and run.avatar for run in runs_of(project)[0]):
            print(f"Training: {name}", flush=True)
            options = {"preset": "quick", "minutes": 0.5, "raf": raf, "name": name, "captures": [capture.id]}
            train_run({"project": str(root), **options}, emit=discard, cancel=CancelToken())
    return root


def linked_copy(source: Path, target: Path) -> Path:
    """A copy that costs nothing: files are never written in place, so that links to them are safe."""
    shutil.copytree(source, target, copy_function=os.link, ignore=shutil.ignore_patterns("*.lock"))
    return target


def broken_copy(source: Path, target: Path) -> Path:
    """The demo with everything that can go wrong: a damaged capture, no bank, a failed run, a damaged avatar."""
    from core.project.edits import load_edits, save_edits

    root = linked_copy(source, target)
    for tracks in (root / "captures").glob("*/tracks.safetensors"):
        tracks.unlink()
        tracks.write_bytes(b"\x08\0\0\0\0\0\0\0damaged")
    save_edits(root, replace(load_edits(root), bank="../gone.rafbank", notes={}))
    shutil.rmtree(root / "runs")
    run = root / "runs" / "20260101T120000-abcdef"
    run.mkdir(parents=True)
    (run / "config.json").write_text(json.dumps({"chain": {"source": "source.mp4"}, "plan": {"name": "Tilda"}}))
    failed = {"event": "finished", "outcome": "failed", "result": {"error": "Could not write 'best': a full disk"}}
    (run / "events.jsonl").write_text(json.dumps(failed) + "\n")
    for avatar in (root / "avatars").iterdir():
        avatar.unlink()
    for name in ("damaged", "damaged too"):
        (root / "avatars" / f"{name}.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}")
    return root


def newer_project(folder: Path) -> Path:
    """A project of a program that is not there yet."""
    from core.project.project import Project

    project = Project.create(folder / "From tomorrow.rafstudio")
    manifest = json.loads((project.root / "project.json").read_text())
    (project.root / "project.json").write_text(json.dumps({**manifest, "schema": 999}))
    return project.root
