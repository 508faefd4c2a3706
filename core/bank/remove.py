"""Taking people or clips out of a bank for good, and making sure that nothing of them is left."""

from __future__ import annotations

import mmap
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.bank.build import CACHE_NAME
from core.bank.schema import DATABASE_NAME
from core.bank.store import ExpressionBank
from core.bank.verify import verify_bank
from core.bank.writer import BankWriter
from core.errors import FormatError, InputError
from core.events import CancelToken, Emit, Stage, discard


@dataclass(frozen=True)
class Removal:
    """What was removed.

    Attributes:
        removed: entries that are gone.
        entries: entries that remain.
        bytes_before: size of the file before.
        bytes_after: size of the file now.
    """

    removed: int
    entries: int
    bytes_before: int
    bytes_after: int

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form."""
        return asdict(self)


def remove_for_good(
    bank: Path | str,
    *,
    persons: Sequence[str] = (),
    source_sha256: Sequence[str] = (),
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Removal:
    """Remove people and clips, shrink the file, and check the bank and the file's bytes.

    Raises:
        InputError: there is no such person or clip; nothing is removed then.
        FormatError: the bank is damaged, or something of what was removed is still in its file.
        StorageError: it cannot be written.
        Cancelled: the user asked: before anything was removed, or while the result was checked.
    """
    folder, cancel = Path(bank), cancel or CancelToken()
    emit(Stage("removing faces", 0, 2))
    file = folder / DATABASE_NAME
    with ExpressionBank.open(folder) as opened:
        sources = [s for s in opened.sources if s.person in persons or s.sha256 in source_sha256]
        unknown = [p for p in persons if p not in opened.persons]
        unknown += [sha for sha in source_sha256 if sha not in {s.sha256 for s in sources}]
        entries = len(opened)
    if unknown or not sources:
        raise InputError(f"The bank '{folder.name}' has nothing of this to remove", got=", ".join(unknown))
    before = file.stat().st_size
    cancel.check()
    with BankWriter(folder) as writer:
        removed = writer.remove_sources([s.id for s in sources])
        shutil.rmtree(folder / CACHE_NAME, ignore_errors=True)  # of a build that was stopped: it may hold their tracks
    emit(Stage("checking the bank", 1, 2))
    report = verify_bank(folder, cancel=cancel)
    left = entries - removed
    wrong = list(report.problems)
    if report.entries != left:
        wrong.append(f"{report.entries} faces instead of {left}")
    if still := bytes_in(file, [s.sha256.encode() for s in sources]):
        wrong.append(f"traces of {still} clips in the file")
    if wrong:
        raise FormatError(
            f"The bank '{folder.name}' is not sound after the removal",
            got="; ".join(wrong[:3]),
            next_step="Build it again from its videos.",
        )
    return Removal(removed, left, before, file.stat().st_size)


def bytes_in(file: Path, patterns: Sequence[bytes]) -> int:
    """How many of some byte strings occur in a file."""
    if not file.stat().st_size:
        return 0
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return sum(content.find(pattern) >= 0 for pattern in patterns)
