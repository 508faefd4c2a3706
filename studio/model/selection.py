"""What is selected, the same on every page: a frame of a capture, and entries of the bank."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The frame and the bank entries that pages point at.

    Attributes:
        capture_id: of the capture, or None.
        frame: frame number in its source.
        entries: entry ids of the bank, the current one first.

    Signals:
        frame_changed: another capture or frame.
        entries_changed: other entries.
    """

    frame_changed = Signal()
    entries_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.capture_id: str | None = None
        self.frame = 0
        self.entries: tuple[int, ...] = ()

    def select_frame(self, frame: int, capture_id: str | None = None) -> None:
        """Select a frame, of the same capture unless another is named."""
        wanted = (capture_id if capture_id is not None else self.capture_id, max(0, frame))
        if wanted != (self.capture_id, self.frame):
            self.capture_id, self.frame = wanted
            self.frame_changed.emit()

    def select_entries(self, entries: tuple[int, ...]) -> None:
        """Select entries of the bank."""
        if entries != self.entries:
            self.entries = entries
            self.entries_changed.emit()

    def clear(self) -> None:
        """Nothing is selected, as when another project is opened."""
        if self.capture_id is not None or self.frame:
            self.capture_id, self.frame = None, 0
            self.frame_changed.emit()
        self.select_entries(())
