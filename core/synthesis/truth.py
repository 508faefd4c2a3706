"""The exact truth of a synthetic clip, in the program's own formats: tracks, masks, depth and normals.

::

    <clip>.truth/
        truth.safetensors   camera, head pose, actions, gaze, the 478 landmarks in every frame; the person's own model
        masks, depth, normals (.bin and .json)     a PNG of each frame, packed (core.project.captures.PictureStrip)

Depth is in units of DEPTH_UNIT_M, 0 where the person is not; normals are camera-space, 127.5 n + 127.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from core.capture.proxy import StripWriter
from core.errors import FormatError, StorageError
from core.project.atomic import atomic_path, read_commit_record, write_commit_record
from core.project.captures import PictureStrip
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.arrays import Floats
from core.synthesis.geometry import Surfaces
from core.synthesis.landmarks import landmark_points
from core.synthesis.render import Rendered
from core.tracking.names import BLENDSHAPE_NAMES
from core.tracking.shape import LandmarkModel
from core.tracking.tracks import FaceTracks
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS, ByteArray, Camera, FloatArray, check_shape

SCHEMA_VERSION = 1
TRUTH_FILE = "truth.safetensors"
MAPS = ("masks", "depth", "normals")
DEPTH_UNIT_M = 1e-4
TRACKER_ID = "synthetic-truth-1"


@dataclass(frozen=True)
class ClipTruth:
    """What is true in every frame of a clip, seen by one camera.

    Attributes:
        K: pixels, [3, 3];  cam_from_world: [4, 4].
        cam_from_head: [T, 4, 4];  actions: [T, 52] in ACTION_NAMES' order;  gaze: radians, [T, 4].
        landmarks: metres in camera space, [T, 478, 3].
        model: the person's own landmarks at rest and under each action, exactly.
        width, height: pixels;  fps: frames a second;  source_sha256: of the clip.
    """

    K: FloatArray
    cam_from_world: FloatArray
    cam_from_head: FloatArray
    actions: FloatArray
    gaze: FloatArray
    landmarks: FloatArray
    model: LandmarkModel
    width: int
    height: int
    fps: float
    source_sha256: str

    def __post_init__(self) -> None:
        T = len(self.actions)
        check_shape("K", self.K, 3, 3)
        check_shape("cam_from_world", self.cam_from_world, 4, 4)
        check_shape("cam_from_head", self.cam_from_head, T, 4, 4)
        check_shape("actions", self.actions, T, len(ACTION_NAMES))
        check_shape("gaze", self.gaze, T, 4)
        check_shape("landmarks", self.landmarks, T, NUM_LANDMARKS, 3)

    def __len__(self) -> int:
        return len(self.actions)

    @property
    def camera(self) -> Camera:
        """The camera."""
        return Camera(self.K, self.cam_from_world, self.width, self.height)

    def tracks(self) -> FaceTracks:
        """The truth as face tracks: what a perfect tracker would have measured."""
        T = len(self)
        focal = np.float32(self.K[0, 0])
        depth = self.landmarks[..., 2]
        head_depth = self.cam_from_head[:, 2, 3][:, None]
        pixels = self.landmarks[..., :2] / depth[..., None] * focal + self.K[:2, 2]
        landmarks = np.concatenate([pixels, ((depth - head_depth) / head_depth * focal)[..., None]], axis=2)
        scores = np.zeros((T, NUM_BLENDSHAPES), np.float32)
        scores[:, SCORED] = self.actions[:, ACTED]
        return FaceTracks(
            frame_index=np.arange(T, dtype=np.int32),
            time_s=np.arange(T) / self.fps,
            found=np.ones(T, bool),
            blur=np.zeros(T, np.float32),
            score=np.ones(T, np.float32),
            landmarks=landmarks.astype(np.float32),
            blendshapes=scores,
            gaze=self.gaze,
            cam_from_head=self.cam_from_head,
            shape=self.model.shape,
            K=self.K,
            width=self.width,
            height=self.height,
            fps=self.fps,
            tracker_id=TRACKER_ID,
            source_sha256=self.source_sha256,
            model=self.model,
        )

    def save(self, folder: Path) -> None:
        """Write ``folder``/truth.safetensors and its commit record. Raises StorageError."""
        tensors = {name: np.ascontiguousarray(getattr(self, name)) for name in _TENSORS}
        tensors |= {f"model.{name}": array for name, array in self.model.to_arrays().items()}
        with atomic_path(folder / TRUTH_FILE) as temporary:
            save_file(tensors, temporary)
        facts = {"width": self.width, "height": self.height, "fps": self.fps, "source_sha256": self.source_sha256}
        record = {"kind": "synthetic_truth", "schema": SCHEMA_VERSION, "actions": list(ACTION_NAMES), **facts}
        write_commit_record(folder / TRUTH_FILE, record)

    @classmethod
    def load(cls, folder: Path) -> ClipTruth:
        """Read what ``save`` wrote.

        Raises:
            FormatError: missing, damaged or of another version.
        """
        record = read_commit_record(folder / TRUTH_FILE)
        if record.get("kind") != "synthetic_truth" or record.get("schema") != SCHEMA_VERSION:
            raise FormatError(f"'{folder.name}' holds no truth of this version", next_step="Make the clip again.")
        try:
            tensors: dict[str, Any] = load_file(folder / TRUTH_FILE)
            model = LandmarkModel.from_arrays(
                {n: tensors[f"model.{n}"] for n in ("shape", "basis", "neutral", "weights")}
            )
            return cls(
                **{name: tensors[name] for name in _TENSORS},
                model=model,
                width=int(record["width"]),
                height=int(record["height"]),
                fps=float(record["fps"]),
                source_sha256=str(record["source_sha256"]),
            )
        except (SafetensorError, KeyError, TypeError, ValueError, OSError) as error:
            raise FormatError(f"The truth in '{folder.name}' cannot be read", got=str(error)) from error


_TENSORS = ("K", "cam_from_world", "cam_from_head", "actions", "gaze", "landmarks")
_SHARED = [n for n in BLENDSHAPE_NAMES if n in ACTION_NAMES]
SCORED = [BLENDSHAPE_NAMES.index(n) for n in _SHARED]
ACTED = [ACTION_NAMES.index(n) for n in _SHARED]
"""Where the actions that both know stand among the tracker's blendshapes, and among a performance's actions."""


def exact_model(surfaces: Surfaces) -> LandmarkModel:
    """A person's landmarks at rest in head space and what each action does to them."""
    points = landmark_points(surfaces)
    basis = np.zeros((NUM_BLENDSHAPES, NUM_LANDMARKS, 3), np.float32)
    for score, action in zip(SCORED, ACTED, strict=True):
        index, delta = surfaces.actions[action]
        moved = np.zeros_like(surfaces.neutral)
        moved[index] = delta
        basis[score] = points.at(moved)
    shape = points.at(surfaces.neutral) - surfaces.origin
    ones = np.ones(NUM_LANDMARKS, np.float32)
    return LandmarkModel(shape.astype(np.float32), basis, np.zeros(NUM_BLENDSHAPES, np.float32), ones)


class TruthRecorder:
    """Collects the truth of one camera's clip, frame by frame; the maps go to disk at once.

    Args:
        folder: where to; made here.
        surfaces: of the person.
        camera: that looks.
        maps: which of MAPS to write.
    """

    def __init__(self, folder: Path, surfaces: Surfaces, camera: Camera, maps: tuple[str, ...] = MAPS) -> None:
        self._folder, self._camera = folder, camera
        self._points, self._model = landmark_points(surfaces), exact_model(surfaces)
        folder.mkdir(parents=True, exist_ok=True)
        self._strips = {name: StripWriter(folder, name) for name in maps}
        self._rows: list[tuple[Floats, Floats, Floats, Floats]] = []

    def __enter__(self) -> TruthRecorder:
        for strip in self._strips.values():
            strip.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for strip in self._strips.values():
            strip.__exit__(kind, error, trace)

    def add(self, actions: Floats, rendered: Rendered) -> None:
        """The next frame."""
        number = len(self._rows)
        landmarks = self._points.at(rendered.vertices)
        self._rows.append((np.asarray(actions, np.float32), rendered.cam_from_head, rendered.gaze, landmarks))
        for name, strip in self._strips.items():
            strip.put(number, _png(_ENCODED[name](rendered)))

    def finish(self, fps: float, source_sha256: str) -> ClipTruth:
        """Write everything. Raises StorageError where the disk is full."""
        for strip in self._strips.values():
            strip.finish(len(self._rows))
        actions, poses, gaze, landmarks = (np.stack(a).astype(np.float32) for a in zip(*self._rows, strict=True))
        camera = self._camera
        truth = ClipTruth(
            K=camera.K,
            cam_from_world=camera.cam_from_world,
            cam_from_head=poses,
            actions=actions,
            gaze=gaze,
            landmarks=landmarks,
            model=self._model,
            width=camera.width,
            height=camera.height,
            fps=fps,
            source_sha256=source_sha256,
        )
        truth.save(self._folder)
        return truth


_ENCODED = {
    "masks": lambda rendered: rendered.mask,
    "depth": lambda rendered: np.clip(rendered.depth / DEPTH_UNIT_M + 0.5, 0, 65535).astype(np.uint16),
    "normals": lambda rendered: np.clip(rendered.normals[..., ::-1] * 127.5 + 128, 0, 255).astype(np.uint8),
}


def read_mask(folder: Path, frame: int) -> ByteArray:
    """A frame's mask, uint8 [H, W]. Raises FormatError."""
    return np.asarray(_picture(folder, "masks", frame))


def read_depth(folder: Path, frame: int) -> FloatArray:
    """A frame's depth in metres, 0 where the person is not, [H, W]. Raises FormatError."""
    return np.asarray(_picture(folder, "depth", frame), np.float32) * np.float32(DEPTH_UNIT_M)


def read_normals(folder: Path, frame: int) -> FloatArray:
    """A frame's camera-space normals, [H, W, 3]; about (0, 0, 0) where the person is not. Raises FormatError."""
    return np.asarray((_picture(folder, "normals", frame)[..., ::-1].astype(np.float32) - 128) / 127.5, np.float32)


def _picture(folder: Path, name: str, frame: int) -> Any:
    data = PictureStrip.open(folder, name).encoded(frame)
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if picture is None:
        raise FormatError(f"'{folder.name}' has no {name} of frame {frame}", next_step="Make the clip again.")
    return picture


def _png(picture: Any) -> bytes:
    good, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 4])
    if not good:
        raise StorageError("A map could not be written as PNG", got=str(picture.shape))
    return bytes(data.tobytes())
