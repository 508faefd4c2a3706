"""The script that makes the demo's bank: small pictures, distinct entries."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "make_assets.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_assets", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_assets"] = module
    spec.loader.exec_module(module)
    return module


def test_pictures_get_small_and_keep_their_size(script: ModuleType) -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 255, (12, 12, 3), dtype=np.uint8)
    picture = cv2.resize(noise, (96, 96), interpolation=cv2.INTER_CUBIC)
    jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    small = script.small_jpeg(jpeg)
    again = cv2.imdecode(np.frombuffer(small, np.uint8), cv2.IMREAD_COLOR)
    assert len(small) < len(jpeg) / 3
    assert again.shape == (96, 96, 3)
    assert np.abs(again.astype(float) - picture).mean() < 16


def test_rows_are_spread_out(script: ModuleType) -> None:
    points = np.concatenate([np.zeros((50, 2)), np.array([[5.0, 0], [0, 7], [9, 9]])]).astype(np.float32)
    assert set(script.spread_rows(points, 4)) >= {0, 50, 51, 52}
    assert script.spread_rows(points[:2], 100).tolist() == [0, 1]
    assert len(script.spread_rows(points[:0], 3)) == 0


def test_the_bank_is_as_large_as_promised(script: ModuleType) -> None:
    assert script.NUM_PEOPLE >= 200
    assert script.NUM_PEOPLE * script.ENTRIES_PER_PERSON >= 20_000
    seeds = range(script.FIRST_SEED, script.FIRST_SEED + script.NUM_PEOPLE)
    assert not {script.SUBJECT_SEED, script.DRIVER_SEED} & set(seeds)
