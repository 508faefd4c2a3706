"""Taking a video or a folder of pictures into a project as a capture: copied, tracked, with small pictures beside it.

Everything is made in a hidden folder beside the captures and renamed when it is whole: a capture is there or it is
not. What a killed import left is removed by the next one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from core.capture.frames import Closing, Frame, FrameSource, SourceInfo, open_source
from core.capture.images import IMAGE_SUFFIXES
from core.capture.prepare import MIN_FRAMES
from core.capture.proxy import StripWriter, mask_input, small_mask, small_picture
from core.errors import CaptureError, InputError, StorageError
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.jobs.messages import SeenFrame
from core.project.atomic import atomic_write_json, fsync_folder, storage_error
from core.project.captures import (
    CAPTURE_FILE,
    MASKS_NAME,
    PROXY_NAME,
    STAGING_PREFIX,
    TRACKS_FILE,
    Capture,
    captures_of,
)
from core.project.paths import safe_name
from core.project.project import Project
from core.tracking.mask import PersonMask
from core.tracking.track import track_source
from core.tracking.tracks import FaceTracks
from core.weights.store import WeightStore

MAX_CAPTURE_FRAMES = 30_000
"""20 minutes at 25 frames a second: the window holds a capture's tracks, 6 kB a frame, in memory."""
_COPY_CHUNK = 4 << 20
_BYTES_PER_FRAME = 30_000
_SPARE_BYTES = 64 << 20
_PREVIEW_EVERY_S = 0.2
_LOCK_TIMEOUT_S = 2.0
_MAX_PICTURES = 200_000
_FICLONE = 0x40049409
"""Linux's request to share a file's blocks until one of the two is changed (ioctl_ficlonerange(2))."""


@dataclass(frozen=True)
class ImportOptions:
    """How a source is taken in.

    Attributes:
        name: for people; the source's own by default.
        take: the source is ours to move: it is removed in the end.
        max_frames: what follows is left out, with a warning.
        threads: for the networks.
    """

    name: str = ""
    take: bool = False
    max_frames: int = MAX_CAPTURE_FRAMES
    threads: int = 2


def import_source(
    project: Project,
    source: Path,
    *,
    store: WeightStore,
    emit: Emit,
    cancel: CancelToken,
    options: ImportOptions | None = None,
) -> Capture:
    """Make a capture of a video or a folder of pictures.

    Args:
        project: gets the capture; its engine lock is held meanwhile.
        source: the video file or folder.
        store: where the networks come from.
        emit: gets stages, progress in frames, warnings, and SeenFrame a few times a second.
        cancel: looked at at every frame; nothing is left behind.
        options: see ImportOptions.
    Raises:
        CaptureError: it cannot be read, or shows a face in too few frames.
        InputError: the project has it already.
        StorageError: the disk is full, or the project is in use.
        WeightsError: the networks cannot be had.
        Cancelled: the user asked.
    """
    chosen = options or ImportOptions()
    with project.lock(timeout_s=_LOCK_TIMEOUT_S):
        folder = project.root / "captures"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _remove_left(folder)
            with contextlib.closing(open_source(source)) as opened:
                _check_new(project, opened.info, source)
                capture = _Import(project, source, opened, store, emit, cancel, chosen).run()
        except OSError as error:
            raise storage_error(folder / source.name, error) from error
    if chosen.take:
        with contextlib.suppress(OSError):
            source.unlink()
    return capture


@dataclass(frozen=True)
class _Import:
    """One run of ``import_source``, under the project's lock."""

    project: Project
    source: Path
    opened: FrameSource
    store: WeightStore
    emit: Emit
    cancel: CancelToken
    options: ImportOptions

    def run(self) -> Capture:
        captures = self.project.root / "captures"
        staging = captures / f"{STAGING_PREFIX}{secrets.token_hex(6)}"
        staging.mkdir()
        try:
            name = self.options.name.strip() or (self.source.stem if self.source.is_file() else self.source.name)
            self._check_space()
            copied = copy_source(self.source, staging, self.emit, self.cancel)
            tracks = self._track(staging)
            tracks.save(staging / TRACKS_FILE)
            final = captures / _free_id(captures, name)
            capture = _record(tracks, staging, copied, name, final.name)
            atomic_write_json(staging / CAPTURE_FILE, capture.facts())
            self.cancel.check()
            os.replace(staging, final)
            fsync_folder(captures)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return replace(capture, folder=final, source=final / copied.name)

    def _check_space(self) -> None:
        """Refuse before the work what could not end well; a rough figure, for the copy may cost nothing."""
        frames = min(self.opened.info.frame_count or self.options.max_frames, self.options.max_frames)
        needed = frames * _BYTES_PER_FRAME + _SPARE_BYTES
        free = shutil.disk_usage(self.project.root).free
        if free < needed:
            raise StorageError(
                f"'{self.source.name}' does not fit on the project's disk",
                got=f"{free / 1e6:,.0f} MB free",
                expected=f"about {needed / 1e6:,.0f} MB",
                next_step="Free some space and try again",
            )

    def _track(self, staging: Path) -> FaceTracks:
        mask = PersonMask(self.store, self.options.threads, emit=self.emit, cancel=self.cancel)
        with StripWriter(staging, PROXY_NAME) as pictures, StripWriter(staging, MASKS_NAME) as masks:
            watched = _Watched(self.opened, pictures, masks, mask, self.emit, self.options.max_frames)
            tracks = track_source(
                watched, store=self.store, emit=self._in_one, cancel=self.cancel, threads=self.options.threads
            )
            _check_faces(tracks, self.opened.info.name)
            tracks = every_frame(tracks)
            for strip in (pictures, masks):
                strip.finish(len(tracks))
        if watched.cut:
            minutes = len(tracks) / max(tracks.fps, 1e-6) / 60
            text = (
                f"{self.opened.info.name} is very long: its first {len(tracks):,} frames ({minutes:.0f} min) are used."
            )
            self.emit(Warning(text))
        return tracks

    def _in_one(self, event: Any) -> None:
        """Stages of tracking as the one that they are for the user: the bar goes once from left to right."""
        self.emit(replace(event, index=0, count=1) if isinstance(event, Stage) else event)


class _Watched(Closing):
    """A source whose frames leave small pictures and masks behind as they pass."""

    def __init__(
        self,
        source: FrameSource,
        pictures: StripWriter,
        masks: StripWriter,
        mask: Callable[[Any], Any],
        emit: Emit,
        limit: int,
    ) -> None:
        self._source, self._pictures, self._masks, self._mask = source, pictures, masks, mask
        self._emit, self._limit = emit, limit
        self._told_s = 0.0
        self.cut = False

    @property
    def info(self) -> SourceInfo:
        """The source's own facts, up to the bound."""
        info = self._source.info
        return info if info.frame_count is None else replace(info, frame_count=min(info.frame_count, self._limit))

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            if frame.index >= self._limit:
                self.cut = True
                return
            picture = small_picture(frame.image)
            self._pictures.put(frame.index, picture)
            height, width = frame.image.shape[:2]
            self._masks.put(frame.index, small_mask(self._mask(mask_input(frame.image)), width, height))
            self._show(frame, picture)
            yield frame

    def close(self) -> None:
        """The source belongs to whoever opened it."""

    def _show(self, frame: Frame, picture: bytes) -> None:
        now_s = time.monotonic()
        if now_s - self._told_s >= _PREVIEW_EVERY_S:
            self._told_s = now_s
            self._emit(SeenFrame(index=frame.index, clip_time_s=frame.time_s, picture=picture))


def every_frame(tracks: FaceTracks) -> FaceTracks:
    """The same with a row for every frame of the source, row i for frame i; frames that had none are not found."""
    T = int(tracks.frame_index[-1]) + 1
    if len(tracks) == T:
        return tracks
    rows = tracks.frame_index
    wide: dict[str, Any] = {"frame_index": np.arange(T, dtype=np.int32)}
    wide["time_s"] = np.interp(np.arange(T), rows, tracks.time_s)
    for name in ("found", "blur", "score", "landmarks", "blendshapes", "gaze", "cam_from_head"):
        known = getattr(tracks, name)
        array = np.zeros((T, *known.shape[1:]), known.dtype)
        if name == "blur":
            array[:] = 1
        elif name == "cam_from_head":
            array[:] = np.eye(4)
        array[rows] = known
        wide[name] = array
    return replace(tracks, **wide)


def copy_source(source: Path, folder: Path, emit: Emit, cancel: CancelToken) -> Path:
    """Have the video, or the pictures of a folder, in ``folder``, at no cost of space where the disk can share it.

    Returns:
        ``source.<suffix>`` or the folder ``source`` inside ``folder``.
    Raises:
        OSError: it cannot be read or written.
        InputError: a folder holds far too many pictures.
        Cancelled: the user asked.
    """
    if source.is_file():
        target = folder / f"source{safe_suffix(source)}"
        _have(source, target, emit, cancel)
        return target
    pictures = [p for p in sorted(source.iterdir()) if p.suffix.lower() in IMAGE_SUFFIXES and p.is_file()]
    if len(pictures) > _MAX_PICTURES:
        raise InputError(f"'{source.name}' holds too many pictures", got=f"{len(pictures)}", expected="a clip's frames")
    target = folder / "source"
    target.mkdir()
    for done, picture in enumerate(pictures):
        cancel.check()
        _have(picture, target / picture.name, lambda event: None, cancel)
        if done % 50 == 49:
            emit(Progress(done, len(pictures), "pictures"))
    return target


def safe_suffix(source: Path) -> str:
    """The file's suffix if it is a plain one, else ``.video``: FFmpeg looks at what is inside."""
    suffix = source.suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 8 else ".video"


def _have(source: Path, target: Path, emit: Emit, cancel: CancelToken) -> None:
    real = source.resolve()
    if _clone(real, target):
        return
    try:
        os.link(real, target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        _copy(real, target, emit, cancel)


def _clone(source: Path, target: Path) -> bool:
    """Share the blocks of a file, where the system and the disk can do so."""
    if sys.platform != "linux":
        return False
    import fcntl

    with source.open("rb") as given, target.open("xb") as made:
        try:
            fcntl.ioctl(made.fileno(), _FICLONE, given.fileno())
        except OSError:
            target.unlink()
            return False
    return True


def _copy(source: Path, target: Path, emit: Emit, cancel: CancelToken) -> None:
    total, done = source.stat().st_size, 0
    if shutil.disk_usage(target.parent).free < total:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    emit(Stage("copying the video"))
    with source.open("rb") as given, target.open("xb") as made:
        while chunk := given.read(_COPY_CHUNK):
            cancel.check()
            made.write(chunk)
            done += len(chunk)
            emit(Progress(done / 1e6, max(total, done) / 1e6, "MB"))
        made.flush()
        os.fsync(made.fileno())


def _check_new(project: Project, info: SourceInfo, source: Path) -> None:
    same = next((c for c in captures_of(project)[0] if c.sha256 == info.sha256), None)
    if same is not None:
        raise InputError(
            f"'{source.name}' is in the project already",
            got=f"the same content as the capture '{same.name}'",
            next_step="Choose another video, or remove that capture first",
        )


def _check_faces(tracks: FaceTracks, name: str) -> None:
    found = int(tracks.found.sum())
    if found < MIN_FRAMES:
        raise CaptureError(
            f"{name} shows a face in too few frames",
            got=f"{found} of {len(tracks)}",
            expected=f"at least {MIN_FRAMES}",
            next_step="Choose or record a longer clip with the face in view.",
        )


def _record(tracks: FaceTracks, staging: Path, copied: Path, name: str, capture_id: str) -> Capture:
    return Capture(
        id=capture_id,
        folder=staging,
        name=name,
        source=copied,
        width=tracks.width,
        height=tracks.height,
        fps=tracks.fps,
        frame_count=len(tracks),
        sha256=tracks.source_sha256,
        added_utc=datetime.now(UTC).isoformat(timespec="microseconds"),
    )


def _free_id(captures: Path, name: str) -> str:
    """A folder name that is not there yet, whatever the system makes of capitals."""
    base, number = safe_name(name, fallback="capture")[:60], 1
    taken = {place.name.lower() for place in captures.iterdir()}
    found = base
    while found.lower() in taken:
        number += 1
        found = f"{base}-{number}"
    return found


def _remove_left(captures: Path) -> None:
    for left in captures.glob(f"{STAGING_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
