"""What the window remembers between runs."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QSettings

from studio.theme.theme import Choice

MAX_RECENT = 5
MAX_PROJECTS = 12
LANGUAGES = ("en", "zh_CN")
BESIDE = "beside"
_CHOICES = ("system", "dark", "light")


class Settings:
    """Typed access to the settings file.

    Args:
        store: where they are kept; the user's own by default.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        scope = QSettings.Scope.UserScope
        self._store = store or QSettings(QSettings.Format.IniFormat, scope, "RAF Studio", "RAF Studio")

    @property
    def theme(self) -> Choice:
        """The chosen theme; the system's if the file says nothing sensible."""
        value = str(self._store.value("theme", "system"))
        return cast("Choice", value if value in _CHOICES else "system")

    @theme.setter
    def theme(self, choice: Choice) -> None:
        self._store.setValue("theme", choice)

    @property
    def recent_avatars(self) -> list[Path]:
        """Avatars opened lately that still exist, newest first."""
        value = self._store.value("recent_avatars", [])
        names = value if isinstance(value, list) else [value]
        return [path for path in map(Path, map(str, names)) if path.is_file()][:MAX_RECENT]

    def remember_avatar(self, path: Path) -> None:
        """Put an avatar first among the recent ones."""
        path = path.absolute()
        others = [known for known in self.recent_avatars if known != path]
        self._store.setValue("recent_avatars", [str(known) for known in [path, *others]][:MAX_RECENT])
        self.set_folder("avatar", path.parent)

    def folder(self, purpose: str) -> Path:
        """The folder last used for a purpose (``avatar``, ``clip``, ``picture``); the home folder at first."""
        folder = Path(str(self._store.value(f"folder/{purpose}", "")))
        return folder if folder.is_dir() and str(folder) != "." else Path.home()

    def set_folder(self, purpose: str, folder: Path) -> None:
        """Remember the folder used for a purpose."""
        self._store.setValue(f"folder/{purpose}", str(folder))

    @property
    def geometry(self) -> QByteArray:
        """The main window's place and size, as Qt saved it."""
        value = self._store.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def known_projects(self) -> list[Path]:
        """Projects opened lately, newest first, without a look at the disk."""
        value = self._store.value("recent_projects", [])
        names = value if isinstance(value, list) else [value]
        return [Path(name) for name in map(str, names) if name][:MAX_PROJECTS]

    @property
    def recent_projects(self) -> list[Path]:
        """Projects opened lately that still exist, newest first."""
        return [path for path in self.known_projects if (path / "project.json").is_file()]

    def remember_project(self, path: Path) -> None:
        """Put a project first among the recent ones."""
        path = path.absolute()
        others = [known for known in self.recent_projects if known != path]
        self._store.setValue("recent_projects", [str(known) for known in [path, *others]][:MAX_PROJECTS])
        self.set_folder("project", path.parent)

    def forget_project(self, path: Path) -> None:
        """Take a project off the recent ones."""
        self._store.setValue("recent_projects", [str(known) for known in self.recent_projects if known != path])

    @property
    def language(self) -> str:
        """Chosen language, ``en`` or ``zh_CN``; empty follows the system."""
        value = str(self._store.value("language", ""))
        return value if value in LANGUAGES else ""

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    @property
    def projects_folder(self) -> Path | None:
        """Where new projects go; None puts each beside its video."""
        value = str(self._store.value("projects_folder", ""))
        if value == BESIDE:
            return None
        return Path(value) if value else Path.home() / "RAF Studio"

    @projects_folder.setter
    def projects_folder(self, folder: Path | None) -> None:
        self._store.setValue("projects_folder", BESIDE if folder is None else str(folder))

    def layout(self, page: str) -> QByteArray:
        """Where a page's docks were left, as Qt saved it; empty at first."""
        value = self._store.value(f"layout/{page}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_layout(self, page: str, state: QByteArray) -> None:
        """Remember where a page's docks are."""
        self._store.setValue(f"layout/{page}", state)

    def text(self, key: str, default: str = "") -> str:
        """A page's own small choice, such as the last view."""
        return str(self._store.value(f"page/{key}", default))

    def set_text(self, key: str, value: str) -> None:
        """Remember a page's own small choice."""
        self._store.setValue(f"page/{key}", value)
