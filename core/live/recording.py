"""What an avatar did, to be made into a video: times, expressions and head poses. Light: numpy and safetensors only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from core.errors import FormatError, InputError
from core.project.atomic import atomic_write_bytes
from core.types import FloatArray

MAX_FRAMES = 500_000
MAX_FILE_BYTES = 1 << 30


@dataclass(frozen=True, eq=False)
class Recording:
    """A stretch of driving.

    Attributes:
        times_s: rising, float64 [T].
        descriptors: [T, D] float32.
        poses: cam_from_head, [T, 4, 4] float32.
    Raises:
        InputError: empty, too long, not finite, or arrays that do not fit each other.
    """

    times_s: npt.NDArray[np.float64]
    descriptors: FloatArray
    poses: FloatArray

    def __post_init__(self) -> None:
        T = len(self.times_s)
        fits = self.times_s.shape == (T,) and self.descriptors.shape[:1] == (T,) and self.poses.shape == (T, 4, 4)
        if not (fits and self.descriptors.ndim == 2 and 0 < T <= MAX_FRAMES):
            got = f"{T} times, descriptors {list(self.descriptors.shape)}, poses {list(self.poses.shape)}"
            raise InputError("A recording does not fit together", got=got, expected=f"1 to {MAX_FRAMES} frames")
        finite = all(np.isfinite(a).all() for a in (self.times_s, self.descriptors, self.poses))
        if not finite or (np.diff(self.times_s) < 0).any():
            raise InputError("A recording has numbers that are not finite, or times that run back")

    def save(self, path: Path) -> None:
        """Write it, atomically.

        Raises:
            StorageError: the disk is full or the folder cannot be written.
        """
        arrays = {"times_s": self.times_s, "descriptors": self.descriptors, "poses": self.poses}
        atomic_write_bytes(path, save({name: np.ascontiguousarray(a) for name, a in arrays.items()}))

    @classmethod
    def load(cls, path: Path) -> Recording:
        """Read what ``save`` wrote.

        Raises:
            FormatError: missing, too large or damaged.
        """
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise ValueError("too large")
            arrays = load_file(path)
            return cls(
                np.asarray(arrays["times_s"], np.float64),
                np.asarray(arrays["descriptors"], np.float32),
                np.asarray(arrays["poses"], np.float32),
            )
        except (OSError, SafetensorError, KeyError, ValueError, InputError) as error:
            raise FormatError(f"The recording '{path.name}' cannot be read", got=str(error)) from error
