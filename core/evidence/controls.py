"""Changes of descriptors that RAF is compared with: noise, random entries, the subject's own frames. Torch in the loop.

All of them move a descriptor as far, on average, as retrieval does, so that only the direction differs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from core.bank.store import ExpressionBank
from core.errors import FormatError
from core.raf.neighbours import OWN_GAP_FRAMES, Neighbours, NeighbourTable
from core.raf.policy import ReplacementPolicy
from core.raf.replace import ReplacementReport
from core.types import FloatArray

NoiseKind: TypeAlias = Literal["gaussian", "shaped", "others"]


def mean_move(table: NeighbourTable, policy: ReplacementPolicy) -> float:
    """How far retrieval moves a changed descriptor on average, whitened units."""
    return float(np.mean(policy.strength)) * float(table.distances[:, : policy.k].mean())


class NoiseReplacer:
    """Adds noise where RAF would move towards a neighbour; the same interface as ``core.raf.replace.Replacer``.

    Args:
        table: of the training frames; gives the size, and for two kinds the shape, of the noise.
        policy: p, k and strength are read, warm-up too.
        seed: of the draws.
        kind: 'gaussian' is isotropic in whitened space; 'shaped' has the second moments of all residuals
            neighbour - frame; 'others' adds the residual of a random other frame.
    """

    def __init__(self, table: NeighbourTable, policy: ReplacementPolicy, seed: int, kind: NoiseKind) -> None:
        self._policy, self._kind = policy, kind
        self._generator = np.random.default_rng(seed)
        self._transform = table.whitening.transform.astype(np.float64)
        self._residuals = (table.descriptors[:, : policy.k] - table.queries[:, None]).astype(np.float64)
        self._size = mean_move(table, policy)
        self._factor = self._shape()
        self._totals = {"frames": 0, "changed": 0, "moved": 0.0}

    def replace(
        self, batch_ids: torch.Tensor, descriptors: torch.Tensor, step: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Add noise to some descriptors [B, D]; returns them and which were changed, bool [B]."""
        B, D = descriptors.shape
        chance, way = self._generator.random((2, B))
        delta = self._draw(B, D, way)
        changed = (chance < self._policy.p) & (step >= self._policy.warmup_steps)
        self._totals["frames"] += B
        if not changed.any():
            return descriptors, torch.zeros(B, dtype=torch.bool)
        delta[~changed] = 0.0
        self._totals["changed"] += int(changed.sum())
        self._totals["moved"] += float(np.linalg.norm(delta @ self._transform, axis=1).sum())
        return descriptors + torch.from_numpy(delta.astype(np.float32)), torch.from_numpy(changed)

    def report(self) -> ReplacementReport:
        """What was done so far."""
        t = self._totals
        share = t["changed"] / max(1, t["frames"])
        moved = t["moved"] / max(1, t["changed"])
        return ReplacementReport(int(t["frames"]), int(t["changed"]), 0, share, moved, self._size)

    def state_dict(self) -> dict[str, Any]:
        """JSON-ready state."""
        return {"generator": self._generator.bit_generator.state, "totals": dict(self._totals)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue from a saved state; FormatError if it is damaged."""
        try:
            self._generator.bit_generator.state = state["generator"]
            self._totals = {key: type(value)(state["totals"][key]) for key, value in self._totals.items()}
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError("The saved state of the noise cannot be read", got=str(error)) from error

    def _shape(self) -> npt.NDArray[np.float64]:
        """Matrix [D, D] that turns standard normal rows into noise of the wanted mean size."""
        D = self._transform.shape[0]
        if self._kind == "gaussian":
            factor = np.linalg.pinv(self._transform)
        else:
            flat = self._residuals.reshape(-1, D)
            values, vectors = np.linalg.eigh(flat.T @ flat / len(flat))
            factor = (vectors * np.sqrt(np.maximum(values, 0.0))).T
        sample = np.random.default_rng(0).standard_normal((4096, D)) @ factor @ self._transform
        return np.asarray(factor * (self._size / max(float(np.linalg.norm(sample, axis=1).mean()), 1e-12)))

    def _draw(self, B: int, D: int, way: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        low, high = self._policy.strength
        share = low + (high - low) * way
        if self._kind == "others":
            rows = self._generator.integers(0, self._residuals.shape[0], B)
            slots = self._generator.integers(0, self._residuals.shape[1], B)
            return np.asarray(share[:, None] * self._residuals[rows, slots])
        # the share varies from draw to draw as RAF's does; its mean is in the factor already
        relative = share / max(0.5 * (low + high), 1e-12)
        return np.asarray(relative[:, None] * (self._generator.standard_normal((B, D)) @ self._factor))


def table_of_rows(table: NeighbourTable, bank: ExpressionBank, rows: npt.NDArray[np.int64]) -> NeighbourTable:
    """A table with chosen bank rows [T, k] in place of the nearest."""
    descriptors = bank.descriptors[rows]
    delta = (descriptors - table.queries[:, None]) @ table.whitening.transform
    whole = replace(
        table.whole,
        ids=bank.ids[rows],
        descriptors=descriptors,
        distances=np.linalg.norm(delta, axis=2).astype(np.float32),
    )
    return NeighbourTable(whole, {}, table.queries, table.channels, table.bank)


def random_table(
    table: NeighbourTable, bank: ExpressionBank, k: int, seed: int, keep: npt.NDArray[np.bool_] | None = None
) -> NeighbourTable:
    """Random entries instead of the nearest, of those that ``keep`` [M] leaves."""
    rows = np.arange(len(bank)) if keep is None else np.flatnonzero(keep)
    rng = np.random.default_rng(seed)
    return table_of_rows(table, bank, rows[rng.integers(0, len(rows), (len(table), k))])


def own_table(
    table: NeighbourTable, k: int, *, train: npt.NDArray[np.bool_], gap: int = OWN_GAP_FRAMES
) -> NeighbourTable:
    """The subject's own nearest training frames, at least ``gap`` frames away, instead of other people's.

    Args:
        table: its queries are the subject's frames [T, D].
        k: neighbours a frame.
        train: which frames may be neighbours, [T].
        gap: nearer frames in time show the same moment.
    """
    whitened = table.whitening.apply(table.queries)
    T = len(whitened)
    rows = np.empty((T, k), np.int64)
    distances = np.empty((T, k), np.float32)
    index = np.arange(T)
    for t in range(T):
        d: FloatArray = np.linalg.norm(whitened - whitened[t], axis=1)
        d[~train | (np.abs(index - t) < gap)] = np.inf
        rows[t] = np.argsort(d, kind="stable")[:k]
        distances[t] = d[rows[t]]
    far = ~np.isfinite(distances)
    rows[far], distances[far] = np.broadcast_to(index[:, None], (T, k))[far], 0.0
    whole = Neighbours(
        rows, distances, table.queries[rows], table.whole.columns, table.whole.own_distance, table.whitening
    )
    return NeighbourTable(whole, {}, table.queries, table.channels, table.bank)


def scaled(policy: ReplacementPolicy, target: float, table: NeighbourTable) -> ReplacementPolicy:
    """The policy, its strength scaled so that ``table`` moves descriptors by ``target`` on average; at most fully."""
    distance = float(table.distances[:, : policy.k].mean())
    factor = target / max(float(np.mean(policy.strength)) * distance, 1e-12)
    low, high = (min(1.0, s * factor) for s in policy.strength)
    return replace(policy, strength=(low, high))
