"""The ``raf-studio`` command: finds the sub-command, loads only its file, and turns errors into exit codes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from core import __version__
from core.cli.session import EXIT_INPUT, report_usage_error

# name -> module of core.cli that holds a click command of that name
COMMANDS = (
    "doctor",
    "weights",
    "capture",
    "bank",
    "train",
    "eval",
    "drive",
    "export",
    "bench",
    "evidence",
    "window",
    "demo",
)
AVATAR_SUFFIX, PROJECT_SUFFIX = ".safetensors", ".rafstudio"
ROOT_OPTIONS = ("--help", "--version")

HELP = """Train a 3D head avatar from a short face video on this computer, and drive it.

\b
  raf-studio train my_video.mp4              video to avatar, with good defaults
  raf-studio drive my_video.safetensors --source other.mp4 --record out.mp4
  raf-studio my_video.safetensors            look at the avatar in a window
  raf-studio doctor                          is this computer ready?

Without a command it opens the window. Every command has --help with examples, and --json for programs.
"""


class LazyGroup(click.Group):
    """Loads a command's module when it is asked for, and takes an avatar file for ``window FILE``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"core.cli.{cmd_name}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"core.cli.{cmd_name}.command is not a click command")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """No arguments, an option of the window, or an avatar or project first, open the window."""
        suffix = Path(args[0]).suffix if args and args[0] not in COMMANDS else ""
        option = bool(args) and args[0].startswith("--") and args[0] not in ROOT_OPTIONS
        if suffix == PROJECT_SUFFIX:
            args = ["window", "--project", *args]
        elif not args or option or suffix == AVATAR_SUFFIX:
            args = ["window", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=LazyGroup, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="raf-studio")
def cli() -> None:
    """Root of all commands; its help is HELP."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see docs/cli.md)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        result = cli.main(args=arguments, prog_name="raf-studio", standalone_mode=False)
    except click.ClickException as error:
        report_usage_error(error, as_json="--json" in arguments)
        return EXIT_INPUT
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    sys.exit(main())
