"""A place in a dock that is filled a moment after it is first seen: the page shows before its panels are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)


class Later(QWidget, Generic[W]):
    """Holds one widget.

    Args:
        make: makes it.
        least_width: pixels that the dock keeps for it.
    """

    def __init__(self, make: Callable[[], W], least_width: int) -> None:
        super().__init__()
        self._make: Callable[[], W] = make
        self._made: W | None = None
        self.setMinimumWidth(least_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    @property
    def is_made(self) -> bool:
        """True once it is there."""
        return self._made is not None

    @property
    def content(self) -> W:
        """The widget, made now if it was not yet."""
        if self._made is None:
            self._made = self._make()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._made)
        return self._made

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._made is None:  # a dock behind another's tab counts as shown, but is never painted
            QTimer.singleShot(0, self, lambda: self.content)
