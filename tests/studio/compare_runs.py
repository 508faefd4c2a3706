"""A made project with finished runs: small avatars, the pictures that they were cut from, and their records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.avatar.format import AvatarMeta
from core.avatar.runtime import Avatar
from core.capture.prepared import HELD_OUT, TRAIN
from core.expression.encoder import get_encoder
from core.project.atomic import atomic_write_json
from core.project.project import Project
from core.project.runs import HELD_OUT as RUN_HELD_OUT
from core.tracking.tracks import FaceTracks
from tests.studio.made_projects import LOST, made_project
from tests.studio.splat_scenes import make_avatar

FRAMES, CLIP_SIZE = 48, 64
HELD_OUT_FRAMES = range(36, 44)
PREPARED = "captures/take-1/prepared-64"


def compared_project(folder: Path, runs: int = 2, *, frames: int = FRAMES) -> Project:
    """A project with a capture and finished runs named "With retrieval" and "Without retrieval" (then "Run 3", ...)."""
    project = made_project(folder, frames)
    tracks = FaceTracks.load(project.root / "captures" / "take-1" / "tracks.safetensors")
    write_prepared(project, tracks)
    names = ["With retrieval", "Without retrieval", *(f"Run {i}" for i in range(3, runs + 1))]
    for number, name in enumerate(names[:runs]):
        add_run(project, name, number, tracks, retrieves=number == 0)
    return project


def write_prepared(project: Project, tracks: FaceTracks) -> None:
    """What training reads of the capture: a drawn oval in grey, 64 px a side; no frames without a face."""
    rows = np.flatnonzero(tracks.found)
    kept = tracks.take(rows)
    out = project.root / PREPARED
    out.mkdir(parents=True)
    y, x = np.mgrid[:CLIP_SIZE, :CLIP_SIZE] / CLIP_SIZE - 0.5
    oval = ((x / 0.3) ** 2 + (y / 0.4) ** 2 < 1)[None, ..., None]
    shade = np.linspace(120, 200, len(rows))[:, None, None, None]
    images = np.where(oval, shade, 60).astype(np.uint8).repeat(3, axis=-1)
    np.save(out / "images.npy", images)
    np.save(out / "masks.npy", np.broadcast_to(oval[..., 0] * np.uint8(255), images.shape[:3]).astype(np.uint8))
    kept.save(out / "tracks.safetensors")
    split = [HELD_OUT if int(row) in HELD_OUT_FRAMES else TRAIN for row in rows]
    facts = {"kind": "prepared_clip", "schema": 1, "size": CLIP_SIZE, "crop": [0.0, 0.0, float(tracks.width)]}
    (out / "clip.json").write_text(json.dumps({**facts, "split": split, "name": "take-1"}))


def add_run(project: Project, name: str, number: int, tracks: FaceTracks, *, retrieves: bool) -> Path:
    """A finished run of the capture and its avatar; returns the avatar's file."""
    run_id = f"20260101T0000{number:02d}-00000{number}"
    folder = project.root / "runs" / run_id
    folder.mkdir(parents=True)
    file = project.avatars / f"{run_id}.safetensors"
    geo_avatar(tracks, name, seed=number).save(file)
    policy = {"p": 0.5, "k": 8}
    chain = {"source": "source.mp4", "bank": {"name": "bank.rafbank"} if retrieves else None, "policy": policy}
    plan = {"captures": ["take-1"], "name": name}
    training = {"minutes": 1.0, "num_splats": 300 + number, "loss": {"dssim": 0.2 + 0.1 * number}}
    atomic_write_json(folder / "config.json", {"chain": chain, "plan": plan, "training": training})
    figures = {"heldout.psnr": 30.0 + number, "heldout.lpips": 0.05, "heldout.ssim": 0.9 - 0.01 * number}
    result = {"outcome": "done", "avatar": project.relative(file), "figures": figures, "steps": 100, "trained_s": 9.0}
    atomic_write_json(folder / "result.json", result)
    rows = [int(row) for row in np.flatnonzero(tracks.found)]
    split = [RUN_HELD_OUT if row in HELD_OUT_FRAMES else 0 for row in rows]
    captures = [{"capture": "take-1", "frames": rows, "split": split}]
    atomic_write_json(folder / "frames.json", {"prepared": PREPARED, "size": CLIP_SIZE, "captures": captures})
    return file


def geo_avatar(tracks: FaceTracks, name: str, *, seed: int = 0, encoder_version: int | None = None) -> Avatar:
    """A ball of splats that the geometric encoder's channels move, standing where the tracked head does."""
    encoder = get_encoder("geo")
    made, rng, D = make_avatar(300, seed=seed), np.random.default_rng(seed), len(encoder.channels)
    first = int(np.argmax(tracks.found))
    K = tracks.K.copy()
    K[:2] *= CLIP_SIZE / tracks.width
    arrays = {
        **made.arrays,
        "linear": rng.normal(0, 0.5, (len(made.bases), D)).astype(np.float32),
        "input_mean": np.zeros(D, np.float32),
        "input_scale": np.ones(D, np.float32),
        "input_limit": np.full(D, 3.0, np.float32),
        "train_descriptors": rng.uniform(-0.1, 0.8, (50, D)).astype(np.float32),
        "cam_from_head0": tracks.cam_from_head[first],
        "K": K,
    }
    meta = AvatarMeta(
        name=name,
        encoder_id="geo",
        encoder_version=encoder.version if encoder_version is None else encoder_version,
        channels=tuple(channel.name for channel in encoder.channels),
        regions=tuple(channel.region for channel in encoder.channels),
        image_size=CLIP_SIZE,
        neutral=encoder.neutral(tracks).to_dict(),
    )
    return Avatar(replace(meta), arrays)


__all__ = ["FRAMES", "HELD_OUT_FRAMES", "LOST", "add_run", "compared_project", "geo_avatar"]
