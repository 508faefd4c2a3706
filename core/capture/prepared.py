"""A clip prepared for training and evaluation: cropped frames and masks on disk, tracks, intrinsics, split.

Light: numpy memory maps and JSON. ``prepare.py`` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import FormatError
from core.project.atomic import read_json
from core.tracking.tracks import FaceTracks
from core.types import ByteArray, FloatArray

SCHEMA_VERSION = 1
CLIP_FILE = "clip.json"
IMAGES_FILE = "images.npy"
MASKS_FILE = "masks.npy"
TRACKS_FILE = "tracks.safetensors"
TRAIN, HELD_OUT, LEFT_OUT = 0, 1, -1


@dataclass(frozen=True)
class PreparedClip:
    """What training and evaluation read.

    Attributes:
        images: RGB, uint8 [T, S, S, 3], memory-mapped.
        masks: 0 background to 255 person, uint8 [T, S, S], memory-mapped.
        K: intrinsics of the crop in pixels, float32 [3, 3].
        crop: x, y and size of the square crop window in source pixels.
        tracks: of the kept frames; their landmarks are in source pixels.
        landmarks_px: x and y in crop pixels, z in the same unit, float32 [T, 478, 3].
        split: 0 train, 1 held out, -1 left out, int8 [T].
        folder: where it lies.
        name: of the source, for people.
        parts: frames of each clip that was joined, in their order; empty for a single clip.
    """

    images: ByteArray
    masks: ByteArray
    K: FloatArray
    crop: tuple[float, float, float]
    tracks: FaceTracks
    landmarks_px: FloatArray
    split: npt.NDArray[np.int8]
    folder: Path
    name: str
    parts: tuple[int, ...] = ()

    def __len__(self) -> int:
        return int(self.images.shape[0])

    @property
    def lengths(self) -> tuple[int, ...]:
        """Frames of each clip in it."""
        return self.parts or (len(self),)

    @property
    def size(self) -> int:
        """Side of the pictures, pixels."""
        return int(self.images.shape[1])

    @classmethod
    def load(cls, folder: Path) -> PreparedClip:
        """Open a prepared clip.

        Raises:
            FormatError: it is damaged, incomplete or of another version.
        """
        facts = read_json(folder / CLIP_FILE)
        if facts.get("kind") != "prepared_clip" or facts.get("schema") != SCHEMA_VERSION:
            raise FormatError(
                f"{folder.name} is no prepared clip of this version",
                got=f"{facts.get('kind')!r}, version {facts.get('schema')!r}",
                next_step="Prepare the clip again.",
            )
        try:
            return _load(folder, facts)
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise FormatError(
                f"The prepared clip in {folder} cannot be read", got=str(error), next_step="Prepare the clip again."
            ) from error


def _load(folder: Path, facts: dict[str, Any]) -> PreparedClip:
    tracks = FaceTracks.load(folder / TRACKS_FILE)
    T, S = len(tracks), int(facts["size"])
    x, y, side = (float(v) for v in facts["crop"])
    split = np.asarray(facts["split"], np.int8)
    if split.shape != (T,):
        raise ValueError("the split has another length than the tracks")
    parts = tuple(int(n) for n in facts.get("parts", ()))
    if parts and (min(parts) < 0 or sum(parts) != T):
        raise ValueError("the clips in it have other lengths than the tracks")
    return PreparedClip(
        images=_mapped(folder / IMAGES_FILE, (T, S, S, 3)),
        masks=_mapped(folder / MASKS_FILE, (T, S, S)),
        K=crop_intrinsics(tracks.K, (x, y, side), S),
        crop=(x, y, side),
        tracks=tracks,
        landmarks_px=crop_landmarks(tracks.landmarks, (x, y, side), S),
        split=split,
        folder=folder,
        name=str(facts["name"]),
        parts=parts,
    )


def _mapped(path: Path, shape: tuple[int, ...]) -> ByteArray:
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    if array.shape != shape or array.dtype != np.uint8:
        raise ValueError(f"{path.name} has shape {array.shape}, not {shape}")
    return np.asarray(array) if array.size == 0 else array


def crop_intrinsics(K: FloatArray, crop: tuple[float, float, float], size: int) -> FloatArray:
    """Intrinsics after cutting the square (x, y, side) out of the frame and scaling it to ``size`` pixels."""
    x, y, side = crop
    cut = K.astype(np.float64).copy()
    cut[0, 2] -= x
    cut[1, 2] -= y
    cut[:2] *= size / side
    return cut.astype(np.float32)


def crop_landmarks(landmarks: FloatArray, crop: tuple[float, float, float], size: int) -> FloatArray:
    """Landmarks from source pixels to crop pixels; z scales along."""
    x, y, side = crop
    return np.asarray((landmarks - np.array([x, y, 0.0], np.float32)) * np.float32(size / side), np.float32)
