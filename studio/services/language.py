"""The language of the window: installs translations, and says when to make everything visible again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from studio.services.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "i18n"
NAMES = {"en": "English", "zh_CN": "简体中文"}
"""Every language in its own words."""


class Language(QObject):
    """Follows the system's language, or the one that the user chose.

    Args:
        settings: where the choice is kept.
        parent: owner.

    Signals:
        changed: other translations are installed; what shows words must be made again.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._installed: list[QTranslator] = []
        self._current = "en"
        self._install(self._wanted())

    @property
    def current(self) -> str:
        """The language that is shown, ``en`` or ``zh_CN``."""
        return self._current

    @property
    def choice(self) -> str:
        """What the user chose; empty follows the system."""
        return self._settings.language

    def choose(self, choice: str) -> None:
        """Follow the system (empty) or keep to one language."""
        self._settings.language = choice
        self.show(self._wanted())

    def show(self, language: str) -> None:
        """Speak a language for this run only."""
        if language != self._current:
            self._install(language)
            self.changed.emit()

    def stop(self) -> None:
        """Take the translations out of the application. Safe to call twice."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()

    def _wanted(self) -> str:
        return self._settings.language or of_locale(QLocale.system())

    def _install(self, language: str) -> None:
        self.stop()
        self._current = language
        QLocale.setDefault(QLocale(language))
        if language == "en":
            return
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in ((f"qtbase_{language}", qt), (f"raf_studio_{language}", str(FOLDER))):
            translator = QTranslator(self)
            if translator.load(name, folder):
                QCoreApplication.installTranslator(translator)
                self._installed.append(translator)


def of_locale(locale: QLocale) -> str:
    """The language to show under a system's locale."""
    simplified = locale.script() is QLocale.Script.SimplifiedHanScript
    return "zh_CN" if locale.language() is QLocale.Language.Chinese and simplified else "en"
