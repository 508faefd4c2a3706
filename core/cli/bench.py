"""``raf-studio bench``: how fast this computer is at each part, beside a rival in the same run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.cli.session import Document, Session, command_session

if TYPE_CHECKING:
    from core.events import CancelToken, Emit
    from core.project.benchmarks import Figures

EPILOG = """\b
Examples:
  raf-studio bench raster
  raf-studio bench track --clip my_video.mp4
  raf-studio bench studio
  raf-studio bench all --write docs/benchmarks.md
"""
PARTS = ("raster", "train", "track", "bank", "studio")


@click.command("bench", epilog=EPILOG)
@click.argument("part", type=click.Choice([*PARTS, "all"]))
@click.option(
    "--clip", type=click.Path(exists=True, path_type=Path), help="Clip for train and track; the demo's by default."
)
@click.option("--write", type=click.Path(path_type=Path), help="Write the figures as a Markdown page.")
@command_session("bench")
def command(session: Session, part: str, clip: Path | None, write: Path | None) -> Document:
    """Measure PART of the engine on this computer; 'all' takes about six minutes.

    With --json, one part's figures are at the top level, those of 'all' under the parts' names.
    """
    from core.project import benchmarks

    results: dict[str, Figures] = {}
    with session.job() as (emit, cancel):
        for name in PARTS if part == "all" else (part,):
            results[name] = measure(name, clip, emit, cancel)
    facts = benchmarks.machine()
    for name, figures in results.items():
        session.say(f"\n{benchmarks.SECTIONS[name]}")
        session.table(("", ""), [(key, benchmarks.figure_text(value)) for key, value in figures.items()])
    if write is not None:
        benchmarks.write_report(write, facts, results)
        session.say(f"\nWrote {write}")
    shown: dict[str, Any] = dict(results) if part == "all" else dict(results[part])
    return {"part": part, "machine": facts, **shown}


def measure(name: str, clip: Path | None, emit: Emit, cancel: CancelToken) -> Figures:
    """The figures of one part."""
    from core.events import Stage
    from core.project import benchmarks

    emit(Stage(f"Measuring: {name}"))
    if name == "raster":
        return benchmarks.bench_raster()
    if name == "bank":
        return benchmarks.bench_bank()
    if name == "studio":
        from core.project.studio_bench import bench_studio

        return bench_studio(emit=emit, cancel=cancel)
    chosen = clip or benchmarks.demo_clip()
    work = benchmarks.bench_train if name == "train" else benchmarks.bench_track
    return work(chosen, emit=emit, cancel=cancel)
