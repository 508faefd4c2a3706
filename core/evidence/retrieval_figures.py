"""How well descriptors find the same expression in other people, and how much identity and noise is in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.types import FloatArray

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Retrieval:
    """Figures over P people with E expressions each.

    Attributes:
        top1, top5: one other person's E faces are searched for the expression, mean over all pairs of people.
        pooled: the nearest of all other people's faces shows the same expression.
        same_identity: the nearest of all faces but itself is the same person;  chance: what that is by chance.
    """

    top1: float
    top5: float
    pooled: float
    same_identity: float
    chance: float


def retrieval(points: FloatArray, seen: npt.NDArray[np.bool_]) -> Retrieval:
    """Figures for whitened descriptors.

    Args:
        points: [P, E, D], at least two people and two expressions.
        seen: where the face was found, [P, E]; others neither ask nor are found.
    """
    P, E, D = points.shape
    flat, there = points.reshape(P * E, D).astype(np.float64), seen.reshape(-1)
    square = (flat**2).sum(axis=1)
    distance = np.maximum(square[:, None] + square[None] - 2 * flat @ flat.T, 0)
    distance[:, ~there] = np.inf
    np.fill_diagonal(distance, np.inf)
    by_pair = distance.reshape(P, E, P, E)
    own = np.arange(P)
    wanted = by_pair[:, np.arange(E), :, np.arange(E)].transpose(1, 2, 0)  # [P, P, E]
    nearer = (by_pair < wanted.transpose(0, 2, 1)[..., None]).sum(axis=3).transpose(0, 2, 1)
    asked = seen[:, None, :] & seen[None] & (own[:, None, None] != own[None, :, None])
    person, expression = np.repeat(own, E), np.tile(np.arange(E), P)
    others = np.where(person[:, None] == person[None], np.inf, distance)
    pooled = expression[others.argmin(axis=1)] == expression
    same = person[distance.argmin(axis=1)] == person
    own_share = [(seen[p].sum() - 1) / (seen.sum() - 1) for p in person[there]]
    return Retrieval(
        top1=float((nearer < 1)[asked].mean()),
        top5=float((nearer < 5)[asked].mean()),
        pooled=float(pooled[there].mean()),
        same_identity=float(same[there].mean()),
        chance=float(np.mean(own_share)),
    )


def neighbour_identity(
    points: FloatArray, person: npt.NDArray[np.str_], clip: npt.NDArray[np.str_], time_s: Array, gap_s: float
) -> tuple[float, float]:
    """Share of nearest neighbours of the same person, and the share expected by chance.

    Args:
        points: whitened, [M, D];  person, clip: of each, [M];  time_s: [M].
        gap_s: frames of the same clip nearer in time than this are no neighbours.
    """
    square = (points.astype(np.float64) ** 2).sum(axis=1)
    distance = square[:, None] + square[None] - 2 * points.astype(np.float64) @ points.astype(np.float64).T
    allowed = (clip[:, None] != clip[None]) | (np.abs(time_s[:, None] - time_s[None]) >= gap_s)
    np.fill_diagonal(allowed, False)
    same = person[:, None] == person[None]
    nearest = np.where(allowed, distance, np.inf).argmin(axis=1)
    hit = same[np.arange(len(points)), nearest]
    chance = (same & allowed).sum(axis=1) / np.maximum(allowed.sum(axis=1), 1)
    return float(hit.mean()), float(chance.mean())


def still_jitter(still: FloatArray, different: FloatArray) -> float:
    """Frame-to-frame distance of a face held still [T, D], as a share of that between different expressions [E, D]."""
    steps = np.linalg.norm(np.diff(still, axis=0), axis=1)
    gaps = np.linalg.norm(different[:, None] - different[None], axis=2)
    return float(steps.mean() / max(float(gaps[np.triu_indices(len(different), 1)].mean()), 1e-12))


def moving_jitter(points: FloatArray) -> float:
    """Noise of a clip's consecutive frames [T, D] by second differences, as a share of its usual distance.

    Motion is smooth over three frames, noise is not; for white noise a second difference is sqrt(6) times as large.
    """
    if len(points) < 4:
        return float("nan")
    noise = np.median(np.linalg.norm(np.diff(points, n=2, axis=0), axis=1)) / np.sqrt(6)
    rows = points[np.linspace(0, len(points) - 1, min(len(points), 200)).astype(int)]
    gaps = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    return float(noise / max(float(np.median(gaps[np.triu_indices(len(rows), 1)])), 1e-12))


def correlations(found: FloatArray, truth: FloatArray) -> Array:
    """Correlation of each column over all rows, [K]; 0 where one of them is constant, NaN where the truth is."""
    a, b = found - found.mean(axis=0), truth - truth.mean(axis=0)
    size = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    value = np.where(size > 1e-9, (a * b).sum(axis=0) / np.maximum(size, 1e-9), 0.0)
    return np.asarray(np.where((b**2).sum(axis=0) > 1e-9, value, np.nan))
