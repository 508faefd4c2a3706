"""What the renderer draws: an avatar's arrays, or plain splats, in one layout. numpy only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.avatar import layout
from core.avatar.runtime import Avatar
from core.types import Camera, FloatArray, Splats, check_shape
from studio.gl.modes import ViewMode, depth_range

_EDGE = 1e-6
"""Opacity and colour stay this far from 0 and 1, where their logits are infinite."""
_TINY_SCALE_M = 1e-6
DEPTH_KEYS = 65535
NEAR_M = 0.01
TEXTURE_WIDTH = 512
LAYERS = 4
_HALF_MAX = 65504.0
# where each of the 14 attributes goes in the 16 slots of four RGBA layers; slot 11 holds the blend, slot 15 nothing
SLOTS = np.array([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 3, 12, 13, 14])
_BLEND_SLOT = 11


@dataclass(frozen=True)
class SplatScene:
    """Splats with expression bases, as ``core.avatar`` stores them.

    Attributes:
        base: canonical attributes in stored units, [N, 14].
        bases: expression bases in stored units, [K, N, 14]; K may be 0.
        units: physical size of one stored unit, [14].
        blend: share of the head's motion in each splat's, [N].
    """

    base: FloatArray
    bases: FloatArray
    units: FloatArray
    blend: FloatArray

    def __post_init__(self) -> None:
        count = len(self.base)
        check_shape("base", self.base, count, layout.ATTRIBUTES)
        check_shape("bases", self.bases, None, count, layout.ATTRIBUTES)
        check_shape("units", self.units, layout.ATTRIBUTES)
        check_shape("blend", self.blend, count)

    def __len__(self) -> int:
        return len(self.base)

    @classmethod
    def from_avatar(cls, avatar: Avatar) -> SplatScene:
        """The scene of an avatar; shares its arrays."""
        return cls(avatar.base, avatar.bases, avatar.units, avatar.blend)

    @classmethod
    def from_splats(cls, splats: Splats) -> SplatScene:
        """A scene of splats that do not move."""
        base = np.empty((len(splats), layout.ATTRIBUTES), np.float32)
        base[:, layout.MEAN], base[:, layout.QUAT] = splats.means, splats.quats
        base[:, layout.LOG_SCALE] = np.log(np.maximum(splats.scales, _TINY_SCALE_M))
        base[:, layout.OPACITY], base[:, layout.COLOR] = _logit(splats.opacities), _logit(splats.colors)
        ones = np.ones(layout.ATTRIBUTES, np.float32)
        return cls(base, np.zeros((0, *base.shape), np.float32), ones, np.ones(len(splats), np.float32))

    @cached_property
    def _means(self) -> tuple[FloatArray, FloatArray]:
        """Positions of base [N * 3] and bases [K, N * 3] in metres, contiguous: the sort reads them in every frame."""
        unit = self.units[layout.MEAN]
        base = np.ascontiguousarray(self.base[:, layout.MEAN] * unit).reshape(-1)
        bases = np.ascontiguousarray(self.bases[..., layout.MEAN] * unit).reshape(len(self.bases), base.size)
        return base, bases

    @property
    def rows(self) -> int:
        """Of the textures that hold it."""
        return max(1, -(-len(self) // TEXTURE_WIDTH))

    @cached_property
    def packed_base(self) -> FloatArray:
        """Base and blend as the device takes them, [4, rows, TEXTURE_WIDTH, 4]."""
        return _pack(self.base, self.rows, self.blend)

    @cached_property
    def packed_bases(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float16]]:
        """Bases as the device takes them: half floats, for they are the bulk, and their error is 1/2048 of a small
        displacement. [max(K, 1), 4, rows, TEXTURE_WIDTH, 4]."""
        packed = np.zeros((max(len(self.bases), 1), LAYERS, self.rows, TEXTURE_WIDTH, 4), np.float16)
        for k, basis in enumerate(self.bases):
            packed[k] = np.clip(_pack(basis, self.rows), -_HALF_MAX, _HALF_MAX)
        return packed

    def prepare(self) -> SplatScene:
        """Do all slow work ahead of the first picture; may run on any thread."""
        _ = self._means, self.packed_base, self.packed_bases
        return self

    def back_to_front(self, state: DrawState) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
        """Order in which to draw, farthest first, [N] uint32."""
        base, bases = self._means
        means = (base + state.weights @ bases).reshape(-1, 3)
        head, torso = state.cam_from_head[2], state.cam_from_torso[2]
        depth = self.blend * (means @ head[:3] + head[3]) + (1 - self.blend) * (means @ torso[:3] + torso[3])
        depth = np.nan_to_num(depth, nan=0.0, posinf=0.0, neginf=0.0)
        if not len(depth):
            return np.zeros(0, np.uint32)
        lowest = max(float(depth.min()), NEAR_M)
        span = max(float(depth.max()) - lowest, _EDGE)
        keys = (DEPTH_KEYS - np.clip((depth - lowest) * (DEPTH_KEYS / span), 0, DEPTH_KEYS)).astype(np.uint16)
        return np.argsort(keys, kind="stable").astype(np.uint32)


@dataclass(frozen=True)
class DrawState:
    """One picture of a scene.

    Attributes:
        weights: of the bases, [K].
        cam_from_head: head space to the viewing camera, [4, 4].
        cam_from_torso: torso space to the viewing camera, [4, 4].
        K: intrinsics in pixels, [3, 3].
        width: pixels.
        height: pixels.
        background: RGB in 0..1.
        mode: what is shown of the splats.
        depths: near and far end of the depth view, metres.
    """

    weights: FloatArray
    cam_from_head: FloatArray
    cam_from_torso: FloatArray
    K: FloatArray
    width: int
    height: int
    background: tuple[float, float, float] = (0.5, 0.5, 0.5)
    mode: ViewMode = ViewMode.PICTURE
    depths: tuple[float, float] = depth_range(0.6)

    @classmethod
    def of_avatar(
        cls,
        avatar: Avatar,
        descriptor: FloatArray,
        cam_from_head: FloatArray,
        camera: Camera,
        background: tuple[float, float, float] = (0.5, 0.5, 0.5),
    ) -> DrawState:
        """The picture of an avatar's expression and tracked head pose, seen by ``camera``."""
        head, torso = avatar.poses(cam_from_head)
        view = camera.cam_from_world
        return cls(
            avatar.weights(descriptor), view @ head, view @ torso, camera.K, camera.width, camera.height, background
        )

    @classmethod
    def of_splats(cls, camera: Camera, background: tuple[float, float, float] = (0.5, 0.5, 0.5)) -> DrawState:
        """The picture of splats that do not move, seen by ``camera``."""
        view = camera.cam_from_world
        return cls(np.zeros(0, np.float32), view, view, camera.K, camera.width, camera.height, background)


def _pack(attributes: FloatArray, rows: int, blend: FloatArray | None = None) -> FloatArray:
    """Spread [N, 14] (and blend [N]) over four RGBA layers, [4, rows, TEXTURE_WIDTH, 4]."""
    slots = np.zeros((rows * TEXTURE_WIDTH, 16), np.float32)
    slots[: len(attributes), SLOTS] = attributes
    if blend is not None:
        slots[: len(blend), _BLEND_SLOT] = blend
    return np.ascontiguousarray(slots.reshape(rows, TEXTURE_WIDTH, LAYERS, 4).transpose(2, 0, 1, 3))


def _logit(p: FloatArray) -> FloatArray:
    p = np.clip(p.astype(np.float64), _EDGE, 1 - _EDGE)
    return np.asarray(np.log(p / (1 - p)), np.float32)
