"""The blind study: questions, answers on disk, intervals."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import FormatError, InputError
from core.project.study import (
    FOLDER,
    StudySession,
    Trial,
    begin,
    delete_session,
    design_effect,
    load_sessions,
    overall,
    participants,
    plan,
    save_session,
    wilson,
    write_answers,
)

FRAMES = np.arange(100, 400)
RETRIEVED = FRAMES % 7 + 1
ELIGIBLE = np.arange(1, 51)


def session(name: str = "AB", count: int = 10, seed: int = 3) -> StudySession:
    return begin(name, seed, plan(FRAMES, RETRIEVED, ELIGIBLE, count, seed), capture_id="c", bank="b.rafbank")


def answered(name: str, right: int, wrong: int, seed: int = 0) -> StudySession:
    made = session(name, right + wrong, seed)
    for i, trial in enumerate(made.trials):
        made = made.answered(trial.retrieved_left if i < right else not trial.retrieved_left, 1.5)
    return made


@pytest.mark.parametrize("count", [1, 7, 40])
def test_questions_are_balanced_spread_and_repeatable(count: int) -> None:
    trials = plan(FRAMES, RETRIEVED, ELIGIBLE, count, 11)
    assert trials == plan(FRAMES, RETRIEVED, ELIGIBLE, count, 11)
    assert count == 1 or trials != plan(FRAMES, RETRIEVED, ELIGIBLE, count, 12)
    left = sum(t.retrieved_left for t in trials)
    assert left + sum(t.retrieved_left for t in plan(FRAMES, RETRIEVED, ELIGIBLE, count, 12)) == count
    assert abs(2 * left - count) <= 1
    frames = sorted(t.frame for t in trials)
    assert len(set(frames)) == count
    parts = np.searchsorted(np.linspace(100, 400, count + 1).astype(int)[1:], frames, side="right")
    assert parts.tolist() == list(range(count)), "one frame of each part of the capture"
    assert all(t.retrieved == t.frame % 7 + 1 and t.random != t.retrieved for t in trials)


def test_order_is_random() -> None:
    frames = [t.frame for t in plan(FRAMES, RETRIEVED, ELIGIBLE, 40, 0)]
    assert frames != sorted(frames)
    sides = [t.retrieved_left for t in plan(FRAMES, RETRIEVED, ELIGIBLE, 40, 0)]
    assert sides != [i % 2 == 0 for i in range(40)]


def test_random_faces_are_none_of_the_retrieved_and_even() -> None:
    avoid = np.tile(np.arange(1, 11), (300, 1))
    drawn = [t.random for s in range(60) for t in plan(FRAMES, RETRIEVED, ELIGIBLE, 40, s, avoid=avoid)]
    assert set(drawn) == set(range(11, 51))
    counts = np.bincount(drawn, minlength=51)[11:]
    assert counts.min() > 0.5 * counts.mean()
    with pytest.raises(InputError, match="too small"):
        plan(FRAMES, RETRIEVED, np.arange(1, 11), 5, 0, avoid=avoid)


def test_too_few_frames_give_fewer_questions() -> None:
    assert len(plan(FRAMES[:3], RETRIEVED[:3], ELIGIBLE, 20, 0)) == 3
    with pytest.raises(InputError, match="frames with a face"):
        plan(FRAMES[:0], RETRIEVED[:0], ELIGIBLE, 20, 0)


def test_partial_sessions_are_kept_and_go_on(tmp_path: Path) -> None:
    made = session()
    for left in (True, False, True):
        made = made.answered(left, 0.8123456)
        save_session(tmp_path, made)
    (found,), broken = load_sessions(tmp_path)
    assert broken == ()
    assert found == made
    assert len(found.answers) == 3
    assert not found.complete
    while not found.complete:
        found = found.answered(True, 1.0)
    with pytest.raises(InputError, match="no question left"):
        found.answered(True, 1.0)
    delete_session(tmp_path, found.id)
    assert load_sessions(tmp_path) == ((), ())


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ({"kind": "other"}, "no study session"),
        ({"schema": 99}, "no study session"),
        ({"trials": []}, "damaged"),
        ({"answers": [{"left": True, "seconds": math.inf}]}, "damaged"),
        ({"answers": [{"left": True, "seconds": 1.0}] * 11}, "damaged"),
        ({"trials": [{}] * 5000}, "damaged"),
        ({"seed": "many"}, "damaged"),
    ],
)
def test_damaged_sessions_are_named_and_the_others_stay(tmp_path: Path, damage: dict[str, object], why: str) -> None:
    good = session()
    save_session(tmp_path, good)
    bad = tmp_path / FOLDER / "bad.json"
    bad.write_text(json.dumps({**good.to_dict(), **damage}))
    found, broken = load_sessions(tmp_path)
    assert found == (good,)
    assert len(broken) == 1
    assert isinstance(broken[0], FormatError)
    assert why in broken[0].what


def test_a_name_is_needed_and_cleaned() -> None:
    assert begin("  A \n B ", 0, session().trials, capture_id="c", bank="b").participant == "A B"
    with pytest.raises(InputError, match="name or initials"):
        begin("  ", 0, session().trials, capture_id="c", bank="b")


@pytest.mark.parametrize(
    ("chosen", "count", "low", "high"),
    # closed form, as tabulated for Wilson's interval without continuity correction
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson(chosen: int, count: int, low: float, high: float) -> None:
    assert wilson(chosen, count) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_wilson_covers_its_share() -> None:
    rng = np.random.default_rng(0)
    drawn = rng.binomial(40, 0.75, 4000)
    intervals = [wilson(int(x), 40) for x in drawn]
    covered = np.mean([low <= 0.75 <= high for low, high in intervals])
    assert 0.93 <= covered <= 0.97


def test_participants_that_differ_widen_the_interval() -> None:
    alike = [answered(name, 15, 5, i) for i, name in enumerate("ABCD")]
    apart = [
        answered(name, right, 20 - right, i)
        for i, (name, right) in enumerate(zip("ABCD", (20, 20, 10, 10), strict=True))
    ]
    one, other = overall(alike), overall(apart)
    assert one is not None
    assert other is not None
    assert (one.chosen, one.answers, one.participants) == (other.chosen, other.answers, 4) == (60, 80, 4)
    assert (one.low, one.high) == pytest.approx(wilson(60, 80))
    assert other.low < one.low - 0.02
    assert design_effect([(10, 10), (0, 10)]) == pytest.approx(20.0)
    assert design_effect([(10, 20)]) == 1.0
    assert design_effect([(20, 20), (20, 20)]) == 1.0


def test_scores_take_sessions_of_one_name_together() -> None:
    sessions = [answered("B", 8, 2), answered("A", 3, 1), replace(answered("B", 5, 5), answers=()), answered("B", 2, 0)]
    first, second = participants(sessions)
    assert (first.name, first.chosen, first.answers) == ("A", 3, 4)
    assert (second.name, second.chosen, second.answers, second.unfinished) == ("B", 10, 12, 0)
    assert second.median_s == 1.5
    assert overall([]) is None
    assert overall([replace(answered("B", 5, 5), answers=())]) is None


def test_answers_as_csv(tmp_path: Path) -> None:
    made = replace(session("=cmd()", 2), trials=(Trial(5, 7, 9, True), Trial(6, 8, 3, False)))
    made = made.answered(True, 1.25).answered(True, 2.0)
    write_answers(tmp_path / "answers.csv", [made])
    rows = list(csv.DictReader((tmp_path / "answers.csv").open(encoding="utf-8")))
    assert [r["chose_retrieved"] for r in rows] == ["1", "0"]
    assert [r["chosen_side"] for r in rows] == ["left", "left"]
    assert rows[0]["participant"] == "'=cmd()", "no spreadsheet takes a name for a formula"
