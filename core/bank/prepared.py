"""A prepared capture as a source: its pictures and tracks are there already, nothing is tracked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.capture.frames import Closing, Frame, SourceInfo
from core.capture.prepared import CLIP_FILE, LEFT_OUT, PreparedClip
from core.tracking.tracks import FaceTracks


def is_prepared(path: Path) -> bool:
    """Whether a folder is a prepared capture."""
    return (path / CLIP_FILE).is_file()


class PreparedSource(Closing):
    """The kept frames of a prepared capture, as a FrameSource that knows its tracks.

    Raises:
        FormatError: it is damaged, incomplete or of another version.
    """

    def __init__(self, path: Path) -> None:
        self._clip = PreparedClip.load(path)
        self._rows = np.flatnonzero(self._clip.split != LEFT_OUT)

    @property
    def info(self) -> SourceInfo:
        """Facts; the SHA-256 is that of the video it was prepared from, so that no face enters a bank twice."""
        tracks, size = self._clip.tracks, self._clip.size
        return SourceInfo(self._clip.name, size, size, tracks.fps, int(self._rows.size), tracks.source_sha256)

    @property
    def tracks(self) -> FaceTracks:
        """Tracks of those frames, with landmarks in the pictures' own pixels."""
        tracks = self._clip.tracks.take(self._rows)
        return replace(tracks, landmarks=self._clip.landmarks_px[self._rows], K=self._clip.K)

    def __iter__(self) -> Iterator[Frame]:
        """The pictures, with their index in the video."""
        tracks = self._clip.tracks
        for row in self._rows:
            image = np.ascontiguousarray(self._clip.images[row])
            yield Frame(int(tracks.frame_index[row]), float(tracks.time_s[row]), image)
