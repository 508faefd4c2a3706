"""What else there is to see of each page and over all pages: panels, study, recordings, work under way, failures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from screenshot_camera import BUSY_MS, Camera, Variant, camera
from screenshot_projects import linked_copy
from screenshot_states import full_bank, full_capture, full_compare, full_live, full_retrieval, full_train, job_began

Scene = Callable[[Camera], None]


def take_scenes(variant: Variant, pages: list[str], scratch: Path, demo: Path) -> None:
    """Every scene of the pages; ``window`` stands for what covers all pages and is taken with home."""
    with camera(variant, scratch) as shown:
        shown.open(linked_copy(demo, scratch / f"scenes-{time.monotonic_ns()}.rafstudio"))
        for page in pages:
            for name, scene in SCENES.get(page, {}).items():
                shown.window.show_page("home" if page == "window" else page)
                scene(shown)
                shown.settle()
                shown.take(page, name)
    for page in pages:
        for name, scene in ALONE.get(page, {}).items():
            with camera(variant, scratch) as shown:
                shown.window.show_page(page)
                if (page, name) not in WITHOUT_PROJECT:
                    shown.open(linked_copy(demo, scratch / f"alone-{time.monotonic_ns()}.rafstudio"))
                    shown.settle()
                scene(shown)
                shown.take(page, name)
                for job in shown.context.jobs.active:
                    job.cancel()
                shown.until(lambda shown=shown: not shown.context.jobs.active, "the end of the work")


# --- in the demo ------------------------------------------------------------------------------------------------------


def dock(key: str, before: Scene | None = None) -> Scene:
    """A scene that brings a dock to the front."""

    def scene(shown: Camera) -> None:
        if before is not None:
            before(shown)
        page = shown.window.current_page
        assert page is not None
        page.docks[key].raise_()
        shown.rest(BUSY_MS)

    return scene


def filtered_to_nothing(shown: Camera) -> None:
    """A filter that lets no face through."""
    from core.bank.filter import BankFilter
    from studio.model.bank_browser import BankBrowser

    shown.context.shared(BankBrowser).set_filter(BankFilter(persons=frozenset({"nobody"})))
    shown.rest(BUSY_MS)


def add_faces(shown: Camera) -> None:
    """The panel that adds videos to a bank."""
    from core.bank.filter import BankFilter
    from core.project.demo import SUBJECT
    from studio.model.bank_browser import BankBrowser
    from studio.pages.bank.page import BankPage

    shown.context.shared(BankBrowser).set_filter(BankFilter())
    page = shown.window.page("bank")
    assert isinstance(page, BankPage)
    page.add_faces([SUBJECT, SUBJECT.with_name("driver.mp4")])
    shown.rest(BUSY_MS)


def study(shown: Camera) -> None:
    """The study before a session."""
    from studio.pages.retrieval.page import RetrievalPage

    full_retrieval(shown)
    page = shown.window.page("retrieval")
    assert isinstance(page, RetrievalPage)
    page.open_study()


def question(shown: Camera) -> None:
    """A question of the study."""
    from studio.model.study import Study

    asked = shown.context.shared(Study)
    asked.begin("Participant 1", 10, 0)
    shown.until(lambda: asked.trial is not None, "a question")
    shown.rest(BUSY_MS)


def study_results(shown: Camera) -> None:
    """The study after two people; leaves it."""
    from studio.model.study import Study

    asked = shown.context.shared(Study)
    for seed in (0, 1):
        if asked.current is None:
            asked.begin(f"Participant {seed + 1}", 10, seed)
            shown.until(lambda: asked.trial is not None, "a question")
        while asked.trial is not None:
            asked.question_shown()
            asked.answer(left=asked.trial.retrieved_left)
        asked.leave()


def train_ready(shown: Camera) -> None:
    """No run chosen yet: what a run would cost."""
    from studio.model.training import Training

    shown.context.shared(Training).watch(None)


def train_policy(shown: Camera) -> None:
    """How retrieval takes part, switched on and unfolded."""
    from studio.model.training import Training

    _unfold(shown, "policy_fold")
    shown.context.shared(Training).choose("Change retrieval", raf=True)


def train_options(shown: Camera) -> None:
    """All options, unfolded."""
    _unfold(shown, "options_fold")


def _unfold(shown: Camera, name: str) -> None:
    """Open one of the folds of a run's settings and bring it into view."""
    from PySide6.QtWidgets import QScrollArea

    from studio.pages.train.page import TrainPage

    train_ready(shown)
    page = shown.window.page("train")
    assert isinstance(page, TrainPage)
    fold = getattr(page.setup, name)
    fold.set_open(True)
    shown.rest(BUSY_MS)
    around = page.setup.findChild(QScrollArea)
    assert around is not None
    around.verticalScrollBar().setValue(fold.y())


def evidence(shown: Camera) -> None:
    """What is enclosed of the measurements of retrieval."""
    shown.window.page("compare").docks["evidence"].raise_()


def compare_view(name: str) -> Scene:
    """A scene of another way to compare."""

    def scene(shown: Camera) -> None:
        from studio.model.compare import Compare, View

        full_compare(shown)
        compare = shown.context.shared(Compare)
        compare.set_view(View(name))
        if compare.view is View.DIFFERENCE:
            shown.until(lambda: compare.tiles is not None, "the difference")

    return scene


def by_hand(shown: Camera) -> None:
    """The avatar moved by sliders."""
    from studio.model.live import Live

    full_live(shown)
    live = shown.context.shared(Live)
    live.drive_by_hand()
    page = shown.window.page("live")
    page.docks["expression"].raise_()
    shown.rest(BUSY_MS)


# --- over every page --------------------------------------------------------------------------------------------------


def palette(shown: Camera) -> None:
    """The command palette with something typed."""
    shown.window.palette_panel.open()
    shown.rest(BUSY_MS)


def shortcuts(shown: Camera) -> None:
    """The sheet of shortcuts."""
    shown.window.palette_panel.dismiss()
    shown.window.shortcut_list.open()


def about(shown: Camera) -> None:
    """Version and licences."""
    shown.window.shortcut_list.dismiss()
    shown.window.about_box.open()


def work(shown: Camera) -> None:
    """What runs and has ended."""
    from core.project.demo import SUBJECT
    from studio.model.new_project import NewProject

    shown.window.about_box.dismiss()
    shown.context.shared(NewProject).add([SUBJECT.with_name("driver.mp4"), SUBJECT])
    job_began(shown)
    shown.window.job_list.open()
    shown.rest(BUSY_MS)


def warnings(shown: Camera) -> None:
    """The list of warnings and errors."""
    shown.window.job_list.dismiss()
    for job in shown.context.jobs.active:
        job.cancel()
    shown.until(lambda: not shown.context.jobs.active, "the end of the work")
    missing = shown.context.document.project
    assert missing is not None
    shown.window.take_file(missing.root / "holiday.mp4")
    shown.window.take_file(missing.root / "project.json")
    shown.settle()
    shown.window.notice.hide()
    shown.window.notice_list.open()


def drop(shown: Camera) -> None:
    """A video over the window."""
    from core.project.demo import SUBJECT
    from studio.shell.reception import Reception

    shown.window.notice_list.dismiss()
    window = shown.window
    reception = Reception(shown.context, lambda: window.current_page, window.page, window)
    window.drop_hint.offer([SUBJECT.name], reception.targets([SUBJECT]))


SCENES: dict[str, dict[str, Scene]] = {
    "capture": {"coach": dock("coach", full_capture), "consent": dock("consent")},
    "bank": {"figures": dock("statistics", full_bank), "nothing": filtered_to_nothing, "add": add_faces},
    "retrieval": {
        "overview": dock("figures", full_retrieval),
        "decisions": dock("decisions"),
        "study": study,
        "question": question,
        "results": study_results,
    },
    "train": {
        "runs": dock("runs", full_train),
        "ready": train_ready,
        "options": train_options,
        "policy": train_policy,
    },
    "live": {"by-hand": by_hand},
    "compare": {"difference": compare_view("difference"), "over": compare_view("over"), "evidence": evidence},
    "window": {
        "palette": palette,
        "shortcuts": shortcuts,
        "about": about,
        "work": work,
        "warnings": warnings,
        "drop": drop,
    },
}


# --- in windows of their own ------------------------------------------------------------------------------------------


def reading(shown: Camera) -> None:
    """The first video of a project is being read."""
    from core.project.demo import SUBJECT
    from studio.model.new_project import NewProject

    shown.context.shared(NewProject).start([SUBJECT])
    job_began(shown)
    shown.rest(2 * BUSY_MS)


def unreadable(shown: Camera) -> None:
    """A video that is none."""
    from studio.model.capture_work import CaptureWork
    from studio.model.new_project import NewProject

    folder = shown.context.settings.projects_folder
    assert folder is not None
    folder.mkdir(parents=True, exist_ok=True)
    video = folder / "holiday.mp4"
    video.write_bytes(b"not a video")
    shown.context.shared(NewProject).start([video])
    shown.until(lambda: shown.context.shared(CaptureWork).failure is not None, "the failure")
    shown.settle()


def recording(shown: Camera) -> None:
    """A person before the camera, who is recorded; the coach asks."""
    from core.project.demo import SUBJECT
    from studio.model.recorder import Recorder

    recorder = shown.context.shared(Recorder)
    recorder.open({"clip": str(SUBJECT.with_name("driver.mp4"))})
    shown.until(lambda: recorder.seen is not None and recorder.seen.rested >= 1.0, "the resting face")
    recorder.record()
    shown.until(lambda: recorder.seconds > 2.0, "a recording")


def no_camera(shown: Camera) -> None:
    """There is no such camera."""
    from studio.model.recorder import Recorder, RecordState

    recorder = shown.context.shared(Recorder)
    recorder.open({"camera": 9})
    shown.until(lambda: recorder.state is RecordState.FAILED, "the failure")
    shown.settle()


def building(shown: Camera) -> None:
    """A bank is being built."""
    from core.project.demo import SUBJECT
    from studio.model.bank_work import BankWork, SourceChoice

    folder = shown.context.settings.projects_folder
    assert folder is not None
    folder.mkdir(parents=True, exist_ok=True)
    sources = [SourceChoice(SUBJECT, "Tilda"), SourceChoice(SUBJECT.with_name("driver.mp4"), "Otto")]
    shown.context.shared(BankWork).build(folder / "family.rafbank", sources, create=True, base=None, licence="")
    job_began(shown)
    shown.rest(BUSY_MS)


def failed_run(shown: Camera) -> None:
    """A training whose engine ended."""
    import os
    import signal

    from studio.model.training import Training
    from studio.services.jobs import Lane

    training = shown.context.shared(Training)
    training.choose("Options", preset="quick", name="Tilda again")
    run_id = training.start()
    training.watch(run_id)
    shown.until(lambda: any(not t.render.isNull() for t in training.watched.triples), "the first pictures")
    pid = shown.context.jobs.engines[Lane.WORK].pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    shown.until(lambda: not shown.context.jobs.active, "the end of the run")
    shown.settle()


ALONE: dict[str, dict[str, Scene]] = {
    "capture": {"reading": reading, "unreadable": unreadable, "recording": recording, "no-camera": no_camera},
    "bank": {"building": building},
    "train": {"stopped": failed_run},
}
WITHOUT_PROJECT = {("capture", "reading"), ("capture", "unreadable")}
