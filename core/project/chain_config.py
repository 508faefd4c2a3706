"""What can be chosen about the chain from videos to an avatar. Light: frozen, checks itself, saved with every run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from core.errors import InputError
from core.raf.policy import ReplacementPolicy

HoldoutName: TypeAlias = Literal["blocks", "tail", "none"]
PresetName: TypeAlias = Literal["quick", "standard", "fine"]
DeformationName: TypeAlias = Literal["basis", "field"]
SIZES = (256, 512)
MAX_SOURCES = 100
AVATAR_SUFFIX = ".safetensors"


@dataclass(frozen=True)
class ClipPlan:
    """What was known and decided about one clip beforehand; frames are numbers in its own source.

    Attributes:
        capture: its id in the project.
        tracks: the file with the face in every frame, so that it is not followed again.
        leave_out: ranges [first, last) that are not used at all.
        held_out: ranges kept for judging; None goes by ``ChainConfig.holdout``.
        neutral: frames that show the resting face; none takes the clip's own middle.
        focal: assumed focal length in units of the longer side; None is the default.
        window: x, y and size in source pixels of the square to cut out; None follows the face.
        pins: frame -> bank entries that are among its neighbours whatever their distance.
    """

    capture: str = ""
    tracks: Path | None = None
    leave_out: tuple[tuple[int, int], ...] = ()
    held_out: tuple[tuple[int, int], ...] | None = None
    neutral: tuple[int, ...] = ()
    focal: float | None = None
    window: tuple[float, float, float] | None = None
    pins: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ChainConfig:
    """One run from one or several videos of one person to an avatar.

    Attributes:
        source: a video or picture folder of one person.
        further: more clips of the same person by the same camera, used together with the first.
        project: the project folder, made if absent.
        out: the avatar file to write besides the one in the project; None writes that one alone.
        bank: what RAF retrieves from; None trains without retrieval.
        policy: when and how far RAF replaces; without a bank it is not used.
        exclude_persons: people in the bank that are left out, such as the subject under another file name.
        size: pixels a side of the training pictures.
        preset: how many splats and minutes, see ``core.training.config``.
        minutes: of training, instead of the preset's.
        deformation: 'basis', or 'field' as in the paper.
        holdout: which frames are kept for judging: 'blocks' (contiguous, spread), 'tail' (the end), 'none'.
        holdout_fraction: share of the frames that is held out; the capture's own default if None.
        leave_out: ranges of source frames [first, last) that are not used at all, counted on from clip to clip.
        seed: of everything random.
        resume: go on with the project's newest unfinished run instead of starting another.
        consent: a note on who this is and what they agreed to; travels with the avatar.
        title: the avatar's name; that of ``out`` by default.
        plans: one for each source, or none: see ClipPlan.
        banned: bank entries that are never retrieved.
        banned_sources: SHA-256 of bank sources that are never retrieved.
        pinned_persons: people of whom every frame gets its nearest face, put first.
        pinned_sources: SHA-256 of bank sources, likewise.
        overrides: training options by dotted name, over the preset's.
        run: folder name of the run to begin or to go on with; None makes a new one.
        prepared: folder for the cut pictures, relative to the project; None makes a name from the source's.
        facts: further JSON-ready facts to be saved with the run, under ``plan``.
    """

    source: Path
    project: Path
    out: Path | None
    bank: Path | None = None
    policy: ReplacementPolicy = field(default_factory=ReplacementPolicy)
    exclude_persons: tuple[str, ...] = ()
    size: int = 256
    preset: PresetName = "standard"
    minutes: float | None = None
    deformation: DeformationName = "basis"
    holdout: HoldoutName = "blocks"
    holdout_fraction: float | None = None
    leave_out: tuple[tuple[int, int], ...] = ()
    further: tuple[Path, ...] = ()
    seed: int = 0
    resume: bool = False
    consent: str | Mapping[str, Any] = ""
    title: str = ""
    plans: tuple[ClipPlan, ...] = ()
    banned: tuple[int, ...] = ()
    banned_sources: tuple[str, ...] = ()
    pinned_persons: tuple[str, ...] = ()
    pinned_sources: tuple[str, ...] = ()
    overrides: Mapping[str, Any] = field(default_factory=dict)
    run: str | None = None
    prepared: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(len(self.further) < MAX_SOURCES, "further", len(self.further), f"fewer than {MAX_SOURCES}")
        _require(self.size in SIZES, "size", self.size, " or ".join(str(size) for size in SIZES))
        _require(self.preset in get_args(PresetName), "preset", self.preset, ", ".join(get_args(PresetName)))
        _require(self.holdout in get_args(HoldoutName), "holdout", self.holdout, ", ".join(get_args(HoldoutName)))
        _require(self.minutes is None or 0 < self.minutes <= 10_000, "minutes", self.minutes, "more than 0")
        _require(self.seed >= 0, "seed", self.seed, "0 or more")
        if self.out is not None:
            _require(self.out.suffix == AVATAR_SUFFIX, "out", self.out.name, f"a name that ends in {AVATAR_SUFFIX}")
        _require(bool(self.label), "title", self.title, "a name for the avatar")
        _require(len(self.plans) in (0, len(self.sources)), "plans", len(self.plans), "one for each clip, or none")

    @property
    def sources(self) -> tuple[Path, ...]:
        """All clips, the first one first."""
        return (self.source, *self.further)

    @property
    def label(self) -> str:
        """The avatar's name."""
        return self.title or (self.out.stem if self.out is not None else "")

    @property
    def name(self) -> str:
        """What the capture is called: the first source's name, and how many more there are."""
        more = len(self.sources) - 1
        return self.sources[0].stem + (f"-and-{more}-more" if more else "")

    def record(self) -> dict[str, Any]:
        """What is saved with the run: choices, and names without folders, so that the project can be moved."""
        return {
            "source": " + ".join(path.name for path in self.sources),
            "bank": None if self.bank is None else self.bank.name,
            "policy": self.policy.to_dict(),
            "exclude_persons": list(self.exclude_persons),
            "size": self.size,
            "preset": self.preset,
            "minutes": self.minutes,
            "deformation": self.deformation,
            "holdout": self.holdout,
            "holdout_fraction": self.holdout_fraction,
            "leave_out": [list(span) for span in self.leave_out],
            "seed": self.seed,
            **({"overrides": dict(self.overrides)} if self.overrides else {}),
        }


def _require(good: bool, name: str, got: object, expected: str) -> None:
    if not good:
        raise InputError(f"Option '{name}' is out of range", got=str(got), expected=expected)
