"""LiteRT models as plain callables, and the bundle of files that the face networks come in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import WeightsError

_MAX_MODEL_BYTES = 64 << 20


class Network:
    """One LiteRT model with one input.

    Args:
        content: the .tflite file's bytes.
        threads: for LiteRT's CPU kernels.
        outputs: the sizes (element counts) of the outputs in the order wanted; output order differs between exports.
    """

    def __init__(self, content: bytes, *, threads: int, outputs: tuple[int, ...]) -> None:
        from ai_edge_litert.interpreter import Interpreter

        try:
            self._interpreter = Interpreter(model_content=content, num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise WeightsError("A face model cannot be loaded", got=str(error)) from error
        entry = self._interpreter.get_input_details()[0]
        self._input = int(entry["index"])
        self.input_shape = tuple(int(n) for n in entry["shape"])
        found = self._interpreter.get_output_details()
        self._outputs = [_pick(found, size) for size in outputs]

    def __call__(self, batch: npt.NDArray[np.float32]) -> list[npt.NDArray[np.float32]]:
        """Run once; returns the outputs flattened, in the order given at construction."""
        self._interpreter.set_tensor(self._input, batch)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(index).reshape(-1) for index in self._outputs]


def _pick(details: list[dict[str, Any]], size: int) -> int:
    for position, entry in enumerate(details):
        if int(np.prod(entry["shape"])) == size:
            details.pop(position)
            return int(entry["index"])
    raise WeightsError("A face model has other outputs than expected", expected=f"one of {size} numbers")


def read_bundle(path: Path) -> dict[str, bytes]:
    """The .tflite files inside a .task bundle (a zip), by file name.

    Raises:
        WeightsError: it is no such bundle.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as bundle:
            members = [m for m in bundle.infolist() if m.filename.endswith(".tflite")]
            if any(m.file_size > _MAX_MODEL_BYTES for m in members):
                raise WeightsError(f"{path.name} holds a model that is too large")
            return {m.filename: bundle.read(m) for m in members}
    except (zipfile.BadZipFile, OSError) as error:
        raise WeightsError(f"{path.name} is not a model bundle", got=str(error)) from error
