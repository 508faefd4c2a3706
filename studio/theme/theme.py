"""The theme in use: the system's, or the one the user chose. Widgets that paint themselves listen to ``changed``."""

from __future__ import annotations

import time
from typing import Literal, TypeAlias

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from studio.theme.palette import DARK, LIGHT, SMALL_PT, Palette
from studio.theme.roles import ALIKE, ROLES
from studio.theme.stylesheet import stylesheet

Choice: TypeAlias = Literal["system", "dark", "light"]
TURN_S = 0.01
"""So long hidden widgets are given other colours in one turn of the event loop."""


class Theme(QObject):
    """Applies a palette to the application and says when it changes.

    Args:
        application: the running application.
        choice: follow the system, or keep to one theme.
    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: Choice = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = choice
        self._palette: Palette | None = None
        self._hidden: list[QWidget] = []
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(self._style_hidden)
        application.setStyle("Fusion")
        font = QFont(application.font())
        font.setPointSize(SMALL_PT)
        application.setFont(font)
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def palette(self) -> Palette:
        """The colours in use."""
        assert self._palette is not None
        return self._palette

    @property
    def choice(self) -> Choice:
        """What the user chose."""
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Follow the system, or keep to one theme."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def mark(self, window: QWidget) -> None:
        """Tell a new window which pictures of the style sheet are its own."""
        window.setProperty("theme", self.palette.name)

    def _apply(self) -> None:
        palette = {"dark": DARK, "light": LIGHT}.get(self._choice) or self._of_system()
        if palette is self._palette:
            return
        self._palette = palette
        self._application.setPalette(_qt_palette(palette))
        for window in self._application.topLevelWidgets():
            self.mark(window)
        sheet = stylesheet()
        if self._application.styleSheet() != sheet:
            self._application.setStyleSheet(sheet)
        else:
            self._style_again()
        self.changed.emit()

    def _style_again(self) -> None:
        """Give every widget the colours that are in the palette now: what is seen at once, the rest little by little.

        Widgets keep what the style sheet says of them with the colours of that time until they are polished again.
        """
        widgets = self._application.allWidgets()
        self._hidden = [widget for widget in widgets if not widget.isVisible()]
        for widget in widgets:
            if widget.isVisible():
                _style(widget)
        self._later.start()

    def _style_hidden(self) -> None:
        end_s = time.perf_counter() + TURN_S
        while self._hidden and time.perf_counter() < end_s:
            widget = self._hidden.pop()
            if shiboken6.isValid(widget):
                _style(widget)
        if not self._hidden:
            self._later.stop()

    def _of_system(self) -> Palette:
        scheme = self._application.styleHints().colorScheme()
        return LIGHT if scheme == Qt.ColorScheme.Light else DARK


def _style(widget: QWidget) -> None:
    widget.style().polish(widget)
    widget.update()


def _qt_palette(palette: Palette) -> QPalette:
    """The colours where the style sheet, and what Qt draws itself, look for them."""
    made = QPalette()
    for name, (role, _) in ROLES.items():
        for each in (role, *ALIKE.get(name, ())):
            made.setColor(each, QColor(getattr(palette, name)))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.text_off))
    return made
