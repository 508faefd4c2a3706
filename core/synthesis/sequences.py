"""What is recorded, by name: the sequences of a studio, a casual user's narrow clip, and the wide set for tests."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.errors import InputError
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.performance import EXPRESSIONS, NEUTRAL_S, Manner, Performance, perform

NARROW = Manner(strength=0.55, speech=0.75, head=0.45, asymmetry=0.15, gaze=0.6)
"""Somebody before a phone who talks: nothing is shown to its limit."""
WIDE = Manner(strength=1.0, speech=1.15, head=1.0, asymmetry=0.30, gaze=1.0)

NARROW_SCRIPT: tuple[str, ...] = (
    *("sentence", "smile", "talk", "sentence", "turn", "talk"),
    *("sentence", "nod", "talk", "smile", "sentence", "look"),
)
"""What a casual user records: talking, some smiles, small head motion."""

_QUIET = ("neutral",)
_SINGLES: tuple[str, ...] = tuple(n for n in ACTION_NAMES if not n.startswith("eyeLook"))
STUDIO_SEQUENCES: dict[str, tuple[str, ...]] = {
    "EXP-1-brows-eyes": (*_QUIET, *(n for n in _SINGLES if n.startswith(("brow", "eye"))), "look"),
    "EXP-2-jaw-cheeks-nose": (*_QUIET, *(n for n in _SINGLES if n.startswith(("jaw", "cheek", "nose", "tongue")))),
    "EXP-3-mouth-left": (*_QUIET, *(n for n in _SINGLES if n.startswith("mouth") and n.endswith("Left"))),
    "EXP-4-mouth-right": (*_QUIET, *(n for n in _SINGLES if n.startswith("mouth") and n.endswith("Right"))),
    "EXP-5-mouth-both": (
        *_QUIET,
        *(n for n in _SINGLES if n.startswith("mouth") and not n.endswith(("Left", "Right"))),
    ),
    "EXP-6-head": (*_QUIET, "turn", "nod", "roll", "turn", "roll"),
    "EMO-1-joy": (*_QUIET, "smile", "grin", "laugh", "smirk", "wink"),
    "EMO-2-anger-disgust": (*_QUIET, "anger", "disgust", "doubt", "squeeze"),
    "EMO-3-sorrow-fear": (*_QUIET, "sad", "fear", "surprise"),
    "EMO-4-mixed": (*_QUIET, "mix", "mix", "mix", "mix", "mix"),
    "SEN-01-talk": (*_QUIET, "sentence", "sentence"),
    "SEN-02-smiling-talk": (*_QUIET, "smile", "sentence", "talk", "laugh", "sentence"),
    "FREE-play": (*_QUIET, "play", "mix", "play", "kiss", "play", "puff", "play"),
}
"""Sequences as studios record them: single actions, emotions, sentences, free play."""

PART_S = 1.0
LENGTHS_S = {"talk": 2.6, "sentence": 4.0, "play": 3.0, "turn": 1.8, "nod": 1.6, "roll": 2.2, "look": 2.0}
"""How long a part is played; PART_S for what is not named."""

WIDE_SCRIPT: tuple[str, ...] = (
    *EXPRESSIONS,
    *_SINGLES,
    *("look", "turn", "nod", "roll", "sentence", "talk", "sentence"),
    *("mix",) * 8,
    *("play",) * 4,
)
"""Everything: each expression, each action, speech, combinations, free play and the head's whole range."""


def narrow(seed: int, duration_s: float = 30.0, *, fps: float = 25.0) -> Performance:
    """A casual user's clip: talk, some smiles, small head motion; the first two seconds are quiet."""
    rng = np.random.default_rng([83, seed])
    manner = replace(NARROW, strength=NARROW.strength * float(rng.uniform(0.85, 1.15)))
    script = _filling(itertools.cycle(NARROW_SCRIPT), duration_s)
    return perform(seed, duration_s, fps=fps, script=script, manner=manner, lengths=LENGTHS_S)


def wide(seed: int, duration_s: float = 105.0, *, fps: float = 25.0) -> Performance:
    """Everything a face can do, in an order of the seed's; a shorter clip shows a random part of it."""
    order = np.random.default_rng([84, seed]).permutation(len(WIDE_SCRIPT))
    script = _filling((WIDE_SCRIPT[i] for i in order), duration_s)
    return perform(seed, duration_s, fps=fps, script=script, manner=WIDE, lengths=LENGTHS_S)


def studio_sequence(name: str, seed: int, *, fps: float = 25.0) -> Performance:
    """One of ``STUDIO_SEQUENCES``, as long as it takes.

    Raises:
        InputError: there is no such sequence.
    """
    if name not in STUDIO_SEQUENCES:
        raise InputError("Unknown sequence", got=repr(name), expected=f"one of {', '.join(STUDIO_SEQUENCES)}")
    script = STUDIO_SEQUENCES[name]
    duration_s = NEUTRAL_S + sum(LENGTHS_S.get(part, PART_S) for part in script)
    return perform(seed, duration_s, fps=fps, script=script, manner=WIDE, lengths=LENGTHS_S)


def _filling(parts: Iterable[str], duration_s: float) -> tuple[str, ...]:
    """As many parts as fit between the quiet start and the end, at least one."""
    chosen: list[str] = []
    left = duration_s - NEUTRAL_S
    for part in parts:
        left -= LENGTHS_S.get(part, PART_S)
        if chosen and left < -0.5 * PART_S:
            break
        chosen.append(part)
    return tuple(chosen)
