"""Fitting the pose of an unseen frame: a picture drawn a little elsewhere is found again, and never drawn worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.avatar.runtime import Avatar, compose, place
from core.avatar.se3 import exp_se3
from core.errors import ShapeError
from core.evaluation.pose_fit import LIMIT, STEP, draw_fitted, fit_poses
from core.splats.native import render_numpy
from core.types import FloatArray
from tests.live.stand_ins import facing_pose, make_avatar

MOVED = np.array(
    [10.0, -8.0, 2.0, 4.0, -4.0, 2.0, -9.0, 5.0, 2.0, 2.0, 2.0, -2.0], np.float32
)  # steps, head then torso


def textured() -> Avatar:
    """A head of many colours above a torso: what a picture can show of a pose."""
    avatar = make_avatar()
    rng = np.random.default_rng(3)
    base = avatar.base.copy()
    base[:, -3:] = rng.normal(0, 200, (len(base), 3))
    blend = np.where(np.arange(len(base)) % 2 == 0, 1.0, 0.0).astype(np.float32)
    return replace(avatar, arrays={**avatar.arrays, "base": base, "blend": blend})


def drawn(avatar: Avatar, pose: FloatArray, moves: FloatArray) -> FloatArray:
    head, torso = avatar.poses(pose)
    found = moves * STEP
    head, torso = compose(exp_se3(found[:6]), head), compose(exp_se3(found[6:]), torso)
    splats = place(avatar.attributes(np.zeros(avatar.num_channels, np.float32)), avatar.blend, head, torso)
    return np.asarray(render_numpy(splats, avatar.camera(), np.asarray(avatar.meta.background, np.float32))[0])


def test_a_moved_picture_is_found_again() -> None:
    avatar, pose = textured(), facing_pose()
    rest, truth = np.zeros(avatar.num_channels, np.float32), drawn(textured(), facing_pose(), MOVED)
    before = float(np.square(truth - drawn(avatar, pose, np.zeros(12, np.float32))).mean())
    after = draw_fitted(avatar, rest, pose, truth, avatar.camera())
    assert before > 1e-4
    assert float(np.square(truth - after / 255.0).mean()) < before / 20
    head, _ = fit_poses(avatar, rest, pose, truth, avatar.camera())
    wanted = compose(exp_se3(MOVED[:6] * STEP[:6]), avatar.poses(pose)[0])
    np.testing.assert_allclose(head[:2, 3], wanted[:2, 3], atol=5e-4)


def test_what_the_picture_does_not_show_stays_where_it_was() -> None:
    avatar, pose = textured(), facing_pose()
    rest = np.zeros(avatar.num_channels, np.float32)
    blank = np.broadcast_to(np.asarray(avatar.meta.background, np.float32), drawn(avatar, pose, MOVED * 0).shape)
    head, torso = fit_poses(avatar, rest, pose, np.array(blank), avatar.camera())
    at = avatar.poses(pose)
    assert np.abs(head - at[0]).max() <= LIMIT * STEP.max() * 1.5
    away = facing_pose((0.0, 0.0, -1.0))  # behind the camera: nothing to see, nothing to move
    head, torso = fit_poses(avatar, rest, away, np.array(blank), avatar.camera())
    np.testing.assert_array_equal(head, avatar.poses(away)[0])
    assert np.isfinite(torso).all()


def test_a_picture_of_another_size_is_refused() -> None:
    avatar = make_avatar()
    with pytest.raises(ShapeError, match="truth"):
        fit_poses(
            avatar, np.zeros(avatar.num_channels, np.float32), facing_pose(), np.zeros((8, 8, 3)), avatar.camera()
        )
