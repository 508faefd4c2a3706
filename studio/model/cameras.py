"""The camera in use: one choice for driving, recording and looking for faces, remembered between runs."""

from __future__ import annotations

import importlib
import sys

from PySide6.QtCore import QObject, Signal

from studio.context import Context
from studio.services.cameras import Camera, linux_cameras, qt_cameras

KEY = "camera"
UNKNOWN_COUNT = 4
"""Numbers to choose from where the system does not tell its cameras."""
MAX_NUMBER = 63


class Cameras(QObject):
    """Get it by ``context.shared(Cameras)``.

    Attributes:
        found: what the system tells; None where it does not.

    Signals:
        changed: other cameras were found, or another one was chosen.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.found: tuple[Camera, ...] | None = None
        self.refresh()

    @property
    def number(self) -> int:
        """Of the camera in use."""
        text = self._context.settings.text(KEY, "")
        if text.isdigit():
            return min(int(text), MAX_NUMBER)
        return self.found[0].number if self.found else 0

    @property
    def choices(self) -> tuple[tuple[int, str], ...]:
        """Numbers and names to choose from, the one in use among them even if it is unplugged."""
        known = {camera.number: camera.name for camera in self.found or ()}
        numbers = set(known) | {self.number} | (set() if known else set(range(UNKNOWN_COUNT)))
        return tuple((number, self.name(number)) for number in sorted(numbers))

    def name(self, number: int) -> str:
        """What a camera is called; two of a kind are told apart by their numbers."""
        names = {camera.number: camera.name for camera in self.found or ()}
        plain = self.tr("Camera {}").format(number)
        name = names.get(number, "")
        if not name:
            return plain
        return f"{name} ({plain})" if list(names.values()).count(name) > 1 else name

    def choose(self, number: int) -> None:
        """Use another camera from now on."""
        if number != self.number:
            self._context.settings.set_text(KEY, str(number))
            self.changed.emit()

    def refresh(self) -> None:
        """Look again: cameras come and go."""
        if sys.platform.startswith("linux"):
            self._take(linux_cameras())
        else:  # the import takes long
            self._context.tasks.run(_import_multimedia, lambda _: self._take(qt_cameras()))

    def _take(self, found: tuple[Camera, ...] | None) -> None:
        if found != self.found:
            self.found = found
            self.changed.emit()


def _import_multimedia() -> None:
    try:
        importlib.import_module("PySide6.QtMultimedia")
    except ImportError:
        return
