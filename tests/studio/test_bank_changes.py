"""How banks are made, grow, shrink and are merged through the Bank page, and how one is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.bank_work import BankWork, SourceChoice
from studio.pages.bank.page import BankPage
from studio.services.jobs import JobState
from tests.bank.made_banks import make_bank
from tests.studio.bank_fixtures import COUNT, PEOPLE, bank, jobs_table, open_page, page

__all__ = ["bank", "jobs_table", "page"]


def test_adding_faces_grows_the_bank_that_is_shown(page: BankPage, context: Context, bank: Path, qtbot: QtBot) -> None:
    page.open_file(bank.parent)  # a folder: offered for adding
    assert page.add_panel.is_open
    assert page.add_panel.existing.isChecked()
    page.add_panel.sources.remove([0])
    assert not page.add_panel.start.isEnabled()
    page.add_panel.sources.add([Path("zoe.mp4")])
    page.add_panel.start.click()
    assert not page.add_panel.is_open
    assert page.work.job is not None
    qtbot.waitUntil(lambda: page.work.job is None and page.entries.rowCount() == PEOPLE * COUNT + 6)
    assert context.bank.data is not None
    assert "zoe" in context.bank.data.persons


def test_a_build_can_be_paused_and_cancelled(page: BankPage, context: Context, bank: Path, qtbot: QtBot) -> None:
    page.work.build(bank, [SourceChoice(Path("anna.mp4")), SourceChoice(Path("endless.mp4"))], create=False, base=None,
                    licence="")  # fmt: skip
    job = page.work.job
    assert job is not None
    qtbot.waitUntil(lambda: job.state is JobState.RUNNING and job.done > 10)
    assert page.strip.isVisible()
    assert "13 of 20 frames" in page.strip._left.text()
    page.strip.pause.click()
    assert job.state is JobState.PAUSED
    assert page.strip.pause.text() == "Go on"
    page.strip.pause.click()
    assert job.state is JobState.RUNNING
    page.strip.cancel.click()
    qtbot.waitUntil(lambda: page.work.job is None)
    qtbot.waitUntil(lambda: page.entries.rowCount() == PEOPLE * COUNT + 6)  # what was added stays


def test_a_new_bank_is_used_once_it_is_made(page: BankPage, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "new.rafbank"
    page.work.build(target, [SourceChoice(Path("anna.mp4"), "Anna")], create=True, base=None, licence="own")
    qtbot.waitUntil(lambda: context.bank.path == target and context.bank.data is not None)
    assert context.bank.data is not None
    assert context.bank.data.persons == ("Anna",)
    assert page.work.recent[0] == target


def test_a_person_is_removed_for_good(page: BankPage, context: Context, bank: Path, qtbot: QtBot) -> None:
    """The real job, in the engine process."""
    before = (bank / "bank.sqlite").stat().st_size
    with qtbot.waitSignal(page.work.removed) as said:
        page.work.remove(bank, persons=["person2"], title="Removing person2")
    assert said.args[0]["removed"] == COUNT
    qtbot.waitUntil(lambda: page.entries.rowCount() == (PEOPLE - 1) * COUNT)
    assert (bank / "bank.sqlite").stat().st_size < before
    assert context.bank.data is not None
    assert "person2" not in context.bank.data.persons


def test_banks_are_merged(page: BankPage, context: Context, bank: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = make_bank(tmp_path / "other.rafbank", people=1, first_seed=50)
    page.work.merge(bank, [other])
    qtbot.waitUntil(lambda: page.entries.rowCount() == PEOPLE * COUNT + 6)
    assert context.notices.messages[0].title == "The banks are merged"


def test_the_enclosed_bank_is_never_changed(window: MainWindow, context: Context, qtbot: QtBot) -> None:
    work = context.shared(BankWork)
    if work.enclosed is None:
        pytest.skip("this installation has no enclosed bank")
    page = open_page(window, work.enclosed, qtbot)
    data = context.bank.data
    assert data is not None
    page.commands.remove(data.sources[0], True)
    assert context.notices.messages[0].title == "The enclosed bank is not changed"
    assert work.job is None
    page.add_panel.begin([])
    assert page.add_panel.new.isChecked()
    assert not page.add_panel.existing.isEnabled()


def test_choosing_a_bank_is_a_step_of_undo(
    page: BankPage, context: Context, bank: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    project = Project.create(tmp_path / "Anna.rafstudio")
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    enclosed = context.bank.path
    page.commands.use(bank)
    assert context.document.edits.bank == "../people.rafbank"
    assert context.bank.path == bank
    context.document.undo.undo()
    assert context.bank.path == enclosed
