"""Which frames of a project's capture taught a splat; what is read for it is kept for the next question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from core.avatar.runtime import Avatar
from core.errors import StudioError
from core.expression.neutral import Neutral
from core.live.retarget import encoder_of
from core.project.captures import Capture, PictureStrip
from core.project.edits import CaptureEdits
from core.tracking.tracks import FaceTracks
from core.types import FloatArray
from studio.context import Context
from studio.model.live import is_subject
from studio.services.tasks import Task
from studio.viewport.picking import taught_by

MAX_FRAMES = 2000
APART_S = 0.4


@dataclass(frozen=True)
class TaughtFrame:
    """A frame of a capture that taught a splat.

    Attributes:
        frame: its number in the capture's source.
        share: how far it moved the splat, of the farthest.
        picture: a small JPEG, or empty.
    """

    frame: int
    share: float
    picture: bytes


@dataclass(frozen=True, eq=False)
class _Lesson:
    """The training frames of one avatar in one capture."""

    avatar: Avatar
    capture: Capture
    edits: CaptureEdits
    frames: npt.NDArray[np.int32]
    descriptors: FloatArray
    apart: int
    pictures: PictureStrip | None


@dataclass(frozen=True)
class _Rows:
    """Some rows of tracks, as encoders read them."""

    landmarks: FloatArray
    blendshapes: FloatArray
    gaze: FloatArray


class Teaching(QObject):
    """Answers questions about the avatar and the project that are open; get it by ``context.shared(Teaching)``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._lesson: _Lesson | None = None
        self._task: Task[tuple[_Lesson, list[TaughtFrame]]] | None = None

    def capture_of(self, avatar: Avatar) -> Capture | None:
        """The open project's capture that an avatar was made of."""
        captures = self._context.document.contents.captures
        return next((capture for capture in captures if is_subject(avatar, capture)), None)

    def ask(self, avatar: Avatar, splat: int, then: Callable[[list[TaughtFrame]], object]) -> bool:
        """Find the frames that taught a splat, in the background; an earlier question is dropped.

        Args:
            avatar: whose splat it is.
            splat: its number.
            then: gets the frames, the most telling first; empty where they cannot be read.
        Returns:
            False if the avatar was not made of a capture of the open project.
        """
        if self._task is not None:
            self._task.cancel()
            self._task = None
        capture = self.capture_of(avatar)
        if capture is None:
            return False
        known, edits = self._lesson, self._context.document.edits.capture(capture.id)

        def work() -> tuple[_Lesson, list[TaughtFrame]]:
            fits = known is not None and (known.avatar, known.capture, known.edits) == (avatar, capture, edits)
            lesson = known if known is not None and fits else _read(avatar, capture, edits)
            return lesson, _answer(lesson, splat)

        def take(found: tuple[_Lesson, list[TaughtFrame]]) -> None:
            self._task, self._lesson = None, found[0]
            then(found[1])

        def fail(error: StudioError) -> None:
            self._task = None
            self._context.notices.report(error)
            then([])

        self._task = self._context.tasks.run(work, take, failed=fail)
        return True


def _read(avatar: Avatar, capture: Capture, edits: CaptureEdits) -> _Lesson:
    """Encode the frames that were trained on, at most MAX_FRAMES of them."""
    tracks = capture.tracks()
    rows = _training_rows(tracks, edits)
    step = max(1, -(-len(rows) // MAX_FRAMES))
    rows = rows[::step]
    some = _Rows(tracks.landmarks[rows], tracks.blendshapes[rows], tracks.gaze[rows])
    neutral = Neutral.from_dict(avatar.meta.neutral)
    descriptors = encoder_of(avatar).encode(some, neutral) if len(rows) else np.zeros((0, 0), np.float32)
    try:
        pictures: PictureStrip | None = capture.pictures()
    except StudioError:
        pictures = None
    apart = max(1, round(APART_S * max(tracks.fps, 1.0) / step))
    return _Lesson(avatar, capture, edits, tracks.frame_index[rows], descriptors, apart, pictures)


def _training_rows(tracks: FaceTracks, edits: CaptureEdits) -> npt.NDArray[np.intp]:
    """Rows with a face that are neither left out nor kept for judging."""
    used = tracks.found.copy()
    for first, last in (*edits.left_out(len(used)), *(edits.held_out or ())):
        used[first:last] = False
    return np.flatnonzero(used)


def _answer(lesson: _Lesson, splat: int) -> list[TaughtFrame]:
    taught = taught_by(lesson.avatar, splat, lesson.descriptors, apart=lesson.apart)
    frames = [(int(lesson.frames[t.row]), t.share) for t in taught]
    strip = lesson.pictures
    return [TaughtFrame(frame, share, strip.encoded(frame) if strip else b"") for frame, share in frames]
