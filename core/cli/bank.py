"""``raf-studio bank``: the faces that training retrieves from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from core.cli.session import EXIT_ERROR, Document, Session, command_session
from core.errors import InputError

EPILOG = """\b
Examples:
  raf-studio bank build people.rafbank videos/ more/anna.mp4
  raf-studio bank search people.rafbank my_video.mp4 --sheet neighbours.png
  raf-studio bank info people.rafbank
  raf-studio bank merge people.rafbank others.rafbank
  raf-studio bank remove people.rafbank --person anna
"""
BANK = click.argument("bank", type=click.Path(exists=True, file_okay=False, path_type=Path))
SOURCES = click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
PERSON = click.option("--person", help="Name for everyone in these sources; each file's own name by default.")
LICENCE = click.option("--licence", default="", help="A note on the rights to these sources, kept with them.")
THREADS = click.option("--threads", type=click.IntRange(0), default=0, help="Cores to use; 0 for all.")


@click.group("bank", epilog=EPILOG)
def command() -> None:
    """Build and look after a bank of expressions of many people.

    A bank is a folder NAME.rafbank with a descriptor and a 96-pixel picture of each distinct expression. Training looks
    in it for faces that make the same expression as the subject. No video is kept in it.
    """


@command.command(
    "build", epilog="\b\nExample:\n  raf-studio bank build people.rafbank videos/ --licence 'own recordings'"
)
@click.argument("out", type=click.Path(path_type=Path))
@SOURCES
@PERSON
@LICENCE
@THREADS
@click.option("--encoder", "encoder_id", help="The expression encoder; the program's default when left out.")
@click.option("--min-distance", type=click.FloatRange(0.0), help="Drop faces of one source that are closer than this.")
@command_session("bank build")
def build(session: Session, out: Path, sources: tuple[Path, ...], **options: Any) -> Document:
    """Make the bank OUT from videos, picture folders, or folders of them.

    Interrupted or killed, the same command goes on where it was; sources that are in the bank are passed over.
    """
    if out.suffix != ".rafbank":
        raise InputError(f"'{out.name}' is no name for a bank", expected="a name that ends in .rafbank")
    return _build(session, out, sources, options)


@command.command("add", epilog="\b\nExample:\n  raf-studio bank add people.rafbank anna.mp4 --person Anna")
@BANK
@SOURCES
@PERSON
@LICENCE
@THREADS
@command_session("bank add")
def add(session: Session, bank: Path, sources: tuple[Path, ...], **options: Any) -> Document:
    """Add sources to BANK."""
    from core.bank.store import ExpressionBank

    ExpressionBank.open(bank).close()  # an error before the work rather than a new bank in the wrong folder
    return _build(session, bank, sources, options)


@command.command("search", epilog="\b\nExample:\n  raf-studio bank search people.rafbank clip.mp4 --at 2.5 --at 7 -k 4")
@BANK
@click.argument("clip", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-k", "--neighbours", "k", type=click.IntRange(1, 64), default=8, show_default=True, help="Faces a frame."
)
@click.option(
    "--at", "times_s", type=float, multiple=True, help="Second to look at; may be repeated. 6 spread ones by default."
)
@click.option("--exclude", "excluded", multiple=True, help="A person to leave out; may be repeated.")
@click.option("--sheet", type=click.Path(path_type=Path), help="Write frames beside their neighbours as a .png.")
@command_session("bank search")
def search(
    session: Session,
    bank: Path,
    clip: Path,
    k: int,
    times_s: tuple[float, ...],
    excluded: tuple[str, ...],
    sheet: Path | None,
) -> Document:
    """Show the faces in BANK that are nearest to frames of CLIP in expression."""
    from core.bank.store import ExpressionBank
    from core.project.retrieval import search_clip, write_sheet

    with ExpressionBank.open(bank) as opened, session.job() as (emit, cancel):
        found = search_clip(opened, clip, k=k, times_s=times_s, exclude_persons=excluded, emit=emit, cancel=cancel)
        rows = []
        for result in found:
            names = ", ".join(f"{hit.person} {hit.distance:.2f}" for hit in result.hits)
            rows.append((f"{result.time_s:.2f} s", names))
        if sheet is not None:
            write_sheet(opened, found, sheet)
    session.table(("At", "Nearest (person, distance)"), rows)
    return {"bank": bank, "clip": clip, "frames": [result.to_dict() for result in found], "sheet": sheet}


@command.command("merge", epilog="\b\nExample:\n  raf-studio bank merge people.rafbank others.rafbank")
@BANK
@click.argument("other", type=click.Path(exists=True, file_okay=False, path_type=Path))
@command_session("bank merge")
def merge(session: Session, bank: Path, other: Path) -> Document:
    """Copy all sources of the bank OTHER into BANK; both must be of the same encoder."""
    from core.bank.merge import merge_bank

    with session.job() as (_, cancel):
        added = merge_bank(bank, other, cancel=cancel)
    session.say(f"Added {added} faces to {bank}")
    return {"bank": bank, "entries_added": added}


@command.command("remove", epilog="\b\nExample:\n  raf-studio bank remove people.rafbank --person anna")
@BANK
@click.option("--person", help="Everything of this person.")
@click.option("--source", "source_id", type=int, help="One source, by its number in 'bank info'.")
@command_session("bank remove")
def remove(session: Session, bank: Path, person: str | None, source_id: int | None) -> Document:
    """Remove a person or a source from BANK for good; the file shrinks."""
    from core.bank.writer import BankWriter

    if (person is None) == (source_id is None):
        raise InputError("Nothing was chosen, or two things", expected="either --person or --source")
    with BankWriter(bank) as writer:
        removed = writer.remove_source(source_id) if source_id is not None else writer.remove_person(str(person))
    session.say(f"Removed {removed} faces from {bank}")
    return {"bank": bank, "entries_removed": removed}


@command.command("verify", epilog="\b\nExample:\n  raf-studio bank verify people.rafbank")
@BANK
@command_session("bank verify")
def verify(session: Session, bank: Path) -> Document:
    """Check every descriptor, picture and hash in BANK. Exit code 1 when something is wrong."""
    from core.bank.verify import verify_bank

    with session.job() as (_, cancel):
        report = verify_bank(bank, cancel=cancel)
    for problem in report.problems:
        session.say(problem)
    session.say(f"{report.entries} faces of {report.sources} sources: {'sound' if report.ok else 'damaged'}")
    session.exit_code = 0 if report.ok else EXIT_ERROR
    return {"bank": bank, **report.to_dict()}


@command.command("info", epilog="\b\nExample:\n  raf-studio bank info people.rafbank --json")
@BANK
@command_session("bank info")
def info(session: Session, bank: Path) -> Document:
    """Show who is in BANK, from which sources, and by which encoder."""
    from core.bank.store import ExpressionBank

    with ExpressionBank.open(bank) as opened:
        facts = opened.info()
    rows = [(str(s["id"]), s["person"], s["name"], str(s["entries"]), s["licence"]) for s in facts.sources]
    session.table(("Source", "Person", "File", "Faces", "Licence note"), rows)
    for left in facts.unfinished:
        session.say(f"Not in it: {left['name']} ({left['state']}) {left['message']}".rstrip())
    session.say(
        f"\n{facts.entries} faces of {len(facts.persons)} people, {facts.bytes / 1e6:.1f} MB, "
        f"encoder {facts.encoder_id} version {facts.encoder_version}"
    )
    return {"bank": bank, **facts.to_dict()}


def _build(session: Session, out: Path, sources: tuple[Path, ...], options: dict[str, Any]) -> Document:
    from core.bank.build import BuildOptions, build_bank
    from core.weights.store import WeightStore

    chosen = BuildOptions(**{name: value for name, value in options.items() if value is not None})
    with session.job() as (emit, cancel):
        result = build_bank(out, sources, store=WeightStore(), emit=emit, cancel=cancel, options=chosen)
    session.say(f"{out}: {result.entries} faces added from {result.added} sources, {result.present} were there already")
    session.say(f"{result.frames} frames in {result.seconds:.0f} s, {result.frames_per_s:.0f} a second")
    for name, reason in result.failed:
        session.say(f"Left out: {name}: {reason}")
    document = result.to_dict()
    document["failed"] = [{"name": name, "reason": reason} for name, reason in result.failed]
    return {"bank": out, **document}
