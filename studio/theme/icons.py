"""Icons: the Phosphor set that comes with qtawesome, and no other. Only its font is loaded: all of them take 0.2 s."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon

if TYPE_CHECKING:
    from qtawesome.iconic_font import IconicFont

    from studio.theme.palette import Palette

SET = "ph"


def icon(name: str, palette: Palette, *, color: str | None = None) -> QIcon:
    """A Phosphor icon, such as ``play-fill``, in the theme's text colour or the one given."""
    normal = color or palette.text
    made: QIcon = _font().icon(f"{SET}.{name}", color=normal, color_disabled=palette.text_off)
    return made


@cache
def _font() -> IconicFont:
    from qtawesome.iconic_font import IconicFont

    folder = files("qtawesome") / "fonts"
    names = [entry.name for entry in folder.iterdir() if entry.name.startswith("phosphor")]
    font = next(name for name in names if name.endswith(".ttf"))
    charmap = next(name for name in names if name.endswith(".json"))
    return IconicFont((SET, font, charmap))
