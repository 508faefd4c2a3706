"""The Bank page: what it shows, what selecting, filtering and looking for faces does, how banks change through it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.bank.filter import BankFilter
from core.bank.store import ExpressionBank
from core.bank.synthetic import SyntheticBank, make_synthetic_bank
from core.expression.encoder import get_encoder
from core.jobs.spec import JOBS
from core.project.edits import CaptureEdits
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.bank_browser import BankBrowser, Subset
from studio.model.bank_entries import EntryList
from studio.model.bank_work import BankWork, SourceChoice
from studio.model.capture import CurrentCapture
from studio.pages.bank.add_panel import SourceTable
from studio.pages.bank.check_list import CheckList
from studio.pages.bank.page import BankPage
from studio.services.jobs import JobState
from tests.bank.made_banks import make_bank
from tests.studio.bank_jobs import BANK_JOBS
from tests.studio.conftest import MakeWindow
from tests.studio.made_projects import LOST, made_project

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


# models


def test_the_lists_are_sound_models(page: BankPage, qtmodeltester: ModelTester, bank: Path) -> None:
    qtmodeltester.check(page.entries)
    ticks = CheckList()
    ticks.show_rows([("a", "Anna", ""), ("b", "Ben", "")])
    qtmodeltester.check(ticks)
    sources = SourceTable()
    sources.add([bank, bank / "bank.sqlite"])
    qtmodeltester.check(sources)


def test_ticks_report_what_is_ticked(qtbot: QtBot) -> None:
    ticks = CheckList()
    ticks.show_rows([("a", "Anna", ""), ("b", "Ben", "")])
    ticks.show_chosen(frozenset({"a"}))
    with qtbot.waitSignal(ticks.ticked) as said:
        ticks.setData(ticks.index(1), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert said.args == [frozenset({"a", "b"})]


def test_sources_get_a_person_that_can_be_changed(tmp_path: Path) -> None:
    table = SourceTable()
    table.add([tmp_path / "anna.mp4", tmp_path, tmp_path / "anna.mp4"])
    assert [row.person for row in table.rows] == ["anna", ""]  # a folder: each file's own name
    assert table.setData(table.index(1, 1), " Anna ")
    assert table.rows[1].person == "Anna"
    assert not table.setData(table.index(1, 0), "x")
    table.remove([0])
    assert len(table.rows) == 1


# showing


def test_only_faces_in_view_are_fetched(page: BankPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(page.grid.visible_entries))
    qtbot.waitUntil(lambda: all(page.thumbnails.image(e) is not None for e in page.grid.visible_entries))
    assert page.entries.rowCount() == PEOPLE * COUNT
    assert 0 < len(page.grid.visible_entries) < PEOPLE * COUNT
    assert page.thumbnails.kept_bytes <= (len(page.grid.visible_entries) + 8) * 96 * 96 * 4  # and of the neighbours


def test_scrolling_shows_the_end_and_the_keys_move(page: BankPage, qtbot: QtBot) -> None:
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.entries.index(0))
    qtbot.keyClick(page.grid, Qt.Key.Key_End)
    assert page.grid.currentIndex().row() == PEOPLE * COUNT - 1
    page.grid.viewport().repaint()
    assert page.grid.visible_entries[-1] == shown_ids(page)[-1]
    qtbot.keyClick(page.grid, Qt.Key.Key_Up)
    assert page.grid.currentIndex().row() == PEOPLE * COUNT - 1 - page.grid.columns
    qtbot.keyClick(page.grid, Qt.Key.Key_Home)
    assert page.grid.verticalScrollBar().value() == 0


def test_what_is_painted_where_is_what_is_clicked(page: BankPage, context: Context, qtbot: QtBot) -> None:
    index = page.entries.index(page.grid.columns + 1)
    middle = page.grid.visualRect(index).center()
    assert page.grid.indexAt(middle) == index
    assert not page.grid.indexAt(QPoint(0, 0)).isValid()
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert context.selection.entries == (shown_ids(page)[index.row()],)


def test_a_stretch_is_selected_with_shift(page: BankPage, context: Context, qtbot: QtBot) -> None:
    for row, modifier in ((1, Qt.KeyboardModifier.NoModifier), (4, Qt.KeyboardModifier.ShiftModifier)):
        spot = page.grid.visualRect(page.entries.index(row)).center()
        qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, modifier, spot)
    ids = shown_ids(page)
    assert context.selection.entries == (ids[4], ids[1], ids[2], ids[3])  # the current one first


def test_the_inspector_says_where_a_face_is_from(page: BankPage, context: Context, qtbot: QtBot) -> None:
    data = context.bank.data
    assert data is not None
    entry = int(data.ids[COUNT + 3])
    context.selection.select_entries((entry,))
    qtbot.waitUntil(lambda: page.face.shown is not None and page.face.shown.id == entry)
    assert page.face.shown is not None
    assert page.face.shown.person == "person2"
    assert page.face.shown.frame_index == 6
    assert page.face._facts["licence"].text() == "made up"
    near = page.face._nearest._faces
    assert len(near) == PEOPLE - 1  # each other person once
    assert [float(word) for _, word, _ in near] == sorted(float(word) for _, word, _ in near)
    assert page.grid.currentIndex().row() == COUNT + 3


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
    qtbot.waitUntil(lambda: page.browser.example is not None, timeout=20_000)
    settle(page, qtbot)
    assert shown_ids(page)[0] == 23
    assert page.entries.index(0).data(EntryList.DISTANCE) == pytest.approx(0.0, abs=1e-3)
    assert "23.png" in page.bar._order.text()
    assert page.bar._picture.isVisible()


def test_a_camera_that_is_not_there_says_so(page: BankPage, context: Context, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.notices.said, timeout=20_000):
        page.commands._like_camera.trigger()
    assert context.notices.messages[0].title == "Camera 0 cannot be opened"
    qtbot.waitUntil(lambda: page.work.looking is None)
    assert page.browser.example is None


# the map


def test_the_map_is_drawn_and_linked(page: BankPage, context: Context, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.map.view.drawn is not None)
    atlas, view = page.browser.atlas, page.map.view.view
    assert atlas is not None
    assert view is not None
    assert page.map.view.drawn is not None
    assert page.map.view.drawn.dots
    assert page.map.view.drawn.rgba.any()
    spot = view.to_px(atlas.points[11][None])[0]
    qtbot.mouseClick(page.map.view, Qt.MouseButton.LeftButton, pos=QPointF(*map(float, spot)).toPoint())
    chosen = context.selection.entries
    assert len(chosen) == 1
    data = context.bank.data
    assert data is not None
    gap = np.linalg.norm(atlas.points[data.row_of(chosen[0])] - atlas.points[11]) * view.px_per_unit
    assert gap < 2  # another face may lie on the same pixel
    assert page.grid.currentIndex().row() == data.row_of(chosen[0])


def test_an_area_of_the_map_is_selected(page: BankPage, context: Context, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.map.view.drawn is not None)
    face_map, atlas = page.map.view, page.browser.atlas
    assert atlas is not None
    assert face_map.view is not None
    page.map.select.setChecked(True)
    ends = QPoint(4, 4), QPoint(face_map.width() // 2, face_map.height() - 4)
    qtbot.mousePress(face_map, Qt.MouseButton.LeftButton, pos=ends[0])
    qtbot.mouseMove(face_map, ends[1])
    qtbot.mouseRelease(face_map, Qt.MouseButton.LeftButton, pos=ends[1])
    left = atlas.points[:, 0] <= face_map.view.from_px(ends[1].x(), 0)[0]
    data = context.bank.data
    assert data is not None
    assert set(context.selection.entries) == set(data.ids[left].tolist())
    assert 0 < left.sum() < len(data)
    assert page.grid._chosen == frozenset(context.selection.entries)


def test_the_map_pans_and_zooms_by_keys_and_shows_other_planes(page: BankPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.map.view.drawn is not None)
    face_map = page.map.view
    before = face_map.view
    assert before is not None
    face_map.setFocus()
    qtbot.keyClick(face_map, Qt.Key.Key_Plus)
    qtbot.keyClick(face_map, Qt.Key.Key_Right)
    assert face_map.view is not None
    assert face_map.view.span < before.span
    assert face_map.view.x > before.x
    qtbot.keyClick(face_map, Qt.Key.Key_0)
    assert face_map.view == before
    with qtbot.waitSignal(page.browser.atlas_changed):
        page.browser.set_plane("head")
    qtbot.waitUntil(lambda: page.browser.atlas is not None and page.browser.atlas.plane == "head")


def test_a_large_bank_is_drawn_as_a_density(window: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    many = make_synthetic_bank(tmp_path / "many.rafbank", SyntheticBank(entries=4000, persons=8))
    page = open_page(window, many, qtbot)
    qtbot.waitUntil(lambda: page.map.view.drawn is not None)
    assert page.map.view.drawn is not None
    assert not page.map.view.drawn.dots
    context.selection.select_entries(tuple(int(i) for i in page.entries.ids[::2]))  # 2,000 apart from each other
    assert len(page.grid._chosen) == 2000
    page.grid.selectionModel().clearSelection()
    assert context.selection.entries == ()


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


# figures


def test_figures_are_counted_when_they_are_seen(page: BankPage, qtbot: QtBot) -> None:
    page.docks["statistics"].raise_()
    qtbot.waitUntil(lambda: page.browser.statistics is not None)
    assert page.statistics._figures["persons"].text() == str(PEOPLE)
    assert page.statistics._figures["faces"].text() == str(PEOPLE * COUNT)
    page.browser.set_subset(Subset.DUPLICATES)
    settle(page, qtbot)
    counted = page.browser.statistics
    assert counted is not None
    assert len(shown_ids(page)) == int(counted.duplicates.sum())


# banks


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
    qtbot.waitUntil(lambda: page.work.job is None and page.entries.rowCount() == PEOPLE * COUNT + 6, timeout=20_000)
    assert context.bank.data is not None
    assert "zoe" in context.bank.data.persons


def test_a_build_can_be_paused_and_cancelled(page: BankPage, context: Context, bank: Path, qtbot: QtBot) -> None:
    page.work.build(bank, [SourceChoice(Path("anna.mp4")), SourceChoice(Path("endless.mp4"))], create=False, base=None,
                    licence="")  # fmt: skip
    job = page.work.job
    assert job is not None
    qtbot.waitUntil(lambda: job.state is JobState.RUNNING and job.done > 10, timeout=20_000)
    assert page.strip.isVisible()
    assert "13 of 20 frames" in page.strip._left.text()
    page.strip.pause.click()
    assert job.state is JobState.PAUSED
    assert page.strip.pause.text() == "Go on"
    page.strip.pause.click()
    assert job.state is JobState.RUNNING
    page.strip.cancel.click()
    qtbot.waitUntil(lambda: page.work.job is None, timeout=20_000)
    qtbot.waitUntil(lambda: page.entries.rowCount() == PEOPLE * COUNT + 6)  # what was added stays


def test_a_new_bank_is_used_once_it_is_made(page: BankPage, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    target = tmp_path / "new.rafbank"
    page.work.build(target, [SourceChoice(Path("anna.mp4"), "Anna")], create=True, base=None, licence="own")
    qtbot.waitUntil(lambda: context.bank.path == target and context.bank.data is not None, timeout=20_000)
    assert context.bank.data is not None
    assert context.bank.data.persons == ("Anna",)
    assert page.work.recent[0] == target


def test_a_person_is_removed_for_good(page: BankPage, context: Context, bank: Path, qtbot: QtBot) -> None:
    """The real job, in the engine process."""
    before = (bank / "bank.sqlite").stat().st_size
    with qtbot.waitSignal(page.work.removed, timeout=30_000) as said:
        page.work.remove(bank, persons=["person2"], title="Removing person2")
    assert said.args[0]["removed"] == COUNT
    qtbot.waitUntil(lambda: page.entries.rowCount() == (PEOPLE - 1) * COUNT)
    assert (bank / "bank.sqlite").stat().st_size < before
    assert context.bank.data is not None
    assert "person2" not in context.bank.data.persons


def test_banks_are_merged(page: BankPage, context: Context, bank: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = make_bank(tmp_path / "other.rafbank", people=1, first_seed=50)
    page.work.merge(bank, [other])
    qtbot.waitUntil(lambda: page.entries.rowCount() == PEOPLE * COUNT + 6, timeout=30_000)
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


# what can be wrong


def test_an_empty_bank_says_how_to_fill_it(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    ExpressionBank.create(tmp_path / "empty.rafbank", get_encoder()).close()
    page = open_page(window, tmp_path / "empty.rafbank", qtbot)
    assert page.state.isVisible()
    page.state.add_asked.emit()
    assert page.add_panel.is_open


def test_a_broken_bank_says_why_and_offers_a_way_out(
    window: MainWindow, context: Context, bank: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.rafbank"
    broken.mkdir()
    (broken / "bank.sqlite").write_bytes((bank / "bank.sqlite").read_bytes()[:5000])
    context.bank.use(broken, "Use it")
    window.show_page("bank")
    page = window.page("bank")
    assert isinstance(page, BankPage)
    qtbot.waitUntil(lambda: context.bank.error is not None)
    assert page.state.isVisible()
    assert "damaged" in page.state._state._title.text()
    page.state.enclosed_asked.emit()
    qtbot.waitUntil(lambda: context.bank.data is not None)
    assert page.grid.isVisible()


def test_a_bank_that_vanishes_in_use_is_no_crash(page: BankPage, context: Context, bank: Path, qtbot: QtBot) -> None:
    shutil.rmtree(bank)
    context.selection.select_entries((3,))
    qtbot.waitUntil(lambda: bool(context.notices.messages))
    assert "not an expression bank" in context.notices.messages[0].title
    page.grid.verticalScrollBar().setValue(200)
    page.grid.viewport().repaint()


def test_a_hostile_entry_count_selects_nothing_that_is_not_there(page: BankPage, context: Context) -> None:
    context.selection.select_entries((10**9, -5))
    assert page.grid.selectionModel().selection().isEmpty()
    assert not page.grid.currentIndex().isValid() or page.grid.currentIndex().row() >= 0
    page.grid.selectionModel().setCurrentIndex(page.entries.index(0), QItemSelectionModel.SelectionFlag.Select)
