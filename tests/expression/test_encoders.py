"""Encoders: neutral is zero, pose is gone, each landmark motion reaches its own channel."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import CaptureError, FormatError, InputError, ShapeError
from core.expression.anny52 import ACTIONS, calibration
from core.expression.encoder import REGIONS, encoder_ids, get_encoder, region_columns
from core.expression.neutral import Neutral
from core.expression.resting import RESTING_MEASURES, RESTING_SCORES
from core.tracking.names import BLENDSHAPE_NAMES
from core.tracking.tracks import FaceTracks
from tests.expression.made_faces import head_shape, make_tracks

ENCODERS = encoder_ids()
# float32 landmarks in pixels, of a head some 200 px wide
POSE_TOLERANCE = 2e-3


def a_clip(T: int = 40) -> FaceTracks:
    """Half a clip of rest, then half a clip of scores and an opening jaw."""
    rng = np.random.default_rng(3)
    scores = np.full((T, 52), 0.1)
    points = np.tile(head_shape(), (T, 1, 1))
    scores[T // 2 :] += rng.uniform(0, 0.5, (T - T // 2, 52))
    known = calibration()
    points[T // 2 :, known.landmarks] += known.basis[ACTIONS.index("jawOpen")].reshape(-1, 3)
    return make_tracks(scores, points)


@pytest.mark.parametrize("name", ENCODERS)
def test_descriptor_has_named_channels_of_all_regions_and_rests_at_zero(name: str) -> None:
    encoder, tracks = get_encoder(name), a_clip()
    descriptors = encoder.encode(tracks, encoder.neutral(tracks, range(20)))
    names = [c.name for c in encoder.channels]
    assert descriptors.shape == (40, len(names))
    assert descriptors.dtype == np.float32
    assert len(set(names)) == len(names)
    assert {c.region for c in encoder.channels} == set(REGIONS)
    np.testing.assert_allclose(descriptors[:14], 0, atol=POSE_TOLERANCE)
    assert np.abs(descriptors[25:]).max() > 0.1


@pytest.mark.parametrize("name", ENCODERS)
def test_one_live_face_gives_the_same_row_as_the_clip(name: str) -> None:
    encoder, tracks = get_encoder(name), a_clip()
    neutral = encoder.neutral(tracks)
    face = SimpleNamespace(blendshapes=tracks.blendshapes[30], gaze=tracks.gaze[30], landmarks=tracks.landmarks[30])
    np.testing.assert_allclose(encoder.encode(face, neutral)[0], encoder.encode(tracks, neutral)[30], atol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.floats(-0.6, 0.6)] * 3), min_size=1, max_size=4))
def test_geometry_does_not_see_the_head_turn(turns: list[tuple[float, float, float]]) -> None:
    encoder = get_encoder("blend52+geo")
    T = len(turns)
    still = make_tracks(np.zeros((T, 52)))
    turned = make_tracks(np.zeros((T, 52)), angles=np.array(turns))
    descriptors = encoder.encode(turned, encoder.neutral(still, [0]))
    np.testing.assert_allclose(descriptors, 0, atol=POSE_TOLERANCE)


@pytest.mark.parametrize(
    ("moved", "offset", "channel", "sign"),
    [
        ((14, 87, 317, 178, 402), (0, -0.01, 0), "mouthOpening", 1),
        ((291, 308), (0.008, 0, 0), "mouthWidth", 1),
        ((291, 308, 306, 292), (0, 0.005, 0), "mouthCornerHeightLeft", 1),
        ((386, 385, 387, 388, 384), (0, -0.008, 0), "lidOpeningLeft", -1),
        ((107, 66, 55, 65), (0, 0.006, 0), "innerBrowHeightRight", 1),
        ((152, 148, 377, 175, 171, 396, 199, 200), (0.005, 0, 0), "chinShift", 1),
    ],
)
def test_a_moved_landmark_reaches_its_channel(
    moved: tuple[int, ...], offset: tuple[float, ...], channel: str, sign: int
) -> None:
    encoder = get_encoder("blend52+geo")
    names = [c.name for c in encoder.channels]
    rest = head_shape()
    active = rest.copy()
    active[list(moved)] += offset
    tracks = make_tracks(
        np.zeros((2, 52)), points=np.stack([rest, active]), angles=np.array([[0, 0, 0], [0.3, 0.1, 0.1]])
    )
    change = encoder.encode(tracks, encoder.neutral(tracks, [0]))[1]
    assert sign * change[names.index(channel)] > 0.1
    untouched = names.index("outerBrowHeightLeft")
    assert abs(change[untouched]) < POSE_TOLERANCE


def test_sizes_of_the_person_cancel() -> None:
    """Two people of different size, the same relative motion: the same descriptor."""
    encoder = get_encoder("blend52+geo")
    column = [c.name for c in encoder.channels].index("lidOpeningRight")
    found = []
    for opening in (0.008, 0.012):
        rest, shut = head_shape(), head_shape()
        for upper, lower in ((159, 145), (158, 153), (160, 144), (161, 163), (157, 154)):
            rest[upper, 1], rest[lower, 1] = opening / 2, -opening / 2
            shut[upper, 1] = shut[lower, 1] = -opening / 2
        tracks = make_tracks(np.zeros((2, 52)), points=np.stack([rest, shut]))
        found.append(encoder.encode(tracks, encoder.neutral(tracks, [0]))[1, column])
    np.testing.assert_allclose(found, -1.0, atol=0.02)


def test_bounds_of_rest_name_channels_that_exist() -> None:
    names = {c.name for c in get_encoder("blend52+geo").channels}
    assert names >= set(RESTING_SCORES) | set(RESTING_MEASURES)
    assert all(low < high for low, high in (*RESTING_SCORES.values(), *RESTING_MEASURES.values()))


@pytest.mark.parametrize("name", ENCODERS)
def test_neutral_survives_json(name: str) -> None:
    encoder, tracks = get_encoder(name), a_clip()
    neutral = encoder.neutral(tracks)
    again = Neutral.from_dict(json.loads(json.dumps(neutral.to_dict())))
    np.testing.assert_array_equal(again.values, neutral.values)
    assert (again.encoder_id, again.encoder_version, again.origin) == (name, encoder.version, "clip")


def test_a_neutral_of_another_encoder_is_refused() -> None:
    tracks = a_clip()
    blend, geo = get_encoder("blend52"), get_encoder("blend52+geo")
    with pytest.raises(FormatError, match="another encoder"):
        blend.encode(tracks, geo.neutral(tracks))
    newer = replace(blend.neutral(tracks), encoder_version=99)
    with pytest.raises(FormatError, match="version 99"):
        blend.encode(tracks, newer)


@pytest.mark.parametrize(
    "damage", [{}, {"values": "x"}, {"values": []}, {"values": [float("nan")]}, {"values": [1] * 9999}]
)
def test_a_damaged_neutral_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        Neutral.from_dict({"encoder_id": "blend52", "encoder_version": 1, **damage})


@pytest.mark.parametrize("name", ["blend52", "blend52+geo"])
def test_the_calmest_frames_are_the_neutral(name: str) -> None:
    """The clip's second half moves; its first half, still, is found to be the rest."""
    encoder, tracks = get_encoder(name), a_clip()
    found, wanted = encoder.neutral(tracks), encoder.neutral(tracks, range(14))
    brows = [i for i, c in enumerate(encoder.channels) if c.region == "brows" and c.name.startswith("brow")][:5]
    np.testing.assert_allclose(found.values[brows], wanted.values[brows], atol=1e-3)


def test_somebody_who_only_laughs_does_not_rest_laughing() -> None:
    encoder = get_encoder("blend52")
    names = [c.name for c in encoder.channels]
    scores = np.zeros((30, 52))
    for name, value in (("mouthSmileLeft", 0.9), ("jawOpen", 0.6), ("browDownLeft", 0.7)):
        scores[:, BLENDSHAPE_NAMES.index(name)] = value
    tracks = make_tracks(scores)
    descriptor = encoder.encode(tracks, encoder.neutral(tracks))[0]
    assert descriptor[names.index("mouthSmileLeft")] > 0.6
    assert descriptor[names.index("jawOpen")] > 0.4
    assert descriptor[names.index("browDownLeft")] == pytest.approx(0, abs=1e-6)  # low brows are anatomy
    chosen = encoder.encode(tracks, encoder.neutral(tracks, [3]))[0]  # the user knows better
    np.testing.assert_allclose(chosen, 0, atol=1e-6)


def test_chosen_frames_and_lost_frames() -> None:
    encoder, tracks = get_encoder(), a_clip()
    chosen = encoder.neutral(tracks, np.arange(40) >= 39)
    assert chosen.origin == "frames"
    np.testing.assert_allclose(encoder.encode(tracks, chosen)[39], 0, atol=1e-6)
    lost = replace(tracks, found=np.zeros(40, bool))
    with pytest.raises(CaptureError, match="no frame with a face"):
        encoder.neutral(lost)
    with pytest.raises(CaptureError, match="chosen neutral"):
        encoder.neutral(lost, [1, 2])
    with pytest.raises(InputError, match="outside the clip"):
        encoder.neutral(tracks, [40])


def test_wrong_measurements_and_names_are_refused() -> None:
    encoder, tracks = get_encoder(), a_clip()
    with pytest.raises(ShapeError):
        encoder.encode(
            SimpleNamespace(blendshapes=np.zeros(51), gaze=np.zeros(4), landmarks=tracks.landmarks[0]),
            encoder.neutral(tracks),
        )
    with pytest.raises(InputError, match="blend52"):
        get_encoder("flame")
    with pytest.raises(InputError, match="region"):
        region_columns(encoder.channels, "nose")


def test_geometry_of_a_broken_face_is_finite() -> None:
    encoder, tracks = get_encoder("blend52+geo"), a_clip()
    neutral = encoder.neutral(tracks)
    hostile = replace(tracks, landmarks=tracks.landmarks.copy())
    hostile.landmarks[0] = np.nan
    hostile.landmarks[1] = 0.0
    assert np.isfinite(encoder.encode(hostile, neutral)).all()


def test_long_clips_are_measured_in_parts_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.expression import geometry

    rng = np.random.default_rng(4)
    tracks = make_tracks(rng.uniform(0, 1, (40, 52)).astype(np.float32), angles=rng.normal(0, 0.2, (40, 3)))
    encoder = get_encoder("geo")
    whole = encoder.encode(tracks, encoder.neutral(tracks))
    monkeypatch.setattr(geometry, "_BLOCK", 7)
    np.testing.assert_array_equal(encoder.encode(tracks, encoder.neutral(tracks)), whole)
