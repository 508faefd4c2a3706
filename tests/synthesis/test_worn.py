"""Clothes and glasses: closed at the neckline, in front of the eyes, and they follow the body."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from scipy import sparse

from core.synthesis import garments, parts
from core.synthesis.geometry import build_surfaces
from core.synthesis.glasses import build_glasses, fit
from core.synthesis.mesh import Material, triangulate
from core.synthesis.parts import Piece
from core.synthesis.person import Garment, GlassesShape, plain_person
from core.synthesis.render import Moment, PersonRenderer


@pytest.fixture(scope="module")
def base(synthetic_seed: int) -> np.ndarray:
    from core.synthesis import anny_data

    person = plain_person(synthetic_seed)
    vertices = anny_data.identity_vertices(person.phenotype, person.ancestry, person.local_changes)
    left, right = (vertices[parts.outer_corner(side)] for side in ("l", "r"))
    return vertices * np.float32(0.09 / np.linalg.norm(left - right))


def test_cutting_keeps_exactly_what_lies_below() -> None:
    x, y = np.meshgrid(np.arange(5.0), np.arange(5.0))
    points = np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1)
    quads = np.array([[5 * r + c, 5 * r + c + 1, 5 * r + c + 6, 5 * r + c + 5] for r in range(4) for c in range(4)])
    above = points[:, 1] - 0.5 * points[:, 0] - 0.8
    matrix, faces, row = garments._cut(sparse.identity(25, format="csr", dtype=np.float32), quads, above)
    fine = matrix @ points
    corners = fine[triangulate(faces)]
    assert (corners[..., 1] - 0.5 * corners[..., 0] - 0.8).max() < 1e-5
    np.testing.assert_allclose(fine[row, 1], 0.5 * fine[row, 0] + 0.8, atol=1e-5)
    assert (np.diff(fine[row, 0]) > 0).all() or (np.diff(fine[row, 0]) < 0).all()
    e1, e2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = 0.5 * np.abs(np.cross(e1, e2)[:, 2]).sum()
    assert area == pytest.approx(4 * 0.8 + 0.5 * 0.5 * 16, rel=1e-4)  # under y = 0.8 + x / 2 for x in 0..4


@pytest.mark.parametrize("garment", get_args(Garment))
def test_every_garment_lies_on_the_body(base: np.ndarray, garment: Garment) -> None:
    body, *sewn = garments.build_garment(base, garment)
    assert sewn
    for piece in (body, *sewn):
        assert np.isfinite(piece.neutral).all()
        assert piece.quads.max() < len(piece.neutral)
        np.testing.assert_allclose(piece.neck.sum(axis=1), 1.0, atol=1e-4)
    line = garments._LINES[garment]
    used = np.unique(body.quads)
    top = body.template[used]
    assert (top[:, 1] - line(garments._turn(top), top[:, 0])).max() < 0.004
    assert np.ptp(body.neutral[used][:, 0]) > 0.3


def test_turtlenecks_reach_higher_than_pullovers_and_v_necks_lower(base: np.ndarray) -> None:
    def front(garment: Garment) -> float:
        pieces = garments.build_garment(base, garment)
        points = np.concatenate([p.neutral[np.unique(p.quads)] for p in pieces])
        middle = points[(np.abs(points[:, 0]) < 0.01) & (points[:, 2] > 0.03)]
        return float(middle[:, 1].max())

    assert front("turtleneck") > front("crew") + 0.01 > front("vneck") + 0.03


def _glasses(base: np.ndarray, shape: GlassesShape) -> list[Piece]:
    centres, radius = parts.eye_places(base)
    return build_glasses(shape, fit(base, centres, radius))


@pytest.mark.parametrize("shape", [s for s in get_args(GlassesShape) if s != "none"])
def test_glasses_stand_before_the_eyes(base: np.ndarray, shape: GlassesShape) -> None:
    centres, radius = parts.eye_places(base)
    frame, *lenses = _glasses(base, shape)
    assert frame.material == Material.FRAME
    assert len(lenses) == 2
    for lens, eye in zip(lenses, centres, strict=True):
        assert lens.material == Material.LENS
        assert np.linalg.norm(lens.neutral - eye, axis=1).min() > radius + 0.004
        assert lens.neutral[:, 2].max() > eye[2] + radius + 0.004
        low, high = lens.neutral[:, :2].min(axis=0), lens.neutral[:, :2].max(axis=0)
        assert (low < eye[:2]).all()
        assert (eye[:2] < high).all()
    np.testing.assert_allclose(frame.neutral[:, 0].min(), -frame.neutral[:, 0].max(), atol=0.004)


def test_glasses_are_seen_and_move_with_the_head(synthetic_seed: int) -> None:
    plain = replace(plain_person(synthetic_seed), hair_style="bald", beard="none")
    moment = Moment(np.zeros(52, np.float32))
    without = PersonRenderer(plain, 96).render(moment)
    drawn = PersonRenderer(replace(plain, glasses="square"), 96)
    seen = drawn.render(moment)
    changed = np.abs(seen.image.astype(int) - without.image).max(axis=2) > 12
    rows = np.flatnonzero(changed.any(axis=1))
    eyes = seen.landmarks["eye_outer_left"][1]
    assert changed.sum() > 60
    assert abs(np.median(rows) - eyes) < 8
    rigid = build_surfaces(replace(plain, glasses="round"))
    frame = np.unique(rigid.triangles[rigid.material == Material.FRAME])
    assert (rigid.neck[frame, 4] == 1).all()
