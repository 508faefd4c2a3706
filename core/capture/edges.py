"""The person's edge: soft masks, and the person's own colours, where a photo mixes them with what is behind.

A pixel on the edge shows some of the wall. An avatar trained on it wears the wall as a bright line round dark hair,
which is seen as soon as it is drawn on another background. Light: OpenCV and numpy.
"""

from __future__ import annotations

import numpy as np

from core.capture.cv import cv2
from core.types import BoolArray, ByteArray, FloatArray

EDGES_ID = "edges-1"
_SIDE = 256
"""Widths are told for pictures of this side."""
_INSIDE_PX, _OUTSIDE_PX = 2.5, 1.0
"""Pixels nearer than this to the mask's edge, inside and outside, are looked at anew."""
_LEAST_PX = 1.0
"""In small pictures, too, the pixels beside the edge."""
_NONE, _FULL = 13, 242
"""Masks of at most, or at least, so much are sure."""
_NEAR_BOX, _WIDE_BOX = 5, 15
"""Two box filters of so many pixels spread known colours, in the order in which they are asked."""
_WIDE_WEIGHT = 0.03
_FEW = 1e-3
"""With less than this of its surroundings known, nothing is known of a colour."""
_ALIKE = 43.0
"""Person and background that are this far apart, in levels of 255 over RGB, tell half of the share by their colours."""


def clean_edges(image: ByteArray, mask: ByteArray) -> tuple[ByteArray, ByteArray]:
    """Unmix the person from the background at the mask's edge.

    Known colours of both sides are spread over the edge; where between them a pixel lies is its share, as far as they
    differ, and what it shows of the background is replaced by the person. Blended by the new mask, picture and any
    background give what a camera would have seen before that background.

    Args:
        image: RGB, uint8 [S, S, 3].
        mask: 0 background to 255 person, uint8 [S, S].
    Returns:
        The same two, changed at the edge alone; unchanged where there is no person or no background beyond the edge.
    Source: the compositing equation I = a F + (1 - a) B; Porter & Duff, Compositing Digital Images, 1984.
    """
    scale = image.shape[0] / _SIDE
    person = _depth(mask >= _FULL) > max(_INSIDE_PX * scale, _LEAST_PX)
    behind = _depth(mask <= _NONE) > max(_OUTSIDE_PX * scale, _LEAST_PX)
    edge = ~(person | behind)
    if not (person.any() and behind.any() and edge.any()):
        return image, mask
    picture = image.astype(np.float32)
    person_rgb, person_seen = _spread(picture, person, scale, edge)
    behind_rgb, behind_seen = _spread(picture, behind, scale, edge)
    pixel, before = picture[edge], mask[edge]  # [E, 3], [E]
    apart = person_rgb - behind_rgb
    squared = np.square(apart).sum(axis=-1)
    along = ((pixel - behind_rgb) * apart).sum(axis=-1) / np.maximum(squared, 1e-3)
    # what the network is sure of is doubted only beside the background, not at holes in the mask such as earrings
    told = (person_seen > 0.0) & ((behind_seen > _FEW) | ((before < _FULL) & (behind_seen > 0.0)))
    trust = np.where(told, squared / (squared + _ALIKE**2), 0.0)
    alpha = trust * np.clip(along, 0.0, 1.0) + (1.0 - trust) * (before / 255.0)
    share, own = mask.copy(), image.copy()
    share[edge] = np.rint(alpha * 255.0)
    shown = (pixel + (1.0 - alpha)[:, None] * apart).clip(0.0, 255.0)
    own[edge] = np.where((told & (share[edge] > 0))[:, None], np.rint(shown), pixel)
    return own, share


def _depth(region: BoolArray) -> FloatArray:
    """Distance of each pixel to the nearest one outside the region, pixels; the picture's border is no edge."""
    padded = np.pad(region.astype(np.uint8), 2, mode="edge")
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 3)[2:-2, 2:-2], np.float32)


def _spread(picture: FloatArray, known: BoolArray, scale: float, at: BoolArray) -> tuple[FloatArray, FloatArray]:
    """The mean of the known colours near each pixel of ``at`` [E, 3], and how much of its near surroundings is known.

    The second [E] is 0 where nothing is known farther off either.
    """
    weighted = np.ones((*known.shape, 4), np.float32)
    weighted[..., :3] = picture
    weighted *= known[..., None]
    near, wide = (_blurred(weighted, box * scale)[at] for box in (_NEAR_BOX, _WIDE_BOX))
    total = near + _WIDE_WEIGHT * wide
    seen = np.where(total[:, 3] > _FEW * _WIDE_WEIGHT, np.maximum(near[:, 3], 1e-6), 0.0)
    return np.asarray(total[:, :3] / np.maximum(total[:, 3:], 1e-6), np.float32), np.asarray(seen, np.float32)


def _blurred(array: FloatArray, box: float) -> FloatArray:
    side = max(3, round(box) | 1)
    return np.asarray(cv2.blur(cv2.blur(array, (side, side)), (side, side)), np.float32)
