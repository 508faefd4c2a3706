"""What a synthetic person does over time: smooth curves of the 52 actions, blinks, gaze and head pose, from a seed.

A performance starts and (nearly) ends neutral: two seconds of a quiet face are what a real capture is asked for too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.errors import InputError
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.arrays import Floats

NEUTRAL_S = 2.0
HEAD_LIMITS_RAD = np.array([0.26, 0.40, 0.18], np.float32)
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


@dataclass(frozen=True)
class Performance:
    """Curves over T frames.

    Attributes:
        fps: frames per second.
        actions: [T, 52] in 0..1;  head_rotation, torso_rotation: rotation vectors, radians, [T, 3];
        torso_shift: metres, [T, 3].
        labels: what was asked for at each frame, for people who read the truth file.
    """

    fps: float
    actions: Floats
    head_rotation: Floats
    torso_rotation: Floats
    torso_shift: Floats
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.actions)


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


def perform(seed: int, duration_s: float, *, fps: float = 25.0, script: tuple[str, ...] | None = None) -> Performance:
    """Make a performance.

    Args:
        seed: decides timing, strength, talk, blinks, gaze and head motion.
        duration_s: seconds; the first NEUTRAL_S are quiet when it is at least three times as long.
        script: names from EXPRESSIONS, or 'talk', 'turn', 'nod', 'look'; evenly spread. None draws one.
    Raises:
        InputError: an unknown script entry, or fewer than two frames.
    """
    count = round(duration_s * fps)
    if count < 2:
        raise InputError("A performance needs at least two frames", got=f"{count}", next_step="Ask for a longer one")
    rng = np.random.default_rng([81, seed])
    parts = script if script is not None else _draw_script(rng, duration_s)
    quiet = NEUTRAL_S if duration_s >= 3 * NEUTRAL_S else min(0.4, duration_s / 4)
    actions = np.zeros((count, len(ACTION_NAMES)), np.float32)
    head = _sway(rng, count, fps, (0.020, 0.035, 0.018))
    gaze = np.zeros((count, 2), np.float32)
    labels = ["neutral"] * count
    span = (duration_s - quiet) / max(len(parts), 1)
    for number, part in enumerate(parts):
        start, stop = quiet + number * span, quiet + (number + 1) * span
        first, last = round(start * fps), min(round(stop * fps), count)
        labels[first:last] = [part] * (last - first)
        _play(part, rng, first, last, fps, actions, head, gaze)
    _add_gaze(rng, gaze, fps, quiet)
    still = int(quiet * fps)
    head[:still] *= np.linspace(0.25, 1.0, still)[:, None]
    head = np.clip(head, -HEAD_LIMITS_RAD, HEAD_LIMITS_RAD)
    actions = gaussian_filter1d(actions, 0.028 * fps, axis=0, mode="nearest")
    actions *= 1 + 0.10 * _noise(rng, count, fps, 0.6)[:, None]
    _look(actions, gaze)
    _blink(rng, actions, fps)
    torso = 0.18 * gaussian_filter1d(head, 0.35 * fps, axis=0, mode="nearest")
    shift = (
        np.stack([_noise(rng, count, fps, 1.8), _noise(rng, count, fps, 1.4), _noise(rng, count, fps, 1.8)], 1) * 0.0022
    )
    return Performance(
        fps,
        np.clip(actions, 0, 1).astype(np.float32),
        head.astype(np.float32),
        torso.astype(np.float32),
        shift.astype(np.float32),
        tuple(labels),
    )


def _draw_script(rng: np.random.Generator, duration_s: float) -> tuple[str, ...]:
    names = [*EXPRESSIONS, "talk", "talk", "talk", "turn", "nod", "look"]
    order = rng.permutation(len(names))
    return tuple(names[i] for i in order[: max(1, round(duration_s / 1.1))])


def _play(
    part: str,
    rng: np.random.Generator,
    first: int,
    last: int,
    fps: float,
    actions: Floats,
    head: Floats,
    gaze: Floats,
) -> None:
    length = last - first
    if length <= 0:
        return
    if part == "talk":
        actions[first:last] += _talk(rng, length, fps)
    elif part == "turn":
        swing = np.sin(np.linspace(0, 2 * np.pi, length)) * float(rng.choice((-1, 1)))
        head[first:last, 1] += 0.36 * swing
        gaze[first:last, 0] -= 0.5 * swing
        actions[first:last] += np.abs(swing)[:, None] * pose(EXPRESSIONS["smile"]) * 0.3
    elif part == "nod":
        swing = np.sin(np.linspace(0, 2 * np.pi, length))
        head[first:last, 0] += 0.24 * swing
        head[first:last, 2] += 0.14 * np.sin(np.linspace(0, 4 * np.pi, length))
    elif part == "look":
        angle = np.linspace(0, 2 * np.pi, length) + float(rng.uniform(0, 6))
        gaze[first:last] += np.stack([np.cos(angle), 0.8 * np.sin(angle)], axis=1) * _hold(length, fps)[:, None]
    elif part in EXPRESSIONS:
        strength = float(rng.uniform(1.0, 1.15))
        actions[first:last] += strength * _hold(length, fps)[:, None] * pose(EXPRESSIONS[part])
        head[first:last] += _hold(length, fps)[:, None] * rng.normal(0, 1, 3) * np.array([0.05, 0.07, 0.05])
    else:
        known = ", ".join([*EXPRESSIONS, "talk", "turn", "nod", "look"])
        raise InputError("Unknown part of a script", got=repr(part), expected=f"one of {known}")


def _hold(length: int, fps: float) -> Floats:
    """Up, hold, down."""
    ramp = max(2, min(round(0.32 * fps), length // 2))
    curve = np.ones(length, np.float32)
    edge = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, ramp, dtype=np.float32))
    curve[:ramp], curve[-ramp:] = edge, edge[::-1]
    return curve


def _talk(rng: np.random.Generator, length: int, fps: float) -> Floats:
    """A chain of mouth shapes, about five a second, flowing into each other."""
    curve = np.zeros((length, len(ACTION_NAMES)), np.float32)
    names = list(VISEMES)
    at, previous = 0.0, "rest"
    while at < length:
        name = names[int(rng.integers(0, len(names)))]
        if name == previous:
            continue
        duration = float(rng.uniform(0.13, 0.24)) * fps
        curve[int(at) : int(at + duration) + 1] = pose(VISEMES[name]) * float(rng.uniform(1.0, 1.5))
        at, previous = at + duration, name
    smooth = gaussian_filter1d(curve, 0.055 * fps, axis=0, mode="nearest")
    accent = 0.35 * np.clip(_noise(rng, length, fps, 0.45), 0, 2)
    smooth[:, _INDEX["browInnerUp"]] += accent
    smooth[:, [_INDEX["browOuterUpLeft"], _INDEX["browOuterUpRight"]]] += 0.5 * accent[:, None]
    shaped: Floats = smooth * _hold(length, fps)[:, None]
    return shaped


def _noise(rng: np.random.Generator, count: int, fps: float, period_s: float) -> Floats:
    raw = gaussian_filter1d(rng.standard_normal(count + 8 * int(period_s * fps)), period_s * fps / 2.5, mode="wrap")
    scaled: Floats = (raw / max(float(raw.std()), 1e-9))[:count].astype(np.float32)
    return scaled


def _sway(rng: np.random.Generator, count: int, fps: float, size: tuple[float, float, float]) -> Floats:
    return np.stack([s * _noise(rng, count, fps, 1.6) for s in size], axis=1)


def _add_gaze(rng: np.random.Generator, gaze: Floats, fps: float, quiet_s: float) -> None:
    """Small jumps of the eyes, held for half a second to two."""
    at = int(quiet_s * fps)
    while at < len(gaze):
        hold = int(rng.uniform(0.5, 2.0) * fps) + 1
        if rng.random() < 0.6:
            gaze[at : at + hold] += rng.normal(0, 1, 2) * np.array([0.22, 0.14])
        at += hold


def _look(actions: Floats, gaze: Floats) -> None:
    """Write gaze (x to the person's left, y up; 1 is the limit) as the eight look actions."""
    moved = np.clip(gaussian_filter1d(gaze, 0.6, axis=0, mode="nearest"), -1, 1)
    left, right = np.clip(moved[:, 0], 0, 1), np.clip(-moved[:, 0], 0, 1)
    up, down = np.clip(moved[:, 1], 0, 1), np.clip(-moved[:, 1], 0, 1)
    for name, value in (
        ("eyeLookOutLeft", left),
        ("eyeLookInRight", left),
        ("eyeLookInLeft", right),
        ("eyeLookOutRight", right),
        ("eyeLookUpLeft", up),
        ("eyeLookUpRight", up),
        ("eyeLookDownLeft", down),
        ("eyeLookDownRight", down),
    ):
        actions[:, _INDEX[name]] += value


def _blink(rng: np.random.Generator, actions: Floats, fps: float) -> None:
    """Blinks of about 0.2 s every two to four seconds, in any expression."""
    both = [_INDEX["eyeBlinkLeft"], _INDEX["eyeBlinkRight"]]
    time = np.arange(len(actions)) / fps
    at = float(rng.uniform(1.0, 1.6))
    lids = np.zeros(len(actions), np.float32)
    while at < time[-1]:
        lids = np.maximum(lids, np.clip(1.5 * np.exp(-(((time - at) / 0.075) ** 2)), 0, 1)).astype(np.float32)
        at += float(rng.uniform(1.7, 3.8))
    actions[:, both] = np.maximum(actions[:, both], lids[:, None])
    wide = [_INDEX["eyeWideLeft"], _INDEX["eyeWideRight"], _INDEX["eyeSquintLeft"], _INDEX["eyeSquintRight"]]
    actions[:, wide] *= 1 - lids[:, None]
