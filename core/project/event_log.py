"""events.jsonl: every message of a run, one JSON object a line, appended as it happens."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from core.events import Emit, Event
from core.project.atomic import storage_error


class EventLog:
    """Passes events on and keeps a copy on disk. Safe to call from several threads.

    Args:
        path: the file to append to.
        emit: where events go after they were logged.
    """

    def __init__(self, path: Path, emit: Emit) -> None:
        self._emit = emit
        self._path = path
        self._lock = threading.Lock()
        self._file: IO[str] = open(path, "a", encoding="utf-8")  # noqa: SIM115 - closed in __exit__

    def __call__(self, event: Event) -> None:
        """Log the event, then pass it on.

        Raises:
            StorageError: the log cannot be written.
        """
        line = json.dumps(event.to_dict(), ensure_ascii=False, default=str)
        try:
            with self._lock:
                self._file.write(line + "\n")
                self._file.flush()
        except OSError as error:
            raise storage_error(self._path, error) from error
        self._emit(event)

    def __enter__(self) -> EventLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
