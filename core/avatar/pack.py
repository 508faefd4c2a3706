"""From the trained torch model to the arrays of an avatar file."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from core.avatar.field import FieldDeformation, distill
from core.avatar.format import MAX_SUMMARY
from core.avatar.model import RESIDUAL_STEP, AvatarModel, BasisDeformation
from core.tracking.shape import LandmarkModel
from core.types import FloatArray

SUMMARY = 2000
DISTILL_FRAMES = 300


@torch.no_grad()
def pack_arrays(
    model: AvatarModel,
    *,
    K: FloatArray,
    landmarks: LandmarkModel,
    descriptors: FloatArray,
    num_bases: int,
    hidden: int,
    seed: int = 0,
) -> dict[str, FloatArray]:
    """The arrays that ``core.avatar.format`` asks for.

    Args:
        model: trained (or averaged) weights.
        K: intrinsics of the training images, [3, 3].
        landmarks: the person's landmark model.
        descriptors: of the training frames, [T, D]; a bounded summary is kept.
        num_bases: K that a field is distilled to.
        hidden: width of the distilled network.
        seed: of the distillation.
    """
    base, deformation = model.base.detach().clone(), model.deformation
    if isinstance(deformation, FieldDeformation):
        chosen = descriptors[np.linspace(0, len(descriptors) - 1, min(len(descriptors), DISTILL_FRAMES)).astype(int)]
        x = model.standardise(torch.from_numpy(chosen))
        with torch.enable_grad():
            mean, deformation = distill(deformation, x, num_bases, hidden, seed)
        base += mean
    assert isinstance(deformation, BasisDeformation)
    step = model.base.new_tensor(RESIDUAL_STEP)[:, None]
    arrays = {
        "base": base,
        "bases": deformation.bases,
        "units": model.units,
        "blend": torch.sigmoid(model.blend_logit),
        "cam_from_head0": model.cam_from_head0,
        "torso_map": model.torso_map * step,
        "pose_map": model.pose_map * step,
        "linear": deformation.linear,
        "input_mean": model.input_mean,
        "input_scale": model.input_scale,
        "input_limit": model.input_limit,
    }
    for index, layer in enumerate(m for m in deformation.mlp if isinstance(m, nn.Linear)):
        arrays[f"mlp.{index}.weight"], arrays[f"mlp.{index}.bias"] = layer.weight, layer.bias
    out = {name: np.ascontiguousarray(value.detach().cpu().numpy(), np.float32) for name, value in arrays.items()}
    keep = np.linspace(0, len(descriptors) - 1, min(len(descriptors), SUMMARY, MAX_SUMMARY)).astype(int)
    extra = {"K": K, "train_descriptors": descriptors[keep]}
    extra |= {f"landmark.{name}": array for name, array in landmarks.to_arrays().items()}
    return out | {name: np.ascontiguousarray(value, np.float32) for name, value in extra.items()}
