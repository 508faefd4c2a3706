"""Icons: the Phosphor set that comes with qtawesome. Only its font is used: to import the package takes 0.1 s."""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

if TYPE_CHECKING:
    from studio.theme.palette import Palette

GLYPH_SHARE = 0.875
"""Height of the letter in its square: Phosphor's letters stand out by a pixel at their full size."""


def icon(name: str, palette: Palette, *, color: str | None = None) -> QIcon:
    """A Phosphor icon, such as ``play-fill``, in the theme's text colour or the one given.

    Raises:
        KeyError: the set has no such icon.
    """
    return QIcon(_Engine(_letters()[name], color or palette.text, palette.text_off))


def has_icon(name: str) -> bool:
    """True if the set has an icon of this name."""
    return name in _letters()


class _Engine(QIconEngine):
    """Draws one letter of the icon font at any size."""

    def __init__(self, letter: str, color: str, color_off: str) -> None:
        super().__init__()
        self._letter, self._color, self._color_off = letter, color, color_off

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setPen(QColor(self._color_off if mode is QIcon.Mode.Disabled else self._color))
        font = QFont(_family())
        font.setPixelSize(max(1, round(rect.height() * GLYPH_SHARE)))
        painter.setFont(font)
        painter.drawText(QRectF(rect), int(Qt.AlignmentFlag.AlignCenter), self._letter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made


@cache
def _files() -> tuple[Path, Path]:
    """The font and the table of its letters."""
    spec = importlib.util.find_spec("qtawesome")
    if spec is None or spec.origin is None:
        raise ImportError("The package qtawesome, which brings the icons, is not installed")
    folder = Path(spec.origin).parent / "fonts"
    font = next(path for path in sorted(folder.glob("phosphor*.ttf")))
    return font, next(path for path in sorted(folder.glob("phosphor*charmap*.json")))


@cache
def _letters() -> dict[str, str]:
    table = json.loads(_files()[1].read_text("utf-8"))
    return {name: chr(int(number, 16)) for name, number in table.items()}


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_files()[0]))
    families = QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else ""
