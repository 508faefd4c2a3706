"""The bytes between the window and the engine process: one JSON document a message, never pickle.

``DrivenFrame`` is the one event that lives here and not in ``core.events``: it carries a frame of a clip, ready to
drive an avatar, from the process that tracks to the window that draws.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
from dataclasses import dataclass
from typing import Any

from core import events
from core.errors import FormatError
from core.events import Event


@dataclass(frozen=True)
class DrivenFrame(Event):
    """One frame of a clip, turned into what moves an avatar.

    Attributes:
        index: number of the frame in the clip.
        clip_time_s: its time from the start of the clip.
        found: whether a face was seen; where not, descriptor and pose repeat the last good ones.
        descriptor: expression, [D].
        cam_from_head: head pose for the avatar, [4, 4] row by row.
        kept: share of the driver's expression that is in the avatar's range: 1 within it, towards 0 far outside.
        picture: a small JPEG of the driver, or empty.
    """

    index: int
    clip_time_s: float
    found: bool
    descriptor: list[float]
    cam_from_head: list[float]
    kept: float = 1.0
    picture: bytes = b""


EVENTS: dict[str, type[Event]] = {
    kind.__name__.lower(): kind
    for kind in (
        events.Started,
        events.Stage,
        events.Progress,
        events.Metrics,
        events.Preview,
        events.Checkpoint,
        events.Warning,
        events.Finished,
        DrivenFrame,
    )
}
_BYTES = "base64:"


def encode_event(job_id: str, event: Event) -> bytes:
    """Pack an event of the job ``job_id``. Numbers that are not finite become null, so that the JSON stays standard."""
    facts = {key: _plain(value) for key, value in event.to_dict().items()}
    return json.dumps({"job": job_id, "said": facts}, allow_nan=False).encode()


def decode_event(message: bytes) -> tuple[str, Event]:
    """Unpack what ``encode_event`` packed into (job id, event).

    Raises:
        FormatError: the message is not one of ours.
    """
    try:
        envelope = json.loads(message)
        job_id, facts = str(envelope["job"]), envelope["said"]
        kind = EVENTS[facts.pop("event")]
        known = {f.name for f in dataclasses.fields(kind)}
        return job_id, kind(**{key: _rich(value) for key, value in facts.items() if key in known})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError("The engine sent a message that cannot be read", got=repr(error)) from None


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return _BYTES + base64.b64encode(value).decode("ascii")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value


def _rich(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_BYTES):
        return base64.b64decode(value[len(_BYTES) :], validate=True)
    return value
