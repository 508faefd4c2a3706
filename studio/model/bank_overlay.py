"""Where the open capture lies in the bank: which of its expressions it has, and which it misses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from core.bank.pose import head_angles
from core.errors import StudioError
from core.types import BoolArray, FloatArray
from studio.context import Context
from studio.model.capture import CaptureData, CurrentCapture
from studio.services.tasks import Task

if TYPE_CHECKING:
    from core.bank.coverage import Coverage
    from core.bank.snapshot import BankSnapshot


@dataclass(frozen=True, eq=False)
class CaptureFaces:
    """The capture's usable frames in the bank's terms.

    Attributes:
        frames: frame numbers, [T].
        descriptors: raw, [T, D].
        angles: yaw, pitch, roll in radians, [T, 3].
        coverage: of the bank by these frames.
    """

    frames: npt.NDArray[np.int64]
    descriptors: FloatArray
    angles: FloatArray
    coverage: Coverage


class CaptureOverlay(QObject):
    """Part of the BankBrowser.

    Attributes:
        on: whether the map shows it.
        faces: what was computed, or None.

    Signals:
        covered: any of these.
    """

    covered = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.on = self._wanted = False
        self._was_possible = False
        self.faces: CaptureFaces | None = None
        self._task: Task[CaptureFaces] | None = None
        self._done_for: object = None
        self._capture = context.shared(CurrentCapture)
        self._capture.changed.connect(self._follow)
        context.bank.changed.connect(self._follow)
        context.document.edits_changed.connect(lambda before, after: self._follow())

    @property
    def possible(self) -> bool:
        """True if there is a capture in the bank's terms."""
        data, bank = self._capture.data, self._context.bank.data
        if data is None or bank is None or not len(bank):
            return False
        return data.descriptors.ndim == 2 and data.descriptors.shape[1] == len(bank.channels)

    @property
    def busy(self) -> bool:
        """True while it is computed."""
        return self._task is not None

    @property
    def missed(self) -> BoolArray | None:
        """Entries of the bank that the capture has nothing like, [M]; None while that is not known."""
        return None if self.faces is None else np.asarray(~self.faces.coverage.covered, bool)

    def set_on(self, on: bool) -> None:
        """Show it on the map or not."""
        if on != self.on:
            self.on = on
            self.want()
            self.covered.emit()

    def want(self) -> None:
        """Have it computed, now and whenever capture or bank change."""
        if not self._wanted:
            self._wanted = True
            self._follow()

    def _follow(self) -> None:
        data, bank, possible = self._capture.data, self._context.bank.data, self.possible
        changed, self._was_possible = possible != self._was_possible, possible
        if not possible:
            self._forget()
        if changed:
            self.covered.emit()
        if not self._wanted or not possible or data is None or bank is None:
            return
        used = self._capture.used()
        wanted = (id(data), id(bank), used.tobytes())
        if wanted == self._done_for:
            return
        if self._task is not None:
            self._task.cancel()
        self._done_for, self.faces = wanted, None
        self._task = self._context.tasks.run(lambda: _faces(data, used, bank), self._take, failed=self._fail)

    def _forget(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task, self._done_for, self.faces = None, None, None

    def _take(self, faces: CaptureFaces) -> None:
        self._task, self.faces = None, faces
        self.covered.emit()

    def _fail(self, error: StudioError) -> None:
        self._task, self.faces = None, None
        self._context.notices.report(error)
        self.covered.emit()


def _faces(data: CaptureData, used: BoolArray, bank: BankSnapshot) -> CaptureFaces:
    from core.bank.coverage import cover

    frames = np.flatnonzero(used & np.isfinite(data.descriptors).all(axis=1))
    descriptors = data.descriptors[frames]
    angles = head_angles(data.tracks.cam_from_head[frames])
    return CaptureFaces(frames, descriptors, angles, cover(bank, descriptors, angles))
