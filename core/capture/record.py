"""Recording a person before the camera: what comes is shown and measured at once, and written as a video on request.

The window steers by a small file beside the recording (``RecordControl``), for a job hears nothing but pause and
cancel. Whatever ends a recording (the camera is unplugged, the disk fills up, the job is cancelled), what was recorded
until then is kept as a whole video.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from core.bank.pose import head_angles
from core.capture.frames import Frame, FrameSource
from core.capture.live import LiveSource
from core.capture.proxy import small_picture
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.export.video import Mp4Writer
from core.expression.encoder import ExpressionEncoder, get_encoder
from core.expression.neutral import Neutral
from core.jobs.messages import SeenFrame
from core.project.record_control import Wish, read_wish
from core.tracking.fit import fit_landmark_shape, rigid_model
from core.tracking.names import INNER_LIPS, LEFT_BROW, LEFT_EYE, OUTER_LIPS, OVAL, RIGHT_BROW, RIGHT_EYE
from core.tracking.pose import default_intrinsics, solve_poses
from core.tracking.tracker import FaceTracker, TrackedFace
from core.tracking.tracks import FaceTracks
from core.types import ByteArray, FloatArray
from core.weights.store import WeightStore

if TYPE_CHECKING:
    from core.tracking.shape import LandmarkModel

PREVIEW_SIDE_PX = 480
MAX_SECONDS = 900.0
MIN_FREE_BYTES = 300 << 20
MIN_FPS, MAX_FPS = 5.0, 60.0
_MEASURED_OVER = 30
_DISK_EVERY_S = 1.0
_PAUSE_S = 0.005
SHOWN = tuple(sorted({*OVAL, *OUTER_LIPS, *INNER_LIPS, *LEFT_EYE, *RIGHT_EYE, *LEFT_BROW, *RIGHT_BROW}))
"""Landmarks that a preview carries."""
Ending: TypeAlias = Literal["finished", "discarded", "cancelled", "source ended", "disk full", "too long"]


@dataclass(frozen=True)
class RecordOptions:
    """How a recording is made.

    Attributes:
        encoder_id: whose terms the descriptors are in.
        rest_frames: frames with a face, from the start on, that give the resting face.
        previews_per_s: SeenFrame events a second.
        max_seconds: of the recording.
        min_free_bytes: of disk space, below which a recording ends.
        threads: for the networks.
    """

    encoder_id: str
    rest_frames: int = 45
    previews_per_s: float = 12.0
    max_seconds: float = MAX_SECONDS
    min_free_bytes: int = MIN_FREE_BYTES
    threads: int = 2


@dataclass(frozen=True)
class Recorded:
    """What came of it.

    Attributes:
        video: the recording, or None where there is none.
        frames: in it.
        seconds: its length.
        ending: why it ended.
    """

    video: Path | None
    frames: int
    seconds: float
    ending: Ending


class _Discard(Exception):  # noqa: N818 - an outcome, not an error
    """Leaves the writer without a file."""


def record(
    source: FrameSource,
    target: Path,
    *,
    control: Path,
    options: RecordOptions,
    store: WeightStore,
    emit: Emit,
    cancel: CancelToken,
) -> Recorded:
    """Show and measure what a camera gives until it is told to end, and write it from when it is told to record.

    Args:
        source: a camera or stream; a recorded clip is played at its own pace.
        target: the video to write, ``.mp4``; it appears when it is whole.
        control: see ``core.project.record_control``.
        options: see RecordOptions.
        store: where the networks come from.
        emit: gets stages, warnings, progress in seconds once recording, and SeenFrame.
        cancel: ends it; what was recorded is kept.
    Raises:
        WeightsError: the networks cannot be had.
        StorageError: the video cannot be written.
    """
    emit(Stage("loading the face tracker"))
    tracker = FaceTracker(store, options.threads, emit=emit, cancel=cancel)
    person = LivePerson(get_encoder(options.encoder_id), source.info.width, source.info.height, options.rest_frames)
    return _Recording(source, target, control, options, tracker, person, emit, cancel).run()


@dataclass
class _Recording:
    """One run of ``record``."""

    source: FrameSource
    target: Path
    control: Path
    options: RecordOptions
    tracker: FaceTracker
    person: LivePerson
    emit: Emit
    cancel: CancelToken
    _writer: Mp4Writer | None = None
    _began_s: float = 0.0
    _told_s: float = 0.0
    _disk_s: float = 0.0
    _said_s: float = -1.0
    _stamps: list[float] = field(default_factory=list)

    def run(self) -> Recorded:
        self.emit(Stage("looking"))
        ending: Ending = "source ended"
        with contextlib.suppress(_Discard), contextlib.ExitStack() as open_files:
            for frame in self._paced():
                wish = read_wish(self.control)
                if wish is Wish.RECORD and self._writer is None:
                    self._begin(frame, open_files)
                found = self._ending(frame, wish)
                if found is not None:
                    ending = found
                    break
                self._take(frame)
            if ending == "discarded":
                raise _Discard
        frames = self._writer.frames_written if self._writer is not None else 0
        video = self.target if frames and ending != "discarded" else None
        self._say(ending, video)
        return Recorded(video, frames, frames / self._writer.fps if self._writer is not None else 0.0, ending)

    def _ending(self, frame: Frame, wish: Wish) -> Ending | None:
        if wish is Wish.DISCARD:
            return "discarded"
        if wish is Wish.FINISH:
            return "finished"
        if self.cancel.cancelled:
            return "cancelled"
        if self._writer is not None:
            if frame.time_s - self._began_s > self.options.max_seconds:
                return "too long"
            if self._disk_is_full(frame.time_s):
                return "disk full"
        return None

    def _paced(self) -> Iterator[Frame]:
        return iter(self.source) if isinstance(self.source, LiveSource) else at_own_pace(self.source, self.cancel)

    def _begin(self, frame: Frame, open_files: contextlib.ExitStack) -> None:
        height, width = frame.image.shape[:2]
        self.target.parent.mkdir(parents=True, exist_ok=True)
        writer = Mp4Writer(self.target, width // 2 * 2, height // 2 * 2, self._rate())
        self._writer = open_files.enter_context(writer)
        self._began_s = frame.time_s
        self.emit(Stage("recording"))

    def _rate(self) -> float:
        """Frames a second that the camera really gives: in poor light many give fewer than they say."""
        stamps = self._stamps[-_MEASURED_OVER:]
        nominal = self.source.info.fps
        if len(stamps) >= _MEASURED_OVER and stamps[-1] > stamps[0]:
            nominal = (len(stamps) - 1) / (stamps[-1] - stamps[0])
        return float(min(max(nominal, MIN_FPS), MAX_FPS))

    def _take(self, frame: Frame) -> None:
        self._stamps = [*self._stamps[-_MEASURED_OVER:], frame.time_s]
        face = self.tracker.track(frame.image)
        self.person.see(face)
        if self._writer is not None:
            self._write(frame)
        if frame.time_s - self._told_s >= 1.0 / self.options.previews_per_s or not self._told_s:
            self._told_s = frame.time_s
            self.emit(_seen(frame, face, self.person))

    def _write(self, frame: Frame) -> None:
        """Write as many frames as are due, so that the video lasts as long as what it shows."""
        assert self._writer is not None
        passed_s = frame.time_s - self._began_s
        due = int(passed_s * self._writer.fps) + 1 - self._writer.frames_written
        picture = frame.image[: self._writer.height, : self._writer.width]
        for _ in range(due):
            self._writer.write(picture)
        if int(passed_s * 10) != int(self._said_s * 10):
            self._said_s = passed_s
            self.emit(Progress(passed_s, 0.0, "s"))  # nobody knows how long it will be

    def _disk_is_full(self, now_s: float) -> bool:
        if now_s - self._disk_s < _DISK_EVERY_S:
            return False
        self._disk_s = now_s
        return shutil.disk_usage(self.target.parent).free < self.options.min_free_bytes

    def _say(self, ending: Ending, video: Path | None) -> None:
        kept = "What was recorded is kept." if video is not None else "Nothing was recorded."
        if ending == "source ended":
            self.emit(Warning(f"{self.source.info.name} stopped giving pictures. {kept}"))
        elif ending == "disk full":
            self.emit(Warning(f"The disk is nearly full, so the recording ended. {kept}"))
        elif ending == "too long":
            self.emit(Warning(f"The recording ended after {self.options.max_seconds / 60:.0f} minutes. {kept}"))


def at_own_pace(source: FrameSource, cancel: CancelToken) -> Iterator[Frame]:
    """A recorded clip as a camera would give it: each frame when it is due, stamped with the clock."""
    began_s: float | None = None
    for frame in source:
        if began_s is None:
            began_s = time.monotonic() - frame.time_s
        while not cancel.cancelled and (left_s := began_s + frame.time_s - time.monotonic()) > 0:
            time.sleep(min(left_s, _PAUSE_S))
        yield replace(frame, time_s=time.monotonic())


class LivePerson:
    """The person before the camera, measured: their resting face from the first frames, then what they do.

    Args:
        encoder: of the descriptors.
        width: of the frames, pixels.
        height: likewise.
        rest_frames: frames with a face that give the resting face.
    """

    def __init__(self, encoder: ExpressionEncoder, width: int, height: int, rest_frames: int) -> None:
        self._encoder, self._size, self._wanted = encoder, (width, height), rest_frames
        self._K = default_intrinsics(width, height)
        self._resting: list[TrackedFace] = []
        self._model: LandmarkModel | None = None
        self._neutral: Neutral | None = None

    @property
    def rested(self) -> float:
        """How far the measuring of the resting face is, 0 to 1."""
        return 1.0 if self._neutral is not None else len(self._resting) / self._wanted

    def see(self, face: TrackedFace | None) -> None:
        """Take a frame's face into account."""
        if face is None or self._neutral is not None:
            return
        self._resting.append(face)
        if len(self._resting) >= self._wanted:
            self._measure()

    def angles(self, face: TrackedFace) -> FloatArray | None:
        """Yaw, pitch and roll, [3]; None until the head is measured."""
        if self._model is None:
            return None
        pose = solve_poses(face.landmarks[None], face.blendshapes[None], self._K, self._model)
        return np.asarray(head_angles(pose)[0], np.float32)

    def descriptor(self, face: TrackedFace) -> FloatArray | None:
        """The expression, [D]; None until the resting face is known."""
        return None if self._neutral is None else self._encoder.encode(face, self._neutral)[0]

    def _measure(self) -> None:
        faces, T = self._resting, len(self._resting)
        landmarks = np.array([f.landmarks for f in faces], np.float32)
        scores = np.array([f.blendshapes for f in faces], np.float32)
        self._model = rigid_model(fit_landmark_shape(landmarks, self._K))
        tracks = FaceTracks(
            frame_index=np.arange(T, dtype=np.int32),
            time_s=np.arange(T, dtype=np.float64),
            found=np.ones(T, bool),
            blur=np.array([f.blur for f in faces], np.float32),
            score=np.array([f.score for f in faces], np.float32),
            landmarks=landmarks,
            blendshapes=scores,
            gaze=np.array([f.gaze for f in faces], np.float32),
            cam_from_head=solve_poses(landmarks, scores, self._K, self._model),
            shape=self._model.shape,
            K=self._K,
            width=self._size[0],
            height=self._size[1],
            fps=0.0,
            tracker_id="live",
            source_sha256="",
            model=self._model,
        )
        self._neutral = self._encoder.neutral(tracks)
        self._resting = []


def _seen(frame: Frame, face: TrackedFace | None, person: LivePerson) -> SeenFrame:
    picture = small_picture(frame.image, PREVIEW_SIDE_PX)
    seen = SeenFrame(index=frame.index, clip_time_s=frame.time_s, picture=picture, found=False, rested=person.rested)
    if face is None:
        return seen
    height, width = frame.image.shape[:2]
    points = face.landmarks[list(SHOWN), :2] / np.array([width, height], np.float32)
    descriptor, angles = person.descriptor(face), person.angles(face)
    return replace(
        seen,
        found=True,
        points=[round(float(v), 4) for v in points.ravel()],
        descriptor=[] if descriptor is None else [round(float(v), 5) for v in descriptor],
        angles=[] if angles is None else [round(float(v), 5) for v in angles],
        blur=round(float(face.blur), 3),
        light=round(_light(frame.image, face.landmarks), 3),
    )


def _light(image: ByteArray, landmarks: FloatArray) -> float:
    """Mean brightness of the face's box, 0 to 1, from every fourth pixel."""
    low = np.maximum(landmarks[:, :2].min(axis=0), 0).astype(int)
    high = landmarks[:, :2].max(axis=0).astype(int) + 1
    box = image[low[1] : high[1] : 4, low[0] : high[0] : 4]
    return float(box.mean()) / 255.0 if box.size else 0.5
