"""Frames as the training loop wants them: target, mask and weight tensors; and which frames are used for what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from core.capture.cv import cv2
from core.errors import CaptureError
from core.tracking.names import LEFT_EYE, OUTER_LIPS, RIGHT_EYE
from core.types import FloatArray, IntArray

if TYPE_CHECKING:
    from core.capture.prepared import PreparedClip

MIN_TRAIN_FRAMES = 12
HULL_MARGIN = 1.12


@dataclass(frozen=True)
class Frames:
    """A batch.

    Attributes:
        target: composited on the background, [B, S, S, 3] float32 in 0..1.
        mask: foreground share, [B, S, S].
        weight: loss weight of each pixel, [B, S, S].
        background: RGB in 0..1, [3].
    """

    target: Tensor
    mask: Tensor
    weight: Tensor
    background: Tensor


class FrameSet:
    """Random access to a prepared clip's frames.

    Args:
        clip: the prepared capture.
        background: RGB in 0..1 of frames drawn to be judged.
        detail: loss weight of mouth and eye pixels.
    """

    def __init__(self, clip: PreparedClip, background: tuple[float, float, float], detail: float) -> None:
        self.clip = clip
        self.size = int(clip.images.shape[1])
        self.background = torch.tensor(background, dtype=torch.float32)
        self.detail = detail

    def batch(self, frames: IntArray, shrink: int = 1, background: Tensor | None = None) -> Frames:
        """Frames by index, ``shrink`` times smaller, on another background [3] than the set's where one is given."""
        if background is None:
            background = self.background
        image = torch.from_numpy(np.asarray(self.clip.images[frames])).to(torch.float32).mul_(1 / 255.0)
        mask = torch.from_numpy(np.asarray(self.clip.masks[frames])).to(torch.float32).mul_(1 / 255.0)
        target = background + mask[..., None] * (image - background)
        weight = torch.from_numpy(np.stack([self._weight(int(f)) for f in frames]))
        if shrink > 1:
            target = _pool(target.permute(0, 3, 1, 2), shrink).permute(0, 2, 3, 1).contiguous()
            mask, weight = _pool(mask[:, None], shrink)[:, 0], _pool(weight[:, None], shrink)[:, 0]
        return Frames(target, mask.contiguous(), weight.contiguous(), background)

    def _weight(self, frame: int) -> FloatArray:
        weight = np.ones((self.size, self.size), np.float32)
        points = self.clip.landmarks_px[frame, :, :2]
        for group in (OUTER_LIPS, LEFT_EYE, RIGHT_EYE):
            hull = points[list(group)]
            centre = hull.mean(axis=0)
            grown = centre + (hull - centre) * HULL_MARGIN
            cv2.fillConvexPoly(weight, cv2.convexHull(grown.astype(np.int32)), self.detail)
        return weight


@dataclass(frozen=True)
class Roles:
    """Which frames train, which choose the best checkpoint, which are only reported. Indices, int32."""

    train: IntArray
    validation: IntArray
    heldout: IntArray


def assign_roles(split: np.ndarray, validation_share: float) -> Roles:
    """Split the capture. The validation slice is contiguous: neighbours of a training frame prove nothing.

    Args:
        split: 0 train, 1 held out, -1 left out, [T].
        validation_share: of the training frames.
    Raises:
        CaptureError: too few frames to train on.
    """
    train = np.nonzero(split == 0)[0].astype(np.int32)
    heldout = np.nonzero(split == 1)[0].astype(np.int32)
    count = int(len(train) * validation_share)
    if len(train) - count < MIN_TRAIN_FRAMES:
        raise CaptureError(
            "The capture has too few usable frames to train on",
            got=f"{len(train)} frames",
            expected=f"at least {MIN_TRAIN_FRAMES}",
            next_step="Record a longer clip in which the face is visible.",
        )
    if count == 0:
        return Roles(train, heldout if len(heldout) else train[-1:], heldout)
    # not at an end where it can be helped: clips start and end at rest
    start = min(int(len(train) * 0.62), len(train) - count)
    chosen = np.arange(start, start + count)
    return Roles(np.delete(train, chosen), train[chosen], heldout)


class Sampler:
    """Endless shuffled passes over the training frames; its state is two arrays."""

    def __init__(self, frames: IntArray, seed: int) -> None:
        self.frames = frames
        self.rng = np.random.default_rng(seed)
        self.order = np.zeros(0, np.int32)

    def next(self, count: int) -> IntArray:
        """The next ``count`` frame indices."""
        while len(self.order) < count:
            self.order = np.concatenate([self.order, self.rng.permutation(self.frames)])
        chosen, self.order = self.order[:count], self.order[count:]
        return chosen


def _pool(x: Tensor, shrink: int) -> Tensor:
    return functional.avg_pool2d(x, shrink)
