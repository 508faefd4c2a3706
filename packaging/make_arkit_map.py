"""Learn what each of the 52 ARKit actions does to an expression descriptor, and write core/live/arkit_map.json.

Synthetic people (CC0) perform one action at a time, the face tracker looks at them, and the encoders measure what it
saw: the map holds what reaches an avatar, and not what the action is meant to be. Run from the root of the repository;
needs the extra ``synthesis`` and some minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.expression.geometry import Blend52Geo
from core.synthesis.person import sample_person
from core.synthesis.render import Moment, PersonRenderer
from core.tracking.fit import fit_landmark_shape
from core.tracking.pose import default_intrinsics
from core.tracking.tracker import FaceTracker
from core.types import FloatArray
from core.weights.store import WeightStore

OUT = Path(__file__).resolve().parents[1] / "core" / "live" / "arkit_map.json"
SIZE = 256
LEVELS = (0.4, 0.8)
ACTIONS = 52


@dataclass(frozen=True)
class Faces:
    """Tracked faces of one person, as the encoder reads them."""

    landmarks: FloatArray
    blendshapes: FloatArray
    gaze: FloatArray
    found: npt.NDArray[np.bool_]
    shape: FloatArray


def effects_of(seed: int, tracker: FaceTracker) -> FloatArray:
    """Change of every channel for a full action, [52, 79]; NaN where the face was not found."""
    renderer = PersonRenderer(sample_person(seed), SIZE)
    moments = [np.zeros(ACTIONS, np.float32)] + [
        level * np.eye(ACTIONS, dtype=np.float32)[action] for action in range(ACTIONS) for level in LEVELS
    ]
    tracked = []
    for actions in moments:
        tracker.reset()
        tracked.append(tracker.track(renderer.render(Moment(actions)).image))
    found = np.array([face is not None for face in tracked])
    blank = next(face for face in tracked if face is not None)
    faces = [face if face is not None else blank for face in tracked]
    landmarks = np.array([face.landmarks for face in faces], np.float32)
    shape = fit_landmark_shape(landmarks, default_intrinsics(SIZE, SIZE))
    scores, gaze = (np.array([getattr(f, name) for f in faces], np.float32) for name in ("blendshapes", "gaze"))
    seen = Faces(landmarks, scores, gaze, found, shape)
    encoder = Blend52Geo()
    change = encoder.encode(seen, encoder.neutral(seen, [0]))
    change[~found] = np.nan
    change -= change[0]
    levels = np.array(LEVELS, np.float32)
    slopes = np.einsum("l,alc->ac", levels, change[1:].reshape(ACTIONS, len(LEVELS), -1)) / float(levels @ levels)
    return np.asarray(slopes, np.float32)


def main() -> None:
    """Write the map."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    from core.synthesis.anny_data import ACTION_NAMES

    tracker = FaceTracker(WeightStore(), threads=1)
    people = np.stack([effects_of(seed, tracker) for seed in range(options.people)])  # [P, 52, 79]
    effect = np.nan_to_num(np.nanmedian(people, axis=0))
    facts = {
        "people": options.people,
        "licence": "CC0-1.0 (measured on synthetic people rendered from CC0 data)",
        "names": list(ACTION_NAMES),
        "channels": [channel.name for channel in Blend52Geo.channels],
        "effect": [[round(float(v), 3) + 0.0 for v in row] for row in effect],
    }
    options.out.write_text(json.dumps(facts, separators=(",", ":")) + "\n", "utf-8")
    print(f"wrote {options.out} from {options.people} people")


if __name__ == "__main__":
    main()
