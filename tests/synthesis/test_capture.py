"""Clips on disk, their truth, and the tracker's view of them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.errors import Cancelled
from core.events import CancelToken, Event
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.capture import ClipOptions, truth_path, write_clip
from core.synthesis.performance import perform, pose
from core.synthesis.person import sample_person
from core.synthesis.render import Moment, PersonRenderer

FRAMES = 6


def test_clip_and_truth_agree(tmp_path: Path, synthetic_seed: int) -> None:
    performance = perform(synthetic_seed, FRAMES / 25, script=("smile",))
    video = write_clip(sample_person(synthetic_seed), performance, tmp_path / "clip.mp4", options=ClipOptions(size=96))
    truth = json.loads(truth_path(video).read_text(encoding="utf-8"))
    reader = cv2.VideoCapture(str(video))
    pictures = []
    while (read := reader.read())[0]:
        pictures.append(read[1])
    assert len(pictures) == len(truth["frames"]) == FRAMES
    assert pictures[0].shape == (96, 96, 3)
    assert reader.get(cv2.CAP_PROP_FPS) == pytest.approx(truth["fps"])
    assert truth["action_names"] == list(ACTION_NAMES)
    np.testing.assert_allclose([f["actions"] for f in truth["frames"]], performance.actions, atol=6e-4)
    assert all(0 < v < 96 for f in truth["frames"] for p in f["landmarks_px"].values() for v in p)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["clip.mp4", "clip.truth.json"]


def test_cancel_leaves_nothing_behind(tmp_path: Path, synthetic_seed: int) -> None:
    cancel = CancelToken()

    def stop(event: Event) -> None:
        cancel.cancel()

    with pytest.raises(Cancelled):
        write_clip(
            sample_person(synthetic_seed),
            perform(synthetic_seed, FRAMES / 25, script=("smile",)),
            tmp_path / "clip.mp4",
            options=ClipOptions(size=64),
            emit=stop,
            cancel=cancel,
        )
    assert list(tmp_path.iterdir()) == []


def test_the_tracker_sees_what_was_played(synthetic_seed: int) -> None:
    from core.tracking.names import BLENDSHAPE_NAMES
    from core.tracking.tracker import FaceTracker
    from core.weights.store import WeightStore

    store = WeightStore()
    if not any(s.weight.name == "face_landmarker" and s.present for s in store.status()):
        pytest.skip("the face tracker's weights are not on this machine")
    drawn = PersonRenderer(sample_person(synthetic_seed), 256)
    tracker = FaceTracker(store, 1)
    names = list(BLENDSHAPE_NAMES)
    scores = {}
    for label, actions in (
        ("neutral", {"jawOpen": 0.0}),
        ("open", {"jawOpen": 0.9}),
        ("smile", {"mouthSmile": 1.0, "mouthUpperUp": 0.4}),
        ("blink", {"eyeBlink": 1.0}),
    ):
        face = tracker.track(drawn.render(Moment(pose(actions))).image)
        assert face is not None, label
        scores[label] = face.blendshapes
    for label, name in (("open", "jawOpen"), ("smile", "mouthSmileLeft"), ("blink", "eyeBlinkRight")):
        column = names.index(name)
        assert scores[label][column] > scores["neutral"][column] + 0.3, name
