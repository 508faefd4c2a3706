"""Small rules of writing that several widgets follow."""

from __future__ import annotations


def sentences(*parts: str) -> str:
    """Put what is not empty one after the other, each with a capital and a full stop."""
    whole = [part[0].upper() + part[1:] for part in (p.strip() for p in parts) if part]
    return " ".join(part if part.endswith((".", "!", "?")) else part + "." for part in whole)
