"""The difference view: truth, A and B above; A against B, and either one's errors, as heat below."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.model.compare import Compare
from studio.model.compare_pictures import HEAT_TOP, TILES, Tiles, heat_colors
from studio.model.run_pictures import to_image
from studio.pages.compare.badge import draw_badge
from studio.services.engine_words import engine_text
from studio.theme.palette import GRID
from studio.theme.theme import Theme

COLUMNS, ROWS = 3, 2
CAPTION_PX, GAP_PX, LEGEND_PX, BADGE_PX = 24, 8, 28, 16


class TilesView(QWidget):
    """Bound to the model.

    Args:
        compare: whose pictures are shown.
        theme: colours.
        parent: owner.
    """

    def __init__(self, compare: Compare, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compare, self._theme = compare, theme
        self._ramp: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(3 * 80, 2 * 80)
        self.setAccessibleName(self.tr("Truth, A, B and their differences"))
        self.setToolTip(self.tr("Bright is where two pictures differ; frames that are held out are the fair test"))
        compare.tiles_changed.connect(self._show)
        compare.view_changed.connect(self.update)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(720, 520)

    def caption(self, name: str) -> str:
        """The words under a tile."""
        tiles = self._compare.tiles
        line = self._compare.timeline.line
        if name == "truth":
            return self.tr("Truth") if line is not None and line.truth is not None else self.tr("Video")
        if name in ("a", "b"):
            return self._title(0 if name == "a" else 1)
        apart = tiles.apart if tiles is not None else None
        if name == "apart":
            text = self.tr("A and B differ")
            return text if apart is None else self.tr("{} by {} levels").format(text, f"{apart:.2f}")
        side = 0 if name == "error_a" else 1
        error = tiles.errors[side] if tiles is not None else None
        text = self.tr("Error")
        return text if error is None else self.tr("{} of {} levels").format(text, f"{error:.2f}")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.palette.window))
        tiles = self._compare.tiles
        flipped = {"a": "b", "b": "a", "error_a": "error_b", "error_b": "error_a"} if self._compare.flipped else {}
        for i, place_name in enumerate(TILES):
            self._draw_tile(painter, self._place(i), flipped.get(place_name, place_name), tiles)
        self._draw_legend(painter)

    def _place(self, i: int) -> QRectF:
        """Where a tile's picture goes."""
        wide = (self.width() - 2 * GRID - (COLUMNS - 1) * GAP_PX) / COLUMNS
        high = (self.height() - 2 * GRID - LEGEND_PX) / ROWS - CAPTION_PX
        side = max(min(wide, high), 24.0)
        left = (self.width() - COLUMNS * side - (COLUMNS - 1) * GAP_PX) / 2
        top = max((self.height() - LEGEND_PX - ROWS * (side + CAPTION_PX)) / 2, GRID / 2)
        return QRectF(left + (i % COLUMNS) * (side + GAP_PX), top + (i // COLUMNS) * (side + CAPTION_PX), side, side)

    def _draw_tile(self, painter: QPainter, place: QRectF, name: str, tiles: Tiles | None) -> None:
        palette = self._theme.palette
        image = tiles.images.get(name) if tiles is not None else None
        if image is None:
            painter.fillRect(place, QColor(palette.panel))
            painter.setPen(QColor(palette.text_dim))
            text = self.tr("Drawing…") if tiles is None else self._why_missing(name)
            box = place.adjusted(GRID, GRID, -GRID, -GRID)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)
        else:
            painter.fillRect(place, QColor(palette.viewer))
            painter.drawImage(_fitted(image, place), image, QRectF(image.rect()))
        below = QRectF(place.left(), place.bottom(), place.width(), CAPTION_PX)
        side = {"a": 0, "error_a": 0, "b": 1, "error_b": 1}.get(name)
        if side is not None:
            painter.save()
            draw_badge(painter, QRectF(below.left(), below.top() + 5, BADGE_PX, BADGE_PX), side, palette)
            painter.restore()
            below.adjust(BADGE_PX + GRID // 2 + 2, 0, 0, 0)
        painter.setPen(QColor(palette.text_dim))
        text = painter.fontMetrics().elidedText(self.caption(name), Qt.TextElideMode.ElideMiddle, int(below.width()))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def _why_missing(self, name: str) -> str:
        line = self._compare.timeline.line
        if name == "apart":
            return self.tr("Their pictures are of different sizes")
        if line is not None and line.note is not None:
            return engine_text(line.note.what)
        if name == "truth":
            return self.tr("There is no picture of this frame")
        side = 0 if name == "error_a" else 1
        if line is not None and line.capture_id is not None and not line.moves[side].own:
            return self.tr("Somebody else than this video shows: there is no truth to compare with")
        if line is not None and line.truth is None:
            return self.tr("A video that drives has no truth to compare with")
        return self.tr("This frame was left out of the training pictures")

    def _draw_legend(self, painter: QPainter) -> None:
        """What the colours mean."""
        palette = self._theme.palette
        if self._ramp is None:
            self._ramp = to_image(np.repeat(heat_colors()[None], 4, axis=0))
        width = min(240, self.width() // 3)
        bar = QRectF((self.width() - width) / 2, self.height() - LEGEND_PX / 2 - 8, width, 10)
        painter.drawImage(bar, self._ramp, QRectF(self._ramp.rect()))
        painter.setPen(QColor(palette.text_dim))
        right, left = int(Qt.AlignmentFlag.AlignRight), int(Qt.AlignmentFlag.AlignLeft)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(bar.left() - 130, bar.top() - 6, 122, 22), right | middle, self.tr("equal"))
        text = self.tr("{} levels apart or more").format(HEAT_TOP)
        painter.drawText(QRectF(bar.right() + 8, bar.top() - 6, 320, 22), left | middle, text)

    def _title(self, side: int) -> str:
        candidate = self._compare.sides.both[side].candidate
        return candidate.title if candidate is not None else ""

    def _show(self) -> None:
        names = [self.caption(name) for name in TILES]
        self.setAccessibleDescription(", ".join(names))
        self.update()


def _fitted(image: QImage, place: QRectF) -> QRectF:
    """The largest box of an image's shape in the middle of a place."""
    scale = min(place.width() / max(image.width(), 1), place.height() / max(image.height(), 1))
    width, height = image.width() * scale, image.height() * scale
    return QRectF(place.center().x() - width / 2, place.center().y() - height / 2, width, height)
