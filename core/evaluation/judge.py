"""All measures of renders against truth images. The names are stable and documented in docs/metrics.md.

Frames go through one at a time, so memory does not grow with the clip. A measure whose weights are not on this machine
is None in the summary, and a warning says so once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from core.errors import ShapeError, WeightsError
from core.evaluation import metrics
from core.evaluation.identity import FaceIdentity
from core.evaluation.lpips import MIN_SIZE as LPIPS_MIN_SIZE
from core.evaluation.lpips import Lpips
from core.evaluation.regions import LIPS_AND_LIDS, eye_distance, mouth_eye_mask
from core.events import CancelToken, Emit, discard
from core.events import Warning as WarningEvent
from core.types import ByteArray, FloatArray

if TYPE_CHECKING:
    from core.weights.store import WeightStore

_T = TypeVar("_T")
BROKEN_SHARE = 0.10
"""A render is broken where no face is found on it, or its mean landmark error exceeds this share of the distance
between the truth's outer eye corners (some 6 pixels at a 256-pixel head and shoulders crop)."""
FRAME_METRICS = (
    "psnr",
    "ssim",
    "lpips",
    "mouth_eye_psnr",
    "landmark_px",
    "landmark_lips_lids_px",
    "identity",
    "descriptor_distance",
    "broken",
)


class Face(Protocol):
    """What is read of a tracked face."""

    @property
    def landmarks(self) -> FloatArray:
        """[478, 3] in pixels."""


class Tracker(Protocol):
    """Finds the face in one image after another."""

    def track(self, image: ByteArray) -> Any | None:
        """A ``Face``, or None."""


@dataclass(frozen=True)
class Instruments:
    """What the measures need; each may be None, and its measures then are None.

    Attributes:
        lpips: perceptual distance.
        identity: face recognition.
        trackers: one for the truth and one for the renders: each follows its own sequence.
        distance: whitened distance between the expressions of two tracked faces (truth, render).
    """

    lpips: Lpips | None = None
    identity: FaceIdentity | None = None
    trackers: tuple[Tracker, Tracker] | None = None
    distance: Callable[[Any, Any], float] | None = None


class Evaluation(dict[str, float | None]):
    """Means by stable name (JSON-ready), with the frames' own values in ``per_frame``.

    Attributes:
        per_frame: name without prefix -> [T] float32; NaN where a frame has no value.
    """

    def __init__(self, summary: Mapping[str, float | None], per_frame: dict[str, FloatArray]) -> None:
        super().__init__(summary)
        self.per_frame = per_frame


class Judge:
    """Measures renders against truth; make one and use it for many sets of images.

    Args:
        instruments: see ``load_instruments``.
        background: the avatar's background, RGB in 0..1; truth images with masks are put on it.
        prefix: before each name in the result, such as 'heldout.'.
    """

    def __init__(
        self,
        instruments: Instruments,
        *,
        background: Iterable[float] = (0.5, 0.5, 0.5),
        prefix: str = "",
    ) -> None:
        self._tools, self._prefix = instruments, prefix
        self._background = np.asarray(list(background), np.float32)

    def __call__(
        self,
        truth: npt.NDArray[Any],
        renders: npt.NDArray[Any],
        masks: npt.NDArray[Any] | None = None,
        landmarks_px: FloatArray | None = None,
        *,
        cancel: CancelToken | None = None,
    ) -> Evaluation:
        """Measure a set of frames.

        Args:
            truth: [T, H, W, 3], uint8 or float in 0..1.
            renders: [T, H, W, 3], likewise.
            masks: share of the person in each truth pixel, [T, H, W]; None if truth is on the background already.
            landmarks_px: of the truth, [T, 478, 3]; None takes them from the tracker.
            cancel: looked at in every frame.
        Raises:
            ShapeError: the arrays do not fit together.
            Cancelled: the user asked.
        """
        token = cancel or CancelToken()
        _check_lengths(truth, renders, masks, landmarks_px)
        rows = []
        for t in range(len(truth)):
            token.check()
            mask = None if masks is None else masks[t]
            rows.append(self.frame(truth[t], renders[t], mask, None if landmarks_px is None else landmarks_px[t]))
        return summarise(rows, self._prefix)

    def frame(
        self,
        truth: npt.NDArray[Any],
        render: npt.NDArray[Any],
        mask: npt.NDArray[Any] | None = None,
        landmarks_px: FloatArray | None = None,
    ) -> dict[str, float]:
        """One frame's values by name; NaN for what cannot be measured. Frames must come in order of time."""
        a, b = metrics.as_float(truth[None]), metrics.as_float(render[None])
        if mask is not None:
            a = metrics.composite(a, mask[None], self._background)
        values = dict.fromkeys(FRAME_METRICS, float("nan"))
        values["psnr"], values["ssim"] = float(metrics.psnr(a, b)), float(metrics.ssim(a, b))
        if self._tools.lpips is not None and min(a.shape[1:3]) >= LPIPS_MIN_SIZE:
            values["lpips"] = float(self._tools.lpips(a, b))
        pictures = tuple((x[0] * 255.0).round().byte().numpy() for x in (a, b))
        faces = self._track(*pictures)
        if landmarks_px is None and faces[0] is not None:
            landmarks_px = faces[0].landmarks
        if landmarks_px is not None:
            values["mouth_eye_psnr"] = _region_psnr(a, b, landmarks_px)
        if faces[0] is not None:
            values |= self._compare_faces(pictures, faces[0], faces[1])
        return values

    def _track(self, truth: ByteArray, render: ByteArray) -> tuple[Any | None, Any | None]:
        if self._tools.trackers is None:
            return None, None
        on_truth, on_render = self._tools.trackers
        return on_truth.track(truth), on_render.track(render)

    def _compare_faces(self, pictures: tuple[ByteArray, ...], truth: Any, render: Any | None) -> dict[str, float]:
        if render is None:
            return {"broken": 1.0}
        error = np.linalg.norm(truth.landmarks[:, :2] - render.landmarks[:, :2], axis=1)
        mean = float(error.mean())
        values = {
            "landmark_px": mean,
            "landmark_lips_lids_px": float(error[list(LIPS_AND_LIDS)].mean()),
            "broken": float(mean > BROKEN_SHARE * eye_distance(truth.landmarks)),
        }
        if self._tools.identity is not None:
            values["identity"] = _similarity(self._tools.identity, pictures, (truth.landmarks, render.landmarks))
        if self._tools.distance is not None:
            values["descriptor_distance"] = self._tools.distance(truth, render)
        return values


def load_instruments(
    store: WeightStore,
    *,
    identity: bool = True,
    landmarks: bool = True,
    distance: Callable[[Any, Any], float] | None = None,
    threads: int = 2,
    emit: Emit = discard,
) -> Instruments:
    """Load what the measures need; a weight that cannot be had is a warning, not an error.

    Args:
        store: of the weights.
        identity: also load face recognition (needs ``landmarks``).
        landmarks: also load the tracker.
        distance: passed on.
        threads: of the tracker.
        emit: gets the warnings.
    """
    from core.tracking.tracker import FaceTracker

    trackers = None
    if landmarks:
        trackers = _optional(
            lambda: (FaceTracker(store, threads), FaceTracker(store, threads)), "landmark error and identity", emit
        )
    recogniser = None
    if identity and trackers is not None:
        recogniser = _optional(lambda: FaceIdentity.from_store(store), "identity", emit)
    lpips = _optional(lambda: Lpips.from_store(store), "LPIPS", emit)
    return Instruments(lpips, recogniser, trackers, distance)


def evaluate_images(
    truth: npt.NDArray[Any],
    renders: npt.NDArray[Any],
    masks: npt.NDArray[Any] | None = None,
    landmarks_px: FloatArray | None = None,
    *,
    store: WeightStore,
    background: Iterable[float] = (0.5, 0.5, 0.5),
    prefix: str = "heldout.",
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Evaluation:
    """Measure renders against truth once, with all that is there; see ``Judge``."""
    judge = Judge(load_instruments(store, emit=emit), background=background, prefix=prefix)
    return judge(truth, renders, masks, landmarks_px, cancel=cancel)


def summarise(rows: list[dict[str, float]], prefix: str) -> Evaluation:
    """Means over the frames that have a value, None where none has; ``broken`` becomes ``broken_share``."""
    names = list(dict.fromkeys(name for row in rows for name in row)) or list(FRAME_METRICS)
    columns = {name: np.array([row.get(name, np.nan) for row in rows], np.float32) for name in names}
    summary: dict[str, float | None] = {prefix + "frames": float(len(rows))}
    for name, column in columns.items():
        shown = "broken_share" if name == "broken" else name
        known = column[np.isfinite(column)]
        summary[prefix + shown] = float(known.mean()) if known.size else None
    return Evaluation(summary, columns)


def _optional(load: Callable[[], _T], what: str, emit: Emit) -> _T | None:
    try:
        return load()
    except WeightsError:
        missing = f"Not measured: {what}. Its weights are not on this computer; the avatar is the same without them."
        emit(WarningEvent(f"{missing} The Home page brings them from a file; so does 'raf-studio weights import'."))
        return None


def _region_psnr(a: Any, b: Any, landmarks_px: FloatArray) -> float:
    import torch

    mask = mouth_eye_mask(landmarks_px, int(a.shape[1]), int(a.shape[2]))
    return float(metrics.psnr(a, b, torch.from_numpy(mask)[None])) if mask.any() else float("nan")


def _similarity(
    network: FaceIdentity, pictures: tuple[ByteArray, ...], landmarks: tuple[FloatArray, FloatArray]
) -> float:
    first, second = (network.embed(image, points) for image, points in zip(pictures, landmarks, strict=True))
    return float("nan") if first is None or second is None else float(first @ second)


def _check_lengths(truth: npt.NDArray[Any], renders: npt.NDArray[Any], *others: npt.NDArray[Any] | None) -> None:
    if truth.shape != renders.shape:
        raise ShapeError("Truth and render differ in shape", got=str(list(renders.shape)), expected=str(truth.shape))
    for other in others:
        if other is not None and len(other) != len(truth):
            raise ShapeError("Masks or landmarks do not fit the frames", got=f"{len(other)}", expected=f"{len(truth)}")
