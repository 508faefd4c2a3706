"""The 52 ARKit actions fitted to tracked landmarks, with what was learnt about how *tracked* landmarks move. Light.

The tracker's landmarks are biased and their errors are strongly correlated, so the basis is not that of a face model:
``packaging/make_anny52.py`` learns from rendered synthetic people with known actions how tracked landmarks move with
each action, how they err besides (between people, with head pose, by noise) and how strongly actions are used.
``anny52.safetensors`` holds that; neither the model nor any picture is needed to run.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load

from core.errors import FormatError
from core.expression.alignment import STABLE_LANDMARKS, align_landmarks, anchors_of
from core.expression.blend52 import Blend52, activity, blendshape_region, raw_scores
from core.expression.encoder import Channel, FaceMeasurements, TrackedFaces, check_neutral
from core.expression.neutral import Neutral
from core.expression.resting import RESTING_SCORES, plausible_rest, resting_frames
from core.tracking.names import BLENDSHAPE_NAMES
from core.types import NUM_LANDMARKS, FloatArray

Array = npt.NDArray[np.float64]

FILE = "anny52.safetensors"
PREFIX = "fitted"
ACTIONS = (*(name for name in BLENDSHAPE_NAMES if name != "_neutral"), "tongueOut")
"""ARKit's 52 names: the tracker has no score for the tongue."""
_BLOCK = 1024  # frames at a time, as in geometry.py
_ROUNDS = 24


def fitted_name(action: str) -> str:
    """The channel of an action: other encoders have channels of ARKit's own names."""
    return PREFIX + action[0].upper() + action[1:]


def plain_name(channel: str) -> str:
    """ARKit's name of a fitted channel; other names pass as they are."""
    if not channel.startswith(PREFIX) or len(channel) == len(PREFIX):
        return channel
    own = channel.removeprefix(PREFIX)
    return own[0].lower() + own[1:]


FITTED_CHANNELS = tuple(Channel(fitted_name(name), blendshape_region(name)) for name in ACTIONS)


@dataclass(frozen=True, eq=False)
class Calibration:
    """What was learnt; n landmarks are looked at.

    Attributes:
        landmarks: which, [n].
        basis: motion of the tracked landmarks for a full action, metres, [52, 3 n].
        gain: basis times the inverse covariance of everything else that moves them, 1 / metres, [52, 3 n].
        spread: how strongly each action is used, root mean square, [52]: coefficients are fitted in this unit.
        sparsity: rate of the exponential prior, in the spread's unit, [52]: most actions rest, none is negative.
        ridge: weight of the Gaussian prior, in the spread's unit, [52].
    """

    landmarks: npt.NDArray[np.intp]
    basis: Array
    gain: Array
    spread: Array
    sparsity: Array
    ridge: Array

    def __post_init__(self) -> None:
        n, k = self.landmarks.size, len(ACTIONS)
        wide, narrow = (self.basis, self.gain), (self.spread, self.sparsity, self.ridge)
        good = all(a.shape == (k, 3 * n) for a in wide) and all(a.shape == (k,) and (a >= 0).all() for a in narrow)
        finite = all(np.isfinite(a).all() for a in (*wide, *narrow))
        inside = n > 0 and self.landmarks.min() >= 0 and self.landmarks.max() < NUM_LANDMARKS
        if not (good and finite and inside and (self.spread > 0).all()):
            raise FormatError("The calibration of anny52 is damaged", next_step="Install the program again.")

    @functools.cached_property
    def _solver(self) -> tuple[Array, Array, float]:
        gram = self.spread[:, None] * (self.gain @ self.basis.T) * self.spread
        hessian = (gram + gram.T) / 2 + np.diag(self.ridge)
        values = np.linalg.eigvalsh(hessian)
        rho = float(np.sqrt(max(values[0], 1e-6) * values[-1]))
        inverse = np.asarray(np.linalg.inv(hessian + rho * np.eye(len(hessian))), np.float64)
        return self.gain.T * self.spread, inverse, rho

    def fit(self, moved: Array) -> Array:
        """Most probable actions [T, 52], none negative, for landmarks moved from rest by ``moved``, metres, [T, 3 n].

        Source: Boyd et al., Distributed optimization and statistical learning via ADMM, 2011, section 6.4.
        """
        project, inverse, rho = self._solver
        wanted = moved @ project
        sparse, dual = np.zeros_like(wanted), np.zeros_like(wanted)
        threshold = self.sparsity / rho
        for _ in range(_ROUNDS):
            exact = (wanted + rho * (sparse - dual)) @ inverse
            dual += exact
            sparse = np.maximum(dual - threshold, 0.0)
            dual -= sparse
        return np.asarray(sparse * self.spread)


class Anny52:
    """Whitened MAP fit of the 52 ARKit actions to the tracked landmarks, with a sparse prior.

    Not negative, as actions are: with a prior that lets them be so, correlation with the truth fell from .44 to .38 on
    people of neither calibration nor test, and without whitening and prior (box-constrained least squares) to .27.
    """

    id = "anny52"
    version = 1
    channels: tuple[Channel, ...] = FITTED_CHANNELS

    def __init__(self, known: Calibration | None = None) -> None:
        """With the enclosed calibration, or with another one that is being judged."""
        self._given = known

    @property
    def neutral_size(self) -> int:
        """Values of a neutral: landmarks at rest, then the person's stable points."""
        return 3 * (self._known.landmarks.size + len(STABLE_LANDMARKS))

    @property
    def _known(self) -> Calibration:
        return self._given if self._given is not None else calibration()

    def encode(self, faces: FaceMeasurements, neutral: Neutral) -> FloatArray:
        """Descriptors [T, 52]; see ExpressionEncoder. 0 for a face that cannot be measured."""
        check_neutral(self, neutral, self.neutral_size)
        known = self._known
        rest, anchors = np.split(neutral.values.astype(np.float64), (3 * known.landmarks.size,))
        landmarks = np.asarray(faces.landmarks)
        landmarks = landmarks if landmarks.ndim == 3 else landmarks[None]
        parts = [
            known.fit(np.nan_to_num(_aligned(landmarks[i : i + _BLOCK], anchors, known) - rest))
            for i in range(0, max(len(landmarks), 1), _BLOCK)
        ]
        return np.concatenate(parts).astype(np.float32)

    def neutral(self, tracks: TrackedFaces, frames: Sequence[int] | npt.NDArray[Any] | None = None) -> Neutral:
        """Median landmarks of the resting frames; those of a clip are freed of what no resting face shows."""
        known, anchors = self._known, anchors_of(tracks.shape).astype(np.float64)
        scores = raw_scores(tracks)
        chosen = resting_frames(tracks.found, activity(scores), frames)
        aligned = _aligned(np.asarray(tracks.landmarks)[chosen], anchors, known)
        rest = np.median(aligned[np.isfinite(aligned).all(axis=1)], axis=0)
        if frames is None:
            rest = rest - _excess(np.median(scores[chosen], axis=0)) @ known.basis
        values = np.concatenate([rest, anchors.ravel()]).astype(np.float32)
        return Neutral(self.id, self.version, values, int(chosen.size), "clip" if frames is None else "frames")


def _aligned(landmarks: npt.NDArray[Any], anchors: Array, known: Calibration) -> Array:
    """Landmarks without head pose, metres, [T, 3 n]."""
    aligned = align_landmarks(landmarks, anchors.reshape(-1, 3), only=known.landmarks.tolist())
    return aligned.reshape(len(aligned), 3 * known.landmarks.size)


def _excess(scores: FloatArray) -> Array:
    """By how much of each action a clip's calm frames exceed what people at rest show, by the tracker's scores, [52].

    Somebody who always smiles would otherwise rest smiling.
    """
    names = [c.name for c in Blend52.channels]
    excess = dict(zip(names, scores - plausible_rest(scores, names, RESTING_SCORES), strict=True))
    return np.array([0.0 if name.startswith("eyeLook") else excess.get(name, 0.0) for name in ACTIONS])


@functools.cache
def calibration() -> Calibration:
    """The enclosed calibration. Raises FormatError when it is damaged."""
    try:
        tensors = load((files("core.expression") / FILE).read_bytes())
        return Calibration(
            tensors["landmarks"].astype(np.intp),
            *(tensors[name].astype(np.float64) for name in ("basis", "gain", "spread", "sparsity", "ridge")),
        )
    except (OSError, SafetensorError, KeyError) as error:
        raise FormatError(
            "The calibration of anny52 cannot be read", got=str(error), next_step="Install the program again."
        ) from error
