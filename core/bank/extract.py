"""From one video, picture folder or prepared capture to what it adds to a bank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from core.bank.pose import head_angles
from core.bank.prepared import PreparedSource, is_prepared
from core.bank.records import ExtractedSource
from core.bank.thumbnails import face_thumbnail
from core.capture.frames import FrameSource, open_source
from core.errors import CaptureError
from core.events import CancelToken, Emit
from core.expression.encoder import get_encoder
from core.tracking.tracks import FaceTracks
from core.types import FloatArray
from core.weights.store import WeightStore

MIN_FACES = 5  # fewer do not tell a neutral
MIN_SCORE = 0.5
MAX_BLUR = 0.9
MAX_TURN_RAD = 1.05  # 60 degrees: beyond, half of the face is guessed


@dataclass(frozen=True)
class SourceRequest:
    """One source to add.

    Attributes:
        path: a video, a folder of pictures or a prepared capture.
        person: whose face it is.
        licence: a note on its rights.
        neutral_frames: frames in which the person rests; empty lets the encoder choose.
    """

    path: Path
    person: str
    licence: str = ""
    neutral_frames: tuple[int, ...] = ()


@dataclass(frozen=True)
class ExtractOptions:
    """What is taken out of a source.

    Attributes:
        encoder_id: the bank's encoder.
        min_distance: near-duplicates closer than this are dropped, raw descriptor units.
        threads: of the tracker.
        cache: folder for the tracker's own progress, so that an interrupted source goes on; None for none.
    """

    encoder_id: str
    min_distance: float
    threads: int = 1
    cache: Path | None = None


TrackFunction: TypeAlias = Callable[..., FaceTracks]
"""``track(source, *, store, emit, cancel, threads, cache) -> FaceTracks``, as core.tracking's track_source."""


@dataclass(frozen=True)
class Services:
    """What the work is done with: weights, messages, cancel, and the tracker."""

    store: WeightStore
    emit: Emit
    cancel: CancelToken
    track: TrackFunction | None = field(default=None)


def extract_source(request: SourceRequest, options: ExtractOptions, services: Services) -> ExtractedSource:
    """Track a source and reduce it to distinct expressions with thumbnails.

    Raises:
        CaptureError: it cannot be read, or has too few usable faces.
        Cancelled: the user asked; the tracker's cache keeps what was done.
    """
    source = open_any(request.path)
    try:
        tracks = _track(source, options, services)
        encoder = get_encoder(options.encoder_id)
        angles = head_angles(tracks.cam_from_head)
        usable = usable_faces(tracks, angles)
        if int(usable.sum()) < MIN_FACES:
            raise CaptureError(
                f"'{request.path.name}' has too few usable faces",
                got=f"{int(usable.sum())} of {len(tracks)} frames",
                expected=f"at least {MIN_FACES}",
                next_step="Use a clip in which the face is larger, sharper or turned to the camera.",
            )
        chosen = None if not request.neutral_frames else np.isin(tracks.frame_index, request.neutral_frames)
        neutral = encoder.neutral(tracks.take(usable) if chosen is None else tracks, chosen)
        descriptors = encoder.encode(tracks, neutral)
        usable &= np.isfinite(descriptors).all(axis=1)
        kept = np.flatnonzero(usable)[distinct_rows(descriptors[usable], options.min_distance)]
        thumbnails = _thumbnails(source, tracks, kept, services.cancel)
        kept = kept[[row in thumbnails for row in kept]]
    finally:
        source.close()
    return ExtractedSource(
        person=request.person,
        name=source.info.name,
        sha256=source.info.sha256,
        licence=request.licence,
        width=int(tracks.width),
        height=int(tracks.height),
        fps=float(tracks.fps),
        frames=len(tracks),
        faces=int(usable.sum()),
        tracker_id=tracks.tracker_id,
        neutral=neutral,
        frame_index=np.asarray(tracks.frame_index[kept], np.int32),
        time_s=np.asarray(tracks.time_s[kept], np.float64),
        angles=angles[kept],
        descriptors=descriptors[kept],
        thumbnails=tuple(thumbnails[row] for row in kept),
    )


def open_any(path: Path) -> FrameSource:
    """Open a video, a folder of pictures or a prepared capture.

    Raises:
        CaptureError: it cannot be read.
        FormatError: it is a prepared capture that is damaged.
    """
    return PreparedSource(path) if is_prepared(path) else open_source(path)


def usable_faces(tracks: FaceTracks, angles: FloatArray) -> npt.NDArray[np.bool_]:
    """Frames whose face is there, sure, sharp and turned to the camera enough, [T]."""
    turned = np.abs(angles[:, :2]).max(axis=1) > MAX_TURN_RAD
    good = np.asarray(tracks.found, bool) & (tracks.score >= MIN_SCORE) & (tracks.blur <= MAX_BLUR) & ~turned
    return np.asarray(good & np.isfinite(tracks.landmarks).all(axis=(1, 2)), bool)


def distinct_rows(descriptors: FloatArray, min_distance: float) -> npt.NDArray[np.intp]:
    """Rows that remain when each row closer than ``min_distance`` to an earlier remaining one is dropped.

    Args:
        descriptors: in order of time, [T, D].
        min_distance: Euclidean; 0 keeps all.
    """
    kept = np.empty_like(descriptors)
    rows: list[int] = []
    bound = float(min_distance) ** 2
    for row, descriptor in enumerate(descriptors):
        delta = kept[: len(rows)] - descriptor
        if not rows or bound == 0.0 or float(np.einsum("nd,nd->n", delta, delta).min()) >= bound:
            kept[len(rows)] = descriptor
            rows.append(row)
    return np.asarray(rows, np.intp)


def _track(source: FrameSource, options: ExtractOptions, services: Services) -> FaceTracks:
    if isinstance(source, PreparedSource):
        return source.tracks
    return (services.track or _default_tracker())(
        source,
        store=services.store,
        emit=services.emit,
        cancel=services.cancel,
        threads=options.threads,
        cache=options.cache,
    )


def _default_tracker() -> TrackFunction:
    from core.tracking.track import track_source

    return track_source


def _thumbnails(
    source: FrameSource, tracks: FaceTracks, rows: npt.NDArray[np.intp], cancel: CancelToken
) -> dict[int, bytes]:
    """Decode the kept frames once more and cut their faces out; a frame that no longer decodes is left out."""
    row_of = {int(tracks.frame_index[row]): int(row) for row in rows}
    found: dict[int, bytes] = {}
    for frame in source:
        row = row_of.get(frame.index)
        if row is not None:
            cancel.check()
            found[row] = face_thumbnail(frame.image, tracks.landmarks[row])
            if len(found) == len(row_of):
                break
    return found
