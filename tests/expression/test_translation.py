"""Translation between faces: nearer to what another person shows, neutral stays neutral, eyes are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from core.expression.encoder import DEFAULT_ENCODER, Channel, encoder_ids, get_encoder
from core.expression.noise import measured_noise, measured_spread, noise_of
from core.expression.translation import TRANSLATED, translation_of


@pytest.mark.parametrize("name", sorted(encoder_ids()))
def test_every_registered_encoder_can_be_translated(name: str) -> None:
    encoder = get_encoder(name)
    matrix = translation_of(encoder)
    assert matrix is not None
    D = len(encoder.channels)
    assert matrix.shape == (D, D)
    assert np.isfinite(matrix).all()
    kept = np.array([channel.region not in TRANSLATED for channel in encoder.channels])
    np.testing.assert_array_equal(matrix[:, kept], np.eye(D, dtype=np.float32)[:, kept])


def test_it_is_nearer_to_another_persons_face_and_keeps_most_of_the_motion() -> None:
    """Expressions drawn as they vary, each seen on two people: translated, the one is nearer to the other."""
    encoder = get_encoder(DEFAULT_ENCODER)
    spread = measured_spread(encoder.id, encoder.version, encoder.channels)
    matrix = translation_of(encoder)
    assert spread is not None
    assert matrix is not None
    rng = np.random.default_rng(0)
    D = len(encoder.channels)
    values, vectors = np.linalg.eigh(spread - noise_of(encoder))  # what was measured has noise in it
    own = rng.standard_normal((4000, D)) * np.sqrt(np.maximum(values, 0)) @ vectors.T
    driver, subject = (own + rng.multivariate_normal(np.zeros(D), noise_of(encoder), 4000) for _ in range(2))
    part = np.array([channel.region in TRANSLATED for channel in encoder.channels])
    before = np.abs(driver - subject)[:, part].mean()
    after = np.abs(driver @ matrix - subject)[:, part].mean()
    assert after < 0.92 * before
    kept = (driver @ matrix)[:, part].std() / driver[:, part].std()
    assert 0.5 < kept < 1.0


def test_an_encoder_that_was_not_measured_is_not_translated() -> None:
    class Unknown:
        id, version, channels = "unknown", 1, (Channel("one", "mouth"),)

    assert translation_of(Unknown()) is None  # type: ignore[arg-type]
    assert measured_noise("geo", 99, get_encoder("geo").channels) is None
    assert measured_spread("geo", 99, get_encoder("geo").channels) is None
