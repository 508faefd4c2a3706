"""What an encoder is, and the registry. Light: encoders are numpy only, so the window may hold one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from core.errors import FormatError, InputError
from core.expression.neutral import Neutral
from core.types import FloatArray

Region: TypeAlias = Literal["mouth", "eyes", "brows", "gaze"]
REGIONS: tuple[Region, ...] = get_args(Region)
DEFAULT_ENCODER = "geo"


@dataclass(frozen=True)
class Channel:
    """One number of a descriptor: its name, and the part of the face that it speaks of."""

    name: str
    region: Region


class FaceMeasurements(Protocol):
    """What an encoder reads: a whole FaceTracks (leading axis T) or one tracked face (no leading axis)."""

    @property
    def blendshapes(self) -> FloatArray:
        """[T, 52] or [52]."""

    @property
    def gaze(self) -> FloatArray:
        """[T, 4] or [4], radians."""

    @property
    def landmarks(self) -> FloatArray:
        """[T, 478, 3] or [478, 3], pixels."""


class TrackedFaces(FaceMeasurements, Protocol):
    """What a neutral is taken from: a clip's tracks."""

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """[T], False where there was no face."""

    @property
    def shape(self) -> FloatArray:
        """The person's median landmarks in head space, [478, 3], metres."""


class ExpressionEncoder(Protocol):
    """Turns tracked faces into descriptors. Stateless: all that is personal is in the Neutral."""

    @property
    def id(self) -> str:
        """Stable name, stored with everything the encoder made."""

    @property
    def version(self) -> int:
        """Raised whenever the same face would give other numbers."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The D channels in order."""

    def encode(self, faces: FaceMeasurements, neutral: Neutral) -> FloatArray:
        """Descriptors [T, D] float32 (T = 1 for one face); rows of faces that were not found are meaningless.

        Raises:
            FormatError: the neutral is of another encoder or version.
            ShapeError: the measurements have the wrong shape.
        """

    def neutral(self, tracks: TrackedFaces, frames: Sequence[int] | npt.NDArray[Any] | None = None) -> Neutral:
        """The clip's resting face, or that of chosen ``frames`` (indices into the tracks, or a mask [T]).

        Raises:
            CaptureError: no usable frame.
            InputError: a chosen frame is out of range.
        """


def get_encoder(encoder_id: str = DEFAULT_ENCODER) -> ExpressionEncoder:
    """The registered encoder of that name.

    Raises:
        InputError: no such encoder.
    """
    if encoder_id not in _REGISTRY:
        raise InputError(
            "There is no such expression encoder", got=f"'{encoder_id}'", expected=" or ".join(encoder_ids())
        )
    return _REGISTRY[encoder_id]()


def encoder_ids() -> tuple[str, ...]:
    """All registered encoders, the default first."""
    return tuple(sorted(_REGISTRY, key=lambda name: (name != DEFAULT_ENCODER, name)))


def check_neutral(encoder: ExpressionEncoder, neutral: Neutral, length: int) -> None:
    """Raise FormatError unless ``neutral`` was made by this encoder and version."""
    if (neutral.encoder_id, neutral.encoder_version) != (encoder.id, encoder.version):
        raise FormatError(
            "The neutral expression is of another encoder",
            got=f"{neutral.encoder_id} version {neutral.encoder_version}",
            expected=f"{encoder.id} version {encoder.version}",
            next_step="Take the neutral expression again from the clip.",
        )
    if neutral.values.size != length:
        raise FormatError(
            "The neutral expression is damaged", got=f"{neutral.values.size} values", expected=f"{length}"
        )


def region_columns(channels: Sequence[Channel], region: str) -> npt.NDArray[np.intp]:
    """Indices of the channels of one region.

    Raises:
        InputError: no channel is of that region.
    """
    columns = np.flatnonzero([c.region == region for c in channels])
    if columns.size == 0:
        raise InputError("No channel is of that region", got=f"'{region}'", expected=" or ".join(REGIONS))
    return columns


def _blend52() -> ExpressionEncoder:
    from core.expression.blend52 import Blend52

    return Blend52()


def _blend52_geo() -> ExpressionEncoder:
    from core.expression.geometry import Blend52Geo

    return Blend52Geo()


def _geo() -> ExpressionEncoder:
    from core.expression.geometry import Geo

    return Geo()


def _anny52() -> ExpressionEncoder:
    from core.expression.anny52 import Anny52

    return Anny52()


def _blend52_anny52() -> ExpressionEncoder:
    from core.expression.anny52 import Anny52
    from core.expression.blend52 import Blend52
    from core.expression.combined import Combined

    return Combined(Blend52(), Anny52())


def _geo_anny52() -> ExpressionEncoder:
    from core.expression.anny52 import Anny52
    from core.expression.combined import Combined
    from core.expression.geometry import Geo

    return Combined(Geo(), Anny52())


_REGISTRY: dict[str, Callable[[], ExpressionEncoder]] = {
    "anny52": _anny52,
    "blend52": _blend52,
    "blend52+anny52": _blend52_anny52,
    "blend52+geo": _blend52_geo,
    "geo": _geo,
    "geo+anny52": _geo_anny52,
}
