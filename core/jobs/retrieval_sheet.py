"""The job that writes down what is retrieved for a capture: every frame as CSV, or chosen frames as a contact sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.errors import InputError
from core.events import CancelToken, Emit


def retrieval_sheet(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Search as a run would (or take a run's own table) and write the file.

    Args:
        arguments: ``project``, ``capture`` (id), ``bank`` and ``out``, paths; ``k``; ``region``, or absent for the
            whole face; ``run`` (id) to take that run's own table; ``frames``, the frames of a sheet. ``out`` ends in
            .csv for a table of all frames or in .png for a sheet.
        emit: gets Stage and Progress.
        cancel: looked at between chunks of frames.
    Returns:
        ``out`` and ``frames``, how many were written.
    Raises:
        InputError: nothing may be retrieved, or another suffix.
        FormatError: the capture, the bank or the run cannot be read.
        StorageError: the file cannot be written.
    """
    from core.project.retrieval_report import ReportRequest, write_csv, write_report_sheet

    out = Path(arguments["out"])
    request = ReportRequest(
        project=Path(arguments["project"]),
        capture=str(arguments["capture"]),
        bank=Path(arguments["bank"]),
        k=int(arguments.get("k", 8)),
        region=str(arguments.get("region") or ""),
        run=str(arguments.get("run") or ""),
        frames=tuple(int(frame) for frame in arguments.get("frames") or ()),
    )
    writers = {".csv": write_csv, ".png": write_report_sheet}
    if out.suffix.lower() not in writers:
        raise InputError(f"Cannot write '{out.name}'", expected="a name that ends in .csv or .png")
    return {"out": str(out), "frames": writers[out.suffix.lower()](request, out, emit=emit, cancel=cancel)}
