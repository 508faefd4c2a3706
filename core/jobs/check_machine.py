"""The job that finds out what this computer can do: packages, GPU, how fast it learns."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict
from typing import Any

from core.errors import StudioError
from core.events import CancelToken, Emit, Progress, Stage

SPLATS, SIDE = 20_000, 256
REPEATS = 7


def check_machine(arguments: dict[str, Any], *, emit: Emit, cancel: CancelToken) -> dict[str, Any]:
    """Look at everything that ``raf-studio doctor`` looks at, and measure a drawing step.

    Args:
        arguments: none.
        emit: gets stages and progress.
        cancel: looked at between two checks.
    Returns:
        ``checks`` (name, status, detail, next_step), ``gpu`` (its name, or empty), ``gpu_ready`` (its rasteriser is
        installed), ``minutes`` (of each preset), ``draw_ms`` (drawing and differentiating 20,000 splats at 256 px once,
        or None where that fails) and ``processor``.
    """
    from core.cli.checks import all_checks

    emit(Stage("looking at this computer", 0, 2))
    checks = []
    for number, check in enumerate(all_checks(window=False)):
        cancel.check()
        checks.append(asdict(check))
        emit(Progress(number + 1, 18, "checks"))
    emit(Stage("measuring", 1, 2))
    gpu, ready = _gpu()
    try:
        draw_ms: float | None = _draw_ms(cancel)
    except (StudioError, OSError, ImportError):
        draw_ms = None
    return {"checks": checks, "gpu": gpu, "gpu_ready": ready, "minutes": _minutes(), "draw_ms": draw_ms, **_processor()}


def _gpu() -> tuple[str, bool]:
    import importlib.util

    import torch

    if not torch.cuda.is_available():
        return "", False
    return str(torch.cuda.get_device_name(0)), importlib.util.find_spec("gsplat") is not None


def _minutes() -> dict[str, float]:
    from core.training.config import PRESETS

    return {name: float(config.minutes or 0.0) for name, config in PRESETS.items()}


def _processor() -> dict[str, Any]:
    from core.project.benchmarks import machine

    facts = machine()
    return {"processor": facts["processor"], "threads": facts["cores"], "memory_gb": facts["memory_gb"]}


def _draw_ms(cancel: CancelToken) -> float:
    """Median time of drawing and differentiating made-up splats, which is about half of a training step."""
    import torch

    from core.splats.rasterizer import get_rasterizer

    made = torch.Generator().manual_seed(0)
    means = torch.rand(1, SPLATS, 3, generator=made) - 0.5
    means[..., 2] += 2.0
    quats = torch.randn(1, SPLATS, 4, generator=made)
    scales = torch.full((1, SPLATS, 3), 0.008)
    opacities, colors = torch.full((1, SPLATS), 0.7), torch.rand(1, SPLATS, 3, generator=made)
    for part in (means, quats, scales, opacities, colors):
        part.requires_grad_()
    K = torch.tensor([[[1.3 * SIDE, 0, SIDE / 2], [0, 1.3 * SIDE, SIDE / 2], [0, 0, 1]]])
    rasterizer = get_rasterizer("native")
    times = []
    for _ in range(REPEATS):
        cancel.check()
        begin = time.perf_counter()
        drawn = rasterizer.render(
            means, quats, scales, opacities, colors, torch.eye(4)[None], K, width=SIDE, height=SIDE
        )
        torch.autograd.backward(drawn.rgb.sum())
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times[1:])
