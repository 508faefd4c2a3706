"""What state the Retrieval page is in."""

from __future__ import annotations

from enum import Enum


class View(Enum):
    """What the page shows."""

    NO_PROJECT = "no project"
    NO_CAPTURE = "no capture"
    NO_BANK = "no bank"
    READING = "reading"
    FAILED = "failed"
    NO_NEUTRAL = "no neutral"
    READY = "ready"
