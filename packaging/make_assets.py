"""Makes the demo's material from code and seeds alone: the subject's clip, the driving clip, the bank, the avatar.

    python packaging/make_assets.py                      everything (about an hour on two cores)
    python packaging/make_assets.py bank                 only these parts
    python packaging/make_assets.py bank --people 4 --out /tmp/try     a small bank somewhere else, to try it

Needs the optional extra 'synthesis'. The bank's clips go to ``out/demo_people`` and are not committed; the rest goes to
``assets/demo``. Stopped or killed, the same call goes on where it was: a clip that is there is kept, a person who is in
the bank is passed over. The same code on the same versions gives the same pictures. The avatar needs the weights of the
tracker.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from core.bank.records import ExtractedSource  # noqa: E402
from core.errors import StudioError  # noqa: E402
from core.events import CancelToken, Event, Progress, Stage, Warning, discard  # noqa: E402
from core.project.atomic import sha256_file  # noqa: E402
from core.synthesis.capture import LICENCE, ClipOptions, write_clip  # noqa: E402
from core.synthesis.performance import perform  # noqa: E402
from core.synthesis.person import Person, plain_person, sample_person  # noqa: E402
from core.synthesis.sensor import Sensor  # noqa: E402
from core.synthesis.sequences import wide  # noqa: E402

DEMO = ROOT / "assets" / "demo"
PEOPLE = ROOT / "out" / "demo_people"
PARTS = ("subject", "driver", "bank", "avatar")

SUBJECT_SEED, DRIVER_SEED = 19, 14
SUBJECT_S, DRIVER_S = 24.0, 10.0
# the last third holds expressions that the first two thirds lack (grin, fear, squeeze), as a held-out test should
SUBJECT_SCRIPT = (
    *("talk", "smile", "surprise", "talk", "open", "anger", "turn", "talk", "kiss", "laugh", "sad", "teeth"),
    *("talk", "nod", "smirk", "funnel", "look", "disgust", "talk", "grin", "squeeze", "smile"),
)
DRIVER_SCRIPT = ("talk", "laugh", "surprise", "talk", "anger", "kiss", "turn", "teeth", "talk")

NUM_PEOPLE = 210
AVATAR_STEPS, AVATAR_SPLATS = 12_000, 14_000
FIRST_SEED = 2000
PERSON_S, PERSON_FPS, PERSON_SIZE = 18.0, 10.0, 224
ENTRIES_PER_PERSON = 100
"""At most; those that differ least from the others go."""

PERSON_CLIP = ClipOptions(PERSON_SIZE, crf=17, sensor=Sensor(read_noise=0.5))
THUMBNAIL_BYTES = 960
_QUALITIES = (62, 54, 46, 40, 34, 28, 22)
PROCESSES = 2


def subject() -> Person:
    """The person whose avatar the demo trains."""
    return replace(plain_person(SUBJECT_SEED), cloth=(0.045, 0.130, 0.150))


def driver() -> Person:
    """The person who drives it."""
    return replace(plain_person(DRIVER_SEED), cloth=(0.220, 0.090, 0.045))


@dataclass(frozen=True)
class Job:
    """One of the bank's people: number, clip, and the bank's settings."""

    number: int
    clip: Path
    encoder_id: str
    min_distance: float


def make_person(job: Job, known: frozenset[str]) -> ExtractedSource | None:
    """Render a person's clip unless it is there, and reduce it to entries; None if it is in the bank (``known``)."""
    from core.bank.extract import ExtractOptions, Services, SourceRequest, extract_source
    from core.weights.store import WeightStore

    cv2.setNumThreads(1)
    seed = FIRST_SEED + job.number
    if not job.clip.exists():
        performance = wide(seed, PERSON_S, fps=PERSON_FPS)
        write_clip(sample_person(seed), performance, job.clip, options=PERSON_CLIP)
    elif sha256_file(job.clip) in known:
        return None
    request = SourceRequest(job.clip, f"Synthetic person {job.number + 1:03d}", LICENCE)
    services = Services(WeightStore(), discard, CancelToken())
    return slimmed(extract_source(request, ExtractOptions(job.encoder_id, job.min_distance), services))


def slimmed(source: ExtractedSource) -> ExtractedSource:
    """At most ENTRIES_PER_PERSON entries, as different as may be, in their order of time, with small pictures."""
    rows = spread_rows(source.descriptors, ENTRIES_PER_PERSON)
    return replace(
        source,
        frame_index=source.frame_index[rows],
        time_s=source.time_s[rows],
        angles=source.angles[rows],
        descriptors=source.descriptors[rows],
        thumbnails=tuple(small_jpeg(source.thumbnails[row]) for row in rows),
    )


def spread_rows(points: np.ndarray, count: int) -> np.ndarray:
    """At most ``count`` rows of points [T, D]: beginning with the first, always the one farthest from those chosen."""
    chosen = [0] if len(points) else []
    far = np.full(len(points), np.inf)
    while len(chosen) < min(count, len(points)):
        far = np.minimum(far, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        far[chosen[-1]] = -1.0
        chosen.append(int(far.argmax()))
    return np.sort(np.asarray(chosen, np.intp))


def small_jpeg(jpeg: bytes) -> bytes:
    """The same picture in at most THUMBNAIL_BYTES, or as few as the lowest quality takes."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise StudioError("A face picture cannot be read", got=f"{len(jpeg)} bytes")
    picture = cv2.GaussianBlur(picture, (0, 0), 0.5)
    data = jpeg
    for quality in _QUALITIES:
        settings = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        settings += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420]
        data = bytes(cv2.imencode(".jpg", picture, settings)[1].tobytes())
        if len(data) <= THUMBNAIL_BYTES:
            break
    return data


def make_bank(folder: Path, clips: Path, people: int) -> None:
    """Add the people who are missing to the bank, in the order of their numbers; one transaction each."""
    from core.bank.schema import DATABASE_NAME
    from core.bank.store import DEFAULT_MIN_DISTANCE, ExpressionBank
    from core.bank.writer import LOCK_NAME, BankWriter
    from core.expression.encoder import DEFAULT_ENCODER, get_encoder

    if not (folder / DATABASE_NAME).exists():
        ExpressionBank.create(folder, get_encoder(DEFAULT_ENCODER), min_distance=DEFAULT_MIN_DISTANCE).close()
    began_s, entries = time.monotonic(), 0
    with BankWriter(folder) as writer:
        encoder_id = writer.meta.encoder_id
        jobs = [Job(n, clips / f"person_{n:03d}.mp4", encoder_id, DEFAULT_MIN_DISTANCE) for n in range(people)]
        known = frozenset(sha for job in jobs if job.clip.exists() and writer.has_source(sha := sha256_file(job.clip)))
        for number, source in enumerate(made_in_order(jobs, known), start=1):
            if source is not None:
                writer.add_source(source)
                entries += len(source.frame_index)
            print(
                f"bank: {number} of {people} people, {entries} entries, {time.monotonic() - began_s:.0f} s", flush=True
            )
    (folder / LOCK_NAME).unlink(missing_ok=True)
    size = (folder / DATABASE_NAME).stat().st_size
    print(f"bank: {size / 1e6:.1f} MB", flush=True)


def made_in_order(jobs: list[Job], known: frozenset[str]) -> Iterator[ExtractedSource | None]:
    """The jobs' results in their order, from PROCESSES processes of one thread each, little ahead of their use."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # before the workers load numpy
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        waiting: list[Future[ExtractedSource | None]] = []
        todo = iter(jobs)
        try:
            for job in itertools.islice(todo, 2 * PROCESSES):
                waiting.append(pool.submit(make_person, job, known))
            while waiting:
                yield waiting.pop(0).result()
                waiting.extend(pool.submit(make_person, job, known) for job in itertools.islice(todo, 1))
        finally:
            for future in waiting:
                future.cancel()


def make_avatar(demo: Path, report: Reporter) -> None:
    """Train the enclosed avatar from the subject's clip and the bank, by steps: the same on a slow computer."""
    from core.avatar.runtime import Avatar
    from core.project.chain_config import ChainConfig
    from core.project.pipeline import train_avatar

    with tempfile.TemporaryDirectory(prefix="demo-avatar-") as name:
        place = Path(name)
        options = {"steps": AVATAR_STEPS, "minutes": None, "num_splats": AVATAR_SPLATS, "threads": 1}
        config = ChainConfig(
            source=demo / "subject.mp4",
            project=place / "demo.rafstudio",
            out=place / "demo.safetensors",
            bank=demo / "bank.rafbank",
            preset="quick",
            consent="A synthetic person; nobody's likeness.",
            overrides=options,
        )
        train_avatar(config, emit=report, cancel=CancelToken())
        Avatar.load(place / "demo.safetensors").save(demo / "avatar.safetensors", compact=True)


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
    parser.add_argument("--people", type=int, default=NUM_PEOPLE, help="how many people the bank gets")
    parser.add_argument("--out", type=Path, default=None, help="folder for all of it, instead of assets/demo and out")
    arguments = parser.parse_args()
    wanted, report = arguments.parts or PARTS, Reporter()
    demo, clips = (DEMO, PEOPLE) if arguments.out is None else (arguments.out, arguments.out / "people")
    for name, person, seconds, script in (
        ("subject", subject(), SUBJECT_S, SUBJECT_SCRIPT),
        ("driver", driver(), DRIVER_S, DRIVER_SCRIPT),
    ):
        if name in wanted:
            report.name = f"{name}.mp4"
            write_clip(person, perform(person.seed, seconds, script=script), demo / f"{name}.mp4", emit=report)
    if "bank" in wanted:
        make_bank(demo / "bank.rafbank", clips, arguments.people)
    if "avatar" in wanted:
        report.name = "avatar.safetensors"
        make_avatar(demo, report)


if __name__ == "__main__":
    main()
