"""Filters and figures of a bank, against plain loops over it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bank.filter import BankFilter
from core.bank.snapshot import BankSnapshot
from core.bank.statistics import Reaches, Statistics, poses_of, repeated
from core.bank.synthetic import SyntheticBank, make_synthetic_bank
from core.bank.verify import verify_bank
from core.errors import Cancelled, FormatError

SMALL = SyntheticBank(entries=600, persons=4, seed=5)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> BankSnapshot:
    return BankSnapshot.load(make_synthetic_bank(tmp_path_factory.mktemp("figures") / "made.rafbank", SMALL))


def test_a_made_up_bank_is_a_sound_one(bank: BankSnapshot) -> None:
    assert verify_bank(bank.path).ok
    assert len(bank) == SMALL.entries
    assert len(bank.persons) == SMALL.persons


def test_the_open_filter_lets_everything_through(bank: BankSnapshot) -> None:
    assert BankFilter().is_open
    assert BankFilter().matches(bank).all()


def test_people_clips_and_words(bank: BankSnapshot) -> None:
    person, source = bank.persons[1], bank.sources[0]
    np.testing.assert_array_equal(BankFilter(persons=frozenset({person})).matches(bank), bank.person_names == person)
    np.testing.assert_array_equal(
        BankFilter(sources=frozenset({source.sha256})).matches(bank), bank.source_ids == source.id
    )
    np.testing.assert_array_equal(BankFilter(text="002 PERSON").matches(bank), bank.person_names == "Person 002")
    assert BankFilter(text="made up").matches(bank).all()  # the licence note
    assert not BankFilter(text="nobody").matches(bank).any()
    assert bank.ids[BankFilter(text="#17").matches(bank)].tolist() == [17]


def test_ranges_of_pose_and_channels(bank: BankSnapshot) -> None:
    wanted = BankFilter().with_angle("yaw", (-0.1, 0.2)).with_channel("mouthOpening", (0.0, 9.0))
    column = [c.name for c in bank.channels].index("mouthOpening")
    yaw, mouth = bank.angles[:, 0], bank.descriptors[:, column]
    np.testing.assert_array_equal(wanted.matches(bank), (yaw >= -0.1) & (yaw <= 0.2) & (mouth >= 0))
    assert wanted.with_angle("yaw", None).with_channel("mouthOpening", None).is_open
    assert BankFilter(channels={"no such channel": (5.0, 6.0)}).matches(bank).all()


ranges = st.dictionaries(st.text(max_size=8), st.tuples(*[st.floats(-9, 9)] * 2), max_size=4)
names = st.frozensets(st.text(max_size=8), max_size=4)


@given(st.builds(BankFilter, text=st.text(max_size=20), persons=names, sources=names, angles=ranges, channels=ranges))
def test_a_filter_survives_json(wanted: BankFilter) -> None:
    assert BankFilter.from_dict(json.loads(json.dumps(wanted.to_dict()))) == wanted


@pytest.mark.parametrize(
    "raw",
    [None, [], {"persons": "all"}, {"angles": {"yaw": [1]}}, {"angles": {"yaw": ["a", "b"]}}, {"angles": 4},
     {"channels": {"x": [float("nan"), 1]}}, {"persons": ["x"] * 10_001}],
)  # fmt: skip
def test_a_hostile_filter_is_refused(raw: object) -> None:
    with pytest.raises(FormatError, match="saved filter"):
        BankFilter.from_dict(raw)


@pytest.mark.parametrize("limit", [0.02, 0.3, 0.8, 5.0])
def test_repeats_are_those_of_a_plain_double_loop(bank: BankSnapshot, limit: float) -> None:
    judged = replace(bank, meta=replace(bank.meta, min_distance=limit))
    gaps = np.linalg.norm(bank.descriptors[:, None] - bank.descriptors[None], axis=2)
    expected = np.tril(gaps < limit, -1).any(axis=1)
    np.testing.assert_array_equal(repeated(judged), expected)


def test_counting_can_be_given_up(bank: BankSnapshot) -> None:
    with pytest.raises(Cancelled):
        Statistics.of(bank, stopped=lambda: True)


def test_poses_are_seen_as_in_a_picture() -> None:
    far_left_up, ahead, right_down = [0.9, 0.5, 0], [0, 0, 0], [-0.3, -0.5, 0]
    counts = poses_of(np.array([far_left_up, ahead, ahead, right_down], np.float32))
    assert counts.tolist() == [[0, 0, 0, 0, 1], [0, 0, 2, 0, 0], [0, 1, 0, 0, 0]]


def test_figures_add_up(bank: BankSnapshot) -> None:
    counted = Statistics.of(bank)
    assert counted.entries == 600
    assert sum(count for _, count in counted.persons) == 600
    assert counted.licences == (("made up", 600),)
    assert counted.poses.sum() == 600
    assert counted.bytes == (bank.path / "bank.sqlite").stat().st_size
    thinnest = counted.thin[0]
    values = bank.descriptors[:, [c.name for c in bank.channels].index(thinnest.channel)]
    beyond = values * thinnest.sign >= thinnest.bound * thinnest.sign
    assert beyond.sum() == thinnest.entries
    assert len(set(bank.person_names[beyond])) == thinnest.persons
    assert thinnest.persons <= counted.thin[-1].persons


def test_reaches_span_the_values(bank: BankSnapshot) -> None:
    reaches = Reaches.of(bank)
    np.testing.assert_array_equal(reaches.channels[:, 0], bank.descriptors.min(axis=0))
    np.testing.assert_array_equal(reaches.angles[:, 1], bank.angles.max(axis=0))
    assert (reaches.channel_counts.sum(axis=1) == 600).all()
    within = np.abs(bank.descriptors) <= reaches.usual
    assert (within.mean(axis=0) > 0.98).all()
    assert not within.all()


def test_an_empty_bank_has_figures(tmp_path: Path) -> None:
    from core.bank.store import ExpressionBank
    from core.expression.encoder import get_encoder

    ExpressionBank.create(tmp_path / "empty.rafbank", get_encoder()).close()
    empty = BankSnapshot.load(tmp_path / "empty.rafbank")
    assert Statistics.of(empty).thin == ()
    assert Reaches.of(empty).channels.shape == (28, 2)
    assert BankFilter(text="x").matches(empty).shape == (0,)
