"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., Any])
MAX_FRAME = 100_000_000


def frame_range(text: str) -> tuple[int, int]:
    """'120-180' as (120, 180): source frames from the first up to, but without, the last."""
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) < int(last) <= MAX_FRAME):
        raise click.BadParameter(f"'{text}' is not a range of frames; write it as 120-180")
    return int(first), int(last)


SIZE = click.option(
    "--size", type=click.Choice(["256", "512"]), default="256", show_default=True, help="Pixels a side of the pictures."
)


def holdout_options(function: _F) -> _F:
    """Add --holdout, --holdout-share and --leave-out."""
    options = (
        click.option(
            "--holdout",
            type=click.Choice(["blocks", "tail", "none"]),
            default="blocks",
            show_default=True,
            help="Frames kept to judge the avatar: spread blocks, the end of the clip, or none.",
        ),
        click.option(
            "--holdout-share",
            type=click.FloatRange(0.0, 0.9, max_open=True),
            help="Share of the frames that is kept; 0.15 for blocks and 0.3 for the tail by default.",
        ),
        click.option(
            "--leave-out",
            type=frame_range,
            multiple=True,
            metavar="FIRST-LAST",
            help="Frames not to be used at all, such as 120-180; may be repeated.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function
