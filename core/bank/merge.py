"""Putting one bank's sources into another. Light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from core.bank.records import BankSource, ExtractedSource
from core.bank.store import ExpressionBank
from core.bank.writer import BankWriter, other_encoder
from core.errors import InputError
from core.events import CancelToken, Emit, Progress, Stage, discard


def merge_bank(into: Path | str, other: Path | str, *, emit: Emit = discard, cancel: CancelToken | None = None) -> int:
    """Copy all sources of ``other`` that ``into`` does not have yet; people of one name become one.

    Each source is copied in one transaction, so a stopped merge can be started again. Entries get new ids.

    Args:
        into: the bank that grows.
        other: the bank that is read.
        emit: gets Stage and Progress in sources.
        cancel: looked at between sources.
    Returns:
        How many entries were added.
    Raises:
        FormatError: the banks are of different encoders or versions, or one is damaged.
        InputError: both are the same bank.
        StorageError: the bank cannot be written.
        Cancelled: the user asked; whole sources stay.
    """
    if Path(into).resolve() == Path(other).resolve():
        raise InputError("A bank cannot be merged into itself")
    added = 0
    with ExpressionBank.open(other) as bank, BankWriter(into) as writer:
        theirs = (bank.meta.encoder_id, bank.meta.encoder_version)
        if theirs != (writer.meta.encoder_id, writer.meta.encoder_version) or bank.channels != writer.meta.channels:
            raise other_encoder(bank.path.name, theirs, writer.meta)
        emit(Stage("merging", 0, 1))
        for number, source in enumerate(bank.sources, 1):
            if cancel is not None:
                cancel.check()
            if not writer.has_source(source.sha256):
                extracted = _read_source(bank, source)
                writer.add_source(extracted)
                added += len(extracted.frame_index)
            emit(Progress(number, len(bank.sources), "clips"))
    return added


def _read_source(bank: ExpressionBank, source: BankSource) -> ExtractedSource:
    mask = bank.source_ids == source.id
    ids = bank.ids[mask]
    entries = [bank.entry(int(i)) for i in ids]
    facts: dict[str, Any] = {key: getattr(source, key) for key in _SHARED}
    return ExtractedSource(
        **facts,
        frame_index=np.array([e.frame_index for e in entries], np.int32),
        time_s=np.array([e.time_s for e in entries], np.float64),
        angles=bank.angles[mask],
        descriptors=bank.descriptors[mask],
        thumbnails=tuple(bank.thumbnail(int(i)) for i in ids),
    )


_SHARED = (
    *("person", "name", "sha256", "licence", "width", "height", "fps"),
    *("frames", "faces", "tracker_id", "neutral"),
)
