"""Tracking a whole source: resumable, cached by the source's SHA-256; then the person's model and the head poses."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from core.capture.frames import Frame, FrameSource, SourceInfo
from core.errors import CaptureError, FormatError
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.project.atomic import atomic_path, read_commit_record, write_commit_record
from core.tracking.fit import fit_landmark_model
from core.tracking.pose import DEFAULT_FOCAL, default_intrinsics, solve_poses
from core.tracking.shape import LandmarkModel
from core.tracking.tracker import TRACKER_ID, FaceTracker, TrackedFace
from core.tracking.tracks import FaceTracks
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS, FloatArray
from core.weights.store import WeightStore

#: Changes when poses or the landmark model are computed otherwise.
POSE_ID = "landmark-model-2"
_PART_FRAMES = 1000
_PROGRESS_EVERY_S = 0.25


def track_source(
    source: FrameSource,
    *,
    store: WeightStore,
    emit: Emit,
    cancel: CancelToken,
    threads: int = 2,
    model: LandmarkModel | None = None,
    cache: Path | None = None,
    focal: float = DEFAULT_FOCAL,
) -> FaceTracks:
    """Track one person's face through a recorded source.

    Args:
        source: the frames.
        store: where the networks come from.
        emit: gets a stage, progress in frames, and warnings.
        cancel: looked at before every frame.
        threads: for the networks.
        model: the person's landmark model, when it is known from another clip; fitted to this one by default.
        cache: a folder. Frames tracked earlier are taken from it, and a cancelled run goes on where it stopped.
        focal: assumed focal length in units of the longer side.
    Returns:
        One row per decoded frame.
    Raises:
        CaptureError: nothing can be decoded, or no frame shows a face.
        WeightsError: the networks cannot be had.
        Cancelled: the user asked.
    """
    info = source.info
    emit(Stage("tracking", 0, 4))
    raw = _track_frames(source, info, store, emit, cancel, threads, cache)
    if not raw.found.any():
        raise CaptureError(
            f"No face was found in {info.name}",
            got=f"{len(raw.found)} frames without a face",
            next_step="Choose a clip in which one face is clearly visible.",
        )
    emit(Stage("solving head poses", 1, 4))
    tracks = _without_poses(raw, info, focal)
    return with_poses(tracks, model if model is not None else fit_landmark_model(tracks))


def with_poses(tracks: FaceTracks, model: LandmarkModel) -> FaceTracks:
    """The same tracks, their poses solved against ``model``."""
    poses = np.tile(np.eye(4, dtype=np.float32), (len(tracks), 1, 1))
    rows = tracks.found
    poses[rows] = solve_poses(tracks.landmarks[rows], tracks.blendshapes[rows], tracks.K, model)
    return replace(tracks, cam_from_head=poses, shape=model.shape, model=model)


@dataclass(frozen=True)
class _Raw:
    """What the networks yield, before poses: one row per decoded frame."""

    frame_index: npt.NDArray[np.int32]
    time_s: npt.NDArray[np.float64]
    found: npt.NDArray[np.bool_]
    blur: FloatArray
    score: FloatArray
    landmarks: FloatArray
    blendshapes: FloatArray
    gaze: FloatArray


def _without_poses(raw: _Raw, info: SourceInfo, focal: float) -> FaceTracks:
    return FaceTracks(
        **vars(raw),
        cam_from_head=np.tile(np.eye(4, dtype=np.float32), (len(raw.found), 1, 1)),
        shape=np.zeros((NUM_LANDMARKS, 3), np.float32),
        K=default_intrinsics(info.width, info.height, focal),
        width=info.width,
        height=info.height,
        fps=info.fps,
        tracker_id=f"{TRACKER_ID}+{POSE_ID}",
        source_sha256=info.sha256,
    )


def _track_frames(
    source: FrameSource,
    info: SourceInfo,
    store: WeightStore,
    emit: Emit,
    cancel: CancelToken,
    threads: int,
    cache: Path | None,
) -> _Raw:
    parts = _Parts(cache, info)
    done = parts.load()
    start = int(done[-1].frame_index[-1]) + 1 if done else 0
    if parts.complete:
        return _join(done)
    tracker = FaceTracker(store, threads, emit=emit, cancel=cancel)
    emit(Stage("tracking", 0, 4))  # again: the networks may have been fetched meanwhile, a stage of its own
    if done and done[-1].found.any():
        tracker.reset(done[-1].landmarks[np.nonzero(done[-1].found)[0][-1]])
    rows: list[tuple[Frame, TrackedFace | None]] = []
    clock = _Clock(emit, info.frame_count, start)
    for frame in _from(source, start):
        cancel.check()
        # the picture itself is dropped at once: only its index and time are kept
        rows.append((replace(frame, image=_NO_IMAGE), tracker.track(frame.image)))
        clock.tick(frame.index + 1)
        if len(rows) == _PART_FRAMES:
            done.append(parts.save(_pack(rows), last=False))
            rows = []
    if rows:
        done.append(_pack(rows))
    clock.end()
    if not done:
        raise CaptureError(f"{info.name} holds no frame that can be decoded")
    parts.finish(done, bool(rows))
    _warn(emit, info, done, tracker.faces_seen)
    return _join(done)


_NO_IMAGE = np.zeros((0, 0, 3), np.uint8)


def _from(source: FrameSource, start: int) -> Iterator[Frame]:
    iterate = getattr(source, "iterate", None)
    if iterate is not None:
        yield from iterate(start)
    else:
        yield from (frame for frame in source if frame.index >= start)


def _warn(emit: Emit, info: SourceInfo, done: list[_Raw], faces: int) -> None:
    if faces > 1:
        emit(
            Warning(f"{info.name} shows {faces} faces; the same one, the largest at the start, is followed throughout.")
        )
    last = int(done[-1].frame_index[-1]) + 1
    decoded = sum(len(part.found) for part in done)
    expected = info.frame_count or last
    missing = max(expected, last) - decoded
    # containers often announce a frame or two more than they hold
    if missing > max(2, 0.005 * expected):
        emit(Warning(f"{info.name} is damaged: {missing} of {expected} frames cannot be decoded; the others are used."))
    lost = sum(int((~part.found).sum()) for part in done)
    if lost:
        emit(Warning(f"No face in {lost} of {decoded} frames of {info.name}; they are left out."))


class _Clock:
    """Progress events, a few a second and always the last one, with the time left."""

    def __init__(self, emit: Emit, total: int | None, start: int) -> None:
        self._emit, self._total, self._start = emit, total, start
        self._began_s = self._told_s = time.monotonic()
        self._done = self._told = start

    def tick(self, done: int) -> None:
        self._done = done
        if time.monotonic() - self._told_s >= _PROGRESS_EVERY_S:
            self._tell(done)

    def end(self) -> None:
        """Tell the last frame, however quickly the clip was through."""
        if self._told < self._done:
            self._tell(self._done)

    def _tell(self, done: int) -> None:
        now_s = self._told_s = time.monotonic()
        self._told = done
        remaining_s = None
        if self._total is not None and done > self._start:
            remaining_s = (now_s - self._began_s) / (done - self._start) * max(self._total - done, 0)
        self._emit(Progress(done, max(self._total or done, done), "frames", remaining_s))


def _pack(rows: list[tuple[Frame, TrackedFace | None]]) -> _Raw:
    T = len(rows)
    landmarks = np.zeros((T, NUM_LANDMARKS, 3), np.float32)
    blendshapes, gaze = np.zeros((T, NUM_BLENDSHAPES), np.float32), np.zeros((T, 4), np.float32)
    found = np.zeros(T, bool)
    blur, score = np.ones(T, np.float32), np.zeros(T, np.float32)
    for t, (_, face) in enumerate(rows):
        if face is not None:
            found[t] = True
            landmarks[t], blendshapes[t], gaze[t] = face.landmarks, face.blendshapes, face.gaze
            blur[t], score[t] = face.blur, face.score
    frame_index = np.array([frame.index for frame, _ in rows], np.int32)
    time_s = np.array([frame.time_s for frame, _ in rows], np.float64)
    return _Raw(frame_index, time_s, found, blur, score, landmarks, blendshapes, gaze)


def _join(parts: list[_Raw]) -> _Raw:
    if len(parts) == 1:
        return parts[0]
    return _Raw(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])})


class _Parts:
    """The cached raw tracks of one source: numbered files of 1000 frames, each with its commit record."""

    def __init__(self, cache: Path | None, info: SourceInfo) -> None:
        self._folder: Path | None = None
        self._count = 0
        self.complete = False
        if cache is not None and info.sha256:
            size = f"{info.width}x{info.height}"
            key = hashlib.sha256(f"{info.sha256} {size} {TRACKER_ID}".encode()).hexdigest()[:24]
            self._folder = cache / f"tracks-{key}"

    def load(self) -> list[_Raw]:
        """The parts that stand complete, in order; what follows a damaged one is tracked again."""
        parts: list[_Raw] = []
        while self._folder is not None and not self.complete:
            path = self._path(len(parts))
            try:
                facts = read_commit_record(path)
                tensors: dict[str, Any] = load_file(path)
                tensors["found"] = tensors["found"].astype(bool)
                parts.append(_Raw(**tensors))
            except (FormatError, SafetensorError, TypeError, KeyError, OSError):
                break
            self.complete = bool(facts.get("last"))
        self._count = len(parts)
        return parts

    def save(self, raw: _Raw, *, last: bool) -> _Raw:
        """Keep one part; returns it."""
        if self._folder is not None:
            path = self._path(self._count)
            with atomic_path(path) as temporary:
                save_file({k: v.astype(np.uint8) if v.dtype == bool else v for k, v in vars(raw).items()}, temporary)
            write_commit_record(path, {"last": last})
            self._count += 1
        return raw

    def finish(self, done: list[_Raw], unsaved: bool) -> None:
        """Keep the remainder and mark the whole as complete."""
        if self._folder is None:
            return
        if not unsaved:
            self._count -= 1
        self.save(done[-1], last=True)

    def _path(self, number: int) -> Path:
        assert self._folder is not None
        return self._folder / f"part-{number:05d}.safetensors"
