"""A flat map of a bank's expressions, on which new ones can be placed. Light, deterministic.

The two directions in which people differ most (PCA of the whitened channels, every clip weighing the same), drawn
together towards the rim so that a few grimaces do not squeeze everything else into a dot. The plane can be that of the
whole face, of one region's channels, or of the head's turn and nod.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from core.bank.snapshot import BankSnapshot
from core.errors import InputError
from core.expression.encoder import REGIONS
from core.expression.whitening import Whitening
from core.types import FloatArray

Plane: TypeAlias = Literal["face", "mouth", "eyes", "brows", "gaze", "head"]
HEAD_SPAN_RAD = 0.35
KNEE = 1.0
"""Standard deviations from the middle up to which the map is nearly true to scale."""
_NAMED_SHARE = 0.6


@dataclass(frozen=True, eq=False)
class Direction:
    """What lies towards one end of an axis: channels with a sign, the strongest first."""

    channels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Atlas:
    """A plane through expressions.

    Attributes:
        plane: what it shows.
        points: where each entry of the bank lies, [M, 2] float32; +x right, +y up, unit: about a standard deviation.
        axes: what x and y stand for.
    """

    plane: Plane
    points: FloatArray
    axes: tuple[Direction, Direction]
    _columns: npt.NDArray[np.intp]
    _whitening: Whitening | None
    _basis: FloatArray
    _scale: FloatArray

    @classmethod
    def of(cls, bank: BankSnapshot, plane: Plane = "face") -> Atlas:
        """Lay out a bank.

        Raises:
            InputError: the bank is empty, or has no channel of that region.
        """
        if bank.whitening is None:
            raise InputError(f"The bank '{bank.name}' is empty", next_step="Add a video of a face to it.")
        if plane == "head":
            return _of_head(bank)
        columns = _columns_of(bank, plane)
        whitening = bank.whitening
        if plane != "face":
            whitening = bank.meta.whitening(bank.descriptors, bank.person_names, columns)
        points = bank.whitened if plane == "face" else whitening.apply(bank.descriptors[:, columns])
        basis, scale = _principal(points, bank)
        names = [bank.channels[i].name for i in columns]
        axes = (_named(basis[:, 0], names), _named(basis[:, 1], names))
        return cls(plane, _drawn_in(points @ basis, scale), axes, columns, whitening, basis, scale)

    def place(self, descriptors: npt.NDArray[Any], angles: npt.NDArray[Any]) -> FloatArray:
        """Where expressions that are not in the bank lie.

        Args:
            descriptors: raw, [T, D].
            angles: yaw, pitch and roll in radians, [T, 3]; used by the plane of the head only.
        Returns:
            [T, 2] float32.
        """
        if self._whitening is None:
            return _drawn_in(np.asarray(angles, np.float32)[:, :2], self._scale)
        chosen = np.asarray(descriptors, np.float32)[:, self._columns]
        return _drawn_in(self._whitening.apply(chosen) @ self._basis, self._scale)


def planes_of(bank: BankSnapshot) -> tuple[Plane, ...]:
    """The planes that a bank's channels allow."""
    regions = {c.region for c in bank.channels}
    return ("face", *(r for r in REGIONS if r in regions), "head")


def _of_head(bank: BankSnapshot) -> Atlas:
    scale = np.full(2, HEAD_SPAN_RAD, np.float32)
    axes = Direction((("headTurn", 1),)), Direction((("headNod", 1),))
    none = np.zeros(0, np.intp)
    points = _drawn_in(bank.angles[:, :2], scale)
    return Atlas("head", points, axes, none, None, np.eye(2, dtype=np.float32), scale)


def _columns_of(bank: BankSnapshot, plane: Plane) -> npt.NDArray[np.intp]:
    columns = np.flatnonzero([plane in ("face", c.region) for c in bank.channels])
    if columns.size == 0:
        raise InputError(f"The bank '{bank.name}' has no channel of the {plane}")
    return columns


def _principal(points: FloatArray, bank: BankSnapshot) -> tuple[FloatArray, FloatArray]:
    """The two main directions [D', 2] and the spread along each [2]; the strongest channel of each points up."""
    _, code, counts = np.unique(bank.source_ids, return_inverse=True, return_counts=True)
    weight = (1.0 / (counts.size * counts[code])).astype(np.float32)
    mean = weight @ points
    second = points.T @ (points * weight[:, None]) - np.outer(mean, mean)
    values, vectors = np.linalg.eigh(second.astype(np.float64))
    basis = np.zeros((points.shape[1], 2))
    taken = vectors[:, ::-1][:, :2]
    basis[:, : taken.shape[1]] = taken
    strongest = np.abs(basis).argmax(axis=0)
    basis *= np.where(basis[strongest, [0, 1]] < 0, -1.0, 1.0)
    spread = np.zeros(2)
    spread[: taken.shape[1]] = np.sqrt(np.maximum(values[::-1][:2], 0.0))
    return basis.astype(np.float32), np.maximum(spread, 1e-6).astype(np.float32)


def _drawn_in(flat: npt.NDArray[Any], scale: FloatArray) -> FloatArray:
    """True to scale in the middle, logarithmic towards the rim."""
    return np.asarray(np.arcsinh(flat / (scale * KNEE)), np.float32)


def _named(weights: FloatArray, names: list[str]) -> Direction:
    """The channels that make up a direction: the strongest and those at least 0.6 as strong, three at most."""
    size = np.abs(weights)
    order = [i for i in np.argsort(-size, kind="stable")[:3] if size[i] > _NAMED_SHARE * size.max()]
    return Direction(tuple((names[i], 1 if weights[i] > 0 else -1) for i in order))
