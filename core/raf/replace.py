"""RAF in the training loop: some descriptors of a batch are moved towards a neighbour's. Torch in, torch out.

The target image stays the subject's own frame, so the avatar has to show the subject for an expression that another
person made; or, shuffled, for its own expression changed as another person's differs. At inference nothing changes.

Source: Retrieval-Augmented Faces, arXiv 2603.08645.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from core.errors import FormatError, InputError
from core.raf.neighbours import Neighbours, NeighbourTable
from core.raf.policy import ReplacementPolicy
from core.types import check_shape


@dataclass(frozen=True)
class ReplacementReport:
    """What was done so far.

    Attributes:
        frames: descriptors that went through, warm-up included.
        changed: of these, how many were moved.
        gated: draws that found no neighbour within the gate.
        share: changed / frames.
        mean_moved: mean distance moved, whitened units, of the changed ones.
        mean_neighbour: mean whitened distance of the neighbours drawn.
    """

    frames: int
    changed: int
    gated: int
    share: float
    mean_moved: float
    mean_neighbour: float

    def to_dict(self) -> dict[str, float]:
        """A JSON-ready form."""
        return asdict(self)


class Replacer:
    """Draws and applies replacements; seeded, and exactly resumable through its state.

    Args:
        neighbours: of the training frames; row t belongs to frame t.
        policy: when and how far.
        seed: of the draws.
        lenders: rows [L] whose moves a shuffled policy may hand to other frames; all by default. Give the training
            frames alone, so that nothing of held-out ones is learned.
    Raises:
        InputError: the policy asks for regions that the table does not have, or no row may lend.
    """

    def __init__(
        self,
        neighbours: NeighbourTable,
        policy: ReplacementPolicy,
        seed: int,
        *,
        lenders: npt.NDArray[np.integer[Any]] | None = None,
    ) -> None:
        self.neighbours, self.policy = neighbours, policy
        self._lenders = np.arange(len(neighbours)) if lenders is None else np.asarray(lenders, np.int64)
        if policy.shuffled and not self._lenders.size:
            raise InputError("Shuffled moves need frames to take them from", got="no frame")
        self._parts = [_drawable(part, policy) for part in self._tables()]
        self._generator = np.random.default_rng(seed)
        self._totals = {"frames": 0, "changed": 0, "gated": 0, "draws": 0, "moved": 0.0, "neighbour": 0.0}

    def replace(
        self, batch_ids: torch.Tensor, descriptors: torch.Tensor, step: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Move some descriptors of a batch.

        Args:
            batch_ids: row of each frame in the table, [B] int.
            descriptors: raw (not standardised) descriptors of those frames, [B, D]; not written to.
            step: of the training, for the warm-up.
        Returns:
            Descriptors [B, D] (the same tensor when nothing changed) and which were changed, bool [B].
        Raises:
            ShapeError: the descriptors are not [B, D].
            InputError: a row is not in the table.
        """
        rows = batch_ids.detach().cpu().numpy().astype(np.int64).ravel()
        D = len(self.neighbours.channels)
        check_shape("descriptors", descriptors, rows.size, D)
        if rows.size and (rows.min() < 0 or rows.max() >= len(self.neighbours)):
            raise InputError(
                "A frame has no neighbours", got=f"row {int(rows.max())}", expected=f"below {len(self.neighbours)}"
            )
        self._totals["frames"] += int(rows.size)
        changed = np.zeros(rows.size, bool)
        if step >= self.policy.warmup_steps:
            weight, target = self._draw(rows, changed)
        if not changed.any():
            return descriptors, torch.zeros(rows.size, dtype=torch.bool, device=descriptors.device)
        goal, share = (torch.from_numpy(a).to(descriptors) for a in (target, weight))
        moved = torch.lerp(descriptors, goal, share)
        self._account(rows, weight, target, changed)
        return moved, torch.as_tensor(changed, device=descriptors.device)

    def report(self) -> ReplacementReport:
        """What was done so far, over all steps and resumptions."""
        t = self._totals
        return ReplacementReport(
            frames=int(t["frames"]),
            changed=int(t["changed"]),
            gated=int(t["gated"]),
            share=t["changed"] / max(1, t["frames"]),
            mean_moved=t["moved"] / max(1, t["changed"]),
            mean_neighbour=t["neighbour"] / max(1, t["draws"]),
        )

    def state_dict(self) -> dict[str, Any]:
        """JSON-ready state: a replacer that loads it draws on as this one would."""
        return {"generator": self._generator.bit_generator.state, "totals": dict(self._totals)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Continue from a saved state.

        Raises:
            FormatError: the state is damaged.
        """
        try:
            totals = {key: type(value)(state["totals"][key]) for key, value in self._totals.items()}
            self._generator.bit_generator.state = state["generator"]
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError("The saved state of the replacement cannot be read", got=str(error)) from error
        self._totals = totals

    def _tables(self) -> list[Neighbours]:
        if self.policy.regions is None:
            return [self.neighbours.whole]
        missing = [name for name in self.policy.regions if name not in self.neighbours.regions]
        if missing:
            raise InputError(
                "Replacement by regions needs neighbours of each region",
                got=f"none for {', '.join(missing)}",
                next_step="Build the table with RetrievalOptions(regions=...).",
            )
        return [self.neighbours.regions[name] for name in self.policy.regions]

    def _draw(self, rows: npt.NDArray[np.int64], changed: npt.NDArray[np.bool_]) -> tuple[Any, Any]:
        """Weights and targets [B, D]; marks ``changed``. Draws the same count of numbers whatever comes out."""
        B, D = rows.size, len(self.neighbours.channels)
        weight, target = np.zeros((B, D), np.float32), np.zeros((B, D), np.float32)
        queries = self.neighbours.queries
        for part in self._parts:
            chance, pick, way = self._generator.random((3, B))
            lent = self._generator.choice(self._lenders, B) if self.policy.shuffled else rows
            wanted = chance < self.policy.p
            if self.policy.fade:
                wanted = chance < self.policy.p * _faded(part, lent, pick)
            hit = wanted & (part.counts[lent] > 0)
            chosen = np.flatnonzero(hit)
            frames = lent[chosen]
            slot = part.slots[frames, (pick[chosen] * part.counts[frames]).astype(np.int64)]
            cell = np.ix_(chosen, part.table.columns)
            target[cell] = part.table.descriptors[frames, slot][:, part.table.columns]
            if self.policy.shuffled:
                target[cell] += (queries[rows[chosen]] - queries[frames])[:, part.table.columns]
            low, high = self.policy.strength
            weight[cell] = (low + (high - low) * way[chosen])[:, None]
            changed |= hit
            self._totals["gated"] += int((wanted & ~hit).sum())
            self._totals["draws"] += int(chosen.size)
            self._totals["neighbour"] += float(part.table.distances[frames, slot].sum())
        return weight, target

    def _account(self, rows: npt.NDArray[np.int64], weight: Any, target: Any, changed: Any) -> None:
        """Count what was moved, measured from the table's own descriptors so that no step waits for a device."""
        delta = weight * (target - self.neighbours.queries[rows])
        # einsum, not @: a threaded BLAS call on these few numbers took 200 ms on a busy machine
        whitened = np.einsum("bd,de->be", delta, self.neighbours.whitening.transform)
        self._totals["changed"] += int(changed.sum())
        self._totals["moved"] += float(np.sqrt((whitened**2).sum(axis=1)).sum())


@dataclass(frozen=True, eq=False)
class _Drawable:
    """A table with the slots that may be drawn: for frame t, ``slots[t, : counts[t]]``."""

    table: Neighbours
    counts: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int64]


def _drawable(table: Neighbours, policy: ReplacementPolicy) -> _Drawable:
    k = table.ids.shape[1]
    within = np.broadcast_to(np.arange(k) < policy.k, table.ids.shape)
    if policy.gate is not None:
        within = within & (table.distances <= policy.gate * table.own_distance)
    slots = np.argsort(~within, axis=1, kind="stable").astype(np.int64)
    return _Drawable(table, within.sum(axis=1).astype(np.int64), slots)


def _faded(part: _Drawable, rows: npt.NDArray[np.int64], pick: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What p is multiplied with for the neighbours that ``pick`` chooses, [B]: less the farther they are."""
    slot = part.slots[rows, (pick * np.maximum(part.counts[rows], 1)).astype(np.int64)]
    relative = part.table.distances[rows, slot] / part.table.own_distance
    return np.asarray(np.exp(-0.5 * relative.astype(np.float64) ** 2))
