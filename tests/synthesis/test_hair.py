"""Hair styles: off the face, as long as they should be, and cheaper with less detail."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from core.synthesis.geometry import Surfaces
from core.synthesis.hairstyles import STYLES
from core.synthesis.person import HairStyle, plain_person
from core.synthesis.render import PersonRenderer, detail_for
from core.synthesis.strands import HeadStrands, grow_face_hair, grow_hair


def _grown(surfaces: Surfaces, style: HairStyle, share: float = 1.0) -> HeadStrands:
    return grow_hair(replace(plain_person(22), hair_style=style), surfaces, share)


@pytest.mark.parametrize("style", [s for s in get_args(HairStyle) if s != "bald"])
def test_every_style_grows_and_leaves_the_face_free(surfaces: Surfaces, style: HairStyle) -> None:
    hair = _grown(surfaces, style)
    assert hair.points.shape[1] == STYLES[style].steps + 1
    assert len(hair.points) > 2500
    assert np.isfinite(hair.points).all()
    from_eyes = hair.points - surfaces.origin
    over_eyes = (np.abs(from_eyes[..., 0]) < 0.05) & (from_eyes[..., 1] < 0.012) & (from_eyes[..., 2] > -0.02)
    assert not over_eyes.any()
    assert from_eyes[..., 1].max() > 0.10


def test_lengths_are_in_order(surfaces: Surfaces) -> None:
    def lowest(style: HairStyle) -> float:
        points = _grown(surfaces, style).points
        return float(np.percentile(points[..., 1] - surfaces.origin[1], 1))

    assert lowest("straight") < lowest("bob") < lowest("crop")
    assert lowest("ponytail") < lowest("bun")
    heights = {
        s: float((_grown(surfaces, s).points[..., 1] - surfaces.origin[1]).max()) for s in ("buzz", "afro", "bun")
    }
    assert heights["buzz"] + 0.02 < heights["afro"]
    assert heights["buzz"] + 0.02 < heights["bun"]


def test_a_receding_hairline_bares_the_temples(surfaces: Surfaces) -> None:
    def front(style: HairStyle) -> int:
        roots = _grown(surfaces, style).points[:, 0] - surfaces.origin
        return int(((roots[:, 2] > -0.05) & (np.abs(roots[:, 0]) > 0.025)).sum())

    assert front("receding") < 0.6 * front("crop")


def test_fewer_hairs_are_wider(surfaces: Surfaces) -> None:
    full, part = _grown(surfaces, "crop"), _grown(surfaces, "crop", 0.25)
    assert len(part.points) == pytest.approx(len(full.points) / 4, rel=0.01)
    assert (part.radius[:, None] * 1.0).mean() == pytest.approx(2 * full.radius.mean(), rel=0.05)


def test_beards_grow_where_their_style_says(surfaces: Surfaces) -> None:
    def places(style: str) -> np.ndarray:
        person = replace(plain_person(22), beard=style)  # type: ignore[arg-type]
        hair = grow_face_hair(person, surfaces)
        shaved = grow_face_hair(replace(person, beard="none"), surfaces)
        return hair.points(surfaces.neutral)[len(shaved.radius) :, 0] - surfaces.origin

    moustache, goatee, full = places("moustache"), places("goatee"), places("full")
    assert len(places("none")) == 0
    assert np.ptp(moustache[:, 1]) < 0.045
    assert np.abs(goatee[:, 0]).max() < 0.7 * np.abs(full[:, 0]).max()
    assert full[:, 1].min() < moustache[:, 1].min() - 0.03


def test_thumbnails_are_drawn_with_less(synthetic_seed: int) -> None:
    person = plain_person(synthetic_seed)
    small, large = PersonRenderer(person, 96), PersonRenderer(person, 96, detail=detail_for(512))
    skin = [int((r.surfaces.material == 0).sum()) for r in (small, large)]
    assert skin[0] * 4 == skin[1]
    pictures = [r.render(_NEUTRAL).image.astype(float) for r in (small, large)]
    assert np.abs(pictures[0] - pictures[1]).mean() < 6


def _neutral() -> object:
    from core.synthesis.render import Moment

    return Moment(np.zeros(52, np.float32))


_NEUTRAL = _neutral()
