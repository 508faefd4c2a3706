"""The Bank page's filters, looking for faces like a given one, and how it sets the open capture against a bank."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.bank.filter import BankFilter
from core.bank.synthetic import SyntheticBank, make_synthetic_bank
from core.project.edits import CaptureEdits
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.bank_browser import BankBrowser, Subset
from studio.model.bank_entries import EntryList
from studio.model.capture import CurrentCapture
from studio.pages.bank.page import BankPage
from tests.studio.bank_fixtures import COUNT, PEOPLE, bank, jobs_table, open_page, page, settle, shown_ids
from tests.studio.conftest import MakeWindow
from tests.studio.made_projects import LOST, made_project

__all__ = ["bank", "jobs_table", "page"]


# filters


def test_the_filter_narrows_the_grid_and_outlives_the_page(
    page: BankPage, context: Context, make_window: MakeWindow, qtbot: QtBot
) -> None:
    page.filters._persons.model.ticked.emit(frozenset({"person3"}))
    settle(page, qtbot)
    assert len(shown_ids(page)) == COUNT
    assert page.bar._count.text() == f"{COUNT} of {PEOPLE * COUNT} faces"
    again = BankPage(context)
    qtbot.addWidget(again)
    assert again.entries.rowCount() == COUNT
    assert again.filters._persons.model._chosen == frozenset({"person3"})
    again.stop()
    page.bar.cleared.emit()
    settle(page, qtbot)
    assert len(shown_ids(page)) == PEOPLE * COUNT


def test_a_slider_filters_by_expression(page: BankPage, context: Context, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.browser.reaches is not None)
    slider = page.filters._channels["jawOpen"]
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_PageDown)  # the lower end
    for _ in range(25):  # half way
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    settle(page, qtbot)
    data = context.bank.data
    assert data is not None
    assert slider.range is not None
    values = data.descriptors[:, [c.name for c in data.channels].index("jawOpen")]
    np.testing.assert_array_equal(shown_ids(page), data.ids[values >= slider.range[0]])
    assert 0 < len(shown_ids(page)) < PEOPLE * COUNT
    qtbot.keyClick(slider, Qt.Key.Key_Delete)
    settle(page, qtbot)
    assert page.browser.filter.is_open


def test_quick_changes_end_with_the_last_one(page: BankPage, qtbot: QtBot) -> None:
    for number in (1, 2, 3, 4):
        page.browser.set_filter(BankFilter(persons=frozenset({f"person{number}"})))
    settle(page, qtbot)
    bank = page.browser.bank
    assert bank is not None
    assert set(bank.person_names[page.browser.results.rows]) == {"person4"}


def test_nothing_passing_says_so_and_leads_back(page: BankPage, qtbot: QtBot) -> None:
    page.browser.set_filter(BankFilter(text="nobody"))
    qtbot.waitUntil(lambda: page.state.isVisible())
    page.state.all_asked.emit()
    qtbot.waitUntil(lambda: page.grid.isVisible())
    assert page.browser.filter.is_open


def test_kept_filters_are_the_projects_and_can_be_undone(
    page: BankPage, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project = Project.create(tmp_path / "Anna.rafstudio")
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    page.browser.set_filter(BankFilter(text="person1").with_angle("yaw", (-0.2, 0.2)))
    page.filters.keep.trigger()
    page.filters._name.setText("Ahead")
    qtbot.keyClick(page.filters._name, Qt.Key.Key_Return)
    assert page.browser.saved == {"Ahead": page.browser.filter}
    assert next(a.text() for a in page.filters._menu.actions()) == "Ahead"
    context.document.undo.undo()
    assert page.browser.saved == {}
    context.document.undo.redo()
    page.browser.set_filter(BankFilter())
    page.filters._menu.actions()[0].trigger()
    assert page.browser.filter.text == "person1"


def test_without_a_project_filters_are_kept_in_the_settings(page: BankPage, context: Context) -> None:
    page.browser.set_filter(BankFilter(text="person1"))
    page.browser.save_filter("One", "Keep")
    assert BankBrowser(context).saved == {"One": BankFilter(text="person1")}
    context.settings.set_text("bank", "[no json")
    assert page.browser.saved == {}


# looking for faces


def test_faces_like_an_entry_come_nearest_first(page: BankPage, context: Context, qtbot: QtBot) -> None:
    data = context.bank.data
    assert data is not None
    page.commands.like_entry(int(data.ids[7]))
    settle(page, qtbot)
    rows, distances = data.nearest(data.descriptors[7], 4)
    assert shown_ids(page)[:3] == data.ids[rows[0][1:]].tolist()  # itself is left out
    assert page.entries.index(0).data(EntryList.DISTANCE) == pytest.approx(float(distances[0][1]), abs=1e-3)
    assert int(data.ids[7]) not in shown_ids(page)


def test_a_dropped_picture_is_looked_for(page: BankPage, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    picture = tmp_path / "23.png"
    picture.write_bytes(b"the stand-in reads the name")
    window.take_file(picture)
    qtbot.waitUntil(lambda: page.browser.example is not None)
    settle(page, qtbot)
    assert shown_ids(page)[0] == 23
    assert page.entries.index(0).data(EntryList.DISTANCE) == pytest.approx(0.0, abs=1e-3)
    assert "23.png" in page.bar._order.text()
    assert page.bar._picture.isVisible()


def test_a_camera_that_is_not_there_says_so(page: BankPage, context: Context, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.notices.said):
        page.commands._like_camera.trigger()
    assert context.notices.messages[0].title == "Camera 0 cannot be opened"
    qtbot.waitUntil(lambda: page.work.looking is None)
    assert page.browser.example is None


# the open capture


@pytest.fixture
def with_capture(window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> BankPage:
    """The page with a bank in the capture's terms, in a project with a capture."""
    people = make_synthetic_bank(tmp_path / "geo.rafbank", SyntheticBank(entries=300, persons=5))
    project = made_project(tmp_path)
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    page = open_page(window, people, qtbot)
    capture = context.shared(CurrentCapture)
    qtbot.waitUntil(lambda: capture.data is not None and not capture.reading)
    qtbot.waitUntil(lambda: page.browser.atlas is not None)
    return page


def test_the_capture_lies_on_the_map_with_what_it_misses(with_capture: BankPage, qtbot: QtBot) -> None:
    page = with_capture
    overlay = page.browser.overlay
    assert page.map.capture.isEnabled()
    page.map.capture.trigger()
    qtbot.waitUntil(lambda: overlay.faces is not None)
    content = page.map.view._content
    assert overlay.faces is not None
    assert overlay.missed is not None
    assert content is not None
    assert len(overlay.faces.frames) == 60 - (LOST[1] - LOST[0])  # frames without a face do not count
    assert content.capture.shape == (len(overlay.faces.frames), 2)
    np.testing.assert_array_equal(content.missed, np.flatnonzero(overlay.missed))
    page.browser.set_subset(Subset.MISSED)
    settle(page, qtbot)
    np.testing.assert_array_equal(shown_ids(page), page.browser.bank.ids[overlay.missed])  # type: ignore[union-attr]
    page.map.capture.trigger()
    assert page.map.view._content is not None
    assert not len(page.map.view._content.capture)


def test_excluded_frames_cover_nothing(with_capture: BankPage, context: Context, qtbot: QtBot) -> None:
    page, overlay = with_capture, with_capture.browser.overlay
    overlay.set_on(True)
    qtbot.waitUntil(lambda: overlay.faces is not None)
    assert overlay.faces is not None
    before = len(overlay.faces.frames)
    capture = context.document.contents.captures[0]
    context.document.edit_capture(capture.id, CaptureEdits(excluded=((0, 10),)), "Exclude 10 frames")
    qtbot.waitUntil(lambda: overlay.faces is not None and len(overlay.faces.frames) == before - 10)
    context.document.undo.undo()
    qtbot.waitUntil(lambda: overlay.faces is not None and len(overlay.faces.frames) == before)
    assert page.browser.subset is Subset.ALL


def test_faces_like_the_captures_frame(with_capture: BankPage, context: Context, qtbot: QtBot) -> None:
    page = with_capture
    context.selection.select_frame(12)
    page.commands._like_frame.trigger()
    settle(page, qtbot)
    data, bank = context.shared(CurrentCapture).data, page.browser.bank
    assert data is not None
    assert bank is not None
    assert shown_ids(page)[0] == bank.ids[bank.nearest(data.descriptors[12], 1)[0][0, 0]]
    context.selection.select_frame(LOST[0])
    page.commands._like_frame.trigger()
    assert context.notices.messages[0].title == "This frame cannot be looked for"
    assert page.browser.example is not None
    assert "12" in page.browser.example.title
