"""Makes the demo's material from code and seeds alone: the subject's clip, the driving clip, the people, the bank.

    python packaging/make_assets.py                 everything (about 20 minutes on one core)
    python packaging/make_assets.py people bank     only these parts

Needs the optional extra 'synthesis'. The bank's source clips go to ``out/demo_people`` and are not committed; the rest
goes to ``assets/demo``. The same code on the same versions gives the same pictures.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.events import Event, Progress, Stage, Warning  # noqa: E402
from core.synthesis.capture import LICENCE, ClipOptions, write_clip  # noqa: E402
from core.synthesis.performance import EXPRESSIONS, perform  # noqa: E402
from core.synthesis.person import Person, plain_person, sample_person  # noqa: E402

DEMO = ROOT / "assets" / "demo"
PEOPLE = ROOT / "out" / "demo_people"
PARTS = ("subject", "driver", "people", "bank")

SUBJECT_SEED, DRIVER_SEED = 19, 14
SUBJECT_S, DRIVER_S, PERSON_S = 24.0, 10.0, 8.0
# the last third holds expressions that the first two thirds lack (grin, fear, squeeze), as a held-out test should
SUBJECT_SCRIPT = (
    *("talk", "smile", "surprise", "talk", "open", "anger", "turn", "talk", "kiss", "laugh", "sad", "teeth"),
    *("talk", "nod", "smirk", "funnel", "look", "disgust", "talk", "grin", "squeeze", "smile"),
)
DRIVER_SCRIPT = ("talk", "laugh", "surprise", "talk", "anger", "kiss", "turn", "teeth", "talk")
PEOPLE_SEEDS = (5, 10, 12, 31, 32, 33, 34, 35, 36, 37, 38, 39, 43, 44)
PEOPLE_SIZE, PEOPLE_FPS = 256, 15.0


def subject() -> Person:
    """The person whose avatar the demo trains."""
    return replace(plain_person(SUBJECT_SEED), cloth=(0.045, 0.130, 0.150))


def driver() -> Person:
    """The person who drives it."""
    return replace(plain_person(DRIVER_SEED), cloth=(0.220, 0.090, 0.045))


def people_scripts() -> list[tuple[str, ...]]:
    """What each of the bank's people plays: every expression comes from three people or more, everybody talks."""
    names = list(EXPRESSIONS)
    scripts = []
    for number in range(len(PEOPLE_SEEDS)):
        chosen = tuple(names[(5 * number + 3 * k) % len(names)] for k in range(5))
        scripts.append(("talk", *chosen))
    return scripts


def make_people(report: Reporter) -> None:
    """The clips that the bank is built from; one that is there already is kept."""
    for number, (seed, script) in enumerate(zip(PEOPLE_SEEDS, people_scripts(), strict=True)):
        path = PEOPLE / f"person_{number:02d}.mp4"
        if not path.exists():
            report.name = path.name
            performance = perform(seed, PERSON_S, fps=PEOPLE_FPS, script=script)
            write_clip(sample_person(seed), performance, path, options=ClipOptions(PEOPLE_SIZE), emit=report)


def make_bank(report: Reporter) -> None:
    """The bank of those people's expressions."""
    from core.bank.build import BuildOptions, build_bank
    from core.weights.store import WeightStore

    clips = sorted(PEOPLE.glob("person_*.mp4"))
    out = DEMO / "bank.rafbank"
    shutil.rmtree(out, ignore_errors=True)
    report.name = out.name
    build_bank(out, clips, store=WeightStore(), emit=report, options=BuildOptions(licence=LICENCE))
    (out / "bank.lock").unlink(missing_ok=True)


class Reporter:
    """Prints what happens, at most every two seconds."""

    def __init__(self) -> None:
        self.name = ""
        self._last = 0.0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Warning):
            print(f"{self.name}: {event.message}", flush=True)
        elif isinstance(event, Stage):
            print(f"{self.name}: {event.name}", flush=True)
        elif isinstance(event, Progress) and (event.done >= event.total or time.monotonic() - self._last > 2):
            self._last = time.monotonic()
            print(f"{self.name}: {event.done:.0f} of {event.total:.0f} {event.unit}", flush=True)


def main() -> None:
    """Make the parts named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to make; everything if left out")
    wanted = parser.parse_args().parts or PARTS
    report = Reporter()
    for name, person, seconds, script in (
        ("subject", subject(), SUBJECT_S, SUBJECT_SCRIPT),
        ("driver", driver(), DRIVER_S, DRIVER_SCRIPT),
    ):
        if name in wanted:
            report.name = f"{name}.mp4"
            write_clip(person, perform(person.seed, seconds, script=script), DEMO / f"{name}.mp4", emit=report)
    if "people" in wanted:
        make_people(report)
    if "bank" in wanted:
        make_bank(report)


if __name__ == "__main__":
    main()
