"""The strips under the filmstrip as one picture: every pixel column sums up its frames, so that length costs little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from core.project.edits import CaptureEdits, Span
from core.types import BoolArray, ByteArray
from studio.model.capture_facts import CLOSED, CaptureFacts, flags_of
from studio.theme.palette import SERIES, Palette, rgb

Columns: TypeAlias = npt.NDArray[np.int64]
Color: TypeAlias = npt.NDArray[np.uint8]

STRIPS = (("use", 18), ("face", 14), ("blur", 22), ("turn", 36), ("eyes", 16))
"""Key and height in pixels, from the top."""
GAP_PX = 3
TURN_REACH = float(np.radians(40))
_LINE_PX = 1.6


@dataclass(frozen=True, eq=False)
class StripContent:
    """What is drawn.

    Attributes:
        facts: of the frames.
        edits: the user's decisions.
        held_out: what is kept for judging, chosen by the user or the program.
    """

    facts: CaptureFacts
    edits: CaptureEdits
    held_out: tuple[Span, ...]


def total_height() -> int:
    """Pixels of all strips with the gaps between them."""
    return sum(height for _, height in STRIPS) + GAP_PX * (len(STRIPS) - 1)


def strip_tops() -> dict[str, tuple[int, int]]:
    """Upper edge and height of each strip, by key."""
    places, y = {}, 0
    for key, height in STRIPS:
        places[key] = (y, height)
        y += height + GAP_PX
    return places


def draw_strips(
    content: StripContent | None, span: tuple[float, float], width: int, ratio: float, palette: Palette
) -> QImage:
    """Draw all strips.

    Args:
        content: what to draw; None draws empty strips.
        span: frames shown, [first, last).
        width: device pixels.
        ratio: device pixels in a pixel.
        palette: colours.
    """
    height = max(round(total_height() * ratio), 1)
    pixels = np.empty((height, max(width, 1), 3), np.uint8)
    pixels[:] = color(palette.panel)
    starts, ends = columns_of(span, max(width, 1), len(content.facts) if content is not None else 0)
    painter = _Painter(palette, starts, ends, ratio)
    for key, (top, size) in strip_tops().items():
        block = pixels[round(top * ratio) : round((top + size) * ratio)]
        block[:] = color(palette.field)
        if content is not None and len(content.facts):
            getattr(painter, f"draw_{key}")(block, content)
    image = QImage(pixels.data, pixels.shape[1], height, 3 * pixels.shape[1], QImage.Format.Format_RGB888).copy()
    image.setDevicePixelRatio(ratio)
    return image


class _Painter:
    """Draws one strip after the other into blocks of pixels."""

    def __init__(self, palette: Palette, starts: Columns, ends: Columns, ratio: float) -> None:
        self._palette, self._starts, self._ends, self._ratio = palette, starts, ends, ratio
        self._series = [color(c) for c in SERIES[palette.name]]

    def draw_use(self, block: ByteArray, content: StripContent) -> None:
        """Used, excluded, held out; neutral frames as marks at the bottom."""
        T, palette = len(content.facts), self._palette
        first, last = content.edits.trim or (0, T)
        block[:, self._any(flags_of(((first, last),), T))] = color(palette.track)
        block[:, self._any(flags_of(content.held_out, T) & flags_of(((first, last),), T))] = self._series[3]
        excluded = self._any(flags_of(content.edits.excluded, T))
        block[:, excluded] = color(palette.field)
        rows, columns = np.indices(block.shape[:2])
        stripes = (rows + columns) // max(2, round(2 * self._ratio)) % 3
        block[(stripes == 0) & excluded] = color(palette.warning)
        outside = ~self._any(flags_of(((first, last),), T))
        block[:, outside] = color(palette.field)
        if content.edits.neutral:
            neutral = np.zeros(T, bool)
            neutral[[f for f in content.edits.neutral if f < T]] = True
            marks = _widened(self._any(neutral), round(self._ratio))
            block[-max(2, round(5 * self._ratio)) :, marks] = self._series[2]

    def draw_face(self, block: ByteArray, content: StripContent) -> None:
        """Where there is a face; one lost frame is seen at any scale."""
        block[:, self._any(content.facts.found)] = color(self._palette.text_off)
        block[:, self._any(~content.facts.found)] = color(self._palette.error)

    def draw_blur(self, block: ByteArray, content: StripContent) -> None:
        """The worst of each column."""
        facts = content.facts
        height = np.where(facts.found, facts.blur, 0.0)
        worst = reduce(np.maximum, height, self._starts, self._ends)
        fill(block, np.zeros(len(worst)), worst, color(self._palette.text_off))
        blurred = self._any(facts.found & ~facts.sharp)
        fill(block, np.zeros(len(worst)), np.where(blurred, worst, np.nan), color(self._palette.warning))

    def draw_turn(self, block: ByteArray, content: StripContent) -> None:
        """Yaw and pitch as lines around the middle."""
        middle = block.shape[0] // 2
        block[middle : middle + 1] = color(self._palette.line)
        thick = _LINE_PX * self._ratio / block.shape[0]
        for angles, line in ((content.facts.pitch, self._series[1]), (content.facts.yaw, self._series[0])):
            low = reduce(np.fmin, angles, self._starts, self._ends) / TURN_REACH / 2 + 0.5
            high = reduce(np.fmax, angles, self._starts, self._ends) / TURN_REACH / 2 + 0.5
            fill(block, np.clip(low, 0, 1) - thick / 2, np.clip(high, 0, 1) + thick / 2, line)

    def draw_eyes(self, block: ByteArray, content: StripContent) -> None:
        """How far the eyes are closed; closed ones stand out."""
        closed = reduce(np.maximum, content.facts.closed, self._starts, self._ends)
        fill(block, np.zeros(len(closed)), closed, color(self._palette.text_off))
        fill(block, np.zeros(len(closed)), np.where(closed > CLOSED, closed, np.nan), self._series[0])

    def _any(self, flags: BoolArray) -> BoolArray:
        return np.asarray(reduce(np.logical_or, flags, self._starts, self._ends), bool)


def columns_of(span: tuple[float, float], width: int, count: int) -> tuple[Columns, Columns]:
    """First frame, and the frame after the last, of each pixel column."""
    edges = np.linspace(span[0], span[1], width + 1)
    starts = np.clip(edges[:-1].astype(np.int64), 0, max(count - 1, 0))
    ends = np.clip(np.ceil(edges[1:]).astype(np.int64), starts + 1, max(count, 1))
    return starts, ends


def reduce(ufunc: np.ufunc, values: npt.NDArray[Any], starts: Columns, ends: Columns) -> npt.NDArray[Any]:
    """``ufunc`` over values[start:end] of each column."""
    pairs = np.stack([starts, np.minimum(ends, len(values))], axis=1).ravel()
    padded = np.append(values, values[-1:])  # an end may be the length itself
    found: npt.NDArray[Any] = ufunc.reduceat(padded, pairs)[::2]
    return found


def fill(block: ByteArray, low: npt.NDArray[Any], high: npt.NDArray[Any], paint: Color) -> None:
    """Fill each column from ``low`` to ``high``, shares of the height from the bottom; nothing for NaN."""
    height = block.shape[0]
    there = np.isfinite(low) & np.isfinite(high) & (high > low)
    first, last = np.where(there, low, 0.0) * height, np.where(there, high, -1.0) * height
    level = (height - np.arange(height) - 0.5)[:, None]
    block[(level >= first) & (level <= np.maximum(last, first + 0.9)) & there] = paint


def color(name: str) -> Color:
    """#rrggbb as bytes, [3]."""
    return (np.array(rgb(name)) * 255).round().astype(np.uint8)


def _widened(flags: BoolArray, by: int) -> BoolArray:
    wide = flags.copy()
    for step in range(1, by + 1):
        wide[step:] |= flags[:-step]
        wide[:-step] |= flags[step:]
    return wide
