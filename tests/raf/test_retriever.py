"""What a run would retrieve, found without the engine: equal to the engine's table, and to itself after changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bank.snapshot import BankSnapshot
from core.bank.store import ExpressionBank
from core.errors import InputError
from core.project.edits import ProjectEdits, RetrievalEdits
from core.raf.neighbours import NeighbourTable, RetrievalOptions
from core.raf.pins import NONE, put_first
from core.raf.retriever import Rules, Search, Space, touched_frames
from tests.bank.made_banks import make_bank

FRAMES, K = 60, 5
PEOPLE = ("person1", "person2", "person3", "person4", "person5")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bank(tmp_path_factory.mktemp("retriever") / "b.rafbank", people=5, count=12)


@pytest.fixture(scope="module")
def bank(folder: Path) -> BankSnapshot:
    return BankSnapshot.load(folder)


@pytest.fixture(scope="module")
def descriptors(bank: BankSnapshot) -> np.ndarray:
    return np.random.default_rng(5).normal(0, 0.3, (FRAMES, len(bank.channels))).astype(np.float32)


def search(bank: BankSnapshot, descriptors: np.ndarray, rules: Rules, region: str = "") -> Search:
    space = Space.of(bank, region)
    return Search(space, space.whiten(descriptors), rules, K)


EVERY = np.arange(FRAMES)


@pytest.mark.parametrize("region", ["", "mouth", "eyes"])
def test_it_finds_what_the_engine_finds(folder: Path, bank: BankSnapshot, descriptors: np.ndarray, region: str) -> None:
    rules = Rules(
        entries=frozenset({1, 14, 15}),
        persons=frozenset({"person2"}),
        sources=frozenset({bank.sources[3].sha256}),
        pins={3: (20, 1), 9: (40,)},
        pinned_persons=("person5", "person2"),
        pinned_sources=(bank.sources[0].sha256,),
    )
    ours = search(bank, descriptors, rules, region)
    rows, distances = ours.shown(ours.find(EVERY))
    options = RetrievalOptions(
        exclude_sources=(bank.sources[3].id,),
        pinned=dict(rules.pins),
        pinned_persons=rules.pinned_persons,
        pinned_sources=(bank.sources[0].id,),
        regions=("mouth", "eyes"),
    )
    with ExpressionBank.open(folder) as opened:
        table = NeighbourTable.build(
            opened, descriptors, k=K, exclude_persons=["person2"], banned=[1, 14, 15], options=options
        )
    theirs = table.regions[region] if region else table.whole
    np.testing.assert_array_equal(bank.ids[rows], theirs.ids)
    np.testing.assert_allclose(distances, theirs.distances, rtol=1e-4)
    assert list(bank.ids[rows[3, :2]]) == [20, 1]
    assert (bank.person_names[rows[EVERY != 3][:, 0]] != "person2").all()
    assert (bank.person_names[rows[[0, 1, 2], 0]] == "person5").all()


some = st.frozensets(st.integers(1, 60), max_size=20)
people = st.frozensets(st.sampled_from(PEOPLE), max_size=3)


@settings(max_examples=40, deadline=None)
@given(before=some, after=some, gone=people, then_gone=people, pinned=st.lists(st.sampled_from(PEOPLE), max_size=2))
def test_bringing_up_to_date_equals_finding_anew(
    bank: BankSnapshot,
    descriptors: np.ndarray,
    before: frozenset[int],
    after: frozenset[int],
    gone: frozenset[str],
    then_gone: frozenset[str],
    pinned: list[str],
) -> None:
    old = search(bank, descriptors, Rules(entries=before, persons=gone))
    new = search(
        bank,
        descriptors,
        Rules(entries=after, persons=then_gone, pinned_persons=tuple(dict.fromkeys(pinned)), pins={5: (7, 8)}),
    )
    updated, anew = new.changed_from(old, old.find(EVERY)), new.find(EVERY)
    for name in ("rows", "distances", "first", "first_distances"):
        np.testing.assert_array_equal(getattr(updated, name), getattr(anew, name), err_msg=name)
    np.testing.assert_array_equal(new.shown(updated)[0], new.shown(anew)[0])


def test_only_frames_that_lost_a_face_are_searched_anew(
    bank: BankSnapshot, descriptors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = search(bank, descriptors, Rules())
    known = old.find(EVERY)
    drawn = int(known.rows[10, 0])
    new = search(bank, descriptors, Rules(entries=frozenset({int(bank.ids[drawn])})))
    searched: list[int] = []
    whole = new._all.find
    monkeypatch.setattr(new._all, "find", lambda queries: searched.append(len(queries)) or whole(queries))
    updated = new.changed_from(old, known)
    assert searched == [int((known.rows == drawn).any(axis=1).sum())]
    assert 0 < searched[0] < FRAMES
    changed = touched_frames(known.rows, updated.rows)
    assert 10 in changed
    assert len(changed) == searched[0]


def test_nothing_left_says_so(bank: BankSnapshot, descriptors: np.ndarray) -> None:
    with pytest.raises(InputError, match="no face to retrieve"):
        search(bank, descriptors, Rules(persons=frozenset(PEOPLE)))


def test_fewer_than_wanted_are_marked(bank: BankSnapshot, descriptors: np.ndarray) -> None:
    few = search(bank, descriptors, Rules(entries=frozenset(int(i) for i in bank.ids[3:])))
    found = few.find(np.array([0, 7]))
    assert (found.rows[:, 3:] == NONE).all()
    assert np.isinf(found.distances[:, 3:]).all()
    assert (found.rows[:, :3] != NONE).all()


def test_pins_come_first_and_once() -> None:
    nearest, far = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    first, near = np.array([[3, 9], [NONE, NONE]]), np.array([[3.0, 9.0], [np.inf, np.inf]])
    rows, distances = put_first(first, near, nearest, far)
    assert rows.tolist() == [[3, 9, 1], [4, 5, 6]]
    assert distances.tolist() == [[3.0, 9.0, 1.0], [4.0, 5.0, 6.0]]


def test_rules_come_from_the_project(bank: BankSnapshot) -> None:
    edits = replace(
        RetrievalEdits().with_pins("b.rafbank", "c1", {4: (8,)}),
        banned_entries={"b.rafbank": (2,), "other.rafbank": (3,)},
        banned_sources={"b.rafbank": ("ab",)},
        pinned_persons={"b.rafbank": ("person1",)},
    )
    again = ProjectEdits.from_dict(ProjectEdits(retrieval=edits).to_dict()).retrieval
    assert again == edits
    rules = Rules.of(again, "b.rafbank", "c1", frozenset({"cd"}))
    assert rules == Rules(frozenset({2}), frozenset(), frozenset({"ab", "cd"}), {4: (8,)}, ("person1",), ())
    assert Rules.of(again, "b.rafbank", "c2", frozenset()).pins == {}


def test_random_faces_are_drawn_from_what_may_be_retrieved(bank: BankSnapshot, descriptors: np.ndarray) -> None:
    found = search(bank, descriptors, Rules(persons=frozenset({"person1", "person2", "person3"})))
    rows, distances = found.random(np.random.default_rng(1).random((FRAMES, K)))
    assert set(bank.person_names[rows].ravel()) == {"person4", "person5"}
    nearest = found.find(EVERY).distances
    assert distances.mean() > nearest.mean()
    assert (distances.min(axis=1) >= nearest[:, 0] - 1e-5).all()
