"""What a capture covers of a bank, and what it is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.bank.coverage import WORDS, actions_of, cover, regions_of
from core.bank.snapshot import BankSnapshot
from core.expression.encoder import get_encoder
from tests.bank.made_banks import make_bank


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> BankSnapshot:
    path: Path = make_bank(tmp_path_factory.mktemp("cover") / "b.rafbank", people=6, count=20, encoder_id="geo")
    return BankSnapshot.load(path)


def test_the_bank_itself_covers_the_bank(snapshot: BankSnapshot) -> None:
    found = cover(snapshot, snapshot.descriptors, snapshot.angles)
    assert found.share == 1.0
    assert found.asks == ()
    assert np.allclose(found.distance, 0, atol=2e-3)


def test_nothing_covers_nothing(snapshot: BankSnapshot) -> None:
    found = cover(snapshot, np.zeros((0, len(snapshot.channels)), np.float32))
    assert found.share == 0.0
    assert not found.covered.any()
    assert sum(ask.gain for ask in found.asks) == pytest.approx(1.0)


def test_a_region_added_is_no_longer_asked_for(snapshot: BankSnapshot) -> None:
    regions = regions_of(snapshot)
    before = cover(snapshot, snapshot.descriptors[:1], snapshot.angles[:1], regions=regions)
    first = before.asks[0]
    wanted = regions.of_entry == regions.of_entry[snapshot.row_of(first.entry_id)]
    rows = np.concatenate([[0], np.flatnonzero(wanted)])
    after = cover(snapshot, snapshot.descriptors[rows], snapshot.angles[rows], regions=regions)
    assert after.share > before.share
    assert after.covered[wanted].all()
    gains = [ask.gain for ask in before.asks]
    assert gains == sorted(gains, reverse=True)


def test_regions_are_the_same_every_time(snapshot: BankSnapshot) -> None:
    first, second = regions_of(snapshot), regions_of(snapshot)
    np.testing.assert_array_equal(first.of_entry, second.of_entry)
    assert set(first.of_entry) == set(range(len(first.typical)))
    assert all(first.of_entry[row] == region for region, row in enumerate(first.typical))


def test_words_say_what_to_do() -> None:
    channels = get_encoder("geo").channels
    relative = np.zeros(len(channels))
    names = [c.name for c in channels]
    relative[names.index("mouthOpening")] = 2.5
    relative[[names.index("gazeYawLeft"), names.index("gazeYawRight")]] = 1.5
    assert actions_of(channels, relative, np.zeros(3)) == ("open_mouth", "look_left")
    assert actions_of(channels, np.zeros(len(channels)), np.array([-0.5, 0, 0])) == ("turn_right",)
    assert actions_of(channels, np.zeros(len(channels)), np.zeros(3)) == ()
    relative[[names.index("lidOpeningLeft"), names.index("lidOpeningRight")]] = -2.0
    assert actions_of(channels, relative, np.zeros(3)) == ("open_mouth", "close_eyes")
    assert all(words and words[0].islower() for words in WORDS.values())


def test_fitted_actions_are_asked_for_like_those_of_the_tracker() -> None:
    channels = get_encoder("anny52").channels
    relative = np.array([3.0 if c.name == "fittedJawOpen" else 0.0 for c in channels])
    assert actions_of(channels, relative, np.zeros(3)) == ("open_mouth",)
