"""The experiment's bookkeeping: cells are stored once, controls move as far as retrieval, intervals cover the truth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.bank.store import ExpressionBank
from core.errors import FormatError, InputError
from core.evidence.cells import Arm, Cell, CellResult, CellStore
from core.evidence.controls import NoiseReplacer, mean_move, own_table, random_table, scaled
from core.evidence.plan import PLANS, cells_of
from core.evidence.report import summarise, write_markdown
from core.evidence.statistics import bootstrap, paired_gain
from core.evidence.subjects import far_frames, spread_of
from core.raf.neighbours import NeighbourTable
from core.raf.policy import ReplacementPolicy
from core.raf.replace import Replacer
from tests.bank.made_banks import make_bank

FRAMES = 60
POLICY = ReplacementPolicy(p=0.5, k=4)
SIZE_TOLERANCE = 0.08
"""Of mean sizes over some 2,000 draws."""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> ExpressionBank:
    return ExpressionBank.open(make_bank(tmp_path_factory.mktemp("evidence") / "b.rafbank", people=4, count=12))


@pytest.fixture(scope="module")
def table(bank: ExpressionBank) -> NeighbourTable:
    rng = np.random.default_rng(5)
    queries = rng.normal(0, 0.3, (FRAMES, len(bank.channels))).astype(np.float32)
    return NeighbourTable.build(bank, queries, k=4)


def moved(replacer: Replacer | NoiseReplacer, table: NeighbourTable, rounds: int = 70) -> float:
    ids, queries = torch.arange(FRAMES), torch.from_numpy(table.queries)
    for step in range(rounds):
        replacer.replace(ids, queries, step)
    report = replacer.report()
    assert report.share == pytest.approx(POLICY.p, abs=0.05)
    return report.mean_moved


def test_a_cells_name_depends_on_what_matters_and_on_nothing_else() -> None:
    cell = Cell("wall_woman", Arm("raf", "raf", POLICY), bank="real")
    assert cell.key == replace(cell, arm=replace(cell.arm, name="another name")).key
    changed = [replace(cell, seed=1), replace(cell, steps=10), replace(cell, bank="b"), replace(cell, encoder="e")]
    changed.append(replace(cell, arm=replace(cell.arm, policy=replace(POLICY, p=0.4))))
    assert len({c.key for c in [cell, *changed]}) == 6
    plain = Cell("wall_woman", Arm("none"), bank="real")
    assert plain.key == replace(plain, bank="other").key, "without retrieval the bank does not matter"


def test_results_come_back_and_damage_is_an_error(tmp_path: Path) -> None:
    store, cell = CellStore(tmp_path / "cells"), Cell("a", Arm("none"))
    assert not store.has(cell)
    assert store.get(cell) is None
    result = CellResult(cell.to_dict(), "none", {"self": {"all": {"lpips": 0.1}}}, {"steps_per_s": 3.0})
    store.put(cell, result)
    assert store.get(cell) == CellResult({**cell.to_dict()}, "none", result.tests, result.facts)
    assert [r.arm for r in store.all()] == ["none"]
    store.path(cell).write_text('{"kind": "something else"}')
    with pytest.raises(FormatError, match="run again"):
        store.get(cell)


@pytest.mark.parametrize("kind", ["gaussian", "shaped", "others"])
def test_noise_moves_as_far_as_retrieval(table: NeighbourTable, kind: str) -> None:
    noise = NoiseReplacer(table, POLICY, 3, kind)  # type: ignore[arg-type]
    assert moved(noise, table) == pytest.approx(mean_move(table, POLICY), rel=SIZE_TOLERANCE)


def test_retrieval_moves_as_far_as_it_says(table: NeighbourTable) -> None:
    assert moved(Replacer(table, POLICY, 3), table) == pytest.approx(mean_move(table, POLICY), rel=SIZE_TOLERANCE)


def test_random_and_own_entries_move_as_far_too(table: NeighbourTable, bank: ExpressionBank) -> None:
    size = mean_move(table, POLICY)
    for other in (random_table(table, bank, 4, 1), own_table(table, 4, train=np.ones(FRAMES, bool), gap=3)):
        policy = scaled(POLICY, size, other)
        assert moved(Replacer(other, policy, 3), other) == pytest.approx(size, rel=SIZE_TOLERANCE)


def test_own_neighbours_are_other_training_moments(table: NeighbourTable) -> None:
    train = np.arange(FRAMES) < 40
    own = own_table(table, 4, train=train, gap=5)
    assert (own.ids < 40).all()
    assert (np.abs(own.ids - np.arange(FRAMES)[:, None]) >= 5).all()
    assert (np.diff(own.distances, axis=1) >= 0).all()


def test_noise_goes_on_exactly_where_it_stopped(table: NeighbourTable) -> None:
    ids, queries = torch.arange(8), torch.from_numpy(table.queries[:8])
    first, second = (NoiseReplacer(table, POLICY, 7, "shaped") for _ in range(2))
    first.replace(ids, queries, 0)
    second.load_state_dict(first.state_dict())
    assert torch.equal(first.replace(ids, queries, 1)[0], second.replace(ids, queries, 1)[0])
    with pytest.raises(FormatError):
        second.load_state_dict({})


def test_far_frames_are_those_that_nothing_in_training_is_like() -> None:
    train = np.zeros((5, 3), np.float32)
    test = np.zeros((10, 3), np.float32)
    test[[2, 7], 0] = (3.0, 4.0)
    np.testing.assert_array_equal(np.flatnonzero(far_frames(test, train)), [2, 7])
    assert far_frames(test[:1], train).tolist() == [True]


def test_effective_rank_counts_directions() -> None:
    rng = np.random.default_rng(0)
    wide = rng.normal(size=(4000, 4)).astype(np.float32)
    flat = wide.copy()
    flat[:, 2:] = 0
    assert spread_of(wide)["effective_rank"] == pytest.approx(4.0, abs=0.05)
    assert spread_of(flat)["effective_rank"] == pytest.approx(2.0, abs=0.05)
    assert spread_of(wide)["log_volume"] > spread_of(flat)["log_volume"]


def test_intervals() -> None:
    gain = paired_gain({"a": [0.8, 0.8], "b": [0.9], "c": [1.0]}, {"a": [1.0], "b": [1.0], "d": [1.0]})
    assert gain is not None
    assert (gain.people, gain.mean) == (2, pytest.approx(0.15))
    assert gain.low <= 0.15 <= gain.high
    assert gain.excludes_zero
    assert bootstrap(np.zeros(0)) is None
    rng = np.random.default_rng(1)
    inside = [bootstrap(rng.normal(1.0, 1.0, 20), draws=400) for _ in range(100)]
    covered = sum(i is not None and i.low <= 1.0 <= i.high for i in inside)
    assert 85 <= covered <= 100


def test_a_report_reads_stored_cells_alone(tmp_path: Path) -> None:
    store = CellStore(tmp_path)
    factor = {"none": 1.0, "raf": 0.8, "noise": 0.95, "random": 1.05}
    for person in range(4):
        for name, share in factor.items():
            cell = Cell(f"synthetic-{person}", Arm(name, "none" if name == "none" else "raf"), seed=hash(name) % 97)
            figures = {"landmark_share": share * (1 + 0.1 * person), "lpips": share, "identity": 0.9}
            tests = {"self": {"all": figures, "far": figures}, "cross": {"all": figures, "far": figures}}
            store.put(replace(cell, bank=name), CellResult(replace(cell, bank=name).to_dict(), name, tests))
    found = summarise(store.all())
    gain = found["summary"]["landmark_gain_vs_none_far"]
    assert gain["mean"] == pytest.approx(0.2)
    assert gain["people"] == 4
    assert found["summary"]["r_self_landmark_gain_vs_none_far"] is None
    assert found["summary"]["claim_holds"] is True
    write_markdown(found, tmp_path / "results.md")
    text = (tmp_path / "results.md").read_text()
    assert "+20.0 % (+20.0 to +20.0)" in text
    assert summarise([])["summary"]["claim_holds"] is None


def test_plans_hold_no_cell_twice() -> None:
    for plan in PLANS:
        cells = cells_of(plan)
        assert len({c.key for c in cells}) == len(cells), plan
        assert all(not c.person.startswith(("wall", "curtain")) for c in cells_of(plan, real=False))
    with pytest.raises(InputError):
        cells_of("nothing")
