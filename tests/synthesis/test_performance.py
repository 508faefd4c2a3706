"""Curves over time: bounds, smoothness, quiet start, and the same again from the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import InputError
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.performance import EXPRESSIONS, HEAD_LIMITS_RAD, VISEMES, perform, pose

SCRIPT = ("talk", "laugh", "turn", "surprise", "look")


def _column(name: str) -> int:
    return ACTION_NAMES.index(name)


def test_same_seed_same_curves_and_another_seed_others() -> None:
    one, again, other = perform(3, 8.0), perform(3, 8.0), perform(4, 8.0)
    assert (one.actions == again.actions).all()
    assert (one.head_rotation == again.head_rotation).all()
    assert one.labels == again.labels
    assert np.abs(one.actions - other.actions).max() > 0.2


def test_starts_with_a_quiet_face_that_only_blinks() -> None:
    quiet = perform(5, 12.0, script=SCRIPT).actions[:45]
    blinks = [_column("eyeBlinkLeft"), _column("eyeBlinkRight")]
    assert np.delete(quiet, blinks, axis=1).max() < 0.02


def test_stays_in_bounds_moves_smoothly_and_blinks() -> None:
    played = perform(6, 12.0, script=SCRIPT)
    assert played.actions.shape == (300, 52)
    assert played.actions.min() >= 0
    assert played.actions.max() <= 1
    assert (np.abs(played.head_rotation) <= HEAD_LIMITS_RAD + 1e-6).all()
    lids = played.actions[:, _column("eyeBlinkLeft")]
    assert ((lids[1:] > 0.9) & (lids[:-1] <= 0.9)).sum() >= 3
    others = np.delete(played.actions, [_column("eyeBlinkLeft"), _column("eyeBlinkRight")], axis=1)
    assert np.abs(np.diff(others, axis=0)).max() < 0.55


def test_script_parts_show_in_their_time() -> None:
    played = perform(7, 12.0, script=SCRIPT)
    labels = np.array(played.labels)
    jaw, turn = played.actions[:, _column("jawOpen")], np.abs(played.head_rotation[:, 1])
    assert played.actions[labels == "laugh", _column("mouthSmileLeft")].max() > 0.8
    assert jaw[labels == "talk"].std() > 0.05
    assert turn[labels == "turn"].max() > 0.3


@pytest.mark.parametrize("name", [*EXPRESSIONS, *VISEMES])
def test_every_pose_uses_known_actions(name: str) -> None:
    vector = pose({**EXPRESSIONS, **VISEMES}[name])
    assert 0 < vector.max() <= 1


def test_unknown_names_say_what_is_known() -> None:
    with pytest.raises(InputError, match="one of smile"):
        perform(1, 8.0, script=("sneeze",))
    with pytest.raises(InputError, match="Unknown facial action"):
        pose({"mouthWhistle": 1.0})
    with pytest.raises(InputError, match="at least two frames"):
        perform(1, 0.01)
