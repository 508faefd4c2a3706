"""The Retrieval page on a made-up project and bank: faces, time, runs, exports, long captures."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.bank.store import ExpressionBank
from core.errors import FormatError
from core.project.atomic import atomic_write_json
from core.project.project import Project
from core.raf.neighbours import NeighbourTable, RetrievalOptions
from core.raf.pins import NONE
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.near_table import coarse_to_fine, fitting_stride
from studio.model.prepared_search import prepare
from studio.model.retrieval import Retrieval
from studio.model.retrieval_view import View
from studio.pages.retrieval.page import RetrievalPage
from tests.studio.made_projects import LOST
from tests.studio.retrieval_fixtures import FRAMES, anew, bank, entries, page, project, scrub, settled, shown

__all__ = ["bank", "page", "project"]


def test_without_a_project_it_says_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("retrieval")
    page = window.page("retrieval")
    assert isinstance(page, RetrievalPage)
    assert page.state.isVisible()
    assert page.state._title.text() == "No project is open"
    with qtbot.waitSignal(window.page_shown, check_params_cb=lambda name: name == "home"):
        page.state._button.click()


def test_a_project_without_a_capture_leads_to_capture(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.show_page("retrieval")
    page = window.page("retrieval")
    assert isinstance(page, RetrievalPage)
    window.context.document.create(tmp_path / "Empty.rafstudio", "Empty")
    qtbot.waitUntil(lambda: page.state._title.text() == "No capture yet")
    with qtbot.waitSignal(window.page_shown, check_params_cb=lambda name: name == "capture"):
        page.state._button.click()


def test_a_damaged_bank_is_named(window: MainWindow, project: Project, bank: Path, qtbot: QtBot) -> None:
    (bank / "bank.sqlite").write_bytes(b"no bank at all" * 500)
    window.show_page("retrieval")
    page = window.page("retrieval")
    assert isinstance(page, RetrievalPage)
    window.context.document.open(project.root)
    qtbot.waitUntil(lambda: page.retrieval.view is View.FAILED)
    assert "b.rafbank" in page.state._title.text()
    assert page.state.isVisible()


def test_faces_of_the_scrubbed_frame(page: RetrievalPage, bank: Path, qtbot: QtBot) -> None:
    data = page.retrieval.data
    assert data is not None
    for frame in (0, 33, 59):
        scrub(page, frame, qtbot)
        with ExpressionBank.open(bank) as opened:
            ids, distances = opened.search(data.descriptors[frame], 8)
            people = [opened.entry(int(i)).person for i in ids[0]]
        faces = page.retrieval.faces
        assert faces is not None
        assert entries(page) == ids[0].tolist()
        np.testing.assert_allclose([f.distance for f in faces.faces], distances[0], rtol=1e-4)
        assert [f.person for f in faces.faces] == people
        np.testing.assert_array_equal(faces.query, data.descriptors[frame])
    assert page.view.list.isVisible()
    assert f"Frame {59}" in page.view._facts.text()


def test_a_frame_without_a_face_says_so(page: RetrievalPage, qtbot: QtBot) -> None:
    page.context.selection.select_frame(LOST[0])
    assert page.retrieval.faces is None
    assert "No face" in page.view._nothing.text()
    assert page.view._nothing.isVisible()
    curves = page.retrieval.curves
    assert curves is not None
    assert np.isnan(curves.nearest[slice(*LOST)]).all()
    assert np.isfinite(np.delete(curves.nearest, np.arange(*LOST))).all()


def test_random_faces_for_comparison(page: RetrievalPage, qtbot: QtBot) -> None:
    nearest = page.retrieval.faces
    page._random.setChecked(True)
    drawn = page.retrieval.faces
    assert nearest is not None
    assert drawn is not None
    assert drawn.random
    assert page.view._title.text() == "Faces at random"
    assert sum(f.distance for f in drawn.faces) > sum(f.distance for f in nearest.faces)
    scrub(page, 5, qtbot)
    again = entries(page)
    scrub(page, 6, qtbot)
    scrub(page, 5, qtbot)
    assert entries(page) == again, "the same frame shows the same random faces"


def make_run(project: Project, bank: Path, capture: str, frames: np.ndarray, descriptors: np.ndarray) -> str:
    folder = project.new_run_dir()
    with ExpressionBank.open(bank) as opened:
        options = RetrievalOptions(regions=("mouth",))
        NeighbourTable.build(opened, descriptors, k=4, options=options).save(folder / "neighbours.safetensors")
    atomic_write_json(folder / "config.json", {"chain": {}, "training": {}})
    parts = [{"capture": capture, "frames": [int(f) for f in frames], "split": [0] * len(frames)}]
    atomic_write_json(folder / "frames.json", {"prepared": "captures/p", "size": 256, "captures": parts})
    return folder.name


def test_a_finished_runs_own_table(page: RetrievalPage, project: Project, bank: Path, qtbot: QtBot) -> None:
    data, frames = page.retrieval.data, np.array([0, 3, 7, 30])
    assert data is not None
    run = make_run(project, bank, data.capture.id, frames, data.descriptors[frames] * 1.5)
    page.context.document.refresh()
    qtbot.waitUntil(lambda: [r.id for r in page.retrieval.runs()] == [run])
    page.bar._source.setCurrentIndex(1)
    page.bar._source.activated.emit(1)
    qtbot.waitUntil(lambda: page.retrieval.faces is not None and len(page.retrieval.faces.faces) == 4)
    table = page.retrieval.run_table
    assert table is not None
    assert entries(page) == table.table.ids[0].tolist()
    scrub(page, 7, qtbot)
    assert entries(page) == table.table.ids[2].tolist()
    page.context.selection.select_frame(8)
    assert "did not use this frame" in page.view._nothing.text()
    page.retrieval.choose_region("eyes")
    qtbot.waitUntil(lambda: "did not compare parts" in page.view._nothing.text())
    page.retrieval.choose_region("mouth")
    scrub(page, 7, qtbot)
    assert entries(page) == table.table.regions["mouth"].ids[2].tolist()
    qtbot.waitUntil(lambda: page.retrieval.curves is not None and page.retrieval.curves.known == 4)
    page.retrieval.choose_run("")
    qtbot.waitUntil(lambda: settled(page))
    assert len(entries(page)) == 8


def test_a_damaged_run_table_is_reported(page: RetrievalPage, project: Project, bank: Path, qtbot: QtBot) -> None:
    data = page.retrieval.data
    assert data is not None
    run = make_run(project, bank, data.capture.id, np.array([0, 1]), data.descriptors[:2])
    (project.root / "runs" / run / "neighbours.safetensors").write_bytes(b"short")
    page.context.document.refresh()
    qtbot.waitUntil(lambda: len(page.retrieval.runs()) == 1)
    with qtbot.waitSignal(page.context.notices.said):
        page.retrieval.choose_run(run)
    assert page.retrieval.run_id == ""
    qtbot.waitUntil(lambda: settled(page))


def test_the_timeline_scrubs_and_zooms(page: RetrievalPage, qtbot: QtBot) -> None:
    timeline = page.view.timeline
    area = timeline._area()
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(area.right(), area.center().y()))
    assert page.context.selection.frame == FRAMES - 1
    qtbot.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(area.left() + 1, area.center().y()))
    assert page.context.selection.frame == 0
    assert "Nearest face" in timeline._words(area.left() + 2, 10)
    timeline._show_span(10, 30)
    assert timeline.span == (10, 30)
    qtbot.waitUntil(lambda: timeline.grab().width() > 0)
    timeline.show_frame(50)
    first, last = timeline.span
    assert first <= 50 < last
    assert last - first == 20


def test_a_person_is_marked_on_the_timeline(page: RetrievalPage) -> None:
    retrieval = page.retrieval
    curves = retrieval.curves
    assert curves is not None
    person = curves.person_shares[0][0]
    marked = retrieval.frames_with(person)
    bank, table = retrieval.bank, retrieval.table
    assert bank is not None
    assert table is not None
    expected = ((bank.person_names[table.rows] == retrieval.persons[person]) & (table.rows != NONE)).any(axis=1)
    np.testing.assert_array_equal(marked, expected)
    assert page.figures.model.rowCount() == len(curves.person_shares)
    assert "different faces" in page.figures._facts.text()


def test_models_keep_the_rules(page: RetrievalPage, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    for model in (page.view.list.model(), page.figures.model, page.study.scores):
        qtmodeltester.check(model)
    qtbot.waitUntil(lambda: page.view.list.model().index(0, 0).data(Qt.ItemDataRole.DecorationRole) is not None)


def test_a_double_click_goes_to_the_bank(page: RetrievalPage, window: MainWindow, qtbot: QtBot) -> None:
    chosen = page.view.list
    place = chosen.visualRect(chosen.model().index(1, 0)).center()
    with qtbot.waitSignal(window.page_shown, check_params_cb=lambda name: name == "bank"):
        qtbot.mouseClick(chosen.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(chosen.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.context.selection.entries == (entries(page)[1],)
    assert not page.retrieval._active, "a hidden page does no work"


def test_everything_has_a_name_and_a_tip(page: RetrievalPage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for control in page.findChildren(kind):
            name = control.objectName()  # Qt names its own, such as a dock's buttons
            ours = isinstance(control.parent(), QWidget) and not isinstance(control.parent(), QComboBox)
            if not name and ours and not control.isHidden():
                assert control.accessibleName(), control
                assert control.toolTip(), control


def ask_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def test_the_table_and_a_sheet_are_saved(
    page: RetrievalPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.ban_face()
    qtbot.waitUntil(lambda: settled(page))
    ask_for(tmp_path / "table.csv", monkeypatch)
    with qtbot.waitSignal(page.context.jobs.ended):
        page._export.save_table()
    rows = list(csv.DictReader((tmp_path / "table.csv").open(encoding="utf-8")))
    frames = np.flatnonzero(page.retrieval.data.tracks.found)  # type: ignore[union-attr]
    assert len(rows) == 8 * len(frames)
    bank = page.retrieval.bank
    assert bank is not None
    written = np.array([int(r["entry"]) for r in rows]).reshape(-1, 8)
    np.testing.assert_array_equal(written, bank.ids[shown(page)])
    qtbot.keyClick(page, Qt.Key.Key_C)
    scrub(page, 9, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_C)
    assert page.retrieval.chosen == {0, 9}
    ask_for(tmp_path / "sheet", monkeypatch)
    with qtbot.waitSignal(page.context.jobs.ended):
        page._export._sheet.trigger()
    assert QImage(str(tmp_path / "sheet.png")).width() > 9 * 96
    assert page.context.notices.messages[0].title == "Saved"


def test_an_export_that_fails_says_so(
    page: RetrievalPage, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    ask_for(tmp_path / "file" / "table.csv", monkeypatch)
    with qtbot.waitSignal(page.context.jobs.ended) as ended:
        page._export.save_table()
    assert ended.args[1].outcome == "failed"
    assert page.context.notices.messages[0].kind == "error"


def test_work_goes_from_coarse_to_fine() -> None:
    order = coarse_to_fine(np.arange(1000, 2000), 1)
    assert sorted(order) == list(range(1000, 2000))
    assert order[:3].tolist() == [1000, 1064, 1128]
    assert set(coarse_to_fine(np.arange(100), 4)) == set(range(0, 100, 4))
    assert coarse_to_fine(np.zeros(0, np.int64), 1).size == 0
    assert fitting_stride(20_000, 100_000) == 1
    assert fitting_stride(100_000, 1_000_000) == 32


def test_a_long_capture_skips_frames_and_says_so(
    page: RetrievalPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.model import near_table

    monkeypatch.setattr(near_table, "MOST_COMPARISONS", 20 * 70)
    page.retrieval.choose_region("brows")
    qtbot.waitUntil(lambda: settled(page))
    table = page.retrieval.table
    assert table is not None
    assert table.stride == 4
    assert table.total == 14
    assert "one frame in 4" in page.view._state.text()
    scrub(page, 1, qtbot)
    assert len(entries(page)) == 8, "the scrubbed frame is searched even so"
    page.view._all.click()
    qtbot.waitUntil(lambda: settled(page) and table.total == 56)
    np.testing.assert_array_equal(shown(page), anew(page))


def test_the_model_rests_while_the_page_is_hidden(context: Context, project: Project, qtbot: QtBot) -> None:
    retrieval = context.shared(Retrieval)
    context.document.open(project.root)
    context.bank.ensure()
    qtbot.waitUntil(lambda: retrieval.view is View.READY)
    assert retrieval.table is None
    retrieval.set_active(True)
    qtbot.waitUntil(lambda: retrieval.table is not None and retrieval.table.complete)


def test_a_bank_of_another_encoder_version_is_refused(page: RetrievalPage) -> None:
    retrieval, bank = page.retrieval, page.retrieval.bank
    assert bank is not None
    assert retrieval.data is not None
    other = replace(bank, meta=replace(bank.meta, encoder_version=99))
    with pytest.raises(FormatError, match="another version of its encoder"):
        prepare(retrieval.data, other, "", retrieval.rules(), 8, 0, None)
