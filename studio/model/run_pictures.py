"""Truth, render and difference of chosen frames: from the files of a running training, or drawn from a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from core.avatar.runtime import Avatar
from core.capture.prepared import PreparedClip
from core.errors import FormatError
from core.export.picture import draw_through
from core.expression.encoder import get_encoder
from core.expression.neutral import Neutral
from core.project.runs import HELD_OUT, PREVIEWS_NAME, RunFrames
from core.training.difference import difference
from core.types import ByteArray, Camera
from studio.services.pictures import decode_picture

MAX_PREVIEW_BYTES = 8 << 20
MAX_SIDE = 4096


@dataclass(frozen=True, eq=False)
class Triple:
    """One frame's pictures; those that are not there yet are null.

    Attributes:
        capture: id.
        frame: number in the capture's source.
        held_out: it takes no part in training.
        truth: the prepared picture on the training background.
        render: the avatar in the same expression and pose.
        difference: see ``core.training.difference``.
    """

    capture: str
    frame: int
    held_out: bool
    truth: QImage
    render: QImage
    difference: QImage


def triples_of_files(folder: Path, frames: RunFrames, rows: list[int]) -> list[Triple]:
    """What a running training wrote last. May be called from any thread."""
    found = []
    for row in rows:
        pictures = [_read(folder / PREVIEWS_NAME / f"{row:06d}-{kind}.jpg") for kind in _KINDS]
        found.append(_triple(frames, row, *pictures))
    return found


def triples_of_avatar(project: Path, avatar: Avatar, frames: RunFrames, rows: list[int]) -> list[Triple]:
    """Frames drawn from an avatar. May be called from any thread.

    Raises:
        FormatError: the prepared pictures are gone, were made anew otherwise, or the encoder is unknown.
    """
    clip = open_prepared(project, frames)
    if avatar.meta.image_size != clip.size:
        raise FormatError("The avatar was trained on pictures of another size", got=f"{avatar.meta.image_size} px")
    tracks = clip.tracks.take(rows)
    descriptors = get_encoder(avatar.meta.encoder_id).encode(tracks, Neutral.from_dict(avatar.meta.neutral))
    camera = Camera(np.asarray(clip.K, np.float32), np.eye(4, dtype=np.float32), clip.size, clip.size)
    found = []
    for i, row in enumerate(rows):
        truth = on_background(clip, row, avatar.meta.background)
        render = draw_through(avatar, descriptors[i], tracks.cam_from_head[i], camera)
        pictures = (to_image(picture) for picture in (truth, render, difference(truth, render)))
        found.append(_triple(frames, row, *pictures))
    return found


def on_background(clip: PreparedClip, row: int, background: tuple[float, float, float]) -> ByteArray:
    """A prepared picture as training sees it, uint8 [S, S, 3]."""
    share = np.asarray(clip.masks[row], np.float32)[..., None] / 255.0
    behind = np.asarray(background, np.float32) * 255.0
    mixed = share * clip.images[row] + (1.0 - share) * behind
    return np.asarray(np.rint(mixed), np.uint8)


def open_prepared(project: Path, frames: RunFrames) -> PreparedClip:
    """The prepared clip of a run.

    Raises:
        FormatError: it is gone, or was made anew from other frames.
    """
    folder = project / frames.prepared
    if ".." in Path(frames.prepared).parts or not folder.is_dir():
        raise FormatError(
            "The pictures of this run are gone", next_step="Train again, or look at the splats beside this."
        )
    clip = _prepared(folder, (folder / "clip.json").stat().st_mtime_ns if (folder / "clip.json").exists() else 0)
    if clip.tracks.frame_index.tolist() != list(frames.frames) or clip.size != frames.size:
        raise FormatError(
            "The pictures of this run were cut anew since", next_step="Train again, or look at a newer run."
        )
    return clip


@lru_cache(maxsize=2)
def _prepared(folder: Path, stamp: int) -> PreparedClip:
    """Opened once for each time that it was written; memory-mapped."""
    return PreparedClip.load(folder)


def to_image(picture: ByteArray) -> QImage:
    """uint8 [H, W, 3] as an image with memory of its own."""
    height, width = picture.shape[:2]
    data = np.ascontiguousarray(picture).tobytes()
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


_KINDS = ("truth", "render", "difference")


def _triple(frames: RunFrames, row: int, truth: QImage, render: QImage, apart: QImage) -> Triple:
    held_out = frames.split[row] == HELD_OUT
    return Triple(frames.captures[row], frames.frames[row], held_out, truth, render, apart)


def _read(path: Path) -> QImage:
    """A preview; a null image where there is none yet."""
    try:
        if path.stat().st_size > MAX_PREVIEW_BYTES:
            return QImage()
        return decode_picture(path.read_bytes(), most_px=MAX_SIDE)
    except OSError:
        return QImage()
