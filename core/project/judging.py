"""Judging an avatar file: finding the capture it came from, preparing another clip, calling the evaluation."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.errors import FormatError, InputError
from core.events import CancelToken, Emit
from core.project.chain_parts import HELDOUT, mask_of, spread, write_comparison
from core.project.project import SUFFIX, Project

if TYPE_CHECKING:
    from core.avatar.runtime import Avatar
    from core.capture.prepared import PreparedClip

SHEET_ROWS = 6


@dataclass(frozen=True)
class Judging:
    """Ways to judge one avatar.

    Attributes:
        avatar: to be judged.
        max_frames: at most so many frames, evenly spread.
        fit_pose: draw each frame of the subject at the head and torso pose that suit its picture best.
    """

    avatar: Avatar
    max_frames: int
    fit_pose: bool = False

    def on_capture(
        self, folder: Path, *, sheet: Path | None, emit: Emit, cancel: CancelToken
    ) -> dict[str, float | None]:
        """Figures on the held-out frames of a prepared capture, named 'heldout.…'."""
        from core.capture.prepared import PreparedClip

        clip = PreparedClip.load(folder)
        return self._judge(clip, np.asarray(clip.split) == HELDOUT, "heldout.", sheet, emit, cancel)

    def on_clip(self, clip: Path, *, sheet: Path | None, emit: Emit, cancel: CancelToken) -> dict[str, float | None]:
        """Figures on a further clip of the same person, named 'heldout.…': none of its frames was trained on.

        The clip is followed with the subject's own landmark model, so that both share one head space.
        """
        from core.capture.prepare import PrepareOptions, prepare_clip
        from core.weights.store import WeightStore

        with tempfile.TemporaryDirectory(prefix="raf-studio-eval-") as folder:
            prepared = prepare_clip(
                clip,
                Path(folder),
                size=self.avatar.meta.image_size,
                store=WeightStore(),
                emit=emit,
                cancel=cancel,
                options=PrepareOptions(holdout="none", refine="off"),
                model=self.avatar.landmark_model,
            )
            return self._judge(prepared, np.asarray(prepared.split) >= 0, "heldout.", sheet, emit, cancel)

    def driven_by(
        self, clip: Path, *, reference: Path | None, emit: Emit, cancel: CancelToken
    ) -> dict[str, float | None]:
        """Figures when somebody else's clip drives the avatar, named 'cross.…'.

        Args:
            clip: the driver's.
            reference: the subject's prepared capture, for identity; None leaves that out.
            emit: gets progress.
            cancel: looked at at every frame.
        """
        from core.capture.frames import open_source
        from core.capture.prepared import PreparedClip
        from core.evaluation.cross import evaluate_cross
        from core.tracking.track import track_source
        from core.weights.store import WeightStore

        store = WeightStore()
        with contextlib.closing(open_source(clip)) as source:
            tracks = track_source(source, store=store, emit=emit, cancel=cancel)
        return evaluate_cross(
            self.avatar,
            tracks,
            store=store,
            reference=None if reference is None else PreparedClip.load(reference),
            max_frames=self.max_frames,
            emit=emit,
            cancel=cancel,
        )

    def _judge(
        self,
        clip: PreparedClip,
        wanted: np.ndarray,
        prefix: str,
        sheet: Path | None,
        emit: Emit,
        cancel: CancelToken,
    ) -> dict[str, float | None]:
        from core.evaluation.evaluate import evaluate
        from core.weights.store import WeightStore

        rows = spread(np.flatnonzero(wanted & clip.tracks.found), self.max_frames)
        figures = evaluate(
            self.avatar,
            clip,
            store=WeightStore(),
            frames=mask_of(rows, len(clip)),
            prefix=prefix,
            fit_pose=self.fit_pose,
            emit=emit,
            cancel=cancel,
        )
        if sheet is not None:
            write_comparison(self.avatar, clip, spread(rows, SHEET_ROWS), sheet, fit_pose=self.fit_pose)
        return dict(figures)


def required(clip: Path | None) -> Path:
    """The clip, or InputError when none was given."""
    if clip is None:
        raise InputError("No driving clip was given", next_step="Name it after the avatar")
    return clip


def project_of(avatar: Path, project: Path | None) -> Project:
    """The project that an avatar was made in: the given one, one around the avatar, or one of its name beside it.

    Raises:
        InputError: none is found.
    """
    beside = avatar.parent / f"{avatar.stem}{SUFFIX}"
    around = avatar.resolve().parent.parent
    for place in (project, around, beside, Path.cwd() / beside.name):
        if place is not None and place.suffix == SUFFIX and place.is_dir():
            return Project.open(place)
    raise InputError(
        f"The project of '{avatar.name}' was not found",
        next_step="Name it with --project, or give a clip of the same person to judge by",
    )


def own_capture(avatar: Avatar, path: Path, project: Path | None) -> Path | None:
    """The subject's capture where it can be found, else None."""
    with contextlib.suppress(InputError):
        return capture_of(avatar, project_of(path, project))
    return None


def capture_of(avatar: Avatar, project: Project) -> Path:
    """The prepared capture in a project that an avatar was trained on.

    Raises:
        InputError: the project has no such capture.
    """
    from core.capture.prepared import PreparedClip

    source = avatar.meta.training.get("source")
    wanted = source.get("sha256") if isinstance(source, dict) else None
    for folder in sorted((project.root / "captures").glob("*/")):
        with contextlib.suppress(FormatError):
            clip = PreparedClip.load(folder)
            if clip.tracks.source_sha256 == wanted and clip.size == avatar.meta.image_size:
                return folder
    raise InputError(
        f"The project '{project.root.name}' does not hold the capture of '{avatar.meta.name}'",
        next_step="Give a clip of the same person to judge by",
    )
