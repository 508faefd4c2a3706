"""What was measured of retrieval, as the Compare page shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shiboken6
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.errors import FormatError
from core.evidence.cells import Arm
from core.evidence.pages import write_enclosed
from core.evidence.plan import CONTROLS, LIVE, MAIN, VARIANTS
from core.evidence.statistics import Interval as Gain
from studio.model.evidence import Evidence, EvidenceTable
from studio.pages.compare.evidence import EvidencePanel
from tests.studio.conftest import MakeContext

GAIN = {"mean": 0.12, "low": 0.08, "high": 0.16, "people": 8}
LOSS = {"mean": -0.03, "low": -0.05, "high": 0.01, "people": 8}


def summary() -> dict[str, object]:
    rows = {"none": {"against_none": {}}, "raf": {"against_none": {"landmark_share": GAIN, "lpips": LOSS}}}
    rows |= {"raf @300": {"against_none": {"landmark_share": LOSS}}, "noise": {"against_none": {"lpips": None}}}
    groups = [{"main": True, "steps": 2500, "cells": 40, "tables": {"S-self far": rows, "R-cross all": rows}}]
    claims = [
        {"steps": 2500, "arm": arm, "figures": {"claim_holds": holds}} for arm, holds in (("raf", False), ("x", True))
    ]
    return {"groups": groups, "claims": claims}


@pytest.fixture
def enclosed(tmp_path: Path) -> Path:
    write_enclosed(summary(), tmp_path / "evidence.json")
    return tmp_path / "evidence.json"


def test_the_enclosed_file_holds_the_arms_that_compare(enclosed: Path) -> None:
    evidence = Evidence.load(enclosed)
    assert evidence is not None
    assert (evidence.trainings, evidence.claim_holds, list(evidence.rows)) == (40, False, ["S-self far"])
    assert evidence.rows["S-self far"]["raf"] == (Gain(**GAIN), Gain(**LOSS))
    assert evidence.rows["S-self far"]["noise"] == (None, None)
    assert Gain(**GAIN).excludes_zero
    assert not Gain(**LOSS).excludes_zero


def test_a_damaged_file_says_so_and_a_missing_one_is_none(tmp_path: Path) -> None:
    assert Evidence.load(tmp_path / "nothing.json") is None
    (tmp_path / "bad.json").write_text(json.dumps({"cells": 3}))
    with pytest.raises(FormatError, match=r"bad\.json"):
        Evidence.load(tmp_path / "bad.json")


def test_the_table_is_a_sound_model(enclosed: Path, qtmodeltester: ModelTester) -> None:
    evidence, table = Evidence.load(enclosed), EvidenceTable()
    assert evidence is not None
    table.show(evidence.rows["S-self far"])
    qtmodeltester.check(table)
    assert table.rowCount() == 2
    assert table.data(table.index(0, 0)) == "Retrieval"
    assert table.reach == pytest.approx(0.16)


@pytest.mark.parametrize("arm", [*MAIN[1:], *CONTROLS, *VARIANTS, *LIVE], ids=lambda arm: arm.name)
def test_every_arm_has_a_name_for_people(arm: Arm) -> None:
    name, tip = EvidenceTable().words(arm.name)
    assert arm.name not in (name, tip)


def test_the_panel_says_what_came_out(enclosed: Path, make_context: MakeContext, qtbot: QtBot) -> None:
    panel = EvidencePanel(make_context())
    qtbot.addWidget(panel)
    panel.show_evidence(Evidence.load(enclosed))
    assert "not met in 40 trainings" in panel._head.text()
    assert "after 2,500 steps" in panel._note.text()
    assert panel.sets.count() == 1
    assert panel.table.rowCount() == 2
    panel.resize(panel.sizeHint())
    panel.grab()
    panel.show_evidence(None)
    assert "No measurements" in panel._head.text()


def test_a_panel_that_is_gone_hears_nothing(make_context: MakeContext, qtbot: QtBot) -> None:
    context = make_context()
    panel = EvidencePanel(context)
    shiboken6.delete(panel)
    qtbot.waitUntil(lambda: not context.tasks.busy)  # what it asked for comes back, to nobody
