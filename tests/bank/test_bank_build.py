"""Building banks: sources, near-duplicates, failures, interruption; and on real clips where they are."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bank.build import CACHE_NAME, BuildOptions, build_bank
from core.bank.extract import SourceRequest, distinct_rows
from core.bank.pose import head_angles
from core.bank.sources import expand_sources
from core.bank.store import ExpressionBank
from core.bank.verify import verify_bank
from core.capture.prepared import CLIP_FILE, IMAGES_FILE, MASKS_FILE, TRACKS_FILE
from core.errors import Cancelled, FormatError, InputError
from core.events import CancelToken, Event, Progress, Warning
from core.weights.store import WeightStore
from tests.bank.made_banks import made_up_tracks, write_clip
from tests.expression.made_faces import make_tracks, rotation

ONE = BuildOptions(threads=1)


@pytest.fixture
def store(tmp_path: Path) -> WeightStore:
    return WeightStore(tmp_path / "weights")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 40), st.floats(0, 3), st.integers(0, 1000))
def test_distinct_rows_are_apart_and_cover_the_rest(count: int, bound: float, seed: int) -> None:
    x = np.random.default_rng(seed).normal(size=(count, 3)).astype(np.float32)
    rows = distinct_rows(x, bound)
    table = np.linalg.norm(x[:, None] - x[None], axis=2)
    apart = table[np.ix_(rows, rows)] + 1e9 * np.eye(len(rows))
    assert (apart >= bound - 1e-4).all()
    if count:
        assert rows[0] == 0
        assert (table[:, rows].min(axis=1) <= bound + 1e-4).all()


@pytest.mark.parametrize(("angle", "index"), [((0.4, 0, 0), 0), ((0, 0.3, 0), 1), ((0, 0, 0.2), 2)])
def test_head_angles(angle: tuple[float, float, float], index: int) -> None:
    pose = np.eye(4)[None].copy()
    pose[0, :3, :3] = np.diag([1.0, -1.0, -1.0]) @ rotation(*angle)
    found = head_angles(pose)[0]
    assert abs(found[index]) == pytest.approx(angle[index], abs=1e-6)
    np.testing.assert_allclose(np.delete(found, index), 0, atol=1e-6)


def test_yaw_is_positive_when_the_face_looks_right_in_the_picture() -> None:
    pose = np.eye(4)[None].copy()
    pose[0, :3, :3] = np.diag([1.0, -1.0, -1.0]) @ rotation(0.4, 0, 0)
    normal_in_camera = pose[0, :3, 2]
    assert normal_in_camera[0] > 0
    assert head_angles(pose)[0, 0] > 0
    up = np.eye(4)[None].copy()
    up[0, :3, 2] = (0, -0.5, -np.sqrt(0.75))  # looks up: the picture's y points down
    up[0, :3, 0], up[0, :3, 1] = (1, 0, 0), np.cross(up[0, :3, 2], (1, 0, 0))
    assert head_angles(up)[0, 1] == pytest.approx(np.arcsin(0.5), abs=1e-6)


def test_sources_of_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "ann").mkdir()
    for name in ("films/b.mp4", "films/a.MOV", "films/notes.txt", "films/ann/1.png"):
        (tmp_path / name).write_bytes(b"")
    found = expand_sources([tmp_path / "films"])
    assert [r.person for r in found] == ["a", "b", "ann"]
    named = expand_sources([tmp_path / "films" / "b.mp4"], person="Bea", licence="own")
    assert (named[0].person, named[0].licence) == ("Bea", "own")
    with pytest.raises(InputError, match="no file or folder"):
        expand_sources([tmp_path / "none.mp4"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no video"):
        expand_sources([tmp_path / "empty"])


def test_build_adds_reports_and_continues(tmp_path: Path, store: WeightStore) -> None:
    clips = [write_clip(tmp_path / f"clip{i}.mp4", 10, seed=i) for i in range(2)]
    log: list[Event] = []
    out = tmp_path / "b.rafbank"
    first = build_bank(out, clips, store=store, emit=log.append, options=ONE, track=made_up_tracks)
    assert (first.added, first.present, first.failed, first.frames) == (2, 0, (), 20)
    done = [e for e in log if isinstance(e, Progress)]
    assert done[-1].done == done[-1].total
    clips.append(write_clip(tmp_path / "clip2.mp4", 10, seed=2))
    copy = tmp_path / "again.mp4"
    copy.write_bytes(clips[0].read_bytes())
    second = build_bank(out, [*clips, copy], store=store, options=ONE, track=made_up_tracks)
    assert (second.added, second.present) == (1, 3)
    assert not (out / CACHE_NAME).exists()
    with ExpressionBank.open(out) as bank:
        assert bank.persons == ("clip0", "clip1", "clip2")
        assert len(bank) == first.entries + second.entries
        assert len(bank.thumbnail(int(bank.ids[0]))) > 500
    assert verify_bank(out).ok


def prepared_capture(folder: Path, frames: int = 12) -> Path:
    """A prepared capture of made-up faces, its last two frames left out."""
    rng = np.random.default_rng(0)
    tracks = make_tracks(rng.uniform(0, 0.6, (frames, 52)))
    folder.mkdir(parents=True)
    tracks.save(folder / TRACKS_FILE)
    np.save(folder / IMAGES_FILE, rng.integers(0, 255, (frames, 64, 64, 3), np.uint8))
    np.save(folder / MASKS_FILE, np.zeros((frames, 64, 64), np.uint8))
    split = [0] * (frames - 2) + [-1] * 2
    facts = {"kind": "prepared_clip", "schema": 1, "size": 64, "crop": [0, 0, 512], "split": split, "name": "me.mp4"}
    (folder / CLIP_FILE).write_text(json.dumps(facts))
    return folder


def test_a_prepared_capture_is_not_tracked_again(tmp_path: Path, store: WeightStore) -> None:
    prepared_capture(tmp_path / "project" / "captures" / "me")
    (tmp_path / "project" / "project.json").write_text("{}")
    (tmp_path / "project" / "runs").mkdir()
    (tmp_path / "project" / "runs" / "sheet.png").write_bytes(b"")
    out = tmp_path / "b.rafbank"
    options = BuildOptions(threads=1, min_distance=0.0, encoder_id="blend52")
    result = build_bank(out, [tmp_path / "project"], store=store, options=options)  # no weights here: it cannot track
    assert (result.added, result.entries) == (1, 10)
    with ExpressionBank.open(out) as bank:
        assert bank.persons == ("me",)
        assert bank.sources[0].name == "me.mp4"
        assert [bank.entry(int(i)).frame_index for i in bank.ids] == list(range(10))
    assert verify_bank(out).ok


def test_near_duplicates_go(tmp_path: Path, store: WeightStore) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 10)
    everything = build_bank(
        tmp_path / "all.rafbank",
        [clip],
        store=store,
        options=BuildOptions(threads=1, min_distance=0.0),
        track=made_up_tracks,
    )
    few = build_bank(
        tmp_path / "few.rafbank",
        [clip],
        store=store,
        options=BuildOptions(threads=1, min_distance=2.0),
        track=made_up_tracks,
    )
    assert everything.entries == 10
    assert 1 <= few.entries < 10


def test_bad_sources_are_warned_about_and_the_rest_is_used(tmp_path: Path, store: WeightStore) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("this is no video")
    short = write_clip(tmp_path / "short.mp4", 3)
    good = write_clip(tmp_path / "good.mp4", 10, seed=5)
    log: list[Event] = []
    result = build_bank(
        tmp_path / "b.rafbank", [text, short, good], store=store, emit=log.append, options=ONE, track=made_up_tracks
    )
    assert result.added == 1
    assert {name for name, _ in result.failed} == {"text.mp4", "short.mp4"}
    assert sum(isinstance(e, Warning) for e in log) == 2
    with ExpressionBank.open(tmp_path / "b.rafbank") as bank:
        unfinished = bank.info().unfinished
    assert [u["name"] for u in unfinished] == ["short.mp4"]
    assert "at least 5" in unfinished[0]["message"]
    with pytest.raises(InputError, match="No source could be used"):
        build_bank(tmp_path / "c.rafbank", [text], store=store, options=ONE, track=made_up_tracks)


def test_an_existing_bank_keeps_its_encoder(tmp_path: Path, store: WeightStore) -> None:
    clip = write_clip(tmp_path / "clip.mp4", 8)
    out = tmp_path / "b.rafbank"
    build_bank(out, [clip], store=store, options=BuildOptions("blend52", threads=1), track=made_up_tracks)
    with pytest.raises(FormatError, match="another encoder"):
        build_bank(out, [clip], store=store, options=BuildOptions("blend52+geo", threads=1), track=made_up_tracks)


def test_cancel_keeps_whole_sources(tmp_path: Path, store: WeightStore) -> None:
    clips = [write_clip(tmp_path / f"clip{i}.mp4", 10, seed=i) for i in range(3)]
    cancel = CancelToken()

    def stop_after_first(event: Event) -> None:
        if isinstance(event, Progress) and event.done >= 10:
            cancel.cancel()

    out = tmp_path / "b.rafbank"
    with pytest.raises(Cancelled):
        build_bank(out, clips, store=store, emit=stop_after_first, cancel=cancel, options=ONE, track=made_up_tracks)
    assert verify_bank(out).sources == 1
    assert build_bank(out, clips, store=store, options=ONE, track=made_up_tracks).added == 2
    assert verify_bank(out).ok


SCRIPT = """
import sys
from pathlib import Path
from core.bank.build import BuildOptions, build_bank
from core.weights.store import WeightStore
from tests.bank.made_banks import made_up_tracks
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    build_bank(folder / "b.rafbank", sorted(folder.glob("*.mp4")), store=WeightStore(folder),
               options=BuildOptions(threads=1), track=made_up_tracks)
"""


def test_killed_in_the_middle_it_goes_on(tmp_path: Path, store: WeightStore) -> None:
    """Kill -9 while the second source is worked on: the first stays, the same call finishes the rest."""
    for i in range(2):
        write_clip(tmp_path / f"quick{i}.mp4", 30, seed=i)
    write_clip(tmp_path / "slow.mp4", 20, seed=9)
    script = tmp_path / "build.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=environment)
    out = tmp_path / "b.rafbank"
    try:
        _wait_until(lambda: _sources(out) == 2)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert verify_bank(out).ok
    assert verify_bank(out).sources == 2
    result = build_bank(out, sorted(tmp_path.glob("*.mp4")), store=store, options=ONE, track=made_up_tracks)
    assert (result.added, result.present) == (1, 2)
    assert verify_bank(out).ok


def _sources(path: Path) -> int:
    try:
        with ExpressionBank.open(path) as bank:
            return len(bank.sources)
    except (FormatError, OSError):
        return 0


def _wait_until(condition, timeout_s: float = 180.0) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it never came to this"
        time.sleep(0.02)


@pytest.mark.data
def test_real_faces_find_their_like(tmp_path: Path, real_clip) -> None:  # type: ignore[no-untyped-def]
    """Two processes, three short clips: the widest-open mouth retrieves another person's open mouth."""
    clips = [real_clip(n) for n in ("laughing_man", "shouting_man", "calm_child")]
    out = tmp_path / "real.rafbank"
    requests = [SourceRequest(c, c.stem, "local test") for c in clips]
    result = build_bank(out, requests, store=WeightStore(), options=BuildOptions(threads=2))
    assert result.failed == ()
    with ExpressionBank.open(out) as bank:
        mouth = [c.name for c in bank.channels].index("mouthOpening")
        own = bank.person_names == "shouting_man"
        widest = int(np.argmax(np.where(own, bank.descriptors[:, mouth], -np.inf)))
        ids, _ = bank.search(bank.descriptors[widest], 3, exclude=("shouting_man",))
        rows = [bank.row_of(int(i)) for i in ids[0]]
        assert not own[rows].any()
        assert bank.descriptors[rows, mouth].mean() > np.median(bank.descriptors[~own, mouth])
    assert verify_bank(out).ok
