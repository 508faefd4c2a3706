"""Compiling the native library: used by the wheel's build hook, by ``python -m core.splats.build`` and on first use.

Standard library only, and importable without the rest of the package: the build hook loads this file by its path.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SOURCE_DIR = Path(__file__).parent / "csrc"
LIBRARY_DIR = Path(__file__).parent / "_native"

# -ffast-math is out of the question: it breaks the rounding trick in exp2_of and the tests that NaN must fail.
COMMON_FLAGS = (
    "-std=c++17",
    "-O3",
    "-fvisibility=hidden",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-ffp-contract=fast",
    "-w",
)
X86_FLAGS = {
    "sse2": ("-msse2",),
    "avx2": ("-mavx2", "-mfma"),
    "avx512": ("-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl", "-mavx2", "-mfma", "-mprefer-vector-width=512"),
}
PLAIN_SOURCES = ("api.cpp", "bin.cpp", "isa.cpp", "pool.cpp")
SUFFIXES = {"Windows": ".dll", "Darwin": ".dylib"}


class BuildError(RuntimeError):
    """The library could not be compiled; the message holds the compiler's words."""


def kernel_flags(machine: str | None = None) -> dict[str, tuple[str, ...]]:
    """Instruction sets to compile for, with their compiler flags."""
    name = (machine or platform.machine()).lower()
    if name in ("x86_64", "amd64"):
        return X86_FLAGS
    if name in ("arm64", "aarch64"):
        return {"neon": ()}
    raise BuildError(f"The native splat library has no code for the processor '{name}'. Use the reference backend.")


def library_path(directory: Path = LIBRARY_DIR) -> Path:
    """Where the library for the present sources belongs: the name carries a hash of them, so an edit is a new name."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE_DIR.iterdir()):
        if path.suffix in (".cpp", ".h", ".inl"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    digest.update(repr((COMMON_FLAGS, X86_FLAGS)).encode())
    suffix = SUFFIXES.get(platform.system(), ".so")
    return directory / f"rafsplats-{platform.machine().lower()}-{digest.hexdigest()[:16]}{suffix}"


def find_compiler() -> list[str] | None:
    """The command of a C++ compiler: $CXX, the system's, else the ``ziglang`` package's; None when there is none."""
    if os.environ.get("CXX"):
        return os.environ["CXX"].split()
    # MinGW's g++ keeps wide vectors on a stack that Windows aligns to 16 bytes only, which crashes: clang or zig there.
    for name in ("clang++",) if platform.system() == "Windows" else ("g++", "clang++", "c++"):
        if shutil.which(name):
            return [name]
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "c++"]
    return None


def _target_flags(compiler: list[str]) -> list[str]:
    """Zig builds for any glibc: 2.17 runs on every Linux of the last ten years."""
    if "ziglang" in compiler and platform.system() == "Linux" and platform.libc_ver()[0] == "glibc":
        return ["-target", f"{platform.machine()}-linux-gnu.2.17"]
    return []


def _link_flags(compiler: list[str]) -> list[str]:
    if platform.system() != "Linux":
        return []
    return ["-pthread", "-s"] + ([] if "ziglang" in compiler else ["-static-libstdc++", "-static-libgcc"])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BuildError(f"The compiler did not start: {error}") from error
    if done.returncode != 0:
        raise BuildError(f"The compiler failed ({' '.join(command[:4])} ...):\n{done.stderr[-4000:]}")


def build(directory: Path = LIBRARY_DIR, *, compiler: list[str] | None = None, force: bool = False) -> Path:
    """Compile the library unless it is there already.

    Args:
        directory: where the library goes.
        compiler: command to use; by default the one that ``find_compiler`` finds.
        force: compile even if the library exists.
    Returns:
        The library's path.
    Raises:
        BuildError: there is no compiler, or it failed.
    """
    target = library_path(directory)
    if target.exists() and not force:
        return target
    command = compiler or find_compiler()
    if command is None:
        raise BuildError("No C++ compiler was found. Install one (Debian: apt install g++) or run: pip install ziglang")
    directory.mkdir(parents=True, exist_ok=True)
    command = [*command, *_target_flags(command)]
    flags = [*COMMON_FLAGS] + ([] if platform.system() == "Windows" else ["-fPIC"])
    with tempfile.TemporaryDirectory(dir=directory) as folder:
        jobs: list[tuple[Path, str, tuple[str, ...]]] = [(SOURCE_DIR / name, name, ()) for name in PLAIN_SOURCES]
        for isa, isa_flags in kernel_flags().items():
            named = (f"-DRAF_TABLE=kernels_{isa}", f"-DRAF_ISA={isa}", *isa_flags)
            jobs.append((SOURCE_DIR / "kernel.cpp", f"kernel_{isa}", named))
        objects = [str(Path(folder) / f"{name}.o") for _, name, _ in jobs]
        commands = [
            [*command, *flags, *extra, "-c", str(source), "-o", obj]
            for (source, _, extra), obj in zip(jobs, objects, strict=True)
        ]
        with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
            list(pool.map(_run, commands))
        linked = Path(folder) / target.name
        _run([*command, "-shared", *objects, "-o", str(linked), *_link_flags(command)])
        os.replace(linked, target)  # whole or not at all: two processes may build at once
    _remove_old(directory, target)
    return target


def _remove_old(directory: Path, keep: Path) -> None:
    for path in directory.glob("rafsplats-*"):
        if path != keep and path.suffix == keep.suffix and path.name.split("-")[1] == keep.name.split("-")[1]:
            try:
                path.unlink()
            except OSError:  # Windows holds a loaded library open
                continue


def main() -> int:
    """Build the library and say where it is."""
    try:
        path = build(force="--force" in sys.argv[1:])
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
