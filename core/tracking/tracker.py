"""One frame after the other: follow one face. The same code serves recorded clips and the live camera."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.capture.cv import cv2
from core.events import CancelToken, Emit, discard
from core.tracking.detector import Detection, FaceDetector
from core.tracking.gaze import gaze_angles
from core.tracking.names import BLENDSHAPE_LANDMARKS
from core.tracking.networks import Network, read_bundle
from core.tracking.regions import Region, region_of_landmarks
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS, ByteArray, FloatArray
from core.weights.store import WeightStore

#: Changes when any number that the tracker yields changes.
TRACKER_ID = "litert-face-landmarker-2"
_SIDE = 256
_MIN_PRESENCE = 0.5
# Laplacian variance of the 256 px face picture at which blur is 0.5; sharp webcams give 100 to 400
_BLUR_VARIANCE = 30.0
# how often the whole picture is searched again, to notice other faces
_CENSUS_EVERY = 30
# a lost face is taken up again within this many face sizes of where it was, growing by the second number per frame
_REACH, _REACH_PER_FRAME = 1.0, 0.05


@dataclass(frozen=True)
class TrackedFace:
    """A face in one frame.

    Attributes:
        landmarks: x, y in pixels, z in the same unit, float32 [478, 3].
        blendshapes: scores, float32 [52].
        gaze: radians, float32 [4]; see GAZE_NAMES.
        score: 0 to 1, how sure the model is that this is a face.
        blur: 0 sharp to 1 blurred.
    """

    landmarks: FloatArray
    blendshapes: FloatArray
    gaze: FloatArray
    score: float
    blur: float


class FaceTracker:
    """Follows one face: the largest at first, then the one nearest to where it was.

    Args:
        store: where the models come from.
        threads: for the networks.
        emit: told about fetching.
        cancel: looked at while fetching.
    Raises:
        WeightsError: the models cannot be had.
    """

    def __init__(
        self, store: WeightStore, threads: int = 2, *, emit: Emit = discard, cancel: CancelToken | None = None
    ) -> None:
        cv2.setNumThreads(threads)
        bundle = read_bundle(store.path("face_landmarker", emit=emit, cancel=cancel))
        self._detector = FaceDetector(bundle["face_detector.tflite"], threads)
        self._landmarker = Network(
            bundle["face_landmarks_detector.tflite"], threads=threads, outputs=(NUM_LANDMARKS * 3, 1)
        )
        self._blendshaper = Network(bundle["face_blendshapes.tflite"], threads=threads, outputs=(NUM_BLENDSHAPES,))
        self._subset = list(BLENDSHAPE_LANDMARKS)
        self.faces_seen = 0
        self.reset()

    def reset(self, landmarks: FloatArray | None = None) -> None:
        """Forget the face, or take up the one whose last landmarks are given."""
        self._region = None if landmarks is None else region_of_landmarks(landmarks)
        self._last: Region | None = self._region
        self._lost_frames = 0
        self._since_census = _CENSUS_EVERY

    def track(self, image: ByteArray) -> TrackedFace | None:
        """Find the followed face in the next frame.

        Args:
            image: RGB, uint8 [H, W, 3].
        Returns:
            The face, or None when it is lost.
        """
        self._since_census += 1
        face = self._at(image, self._region) if self._region is not None else None
        if face is None:
            face = self._search(image)
        elif self._since_census >= _CENSUS_EVERY:
            self._census(image)
        if face is None:
            self._region = None
            self._lost_frames += 1
            return None
        self._region = self._last = region_of_landmarks(face.landmarks)
        self._lost_frames = 0
        return face

    def _census(self, image: ByteArray) -> list[Detection]:
        found = self._detector.detect(image)
        self.faces_seen = max(self.faces_seen, len(found))
        self._since_census = 0
        return found

    def _search(self, image: ByteArray) -> TrackedFace | None:
        for detection in self._rank(self._census(image)):
            face = self._at(image, detection.region())
            if face is not None:
                return face
        return None

    def _rank(self, found: list[Detection]) -> list[Detection]:
        if self._last is None:
            return sorted(found, key=lambda d: -d.size)
        where, size = np.array([self._last.x, self._last.y]), self._last.size
        reach = size * (_REACH + _REACH_PER_FRAME * self._lost_frames)
        distance = {id(d): float(np.linalg.norm(d.centre - where)) for d in found}
        return sorted((d for d in found if distance[id(d)] <= reach), key=lambda d: distance[id(d)])

    def _at(self, image: ByteArray, region: Region) -> TrackedFace | None:
        picture = region.cut(image, _SIDE)
        points, presence = self._landmarker((picture.astype(np.float32) * (1 / 255.0))[None])
        score = 1.0 / (1.0 + float(np.exp(-np.clip(presence[0], -50, 50))))
        if not score >= _MIN_PRESENCE:
            return None
        landmarks = _to_image(points.reshape(NUM_LANDMARKS, 3), region)
        if not np.isfinite(landmarks).all():
            return None
        (blendshapes,) = self._blendshaper(landmarks[None, self._subset, :2])
        return TrackedFace(
            landmarks=landmarks,
            blendshapes=blendshapes.astype(np.float32),
            gaze=gaze_angles(landmarks[None])[0],
            score=score,
            blur=blur_of(picture),
        )


def _to_image(points: FloatArray, region: Region) -> FloatArray:
    """Network output (pixels of its 256 px input) to image pixels; z scales along."""
    matrix = region.image_from_unit()
    unit = points.astype(np.float64) / _SIDE
    landmarks = np.empty((NUM_LANDMARKS, 3), np.float32)
    landmarks[:, :2] = unit[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    landmarks[:, 2] = unit[:, 2] * region.size
    return landmarks


def blur_of(picture: ByteArray) -> float:
    """How blurred a face picture is: 1 / (1 + v / 30), v the variance of its Laplacian; 0 sharp, 1 without detail."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    variance = float(cv2.Laplacian(grey, cv2.CV_16S).var())
    return 1.0 / (1.0 + variance / _BLUR_VARIANCE)
