"""``raf-studio window``: the studio's window. The only place where the engine's package reaches for the studio."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.session import Session, command_session

EPILOG = """\b
Examples:
  raf-studio window
  raf-studio window anna.safetensors --play driver.mp4
"""


@click.command("window", epilog=EPILOG)
@click.argument("avatar", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--play", type=click.Path(exists=True, path_type=Path), help="Drive the avatar by this clip.")
@click.option("--screenshot", type=click.Path(path_type=Path), help="Write a picture of the window, for documents.")
@click.option("--quit-after", type=float, metavar="SECONDS", help="Close the window by itself.")
@command_session("window")
def command(
    session: Session, avatar: Path | None, play: Path | None, screenshot: Path | None, quit_after: float | None
) -> None:
    """Open the window, empty or with an AVATAR."""
    from studio.app import main

    arguments: list[str] = []
    for name, value in (
        ("--avatar", avatar),
        ("--play", play),
        ("--screenshot", screenshot),
        ("--quit-after", quit_after),
    ):
        if value is not None:
            arguments += [name, str(value)]
    session.exit_code = main(arguments)
