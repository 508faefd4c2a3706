"""The engine process: real processes, real deaths."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from core.errors import InputError, StudioError
from core.events import Event, Finished, Progress, Stage, Started
from core.jobs.engine import EngineProcess
from core.jobs.messages import DrivenFrame, decode_event, encode_event
from core.jobs.spec import JOBS, JobSpec, job_function
from tests.jobs.sample_engine_jobs import SAMPLE_JOBS

PATIENCE_S = 120.0


class Inbox:
    """Collects what an engine delivers."""

    def __init__(self) -> None:
        self.events: queue.Queue[tuple[JobSpec, Event]] = queue.Queue()

    def __call__(self, spec: JobSpec, event: Event) -> None:
        self.events.put((spec, event))

    def until(self, wanted: Callable[[Event], bool]) -> list[Event]:
        seen: list[Event] = []
        while not seen or not wanted(seen[-1]):
            seen.append(self.events.get(timeout=PATIENCE_S)[1])
        return seen

    def finished(self) -> Finished:
        last = self.until(lambda event: isinstance(event, Finished))[-1]
        assert isinstance(last, Finished)
        return last


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def engine(inbox: Inbox) -> Iterator[EngineProcess]:
    threads = set(threading.enumerate())
    engine = EngineProcess(inbox, jobs=SAMPLE_JOBS)
    yield engine
    pid = engine.pid
    engine.stop()
    left = [t.name for t in set(threading.enumerate()) - threads if t.name.startswith("engine")]
    assert left == []
    if pid is not None:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_job_reports_from_start_to_result(engine: EngineProcess, inbox: Inbox) -> None:
    engine.submit(JobSpec("count", {"n": 500}, title="Count"))
    events = inbox.until(lambda event: isinstance(event, Finished))
    assert isinstance(events[0], Started)
    assert events[0].job == "Count"
    assert isinstance(events[1], Stage)
    progress = [event for event in events if isinstance(event, Progress)]
    assert progress[-1].done == 500
    assert len(progress) < 400, "progress is thinned out on the way"
    result = events[-1]
    assert isinstance(result, Finished)
    assert result.outcome == "done"
    assert result.result["counted"] == 500
    assert result.result["pid"] != os.getpid()
    assert result.result["torch"] is False, "the engine imports torch only for jobs that need it"


def test_one_job_at_a_time_in_the_order_given(engine: EngineProcess, inbox: Inbox) -> None:
    specs = [JobSpec("count", {"n": n}) for n in (3, 2, 1)]
    for spec in specs:
        engine.submit(spec)
    results = [inbox.finished().result for _ in specs]
    assert [r["counted"] for r in results] == [3, 2, 1]
    assert len({r["pid"] for r in results}) == 1
    assert engine.running is None


def test_cancel_stops_the_running_job_and_drops_a_waiting_one(engine: EngineProcess, inbox: Inbox) -> None:
    running, waiting = JobSpec("wait"), JobSpec("wait")
    engine.submit(running)
    engine.submit(waiting)
    inbox.until(lambda event: isinstance(event, Stage))
    engine.cancel(waiting.id)
    assert inbox.events.get(timeout=PATIENCE_S)[0] is waiting
    engine.cancel("unknown")
    engine.cancel(running.id)
    assert inbox.finished().outcome == "cancelled"
    engine.submit(JobSpec("count", {"n": 1}))
    assert inbox.finished().outcome == "done"


def test_errors_arrive_in_parts_and_the_engine_lives_on(engine: EngineProcess, inbox: Inbox) -> None:
    engine.submit(JobSpec("fail"))
    bad_input = inbox.finished()
    assert bad_input.outcome == "failed"
    assert bad_input.result["what"] == "There is no face in 'cat.mp4'"
    assert bad_input.result["next_step"] == "Choose another clip"
    pid = engine.pid
    engine.submit(JobSpec("fail", {"bug": True}))
    assert "ZeroDivisionError" in inbox.finished().result["details"]
    engine.submit(JobSpec("unreadable"))
    assert inbox.finished().outcome == "failed"
    engine.submit(JobSpec("missing"))
    assert "There is no job 'missing'" in inbox.finished().result["message"]
    assert engine.pid == pid


def test_a_killed_engine_is_a_failed_job_and_the_next_job_gets_a_new_process(
    engine: EngineProcess, inbox: Inbox
) -> None:
    engine.submit(JobSpec("crash"))
    failed = inbox.finished()
    assert failed.outcome == "failed"
    assert "signal 9" in failed.result["message"]
    engine.submit(JobSpec("child"))
    assert inbox.finished().result["said"] == "42\n"


def test_an_engine_killed_from_outside_while_another_job_waits(engine: EngineProcess, inbox: Inbox) -> None:
    engine.submit(JobSpec("deaf"))
    engine.submit(JobSpec("count", {"n": 4}))
    inbox.until(lambda event: isinstance(event, Stage))
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    assert inbox.finished().outcome == "failed"
    assert inbox.finished().result["counted"] == 4


def test_stop_ends_a_job_that_never_listens(inbox: Inbox) -> None:
    engine = EngineProcess(inbox, jobs=SAMPLE_JOBS)
    engine.submit(JobSpec("deaf"))
    engine.submit(JobSpec("wait"))
    inbox.until(lambda event: isinstance(event, Stage))
    engine.stop(timeout_s=0.2)
    assert [inbox.finished().outcome, inbox.finished().outcome] == ["cancelled", "cancelled"]
    assert engine.pid is None
    engine.stop()
    with pytest.raises(StudioError, match="takes no more work"):
        engine.submit(JobSpec("wait"))


def test_messages_survive_the_trip() -> None:
    frame = DrivenFrame(3, 0.12, True, [0.5, float("nan")], [1.0] * 16, picture=b"\xff\xd8jpeg")
    job, back = decode_event(encode_event("abc", frame))
    assert job == "abc"
    assert isinstance(back, DrivenFrame)
    assert back.picture == frame.picture
    assert back.descriptor == [0.5, None]
    with pytest.raises(StudioError, match="cannot be read"):
        decode_event(b'{"job": "a", "said": {"event": "nonsense"}}')


@pytest.mark.parametrize("name", ["", "os:system", "Up", "../x"])
def test_only_plain_names_are_jobs(name: str) -> None:
    with pytest.raises(InputError):
        JobSpec(name)


def test_specs_are_bounded_json() -> None:
    spec = JobSpec("count", {"n": 1}, title="T")
    assert JobSpec.from_dict(spec.to_dict()) == spec
    with pytest.raises(InputError, match="JSON-able"):
        JobSpec("count", {"n": float("nan")})
    with pytest.raises(InputError, match="too large"):
        JobSpec("count", {"n": "x" * (2 << 20)})
    with pytest.raises(InputError):
        JobSpec.from_dict({"name": "count"})


def test_every_registered_job_can_be_imported() -> None:
    assert all(callable(job_function(name)) for name in JOBS)
