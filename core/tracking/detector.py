"""Finding faces in a whole picture: the short-range SSD detector, its anchors and its suppression of doubles.

Source: Bazarevsky et al., BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs, 2019.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.tracking.networks import Network
from core.tracking.regions import Region, region_of_points
from core.types import ByteArray

_SIDE = 128
_ANCHORS = 896
_MIN_SCORE = 0.5
_OVERLAP = 0.3
_KEYPOINTS = 6
# where a face is too small for the whole picture, halves of it are searched, overlapping by half
_TILE = 0.5
_TILE_STARTS = (0.0, 0.25, 0.5)


@dataclass(frozen=True)
class Detection:
    """A face: score, box (x0, y0, x1, y1) and six key points [6, 2], right eye and left eye first, in pixels."""

    score: float
    box: npt.NDArray[np.float64]
    points: npt.NDArray[np.float64]

    @property
    def centre(self) -> npt.NDArray[np.float64]:
        """The box's middle."""
        return (self.box[:2] + self.box[2:]) / 2

    @property
    def size(self) -> float:
        """The box's longer side."""
        return float((self.box[2:] - self.box[:2]).max())

    def region(self) -> Region:
        """The square to run the landmark network on."""
        corners = np.array([[self.box[i], self.box[j]] for i in (0, 2) for j in (1, 3)])
        angle_free = region_of_points(corners, self.points[0], self.points[1])
        return Region(float(self.centre[0]), float(self.centre[1]), self.size * 1.5, angle_free.angle)


class FaceDetector:
    """Finds all faces, best first."""

    def __init__(self, content: bytes, threads: int) -> None:
        self._network = Network(content, threads=threads, outputs=(_ANCHORS * 16, _ANCHORS))
        self._anchors = _anchor_centres()

    def detect(self, image: ByteArray) -> list[Detection]:
        """Faces in an RGB picture [H, W, 3]; in overlapping parts of it when the whole shows none."""
        height, width = image.shape[:2]
        whole = Region(width / 2, height / 2, float(max(width, height)), 0.0)
        found = self._in_region(image, whole)
        if not found:
            side = _TILE * max(width, height)
            for fx in _TILE_STARTS:
                for fy in _TILE_STARTS:
                    x, y = (fx + _TILE / 2) * width, (fy + _TILE / 2) * height
                    found += self._in_region(image, Region(x, y, side, 0.0))
        return _suppress(found)

    def _in_region(self, image: ByteArray, region: Region) -> list[Detection]:
        picture = region.cut(image, _SIDE)
        values, logits = self._network((picture.astype(np.float32) / 127.5 - 1.0)[None])
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits, -50.0, 50.0)))
        chosen = np.nonzero(scores >= _MIN_SCORE)[0]
        decoded = values.reshape(_ANCHORS, 16)[chosen].astype(np.float64) / _SIDE
        matrix = region.image_from_unit()
        return [
            _detection(float(scores[i]), row, self._anchors[i], matrix) for i, row in zip(chosen, decoded, strict=True)
        ]


def _detection(
    score: float, row: npt.NDArray[np.float64], anchor: npt.NDArray[np.float64], matrix: npt.NDArray[np.float64]
) -> Detection:
    centre, half = row[:2] + anchor, row[2:4] / 2
    points = np.concatenate([(centre - half)[None], (centre + half)[None], row[4:].reshape(_KEYPOINTS, 2) + anchor])
    pixels = points @ matrix[:, :2].T + matrix[:, 2]
    return Detection(score, pixels[:2].reshape(4), pixels[2:])


def _anchor_centres() -> npt.NDArray[np.float64]:
    """Anchor centres in the unit square, [896, 2]: two per cell of 16 x 16, six per cell of 8 x 8."""
    parts = []
    for cells, repeat in ((16, 2), (8, 6)):
        ticks = (np.arange(cells) + 0.5) / cells
        grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
        parts.append(np.repeat(grid, repeat, axis=0))
    return np.concatenate(parts)


def _suppress(found: list[Detection]) -> list[Detection]:
    """Blend overlapping detections into one each, weighted by score."""
    left = sorted(found, key=lambda d: -d.score)
    kept = []
    while left:
        best = left[0]
        group = [d for d in left if _overlap(best.box, d.box) > _OVERLAP]
        left = [d for d in left if _overlap(best.box, d.box) <= _OVERLAP]
        share = np.array([d.score for d in group]) / sum(d.score for d in group)
        box = np.tensordot(share, np.stack([d.box for d in group]), 1)
        kept.append(Detection(best.score, box, np.tensordot(share, np.stack([d.points for d in group]), 1)))
    return kept


def _overlap(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Intersection over union of two boxes; 1 for the same box even if it is empty."""
    if a is b:
        return 1.0
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    common = float(np.prod(np.maximum(sides, 0.0)))
    union = float(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2])) - common
    return common / union if union > 0 else 0.0
