"""Measuring this machine: the rasteriser, a training step, tracking, retrieval; each beside a rival in the same run.

Every function returns figures by stable names whose suffix is the unit (``_ms``, ``_per_s``); None where a rival is not
installed. docs/benchmarks.md is made from them.
"""

from __future__ import annotations

import contextlib
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np

from core.errors import InputError
from core.events import CancelToken, Emit
from core.project.atomic import atomic_write_bytes

Figures: TypeAlias = dict[str, float | int | str | None]
BANK_ENTRIES, BANK_CHANNELS, QUERIES, NEIGHBOURS = 100_000, 56, 64, 8
TRAIN_SECONDS = 20.0
REPEATS = 9

SECTIONS: Mapping[str, str] = {
    "raster": "Native rasteriser, forward and backward, against the torch reference and a numba twin",
    "train": "Training at 256 x 256",
    "track": "Following a face, mask included, one frame at a time",
    "bank": f"The {NEIGHBOURS} nearest of {BANK_ENTRIES:,} descriptors, exact, against numpy",
    "studio": "The window: first paint beside an empty one, a bank of 100,000 faces, stalls, memory over driving",
}


def bench_raster() -> Figures:
    """The rasteriser's own benchmark, see ``core.splats.bench``."""
    from core.splats.bench import run

    return dict(run())


def bench_bank() -> Figures:
    """Exact search in a large made-up bank: one query as while driving, many as before training, and numpy's way."""
    from core.bank.index import nearest_batch
    from core.bank.search import nearest

    rng = np.random.default_rng(0)
    points = rng.standard_normal((BANK_ENTRIES, BANK_CHANNELS), dtype=np.float32)
    queries = rng.standard_normal((QUERIES, BANK_CHANNELS), dtype=np.float32)

    def by_numpy() -> None:
        for query in queries[:4]:
            distances = np.linalg.norm(points - query, axis=1)
            np.argpartition(distances, NEIGHBOURS)[:NEIGHBOURS]

    one = median_ms(lambda: nearest(points, queries[:1], NEIGHBOURS))
    many = median_ms(lambda: nearest_batch(points, queries, NEIGHBOURS)) / QUERIES
    rival = median_ms(by_numpy, repeats=3) / 4
    figures: Figures = {"entries": BANK_ENTRIES, "channels": BANK_CHANNELS, "one_query_ms": one}
    return {**figures, "each_of_64_queries_ms": many, "numpy_ms": rival, "speedup_vs_numpy": rival / many}


def bench_track(clip: Path, *, emit: Emit, cancel: CancelToken) -> Figures:
    """Medians over a clip's frames, decoding not counted."""
    from core.capture.frames import open_source
    from core.tracking.mask import PersonMask
    from core.tracking.tracker import FaceTracker
    from core.weights.store import WeightStore

    store = WeightStore()
    tracker, mask = FaceTracker(store, 2), PersonMask(store, 2, emit=emit, cancel=cancel)
    face_ms, mask_ms = [], []
    with contextlib.closing(open_source(clip)) as source:
        for frame in source:
            cancel.check()
            begin = time.perf_counter()
            tracker.track(frame.image)
            middle = time.perf_counter()
            mask(frame.image)
            face_ms.append(1e3 * (middle - begin))
            mask_ms.append(1e3 * (time.perf_counter() - middle))
    both = statistics.median(a + b for a, b in zip(face_ms, mask_ms, strict=True))
    figures: Figures = {"frames": len(face_ms), "face_ms": statistics.median(face_ms)}
    return {**figures, "mask_ms": statistics.median(mask_ms), "both_ms": both, "frames_per_s": 1e3 / both}


def bench_train(clip: Path, *, emit: Emit, cancel: CancelToken) -> Figures:
    """Whole steps of the standard preset, preparation not counted."""
    from core.capture.prepare import PrepareOptions, prepare_clip
    from core.project.chain_parts import describe
    from core.training.config import preset
    from core.training.run import train
    from core.weights.store import WeightStore

    config = replace(preset("standard", 256, TRAIN_SECONDS / 60.0), num_splats=20_000, coarse_until=0.0)
    with tempfile.TemporaryDirectory(prefix="raf-studio-bench-") as folder:
        prepared = prepare_clip(
            clip, Path(folder) / "clip", store=WeightStore(), emit=emit, cancel=cancel, options=PrepareOptions()
        )
        run = Path(folder) / "run"
        run.mkdir()
        expressions = describe(prepared, None)
        result = train(prepared, expressions, config, run, name="bench", emit=emit, cancel=cancel)
    figures: Figures = {"splats": config.num_splats, "bases": config.num_bases, "size": 256, "steps": result.steps}
    return {**figures, "steps_per_s": result.steps_per_s, "step_ms": 1e3 / max(result.steps_per_s, 1e-9)}


def median_ms(work: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """Median time of a call in milliseconds, after one that does not count."""
    work()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times)


def demo_clip() -> Path:
    """The enclosed clip that the benchmarks run on.

    Raises:
        InputError: it is not there.
    """
    from core.project.demo import SUBJECT

    if not SUBJECT.is_file():
        raise InputError("The demo's clip is not there", next_step="Name another one with --clip")
    return SUBJECT


def machine() -> Figures:
    """What the figures were measured on."""
    import psutil
    import torch

    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(logical=True),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "date": datetime.now(UTC).date().isoformat(),
    }


def write_report(path: Path, facts: Figures, results: Mapping[str, Figures]) -> None:
    """Write docs/benchmarks.md: every figure with the command that measured it.

    Raises:
        StorageError: it cannot be written.
    """
    lines = ["# Benchmarks", "", "Written by `make bench`; never by hand. Medians; rivals ran in the same process.", ""]
    lines += _table({name.replace("_gb", " (GB)"): value for name, value in facts.items()}, "Machine")
    for section, figures in results.items():
        lines += ["", f"## {SECTIONS[section]}", "", f"`raf-studio bench {section} --json`", ""]
        lines += _table(figures, "Figure")
    atomic_write_bytes(path, ("\n".join(lines) + "\n").encode())


def figure_text(value: float | int | str | None) -> str:
    """Four digits for measured numbers, plain counts and words, '-' for what was not measured."""
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value


def _table(figures: Figures, head: str) -> list[str]:
    return [f"| {head} | Value |", "|---|---|", *(f"| `{k}` | {figure_text(v)} |" for k, v in figures.items())]


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
