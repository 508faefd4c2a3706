"""What the tests of the Bank page share: a bank, the page that shows it, and jobs that need no faces."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.jobs.spec import JOBS
from studio.context import Context
from studio.main_window import MainWindow
from studio.pages.bank.page import BankPage
from tests.bank.made_banks import make_bank
from tests.studio.bank_jobs import BANK_JOBS

PEOPLE, COUNT = 4, 30


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**JOBS, **BANK_JOBS}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return make_bank(tmp_path / "people.rafbank", people=PEOPLE, count=COUNT)


@pytest.fixture
def page(window: MainWindow, context: Context, bank: Path, qtbot: QtBot) -> BankPage:
    """The page with ``bank`` on it."""
    return open_page(window, bank, qtbot)


def open_page(window: MainWindow, bank: Path, qtbot: QtBot) -> BankPage:
    window.context.bank.use(bank, "Use a bank")
    window.show_page("bank")
    page = window.page("bank")
    assert isinstance(page, BankPage)
    qtbot.waitUntil(lambda: window.context.bank.data is not None and not window.context.bank.reading)
    return page


def settle(page: BankPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.browser.searching)


def shown_ids(page: BankPage) -> list[int]:
    return page.entries.ids.tolist()
