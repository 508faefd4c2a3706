"""Learning the calibration of the encoder anny52 from sittings of synthetic people with known actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import InputError
from core.evidence.sittings import REST, Sitting
from core.expression.alignment import align_landmarks, anchors_of
from core.expression.anny52 import ACTIONS, Anny52, Calibration
from core.expression.blend52 import Blend52
from core.expression.combined import Combined
from core.expression.geometry import Geo
from core.synthesis.anny_data import ACTION_NAMES

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FitOptions:
    """How the calibration is learnt; chosen on people of neither calibration nor test.

    Attributes:
        motion_ridge: on the basis, in frames of a full action.
        shrinkage: of the covariance towards its diagonal;  floor: share of the mean variance added to all.
        ridge, sparsity: weights of the Gaussian and the exponential prior.
    """

    motion_ridge: float = 4.0
    shrinkage: float = 0.3
    floor: float = 0.1
    ridge: float = 1.0
    sparsity: float = 0.1


@dataclass(frozen=True, eq=False)
class Moves:
    """What is learnt from: landmarks moved from rest, metres, [M, 478, 3]; actions [M, 52] in the order of ACTIONS."""

    moved: Array
    actions: Array


def moves_of(sittings: Sequence[Sitting]) -> Moves:
    """All frames with a face, each relative to the person's own resting frames."""
    moved, actions = [], []
    order = [ACTION_NAMES.index(name) for name in ACTIONS]
    for sitting in sittings:
        tracks, rest = sitting.tracks, sitting.rows(REST)
        aligned = align_landmarks(tracks.landmarks, anchors_of(tracks.shape))
        good = tracks.found & np.isfinite(aligned).all(axis=(1, 2))
        moved.append((aligned - np.median(aligned[rest], axis=0))[good])
        actions.append((sitting.actions - np.median(sitting.actions[rest], axis=0))[good][:, order])
    return Moves(np.concatenate(moved), np.concatenate(actions).astype(np.float64))


def mirrored(moves: Moves, shape: Array) -> Moves:
    """The same and its mirror image: everybody could as well be the other way round.

    Args:
        shape: a usual face in head space, [478, 3]; its landmarks tell which is which one's mirror image.
    """
    across = np.array([-1.0, 1.0, 1.0])
    partner = np.linalg.norm(shape[:, None] * across - shape[None], axis=2).argmin(axis=1)
    swapped = [ACTIONS.index(_other_side(name)) for name in ACTIONS]
    return Moves(
        np.concatenate([moves.moved, moves.moved[:, partner] * across]),
        np.concatenate([moves.actions, moves.actions[:, swapped]]),
    )


def _other_side(name: str) -> str:
    for side, other in (("Left", "Right"), ("Right", "Left")):
        if name.endswith(side):
            return name.removesuffix(side) + other
    return name


def learn(sittings: Sequence[Sitting], landmarks: Sequence[int], options: FitOptions | None = None) -> Calibration:
    """The calibration from people with known actions.

    Args:
        sittings: of the purpose 'calibration'.
        landmarks: which are looked at, n of them.
    Raises:
        InputError: too few frames for the 52 actions.
    """
    options = options or FitOptions()
    shape = np.mean([s.tracks.shape for s in sittings], axis=0) if sittings else np.zeros((478, 3))
    moves = mirrored(moves_of(sittings), shape) if sittings else Moves(np.zeros((0, 478, 3)), np.zeros((0, 52)))
    if len(moves.moved) < 4 * len(ACTIONS):
        raise InputError("Too few frames to learn from", got=str(len(moves.moved)), expected=f"{4 * len(ACTIONS)}")
    x, y = moves.actions, moves.moved[:, list(landmarks)].reshape(len(moves.moved), -1)
    basis = np.asarray(np.linalg.solve(x.T @ x + options.motion_ridge * np.eye(x.shape[1]), x.T @ y), np.float64)
    rest = y - x @ basis
    covariance = rest.T @ rest / len(rest)
    variances = np.diag(covariance).copy()
    target = options.shrinkage * variances + options.floor * variances.mean()
    covariance = (1 - options.shrinkage) * covariance + np.diag(target)
    gain = np.asarray(np.linalg.solve(covariance, basis.T).T, np.float64)
    spread = np.sqrt((x**2).mean(axis=0))
    ones = np.ones(len(ACTIONS))
    index = np.asarray(landmarks, np.intp)
    return Calibration(index, basis, gain, spread, options.sparsity * ones, options.ridge * ones)


def noise_covariance(
    sittings: Sequence[Sitting], landmarks: Sequence[int], options: FitOptions
) -> tuple[Array, Array, list[str]]:
    """Descriptors of all encoders: what the actions do not explain, their spread around neutral, and the channels.

    Anny52 is calibrated on one half of the people and measured on the other, in turn.

    Returns:
        Covariance [C, C] of the unexplained part, second moments [C, C] of the whole, and C names.
    """
    halves = (sittings[::2], sittings[1::2])
    rows, actions, names = [], [], [""]
    for own, others in (halves, halves[::-1]):
        encoder = Combined(Blend52(), Geo(), Anny52(learn(others, landmarks, options)))
        names = [channel.name for channel in encoder.channels]
        for sitting in own:
            rest, found = sitting.rows(REST), sitting.tracks.found
            encoded = encoder.encode(sitting.tracks, encoder.neutral(sitting.tracks, rest))
            rows.append(encoded[found].astype(np.float64))
            actions.append((sitting.actions - np.median(sitting.actions[rest], axis=0))[found])
    d, x = np.concatenate(rows), np.concatenate(actions).astype(np.float64)
    spread = d.T @ d / len(d)
    d, x = d - d.mean(axis=0), x - x.mean(axis=0)
    moves = np.linalg.solve(x.T @ x + options.motion_ridge * np.eye(x.shape[1]), x.T @ d)
    left = d - x @ moves
    return left.T @ left / max(len(d) - x.shape[1], 1), spread, names
