"""The Retrieval page on a made-up project and bank: faces, time, bans and pins, runs, exports, the blind study."""

from __future__ import annotations

import csv
import json
import threading
from dataclasses import replace
from functools import partial
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
from core.project.edits import ProjectEdits, load_edits, save_edits
from core.project.project import Project
from core.project.run_plan import RunPlan
from core.project.study import StudySession, load_sessions, save_session
from core.raf.neighbours import NeighbourTable, RetrievalOptions
from core.raf.pins import NONE
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.near_table import coarse_to_fine, fitting_stride
from studio.model.prepared_search import prepare
from studio.model.retrieval import Retrieval
from studio.model.retrieval_edits import Decision, Kind
from studio.model.retrieval_view import View
from studio.model.study import Study
from studio.pages.retrieval.page import RetrievalPage
from tests.bank.made_banks import extracted, make_bank
from tests.studio.made_projects import LOST, made_project

FRAMES = 60
PATIENCE_MS = 30_000
"""The default of 5 s is too short where other programs keep all cores busy."""


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    for name in ("waitUntil", "waitSignal"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE_MS))
    return qtbot


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return make_bank(tmp_path / "b.rafbank", people=5, count=14, encoder_id="geo", first_seed=11)


@pytest.fixture
def project(tmp_path: Path, bank: Path) -> Project:
    made = made_project(tmp_path, FRAMES)
    save_edits(made.root, ProjectEdits(bank="../b.rafbank"))
    return made


@pytest.fixture
def page(window: MainWindow, project: Project, qtbot: QtBot) -> RetrievalPage:
    """The page with all frames searched."""
    window.show_page("retrieval")
    found = window.page("retrieval")
    assert isinstance(found, RetrievalPage)
    window.context.document.open(project.root)
    window.activateWindow()  # keys reach shortcuts only of an active window
    qtbot.waitUntil(lambda: settled(found) and window.isActiveWindow())
    return found


def settled(page: RetrievalPage) -> bool:
    """Everything is known, and the curves say so."""
    retrieval = page.retrieval
    table = retrieval.table
    searched = retrieval.view is View.READY and table is not None and table.complete and not retrieval.busy
    found = retrieval.curves
    return searched and retrieval.faces is not None and found is not None and found.known == table.total  # type: ignore[union-attr]


def scrub(page: RetrievalPage, frame: int, qtbot: QtBot) -> None:
    page.context.selection.select_frame(frame)
    qtbot.waitUntil(lambda: page.retrieval.faces is not None and page.retrieval.faces.frame == frame)


def entries(page: RetrievalPage) -> list[int]:
    faces = page.retrieval.faces
    return [face.entry for face in faces.faces] if faces is not None else []


def anew(page: RetrievalPage) -> np.ndarray:
    """What a search from the beginning draws for all frames with a face."""
    table = page.retrieval.table
    assert table is not None
    frames = np.flatnonzero(page.retrieval.data.tracks.found)  # type: ignore[union-attr]
    return table.search.shown(table.search.find(frames))[0]


def shown(page: RetrievalPage) -> np.ndarray:
    table = page.retrieval.table
    assert table is not None
    return table.rows[np.flatnonzero(page.retrieval.data.tracks.found)]  # type: ignore[union-attr]


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


def test_keys_scrub_ban_and_pin(page: RetrievalPage, qtbot: QtBot) -> None:
    page.view.timeline.setFocus()
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Right)
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Right)
    assert page.context.selection.frame == 2
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert page.context.selection.frame == 2 + round(page.retrieval.data.tracks.fps)  # type: ignore[union-attr]
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Left)
    frame = page.context.selection.frame
    qtbot.waitUntil(lambda: page.retrieval.faces is not None and page.retrieval.faces.frame == frame)
    first, second = entries(page)[:2]
    qtbot.keyClick(page, Qt.Key.Key_B)
    assert page.retrieval.decisions.rows == (Decision(Kind.BANNED_ENTRY, first),)
    qtbot.waitUntil(lambda: entries(page)[0] == second)
    qtbot.keyClick(page, Qt.Key.Key_4)
    third = page.face
    assert third is not None
    qtbot.keyClick(page, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: entries(page)[0] == third.entry)
    assert page.face is not None
    assert page.face.entry == third.entry, "the chosen face stays chosen where it goes"
    assert page.face.pinned
    qtbot.keyClick(page, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: entries(page)[0] == second)


@pytest.mark.parametrize("what", ["face", "person", "source"])
def test_a_ban_recomputes_what_it_touches_and_can_be_undone(page: RetrievalPage, qtbot: QtBot, what: str) -> None:
    before, first = shown(page).copy(), page.face
    assert first is not None
    touched = int((before == first.row).any(axis=1).sum())
    with qtbot.waitSignal(page.retrieval.redrawn) as said:
        {"face": page.ban_face, "person": page.ban_person, "source": page.ban_source}[what]()
    qtbot.waitUntil(lambda: settled(page))
    np.testing.assert_array_equal(shown(page), anew(page))
    bank = page.retrieval.bank
    assert bank is not None
    drawn = shown(page)
    if what == "face":
        assert first.row not in drawn
        assert said.args == [touched]
        assert touched < FRAMES
    else:
        assert first.person not in set(bank.person_names[drawn].ravel())
    assert load_after_save(page).retrieval == page.context.document.edits.retrieval
    page.context.document.undo.undo()
    qtbot.waitUntil(lambda: settled(page) and bool((shown(page) == before).all()))
    assert page.retrieval.decisions.rowCount() == 0


def load_after_save(page: RetrievalPage) -> ProjectEdits:
    page.context.document.save_now()
    assert page.context.document.project is not None
    return load_edits(page.context.document.project.root)


def test_pinned_people_and_sources_come_first_everywhere(page: RetrievalPage, qtbot: QtBot) -> None:
    retrieval = page.retrieval
    bank = retrieval.bank
    assert bank is not None
    retrieval.decisions.pin(Kind.PINNED_PERSON, "person13", "person13")
    retrieval.decisions.pin(Kind.PINNED_SOURCE, bank.sources[0].sha256, bank.sources[0].name)
    qtbot.waitUntil(lambda: settled(page) and bool((bank.person_names[shown(page)[:, 0]] == "person13").all()))
    assert (bank.person_names[shown(page)[:, 1]] == bank.sources[0].person).all()
    np.testing.assert_array_equal(shown(page), anew(page))
    retrieval.decisions.ban(Kind.BANNED_PERSON, "person13", "person13")
    assert not retrieval.decisions.has(Kind.PINNED_PERSON, "person13"), "a ban lifts the pin, in one step"
    qtbot.waitUntil(lambda: settled(page) and "person13" not in set(bank.person_names[shown(page)].ravel()))
    page.context.document.undo.undo()
    assert retrieval.decisions.has(Kind.PINNED_PERSON, "person13")
    assert not retrieval.decisions.has(Kind.BANNED_PERSON, "person13")
    qtbot.waitUntil(lambda: settled(page))


def test_many_changes_at_once_end_as_a_fresh_search(page: RetrievalPage, qtbot: QtBot) -> None:
    decisions, undo = page.retrieval.decisions, page.context.document.undo
    for face in entries(page)[:3]:
        decisions.ban(Kind.BANNED_ENTRY, face, "a face")
    decisions.pin(Kind.PINNED_PERSON, "person12", "person12")
    decisions.ban(Kind.BANNED_PERSON, "person14", "person14")
    undo.undo()
    decisions.pin_entry(int(page.retrieval.bank.ids[7]), 12)  # type: ignore[union-attr]
    undo.setIndex(1)
    undo.setIndex(4)
    qtbot.waitUntil(lambda: settled(page))
    np.testing.assert_array_equal(shown(page), anew(page))


def test_banning_everybody_is_an_error_with_a_way_out(page: RetrievalPage, qtbot: QtBot) -> None:
    bank = page.retrieval.bank
    assert bank is not None
    for person in bank.persons:
        page.retrieval.decisions.ban(Kind.BANNED_PERSON, person, person)
    qtbot.waitUntil(lambda: page.retrieval.view is View.FAILED)
    assert "no face to retrieve" in page.state._title.text()
    page.state._button.click()
    qtbot.waitUntil(lambda: page.retrieval.view is View.READY and settled(page))
    assert set(bank.person_names[shown(page)].ravel()) == {bank.persons[-1]}


def test_the_subjects_own_sources_are_left_out(window: MainWindow, project: Project, bank: Path, qtbot: QtBot) -> None:
    from core.bank.writer import BankWriter

    with BankWriter(bank) as writer:  # seed 1 gives the SHA-256 that the made capture has
        writer.add_source(extracted("the subject", 14, seed=1, encoder_id="geo"))
    window.show_page("retrieval")
    page = window.page("retrieval")
    assert isinstance(page, RetrievalPage)
    window.context.document.open(project.root)
    qtbot.waitUntil(lambda: settled(page))
    snapshot = page.retrieval.bank
    assert snapshot is not None
    assert "the subject" in snapshot.persons
    assert "the subject" not in set(snapshot.person_names[shown(page)].ravel())


def test_regions_are_compared_apart(page: RetrievalPage, qtbot: QtBot) -> None:
    whole = entries(page)
    page.retrieval.choose_region("mouth")
    qtbot.waitUntil(lambda: settled(page))
    assert entries(page) != whole
    space = page.retrieval.search.space  # type: ignore[union-attr]
    assert {page.retrieval.bank.channels[i].region for i in space.columns} == {"mouth"}  # type: ignore[union-attr]
    page.retrieval.choose_region("")
    qtbot.waitUntil(lambda: entries(page) == whole)


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


def test_more_and_fewer_faces(page: RetrievalPage, qtbot: QtBot) -> None:
    eight = entries(page)
    page.retrieval.choose_k(12)
    qtbot.waitUntil(lambda: len(entries(page)) == 12)
    assert entries(page)[:8] == eight
    page.retrieval.choose_k(1)
    qtbot.waitUntil(lambda: entries(page) == eight[:1])
    qtbot.waitUntil(lambda: settled(page))


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


def test_decisions_are_listed_and_taken_back(page: RetrievalPage, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    decisions = page.retrieval.decisions
    page.ban_person()
    decisions.pin_entry(int(page.retrieval.bank.ids[3]), 9)  # type: ignore[union-attr]
    qtmodeltester.check(decisions)
    texts = [decisions.data(decisions.index(i)) for i in range(decisions.rowCount())]
    assert texts[0].endswith("is banned")
    assert "pinned for frame 9" in texts[1]
    page.decisions._list.selectAll()
    page.decisions.lift.trigger()
    assert decisions.rowCount() == 0
    assert page.context.document.undo.undoText() == "Lift 2 bans and pins"
    page.context.document.undo.undo()
    assert decisions.rowCount() == 2
    qtbot.waitUntil(lambda: settled(page))


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


def begin_study(page: RetrievalPage, name: str, qtbot: QtBot) -> Study:
    study = page.context.shared(Study)
    page.open_study()
    page.study._name.setText(name)
    page.study._count.setCurrentIndex(0)
    qtbot.keyClick(page.study._name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: study.trial is not None and study._shown_s is not None)
    return study


def test_a_study_from_the_first_key_to_the_interval(page: RetrievalPage, project: Project, qtbot: QtBot) -> None:
    study = begin_study(page, "  A  B ", qtbot)
    assert not any(dock.isVisible() for dock in page.docks.values()), "nothing shows distances"
    assert not page.bar.isVisible()
    assert study.current is not None
    seen = [w.text() for w in page.study.trial.findChildren(type(page.view._facts)) if w.isVisible()]
    assert not any(face.person in text for text in seen for face in page.retrieval.faces.faces)  # type: ignore[union-attr]
    for number in range(10):
        trial = study.trial
        assert trial is not None
        right = trial.retrieved_left if number < 8 else not trial.retrieved_left
        qtbot.keyClick(page.study.trial, Qt.Key.Key_Left if right else Qt.Key.Key_Right)
        if number < 9:
            qtbot.waitUntil(lambda: study._shown_s is not None)
    assert study.current.complete
    assert study.current.participant == "A B"
    study.leave()
    assert "8 of 10 chose the retrieved face" in page.study._summary.text()
    assert "49 % to 94 %" in page.study._summary.text()
    qtbot.waitUntil(lambda: not study._waiting)
    (kept,), broken = load_sessions(project.root)
    assert broken == ()
    assert kept.chose_retrieved == 8
    assert abs(sum(t.retrieved_left for t in kept.trials) - 5) <= 0
    bank = page.retrieval.bank
    assert bank is not None
    for trial in kept.trials:
        rows = page.retrieval.table.rows[trial.frame]  # type: ignore[union-attr]
        assert trial.retrieved == int(bank.ids[rows[0]])
        assert trial.random not in bank.ids[rows]
    page.close_study()
    assert page.bar.isVisible()
    assert any(dock.isVisible() for dock in page.docks.values())


def test_a_session_that_is_deleted_while_it_is_written_stays_deleted(
    page: RetrievalPage, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = begin_study(page, "AB", qtbot)
    writing, go_on = threading.Event(), threading.Event()

    def slowly(root: Path, session: StudySession) -> None:
        writing.set()
        assert go_on.wait(60)
        save_session(root, session)

    monkeypatch.setattr("studio.model.study.save_session", slowly)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(writing.is_set)
    study.leave()
    study.delete(study.sessions[0])
    go_on.set()
    qtbot.waitUntil(lambda: not study._waiting and not page.context.tasks.busy)
    assert load_sessions(project.root)[0] == ()


def test_a_study_that_was_stopped_goes_on(page: RetrievalPage, project: Project, qtbot: QtBot) -> None:
    study = begin_study(page, "CD", qtbot)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: study._shown_s is not None)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    page.study.trial._leave.trigger()
    qtbot.waitUntil(lambda: not study._waiting)
    assert "1 of 10" not in page.study._open.currentText()
    assert "2 of 10" in page.study._open.currentText()
    page.study._continue.trigger()
    assert study.current is not None
    assert len(study.current.answers) == 2
    qtbot.waitUntil(lambda: study._shown_s is not None)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Right)
    study.leave()
    study.delete(study.sessions[0])
    qtbot.waitUntil(lambda: load_sessions(project.root)[0] == ())


def test_answers_count_only_once_the_faces_are_seen(page: RetrievalPage, qtbot: QtBot) -> None:
    study = begin_study(page, "EF", qtbot)
    study._shown_s = None
    study.answer(left=True)
    assert study.current is not None
    assert study.current.answers == ()
    study.leave()


def test_a_study_survives_a_full_disk(
    page: RetrievalPage, project: Project, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import StorageError
    from studio.model import study as module

    study, whole = begin_study(page, "GH", qtbot), module.save_session

    def full(root: Path, session: object) -> None:
        raise StorageError("Could not write", got="a full disk")

    monkeypatch.setattr(module, "save_session", full)
    with qtbot.waitSignal(page.context.notices.said):
        qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: study._shown_s is not None)
    monkeypatch.setattr(module, "save_session", whole)
    qtbot.keyClick(page.study.trial, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: not study._waiting)
    (kept,), _ = load_sessions(project.root)
    assert len(kept.answers) == 2, "the answer that could not be written came with the next"
    study.leave()


def test_a_damaged_session_is_reported_and_the_rest_read(window: MainWindow, project: Project, qtbot: QtBot) -> None:
    folder = project.root / "study"
    folder.mkdir()
    (folder / "bad.json").write_text(json.dumps({"kind": "study", "schema": 1}))
    study = window.context.shared(Study)
    with qtbot.waitSignal(window.context.notices.said):
        window.context.document.open(project.root)
    assert study.sessions == ()


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


def test_another_resting_face_searches_anew(page: RetrievalPage, qtbot: QtBot) -> None:
    before, document = shown(page).copy(), page.context.document
    capture = page.retrieval.data.capture.id  # type: ignore[union-attr]
    document.edit_capture(capture, replace(document.edits.capture(capture), neutral=(41, 42)), "Choose the neutral")
    qtbot.waitUntil(lambda: settled(page) and not np.array_equal(shown(page), before))
    np.testing.assert_array_equal(shown(page), anew(page))


def test_the_model_rests_while_the_page_is_hidden(context: Context, project: Project, qtbot: QtBot) -> None:
    retrieval = context.shared(Retrieval)
    context.document.open(project.root)
    context.bank.ensure()
    qtbot.waitUntil(lambda: retrieval.view is View.READY)
    assert retrieval.table is None
    retrieval.set_active(True)
    qtbot.waitUntil(lambda: retrieval.table is not None and retrieval.table.complete)


def test_the_next_run_gets_the_decisions(page: RetrievalPage, project: Project, bank: Path, qtbot: QtBot) -> None:
    face, decisions = page.face, page.retrieval.decisions
    assert face is not None
    page.ban_face()
    decisions.pin(Kind.PINNED_PERSON, "person12", "person12")
    decisions.pin(Kind.PINNED_SOURCE, page.retrieval.bank.sources[4].sha256, "a source")  # type: ignore[union-attr]
    decisions.pin_entry(9, 7)
    plan = RunPlan.from_arguments(
        project, load_after_save(page), {"captures": ["take-1"], "name": "Made", "bank": str(bank)}
    )
    config = RunPlan.from_dict(json.loads(json.dumps(plan.to_dict()))).chain(project)
    assert config.banned == (face.entry,)
    assert config.pinned_persons == ("person12",)
    assert config.pinned_sources == (page.retrieval.bank.sources[4].sha256,)  # type: ignore[union-attr]
    assert dict(config.plans[0].pins) == {7: (9,)}
    qtbot.waitUntil(lambda: settled(page))


def test_a_bank_of_another_encoder_version_is_refused(page: RetrievalPage) -> None:
    retrieval, bank = page.retrieval, page.retrieval.bank
    assert bank is not None
    assert retrieval.data is not None
    other = replace(bank, meta=replace(bank.meta, encoder_version=99))
    with pytest.raises(FormatError, match="another version of its encoder"):
        prepare(retrieval.data, other, "", retrieval.rules(), 8, 0, None)
