"""Refining a recorded clip's head poses by the pictures themselves: photometric bundle adjustment.

A landmark network moves even the points on the skull a little with the expression, and jitters: poses from landmarks
alone are off by a degree or two, most of it systematic. Hair, ears and forehead know better. Turn by turn, an average
picture of the head (with the part of it that changes linearly with the expression) is made from the clip under the
current poses, every frame is lined up with it in six degrees of freedom, and the landmark model is fitted anew to those
poses. So the landmark model learns the network's habits, and later frames of the same person, live ones too, get
better poses from landmarks alone.

Source for the alignment: Baker and Matthews, Lucas-Kanade 20 Years On, 2004.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from core.capture.cv import cv2
from core.tracking.fit import FitOptions, expression_directions, fit_model_to_poses, regauge
from core.tracking.headmap import HeadMap, head_map, only_person, sample, sweep_depths
from core.tracking.pose import Array, information, refine_poses, rotations
from core.tracking.shape import LandmarkModel
from core.types import ByteArray, FloatArray

#: Changes when refined poses come out otherwise.
PICTURES_ID = "head-pictures-2"
_STEP_PX = 1.6
_BUILD_FRAMES = 240
_SWEEP_FRAMES = 60
_ROUNDS = 3
_SMOOTHING_PX = (1.6, 1.2, 1.0)
_CONTRAST = 40.0
_ROBUST = 15.0
_TEMPLATE_COMPONENTS = 6
_TEMPLATE_RIDGE = 0.05
# neighbouring samples repeat each other: one in so many counts, against landmarks of which so many count
_SAMPLES_PER_FACT = 12.0
_LANDMARK_FACTS = 6.0
_LANDMARK_SIGMA_PX_AT_512 = 1.2
_MIN_SAMPLES = 400
_MAX_STEPS = 4
_STILL_RAD = 3e-4

Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Footage:
    """What is refined: cropped pictures of the frames in which the face was found.

    Attributes:
        images: RGB, uint8 [M, S, S, 3]; may be a memory map.
        masks: foreground, uint8 [M, S, S]; may be a memory map.
        frames: which picture each of the T rows below is, [T].
        K: intrinsics of the pictures, [3, 3].
        landmarks: in the pictures' pixels, z in the same unit, [T, 478, 3].
        blendshapes: [T, 52].
        poses: from landmarks, cam_from_head [T, 4, 4].
        train: frames from which the average picture and the landmark model may be made, bool [T].
    """

    images: ByteArray
    masks: ByteArray
    frames: npt.NDArray[np.int64]
    K: Array
    landmarks: Array
    blendshapes: Array
    poses: Array
    train: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Views:
    """Grey pictures with their gradients, [S, S, 3] each, made when asked for."""

    images: ByteArray
    frames: npt.NDArray[np.int64]
    sigma_px: float

    def __getitem__(self, t: int) -> npt.NDArray[np.float32]:
        sharp = np.asarray(cv2.cvtColor(np.asarray(self.images[self.frames[t]]), cv2.COLOR_RGB2GRAY), np.float32)
        grey = cv2.GaussianBlur(sharp, (0, 0), self.sigma_px)
        dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
        dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
        return np.dstack([grey, dx, dy])


@dataclass(frozen=True)
class _Template:
    """The head's average picture: values [1 + k, N] over drivers, and each sample's trust [N]."""

    values: FloatArray
    trust: FloatArray

    def at(self, driver: Array) -> FloatArray:
        """The expected picture under an expression, [N]."""
        return np.asarray(self.values[0] + driver[: len(self.values) - 1] @ self.values[1:], np.float32)


def refine_by_pictures(
    footage: Footage, model: LandmarkModel, *, keep_model: bool = False, threads: int = 2, tick: Tick | None = None
) -> tuple[FloatArray, LandmarkModel] | None:
    """Refine all poses of a clip, and the landmark model with them.

    Args:
        footage: the clip.
        model: the person's, whose landmarks alone gave the poses.
        keep_model: refine the poses only, because the model comes from another clip and fixes the head's space.
        threads: how many frames are lined up at once.
        tick: called with (done, total) now and then; may raise to stop.
    Returns:
        cam_from_head float32 [T, 4, 4] and the model, or None when too little of the head is in view.
    """
    # products of small matrices: more threads in one product would only wait for each other
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        return _refine(footage, model, keep_model, pool, tick or (lambda done, total: None))


def _refine(
    footage: Footage, model: LandmarkModel, keep_model: bool, pool: ThreadPoolExecutor, tick: Tick
) -> tuple[FloatArray, LandmarkModel] | None:
    T = len(footage.poses)
    rows = np.nonzero(footage.train)[0]
    rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), _BUILD_FRAMES)).astype(int)]
    total = _ROUNDS * 2 * len(rows) + T
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done % 20 == 0:
            tick(done, total)

    aligner = _Aligner(footage, model, pool)
    poses = footage.poses.copy()
    for turn in range(_ROUNDS):
        if not aligner.lay_map(poses, rows, _SMOOTHING_PX[turn]):
            return None
        for _ in range(2):
            aligner.average(poses, rows)
            poses[rows] = aligner.align(poses, rows, step)
        if not keep_model:
            aligner.refit(poses, rows)
            # frames outside the sample follow the better landmark model
            rest = np.setdiff1d(np.arange(T), rows)
            poses[rest] = aligner.landmark_poses()[rest]
    aligner.average(poses, rows)
    poses = aligner.align(poses, np.arange(T), step)
    tick(total, total)
    if keep_model:
        return poses.astype(np.float32), model
    aligner.refit(poses, np.nonzero(footage.train)[0])
    model, poses = regauge(aligner.model, poses)
    return poses.astype(np.float32), model


class _Aligner:
    """The state of the adjustment: the landmark model, the head's map over it, and the average picture."""

    def __init__(self, footage: Footage, model: LandmarkModel, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._footage = footage
        self.model = model
        self._step_m = _STEP_PX * float(np.median(footage.poses[:, 2, 3])) / float(footage.K[0, 0])
        self._grid: HeadMap | None = None
        self._prior = footage.poses.copy()
        self._neutral, self._directions = expression_directions(footage.blendshapes[footage.train], 20)
        self._drivers = (footage.blendshapes - self._neutral) @ self._directions.T

    def lay_map(self, poses: Array, rows: npt.NDArray[np.int64], sigma_px: float) -> bool:
        """Map the head under the current model and poses; False when too little of it is in view."""
        f = self._footage
        some = rows[np.linspace(0, len(rows) - 1, min(len(rows), _SWEEP_FRAMES)).astype(int)]
        self._views = _Views(f.images, f.frames, sigma_px)
        shape = self.model.shape.astype(np.float64)
        grid = head_map(shape, self._step_m) if self._grid is None else self._grid.reshaped(shape)
        if self._grid is None:
            grid = only_person(grid, np.asarray(f.masks[f.frames[some]]), poses[some], f.K)
        if int(grid.good.sum()) < _MIN_SAMPLES:
            return False
        self._grid = sweep_depths(grid, [self._views[int(t)][..., 0].copy() for t in some], poses[some], f.K)
        self._map = self._grid.chosen()
        basis = self.model.basis.astype(np.float64)
        moves = np.einsum("bk,bli->kli", np.linalg.pinv(self._directions), basis)
        moved = self._map.moved(moves).transpose(0, 2, 1)
        self._moves = np.ascontiguousarray(moved, np.float32).reshape(len(moves), -1)
        self._rest = np.ascontiguousarray(self._map.points.T, np.float32)
        return True

    def average(self, poses: Array, rows: npt.NDArray[np.int64]) -> None:
        """Make the average picture from some frames: linear in the expression over the face, the median elsewhere."""
        seen = np.stack(list(self._pool.map(lambda t: self._seen(self._points(t), poses[t], self._views[t])[0], rows)))
        k = min(_TEMPLATE_COMPONENTS, self._drivers.shape[1])
        inputs = np.concatenate([np.ones((len(rows), 1)), self._drivers[rows, :k]], axis=1)
        ridge = np.eye(k + 1) * _TEMPLATE_RIDGE * len(rows)
        ridge[0, 0] = 0.0
        values = np.linalg.solve(inputs.T @ inputs + ridge, inputs.T @ seen)
        values[1:] *= self._map.face
        values[0] = np.where(self._map.face, values[0], np.median(seen, axis=0))
        variance = np.median((seen - inputs @ values) ** 2, axis=0) * 2.2
        trust = 1.0 / (variance + 9.0) / _SAMPLES_PER_FACT
        self._template = _Template(values.astype(np.float32), trust.astype(np.float32))

    def align(self, poses: Array, rows: npt.NDArray[np.int64], step: Callable[[], None]) -> Array:
        """Line some frames up with the average picture, the landmarks' pose as a weak prior. Returns their poses."""
        f = self._footage
        size = f.images.shape[1]
        face_px = np.ptp(f.landmarks[rows, :, 1], axis=1)
        sigma_px = _LANDMARK_SIGMA_PX_AT_512 * np.maximum(face_px, size / 8) / 256.0
        weights = self.model.weights.astype(np.float64)
        points = self.model.posed(f.blendshapes[rows])
        prior = information(self._prior[rows], points, f.K, weights / weights.sum() * _LANDMARK_FACTS)
        prior /= sigma_px[:, None, None] ** 2
        result = np.empty((len(rows), 4, 4))
        jobs = self._pool.map(self._align_one, rows.tolist(), poses[rows], self._prior[rows], prior)
        for i, pose in enumerate(jobs):
            result[i] = pose
            step()
        return result

    def _align_one(self, t: int, pose: Array, prior_pose: Array, prior: Array) -> Array:
        expected = self._template.at(self._drivers[t])
        view, points = self._views[t], self._points(t)
        for _ in range(_MAX_STEPS):
            seen, gradient, placed = self._seen(points, pose, view)
            error = seen - expected
            J = _by_pose(placed - pose[:3, 3, None].astype(np.float32), gradient)
            WJ = J * (self._template.trust / (1.0 + (error / _ROBUST) ** 2))
            back = np.concatenate([_small_rotation(prior_pose[:3, :3] @ pose[:3, :3].T), (prior_pose - pose)[:3, 3]])
            delta = np.linalg.solve(WJ @ J.T + prior, -WJ @ error + prior @ back)
            pose = pose.copy()
            pose[:3, :3] = rotations(delta[None, :3])[0] @ pose[:3, :3]
            pose[:3, 3] += delta[3:]
            if np.linalg.norm(delta[:3]) < _STILL_RAD and np.linalg.norm(delta[3:5]) < _STILL_RAD * pose[2, 3]:
                break
        return pose

    def _points(self, t: int) -> FloatArray:
        """The samples in head space under the frame's expression, [3, N]."""
        return np.asarray(self._rest + (self._drivers[t].astype(np.float32) @ self._moves).reshape(3, -1))

    def _seen(
        self, points: FloatArray, pose: Array, view: npt.NDArray[np.float32]
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The samples in one frame, contrast normalised [N]; their derivative by the camera-space point [3, N]; the
        points in camera space [3, N]."""
        K = self._footage.K.astype(np.float32)
        placed = pose[:3, :3].astype(np.float32) @ points + pose[:3, 3, None].astype(np.float32)
        x, y, z = placed
        z = np.maximum(z, np.float32(1e-3))
        u, v = K[0, 0] / z, K[1, 1] / z
        values = sample(view, np.stack([u * x + K[0, 2], v * y + K[1, 2]], axis=1))
        scale = _CONTRAST / max(float(values[:, 0].std()), 1e-3)
        seen = (values[:, 0] - values[:, 0].mean()) * np.float32(scale)
        gx, gy = u * values[:, 1] * np.float32(scale), v * values[:, 2] * np.float32(scale)
        return seen, np.stack([gx, gy, -(gx * x + gy * y) / z]), placed

    def refit(self, poses: Array, rows: npt.NDArray[np.int64]) -> None:
        """Fit the landmark model to the poses, and take its own poses as the new prior."""
        f = self._footage
        self.model = fit_model_to_poses(f.landmarks[rows], f.blendshapes[rows], poses[rows], f.K, self.model, _LOOSE)
        self._prior = self.landmark_poses()

    def landmark_poses(self) -> Array:
        """Poses of all frames from landmarks alone, under the current model."""
        f = self._footage
        weights = self.model.weights.astype(np.float64)
        return refine_poses(
            self._prior, self.model.posed(f.blendshapes), f.landmarks[..., :2], f.K, weights, iterations=4
        )


# with the poses known, landmarks on the skull may move as the network moves them
_LOOSE = FitOptions(components=30, ridge_m=4e-3, rigid_ridge_m=4e-3)


def _by_pose(turned: FloatArray, gradient: FloatArray) -> FloatArray:
    """Derivative by a small rotation and shift, [6, N]: (p x g, g); np.cross is several times slower."""
    x, y, z = turned
    gx, gy, gz = gradient
    return np.stack([y * gz - z * gy, z * gx - x * gz, x * gy - y * gx, gx, gy, gz])


def _small_rotation(matrix: Array) -> Array:
    return np.array([matrix[2, 1] - matrix[1, 2], matrix[0, 2] - matrix[2, 0], matrix[1, 0] - matrix[0, 1]]) / 2.0
