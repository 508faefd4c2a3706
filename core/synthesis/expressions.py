"""Poses of the face by name: whole expressions, mouth shapes of speech, single actions with what they need."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.errors import InputError
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.arrays import Floats

_INDEX = {name: i for i, name in enumerate(ACTION_NAMES)}

EXPRESSIONS: dict[str, dict[str, float]] = {
    "smile": {"mouthSmile": 0.75, "cheekSquint": 0.45, "eyeSquint": 0.25},
    "laugh": {"mouthSmile": 0.95, "jawOpen": 0.38, "mouthUpperUp": 0.45, "cheekSquint": 0.7, "eyeSquint": 0.45},
    "grin": {
        "mouthSmile": 0.70,
        "mouthUpperUp": 0.55,
        "mouthLowerDown": 0.35,
        "mouthStretch": 0.25,
        "cheekSquint": 0.3,
    },
    "surprise": {"browInnerUp": 0.9, "browOuterUp": 0.8, "eyeWide": 0.75, "jawOpen": 0.45, "mouthFunnel": 0.15},
    "sad": {"browInnerUp": 0.8, "mouthFrown": 0.75, "mouthShrugLower": 0.35, "mouthPress": 0.2, "eyeSquint": 0.15},
    "anger": {"browDown": 0.9, "eyeSquint": 0.35, "noseSneer": 0.45, "mouthPress": 0.5, "mouthFrown": 0.3},
    "disgust": {"noseSneer": 0.85, "mouthUpperUp": 0.55, "browDown": 0.5, "mouthFrown": 0.35, "eyeSquint": 0.4},
    "fear": {"browInnerUp": 0.85, "eyeWide": 0.6, "mouthStretch": 0.65, "jawOpen": 0.15},
    "kiss": {"mouthPucker": 0.9, "jawOpen": 0.05, "browInnerUp": 0.15},
    "funnel": {"mouthFunnel": 0.8, "jawOpen": 0.30},
    "open": {"jawOpen": 0.80, "browInnerUp": 0.25},
    "puff": {"cheekPuff": 0.8, "mouthPress": 0.3},
    "smirk": {"mouthSmileLeft": 0.75, "mouthDimpleLeft": 0.5, "browOuterUpRight": 0.6, "mouthLeft": 0.2},
    "doubt": {"mouthPressLeft": 0.5, "mouthRight": 0.45, "browDownLeft": 0.6, "browOuterUpRight": 0.75},
    "wink": {"eyeBlinkLeft": 0.95, "mouthSmileLeft": 0.5, "cheekSquintLeft": 0.6},
    "squeeze": {"eyeBlink": 1.0, "browDown": 0.6, "cheekSquint": 0.6, "mouthStretch": 0.3},
    "jaw": {"jawLeft": 0.6, "jawOpen": 0.18},
    "roll": {"mouthRollLower": 0.6, "mouthRollUpper": 0.6},
    "teeth": {"mouthUpperUp": 0.7, "mouthLowerDown": 0.75, "mouthSmile": 0.35, "jawOpen": 0.06},
}
"""Whole-face poses; a name without Left or Right sets both sides."""

VISEMES: dict[str, dict[str, float]] = {
    "aa": {"jawOpen": 0.52, "mouthLowerDown": 0.22, "mouthUpperUp": 0.12},
    "eh": {"jawOpen": 0.30, "mouthStretch": 0.28, "mouthLowerDown": 0.30},
    "ee": {"jawOpen": 0.13, "mouthStretch": 0.35, "mouthSmile": 0.30, "mouthLowerDown": 0.35, "mouthUpperUp": 0.15},
    "oh": {"jawOpen": 0.34, "mouthFunnel": 0.50, "mouthPucker": 0.20},
    "oo": {"jawOpen": 0.14, "mouthPucker": 0.75, "mouthFunnel": 0.20},
    "mm": {"jawOpen": 0.06, "mouthClose": 0.06, "mouthPress": 0.35, "mouthRollLower": 0.25, "mouthRollUpper": 0.15},
    "ff": {"jawOpen": 0.08, "mouthRollLower": 0.45, "mouthUpperUp": 0.22},
    "ss": {"jawOpen": 0.07, "mouthStretch": 0.20, "mouthLowerDown": 0.35, "mouthUpperUp": 0.15},
    "rest": {"jawOpen": 0.03},
}

PARTNERS: dict[str, dict[str, float]] = {
    "mouthClose": {"jawOpen": 0.45},
    "tongueOut": {"jawOpen": 0.35},
    "jawLeft": {"jawOpen": 0.10},
    "jawRight": {"jawOpen": 0.10},
}
"""What a single action cannot be shown without."""

_SINGLE_STRENGTH = {"mouthClose": 0.45, "cheekPuff": 0.8, "jawOpen": 0.9}


def single(name: str) -> Floats:
    """One of the 52 actions alone, as strong as it is usually shown, [52]. Raises InputError for an unknown name."""
    return pose({name: _SINGLE_STRENGTH.get(name, 1.0), **PARTNERS.get(name, {})})


def pose(values: Mapping[str, float]) -> Floats:
    """An action vector [52] from names; a name without its side sets both sides.

    Raises:
        InputError: an unknown name.
    """
    vector = np.zeros(len(ACTION_NAMES), np.float32)
    for name, value in values.items():
        hit = [_INDEX[n] for n in (name, f"{name}Left", f"{name}Right") if n in _INDEX]
        if not hit:
            raise InputError("Unknown facial action", got=repr(name), expected="one of the 52 action names")
        vector[hit] = np.maximum(vector[hit], value)
    return vector
