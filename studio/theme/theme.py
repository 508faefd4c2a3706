"""The theme in use: the system's, or the one the user chose. Widgets that paint themselves listen to ``changed``."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from studio.theme.palette import DARK, LIGHT, SMALL_PT, Palette
from studio.theme.stylesheet import stylesheet

Choice: TypeAlias = Literal["system", "dark", "light"]


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

    def _apply(self) -> None:
        palette = {"dark": DARK, "light": LIGHT}.get(self._choice) or self._of_system()
        if palette is self._palette:
            return
        self._palette = palette
        self._application.setPalette(_qt_palette(palette))
        self._application.setStyleSheet(stylesheet(palette))
        self.changed.emit()

    def _of_system(self) -> Palette:
        scheme = self._application.styleHints().colorScheme()
        return LIGHT if scheme == Qt.ColorScheme.Light else DARK


def _qt_palette(palette: Palette) -> QPalette:
    """The same colours for what Qt draws itself, such as file dialogs."""
    roles = {
        QPalette.ColorRole.Window: palette.window,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Base: palette.field,
        QPalette.ColorRole.AlternateBase: palette.panel,
        QPalette.ColorRole.Text: palette.text,
        QPalette.ColorRole.PlaceholderText: palette.text_dim,
        QPalette.ColorRole.Button: palette.raised,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.ToolTipBase: palette.panel,
        QPalette.ColorRole.ToolTipText: palette.text,
        QPalette.ColorRole.Highlight: palette.accent,
        QPalette.ColorRole.HighlightedText: palette.on_accent,
        QPalette.ColorRole.Link: palette.accent,
        QPalette.ColorRole.Mid: palette.line,
    }
    made = QPalette()
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(palette.text_off))
    return made
