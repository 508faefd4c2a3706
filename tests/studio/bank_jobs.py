"""Stand-ins for jobs that track, run in a real engine process: a clip's name says what happens."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any

from core.bank.store import ExpressionBank
from core.bank.writer import BankWriter
from core.errors import CaptureError
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.expression.encoder import get_encoder
from tests.bank.made_banks import extracted

BANK_JOBS = {
    "build_bank": "tests.studio.bank_jobs:build_by_name",
    "describe_picture": "tests.studio.bank_jobs:describe_by_name",
}
FRAMES = 10


def build_by_name(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Add one made-up source a clip; the clip called ``endless`` ends when it is stopped."""
    bank = Path(arguments["bank"])
    if arguments["create"]:
        ExpressionBank.create(bank, get_encoder("blend52")).close()
    emit(Stage("tracking", 0, 1))
    for number, source in enumerate(arguments["sources"]):
        path = Path(source["path"])
        if path.stem == "faceless":
            emit(Warning(f"'{path.name}' was left out: no face"))
            continue
        progress = Progress(number * FRAMES + 3, FRAMES * len(arguments["sources"]), "frames", 2.0)
        emit(progress)
        while path.stem == "endless":
            cancel.check()
            time.sleep(0.01)
            emit(progress)
        with BankWriter(bank) as writer:
            writer.add_source(extracted(source["person"] or path.stem, seed=100 + number))
    return {"added": len(arguments["sources"]), "present": 0, "entries": 6 * len(arguments["sources"])}


def describe_by_name(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """The descriptor of the bank's entry whose number the picture is called by."""
    if "camera" in arguments:
        raise CaptureError("Camera 0 cannot be opened", next_step="Check that it is plugged in.")
    with ExpressionBank.open(arguments["bank"]) as bank:
        row = bank.row_of(int(Path(arguments["picture"]).stem))
        jpeg = bank.thumbnail(int(bank.ids[row]))
        return {
            "descriptor": bank.descriptors[row].tolist(),
            "angles": bank.angles[row].tolist(),
            "thumbnail": base64.b64encode(jpeg).decode(),
            "blur": 0.1,
        }
