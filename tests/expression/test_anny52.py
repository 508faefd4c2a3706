"""anny52: the fit solves what it says, known actions come out, and combinations hold their parts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pytest

from core.errors import FormatError, InputError, ShapeError
from core.expression.anny52 import ACTIONS, FILE, FITTED_CHANNELS, Anny52, Calibration, calibration, plain_name
from core.expression.blend52 import Blend52
from core.expression.combined import Combined
from core.expression.encoder import encoder_ids, get_encoder
from core.expression.geometry import Geo
from core.expression.noise import noise_of
from core.expression.whitening import Whitening
from core.tracking.names import BLENDSHAPE_NAMES
from core.tracking.tracks import FaceTracks
from tests.expression.made_faces import head_shape, make_tracks

SOLVED = 2e-3
"""Of the fit's 24 rounds against thousands of plain ones, in actions; tracking noise is ten times as large."""
WELL_SEEN = ("jawOpen", "mouthSmileLeft", "mouthClose", "mouthFunnel", "eyeBlinkRight", "browInnerUp", "browDownLeft")


def acting(*actions: dict[str, float], angles: np.ndarray | None = None) -> FaceTracks:
    """A head at rest, then with each of the actions, moved as tracked landmarks move."""
    known, points = calibration(), np.tile(head_shape(), (1 + len(actions), 1, 1))
    for t, values in enumerate(actions, 1):
        for name, value in values.items():
            points[t, known.landmarks] += value * known.basis[ACTIONS.index(name)].reshape(-1, 3)
    return make_tracks(np.zeros((1 + len(actions), 52)), points=points, angles=angles)


def test_fit_minimises_the_penalised_error(rng: np.random.Generator) -> None:
    known = calibration()
    truth = np.maximum(rng.normal(0.1, 0.4, (20, 52)), 0)
    moved = truth @ known.basis + rng.normal(0, 3e-4, (20, known.basis.shape[1]))
    s = known.spread
    gram = s[:, None] * (known.gain @ known.basis.T) * s
    gram = (gram + gram.T) / 2 + np.diag(known.ridge)
    wanted = moved @ known.gain.T * s - known.sparsity
    plain, step = np.zeros((20, 52)), 1 / np.linalg.eigvalsh(gram)[-1]
    for _ in range(5000):
        plain = np.maximum(plain - step * (plain @ gram - wanted), 0)
    np.testing.assert_allclose(known.fit(moved), plain * s, atol=SOLVED)


@pytest.mark.parametrize("name", WELL_SEEN)
def test_an_action_reaches_its_own_channel_most(name: str) -> None:
    encoder, tracks = Anny52(), acting({name: 0.8}, angles=np.array([[0, 0, 0], [0.2, -0.1, 0.1]]))
    found = encoder.encode(tracks, encoder.neutral(tracks, [0]))
    assert plain_name(encoder.channels[int(found[1].argmax())].name) == name
    assert (found >= 0).all()
    np.testing.assert_allclose(found[0], 0, atol=1e-6)


def test_somebody_who_only_laughs_does_not_rest_laughing() -> None:
    encoder = Anny52()
    laugh = {"mouthSmileLeft": 0.9, "mouthSmileRight": 0.9}
    tracks = acting(*[laugh] * 29).take(range(1, 30))
    scores = tracks.blendshapes.copy()
    scores[:, [BLENDSHAPE_NAMES.index(name) for name in laugh]] = 0.9
    tracks = replace(tracks, blendshapes=scores)
    smile = [c.name for c in encoder.channels].index("fittedMouthSmileLeft")
    assert encoder.encode(tracks, encoder.neutral(tracks))[0, smile] > 0.2
    assert encoder.encode(tracks, encoder.neutral(tracks, [0]))[0, smile] == pytest.approx(0, abs=1e-6)


def test_broken_faces_are_finite_and_no_faces_are_none() -> None:
    encoder, tracks = Anny52(), acting({"jawOpen": 1.0}, {"jawOpen": 0.5})
    neutral = encoder.neutral(tracks, [0])
    landmarks = tracks.landmarks.copy()
    landmarks[0], landmarks[1] = np.nan, 0.0
    assert np.isfinite(encoder.encode(replace(tracks, landmarks=landmarks), neutral)).all()
    nobody = SimpleNamespace(
        blendshapes=np.zeros((0, 52)), gaze=np.zeros((0, 4)), landmarks=np.zeros((0, 478, 3), np.float32)
    )
    assert encoder.encode(nobody, neutral).shape == (0, 52)


def test_calibration_is_small_checked_and_needs_no_model() -> None:
    assert len((files("core.expression") / FILE).read_bytes()) < 1_000_000
    known = calibration()
    with pytest.raises(FormatError, match="damaged"):
        replace(known, basis=known.basis[:, 1:])
    with pytest.raises(FormatError, match="damaged"):
        replace(known, ridge=-known.ridge - 1)
    program = "import sys; from core.expression.encoder import get_encoder as g; g('anny52').neutral_size; "
    program += "print([m for m in sys.modules if m in ('anny', 'torch', 'cv2', 'scipy') or 'synthesis' in m])"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_another_calibration_can_be_judged() -> None:
    known = calibration()
    shy = Calibration(known.landmarks, known.basis, known.gain, known.spread, 1e3 + known.sparsity, known.ridge)
    encoder, tracks = Anny52(shy), acting({"jawOpen": 0.5})
    assert encoder.encode(tracks, encoder.neutral(tracks, [0])).max() == 0


def test_channels_have_names_of_their_own() -> None:
    assert {plain_name(c.name) for c in FITTED_CHANNELS} == set(ACTIONS)
    assert not {c.name for c in FITTED_CHANNELS} & {c.name for c in get_encoder("blend52+geo").channels}
    assert plain_name("jawOpen") == "jawOpen"
    assert plain_name("fitted") == "fitted"


def test_a_combination_is_its_parts_side_by_side() -> None:
    tracks, whole = acting({"jawOpen": 0.6}, {"browInnerUp": 0.8}), get_encoder("geo+anny52")
    encoded = whole.encode(tracks, whole.neutral(tracks, [0]))
    parts = [part.encode(tracks, part.neutral(tracks, [0])) for part in (Geo(), Anny52())]
    np.testing.assert_array_equal(encoded, np.concatenate(parts, axis=1))
    assert (whole.id, whole.version) == ("geo+anny52", 1)


def test_what_two_parts_share_is_there_once() -> None:
    both, known = Combined(Blend52(), Geo()), get_encoder("blend52+geo")
    assert both.channels == known.channels
    tracks = acting({"jawOpen": 0.6})
    np.testing.assert_array_equal(
        both.encode(tracks, both.neutral(tracks, [0])), known.encode(tracks, known.neutral(tracks, [0]))
    )
    with pytest.raises(FormatError, match="another encoder"):
        both.encode(tracks, Geo().neutral(tracks, [0]))


@pytest.mark.parametrize("name", encoder_ids())
def test_noise_is_known_of_every_encoder(name: str) -> None:
    encoder = get_encoder(name)
    noise = noise_of(encoder)
    assert noise.shape == (len(encoder.channels),) * 2
    np.testing.assert_allclose(noise, noise.T, atol=1e-6)
    assert np.linalg.eigvalsh(noise.astype(np.float64)).min() > -1e-5
    newer = SimpleNamespace(id=name, version=99, channels=encoder.channels)
    with pytest.raises(InputError, match="not measured"):
        noise_of(newer)


def test_whitening_to_noise_weighs_signal_by_noise(rng: np.random.Generator) -> None:
    """Independent channels: each weighs signal / (signal + noise), a quarter of the noise counting as signal."""
    signal, noise = np.array([4.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0])
    x = rng.normal(size=(200_000, 3)) * np.sqrt(signal + noise)
    found = Whitening.fit_to_noise(x, np.diag(noise), floor=0.0)
    weights = np.diag(found.transform) ** 2
    wanted = 1 - noise / (signal + 1.25 * noise)
    np.testing.assert_allclose(weights / weights[0], wanted / wanted[0], atol=0.02)
    spread = [np.square(w.apply(x)).sum(axis=1).mean() for w in (found, Whitening.fit(x))]
    assert spread[0] == pytest.approx(spread[1], rel=1e-3)
    with pytest.raises(ShapeError):
        Whitening.fit_to_noise(x, np.eye(2))
    with pytest.raises(ShapeError):
        Whitening.fit_to_noise(x, np.full((3, 3), np.nan))


def test_whitening_to_noise_tells_faces_apart_however_few(rng: np.random.Generator) -> None:
    noise = np.eye(3)
    two = np.array([[0.0, 0.0, 0.0], [0.1, 0.0, 0.0]])  # they differ by less than the noise
    found = Whitening.fit_to_noise(two, noise)
    assert found.distance(two[0], two[1]) == pytest.approx(Whitening.fit(two).distance(two[0], two[1]), rel=1e-3)
    same = np.ones((4, 3))
    np.testing.assert_array_equal(Whitening.fit_to_noise(same, noise).transform, Whitening.fit(same).transform)
