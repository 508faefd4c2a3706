"""The job that puts other banks' faces into one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.events import CancelToken, Emit


def merge_banks(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Copy what other banks have and this one has not.

    Args:
        arguments: ``into``, a bank's folder; ``others``, a list of them.
        emit: gets Stage and Progress in sources.
        cancel: stops between sources; whole sources stay.
    Returns:
        ``added``, the number of faces.
    Raises:
        FormatError: the banks are of different encoders, or one is damaged.
        InputError: a bank was to be merged into itself.
        StorageError: the bank cannot be written.
    """
    from core.bank.merge import merge_bank

    into = Path(str(arguments["into"]))
    others = [Path(str(other)) for other in arguments["others"]]
    return {"added": sum(merge_bank(into, other, emit=emit, cancel=cancel) for other in others)}
