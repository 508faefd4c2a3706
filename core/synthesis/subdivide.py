"""Catmull-Clark subdivision of quad meshes as one sparse matrix, so that deformed vertices subdivide by one product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from core.errors import ShapeError
from core.synthesis.arrays import Ints


@dataclass(frozen=True)
class Subdivision:
    """One level: ``fine = matrix @ coarse`` for anything per vertex, and the fine quads.

    Attributes:
        matrix: sparse [V_fine, V].
        quads: int32 [4 F, 4], in the orientation of the coarse quads.
    """

    matrix: sparse.csr_matrix
    quads: Ints


def catmull_clark(vertex_count: int, quads: Ints) -> Subdivision:
    """Subdivide once. Border vertices stay and border edges split at their middle.

    Args:
        vertex_count: V; vertices that no quad uses are allowed and stay.
        quads: int [F, 4].
    Raises:
        ShapeError: ``quads`` is not [F, 4].
    Source: Catmull & Clark, Recursively generated B-spline surfaces, 1978.
    """
    if quads.ndim != 2 or quads.shape[1] != 4:
        raise ShapeError("Subdivision needs quads", got=str(list(quads.shape)), expected="[F, 4]")
    V, F = vertex_count, len(quads)
    ends = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)  # [4F, 2]
    edges, edge_of = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)
    edge_of = edge_of.reshape(F, 4)
    E = len(edges)
    uses = np.bincount(edge_of.ravel(), minlength=E)
    face = _matrix(np.repeat(np.arange(F), 4), quads.ravel(), np.full(4 * F, 0.25), (F, V))
    middle = _matrix(np.repeat(np.arange(E), 2), edges.ravel(), np.full(2 * E, 0.5), (E, V))
    edge_faces = _matrix(edge_of.ravel(), np.repeat(np.arange(F), 4), np.full(4 * F, 0.5), (E, F))
    inner = (uses == 2).astype(np.float64)
    edge = sparse.diags(inner) @ (0.5 * middle + 0.5 * (edge_faces @ face)) + sparse.diags(1 - inner) @ middle
    vertex = _vertex_rule(V, quads, edges, uses, face, middle)
    matrix = sparse.vstack([vertex, face, edge]).tocsr().astype(np.float32)
    f, e = V + np.arange(F)[:, None], V + F + edge_of
    fine = np.stack([quads, e, np.broadcast_to(f, (F, 4)), np.roll(e, 1, axis=1)], axis=2)
    return Subdivision(matrix, fine.reshape(-1, 4).astype(np.int32))


def _vertex_rule(
    V: int, quads: Ints, edges: Ints, uses: Ints, face: sparse.csr_matrix, middle: sparse.csr_matrix
) -> sparse.csr_matrix:
    F, E = len(quads), len(edges)
    valence = np.bincount(edges.ravel(), minlength=V).astype(np.float64)
    border = np.zeros(V, bool)
    border[edges[uses != 2].ravel()] = True
    smooth = ~border & (valence > 0)
    n = np.maximum(valence, 1)
    faces_at = _matrix(quads.ravel(), np.repeat(np.arange(F), 4), np.ones(4 * F), (V, F))
    edges_at = _matrix(edges.ravel(), np.repeat(np.arange(E), 2), np.ones(2 * E), (V, E))
    average = sparse.diags(smooth / n**2) @ (faces_at @ face) + sparse.diags(2 * smooth / n**2) @ (edges_at @ middle)
    keep = np.where(smooth, (n - 3) / n, 1.0)
    return average + sparse.diags(keep)


def _matrix(rows: Ints, columns: Ints, values: object, shape: tuple[int, int]) -> sparse.csr_matrix:
    return sparse.csr_matrix((values, (rows, columns)), shape=shape)
