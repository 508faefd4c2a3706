"""The pages, in the order of the side bar, imported when they are first shown."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP

from studio.context import Context
from studio.services.tasks import Tasks
from studio.shell.page import Page


@dataclass(frozen=True)
class PageEntry:
    """A page by name.

    Attributes:
        name: stable.
        title: to be translated in the context ``Pages``.
        icon: Phosphor's name.
        place: ``module:class``.
        tip: what the user does there, to be translated likewise.
    """

    name: str
    title: str
    icon: str
    place: str
    tip: str

    def make(self, context: Context) -> Page:
        """Import and make the page."""
        module, _, kind = self.place.partition(":")
        made = getattr(importlib.import_module(module), kind)(context)
        assert isinstance(made, Page)
        return made


_WORDS = [
    (str(title), str(tip))
    for title, tip in (
        (QT_TRANSLATE_NOOP("Pages", "Home"), QT_TRANSLATE_NOOP("Pages", "Projects, this computer, licences")),
        (
            QT_TRANSLATE_NOOP("Pages", "Capture"),
            QT_TRANSLATE_NOOP("Pages", "The video: what is found in it, and which parts are used"),
        ),
        (QT_TRANSLATE_NOOP("Pages", "Bank"), QT_TRANSLATE_NOOP("Pages", "Expressions of other people")),
        (
            QT_TRANSLATE_NOOP("Pages", "Retrieval"),
            QT_TRANSLATE_NOOP("Pages", "Which faces of the bank are like this one"),
        ),
        (QT_TRANSLATE_NOOP("Pages", "Train"), QT_TRANSLATE_NOOP("Pages", "Make the avatar, and watch it learn")),
        (QT_TRANSLATE_NOOP("Pages", "Live"), QT_TRANSLATE_NOOP("Pages", "Move the avatar")),
        (QT_TRANSLATE_NOOP("Pages", "Compare"), QT_TRANSLATE_NOOP("Pages", "Two avatars side by side")),
    )
]


def _entry(name: str, icon: str, title: str, tip: str) -> PageEntry:
    return PageEntry(name, title, icon, f"studio.pages.{name}.page:{name.capitalize()}Page", tip)


PAGES = (
    _entry("home", "house", *_WORDS[0]),
    _entry("capture", "video-camera", *_WORDS[1]),
    _entry("bank", "squares-four", *_WORDS[2]),
    _entry("retrieval", "users-three", *_WORDS[3]),
    _entry("train", "barbell", *_WORDS[4]),
    _entry("live", "broadcast", *_WORDS[5]),
    _entry("compare", "columns", *_WORDS[6]),
)


def import_later(tasks: Tasks) -> None:
    """Import the pages one after the other off the window's thread: Train alone stalled it for 0.1 s."""
    modules = [entry.place.partition(":")[0] for entry in PAGES]

    def import_next(_: object = None) -> None:
        if modules:
            module = modules.pop(0)
            tasks.run(lambda: importlib.import_module(module), import_next, priority=-1)

    import_next()
