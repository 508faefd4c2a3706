"""``raf-studio capture``: a video into cropped frames, masks and tracks, without training."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from core.cli.options import SIZE, holdout_options
from core.cli.session import Document, Session, command_session
from core.errors import InputError

if TYPE_CHECKING:
    from core.capture.prepared import PreparedClip

EPILOG = """\b
Examples:
  raf-studio capture prepare my_video.mp4 captures/my_video
  raf-studio capture info captures/my_video
  raf-studio capture info my_video.mp4
"""


@click.group("capture", epilog=EPILOG)
def command() -> None:
    """Prepare a video for training, or look at one.

    'raf-studio train' does this by itself; here it can be done and looked at alone.
    """


@command.command("prepare", epilog="\b\nExample:\n  raf-studio capture prepare clip.mp4 captures/clip --holdout tail")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@SIZE
@holdout_options
@click.option(
    "--max-frames", type=click.IntRange(24), default=2000, show_default=True, help="Longer clips are thinned evenly."
)
@command_session("capture prepare")
def prepare(session: Session, source: Path, out: Path, size: str, **options: Any) -> Document:
    """Follow the face in SOURCE and write cropped frames, masks and tracks into the folder OUT.

    Interrupted, it goes on where it was; done before with the same options, it is there at once.
    """
    from core.capture.prepare import PrepareOptions, prepare_clip
    from core.weights.store import WeightStore

    chosen = PrepareOptions(
        max_frames=options["max_frames"],
        holdout=options["holdout"],
        holdout_fraction=options["holdout_share"],
        leave_out=tuple(options["leave_out"]),
    )
    with session.job() as (emit, cancel):
        clip = prepare_clip(source, out, size=int(size), store=WeightStore(), emit=emit, cancel=cancel, options=chosen)
    return _clip_facts(session, clip)


@command.command("info", epilog="\b\nExample:\n  raf-studio capture info my_video.mp4 --json")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@command_session("capture info")
def info(session: Session, path: Path) -> Document:
    """Show what is in a video, a picture folder or a prepared capture."""
    from core.capture.prepared import CLIP_FILE, PreparedClip

    if (path / CLIP_FILE).is_file():
        return _clip_facts(session, PreparedClip.load(path))
    return _source_facts(session, path)


def _source_facts(session: Session, path: Path) -> Document:
    from core.capture.frames import open_source

    source = open_source(path)
    facts = source.info
    source.close()
    if facts.frame_count == 0:
        raise InputError(f"'{path.name}' has no frames")
    count = "unknown" if facts.frame_count is None else str(facts.frame_count)
    length_s = None if facts.frame_count is None else facts.frame_count / facts.fps
    rows = [("Size", f"{facts.width} x {facts.height}"), ("Frames", count), ("Rate", f"{facts.fps:.2f} a second")]
    if length_s is not None:
        rows.append(("Length", f"{length_s:.1f} s"))
    session.table(("", facts.name), rows)
    size = {"width": facts.width, "height": facts.height, "fps": facts.fps, "frames": facts.frame_count}
    return {"source": path, "kind": "source", **size, "sha256": facts.sha256}


def _clip_facts(session: Session, clip: PreparedClip) -> Document:
    split = np.asarray(clip.split)
    counts = {"train": int((split == 0).sum()), "heldout": int((split == 1).sum()), "left_out": int((split < 0).sum())}
    found = float(np.asarray(clip.tracks.found).mean())
    rows = [
        ("Pictures", f"{len(clip)} of {clip.size} x {clip.size}"),
        ("To train on", str(counts["train"])),
        ("To judge by", str(counts["heldout"])),
        ("Left out", str(counts["left_out"])),
        ("Face found", f"{100 * found:.1f} %"),
        ("Folder", str(clip.folder)),
    ]
    session.table(("", clip.name), rows)
    return {
        "capture": clip.folder, "kind": "capture", "name": clip.name, "size": clip.size, "frames": len(clip), **counts,
        "found": found, "crop": clip.crop, "source_sha256": clip.tracks.source_sha256,
    }  # fmt: skip
