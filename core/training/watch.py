"""Looking at a run while it goes on: pictures of chosen frames, snapshots of the avatar, held-out figures over time.

Nothing here changes the run: no random number is drawn, and the time spent does not count as training. What cannot be
written is a warning, not the end of the run.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core import events
from core.avatar.runtime import Avatar
from core.errors import FormatError, StorageError
from core.project.atomic import read_json, storage_error
from core.training.difference import difference
from core.training.heldout import Measure, render_frames
from core.types import ByteArray, IntArray

if TYPE_CHECKING:
    from core.avatar.model import AvatarModel
    from core.training.loop import Trainer
    from core.types import FloatArray

CONTROL_NAME, PREVIEWS_NAME, SNAPSHOTS_NAME, CURRENT_NAME = "control.json", "previews", "snapshots", "current"
MAX_WATCHED = 6
MAX_CONTROL_BYTES = 64 << 10
MAX_SNAPSHOTS = 24
MAX_SNAPSHOT_BYTES = 256 << 20
FIRST_SNAPSHOT_S, SNAPSHOT_RATIO = 2.0, 1.45
CONTROL_EVERY_S = 0.25
PREVIEW_EVERY_S, CURRENT_EVERY_S, FIGURES_EVERY_S = 2.0, 6.0, 10.0
COST_SHARE = 0.03
"""Each kind of looking takes at most about this share of the time."""
JPEG_QUALITY = 92

_MEASURES = ("psnr", "ssim", "lpips")

FindRows = Callable[[object], list[int]]
"""From what the control file says under ``frames`` to rows of the prepared clip."""


@dataclass(frozen=True)
class WatchOptions:
    """What is looked at.

    Attributes:
        run_dir: files go here; ``control.json`` in it may name ``frames`` to show and ask to ``finish``.
        find_rows: turns the frames of the control file into rows of the clip.
        measure: psnr, ssim and lpips of some held-out frames; None measures nothing.
        measured_frames: so many of them, evenly spread.
    """

    run_dir: Path
    find_rows: FindRows
    measure: Measure | None = None
    measured_frames: int = 8


class Watch:
    """An Observer of one run.

    Args:
        options: see WatchOptions.
        descriptors: of all frames, [T, D].
        K: of the prepared pictures, [3, 3].
        pack: the avatar of some weights.
        default_rows: shown until somebody chooses frames.
        measured_rows: held-out frames that are measured.
    """

    def __init__(
        self,
        options: WatchOptions,
        descriptors: FloatArray,
        K: FloatArray,
        pack: Callable[[AvatarModel], Avatar],
        *,
        default_rows: Sequence[int],
        measured_rows: IntArray,
    ) -> None:
        self.options, self._descriptors, self._K, self._pack = options, descriptors, K, pack
        self._rows = list(default_rows)[:MAX_WATCHED]
        self._default_rows = tuple(self._rows)
        self._measured = measured_rows
        self._control = _Control(options.run_dir / CONTROL_NAME)
        self._album = SnapshotAlbum(options.run_dir / SNAPSHOTS_NAME)
        self._next_s = {"preview": 0.5, "current": 1.5, "snapshot": 0.0, "figures": 3.0}
        self._truth_written: set[int] = set()
        self._warned = False

    def after_step(self, trainer: Trainer) -> None:
        """See Observer."""
        self._obey(trainer)
        if self._next_s["snapshot"] == 0.0:
            self._next_s["snapshot"] = self._album.next_due_s(trainer.state.elapsed_s)
        with self._tolerant(trainer):
            self._when_due("preview", PREVIEW_EVERY_S, trainer, self._show)
            self._when_due("current", CURRENT_EVERY_S, trainer, self._show_splats)
            self._when_due("figures", FIGURES_EVERY_S, trainer, self._measure)
            if trainer.state.elapsed_s >= self._next_s["snapshot"]:
                self._snap(trainer)

    def end(self, trainer: Trainer) -> None:
        """The last look, at the end of a run."""
        if trainer.outcome.outcome != "cancelled":
            with self._tolerant(trainer):
                self._show(trainer)
                self._measure(trainer)
                self._snap(trainer)
        with contextlib.suppress(OSError):
            self._album.current.unlink(missing_ok=True)

    def _when_due(self, what: str, every_s: float, trainer: Trainer, work: Callable[[Trainer], None]) -> None:
        if trainer.state.elapsed_s < self._next_s[what]:
            return
        began_s = time.perf_counter()
        self._next_s[what] = trainer.state.elapsed_s + every_s  # also when it fails
        work(trainer)
        spent_s = time.perf_counter() - began_s
        self._next_s[what] = trainer.state.elapsed_s + max(every_s, spent_s / COST_SHARE)

    def _obey(self, trainer: Trainer) -> None:
        changed = self._control.changed()
        if changed is None:
            return
        if changed.get("finish") is True:
            trainer.finish_asked = True
        rows = self.options.find_rows(changed.get("frames"))[:MAX_WATCHED]
        self._rows = rows or list(self._default_rows)
        self._next_s["preview"] = 0.0

    def _show(self, trainer: Trainer) -> None:
        rows = np.asarray(self._rows, np.int32)
        if not len(rows):
            return
        renders = self._render(trainer, rows)
        folder = self.options.run_dir / PREVIEWS_NAME
        folder.mkdir(exist_ok=True)
        truths = (trainer.frames.batch(rows).target.numpy() * 255.0).round().astype(np.uint8)
        for row, truth, render in zip(self._rows, truths, renders, strict=True):
            if row not in self._truth_written:
                _write_picture(folder / f"{row:06d}-truth.jpg", truth)
                self._truth_written.add(row)
            _write_picture(folder / f"{row:06d}-difference.jpg", difference(truth, render))
            _write_picture(folder / f"{row:06d}-render.jpg", render)
            trainer.emit(events.Preview(trainer.state.step, f"{PREVIEWS_NAME}/{row:06d}-render.jpg"))
        self._drop_others(folder)

    def _drop_others(self, folder: Path) -> None:
        for path in folder.glob("*-*.jpg"):
            if path.name[:6].isdigit() and int(path.name[:6]) not in self._rows:
                path.unlink(missing_ok=True)
                self._truth_written.discard(int(path.name[:6]))

    def _show_splats(self, trainer: Trainer) -> None:
        self._pack(trainer.state.average).save(self._album.current, compact=True)
        trainer.emit(events.Preview(trainer.state.step, f"{SNAPSHOTS_NAME}/{self._album.current.name}"))

    def _snap(self, trainer: Trainer) -> None:
        self._next_s["snapshot"] = max(trainer.state.elapsed_s, 1.0) * SNAPSHOT_RATIO  # also when it fails
        path = self._album.add(self._pack(trainer.state.average), trainer.state.step)
        self._next_s["snapshot"] = self._album.next_due_s(trainer.state.elapsed_s)
        trainer.emit(events.Preview(trainer.state.step, f"{SNAPSHOTS_NAME}/{path.name}"))

    def _measure(self, trainer: Trainer) -> None:
        measure, rows = self.options.measure, self._measured
        if measure is None or not len(rows):
            return
        clip = trainer.frames.clip
        figures = measure(
            np.asarray(clip.images[rows]),
            self._render(trainer, rows),
            np.asarray(clip.masks[rows]),
            clip.landmarks_px[rows],
        )
        named = {
            f"heldout.{name}": figures[name] for name in ("psnr", "ssim", "lpips") if figures.get(name) is not None
        }
        trainer.emit(events.Metrics(trainer.state.step, named))

    def _render(self, trainer: Trainer, rows: IntArray) -> ByteArray:
        average = trainer.state.average
        return render_frames(average, self._descriptors, rows, self._K, trainer.frames, trainer.rasterizer)

    @contextlib.contextmanager
    def _tolerant(self, trainer: Trainer) -> Iterator[None]:
        try:
            yield
        except (StorageError, OSError) as error:
            if not self._warned:
                self._warned = True
                text = error.message if isinstance(error, StorageError) else str(error)
                trainer.emit(events.Warning(f"Pictures of the running training are not shown: {text}"))


class SnapshotAlbum:
    """The avatars kept of a run: at rising intervals, bounded in number and bytes.

    Args:
        folder: where they lie as ``step-<steps>.safetensors``; ``current.safetensors`` is the newest look, overwritten.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current = folder / f"{CURRENT_NAME}.safetensors"

    def next_due_s(self, elapsed_s: float) -> float:
        """When the next one is due, in seconds of training."""
        due_s = FIRST_SNAPSHOT_S
        while due_s <= elapsed_s:
            due_s *= SNAPSHOT_RATIO
        return due_s

    def add(self, avatar: Avatar, step: int) -> Path:
        """Keep one, then drop those that the bounds do not allow: never the first and the newest."""
        path = self.folder / f"step-{step:07d}.safetensors"
        avatar.save(path, compact=True)
        kept = sorted(self.folder.glob("step-*.safetensors"))
        sizes = {p: p.stat().st_size for p in kept}
        while len(kept) > 3 and (len(kept) > MAX_SNAPSHOTS or sum(sizes[p] for p in kept) > MAX_SNAPSHOT_BYTES):
            steps = np.array([int(p.stem.removeprefix("step-")) for p in kept], float)
            closest = int((steps[2:] / np.maximum(steps[:-2], 1.0)).argmin()) + 1
            kept.pop(closest).unlink(missing_ok=True)
        return path


class _Control:
    """The file by which others tell a running training what to show; read only when it changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._looked_s = 0.0

    def changed(self) -> dict[str, object] | None:
        """What it says, if that is new."""
        now_s = time.monotonic()
        if now_s - self._looked_s < CONTROL_EVERY_S:
            return None
        self._looked_s = now_s
        try:
            facts = self._path.stat()
        except OSError:
            return None
        stamp = (facts.st_mtime_ns, facts.st_ino)
        if stamp == self._seen:
            return None
        self._seen = stamp
        try:
            return read_json(self._path, max_bytes=MAX_CONTROL_BYTES)
        except FormatError:
            return None


def _write_picture(path: Path, image: ByteArray) -> None:
    """Write a JPEG so that a reader sees the old or the new one; not flushed to disk, since it is soon replaced."""
    from core.capture.cv import cv2

    good, data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    temporary = path.with_suffix(".part")
    try:
        temporary.write_bytes(bytes(data) if good else b"")
        os.replace(temporary, path)
    except OSError as error:
        raise storage_error(path, error) from error
