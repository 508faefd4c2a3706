"""Where each colour of a theme lies in Qt's palette, from which the style sheet takes it.

A style sheet with the colours written into it would have to be set anew with every change of theme, and Qt then styles
every widget once for each of its ancestors: 0.7 s for the 1,200 widgets of all pages. Colours that come from the
palette need that only once. What the style sheet draws takes little else from the palette, so the roles of edges that
Qt would draw itself hold colours that Qt has no role for.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QPalette

Role = QPalette.ColorRole

ROLES: Mapping[str, tuple[Role, str]] = {
    "window": (Role.Window, "window"),
    "panel": (Role.AlternateBase, "alternate-base"),
    "field": (Role.Base, "base"),
    "raised": (Role.Button, "button"),
    "raised_hover": (Role.Midlight, "midlight"),
    "line": (Role.Mid, "mid"),
    "text": (Role.WindowText, "window-text"),
    "text_dim": (Role.PlaceholderText, "placeholder-text"),
    "text_off": (Role.Dark, "dark"),
    "accent": (Role.Highlight, "highlight"),
    "on_accent": (Role.HighlightedText, "highlighted-text"),
    "accent_hover": (Role.LinkVisited, "link-visited"),
    "accent_soft": (Role.Light, "light"),
    "warning": (Role.ToolTipText, "tooltip-text"),
    "error": (Role.BrightText, "bright-text"),
    "track": (Role.Shadow, "shadow"),
}
"""The role of each colour, and the role's name in a style sheet."""

ALIKE: Mapping[str, tuple[Role, ...]] = {
    "panel": (Role.ToolTipBase,),
    "text": (Role.Text, Role.ButtonText),
    "accent": (Role.Link, Role.Accent),
}
"""Further roles of colours, for what Qt draws itself, such as file dialogs."""
