"""What every command shares: where output goes, how errors end, and how Ctrl-C stops work without breaking anything."""

from __future__ import annotations

import contextlib
import errno
import functools
import json
import math
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from core.cli.progress import progress_view
from core.errors import Cancelled, StudioError
from core.events import CancelToken, Emit
from core.project.atomic import storage_error

EXIT_ERROR, EXIT_INPUT, EXIT_STORAGE, EXIT_INTERRUPTED = 1, 2, 4, 130

# columns of tables that go to a file or another program
_PIPE_WIDTH = 160

Document: TypeAlias = dict[str, Any]


class Session:
    """Output and interruption of one command.

    Args:
        command: its full name, such as 'bank build'.
        as_json: print one JSON document on stdout and nothing else there.
        debug: show tracebacks.

    A command whose work is done and yet has bad news (doctor, verify) sets ``exit_code`` to 1.
    """

    def __init__(self, command: str, *, as_json: bool = False, debug: bool = False) -> None:
        self.command, self.as_json, self.debug = command, as_json, debug
        self.exit_code = 0
        width = None if sys.stdout.isatty() else _PIPE_WIDTH
        self.out = Console(quiet=as_json, highlight=False, soft_wrap=True, width=width)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        """Print a line for people on stdout; silent with --json."""
        self.out.print(escape(text))

    def table(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print plain columns on stdout; silent with --json."""
        table = Table(*headers, box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.out.print(table, soft_wrap=False)

    @contextlib.contextmanager
    def job(self) -> Iterator[tuple[Emit, CancelToken]]:
        """Show progress on stderr while the block runs; the first Ctrl-C cancels, the second kills."""
        token = CancelToken()
        with progress_view(self.err) as view, _cancel_on_interrupt(token, self.err):
            yield view, token

    def finish(self, document: Document) -> None:
        """Print the JSON document, where one was asked for."""
        if self.as_json:
            _print_json({"command": self.command, "outcome": "done", **document})

    def fail(self, error: StudioError) -> int:
        """Report an error in plain words; returns the exit code."""
        if self.as_json:
            parts = {key: getattr(error, key) for key in ("what", "got", "expected", "next_step")}
            _print_json({"command": self.command, "outcome": "failed", "error": {**parts, "code": error.exit_code}})
        self.err.print(f"[bold red]Error:[/] {escape(error.message)}")
        return error.exit_code

    def cancelled(self) -> int:
        """Report that the user stopped the work; returns the exit code."""
        if self.as_json:
            _print_json({"command": self.command, "outcome": "cancelled"})
        self.err.print("Stopped. Everything saved so far is valid.")
        return EXIT_INTERRUPTED


def command_session(name: str) -> Callable[[Callable[..., Document | None]], Callable[..., int]]:
    """Give a click function a Session as first argument, the options --json and --debug, and exit codes.

    The function returns the JSON document, or None where it has nothing to tell programs.
    """

    def decorate(function: Callable[..., Document | None]) -> Callable[..., int]:
        @click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout (docs/cli.md).")
        @click.option("--debug", is_flag=True, help="Show the traceback of an error.")
        @functools.wraps(function)
        def run(*args: Any, as_json: bool, debug: bool, **kwargs: Any) -> int:
            session = Session(name, as_json=as_json, debug=debug)
            return _guarded(session, lambda: function(session, *args, **kwargs))

        return run

    return decorate


def report_usage_error(error: click.ClickException, *, as_json: bool) -> None:
    """Print what was wrong with the arguments."""
    if as_json:
        parts = {"what": error.format_message(), "got": "", "expected": "", "next_step": "See --help"}
        _print_json({"command": "", "outcome": "failed", "error": {**parts, "code": EXIT_INPUT}})
    error.show()


def _guarded(session: Session, work: Callable[[], Document | None]) -> int:
    try:
        with warnings.catch_warnings():
            if not session.debug:  # Python's warnings are for developers; ours are events
                warnings.simplefilter("ignore")
            document = work()
        session.finish(document or {})
        return session.exit_code
    except StudioError as error:
        return _with_traceback(session, error, error)
    except (Cancelled, KeyboardInterrupt):
        return session.cancelled()
    except click.ClickException:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return _with_traceback(session, storage_error(error.filename or "the output", error), error)
        return _with_traceback(session, _unexpected(session, error), error)
    except Exception as error:  # noqa: BLE001 - the border to the user: a bug becomes a message and an exit code
        return _with_traceback(session, _unexpected(session, error), error)


def _with_traceback(session: Session, shown: StudioError, cause: BaseException) -> int:
    if session.debug:
        traceback.print_exception(cause, file=sys.stderr)
    return session.fail(shown)


def _unexpected(session: Session, error: Exception) -> StudioError:
    return StudioError(
        "Something unexpected went wrong",
        got=f"{type(error).__name__}: {error}",
        next_step="" if session.debug else "Run the command again with --debug to see where",
    )


@contextlib.contextmanager
def _cancel_on_interrupt(token: CancelToken, err: Console) -> Iterator[None]:
    """The first Ctrl-C sets the token; from then on the system's own handler ends the process at once."""

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        token.cancel()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        err.print("\nStopping at the next safe point. Press Ctrl-C again to stop at once.")

    try:
        before = signal.signal(signal.SIGINT, on_interrupt)
    except ValueError:  # not the main thread, which alone may set handlers
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _print_json(document: Document) -> None:
    click.echo(json.dumps(jsonable(document), ensure_ascii=False, indent=1, allow_nan=False))


def jsonable(value: object) -> object:
    """Paths become text, numpy numbers plain ones, and numbers that JSON has not (NaN, infinity) null."""
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "tolist"):
        return jsonable(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
