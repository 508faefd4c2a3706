"""The usual way to fit expression coefficients, to compare with: least squares, each coefficient between 0 and 1."""

from __future__ import annotations

import numpy as np

from core.evidence.sittings import REST, Sitting
from core.expression.alignment import align_landmarks, anchors_of
from core.expression.anny52 import calibration
from core.types import FloatArray

_ROUNDS = 200


def box_fit(sitting: Sitting) -> FloatArray:
    """Actions [T, 52] of a sitting with the basis of anny52, every landmark weighing the same, no prior."""
    known = calibration()
    tracks = sitting.tracks
    aligned = align_landmarks(tracks.landmarks, anchors_of(tracks.shape), only=known.landmarks.tolist())
    moved = np.nan_to_num(aligned - np.median(aligned[sitting.rows(REST)], axis=0)).reshape(len(aligned), -1)
    gram, wanted = known.basis @ known.basis.T, moved @ known.basis.T
    step = 1.0 / float(np.linalg.eigvalsh(gram)[-1])
    found = ahead = np.zeros_like(wanted)
    for i in range(_ROUNDS):  # accelerated projected gradient
        before, found = found, np.clip(ahead - step * (ahead @ gram - wanted), 0, 1)
        ahead = found + i / (i + 3) * (found - before)
    return found.astype(np.float32)
