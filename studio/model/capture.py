"""The capture that is looked at: its tracks, small pictures, and descriptors in the bank's terms."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from core.errors import FormatError, StudioError
from core.expression.encoder import DEFAULT_ENCODER, get_encoder
from core.expression.neutral import Neutral
from core.project.captures import Capture, PictureStrip
from core.project.edits import CaptureEdits
from core.tracking.tracks import FaceTracks
from core.types import BoolArray, FloatArray
from studio.context import Context
from studio.services.tasks import Task


@dataclass(frozen=True, eq=False)
class CaptureData:
    """A capture read whole, but for its pictures; row i of every array is frame i of the source.

    Attributes:
        capture: its record.
        tracks: the face in every frame.
        pictures: small JPEGs.
        masks: small greyscale PNGs of the person, or None where there are none.
        encoder_id: whose terms the descriptors are in.
        neutral: the resting face that was subtracted, or None where there is none.
        descriptors: [T, D]; empty [0, 0] where no neutral could be had. Rows without a face are meaningless.
    """

    capture: Capture
    tracks: FaceTracks
    pictures: PictureStrip
    masks: PictureStrip | None
    encoder_id: str
    neutral: Neutral | None
    descriptors: FloatArray


class CurrentCapture(QObject):
    """Follows the selection; get it by ``context.shared(CurrentCapture)``.

    Attributes:
        capture: the record of what is selected, or None when the project has none.
        data: what was read of it, or None.
        error: why it could not be read, or None.
        reading: True while it is being read.

    Signals:
        changed: any of these.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.capture: Capture | None = None
        self.data: CaptureData | None = None
        self.error: StudioError | None = None
        self._task: Task[CaptureData] | None = None
        self._read_for: tuple[str, str, tuple[int, ...]] | None = None
        for signal in (context.document.opened, context.document.contents_changed, context.bank.changed):
            signal.connect(self._follow)
        context.selection.frame_changed.connect(self._follow)
        context.document.edits_changed.connect(lambda before, after: self._follow())
        self._follow()

    @property
    def reading(self) -> bool:
        """True while the capture is being read."""
        return self._task is not None

    @property
    def edits(self) -> CaptureEdits:
        """The user's decisions about this capture."""
        return self._context.document.edits.capture(self.capture.id if self.capture is not None else "")

    @property
    def frame(self) -> int:
        """The selected frame, within the capture."""
        last = self.capture.frame_count - 1 if self.capture is not None else 0
        return min(self._context.selection.frame, last)

    def used(self) -> BoolArray:
        """Which frames have a face and are not left out by the user, [T]."""
        if self.data is None:
            return np.zeros(0, bool)
        keep: npt.NDArray[np.bool_] = self.data.tracks.found.copy()
        for first, last in self.edits.left_out(len(keep)):
            keep[first:last] = False
        return keep

    def _follow(self) -> None:
        contents, selection = self._context.document.contents, self._context.selection
        capture = contents.capture(selection.capture_id) or (contents.captures[0] if contents.captures else None)
        if capture is None:
            self._forget()
            return
        bank = self._context.bank.data
        encoder_id = bank.meta.encoder_id if bank is not None else DEFAULT_ENCODER
        neutral = self._context.document.edits.capture(capture.id).neutral
        wanted = (str(capture.folder), encoder_id, neutral)
        if wanted == self._read_for:
            return
        if self._task is not None:
            self._task.cancel()
        if capture != self.capture:
            self.data = None
        self.capture, self.error, self._read_for = capture, None, wanted
        known = self.data
        self._task = self._context.tasks.run(
            lambda: _read(capture, encoder_id, neutral, known), self._take, failed=self._fail, priority=1
        )
        self.changed.emit()

    def _forget(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self.capture is not None or self.data is not None or self.error is not None:
            self.capture = self.data = self.error = None
            self._read_for = None
            self.changed.emit()

    def _take(self, data: CaptureData) -> None:
        self._task, self.data = None, data
        self.changed.emit()

    def _fail(self, error: StudioError) -> None:
        self._task, self.data, self.error = None, None, error
        self.changed.emit()


def _read(capture: Capture, encoder_id: str, frames: tuple[int, ...], known: CaptureData | None) -> CaptureData:
    """Read a capture; what is ``known`` of the same one is not read again."""
    masks: PictureStrip | None = None
    if known is not None and known.capture == capture:
        tracks, pictures, masks = known.tracks, known.pictures, known.masks
    else:
        tracks, pictures = capture.tracks(), capture.pictures()
        with contextlib.suppress(FormatError):
            masks = capture.masks()
    encoder = get_encoder(encoder_id)
    try:
        neutral: Neutral | None = encoder.neutral(tracks, [f for f in frames if f < len(tracks)] or None)
    except StudioError:
        neutral = None
    empty = np.zeros((0, 0), np.float32)
    descriptors = empty if neutral is None else encoder.encode(tracks, neutral)
    return CaptureData(capture, tracks, pictures, masks, encoder_id, neutral, descriptors)
