"""Small made-up avatars for tests."""

from __future__ import annotations

import numpy as np

from core.avatar import layout
from core.avatar.format import AvatarMeta
from core.types import FloatArray


def tiny_arrays(N: int = 40, K: int = 3, D: int = 5, seed: int = 0) -> dict[str, FloatArray]:
    """Arrays of a sound avatar in front of its camera."""
    rng = np.random.default_rng(seed)
    physical = np.zeros((N, layout.ATTRIBUTES))
    physical[:, layout.MEAN] = rng.normal(scale=0.04, size=(N, 3))
    physical[:, layout.QUAT] = rng.normal(size=(N, 4))
    physical[:, layout.LOG_SCALE] = rng.normal(-5.0, 0.3, (N, 3))
    physical[:, layout.OPACITY] = rng.normal(size=N)
    physical[:, layout.COLOR] = rng.normal(size=(N, 3))
    pose = np.diag([1.0, -1.0, -1.0, 1.0])
    pose[2, 3] = 0.6
    arrays = {
        "base": physical / layout.natural_units(),
        "bases": rng.normal(scale=3.0, size=(K, N, layout.ATTRIBUTES)),
        "units": layout.natural_units(),
        "blend": rng.random(N),
        "cam_from_head0": pose,
        "K": np.array([[80.0, 0, 32], [0, 80.0, 32], [0, 0, 1]]),
        "torso_map": rng.normal(scale=0.01, size=(6, 7)),
        "pose_map": rng.normal(scale=0.01, size=(6, 7)),
        "linear": rng.normal(size=(K, D)),
        "input_mean": rng.normal(size=D),
        "input_scale": 0.5 + rng.random(D),
        "input_limit": np.full(D, 3.0),
        "mlp.0.weight": rng.normal(size=(7, D)),
        "mlp.0.bias": rng.normal(size=7),
        "mlp.1.weight": rng.normal(size=(K, 7)),
        "mlp.1.bias": rng.normal(size=K),
        "landmark.shape": rng.normal(scale=0.04, size=(478, 3)),
        "landmark.basis": rng.normal(scale=0.001, size=(52, 478, 3)),
        "landmark.neutral": rng.random(52),
        "landmark.weights": rng.random(478),
        "train_descriptors": rng.normal(size=(11, D)),
    }
    return {name: np.ascontiguousarray(value, np.float32) for name, value in arrays.items()}


def tiny_meta(D: int = 5) -> AvatarMeta:
    """Facts that go with tiny_arrays."""
    channels = tuple(f"channel{i}" for i in range(D))
    return AvatarMeta("tiny", "blend52", 1, channels, ("mouth",) * D, image_size=64)
