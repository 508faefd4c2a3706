"""Whether the person who drives an avatar is its subject, as the user said. Remembered with the avatar's content."""

from __future__ import annotations

import hashlib
import json

from core.avatar.runtime import Avatar
from studio.services.settings import Settings


def is_own_face(settings: Settings, avatar: Avatar) -> bool:
    """What the user said of this avatar; no by default."""
    return settings.text(_key(avatar)) == "1"


def say_own_face(settings: Settings, avatar: Avatar, own: bool) -> None:
    """Remember what the user says."""
    settings.set_text(_key(avatar), "1" if own else "")


def _key(avatar: Avatar) -> str:
    source = avatar.meta.training.get("source")
    facts = json.dumps([avatar.meta.name, source if isinstance(source, dict) else {}], sort_keys=True, default=str)
    return "own_face/" + hashlib.sha256(facts.encode()).hexdigest()[:16]
