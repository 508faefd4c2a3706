"""The Home page."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QLabel

from studio.context import Context
from studio.shell.page import Page


class HomePage(Page):
    """The home page."""

    name: ClassVar[str] = "home"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setCentralWidget(QLabel("home"))
