"""Judging the running average on frames that do not train, at the tracker's own pose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from core.avatar.model import AvatarModel
from core.splats.rasterizer import Rasterizer
from core.training.dataset import FrameSet
from core.types import ByteArray, FloatArray, IntArray

# (truth [F, S, S, 3], renders likewise, masks [F, S, S], landmarks [F, 478, 3]) -> named figures
Measure = Callable[[ByteArray, ByteArray, ByteArray, FloatArray], dict[str, float]]

LANDMARK_WEIGHT = 0.02  # one pixel of landmark error weighs as much as 0.02 of LPIPS


@torch.no_grad()
def render_frames(
    model: AvatarModel, descriptors: FloatArray, frames: IntArray, K: FloatArray, set_: FrameSet, rasterizer: Rasterizer
) -> ByteArray:
    """Draw frames as an unseen clip would be drawn: no per-frame residuals. uint8 [F, S, S, 3]."""
    out = np.empty((len(frames), set_.size, set_.size, 3), np.uint8)
    for row, frame in enumerate(frames):
        batch = torch.tensor([int(frame)])
        x = model.standardise(torch.from_numpy(descriptors[[frame]]))
        head, torso = model.poses(batch, residual=False)
        splats = model.place(model.deformation(model.base, x), head, torso)
        render = rasterizer.render(
            *splats,
            torch.eye(4)[None],
            torch.from_numpy(K)[None],
            width=set_.size,
            height=set_.size,
            background=set_.background[None],
        )
        out[row] = (render.rgb[0].clamp(0, 1) * 255.0).round().to(torch.uint8).numpy()
    return out


@dataclass
class HeldoutJudge:
    """Figures of some frames and one score to compare checkpoints by.

    Attributes:
        frames: which to draw, int32 [F].
        descriptors: of all frames, [T, D].
        K: [3, 3].
        frame_set: for truth, masks and landmarks.
        rasterizer: draws.
        measure: the measures.
        prefix: put before each name, such as 'validation.'.
    """

    frames: IntArray
    descriptors: FloatArray
    K: FloatArray
    frame_set: FrameSet
    rasterizer: Rasterizer
    measure: Measure
    prefix: str = "validation."

    def __call__(self, model: AvatarModel) -> dict[str, float]:
        """Named figures, with ``score`` (lower is better)."""
        clip = self.frame_set.clip
        renders = render_frames(model, self.descriptors, self.frames, self.K, self.frame_set, self.rasterizer)
        figures = self.measure(
            np.asarray(clip.images[self.frames]),
            renders,
            np.asarray(clip.masks[self.frames]),
            clip.landmarks_px[self.frames],
        )
        named = {self.prefix + name: value for name, value in figures.items() if value is not None}
        return {**named, "score": score_of(figures)}


def score_of(figures: dict[str, float]) -> float:
    """LPIPS (or 1 - SSIM where its weights are not there) plus the weighted landmark error."""
    lpips = figures.get("lpips")
    image = lpips if lpips is not None else 1.0 - figures["ssim"]
    return float(image + LANDMARK_WEIGHT * (figures.get("landmark_px") or 0.0))


def spread(frames: IntArray, count: int) -> IntArray:
    """At most ``count`` of the frames, evenly."""
    keep = np.linspace(0, len(frames) - 1, min(count, len(frames))).round().astype(int)
    return np.asarray(frames[keep], np.int32)
