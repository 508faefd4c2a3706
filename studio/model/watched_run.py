"""The run that the Train page shows: its numbers, its pictures of chosen frames, and its avatar at a chosen moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core.avatar.runtime import Avatar
from core.errors import StudioError
from core.events import Event, Metrics, Preview
from core.project.atomic import read_json
from core.project.project import Project
from core.project.runs import (
    FRAMES_NAME,
    PREVIEWS_NAME,
    SNAPSHOTS_NAME,
    Run,
    RunFrames,
    run_folder,
    write_control,
)
from studio.context import Context
from studio.model.run_log import RunLog, log_of
from studio.model.run_pictures import Triple, triples_of_avatar, triples_of_files
from studio.services.tasks import Task

FRAMES_NOTE = "train_frames"
MAX_FRAMES, FIRST_FRAMES = 6, 2
REST_MS = 120
"""Quick changes in a row, as in scrubbing, make one request."""
CURRENT = "current.safetensors"


@dataclass(frozen=True)
class Moment:
    """One avatar of a run: a snapshot, or the finished one.

    Attributes:
        step: of the training; the finished avatar's is that of the end.
        path: its file.
        final: the finished avatar.
    """

    step: int
    path: Path
    final: bool = False


class WatchedRun(QObject):
    """One run, live or past; owned by ``Training``.

    Attributes:
        run_id: or None when nothing is watched.
        live: it is training now.
        log: its numbers.
        record: which frames it uses, once that is known.
        moments: its avatars, oldest first.
        place: index of the moment shown; None is the newest (of a live run: as it is now).
        triples: pictures of the frames shown.
        avatar: of the moment shown, or None.
        error: why pictures or avatar cannot be shown.

    Signals:
        changed: another run, or it began or ended to train.
        log_changed: new numbers.
        triples_changed: new pictures, other frames, or an error.
        moments_changed: another snapshot, or another place.
        avatar_changed: another avatar.
    """

    changed = Signal()
    log_changed = Signal()
    triples_changed = Signal()
    moments_changed = Signal()
    avatar_changed = Signal()

    run_id: str | None
    run: Run | None
    live: bool
    log: RunLog
    record: RunFrames | None
    moments: list[Moment]
    place: int | None
    triples: list[Triple]
    avatar: Avatar | None
    avatar_path: Path | None
    error: StudioError | None
    _finishing: bool

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._forget()
        self._reading: dict[str, Task[object]] = {}
        self._again: set[str] = set()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._frames_settled)
        context.selection.frame_changed.connect(self._selection_moved)
        context.document.edits_changed.connect(self._edited)

    def watch(self, run_id: str | None, *, run: Run | None = None, live: bool = False) -> None:
        """Look at another run, or at the same one in another state."""
        same = run_id == self.run_id
        if same and live == self.live and (live or run == self.run):
            return
        if not same:
            self._drop_tasks()
            self._forget()
        self.run_id, self.run, self.live = run_id, run if run is not None else self.run, live
        if run_id is not None and not (same and self.log.curves):
            self._read_log()
        if not live:
            self._list_moments()
        self.changed.emit()
        self._read_record()

    def hear(self, event: Event) -> None:
        """Take what the run's job says."""
        if isinstance(event, Metrics):
            self.log.add(event.step, event.values)
            self.log_changed.emit()
        elif isinstance(event, Preview) and event.path.startswith(PREVIEWS_NAME):
            if self.record is None:
                self._read_record()
            elif self.place is None:
                self._read_triples()
        elif isinstance(event, Preview) and event.path.startswith(SNAPSHOTS_NAME):
            self._snapshot_came(event)

    @property
    def project(self) -> Project | None:
        """The open project."""
        return self._context.document.project

    @property
    def folder(self) -> Path | None:
        """The run's folder."""
        return None if self.project is None or self.run_id is None else run_folder(self.project, self.run_id)

    @property
    def chosen(self) -> list[tuple[str, int]]:
        """The frames that the user chose to see, (capture id, frame)."""
        note = self._context.document.edits.notes.get(FRAMES_NOTE)
        stored = note.get("frames") if isinstance(note, dict) else None
        found = []
        for item in stored if isinstance(stored, list) else []:
            if isinstance(item, list) and len(item) == 2 and isinstance(item[1], int):
                found.append((str(item[0]), item[1]))
        return found[: MAX_FRAMES - 1]

    @property
    def follows(self) -> bool:
        """Whether the frame that is selected on all pages is shown as well."""
        note = self._context.document.edits.notes.get(FRAMES_NOTE)
        return not (isinstance(note, dict) and note.get("follow") is False)

    def choose(self, frames: list[tuple[str, int]], *, follow: bool | None = None) -> None:
        """Show other frames; remembered with the project."""
        kept = [list(item) for item in dict.fromkeys(frames)][: MAX_FRAMES - 1]
        follow = self.follows if follow is None else follow
        self._context.document.remember(FRAMES_NOTE, {"frames": kept, "follow": follow})

    def shown_frames(self) -> list[tuple[str, int]]:
        """What is shown: the chosen frames, or some held-out ones, and the selected frame."""
        frames = self.chosen
        if not frames and self.record is not None:
            rows = self.record.held_out or list(range(len(self.record.frames)))
            spread = [rows[round((i + 0.5) * len(rows) / FIRST_FRAMES - 0.5)] for i in range(FIRST_FRAMES) if rows]
            frames = [(self.record.captures[row], self.record.frames[row]) for row in spread]
        selection = self._context.selection
        if self.follows and selection.capture_id is not None:
            frames = [*frames, (selection.capture_id, selection.frame)]
        return list(dict.fromkeys(frames))[:MAX_FRAMES]

    def go_to(self, place: int | None) -> None:
        """Show another moment; None is the newest."""
        if place is not None and not self.live and place >= len(self.moments) - 1:
            place = None
        if place != self.place:
            self.place = place
            self.moments_changed.emit()
            self._read_avatar()
            if self._shows_files:
                self._read_triples()

    def finish(self) -> None:
        """Ask the live run to end now with what is there."""
        self._write_control(finish=True)

    def refresh(self, run: Run | None) -> None:
        """The run was listed again."""
        if run is not None and run != self.run:
            self.run = run
            if not self.live:
                self._list_moments()
            self.changed.emit()

    def stop(self) -> None:
        """Drop what is under way."""
        self._rest.stop()
        self._drop_tasks()

    def _forget(self) -> None:
        self.run_id = self.run = self.record = self.place = None
        self.avatar = self.avatar_path = self.error = None
        self.live, self.log, self.moments, self.triples = False, RunLog(), [], []
        self._finishing = False

    @property
    def _shows_files(self) -> bool:
        """A live run's own pictures are newer than any snapshot."""
        return self.live and self.place is None

    def _drop_tasks(self) -> None:
        for task in self._reading.values():
            task.cancel()
        self._reading.clear()
        self._again.clear()

    def _snapshot_came(self, event: Preview) -> None:
        folder = self.folder
        if folder is None:
            return
        path = folder / SNAPSHOTS_NAME / Path(event.path).name
        if path.name != CURRENT and path not in [moment.path for moment in self.moments]:
            self.moments.append(Moment(event.step, path))
            self.moments_changed.emit()
        if self.place is None:
            self._read_avatar()

    def _list_moments(self) -> None:
        run = self.run
        moments = [] if run is None else [Moment(step, p) for p in run.snapshots if (step := _step(p)) is not None]
        if run is not None and run.avatar is not None:
            last = int(run.result.get("steps") or (moments[-1].step if moments else 0))
            moments = [*(m for m in moments if m.step < last), Moment(last, run.avatar, final=True)]
        if moments != self.moments:
            self.moments = moments
            if self.place is not None and self.place >= len(moments):
                self.place = None
            self.moments_changed.emit()
        self._read_avatar()

    def _newest(self) -> Path | None:
        folder = self.folder
        if self.live and self.place is None and folder is not None:
            current = folder / SNAPSHOTS_NAME / CURRENT
            return current if current.exists() else (self.moments[-1].path if self.moments else None)
        if not self.moments:
            return None
        return self.moments[-1 if self.place is None else min(self.place, len(self.moments) - 1)].path

    def _read_log(self) -> None:
        folder, log = self.folder, self.log
        if folder is None:
            return
        run = Run(folder.name, folder, {})

        def take(read: object) -> None:
            assert isinstance(read, RunLog)
            if log is self.log:
                newer, self.log = self.log, read
                for name, (steps, values) in newer.curves.items():
                    for step, value in zip(steps, values, strict=True):
                        self.log.add(int(step), {name: value})
                self.log_changed.emit()

        self._ask("log", lambda: log_of(run.curves()), take)

    def _read_record(self) -> None:
        folder = self.folder
        if folder is None or self.record is not None or not (folder / FRAMES_NAME).exists():
            return

        def take(record: object) -> None:
            assert isinstance(record, RunFrames)
            self.record = record
            self._frames_settled()

        self._ask("record", lambda: RunFrames.from_dict(read_json(folder / FRAMES_NAME)), take)

    def _read_avatar(self) -> None:
        path = self._newest()
        if path is None or (path == self.avatar_path and path.name != CURRENT):
            return

        def take(avatar: object) -> None:
            assert isinstance(avatar, Avatar)
            self.avatar, self.avatar_path, self.error = avatar, path, None
            self.avatar_changed.emit()
            if not self._shows_files:
                self._read_triples()

        self._ask("avatar", lambda: Avatar.load(path), take)

    def _read_triples(self) -> None:
        folder, project, record, avatar = self.folder, self.project, self.record, self.avatar
        if folder is None or project is None or record is None:
            return
        rows = record.rows([list(item) for item in self.shown_frames()])
        if self._shows_files:
            self._ask("triples", lambda: triples_of_files(folder, record, rows), self._take_triples)
        elif avatar is not None:
            root = project.root
            self._ask("triples", lambda: triples_of_avatar(root, avatar, record, rows), self._take_triples)

    def _take_triples(self, triples: object) -> None:
        assert isinstance(triples, list)
        self.triples, self.error = triples, None
        self.triples_changed.emit()

    def _ask(self, what: str, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Run one task of a kind at a time; a request during one makes another after it."""
        if what in self._reading:
            self._again.add(what)
            return

        def done(result: object) -> None:
            self._reading.pop(what, None)
            then(result)
            self._repeat(what)

        def failed(error: StudioError) -> None:
            self._reading.pop(what, None)
            if what in ("triples", "avatar"):
                self.error, self.triples = error, self.triples if self.live else []
                self.triples_changed.emit()
            self._repeat(what)

        self._reading[what] = self._context.tasks.run(work, done, failed=failed)

    def _repeat(self, what: str) -> None:
        if what in self._again:
            self._again.discard(what)
            if what == "avatar":
                self._read_avatar()
            elif what == "triples":
                self._read_triples()

    def _selection_moved(self) -> None:
        if self.follows and self.run_id is not None:
            self._rest.start()

    def _edited(self, before: object, after: object) -> None:
        if self.run_id is not None and getattr(before, "notes", None) != getattr(after, "notes", None):
            self._rest.start()

    def _frames_settled(self) -> None:
        if self.live:
            self._write_control()
        self._read_triples()

    def _write_control(self, *, finish: bool = False) -> None:
        project, run_id, frames = self.project, self.run_id, self.shown_frames()
        folder = self.folder
        if project is None or run_id is None or folder is None or not folder.is_dir():
            return
        self._finishing = finish or self._finishing
        ends = self._finishing
        self._context.tasks.run(lambda: write_control(project, run_id, frames=frames, finish=ends), lambda _: None)


def _step(path: Path) -> int | None:
    number = path.stem.removeprefix("step-")
    return int(number) if number.isdigit() else None
