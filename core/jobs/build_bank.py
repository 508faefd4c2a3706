"""The job that makes a bank of videos and folders, or adds them to one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.errors import InputError
from core.events import CancelToken, Emit


def build_bank(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Add faces to a bank.

    Args:
        arguments: ``bank``, its folder (``name.rafbank``); ``sources``, a list of ``{"path", "person"}``, where an
            empty person takes each file's name; ``licence``, a note on the rights; ``create``, true for a new bank;
            ``base``, for a new one: a bank whose faces it begins with; ``encoder``, for a new one.
        emit: gets Stage, Progress in frames, and a Warning for each source that could not be used.
        cancel: pauses and stops; what was added stays, and the same job goes on where it was.
    Returns:
        See ``core.bank.build.BuildResult``.
    Raises:
        InputError: no source, a path is not there, or nothing could be used.
        FormatError: the bank is damaged or of another encoder.
        StorageError: it cannot be written.
    """
    from core.bank.build import BuildOptions
    from core.bank.build import build_bank as build
    from core.bank.schema import DATABASE_NAME
    from core.bank.sources import expand_sources
    from core.weights.store import WeightStore

    bank, licence = Path(str(arguments["bank"])), str(arguments.get("licence", ""))
    exists = (bank / DATABASE_NAME).is_file()
    if bool(arguments.get("create")) == exists:
        found = "a bank of this name" if exists else "no bank there"
        raise InputError(f"Faces cannot be added to '{bank.name}'", got=found, next_step="Choose another name.")
    requests = []
    for source in arguments.get("sources", []):
        person = str(source.get("person", "")).strip() or None
        requests += expand_sources([Path(str(source["path"]))], person=person, licence=licence)
    if not requests and not arguments.get("base"):
        raise InputError("There is nothing to add", next_step="Choose a video or a folder.")
    options = BuildOptions(encoder_id=arguments.get("encoder"))
    if arguments.get("base"):
        _begin_with(bank, Path(str(arguments["base"])), emit, cancel)
        options = BuildOptions()
    return build(bank, requests, store=WeightStore(), emit=emit, cancel=cancel, options=options).to_dict()


def _begin_with(bank: Path, base: Path, emit: Emit, cancel: CancelToken) -> None:
    """Make a new bank that holds the faces of another."""
    from core.bank.merge import merge_bank
    from core.bank.store import ExpressionBank
    from core.expression.encoder import get_encoder

    with ExpressionBank.open(base) as other:
        encoder, distance = get_encoder(other.meta.encoder_id), other.meta.min_distance
    ExpressionBank.create(bank, encoder, min_distance=distance).close()
    merge_bank(bank, base, emit=emit, cancel=cancel)
