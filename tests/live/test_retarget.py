"""Retargeting: the driver's change of face and head reaches the avatar, the driver's own face and place do not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.avatar.se3 import exp_se3
from core.errors import CaptureError, FormatError, InputError, ShapeError
from core.expression.translation import translation_of
from core.live.retarget import (
    Retargeter,
    RetargetOptions,
    calibrate,
    encoder_of,
    retarget,
    retarget_clip,
    soft_limit,
    typical_pose,
)
from tests.live.stand_ins import FACING, facing_pose, make_avatar, make_tracks

PLAIN = RetargetOptions(translate=False, project=False, smooth=None, smooth_pose=None)
POSE_TOLERANCE = 2e-5
"""Metres and radians lost in float32 through logarithm and exponential."""


def jaw_column() -> int:
    return next(i for i, c in enumerate(encoder_of(make_avatar()).channels) if c.name == "jawOpen")


def test_the_drivers_neutral_becomes_the_avatars() -> None:
    tracks = make_tracks()
    descriptors, _ = retarget(tracks, make_avatar(), options=PLAIN)
    assert abs(descriptors[0]).max() < 0.1  # of a jaw that moves by 0.8
    assert descriptors[10, jaw_column()] > 0.6
    build = np.zeros(52)
    build[1:6] = 0.2  # brows: how this face is built
    shifted = replace(tracks, blendshapes=(tracks.blendshapes + build).astype(np.float32))
    moved, _ = retarget(shifted, make_avatar(), options=PLAIN)
    np.testing.assert_allclose(moved, descriptors, atol=1e-5)


def test_a_driver_is_translated_and_the_subject_is_not() -> None:
    tracks, avatar = make_tracks(), make_avatar()
    plain, _ = retarget(tracks, avatar, options=PLAIN)
    translated, _ = retarget(tracks, avatar, options=replace(PLAIN, translate=True))
    matrix = translation_of(encoder_of(avatar))
    assert matrix is not None
    np.testing.assert_allclose(translated, plain @ matrix, atol=1e-5)
    elsewhere, _ = retarget(tracks, avatar, options=replace(PLAIN, translate=True, same_face=True))
    np.testing.assert_array_equal(elsewhere, plain)
    own, _ = retarget(tracks, avatar, options=replace(PLAIN, translate=True, same_person=True))
    untouched, _ = retarget(tracks, avatar, options=replace(PLAIN, same_person=True))
    np.testing.assert_array_equal(own, untouched)


def test_the_drivers_typical_pose_becomes_the_avatars() -> None:
    avatar = make_avatar()
    _, poses = retarget(make_tracks(), avatar, options=PLAIN)
    np.testing.assert_allclose(typical_pose(poses), avatar.cam_from_head0, atol=2e-3)


def test_a_drivers_nod_is_the_avatars_nod_wherever_the_driver_sits() -> None:
    avatar, tracks = make_avatar(), make_tracks()
    _, poses = retarget(tracks, avatar, options=PLAIN)
    aside = exp_se3(np.array([0.2, -0.1, 0.3, 0.2, 0.3, 0.1]))
    seated = replace(tracks, cam_from_head=np.asarray(aside @ tracks.cam_from_head, np.float32))
    _, again = retarget(seated, avatar, options=PLAIN)
    np.testing.assert_allclose(again, poses, atol=2e-3)
    nod = np.arctan2(poses[:, 2, 1] * FACING[1, 1], poses[:, 2, 2] * FACING[2, 2])
    assert np.ptp(nod) == pytest.approx(0.2, abs=0.01)


def test_same_person_takes_poses_and_neutral_as_they_are() -> None:
    avatar, tracks = make_avatar(), make_tracks()
    near = replace(tracks, cam_from_head=np.asarray(tracks.cam_from_head - facing_pose((0.1, 0.05, 0.3)) + FACING))
    near = replace(near, cam_from_head=np.asarray(near.cam_from_head, np.float32))
    descriptors, poses = retarget(near, avatar, options=replace(PLAIN, same_person=True))
    np.testing.assert_allclose(poses, near.cam_from_head, atol=POSE_TOLERANCE)
    expected = near.blendshapes[:, 1:] - 0.05  # the avatar's neutral in the stand-in
    np.testing.assert_allclose(descriptors[:, :51], expected, atol=1e-6)


def test_lost_frames_hold_the_last_good_one_and_the_first_face_fills_the_start() -> None:
    avatar = make_avatar()
    tracks = make_tracks(lost=(0, 1, 20, 21))
    performance = retarget_clip(tracks, avatar, options=PLAIN)
    full = retarget_clip(tracks.take(np.flatnonzero(tracks.found)), avatar, options=PLAIN)
    np.testing.assert_array_equal(performance.descriptors[0], full.descriptors[0])
    np.testing.assert_array_equal(performance.descriptors[20], performance.descriptors[19])
    np.testing.assert_array_equal(performance.cam_from_head[21], performance.cam_from_head[19])
    assert np.isfinite(performance.cam_from_head).all()


def test_a_driver_who_is_never_seen_is_a_capture_error() -> None:
    with pytest.raises(CaptureError, match="No face"):
        retarget(make_tracks(5, lost=(0, 1, 2, 3, 4)), make_avatar())


def test_far_head_motion_is_bent_under_the_limits() -> None:
    avatar, tracks = make_avatar(), make_tracks()
    wild = exp_se3(np.array([[0.5, 0, 0, 0, 1.4, 0], [0, 0, 0, 0, 0, 0]]))[np.arange(40) % 2]
    far = replace(tracks, cam_from_head=np.asarray(tracks.cam_from_head @ wild, np.float32))
    _, poses = retarget(far, avatar, options=PLAIN)
    relative = np.linalg.inv(avatar.cam_from_head0) @ poses
    turn = np.arccos(np.clip((np.trace(relative[:, :3, :3], axis1=1, axis2=2) - 1) / 2, -1, 1))
    assert turn.max() <= PLAIN.max_turn_rad + 1e-3
    assert turn.max() > 0.7 * PLAIN.max_turn_rad
    assert np.linalg.norm(relative[:, :3, 3], axis=1).max() <= PLAIN.max_shift_m + 1e-4


def test_soft_limit_is_identity_below_its_knee_and_monotone() -> None:
    direction = np.array([0.6, 0.8, 0.0], np.float32)
    lengths = [float(np.linalg.norm(soft_limit(direction * r, 1.0))) for r in np.linspace(0, 3, 40)]
    np.testing.assert_allclose(lengths[:9], np.linspace(0, 3, 40)[:9], atol=1e-6)
    assert all(b >= a for a, b in pairwise(lengths))
    assert lengths[-1] <= 1.0


def test_frames_with_nan_count_as_not_found() -> None:
    avatar, tracks = make_avatar(), make_tracks()
    one = Retargeter(avatar, calibrate(tracks, avatar))
    good = one.step(one.encode(tracks)[0], tracks.cam_from_head[0], 0.0)
    bad = one.step(np.full(avatar.num_channels, np.nan, np.float32), tracks.cam_from_head[1], 0.04)
    assert good.found
    assert not bad.found
    np.testing.assert_array_equal(bad.descriptor, good.descriptor)
    with pytest.raises(ShapeError):
        one.step(np.zeros(3, np.float32), tracks.cam_from_head[0], 0.1)


def test_live_and_recorded_give_the_same_frames() -> None:
    avatar, tracks = make_avatar(), make_tracks()
    recorded = retarget_clip(tracks, avatar)
    live = Retargeter(avatar, calibrate(tracks, avatar))
    descriptors = live.encode(tracks)
    steps = [live.step(d, p, t) for d, p, t in zip(descriptors, tracks.cam_from_head, tracks.time_s, strict=True)]
    np.testing.assert_allclose(np.stack([s.descriptor for s in steps]), recorded.descriptors, atol=1e-6)
    np.testing.assert_allclose(np.stack([s.cam_from_head for s in steps]), recorded.cam_from_head, atol=1e-6)


def test_smoothing_removes_jitter_and_keeps_the_motion() -> None:
    avatar = make_avatar()
    tracks = make_tracks(100)
    plain, _ = retarget(tracks, avatar, options=PLAIN)
    smooth, _ = retarget(tracks, avatar, options=RetargetOptions(translate=False, project=False))
    still = [i for i in range(51) if i != jaw_column()]
    assert np.diff(smooth[:, still], axis=0).std() < 0.6 * np.diff(plain[:, still], axis=0).std()
    assert np.ptp(smooth[:, jaw_column()]) > 0.8 * np.ptp(plain[:, jaw_column()])


def test_an_avatar_of_another_encoder_is_a_format_error() -> None:
    avatar = make_avatar()
    for change in ({"encoder_id": "blend9000"}, {"encoder_version": 77}, {"channels": ("a",) * avatar.num_channels}):
        other = replace(avatar, meta=replace(avatar.meta, **change))
        with pytest.raises(FormatError, match="blob"):
            encoder_of(other)


@pytest.mark.parametrize("change", [{"max_turn_rad": 0.0}, {"max_turn_rad": float("nan")}, {"max_shift_m": -1.0}])
def test_options_check_themselves(change: dict[str, float]) -> None:
    with pytest.raises(InputError):
        RetargetOptions(**change)


def test_typical_pose_is_a_rotation_and_shrugs_off_outliers() -> None:
    poses = np.repeat(facing_pose()[None], 21, axis=0)
    poses[:3, :3, 3] = 50.0
    typical = typical_pose(poses)
    np.testing.assert_allclose(typical, facing_pose(), atol=1e-5)
    opposite = np.stack([np.eye(4), np.diag([-1.0, -1.0, 1.0, 1.0])]).astype(np.float32)
    R = typical_pose(opposite)[:3, :3]
    np.testing.assert_allclose(R @ R.T, np.eye(3), atol=1e-5)
    assert np.linalg.det(R) == pytest.approx(1.0, abs=1e-5)
