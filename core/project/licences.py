"""What an avatar of this project is made of, under which licence, and whether it may be used commercially. Light.

What a person wrote about a licence is free text: what is known for sure is said, everything else is unknown. Nothing
here is legal advice; it repeats what the sources say of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import StudioError
from core.weights.catalogue import WEIGHTS

if TYPE_CHECKING:
    from core.bank.records import BankSource

MAX_TEXT = 400
_FREE = (
    "apache-2.0", "apache 2.0", "mit", "bsd-2-clause", "bsd-3-clause", "bsd", "isc", "cc0-1.0", "cc0", "public domain",
    "cc-by-4.0", "cc by 4.0", "cc-by-3.0", "cc-by-sa-4.0", "cc by-sa 4.0", "unlicense", "zlib",
)  # fmt: skip
_BARRED = re.compile(
    r"non-?\s?commercial|\bby-nc|\bby nc|-nc-|-nc\b|\bnc-|research (use )?only|academic use|not for commercial", re.I
)


@dataclass(frozen=True)
class LicenceLine:
    """One thing that took part.

    Attributes:
        kind: 'weight' (a model's weights), 'bank' (a source of a bank) or 'capture' (the user's own video).
        name: of the thing.
        licence: as its maker or the user says; empty where nobody said.
        commercial: True or False where that is sure, else None.
        used_by: what it took part in, such as an avatar's name.
        count: how many sources the line stands for.
    """

    kind: str
    name: str
    licence: str
    commercial: bool | None
    used_by: tuple[str, ...] = ()
    count: int = 1


def commercial_use(licence: str) -> bool | None:
    """Whether a licence allows commercial use: True, False, or None where its text does not say for sure."""
    text = licence.strip()[:MAX_TEXT].casefold()
    if not text:
        return None
    if _BARRED.search(text):
        return False
    known = {weight.licence.casefold(): weight.commercial for weight in WEIGHTS.values()}
    if text in known:
        return known[text]
    head = re.split(r"[(;,]", text, maxsplit=1)[0].strip()
    parts = [part.strip() for part in re.split(r"\band\b", head)]
    return True if parts and all(part in _FREE for part in parts) else None


def weight_lines(metas: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> list[LicenceLine]:
    """The weights that avatars name, each once.

    Args:
        metas: name of an avatar and the ``licences`` of its metadata.
    """
    users: dict[tuple[str, str], list[str]] = {}
    for avatar, licences in metas:
        for facts in licences:
            key = (str(facts.get("name", ""))[:MAX_TEXT], str(facts.get("licence", ""))[:MAX_TEXT])
            users.setdefault(key, []).append(avatar)
    return [
        LicenceLine("weight", name, licence, _of_weight(name, licence), tuple(dict.fromkeys(avatars)))
        for (name, licence), avatars in users.items()
    ]


def bank_lines(sources: Iterable[BankSource], bank: str) -> list[LicenceLine]:
    """The sources of a bank, put together where licence and bank are the same: a bank may have thousands."""
    counts: dict[str, list[str]] = {}
    for source in sources:
        counts.setdefault(source.licence.strip()[:MAX_TEXT], []).append(source.name)
    return [
        LicenceLine("bank", names[0] if len(names) == 1 else bank, text, commercial_use(text), (bank,), len(names))
        for text, names in counts.items()
    ]


def licences_of_avatar(path: Path) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    """An avatar's name and what it says of its parts, without reading its splats.

    Raises:
        FormatError: it is no avatar.
    """
    from core.avatar.format import read_meta

    meta = read_meta(path)
    return meta.name, tuple(facts for facts in meta.licences if isinstance(facts, Mapping))


def readable_licences(paths: Iterable[Path]) -> list[tuple[str, tuple[Mapping[str, Any], ...]]]:
    """The same for many files; those that cannot be read are left out, since other views tell of them."""
    found = []
    for path in paths:
        try:
            found.append(licences_of_avatar(path))
        except StudioError:
            continue
    return found


def _of_weight(name: str, licence: str) -> bool | None:
    weight = WEIGHTS.get(name)
    if weight is not None and weight.licence == licence:
        return weight.commercial
    return commercial_use(licence)
