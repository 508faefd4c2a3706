"""Neighbour tables, policies and the replacer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bank.store import ExpressionBank
from core.errors import FormatError, InputError, ShapeError
from core.project.atomic import record_path
from core.raf.neighbours import NeighbourTable, RetrievalOptions, own_distance
from core.raf.policy import ReplacementPolicy
from core.raf.replace import Replacer
from tests.bank.made_banks import make_bank

FRAMES = 40


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> ExpressionBank:
    """Four people with ten entries each."""
    return ExpressionBank.open(make_bank(tmp_path_factory.mktemp("raf") / "b.rafbank", people=4, count=10))


@pytest.fixture(scope="module")
def queries(bank: ExpressionBank) -> np.ndarray:
    rng = np.random.default_rng(5)
    return rng.normal(0, 0.3, (FRAMES, len(bank.channels))).astype(np.float32)


@pytest.fixture(scope="module")
def table(bank: ExpressionBank, queries: np.ndarray) -> NeighbourTable:
    return NeighbourTable.build(bank, queries, k=5, options=RetrievalOptions(regions=("mouth", "eyes", "brows")))


def run(replacer: Replacer, queries: np.ndarray, steps: range) -> list[torch.Tensor]:
    """Batches of four frames."""
    found = []
    for step in steps:
        ids = torch.arange(step * 4, step * 4 + 4) % FRAMES
        found.append(replacer.replace(ids, torch.from_numpy(queries)[ids], step)[0])
    return found


def test_table_holds_the_nearest_in_whitened_distance(
    bank: ExpressionBank, queries: np.ndarray, table: NeighbourTable
) -> None:
    every = bank.whitening.distance(queries[:, None], bank.descriptors[None])
    np.testing.assert_allclose(table.distances, np.sort(every, axis=1)[:, :5], rtol=1e-4)
    rows = np.searchsorted(bank.ids, table.ids)
    np.testing.assert_array_equal(table.descriptors, bank.descriptors[rows])
    assert table.ids.dtype == np.int64
    eyes = table.regions["eyes"]
    assert {bank.channels[i].region for i in eyes.columns} == {"eyes"}
    assert (np.diff(eyes.distances, axis=1) >= 0).all()


def test_banned_excluded_and_pinned(bank: ExpressionBank, queries: np.ndarray, table: NeighbourTable) -> None:
    banned = [int(i) for i in np.unique(table.ids[:, 0])]
    options = RetrievalOptions(exclude_sources=(4,), pinned={3: (banned[0], banned[1])})
    other = NeighbourTable.build(bank, queries, k=5, exclude_persons=["person1"], banned=banned, options=options)
    people = bank.person_names[np.searchsorted(bank.ids, other.ids)]
    free = np.arange(FRAMES) != 3
    assert set(np.unique(people[free])) <= {"person2", "person3"}
    assert not np.isin(other.ids[free], banned).any()
    assert list(other.ids[3, :2]) == banned[:2]
    assert other.distances[3, 0] == pytest.approx(
        float(bank.whitening.distance(queries[3], bank.descriptors[bank.row_of(banned[0])])), rel=1e-4
    )
    with pytest.raises(InputError, match="no entry 999"):
        NeighbourTable.build(bank, queries, options=RetrievalOptions(pinned={0: (999,)}))
    with pytest.raises(InputError, match="no entry to retrieve"):
        NeighbourTable.build(bank, queries, exclude_persons=bank.persons)


def test_pose_counts_when_asked(bank: ExpressionBank, queries: np.ndarray) -> None:
    angles = np.tile([0.5, 0.0, 0.0], (FRAMES, 1))
    plain = NeighbourTable.build(bank, queries, k=1)
    posed = NeighbourTable.build(bank, queries, k=1, options=RetrievalOptions(pose_weight=1000.0), angles=angles)
    bank_yaw = bank.angles[:, :2]
    gap = np.linalg.norm(bank_yaw - angles[0, :2], axis=1)
    assert (posed.ids[:, 0] == bank.ids[np.argmin(gap)]).mean() > 0.9
    assert len(np.unique(plain.ids)) > 3
    with pytest.raises(InputError, match="angles"):
        NeighbourTable.build(bank, queries, options=RetrievalOptions(pose_weight=1.0))


def test_descriptors_of_another_length_are_refused(bank: ExpressionBank) -> None:
    with pytest.raises(FormatError, match="do not fit the bank"):
        NeighbourTable.build(bank, np.zeros((3, 7), np.float32))


def test_save_and_load(table: NeighbourTable, tmp_path: Path) -> None:
    path = tmp_path / "neighbours.safetensors"
    table.save(path)
    again = NeighbourTable.load(path)
    for name in ("ids", "distances", "descriptors", "queries"):
        np.testing.assert_array_equal(getattr(again, name), getattr(table, name))
    assert again.channels == table.channels
    assert again.bank == "b.rafbank"
    assert set(again.regions) == {"mouth", "eyes", "brows"}
    assert again.regions["mouth"].own_distance == table.regions["mouth"].own_distance
    np.testing.assert_array_equal(again.take([4, 2]).ids, table.ids[[4, 2]])


@pytest.mark.parametrize("damage", ["cut", "no record", "other kind", "swapped"])
def test_a_damaged_table_is_refused(table: NeighbourTable, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "neighbours.safetensors"
    table.save(path)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    elif damage == "no record":
        record_path(path).unlink()
    elif damage == "swapped":
        data = bytearray(path.read_bytes())
        data[-1] ^= 255
        path.write_bytes(data)
    else:
        record_path(path).write_text(record_path(path).read_text().replace('"neighbours"', '"other"'))
    with pytest.raises(FormatError):
        NeighbourTable.load(path)


def test_own_distance_ignores_neighbours_in_time() -> None:
    line = np.arange(100, dtype=np.float32)[:, None] * np.float32(0.1)
    assert own_distance(line, gap=10) == pytest.approx(1.0, rel=1e-3)
    assert own_distance(np.zeros((1, 3), np.float32)) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        *({"p": 1.5}, {"p": float("nan")}, {"k": 0}, {"warmup_steps": -1}, {"gate": 0.0}),
        *({"strength": (0.5, 0.2)}, {"strength": (0.0, 2.0)}, {"strength": (1.0,)}),
        *({"regions": ()}, {"regions": ("nose",)}, {"regions": ("eyes", "eyes")}),
    ],
)
def test_policy_checks_itself(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match="Replacement policy"):
        ReplacementPolicy(**wrong)  # type: ignore[arg-type]
    with pytest.raises(FormatError):
        ReplacementPolicy.from_dict(wrong)


def test_policy_survives_json() -> None:
    policy = ReplacementPolicy(p=0.3, strength=(0.1, 0.2), regions=("eyes",), gate=1.3, shuffled=False)
    assert ReplacementPolicy.from_dict(json.loads(json.dumps(policy.to_dict()))) == policy


def towards(**options: Any) -> ReplacementPolicy:
    """A policy that moves frames towards their own neighbours."""
    return ReplacementPolicy(**options, shuffled=False)


def test_full_strength_replaces_by_one_of_the_k(table: NeighbourTable, queries: np.ndarray) -> None:
    replacer = Replacer(table, towards(p=1.0, k=2, strength=(1.0, 1.0)), seed=1)
    ids = torch.arange(FRAMES)
    own = torch.from_numpy(queries)
    moved, changed = replacer.replace(ids, own, 0)
    assert bool(changed.all())
    gaps = np.abs(moved.numpy()[:, None] - table.descriptors[:, :2]).max(axis=2)
    np.testing.assert_allclose(gaps.min(axis=1), 0, atol=1e-6)
    assert len(np.unique(gaps.argmin(axis=1))) == 2
    np.testing.assert_array_equal(own.numpy(), queries)  # the input is not written to
    report = replacer.report()
    assert report.share == 1.0
    assert report.mean_moved == pytest.approx(report.mean_neighbour, rel=1e-3)


def test_partial_strength_goes_part_of_the_way(table: NeighbourTable, queries: np.ndarray) -> None:
    replacer = Replacer(table, towards(p=1.0, k=1, strength=(0.25, 0.25)), seed=1)
    moved, _ = replacer.replace(torch.arange(FRAMES), torch.from_numpy(queries), 0)
    np.testing.assert_allclose(moved.numpy(), queries + 0.25 * (table.descriptors[:, 0] - queries), atol=1e-6)
    assert replacer.report().mean_moved == pytest.approx(0.25 * float(table.distances[:, 0].mean()), rel=1e-3)


@settings(max_examples=30, deadline=None)
@given(p=st.floats(0, 1), high=st.floats(0, 1), seed=st.integers(0, 2**32))
def test_share_and_way_follow_the_policy(table: NeighbourTable, p: float, high: float, seed: int) -> None:
    queries = table.queries
    replacer = Replacer(table, towards(p=p, k=3, strength=(0.0, high)), seed)
    ids = torch.arange(FRAMES).repeat(10)
    moved, changed = replacer.replace(ids, torch.from_numpy(queries)[ids], 0)
    assert abs(float(changed.float().mean()) - p) <= 0.14  # 400 draws: more than 5 standard deviations
    np.testing.assert_array_equal(moved[~changed].numpy(), queries[ids.numpy()][~changed.numpy()])
    length = table.whitening.distance(moved.numpy(), queries[ids.numpy()])
    assert (length <= high * table.distances[ids.numpy(), 2] + 1e-3).all()
    assert torch.isfinite(moved).all()


def test_regions_are_drawn_apart_and_leave_the_others(table: NeighbourTable, queries: np.ndarray) -> None:
    replacer = Replacer(table, ReplacementPolicy(p=0.5, k=5, strength=(1.0, 1.0), regions=("eyes", "mouth")), seed=3)
    moved, changed = replacer.replace(torch.arange(FRAMES), torch.from_numpy(queries), 0)
    differs = moved.numpy() != queries
    part = {r: differs[:, [i for i, c in enumerate(table.channels) if c.region == r]].any(axis=1)
            for r in ("mouth", "eyes", "brows", "gaze")}  # fmt: skip
    assert not part["brows"].any()
    assert not part["gaze"].any()
    assert (part["eyes"] & ~part["mouth"]).any()
    assert (part["mouth"] & ~part["eyes"]).any()
    np.testing.assert_array_equal(changed.numpy(), part["eyes"] | part["mouth"])
    with pytest.raises(InputError, match="gaze"):
        Replacer(table, ReplacementPolicy(regions=("gaze",)), seed=0)


def test_gate_and_warmup_hold_back(table: NeighbourTable, queries: np.ndarray) -> None:
    own = torch.from_numpy(queries)
    shut = Replacer(table, ReplacementPolicy(p=1.0, gate=1e-6), seed=0)
    moved, changed = shut.replace(torch.arange(FRAMES), own, 0)
    assert not changed.any()
    assert moved is own
    assert shut.report().gated == FRAMES
    middle = float(np.median(table.distances[:, 0])) / table.whole.own_distance
    half = Replacer(table, towards(p=1.0, gate=middle, strength=(1.0, 1.0)), seed=0)
    _, changed = half.replace(torch.arange(FRAMES), own, 0)
    np.testing.assert_array_equal(changed.numpy(), table.distances[:, 0] <= middle * table.whole.own_distance)
    cold = Replacer(table, ReplacementPolicy(p=1.0, warmup_steps=5), seed=0)
    assert not cold.replace(torch.arange(4), own[:4], 4)[1].any()
    assert cold.replace(torch.arange(4), own[:4], 5)[1].all()
    assert cold.report().share == 0.5


def test_shuffled_moves_are_those_of_lending_frames(table: NeighbourTable, queries: np.ndarray) -> None:
    lenders = np.arange(10, 15)
    policy = ReplacementPolicy(p=1.0, k=2, strength=(0.5, 0.5), shuffled=True)
    replacer = Replacer(table, policy, seed=1, lenders=lenders)
    moved, changed = replacer.replace(torch.arange(FRAMES), torch.from_numpy(queries), 0)
    assert bool(changed.all())
    lent = 0.5 * (table.descriptors[lenders, :2] - queries[lenders, None]).reshape(10, -1)
    gaps = np.abs((moved.numpy() - queries)[:, None] - lent).max(axis=2)
    np.testing.assert_allclose(gaps.min(axis=1), 0, atol=1e-6)
    assert len(np.unique(gaps.argmin(axis=1))) > 5  # of many of them, not of a frame's own
    assert replacer.report().mean_moved == pytest.approx(0.5 * replacer.report().mean_neighbour, rel=1e-3)
    with pytest.raises(InputError, match="Shuffled"):
        Replacer(table, policy, seed=1, lenders=np.zeros(0, int))


def test_shuffled_moves_of_a_region_leave_the_others(table: NeighbourTable, queries: np.ndarray) -> None:
    policy = ReplacementPolicy(p=1.0, k=2, strength=(1.0, 1.0), regions=("mouth",), shuffled=True)
    moved, _ = Replacer(table, policy, seed=1).replace(torch.arange(FRAMES), torch.from_numpy(queries), 0)
    mouth = np.array([c.region == "mouth" for c in table.channels])
    np.testing.assert_array_equal(moved.numpy()[:, ~mouth], queries[:, ~mouth])
    assert (moved.numpy() != queries)[:, mouth].any(axis=1).all()


def test_a_policy_from_before_shuffling_stays_as_it_was() -> None:
    assert not ReplacementPolicy.from_dict({"p": 0.5, "k": 8, "strength": [0.0, 0.5]}).shuffled
    assert "shuffled" not in ReplacementPolicy(shuffled=False).to_dict()
    assert ReplacementPolicy.from_dict({}) == ReplacementPolicy.from_dict(ReplacementPolicy().to_dict())


@pytest.mark.parametrize("shuffled", [False, True])
def test_seed_decides_and_resume_is_exact(table: NeighbourTable, queries: np.ndarray, shuffled: bool) -> None:
    policy = ReplacementPolicy(p=0.5, k=5, shuffled=shuffled)
    whole = Replacer(table, policy, seed=7)
    straight = run(whole, queries, range(20))
    again = run(Replacer(table, policy, seed=7), queries, range(20))
    assert all(torch.equal(a, b) for a, b in zip(straight, again, strict=True))
    other = run(Replacer(table, policy, seed=8), queries, range(20))
    assert any(not torch.equal(a, b) for a, b in zip(straight, other, strict=True))
    first = Replacer(table, policy, seed=7)
    run(first, queries, range(9))
    state = json.loads(json.dumps(first.state_dict()))
    resumed = Replacer(table, policy, seed=99)
    resumed.load_state_dict(state)
    rest = run(resumed, queries, range(9, 20))
    assert all(torch.equal(a, b) for a, b in zip(straight[9:], rest, strict=True))
    assert resumed.report().changed == whole.report().changed
    assert resumed.report().mean_moved == pytest.approx(whole.report().mean_moved, rel=1e-5)
    with pytest.raises(FormatError):
        resumed.load_state_dict({"generator": {}, "totals": {}})


def test_bad_batches_are_refused(table: NeighbourTable, queries: np.ndarray) -> None:
    replacer = Replacer(table, ReplacementPolicy(), seed=0)
    with pytest.raises(InputError, match="no neighbours"):
        replacer.replace(torch.tensor([FRAMES]), torch.from_numpy(queries[:1]), 0)
    with pytest.raises(ShapeError):
        replacer.replace(torch.tensor([0, 1]), torch.from_numpy(queries[:1]), 0)
    empty, changed = replacer.replace(torch.zeros(0, dtype=torch.long), torch.zeros(0, queries.shape[1]), 0)
    assert empty.shape[0] == 0
    assert changed.shape == (0,)


def test_gradients_pass_through(table: NeighbourTable, queries: np.ndarray) -> None:
    own = torch.from_numpy(queries[:8]).requires_grad_()
    moved, _ = Replacer(table, ReplacementPolicy(p=1.0, strength=(0.5, 0.5)), seed=0).replace(torch.arange(8), own, 0)
    moved.sum().backward()
    torch.testing.assert_close(own.grad, torch.full_like(own, 0.5))
