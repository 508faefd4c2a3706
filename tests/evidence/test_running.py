"""Running cells: what drives in a test, trainings that are shared, and exams that fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.errors import InputError
from core.events import CancelToken, discard
from core.evidence import subjects
from core.evidence.cells import Arm, Cell, CellResult, CellStore
from core.evidence.exam import Exam
from core.evidence.runner import run_cells
from core.evidence.subjects import CROSS, SELF
from core.expression.encoder import get_encoder
from core.expression.translation import translation_of
from core.live.projection import OWN_SLACK, RangeProjection

Drive = Callable[[str, Arm], np.ndarray]


class TestDriving:
    """What an arm does to the descriptors of a test."""

    @pytest.fixture
    def driven(self) -> Drive:
        encoder, rng = get_encoder("geo"), np.random.default_rng(0)
        train = rng.normal(0, 0.1, (60, len(encoder.channels))).astype(np.float32)
        self.descriptors = rng.normal(0, 0.3, (20, len(encoder.channels))).astype(np.float32)
        self.encoder, self.train = encoder, train

        def drive(test: str, arm: Arm) -> np.ndarray:
            avatar, subject = SimpleNamespace(train_descriptors=train), SimpleNamespace(encoder=encoder)
            exam = Exam(Cell("a", arm), subject, avatar, None, None)  # type: ignore[arg-type]
            return exam._driving(subjects.Test(test, None, None, self.descriptors))  # type: ignore[arg-type]

        return drive

    def test_a_plain_arm_changes_nothing(self, driven: Drive) -> None:
        for test in (SELF, CROSS):
            np.testing.assert_array_equal(driven(test, Arm("none")), self.descriptors)

    def test_translation_is_for_others_alone(self, driven: Drive) -> None:
        matrix = translation_of(self.encoder)
        assert matrix is not None
        np.testing.assert_allclose(driven(CROSS, Arm("t", translate=True)), self.descriptors @ matrix)
        np.testing.assert_array_equal(driven(SELF, Arm("t", translate=True)), self.descriptors)

    def test_live_is_what_the_program_does(self, driven: Drive) -> None:
        matrix = translation_of(self.encoder)
        assert matrix is not None
        foreign = RangeProjection(self.train).project(self.descriptors @ matrix).descriptors
        np.testing.assert_allclose(driven(CROSS, Arm("l", live=True)), foreign)
        own = RangeProjection(self.train, slack=OWN_SLACK).project(self.descriptors).descriptors
        np.testing.assert_allclose(driven(SELF, Arm("l", live=True)), own)


def stub_runner(monkeypatch: pytest.MonkeyPatch, trained: list[str], broken: str = "") -> None:
    def run_cell(cell: Cell, subject: Any, *, alike: Any, put: Any, **rest: Any) -> None:
        trained.append(cell.training)
        for one in (cell, *alike):
            if one.arm.name == broken:
                raise InputError("an exam that fails")
            put(one, CellResult(one.to_dict(), one.arm.name, {}))

    monkeypatch.setattr("core.evidence.run_cell.run_cell", run_cell)
    monkeypatch.setattr("core.evaluation.judge.load_instruments", lambda *a, **k: None)


def test_cells_that_share_a_training_are_run_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[str] = []
    stub_runner(monkeypatch, trained)
    workshop: Any = SimpleNamespace(store=None, subject=lambda *a, **k: None)
    cells = [Cell(p, arm) for p in ("a", "b") for arm in (Arm("none"), Arm("none-live", live=True))]
    store = CellStore(tmp_path)
    summary = run_cells(cells, store, workshop, emit=discard, cancel=CancelToken())
    assert (summary.done, summary.present, len(trained)) == (4, 0, 2)
    assert all(store.has(c) for c in cells)
    again = run_cells(cells, store, workshop, emit=discard, cancel=CancelToken())
    assert (again.done, again.present, len(trained)) == (0, 4, 2)


def test_a_failing_exam_does_not_lose_the_finished_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub_runner(monkeypatch, [], broken="none-live")
    workshop: Any = SimpleNamespace(store=None, subject=lambda *a, **k: None)
    cells, store = [Cell("a", Arm("none")), Cell("a", Arm("none-live", live=True))], CellStore(tmp_path)
    summary = run_cells(cells, store, workshop, emit=discard, cancel=CancelToken())
    assert store.has(cells[0])
    assert not store.has(cells[1])
    assert summary.failed
