"""Which splat is under the pointer, and which frames taught it. numpy only; runs on worker threads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.avatar import layout
from core.avatar.runtime import Avatar
from core.types import Camera, FloatArray, Splats
from studio.gl.modes import ViewMode, project_ellipses, recast
from studio.viewport.picture import Shot

_LEAST_ALPHA = 1 / 255
_REACH_PX = 6.0
"""A point or a gap that was missed by less than this still finds its nearest splat."""
_BLOCK = 512


@dataclass(frozen=True)
class Picked:
    """A splat that the user pointed at.

    Attributes:
        index: its number in the avatar.
        opacity: 0 to 1.
        size_m: its longest standard deviation, metres.
        head_share: share of the head's motion in its own; the rest is the torso's.
        color: RGB in 0..1.
    """

    index: int
    opacity: float
    size_m: float
    head_share: float
    color: tuple[float, float, float]


@dataclass(frozen=True)
class TaughtBy:
    """A frame that moved a splat far.

    Attributes:
        row: of the descriptors that were given.
        share: how far, as a share of the farthest.
    """

    row: int
    share: float


def pick(shot: Shot, width: int, height: int, x: float, y: float) -> Picked | None:
    """The splat of a shot at a place of its picture.

    Args:
        shot: what is shown.
        width: of the picture, pixels.
        height: of the picture, pixels.
        x: pixels from the left.
        y: pixels from the top.
    """
    camera = shot.camera(width, height)
    splats = shot.avatar.splats(shot.descriptor, shot.cam_from_head)
    index = splat_at(
        recast(splats, camera, shot.mode, shot.depths), camera, x, y, solid=shot.mode is not ViewMode.PICTURE
    )
    if index is None:
        return None
    red, green, blue = (float(v) for v in splats.colors[index])
    size, head_share = float(splats.scales[index].max()), float(shot.avatar.blend[index])
    return Picked(index, float(splats.opacities[index]), size, head_share, (red, green, blue))


def splat_at(splats: Splats, camera: Camera, x: float, y: float, *, solid: bool = False) -> int | None:
    """The splat that gives a pixel most of its colour; near a gap the nearest one; None where nothing is near.

    Args:
        splats: in world space.
        camera: that sees them.
        x: pixels from the left.
        y: pixels from the top.
        solid: take the nearest to the viewer of those that cover the place, as where splats are drawn solid.
    """
    centre, cov, z = project_ellipses(splats, camera)
    det = cov[:, 0] * cov[:, 2] - cov[:, 1] ** 2
    rows = np.flatnonzero((z > 0.01) & (det > 0) & (splats.opacities >= _LEAST_ALPHA) & np.isfinite(det))
    if not len(rows):
        return None
    offset = np.array([x, y], np.float32) - centre[rows]
    xx, xy, yy = cov[rows].T
    dx, dy = offset.T
    power = 0.5 * (yy * dx * dx + xx * dy * dy - 2 * xy * dx * dy) / det[rows]
    alpha = np.minimum(0.999, splats.opacities[rows] * np.exp(-np.clip(power, 0, 80)))
    covering = np.flatnonzero(alpha >= (0.2 if solid else _LEAST_ALPHA))
    if not len(covering):
        distance = np.hypot(dx, dy)
        nearest = int(np.argmin(distance))
        return int(rows[nearest]) if distance[nearest] <= _REACH_PX else None
    order = covering[np.argsort(z[rows[covering]], kind="stable")]
    if solid:
        return int(rows[order[0]])
    clear = np.cumprod(np.concatenate([[1.0], 1 - alpha[order][:-1]]))
    return int(rows[order[int(np.argmax(clear * alpha[order]))]])


def taught_by(avatar: Avatar, splat: int, descriptors: FloatArray, *, apart: int, count: int = 6) -> list[TaughtBy]:
    """The frames in which a splat is farthest from its mean place, turn, size, opacity and colour.

    A splat's bases are shared by all frames; those frames that move it most are the ones that shaped its bases. Changes
    are counted in the stored units, of which one step of training changes each attribute by about as much.

    Args:
        avatar: whose splat it is.
        splat: its number.
        descriptors: of training frames, [T, D].
        apart: least distance between two of the frames, rows.
        count: how many to give.
    Returns:
        The farthest first; fewer when the rest hardly move it.
    """
    if not len(descriptors) or not len(avatar.bases):
        return []
    basis = avatar.bases[:, splat]  # [K, 14]
    moved = np.concatenate(
        [avatar.weights(descriptors[i : i + _BLOCK]) @ basis for i in range(0, len(descriptors), _BLOCK)]
    )
    distance = np.linalg.norm(moved - moved.mean(axis=0), axis=1)
    distance[~np.isfinite(distance)] = 0.0
    largest = float(distance.max())
    found: list[TaughtBy] = []
    for row in np.argsort(-distance, kind="stable"):
        if largest <= 0 or distance[row] < 0.3 * largest or len(found) == count:
            break
        if all(abs(int(row) - other.row) >= apart for other in found):
            found.append(TaughtBy(int(row), float(distance[row]) / largest))
    return found


def place_of(shot: Shot, splat: int, width: int, height: int) -> npt.NDArray[np.float32]:
    """Where a splat's centre is in the picture, pixels [2]."""
    avatar, camera = shot.avatar, shot.camera(width, height)
    moved = avatar.base[splat, layout.MEAN] + avatar.weights(shot.descriptor) @ avatar.bases[:, splat, layout.MEAN]
    mean = np.asarray(moved * avatar.units[layout.MEAN], np.float32)
    head, torso = avatar.poses(shot.cam_from_head)
    share = float(avatar.blend[splat])
    world = share * (head[:3, :3] @ mean + head[:3, 3]) + (1 - share) * (torso[:3, :3] @ mean + torso[:3, 3])
    seen = camera.cam_from_world[:3, :3] @ world + camera.cam_from_world[:3, 3]
    projected = camera.K @ (seen / max(float(seen[2]), 1e-6))
    return np.asarray(projected[:2], np.float32)
