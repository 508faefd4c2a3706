"""Head pose and the landmark model, on heads whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import CaptureError
from core.tracking.fit import FitOptions, fit_landmark_model, fit_landmark_shape
from core.tracking.names import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from core.tracking.photometric import Footage, refine_by_pictures
from core.tracking.pose import default_intrinsics, project, rotation_vectors, rotations, solve_poses
from core.tracking.shape import OUTER_EYE_DISTANCE_M, LandmarkModel, head_from_shape
from tests.tracking.heads import SIZE, draw_heads, head_poses, head_shape, make_model, make_tracks

# float32 poses and pixels
EXACT_RAD, EXACT_M = 1e-4, 1e-4


def angle_between(a: np.ndarray, b: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    turn = a[:, :3, :3].astype(np.float64) @ b[:, :3, :3].astype(np.float64).transpose(0, 2, 1)
    return np.linalg.norm(rotation_vectors(turn), axis=-1)


def test_exact_landmarks_give_exact_poses() -> None:
    tracks = make_tracks(40)
    assert tracks.model is not None
    poses = solve_poses(tracks.landmarks, tracks.blendshapes, tracks.K, tracks.model)
    assert angle_between(poses, tracks.cam_from_head).max() < EXACT_RAD
    np.testing.assert_allclose(poses[:, :3, 3], tracks.cam_from_head[:, :3, 3], atol=EXACT_M)


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.floats(-0.6, 0.6)] * 3), st.floats(0.25, 2.0))
def test_any_pose_is_recovered(turn: tuple[float, float, float], depth: float) -> None:
    model = make_model()
    pose = np.eye(4)
    pose[:3, :3] = rotations(np.array([turn]))[0] @ np.diag([1.0, -1.0, -1.0])
    pose[:3, 3] = [0.02, -0.03, depth]
    K = default_intrinsics(640, 480)
    blendshapes = np.zeros((1, 52))
    points = model.posed(blendshapes)
    pixels = project(points, pose[None], K)
    z = (points @ pose[:3, :3].T)[..., 2:] * K[0, 0] / depth
    found = solve_poses(np.concatenate([pixels, z], axis=-1), blendshapes, K, model)
    assert angle_between(found, pose[None]).max() < 5e-4
    assert np.abs(found[0, :3, 3] - pose[:3, 3]).max() < 1e-3 * depth


def test_wild_landmarks_hardly_matter() -> None:
    tracks = make_tracks(20)
    assert tracks.model is not None
    landmarks = tracks.landmarks.copy()
    landmarks[:, 30:60, :2] += 40.0
    poses = solve_poses(landmarks, tracks.blendshapes, tracks.K, tracks.model)
    assert np.degrees(angle_between(poses, tracks.cam_from_head).max()) < 0.3


def test_frames_are_independent_and_none_is_fine() -> None:
    tracks = make_tracks(9)
    assert tracks.model is not None
    whole = solve_poses(tracks.landmarks, tracks.blendshapes, tracks.K, tracks.model)
    one = solve_poses(tracks.landmarks[4:5], tracks.blendshapes[4:5], tracks.K, tracks.model)
    np.testing.assert_allclose(whole[4], one[0], atol=1e-6)
    none = solve_poses(tracks.landmarks[:0], tracks.blendshapes[:0], tracks.K, tracks.model)
    assert none.shape == (0, 4, 4)


def test_head_space_is_as_defined() -> None:
    turned = head_shape() @ rotations(np.array([[0.3, -0.8, 0.4]]))[0].T * 7.0 + [1.0, 2.0, 3.0]
    head = head_from_shape(turned)
    shape = turned @ head[:3, :3].T + head[:3, 3]
    half = OUTER_EYE_DISTANCE_M / 2
    np.testing.assert_allclose(shape[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]], [[-half, 0, 0], [half, 0, 0]], atol=1e-12)
    np.testing.assert_allclose(shape, head_shape(), atol=1e-9)


def test_a_fitted_model_explains_jaw_motion_and_keeps_it_out_of_the_pose() -> None:
    tracks = make_tracks(120, noise_px=0.3)
    fitted = fit_landmark_model(tracks)
    rigid = fit_landmark_model(tracks, options=FitOptions(components=0))
    errors = {}
    for name, model in (("fitted", fitted), ("rigid", rigid)):
        poses = solve_poses(tracks.landmarks, tracks.blendshapes, tracks.K, model).astype(np.float64)
        residual = project(model.posed(tracks.blendshapes), poses, tracks.K) - tracks.landmarks[..., :2]
        turn = rotation_vectors(
            poses[:, :3, :3] @ tracks.cam_from_head[:, :3, :3].astype(np.float64).transpose(0, 2, 1)
        )
        errors[name] = (float(np.sqrt((residual**2).mean())), float(np.degrees(turn.std(axis=0).max())))
    assert errors["fitted"][0] < 0.5
    assert errors["rigid"][0] > 1.0
    # the pose keeps about the noise of its rigid points; with everything trusted alike it would drift by degrees
    assert errors["fitted"][1] < 0.5
    half = OUTER_EYE_DISTANCE_M / 2
    np.testing.assert_allclose(fitted.shape[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER], 0], [-half, half], atol=1e-5)


def test_few_frames_give_a_rigid_model_and_none_an_error() -> None:
    model = fit_landmark_model(make_tracks(1))
    assert not model.basis.any()
    np.testing.assert_allclose(model.shape, make_model().shape, atol=4e-3)
    lost = make_tracks(5)
    with pytest.raises(CaptureError, match="No frame"):
        fit_landmark_model(replace(lost, found=np.zeros(5, bool)))
    with pytest.raises(CaptureError):
        fit_landmark_shape(lost.landmarks[:0], lost.K)


def test_the_model_survives_its_arrays() -> None:
    model = make_model()
    again = LandmarkModel.from_arrays(model.to_arrays())
    for name, array in model.to_arrays().items():
        np.testing.assert_array_equal(getattr(again, name), array)


def test_pictures_correct_poses_that_landmarks_get_wrong() -> None:
    """The landmarks lean with the expression, as real networks' do; the picture of the head tells."""
    T, half = 48, 36
    poses, K, model = head_poses(T), default_intrinsics(SIZE, SIZE), make_model()
    images, masks = draw_heads(poses, K)
    rng = np.random.default_rng(5)
    expression = np.sin(np.arange(T) * 0.4)
    lean = np.tile(np.eye(4), (T, 1, 1))
    lean[:, :3, :3] = rotations(np.stack([0.02 * expression, 0.012 * expression, 0 * expression], axis=1))
    wrong = poses.copy()
    wrong[:, :3, :3] = lean[:, :3, :3] @ poses[:, :3, :3] @ rotations(rng.normal(0, 0.004, (T, 3)))
    blendshapes = np.zeros((T, 52))
    blendshapes[:, 25] = 0.5 + 0.5 * expression
    still = replace(model, basis=np.zeros_like(model.basis))
    pixels = project(still.posed(blendshapes), wrong, K)
    z = (still.posed(blendshapes) @ wrong[:, :3, :3].transpose(0, 2, 1))[..., 2:] * K[0, 0] / wrong[:, None, 2:3, 3]
    landmarks = np.concatenate([pixels, z], axis=-1)
    footage = Footage(
        images, masks, np.arange(T), K.astype(np.float64), landmarks, blendshapes, wrong, np.arange(T) < half
    )
    refined = refine_by_pictures(footage, still)
    assert refined is not None

    def error_deg(candidate: np.ndarray) -> float:  # type: ignore[type-arg]
        turn = rotation_vectors(candidate[:, :3, :3] @ poses[:, :3, :3].transpose(0, 2, 1))
        return float(np.degrees(np.sqrt(((turn - turn[:half].mean(axis=0)) ** 2).mean(axis=0)).max()))

    before, after = error_deg(wrong), error_deg(refined[0].astype(np.float64))
    by_landmarks = solve_poses(landmarks, blendshapes, K, refined[1], start=wrong).astype(np.float64)
    assert before > 0.7
    assert after < 0.4 * before
    # the landmark model has learned the lean: landmarks alone do better now
    assert error_deg(by_landmarks) < 0.75 * before


def test_pictures_without_a_head_are_declined() -> None:
    tracks = make_tracks(30)
    assert tracks.model is not None
    blank = np.zeros((30, SIZE, SIZE), np.uint8)
    footage = Footage(
        np.repeat(blank[..., None], 3, axis=-1),
        blank,
        np.arange(30),
        tracks.K.astype(np.float64),
        tracks.landmarks.astype(np.float64),
        tracks.blendshapes.astype(np.float64),
        tracks.cam_from_head.astype(np.float64),
        np.ones(30, bool),
    )
    assert refine_by_pictures(footage, tracks.model) is None
