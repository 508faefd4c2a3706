"""The four states of every page: empty, full, busy and with what can go wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from screenshot_camera import BUSY_MS, Camera, Variant, camera
from screenshot_projects import broken_copy, linked_copy, newer_project


def take_empty(variant: Variant, pages: list[str], scratch: Path) -> None:
    """Every page without a project."""
    with camera(variant, scratch) as shown:
        for page in pages:
            shown.window.show_page(page)
            shown.settle()
            shown.take(page, "empty")


def take_full(variant: Variant, pages: list[str], scratch: Path, demo: Path) -> None:
    """Every page with the demo."""
    with camera(variant, scratch) as shown:
        shown.open(linked_copy(demo, scratch / f"full-{time.monotonic_ns()}.rafstudio"))
        for page in pages:
            shown.window.show_page(page)
            prepare = FULL.get(page)
            if prepare is not None:
                prepare(shown)
            shown.settle()
            shown.take(page, "full")


def full_capture(shown: Camera) -> None:
    """A frame with an open mouth, some edits."""
    document = shown.context.document
    capture = document.contents.captures[0]
    edits = replace(document.edits.capture(capture.id), excluded=((60, 90),), neutral=(2,), held_out=((400, 460),))
    document.edit_capture(capture.id, edits, "Edits")
    shown.context.selection.select_frame(150, capture.id)
    shown.rest(BUSY_MS)


def full_bank(shown: Camera) -> None:
    """An entry chosen."""
    bank = shown.context.bank
    if shown.until(lambda: bank.data is not None, "the bank"):
        assert bank.data is not None
        shown.settle()
        shown.context.selection.select_entries((int(bank.data.ids[40]),))
        shown.rest(BUSY_MS)


def full_retrieval(shown: Camera) -> None:
    """A frame's neighbours."""
    from studio.model.retrieval import Retrieval

    shown.context.selection.select_frame(150, shown.context.document.contents.captures[0].id)
    shown.until(lambda: shown.context.shared(Retrieval).faces is not None, "neighbours")
    shown.rest(2 * BUSY_MS)


def full_train(shown: Camera) -> None:
    """A finished run's pictures."""
    from studio.model.training import Training

    training = shown.context.shared(Training)
    entries = training.entries()
    if training.watched.run_id is None and entries:
        training.watch(entries[0].id)
    shown.until(lambda: bool(training.watched.triples), "the pictures of the run")


def full_live(shown: Camera) -> None:
    """The avatar in the middle of a clip."""
    from studio.model.live import Live

    live = shown.context.shared(Live)
    avatars = shown.context.document.contents.avatars
    if live.session.avatar is None and avatars:
        live.open_avatar(avatars[0])
    shown.until(lambda: live.session.avatar is not None, "the avatar")
    live.play_capture(shown.context.document.contents.captures[0])
    shown.until(lambda: live.playback.performance is not None, "the performance")
    live.playback.pause()
    live.playback.seek(150)


def full_compare(shown: Camera) -> None:
    """The difference view of a held-out frame."""
    from studio.model.compare import Compare, View

    compare = shown.context.shared(Compare)
    shown.until(lambda: compare.timeline.line is not None, "the timeline")
    compare.timeline.step_held_out(-1)
    shown.rest(2 * BUSY_MS)
    if shown.variant.theme == "light":
        compare.set_view(View.DIFFERENCE)
        shown.until(lambda: compare.tiles is not None, "the difference")


FULL: dict[str, Callable[[Camera], None]] = {
    "capture": full_capture,
    "bank": full_bank,
    "retrieval": full_retrieval,
    "train": full_train,
    "live": full_live,
    "compare": full_compare,
}


def take_busy(variant: Variant, pages: list[str], scratch: Path, demo: Path) -> None:
    """Pages that read are caught at once; the others while a job of theirs runs."""
    for page in pages:
        with camera(variant, scratch) as shown:
            shown.open(linked_copy(demo, scratch / f"busy-{time.monotonic_ns()}.rafstudio"))
            work = BUSY.get(page)
            shown.window.show_page(page)
            if work is not None:
                shown.settle()
                work(shown)
            shown.take(page, "busy")
            for job in shown.context.jobs.active:
                job.cancel()
            shown.until(lambda shown=shown: not shown.context.jobs.active, "the end of the work")


def busy_home(shown: Camera) -> None:
    """The demo is being made."""
    from studio.pages.home.page import HomePage

    home = shown.window.page("home")
    assert isinstance(home, HomePage)
    home.make_demo()
    shown.rest(BUSY_MS)


def busy_capture(shown: Camera) -> None:
    """A clip is being read."""
    from core.project.demo import SUBJECT
    from studio.model.new_project import NewProject

    shown.context.shared(NewProject).add([SUBJECT.with_name("driver.mp4")])
    job_began(shown)
    shown.rest(2 * BUSY_MS)


def busy_train(shown: Camera) -> None:
    """A run with its first pictures."""
    from studio.model.training import Training

    training = shown.context.shared(Training)
    training.choose("Options", preset="quick", name="Tilda again")
    run_id = training.start()
    training.watch(run_id)
    shown.until(lambda: any(not t.render.isNull() for t in training.watched.triples), "the first pictures")
    shown.rest(2 * BUSY_MS)


def busy_live(shown: Camera) -> None:
    """A driver's clip is being followed."""
    from core.project.demo import SUBJECT
    from studio.model.live import Live

    live = shown.context.shared(Live)
    live.open_avatar(shown.context.document.contents.avatars[0])
    shown.until(lambda: live.session.avatar is not None, "the avatar")
    live.play_clip(SUBJECT.with_name("driver.mp4"))
    job_began(shown)
    shown.rest(BUSY_MS)


def job_began(shown: Camera) -> None:
    """Wait until some job says how far it is."""
    shown.until(lambda: any(job.total > 0 for job in shown.context.jobs.active), "progress")


BUSY: dict[str, Callable[[Camera], None]] = {
    "home": busy_home,
    "capture": busy_capture,
    "train": busy_train,
    "live": busy_live,
}


def watch_failed(shown: Camera) -> None:
    """Show the run that failed."""
    from studio.model.training import Training

    training = shown.context.shared(Training)
    shown.until(lambda: bool(training.entries()), "the run")
    training.watch(training.entries()[0].id)


def take_error(variant: Variant, pages: list[str], scratch: Path, demo: Path) -> None:
    """Every page with what can go wrong on it."""
    from studio.model.live import Live

    with camera(variant, scratch) as shown:
        shown.open(broken_copy(demo, scratch / f"error-{time.monotonic_ns()}.rafstudio"))
        for page in pages:
            shown.window.notice.hide()
            shown.window.show_page(page)
            if page == "home":
                shown.context.document.open(newer_project(scratch / f"newer-{time.monotonic_ns()}"))
            if page == "train":
                watch_failed(shown)
            if page == "live":
                shown.context.shared(Live).open_avatar(shown.context.document.contents.avatars[0])
            shown.settle()
            shown.take(page, "error")
