"""What a synthetic person does over time: smooth curves of the 52 actions, blinks, gaze and head pose, from a seed.

A performance starts and (nearly) ends neutral: two seconds of a quiet face are what a real capture is asked for too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.ndimage import gaussian_filter1d

from core.errors import InputError
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.arrays import Floats
from core.synthesis.expressions import EXPRESSIONS, VISEMES, pose, single

__all__ = ["EXPRESSIONS", "VISEMES", "Manner", "Performance", "perform", "pose"]

NEUTRAL_S = 2.0
HEAD_LIMITS_RAD = np.array([0.26, 0.40, 0.18], np.float32)
_INDEX = {name: i for i, name in enumerate(ACTION_NAMES)}


@dataclass(frozen=True)
class Manner:
    """How somebody performs.

    Attributes:
        strength: factor on expressions;  speech: factor on the mouth shapes of talk;  head: factor on head motion.
        asymmetry: how much weaker one side of the face may be, 0..1, drawn anew for every part.
        gaze: factor on eye movements.
    """

    strength: float = 1.0
    speech: float = 1.0
    head: float = 1.0
    asymmetry: float = 0.0
    gaze: float = 1.0


PLAIN = Manner()


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


def perform(
    seed: int,
    duration_s: float,
    *,
    fps: float = 25.0,
    script: tuple[str, ...] | None = None,
    manner: Manner = PLAIN,
    lengths: Mapping[str, float] = MappingProxyType({}),
) -> Performance:
    """Make a performance.

    Args:
        seed: decides timing, strength, talk, blinks, gaze and head motion.
        duration_s: seconds; the first NEUTRAL_S are quiet when it is at least three times as long.
        script: what is played, evenly spread; None draws one. Entries are names of EXPRESSIONS or of the 52 actions,
            or 'talk', 'sentence' (with pauses and accents), 'turn', 'nod', 'roll', 'look', 'mix' (two expressions at
            once), 'play' (free play of everything), 'neutral'.
        manner: how strongly, how evenly.
        lengths: how long a part takes relative to the others, by its name; 1 for what is not named.
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
    ends = np.cumsum([0.0] + [lengths.get(part, 1.0) for part in parts])
    borders = quiet + (duration_s - quiet) * ends / max(ends[-1], 1e-9)
    for part, start, stop in zip(parts, borders[:-1], borders[1:], strict=True):
        first, last = round(float(start) * fps), min(round(float(stop) * fps), count)
        labels[first:last] = [part] * (last - first)
        if last > first:
            _play(part, _Stage(rng, first, last, fps, actions, head, gaze, manner))
    _add_gaze(rng, gaze, fps, quiet)
    head, gaze = head * np.float32(manner.head), gaze * np.float32(manner.gaze)
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


@dataclass(frozen=True)
class _Stage:
    """The curves that a part of a script is written into, from frame ``first`` to ``last``."""

    rng: np.random.Generator
    first: int
    last: int
    fps: float
    actions: Floats
    head: Floats
    gaze: Floats
    manner: Manner

    def __len__(self) -> int:
        return self.last - self.first

    @property
    def rows(self) -> slice:
        return slice(self.first, self.last)

    @property
    def hold(self) -> Floats:
        return _hold(len(self), self.fps)

    def sides(self) -> Floats:
        """Factors on the 52 actions that make one side of the face weaker."""
        factor = np.ones(len(ACTION_NAMES), np.float32)
        if self.manner.asymmetry > 0:
            weak = "Left" if self.rng.random() < 0.5 else "Right"
            less = 1 - self.manner.asymmetry * float(self.rng.random())
            factor[[n.endswith(weak) and not n.startswith("eye") for n in ACTION_NAMES]] = less
        return factor

    def show(self, vector: Floats, strength: float) -> None:
        """One pose, up, held and down, with a little of the head in it."""
        self.actions[self.rows] += strength * self.hold[:, None] * (vector * self.sides())
        self.head[self.rows] += self.hold[:, None] * self.rng.normal(0, 1, 3) * np.array([0.05, 0.07, 0.05])


def _play(part: str, stage: _Stage) -> None:
    """Write one part of a script. Raises InputError where there is no such part."""
    if part in EXPRESSIONS:
        strength = float(stage.rng.uniform(1.0, 1.15)) * stage.manner.strength
        stage.show(pose(EXPRESSIONS[part]), strength)
    elif part in ACTION_NAMES:
        stage.show(single(part), float(stage.rng.uniform(0.8, 1.0)) * stage.manner.strength)
    elif part in _PARTS:
        _PARTS[part](stage)
    else:
        known = ", ".join([*EXPRESSIONS, *_PARTS])
        raise InputError("Unknown part of a script", got=repr(part), expected=f"one of {known}, or one of the actions")


def _play_talk(stage: _Stage) -> None:
    talk = _talk(stage.rng, len(stage), stage.fps)
    stage.actions[stage.rows] += np.float32(stage.manner.speech) * talk * stage.sides()


def _play_sentence(stage: _Stage) -> None:
    """Talk in phrases: pauses between them, a nod and lifted brows on what matters, a tilt of the head."""
    rng, fps, length = stage.rng, stage.fps, len(stage)
    talk = _talk(rng, length, fps)
    voice, at = np.ones(length, np.float32), 0.0
    accents = np.zeros(length, np.float32)
    time = np.arange(length) / fps
    while at < time[-1]:
        phrase, pause = float(rng.uniform(0.9, 2.2)), float(rng.uniform(0.2, 0.5))
        voice[(time >= at + phrase) & (time < at + phrase + pause)] = 0.05
        accents += np.exp(-(((time - at - float(rng.uniform(0.15, 0.6))) / 0.16) ** 2)).astype(np.float32)
        at += phrase + pause
    voice = gaussian_filter1d(voice, 0.06 * fps, mode="nearest")
    stage.actions[stage.rows] += np.float32(stage.manner.speech) * talk * voice[:, None] * stage.sides()
    lift = np.clip(accents, 0, 1)[:, None]
    stage.actions[stage.rows] += 0.45 * lift * pose({"browInnerUp": 0.7, "browOuterUp": 0.6}) * stage.sides()
    stage.head[stage.rows] += accents[:, None] * np.array([0.06, 0.0, float(rng.normal(0, 0.03))])


def _play_turn(stage: _Stage) -> None:
    swing = np.sin(np.linspace(0, 2 * np.pi, len(stage))) * float(stage.rng.choice((-1, 1)))
    stage.head[stage.rows, 1] += 0.36 * swing
    stage.gaze[stage.rows, 0] -= 0.5 * swing
    smile = 0.3 * stage.manner.strength
    stage.actions[stage.rows] += np.abs(swing)[:, None] * pose(EXPRESSIONS["smile"]) * smile


def _play_nod(stage: _Stage) -> None:
    stage.head[stage.rows, 0] += 0.24 * np.sin(np.linspace(0, 2 * np.pi, len(stage)))
    stage.head[stage.rows, 2] += 0.14 * np.sin(np.linspace(0, 4 * np.pi, len(stage)))


def _play_roll(stage: _Stage) -> None:
    """The head goes once around."""
    angle = np.linspace(0, 2 * np.pi, len(stage)) + float(stage.rng.uniform(0, 6))
    circle = np.stack([0.20 * np.sin(angle), 0.30 * np.cos(angle), 0.12 * np.sin(angle + 1.0)], axis=1)
    stage.head[stage.rows] += stage.hold[:, None] * circle


def _play_look(stage: _Stage) -> None:
    angle = np.linspace(0, 2 * np.pi, len(stage)) + float(stage.rng.uniform(0, 6))
    stage.gaze[stage.rows] += np.stack([np.cos(angle), 0.8 * np.sin(angle)], axis=1) * stage.hold[:, None]


def _play_mix(stage: _Stage) -> None:
    """Two expressions at once, or an expression with some single actions."""
    names = list(EXPRESSIONS)
    first, second = (pose(EXPRESSIONS[names[int(i)]]) for i in stage.rng.choice(len(names), 2, replace=False))
    share = float(stage.rng.uniform(0.35, 0.75))
    blended = share * first + (1 - share) * second
    for name in stage.rng.choice(len(_MIXABLE), 2, replace=False):
        blended = np.maximum(blended, single(_MIXABLE[int(name)]) * float(stage.rng.uniform(0.3, 0.9)))
    stage.show(blended.astype(np.float32), 1.1 * stage.manner.strength)


def _play_freely(stage: _Stage) -> None:
    """Every action wanders by itself, a few at a time."""
    length, fps = len(stage), stage.fps
    wander = np.zeros((length, len(ACTION_NAMES)), np.float32)
    for name in stage.rng.choice(len(_MIXABLE), min(14, len(_MIXABLE)), replace=False):
        curve = np.clip(_noise(stage.rng, length, fps, 0.7) - 0.55, 0, 1.6) / 1.6
        wander += curve[:, None] * single(_MIXABLE[int(name)])
    stage.actions[stage.rows] += np.float32(stage.manner.strength) * stage.hold[:, None] * np.clip(wander, 0, 1)
    stage.head[stage.rows] += _sway(stage.rng, length, fps, (0.07, 0.12, 0.06)) * stage.hold[:, None]
    stage.gaze[stage.rows] += _sway(stage.rng, length, fps, (0.4, 0.25, 0.0))[:, :2] * stage.hold[:, None]


def _play_nothing(stage: _Stage) -> None:
    """A quiet face."""


_MIXABLE = tuple(n for n in ACTION_NAMES if not n.startswith(("eyeLook", "eyeBlink")) and n != "mouthClose")
_PARTS: dict[str, Callable[[_Stage], None]] = {
    "talk": _play_talk,
    "sentence": _play_sentence,
    "turn": _play_turn,
    "nod": _play_nod,
    "roll": _play_roll,
    "look": _play_look,
    "mix": _play_mix,
    "play": _play_freely,
    "neutral": _play_nothing,
}


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
