"""A stand-in for the training job: the real loop, checkpoints, pictures and snapshots, on a small drawn clip.

What the avatar's name says is what happens: "full" meets a full disk at its first checkpoint, unless it goes on.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from core.capture.prepared import CLIP_FILE, IMAGES_FILE, MASKS_FILE, SCHEMA_VERSION, TRACKS_FILE, PreparedClip
from core.errors import Cancelled
from core.events import CancelToken, Emit, Finished, Stage, Started
from core.expression.encoder import get_encoder
from core.jobs.train_run import without_ends
from core.project.atomic import atomic_write_json, read_json, storage_error
from core.project.event_log import EventLog
from core.project.project import Project
from core.project.runs import CONFIG_NAME, FRAMES_NAME, RESULT_NAME, RunFrames, run_folder
from core.training.config import LearningRates, TrainConfig
from core.training.run import Expressions, train
from core.training.watch import WatchOptions
from tests.training.clips import make_clip

TRAIN_JOBS = {"train_run": "tests.studio.train_jobs:train_quickly"}
CAPTURE = "take-1"
STEPS = 400


def train_quickly(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Train on drawn frames as the real job does on a capture's."""
    project = Project.open(Path(arguments["project"]))
    resumed = bool(arguments.get("resume"))
    run_id = str(arguments["resume"] if resumed else arguments["run"])
    folder = run_folder(project, run_id)
    folder.mkdir(parents=True, exist_ok=True)
    plan = read_json(folder / CONFIG_NAME)["plan"] if resumed else arguments
    with EventLog(folder / "events.jsonl", without_ends(emit)) as log:
        log(Started("train"))
        try:
            _train(project, folder, plan, resumed, log, cancel)
        except Cancelled:
            log(Finished("cancelled"))
            raise
        except Exception as error:
            log(Finished("failed", {"error": str(error)}))
            raise
        log(Finished("done"))
    return {"run": run_id}


def _train(
    project: Project, folder: Path, plan: dict[str, Any], resumed: bool, emit: Emit, cancel: CancelToken
) -> None:
    config = TrainConfig(
        minutes=None, steps=int(plan["overrides"].get("steps", STEPS)), num_splats=400, num_bases=4, hidden=8,
        validation_share=0.0, threads=1, evaluate_every_s=1e9, checkpoint_every_s=0.2, seed=int(plan["seed"]),
        rates=LearningRates(base=4.0),
    )  # fmt: skip
    chain = {
        "source": "drawn.mp4",
        "bank": "made.rafbank" if plan["raf"] else None,
        "preset": plan["preset"],
        "size": 64,
    }
    record = {"chain": chain, "training": config.to_dict(), "plan": dict(plan)}
    atomic_write_json(folder / CONFIG_NAME, record)
    emit(Stage("Following the face", 0, 5))
    clip = _saved(make_clip(project.root / "captures" / CAPTURE / "prepared-64"))
    frames = {"capture": CAPTURE, "frames": clip.tracks.frame_index.tolist(), "split": clip.split.tolist()}
    saved = {"prepared": project.relative(clip.folder), "size": clip.size, "captures": [frames]}
    atomic_write_json(folder / FRAMES_NAME, saved)
    encoder = get_encoder()
    neutral = encoder.neutral(clip.tracks)
    expressions = Expressions(encoder, neutral, encoder.encode(clip.tracks, neutral))
    emit(Stage("Training", 2, 5))
    watch = WatchOptions(folder, RunFrames.from_dict(saved).rows, measure=_measure)
    full = OSError(errno.ENOSPC, "no space")
    failing = patch("core.training.loop.save_checkpoint", side_effect=storage_error("checkpoint", full))
    with patch("core.training.loop.FIRST_SAVE_S", 0.2), patch("core.training.watch.FIRST_SNAPSHOT_S", 0.1):
        if plan["name"].startswith("full") and not resumed:
            failing.start()
        try:
            result = train(
                clip,
                expressions,
                config,
                folder,
                name=plan["name"],
                resume=resumed,
                watch=watch,
                emit=emit,
                cancel=cancel,
            )
        finally:
            patch.stopall()
    if result.outcome == "cancelled":
        raise Cancelled
    avatar = project.avatars / f"{plan['name']}-{folder.name}.safetensors"
    result.avatar.save(avatar)
    facts = {"steps": result.steps, "trained_s": result.elapsed_s, "steps_per_s": result.steps_per_s}
    figures = {"heldout.psnr": 20.0 + plan["seed"], "heldout.ssim": 0.9, "heldout.lpips": None}
    document = {"outcome": result.outcome, "avatar": project.relative(avatar), "figures": figures, **facts}
    atomic_write_json(folder / RESULT_NAME, document)


def _measure(truth: Any, renders: Any, masks: Any, landmarks: Any) -> dict[str, float]:
    error = np.mean((truth.astype(float) - renders.astype(float)) ** 2) / 255.0**2
    return {"psnr": float(-10 * np.log10(error + 1e-9)), "ssim": 0.5}


def _saved(clip: PreparedClip) -> PreparedClip:
    """Write a clip as preparation does, so that the window can read it."""
    folder = clip.folder
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / IMAGES_FILE, clip.images)
    np.save(folder / MASKS_FILE, clip.masks)
    clip.tracks.save(folder / TRACKS_FILE)
    facts = {"kind": "prepared_clip", "schema": SCHEMA_VERSION, "key": "drawn", "name": "drawn", "size": clip.size}
    atomic_write_json(folder / CLIP_FILE, {**facts, "crop": list(clip.crop), "split": clip.split.tolist()})
    return clip
