"""Small rules of writing that several widgets follow."""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[一-鿿]")
_ENDS = (".", "!", "?", "。", "！", "？")


def sentences(*parts: str) -> str:
    """Put what is not empty one after the other, each with a capital and a full stop; in Chinese with its own stop."""
    said = [part for part in (p.strip() for p in parts) if part]
    if any(_CHINESE.search(part) for part in said):
        return "".join(part if part.endswith(_ENDS[1:]) else part.removesuffix(".") + "。" for part in said)
    whole = [part[0].upper() + part[1:] for part in said]
    return " ".join(part if part.endswith(_ENDS) else part + "." for part in whole)
