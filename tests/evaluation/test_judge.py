"""All measures of renders against truth, with a stand-in tracker; and the real networks where their weights are."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import numpy as np
import pytest

from core.errors import Cancelled, FormatError, ShapeError, WeightsError
from core.evaluation import judge as judge_module
from core.evaluation.identity import FaceIdentity
from core.evaluation.judge import Instruments, Judge, load_instruments
from core.evaluation.lpips import Lpips
from core.evaluation.regions import LIPS_AND_LIDS
from core.events import CancelToken, Event
from core.events import Warning as WarningEvent
from tests.live.stand_ins import BrightnessTracker

SIZE = 64


def spot(x: int, y: int) -> np.ndarray:
    """A grey image with one white pixel: the stand-in tracker's face."""
    image = np.full((SIZE, SIZE, 3), 90, np.uint8)
    image[y, x] = 255
    return image


def instruments() -> Instruments:
    return Instruments(trackers=(BrightnessTracker(), BrightnessTracker()))


def test_landmark_error_is_the_mean_distance_in_pixels() -> None:
    truth, renders = np.stack([spot(30, 30)] * 2), np.stack([spot(33, 34), spot(30, 30)])
    result = Judge(instruments(), prefix="heldout.")(truth, renders)
    assert result["heldout.landmark_px"] == pytest.approx(2.5)
    np.testing.assert_allclose(result.per_frame["landmark_px"], [5.0, 0.0], atol=1e-5)
    np.testing.assert_allclose(result.per_frame["landmark_lips_lids_px"], [5.0, 0.0], atol=1e-5)
    # the stand-in's eye corners are 24 px apart: 5 px is more than a tenth of that
    assert result["heldout.broken_share"] == 0.5
    assert result["heldout.frames"] == 2.0
    json.dumps(result)


def test_a_render_without_a_face_is_broken_and_has_no_landmark_error() -> None:
    renders = np.stack([np.zeros((SIZE, SIZE, 3), np.uint8), spot(30, 30)])
    result = Judge(instruments())(np.stack([spot(30, 30)] * 2), renders)
    assert result["broken_share"] == 0.5
    assert result["landmark_px"] == 0.0
    assert math.isnan(result.per_frame["landmark_px"][0])


def test_a_truth_without_a_face_does_not_count() -> None:
    truth = np.stack([np.zeros((SIZE, SIZE, 3), np.uint8), spot(30, 30)])
    result = Judge(instruments())(truth, np.stack([spot(30, 30)] * 2))
    assert result["broken_share"] == 0.0
    assert math.isnan(result.per_frame["broken"][0])


def test_what_cannot_be_measured_is_none() -> None:
    image = np.stack([spot(30, 30)])
    result = Judge(Instruments())(image, image)
    assert result["psnr"] == 100.0
    for name in ("lpips", "landmark_px", "identity", "descriptor_distance", "broken_share", "mouth_eye_psnr"):
        assert result[name] is None


def test_the_truth_is_put_on_the_avatars_background() -> None:
    background = (0.25, 0.5, 0.75)
    image = np.full((1, SIZE, SIZE, 3), 10, np.uint8)
    render = np.full((1, SIZE, SIZE, 3), background, np.float32)
    empty = np.zeros((1, SIZE, SIZE), np.uint8)
    assert Judge(Instruments(), background=background)(image, render, empty)["psnr"] == 100.0


def test_mouth_and_eyes_are_measured_where_the_landmarks_are() -> None:
    points = np.full((1, 478, 3), 20.0, np.float32)
    points[0, list(LIPS_AND_LIDS), :2] = np.random.default_rng(0).uniform(10, 25, (len(LIPS_AND_LIDS), 2))
    truth = np.full((1, SIZE, SIZE, 3), 100, np.uint8)
    far, near = truth.copy(), truth.copy()
    far[:, 45:] = 200
    near[:, 12:20, 12:20] = 200
    judge = Judge(Instruments())
    assert judge(truth, far, landmarks_px=points)["mouth_eye_psnr"] == 100.0
    value = judge(truth, near, landmarks_px=points)["mouth_eye_psnr"]
    assert value is not None
    assert value < 20.0


def test_shapes_must_fit_and_cancel_is_honoured() -> None:
    image = np.zeros((3, SIZE, SIZE, 3), np.uint8)
    judge = Judge(Instruments())
    with pytest.raises(ShapeError):
        judge(image, image[:2])
    with pytest.raises(ShapeError):
        judge(image, image, masks=np.zeros((2, SIZE, SIZE), np.uint8))
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        judge(image, image, cancel=token)


class EmptyStore:
    """A weight store of a machine that has nothing."""

    def path(self, name: str, **_: object) -> Path:
        raise WeightsError(f"The weight '{name}' is not on this machine", next_step="Import it.")


def test_missing_weights_are_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Event] = []
    tools = load_instruments(EmptyStore(), emit=heard.append)  # type: ignore[arg-type]
    assert tools == Instruments()
    messages = [e.message for e in heard if isinstance(e, WarningEvent)]
    assert len(messages) == len(heard) == 2
    assert any("LPIPS" in m for m in messages)
    assert judge_module.summarise([], "x.")["x.frames"] == 0.0


def weights_file(name: str) -> Path:
    folder = os.environ.get("RAF_STUDIO_TEST_DATA")
    path = Path(folder or "") / "metrics" / name
    if not folder or not path.is_file():
        pytest.skip(f"RAF_STUDIO_TEST_DATA has no metrics/{name}")
    return path


@pytest.mark.data
def test_lpips_orders_distortions_as_people_do() -> None:
    from core.capture.cv import cv2

    network = Lpips.load(weights_file("lpips_alexnet.npz"))
    y, x = np.mgrid[:128, :128]
    image = np.stack([128 + 80 * np.sin(x / 9), 128 + 80 * np.cos(y / 7), 128 + 60 * np.sin((x + y) / 5)], -1)
    image = image.astype(np.uint8)
    brighter = np.clip(image.astype(int) + 12, 0, 255).astype(np.uint8)
    blurred = cv2.GaussianBlur(image, (0, 0), 4)
    noise = np.clip(image + np.random.default_rng(0).normal(0, 30, image.shape), 0, 255).astype(np.uint8)
    truth, others = np.stack([image] * 4), np.stack([image, brighter, blurred, noise])
    values = network(truth, others).numpy()
    assert values[0] == pytest.approx(0.0, abs=1e-6)
    assert 0.0 < values[1] < 0.5 * values[2]
    assert values[1] < 0.5 * values[3]
    np.testing.assert_allclose(values, network(others, truth).numpy(), atol=1e-5)
    np.testing.assert_allclose(values[2], network(truth[:1], others[2:3]).numpy()[0], atol=1e-5)
    with pytest.raises(ShapeError, match="64 x 64"):
        network(truth[:, :40], others[:, :40])


def test_files_that_are_no_lpips_weights_are_format_errors(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    (tmp_path / "text.npz").write_text("hello")
    np.save(tmp_path / "pickle.npz.npy", np.array([{}], dtype=object), allow_pickle=True)
    for name in ("other.npz", "text.npz", "pickle.npz.npy", "none.npz"):
        with pytest.raises(FormatError, match=name.replace(".", r"\.")):
            Lpips.load(tmp_path / name)


def test_a_file_that_is_no_network_is_a_weights_error(tmp_path: Path) -> None:
    (tmp_path / "sface.onnx").write_bytes(b"not a network")
    with pytest.raises(WeightsError, match="cannot be loaded"):
        FaceIdentity(tmp_path / "sface.onnx")
    with pytest.raises(WeightsError):
        FaceIdentity(tmp_path / "none.onnx")


@pytest.mark.data
def test_unusable_landmarks_give_no_embedding() -> None:
    network = FaceIdentity(weights_file("face_recognition_sface_2021dec.onnx"))
    image = np.zeros((SIZE, SIZE, 3), np.uint8)
    assert network.embed(image, np.full((478, 3), np.nan, np.float32)) is None
    assert network.embed(image, np.zeros((478, 3), np.float32)) is None
    points = np.random.default_rng(0).uniform(10, 50, (478, 3)).astype(np.float32)
    embedding = network.embed(image, points)
    assert embedding is not None
    assert embedding.shape == (128,)
    assert np.linalg.norm(embedding) == pytest.approx(1.0, abs=1e-5)
