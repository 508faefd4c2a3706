"""The figures of descriptors: closed forms, and the page of a small made-up experiment."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.errors import FormatError
from core.evidence.anny52_fit import FitOptions, learn, mirrored, moves_of, noise_covariance
from core.evidence.box_fit import box_fit
from core.evidence.descriptor_report import write_descriptor_page
from core.evidence.descriptors import RAW, measure_synthetic
from core.evidence.retrieval_figures import correlations, moving_jitter, neighbour_identity, retrieval, still_jitter
from core.evidence.sittings import REST, STILL, TEST_EXPRESSIONS, Sitting, load_sitting, seed_of
from core.expression.anny52 import ACTIONS, calibration
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.expressions import pose
from tests.expression.made_faces import head_shape, make_tracks

LEARNT = 0.9
"""Least correlation of fitted actions with the truth, landmarks having noise of 0.3 mm."""
LEARNT_LOPSIDED = 0.8
"""Least correlation of a basis with the one that made the data, learnt from a head without mirror image."""


def made_sitting(seed: int, labels: tuple[str, ...], actions: np.ndarray, noise_m: float = 3e-4) -> Sitting:
    """Tracks whose landmarks move by the enclosed basis, and noise."""
    rng, known = np.random.default_rng(seed), calibration()
    points = np.tile(head_shape(), (len(labels), 1, 1)) + rng.normal(0, noise_m, (len(labels), 478, 3))
    order = [ACTION_NAMES.index(name) for name in ACTIONS]
    points[:, known.landmarks] += (actions[:, order] @ known.basis).reshape(len(labels), -1, 3)
    scores = np.abs(rng.normal(0.1, 0.02, (len(labels), 52)))
    return Sitting(seed, make_tracks(scores, points=points, seed=0), actions.astype(np.float32), labels)


def mixed(seed: int, count: int = 60) -> Sitting:
    rng = np.random.default_rng(seed)
    actions = np.where(rng.random((count, 52)) < 0.15, rng.uniform(0.3, 1, (count, 52)), 0)
    actions[:5] = 0
    return made_sitting(seed, (*(REST,) * 5, *("mixed",) * (count - 5)), actions)


def shown(seed: int) -> Sitting:
    still = (f"{STILL}-{REST}",) * 4
    labels = (*(REST,) * 5, *TEST_EXPRESSIONS, *still)
    rest = np.zeros((1, 52))
    actions = np.concatenate(
        [np.repeat(rest, 5, 0), [pose(v) for v in TEST_EXPRESSIONS.values()], np.repeat(rest, 4, 0)]
    )
    return made_sitting(seed, labels, actions)


def test_retrieval_of_perfect_and_of_personal_descriptors(rng: np.random.Generator) -> None:
    P, E, D = 5, 8, 6
    expression, person = rng.normal(size=(1, E, D)), rng.normal(size=(P, 1, D))
    seen = np.ones((P, E), bool)
    perfect = retrieval((expression + 1e-3 * rng.normal(size=(P, E, D))).astype(np.float32), seen)
    assert (perfect.top1, perfect.top5, perfect.pooled, perfect.same_identity) == (1, 1, 1, 0)
    assert perfect.chance == pytest.approx((E - 1) / (P * E - 1))
    personal = retrieval((1e-3 * expression + 10 * person).astype(np.float32), seen)
    assert personal.same_identity == 1


def test_a_face_that_was_not_found_neither_asks_nor_is_found(rng: np.random.Generator) -> None:
    points = np.repeat(rng.normal(size=(1, 4, 3)), 3, axis=0).astype(np.float32)
    seen = np.ones((3, 4), bool)
    points[0, 2], seen[0, 2] = points[0, 1], False
    assert retrieval(points, seen).top1 == 1


def test_neighbours_of_one_clip_close_in_time_do_not_count() -> None:
    points = np.array([[0.0], [0.1], [5.0], [5.1]], np.float32)
    person = np.array(["a", "a", "b", "c"])
    near = neighbour_identity(points, person, person, np.array([0, 1, 0, 0.0]), gap_s=0.5)
    assert near == (0.5, pytest.approx((1 / 3 + 1 / 3) / 4))
    apart = neighbour_identity(points, person, person, np.array([0, 0.1, 0, 0]), gap_s=0.5)
    assert apart == (0.0, 0.0)


def test_jitter_is_the_share_of_the_usual_distance(rng: np.random.Generator) -> None:
    noise = 0.01 * rng.normal(size=(4000, 3))
    apart = np.array([[0, 0, 0], [1, 0, 0]], np.float32)
    expected = 0.01 * np.sqrt(2) * np.sqrt(8 / np.pi)  # mean length of a 3-vector of two noises' difference
    assert still_jitter(noise.astype(np.float32), apart) == pytest.approx(expected, rel=0.05)
    smooth = np.stack([np.sin(np.arange(4000) / 200)] * 3, axis=1)
    assert moving_jitter(smooth.astype(np.float32)) < 1e-3 < moving_jitter((smooth + noise).astype(np.float32))
    assert np.isnan(moving_jitter(np.zeros((3, 3), np.float32)))


def test_correlation_of_constant_columns() -> None:
    truth = np.array([[0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [2.0, 1.0, 2.0]], np.float32)
    found = np.array([[0.0, 5.0, 1.0], [2.0, 6.0, 1.0], [4.0, 7.0, 1.0]], np.float32)
    values = correlations(found, truth)
    assert values[0] == pytest.approx(1)
    assert np.isnan(values[1])
    assert values[2] == 0


def test_calibration_finds_the_basis_that_made_the_data() -> None:
    known, people = calibration(), [mixed(seed) for seed in range(8)]
    options = FitOptions(motion_ridge=0.1)
    moves = moves_of(people)
    assert len(mirrored(moves, head_shape()).moved) == 2 * len(moves.moved)
    found = learn(people, known.landmarks.tolist(), options)
    jaw = ACTIONS.index("jawOpen")
    # a made-up head is not symmetric, so only what the mirror image leaves alone can be compared
    assert np.corrcoef(found.basis[jaw][1::3], known.basis[jaw][1::3])[0, 1] > LEARNT_LOPSIDED
    covariance, spread, names = noise_covariance(people, known.landmarks.tolist(), options)
    assert covariance.shape == spread.shape == (len(names), len(names))
    assert np.trace(covariance) < np.trace(spread)


def test_people_of_calibration_and_bank_never_meet() -> None:
    seeds = {purpose: {seed_of(purpose, n) for n in range(200)} for purpose in ("calibration", "bank", "test")}
    assert len(set.union(*seeds.values())) == 600


def test_stored_sittings_are_checked(tmp_path: Path) -> None:
    sitting = mixed(3, 8)
    sitting.tracks.save(tmp_path / "tracks.safetensors")
    truth = {"seed": 3, "actions": sitting.actions.tolist(), "labels": list(sitting.labels)}
    (tmp_path / "truth.json").write_text(json.dumps(truth), "utf-8")
    again = load_sitting(tmp_path)
    np.testing.assert_array_equal(again.actions, sitting.actions)
    assert again.rows(REST) == [0, 1, 2, 3, 4]
    (tmp_path / "truth.json").write_text(json.dumps(truth | {"labels": ["rest"]}), "utf-8")
    with pytest.raises(FormatError, match="damaged"):
        load_sitting(tmp_path)


def test_a_small_experiment_reaches_the_page(tmp_path: Path) -> None:
    bank = [mixed(seed, 30) for seed in (11, 12)]
    found = measure_synthetic(bank, {"test": [shown(seed) for seed in (21, 22, 23)]})
    by_row = {(row["encoder"], row["whitening"]): row for row in found["rows"]}
    assert (RAW, "to noise") not in by_row
    assert by_row["anny52", "to noise"]["top5"] > by_row["blend52", "to noise"]["top5"]  # the scores are noise here
    assert found["actions"]["anny52"]["jawOpen"] > LEARNT
    assert box_fit(bank[0]).max() <= 1
    result = {"development": False, "synthetic": found, "real": None}
    write_descriptor_page(result, tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "| geo+anny52 | to noise |" in page
    assert "| jawOpen |" in page
