"""Splits, windows and prepared clips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capture.crop import crop_window, cut_window
from core.capture.cv import cv2
from core.capture.edges import clean_edges
from core.capture.prepare import PrepareOptions, prepare_clip
from core.capture.prepared import CLIP_FILE, IMAGES_FILE, PreparedClip, crop_intrinsics, crop_landmarks
from core.capture.split import Holdout, sharp_enough, split_frames
from core.errors import Cancelled, CaptureError, FormatError, InputError
from core.events import CancelToken, Event, Warning, discard
from core.tracking.pose import project
from core.tracking.tracks import FaceTracks
from core.weights.store import WeightStore
from tests.tracking.heads import SIZE, make_tracks


@given(
    T=st.integers(1, 300),
    holdout=st.sampled_from(["blocks", "tail", "none"]),
    fraction=st.floats(0.05, 0.5),
    blocks=st.integers(1, 5),
)
def test_split_is_contiguous_blocks(T: int, holdout: Holdout, fraction: float, blocks: int) -> None:
    split = split_frames(np.ones(T, bool), holdout, fraction=fraction, blocks=blocks)
    assert set(np.unique(split)) <= {0, 1}
    held = split == 1
    runs = int(np.sum(np.diff(np.concatenate([[0], held.astype(int)])) == 1))
    if holdout == "none":
        assert not held.any()
    else:
        assert runs <= (1 if holdout == "tail" else blocks)
        assert abs(int(held.sum()) - T * fraction) <= blocks + 1


def test_tail_is_the_last_third_and_lost_frames_are_left_out() -> None:
    usable = np.ones(100, bool)
    usable[[5, 80]] = False
    split = split_frames(usable, "tail", fraction=0.3, blocks=3)
    assert (split[:70] == 0).sum() == 69
    assert (split[70:] == 1).sum() == 29
    assert split[5] == split[80] == -1


def test_blocks_keep_off_the_ends() -> None:
    split = split_frames(np.ones(100, bool), "blocks", fraction=0.15, blocks=3)
    assert split[0] == split[-1] == 0
    assert (split == 1).sum() == 15


def test_only_much_blurred_frames_are_left_out(rng: np.random.Generator) -> None:
    variance = rng.uniform(80, 120, 100)
    variance[10] = 4.0
    blur = (1.0 / (1.0 + variance / 30.0)).astype(np.float32)
    np.testing.assert_array_equal(np.nonzero(~sharp_enough(blur, np.ones(100, bool)))[0], [10])


def test_options_check_themselves() -> None:
    with pytest.raises(InputError, match="blocks, tail or none"):
        PrepareOptions(holdout="middle")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="held-out share"):
        PrepareOptions(holdout_fraction=1.5)
    assert PrepareOptions(holdout="tail").fraction == 0.3


@pytest.mark.parametrize("window", [(3.0, 5.0, 20.0), (-6.0, -4.0, 60.0), (20.0, 10.0, 30.0)])
def test_cutting_repeats_the_edge(rng: np.random.Generator, window: tuple[float, float, float]) -> None:
    image = rng.integers(0, 255, (40, 44, 3), np.uint8)
    x, y, side = (int(v) for v in window)
    padded = np.pad(image, ((50, 50), (50, 50), (0, 0)), mode="edge")
    np.testing.assert_array_equal(
        cut_window(image, window, side), padded[50 + y : 50 + y + side, 50 + x : 50 + x + side]
    )


def test_intrinsics_and_landmarks_follow_the_crop() -> None:
    tracks = make_tracks(4)
    window = (37.0, 22.0, 150.0)
    points = tracks.model.posed(tracks.blendshapes) if tracks.model else np.zeros((4, 478, 3))
    direct = project(points, tracks.cam_from_head, crop_intrinsics(tracks.K, window, 96))
    full = project(points, tracks.cam_from_head, tracks.K)
    moved = crop_landmarks(np.concatenate([full, full[..., :1]], axis=-1).astype(np.float32), window, 96)
    np.testing.assert_allclose(direct, moved[..., :2], atol=2e-3)


def test_window_is_one_square_around_the_head() -> None:
    tracks = make_tracks(30)
    x, y, side = crop_window(tracks)
    outline = tracks.landmarks[..., :2]
    assert x <= outline[..., 0].min()
    assert x + side >= outline[..., 0].max()
    assert y <= outline[..., 1].min()
    assert y + side >= outline[..., 1].max()
    assert side <= SIZE


def test_window_ignores_lost_frames() -> None:
    tracks = make_tracks(30)
    landmarks, found = tracks.landmarks.copy(), tracks.found.copy()
    landmarks[3], found[3] = 0.0, False
    assert crop_window(replace(tracks, landmarks=landmarks, found=found)) == pytest.approx(crop_window(tracks), abs=8)


def _store_or_skip() -> WeightStore:
    store = WeightStore()
    if not all(s.present for s in store.status() if s.weight.name in ("face_landmarker", "selfie_segmentation")):
        pytest.skip("the face models are not in the weights cache")
    return store


def _prepare(real_clip: Callable[[str], Path], out: Path, **chosen: Any) -> PreparedClip:
    """A short real clip, its end held out."""
    options = PrepareOptions(holdout="tail", **chosen)
    store, cancel = _store_or_skip(), CancelToken()
    return prepare_clip(
        real_clip("shouting_man"), out, size=128, store=store, emit=discard, cancel=cancel, options=options
    )


@pytest.fixture(scope="module")
def prepared(real_clip, tmp_path_factory: pytest.TempPathFactory) -> PreparedClip:  # type: ignore[no-untyped-def]
    return _prepare(real_clip, tmp_path_factory.mktemp("prepared"))


@pytest.mark.data
def test_a_real_clip_is_prepared(prepared: PreparedClip) -> None:
    T = len(prepared)
    assert prepared.images.shape == (T, 128, 128, 3)
    assert prepared.masks.shape == (T, 128, 128)
    assert 0.25 < float((prepared.split == 1).mean()) < 0.35
    points = prepared.tracks.model.posed(prepared.tracks.blendshapes) if prepared.tracks.model else None
    assert points is not None
    error = np.linalg.norm(
        project(points, prepared.tracks.cam_from_head, prepared.K) - prepared.landmarks_px[..., :2], axis=-1
    )
    assert float(np.median(error)) < 1.0
    middle = prepared.landmarks_px[0, 1, :2].astype(int)
    assert prepared.masks[0, middle[1], middle[0]] > 200


@pytest.mark.data
def test_refinements_differ_in_whose_poses_come_from_pictures(real_clip, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    poses = {}
    for refine in ("model", "train"):
        clip = _prepare(real_clip, tmp_path, refine=refine)
        poses[refine] = clip.tracks.cam_from_head
        held = clip.split == 1
    np.testing.assert_array_equal(poses["train"][held], poses["model"][held])
    assert np.abs(poses["train"] - poses["model"])[~held].max() > 1e-4


@pytest.mark.data
def test_edges_are_unmixed_unless_told_otherwise(  # type: ignore[no-untyped-def]
    prepared: PreparedClip, real_clip, tmp_path: Path
) -> None:
    raw = _prepare(real_clip, tmp_path, clean_edges=False)
    own, share = clean_edges(np.asarray(raw.images[0]), np.asarray(raw.masks[0]))
    np.testing.assert_array_equal(prepared.masks[0], share)
    np.testing.assert_array_equal(prepared.images[0], own)
    assert 0.0 < float((share != raw.masks[0]).mean()) < 0.1


def test_a_choice_that_was_not_made_leaves_no_trace() -> None:
    facts = PrepareOptions(clean_edges=False).facts()
    assert "clean_edges" not in facts
    assert "held_out" not in facts
    assert PrepareOptions(held_out=((3, 9),)).facts()["held_out"] == ((3, 9),)
    assert PrepareOptions().picture_ids != PrepareOptions(clean_edges=False).picture_ids


@pytest.mark.data
def test_preparing_again_is_at_once_and_damage_is_noticed(prepared: PreparedClip, real_clip) -> None:  # type: ignore[no-untyped-def]
    def fail(event: Event) -> None:
        raise AssertionError(event)

    options = PrepareOptions(holdout="tail")
    again = prepare_clip(
        real_clip("shouting_man"),
        prepared.folder,
        size=128,
        store=_store_or_skip(),
        emit=fail,
        cancel=CancelToken(),
        options=options,
    )
    np.testing.assert_array_equal(again.tracks.cam_from_head, prepared.tracks.cam_from_head)
    images = prepared.folder / IMAGES_FILE
    whole = images.read_bytes()
    try:
        images.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(FormatError, match="Prepare the clip again"):
            PreparedClip.load(prepared.folder)
    finally:
        images.write_bytes(whole)


@pytest.mark.data
def test_cancel_leaves_nothing_that_counts(real_clip, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    cancel = CancelToken()

    def stop(event: Event) -> None:
        if getattr(event, "name", "") == "cropping and masking":
            cancel.cancel()

    with pytest.raises(Cancelled):
        prepare_clip(real_clip("shouting_man"), tmp_path, size=128, store=_store_or_skip(), emit=stop, cancel=cancel)
    assert not (tmp_path / CLIP_FILE).exists()
    assert not (tmp_path / IMAGES_FILE).exists()


@pytest.mark.data
def test_no_face_and_too_few_frames(faceless_clip: Path, real_clip, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    store = _store_or_skip()
    with pytest.raises(CaptureError, match="No face was found"):
        prepare_clip(faceless_clip, tmp_path / "a", store=store, emit=discard, cancel=CancelToken())
    few = tmp_path / "few"
    few.mkdir()
    capture = cv2.VideoCapture(str(real_clip("shouting_man")))
    for i in range(3):
        cv2.imwrite(str(few / f"{i}.png"), capture.read()[1])
    with pytest.raises(CaptureError, match=r"too few frames.*3 frames.*at least 24"):
        prepare_clip(few, tmp_path / "b", store=store, emit=discard, cancel=CancelToken())


@pytest.mark.data
def test_two_faces_warn_and_the_larger_is_kept(real_clip, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from core.capture.frames import open_source
    from core.tracking.track import track_source

    both = tmp_path / "both"
    both.mkdir()
    first, second = (cv2.VideoCapture(str(real_clip(n))) for n in ("shouting_man", "calm_child"))
    for i in range(20):
        right = cv2.resize(second.read()[1], (300, 300))
        left = first.read()[1]
        cv2.imwrite(str(both / f"{i}.jpg"), np.hstack([left, np.pad(right, ((0, 212), (0, 0), (0, 0)))]))
    events: list[Event] = []
    tracks = track_source(open_source(both), store=_store_or_skip(), emit=events.append, cancel=CancelToken())
    assert any(isinstance(e, Warning) and "2 faces" in e.message for e in events)
    assert tracks.found.all()
    assert (tracks.landmarks[:, 1, 0] < 512).all()


def rows_equal(a: FaceTracks, b: FaceTracks) -> npt.NDArray[np.bool_]:
    return np.asarray(np.all(a.landmarks == b.landmarks, axis=(1, 2)))


@pytest.mark.data
def test_tracking_resumes_and_is_cached(real_clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from core.capture.frames import open_source
    from core.tracking import track

    monkeypatch.setattr(track, "_PART_FRAMES", 10)
    store, clip = _store_or_skip(), real_clip("calm_child")
    cancel, seen = CancelToken(), []

    class Stopping:
        def __init__(self) -> None:
            self._inner = open_source(clip)
            self.info = self._inner.info

        def iterate(self, start: int):  # type: ignore[no-untyped-def]
            for frame in self._inner.iterate(start):  # type: ignore[attr-defined]
                seen.append(frame.index)
                if frame.index == 25:
                    cancel.cancel()
                yield frame

    arguments = {"store": store, "emit": discard, "cache": tmp_path}
    with pytest.raises(Cancelled):
        track.track_source(Stopping(), cancel=cancel, **arguments)  # type: ignore[arg-type]
    seen.clear()
    cancel = CancelToken()
    resumed = track.track_source(Stopping(), cancel=CancelToken(), **arguments)  # type: ignore[arg-type]
    assert seen[0] == 20
    whole = track.track_source(open_source(clip), store=store, emit=discard, cancel=CancelToken())
    assert rows_equal(resumed, whole).all()
    seen.clear()
    track.track_source(Stopping(), cancel=CancelToken(), **arguments)  # type: ignore[arg-type]
    assert not seen
