"""Small mesh helpers and the list of materials."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from scipy import sparse

from core.synthesis.arrays import Floats, Ints


class Material(IntEnum):
    """What a triangle is made of; decides its shading."""

    SKIN = 0
    TEETH = 1
    GUM = 2
    TONGUE = 3
    EYE = 4
    CLOTH = 5
    HAIR = 6
    FRAME = 7
    LENS = 8


def triangulate(quads: Ints) -> Ints:
    """Quads [F, 4] -> triangles [2 F, 3], the two of a quad one after the other."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], axis=1).reshape(-1, 3).astype(np.int32)


def grid_quads(rows: int, columns: int) -> Ints:
    """The quads of a grid of vertices stored row by row, [(rows - 1) (columns - 1), 4]."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = i * columns + j
    return np.stack([a, a + columns, a + columns + 1, a + 1], axis=-1).reshape(-1, 4).astype(np.int32)


def vertex_normals(vertices: Floats, triangles: Ints, incidence: sparse.csr_matrix | None = None) -> Floats:
    """Area-weighted unit normals [V, 3]; ``incidence`` (see ``normal_matrix``) makes repeated calls fast."""
    matrix = normal_matrix(len(vertices), triangles) if incidence is None else incidence
    a, b, c = (vertices[triangles[:, i]] for i in range(3))
    normals = matrix @ np.cross(b - a, c - a)
    unit: Floats = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return unit.astype(np.float32)


def normal_matrix(count: int, triangles: Ints) -> sparse.csr_matrix:
    """Which triangles touch which vertex, [V, F]."""
    rows, columns = triangles.ravel(), np.repeat(np.arange(len(triangles)), 3)
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(count, len(triangles)))
