"""Bringing a clip into a project: copy it, follow the face in every frame, and make small pictures to look at.

Everything is made in a folder whose name begins with a dot and is renamed when it is whole, so that a capture is there
or is not. Two passes over the source: the first tracks, the second makes pictures.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from core.capture.frames import Frame, FrameSource, open_source
from core.capture.proxy import MASK_SIDE_PX, StripWriter, encode_frame, encode_mask, shrunk
from core.errors import CaptureError, InputError, StorageError
from core.events import CancelToken, Emit, Progress, Stage
from core.events import Warning as WarningEvent
from core.project.atomic import atomic_write_json, fsync_folder, storage_error
from core.project.captures import CAPTURE_FILE, MASKS_NAME, PROXY_NAME, SCHEMA_VERSION, TRACKS_FILE, captures_of
from core.project.paths import safe_name
from core.project.project import Project
from core.tracking.track import track_source
from core.tracking.tracks import FaceTracks
from core.types import ByteArray
from core.weights.store import WeightStore

MAX_FRAMES = 60_000
"""About forty minutes: small pictures and landmarks of more would not fit into memory while they are looked at."""
MIN_FACES = 12
COPY_BLOCK = 8 << 20
STAGES = ("Copying", "Following the face", "Making small pictures", "Writing")


@dataclass(frozen=True)
class _Import:
    """One call of ``import_capture``."""

    project: Project
    store: WeightStore
    emit: Emit
    cancel: CancelToken

    def run(self, path: Path, name: str) -> str:
        with open_source(path) as source:
            info = source.info
        known = next((c for c in captures_of(self.project)[0] if c.sha256 and c.sha256 == info.sha256), None)
        if known is not None:
            raise InputError(
                f"“{path.name}” is in this project already",
                got=f"the capture “{known.name}”",
                next_step="Choose it on the Capture page.",
            )
        captures = self.project.root / "captures"
        capture_id = _free_id(captures, safe_name(name or path.stem, fallback="capture"))
        work = captures / f".{capture_id}.part"
        shutil.rmtree(work, ignore_errors=True)
        try:
            work.mkdir(parents=True)
            self._fill(path, work, name or path.stem)
            work.rename(captures / capture_id)
            fsync_folder(captures)
        except OSError as error:
            raise storage_error(captures / capture_id, error) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return capture_id

    def _fill(self, path: Path, work: Path, name: str) -> None:
        self.emit(Stage(STAGES[0], 0, len(STAGES)))
        copied = work / ("source" if path.is_dir() else f"source{path.suffix.lower()}")
        copy_source(path, copied, emit=self.emit, cancel=self.cancel)
        with open_source(copied) as source:
            tracks = self._track(source, self.project.cache / "tracks")
        with open_source(copied) as source:
            self._pictures(source, work, len(tracks))
            info = source.info
        self.emit(Stage(STAGES[3], 3, len(STAGES)))
        tracks.save(work / TRACKS_FILE)
        facts = {
            "kind": "capture",
            "schema": SCHEMA_VERSION,
            "name": name,
            "source": copied.name,
            "width": info.width,
            "height": info.height,
            "fps": float(info.fps),
            "frame_count": len(tracks),
            "sha256": info.sha256,
            "added_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        atomic_write_json(work / CAPTURE_FILE, facts)

    def _track(self, source: FrameSource, cache: Path) -> FaceTracks:
        def relay(event: object) -> None:
            if isinstance(event, Stage):
                event = Stage(f"{STAGES[1]}: {event.name}", 1, len(STAGES))
            self.emit(event)  # type: ignore[arg-type]

        tracks = track_source(
            _Bounded(source, self.emit), store=self.store, emit=relay, cancel=self.cancel, cache=cache
        )
        faces = int(tracks.found.sum())
        if faces < MIN_FACES:
            raise CaptureError(
                f"{source.info.name} shows a face in too few frames",
                got=f"{faces} of {len(tracks)}",
                expected=f"at least {MIN_FACES}",
                next_step="Choose a longer clip with the face in view.",
            )
        if (np.diff(tracks.frame_index) != 1).any() or (len(tracks) and tracks.frame_index[0] != 0):
            raise CaptureError(f"{source.info.name} has frames that cannot be counted", next_step="Convert it to MP4.")
        return tracks

    def _pictures(self, source: FrameSource, work: Path, count: int) -> None:
        self.emit(Stage(STAGES[2], 2, len(STAGES)))
        mask = PersonMaskOfFrame(self.store, emit=self.emit, cancel=self.cancel)
        with StripWriter(work, PROXY_NAME) as proxy, StripWriter(work, MASKS_NAME) as masks:
            for done, frame in enumerate(source, start=1):
                if done > count:
                    break
                self.cancel.check()
                proxy.add(encode_frame(frame.image))
                masks.add(encode_mask(mask(frame.image)))
                self.emit(Progress(done, count, "frames"))


class PersonMaskOfFrame:
    """The person in a whole frame of any shape, as a small mask with the frame's proportions."""

    def __init__(self, store: WeightStore, *, emit: Emit, cancel: CancelToken) -> None:
        from core.tracking.mask import PersonMask

        self._mask = PersonMask(store, emit=emit, cancel=cancel)

    def __call__(self, image: ByteArray) -> ByteArray:
        """0 background to 255 person; its longer side is ``MASK_SIDE_PX``."""
        from core.capture.cv import cv2

        # the network was made for squares; a frame squeezed into one comes back well
        square = np.asarray(cv2.resize(image, (256, 256), interpolation=cv2.INTER_AREA), np.uint8)
        height, width = shrunk(image, MASK_SIDE_PX).shape[:2]
        return np.asarray(cv2.resize(self._mask(square), (width, height), interpolation=cv2.INTER_AREA), np.uint8)


class _Bounded:
    """A source that ends after ``MAX_FRAMES``, with a warning."""

    def __init__(self, source: FrameSource, emit: Emit) -> None:
        self._source, self._emit = source, emit
        self.info = source.info

    def __iter__(self) -> Iterator[Frame]:
        for frame in self._source:
            if frame.index >= MAX_FRAMES:
                self._emit(WarningEvent(f"Only the first {MAX_FRAMES:,} frames of {self.info.name} are used."))
                return
            yield frame

    def close(self) -> None:
        """Close the source behind."""
        self._source.close()

    def __enter__(self) -> _Bounded:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def import_capture(
    project: Project,
    path: Path,
    *,
    name: str = "",
    store: WeightStore,
    emit: Emit,
    cancel: CancelToken,
) -> str:
    """Bring a clip into a project.

    Args:
        project: an open project; its lock must be held.
        path: a video or a folder of pictures.
        name: for people; the file's name if empty.
        store: where the networks come from.
        emit: gets stages, progress and warnings.
        cancel: looked at in every frame; nothing is left behind but a cache of tracked frames.
    Returns:
        The capture's id.
    Raises:
        CaptureError: unreadable, no face, or too few frames with one.
        InputError: the same clip is in the project already.
        StorageError: the disk is full.
        Cancelled: the user asked.
    """
    return _Import(project, store, emit, cancel).run(path, name)


def copy_source(path: Path, target: Path, *, emit: Emit, cancel: CancelToken) -> None:
    """Copy a video or a folder of pictures; a hard link where the file system allows one.

    Raises:
        StorageError: there is no room, or it cannot be written.
    """
    files = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    total = sum(p.stat().st_size for p in files)
    folder = target if path.is_dir() else target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        done = 0
        for file in files:
            place = target / file.name if path.is_dir() else target
            if _linked(file, place):
                done += file.stat().st_size
            else:
                _check_room(path, total - done, free)
                done = _copy(file, place, done, total, emit, cancel)
            emit(Progress(done, max(total, 1), "bytes"))
    except OSError as error:
        raise storage_error(target, error) from error


def _linked(file: Path, place: Path) -> bool:
    """A hard link costs nothing; the project never writes to its sources. False where it cannot be made."""
    with contextlib.suppress(OSError, NotImplementedError):
        os.link(file.resolve(), place)
        return True
    return False


def _check_room(path: Path, needed: int, free: int) -> None:
    if needed > free:
        raise StorageError(
            f"There is no room for a copy of “{path.name}”",
            got=f"{free / 1e6:,.0f} MB free",
            expected=f"{needed / 1e6:,.0f} MB",
            next_step="Free some space, or put the project on another disk.",
        )


def _copy(file: Path, place: Path, done: int, total: int, emit: Emit, cancel: CancelToken) -> int:
    with open(file, "rb") as source, open(place, "wb") as target:
        while block := source.read(COPY_BLOCK):
            cancel.check()
            target.write(block)
            done += len(block)
            emit(Progress(done, max(total, 1), "bytes"))
        target.flush()
        os.fsync(target.fileno())
    return done


def _free_id(folder: Path, wanted: str) -> str:
    """``wanted``, or the same with a number that is not taken."""
    name, number = wanted, 2
    while (folder / name).exists():
        name, number = f"{wanted}-{number}", number + 1
    return name
