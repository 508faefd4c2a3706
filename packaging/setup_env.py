"""Make the project's virtual environment from pip alone, and see to the system libraries that Qt and OpenCV need.

Run by ``make setup`` with any Python 3.11 or 3.12 (standard library only):

    python3 packaging/setup_env.py [--extras dev,bench] [--venv .venv] [--system-only]

It does nothing, quickly, when nothing changed since the last time.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = "raf-studio-setup.json"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PROBE_TIMEOUT_S = 4.0

# library -> Debian and Ubuntu package; what a fresh system lacks for Qt (xcb), OpenGL and OpenCV
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# program -> package; only the tests and a demo without a display use these
PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}


def main() -> int:
    """Do what is missing; returns 0 when the environment is ready."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extras", default="dev", help="extras of pyproject.toml, separated by commas")
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    parser.add_argument("--system-only", action="store_true", help="only see to the system libraries")
    options = parser.parse_args()
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        return _stop(f"RAF Studio needs Python 3.11 or 3.12; this is {sys.version.split()[0]}.")
    ready = see_to_system(with_programs="dev" in options.extras.split(","))
    if options.system_only:
        return 0 if ready else 1
    wanted = fingerprint(options.extras)
    stamp = options.venv / STAMP
    if _read(stamp) == wanted and venv_python(options.venv).exists():
        _say("Environment is up to date.")
        return 0
    stamp.unlink(missing_ok=True)
    make_venv(options.venv)
    install(options.venv, options.extras)
    stamp.write_text(json.dumps(wanted))
    _say(f"Environment is ready: {options.venv}. Start with: {options.venv / 'bin' / 'raf-studio'} --help")
    return 0


def fingerprint(extras: str) -> dict[str, str]:
    """What decides whether the environment is still right: the requirements, the extras, this script and the Python."""
    files = (ROOT / "pyproject.toml", CONSTRAINTS, Path(__file__))
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
    return {"files": digest, "extras": extras, "python": sys.version.split()[0], "root": str(ROOT)}


def make_venv(venv: Path) -> None:
    """Create the virtual environment unless a working one is there."""
    python = venv_python(venv)
    if python.exists() and _works(python):
        return
    _say(f"Creating {venv} with Python {sys.version.split()[0]}")
    # the interpreter under a virtual environment: make may run us with the one that we are about to replace
    base = getattr(sys, "_base_executable", sys.executable)
    command = [base, "-m", "venv", "--clear", str(venv)]
    if subprocess.run(command, check=False).returncode == 0:
        return
    if not can_apt():
        raise SystemExit(
            _stop("This Python has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv")
        )
    apt_install([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"])
    subprocess.run(command, check=True)


def install(venv: Path, extras: str) -> None:
    """Install torch's CPU build where that is the right one, then the project with its extras."""
    python = venv_python(venv)
    if wants_cpu_torch() and not _has_torch(python):
        install_cpu_torch(python)
    target = f"{ROOT}[{extras}]" if extras else str(ROOT)
    _say(f"Installing RAF Studio with its requirements ({extras or 'no extras'})")
    _pip(python, "install", "--quiet", "-c", str(CONSTRAINTS), "-e", target)


def wants_cpu_torch() -> bool:
    """True on Linux without an NVIDIA GPU: there the default wheel of torch brings gigabytes of CUDA for nothing."""
    has_gpu = Path("/proc/driver/nvidia").exists() or shutil.which("nvidia-smi") is not None
    return sys.platform.startswith("linux") and not has_gpu


def install_cpu_torch(python: Path) -> None:
    """Install torch's CPU build from PyTorch's own index, unless pip finds one by itself or cannot reach that index."""
    pin = torch_pin()
    if "+cpu" in _version_pip_would_take(python, pin) or not _reachable(f"{TORCH_CPU_INDEX}/torch/"):
        return
    _say("Installing the CPU build of torch")
    command = [str(python), "-m", "pip", "install", "--quiet", "--index-url", TORCH_CPU_INDEX, pin]
    if subprocess.run(command, check=False).returncode != 0:
        _say("PyTorch's CPU index did not work; taking torch from where pip gets everything else.")


def torch_pin() -> str:
    """The line of the constraints file that pins torch."""
    return next(line.strip() for line in CONSTRAINTS.read_text().splitlines() if line.startswith("torch=="))


def see_to_system(*, with_programs: bool) -> bool:
    """Install missing system libraries where we may, else say how; True when nothing is missing afterwards."""
    if not sys.platform.startswith("linux"):
        return True
    missing = missing_packages(with_programs=with_programs)
    if missing and can_apt():
        _say(f"Installing system packages: {' '.join(missing)}")
        apt_install(missing)
        missing = missing_packages(with_programs=with_programs)
    if not missing:
        return True
    _say("These system packages are missing; the window will not open without them:")
    sudo = "" if os.name != "posix" or os.geteuid() == 0 else "sudo "
    if shutil.which("apt-get"):
        _say(f"  {sudo}apt-get install {' '.join(missing)}")
    else:
        _say(f"  (names on Debian and Ubuntu) {' '.join(missing)}")
    return False


def missing_packages(*, with_programs: bool) -> list[str]:
    """Debian names of what cannot be loaded or found."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if with_programs:
        missing += [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    return sorted(missing)


def can_apt() -> bool:
    """True as root on a system with apt."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    """Install Debian packages; a failure is reported and left to the checks that follow."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "--no-install-recommends", "-qq", *packages]
    if subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, stdout=subprocess.DEVNULL)
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


def venv_python(venv: Path) -> Path:
    """The environment's interpreter."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _version_pip_would_take(python: Path, pin: str) -> str:
    command = [str(python), "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet"]
    done = subprocess.run([*command, "--report", "-", pin], capture_output=True, text=True, check=False)
    try:
        return str(json.loads(done.stdout)["install"][0]["metadata"]["version"])
    except (ValueError, KeyError, IndexError):
        return ""


def _reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PROBE_TIMEOUT_S) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _pip(python: Path, *arguments: str) -> None:
    if subprocess.run([str(python), "-m", "pip", *arguments], check=False).returncode != 0:
        raise SystemExit(_stop("pip could not install the requirements; its message is above."))


def _has_torch(python: Path) -> bool:
    code = "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)"
    return subprocess.run([str(python), "-c", code], check=False).returncode == 0


def _works(python: Path) -> bool:
    done = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    return done.returncode == 0 and f"python {sys.version_info[0]}.{sys.version_info[1]}" in done.stdout


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _read(stamp: Path) -> dict[str, str] | None:
    try:
        loaded = json.loads(stamp.read_text())
    except (OSError, ValueError):
        return None
    return loaded if isinstance(loaded, dict) else None


def _say(text: str) -> None:
    print(text, flush=True)


def _stop(text: str) -> int:
    print(text, file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
