"""The experiment's bookkeeping: cells are stored once, controls move as far as retrieval, intervals cover the truth."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.bank.store import ExpressionBank
from core.errors import FormatError, InputError
from core.evidence.banks import left_out, part_of
from core.evidence.cells import TESTED_BY, Arm, Cell, CellResult, CellStore
from core.evidence.controls import NoiseReplacer, mean_move, own_table, random_table, scaled
from core.evidence.pages import write_enclosed, write_markdown
from core.evidence.plan import LONG_STEPS, PLANS, STEPS, cells_of
from core.evidence.plots import write_plots
from core.evidence.probes import spoilt
from core.evidence.report import summarise
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


def test_cells_that_differ_in_their_tests_share_a_training() -> None:
    cell = Cell("wall_woman", Arm("raf", "raf", POLICY), bank="real")
    assert not {"translate", "live"} & set(cell.arm.to_dict()), "cells from before them keep their names"
    for arm in (replace(cell.arm, **{name: True}) for name in TESTED_BY):  # type: ignore[arg-type]
        other = replace(cell, arm=arm)
        assert other.key != cell.key
        assert other.training == cell.training
    assert replace(cell, probes=("bits4",), test_frames=3).training == cell.training
    for other in (replace(cell, seed=1), replace(cell, arm=replace(cell.arm, pose_weight=1.0))):
        assert other.training != cell.training


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


def test_a_shuffled_policy_is_the_arm_residual(table: NeighbourTable) -> None:
    """The program's default draws from the distribution that the experiment measured."""
    everything, shuffled = replace(POLICY, p=1.0), replace(POLICY, p=1.0, shuffled=True)
    ids = torch.arange(FRAMES).repeat(200)
    queries = torch.from_numpy(table.queries)[ids]
    ways = [NoiseReplacer(table, everything, 3, "others"), Replacer(table, shuffled, 3)]
    first, second = ((way.replace(ids, queries, 0)[0] - queries).numpy() @ table.whitening.transform for way in ways)
    size = float(np.trace(np.cov(first.T)))
    assert np.abs(first.mean(axis=0) - second.mean(axis=0)).max() < 0.03 * np.sqrt(size)
    assert np.abs(np.cov(first.T) - np.cov(second.T)).max() < 0.03 * size


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


FACTORS = {"none": 1.0, "raf": 0.8, "noise": 0.95, "random": 1.05}


def stored(folder: Path, people: list[str], factors: dict[str, float] | None = None, **more: object) -> CellStore:
    """A store of made-up results: an arm's figures are its factor times the person's."""
    store = CellStore(folder)
    for number, person in enumerate(people):
        for name, share in (factors or FACTORS).items():
            arm = Arm(name, "none" if name == "none" else "raf")
            cell = replace(Cell(person, arm, steps=STEPS, bank=f"b{name}"), **more)
            figures = {"landmark_share": share * (1 + 0.1 * number), "lpips": share, "identity": 0.9}
            tests = {name: {"all": figures, "far": figures} for name in ("self", "cross", "self bits4")}
            facts = {"spread": {"effective_rank": 4.0, "log_volume": -3.0}, "replacing_s": 1e-4, "steps_per_s": 50.0}
            store.put(cell, CellResult(cell.to_dict(), name, tests, facts))
    return store


def test_a_report_reads_stored_cells_alone(tmp_path: Path) -> None:
    stored(tmp_path, [f"synthetic-{n}" for n in range(4)])
    found = summarise(CellStore(tmp_path).all())
    gain = found["summary"]["landmark_gain_vs_none_far"]
    assert gain["mean"] == pytest.approx(0.2)
    assert gain["people"] == 4
    assert found["summary"]["r_self_landmark_gain_vs_none_far"] is None
    assert found["summary"]["claim_holds"] is None, "one of the three sets is not measured"
    assert found["tolerance"]["raf"]["bits4"] == pytest.approx(0.8 * 1.15)
    assert found["arms"]["raf"]["share_of_step"] == pytest.approx(0.005)
    assert summarise([])["summary"]["claim_holds"] is None


def test_the_claim_holds_only_where_every_set_says_so(tmp_path: Path) -> None:
    people = ["synthetic-1", "synthetic-2", "wall_woman", "podium_man"]
    store = stored(tmp_path, people)
    assert summarise(store.all())["summary"]["claim_holds"] is True
    stored(tmp_path, people, {"noise": 0.7})
    assert summarise(store.all())["summary"]["claim_holds"] is False, "noise does it better"


def test_people_of_the_development_set_and_parts_of_banks_stand_apart(tmp_path: Path) -> None:
    stored(tmp_path, ["synthetic-1", "synthetic-2"])
    stored(tmp_path, ["synthetic-901", "synthetic-1-wide", "demo"])
    stored(tmp_path, ["synthetic-1", "synthetic-2"], {"raf": 2.0}, bank="b@300")
    groups = summarise(CellStore(tmp_path).all())["groups"]
    assert [g["people"] for g in groups] == ["main", "development", "smoke", "wide captures"]
    rows = groups[0]["tables"]["S-self far"]
    assert rows["raf"]["against_none"]["lpips"]["mean"] == pytest.approx(0.2)
    assert rows["raf @300"]["against_none"]["lpips"]["mean"] == pytest.approx(-1.0)


@pytest.mark.parametrize(
    ("bank", "part"),
    [("synthetic", ""), ("synthetic-blend52@3k", "3k"), ("dense", "dense"), ("dense@10k", "dense-10k")],
)
def test_tables_name_parts_of_banks(bank: str, part: str) -> None:
    assert part_of(bank) == part


def test_hypotheses_end_in_a_yes_a_no_or_not_measured(tmp_path: Path) -> None:
    people = ["synthetic-1", "synthetic-2", "synthetic-3"]
    factors = {**FACTORS, "noise-shaped": 0.8, "raf-full": 0.9, "raf-regions": 0.7, "residual": 0.97}
    store = stored(tmp_path, people, factors)
    found = {h["number"]: h["verdict"] for h in summarise(store.all())["hypotheses"]}
    assert (found[5], found[4], found[10], found[9]) == ("yes", "yes", "no", "not measured")


def test_splats_that_are_held_in_depth_stand_apart_and_come_first(tmp_path: Path) -> None:
    people = ["synthetic-1", "synthetic-2"]
    stored(tmp_path, people, {**FACTORS, "raf-regions": 0.7})
    held = (("hold.face", 0.01),)
    found = summarise(stored(tmp_path, people, {**FACTORS, "raf": 0.7}, options=held).all())
    assert [(g["held"], g["main"]) for g in found["groups"]] == [(True, True), (False, False)]
    assert found["summary"]["lpips_gain_vs_none_far"]["mean"] == pytest.approx(0.3)
    verdicts = {h["number"]: h["verdict"] for h in found["hypotheses"]}
    assert verdicts[4] == "yes", "of the cells that have both arms"


def test_the_claim_is_told_for_every_length_and_the_longest_is_enclosed(tmp_path: Path) -> None:
    people = ["synthetic-1", "synthetic-2", "wall_woman", "podium_man"]
    stored(tmp_path, people, {**FACTORS, "raf": 0.95, "residual": 0.9})
    found = summarise(stored(tmp_path, people[:2], {**FACTORS, "raf": 0.7}, steps=LONG_STEPS).all())
    told = {(c["steps"], c["arm"]): c["figures"] for c in found["claims"]}
    gains = {key: figures["lpips_gain_vs_none_far"] for key, figures in told.items()}
    assert gains[STEPS, "raf"]["mean"] == pytest.approx(0.05)
    assert gains[STEPS, "residual"]["mean"] == pytest.approx(0.1)
    assert gains[LONG_STEPS, "raf"]["mean"] == pytest.approx(0.3)
    assert gains[LONG_STEPS, "residual"] is None
    assert told[STEPS, "raf"] == found["summary"]
    assert told[STEPS, "raf"]["claim_holds"] is False
    assert told[LONG_STEPS, "raf"]["claim_holds"] is None, "no real people"

    write_enclosed(found, tmp_path / "enclosed.json")
    enclosed = json.loads((tmp_path / "enclosed.json").read_text())
    assert enclosed["tables"]["S-self far"]["raf"]["lpips"]["mean"] == pytest.approx(0.3)
    assert enclosed["tables"]["R-self far"]["raf"]["lpips"]["mean"] == pytest.approx(0.05), "not trained longer"
    assert (enclosed["steps"]["S-self far"], enclosed["steps"]["R-self far"]) == (LONG_STEPS, STEPS)
    assert enclosed["claim_holds"] is None
    assert enclosed["cells"] == found["cells"]


def test_only_seeds_that_both_arms_were_run_with_are_compared(tmp_path: Path) -> None:
    people = ["synthetic-1", "synthetic-2"]
    stored(tmp_path, people, {"none": 1.0, "raf": 0.8})
    stored(tmp_path, people, {"none": 3.0}, seed=1)
    assert summarise(CellStore(tmp_path).all())["summary"]["landmark_gain_vs_none_far"]["mean"] == pytest.approx(0.2)


def test_one_person_answers_nothing(tmp_path: Path) -> None:
    found = summarise(stored(tmp_path, ["synthetic-1"], {**FACTORS, "raf-full": 0.9}).all())["hypotheses"]
    assert {h["verdict"] for h in found} == {"not measured"}


def test_a_page_and_plots_say_what_the_summary_says(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    summary = summarise(stored(tmp_path / "cells", ["synthetic-1", "synthetic-2"]).all())
    plots = write_plots(summary, tmp_path)
    write_markdown(summary, tmp_path / "results.md", plots)
    text = (tmp_path / "results.md").read_text()
    assert "+20.0 % (+20.0 to +20.0)" in text
    assert "![evidence_gains_2500](evidence_gains_2500.svg)" in text
    first = plots[0].read_bytes()
    assert b"</svg>" in first
    assert write_plots(summary, tmp_path) == plots
    assert plots[0].read_bytes() == first, "the same figures give the same file"


@pytest.mark.parametrize(("rule", "kept"), [("", 48), ("7", 7), ("1k", 48), ("mislabelled", 48), ("one-sided", 24)])
def test_parts_of_a_bank(bank: ExpressionBank, rule: str, kept: int) -> None:
    out = left_out(bank, f"synthetic@{rule}" if rule else "synthetic")
    assert len(bank) - len(out) == kept
    assert set(out) <= set(bank.ids.tolist())


def test_a_part_of_few_people_and_one_that_is_not_there(bank: ExpressionBank) -> None:
    assert len(left_out(bank, "b@few-people")) == 0, "there are only four people"
    with pytest.raises(InputError, match="half"):
        left_out(bank, "b@half")


def test_probes_round_to_levels_and_add_noise_of_their_size() -> None:
    rng = np.random.default_rng(3)
    train = rng.normal(size=(500, 6)).astype(np.float32) * np.array([1, 2, 3, 4, 5, 6], np.float32)
    coarse = spoilt("bits3", train, train)
    assert max(len(np.unique(coarse[:, d])) for d in range(6)) <= 8
    assert np.abs(spoilt("bits8", train, train) - train).max() < np.abs(coarse - train).max() / 20
    noisy = spoilt("noise", train, train)
    np.testing.assert_array_equal(noisy, spoilt("noise", train, train))
    assert not np.allclose(noisy, train)
    with pytest.raises(InputError):
        spoilt("rust", train, train)


def test_plans_hold_no_cell_twice() -> None:
    for plan in PLANS:
        cells = cells_of(plan)
        assert len({c.key for c in cells}) == len(cells), plan
        assert all(not c.person.startswith(("wall", "curtain")) for c in cells_of(plan, real=False))
    with pytest.raises(InputError):
        cells_of("nothing")
