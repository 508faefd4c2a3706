"""The job that removes people or clips from a bank for good, and proves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.events import CancelToken, Emit


def remove_from_bank(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Remove, shrink the file, check the whole bank.

    Args:
        arguments: ``bank``, its folder; ``persons``, names; ``sources``, SHA-256 of clips.
        emit: gets Stage.
        cancel: looked at before anything is removed, and while checking.
    Returns:
        ``removed`` (faces), ``entries`` (that remain), ``bytes_before``, ``bytes_after``.
    Raises:
        InputError: there is no such person or clip.
        FormatError: the bank is damaged, or something of what was removed is still in its file.
        StorageError: it cannot be written.
    """
    from core.bank.remove import remove_for_good

    removal = remove_for_good(
        Path(str(arguments["bank"])),
        persons=[str(name) for name in arguments.get("persons", [])],
        source_sha256=[str(sha) for sha in arguments.get("sources", [])],
        emit=emit,
        cancel=cancel,
    )
    return removal.to_dict()
