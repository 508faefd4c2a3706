"""How good the expression descriptors are: on synthetic people with known expressions, and on real clips.

The protocol is docs/descriptors.md's first part; ``descriptor_report`` writes the page.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.capture.frames import Closing, Frame, FrameSource, SourceInfo, open_source
from core.errors import InputError
from core.events import CancelToken, Emit, Progress, Stage
from core.evidence.box_fit import box_fit
from core.evidence.retrieval_figures import (
    correlations,
    moving_jitter,
    neighbour_identity,
    retrieval,
    still_jitter,
)
from core.evidence.sittings import REST, STILL, TEST_EXPRESSIONS, Purpose, Sitting, sit
from core.expression.anny52 import ACTIONS, plain_name
from core.expression.blend52 import raw_scores
from core.expression.encoder import encoder_ids, get_encoder
from core.expression.noise import noise_of
from core.expression.whitening import Whitening
from core.synthesis.anny_data import ACTION_NAMES
from core.tracking.tracks import FaceTracks
from core.types import FloatArray

if TYPE_CHECKING:
    from core.weights.store import WeightStore

PEOPLE: Mapping[Purpose, int] = {
    "calibration": 22,
    "bank": 8,
    "test": 24,
    "test-plain": 24,
    "development": 10,
    "development-plain": 5,
}
TESTS: tuple[Purpose, ...] = ("test-plain", "test")
RAW = "blend52 without neutral"
WHITENINGS = ("plain", "shrunken", "to noise")
"""Full whitening; a shrunken one; and the one of banks, which knows what differs between people."""
REAL_FRAMES = 60
"""Of each real clip, evenly spread; frames of one clip within GAP_S are no neighbours."""
GAP_S = 2.0
SAME_PERSON: Mapping[str, str] = {
    **{f"curtain_man_take{n}": "curtain_man" for n in (1, 2, 3)},
    "talking_face_man_hires": "talking_face_man",
    **{f"webcam_man_{n}": "webcam_man" for n in (1, 2)},
}
"""Real clips of one person, by file name; every other clip is somebody else."""

Rows = Sequence[int] | None
Encode = Callable[[FaceTracks, Rows], FloatArray]


@dataclass(frozen=True)
class Services:
    """What tracking needs, and where sittings and tracks are kept."""

    folder: Path
    store: WeightStore
    emit: Emit
    cancel: CancelToken


def encodings() -> dict[str, Encode]:
    """What is compared: every registered encoder, and blendshapes as they come."""

    def encode(name: str) -> Encode:
        encoder = get_encoder(name)
        return lambda tracks, rest: encoder.encode(tracks, encoder.neutral(tracks, rest))

    return {RAW: lambda tracks, _: raw_scores(tracks), **{name: encode(name) for name in sorted(encoder_ids())}}


def people(purpose: Purpose, services: Services, count: int | None = None) -> list[Sitting]:
    """The sittings of one purpose, drawn when they are not stored yet."""
    services.emit(Stage(f"sittings: {purpose}", 0, 1))
    wanted, found = count or PEOPLE[purpose], []
    for number in range(wanted):
        services.cancel.check()
        found.append(
            sit(
                purpose, number, services.folder / "sittings", store=services.store, emit=_quiet, cancel=services.cancel
            )
        )
        services.emit(Progress(number + 1, wanted, "people", None))
    return found


@dataclass(frozen=True)
class Extent:
    """What is measured.

    Attributes:
        development: judge the people on whom settings were chosen instead of those of the test.
        people: of each set; None for ``PEOPLE``.
        clip_frames: of each real clip, from its start; None for all.
    """

    development: bool = False
    people: int | None = None
    clip_frames: int | None = None


def measure(services: Services, extent: Extent, *, faces: Path | None = None) -> dict[str, Any]:
    """Everything: synthetic people, and real clips where there are any."""
    purposes: tuple[Purpose, ...] = ("development-plain", "development") if extent.development else TESTS
    tests: dict[str, Sequence[Sitting]] = {of: people(of, services, extent.people) for of in purposes}
    synthetic = measure_synthetic(people("bank", services, extent.people), tests)
    real = measure_real(faces, services, extent.clip_frames) if faces is not None else None
    return {"development": extent.development, "synthetic": synthetic, "real": real}


def measure_synthetic(bank: Sequence[Sitting], tests: Mapping[str, Sequence[Sitting]]) -> dict[str, Any]:
    """All figures on synthetic people.

    Args:
        bank: whitening is learnt on them, and the fit of single actions is judged on them.
        tests: retrieval is judged among the people of each, by purpose; the jitter where faces are held still.
    """
    rows: list[dict[str, Any]] = []
    per_action: dict[str, dict[str, float]] = {}
    for name, encode in encodings().items():
        learnt = [_found(encode, s) for s in bank]
        groups = np.concatenate([[s.seed] * len(d) for s, d in zip(bank, learnt, strict=True)])
        per_action |= _per_action(name, encode, bank)
        judged = {of: [encode(s.tracks, s.rows(REST)) for s in test] for of, test in tests.items()}
        for whitening, white in _whitenings(name, np.concatenate(learnt), groups):
            for of, test in tests.items():
                figures = _judge(test, [white.apply(d) for d in judged[of]])
                rows.append({"encoder": name, "whitening": whitening, "of": of, **figures})
    per_action["least squares in a box"] = _box_correlations(bank)
    counts = {"bank": len(bank), **{of: len(test) for of, test in tests.items()}}
    return {"people": counts, "rows": rows, "actions": per_action}


def _whitenings(name: str, descriptors: FloatArray, groups: Any) -> list[tuple[str, Whitening]]:
    fitted = [
        ("plain", Whitening.fit(descriptors, groups=groups, shrinkage=0.0, floor=0.0)),
        ("shrunken", Whitening.fit(descriptors, groups=groups)),
    ]
    if name != RAW:
        noise = noise_of(get_encoder(name))
        fitted.append(("to noise", Whitening.fit_to_noise(descriptors, noise, groups=groups)))
    return fitted


def measure_real(faces: Path, services: Services, clip_frames: int | None = None) -> dict[str, Any]:
    """Identity and noise on all clips of a folder, or on the first ``clip_frames`` frames of each.

    Raises:
        InputError: the folder holds no clips.
    """
    clips = [(path.stem, _tracked(path, services, clip_frames)) for path in sorted(faces.glob("*.mp4"))]
    if len(clips) < 2:
        raise InputError("There are too few real clips", got=f"{len(clips)} in '{faces.name}'", expected="two or more")
    names = [name for name, _ in clips]
    rows = []
    for arm, encode in encodings().items():
        encoded = [encode(tracks, None) for _, tracks in clips]
        chosen = [_spread(tracks.found) for _, tracks in clips]
        clip = np.concatenate([[n] * len(c) for n, c in zip(names, chosen, strict=True)])
        person = np.array([SAME_PERSON.get(n, n) for n in clip])
        time_s = np.concatenate([t.time_s[c] for (_, t), c in zip(clips, chosen, strict=True)])
        picked = np.concatenate([d[c] for d, c in zip(encoded, chosen, strict=True)])
        for whitening, white in _whitenings(arm, picked, person):
            same, chance = neighbour_identity(white.apply(picked), person, clip, time_s, GAP_S)
            noise = [moving_jitter(white.apply(d[t.found])) for d, (_, t) in zip(encoded, clips, strict=True)]
            figures = {"same_identity": same, "chance": chance, "jitter": float(np.nanmedian(noise))}
            rows.append({"encoder": arm, "whitening": whitening, **figures})
    return {
        "clips": len(clips),
        "clip_frames": clip_frames,
        "people": len({SAME_PERSON.get(n, n) for n in names}),
        "rows": rows,
    }


def _judge(test: Sequence[Sitting], points: Sequence[FloatArray]) -> dict[str, float | None]:
    order = [[s.labels.index(name) for name in TEST_EXPRESSIONS] for s in test]
    shown = np.stack([p[rows] for p, rows in zip(points, order, strict=True)])  # [P, E, D]
    seen = np.stack([s.tracks.found[rows] for s, rows in zip(test, order, strict=True)])
    noise = [
        still_jitter(p[s.rows(f"{STILL}-{kind}")], p[rows])
        for s, p, rows in zip(test, points, order, strict=True)
        for kind in (REST, "smile")
        if len(s.rows(f"{STILL}-{kind}")) > 1
    ]
    return {**asdict(retrieval(shown, seen)), "jitter": float(np.mean(noise)) if noise else None}


def _found(encode: Encode, sitting: Sitting) -> FloatArray:
    return encode(sitting.tracks, sitting.rows(REST))[sitting.tracks.found]


def _truth(bank: Sequence[Sitting]) -> FloatArray:
    order = [ACTION_NAMES.index(name) for name in ACTIONS]
    return np.concatenate([s.actions[s.tracks.found] for s in bank])[:, order]


def _per_action(name: str, encode: Encode, bank: Sequence[Sitting]) -> dict[str, dict[str, float]]:
    """Correlation with the truth of the encoders whose channels are actions."""
    if name not in ("blend52", "anny52"):
        return {}
    columns = {plain_name(c.name): i for i, c in enumerate(get_encoder(name).channels)}
    found, truth = np.concatenate([_found(encode, s) for s in bank]), _truth(bank)
    kept = [i for i, action in enumerate(ACTIONS) if action in columns]
    values = correlations(found[:, [columns[ACTIONS[i]] for i in kept]], truth[:, kept])
    return {name: {ACTIONS[i]: float(v) for i, v in zip(kept, values, strict=True)}}


def _box_correlations(bank: Sequence[Sitting]) -> dict[str, float]:
    found = np.concatenate([box_fit(s)[s.tracks.found] for s in bank])
    return {a: float(v) for a, v in zip(ACTIONS, correlations(found, _truth(bank)), strict=True)}


def _tracked(path: Path, services: Services, frames: int | None) -> FaceTracks:
    from core.tracking.track import track_source

    stored = services.folder / "clips" / f"{path.stem}-{frames or 'all'}.safetensors"
    if not stored.is_file():
        stored.parent.mkdir(parents=True, exist_ok=True)
        with open_source(path) as source:
            start = source if frames is None else _Start(source, frames)
            tracks = track_source(start, store=services.store, emit=_quiet, cancel=services.cancel, threads=1)
        tracks.save(stored)
    return FaceTracks.load(stored)


class _Start(Closing):
    """The first frames of a source."""

    def __init__(self, source: FrameSource, frames: int) -> None:
        self._source, self._frames = source, frames

    @property
    def info(self) -> SourceInfo:
        count = self._source.info.frame_count
        return replace(self._source.info, frame_count=None if count is None else min(count, self._frames))

    def __iter__(self) -> Iterator[Frame]:
        return itertools.islice(iter(self._source), self._frames)


def _spread(found: Any) -> Any:
    rows = np.flatnonzero(found)
    return rows[np.linspace(0, len(rows) - 1, min(len(rows), REAL_FRAMES)).round().astype(int)]


def _quiet(event: object) -> None:
    """Leave the stages of each person's tracking unsaid."""
