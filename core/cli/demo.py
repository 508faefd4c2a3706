"""``raf-studio demo``: from the enclosed clip to a moving avatar, to see that everything works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

from core.cli.session import Document, Session, command_session
from core.cli.train import grouped

EPILOG = """\b
Examples:
  raf-studio demo
  raf-studio demo --no-window --minutes 0.5
"""
WINDOW_TIMEOUT_S = 180.0
SCREEN = "1600x1000x24"


@click.command("demo", epilog=EPILOG)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/demo"),
    show_default=True,
    help="Folder for what it makes.",
)
@click.option("--minutes", type=click.FloatRange(0.0, 60.0, min_open=True), help="Of training; short by default.")
@click.option("--no-window", is_flag=True, help="Do not open the window; write a picture of it instead.")
@command_session("demo")
def command(session: Session, out: Path, minutes: float | None, no_window: bool) -> Document:
    """Train a quick avatar from the enclosed clip with retrieval, drive it, and open it in the window.

    Without a display it writes a video, a sheet of the retrieved faces and a picture of the window instead.
    """
    from core.project.demo import DRIVER, MINUTES, run_demo

    with session.job() as (emit, cancel):
        result = run_demo(out, minutes=minutes or MINUTES, emit=emit, cancel=cancel)
    files = dict(result.files)
    arguments = ["--avatar", str(files["avatar"]), "--play", str(DRIVER)]
    if has_display() and not no_window:
        session.say("Opening the window. Close it to end the demo.")
        subprocess.run(window_command(arguments), check=False)
    else:
        picture = out / "window.png"
        if take_picture(arguments, picture):
            files["window"] = picture
        else:
            session.err.print(
                "No picture of the window could be taken; run 'raf-studio doctor' to see what is missing."
            )
    for what, path in files.items():
        session.say(f"{what:<11}{path}")
    return {"files": files, "project": result.chain.project, **grouped(result.chain.figures)}


def has_display() -> bool:
    """True where a window can be seen."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(named) or sys.platform in ("win32", "darwin")


def window_command(arguments: list[str]) -> list[str]:
    """The studio's window as a process of its own: the engine's package does not import Qt."""
    return [sys.executable, "-m", "studio", *arguments]


def take_picture(arguments: list[str], picture: Path) -> bool:
    """Draw the window on a screen that nobody sees (Xvfb, else Qt's own) and save it; False when that fails."""
    picture.unlink(missing_ok=True)
    command = window_command([*arguments, "--screenshot", str(picture)])
    environment = dict(os.environ)
    if not has_display():
        if shutil.which("xvfb-run"):
            command = ["xvfb-run", "-a", "-s", f"-screen 0 {SCREEN}", *command]
        else:
            environment["QT_QPA_PLATFORM"] = "offscreen"
    try:
        subprocess.run(command, env=environment, check=False, timeout=WINDOW_TIMEOUT_S, capture_output=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return picture.is_file()
