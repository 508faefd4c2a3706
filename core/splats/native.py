"""The native library by ctypes and numpy alone: loading, instruction sets, drawing for the viewer (light: no torch).

The autograd operations on top of it are in ``core.splats.native_torch``. The sources are in ``csrc``.
"""

from __future__ import annotations

import ctypes
import functools
import os
from ctypes import POINTER, Structure, c_char_p, c_double, c_float, c_int, c_int32, c_int64, c_void_p
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import ShapeError, StudioError
from core.types import Camera, FloatArray, Splats, check_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

ABI = 1
_NEXT_STEP = "Run: python -m core.splats.build"
_STATUS = {
    1: ("The splats do not fit into memory", "Use fewer splats or a smaller image"),
    2: (
        "The splats cover too much of the image to be drawn (over 33 million pairs of splat and 16-pixel tile)",
        "Use smaller scales or fewer splats; scales are metres, not logarithms",
    ),
}


class CInput(Structure):
    """``raf::Input``: float32 arrays and the distance between cameras in floats (0: shared by all)."""

    _fields_ = [
        *((name, c_void_p) for name in ("means", "quats", "scales", "opacities", "colors")),
        *((f"{name}_stride", c_int64) for name in ("means", "quats", "scales", "opacities", "colors")),
        *((name, c_void_p) for name in ("cam_from_world", "K", "background")),
        *((name, c_int32) for name in ("C", "N", "W", "H", "sh_degree", "sh_coeffs")),
        ("near_m", c_float),
    ]


class COutput(Structure):
    """``raf::Output`` and ``raf::OutputGrad``: rgb, alpha, depth."""

    _fields_ = [(name, c_void_p) for name in ("rgb", "alpha", "depth")]


class CInputGrad(Structure):
    """``raf::InputGrad``."""

    _fields_ = [(name, c_void_p) for name in ("means", "quats", "scales", "opacities", "colors", "screen")]


class CLossTask(Structure):
    """``raf::LossTask``."""

    _fields_ = [
        *((name, c_void_p) for name in ("rendered", "target", "weight", "maps", "grad", "sums")),
        *((name, c_int32) for name in ("C", "H", "W", "bands")),
        ("dssim", c_float),
    ]


class CDeformTask(Structure):
    """``raf::DeformTask``."""

    _fields_ = [
        *((name, c_void_p) for name in ("base", "bases", "w", "blend", "units", "head", "torso", "attributes")),
        *((name, c_void_p) for name in ("means", "quats", "scales", "opacities", "colors")),
        *((name, c_void_p) for name in ("v_base", "v_bases", "v_blend", "partial")),
        *((name, c_int32) for name in ("C", "N", "K")),
    ]


_SIGNATURES: dict[str, tuple[Any, Sequence[Any]]] = {
    "raf_abi": (c_int, ()),
    "raf_isa_at": (c_char_p, (c_int,)),
    "raf_isa": (c_char_p, ()),
    "raf_set_isa": (c_int, (c_char_p,)),
    "raf_forward": (c_int, (POINTER(CInput), POINTER(COutput), c_int, POINTER(c_void_p))),
    "raf_backward": (c_int, (c_void_p, POINTER(CInput), POINTER(COutput), POINTER(CInputGrad), c_void_p, c_int)),
    "raf_release": (None, (c_void_p,)),
    "raf_l1_dssim": (c_double, (POINTER(CLossTask), c_int)),
    "raf_deform": (c_int, (POINTER(CDeformTask), c_int)),
    "raf_deform_backward": (c_int, (POINTER(CDeformTask), c_void_p, c_void_p, c_void_p, c_int)),
}


@functools.cache
def library() -> ctypes.CDLL:
    """The native library, loaded once; in a checkout with a compiler it is built on first use.

    Raises:
        StudioError: it is neither there nor can it be built, or it does not load.
    """
    path = _find_library()
    try:
        lib = ctypes.CDLL(str(path))
        for name, (restype, argtypes) in _SIGNATURES.items():
            function = getattr(lib, name)
            function.restype, function.argtypes = restype, list(argtypes)
    except (OSError, AttributeError) as error:
        raise StudioError("The native splat library does not load", got=str(error), next_step=_NEXT_STEP) from error
    if lib.raf_abi() != ABI:
        raise StudioError(
            "The native splat library is of another version",
            got=str(lib.raf_abi()),
            expected=str(ABI),
            next_step=_NEXT_STEP + " --force",
        )
    return lib


def _find_library() -> Path:
    from core.splats import build

    try:
        return build.build()
    except (build.BuildError, OSError) as error:
        raise StudioError(
            "The native splat library is missing and could not be built",
            got=str(error),
            next_step=f"Install a C++ compiler, or the ziglang package with pip. {_NEXT_STEP}",
        ) from error


def instruction_sets() -> list[str]:
    """Those that this machine runs, best first, such as ['avx512', 'avx2', 'sse2']."""
    names: list[str] = []
    while (name := library().raf_isa_at(len(names))) is not None:
        names.append(name.decode())
    return names


def instruction_set() -> str:
    """The one in use."""
    name: bytes = library().raf_isa()
    return name.decode()


def set_instruction_set(name: str) -> None:
    """Use this instruction set in the whole process from the next call on (for tests and measurements).

    Raises:
        StudioError: this machine or this build does not have it.
    """
    if library().raf_set_isa(name.encode()) != 0:
        raise StudioError(
            "This machine cannot run that instruction set", got=f"'{name}'", expected=", ".join(instruction_sets())
        )


def available_threads() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_status(status: int) -> None:
    """Raise StudioError for a status that is not 0."""
    if status:
        what, next_step = _STATUS.get(status, (f"The native splat library failed with status {status}", ""))
        raise StudioError(what, next_step=next_step)


class RenderContext:
    """What the forward pass leaves for the backward pass; handed back to the library when dropped."""

    def __init__(self, handle: c_void_p, release: Any) -> None:
        self.handle = handle
        self._release = release

    def __del__(self) -> None:
        handle, self.handle = self.handle, c_void_p()
        self._release(handle)


def forward(inputs: CInput, output: COutput, threads: int) -> RenderContext:
    """Draw into the arrays of ``output``.

    Raises:
        StudioError: out of memory, or too many splats over too many tiles.
    """
    lib, handle = library(), c_void_p()
    check_status(lib.raf_forward(inputs, output, threads, handle))
    return RenderContext(handle, lib.raf_release)


def render_numpy(
    splats: Splats,
    camera: Camera,
    background: Sequence[float] | FloatArray = (0.0, 0.0, 0.0),
    *,
    near_m: float = 0.01,
    threads: int | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Draw one image on the CPU.

    Args:
        splats: what to draw, in the camera's world space.
        camera: pinhole camera.
        background: RGB.
        near_m: splats nearer than this are left out, metres; above 0.
        threads: processors to use; None for all.
    Returns:
        rgb [H, W, 3], alpha [H, W] and depth [H, W] (sum of compositing weight times z, metres), float32.
    Raises:
        ShapeError: the arrays do not fit each other.
        StudioError: the library is missing, or the memory does not suffice.
    """
    N, H, W = len(splats), camera.height, camera.width
    arrays = {
        "means": (splats.means, (N, 3)),
        "quats": (splats.quats, (N, 4)),
        "scales": (splats.scales, (N, 3)),
        "opacities": (splats.opacities, (N,)),
        "colors": (splats.colors, (N, 3)),
        "cam_from_world": (camera.cam_from_world, (4, 4)),
        "K": (camera.K, (3, 3)),
        "background": (np.asarray(background, np.float32), (3,)),
    }
    check_image(W, H, near_m)
    held = {}
    for name, (array, shape) in arrays.items():
        check_shape(name, array, *shape)
        held[name] = np.ascontiguousarray(array, np.float32)
    inputs = CInput(C=1, N=N, W=W, H=H, sh_degree=-1, sh_coeffs=1, near_m=near_m)
    for name, array in held.items():
        setattr(inputs, name, array.ctypes.data)
    rgb = np.empty((H, W, 3), np.float32)
    alpha, depth = np.empty((H, W), np.float32), np.empty((H, W), np.float32)
    forward(inputs, COutput(rgb.ctypes.data, alpha.ctypes.data, depth.ctypes.data), threads or available_threads())
    return rgb, alpha, depth


MOST_PIXELS_ACROSS = 16384


def check_image(width: int, height: int, near_m: float) -> None:
    """Raise ShapeError for an image or near plane that cannot be drawn."""
    if not (1 <= width <= MOST_PIXELS_ACROSS and 1 <= height <= MOST_PIXELS_ACROSS):
        raise ShapeError(
            "The image cannot be drawn", got=f"{width} x {height}", expected=f"1 to {MOST_PIXELS_ACROSS} pixels a side"
        )
    if not near_m > 0.0:
        raise ShapeError("The near plane must lie before the camera", got=f"{near_m} m", expected="more than 0 m")
