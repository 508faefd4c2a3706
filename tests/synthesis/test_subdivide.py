"""Catmull-Clark as a matrix: counts, weights and what must stay in place."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import ShapeError
from core.synthesis.subdivide import catmull_clark

CUBE = np.array([[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]], np.int32)
CORNERS = np.array(
    [[-1, -1, -1], [1, -1, -1], [1, 1, -1], [-1, 1, -1], [-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]], np.float32
)


def test_closed_cube_has_the_known_counts_and_corner_rule() -> None:
    level = catmull_clark(8, CUBE)
    assert level.matrix.shape == (8 + 6 + 12, 8)
    assert level.quads.shape == (24, 4)
    fine = level.matrix @ CORNERS
    # at valence 3: (mean of face points + 2 x mean of edge middles) / 3 = 1/3 * 1/3 + 2/3 * 2/3 = 5/9
    np.testing.assert_allclose(fine[:8], CORNERS * 5 / 9, atol=1e-6)


def test_rows_are_averages_so_moving_everything_moves_everything() -> None:
    level = catmull_clark(8, CUBE)
    np.testing.assert_allclose(np.asarray(level.matrix.sum(axis=1)).ravel(), 1.0, atol=1e-6)


def test_flat_open_sheet_keeps_plane_border_and_orientation() -> None:
    x, y = np.meshgrid(np.arange(4.0), np.arange(3.0))
    points = np.stack([x.ravel(), y.ravel(), 2 + 0.5 * x.ravel()], axis=1)
    quads = np.array([[4 * r + c, 4 * r + c + 1, 4 * r + c + 5, 4 * r + c + 4] for r in range(2) for c in range(3)])
    level = catmull_clark(12, quads.astype(np.int32))
    fine = level.matrix @ points
    np.testing.assert_allclose(fine[:, 2], 2 + 0.5 * fine[:, 0], atol=1e-6)
    assert (fine[:12][[0, 3, 8, 11]] == points[[0, 3, 8, 11]]).all()
    a, b, d = (fine[level.quads[:, i]] for i in (0, 1, 3))
    assert (np.cross(b - a, d - a)[:, 2] > 0).all()


def test_triangles_are_refused() -> None:
    with pytest.raises(ShapeError, match="needs quads"):
        catmull_clark(3, np.zeros((1, 3), np.int32))
