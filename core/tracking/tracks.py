"""What tracking a clip yields, and its file. Light: numpy and safetensors only.

Tensors lie in one safetensors file, the facts in the JSON commit record beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from core.errors import FormatError
from core.project.atomic import atomic_path, read_commit_record, write_commit_record
from core.tracking.shape import LandmarkModel
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS, BoolArray, FloatArray, IntArray, check_shape

SCHEMA_VERSION = 1
_MAX_FRAMES = 2_000_000
_MODEL_PREFIX = "model."
_ROWS_AT_ONCE = 2048


@dataclass(frozen=True)
class FaceTracks:
    """One person's face through a clip. Rows of lost frames (``found`` False) hold zeros, with an identity pose.

    Attributes:
        frame_index: position in the source, int32 [T].
        time_s: presentation time, float64 [T].
        found: whether the face was found, bool [T].
        blur: 0 sharp to 1 blurred, float32 [T]; see ``tracker.blur_of``.
        score: the model's confidence that this is a face, 0 to 1, float32 [T].
        landmarks: x, y in pixels of the source frame, z in the same unit, smaller is nearer, float32 [T, 478, 3].
        blendshapes: scores in BLENDSHAPE_NAMES' order, float32 [T, 52].
        gaze: left yaw, left pitch, right yaw, right pitch in head space, radians, float32 [T, 4].
        cam_from_head: rigid head pose, float32 [T, 4, 4], metres.
        shape: the person's own landmarks at rest in head space, metres, float32 [478, 3].
        K: the intrinsics assumed for the source frame, pixels, float32 [3, 3].
        width: of the source frame, pixels.
        height: of the source frame, pixels.
        fps: nominal frames a second.
        tracker_id: which tracker made this.
        source_sha256: of the source.
        model: the person's landmark model that the poses were solved against, if it is known.
    """

    frame_index: IntArray
    time_s: npt.NDArray[np.float64]
    found: BoolArray
    blur: FloatArray
    score: FloatArray
    landmarks: FloatArray
    blendshapes: FloatArray
    gaze: FloatArray
    cam_from_head: FloatArray
    shape: FloatArray
    K: FloatArray
    width: int
    height: int
    fps: float
    tracker_id: str
    source_sha256: str
    model: LandmarkModel | None = None

    def __post_init__(self) -> None:
        T = len(self.frame_index)
        for name, trailing in _PER_FRAME.items():
            check_shape(name, getattr(self, name), T, *trailing)
        check_shape("shape", self.shape, NUM_LANDMARKS, 3)
        check_shape("K", self.K, 3, 3)

    def __len__(self) -> int:
        return len(self.frame_index)

    def take(self, rows: npt.ArrayLike) -> FaceTracks:
        """The tracks of some frames only, by row index or boolean mask."""
        index = np.asarray(rows)
        chosen: dict[str, Any] = {name: np.ascontiguousarray(getattr(self, name)[index]) for name in _PER_FRAME}
        return replace(self, **chosen)

    def save(self, path: Path) -> None:
        """Write atomically: ``path`` (safetensors), then its commit record."""
        tensors = {name: np.ascontiguousarray(getattr(self, name)) for name in (*_PER_FRAME, "shape", "K")}
        tensors["found"] = tensors["found"].astype(np.uint8)
        if self.model is not None:
            tensors |= {_MODEL_PREFIX + name: array for name, array in self.model.to_arrays().items()}
        with atomic_path(path) as temporary:
            save_file(tensors, temporary)
        facts = {name: getattr(self, name) for name in _FACTS}
        write_commit_record(path, {"kind": "face_tracks", "schema": SCHEMA_VERSION, **facts})

    @classmethod
    def load(cls, path: Path) -> FaceTracks:
        """Read what ``save`` wrote.

        Raises:
            FormatError: the file is damaged, cut short or of a newer version.
        """
        record = read_commit_record(path)
        if record.get("kind") != "face_tracks" or record.get("schema") != SCHEMA_VERSION:
            raise FormatError(
                f"{path.name} holds no face tracks of this version",
                got=f"{record.get('kind')!r}, version {record.get('schema')!r}",
                expected=f"'face_tracks', version {SCHEMA_VERSION}",
                next_step="Track the clip again.",
            )
        try:
            return _from_tensors(_read_tensors(path), record)
        except (SafetensorError, KeyError, TypeError, ValueError, OSError) as error:
            raise FormatError(
                f"The face tracks in {path.name} cannot be read", got=str(error), next_step="Track the clip again."
            ) from error


_PER_FRAME: dict[str, tuple[int, ...]] = {
    "frame_index": (),
    "time_s": (),
    "found": (),
    "blur": (),
    "score": (),
    "landmarks": (NUM_LANDMARKS, 3),
    "blendshapes": (NUM_BLENDSHAPES,),
    "gaze": (4,),
    "cam_from_head": (4, 4),
}
_FACTS = ("width", "height", "fps", "tracker_id", "source_sha256")


def _read_tensors(path: Path) -> dict[str, npt.NDArray[Any]]:
    """All tensors of a file; large ones in parts, so that a window whose thread waits for this one goes on."""
    tensors: dict[str, npt.NDArray[Any]] = {}
    with safe_open(path, framework="numpy") as file:
        for name in file.keys():  # noqa: SIM118 - it is no mapping
            part = file.get_slice(name)
            shape = part.get_shape()
            if not shape or shape[0] <= _ROWS_AT_ONCE:
                tensors[name] = file.get_tensor(name)
                continue
            first = part[:_ROWS_AT_ONCE]
            whole = tensors[name] = np.empty(shape, first.dtype)
            whole[:_ROWS_AT_ONCE] = first
            for row in range(_ROWS_AT_ONCE, shape[0], _ROWS_AT_ONCE):
                end = min(row + _ROWS_AT_ONCE, shape[0])
                whole[row:end] = part[row:end]
    return tensors


def _from_tensors(tensors: dict[str, npt.NDArray[Any]], record: dict[str, Any]) -> FaceTracks:
    if len(tensors["frame_index"]) > _MAX_FRAMES:
        raise ValueError("too many frames")
    model_arrays = {k.removeprefix(_MODEL_PREFIX): v for k, v in tensors.items() if k.startswith(_MODEL_PREFIX)}
    known = {field.name for field in fields(FaceTracks)}
    arrays = {name: array for name, array in tensors.items() if name in known}
    arrays["found"] = arrays["found"].astype(bool)
    model = LandmarkModel.from_arrays(model_arrays) if model_arrays else None
    return FaceTracks(
        **arrays,
        width=int(record["width"]),
        height=int(record["height"]),
        fps=float(record["fps"]),
        tracker_id=str(record["tracker_id"]),
        source_sha256=str(record["source_sha256"]),
        model=model,
    )
