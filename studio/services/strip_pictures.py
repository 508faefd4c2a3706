"""Decoded pictures of a capture's frames: read and decoded on worker threads, the last ones kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from core.project.captures import PictureStrip
from studio.services.pictures import decode_picture
from studio.services.tasks import Task, Tasks

MAX_SIDE_PX = 4096
MAX_WAITING = 96


class StripPictures(QObject):
    """Pictures of one strip. Ask in ``paintEvent``: what is not there yet is decoded, and ``arrived`` follows.

    Args:
        tasks: for decoding.
        kept: so many pictures are kept.
        height: pictures are scaled down to this height; 0 leaves them as they are.
        priority: of decoding among other tasks.
        parent: owner.

    Signals:
        arrived: the picture of this frame can be had now.
    """

    arrived = Signal(int)

    def __init__(
        self, tasks: Tasks, *, kept: int, height: int = 0, priority: int = 5, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._most, self._height, self._priority = tasks, kept, height, priority
        self._strip: PictureStrip | None = None
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._waiting: OrderedDict[int, Task[QImage]] = OrderedDict()

    def use(self, strip: PictureStrip | None) -> None:
        """Give pictures of another strip from now on."""
        if strip is not self._strip:
            self.keep_waiting(())
            self._kept.clear()
            self._strip = strip

    def set_height(self, height: int) -> None:
        """Decode at another height from now on."""
        if height != self._height:
            self._height = height
            self.keep_waiting(())
            self._kept.clear()

    def image(self, frame: int) -> QImage | None:
        """The picture of a frame; a null image where there is none; None while it is decoded."""
        found = self._kept.get(frame)
        if found is not None:
            self._kept.move_to_end(frame)
            return found
        strip = self._strip
        if strip is None or frame in self._waiting:
            return None
        height = self._height
        self._waiting[frame] = self._tasks.run(
            lambda: decode_picture(strip.encoded(frame), most_px=MAX_SIDE_PX, height=height),
            lambda image: self._take(strip, frame, image),
            priority=self._priority,
        )
        if len(self._waiting) > MAX_WAITING:
            self._waiting.popitem(last=False)[1].cancel()
        return None

    def kept(self, frame: int) -> QImage | None:
        """The picture of a frame if it is there; nothing is begun."""
        return self._kept.get(frame)

    def keep_waiting(self, visible: Iterable[int]) -> None:
        """Drop what is not wanted any more, as after scrubbing on."""
        wanted = set(visible)
        for frame in [f for f in self._waiting if f not in wanted]:
            self._waiting.pop(frame).cancel()

    def _take(self, strip: PictureStrip, frame: int, image: QImage) -> None:
        self._waiting.pop(frame, None)
        if strip is not self._strip:
            return
        self._kept[frame] = image
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        self.arrived.emit(frame)
