"""How far an avatar is from the truth in every frame: computed in pieces, kept in the project's cache."""

from __future__ import annotations

import contextlib
import hashlib
import io
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.avatar.runtime import Avatar
from core.errors import StudioError
from core.project.atomic import atomic_write_bytes
from core.splats.native import render_numpy
from core.types import ByteArray, Camera, FloatArray
from studio.model.compare_line import NONE, Line

CACHE_FOLDER = "compare"
MAX_CACHE_BYTES = 8 << 20
VERSION = 1
"""Raised when the same frame would give another error."""


def render(avatar: Avatar, line: Line, side: int, frame: int) -> ByteArray:
    """An avatar in a frame of the timeline, through the truth's camera where there is one; uint8 [S, S, 3].

    One thread: the window and the engine want the others.
    """
    moves, truth = line.moves[side], line.truth
    if truth is not None and moves.own:
        size = truth.clip.size
        camera = Camera(np.asarray(truth.clip.K, np.float32), np.eye(4, dtype=np.float32), size, size)
    else:
        camera = avatar.camera()
    splats = avatar.splats(moves.descriptors[frame], moves.poses[frame])
    rgb, _, _ = render_numpy(splats, camera, avatar.meta.background, threads=1)
    return np.asarray(np.rint(np.clip(rgb, 0.0, 1.0) * 255.0), np.uint8)


def frame_error(avatar: Avatar, line: Line, side: int, frame: int) -> float:
    """Mean difference of a frame to the truth in levels of 255; NaN where there is no truth."""
    truth = line.truth.picture(frame, avatar.meta.background) if line.truth is not None else None
    if truth is None:
        return float("nan")
    return mean_difference(truth, render(avatar, line, side, frame))


def mean_difference(first: ByteArray, second: ByteArray) -> float:
    """Mean absolute difference of two pictures of one size, in levels of 255."""
    return float(np.abs(first.astype(np.int16) - second).mean())


def order_of(line: Line) -> list[int]:
    """The frames whose error is wanted, the held-out ones first, each part from coarse to fine."""
    if line.truth is None:
        return []
    there = line.truth.rows != NONE
    first = np.flatnonzero(there & line.held_out)
    then = np.flatnonzero(there & ~line.held_out)
    return [int(part[i]) for part in (first, then) for i in coarse_to_fine(len(part))]


def coarse_to_fine(count: int) -> list[int]:
    """0 to count - 1 in an order that spreads over the whole soon: every 2^n-th, then those between, and so on."""
    step = 1
    while step < count:
        step *= 2
    order: list[int] = []
    seen = np.zeros(count, bool)
    while step >= 1:
        for i in range(0, count, step):
            if not seen[i]:
                seen[i] = True
                order.append(i)
        step //= 2
    return order


def cache_key(avatar_file: Path, line: Line) -> str:
    """A name that changes whenever the avatar's file or the truth does; empty where there is nothing to keep."""
    if line.truth is None:
        return ""
    try:
        parts = [VERSION, avatar_file.name]
        for path in (avatar_file, line.truth.clip.folder / "clip.json"):
            facts = path.stat()
            parts += [facts.st_size, facts.st_mtime_ns]
    except OSError:
        return ""
    return hashlib.sha256(repr((parts, line.capture_id, len(line))).encode()).hexdigest()[:24]


def read_errors(cache: Path, key: str, count: int) -> FloatArray:
    """Known errors of all frames, [T]; NaN where unknown. What cannot be read counts as unknown."""
    unknown = np.full(count, np.nan, np.float32)
    path = cache / CACHE_FOLDER / f"{key}.npy"
    try:
        if not key or path.stat().st_size > MAX_CACHE_BYTES:
            return unknown
        found: npt.NDArray[np.generic] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return unknown
    good = found.shape == (count,) and found.dtype == np.float32
    return np.asarray(np.where(np.isfinite(found), found, np.nan), np.float32) if good else unknown


def write_errors(cache: Path, kept: list[tuple[str, FloatArray]]) -> None:
    """Keep errors by their keys; a full disk costs no more than computing them again."""
    for key, errors in kept:
        if key:
            data = io.BytesIO()
            np.save(data, np.asarray(errors, np.float32), allow_pickle=False)
            with contextlib.suppress(StudioError):
                atomic_write_bytes(cache / CACHE_FOLDER / f"{key}.npy", data.getvalue())
