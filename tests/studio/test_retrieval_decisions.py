"""What decides which faces the Retrieval page shows: bans, pins, the subject, the region, the resting face."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.project.edits import ProjectEdits, load_edits
from core.project.project import Project
from core.project.run_plan import RunPlan
from studio.main_window import MainWindow
from studio.model.retrieval_edits import Decision, Kind
from studio.model.retrieval_view import View
from studio.pages.retrieval.page import RetrievalPage
from tests.bank.made_banks import extracted
from tests.studio.retrieval_fixtures import FRAMES, anew, bank, entries, page, project, settled, shown

__all__ = ["bank", "page", "project"]


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


def test_more_and_fewer_faces(page: RetrievalPage, qtbot: QtBot) -> None:
    eight = entries(page)
    page.retrieval.choose_k(12)
    qtbot.waitUntil(lambda: len(entries(page)) == 12)
    assert entries(page)[:8] == eight
    page.retrieval.choose_k(1)
    qtbot.waitUntil(lambda: entries(page) == eight[:1])
    qtbot.waitUntil(lambda: settled(page))


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


def test_another_resting_face_searches_anew(page: RetrievalPage, qtbot: QtBot) -> None:
    before, document = shown(page).copy(), page.context.document
    capture = page.retrieval.data.capture.id  # type: ignore[union-attr]
    document.edit_capture(capture, replace(document.edits.capture(capture), neutral=(41, 42)), "Choose the neutral")
    qtbot.waitUntil(lambda: settled(page) and not np.array_equal(shown(page), before))
    np.testing.assert_array_equal(shown(page), anew(page))


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
