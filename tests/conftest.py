"""Shared fixtures: real clips where the machine has them, small made-up clips everywhere, and fixed seeds."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

DATA_VARIABLE = "RAF_STUDIO_TEST_DATA"
CLIP_SIZE, CLIP_FPS = 96, 25


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real clips (faces/, metrics/); skips where there is none."""
    value = os.environ.get(DATA_VARIABLE)
    if not value:
        pytest.skip(f"{DATA_VARIABLE} is not set: no real clips on this machine")
    folder = Path(value)
    if not (folder / "faces").is_dir():
        pytest.skip(f"{DATA_VARIABLE} points to '{folder}', which has no faces/")
    return folder


@pytest.fixture(scope="session")
def real_clip(data_dir: Path):  # type: ignore[no-untyped-def]
    """``real_clip(name)``: the path of a real clip by its name without suffix; skips when it is not there."""

    def find(name: str) -> Path:
        found = sorted((data_dir / "faces").glob(f"{name}.*"))
        if not found:
            pytest.skip(f"the real clip '{name}' is not in the data folder")
        return found[0]

    return find


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with the same seed in every test."""
    return np.random.default_rng(20260308)


@pytest.fixture(autouse=True)
def _same_randomness() -> None:
    """Anything that draws from numpy's global generator draws the same in every run."""
    np.random.seed(7)


@pytest.fixture(scope="session")
def faceless_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A readable video of 20 frames with moving bars and no face in it."""
    cv2 = pytest.importorskip("cv2")
    path = tmp_path_factory.mktemp("clips") / "faceless.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), CLIP_FPS, (CLIP_SIZE, CLIP_SIZE))
    rows = np.arange(CLIP_SIZE, dtype=np.uint8)[:, None]
    for index in range(20):
        bars = np.broadcast_to((rows * 2 + index * 5).astype(np.uint8), (CLIP_SIZE, CLIP_SIZE))
        writer.write(np.ascontiguousarray(np.stack([bars] * 3, axis=-1)))
    writer.release()
    return path


@pytest.fixture(scope="session")
def text_named_mp4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text file with the suffix of a video."""
    path = tmp_path_factory.mktemp("clips") / "notes.mp4"
    path.write_text("This is no video.\n" * 50)
    return path
