"""What the user chose for the next training run: one immutable value, remembered with the project."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from core.errors import StudioError
from core.project.chain_config import SIZES
from core.raf.policy import ReplacementPolicy
from core.training.config import PRESETS, TrainConfig, overridden, preset

NOTE = "train"
"""The page's name in ``ProjectEdits.notes``."""
HOLDOUTS = ("blocks", "tail", "none")
DEFORMATIONS = ("basis", "field")
MAX_OVERRIDES = 100


@dataclass(frozen=True)
class RunChoices:
    """Options of the next run.

    Attributes:
        captures: ids; empty for the newest capture of the project.
        name: of the avatar; empty for the project's name.
        preset: quick, standard or fine.
        minutes: None for the preset's.
        size: pixels a side.
        deformation: basis or field.
        holdout: for captures without held-out parts of their own.
        seed: of everything random.
        raf: train with retrieval; off, since real people's far faces came out better without (docs/evidence.md).
        policy: when and how far RAF replaces.
        overrides: training options by dotted name, over the preset's.
    """

    captures: tuple[str, ...] = ()
    name: str = ""
    preset: str = "standard"
    minutes: float | None = None
    size: int = 256
    deformation: str = "basis"
    holdout: str = "blocks"
    seed: int = 0
    raf: bool = False
    policy: ReplacementPolicy = field(default_factory=ReplacementPolicy)
    overrides: Mapping[str, Any] = field(default_factory=dict)

    def training(self) -> TrainConfig:
        """The resolved training options.

        Raises:
            InputError: an override is out of range.
        """
        chosen = preset(self.preset, self.size, self.minutes)
        return overridden(replace(chosen, seed=self.seed, deformation=self.deformation), self.overrides)  # type: ignore[arg-type]

    def defaults(self) -> TrainConfig:
        """The same without overrides: what an option is reset to."""
        return replace(self, overrides={}).training()

    def with_option(self, name: str, value: Any) -> RunChoices:
        """The same with another value of one training option; the preset's own value is no override.

        Raises:
            InputError: no such option, or out of range.
        """
        overrides = {key: other for key, other in self.overrides.items() if key != name}
        changed = replace(self, overrides={**overrides, name: value})
        changed.training()
        from core.training.config import flat

        same = flat(changed.training())[name] == flat(self.defaults())[name]
        return replace(self, overrides=overrides) if same else changed

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {**asdict(self), "policy": self.policy.to_dict(), "captures": list(self.captures)}

    @classmethod
    def from_dict(cls, raw: object) -> RunChoices:
        """Read what a project remembers; whatever cannot be read is the default."""
        made = cls()
        if not isinstance(raw, Mapping):
            return made
        for f in fields(cls):
            if f.name in raw:
                with contextlib.suppress(StudioError, TypeError, ValueError, KeyError, AttributeError):
                    made = _checked(replace(made, **{f.name: _read(f.name, raw[f.name])}))
        return made


def _read(name: str, value: Any) -> Any:
    if name == "captures":
        return tuple(str(item) for item in value)
    if name == "policy":
        return ReplacementPolicy.from_dict(value)
    if name == "overrides":
        if not isinstance(value, Mapping) or len(value) > MAX_OVERRIDES:
            raise ValueError("no options")
        return dict(value)
    if name == "minutes":
        return None if value is None else float(value)
    if name in ("size", "seed"):
        return int(value)
    return bool(value) if name == "raf" else str(value)


def _checked(choices: RunChoices) -> RunChoices:
    good = (
        choices.preset in PRESETS
        and choices.size in SIZES
        and choices.holdout in HOLDOUTS
        and choices.deformation in DEFORMATIONS
        and len(choices.name) <= 80
    )
    if not good:
        raise ValueError("not one of the choices")
    choices.training()
    return choices
