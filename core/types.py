"""The letters used everywhere, and the few value types that more than one package passes around.

Letters: N splats, K bases (or the intrinsics matrix where a docstring says so), D descriptor length, B batch,
C cameras, T frames, H W pixels. Lengths are metres, angles radians, times seconds or ``_ns``, images RGB.

Spaces: *head* has its origin between the eyes' outer corners, +x to the subject's left, +y up, +z out of the face.
*camera* is OpenCV's: +x right, +y down, +z forward. ``cam_from_head`` maps head points to camera points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from core.errors import ShapeError

FloatArray: TypeAlias = npt.NDArray[np.float32]
ByteArray: TypeAlias = npt.NDArray[np.uint8]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
IntArray: TypeAlias = npt.NDArray[np.int32]

NUM_LANDMARKS = 478
NUM_BLENDSHAPES = 52


@dataclass(frozen=True)
class Splats:
    """Activated splats, ready to draw (numpy, float32, C-contiguous).

    Attributes:
        means: positions in metres, [N, 3].
        quats: unit rotations wxyz, [N, 4].
        scales: standard deviations in metres, [N, 3].
        opacities: in 0..1, [N].
        colors: display RGB, [N, 3].
    """

    means: FloatArray
    quats: FloatArray
    scales: FloatArray
    opacities: FloatArray
    colors: FloatArray

    def __len__(self) -> int:
        return int(self.means.shape[0])


@dataclass(frozen=True)
class Camera:
    """A pinhole camera.

    Attributes:
        K: intrinsics in pixels, [3, 3] float32.
        cam_from_world: rigid transform, [4, 4] float32; +z looks forward.
        width: pixels.
        height: pixels.
    """

    K: FloatArray
    cam_from_world: FloatArray
    width: int
    height: int


def check_shape(name: str, array: Any, *shape: int | None) -> None:
    """Raise ShapeError unless ``array`` has ``shape``; None stands for any length."""
    got = tuple(int(n) for n in array.shape)
    if len(got) != len(shape) or any(w is not None and w != g for w, g in zip(shape, got, strict=True)):
        wanted = ", ".join("any" if n is None else str(n) for n in shape)
        raise ShapeError(f"Array '{name}' has the wrong shape", got=str(list(got)), expected=f"[{wanted}]")
