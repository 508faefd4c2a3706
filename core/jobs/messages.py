"""The bytes between the window and the engine process: one JSON document a message, never pickle.

``DrivenFrame`` and ``SeenFrame`` live here and not in ``core.events``: they carry a frame of a clip or the camera from
the process that tracks to the window that draws.
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


@dataclass(frozen=True)
class SeenFrame(Event):
    """One frame that the engine looks at while it reads a clip or the camera, small, to be shown.

    Attributes:
        index: number of the frame.
        clip_time_s: its time from the start.
        picture: a small JPEG.
        found: whether a face was seen; None where that is not known yet.
        points: landmarks as shares of the picture's width and height, [x, y, x, y, ...], or empty.
        descriptor: expression, [D], or empty.
        angles: yaw, pitch, roll in radians, or empty.
        blur: of the face, 0 sharp to 1 blurred.
        light: mean brightness of the face, 0 to 1.
        rested: how far the measuring of the resting face is, 0 to 1.
    """

    index: int
    clip_time_s: float
    picture: bytes = b""
    found: bool | None = None
    points: list[float] = dataclasses.field(default_factory=list)
    descriptor: list[float] = dataclasses.field(default_factory=list)
    angles: list[float] = dataclasses.field(default_factory=list)
    blur: float = 0.0
    light: float = 0.5
    rested: float = 0.0


@dataclass(frozen=True)
class LiveFrame(Event):
    """The newest frame of a live driver, under 1 kB as a message: what moves the avatar, and how it is going.

    Attributes:
        index: number of the frame at its source.
        found: whether the driver was seen; else descriptor and pose repeat the last good ones.
        calibrated: 0 to 1; below 1 the driver is still being measured and the avatar rests.
        descriptor: expression, [D].
        cam_from_head: head pose for the avatar, the upper three rows, [12].
        kept: share of the driver's expression that is in the avatar's range.
        age_ms: from the frame's capture to this message.
        fps: frames a second that come through, over the last second.
        skipped: frames so far that were passed over because a newer one was there.
    """

    index: int
    found: bool
    calibrated: float
    descriptor: list[float]
    cam_from_head: list[float]
    kept: float
    age_ms: float
    fps: float
    skipped: int = 0


@dataclass(frozen=True)
class DriverPicture(Event):
    """A small JPEG of the live driver, now and then."""

    picture: bytes


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
        SeenFrame,
        LiveFrame,
        DriverPicture,
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
