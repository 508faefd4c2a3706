"""The Compare page."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QLabel

from studio.context import Context
from studio.shell.page import Page


class ComparePage(Page):
    """The compare page."""

    name: ClassVar[str] = "compare"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setCentralWidget(QLabel("compare"))
