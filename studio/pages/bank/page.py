"""The Bank page."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QLabel

from studio.context import Context
from studio.shell.page import Page


class BankPage(Page):
    """The bank page."""

    name: ClassVar[str] = "bank"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setCentralWidget(QLabel("bank"))
