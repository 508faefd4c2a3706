"""People: repeatable, and in full variety."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from core.synthesis.person import BeardStyle, Garment, GlassesShape, HairStyle, Pattern, plain_person, sample_person

CROWD = [sample_person(seed) for seed in range(300)]


def test_the_same_seed_is_the_same_person() -> None:
    assert sample_person(7) == sample_person(7)
    assert sample_person(7) != sample_person(8)


@pytest.mark.parametrize(
    ("attribute", "kinds"),
    [
        ("hair_style", HairStyle),
        ("beard", BeardStyle),
        ("glasses", GlassesShape),
        ("garment", Garment),
        ("pattern", Pattern),
    ],
)
def test_a_crowd_has_every_kind(attribute: str, kinds: object) -> None:
    assert {getattr(p, attribute) for p in CROWD} == set(get_args(kinds))


def test_a_crowd_is_mixed() -> None:
    ages, weights = np.array([p.age for p in CROWD]), np.array([p.phenotype["weight"] for p in CROWD])
    assert (ages == 0).any()
    assert ages.max() > 0.9
    assert np.ptp(weights) > 0.6
    assert 0.35 < np.mean([p.is_feminine for p in CROWD]) < 0.65
    for region in ("african", "asian", "caucasian"):
        assert np.mean([p.ancestry[region] > 0.6 for p in CROWD]) > 0.1
    assert 0.15 < np.mean([p.glasses != "none" for p in CROWD]) < 0.55
    assert len({p.background.kind for p in CROWD}) == 5


def test_only_men_have_beards_and_the_old_go_grey() -> None:
    assert all(p.beard == "none" and p.stubble == 0 for p in CROWD if p.is_feminine)
    brightness = {old: [max(p.hair) for p in CROWD if (p.age > 0.7) == old] for old in (False, True)}
    assert np.median(brightness[True]) > 2 * np.median(brightness[False])


def test_plain_people_wear_a_plain_pullover() -> None:
    people = [plain_person(seed) for seed in range(40)]
    assert {p.garment for p in people} == {"crew"}
    assert {p.glasses for p in people} == {"none"}
    assert plain_person(19).hair_style == "long"
    assert plain_person(14).hair_style == "crop"
