"""A coarse map of a head for lining pictures up: a grid of points in front of the face, with a depth for each.

Points over the face lie on the landmarks' surface and move with them. Points over hair, ears and the top of the head,
where there are no landmarks, get the depth at which the clip's pictures agree best (a plane sweep around an ellipsoid).
The jaw, the neck and the shoulders are left out: they do not move with the skull.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.capture.cv import cv2
from core.tracking.pose import Array, project
from core.types import ByteArray

_X_M = (-0.11, 0.11)
_Y_M = (-0.045, 0.15)
_MESH_POINTS = 468  # without the irises
# half axes and depth of an adult's head around the eyes' middle, for a first guess behind the hairline
_ELLIPSOID_X_M, _ELLIPSOID_Y_M, _ELLIPSOID_MIDDLE_Y_M = 0.085, 0.12, 0.015
_ELLIPSOID_DEPTH_M, _ELLIPSOID_BACK_M = 0.1, -0.1
_SWEEP_M = 0.06
_SWEEP_STEPS = 21
# grey levels that a metre of departure from the guess must gain: keeps plain areas where they are
_SWEEP_PRIOR = 60.0
_FOREGROUND = 200
_MIN_SHARE = 0.97
_ROW = 1024


@dataclass(frozen=True)
class HeadMap:
    """Sample points on a head.

    Attributes:
        points: head space, metres, [N, 3].
        corners: the three landmarks around each point over the face, [N, 3]; zeros elsewhere.
        shares: their barycentric shares, [N, 3]; zeros off the face.
        face: True over the face, [N].
        good: True where the point is the person and in the picture throughout, [N].
        grid: rows and columns of the grid.
    """

    points: Array
    corners: npt.NDArray[np.int64]
    shares: Array
    face: npt.NDArray[np.bool_]
    good: npt.NDArray[np.bool_]
    grid: tuple[int, int]

    def chosen(self) -> HeadMap:
        """The good points alone (no longer a grid)."""
        keep = self.good
        return HeadMap(self.points[keep], self.corners[keep], self.shares[keep], self.face[keep], keep[keep], (0, 0))

    def moved(self, moves: Array) -> Array:
        """Displacements [k, N, 3] of the points from displacements of the landmarks [k, 478, 3]."""
        return np.asarray(np.einsum("nc,kncj->knj", self.shares, moves[:, self.corners]))

    def reshaped(self, shape: Array) -> HeadMap:
        """The same map over another landmark shape; depths off the face stay."""
        points = self.points.copy()
        points[self.face] = np.einsum("nc,ncj->nj", self.shares[self.face], shape[self.corners[self.face]])
        return replace(self, points=points)


def head_map(shape: Array, step_m: float) -> HeadMap:
    """Lay the grid over a landmark shape.

    Args:
        shape: landmarks in head space, metres, [478, 3].
        step_m: distance of grid points.
    """
    from scipy.spatial import Delaunay

    xs, ys = np.arange(*_X_M, step_m), np.arange(*_Y_M, step_m)
    flat = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    mesh = Delaunay(shape[:_MESH_POINTS, :2])
    triangle = mesh.find_simplex(flat)
    face = triangle >= 0
    first = np.einsum("nij,nj->ni", mesh.transform[triangle, :2], flat - mesh.transform[triangle, 2])
    shares = np.where(face[:, None], np.concatenate([first, 1.0 - first.sum(axis=1, keepdims=True)], axis=1), 0.0)
    corners = np.where(face[:, None], mesh.simplices[triangle], 0).astype(np.int64)
    inside = 1.0 - (flat[:, 0] / _ELLIPSOID_X_M) ** 2 - ((flat[:, 1] - _ELLIPSOID_MIDDLE_Y_M) / _ELLIPSOID_Y_M) ** 2
    depth = _ELLIPSOID_BACK_M + _ELLIPSOID_DEPTH_M * np.sqrt(np.clip(inside, 0.02, 1.0))
    depth = np.where(face, np.einsum("nc,nc->n", shares, shape[corners][..., 2]), depth)
    points = np.concatenate([flat, depth[:, None]], axis=1)
    return HeadMap(points, corners, shares, face, np.ones(len(flat), bool), (len(ys), len(xs)))


def only_person(head: HeadMap, masks: ByteArray, poses: Array, K: Array) -> HeadMap:
    """Keep the points that are foreground and inside the picture in nearly all of some frames.

    Args:
        head: the map.
        masks: 0 to 255, [T, S, S].
        poses: cam_from_head, [T, 4, 4].
        K: intrinsics of those pictures, [3, 3].
    """
    size = masks.shape[1]
    share = np.zeros(len(head.points))
    for mask, pose in zip(masks, poses, strict=True):
        pixels = project(head.points[None], pose[None], K)[0]
        inside = ((pixels > 2.0) & (pixels < size - 2.0)).all(axis=1)
        share += (sample(mask.astype(np.float32), pixels) > _FOREGROUND) & inside
    return replace(head, good=share >= _MIN_SHARE * len(poses))


def sweep_depths(head: HeadMap, pictures: list[npt.NDArray[np.float32]], poses: Array, K: Array) -> HeadMap:
    """Move the points off the face to the depth where the pictures agree best.

    Args:
        head: the map, still a grid.
        pictures: grey, smoothed, float32 [S, S] each.
        poses: their cam_from_head, [T, 4, 4].
        K: intrinsics, [3, 3].
    """
    offsets = np.linspace(-_SWEEP_M, _SWEEP_M, _SWEEP_STEPS)
    costs = np.stack([_disagreement(head, pictures, poses, K, o) + _SWEEP_PRIOR * abs(o) for o in offsets])
    best = offsets[costs.argmin(axis=0)].reshape(head.grid).astype(np.float32)
    smooth = cv2.GaussianBlur(cv2.medianBlur(best, 5), (0, 0), 1.5).reshape(-1)
    points = head.points.copy()
    points[:, 2] += np.where(head.face, 0.0, smooth)
    return replace(head, points=points)


def _disagreement(
    head: HeadMap, pictures: list[npt.NDArray[np.float32]], poses: Array, K: Array, offset_m: float
) -> Array:
    shifted = head.points + np.array([0.0, 0.0, offset_m])
    seen = np.stack([sample(p, project(shifted[None], q[None], K)[0]) for p, q in zip(pictures, poses, strict=True)])
    seen -= seen[:, head.good].mean(axis=1, keepdims=True)
    spread = np.abs(seen - np.median(seen, axis=0)).mean(axis=0)
    plane = np.where(head.good, spread, 40.0).reshape(head.grid).astype(np.float32)
    return np.asarray(cv2.blur(plane, (7, 7)).reshape(-1), np.float64)


def sample(picture: npt.NDArray[np.float32], pixels: Array) -> npt.NDArray[np.float32]:
    """Bilinear values [N] or [N, c] of a picture [S, S] or [S, S, c] at continuous positions [N, 2]."""
    n = len(pixels)
    # two separate maps: with one of two channels OpenCV 5.0.0 reads past it; in rows: no side may exceed 32,766
    maps = np.zeros((2, -(-n // _ROW), _ROW), np.float32)
    maps.reshape(2, -1)[:, :n] = pixels.T - 0.5
    seen = cv2.remap(picture, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen.reshape(-1, *picture.shape[2:])[:n], np.float32)
