"""Several clips of one person as one capture: the same head space, the same crop window, one after the other."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.capture.frames import open_source
from core.capture.prepare import PrepareOptions, prepare_clip
from core.capture.prepared import (
    CLIP_FILE,
    IMAGES_FILE,
    MASKS_FILE,
    SCHEMA_VERSION,
    TRACKS_FILE,
    PreparedClip,
)
from core.errors import CaptureError
from core.events import CancelToken, Emit
from core.project.atomic import atomic_path, atomic_write_json
from core.tracking.tracks import FaceTracks
from core.types import ByteArray
from core.weights.store import WeightStore

Window = tuple[float, float, float]
_GAP_S = 1.0
_JOINED = ("frame_index", "found", "blur", "score", "landmarks", "blendshapes", "gaze", "cam_from_head")


def prepare_clips(
    paths: Sequence[Path],
    out_dir: Path,
    *,
    size: int,
    store: WeightStore,
    emit: Emit,
    cancel: CancelToken,
    options: PrepareOptions | None = None,
    each: Sequence[PrepareOptions] = (),
    tracks: Sequence[FaceTracks | None] = (),
) -> PreparedClip:
    """Prepare one or several clips of one person as one capture.

    The first clip gives the landmark model that all are tracked against.

    Args:
        paths: videos or image folders, all from one camera (same picture size).
        out_dir: the folder for the result.
        size: side of the cropped pictures, pixels.
        store: where the networks come from.
        emit: gets stages, progress and warnings.
        cancel: looked at at every frame.
        options: of each clip; the frames of ``leave_out`` are counted on from clip to clip.
        each: options for every clip apart, in its own frame numbers, instead of ``options``.
        tracks: of clips that were followed before, one or None for every clip; empty follows all.
    Raises:
        CaptureError: a clip cannot be used, or the clips differ in picture size.
    """
    options = options or PrepareOptions()
    known = list(tracks) or [None] * len(paths)
    prepare = partial(prepare_clip, size=size, store=store, emit=emit, cancel=cancel)
    if len(paths) == 1:
        return prepare(paths[0], out_dir, options=each[0] if each else options, tracks=known[0])
    model, clips, first_frame = None, [], 0
    used: list[PrepareOptions] = []
    for index, path in enumerate(paths):
        own = replace(options, leave_out=_counted_from(options.leave_out, first_frame))
        used.append(each[index] if each else own)
        clip = prepare(path, out_dir / f"{index}", options=used[-1], model=model, tracks=known[index])
        model = model or clip.tracks.model
        clips.append(clip)
        first_frame += _frames_of(path, clip)
    _check_same_camera(clips)
    window = common_window([clip.crop for clip in clips])
    for index, (path, clip) in enumerate(zip(paths, clips, strict=True)):
        if clip.crop != window:
            clips[index] = prepare(
                path,
                out_dir / f"{index}-recut",
                options=replace(used[index], window=window),
                model=None if index == 0 else model,
                tracks=known[index],
            )
    joined = join_clips(clips, out_dir)
    _save(joined)
    return joined


def _frames_of(path: Path, clip: PreparedClip) -> int:
    with contextlib.closing(open_source(path)) as source:
        return source.info.frame_count or int(clip.tracks.frame_index[-1]) + 1


def _save(clip: PreparedClip) -> None:
    """Write what ``PreparedClip.load`` reads beside the joined pictures."""
    clip.tracks.save(clip.folder / TRACKS_FILE)
    facts: dict[str, Any] = {"kind": "prepared_clip", "schema": SCHEMA_VERSION, "key": "joined", "name": clip.name}
    facts |= {"size": clip.size, "crop": list(clip.crop), "split": np.asarray(clip.split).tolist()}
    facts |= {"parts": list(clip.parts), "source_sha256": clip.tracks.source_sha256}
    atomic_write_json(clip.folder / CLIP_FILE, facts)


def _counted_from(spans: Sequence[tuple[int, int]], first: int) -> tuple[tuple[int, int], ...]:
    """Frame ranges in a clip's own numbers, when it begins at frame ``first`` of the whole."""
    return tuple((max(a - first, 0), b - first) for a, b in spans if b > first)


def common_window(windows: Sequence[Window]) -> Window:
    """The smallest square that holds all windows, each (x, y, size) in source pixels."""
    boxes = np.array([(x, y, x + s, y + s) for x, y, s in windows])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    side = float((high - low).max())
    x, y = 0.5 * (low + high - side)
    return float(x), float(y), side


def join_clips(clips: Sequence[PreparedClip], folder: Path) -> PreparedClip:
    """Clips of equal size and intrinsics as one, pictures written to ``folder``."""
    first = clips[0]
    tracks = [clip.tracks for clip in clips]
    joined: dict[str, Any] = {name: np.concatenate([getattr(t, name) for t in tracks]) for name in _JOINED}
    digest = hashlib.sha256("".join(t.source_sha256 for t in tracks).encode()).hexdigest()
    together: FaceTracks = replace(first.tracks, time_s=_one_clock(tracks), source_sha256=digest, **joined)
    return replace(
        first,
        images=_joined_rows([clip.images for clip in clips], folder / IMAGES_FILE),
        masks=_joined_rows([clip.masks for clip in clips], folder / MASKS_FILE),
        tracks=together,
        landmarks_px=np.concatenate([clip.landmarks_px for clip in clips]),
        split=np.concatenate([clip.split for clip in clips]),
        folder=folder,
        name=" + ".join(clip.name for clip in clips),
        parts=tuple(len(clip) for clip in clips),
    )


def _one_clock(tracks: Sequence[FaceTracks]) -> np.ndarray:
    """Times that go on from clip to clip."""
    parts, start = [], 0.0
    for t in tracks:
        parts.append(t.time_s - t.time_s[0] + start)
        start = float(parts[-1][-1]) + _GAP_S
    return np.concatenate(parts)


def _joined_rows(parts: Sequence[ByteArray], path: Path) -> ByteArray:
    """Write arrays one after the other into one memory-mapped file."""
    count = sum(len(part) for part in parts)
    with atomic_path(path) as temporary:
        out = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.uint8, shape=(count, *parts[0].shape[1:]))
        start = 0
        for part in parts:
            out[start : start + len(part)] = part
            start += len(part)
        out.flush()
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _check_same_camera(clips: Sequence[PreparedClip]) -> None:
    sizes = {(clip.tracks.width, clip.tracks.height) for clip in clips}
    if len(sizes) > 1:
        raise CaptureError(
            "The clips differ in picture size, so they are not from one camera",
            got=" and ".join(f"{w}x{h}" for w, h in sorted(sizes)),
            expected="the same size in all clips",
            next_step="Train on one of them, or record all with the same camera settings.",
        )
