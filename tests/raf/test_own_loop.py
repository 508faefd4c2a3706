"""The loop printed in docs/raf_in_your_own_loop.md runs as it stands, and learns."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from core.bank.store import ExpressionBank
from tests.bank.made_banks import make_bank

DOCUMENT = Path(__file__).parents[2] / "docs" / "raf_in_your_own_loop.md"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)


def test_the_documented_distance() -> None:
    names = {"descriptors": np.random.default_rng(0).normal(0, 0.3, (64, 5)).astype(np.float32)}
    exec(compile(blocks()[1], str(DOCUMENT), "exec"), names)
    rows, far = names["rows"], names["far"]
    np.testing.assert_allclose(np.linalg.norm(rows - rows[:1], axis=1), far, rtol=1e-4, atol=1e-5)


def test_the_documented_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_bank(tmp_path / "people.rafbank", people=3, count=20)
    with ExpressionBank.open(tmp_path / "people.rafbank") as bank:
        D = len(bank.channels)
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    descriptors = rng.normal(0, 0.3, (64, D)).astype(np.float32)
    images = torch.from_numpy(descriptors) @ torch.randn(D, 12) * 0.1
    model = torch.nn.Sequential(torch.nn.Linear(D, 32), torch.nn.ReLU(), torch.nn.Linear(32, 12))
    before = float((model(torch.from_numpy(descriptors)) - images).abs().mean().detach())
    names = {
        "descriptors": descriptors,
        "images": images,
        "model": model,
        "optimiser": torch.optim.Adam(model.parameters(), 3e-3),
        "generator": torch.Generator().manual_seed(0),
        "steps": 200,
    }
    code = blocks()[0]
    exec(compile(code, str(DOCUMENT), "exec"), names)
    after = float((model(torch.from_numpy(descriptors)) - images).abs().mean().detach())
    assert after < 0.6 * before
    report = names["report"]
    assert 0.4 < report.share < 0.6  # type: ignore[attr-defined]
    assert report.mean_moved > 0  # type: ignore[attr-defined]
