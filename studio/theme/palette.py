"""Colours and sizes of the two themes. Neutral greys without a tint, one accent. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

GRID = 8
"""Pixels; dense controls use half of it."""
PANEL_PADDING = 12
CONTROL_HEIGHT = 28
TOP_BAR_HEIGHT = 48
INSPECTOR_WIDTH = 392
SIDE_BAR_WIDTH = 88
THUMBNAIL_PX, THUMBNAIL_GAP = 96, 4
SMALL_PT, BODY_PT, TITLE_PT = 11, 13, 18
"""The three sizes of type. SMALL is for controls and captions, BODY for headings and notices, TITLE for empty views."""


@dataclass(frozen=True)
class Palette:
    """Colours of a theme as #rrggbb, by their use."""

    name: str
    window: str
    panel: str
    field: str
    raised: str
    raised_hover: str
    line: str
    text: str
    text_dim: str
    text_off: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_soft: str
    warning: str
    error: str
    track: str
    viewer: str
    veil: str


DARK = Palette(
    name="dark",
    window="#1f1f1f",
    panel="#262626",
    field="#1b1b1b",
    raised="#333333",
    raised_hover="#3d3d3d",
    line="#3a3a3a",
    text="#e6e6e6",
    text_dim="#a0a0a0",
    text_off="#6a6a6a",
    accent="#5ca8ff",
    on_accent="#101418",
    accent_hover="#7dbaff",
    accent_soft="#2b3d52",
    warning="#e8b04a",
    error="#ff7b72",
    track="#454545",
    viewer="#3c3c3c",
    veil="#000000",
)

LIGHT = Palette(
    name="light",
    window="#ececec",
    panel="#f8f8f8",
    field="#ffffff",
    raised="#e2e2e2",
    raised_hover="#d6d6d6",
    line="#cccccc",
    text="#1c1c1c",
    text_dim="#575757",
    text_off="#9a9a9a",
    accent="#1460bd",
    on_accent="#ffffff",
    accent_hover="#0f4f9e",
    accent_soft="#d3e3f7",
    warning="#7d5200",
    error="#b3261e",
    track="#c4c4c4",
    viewer="#b4b4b4",
    veil="#3a3a3a",
)

PALETTES = {"dark": DARK, "light": LIGHT}
SERIES = {
    "dark": ("#5ca8ff", "#f2a65a", "#7fd18b", "#d99bff", "#ff8f87", "#8adfe0", "#e6d36a", "#c0c0c0"),
    "light": ("#1460bd", "#a34a00", "#1b7a34", "#7c2fb0", "#b3261e", "#00707a", "#6b5a00", "#4a4a4a"),
}
"""Colours of lines in plots, by the theme's name; each has a contrast of at least 4.5 to a panel."""


def readable_pairs(palette: Palette) -> list[tuple[str, str]]:
    """Every (text colour, what lies behind it) that the window shows; a test holds each to a contrast of 4.5."""
    p = palette
    behind = {
        p.text: (p.window, p.panel, p.field, p.raised, p.raised_hover, p.accent_soft),
        p.text_dim: (p.window, p.panel, p.field),
        p.accent: (p.window, p.panel),
        p.on_accent: (p.accent, p.accent_hover),
        p.warning: (p.window, p.panel),
        p.error: (p.window, p.panel),
    }
    return [(text, under) for text, unders in behind.items() for under in unders]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two #rrggbb colours, 1 to 21. Source: WCAG 2.2, relative luminance."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def rgb(color: str) -> tuple[float, float, float]:
    """#rrggbb as display values in 0..1."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _luminance(color: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
