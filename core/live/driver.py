"""The work of live driving as stages for a ``Pipeline``: frame -> face -> descriptor and pose -> weights.

A new driver is measured first: for about two seconds they look at the camera with a resting face, and from those frames
come their neutral, their typical pose and the shape of their head. The same stages serve a camera and a recorded clip.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.avatar.runtime import Avatar
from core.capture.frames import Frame, FrameSource
from core.errors import InputError
from core.live.pipeline import Packet
from core.live.retarget import Calibration, Retargeter, RetargetOptions, calibrate
from core.tracking.fit import fit_landmark_shape, rigid_model
from core.tracking.pose import DEFAULT_FOCAL, default_intrinsics, solve_poses
from core.tracking.tracks import FaceTracks
from core.types import FloatArray

if TYPE_CHECKING:
    from core.tracking.shape import LandmarkModel
    from core.tracking.tracker import FaceTracker, TrackedFace

_WAIT_S = 0.02


@dataclass(frozen=True)
class LiveOptions:
    """How a live driver is followed.

    Attributes:
        calibration_frames: frames with a face that make up the driver's measure.
        focal: of the camera, in units of its longer side.
        retarget: see ``RetargetOptions``.
    """

    calibration_frames: int = 45
    focal: float = DEFAULT_FOCAL
    retarget: RetargetOptions = field(default_factory=RetargetOptions)

    def __post_init__(self) -> None:
        if not (5 <= self.calibration_frames <= 1000 and 0.3 <= self.focal <= 20.0):
            got = f"{self.calibration_frames} frames, focal length {self.focal}"
            raise InputError("Live driving has unusable options", got=got, expected="5 to 1000 frames, 0.3 to 20")


@dataclass(frozen=True)
class SeenFace:
    """What the tracker made of one frame."""

    time_s: float
    face: TrackedFace | None


@dataclass(frozen=True)
class LiveState:
    """All that a window needs to draw the avatar for one frame; under 1 kB of numbers.

    Attributes:
        found: whether the driver was seen; else the rest repeats the last good frame.
        calibrated: 0 to 1; below 1 the driver is still being measured and the avatar rests.
        descriptor: [D].
        weights: of the bases, [K]; empty before the last stage.
        cam_from_head: head pose, [4, 4].
        nearest: whitened distance to what the avatar was trained on.
        kept: 1 in the avatar's range, towards 0 far outside.
    """

    found: bool
    calibrated: float
    descriptor: FloatArray
    weights: FloatArray
    cam_from_head: FloatArray
    nearest: float
    kept: float

    @property
    def nbytes(self) -> int:
        """Size of the numbers."""
        return self.descriptor.nbytes + self.weights.nbytes + self.cam_from_head.nbytes + 4 * 4


class LiveDriver:
    """The three stages, with the driver's measure between them. One stage at a time runs in each thread.

    Args:
        avatar: to be driven.
        tracker: follows the driver.
        width: of the frames, pixels.
        height: of the frames, pixels.
        options: how.
    Raises:
        FormatError: the avatar's encoder is unknown here.
    """

    def __init__(
        self, avatar: Avatar, tracker: FaceTracker, width: int, height: int, options: LiveOptions | None = None
    ) -> None:
        self.options = options or LiveOptions()
        self._avatar, self._tracker = avatar, tracker
        self._size = (width, height)
        self._K = default_intrinsics(width, height, self.options.focal)
        self._restart = threading.Event()
        self._faces: list[SeenFace] = []
        self._model: LandmarkModel | None = None
        self._pose: FloatArray | None = None
        self._retargeter: Retargeter | None = None

    def stages(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """For a ``Pipeline`` whose source gives ``Frame``s; the last gives ``LiveState``s."""
        return [("track", self.track), ("retarget", self.retarget), ("weights", self.weigh)]

    def recalibrate(self) -> None:
        """Measure the driver again from the next frame on. May be called from any thread."""
        self._restart.set()

    def track(self, frame: Frame) -> SeenFace:
        """Find the driver's face."""
        return SeenFace(frame.time_s, self._tracker.track(frame.image))

    def retarget(self, seen: SeenFace) -> LiveState:
        """Measure the driver, or turn the face into the avatar's descriptor and pose."""
        if self._restart.is_set():
            self._restart.clear()
            self._faces, self._model, self._pose, self._retargeter = [], None, None, None
        if self._retargeter is None:
            return self._measure(seen)
        driven = self._retargeter.hold()
        if seen.face is not None and self._model is not None:
            start = None if self._pose is None else self._pose[None]
            landmarks, scores = seen.face.landmarks[None], seen.face.blendshapes[None]
            self._pose = solve_poses(landmarks, scores, self._K, self._model, start=start)[0]
            driven = self._retargeter.step(self._retargeter.encode(seen.face)[0], self._pose, seen.time_s)
        else:
            self._pose = None  # the face may come back elsewhere
        empty = np.zeros(0, np.float32)
        return LiveState(driven.found, 1.0, driven.descriptor, empty, driven.cam_from_head, driven.nearest, driven.kept)

    def weigh(self, state: LiveState) -> LiveState:
        """Add the weights of the avatar's bases."""
        return replace(state, weights=self._avatar.weights(state.descriptor))

    def _measure(self, seen: SeenFace) -> LiveState:
        if seen.face is not None:
            self._faces.append(seen)
        share = len(self._faces) / self.options.calibration_frames
        if share >= 1.0:
            self._model, calibration = measure_driver(self._faces, self._avatar, self._K, self._size)
            self._retargeter = Retargeter(self._avatar, calibration, self.options.retarget)
            self._faces = []
        rest, empty = np.zeros(self._avatar.num_channels, np.float32), np.zeros(0, np.float32)
        return LiveState(seen.face is not None, min(share, 1.0), rest, empty, self._avatar.cam_from_head0, 0.0, 1.0)


def measure_driver(
    seen: list[SeenFace], avatar: Avatar, K: FloatArray, size: tuple[int, int]
) -> tuple[LandmarkModel, Calibration]:
    """The shape of a driver's head, their neutral and their typical pose, from some frames at rest.

    Args:
        seen: at least one frame with a face.
        avatar: whose encoder is to be used.
        K: intrinsics of the camera, [3, 3].
        size: width and height of the frames.
    Raises:
        CaptureError: no frame shows a face.
    """
    faces = [(s.time_s, s.face) for s in seen if s.face is not None]
    landmarks = np.array([face.landmarks for _, face in faces], np.float32).reshape(-1, 478, 3)
    scores = np.array([face.blendshapes for _, face in faces], np.float32).reshape(-1, 52)
    model = rigid_model(fit_landmark_shape(landmarks, K))
    T = len(faces)
    tracks = FaceTracks(
        frame_index=np.arange(T, dtype=np.int32),
        time_s=np.array([time_s for time_s, _ in faces], np.float64),
        found=np.ones(T, bool),
        blur=np.array([face.blur for _, face in faces], np.float32),
        score=np.array([face.score for _, face in faces], np.float32),
        landmarks=landmarks,
        blendshapes=scores,
        gaze=np.array([face.gaze for _, face in faces], np.float32).reshape(-1, 4),
        cam_from_head=solve_poses(landmarks, scores, K, model),
        shape=model.shape,
        K=K,
        width=size[0],
        height=size[1],
        fps=0.0,
        tracker_id="live",
        source_sha256="",
        model=model,
    )
    return model, calibrate(tracks, avatar, np.ones(T, bool))


class PacedFrames:
    """The source of a live pipeline: a camera's frames as they come, a recorded clip's at the clip's own pace.

    Args:
        source: of frames; one without a frame count is live and sets its own pace.
        clock: seconds, rising; replaced in tests.
        sleep: likewise.
    """

    def __init__(
        self,
        source: FrameSource,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._recorded = source.info.frame_count is not None
        self._frames: Iterator[Frame] = iter(source)
        self._clock, self._sleep = clock, sleep
        self._started_s: float | None = None

    def __call__(self, running: Callable[[], bool]) -> Packet | None:
        """The next frame when it is due; None at the end or when ``running`` turns false."""
        frame = next(self._frames, None)
        if frame is None:
            return None
        if self._recorded:
            if self._started_s is None:
                self._started_s = self._clock() - frame.time_s
            while running() and (left_s := self._started_s + frame.time_s - self._clock()) > 0:
                self._sleep(min(left_s, _WAIT_S))
        return Packet(frame.index, time.monotonic_ns(), frame) if running() else None
