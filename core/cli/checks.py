"""What ``raf-studio doctor`` looks at: one small function a fact, each saying what to do when something is missing."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import StudioError

Status = Literal["ok", "warning", "missing"]

# packages without which a command fails, and the module that each one brings
PACKAGES = {
    "torch": "torch",
    "numpy": "numpy",
    "opencv-python": "cv2",
    "ai-edge-litert": "ai_edge_litert.interpreter",
    "faiss-cpu": "faiss",
    "safetensors": "safetensors",
    "scipy": "scipy",
    "imageio-ffmpeg": "imageio_ffmpeg",
    "moderngl": "moderngl",
}
MIN_MEMORY_GB, MIN_DISK_GB = 4.0, 2.0


@dataclass(frozen=True)
class Check:
    """One line of the report; ``next_step`` is empty where all is well."""

    name: str
    status: Status
    detail: str
    next_step: str = ""


def all_checks(*, window: bool = True) -> Iterator[Check]:
    """Every check, in the order in which a user should mend them; with ``window`` also that Qt loads."""
    yield check_python()
    yield from (check_package(package, module) for package, module in PACKAGES.items())
    yield _guard("Native rasteriser", check_native)
    if window:
        yield check_qt()
    yield _guard("ffmpeg", check_ffmpeg)
    yield _guard("Memory", check_memory)
    yield _guard("Disk", check_disk)
    yield _guard("GPU", check_gpu)
    yield from check_weights()


def check_python() -> Check:
    """The interpreter is one that the packages are made for."""
    version, good = platform.python_version(), (3, 11) <= sys.version_info[:2] <= (3, 12)
    return Check("Python", "ok" if good else "missing", version, "" if good else "Install Python 3.11 or 3.12")


def check_package(package: str, module: str) -> Check:
    """The package is installed and loads."""
    try:
        importlib.import_module(module)
        return Check(package, "ok", importlib.metadata.version(package))
    except ImportError as error:
        return Check(package, "missing", str(error), f"Run: pip install {package}")


def check_native() -> Check:
    """The native rasteriser is built and draws one splat as it should."""
    import numpy as np

    from core.splats.native import render_numpy
    from core.types import Camera, Splats

    f32 = np.float32
    splat = Splats(
        means=np.array([[0, 0, 1]], f32),
        quats=np.array([[1, 0, 0, 0]], f32),
        scales=np.full((1, 3), 0.1, f32),
        opacities=np.array([0.9], f32),
        colors=np.ones((1, 3), f32),
    )
    camera = Camera(np.array([[32, 0, 16], [0, 32, 16], [0, 0, 1]], f32), np.eye(4, dtype=f32), 32, 32)
    rgb, _, _ = render_numpy(splat, camera, np.zeros(3, f32))
    if not 0.8 < float(rgb[16, 16, 0]) < 1.0:
        return Check("Native rasteriser", "missing", "draws a wrong picture", "Run: python -m core.splats.build")
    return Check("Native rasteriser", "ok", f"{os.cpu_count()} cores, {platform.machine()}")


def check_qt() -> Check:
    """Qt loads with its system libraries."""
    try:
        module = importlib.import_module("PySide6.QtGui")
    except ImportError as error:
        step = "On Debian and Ubuntu: sudo python3 packaging/setup_env.py --system-only; see docs/install.md"
        return Check("Window (Qt)", "missing", str(error), step)
    del module
    version = importlib.metadata.version("PySide6")
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("win32", "darwin")
    if not display:
        return Check("Window (Qt)", "warning", f"{version}, no display here", "Every other command works without one")
    return Check("Window (Qt)", "ok", version)


def check_ffmpeg() -> Check:
    """There is an ffmpeg for writing videos."""
    import imageio_ffmpeg

    return Check("ffmpeg", "ok", Path(imageio_ffmpeg.get_ffmpeg_exe()).name)


def check_memory() -> Check:
    """Enough memory for a 1,000-frame capture."""
    import psutil

    total_gb = psutil.virtual_memory().total / 2**30
    if total_gb < MIN_MEMORY_GB:
        return Check("Memory", "warning", f"{total_gb:.1f} GB", "Train with --size 256 and close other programs")
    return Check("Memory", "ok", f"{total_gb:.1f} GB")


def check_disk() -> Check:
    """Room for captures where the command was started."""
    free_gb = shutil.disk_usage(Path.cwd()).free / 2**30
    step = "" if free_gb >= MIN_DISK_GB else "Free some space, or work in another folder with --project"
    return Check("Disk", "ok" if free_gb >= MIN_DISK_GB else "warning", f"{free_gb:.1f} GB free here", step)


def check_gpu() -> Check:
    """Whether torch sees a GPU; none is needed."""
    import torch

    if torch.cuda.is_available():
        return Check("GPU", "ok", torch.cuda.get_device_name(0))
    return Check("GPU", "ok", "none, and none is needed")


def check_weights() -> Iterator[Check]:
    """Which weights are here; those with an address come by themselves."""
    from core.weights.store import WeightStore

    store = WeightStore()
    for status in store.status():
        name = f"Weight {status.weight.name}"
        if status.present:
            yield Check(name, "ok", status.weight.licence)
        elif status.weight.sources:
            yield Check(name, "warning", "not here yet", "Fetched when first needed, or now: raf-studio weights get")
        else:
            yield Check(name, "warning", status.weight.purpose, "raf-studio weights import FOLDER")
    yield _guard("Cache folder", lambda: _check_cache(store.cache_dir))


def _check_cache(folder: Path) -> Check:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        return Check("Cache folder", "ok", str(folder))


def _guard(name: str, check: Callable[[], Check]) -> Check:
    """A check that fails is a finding, not the end of the report."""
    try:
        return check()
    except StudioError as error:
        return Check(name, "missing", error.what, error.next_step)
    except (ImportError, OSError) as error:
        return Check(name, "missing", str(error), "See docs/install.md")
