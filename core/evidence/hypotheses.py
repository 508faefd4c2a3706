"""The hypotheses of docs/evidence.md, each as comparisons whose outcome is a yes, a no, or not measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

from core.evidence.cells import CellResult
from core.evidence.plan import FIELD_RATE, LONG_FIELD_STEPS, LONG_STEPS, STEPS
from core.evidence.statistics import Interval
from core.evidence.tables import DEVELOPMENT, MAIN, WIDE, Group, compare, label_of
from core.expression.encoder import DEFAULT_ENCODER

Verdict: TypeAlias = Literal["yes", "no", "not measured"]
SETS = (("S-self", "far"), ("S-cross", "all"), ("R-self", "far"))
GAINS = ("landmark_share", "lpips")


@dataclass(frozen=True)
class Question:
    """One comparison.

    Attributes:
        text: what is asked.
        arm: label in the tables.
        baseline: label.
        where: what the group must have, such as {'deformation': 'field'}.
        not_worse: a yes asks only for intervals that are not below zero.
    """

    text: str
    arm: str
    baseline: str
    where: tuple[tuple[str, Any], ...] = ()
    not_worse: bool = False


@dataclass(frozen=True)
class Hypothesis:
    """A number in docs/evidence.md, a sentence, and what decides it: every question must be answered with yes."""

    number: int
    text: str
    questions: tuple[Question, ...]


WIDE_ONLY = (("people", WIDE),)
LONG = (("steps", LONG_STEPS),)
FIELD, LONG_FIELD, TUNED_FIELD = (
    (("deformation", "field"), ("steps", steps), ("network_rate", rate))
    for steps, rate in ((600, 0.0), (LONG_FIELD_STEPS, 0.0), (LONG_FIELD_STEPS, FIELD_RATE))
)
"""The first two were run before splats were held and the field's rate was chosen; no plan asks for them any more."""
HYPOTHESES = (
    Hypothesis(
        1,
        "The bank must be dense",
        (
            Question("the whole bank beats 300 entries", "raf", "raf @300"),
            Question("the whole bank beats 1,000 entries", "raf", "raf @1k"),
            Question("100,000 entries beat 10,000", "raf @dense-100k", "raf @dense-10k"),
            Question("300,000 entries beat 10,000", "raf @dense", "raf @dense-10k"),
            Question("a distance gate helps", "raf-gate", "raf"),
            Question("p that falls with distance helps", "raf-fade", "raf"),
        ),
    ),
    Hypothesis(
        2,
        "The gain grows with the identity in the descriptor",
        (Question("RAF helps where blendshapes drive", "raf", "none", (("encoder", "blend52"),)),),
    ),
    Hypothesis(
        3,
        "It shows where the avatar overfits",
        (
            Question("RAF helps after four times the steps", "raf", "none", LONG),
            Question("residuals of other frames help after four times the steps", "residual", "none", LONG),
            Question("RAF helps the field deformation", "raf", "none", FIELD),
            Question("RAF helps the field deformation after eight times the steps", "raf", "none", LONG_FIELD),
            Question("RAF helps the field deformation, tuned and with held splats", "raf", "none", TUNED_FIELD),
        ),
    ),
    Hypothesis(
        4, "Region-wise replacement helps more", (Question("regions beat the whole face", "raf-regions", "raf"),)
    ),
    Hypothesis(
        5,
        "Noise shaped like the residuals does as well or better",
        (Question("shaped noise is not worse than RAF", "noise-shaped", "raf", not_worse=True),),
    ),
    Hypothesis(
        6,
        "A consistency loss keeps sharpness",
        (Question("regions with it beat regions without", "raf-regions consistent", "raf-regions"),),
    ),
    Hypothesis(
        7,
        "Narrow captures gain, wide ones do not",
        (
            Question("RAF helps narrow captures", "raf", "none"),
            Question("no RAF is not worse for wide captures", "none", "raf", WIDE_ONLY, not_worse=True),
        ),
    ),
    Hypothesis(
        8,
        "The range projection adds to it",
        (
            Question("RAF with projection beats RAF", "raf-project", "raf"),
            Question("RAF with projection beats projection alone", "raf-project", "none-project"),
        ),
    ),
    Hypothesis(
        9,
        "Part of the way beats all of the way",
        (
            Question("half of the way beats all of it", "raf", "raf-full"),
            Question("also with 300,000 entries", "raf @dense", "raf-full @dense"),
        ),
    ),
    Hypothesis(
        10,
        "Residuals of other frames are the better noise",
        (
            Question("they beat Gaussian noise", "residual", "noise"),
            Question("they beat RAF", "residual", "raf"),
        ),
    ),
    Hypothesis(
        11,
        "Another person's expressions drive better translated",
        (Question("translated beats as measured", "none-translate", "none"),),
    ),
    Hypothesis(
        12,
        "Residuals of other frames add to the translation",
        (Question("with them beats without", "residual-translate", "none-translate"),),
    ),
    Hypothesis(
        13,
        "Shuffled moves, translation and pull into range together are worth it",
        (
            Question("everything beats nothing", "residual-live", "none"),
            Question("everything beats nothing after four times the steps", "residual-live", "none", LONG),
        ),
    ),
    Hypothesis(
        14,
        "Residuals of other frames add to what driving does by itself",
        (
            Question("with them beats without", "residual-live", "none-live"),
            Question("with them beats without after four times the steps", "residual-live", "none-live", LONG),
        ),
    ),
    Hypothesis(
        15,
        "After four times the steps they are more than any change would be",
        (
            Question("they beat Gaussian noise", "residual", "noise", LONG),
            Question("they beat random entries", "residual", "random", LONG),
        ),
    ),
)


def answers(groups: Mapping[Group, list[CellResult]]) -> list[dict[str, Any]]:
    """Every hypothesis with its verdict and the figures behind it, JSON-ready."""
    found = []
    for hypothesis in HYPOTHESES:
        rows = [_row(question, groups) for question in hypothesis.questions]
        verdicts = [row["verdict"] for row in rows]
        found.append(
            {"number": hypothesis.number, "text": hypothesis.text, "verdict": together(verdicts), "questions": rows}
        )
    return found


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """No if one is a no; not measured if nothing speaks against it but something was not measured."""
    known = list(verdicts)
    if "no" in known:
        return "no"
    return "yes" if known and all(v == "yes" for v in known) else "not measured"


def decide(intervals: Iterable[Interval | None], *, not_worse: bool = False) -> Verdict:
    """A yes is a sure gain somewhere and a sure loss nowhere; ``not_worse`` asks for the latter alone.

    One person has no interval and answers nothing.
    """
    known = [i for i in intervals if i is not None and i.people > 1]
    if not known:
        return "not measured"
    if any(i.high < 0 for i in known):
        return "no"
    return "yes" if not_worse or any(i.low > 0 for i in known) else "no"


def _row(question: Question, groups: Mapping[Group, list[CellResult]]) -> dict[str, Any]:
    cells = _cells(question, groups)
    figures: dict[str, Interval | None] = {}
    for of, subset in SETS:
        for figure in GAINS:
            found = compare(cells, figure, arm=question.arm, baseline=question.baseline, of=of, subset=subset)
            figures[f"{of} {subset} {figure}"] = found
    shown = {name: None if i is None else asdict(i) for name, i in figures.items()}
    verdict = decide(figures.values(), not_worse=question.not_worse)
    return {"text": question.text, "arm": question.arm, "baseline": question.baseline, "verdict": verdict} | {
        "figures": shown
    }


def _cells(question: Question, groups: Mapping[Group, list[CellResult]]) -> list[CellResult]:
    """Cells of the first group that has what the question asks for, and both arms for several people."""
    wanted = {
        "people": MAIN,
        "steps": STEPS,
        "encoder": DEFAULT_ENCODER,
        "deformation": "basis",
        **dict(question.where),
    }
    for group, cells in groups.items():
        if group.people != DEVELOPMENT and all(getattr(group, name) == value for name, value in wanted.items()):
            both = [
                {str(c.cell["person"]) for c in cells if label_of(c) == a} for a in (question.arm, question.baseline)
            ]
            if len(both[0] & both[1]) > 1:
                return cells
    return []
