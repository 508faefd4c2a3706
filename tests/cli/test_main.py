"""The frame of the command line: help, exit codes, JSON, interruption. No engine work."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from core.cli import main as main_module
from core.cli.main import COMMANDS, LazyGroup, cli, main
from core.cli.session import Session, command_session, jsonable
from core.errors import Cancelled, CaptureError, StorageError, StudioError, WeightsError
from core.events import Progress, Stage

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """``run_with(function, *args)``: the exit code of a made-up command with that body."""

    def run(function: Callable[[Session], dict[str, Any] | None], *args: str) -> int:
        command = click.command("doctor")(command_session("doctor")(function))
        monkeypatch.setattr(LazyGroup, "get_command", lambda self, ctx, name: command)
        return main(["doctor", *args])

    return run


def raising(error: BaseException) -> Callable[[Session], None]:
    def work(session: Session) -> None:
        raise error

    return work


def all_commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += all_commands(command, (*path, name))
    return found


def test_every_command_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    commands = all_commands(cli)
    assert {path[0] for path, _ in commands} == set(COMMANDS)
    for path, command in commands:
        assert main([*path, "--help"]) == 0
        text = capsys.readouterr().out
        assert command.help, path
        assert "raf-studio " + path[0] in text.split("Usage:")[1].split("\n", 1)[1], f"no example in {path}"
        undocumented = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
        assert not undocumented, f"{path}: {undocumented}"


def test_help_of_the_root_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in COMMANDS)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StudioError("a"), 1),
        (CaptureError("a"), 2),
        (WeightsError("a"), 3),
        (StorageError("a"), 4),
        (OSError(errno.ENOSPC, "no space left"), 4),
        (OSError(errno.EIO, "bad disk"), 1),
        (ValueError("a bug"), 1),
        (Cancelled(), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes(
    run_with: Callable[..., int], capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    assert run_with(raising(error)) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.strip()
    assert "Traceback" not in printed.err


def test_an_error_is_whole_on_the_screen_and_in_json(
    run_with: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    error = CaptureError("Too short", got="3 frames", expected="24", next_step="Record a longer clip")
    run_with(raising(error), "--json")
    printed = capsys.readouterr()
    assert "Too short. Got 3 frames. Expected 24. Record a longer clip." in printed.err
    assert json.loads(printed.out) == {
        "command": "doctor",
        "outcome": "failed",
        "error": {
            "what": "Too short",
            "got": "3 frames",
            "expected": "24",
            "next_step": "Record a longer clip",
            "code": 2,
        },
    }


def test_debug_shows_the_traceback(run_with: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(raising(ValueError("a bug")), "--debug") == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["nonsense"], ["doctor", "--nonsense"], ["drive"]])
def test_wrong_usage_is_bad_input(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert main([*arguments, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == 2


def test_json_is_one_document_and_progress_goes_elsewhere(
    run_with: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    def work(session: Session) -> dict[str, Any]:
        session.say("for people")
        session.table(("a",), [("b",)])
        with session.job() as (emit, _):
            emit(Stage("Tracking", 0, 2))
            emit(Progress(3, 10, "frames"))
        return {"path": Path("x.mp4"), "value": float("nan")}

    assert run_with(work, "--json") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"command": "doctor", "outcome": "done", "path": "x.mp4", "value": None}
    assert "1/2 Tracking" in printed.err
    assert "for people" not in printed.err


def test_text_of_users_is_not_markup(run_with: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_with(raising(CaptureError("No '[bold]anna[/bold]'"))) == 2
    assert "[bold]anna[/bold]" in capsys.readouterr().err


def test_an_avatar_alone_opens_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[list[str]] = []

    @click.command("window")
    @click.argument("rest", nargs=-1)
    def window(rest: tuple[str, ...]) -> None:
        asked.append(list(rest))

    monkeypatch.setattr(main_module.LazyGroup, "get_command", lambda self, ctx, name: window)
    assert main([]) == 0
    assert main([str(tmp_path / "anna.safetensors")]) == 0
    assert asked == [[], [str(tmp_path / "anna.safetensors")]]


def test_numpy_values_become_json() -> None:
    import numpy as np

    assert jsonable({"a": np.float32(0.5), "b": np.arange(2), "c": (np.nan, None)}) == {
        "a": 0.5,
        "b": [0, 1],
        "c": [None, None],
    }


WORKER = """
import sys, time
from core.cli.session import Session, _guarded
def work():
    with session.job() as (emit, cancel):
        print("running", flush=True)
        while not (cancel.cancelled and {polite}):
            time.sleep(0.01)
        cancel.check()
session = Session("train")
sys.exit(_guarded(session, work))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("polite", "expected"), [(True, 130), (False, -signal.SIGINT)])
def test_the_first_interrupt_cancels_and_the_second_kills(polite: bool, expected: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORKER.format(polite=polite)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"running\n"
        os.kill(process.pid, signal.SIGINT)
        if not polite:
            while b"Ctrl-C again" not in process.stderr.readline():
                time.sleep(0.001)
            os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=120) == expected
