"""Small rules of writing that several widgets follow."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QCoreApplication

MINUS = "−"
_CHINESE = re.compile(r"[一-鿿]")
_ENDS = (".", "!", "?", "。", "！", "？")


def is_chinese(text: str) -> bool:
    """Whether a text is written with Chinese characters."""
    return _CHINESE.search(text) is not None


def sentences(*parts: str) -> str:
    """Put what is not empty one after the other, each with a capital and a full stop; in Chinese with its own stop."""
    said = [part for part in (p.strip() for p in parts) if part]
    if any(is_chinese(part) for part in said):
        return "".join(part if part.endswith(_ENDS[1:]) else part.removesuffix(".") + "。" for part in said)
    whole = [part[0].upper() + part[1:] for part in said]
    return " ".join(part if part.endswith(_ENDS) else part + "." for part in whole)


def date_time_text(at_s: float) -> str:
    """A moment as it is written everywhere in the window, in local time: 2026-01-02 15:04."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at_s))


def duration_text(seconds: float) -> str:
    """A length of time as people say it: "40 s", "5 min", "1 h 20 min"."""
    if seconds < 60:
        return QCoreApplication.translate("Jobs", "{} s").format(max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return QCoreApplication.translate("Jobs", "{} min").format(minutes)
    return QCoreApplication.translate("Jobs", "{} h {} min").format(minutes // 60, minutes % 60)


def number_text(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """A number with a true minus sign; never minus zero.

    Args:
        value: what to write.
        digits: behind the point.
        signed: write a plus too; zero has no sign.
    """
    rounded = round(value, digits) + 0.0
    sign = "+" if signed and rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{digits}f}"
