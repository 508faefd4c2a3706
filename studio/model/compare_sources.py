"""What can be compared: avatars of the project's runs, its other avatars, and files from elsewhere."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.avatar.runtime import Avatar
from core.errors import FormatError
from core.live.retarget import encoder_of
from core.project.runs import Run, RunFrames
from studio.model.document import Contents

MAX_OTHERS = 20


@dataclass(frozen=True)
class Candidate:
    """An avatar that can be chosen.

    Attributes:
        key: how a project remembers it: relative to the project where it lies inside, else in full.
        path: its file.
        title: for people, unlike every other candidate's.
        run: the run of the open project that made it, or None.
    """

    key: str
    path: Path
    title: str
    run: Run | None = None


@dataclass(frozen=True, eq=False)
class Loaded:
    """A candidate that was read.

    Attributes:
        candidate: what was chosen.
        avatar: its avatar.
        frames: which frames its run used, or None where that is not known.
        own_face: the user said that whoever drives it is its subject.
    """

    candidate: Candidate
    avatar: Avatar
    frames: RunFrames | None
    own_face: bool = False

    @property
    def figures(self) -> Mapping[str, float]:
        """Figures by stable name, of the run or as the avatar carries them."""
        if self.candidate.run is not None and self.candidate.run.figures:
            return self.candidate.run.figures
        figures = _table(self.avatar.meta.training, "figures")
        return {str(k): float(v) for k, v in figures.items() if isinstance(v, int | float)}

    @property
    def training(self) -> Mapping[str, Any]:
        """The resolved training options."""
        if self.candidate.run is not None and self.candidate.run.training:
            return self.candidate.run.training
        return _table(self.avatar.meta.training, "config")

    @property
    def policy(self) -> Mapping[str, Any]:
        """How it retrieved; empty where it did not."""
        run, record = self.candidate.run, self.avatar.meta.training
        if run is not None:
            return _table(_table(run.config, "chain"), "policy") if run.retrieves else {}
        return _table(record, "policy")

    @property
    def bank(self) -> str:
        """Name of the bank that it drew from; empty for none."""
        run, record = self.candidate.run, self.avatar.meta.training
        named = _table(run.config, "chain").get("bank") if run is not None else record.get("bank")
        if isinstance(named, Mapping):
            named = named.get("name")
        return Path(str(named)).stem if named else ""

    @property
    def bank_enclosed(self) -> bool:
        """Whether that is the bank that comes with the program: plans name only other banks."""
        run = self.candidate.run
        return run is not None and bool(self.bank) and _table(run.config, "plan").get("bank") == ""

    @property
    def source_sha256(self) -> str:
        """Of the video that it was trained on; empty where that is not known."""
        return str(_table(self.avatar.meta.training, "source").get("sha256", ""))

    def number(self, name: str) -> float | None:
        """A number of the training's record, such as ``steps`` or ``trained_s``."""
        run, record = self.candidate.run, self.avatar.meta.training
        value = run.result.get(name) if run is not None else None
        if value is None:
            value = record.get({"trained_s": "elapsed_s"}.get(name, name))
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def candidates(root: Path | None, contents: Contents, others: Iterable[Path]) -> list[Candidate]:
    """Everything that can be chosen: avatars of runs (newest first), further avatars of the project, other files."""
    found: list[Candidate] = []
    known: set[Path] = set()
    for run in contents.runs:
        if run.avatar is not None and run.avatar not in known:
            known.add(run.avatar)
            found.append(Candidate(key_of(run.avatar, root), run.avatar, run.name, run))
    for path in (*contents.avatars, *others):
        if path not in known:
            known.add(path)
            found.append(Candidate(key_of(path, root), path, path.stem))
    return _told_apart(found)


def key_of(path: Path, root: Path | None) -> str:
    """How a project remembers a file."""
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return str(path)


def path_of(key: str, root: Path | None) -> Path:
    """The file of a remembered key."""
    path = Path(key)
    return path if path.is_absolute() or root is None else Path(os.path.normpath(root / path))


def first_pair(known: list[Candidate]) -> tuple[Candidate | None, Candidate | None]:
    """What is compared unless the user chose: with retrieval against without where there are such runs of the same
    captures, else the two newest."""
    newest = known[0] if known else None
    if newest is None or len(known) < 2:
        return newest, None
    if newest.run is not None:
        for other in known[1:]:
            twin = other.run is not None and other.run.retrieves != newest.run.retrieves
            if twin and other.run is not None and _captures(other.run) == _captures(newest.run):
                return (newest, other) if newest.run.retrieves else (other, newest)
    return newest, known[1]


def load(candidate: Candidate) -> Loaded:
    """Read a candidate; runs on a worker thread.

    Raises:
        FormatError: the file is damaged, or made with an encoder that this program has not got.
    """
    avatar = Avatar.load(candidate.path)
    try:
        encoder_of(avatar)
    except FormatError as error:
        raise FormatError(
            error.what,
            got=error.got,
            expected=error.expected,
            next_step="Choose another avatar, or train this one again with this version of RAF Studio",
        ) from error
    frames = None
    if candidate.run is not None:
        try:
            frames = candidate.run.frames()
        except FormatError:
            frames = None  # such a run can be looked at, though not be judged frame by frame
    return Loaded(candidate, avatar, frames)


def _told_apart(found: list[Candidate]) -> list[Candidate]:
    """Titles that occur more than once get the time, or a number."""
    counts = Counter(candidate.title for candidate in found)
    seen: Counter[str] = Counter()
    result = []
    for candidate in found:
        title = candidate.title
        began = candidate.run.started_utc if candidate.run is not None else None
        if counts[title] > 1 and began is not None:
            title = f"{title}, {began.astimezone():%Y-%m-%d %H:%M}"
        seen[title] += 1
        if seen[title] > 1:
            title = f"{title} ({seen[title]})"
        result.append(Candidate(candidate.key, candidate.path, title, candidate.run))
    return result


def _captures(run: Run) -> object:
    return _table(run.config, "plan").get("captures")


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}
