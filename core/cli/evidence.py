"""``raf-studio evidence``: does retrieval help? Runs the experiment of docs/evidence.md and reports what is stored."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from core.cli.session import Document, Session, command_session

RUN_EPILOG = """\b
Examples:
  raf-studio evidence run smoke
  raf-studio evidence run main --faces clips/ --real-bank real.rafbank --workers 2
"""
REPORT_EPILOG = """\b
Example:
  raf-studio evidence report --write docs/evidence_results.md
"""
DESCRIPTORS_EPILOG = """\b
Example:
  raf-studio evidence descriptors --faces clips/ --write docs/descriptors.md
"""
EPILOG = RUN_EPILOG + "  raf-studio evidence report --json\n"
CELLS = click.option(
    "--cells", "cells_folder", type=click.Path(path_type=Path), help="Where figures are kept; in the folder by default."
)


@click.group("evidence", epilog=EPILOG)
def command() -> None:
    """Whether retrieval helps: run the experiment, or report what was found."""


@command.command("run", epilog=RUN_EPILOG)
@click.argument("plans", nargs=-1, required=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where results are kept; out/evidence by default.")
@CELLS
@click.option("--faces", type=click.Path(exists=True, path_type=Path), help="Folder of the real clips.")
@click.option("--real-bank", type=click.Path(exists=True, path_type=Path), help="Bank for real people.")
@click.option("--synthetic-bank", type=click.Path(exists=True, path_type=Path), help="Bank for synthetic people.")
@click.option(
    "--bank", "banks", multiple=True, metavar="NAME=FOLDER", help="A further bank, such as synthetic-1k=a.rafbank."
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="Processes, of one thread each.")
@command_session("evidence run")
def run(
    session: Session,
    plans: tuple[str, ...],
    folder: Path | None,
    cells_folder: Path | None,
    faces: Path | None,
    real_bank: Path | None,
    synthetic_bank: Path | None,
    banks: tuple[str, ...],
    workers: int,
) -> Document:
    """Run the cells of PLANS that are not stored yet; stops and goes on a cell at a time."""
    from core.evidence.cells import CellStore
    from core.evidence.people import Workshop
    from core.evidence.plan import cells_of
    from core.evidence.runner import default_folder, run_cells
    from core.weights.store import WeightStore

    place = folder or default_folder()
    store = CellStore(cells_folder or place / "cells", place / "sheets")
    places = _banks(real_bank, synthetic_bank, banks)
    cells = [cell for plan in plans for cell in cells_of(plan, real=faces is not None)]
    helpers = _start_helpers(workers - 1)
    try:
        with session.job() as (emit, cancel):
            workshop = Workshop(place, faces, WeightStore(), places, emit, cancel)
            done = run_cells(cells, store, workshop, emit=emit, cancel=cancel)
    finally:
        for helper in helpers:
            helper.wait()
    session.say(f"{done.done} cells run, {done.present} were stored, {len(done.failed)} failed.")
    failed = [{"cell": cell, "error": error} for cell, error in done.failed]
    return {"done": done.done, "present": done.present, "failed": failed, "folder": str(place)}


@command.command("report", epilog=REPORT_EPILOG)
@click.option("--folder", type=click.Path(path_type=Path), help="Where results are kept; out/evidence by default.")
@CELLS
@click.option("--write", type=click.Path(path_type=Path), help="Write tables (Markdown) and plots beside each other.")
@click.option("--enclose", type=click.Path(path_type=Path), help="Write what the Compare page shows (JSON).")
@command_session("evidence report")
def report(
    session: Session, folder: Path | None, cells_folder: Path | None, write: Path | None, enclose: Path | None
) -> Document:
    """Tables of all stored cells."""
    from core.evidence.cells import CellStore
    from core.evidence.pages import write_enclosed, write_markdown
    from core.evidence.report import summarise
    from core.evidence.runner import default_folder

    summary = summarise(CellStore(cells_folder or (folder or default_folder()) / "cells").all())
    rows = [(name, _shown(value)) for name, value in summary["summary"].items()]
    session.table(("Figure", "Value"), rows)
    if write is not None:
        from core.evidence.plots import write_plots

        write_markdown(summary, write, write_plots(summary, write.parent))
        session.say(f"Wrote {write}")
    if enclose is not None:
        write_enclosed(summary, enclose)
    return summary


@command.command("descriptors", epilog=DESCRIPTORS_EPILOG)
@click.option("--folder", type=click.Path(path_type=Path), help="Where sittings are kept; out/evidence/descriptors.")
@click.option("--faces", type=click.Path(exists=True, path_type=Path), help="Folder of the real clips.")
@click.option("--people", type=click.IntRange(2, 200), help="Of each set; fewer are faster.")
@click.option("--clip-frames", type=click.IntRange(10), help="Of each real clip, from its start; all by default.")
@click.option(
    "--development", is_flag=True, help="Judge the people on whom settings were chosen, not those of the test."
)
@click.option("--write", type=click.Path(path_type=Path), help="Write the tables as a Markdown page.")
@command_session("evidence descriptors")
def descriptors(
    session: Session,
    folder: Path | None,
    faces: Path | None,
    people: int | None,
    clip_frames: int | None,
    development: bool,
    write: Path | None,
) -> Document:
    """Which descriptor finds the same expression in somebody else, on people with known expressions."""
    from core.evidence.descriptor_report import write_descriptor_page
    from core.evidence.descriptors import Extent, Services, measure
    from core.evidence.runner import default_folder
    from core.weights.store import WeightStore

    with session.job() as (emit, cancel):
        services = Services(folder or default_folder() / "descriptors", WeightStore(), emit, cancel)
        result = measure(services, Extent(development, people, clip_frames), faces=faces)
    rows = [
        (f"{row['encoder']}, {row['whitening']}, {row['of']}", f"{row['top1']:.3f}", f"{row['same_identity']:.3f}")
        for row in result["synthetic"]["rows"]
    ]
    session.table(("Descriptor", "Top-1", "Same person"), rows)
    if write is not None:
        write_descriptor_page(result, write)
        session.say(f"Wrote {write}")
    return result


def _banks(real: Path | None, synthetic: Path | None, further: tuple[str, ...]) -> dict[str, Path]:
    from core.errors import InputError
    from core.project.pipeline import bundled_bank

    places = {}
    enclosed = synthetic or bundled_bank()
    if enclosed is not None:
        places["synthetic"] = enclosed
    if real is not None:
        places["real"] = real
    for text in further:
        name, _, path = text.partition("=")
        if not name or not Path(path).is_dir():
            raise InputError(f"The bank '{text}' cannot be used", expected="NAME=FOLDER")
        places[name] = Path(path)
    return places


def _start_helpers(count: int) -> list[subprocess.Popen[bytes]]:
    """Further processes with the same arguments: each takes the cells that nobody works on."""
    arguments = [a for a in sys.argv[1:] if a != "--json"]
    if "--workers" in arguments:
        at = arguments.index("--workers")
        del arguments[at : at + 2]
    line = [sys.executable, "-m", "core.cli.main", *arguments]
    return [subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(count)]


def _shown(value: object) -> str:
    if not isinstance(value, dict):
        return "not measured" if value is None else str(value)
    return f"{100 * value['mean']:+.1f} % ({100 * value['low']:+.1f} to {100 * value['high']:+.1f})"
