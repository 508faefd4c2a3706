"""The blendshape encoder: the tracker's scores minus the person's own resting scores, and gaze apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import ShapeError
from core.expression.encoder import Channel, FaceMeasurements, Region, TrackedFaces, check_neutral
from core.expression.neutral import Neutral
from core.expression.resting import RESTING_SCORES, plausible_rest, resting_frames
from core.tracking.names import BLENDSHAPE_NAMES
from core.types import NUM_BLENDSHAPES, FloatArray

# in the order of FaceTracks.gaze
GAZE_NAMES = ("gazeYawLeft", "gazePitchLeft", "gazeYawRight", "gazePitchRight")
_SKIPPED = ("_neutral",)  # the model's unused first output: no action of the face


def blendshape_region(name: str) -> Region:
    """The region of one blendshape score; the eyeLook scores belong to gaze, the lids to the eyes."""
    if name.startswith("eyeLook"):
        return "gaze"
    if name.startswith(("eye", "cheekSquint")):
        return "eyes"
    return "brows" if name.startswith("brow") else "mouth"


_COLUMNS = np.array([i for i, name in enumerate(BLENDSHAPE_NAMES) if name not in _SKIPPED], np.intp)
BLEND_CHANNELS = tuple(Channel(BLENDSHAPE_NAMES[i], blendshape_region(BLENDSHAPE_NAMES[i])) for i in _COLUMNS)
GAZE_CHANNELS = tuple(Channel(name, "gaze") for name in GAZE_NAMES)
_CHANNELS = (*BLEND_CHANNELS, *GAZE_CHANNELS)
_MOUTH = np.array([c.region == "mouth" for c in BLEND_CHANNELS])
_OTHERS = np.array([c.region in ("eyes", "brows") and not c.name.startswith("eyeBlink") for c in BLEND_CHANNELS])


class Blend52:
    """Blendshape scores (51 of the tracker's 52 outputs) and gaze, minus the person's neutral.

    Raw scores carry identity: of nearest neighbours across people 35 % were the same person, 15 % after the
    subtraction (chance 12 %). Channels that the tracker never moves stay in; whitening shrinks them to nothing.
    """

    id = "blend52"
    version = 1
    channels: tuple[Channel, ...] = _CHANNELS
    neutral_size = len(_CHANNELS)

    def encode(self, faces: FaceMeasurements, neutral: Neutral) -> FloatArray:
        """Descriptors [T, D]; see ExpressionEncoder."""
        check_neutral(self, neutral, self.neutral_size)
        return raw_scores(faces) - neutral.values

    def neutral(self, tracks: TrackedFaces, frames: Sequence[int] | npt.NDArray[Any] | None = None) -> Neutral:
        """Median scores of the resting frames, a clip's held within what people at rest show; see ExpressionEncoder."""
        raw = raw_scores(tracks)
        chosen = resting_frames(tracks.found, activity(raw), frames)
        rest = np.median(raw[chosen], axis=0)
        if frames is not None:
            return Neutral(self.id, self.version, rest, int(chosen.size), "frames")
        plausible = plausible_rest(rest, [c.name for c in _CHANNELS], RESTING_SCORES)
        return Neutral(self.id, self.version, plausible.astype(np.float32), int(chosen.size), "clip")


def raw_scores(faces: FaceMeasurements) -> FloatArray:
    """Scores and gaze as one array [T, 51 + 4], before the neutral is subtracted.

    Raises:
        ShapeError: not 52 scores, or not 4 gaze angles, a face.
    """
    scores, gaze = np.atleast_2d(faces.blendshapes), np.atleast_2d(faces.gaze)
    if scores.shape[1:] != (NUM_BLENDSHAPES,) or gaze.shape != (scores.shape[0], len(GAZE_NAMES)):
        raise ShapeError(
            "A tracked face has the wrong measurements",
            got=f"blendshapes {list(scores.shape)}, gaze {list(gaze.shape)}",
            expected="[T, 52] and [T, 4]",
        )
    return np.concatenate([scores[:, _COLUMNS], gaze], axis=1).astype(np.float32)


def activity(raw: FloatArray) -> FloatArray:
    """How much each face does, [T]: without gaze and blinks, which say nothing about rest.

    Mouth scores count from 0, the others from the clip's own median: brows and lids at rest differ from person to
    person, mouths hardly.
    """
    scores = raw[:, : len(BLEND_CHANNELS)]
    from_median = scores - np.median(scores, axis=0)
    own = (from_median[:, _OTHERS] ** 2).sum(axis=1)
    return np.asarray((scores[:, _MOUTH] ** 2).sum(axis=1) + own, np.float32)
