"""The jobs that change a bank, and what they leave on disk."""

from __future__ import annotations

import base64
import multiprocessing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.bank import extract, workers
from core.bank.build import BuildOptions, build_bank
from core.bank.picture import average_neutral
from core.bank.remove import bytes_in, remove_for_good
from core.bank.store import ExpressionBank
from core.bank.verify import verify_bank
from core.errors import Cancelled, CaptureError, FormatError, InputError
from core.events import CancelToken, Event, Progress, Stage, discard
from core.expression.neutral import Neutral
from core.jobs.build_bank import build_bank as build_job
from core.jobs.describe_picture import describe_picture
from core.jobs.merge_banks import merge_banks
from core.jobs.remove_from_bank import remove_from_bank
from core.weights.store import WeightStore
from tests.bank.made_banks import SLOW_MARK, made_up_tracks, make_bank, write_clip

LOOKS_OF_THE_PROBE = 2  # one before each clip is opened


def run(job: Any, arguments: dict[str, Any], events: list[Event] | None = None) -> dict[str, Any]:
    found = job(arguments, emit=events.append if events is not None else discard, cancel=CancelToken())
    assert isinstance(found, dict)
    return found


@pytest.fixture
def tracker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "_default_tracker", lambda: made_up_tracks)


def test_a_new_bank_from_a_clip_and_more_into_it(tmp_path: Path, tracker: None) -> None:
    bank = tmp_path / "new.rafbank"
    first = {"path": str(write_clip(tmp_path / "anna.mp4", seed=1)), "person": "Anna"}
    second = {"path": str(write_clip(tmp_path / "ben.mp4", seed=2)), "person": ""}
    made = run(build_job, {"bank": str(bank), "sources": [first], "licence": "own", "create": True})
    more = run(build_job, {"bank": str(bank), "sources": [first, second], "create": False})
    assert (made["added"], more["added"], more["present"]) == (1, 1, 1)
    with ExpressionBank.open(bank) as opened:
        assert opened.persons == ("Anna", "ben")
        assert opened.sources[0].licence == "own"
    assert verify_bank(bank).ok


def test_a_new_bank_can_begin_with_another(tmp_path: Path, tracker: None) -> None:
    base = make_bank(tmp_path / "base.rafbank", people=2, encoder_id="geo")
    bank, before = tmp_path / "mine.rafbank", (base / "bank.sqlite").read_bytes()
    source = {"path": str(write_clip(tmp_path / "anna.mp4")), "person": "Anna"}
    run(build_job, {"bank": str(bank), "sources": [source], "create": True, "base": str(base)})
    with ExpressionBank.open(bank) as opened:
        assert set(opened.persons) == {"Anna", "person1", "person2"}
    assert (base / "bank.sqlite").read_bytes() == before


def test_build_refuses_what_it_cannot_mean(tmp_path: Path) -> None:
    bank = make_bank(tmp_path / "there.rafbank")
    with pytest.raises(InputError, match="cannot be added"):
        run(build_job, {"bank": str(bank), "sources": [{"path": str(tmp_path)}], "create": True})
    with pytest.raises(InputError, match="cannot be added"):
        run(build_job, {"bank": str(tmp_path / "absent.rafbank"), "sources": [], "create": False})
    with pytest.raises(InputError, match="nothing to add"):
        run(build_job, {"bank": str(bank), "sources": [], "create": False})
    with pytest.raises(InputError, match="no file or folder"):
        run(build_job, {"bank": str(bank), "sources": [{"path": str(tmp_path / "none.mp4")}], "create": False})
    assert not (tmp_path / "absent.rafbank").exists()


def test_merging_copies_what_is_missing_and_says_how_far(tmp_path: Path) -> None:
    into = make_bank(tmp_path / "a.rafbank", people=2)
    other = make_bank(tmp_path / "b.rafbank", people=3, first_seed=2)  # shares person2
    events: list[Event] = []
    assert run(merge_banks, {"into": str(into), "others": [str(other)]}, events)["added"] == 12
    progress = [e for e in events if isinstance(e, Progress)]
    assert (progress[-1].done, progress[-1].total, progress[-1].unit) == (3, 3, "clips")
    assert verify_bank(into).entries == 24
    assert verify_bank(into).ok


def test_a_removed_person_is_gone_from_the_files_bytes(tmp_path: Path) -> None:
    bank = make_bank(tmp_path / "b.rafbank", people=4, count=40)
    (bank / "cache").mkdir()
    (bank / "cache" / "half.json").write_text("tracks of a build that was stopped")
    with ExpressionBank.open(bank) as opened:
        gone = next(s for s in opened.sources if s.person == "person2")
        kept = next(s for s in opened.sources if s.person == "person3")
        entry = int(opened.ids[opened.source_ids == gone.id][0])
        descriptor = opened.descriptors[opened.row_of(entry)].astype("<f4").tobytes()
    file = bank / "bank.sqlite"
    assert bytes_in(file, [gone.sha256.encode(), descriptor]) == 2
    events: list[Event] = []
    removed = run(remove_from_bank, {"bank": str(bank), "persons": ["person2"]}, events)
    assert (removed["removed"], removed["entries"]) == (40, 120)
    assert removed["bytes_after"] == file.stat().st_size < removed["bytes_before"]
    assert bytes_in(file, [gone.sha256.encode(), descriptor, b"person2"]) == 0
    assert bytes_in(file, [kept.sha256.encode()]) == 1
    assert not (bank / "cache").exists()
    assert [e.name for e in events if isinstance(e, Stage)] == ["removing faces", "checking the bank"]
    with ExpressionBank.open(bank) as opened:
        assert len(opened.ids) == 120
        assert "person2" not in opened.persons


def test_a_single_clip_can_be_removed(tmp_path: Path) -> None:
    bank = make_bank(tmp_path / "b.rafbank", people=2)
    removal = remove_for_good(bank, source_sha256=[f"{1:064x}"])
    assert (removal.removed, removal.entries) == (6, 6)
    with ExpressionBank.open(bank) as opened:
        assert [s.sha256 for s in opened.sources] == [f"{2:064x}"]


def test_nothing_is_removed_when_one_name_is_unknown(tmp_path: Path) -> None:
    bank = make_bank(tmp_path / "b.rafbank")
    with pytest.raises(InputError, match="nobody"):
        remove_for_good(bank, persons=["person1", "nobody"])
    assert verify_bank(bank).entries == 18


def test_the_average_neutral_is_the_mean_and_of_one_kind() -> None:
    first, second = (Neutral("geo", 1, np.full(3, v, np.float32)) for v in (1.0, 3.0))
    np.testing.assert_array_equal(average_neutral([first, second]).values, np.full(3, 2.0))
    with pytest.raises(FormatError, match="averaged"):
        average_neutral([first, Neutral("blend52", 1, np.zeros(3, np.float32))])
    with pytest.raises(FormatError, match="averaged"):
        average_neutral([])


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    bank = make_bank(tmp_path / "b.rafbank")
    (tmp_path / "text.png").write_text("no picture")
    for name in ("text.png", "absent.png"):
        with pytest.raises(CaptureError, match="no picture"):
            run(describe_picture, {"picture": str(tmp_path / name), "bank": str(bank)})


def test_a_picture_is_measured_as_the_clip_it_is_from() -> None:
    """Needs the face models; the enclosed demo clip shows a synthetic person."""
    store = WeightStore()
    if not any(s.weight.name == "face_landmarker" and s.present for s in store.status()):
        pytest.skip("the face models are not on this machine")
    from core.bank.picture import describe_face
    from core.capture.frames import open_source

    demo = Path(__file__).parents[2] / "assets" / "demo"
    with ExpressionBank.open(demo / "bank.rafbank") as bank, open_source(demo / "subject.mp4") as source:
        neutral = average_neutral([s.neutral for s in bank.sources])
        faces = {f.index: describe_face(f.image, neutral, store=store) for f in source if f.index in (0, 120)}
        names = [c.name for c in bank.channels]
    assert faces[0].descriptor.shape == (len(names),)
    assert np.abs(np.degrees(faces[0].angles)).max() < 15  # the clip begins at rest, facing the camera
    assert faces[0].thumbnail.startswith(b"\xff\xd8")


def test_one_frame_of_a_camera_is_measured(tmp_path: Path) -> None:
    """A stream of JPEGs stands in for the camera; needs the face models."""
    store = WeightStore()
    if not any(s.weight.name == "face_landmarker" and s.present for s in store.status()):
        pytest.skip("the face models are not on this machine")
    from core.capture.cv import cv2
    from core.capture.frames import open_source

    demo, stream = Path(__file__).parents[2] / "assets" / "demo", tmp_path / "camera.mjpeg"
    with open_source(demo / "subject.mp4") as source, stream.open("wb") as out:
        for _, frame in zip(range(12), source, strict=False):
            out.write(cv2.imencode(".jpg", frame.image[..., ::-1])[1].tobytes())
    with ExpressionBank.open(demo / "bank.rafbank") as bank:
        neutral, count = bank.sources[0].neutral, len(bank.channels)
    seen = run(describe_picture, {"stream": str(stream), "neutral": neutral.to_dict()})
    assert len(seen["descriptor"]) == count
    assert base64.b64decode(seen["thumbnail"]).startswith(b"\xff\xd8")


def test_a_worker_waits_while_its_parent_says_so() -> None:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    cancel = workers._PipeCancel(theirs)
    assert not cancel.paused
    ours.send(workers._WAIT)
    assert cancel.paused
    assert not cancel.cancelled
    ours.send(workers._GO_ON)
    assert not cancel.paused
    ours.send(workers._WAIT)
    ours.close()  # the parent died meanwhile: no waiting for ever
    assert cancel.cancelled
    with pytest.raises(Cancelled):
        cancel.check()
    theirs.close()


def test_a_pause_reaches_every_process_and_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[bool] = []
    monkeypatch.setattr(workers._Worker, "pause", lambda self, paused: said.append(paused))
    clips = [write_clip(tmp_path / f"{SLOW_MARK}{i}.mp4", 12, seed=i) for i in range(2)]

    class PausedOnce(CancelToken):
        looks = 0

        @property
        def paused(self) -> bool:
            self.looks += 1
            return self.looks == LOOKS_OF_THE_PROBE + 1

    store, options = WeightStore(tmp_path / "w"), BuildOptions(threads=2)
    monkeypatch.setattr(WeightStore, "path", lambda self, name: tmp_path)  # nothing is fetched: nothing tracks
    build_bank(tmp_path / "b.rafbank", clips, store=store, cancel=PausedOnce(), options=options, track=made_up_tracks)
    assert said == [True, True, False, False]
    assert verify_bank(tmp_path / "b.rafbank").sources == 2
