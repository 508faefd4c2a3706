"""Where the first splats stand: on the face, around it, and nowhere behind it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from core.avatar import layout
from core.avatar.initialise import FACE_LANDMARKS, StartingSplats, starting_splats
from core.types import FloatArray

SIZE, COUNT = 128, 2000
K = np.array([[300.0, 0, 64], [0, 300, 64], [0, 0, 1]], np.float32)
POSE = np.diag([1.0, -1.0, -1.0, 1.0]).astype(np.float32)
POSE[2, 3] = 0.6


@pytest.fixture(scope="module")
def shape() -> FloatArray:
    """Landmarks on the front half of an ellipsoid as large as a head."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(478, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    points[:, 2] = np.abs(points[:, 2])
    return np.asarray(points * (0.07, 0.09, 0.08), np.float32)


@pytest.fixture(scope="module")
def start(shape: FloatArray) -> StartingSplats:
    mask = np.zeros((1, SIZE, SIZE), np.uint8)
    mask[:, 8:, 12:116] = 255
    images = np.full((1, SIZE, SIZE, 3), 120, np.uint8)
    return starting_splats(shape, images, mask, POSE[None], 0, K, COUNT, np.random.default_rng(1))


def pixels(points: FloatArray) -> FloatArray:
    cam = points @ POSE[:3, :3].T + POSE[:3, 3]
    return np.asarray(cam[:, :2] / cam[:, 2:] * 300.0 + 64.0)


def test_half_the_splats_are_on_the_face_and_all_are_there(start: StartingSplats, shape: FloatArray) -> None:
    assert len(start.base) == COUNT
    assert start.on_face.sum() == COUNT // 2
    nearest = np.linalg.norm(start.means[start.on_face][:, None] - shape[None], axis=-1).min(axis=1)
    assert np.quantile(nearest, 0.95) < 0.02


def test_the_face_begins_dense_and_the_rest_half_transparent(start: StartingSplats) -> None:
    opacity = start.base[:, layout.OPACITY] * layout.OPACITY_STEP
    assert (opacity[start.on_face] > 1.5).all()
    assert opacity[~start.on_face] == pytest.approx(0.0)


def test_nothing_stands_behind_the_face_as_the_camera_sees_it(start: StartingSplats, shape: FloatArray) -> None:
    outline = pixels(shape[:FACE_LANDMARKS])
    small = outline.mean(axis=0) + 0.85 * (outline - outline.mean(axis=0))
    sides = ConvexHull(small).equations
    behind = (pixels(start.means[~start.on_face]) @ sides[:, :2].T + sides[:, 2] < 0).all(axis=1)
    assert not behind.any()
    # without the rule a good part of them would
    area = ConvexHull(small).volume / (np.count_nonzero(np.ones((SIZE - 8, 104))))
    assert area > 0.25
