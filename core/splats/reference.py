"""The oracle: splatting in plain torch, float64, gradients by autograd. Slow; every other backend is held to it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from core.splats.inputs import check_inputs
from core.splats.rasterizer import RenderOutput
from core.splats.rotations import HUGE, matrices_from_quats, unit_quats
from core.splats.sh import sh_colors

BLUR_PX2 = 0.3  # added to the diagonal of the projected covariance, so that no splat is thinner than a pixel
MIN_ALPHA, MAX_ALPHA = 1 / 255, 0.999
MIN_TRANSMITTANCE = 1e-4  # a splat that would bring a pixel to this or below is not added, nor any behind it
FRUSTUM_MARGIN = 0.3  # the projection is linearised at most this share of half the view outside the image
TILE = 16
# pairs of pixel and splat beyond which tiles are computed again in the backward pass (a pair holds about 100 bytes)
HELD_PAIRS = 16_000_000


@dataclass(frozen=True)
class _Scene:
    """One camera's visible splats, near to far."""

    means: Tensor  # [M, 3] camera space
    quats: Tensor  # [M, 4] unit
    scales: Tensor  # [M, 3]
    opacities: Tensor  # [M]
    colors: Tensor  # [M, 3], or harmonics [M, B, 3]

    def take(self, index: Tensor) -> _Scene:
        return _Scene(*(getattr(self, f.name)[index] for f in fields(self)))


class ReferenceRasterizer:
    """Implements ``core.splats.rasterizer.Rasterizer`` on any device; results come back in the dtype of ``means``."""

    name = "reference"

    def render(
        self,
        means: Tensor,
        quats: Tensor,
        scales: Tensor,
        opacities: Tensor,
        colors: Tensor,
        cam_from_world: Tensor,
        K: Tensor,
        *,
        width: int,
        height: int,
        sh_degree: int | None = None,
        background: Tensor | None = None,
        near_m: float = 0.01,
    ) -> RenderOutput:
        """See ``Rasterizer.render``."""
        inputs = (means, quats, scales, opacities, colors, cam_from_world, K)
        check_inputs(*inputs, background, width=width, height=height, sh_degree=sh_degree)
        if background is None:
            background = means.new_zeros(means.shape[0], 3)
        images = []
        for c in range(means.shape[0]):
            *splats, pose, intrinsics = (t[c].double() for t in inputs)
            view = _View(pose, intrinsics.detach(), width, height, near_m)
            images.append(_draw(_Scene(*splats), view, background[c].double(), sh_degree))
        if not images:
            return RenderOutput(*(means.new_zeros(0, height, width, *tail) for tail in ((3,), (), ())))
        rgb, alpha, depth = (torch.stack(parts).to(means.dtype) for parts in zip(*images, strict=True))
        return RenderOutput(rgb, alpha, depth)


@dataclass(frozen=True)
class _View:
    cam_from_world: Tensor  # [4, 4]
    K: Tensor  # [3, 3]
    width: int
    height: int
    near_m: float

    @property
    def rotation(self) -> Tensor:
        return self.cam_from_world[:3, :3]

    @property
    def translation(self) -> Tensor:
        return self.cam_from_world[:3, 3]


@dataclass(frozen=True)
class _Footprints:
    """Splats on the image plane: all that compositing needs."""

    centers: Tensor  # [M, 2] pixels
    covariances: Tensor  # [M, 3] xx, xy, yy in pixels^2, blurred
    depths: Tensor  # [M] camera z
    opacities: Tensor  # [M]
    colors: Tensor  # [M, 3]

    @property
    def conics(self) -> Tensor:
        """Inverse covariances, [M, 3]: xx, xy, yy."""
        xx, xy, yy = self.covariances.unbind(-1)
        return torch.stack([yy, -xy, xx], -1) / self.determinants[:, None]

    @property
    def determinants(self) -> Tensor:
        xx, xy, yy = self.covariances.unbind(-1)
        return xx * yy - xy * xy


def _draw(scene: _Scene, view: _View, background: Tensor, sh_degree: int | None) -> tuple[Tensor, Tensor, Tensor]:
    # A first pass without gradient finds what can be seen; only that is projected with gradient. So NaN and
    # divisions by zero in splats left out never meet the backward pass.
    with torch.no_grad():
        order = _visible_by_depth(_project(scene, view, sh_degree), view)
    prints = _project(scene.take(order), view, sh_degree)
    return _composite(prints, background, view.width, view.height)


def _project(scene: _Scene, view: _View, sh_degree: int | None) -> _Footprints:
    points = scene.means @ view.rotation.T + view.translation
    spread = view.rotation @ matrices_from_quats(unit_quats(scene.quats)) * scene.scales[:, None, :]  # [M, 3, 3]
    z = points[:, 2]
    ratios = points[:, :2] / z[:, None]
    focal, centre = torch.stack([view.K[0, 0], view.K[1, 1]]), view.K[:2, 2]
    size = torch.tensor([view.width, view.height], dtype=z.dtype, device=z.device)
    margin = FRUSTUM_MARGIN * 0.5 * size / focal
    held = torch.minimum(torch.maximum(ratios, -centre / focal - margin), (size - centre) / focal + margin)
    # rows of the projection's Jacobian at (held * z, z), times the square root of the covariance
    flat = (focal / z[:, None])[..., None] * (spread[:, :2] - held[..., None] * spread[:, 2:])  # [M, 2, 3]
    xx = flat[:, 0].square().sum(-1) + BLUR_PX2
    yy = flat[:, 1].square().sum(-1) + BLUR_PX2
    covariances = torch.stack([xx, (flat[:, 0] * flat[:, 1]).sum(-1), yy], -1)
    colors = scene.colors if sh_degree is None else _seen_colors(scene, view, sh_degree)
    return _Footprints(ratios * focal + centre, covariances, z, scene.opacities, colors)


def _seen_colors(scene: _Scene, view: _View, degree: int) -> Tensor:
    centre = -view.rotation.T @ view.translation
    offsets = scene.means - centre
    return sh_colors(scene.colors, offsets / offsets.norm(dim=-1, keepdim=True), degree)


def _visible_by_depth(prints: _Footprints, view: _View) -> Tensor:
    """Indices of the splats that can be drawn at all, near to far, ties in their given order."""
    seen = (prints.depths > view.near_m) & (prints.opacities >= MIN_ALPHA) & (prints.determinants > 0)
    for values in (prints.depths, prints.opacities, prints.determinants):
        seen &= values.abs() < HUGE  # False for NaN
    for rows in (prints.centers, prints.covariances, prints.colors):
        seen &= (rows.abs() < HUGE).all(-1)
    index = seen.nonzero()[:, 0]
    return index[prints.depths[index].argsort(stable=True)]


def _composite(prints: _Footprints, background: Tensor, width: int, height: int) -> tuple[Tensor, Tensor, Tensor]:
    across, down = -(-width // TILE), -(-height // TILE)
    with torch.no_grad():
        splats, counts = _tile_lists(prints, across, down)
    # one gather for all tiles: the gradient of a gather per tile would write an array of all splats each time
    rows = torch.cat(
        [prints.centers, prints.conics, prints.opacities[:, None], prints.colors, prints.depths[:, None]], 1
    )
    of_tile = torch.split(rows[splats], counts)
    again = len(splats) * TILE * TILE > HELD_PAIRS and rows.requires_grad
    tiles = []
    for index, listed in enumerate(of_tile):
        pixels = _pixel_centers(index % across, index // across, rows)
        if again:
            tiles.append(checkpoint(_composite_tile, pixels, listed, use_reentrant=False))
        else:
            tiles.append(_composite_tile(pixels, listed))
    image = torch.stack(tiles).view(down, across, TILE, TILE, 5).transpose(1, 2).reshape(down * TILE, across * TILE, 5)
    image = image[:height, :width]
    depth, left = image[..., 3], image[..., 4]
    return image[..., :3] + left[..., None] * background, 1 - left, depth


def _composite_tile(pixels: Tensor, listed: Tensor) -> Tensor:
    """Colour, depth and remaining transmittance of pixels [P, 2] under splats [S, 10] near to far: [P, 5]."""
    center, (xx, xy, yy), opacity, values = listed[:, :2], listed[:, 2:5].unbind(-1), listed[:, 5], listed[:, 6:]
    dx, dy = (center - pixels[:, None]).unbind(-1)  # [P, S]
    sigma = 0.5 * (xx * dx * dx + yy * dy * dy) + xy * dx * dy
    alpha = (opacity * torch.exp(-sigma)).clamp(max=MAX_ALPHA)
    alpha = torch.where((alpha >= MIN_ALPHA) & (sigma >= 0), alpha, 0.0)
    with torch.no_grad():
        reached = (1 - alpha).cumprod(-1) > MIN_TRANSMITTANCE  # once False, False for all behind
    alpha = alpha * reached
    after = torch.cat([alpha.new_ones(len(pixels), 1), (1 - alpha).cumprod(-1)], -1)
    return torch.cat([(alpha * after[:, :-1]) @ values, after[:, -1:]], -1)


def _pixel_centers(tile_x: int, tile_y: int, like: Tensor) -> Tensor:
    steps = torch.arange(TILE, dtype=like.dtype, device=like.device) + 0.5
    y, x = torch.meshgrid(steps + tile_y * TILE, steps + tile_x * TILE, indexing="ij")
    return torch.stack([x, y], -1).view(-1, 2)


def _tile_lists(prints: _Footprints, across: int, down: int) -> tuple[Tensor, list[int]]:
    """Which splats reach into which tile: indices tile after tile, each near to far, and how many each tile has."""
    reach = (2 * (prints.opacities * 255).log()).clamp(min=0).sqrt()[:, None]  # deviations at which alpha is 1/255
    extent = reach * prints.covariances[:, ::2].sqrt() * (1 + 1e-6) + 1e-6
    limit = torch.tensor([across, down], device=extent.device)
    first = ((prints.centers - extent - 0.5) / TILE).floor().clamp(min=0).minimum(limit).long()
    stop = (((prints.centers + extent - 0.5) / TILE).floor() + 1).clamp(min=0).minimum(limit).long()
    spans = (stop - first).clamp(min=0)  # [M, 2]
    counts = spans.prod(-1)
    splats = torch.repeat_interleave(counts)
    within = torch.arange(len(splats), device=extent.device) - (counts.cumsum(0) - counts)[splats]
    columns = spans[splats, 0]
    x = first[splats, 0] + within % columns
    y = first[splats, 1] + within // columns
    tile = y * across + x
    order = tile.argsort(stable=True)
    return splats[order], torch.bincount(tile, minlength=across * down).tolist()
