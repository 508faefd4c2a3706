"""Training as the window sees it: the options of the next run, the runs that go on, and the one that is watched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, Signal

from core.errors import InputError
from core.events import Event, Finished, Preview, Stage
from core.project.captures import Capture
from core.project.runs import Run, delete_run, new_run_id
from core.training.cost import Cost, estimate
from studio.context import Context
from studio.model.run_choices import NOTE, RunChoices
from studio.model.run_speeds import RunSpeeds
from studio.model.watched_run import WatchedRun
from studio.services.jobs import JobState, TrackedJob

NAMES_NOTE = "run_names"
MAX_EDITS_BYTES = 512 << 10
"""Edits larger than this are read from the project by the job itself."""
HELD_OUT_SHARE = 0.15


class RunState(Enum):
    """What a run does, or how it ended. ENDING: its job is over, and what it left is being read."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"
    ENDING = "ending"
    DONE = "done"
    STOPPED_EARLY = "stopped early"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    INTERRUPTED = "unfinished"


ACTIVE = (RunState.WAITING, RunState.RUNNING, RunState.PAUSED, RunState.STOPPING, RunState.ENDING)
_ENDS = {"done": RunState.DONE, "cancelled": RunState.CANCELLED}
_OF_JOBS = {
    JobState.WAITING: RunState.WAITING,
    JobState.RUNNING: RunState.RUNNING,
    JobState.PAUSED: RunState.PAUSED,
    JobState.STOPPING: RunState.STOPPING,
    JobState.ENDED: RunState.ENDING,
}


@dataclass(frozen=True, eq=False)
class RunEntry:
    """A run as a list shows it.

    Attributes:
        id: of the run.
        title: its name.
        state: see RunState.
        run: what is on disk, if anything yet.
        job: what trains it, if it is active.
    """

    id: str
    title: str
    state: RunState
    run: Run | None = None
    job: TrackedJob | None = None


class Training(QObject):
    """Get it by ``context.shared(Training)``.

    Attributes:
        watched: the run that the page shows.

    Signals:
        choices_changed: the options of the next run.
        runs_changed: a run came, went, or changed its state.
        progress_changed: a run's id: its job moved on.
        ended: a run's id and its outcome: 'done', 'cancelled' or 'failed'; its figures and its avatar are there.
        pair_done: ids of two runs that were begun together: both made their avatars.
    """

    choices_changed = Signal()
    runs_changed = Signal()
    progress_changed = Signal(str)
    ended = Signal(str, str)
    pair_done = Signal(str, str)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._active: dict[str, TrackedJob] = {}
        self._unread: dict[str, str] = {}
        self._just_ended: dict[str, RunState] = {}
        self._pair: tuple[str, str] | None = None
        self._speeds = RunSpeeds(context.settings)
        self._read_choices: tuple[object, RunChoices] = (None, RunChoices())
        self.watched = WatchedRun(context)
        self.watched.setParent(self)
        document = context.document
        document.edits_changed.connect(self._edits_changed)
        document.opened.connect(self._opened)
        document.contents_changed.connect(self._contents_changed)
        document.listed.connect(self._listed)

    @property
    def choices(self) -> RunChoices:
        """The options of the next run, as the project remembers them."""
        raw = self._context.document.edits.notes.get(NOTE)
        if self._read_choices[0] is not raw:
            self._read_choices = (raw, RunChoices.from_dict(raw))
        return self._read_choices[1]

    def choose(self, text: str, **changes: Any) -> None:
        """Change options, undoably.

        Args:
            text: what the user did.
            changes: attributes of RunChoices.
        """
        self._set(replace(self.choices, **changes), text)

    def set_option(self, name: str, value: Any, text: str) -> None:
        """Change one training option by its dotted name, undoably.

        Raises:
            InputError: out of range.
        """
        self._set(self.choices.with_option(name, value), text)

    def reset_option(self, name: str, text: str) -> None:
        """Put one training option back to the preset's value."""
        overrides = {key: value for key, value in self.choices.overrides.items() if key != name}
        self._set(replace(self.choices, overrides=overrides), text)

    def captures(self) -> tuple[Capture, ...]:
        """What the next run trains on: the chosen captures, or all with the picture size of the first one."""
        known = self._context.document.contents.captures
        chosen = tuple(c for c in known if c.id in self.choices.captures)
        if chosen or not known:
            return chosen
        return tuple(c for c in known if (c.width, c.height) == (known[0].width, known[0].height))

    def avatar_name(self) -> str:
        """The name that the next avatar gets."""
        project = self._context.document.project
        return self.choices.name.strip() or (project.manifest.name if project is not None else "")

    def cost(self, choices: RunChoices | None = None) -> Cost:
        """What a run would cost; of the present choices, or of others."""
        choices = choices or self.choices
        config = choices.training()
        frames = min(sum(self._frames_used(c) for c in self.captures()), 2000 * max(1, len(self.captures())))
        held_out = 0 if choices.holdout == "none" else round(frames * HELD_OUT_SHARE)
        return estimate(config, choices.size, frames, held_out, self._speeds.nearest(choices.size, config))

    def entries(self) -> list[RunEntry]:
        """All runs, newest first, those that were only just asked for included."""
        runs = {run.id: run for run in self._context.document.contents.runs}
        ids = sorted({*runs, *self._active}, reverse=True)
        return [self._entry(run_id, runs.get(run_id)) for run_id in ids]

    def entry(self, run_id: str | None) -> RunEntry | None:
        """One run by its id."""
        run = next((run for run in self._context.document.contents.runs if run.id == run_id), None)
        if run_id is None or (run is None and run_id not in self._active):
            return None
        return self._entry(run_id, run)

    def start(self, *, raf: bool | None = None, suffix: str = "") -> str:
        """Queue a run with the present choices; returns its id.

        Args:
            raf: with or without retrieval, instead of the choice.
            suffix: after the avatar's name.
        Raises:
            InputError: no project or no capture.
        """
        document, choices = self._context.document, self.choices
        project, captures = document.project, self.captures()
        if project is None or not captures:
            raise InputError(self.tr("There is no capture to train on"), next_step=self.tr("Add a video first."))
        document.save_now()
        run_id, name = new_run_id(), self.avatar_name() + suffix
        arguments: dict[str, Any] = {
            "project": str(project.root),
            "run": run_id,
            "captures": [c.id for c in captures],
            "name": name,
            **{key: getattr(choices, key) for key in _PASSED},
            "raf": choices.raf if raf is None else raf,
            "policy": choices.policy.to_dict(),
            "overrides": dict(choices.overrides),
            "edits": document.edits.to_dict(),
        }
        if len(json.dumps(arguments["edits"])) > MAX_EDITS_BYTES:
            del arguments["edits"]
        self._run(run_id, arguments, self.tr("Training {}").format(name))
        return run_id

    def start_pair(self) -> tuple[str, str]:
        """Queue two runs with one seed, with and without retrieval; returns their ids."""
        with_raf = self.start(raf=True, suffix=self.tr(" with retrieval"))
        without = self.start(raf=False, suffix=self.tr(" without retrieval"))
        self._pair = with_raf, without
        self.watch(with_raf)
        return with_raf, without

    def go_on(self, run: Run, *, minutes: float | None = None) -> None:
        """Continue a run from its newest checkpoint; a finished one needs more minutes than it had."""
        project = self._context.document.project
        if project is None or run.id in self._active:
            return
        arguments: dict[str, Any] = {"project": str(project.root), "resume": run.id}
        if minutes is not None:
            arguments["minutes"] = minutes
        self._run(run.id, arguments, self.tr("Training {}").format(self.title_of(run)))

    def pause(self, run_id: str, paused: bool) -> None:
        """Let a run wait, or go on."""
        if (job := self._active.get(run_id)) is not None:
            job.pause(paused)

    def finish(self, run_id: str) -> None:
        """End a run now and make an avatar of what it has learnt; one that has not begun is dropped."""
        job = self._active.get(run_id)
        if job is None:
            return
        if job.state is JobState.WAITING:
            job.cancel()
        elif run_id == self.watched.run_id:
            job.pause(False)
            self.watched.finish()

    def halt(self, run_id: str) -> None:
        """Stop a run without an avatar; it can go on later."""
        if (job := self._active.get(run_id)) is not None:
            job.cancel()

    def watch(self, run_id: str | None) -> None:
        """Show a run on the page."""
        entry = self.entry(run_id)
        live = entry is not None and entry.job is not None
        self.watched.watch(run_id if entry is not None else None, run=entry.run if entry else None, live=live)

    def title_of(self, run: Run) -> str:
        """The name that the user gave a run, or its avatar's."""
        names = self._context.document.edits.notes.get(NAMES_NOTE)
        given = names.get(run.id) if isinstance(names, Mapping) else None
        return given if isinstance(given, str) and given else run.name

    def rename(self, run_id: str, title: str) -> None:
        """Give a run another name, undoably."""
        edits = self._context.document.edits
        stored = edits.notes.get(NAMES_NOTE)
        names = {**(stored if isinstance(stored, Mapping) else {}), run_id: title.strip()[:80]}
        self._context.document.edit(edits.with_note(NAMES_NOTE, names), self.tr("Rename run"))

    def delete(self, run: Run, *, with_avatar: bool) -> None:
        """Remove a run for good, in the background."""
        project = self._context.document.project
        if project is None or run.id in self._active:
            return
        if self.watched.run_id == run.id:
            self.watch(None)
        document = self._context.document
        self._context.tasks.run(lambda: delete_run(project, run, with_avatar=with_avatar), lambda _: document.refresh())

    def stop(self) -> None:
        """End what waits. Safe to call twice."""
        self.watched.stop()

    def _run(self, run_id: str, arguments: dict[str, Any], title: str) -> None:
        self._just_ended.pop(run_id, None)
        job = self._context.jobs.start("train_run", arguments, title=title)
        self._active[run_id] = job
        job.said.connect(lambda event: self._hear(run_id, event))
        job.changed.connect(lambda: self._moved(run_id))
        job.finished.connect(lambda event: self._finished(run_id, event))
        watched = self.watched.run_id
        if watched == run_id or watched not in self._active:
            self.watch(run_id)
        self.runs_changed.emit()

    def _hear(self, run_id: str, event: Event) -> None:
        if run_id == self.watched.run_id:
            self.watched.hear(event)
        if isinstance(event, Stage) and event.index > 0:
            self._context.document.refresh()  # its folder holds something by now
        elif isinstance(event, Preview) and "step-" in event.path:
            self._context.document.refresh()

    def _moved(self, run_id: str) -> None:
        job = self._active.get(run_id)
        if job is not None and run_id != self.watched.run_id and job.state is JobState.RUNNING:
            watched = self._active.get(self.watched.run_id or "")
            if watched is None:
                self.watch(run_id)  # the second of a pair has begun
        self.progress_changed.emit(run_id)

    def _finished(self, run_id: str, event: Finished) -> None:
        """The job is over. The run is shown as ended when the project was listed since: not without its figures."""
        if run_id in self._active:
            self._unread[run_id] = event.outcome
        self.runs_changed.emit()

    def _listed(self) -> None:
        ended, self._unread = self._unread, {}
        for run_id, outcome in ended.items():
            self._active.pop(run_id, None)
            self._just_ended[run_id] = _ENDS.get(outcome, RunState.INTERRUPTED)
            if run_id == self.watched.run_id:
                self.watch(run_id)
        for run_id, outcome in ended.items():
            self.ended.emit(run_id, outcome)  # before a pair is: its second run is not announced by itself
        if ended:
            self._contents_changed()

    def _entry(self, run_id: str, run: Run | None) -> RunEntry:
        job = self._active.get(run_id)
        if job is not None:
            title = self.title_of(run) if run is not None else str(job.arguments.get("name", run_id))
            return RunEntry(run_id, title, _OF_JOBS[job.state], run, job)
        assert run is not None
        try:
            state = RunState(run.outcome)
        except ValueError:
            state = RunState.INTERRUPTED
        if state is RunState.INTERRUPTED:  # its folder was read while it still ran
            state = self._just_ended.get(run_id, state)
        return RunEntry(run_id, self.title_of(run), state, run)

    def _set(self, choices: RunChoices, text: str) -> None:
        document = self._context.document
        if choices != self.choices:
            document.edit(document.edits.with_note(NOTE, choices.to_dict()), text)

    def _edits_changed(self, before: Any, after: Any) -> None:
        if before.notes.get(NOTE) != after.notes.get(NOTE):
            self.choices_changed.emit()
        if before.notes.get(NAMES_NOTE) != after.notes.get(NAMES_NOTE):
            self.runs_changed.emit()

    def _opened(self) -> None:
        self._active.clear()
        self._unread.clear()
        self._just_ended.clear()
        self._pair = None
        runs = self._context.document.contents.runs
        for run in reversed(runs):
            self._speeds.note(run)
        self.watched.watch(None)
        self.watch(runs[0].id if runs else None)
        self.choices_changed.emit()
        self.runs_changed.emit()

    def _contents_changed(self) -> None:
        runs = {run.id: run for run in self._context.document.contents.runs}
        watched = self.watched.run_id
        for run_id, run in runs.items():
            if run_id not in self._active:
                self._speeds.note(run)
        if watched in runs:
            self.watched.refresh(runs[watched])
        elif watched not in self._active:
            self.watch(next(iter(runs), None))
        self.runs_changed.emit()
        self._look_at_pair()

    def _look_at_pair(self) -> None:
        """Two runs that were begun together are shown side by side as soon as both avatars are there."""
        pair = self._pair
        if pair is None or any(run_id in self._active for run_id in pair):
            return
        made = [run.id for run in self._context.document.contents.runs if run.avatar is not None]
        self._pair = None
        if pair[0] in made and pair[1] in made:
            self.pair_done.emit(*pair)

    def in_pair(self, run_id: str) -> bool:
        """Whether a run was begun together with another and both are not yet done."""
        return self._pair is not None and run_id in self._pair

    def _frames_used(self, capture: Capture) -> int:
        edits = self._context.document.edits.capture(capture.id)
        left_out = sum(last - first for first, last in edits.left_out(capture.frame_count))
        return max(capture.frame_count - left_out, 0)


_PASSED = ("preset", "minutes", "size", "deformation", "holdout", "seed")
