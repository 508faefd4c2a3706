"""Channel names as people read them, and the groups they are shown in."""

from __future__ import annotations

import re
from dataclasses import dataclass

REGION_ORDER = ("mouth", "eyes", "brows", "gaze")


@dataclass(frozen=True)
class ChannelGroup:
    """A region and its channels.

    Attributes:
        region: the encoder's name for it.
        indices: of its channels in the descriptor.
    """

    region: str
    indices: tuple[int, ...]


def readable(name: str) -> str:
    """``mouthSmileLeft`` -> ``Mouth smile, left``; ``jawLeft``, which moves it there, -> ``Jaw left``."""
    words = _words(name)
    return _join(words) if words else name


def short(name: str, region: str) -> str:
    """A readable name for a list under its region's title: ``Smile, left`` instead of ``Mouth smile, left``."""
    words = _words(name)
    said = (region, region.rstrip("s"), "eye" if region == "gaze" else "")
    if len(words) > 2 and words[0] in said:
        words = words[1:]
    return _join(words) if words else name


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").replace(".", " ").lower().split()


def _join(words: list[str]) -> str:
    """Sentence case, the side behind a comma; the jaw and the mouth as a whole have a direction."""
    direction = len(words) == 2 and words[0] in ("jaw", "mouth")
    if len(words) > 1 and words[-1] in ("left", "right") and not direction:
        return " ".join(words[:-1]).capitalize() + ", " + words[-1]
    return " ".join(words).capitalize()


def matches(query: str, name: str, region: str) -> bool:
    """True if every word of the query occurs in the channel's names or region."""
    text = f"{name} {readable(name)} {region}".lower()
    return all(word in text for word in query.lower().split())


def group_channels(regions: tuple[str, ...]) -> list[ChannelGroup]:
    """Channels by region, the known regions first."""
    names = [r for r in REGION_ORDER if r in regions] + sorted(set(regions) - set(REGION_ORDER))
    return [ChannelGroup(r, tuple(i for i, region in enumerate(regions) if region == r)) for r in names]
