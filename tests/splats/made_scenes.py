"""Small made-up scenes for the rasterisers, and a loop over pixels and splats to hold the reference to."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.splats.rasterizer import Rasterizer, RenderOutput


@dataclass(frozen=True)
class Scene:
    """Everything that ``Rasterizer.render`` takes."""

    means: Tensor
    quats: Tensor
    scales: Tensor
    opacities: Tensor
    colors: Tensor
    cam_from_world: Tensor
    K: Tensor
    background: Tensor
    width: int
    height: int
    sh_degree: int | None = None

    def tensors(self) -> dict[str, Tensor]:
        """All arrays by name."""
        fields = ((f.name, getattr(self, f.name)) for f in dataclasses.fields(self))
        return {name: value for name, value in fields if isinstance(value, Tensor)}

    def to(self, dtype: torch.dtype) -> Scene:
        """A detached copy in another dtype."""
        return self.but(**{name: t.detach().to(dtype) for name, t in self.tensors().items()})

    def but(self, **changes: object) -> Scene:
        """A copy with other values."""
        return dataclasses.replace(self, **changes)  # type: ignore[arg-type]

    def needing_gradient(self) -> Scene:
        """A detached copy whose arrays all ask for a gradient, but for the intrinsics."""
        copies = {name: t.detach().clone().requires_grad_(name != "K") for name, t in self.tensors().items()}
        return self.but(**copies)

    def draw(self, rasterizer: Rasterizer) -> RenderOutput:
        """The picture."""
        return rasterizer.render(
            self.means, self.quats, self.scales, self.opacities, self.colors, self.cam_from_world, self.K,
            width=self.width, height=self.height, sh_degree=self.sh_degree, background=self.background,
        )  # fmt: skip


def made_scene(
    N: int,
    *,
    C: int = 1,
    width: int = 37,
    height: int = 29,
    sh_degree: int | None = None,
    seed: int = 0,
    dtype: torch.dtype = torch.float64,
) -> Scene:
    """A cloud of N splats half a metre away, seen by C slightly turned cameras with an off-centre axis."""
    rng = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=rng, dtype=dtype)

    def uniform(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=rng, dtype=dtype)

    if sh_degree is None:
        colors = uniform(C, N, 3)
    else:
        colors = 0.3 * normal(C, N, (sh_degree + 1) ** 2, 3)
    focal = 1.3 * max(width, height)
    K = torch.tensor([[focal, 0, 0.47 * width], [0, 1.1 * focal, 0.55 * height], [0, 0, 1]], dtype=dtype)
    return Scene(
        means=normal(C, N, 3) * 0.08,
        quats=normal(C, N, 4),
        scales=torch.exp(0.5 * normal(C, N, 3) - 4.0),
        opacities=0.05 + 0.95 * uniform(C, N),
        colors=colors,
        cam_from_world=torch.stack([_pose(0.1 * normal(3), dtype) for _ in range(C)]),
        K=K.expand(C, 3, 3).clone(),
        background=uniform(C, 3),
        width=width,
        height=height,
        sh_degree=sh_degree,
    )


def _pose(turn: Tensor, dtype: torch.dtype) -> Tensor:
    x, y, z = turn.tolist()
    generator = torch.tensor([[0, -z, y], [z, 0, -x], [-y, x, 0]], dtype=dtype)
    pose = torch.eye(4, dtype=dtype)
    pose[:3, :3] = torch.linalg.matrix_exp(generator)
    pose[:3, 3] = torch.tensor([0.01, -0.02, 0.5], dtype=dtype)
    return pose


def single_splat(
    *, opacity: float = 0.8, scale_m: float = 0.05, depth_m: float = 1.0, width: int = 24, height: int = 20
) -> Scene:
    """One round orange splat on the optical axis, on a blue background; focal length 30 px."""
    f64 = torch.float64
    K = torch.tensor([[[30.0, 0, width / 2], [0, 30.0, height / 2], [0, 0, 1]]], dtype=f64)
    return Scene(
        means=torch.tensor([[[0, 0, depth_m]]], dtype=f64),
        quats=torch.tensor([[[1.0, 0, 0, 0]]], dtype=f64),
        scales=torch.full((1, 1, 3), scale_m, dtype=f64),
        opacities=torch.full((1, 1), opacity, dtype=f64),
        colors=torch.tensor([[[0.9, 0.5, 0.1]]], dtype=f64),
        cam_from_world=torch.eye(4, dtype=f64)[None],
        K=K,
        background=torch.tensor([[0.1, 0.2, 0.7]], dtype=f64),
        width=width,
        height=height,
    )


def draw_by_loops(scene: Scene) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The first camera's rgb, alpha and depth, by matrices in numpy and a loop over pixels and splats."""
    arrays = {name: t[0].detach().double().numpy() for name, t in scene.tensors().items()}
    prints = [_footprint(arrays, n, scene) for n in range(scene.means.shape[1])]
    near_to_far = sorted((p for p in prints if p["z"] > 0.01), key=lambda p: p["z"])
    values = np.zeros((scene.height, scene.width, 5))
    for row in range(scene.height):
        for column in range(scene.width):
            values[row, column] = _pixel(near_to_far, np.array([column + 0.5, row + 0.5]))
    left = values[..., 4]
    return values[..., :3] + left[..., None] * arrays["background"], 1 - left, values[..., 3]


def _pixel(near_to_far: list[dict], pixel: np.ndarray) -> np.ndarray:
    total, left = np.zeros(4), 1.0
    for p in near_to_far:
        offset = pixel - p["center"]
        alpha = min(0.999, p["opacity"] * np.exp(-0.5 * offset @ np.linalg.inv(p["covariance"]) @ offset))
        if alpha < 1 / 255:
            continue
        if left * (1 - alpha) <= 1e-4:
            break
        total += left * alpha * np.append(p["color"], p["z"])
        left *= 1 - alpha
    return np.append(total, left)


def _footprint(arrays: dict[str, np.ndarray], n: int, scene: Scene) -> dict:
    w, *v = arrays["quats"][n] / np.linalg.norm(arrays["quats"][n])
    cross = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    turn = np.eye(3) + 2 * w * cross + 2 * cross @ cross  # Rodrigues
    R, t, K = arrays["cam_from_world"][:3, :3], arrays["cam_from_world"][:3, 3], arrays["K"]
    covariance = R @ turn @ np.diag(arrays["scales"][n] ** 2) @ turn.T @ R.T
    x, y, z = R @ arrays["means"][n] + t
    fx, fy, cx, cy = K[0, 0], K[1, 1], K[0, 2], K[1, 2]
    W, H = scene.width, scene.height
    u = np.clip(x / z, -cx / fx - 0.15 * W / fx, (W - cx) / fx + 0.15 * W / fx)
    v_ = np.clip(y / z, -cy / fy - 0.15 * H / fy, (H - cy) / fy + 0.15 * H / fy)
    J = np.array([[fx / z, 0, -fx * u / z], [0, fy / z, -fy * v_ / z]])
    return {
        "z": z,
        "center": np.array([fx * x / z + cx, fy * y / z + cy]),
        "covariance": J @ covariance @ J.T + 0.3 * np.eye(2),
        "opacity": arrays["opacities"][n],
        "color": arrays["colors"][n],
    }
