"""Taking clips into a project: whole or not at all, a row for every frame, clear words about what cannot be used."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.capture import importing
from core.capture.cv import cv2
from core.capture.importing import ImportOptions, every_frame, import_source
from core.errors import Cancelled, CaptureError, InputError, StorageError, StudioError
from core.events import CancelToken, Event, Progress, Warning, discard
from core.jobs.messages import SeenFrame
from core.project.captures import captures_of, remove_capture
from core.project.project import Project
from core.weights.store import WeightStore
from tests.studio.made_projects import add_made_capture, made_project
from tests.tracking.heads import make_tracks

SUBJECT = Path(__file__).parents[2] / "assets" / "demo" / "subject.mp4"


@pytest.fixture
def store() -> WeightStore:
    made = WeightStore()
    try:
        made.path("face_landmarker")
        made.path("selfie_segmentation")
    except StudioError as error:
        pytest.skip(f"no face models on this machine: {error}")
    return made


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "Anna.rafstudio")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first 40 frames of the demo's subject."""
    return cut(SUBJECT, tmp_path_factory.mktemp("clips") / "anna.avi", 40)


def cut(source: Path, target: Path, frames: int) -> Path:
    reader = cv2.VideoCapture(str(source))
    writer = cv2.VideoWriter(str(target), cv2.VideoWriter_fourcc(*"MJPG"), 25, (256, 256))
    for _ in range(frames):
        _, image = reader.read()
        writer.write(cv2.resize(image, (256, 256)))
    writer.release()
    reader.release()
    return target


def bring(project: Project, source: Path, store: WeightStore, **options: object) -> object:
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    return import_source(project, source, store=store, emit=discard, cancel=CancelToken(), options=chosen)


def left_in(project: Project) -> list[str]:
    return sorted(path.name for path in (project.root / "captures").iterdir())


def test_a_clip_becomes_a_capture(project: Project, clip: Path, store: WeightStore) -> None:
    said: list[Event] = []
    capture = import_source(project, clip, store=store, emit=said.append, cancel=CancelToken())
    (found,), broken = captures_of(project)
    assert found == capture
    assert not broken
    tracks, pictures, masks = found.tracks(), found.pictures(), found.masks()
    assert (found.name, found.frame_count, len(tracks), len(pictures), len(masks)) == ("anna", 40, 40, 40, 40)
    assert tracks.frame_index.tolist() == list(range(40))
    assert tracks.found.mean() > 0.9
    picture = cv2.imdecode(np.frombuffer(pictures.encoded(20), np.uint8), cv2.IMREAD_COLOR)
    mask = cv2.imdecode(np.frombuffer(masks.encoded(20), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture.shape == (256, 256, 3)
    assert mask.shape == (96, 96)
    assert mask[48:, 40:56].mean() > 200 > 50 > mask[:10, :10].mean()  # the neck is the person, the corner is not
    assert found.source.read_bytes() == clip.read_bytes()
    assert any(isinstance(event, SeenFrame) and event.picture for event in said)
    assert any(isinstance(event, Progress) for event in said)


def test_a_clip_that_is_through_at_once_tells_its_last_frame(
    project: Project, clip: Path, store: WeightStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.tracking.track._PROGRESS_EVERY_S", 1e9)
    said: list[Event] = []
    import_source(project, clip, store=store, emit=said.append, cancel=CancelToken())
    followed = [event for event in said if isinstance(event, Progress) and event.unit == "frames"]
    assert [(event.done, event.total, event.remaining_s) for event in followed] == [(40, 40, 0.0)]


def test_the_same_clip_is_refused_with_the_capture_that_has_it(
    project: Project, clip: Path, store: WeightStore, tmp_path: Path
) -> None:
    bring(project, clip, store, name="First take")
    copy = tmp_path / "copy.avi"
    shutil.copy(clip, copy)
    with pytest.raises(InputError, match=r"copy\.avi.*in the project already.*First take"):
        bring(project, copy, store)
    assert left_in(project) == ["First_take"]


def test_captures_of_one_name_get_folders_of_their_own(
    project: Project, clip: Path, store: WeightStore, tmp_path: Path
) -> None:
    bring(project, clip, store, name="Anna")
    other = bring(project, cut(SUBJECT, tmp_path / "b.avi", 30), store, name="anna")
    assert left_in(project) == ["Anna", "anna-2"]
    assert other.name == "anna"  # type: ignore[attr-defined]


def test_a_recording_of_ours_moves_into_the_project(project: Project, store: WeightStore, tmp_path: Path) -> None:
    recording = cut(SUBJECT, tmp_path / "recording.avi", 30)
    bring(project, recording, store, take=True)
    assert not recording.exists()
    assert captures_of(project)[0][0].source.is_file()


def test_a_cancelled_import_leaves_nothing(project: Project, clip: Path, store: WeightStore) -> None:
    token = CancelToken()

    def emit(event: Event) -> None:
        if isinstance(event, SeenFrame):
            token.cancel()

    with pytest.raises(Cancelled):
        import_source(project, clip, store=store, emit=emit, cancel=token)
    assert left_in(project) == []


def test_what_a_killed_import_left_goes_with_the_next(project: Project, clip: Path, store: WeightStore) -> None:
    half = project.root / "captures" / ".importing-123"
    half.mkdir(parents=True)
    (half / "capture.json").write_text("{}")
    assert captures_of(project) == ([], [])
    bring(project, clip, store)
    assert left_in(project) == ["anna"]


@pytest.mark.parametrize("failing", ["proxy", "tracks"])
def test_a_full_disk_leaves_nothing_and_says_so(
    project: Project, clip: Path, store: WeightStore, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = (importing.StripWriter, "put") if failing == "proxy" else (importing.FaceTracks, "save")
    monkeypatch.setattr(*target, full)
    with pytest.raises(StorageError, match="full disk"):
        bring(project, clip, store)
    assert left_in(project) == []


def test_a_clip_that_cannot_fit_is_refused_before_the_work(
    project: Project, clip: Path, store: WeightStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(project.root)._replace(free=1000)
    monkeypatch.setattr(importing.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StorageError, match="does not fit"):
        bring(project, clip, store)
    assert left_in(project) == []


def test_a_clip_without_a_face_is_refused(project: Project, faceless_clip: Path, store: WeightStore) -> None:
    with pytest.raises(CaptureError, match="No face"):
        bring(project, faceless_clip, store)
    assert left_in(project) == []


def test_three_frames_are_too_few(project: Project, store: WeightStore, tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"too few frames.*3 of 3.*at least 24"):
        bring(project, cut(SUBJECT, tmp_path / "short.avi", 3), store)
    assert left_in(project) == []


def test_a_text_file_is_no_video(project: Project, text_named_mp4: Path, store: WeightStore) -> None:
    with pytest.raises(CaptureError, match="not a video"):
        bring(project, text_named_mp4, store)
    assert not any((project.root / "captures").glob("*"))


def test_a_folder_of_pictures_becomes_a_capture(
    project: Project, clip: Path, store: WeightStore, tmp_path: Path
) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    reader = cv2.VideoCapture(str(clip))
    for number in range(26):
        cv2.imwrite(str(folder / f"{number}.png"), reader.read()[1])
    reader.release()
    (folder / "notes.txt").write_text("not a picture")
    bring(project, folder, store)
    (found,), _ = captures_of(project)
    assert found.frame_count == 26
    assert found.source.is_dir()
    assert sorted(p.suffix for p in found.source.iterdir()) == [".png"] * 26


def test_a_long_clip_is_cut_with_a_word_about_it(project: Project, clip: Path, store: WeightStore) -> None:
    said: list[Event] = []
    options = ImportOptions(max_frames=30)
    capture = import_source(project, clip, store=store, emit=said.append, cancel=CancelToken(), options=options)
    assert (capture.frame_count, len(capture.pictures())) == (30, 30)
    assert any(isinstance(event, Warning) and "first 30 frames" in event.message for event in said)


def test_frames_that_cannot_be_decoded_have_a_row_all_the_same() -> None:
    tracks = make_tracks(10).take([0, 1, 2, 5, 6, 9])
    wide = every_frame(tracks)
    assert wide.frame_index.tolist() == list(range(10))
    assert wide.found.tolist() == [True] * 3 + [False] * 2 + [True] * 2 + [False] * 2 + [True]
    assert np.allclose(wide.landmarks[5], tracks.landmarks[3])
    assert np.allclose(wide.cam_from_head[3], np.eye(4))
    assert (np.diff(wide.time_s) > 0).all()


def test_a_capture_can_be_removed_for_good(tmp_path: Path) -> None:
    project = made_project(tmp_path, captures=2)
    first, second = captures_of(project)[0]
    remove_capture(project, first)
    assert captures_of(project)[0] == [second]
    assert left_in(project) == [second.id]
    stranger = replace(second, folder=tmp_path)
    with pytest.raises(StudioError, match="no capture of this project"):
        remove_capture(project, stranger)
    assert second.folder.is_dir()


def test_the_engine_at_work_keeps_its_captures(tmp_path: Path) -> None:
    project = made_project(tmp_path)
    capture = captures_of(project)[0][0]
    with project.lock(), pytest.raises(StorageError, match="in use"):
        remove_capture(project, capture)
    assert add_made_capture(project, "other", 12).folder.is_dir()
    assert len(captures_of(project)[0]) == 2


@pytest.mark.data
def test_a_real_clip_becomes_a_capture(
    project: Project, store: WeightStore, real_clip: Callable[[str], Path], tmp_path: Path
) -> None:
    short = cut(real_clip("wall_woman"), tmp_path / "wall.avi", 60)
    bring(project, short, store)
    (found,), _ = captures_of(project)
    assert found.tracks().found.all()
