"""``raf-studio export``: an avatar as splats, as a turntable video, or as a sheet of expressions."""

from __future__ import annotations

import difflib
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from core.cli.session import Document, Session, command_session
from core.errors import InputError
from core.types import FloatArray

if TYPE_CHECKING:
    from core.avatar.runtime import Avatar

EPILOG = """\b
Examples:
  raf-studio export ply anna.safetensors anna.ply
  raf-studio export ply anna.safetensors smile.ply --set mouthOpening=0.5 --set mouthWidth=0.2
  raf-studio export turntable anna.safetensors anna_turning.mp4 --seconds 8
  raf-studio export sheet anna.safetensors anna_faces.png
"""
AVATAR = click.argument("avatar", type=click.Path(exists=True, dir_okay=False, path_type=Path))
OUT = click.argument("out", type=click.Path(path_type=Path))
SETTINGS = click.option(
    "--set", "settings", multiple=True, metavar="CHANNEL=VALUE", help="Value of an expression channel; may be repeated."
)


@click.group("export", epilog=EPILOG)
def command() -> None:
    """Write an avatar for other programs: splats (.ply), a turntable (.mp4) or a sheet of expressions (.png)."""


@command.command("ply", epilog="\b\nExample:\n  raf-studio export ply anna.safetensors anna.ply --set mouthOpening=0.5")
@AVATAR
@OUT
@SETTINGS
@command_session("export ply")
def ply(session: Session, avatar: Path, out: Path, settings: tuple[str, ...]) -> Document:
    """Write one expression as a 3DGS .ply, readable by splat viewers and editors."""
    from core.avatar.runtime import Avatar
    from core.export.ply import export_ply

    loaded = Avatar.load(avatar)
    splats = loaded.splats(expression(loaded, settings))
    export_ply(splats, out)
    session.say(f"Wrote {out}: {len(splats)} splats")
    return {"avatar": avatar, "file": out, "splats": len(splats)}


@command.command("turntable", epilog="\b\nExample:\n  raf-studio export turntable anna.safetensors anna.mp4 --yaw 40")
@AVATAR
@OUT
@SETTINGS
@click.option("--seconds", type=float, default=6.0, show_default=True, help="Length of one turn.")
@click.option("--yaw", type=float, default=34.0, show_default=True, help="Degrees to either side.")
@click.option("--fps", type=float, default=25.0, show_default=True, help="Frames a second.")
@click.option("--size", type=int, help="Pixels a side; the training size by default.")
@command_session("export turntable")
def turntable_command(
    session: Session,
    avatar: Path,
    out: Path,
    settings: tuple[str, ...],
    seconds: float,
    yaw: float,
    fps: float,
    size: int | None,
) -> Document:
    """Write a video in which the camera swings round the avatar."""
    from core.avatar.runtime import Avatar
    from core.export.turntable import TurntableOptions, turntable

    loaded = Avatar.load(avatar)
    options = TurntableOptions(yaw_rad=math.radians(yaw), seconds=seconds, fps=fps, size=size)
    with session.job() as (emit, cancel):
        descriptor = expression(loaded, settings)
        frames = turntable(loaded, out, descriptor=descriptor, options=options, emit=emit, cancel=cancel)
    session.say(f"Wrote {out}: {frames} frames")
    return {"avatar": avatar, "file": out, "frames": frames}


@command.command(
    "sheet", epilog="\b\nExample:\n  raf-studio export sheet anna.safetensors faces.png --channel mouthOpening"
)
@AVATAR
@OUT
@click.option(
    "--channel", "channels", multiple=True, help="A channel to show; the ones that move the avatar most by default."
)
@click.option("--size", type=click.IntRange(32, 1024), default=256, show_default=True, help="Pixels of one picture.")
@command_session("export sheet")
def sheet(session: Session, avatar: Path, out: Path, channels: tuple[str, ...], size: int) -> Document:
    """Write a picture with one row a channel: its lowest, resting and highest value in the training clip."""
    from core.avatar.runtime import Avatar
    from core.export.picture import draw_avatar, resting_descriptor
    from core.export.sheets import Cell, contact_sheet

    loaded = Avatar.load(avatar)
    low, high = channel_ranges(loaded)
    shown = [channel_index(loaded, name) for name in channels] or liveliest(loaded)
    rows = []
    for index in shown:
        cells = []
        for value in (float(low[index]), 0.0, float(high[index])):
            descriptor = resting_descriptor(loaded)
            descriptor[index] = value
            cells.append(
                Cell(draw_avatar(loaded, descriptor, size=size), f"{loaded.meta.channels[index]} {value:+.2f}")
            )
        rows.append(cells)
    contact_sheet(out, rows, title=loaded.meta.name, cell_px=size)
    session.say(f"Wrote {out}: {len(rows)} channels")
    return {"avatar": avatar, "file": out, "channels": [loaded.meta.channels[index] for index in shown]}


def expression(avatar: Avatar, settings: tuple[str, ...]) -> FloatArray:
    """The resting descriptor with CHANNEL=VALUE settings applied, [D].

    Raises:
        InputError: no such channel, or not a number.
    """
    from core.export.picture import resting_descriptor

    descriptor = resting_descriptor(avatar)
    for setting in settings:
        name, _, value = setting.partition("=")
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise InputError(f"'{setting}' is not a setting", expected="CHANNEL=VALUE, such as mouthOpening=0.5")
        descriptor[channel_index(avatar, name)] = number
    return descriptor


def channel_index(avatar: Avatar, name: str) -> int:
    """Position of a channel in the descriptor.

    Raises:
        InputError: the avatar has no such channel.
    """
    if name not in avatar.meta.channels:
        near = difflib.get_close_matches(name, avatar.meta.channels, n=3, cutoff=0.0)
        raise InputError(
            f"The avatar has no channel '{name}'",
            expected=f"a channel such as {', '.join(near)}",
            next_step="'raf-studio export sheet' shows what the channels do",
        )
    return avatar.meta.channels.index(name)


def channel_ranges(avatar: Avatar) -> tuple[FloatArray, FloatArray]:
    """2nd and 98th percentile of each channel over the training frames, [D] each."""
    low, high = np.percentile(avatar.train_descriptors, (2.0, 98.0), axis=0).astype(np.float32)
    return low, high


def liveliest(avatar: Avatar, count: int = 8) -> list[int]:
    """The channels whose range in the training clip is widest."""
    low, high = channel_ranges(avatar)
    return [int(index) for index in np.argsort(low - high)[:count]]
