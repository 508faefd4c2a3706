"""How fast drawing and a training step are on this machine, each beside its rivals in the same process, interleaved."""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import torch
from torch import Tensor

from core.splats import native
from core.splats.deform import deform_pose
from core.splats.losses import l1_dssim
from core.splats.rasterizer import Rasterizer, get_rasterizer

SETTLE_S = 0.3
Figures: TypeAlias = dict[str, float | int | str | None]
Work: TypeAlias = Callable[[], object]

# the reference takes seconds, so it runs in a few turns only
REFERENCE_TURNS = {"reference_one_thread_ms": (1, 2, 3), "reference_all_threads_ms": (1,)}
TWIN = Path(__file__).parents[2] / "benchmarks" / "numba_twin.py"  # there in a checkout, not in an installed package


def run(
    n: int = 20_000,
    size: int = 256,
    *,
    bases: int = 20,
    repeats: int = 15,
    threads: int | None = None,
    rivals: bool = True,
) -> Figures:
    """Measure forward + backward of the rasterisers, and the parts of a training step.

    Args:
        n: splats, on an ellipsoid of a head's size.
        size: pixels along the square image.
        bases: K of the deformation.
        repeats: runs of each native part; figures are medians.
        threads: processors; None for all that this process may use.
        rivals: also measure the torch reference and the numba twin.
    Returns:
        Milliseconds (``_ms``) and ratios by stable names; None where a rival is not installed. The reference counts
        with its better number of threads, one or all: on a busy machine torch's small operations are slower on all.
    """
    with _threads(threads or native.available_threads()) as used:
        scene = _Scene(n, size, bases)
        figures: Figures = {"splats": n, "size": size, "bases": bases, "threads": used}
        figures["instruction_set"] = native.instruction_set()
        works: dict[str, Work] = {"native_ms": scene.draw_work(get_rasterizer("native"))}
        works |= {"two_cameras_ms": _Scene(n, size, bases, cameras=2).draw_work(get_rasterizer("native"))}
        works |= scene.step_works()
        slow = _rival_works(scene, used) if rivals else {}
        times = _medians(works, slow, repeats)
    reference = [time_ms for time_ms in (times.pop(name, None) for name in REFERENCE_TURNS) if time_ms is not None]
    figures |= times
    if reference:
        figures["reference_ms"] = min(reference)
    figures["step_ms"] = sum(float(figures[name] or 0) for name in ("deform_ms", "raster_ms", "loss_ms"))
    for rival in ("reference", "numba"):
        time_ms, native_ms = figures.setdefault(f"{rival}_ms", None), figures["native_ms"]
        known = isinstance(time_ms, float) and isinstance(native_ms, float)
        figures[f"speedup_vs_{rival}"] = time_ms / native_ms if known else None  # type: ignore[operator]
    return figures


class _Scene:
    """A head of splats before C cameras, with everything a training step touches."""

    def __init__(self, n: int, size: int, bases: int, cameras: int = 1, seed: int = 0) -> None:
        rng = torch.Generator().manual_seed(seed)

        def normal(*shape: int) -> Tensor:
            return torch.randn(*shape, generator=rng)

        direction = torch.nn.functional.normalize(normal(n, 3), dim=1)
        self.size, C = size, cameras
        self.units = torch.tensor([1e-3] * 3 + [1.0] * 11)
        mean = direction * torch.tensor([0.08, 0.11, 0.09]) * (1 + 0.02 * normal(n, 1))
        # splats overlap about as in a trained head: spacing on the surface times 1.4
        log_scale = float(np.log(1.4 * 0.32 / max(n, 1) ** 0.5)) - 0.5 + 0.35 * normal(n, 3)
        attributes = torch.cat([mean / 1e-3, normal(n, 4), log_scale, 1.5 * normal(n, 1), normal(n, 3)], 1)
        self.base = attributes.requires_grad_()
        self.bases = (0.02 * normal(bases, n, 14)).requires_grad_()
        self.w = (0.3 * normal(C, bases)).requires_grad_()
        self.blend = torch.rand(n, generator=rng).requires_grad_()
        pose = torch.eye(4).repeat(C, 1, 1)
        pose[:, 2, 3] = 0.5
        self.head, self.torso = pose.clone().requires_grad_(), pose.clone().requires_grad_()
        self.eye = torch.eye(4).repeat(C, 1, 1)
        focal, half = 1.6 * size, 0.5 * size
        self.K = torch.tensor([[focal, 0, half], [0, focal, half], [0, 0, 1.0]]).repeat(C, 1, 1)
        self.target = torch.rand(C, size, size, 3, generator=rng)
        self.weight = 1 + torch.rand(C, size, size, generator=rng)
        self.image = torch.rand(C, size, size, 3, generator=rng).requires_grad_()
        self.v_rgb, self.v_alpha = normal(C, size, size, 3), normal(C, size, size)
        with torch.no_grad():
            placed = self.deform()
        self.splats = tuple(t.clone().requires_grad_() for t in placed)

    def deform(self) -> tuple[Tensor, ...]:
        return deform_pose(self.base, self.bases, self.w, self.blend, self.head, self.torso, units=self.units)

    def draw_work(self, rasterizer: Rasterizer) -> Work:
        """Forward and backward to all five inputs."""

        def work() -> None:
            means, quats, scales, opacities, colors = self.splats
            out = rasterizer.render(
                means, quats, scales, opacities, colors, self.eye, self.K, width=self.size, height=self.size
            )
            torch.autograd.grad((out.rgb, out.alpha), self.splats, (self.v_rgb, self.v_alpha))

        return work

    def step_works(self) -> dict[str, Work]:
        """The parts of a training step, forward and backward each."""
        learned = (self.base, self.bases, self.w, self.blend, self.head, self.torso)
        incoming = tuple(torch.ones_like(t) for t in self.splats)

        def deform() -> None:
            torch.autograd.grad(self.deform(), learned, incoming)

        def loss() -> None:
            torch.autograd.grad(l1_dssim(self.image, self.target, self.weight), self.image)

        return {"deform_ms": deform, "raster_ms": self.draw_work(get_rasterizer("native")), "loss_ms": loss}


def _rival_works(scene: _Scene, threads: int) -> dict[str, Work]:
    reference = scene.draw_work(get_rasterizer("reference"))

    def reference_on_one_thread() -> None:
        with _threads(1):
            reference()

    works: dict[str, Work] = {"reference_one_thread_ms": reference_on_one_thread}
    works["reference_all_threads_ms"] = reference
    twin = _numba_twin()
    if twin is not None:
        twin.set_threads(threads)
        arrays = [t[0].detach().numpy() for t in (*scene.splats, scene.eye, scene.K)]
        grads = scene.v_rgb[0].numpy(), scene.v_alpha[0].numpy()
        works["numba_ms"] = lambda: twin.render_and_gradients(*arrays, scene.size, scene.size, *grads)
    return works


def _numba_twin() -> Any:
    """The module, by its path; None where it or numba is not there."""
    if not TWIN.is_file() or importlib.util.find_spec("numba") is None:
        return None
    spec = importlib.util.spec_from_file_location("raf_numba_twin", TWIN)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # numba's cache of compiled functions looks its module up there
    spec.loader.exec_module(module)
    return module


def _medians(works: Mapping[str, Work], slow: Mapping[str, Work], repeats: int) -> dict[str, float]:
    """Median milliseconds of each, run in turn so that a busy spell of the machine hits all alike.

    Before a turn is timed, the work runs for SETTLE_S: the threads of whoever ran before still spin for a while on the
    processors (torch's and numba's for up to 0.2 s), and its data fill the caches.
    """
    everything = {**works, **slow}
    times: dict[str, list[float]] = {name: [] for name in everything}
    for name, work in everything.items():
        if name != "reference_all_threads_ms":
            work()  # warms up; numba compiles
    for turn in range(1, repeats + 1):
        for name, work in everything.items():
            if turn not in REFERENCE_TURNS.get(name, (turn,)):
                continue
            settled = time.perf_counter() + SETTLE_S
            while time.perf_counter() < settled:
                work()
            begin = time.perf_counter()
            work()
            times[name].append(1e3 * (time.perf_counter() - begin))
    return {name: statistics.median(values) for name, values in times.items()}


@contextmanager
def _threads(count: int) -> Iterator[int]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield count
    finally:
        torch.set_num_threads(before)
