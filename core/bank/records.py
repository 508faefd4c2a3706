"""What a bank hands out: plain facts about entries, sources and people. Light."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.expression.neutral import Neutral
from core.types import FloatArray


@dataclass(frozen=True)
class BankEntry:
    """One frame of one person.

    Attributes:
        id: never reused in its bank, so that bans and pins keep their meaning.
        person: name.
        source_id: the source it comes from.
        source: that source's file name.
        frame_index: in that source.
        time_s: in that source.
        yaw: radians, positive to the subject's left.
        pitch: radians, positive up.
        roll: radians, positive clockwise as seen in the picture.
    """

    id: int
    person: str
    source_id: int
    source: str
    frame_index: int
    time_s: float
    yaw: float
    pitch: float
    roll: float


@dataclass(frozen=True)
class BankSource:
    """One video, folder or capture that entries come from.

    Attributes:
        id: in its bank.
        person: name.
        name: file name, without its folder.
        sha256: of the source's content, lower-case hex.
        licence: the note given when it was added.
        width: pixels.
        height: pixels.
        fps: frames a second.
        frames: frames read.
        faces: frames with a usable face.
        kept: entries, after near-duplicates were dropped.
        tracker_id: the tracker that measured it.
        neutral: the person's resting face in it.
        added_utc: ISO time.
    """

    id: int
    person: str
    name: str
    sha256: str
    licence: str
    width: int
    height: int
    fps: float
    frames: int
    faces: int
    kept: int
    tracker_id: str
    neutral: Neutral
    added_utc: str


@dataclass(frozen=True)
class BankInfo:
    """A bank in figures; ``to_dict`` is JSON-ready.

    Attributes:
        encoder_id: its encoder.
        encoder_version: that encoder's version.
        channels: descriptor length D.
        entries: number of entries.
        bytes: size of the database.
        min_distance: near-duplicates closer than this (raw descriptor units) were dropped.
        persons: entries per person.
        sources: file name, person, entries, licence of each source.
        unfinished: sources that a stopped or failed build left out, with the reason.
    """

    encoder_id: str
    encoder_version: int
    channels: int
    entries: int
    bytes: int
    min_distance: float
    persons: dict[str, int]
    sources: tuple[dict[str, Any], ...]
    unfinished: tuple[dict[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class ExtractedSource:
    """All that one source adds to a bank; row i of every array is one kept frame.

    Attributes:
        person, name, sha256, licence, width, height, fps, frames, faces, tracker_id, neutral: as in BankSource.
        frame_index: [n] int32.
        time_s: [n] float64.
        angles: yaw, pitch, roll in radians, [n, 3].
        descriptors: [n, D] float32.
        thumbnails: n JPEG files.
    """

    person: str
    name: str
    sha256: str
    licence: str
    width: int
    height: int
    fps: float
    frames: int
    faces: int
    tracker_id: str
    neutral: Neutral
    frame_index: npt.NDArray[np.int32]
    time_s: npt.NDArray[np.float64]
    angles: FloatArray
    descriptors: FloatArray
    thumbnails: tuple[bytes, ...]
