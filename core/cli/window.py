"""``raf-studio window``: the studio's window. The only place where the engine's package reaches for the studio."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.session import Session, command_session

EPILOG = """\b
Examples:
  raf-studio window
  raf-studio window --project anna.rafstudio --page train
  raf-studio window anna.safetensors --play driver.mp4
"""


@click.command("window", epilog=EPILOG)
@click.argument("avatar", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--project", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Open this project.")
@click.option("--page", metavar="NAME", help="Begin there: home, capture, bank, retrieval, train, live or compare.")
@click.option("--language", type=click.Choice(["en", "zh_CN"]), help="Instead of the one remembered.")
@click.option("--play", type=click.Path(exists=True, path_type=Path), help="Drive the avatar by this clip.")
@click.option("--screenshot", type=click.Path(path_type=Path), help="Write a picture of the window, for documents.")
@click.option("--quit-after", type=float, metavar="SECONDS", help="Close the window by itself.")
@command_session("window")
def command(session: Session, **options: object) -> None:
    """Open the window, empty, with a project or with an AVATAR."""
    from studio.app import PAGE_NAMES, main

    page = options.get("page")
    if page is not None and page not in PAGE_NAMES:
        raise click.BadParameter(f"There is no page '{page}'. The pages are {', '.join(PAGE_NAMES)}.")
    arguments: list[str] = []
    for name, value in options.items():
        if value is not None:
            arguments += [f"--{name.replace('_', '-')}", str(value)]
    session.exit_code = main(arguments)
