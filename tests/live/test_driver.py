"""Live stages: measuring the driver, following them, losing them; a recorded clip runs at its own pace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest

from core.avatar.se3 import exp_se3
from core.capture.frames import Frame, SourceInfo
from core.errors import InputError
from core.live.driver import LiveDriver, LiveOptions, PacedFrames, SeenFace
from core.live.pipeline import Pipeline
from core.tracking.pose import default_intrinsics
from core.types import ByteArray, FloatArray
from tests.live.stand_ins import facing_pose, make_avatar

WIDTH, HEIGHT = 320, 240
PATIENCE_S = 120.0
JAW_OPEN = 25


@dataclass(frozen=True)
class Face:
    """A tracked face as the stages read it."""

    landmarks: FloatArray
    blendshapes: FloatArray
    gaze: FloatArray
    score: float = 1.0
    blur: float = 0.1


def head_points() -> FloatArray:
    """A made-up head in head space with its outer eye corners where they belong."""
    points = np.random.default_rng(5).uniform(-0.06, 0.06, (478, 3)) * (1.0, 1.3, 0.5)
    points[33], points[263] = (-0.045, 0.0, 0.0), (0.045, 0.0, 0.0)
    points[10], points[152] = (0.0, 0.06, 0.0), (0.0, -0.09, 0.0)
    return points.astype(np.float32)


def face_at(pose: FloatArray, jaw: float = 0.1) -> Face:
    """What a perfect tracker would see of that head."""
    K = default_intrinsics(WIDTH, HEIGHT)
    at = head_points() @ pose[:3, :3].T + pose[:3, 3]
    pixels = at @ K.T
    depth = (at[:, 2] - pose[2, 3]) * K[0, 0] / pose[2, 3]
    landmarks = np.column_stack([pixels[:, :2] / pixels[:, 2:], depth])
    scores = np.full(52, 0.1)
    scores[JAW_OPEN] = jaw
    return Face(landmarks.astype(np.float32), scores.astype(np.float32), np.zeros(4, np.float32))


class ScriptTracker:
    """Reads the face to report from the frame's first pixel: 0 for none, else the row of a script."""

    def __init__(self, script: list[Face | None]) -> None:
        self._script = script

    def track(self, image: ByteArray) -> Face | None:
        """The scripted face."""
        return self._script[int(image[0, 0, 0])]


@dataclass
class Clip:
    """A frame source without a file; ``live`` has no frame count."""

    count: int
    fps: float = 25.0
    live: bool = False

    @property
    def info(self) -> SourceInfo:
        """Facts."""
        return SourceInfo("clip", WIDTH, HEIGHT, self.fps, None if self.live else self.count, "")

    def __iter__(self) -> Iterator[Frame]:
        for index in range(self.count):
            yield Frame(index, 5.0 + index / self.fps, np.full((2, 2, 3), index, np.uint8))

    def close(self) -> None:
        """Nothing to close."""


def driver(script: list[Face | None], frames: int = 6) -> LiveDriver:
    options = LiveOptions(calibration_frames=frames)
    return LiveDriver(make_avatar(), ScriptTracker(script), WIDTH, HEIGHT, options)  # type: ignore[arg-type]


def seen(index: int, face: Face | None) -> SeenFace:
    return SeenFace(index / 25.0, face)  # type: ignore[arg-type]


HOME = facing_pose((0.05, -0.02, 0.8))


def test_the_driver_is_measured_first_and_then_followed() -> None:
    live = driver([])
    states = [live.retarget(seen(i, face_at(HOME))) for i in range(6)]
    np.testing.assert_allclose([s.calibrated for s in states], np.arange(1, 7) / 6)
    assert all(not s.descriptor.any() for s in states)
    rest = live.retarget(seen(6, face_at(HOME)))
    assert rest.calibrated == 1.0
    assert rest.found
    assert abs(rest.descriptor).max() < 1e-5
    np.testing.assert_allclose(rest.cam_from_head, make_avatar().cam_from_head0, atol=1e-3)


def test_motion_and_expression_reach_the_state() -> None:
    live = driver([])
    for i in range(6):
        live.retarget(seen(i, face_at(HOME)))
    live.retarget(seen(6, face_at(HOME)))
    turned = np.asarray(HOME @ exp_se3(np.array([0, 0, 0, 0, 0.2, 0])), np.float32)
    for i in range(7, 40):
        state = live.retarget(seen(i, face_at(turned, jaw=0.6)))
    relative = np.linalg.inv(make_avatar().cam_from_head0) @ state.cam_from_head
    angle = np.arctan2(relative[0, 2], relative[2, 2])
    assert angle == pytest.approx(0.2, abs=0.03)  # the shape is fitted to one view, with flat perspective
    assert state.descriptor.max() > 0.2
    weighed = live.weigh(state)
    assert weighed.weights.shape == (4,)
    assert weighed.nbytes < 1024


def test_a_lost_driver_holds_the_avatar_still() -> None:
    live = driver([])
    for i in range(7):
        good = live.retarget(seen(i, face_at(HOME)))
    lost = live.retarget(seen(7, None))
    assert not lost.found
    np.testing.assert_array_equal(lost.cam_from_head, good.cam_from_head)
    assert live.retarget(seen(8, face_at(HOME))).found


def test_faces_missing_while_measuring_do_not_count() -> None:
    live = driver([])
    states = [live.retarget(seen(i, None if i % 2 else face_at(HOME))) for i in range(6)]
    assert states[-1].calibrated == pytest.approx(0.5)
    assert not states[-1].found


def test_recalibrating_starts_the_measure_again() -> None:
    live = driver([])
    for i in range(7):
        live.retarget(seen(i, face_at(HOME)))
    live.recalibrate()
    assert live.retarget(seen(7, face_at(HOME))).calibrated == pytest.approx(1 / 6)


def test_a_whole_clip_through_the_pipeline() -> None:
    script = [face_at(HOME) if i != 3 else None for i in range(30)]
    live = driver(script)
    taken = []
    with Pipeline(PacedFrames(Clip(30, fps=200.0)), live.stages()) as pipe:
        while (packet := pipe.take(PATIENCE_S)) is not None:
            taken.append(packet)
        stats = pipe.stats()
    ids = [p.frame_id for p in taken]
    assert ids == sorted(set(ids))
    assert taken[-1].frame_id == 29  # the newest frame always arrives
    assert list(taken[-1].stage_ms) == ["track", "retarget", "weights"]
    assert stats["track"].done + stats["track"].dropped == 30
    assert stats["weights"].done == len(taken) + stats["window"].dropped


def test_recorded_frames_wait_for_their_time_and_live_ones_do_not() -> None:
    now = [100.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    paced = PacedFrames(Clip(5, fps=10.0), clock=lambda: now[0], sleep=sleep)
    starts = []
    for _ in range(5):
        packet = paced(lambda: True)
        assert packet is not None
        starts.append(now[0] - 100.0)
    np.testing.assert_allclose(starts, [0.0, 0.1, 0.2, 0.3, 0.4], atol=1e-9)
    assert paced(lambda: True) is None
    now[0] = 0.0
    camera = PacedFrames(Clip(3, live=True), clock=lambda: now[0], sleep=sleep)
    assert [p.frame_id for _ in range(3) if (p := camera(lambda: True))] == [0, 1, 2]
    assert now[0] == 0.0


def test_a_stop_ends_the_wait_for_the_next_frame() -> None:
    paced = PacedFrames(Clip(5, fps=1e-3), clock=lambda: 0.0, sleep=lambda _: None)
    assert paced(lambda: True) is not None
    answers = iter([True, True, False, False])
    assert paced(lambda: next(answers)) is None


@pytest.mark.parametrize("change", [{"calibration_frames": 1}, {"focal": 0.0}, {"focal": float("nan")}])
def test_options_check_themselves(change: dict[str, float]) -> None:
    with pytest.raises(InputError):
        replace(LiveOptions(), **change)  # type: ignore[arg-type]
