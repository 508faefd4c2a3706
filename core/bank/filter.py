"""Which entries of a bank a user wants to see. Light."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from core.bank.snapshot import BankSnapshot
from core.errors import FormatError
from core.types import BoolArray

Range: TypeAlias = tuple[float, float]
ANGLES = ("yaw", "pitch", "roll")
MAX_ITEMS = 10_000
MAX_TEXT = 1000


@dataclass(frozen=True)
class BankFilter:
    """What an entry must fulfil; the default lets everything through.

    Attributes:
        text: words that must all occur in its person's name, its clip's name, its licence note, or be its number.
        persons: names, one of which it must show; none for anybody.
        sources: SHA-256 of clips, one of which it must come from; none for any.
        angles: of the head, ``yaw``, ``pitch`` or ``roll`` -> least and most, radians.
        channels: channel name -> least and most, raw; names that a bank has not are ignored.
    """

    text: str = ""
    persons: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    angles: Mapping[str, Range] = field(default_factory=dict)
    channels: Mapping[str, Range] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """True when everything passes."""
        return self == BankFilter()

    def with_angle(self, name: str, reach: Range | None) -> BankFilter:
        """The same with another range of one angle; None lets every one through."""
        return replace(self, angles=_with(self.angles, name, reach))

    def with_channel(self, name: str, reach: Range | None) -> BankFilter:
        """The same with another range of one channel; None lets every one through."""
        return replace(self, channels=_with(self.channels, name, reach))

    def matches(self, bank: BankSnapshot) -> BoolArray:
        """Which rows of a bank pass, [M]."""
        keep = np.ones(len(bank), bool)
        if self.persons or self.sources or self.text.strip():
            keep &= self._by_source(bank)
        for name, (low, high) in self.angles.items():
            if name in ANGLES:
                values = bank.angles[:, ANGLES.index(name)]
                keep &= (values >= low) & (values <= high)
        columns = {channel.name: i for i, channel in enumerate(bank.channels)}
        for name, (low, high) in self.channels.items():
            if name in columns:
                values = bank.descriptors[:, columns[name]]
                keep &= (values >= low) & (values <= high)
        return keep

    def _by_source(self, bank: BankSnapshot) -> BoolArray:
        """Person, clip and words are facts of whole clips; but a word may also be an entry's number."""
        words = self.text.casefold().split()
        chosen = []
        for source in bank.sources:
            if self.persons and source.person not in self.persons:
                continue
            if self.sources and source.sha256 not in self.sources:
                continue
            facts = f"{source.person} {source.name} {source.licence}".casefold()
            if all(word in facts for word in words):
                chosen.append(source.id)
        found = np.isin(bank.source_ids, np.array(chosen, np.int64))
        number = self.text.strip().lstrip("#")
        if number.isdecimal() and len(number) <= 18:
            found |= bank.ids == int(number)
        return np.asarray(found, bool)

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        return {
            "text": self.text,
            "persons": sorted(self.persons),
            "sources": sorted(self.sources),
            "angles": {name: list(reach) for name, reach in self.angles.items()},
            "channels": {name: list(reach) for name, reach in self.channels.items()},
        }

    @classmethod
    def from_dict(cls, raw: object) -> BankFilter:
        """Read back what ``to_dict`` gave.

        Raises:
            FormatError: damaged.
        """
        try:
            if not isinstance(raw, dict):
                raise TypeError("no table")
            return cls(
                text=str(raw.get("text", ""))[:MAX_TEXT],
                persons=_names(raw.get("persons", [])),
                sources=_names(raw.get("sources", [])),
                angles=_ranges(raw.get("angles", {})),
                channels=_ranges(raw.get("channels", {})),
            )
        except (TypeError, ValueError, AttributeError) as error:
            raise FormatError("A saved filter cannot be read", got=str(error)) from error


def _with(ranges: Mapping[str, Range], name: str, reach: Range | None) -> dict[str, Range]:
    rest = {key: value for key, value in ranges.items() if key != name}
    return rest if reach is None else {**rest, name: reach}


def _names(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise TypeError("a list of names was expected")
    return frozenset(str(item)[:MAX_TEXT] for item in value)


def _ranges(value: Any) -> dict[str, Range]:
    if len(value) > MAX_ITEMS:
        raise ValueError("too many ranges")
    found = {}
    for name, (low, high) in value.items():
        reach = float(low), float(high)
        if not all(map(math.isfinite, reach)):
            raise ValueError(f"a range that is not finite: {name}")
        found[str(name)] = reach
    return found


def strong_ends(bank: BankSnapshot, spread: float = 2.0) -> npt.NDArray[np.float32]:
    """From where on a channel counts as strong: the mean less and plus ``spread`` standard deviations, [D, 2].

    Every clip weighs the same.
    """
    _, code, counts = np.unique(bank.source_ids, return_inverse=True, return_counts=True)
    weight = (1.0 / (counts.size * counts[code])).astype(np.float32)
    mean = weight @ bank.descriptors
    deviation = np.sqrt(weight @ (bank.descriptors - mean) ** 2)
    return np.stack([mean - spread * deviation, mean + spread * deviation], axis=1).astype(np.float32)
