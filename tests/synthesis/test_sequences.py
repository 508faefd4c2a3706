"""Scripts by name: what a casual clip leaves out and the wide set has."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import InputError
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.performance import HEAD_LIMITS_RAD, Manner, perform
from core.synthesis.sequences import STUDIO_SEQUENCES, narrow, studio_sequence, wide

JAW, SMILE = ACTION_NAMES.index("jawOpen"), ACTION_NAMES.index("mouthSmileLeft")


def test_wide_shows_every_action_and_narrow_few_and_weaker() -> None:
    small, large = narrow(5), wide(5)
    assert (large.actions.max(axis=0) > 0.5).all()
    strong = np.array([n for n in range(52) if not ACTION_NAMES[n].startswith("eye")])
    assert (small.actions[:, strong].max(axis=0) > 0.5).mean() < 0.4
    assert small.actions[:, JAW].max() > 0.25
    assert small.actions[:, SMILE].max() > 0.25
    assert np.abs(small.head_rotation).max() < 0.6 * np.abs(large.head_rotation).max()
    assert (np.abs(large.head_rotation) <= HEAD_LIMITS_RAD + 1e-6).all()


@pytest.mark.parametrize("make", [narrow, wide])
def test_sets_repeat_by_seed_and_start_quiet(make: object) -> None:
    assert callable(make)
    one, again, other = make(1, 12.0), make(1, 12.0), make(2, 12.0)
    assert (one.actions == again.actions).all()
    assert np.abs(one.actions - other.actions).max() > 0.1
    blinks = [n for n, name in enumerate(ACTION_NAMES) if name.startswith("eyeBlink")]
    assert np.delete(one.actions[:40], blinks, axis=1).max() < 0.05
    assert len(one) == 300


def test_motion_is_smooth() -> None:
    played = wide(3, 30.0)
    blinks = [n for n, name in enumerate(ACTION_NAMES) if name.startswith("eye")]
    assert np.abs(np.diff(np.delete(played.actions, blinks, axis=1), axis=0)).max() < 0.6
    assert np.abs(np.diff(played.head_rotation, axis=0)).max() < 0.12


@pytest.mark.parametrize("name", STUDIO_SEQUENCES)
def test_studio_sequences_play_what_they_name(name: str) -> None:
    played = studio_sequence(name, 1)
    assert set(played.labels) - {"neutral"} == set(STUDIO_SEQUENCES[name]) - {"neutral"}
    for part in STUDIO_SEQUENCES[name]:
        if part in ACTION_NAMES:
            rows = np.array(played.labels) == part
            assert played.actions[rows, ACTION_NAMES.index(part)].max() > 0.35


def test_unknown_sequences_are_named() -> None:
    with pytest.raises(InputError, match="EXP-1"):
        studio_sequence("EXP-99", 1)


def test_asymmetry_makes_one_side_weaker() -> None:
    sides = [ACTION_NAMES.index(f"mouthSmile{side}") for side in ("Left", "Right")]
    even = perform(4, 8.0, script=("smile", "smile")).actions[:, sides]
    uneven = perform(4, 8.0, script=("smile", "smile"), manner=Manner(asymmetry=0.6)).actions[:, sides]
    assert np.abs(even[:, 0] - even[:, 1]).max() < 1e-6
    assert np.abs(uneven[:, 0] - uneven[:, 1]).max() > 0.05


def test_lengths_share_out_the_time() -> None:
    played = perform(4, 12.0, script=("smile", "sad"), lengths={"smile": 3.0})
    labels = np.array(played.labels)
    assert (labels == "smile").sum() == pytest.approx(3 * (labels == "sad").sum(), abs=3)
