"""Splats as a 3DGS .ply file, the layout that splat viewers and editors read, and a bounded reader of the same.

Layout: binary little-endian, all float32: position, SH colour of degree 0 (``f_dc``), opacity logit, log scales and an
unnormalised wxyz quaternion. Axes: the file keeps the avatar's world space, which is OpenCV's (+x right, +y down, +z
forward), the convention of this format.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.errors import FormatError, InputError
from core.project.atomic import atomic_write_bytes
from core.types import FloatArray, Splats, check_shape

SH_C0 = 0.28209479177387814
"""The constant basis function of spherical harmonics: colour = 0.5 + SH_C0 * f_dc."""
_OPACITY_EPS = 1e-6
_MIN_SCALE_M = 1e-9
_MAX_SPLATS = 20_000_000
_MAX_HEADER_BYTES = 16 << 10
_FIELDS = (
    *("x", "y", "z"),
    *("f_dc_0", "f_dc_1", "f_dc_2"),
    "opacity",
    *("scale_0", "scale_1", "scale_2"),
    *("rot_0", "rot_1", "rot_2", "rot_3"),
)


def export_ply(splats: Splats, path: Path | str) -> None:
    """Write splats as a 3DGS .ply, atomically.

    Args:
        splats: activated splats; opacities are kept 1e-6 away from 0 and 1, where the logit is not finite.
        path: the target, with the suffix .ply.
    Raises:
        InputError: another suffix, or splats that are not finite.
        ShapeError: the arrays do not belong together.
        StorageError: the file cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".ply":
        raise InputError(f"Cannot write '{target.name}' as splats", expected="a name that ends in .ply")
    table = _table(splats)
    header = ["ply", "format binary_little_endian 1.0", f"element vertex {len(splats)}"]
    header += [f"property float {name}" for name in _FIELDS] + ["end_header", ""]
    atomic_write_bytes(target, "\n".join(header).encode("ascii") + table.astype("<f4").tobytes())


def read_ply(path: Path | str) -> Splats:
    """Read a 3DGS .ply into activated splats; properties beyond the known ones (normals, higher SH) are left out.

    Raises:
        FormatError: not such a file, cut short, larger than stated, or values that are not finite.
    """
    source = Path(path)
    try:
        size = source.stat().st_size
        with open(source, "rb") as file:
            count, names, offset = _header(file.read(_MAX_HEADER_BYTES), source.name)
            expected = offset + 4 * count * len(names)
            if size != expected:
                raise FormatError(f"'{source.name}' is damaged", got=f"{size} bytes", expected=f"{expected} bytes")
            file.seek(offset)
            raw = np.frombuffer(file.read(size - offset), "<f4").reshape(count, len(names))
    except OSError as error:
        raise FormatError(f"'{source.name}' cannot be read", got=error.strerror or str(error)) from error
    columns = raw[:, [names.index(name) for name in _FIELDS]].astype(np.float32)
    if not np.isfinite(columns).all():
        raise FormatError(f"'{source.name}' is damaged", got="values that are not finite")
    return _activate(columns)


def _table(splats: Splats) -> FloatArray:
    """The file's rows, [N, 14]."""
    N = len(splats)
    check_shape("means", splats.means, N, 3)
    check_shape("quats", splats.quats, N, 4)
    check_shape("scales", splats.scales, N, 3)
    check_shape("opacities", splats.opacities, N)
    check_shape("colors", splats.colors, N, 3)
    opacity = np.clip(splats.opacities.astype(np.float64), _OPACITY_EPS, 1.0 - _OPACITY_EPS)
    columns = (
        splats.means,
        (splats.colors - 0.5) / SH_C0,
        np.log(opacity / (1.0 - opacity))[:, None],
        np.log(np.maximum(splats.scales, _MIN_SCALE_M)),
        splats.quats,
    )
    table = np.concatenate(columns, axis=1).astype(np.float32)
    if not np.isfinite(table).all():
        bad = int((~np.isfinite(table).all(axis=1)).sum())
        raise InputError("The splats cannot be exported", got=f"{bad} of {N} with values that are not finite")
    return table


def _activate(columns: FloatArray) -> Splats:
    means, dc, opacity, log_scales, quats = np.split(columns, [3, 6, 7, 10], axis=1)
    norm = np.linalg.norm(quats, axis=1, keepdims=True)
    identity = np.array([1.0, 0.0, 0.0, 0.0], np.float32)
    unit = np.where(norm > 1e-12, quats / np.maximum(norm, 1e-12), identity)
    return Splats(
        means=np.ascontiguousarray(means),
        quats=np.ascontiguousarray(unit, np.float32),
        scales=np.exp(np.clip(log_scales, -30.0, 30.0)),
        opacities=np.ascontiguousarray(1.0 / (1.0 + np.exp(-np.clip(opacity[:, 0], -30.0, 30.0)))),
        colors=np.clip(0.5 + SH_C0 * dc, 0.0, 1.0),
    )


def _header(head: bytes, name: str) -> tuple[int, list[str], int]:
    """Splat count, property names in file order, and where the data begins."""
    end = head.find(b"end_header\n")
    if not head.startswith(b"ply\n") or end < 0:
        raise FormatError(f"'{name}' is no .ply file", expected="a 3DGS .ply, binary little-endian")
    lines = [line.split() for line in head[:end].decode("ascii", "replace").splitlines()[1:]]
    lines = [words for words in lines if words and words[0] not in ("comment", "obj_info")]
    if not lines or lines[0][:2] != ["format", "binary_little_endian"]:
        raise FormatError(f"'{name}' has another .ply encoding", expected="binary_little_endian")
    elements = [words for words in lines if words[0] == "element"]
    if len(elements) != 1 or elements[0][1:2] != ["vertex"] or len(elements[0]) != 3 or not elements[0][2].isdigit():
        raise FormatError(f"'{name}' holds other things than splats", expected="one element, 'vertex'")
    count = int(elements[0][2])
    properties = [words for words in lines if words[0] == "property"]
    if count > _MAX_SPLATS or any(len(words) != 3 or words[1] not in ("float", "float32") for words in properties):
        raise FormatError(f"'{name}' is no splat file", expected=f"float properties, at most {_MAX_SPLATS} splats")
    names = [words[2] for words in properties]
    missing = [field for field in _FIELDS if names.count(field) != 1]
    if missing:
        raise FormatError(f"'{name}' is no splat file", got="no property " + ", ".join(missing))
    return count, names, end + len(b"end_header\n")
