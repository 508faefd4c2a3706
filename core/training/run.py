"""From a prepared clip to an avatar: descriptors, retrieval, training, the best weights, held-out figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core import events
from core.avatar.format import AvatarMeta
from core.avatar.pack import pack_arrays
from core.avatar.runtime import Avatar
from core.training.config import TrainConfig
from core.training.loop import Trainer, TrainOutcome
from core.training.state import Subject, TrainState
from core.types import FloatArray

if TYPE_CHECKING:
    from core.capture.prepared import PreparedClip
    from core.expression.encoder import ExpressionEncoder, Neutral
    from core.raf.replace import Replacer


@dataclass(frozen=True)
class Expressions:
    """The clip's expressions in one encoder's terms.

    Attributes:
        encoder: which.
        neutral: the subject's.
        descriptors: [T, D].
    """

    encoder: ExpressionEncoder
    neutral: Neutral
    descriptors: FloatArray


@dataclass(frozen=True)
class TrainResult:
    """What a run leaves.

    Attributes:
        avatar: the best weights, packed.
        outcome: 'done', 'stopped early' or 'cancelled'.
        steps: taken in all.
        elapsed_s: trained in all.
        steps_per_s: of this call.
        history: validation figures.
        raf: share of frames changed and how far, or None without RAF.
    """

    avatar: Avatar
    outcome: str
    steps: int
    elapsed_s: float
    steps_per_s: float
    history: list[dict[str, float]]
    raf: dict[str, float] | None


def subject_of(clip: PreparedClip, descriptors: FloatArray) -> Subject:
    """The arrays of a prepared clip that training reads."""
    return Subject(
        images=clip.images,
        masks=clip.masks,
        landmarks_px=clip.landmarks_px,
        descriptors=np.ascontiguousarray(descriptors, np.float32),
        cam_from_head=clip.tracks.cam_from_head,
        landmark_shape=clip.tracks.shape,
        K=clip.K,
    )
