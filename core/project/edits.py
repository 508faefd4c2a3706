"""What the user decided in a project, apart from what was computed: one immutable value, stored in edits.json. Light.

Every change makes a new ``ProjectEdits``; undo puts the old one back. Frames are frame numbers of the capture's source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from core.errors import FormatError
from core.project.atomic import atomic_write_json, read_json

SCHEMA_VERSION = 1
EDITS_NAME = "edits.json"
MAX_ITEMS = 100_000
"""Of any one list: more is no decision of a person but a hostile file."""

Span: TypeAlias = tuple[int, int]
"""Frames [first, last)."""


@dataclass(frozen=True)
class Consent:
    """Who the person is, and what they agreed to; travels with every avatar made of the capture.

    Attributes:
        person: name, as they want to be called.
        agreed: they said yes.
        purpose: for what.
        date: ISO date of the agreement.
    """

    person: str = ""
    agreed: bool = False
    purpose: str = ""
    date: str = ""


@dataclass(frozen=True)
class CaptureEdits:
    """Decisions about one capture.

    Attributes:
        trim: the part that is used; None is all of it.
        excluded: parts that are not used, sorted and apart.
        neutral: frames that show the resting face; none lets the program find it.
        held_out: parts kept for judging, never trained on; None lets the program choose.
        focal: assumed focal length in units of the frame's longer side; None is the default.
        crop: x, y and size in source pixels of the square that is cut out; None follows the face.
        consent: see Consent.
    """

    trim: Span | None = None
    excluded: tuple[Span, ...] = ()
    neutral: tuple[int, ...] = ()
    held_out: tuple[Span, ...] | None = None
    focal: float | None = None
    crop: tuple[float, float, float] | None = None
    consent: Consent = field(default_factory=Consent)

    def left_out(self, frame_count: int) -> tuple[Span, ...]:
        """All frames that are not used, as spans: outside the trim, and excluded."""
        first, last = self.trim or (0, frame_count)
        outside = [span for span in ((0, first), (last, frame_count)) if span[0] < span[1]]
        return merged((*outside, *self.excluded))


@dataclass(frozen=True)
class RetrievalEdits:
    """Decisions about what may be retrieved, used by the next run.

    Attributes:
        banned_entries: entry ids, per bank folder name.
        banned_persons: names, per bank folder name.
        banned_sources: SHA-256 of sources, per bank folder name.
        pinned: capture id -> frame -> entry ids that are its neighbours whatever their distance, per bank folder name.
        pinned_persons: people of whom every frame gets its nearest face, per bank folder name.
        pinned_sources: SHA-256 of sources, likewise.
    """

    banned_entries: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    banned_persons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    banned_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pinned: Mapping[str, Mapping[str, Mapping[int, tuple[int, ...]]]] = field(default_factory=dict)
    pinned_persons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pinned_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def pins(self, bank: str, capture_id: str) -> Mapping[int, tuple[int, ...]]:
        """Pinned entries of one capture's frames in one bank."""
        return self.pinned.get(bank, {}).get(capture_id, {})

    def with_pins(self, bank: str, capture_id: str, pins: Mapping[int, tuple[int, ...]]) -> RetrievalEdits:
        """The same with other pins for one capture in one bank."""
        of_bank = {**self.pinned.get(bank, {}), capture_id: {f: ids for f, ids in pins.items() if ids}}
        return replace(self, pinned={**self.pinned, bank: of_bank})


@dataclass(frozen=True)
class SavedPose:
    """An expression and head pose that the user kept.

    Attributes:
        name: shown to the user.
        channels: channel name -> value; channels that an avatar has not are skipped.
        head: head control name -> value.
    """

    name: str
    channels: Mapping[str, float] = field(default_factory=dict)
    head: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectEdits:
    """All decisions in a project.

    Attributes:
        captures: by capture id.
        retrieval: see RetrievalEdits.
        poses: kept expressions.
        bank: the bank in use: a path relative to the project, or empty for the one that comes with the program.
        notes: free text of the pages' own choices (page name -> JSON-ready facts), such as the training options chosen.
    """

    captures: Mapping[str, CaptureEdits] = field(default_factory=dict)
    retrieval: RetrievalEdits = field(default_factory=RetrievalEdits)
    poses: tuple[SavedPose, ...] = ()
    bank: str = ""
    notes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def capture(self, capture_id: str) -> CaptureEdits:
        """Decisions about a capture; the defaults where there are none."""
        return self.captures.get(capture_id, CaptureEdits())

    def with_capture(self, capture_id: str, edits: CaptureEdits) -> ProjectEdits:
        """The same with other decisions about one capture."""
        return replace(self, captures={**self.captures, capture_id: edits})

    def with_note(self, page: str, facts: Mapping[str, Any]) -> ProjectEdits:
        """The same with other facts of one page."""
        return replace(self, notes={**self.notes, page: dict(facts)})

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        pinned = {
            bank: {capture: {str(f): list(ids) for f, ids in frames.items()} for capture, frames in captures.items()}
            for bank, captures in self.retrieval.pinned.items()
        }
        retrieval = {
            name: {bank: list(values) for bank, values in getattr(self.retrieval, name).items()} for name in _LISTS
        }
        return {
            "schema": SCHEMA_VERSION,
            "captures": {name: asdict(edits) for name, edits in self.captures.items()},
            "retrieval": {**retrieval, "pinned": pinned},
            "poses": [{"name": p.name, "channels": dict(p.channels), "head": dict(p.head)} for p in self.poses],
            "bank": self.bank,
            "notes": dict(self.notes),
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> ProjectEdits:
        """Check and read the JSON form.

        Raises:
            FormatError: damaged, or of a newer program.
        """
        if not isinstance(raw.get("schema"), int) or raw["schema"] > SCHEMA_VERSION:
            raise FormatError(
                "The project's edits were made by a newer RAF Studio",
                got=f"schema {raw.get('schema')!r}",
                expected=f"at most {SCHEMA_VERSION}",
                next_step="Update RAF Studio to open it",
            )
        try:
            return cls(
                captures={str(name): _capture(facts) for name, facts in _mapping(raw.get("captures")).items()},
                retrieval=_retrieval(_mapping(raw.get("retrieval"))),
                poses=tuple(_pose(facts) for facts in _bounded(raw.get("poses", []))),
                bank=str(raw.get("bank", "")),
                notes=dict(_mapping(raw.get("notes"))),
            )
        except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
            raise FormatError(
                f"'{EDITS_NAME}' is damaged", got=str(error), next_step="Restore it from a copy"
            ) from error


_LISTS = ("banned_entries", "banned_persons", "banned_sources", "pinned_persons", "pinned_sources")


def load_edits(root: Path) -> ProjectEdits:
    """The edits of the project folder ``root``; the defaults where there are none yet.

    Raises:
        FormatError: the file is damaged or of a newer program.
    """
    path = root / EDITS_NAME
    return ProjectEdits.from_dict(read_json(path)) if path.exists() else ProjectEdits()


def save_edits(root: Path, edits: ProjectEdits) -> None:
    """Write the edits of the project folder ``root``, atomically.

    Raises:
        StorageError: the disk is full or the folder cannot be written.
    """
    atomic_write_json(root / EDITS_NAME, edits.to_dict())


def merged(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Sorted spans without overlaps; empty ones are dropped."""
    result: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] < span[1]):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return tuple(result)


def without(spans: tuple[Span, ...], hole: Span) -> tuple[Span, ...]:
    """The spans less the frames of ``hole``."""
    kept: list[Span] = []
    for first, last in spans:
        kept += [(first, min(last, hole[0])), (max(first, hole[1]), last)]
    return merged(tuple(kept))


def _mapping(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict) or len(value) > MAX_ITEMS:
        raise ValueError("a table was expected")
    return value


def _bounded(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise ValueError("a list was expected")
    return value


def _span(value: object) -> Span:
    first, last = (int(v) for v in _bounded(value))
    if not 0 <= first < last:
        raise ValueError(f"frames {first} to {last}")
    return first, last


def _spans(value: object) -> tuple[Span, ...]:
    return merged(tuple(_span(item) for item in _bounded(value)))


def _capture(facts: Mapping[str, Any]) -> CaptureEdits:
    crop, focal = facts.get("crop"), facts.get("focal")
    consent = _mapping(facts.get("consent"))
    return CaptureEdits(
        trim=None if facts.get("trim") is None else _span(facts["trim"]),
        excluded=_spans(facts.get("excluded", [])),
        neutral=tuple(int(f) for f in _bounded(facts.get("neutral", []))),
        held_out=None if facts.get("held_out") is None else _spans(facts["held_out"]),
        focal=None if focal is None else _between(float(focal), 0.3, 20.0),
        crop=None if crop is None else _crop(crop),
        consent=Consent(
            person=str(consent.get("person", "")),
            agreed=consent.get("agreed") is True,
            purpose=str(consent.get("purpose", "")),
            date=str(consent.get("date", "")),
        ),
    )


def _crop(value: object) -> tuple[float, float, float]:
    x, y, size = (_between(float(v), -1e5, 1e5) for v in _bounded(value))
    return x, y, _between(size, 16.0, 1e5)


def _between(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise ValueError(f"{value} is not between {low} and {high}")
    return value


def _retrieval(facts: Mapping[str, Any]) -> RetrievalEdits:
    def table(name: str, kind: type) -> dict[str, tuple[Any, ...]]:
        return {str(bank): tuple(kind(v) for v in _bounded(vs)) for bank, vs in _mapping(facts.get(name)).items()}

    pinned = {
        str(bank): {
            str(capture): {int(f): tuple(int(i) for i in _bounded(ids)) for f, ids in _mapping(frames).items()}
            for capture, frames in _mapping(captures).items()
        }
        for bank, captures in _mapping(facts.get("pinned")).items()
    }
    lists = {name: table(name, int if name == "banned_entries" else str) for name in _LISTS}
    return RetrievalEdits(pinned=pinned, **lists)


def _pose(facts: Mapping[str, Any]) -> SavedPose:
    numbers = (
        {str(k): _between(float(v), -1e4, 1e4) for k, v in _mapping(facts.get(key)).items()}
        for key in ("channels", "head")
    )
    return SavedPose(str(facts["name"]), *numbers)


def fingerprint(edits: ProjectEdits) -> str:
    """The edits as text that is equal for equal edits."""
    return json.dumps(edits.to_dict(), sort_keys=True)
