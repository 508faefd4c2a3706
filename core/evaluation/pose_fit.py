"""Fitting head and torso pose of one unseen frame to its picture: what an avatar is worth once the pose is known.

The tracker's pose is off by about a pixel, and it says nothing of the torso. Papers mostly judge at poses that were
fitted to the judged pictures; figures made here compare to those, and are never mixed with those at tracked poses.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.avatar.model import RESIDUAL_STEP
from core.avatar.runtime import Avatar, compose, place
from core.avatar.se3 import exp_se3
from core.export.picture import draw_splats
from core.splats.native import render_numpy
from core.types import ByteArray, Camera, FloatArray, check_shape

STEP = np.tile(np.asarray(RESIDUAL_STEP, np.float32), 2)
LIMIT = 15.0  # of each of the twelve numbers, in steps: about five pixels at 256 px
ROUNDS = 6
LARGEST_MOVE = 3.0  # steps a round
DAMPING = 3e-3  # of the mean curvature; holds what the picture does not show where the tracker put it
STILL = 0.05  # steps; moves below that end the search


def fit_poses(
    avatar: Avatar, descriptor: FloatArray, cam_from_head: FloatArray, truth: FloatArray, camera: Camera
) -> tuple[FloatArray, FloatArray]:
    """The head and torso poses near the tracked one at which a frame's picture is drawn best.

    Twelve numbers by damped Gauss-Newton on the squared differences of the pixels; the expression stays as it is.

    Args:
        avatar: who is seen.
        descriptor: of the frame, [D].
        cam_from_head: tracked head pose, [4, 4].
        truth: the picture on the avatar's background, 0..1, [H, W, 3].
        camera: of the picture, [W, H].
    Returns:
        cam_from_head and cam_from_torso for ``place``, [4, 4] each; never drawn worse than at the tracked pose.
    Raises:
        ShapeError: the picture is not as large as the camera's.
    """
    check_shape("truth", truth, camera.height, camera.width, 3)
    attributes, background = avatar.attributes(descriptor), np.asarray(avatar.meta.background, np.float32)
    head, torso = avatar.poses(cam_from_head)

    def posed(moves: FloatArray) -> tuple[FloatArray, FloatArray]:
        found = moves * STEP
        return compose(exp_se3(found[:6]), head), compose(exp_se3(found[6:]), torso)

    def drawn(moves: FloatArray) -> FloatArray:
        picture, _, _ = render_numpy(place(attributes, avatar.blend, *posed(moves)), camera, background)
        return np.asarray(picture, np.float32).ravel()

    return posed(_least_squares(drawn, truth.astype(np.float32).ravel(), len(STEP)))


def draw_fitted(
    avatar: Avatar, descriptor: FloatArray, cam_from_head: FloatArray, truth: FloatArray, camera: Camera
) -> ByteArray:
    """The avatar at the poses of ``fit_poses``, uint8 [H, W, 3] RGB."""
    head, torso = fit_poses(avatar, descriptor, cam_from_head, truth, camera)
    return draw_splats(avatar, place(avatar.attributes(descriptor), avatar.blend, head, torso), camera)


def _least_squares(drawn: Callable[[FloatArray], FloatArray], truth: FloatArray, count: int) -> FloatArray:
    """Moves [count] that bring ``drawn`` nearest to ``truth``, from zero."""
    best, units = np.zeros(count, np.float32), np.eye(count, dtype=np.float32)
    picture = drawn(best)
    error = float(np.square(truth - picture).sum())
    for _ in range(ROUNDS):
        slopes = np.stack([drawn(best + unit) - picture for unit in units], axis=1)  # [pixels, count]
        curvature = (slopes.T @ slopes).astype(np.float64)
        damping = DAMPING * float(np.trace(curvature)) / count
        if damping == 0.0:  # nothing in the picture moves
            break
        wanted = slopes.T @ (truth - picture) - damping * best
        move = np.linalg.solve(curvature + damping * np.eye(count), wanted)
        tried = np.clip(best + np.clip(move, -LARGEST_MOVE, LARGEST_MOVE), -LIMIT, LIMIT).astype(np.float32)
        picture_tried = drawn(tried)
        error_tried = float(np.square(truth - picture_tried).sum())
        if error_tried >= error:
            break
        still = float(np.abs(tried - best).max()) < STILL
        best, picture, error = tried, picture_tried, error_tried
        if still:
            break
    return best
