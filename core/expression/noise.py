"""How much descriptors of one and the same expression differ, between people and by tracking. Light.

``noise.safetensors`` is learnt from synthetic people with known actions (``packaging/make_anny52.py``): the covariance
of what the actions do not explain, and how far expressions go from neutral, of all encoders' channels at once.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load

from core.errors import FormatError, InputError
from core.expression.encoder import Channel, ExpressionEncoder
from core.types import FloatArray

FILE = "noise.safetensors"


def noise_of(encoder: ExpressionEncoder) -> FloatArray:
    """Covariance of an encoder's descriptors of one expression, float32 [D, D]; for ``Whitening.fit_to_noise``.

    Raises:
        InputError: it was not measured for this encoder and version.
        FormatError: the enclosed file is damaged.
    """
    found = measured_noise(encoder.id, encoder.version, encoder.channels)
    if found is None:
        versions = _learnt()[1]
        raise InputError(
            f"The noise of encoder '{encoder.id}' was not measured",
            got=f"version {encoder.version}",
            expected=", ".join(f"{name} version {version}" for name, version in sorted(versions.items())),
        )
    return found


def measured_noise(encoder_id: str, version: int, channels: Sequence[Channel]) -> FloatArray | None:
    """The same for some of an encoder's channels, in the order given; None where it was not measured.

    Raises:
        FormatError: the enclosed file is damaged.
    """
    return _measured(encoder_id, version, channels, "covariance")


def measured_spread(encoder_id: str, version: int, channels: Sequence[Channel]) -> FloatArray | None:
    """Second moments of some of an encoder's channels over varied expressions, [D, D]; None where not measured.

    Raises:
        FormatError: the enclosed file is damaged.
    """
    return _measured(encoder_id, version, channels, "spread")


def _measured(encoder_id: str, version: int, channels: Sequence[Channel], what: str) -> FloatArray | None:
    columns, versions, matrices = _learnt()
    if versions.get(encoder_id) != version or any(channel.name not in columns for channel in channels):
        return None
    rows = [columns[channel.name] for channel in channels]
    return matrices[what][np.ix_(rows, rows)]


@functools.cache
def _learnt() -> tuple[dict[str, int], dict[str, int], dict[str, FloatArray]]:
    """Column by channel, version by encoder, and the matrices [C, C] by name."""
    try:
        path = files("core.expression") / FILE
        tensors = load(path.read_bytes())
        matrices = {name: np.asarray(tensors[name], np.float32) for name in ("covariance", "spread")}
        with safe_open(str(path), framework="numpy") as file:
            facts = file.metadata()
        names, versions = json.loads(facts["channels"]), json.loads(facts["encoders"])
        for name, matrix in matrices.items():
            if matrix.shape != (len(names), len(names)) or not np.isfinite(matrix).all():
                raise ValueError(f"'{name}' of shape {list(matrix.shape)}")
    except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
        raise FormatError(
            "The measured noise cannot be read", got=str(error), next_step="Install the program again."
        ) from error
    return {name: i for i, name in enumerate(names)}, {k: int(v) for k, v in versions.items()}, matrices
