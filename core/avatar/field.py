"""The paper's setting: a network of position and expression gives every splat its own change.

It is for training only: for live use and export it is distilled to a basis, which the light runtime draws.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from core.avatar import layout
from core.avatar.model import BasisDeformation, Deformed, small_mlp
from core.types import FloatArray

FREQUENCIES = 6
POSITION_SCALE = 1.0 / 0.15  # a head spans about one unit
OUTPUT_GAIN = 30.0  # natural units: the network's outputs of order one become millimetres


class FieldDeformation(nn.Module):
    """delta = MLP(gamma(x_n), e) for every splat n.

    Args:
        means: canonical positions, [N, 3] metres; the encoding is of these and does not move with training.
        dim: D.
        hidden: width.
        generator: for the initial weights.
    """

    encoded: Tensor

    def __init__(self, means: FloatArray, dim: int, hidden: int, generator: torch.Generator) -> None:
        super().__init__()
        encoded = encode_positions(torch.from_numpy(np.ascontiguousarray(means, np.float32)))
        self.register_buffer("encoded", encoded)
        self.place = small_mlp((encoded.shape[1], hidden), generator)
        self.express = small_mlp((dim, hidden, hidden), generator)
        self.head = small_mlp((hidden, hidden, layout.ATTRIBUTES), generator)

    def __call__(self, base: Tensor, x: Tensor) -> Deformed:
        base = base + self.deltas(x)
        N = base.shape[-2]
        empty = base.new_zeros((0, N, layout.ATTRIBUTES))
        return Deformed(base, empty, base.new_zeros((len(x), 0)))

    def deltas(self, x: Tensor) -> Tensor:
        """Changes in natural units: standardised descriptors [B, D] -> [B, N, 14]."""
        hidden = self.place(self.encoded)[None] + self.express(x)[:, None]  # [B, N, hidden]
        return torch.as_tensor(self.head(nn.functional.silu(hidden))) * OUTPUT_GAIN

    def moved(self, target: Tensor, source: Tensor) -> None:
        """Splats ``target`` now stand where ``source`` stand."""
        self.encoded[target] = self.encoded[source]


def encode_positions(means: Tensor) -> Tensor:
    """Positions with sines and cosines of them, [N, 3] -> [N, 3 + 6 * FREQUENCIES]. Source: NeRF, eq. 4."""
    scaled = means * POSITION_SCALE
    angles = scaled[:, None] * (2.0 ** torch.arange(FREQUENCIES, dtype=means.dtype, device=means.device))[:, None]
    return torch.cat([scaled, angles.sin().flatten(1), angles.cos().flatten(1)], dim=1)


@torch.no_grad()
def field_modes(field: FieldDeformation, x: Tensor, num_bases: int) -> tuple[Tensor, Tensor, Tensor]:
    """The field's principal changes over a set of expressions.

    Args:
        field: trained.
        x: standardised descriptors that cover the range, [M, D].
        num_bases: K.
    Returns:
        Mean change [N, 14], modes [K, N, 14], and their weights [M, K].
    """
    deltas = torch.cat([field.deltas(row[None]) for row in x])  # [M, N, 14]
    mean = deltas.mean(dim=0)
    flat = (deltas - mean).flatten(1)
    values, vectors = torch.linalg.eigh(flat @ flat.T)
    order = values.argsort(descending=True)[:num_bases]
    weights = vectors[:, order] * len(x) ** 0.5  # unit deviation each
    modes = (vectors[:, order].T @ flat) / len(x) ** 0.5
    return mean, modes.reshape(-1, *mean.shape), weights


def distill(
    field: FieldDeformation, x: Tensor, num_bases: int, hidden: int, seed: int
) -> tuple[Tensor, BasisDeformation]:
    """A basis deformation that does what the field does on ``x`` [M, D].

    Returns:
        The mean change to add to the base attributes [N, 14], and the basis deformation.
    """
    generator = torch.Generator().manual_seed(seed)
    mean, modes, weights = field_modes(field, x, num_bases)
    basis = BasisDeformation(x.shape[1], mean.shape[0], len(modes), hidden, generator)
    with torch.no_grad():
        basis.bases.copy_(modes)
        ridge = 1e-2 * len(x) * torch.eye(x.shape[1])
        basis.linear.copy_(torch.linalg.solve(x.T @ x + ridge, x.T @ weights).T)
    optimizer = torch.optim.Adam(basis.mlp.parameters(), lr=2e-3)
    for _ in range(600):
        loss = (basis.weights(x) - weights).square().mean()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return mean, basis
