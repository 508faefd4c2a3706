"""Whom a cell trains on and is tested with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.types import BoolArray, FloatArray

if TYPE_CHECKING:
    from pathlib import Path

    from core.capture.prepared import PreparedClip
    from core.expression.encoder import ExpressionEncoder
    from core.expression.neutral import Neutral
    from core.tracking.tracks import FaceTracks

SELF, CROSS = "self", "cross"
"""Names of tests: driven by the subject's own descriptors, or by another person's."""
FAR_SHARE = 0.2
"""The frames farthest from training make up the subset ``far``."""


@dataclass(frozen=True, eq=False)
class Test:
    """Frames with truth.

    Attributes:
        name: SELF or CROSS.
        clip: truth images, masks, landmarks and tracked head poses, in the subject's head space.
        frames: which are judged, [T].
        descriptors: what drives the avatar, [T, D]: the subject's own, or a driver's.
    """

    name: str
    clip: PreparedClip
    frames: BoolArray
    descriptors: FloatArray


@dataclass(frozen=True, eq=False)
class Subject:
    """A person of the experiment.

    Attributes:
        name: such as 'synthetic-101'.
        clip: prepared; frames whose split is 0 train.
        encoder: of all descriptors.
        neutral: the subject's, from training frames.
        descriptors: of the clip, [T, D].
        tests: what the avatar is judged on.
        bank: to retrieve from; None for arms that need none.
        own_sources: SHA-256 of clips that must not be retrieved from.
        drivers: name and tracks of other people who drive the avatar without truth.
    """

    name: str
    clip: PreparedClip
    encoder: ExpressionEncoder
    neutral: Neutral
    descriptors: FloatArray
    tests: tuple[Test, ...]
    bank: Path | None = None
    own_sources: frozenset[str] = field(default_factory=frozenset)
    drivers: tuple[tuple[str, FaceTracks], ...] = ()

    @property
    def train(self) -> npt.NDArray[np.bool_]:
        """Frames that train, [T]."""
        return np.asarray((np.asarray(self.clip.split) == 0) & self.clip.tracks.found, bool)


def far_frames(whitened_test: FloatArray, whitened_train: FloatArray, share: float = FAR_SHARE) -> BoolArray:
    """The share of test frames that are farthest from any training frame, [T].

    Args:
        whitened_test: [T, D].
        whitened_train: [M, D], M at least 1.
        share: rounded up to at least one frame.
    """
    distance = np.array([np.linalg.norm(whitened_train - row, axis=1).min() for row in whitened_test])
    count = max(1, round(share * len(distance)))
    far = np.zeros(len(distance), bool)
    far[np.argsort(-distance, kind="stable")[:count]] = True
    return far


def spread_of(descriptors: FloatArray) -> dict[str, float]:
    """How much a cloud of descriptors [M, D] covers: effective rank and log-volume of its covariance.

    Source: Roy & Vetterli, The effective rank, EUSIPCO 2007.
    """
    values = np.linalg.eigvalsh(np.cov(np.asarray(descriptors, np.float64).T))
    values = np.maximum(values, 0.0)
    share = values / max(float(values.sum()), 1e-300)
    entropy = -float(np.sum(share[share > 0] * np.log(share[share > 0])))
    log_volume = 0.5 * float(np.sum(np.log(values + 1e-6 * values.max())))
    return {"effective_rank": float(np.exp(entropy)), "log_volume": log_volume}


def spread_mask(frames: BoolArray, most: int) -> BoolArray:
    """At most ``most`` of the True frames, evenly, as a mask."""
    rows = np.flatnonzero(frames)
    if len(rows) > most:
        rows = rows[np.linspace(0, len(rows) - 1, most).round().astype(int)]
    mask = np.zeros(len(frames), bool)
    mask[rows] = True
    return mask
