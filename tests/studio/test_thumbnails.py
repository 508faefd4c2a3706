"""The cache of small faces: what it fetches, what it keeps, what it drops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from core.bank.snapshot import BankSnapshot
from studio.services.thumbnails import Thumbnails
from tests.bank.made_banks import make_bank


class Bank(QObject):
    """As much of the current bank as the cache looks at."""

    changed = Signal()

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.use(path)

    def use(self, path: Path | None) -> None:
        self.path = path
        self.data = BankSnapshot.load(path) if path is not None else None
        self.changed.emit()


class Around(QObject):
    """A context that has a bank and nothing else."""

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.bank = Bank(path)


@pytest.fixture
def around(tmp_path: Path, qtbot: QtBot) -> Around:
    return Around(make_bank(tmp_path / "small.rafbank", people=4, count=10))


@pytest.fixture
def thumbnails(around: Around) -> Iterator[Thumbnails]:
    made = Thumbnails(around, cache_bytes=20 * 96 * 96 * 4)  # type: ignore[arg-type]
    yield made
    made.stop()
    assert not made._readers._threads


def fetch(thumbnails: Thumbnails, ids: list[int], qtbot: QtBot) -> None:
    for entry_id in ids:
        thumbnails.image(entry_id)
    qtbot.waitUntil(lambda: all(i in thumbnails._kept for i in ids))


def test_a_picture_is_fetched_and_then_there_at_once(thumbnails: Thumbnails, around: Around, qtbot: QtBot) -> None:
    assert around.bank.data is not None
    first = int(around.bank.data.ids[0])
    assert thumbnails.image(first) is None
    with qtbot.waitSignal(thumbnails.arrived, check_params_cb=lambda entry: entry == first):
        thumbnails.image(first)
    image = thumbnails.image(first)
    assert image is not None
    assert (image.width(), image.height()) == (96, 96)


def test_what_it_keeps_is_bounded_and_the_oldest_go(thumbnails: Thumbnails, around: Around, qtbot: QtBot) -> None:
    assert around.bank.data is not None
    ids = [int(i) for i in around.bank.data.ids]
    fetch(thumbnails, ids[:15], qtbot)
    fetch(thumbnails, ids[15:35], qtbot)
    assert thumbnails.kept_bytes <= 20 * 96 * 96 * 4
    assert ids[0] not in thumbnails._kept
    assert ids[34] in thumbnails._kept


def test_an_entry_without_a_picture_is_asked_for_once(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    fetch(thumbnails, [999_999], qtbot)
    image = thumbnails.image(999_999)
    assert image is not None
    assert image.isNull()


def test_another_bank_forgets_the_pictures(
    thumbnails: Thumbnails, around: Around, tmp_path: Path, qtbot: QtBot
) -> None:
    assert around.bank.data is not None
    fetch(thumbnails, [int(around.bank.data.ids[0])], qtbot)
    with qtbot.waitSignal(thumbnails.cleared):
        around.bank.use(make_bank(tmp_path / "other.rafbank", people=1, first_seed=9))
    assert thumbnails.kept_bytes == 0
    fetch(thumbnails, [int(around.bank.data.ids[0])], qtbot)


def test_requests_that_scrolled_away_are_dropped(thumbnails: Thumbnails, around: Around) -> None:
    thumbnails._readers._threads = [None]  # type: ignore[list-item]  # nobody works, so that requests stay
    for entry_id in range(1, 3000):
        thumbnails.image(entry_id)
    assert len(thumbnails._readers._waiting) == 1024
    thumbnails.keep_waiting([2999, 2998, 5])
    assert list(thumbnails._readers._waiting) == [2998, 2999]
    thumbnails._readers._threads = []


def test_without_a_bank_there_is_nothing(qtbot: QtBot) -> None:
    made = Thumbnails(Around(None))  # type: ignore[arg-type]
    assert made.image(1) is None
    assert not made._readers._threads
