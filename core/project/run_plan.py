"""A training run as it is asked for: some captures of a project, options, and what the user decided about both. Light.

A plan is complete: it is saved with the run, so that a run that was stopped or killed goes on just as it was begun,
whatever was edited since.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, cast

from core.errors import FormatError, InputError
from core.project.captures import TRACKS_FILE, Capture, captures_of
from core.project.chain_config import (
    SIZES,
    ChainConfig,
    ClipPlan,
    DeformationName,
    HoldoutName,
    PresetName,
)
from core.project.edits import CaptureEdits, ProjectEdits
from core.project.pipeline import bundled_bank
from core.project.project import Project
from core.raf.policy import ReplacementPolicy

MAX_NAME = 80


@dataclass(frozen=True)
class RunPlan:
    """One training run.

    Attributes:
        captures: ids, the first one gives the head space.
        name: of the avatar.
        preset: quick, standard or fine.
        minutes: of training; None is the preset's.
        size: pixels a side of the pictures.
        deformation: basis or field.
        holdout: blocks, tail or none, for captures without held-out parts of their own.
        seed: of everything random.
        raf: train with retrieval.
        policy: when and how far RAF replaces.
        bank: relative path of the bank; empty for the one that comes with the program.
        overrides: training options by dotted name, over the preset's.
        clips: what was decided about each capture, in the order of ``captures``.
        banned_entries: of the bank.
        banned_persons: of the bank.
        banned_sources: SHA-256, of the bank.
        pinned_persons: of the bank: every frame gets the nearest face of each.
        pinned_sources: SHA-256, of the bank, likewise.
        own_sources: SHA-256 of every capture of the project, trained or not: who is trained retrieves nothing of
            themselves, as on the Retrieval page.
        consent: who this is and what they agreed to.
    """

    captures: tuple[str, ...]
    name: str
    preset: str = "standard"
    minutes: float | None = None
    size: int = 256
    deformation: str = "basis"
    holdout: str = "blocks"
    seed: int = 0
    raf: bool = False
    policy: ReplacementPolicy = field(default_factory=ReplacementPolicy)
    bank: str = ""
    overrides: Mapping[str, Any] = field(default_factory=dict)
    clips: tuple[ClipPlan, ...] = ()
    banned_entries: tuple[int, ...] = ()
    banned_persons: tuple[str, ...] = ()
    banned_sources: tuple[str, ...] = ()
    pinned_persons: tuple[str, ...] = ()
    pinned_sources: tuple[str, ...] = ()
    own_sources: tuple[str, ...] = ()
    consent: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.captures or len(set(self.captures)) != len(self.captures):
            raise InputError("A training run needs at least one capture, each once", got=str(list(self.captures)))
        if not self.name.strip() or len(self.name) > MAX_NAME:
            raise InputError("The avatar needs a name", got=repr(self.name[:100]), expected=f"1 to {MAX_NAME} letters")
        if self.size not in SIZES:
            raise InputError("The picture size cannot be trained", got=str(self.size), expected="256 or 512")

    @classmethod
    def from_arguments(cls, project: Project, edits: ProjectEdits, arguments: Mapping[str, Any]) -> RunPlan:
        """The plan of a job's arguments, with the project's edits applied.

        Args:
            project: whose captures and bank are meant.
            edits: what the user decided.
            arguments: ``captures``, ``name``, and any further attribute of a plan that is not decided by the edits;
                ``policy`` as a table; ``bank`` a path or None for the project's own.
        Raises:
            InputError: an argument cannot be, or a capture is not there.
        """
        known = {f.name for f in fields(cls)} - {"clips", *_DECIDED, "consent"}
        values = {key: value for key, value in arguments.items() if key in known and value is not None}
        values["policy"] = ReplacementPolicy.from_dict(dict(arguments.get("policy") or {}))
        captures = found_captures(project, [str(i) for i in arguments.get("captures") or ()])
        bank = Path(arguments["bank"]) if arguments.get("bank") else bank_in_use(project, edits)
        values["bank"], values["captures"] = _stored_bank(project, bank), tuple(c.id for c in captures)
        plan = cls(**_typed(values))
        named = bank.name if bank is not None else ""
        retrieval = edits.retrieval
        return replace(
            plan,
            raf=plan.raf and bank is not None,
            clips=tuple(clip_plan(edits, capture, named) for capture in captures),
            banned_entries=tuple(retrieval.banned_entries.get(named, ())),
            banned_persons=tuple(retrieval.banned_persons.get(named, ())),
            banned_sources=tuple(retrieval.banned_sources.get(named, ())),
            pinned_persons=tuple(retrieval.pinned_persons.get(named, ())),
            pinned_sources=tuple(retrieval.pinned_sources.get(named, ())),
            own_sources=tuple(sorted({c.sha256 for c in captures_of(project)[0] if c.sha256})),
            consent=consent_facts([edits.capture(c.id) for c in captures]),
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; no absolute paths."""
        raw = {f.name: getattr(self, f.name) for f in fields(self)}
        clips = [{**asdict(clip), "tracks": None, "pins": _pins_out(clip.pins)} for clip in self.clips]
        return {**raw, "policy": self.policy.to_dict(), "clips": clips, "overrides": dict(self.overrides)}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> RunPlan:
        """Read what a run saved.

        Raises:
            FormatError: damaged.
        """
        try:
            values = {f.name: raw[f.name] for f in fields(cls) if f.name in raw}
            values["policy"] = ReplacementPolicy.from_dict(dict(raw.get("policy") or {}))
            values["clips"] = tuple(_clip_in(facts) for facts in raw.get("clips") or ())
            for name in _DECIDED:
                values[name] = tuple(raw.get(name) or ())
            values["captures"] = tuple(str(name) for name in raw["captures"])
            return cls(**_typed(values))
        except (KeyError, TypeError, ValueError, AttributeError, InputError) as error:
            raise FormatError("The plan of the run is damaged", got=str(error), next_step="Start a new run.") from error

    def chain(self, project: Project, *, run: str | None = None, resume: bool = False) -> ChainConfig:
        """The chain that carries the plan out.

        Raises:
            InputError: a capture is gone, or an option cannot be.
        """
        captures = found_captures(project, list(self.captures))
        plans = self.clips or tuple(ClipPlan(capture=c.id) for c in captures)
        return ChainConfig(
            source=captures[0].source,
            further=tuple(capture.source for capture in captures[1:]),
            project=project.root,
            out=None,
            title=self.name,
            bank=self._bank_path(project) if self.raf else None,
            policy=self.policy,
            exclude_persons=self.banned_persons,
            size=self.size,
            preset=cast("PresetName", self.preset),
            minutes=self.minutes,
            deformation=cast("DeformationName", self.deformation),
            holdout=cast("HoldoutName", self.holdout),
            seed=self.seed,
            resume=resume,
            consent=self.consent,
            plans=tuple(replace(p, tracks=c.folder / TRACKS_FILE) for p, c in zip(plans, captures, strict=True)),
            banned=self.banned_entries,
            banned_sources=tuple(dict.fromkeys((*self.banned_sources, *self.own_sources))),
            pinned_persons=self.pinned_persons,
            pinned_sources=self.pinned_sources,
            overrides=self.overrides,
            run=run,
            prepared=f"captures/{captures[0].id}/{prepared_name(self.captures, self.size)}",
            facts=self.to_dict(),
        )

    def _bank_path(self, project: Project) -> Path:
        path = Path(os.path.normpath(project.root / self.bank)) if self.bank else bundled_bank()
        if path is not None and not path.is_dir():
            path = project.find_bank(path.name)
        if path is None:
            raise InputError(
                "The bank of this run is not there",
                got=self.bank or "no enclosed bank",
                next_step="Open the bank on the Bank page, or train without retrieval",
            )
        return path


_DECIDED = ("banned_entries", "banned_persons", "banned_sources", "pinned_persons", "pinned_sources", "own_sources")


def found_captures(project: Project, ids: list[str]) -> list[Capture]:
    """The captures with these ids, in their order.

    Raises:
        InputError: one is not there.
    """
    known = {capture.id: capture for capture in captures_of(project)[0]}
    missing = [name for name in ids if name not in known]
    if missing or not ids:
        got = f"'{missing[0]}'" if missing else "none chosen"
        raise InputError("A capture of this run is not in the project", got=got, next_step="Choose another capture")
    return [known[name] for name in ids]


def clip_plan(edits: ProjectEdits, capture: Capture, bank: str) -> ClipPlan:
    """What the user decided about a capture, as the chain takes it."""
    own: CaptureEdits = edits.capture(capture.id)
    return ClipPlan(
        capture=capture.id,
        leave_out=own.left_out(capture.frame_count),
        held_out=own.held_out,
        neutral=own.neutral,
        focal=own.focal,
        window=own.crop,
        pins=dict(edits.retrieval.pins(bank, capture.id)),
    )


def bank_in_use(project: Project, edits: ProjectEdits) -> Path | None:
    """The project's bank, or the enclosed one; None when there is none."""
    return Path(os.path.normpath(project.root / edits.bank)) if edits.bank else bundled_bank()


def consent_facts(edits: list[CaptureEdits]) -> dict[str, Any]:
    """What travels with the avatar: the consent of its captures, once where they agree."""
    given = [asdict(e.consent) for e in edits if e.consent.person or e.consent.agreed or e.consent.purpose]
    different = [facts for i, facts in enumerate(given) if facts not in given[:i]]
    if len(different) > 1:
        return {**different[0], "further": different[1:]}
    return different[0] if different else {}


def prepared_name(captures: tuple[str, ...], size: int) -> str:
    """Folder name of the cut pictures of some captures, inside the first one's folder."""
    others = hashlib.sha256("/".join(captures[1:]).encode()).hexdigest()[:8] if captures[1:] else ""
    return f"prepared-{size}" + (f"-with-{others}" if others else "")


def _stored_bank(project: Project, bank: Path | None) -> str:
    if bank is None or bank == bundled_bank():
        return ""
    return Path(os.path.relpath(bank.resolve(), project.root.resolve())).as_posix()


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Arguments in the types of the attributes; InputError for what cannot be."""
    try:
        for name, kind in (("size", int), ("seed", int), ("name", str), ("preset", str), ("raf", bool)):
            if name in values:
                values[name] = kind(values[name])
        if values.get("minutes") is not None:
            values["minutes"] = float(values["minutes"])
        values["overrides"] = dict(values.get("overrides") or {})
        return values
    except (TypeError, ValueError) as error:
        raise InputError("An option of the training run cannot be read", got=str(error)) from error


def _pins_out(pins: Mapping[int, tuple[int, ...]]) -> dict[str, list[int]]:
    return {str(frame): list(ids) for frame, ids in pins.items()}


def _clip_in(facts: Mapping[str, Any]) -> ClipPlan:
    def spans(value: Any) -> tuple[tuple[int, int], ...]:
        return tuple((int(first), int(last)) for first, last in value)

    window, focal = facts.get("window"), facts.get("focal")
    return ClipPlan(
        capture=str(facts.get("capture", "")),
        leave_out=spans(facts.get("leave_out") or ()),
        held_out=None if facts.get("held_out") is None else spans(facts["held_out"]),
        neutral=tuple(int(frame) for frame in facts.get("neutral") or ()),
        focal=None if focal is None else float(focal),
        window=None if window is None else (float(window[0]), float(window[1]), float(window[2])),
        pins={int(frame): tuple(int(i) for i in ids) for frame, ids in (facts.get("pins") or {}).items()},
    )
