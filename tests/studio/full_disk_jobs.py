"""The real import in a real engine process, on a disk that is full when the pictures are written."""

from __future__ import annotations

import errno
import os
from typing import Any
from unittest.mock import patch

from core.events import CancelToken, Emit
from core.jobs.import_capture import import_capture
from core.jobs.spec import JOBS

FULL_DISK_JOBS = {**JOBS, "import_capture": "tests.studio.full_disk_jobs:import_on_a_full_disk"}
GOOD_FRAMES = 5


def import_on_a_full_disk(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Import until some pictures were written; then nothing more can be."""
    from core.capture.proxy import StripWriter

    real, written = StripWriter.put, []

    def put(writer: StripWriter, index: int, data: bytes) -> None:
        written.append(index)
        if len(written) > GOOD_FRAMES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(writer, index, data)

    with patch.object(StripWriter, "put", put):
        return import_capture(arguments, emit=emit, cancel=cancel)
