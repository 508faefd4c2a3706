"""The foreground mask: which pixels are the person. Runs on a square picture of head and shoulders."""

from __future__ import annotations

import numpy as np

from core.capture.cv import cv2
from core.events import CancelToken, Emit, discard
from core.tracking.networks import Network
from core.types import ByteArray
from core.weights.store import WeightStore

MASK_ID = "litert-selfie-segmentation-2"
_SIDE = 256
# Below this share a pixel is background, above _FULL it is person: where the network is in doubt the background shines
# through, and an avatar trained on that wears it as a bright rim.
_NONE, _FULL = 0.5, 0.95


class PersonMask:
    """Separates the person from the background.

    Args:
        store: where the model comes from.
        threads: for the network.
        emit: told about fetching.
        cancel: looked at while fetching.
    Raises:
        WeightsError: the model cannot be had.
    """

    def __init__(
        self, store: WeightStore, threads: int = 2, *, emit: Emit = discard, cancel: CancelToken | None = None
    ) -> None:
        content = store.path("selfie_segmentation", emit=emit, cancel=cancel).read_bytes()
        self._network = Network(content, threads=threads, outputs=(_SIDE * _SIDE,))

    def __call__(self, picture: ByteArray) -> ByteArray:
        """The person's share of each pixel.

        Args:
            picture: RGB, square, uint8 [S, S, 3].
        Returns:
            0 background to 255 person, uint8 [S, S].
        """
        size = picture.shape[0]
        small = picture if size == _SIDE else cv2.resize(picture, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
        (share,) = self._network((small.astype(np.float32) * (1 / 255.0))[None])
        firm = np.clip((share - _NONE) / (_FULL - _NONE), 0.0, 1.0)
        mask = np.asarray(firm * 255.0 + 0.5, np.uint8).reshape(_SIDE, _SIDE)
        full = mask if size == _SIDE else cv2.resize(mask, (size, size), interpolation=cv2.INTER_LINEAR)
        return np.asarray(full, np.uint8)
