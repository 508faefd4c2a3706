"""A tracker that needs no weights, clips for it, and banks made without any tracking."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from core.bank.records import ExtractedSource
from core.bank.store import ExpressionBank
from core.bank.thumbnails import encode_jpeg
from core.bank.writer import BankWriter
from core.capture.cv import cv2
from core.expression.encoder import get_encoder
from core.expression.neutral import Neutral
from core.tracking.tracks import FaceTracks
from tests.expression.made_faces import head_shape, make_tracks

SLOW_MARK = "slow"  # frames of a clip with this in its name take their time


def write_clip(path: Path, frames: int = 12, seed: int = 0, size: int = 64) -> Path:
    """A small video whose pictures depend on ``seed``."""
    rng = np.random.default_rng(seed)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 25, (size, size))
    for _ in range(frames):
        writer.write(np.kron(rng.integers(0, 255, (8, 8, 3)), np.ones((size // 8, size // 8, 1))).astype(np.uint8))
    writer.release()
    return path


def made_up_tracks(source, *, store, emit, cancel, threads, cache) -> FaceTracks:  # type: ignore[no-untyped-def]
    """Stands in for track_source: faces whose scores come from the picture's own bytes."""
    scores = []
    for frame in source:
        cancel.check()
        rng = np.random.default_rng(int(frame.image.astype(np.int64).sum()))
        scores.append(rng.uniform(0, 0.6, 52))
        if SLOW_MARK in source.info.name:
            time.sleep(0.05)
    tracks = make_tracks(np.array(scores))
    return FaceTracks(**{**tracks.__dict__, "source_sha256": source.info.sha256})


def extracted(person: str, count: int = 6, *, seed: int = 0, encoder_id: str = "blend52") -> ExtractedSource:
    """What a source would add, made up."""
    rng = np.random.default_rng(seed)
    encoder = get_encoder(encoder_id)
    neutral = encoder.neutral(make_tracks(np.full((3, 52), 0.1)))
    picture = np.full((96, 96, 3), 10 * (seed % 20), np.uint8)
    return ExtractedSource(
        person=person,
        name=f"{person}_{seed}.mp4",
        sha256=f"{seed:064x}",
        licence="made up",
        width=64,
        height=64,
        fps=25.0,
        frames=count * 2,
        faces=count,
        tracker_id="made",
        neutral=Neutral(neutral.encoder_id, neutral.encoder_version, neutral.values, 3, "clip"),
        frame_index=np.arange(count, dtype=np.int32) * 2,
        time_s=np.arange(count) / 12.5,
        angles=rng.uniform(-0.5, 0.5, (count, 3)).astype(np.float32),
        descriptors=rng.normal(0, 0.3, (count, len(encoder.channels))).astype(np.float32),
        thumbnails=tuple(encode_jpeg(picture) for _ in range(count)),
    )


def make_bank(path: Path, people: int = 3, count: int = 6, *, encoder_id: str = "blend52", first_seed: int = 1) -> Path:
    """A bank of ``people`` persons with ``count`` entries each."""
    ExpressionBank.create(path, get_encoder(encoder_id)).close()
    with BankWriter(path) as writer:
        for seed in range(first_seed, first_seed + people):
            writer.add_source(extracted(f"person{seed}", count, seed=seed, encoder_id=encoder_id))
    return path


__all__ = ["extracted", "head_shape", "made_up_tracks", "make_bank", "write_clip"]
