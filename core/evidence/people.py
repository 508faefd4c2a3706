"""Making subjects: real people from their clips, synthetic people from their seeds. What is made is kept."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import InputError
from core.events import CancelToken, Emit
from core.evidence.banks import DENSE, DENSE_ENTRIES
from core.evidence.subjects import CROSS, SELF, Subject, Test
from core.expression.encoder import get_encoder
from core.project.benchmarks import demo_clip
from core.project.lock import folder_lock

if TYPE_CHECKING:
    from core.capture.prepared import PreparedClip
    from core.tracking.tracks import FaceTracks
    from core.weights.store import WeightStore

SIZE = 256
TAIL = 0.3
NARROW_S, NARROW_FPS = 24.0, 15.0
WIDE_S, WIDE_FPS = 20.0, 8.0
"""Tests need different expressions, not smooth ones; the face is followed at 8 frames a second without a loss."""
MISLABELLED = "mislabelled"
"""Rule of a bank in which the subject's own clips pass for somebody else's; see ``core.evidence.banks``."""

SYNTHETIC = "synthetic-"
DEMO = "demo"
"""The enclosed demo clip: small, synthetic, always there."""
SYNTHETIC_SEEDS = (101, 102, 103, 104, 105, 106, 107, 108)
DEVELOPMENT_SEEDS = (901, 902)
DEVELOPMENT_CLIPS = ("acting_woman",)
WIDE_CAPTURE = "-wide"
"""Behind a synthetic person's name: trained on a wide capture instead of a narrow one."""
OTHER_TAKE = 20_000
MAKING_S = 3600.0
"""Another process that makes the same person is waited for."""
REAL_CLIPS: Mapping[str, tuple[tuple[str, ...], str | None]] = {
    "wall_woman": (("wall_woman",), None),
    "turning_woman": (("turning_woman",), None),
    "podium_man": (("podium_man",), None),
    "talking_face_man": (("talking_face_man",), None),
    "curtain_man": (("curtain_man_take1", "curtain_man_take3"), "curtain_man_take2"),
    "acting_woman": (("acting_woman",), None),
}
"""Name -> clips to train on, and the clip to test on; None tests on the last 30 % of the training clip."""
SAME_PERSON: Mapping[str, tuple[str, ...]] = {"talking_face_man": ("talking_face_man_hires",)}
"""Further clips of a person: not trained on, and not retrieved from either."""
DRIVERS = ("webcam_man_1", "glasses_man", "gaze_woman")
"""Real clips that drive real people's avatars; none of them is of a subject."""


@dataclass(frozen=True)
class Workshop:
    """Where subjects are made.

    Attributes:
        folder: for clips, prepared captures and banks; may be deleted at any time.
        faces: folder of the real clips, or None where there are none.
        store: of the weights.
        banks: bank name -> folder.
        emit: gets progress.
        cancel: looked at between frames.
    """

    folder: Path
    faces: Path | None
    store: WeightStore
    banks: Mapping[str, Path]
    emit: Emit
    cancel: CancelToken

    def subject(self, name: str, *, bank: str, encoder: str) -> Subject:
        """The person by name.

        Args:
            name: 'synthetic-<seed>', with '-wide' behind it for a wide capture, or a name of ``REAL_CLIPS``.
            bank: name of a bank, with or without ``@rule``, or empty for none.
            encoder: id of the expression encoder.
        Raises:
            InputError: no such person, bank or clip.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with folder_lock(self.folder, name=f".{name}.lock", timeout_s=MAKING_S):
            return self._subject(name, bank, encoder)

    def _subject(self, name: str, bank: str, encoder: str) -> Subject:
        place, (base, _, rule) = None, bank.partition("@")
        if base:
            place = self._bank(base)
        if name.startswith(SYNTHETIC):
            return self._synthetic(name, place, encoder)
        subject = self._real(name, place, encoder)
        return replace(subject, own_sources=frozenset()) if rule == MISLABELLED else subject

    def _bank(self, base: str) -> Path:
        """A bank's folder; the dense one is made when it is first asked for."""
        if base == DENSE and base not in self.banks and "synthetic" in self.banks:
            place = self.folder / "banks" / f"{DENSE}.rafbank"
            with folder_lock(self.folder, name=f".{DENSE}.lock", timeout_s=MAKING_S):
                if not place.exists():
                    self._make_dense_bank(place)
            return place
        if base not in self.banks:
            raise InputError(f"There is no bank '{base}'", expected=", ".join(sorted(self.banks)) or "none is there")
        return self.banks[base]

    def _make_dense_bank(self, place: Path) -> None:
        from core.evidence.dense_bank import make_dense_bank

        part = place.with_name(f".{place.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        made = make_dense_bank(part, self.banks["synthetic"], DENSE_ENTRIES, emit=self.emit, cancel=self.cancel)
        made.rename(place)

    def _real(self, name: str, bank: Path | None, encoder_id: str) -> Subject:
        if name not in REAL_CLIPS and name != DEMO:
            raise InputError(f"There is no person '{name}' in the experiment", expected=", ".join(REAL_CLIPS))
        clips, test_clip = REAL_CLIPS.get(name, ((DEMO,), None))
        holdout = "tail" if test_clip is None else "none"
        train = self._prepared(name, [self._face(c) for c in clips], holdout)
        encoder = get_encoder(encoder_id)
        neutral = encoder.neutral(train.tracks.take(np.asarray(train.split) == 0))
        descriptors = encoder.encode(train.tracks, neutral)
        if test_clip is None:
            test = Test(SELF, train, np.asarray(train.split) == 1, descriptors)
        else:
            other = self._prepared(f"{name}-test", [self._face(test_clip)], "none", model=train.tracks.model)
            test = Test(SELF, other, other.tracks.found, encoder.encode(other.tracks, neutral))
        known = (*clips, *((test_clip,) if test_clip else ()), *SAME_PERSON.get(name, ()))
        own = frozenset(self._sha(c) for c in known)
        drivers = () if name == DEMO else tuple((driver, self._driver(driver)) for driver in DRIVERS)
        return Subject(name, train, encoder, neutral, descriptors, (test,), bank, own, drivers)

    def _synthetic(self, full_name: str, bank: Path | None, encoder_id: str) -> Subject:
        name = full_name.removesuffix(WIDE_CAPTURE)
        taught = "taught" if full_name.endswith(WIDE_CAPTURE) else "narrow"
        seed = int(name.removeprefix(SYNTHETIC))
        narrow, wide, cross, driver = (self._clip(seed, part) for part in (taught, "wide", "cross", "driver"))
        train = self._prepared(f"{name}-{taught}", [narrow], "none")
        encoder = get_encoder(encoder_id)
        neutral = encoder.neutral(train.tracks)
        descriptors = encoder.encode(train.tracks, neutral)
        model = train.tracks.model
        own = self._prepared(f"{name}-wide", [wide], "none", model=model)
        truth = self._prepared(f"{name}-cross", [cross], "none", model=model)
        driven = self._prepared(f"{name}-driver", [driver], "none")
        driving = encoder.encode(driven.tracks, encoder.neutral(driven.tracks))
        both = _same_frames(truth, driven)
        tests = (
            Test(SELF, own, own.tracks.found, encoder.encode(own.tracks, neutral)),
            Test(CROSS, truth, both[0], driving[both[1]]),
        )
        return Subject(full_name, train, encoder, neutral, descriptors, tests, bank)

    def _clip(self, seed: int, part: str) -> Path:
        """A rendered clip: 'narrow' and 'taught' (wide) to train on, 'wide' to test on, 'cross' the person with the
        driver's actions, 'driver' the driver."""
        from core.synthesis.capture import ClipOptions, write_clip
        from core.synthesis.person import sample_person
        from core.synthesis.sensor import PHONE
        from core.synthesis.sequences import narrow, wide

        path = self.folder / "clips" / f"{SYNTHETIC}{seed}-{part}.mp4"
        if path.exists():
            return path
        if part == "narrow":
            performance = narrow(seed, NARROW_S, fps=NARROW_FPS)
        elif part == "taught":
            performance = wide(seed + OTHER_TAKE, NARROW_S, fps=NARROW_FPS)
        else:
            performance = wide(seed if part == "wide" else _driver_of(seed), WIDE_S, fps=WIDE_FPS)
        person = sample_person(_driver_of(seed) if part == "driver" else seed)
        options = ClipOptions(SIZE, sensor=PHONE)
        return write_clip(person, performance, path, options=options, emit=self.emit, cancel=self.cancel)

    def _driver(self, clip: str) -> FaceTracks:
        """Tracks of a real clip, tracked once."""
        from core.capture.frames import open_source
        from core.tracking.track import track_source
        from core.tracking.tracks import FaceTracks

        place = self.folder / "drivers" / f"{clip}.safetensors"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(open_source(self._face(clip))) as source:
                track_source(source, store=self.store, emit=self.emit, cancel=self.cancel, threads=1).save(place)
        return FaceTracks.load(place)

    def _prepared(self, name: str, paths: list[Path], holdout: Any, *, model: Any = None) -> PreparedClip:
        from core.capture.merge import prepare_clips
        from core.capture.prepare import PrepareOptions, prepare_clip

        out = self.folder / "prepared" / name
        common: dict[str, Any] = {"size": SIZE, "store": self.store, "emit": self.emit, "cancel": self.cancel}
        # edges as they were when the first cells were run, so that all cells compare
        choose = partial(PrepareOptions, holdout=holdout, clean_edges=False)
        if model is not None:
            return prepare_clip(paths[0], out, options=choose(), model=model, **common)
        options = choose(holdout_fraction=TAIL if holdout == "tail" else None)
        return prepare_clips(paths, out, options=options, **common)

    def _face(self, clip: str) -> Path:
        if clip == DEMO:
            return demo_clip()
        path = None if self.faces is None else self.faces / f"{clip}.mp4"
        if path is None or not path.is_file():
            raise InputError(f"The real clip '{clip}' is not there", next_step="Name its folder with --faces.")
        return path

    def _sha(self, clip: str) -> str:
        from core.project.atomic import sha256_file

        return sha256_file(self._face(clip))


def _driver_of(seed: int) -> int:
    return seed + 5000


def _same_frames(truth: PreparedClip, driven: PreparedClip) -> tuple[Any, Any]:
    """Which truth frames the driver was seen in [T], and the driver's row for each truth frame [T]."""
    row_of = {int(f): i for i, f in enumerate(driven.tracks.frame_index)}
    rows = np.array([row_of.get(int(f), -1) for f in truth.tracks.frame_index])
    seen = (rows >= 0) & truth.tracks.found
    seen[seen] &= driven.tracks.found[rows[seen]]
    return seen, np.maximum(rows, 0)
