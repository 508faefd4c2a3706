"""What can be chosen about the chain from videos to an avatar. Light: frozen, checks itself, saved with every run."""

from __future__ import annotations

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
class ChainConfig:
    """One run from one or several videos of one person to an avatar.

    Attributes:
        source: a video or picture folder of one person.
        further: more clips of the same person by the same camera, used together with the first.
        project: the project folder, made if absent.
        out: the avatar file to write besides the one in the project.
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
    """

    source: Path
    project: Path
    out: Path
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
    consent: str = ""

    def __post_init__(self) -> None:
        _require(len(self.further) < MAX_SOURCES, "further", len(self.further), f"fewer than {MAX_SOURCES}")
        _require(self.size in SIZES, "size", self.size, " or ".join(str(size) for size in SIZES))
        _require(self.preset in get_args(PresetName), "preset", self.preset, ", ".join(get_args(PresetName)))
        _require(self.holdout in get_args(HoldoutName), "holdout", self.holdout, ", ".join(get_args(HoldoutName)))
        _require(self.minutes is None or 0 < self.minutes <= 10_000, "minutes", self.minutes, "more than 0")
        _require(self.seed >= 0, "seed", self.seed, "0 or more")
        _require(self.out.suffix == AVATAR_SUFFIX, "out", self.out.name, f"a name that ends in {AVATAR_SUFFIX}")

    @property
    def sources(self) -> tuple[Path, ...]:
        """All clips, the first one first."""
        return (self.source, *self.further)

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
        }


def _require(good: bool, name: str, got: object, expected: str) -> None:
    if not good:
        raise InputError(f"Option '{name}' is out of range", got=str(got), expected=expected)
