"""A blind forced choice: which of two faces is closer to a frame, the retrieved one or a random one? Light.

Frames, order and sides come from a seed, so that a session can be checked afterwards; on which side the retrieved face
stands is balanced. A session is one file, written again after every answer, so that none is lost::

    study/<utc>-<id>.json

Intervals: for one participant Wilson's score interval. Answers of one participant resemble each other, so for several
participants the number of answers is divided by the design effect, that is by how much more participants differ than
chance would let them (never below 1).
"""

from __future__ import annotations

import csv
import io
import math
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import FormatError, InputError
from core.project.atomic import atomic_write_bytes, atomic_write_json, read_json

SCHEMA_VERSION = 1
FOLDER = "study"
MAX_TRIALS = 1000
MAX_SESSIONS = 2000
MAX_NAME = 80
MAX_FILE_BYTES = 4 << 20
Z_95 = 1.959963984540054
_COLUMNS = (
    *("session", "participant", "seed", "capture", "bank", "region", "question", "frame"),
    *("retrieved_entry", "random_entry", "retrieved_side", "chosen_side", "chose_retrieved", "seconds"),
)


@dataclass(frozen=True)
class Trial:
    """One question.

    Attributes:
        frame: of the capture.
        retrieved: entry id of the nearest face.
        random: entry id of the face drawn evenly from all that may be retrieved.
        retrieved_left: on which side the retrieved face stands.
    """

    frame: int
    retrieved: int
    random: int
    retrieved_left: bool


@dataclass(frozen=True)
class Answer:
    """What a participant chose.

    Attributes:
        left: they chose the left face.
        seconds: from seeing the faces to the choice.
    """

    left: bool
    seconds: float


@dataclass(frozen=True)
class StudySession:
    """One participant's run through the questions; answer i belongs to trial i.

    Attributes:
        id: file name without its suffix; sorts by age.
        participant: name or initials.
        seed: of frames, order, sides and random faces.
        capture_id: whose frames.
        bank: folder name of the bank.
        region: compared over this region, or empty for the whole face.
        started_utc: ISO time.
        trials: all questions.
        answers: given so far.
    """

    id: str
    participant: str
    seed: int
    capture_id: str
    bank: str
    region: str
    started_utc: str
    trials: tuple[Trial, ...]
    answers: tuple[Answer, ...] = ()

    @property
    def complete(self) -> bool:
        """Every question was answered."""
        return len(self.answers) == len(self.trials)

    @property
    def chose_retrieved(self) -> int:
        """How often the retrieved face was chosen."""
        return sum(a.left == t.retrieved_left for a, t in zip(self.answers, self.trials, strict=False))

    @property
    def chose_left(self) -> int:
        """How often the left face was chosen: far from half of the answers tells of a habit, not of faces."""
        return sum(a.left for a in self.answers)

    def answered(self, left: bool, seconds: float) -> StudySession:
        """The session with one more answer.

        Raises:
            InputError: every question was answered already.
        """
        if self.complete:
            raise InputError("This session has no question left", next_step="Begin another one.")
        return replace(self, answers=(*self.answers, Answer(left, round(max(seconds, 0.0), 3))))

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        facts = asdict(self)
        facts["trials"] = [asdict(trial) for trial in self.trials]
        facts["answers"] = [asdict(answer) for answer in self.answers]
        return {"kind": "study", "schema": SCHEMA_VERSION, **facts}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any], name: str) -> StudySession:
        """Check and read the JSON form of the file ``name``.

        Raises:
            FormatError: damaged, or of another version.
        """
        if facts.get("kind") != "study" or facts.get("schema") != SCHEMA_VERSION:
            raise FormatError(f"'{name}' is no study session of this version", next_step="Update RAF Studio to read it")
        try:
            trials = tuple(_trial(raw) for raw in _list(facts["trials"]))
            answers = tuple(_answer(raw) for raw in _list(facts["answers"]))
            if not trials or len(answers) > len(trials):
                raise ValueError(f"{len(answers)} answers to {len(trials)} questions")
            texts = {key: str(facts[key]) for key in ("participant", "capture_id", "bank", "region", "started_utc")}
            return cls(id=name, seed=int(facts["seed"]), trials=trials, answers=answers, **texts)
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"The study session '{name}' is damaged", got=str(error)) from error


@dataclass(frozen=True)
class Score:
    """How often the retrieved face was chosen.

    Attributes:
        name: of the participant, or empty for everybody.
        chosen: answers for the retrieved face.
        answers: all answers.
        low: lower end of the 95 % interval of the share.
        high: its upper end.
        left: answers for the left face.
        median_s: median seconds an answer took.
        participants: how many people gave the answers.
        unfinished: sessions among them that were not finished.
    """

    name: str
    chosen: int
    answers: int
    low: float
    high: float
    left: int
    median_s: float
    participants: int = 1
    unfinished: int = 0


def plan(
    frames: npt.NDArray[Any],
    retrieved: npt.NDArray[Any],
    eligible: npt.NDArray[Any],
    count: int,
    seed: int,
    *,
    avoid: npt.NDArray[Any] | None = None,
) -> tuple[Trial, ...]:
    """Draw the questions: frames spread over the capture, in random order, sides balanced.

    Half of the questions (with an odd number one more or less, by the seed) have the retrieved face on the left.

    Args:
        frames: frames that may be asked about, [T], rising.
        retrieved: entry id of the nearest face of each, [T].
        eligible: entry ids that may be drawn at random, [M].
        count: questions; fewer when there are fewer frames.
        seed: 0 or more.
        avoid: entry ids that are no random face for a frame, [T, k]: those that were retrieved for it.
    Raises:
        InputError: no frame, or too few faces to draw a random one.
    """
    index = np.asarray(frames, np.int64)
    if not index.size or not 1 <= count <= MAX_TRIALS:
        raise InputError("A study needs frames with a face", got=f"{index.size} frames, {count} questions")
    rng = np.random.default_rng(seed)
    number = min(count, index.size)
    edges = np.linspace(0, index.size, number + 1).astype(np.int64)
    rows = np.array([rng.integers(edges[i], edges[i + 1]) for i in range(number)])
    left = (np.arange(number) + seed) % 2 == 0
    rng.shuffle(rows)
    rng.shuffle(left)
    trials = []
    for row, side in zip(rows, left, strict=True):
        own = {int(retrieved[row])} | (set() if avoid is None else {int(i) for i in avoid[row]})
        trials.append(Trial(int(index[row]), int(retrieved[row]), _other(eligible, own, rng), bool(side)))
    return tuple(trials)


def begin(
    participant: str, seed: int, trials: Sequence[Trial], *, capture_id: str, bank: str, region: str = ""
) -> StudySession:
    """A new session without answers.

    Raises:
        InputError: no name.
    """
    name = " ".join(participant.split())[:MAX_NAME]
    if not name:
        raise InputError("A name or initials are needed", next_step="Type who takes part.")
    now = datetime.now(UTC)
    session_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    return StudySession(session_id, name, seed, capture_id, bank, region, now.isoformat("T", "seconds"), tuple(trials))


def save_session(root: Path, session: StudySession) -> None:
    """Write a session into the project folder ``root``, atomically.

    Raises:
        StorageError: the disk is full or the folder cannot be written.
    """
    atomic_write_json(root / FOLDER / f"{session.id}.json", session.to_dict())


def load_sessions(root: Path) -> tuple[tuple[StudySession, ...], tuple[FormatError, ...]]:
    """All sessions of the project folder ``root``, oldest first, and what is wrong with those that cannot be read."""
    folder = root / FOLDER
    found: list[StudySession] = []
    broken: list[FormatError] = []
    files = sorted(folder.glob("[!.]*.json"))[:MAX_SESSIONS] if folder.is_dir() else []
    for path in files:
        try:
            found.append(StudySession.from_dict(read_json(path, max_bytes=MAX_FILE_BYTES), path.stem))
        except FormatError as error:
            broken.append(error)
    return tuple(found), tuple(broken)


def delete_session(root: Path, session_id: str) -> None:
    """Remove a session for good."""
    (root / FOLDER / f"{session_id}.json").unlink(missing_ok=True)


def participants(sessions: Iterable[StudySession]) -> list[Score]:
    """One score for each participant with an answer, by name; sessions of one name are taken together."""
    by_name: dict[str, list[StudySession]] = defaultdict(list)
    for session in sessions:
        if session.answers:
            by_name[session.participant].append(session)
    return [_score(name, by_name[name], 1.0) for name in sorted(by_name)]


def overall(sessions: Sequence[StudySession]) -> Score | None:
    """Everybody's score; None without an answer."""
    each = participants(sessions)
    if not each:
        return None
    effect = design_effect([(s.chosen, s.answers) for s in each])
    everybody = _score("", [s for s in sessions if s.answers], effect)
    return replace(everybody, participants=len(each))


def wilson(chosen: float, count: float) -> tuple[float, float]:
    """The 95 % score interval of a share; (0, 1) without any answers.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, 1927.
    """
    if count <= 0:
        return 0.0, 1.0
    share, z2 = chosen / count, Z_95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z_95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def design_effect(groups: Sequence[tuple[int, int]]) -> float:
    """How much wider the interval gets because answers of one participant resemble each other; at least 1.

    The variance of the pooled share between participants over that of independent answers.

    Args:
        groups: answers for the retrieved face, and all answers, of each participant.
    Source: Korn & Graubard, Confidence intervals for proportions with small expected number of positive counts
        estimated from survey data, 1998 (the effective sample size).
    """
    groups = [g for g in groups if g[1] > 0]
    total = sum(n for _, n in groups)
    if len(groups) < 2:
        return 1.0
    share = sum(x for x, _ in groups) / total
    if not 0.0 < share < 1.0:
        return 1.0
    m = len(groups)
    between = m / (m - 1) * sum((x - share * n) ** 2 for x, n in groups) / total**2
    return max(1.0, between / (share * (1 - share) / total))


def write_answers(path: Path, sessions: Iterable[StudySession]) -> None:
    """Write every answer as a line of CSV, for a reader's own statistics.

    Raises:
        StorageError: it cannot be written.
    """
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(_COLUMNS)
    for s in sessions:
        whose = (s.id, plain_cell(s.participant), s.seed, plain_cell(s.capture_id), plain_cell(s.bank), s.region)
        for number, (trial, answer) in enumerate(zip(s.trials, s.answers, strict=False), 1):
            own, chosen = (("left" if left else "right") for left in (trial.retrieved_left, answer.left))
            asked = (number, trial.frame, trial.retrieved, trial.random, own)
            out.writerow([*whose, *asked, chosen, int(own == chosen), answer.seconds])
    atomic_write_bytes(path, text.getvalue().encode("utf-8"))


def plain_cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula: names come from files and users."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _score(name: str, sessions: Sequence[StudySession], effect: float) -> Score:
    chosen, answers = sum(s.chose_retrieved for s in sessions), sum(len(s.answers) for s in sessions)
    low, high = wilson(chosen / effect, answers / effect)
    return Score(
        name=name,
        chosen=chosen,
        answers=answers,
        low=low,
        high=high,
        left=sum(s.chose_left for s in sessions),
        median_s=median(a.seconds for s in sessions for a in s.answers),
        unfinished=sum(not s.complete for s in sessions),
    )


def _other(eligible: npt.NDArray[Any], own: set[int], rng: np.random.Generator) -> int:
    """An entry that was not retrieved, every one with the same chance."""
    if eligible.size - np.isin(eligible, list(own)).sum() < 1:
        raise InputError(
            "The bank is too small for a study",
            got=f"{eligible.size} faces that may be retrieved",
            next_step="Use a larger bank.",
        )
    while True:
        drawn = int(eligible[rng.integers(eligible.size)])
        if drawn not in own:
            return drawn


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_TRIALS:
        raise ValueError("a list was expected")
    return value


def _trial(raw: Mapping[str, Any]) -> Trial:
    frame, retrieved, random = (int(raw[key]) for key in ("frame", "retrieved", "random"))
    if frame < 0:
        raise ValueError(f"frame {frame}")
    return Trial(frame, retrieved, random, raw["retrieved_left"] is True)


def _answer(raw: Mapping[str, Any]) -> Answer:
    seconds = float(raw["seconds"])
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(f"{seconds} seconds")
    return Answer(raw["left"] is True, seconds)
