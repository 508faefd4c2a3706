"""The pictures of a comparison as files: both viewers, or the difference view, with their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from studio.model.compare_pictures import TILES, Tiles, sheet
from studio.services.files import save_picture
from studio.viewport.native_view import draw_shot, to_image
from studio.viewport.picture import Background, Shot, over

MOST_SHOT_PX = 1536


@dataclass(frozen=True)
class Sheet:
    """Where a picture goes, and what stands on it.

    Attributes:
        folder: where files go.
        name: of the file.
        title: below the pictures.
    """

    folder: Path
    name: str
    title: str


def save_tiles(made: Sheet, tiles: Tiles, caption: Callable[[str], str]) -> Callable[[], Path]:
    """Work for a thread: the difference view as a file."""
    pictures = [(caption(name), tiles.images[name]) for name in TILES if name in tiles.images]
    return lambda: save_picture(sheet(pictures, 3, made.title), made.folder, made.name)


def save_shots(
    made: Sheet, shots: list[tuple[str, Shot]], size: tuple[int, int], background: Background
) -> Callable[[], Path]:
    """Work for a thread: what the viewers show, side by side, as a file. ``size`` is one viewer's, in pixels."""
    scale = min(1.0, MOST_SHOT_PX / max(*size, 1))
    width, height = (max(round(side * scale), 1) for side in size)

    def draw(shot: Shot) -> QImage:
        return to_image(over(draw_shot(shot, width, height), background))

    return lambda: save_picture(
        sheet([(caption, draw(shot)) for caption, shot in shots], 2, made.title), made.folder, made.name
    )
