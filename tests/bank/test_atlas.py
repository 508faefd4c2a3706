"""The map of a bank: the same every time, and new expressions land where their likes are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.bank.atlas import Atlas, planes_of
from core.bank.snapshot import BankSnapshot
from core.bank.store import ExpressionBank
from core.bank.synthetic import SyntheticBank, make_synthetic_bank
from core.errors import InputError
from core.expression.encoder import get_encoder

SMALL = SyntheticBank(entries=400, persons=5, seed=3)
ROUNDING = 1e-3  # float32 through a 28 x 28 whitening, in map units of about a standard deviation


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> BankSnapshot:
    return BankSnapshot.load(make_synthetic_bank(tmp_path_factory.mktemp("atlas") / "made.rafbank", SMALL))


@pytest.mark.parametrize("plane", ["face", "mouth", "eyes", "brows", "gaze", "head"])
def test_new_points_lie_where_equal_entries_lie(bank: BankSnapshot, plane: str) -> None:
    atlas = Atlas.of(bank, plane)  # type: ignore[arg-type]
    placed = atlas.place(bank.descriptors[:50], bank.angles[:50])
    np.testing.assert_allclose(placed, atlas.points[:50], atol=ROUNDING)
    assert np.isfinite(atlas.points).all()
    assert atlas.points.std(axis=0).min() > 0.1


def test_two_makings_agree(bank: BankSnapshot) -> None:
    np.testing.assert_array_equal(Atlas.of(bank).points, Atlas.of(bank).points)


def test_the_axes_say_what_lies_where(bank: BankSnapshot) -> None:
    atlas = Atlas.of(bank, "mouth")
    name, sign = atlas.axes[0].channels[0]
    column = [c.name for c in bank.channels].index(name)
    together = np.corrcoef(bank.descriptors[:, column], atlas.points[:, 0])[0, 1]
    assert sign == 1  # the strongest channel of an axis always points right or up
    assert together > 0.5


def test_the_head_plane_is_turn_and_nod(bank: BankSnapshot) -> None:
    atlas = Atlas.of(bank, "head")
    ahead, left, up = atlas.place(np.zeros((3, 28)), np.array([[0, 0, 0], [0.5, 0, 0], [0, 0.4, 0.3]]))
    np.testing.assert_allclose(ahead, 0, atol=ROUNDING)
    assert left[0] > 0.5
    assert abs(left[1]) < ROUNDING
    assert up[1] > 0.5


def test_only_planes_of_the_channels_are_offered(bank: BankSnapshot) -> None:
    assert planes_of(bank) == ("face", "mouth", "eyes", "brows", "gaze", "head")


def test_an_empty_bank_has_no_map(tmp_path: Path) -> None:
    ExpressionBank.create(tmp_path / "empty.rafbank", get_encoder()).close()
    with pytest.raises(InputError, match="empty"):
        Atlas.of(BankSnapshot.load(tmp_path / "empty.rafbank"))


def test_one_entry_alone_has_a_place(tmp_path: Path) -> None:
    one = SyntheticBank(entries=1, persons=1, sources_per_person=1)
    atlas = Atlas.of(BankSnapshot.load(make_synthetic_bank(tmp_path / "one.rafbank", one)))
    assert atlas.points.shape == (1, 2)
    assert np.isfinite(atlas.points).all()
