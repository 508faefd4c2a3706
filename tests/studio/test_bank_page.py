"""The Bank page: what it shows of a bank, also of one that is empty or broken, and what selecting does."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.bank.store import ExpressionBank
from core.bank.synthetic import SyntheticBank, make_synthetic_bank
from core.expression.encoder import get_encoder
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.bank_browser import Subset
from studio.pages.bank.add_panel import SourceTable
from studio.pages.bank.check_list import CheckList
from studio.pages.bank.page import BankPage
from tests.studio.bank_fixtures import COUNT, PEOPLE, bank, jobs_table, open_page, page, settle, shown_ids

__all__ = ["bank", "jobs_table", "page"]


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
