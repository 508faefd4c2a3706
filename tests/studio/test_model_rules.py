"""Lists of the frame keep the rules of Qt's models while rows come and go."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from studio.context import Context
from studio.model.notices import MAX_KEPT, Notices
from tests.jobs.sample_engine_jobs import SAMPLE_JOBS


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return SAMPLE_JOBS


def test_notices_come_are_dropped_and_go(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    notices = Notices()
    qtmodeltester.check(notices)
    for number in range(MAX_KEPT + 3):
        notices.say("warning", f"Warning {number}", "What to do")
    assert notices.rowCount() == MAX_KEPT
    notices.dismiss(0)
    notices.dismiss(notices.rowCount() - 1)
    notices.dismiss(MAX_KEPT)  # there is no such row
    assert notices.rowCount() == MAX_KEPT - 2
    qtmodeltester.check(notices)
    notices.clear()
    assert notices.rowCount() == 0
    notices.deleteLater()


def test_jobs_run_wait_and_end(context: Context, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    jobs = context.jobs
    qtmodeltester.check(jobs)
    jobs.start("count", {"n": 20}, title="First")
    waiting = jobs.start("wait", {}, title="Second")
    assert jobs.rowCount() == 2
    qtmodeltester.check(jobs)
    qtbot.waitUntil(lambda: jobs.rowCount() == 1)
    waiting.cancel()
    qtbot.waitUntil(lambda: jobs.rowCount() == 0)
    qtmodeltester.check(jobs)
