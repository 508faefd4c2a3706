"""How work is told in words: its stage, its state, its time left."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from studio.services.engine_words import engine_text
from studio.services.jobs import JobState, TrackedJob
from studio.widgets.words import duration_text


def state_text(job: TrackedJob) -> str:
    """What a job does now."""
    words = _state_words(job)
    return words[:1].upper() + words[1:]


def _state_words(job: TrackedJob) -> str:
    if job.state is JobState.WAITING:
        return QCoreApplication.translate("Jobs", "waiting")
    if job.state is JobState.PAUSED:
        return QCoreApplication.translate("Jobs", "paused")
    if job.state is JobState.STOPPING:
        return QCoreApplication.translate("Jobs", "stopping")
    return engine_text(job.stage) or QCoreApplication.translate("Jobs", "beginning")


def time_left_text(job: TrackedJob) -> str:
    """About how long it still takes; empty while unknown."""
    if job.remaining_s is None or job.state is not JobState.RUNNING:
        return ""
    return QCoreApplication.translate("Jobs", "{} left").format(duration_text(job.remaining_s))


def outcome_text(outcome: str) -> str:
    """How a job ended."""
    words = {
        "done": QCoreApplication.translate("Jobs", "done"),
        "cancelled": QCoreApplication.translate("Jobs", "stopped"),
        "failed": QCoreApplication.translate("Jobs", "failed"),
    }
    return words.get(outcome, outcome)
