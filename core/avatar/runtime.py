"""Drawing an avatar with numpy alone: descriptor and head pose in, splats out. Light; no torch.

The torch twin is ``core.avatar.model``; a test holds the two equal to 1e-5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from core.avatar import layout
from core.avatar.format import AvatarMeta, check_layers, read_avatar, write_avatar
from core.avatar.se3 import exp_se3, log_se3, quat_from_matrix, quat_multiply
from core.tracking.shape import LandmarkModel
from core.types import Camera, FloatArray, Splats, check_shape


@dataclass(frozen=True)
class Avatar:
    """An avatar ready to be driven.

    Attributes:
        meta: its facts.
        arrays: its tensors, by the names of ``core.avatar.format``.
    """

    meta: AvatarMeta
    arrays: dict[str, FloatArray]

    @classmethod
    def load(cls, path: Path | str) -> Avatar:
        """Read an avatar file; FormatError if it is not a sound one."""
        arrays, meta = read_avatar(Path(path))
        return cls(meta, arrays)

    def save(self, path: Path | str, *, compact: bool = False) -> None:
        """Write the avatar atomically; ``compact`` keeps the bases in half precision, for snapshots."""
        write_avatar(Path(path), self.arrays, self.meta, compact=compact)

    @property
    def base(self) -> FloatArray:
        """Canonical attributes in natural units, [N, 14]."""
        return self.arrays["base"]

    @property
    def bases(self) -> FloatArray:
        """Expression bases in natural units, [K, N, 14]."""
        return self.arrays["bases"]

    @property
    def blend(self) -> FloatArray:
        """Share of the head's motion in each splat's, 0..1, [N]."""
        return self.arrays["blend"]

    @property
    def units(self) -> FloatArray:
        """Physical size of one stored unit, [14]."""
        return self.arrays["units"]

    @property
    def K(self) -> FloatArray:  # noqa: N802 - the field's name
        """Intrinsics of the training images in pixels, [3, 3]."""
        return self.arrays["K"]

    @property
    def cam_from_head0(self) -> FloatArray:
        """The capture's typical head pose, [4, 4]."""
        return self.arrays["cam_from_head0"]

    @property
    def landmark_shape(self) -> FloatArray:
        """The subject's own landmarks at rest in head space, metres, [478, 3]."""
        return self.arrays["landmark.shape"]

    @property
    def landmark_model(self) -> LandmarkModel:
        """The subject's landmark model: another clip of the same person is tracked against it."""
        prefix = "landmark."
        return LandmarkModel.from_arrays({k[len(prefix) :]: v for k, v in self.arrays.items() if k.startswith(prefix)})

    @property
    def train_descriptors(self) -> FloatArray:
        """A summary of the descriptors it was trained on, [M, D]."""
        return self.arrays["train_descriptors"]

    @property
    def num_channels(self) -> int:
        """D."""
        return len(self.meta.channels)

    def camera(self, size: int | None = None) -> Camera:
        """The capture camera, drawing ``size`` pixels a side (the training size by default)."""
        size = size or self.meta.image_size
        K = self.K.copy()
        K[:2] *= size / self.meta.image_size
        return Camera(K=K, cam_from_world=np.eye(4, dtype=np.float32), width=size, height=size)

    def standardise(self, descriptor: FloatArray) -> FloatArray:
        """The network's input: centred, scaled, and limited to what was ever seen, [..., D]."""
        limit = self.arrays["input_limit"]
        scaled = (descriptor - self.arrays["input_mean"]) * self.arrays["input_scale"]
        return np.asarray(np.clip(scaled, -limit, limit), np.float32)

    def weights(self, descriptor: FloatArray) -> FloatArray:
        """Basis weights of a descriptor: [..., D] -> [..., K], float32."""
        x = self.standardise(np.asarray(descriptor, np.float32))
        out = x @ self.arrays["linear"].T
        for index in range(self._layers):
            x = np.asarray(x @ self.arrays[f"mlp.{index}.weight"].T + self.arrays[f"mlp.{index}.bias"], np.float32)
            if index + 1 < self._layers:
                x = np.asarray(x / (1.0 + np.exp(-np.clip(x, -60, 60))), np.float32)  # SiLU
        return np.asarray(out + x if self._layers else out, np.float32)

    def poses(self, cam_from_head: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Corrected head pose and the torso pose that goes with a tracked head pose, both [4, 4]."""
        motion = head_motion(cam_from_head, self.cam_from_head0)
        features = np.concatenate([np.ones(1, np.float32), motion])
        head = exp_se3(self.arrays["pose_map"] @ features)
        torso = exp_se3(self.arrays["torso_map"] @ features)
        return compose(head, cam_from_head), compose(torso, self.cam_from_head0)

    def attributes(self, descriptor: FloatArray) -> FloatArray:
        """Deformed physical attributes before activation, [N, 14]."""
        w = self.weights(descriptor)
        moved = self.base + (w @ self.bases.reshape(len(w), -1)).reshape(self.base.shape)
        return np.asarray(moved * self.units, np.float32)

    def splats(self, descriptor: FloatArray, cam_from_head: FloatArray | None = None) -> Splats:
        """Splats of an expression and head pose, in the capture camera's space.

        Args:
            descriptor: of the avatar's own encoder, [D].
            cam_from_head: tracked head pose, [4, 4]; the capture's typical pose if None.
        """
        descriptor = np.asarray(descriptor, np.float32)
        check_shape("descriptor", descriptor, self.num_channels)
        pose = self.cam_from_head0 if cam_from_head is None else np.asarray(cam_from_head, np.float32)
        head, torso = self.poses(pose)
        return place(self.attributes(descriptor), self.blend, head, torso)

    @cached_property
    def _layers(self) -> int:
        return check_layers(self.arrays, self.num_channels, self.bases.shape[0], self.meta.name)


def head_motion(cam_from_head: FloatArray, cam_from_head0: FloatArray) -> FloatArray:
    """The head's motion from its typical pose: shift in decimetres and rotation in radians, [..., 4, 4] -> [..., 6]."""
    relative = np.array(cam_from_head, np.float32)
    relative[..., :3, :3] = cam_from_head[..., :3, :3] @ cam_from_head0[:3, :3].T
    relative[..., :3, 3] = (cam_from_head[..., :3, 3] - cam_from_head0[:3, 3]) * 10.0
    return log_se3(relative)


def compose(delta: FloatArray, pose: FloatArray) -> FloatArray:
    """Turn a pose about the head's own origin, then shift it; both along the camera's axes. [..., 4, 4] each."""
    out = np.array(pose, np.float32)
    out[..., :3, :3] = delta[..., :3, :3] @ pose[..., :3, :3]
    out[..., :3, 3] = pose[..., :3, 3] + delta[..., :3, 3]
    return out


def place(attributes: FloatArray, blend: FloatArray, head: FloatArray, torso: FloatArray) -> Splats:
    """Activate attributes [N, 14] and move each splat by its mix of head and torso motion, [4, 4] each."""
    mean, quat = attributes[:, layout.MEAN], attributes[:, layout.QUAT]
    b = blend[:, None]
    moved = b * (mean @ head[:3, :3].T + head[:3, 3]) + (1 - b) * (mean @ torso[:3, :3].T + torso[:3, 3])
    q_head, q_torso = quat_from_matrix(head[:3, :3]), quat_from_matrix(torso[:3, :3])
    if float(q_head @ q_torso) < 0:
        q_torso = -q_torso
    turn = b * q_head + (1 - b) * q_torso
    turn /= np.maximum(np.linalg.norm(turn, axis=1, keepdims=True), 1e-12)
    unit = quat / np.maximum(np.linalg.norm(quat, axis=1, keepdims=True), 1e-12)
    log_scale = np.clip(attributes[:, layout.LOG_SCALE], *layout.LOG_SCALE_RANGE)
    return Splats(
        means=np.ascontiguousarray(moved, np.float32),
        quats=np.ascontiguousarray(quat_multiply(turn, unit), np.float32),
        scales=np.exp(log_scale).astype(np.float32),
        opacities=_sigmoid(attributes[:, layout.OPACITY]),
        colors=_sigmoid(attributes[:, layout.COLOR]),
    )


def _sigmoid(x: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -60, 60))), np.float32)
