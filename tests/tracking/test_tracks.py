"""Tracks on disk, regions of images, gaze, and the names of what the networks yield."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capture.frames import Frame, SourceInfo
from core.errors import FormatError, ShapeError
from core.events import CancelToken, Emit, Event, Stage
from core.tracking import names
from core.tracking.gaze import gaze_angles
from core.tracking.regions import Region, region_of_landmarks, region_of_points
from core.tracking.track import _track_frames
from core.tracking.tracker import blur_of
from core.tracking.tracks import FaceTracks
from core.weights.store import WeightStore
from tests.tracking.heads import make_tracks


def test_names_are_whole() -> None:
    assert len(names.BLENDSHAPE_NAMES) == len(set(names.BLENDSHAPE_NAMES)) == 52
    assert len(names.BLENDSHAPE_LANDMARKS) == len(set(names.BLENDSHAPE_LANDMARKS)) == 146
    assert max(names.LEFT_IRIS) == 477
    for group in (names.OVAL, names.RIGID, names.LEFT_EYE, names.RIGHT_EYE, names.OUTER_LIPS, names.INNER_LIPS):
        assert len(set(group)) == len(group)
        assert max(group) < 478


def test_round_trip(tmp_path: Path) -> None:
    tracks = make_tracks(7)
    tracks.save(tmp_path / "tracks.safetensors")
    again = FaceTracks.load(tmp_path / "tracks.safetensors")
    for name, value in vars(tracks).items():
        if name == "model":
            assert again.model is not None
            np.testing.assert_array_equal(again.model.basis, value.basis)
        else:
            np.testing.assert_array_equal(getattr(again, name), value)
    assert again.found.dtype == bool


def test_without_a_model(tmp_path: Path) -> None:
    replace(make_tracks(2), model=None).save(tmp_path / "tracks.safetensors")
    assert FaceTracks.load(tmp_path / "tracks.safetensors").model is None


def test_taking_rows() -> None:
    tracks = make_tracks(6)
    some = tracks.take([4, 1])
    np.testing.assert_array_equal(some.frame_index, [4, 1])
    np.testing.assert_array_equal(some.landmarks, tracks.landmarks[[4, 1]])
    assert len(tracks.take(np.zeros(6, bool))) == 0


@pytest.mark.parametrize("damage", ["cut", "flip", "no record", "other kind"])
def test_damage_is_a_format_error(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "tracks.safetensors"
    make_tracks(3).save(path)
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[:-10])
    elif damage == "flip":
        path.write_bytes(whole[:500] + bytes([whole[500] ^ 1]) + whole[501:])
    elif damage == "no record":
        path.with_suffix(".json").unlink()
    else:
        text = path.with_suffix(".json").read_text()
        path.with_suffix(".json").write_text(text.replace("face_tracks", "other"))
    with pytest.raises(FormatError):
        FaceTracks.load(path)


def test_shapes_are_checked() -> None:
    tracks = make_tracks(3)
    with pytest.raises(ShapeError, match="gaze"):
        replace(tracks, gaze=np.zeros((3, 2), np.float32))


@given(st.floats(20, 200), st.floats(-3.0, 3.0), st.floats(50, 150), st.floats(60, 140))
def test_region_corners_and_angle(size: float, angle: float, x: float, y: float) -> None:
    region = Region(x, y, size, angle)
    matrix = region.image_from_unit()
    np.testing.assert_allclose(matrix @ [0.5, 0.5, 1.0], [x, y], atol=1e-9)
    across = matrix @ [1.0, 0.5, 1.0] - matrix @ [0.0, 0.5, 1.0]
    np.testing.assert_allclose(across, [size * np.cos(angle), size * np.sin(angle)], atol=1e-9)


def test_cutting_puts_pixels_where_the_map_says() -> None:
    y, x = np.mgrid[0:100, 0:120].astype(np.float64) + 0.5
    image = np.dstack([x * 2, y * 2, x]).astype(np.uint8)
    region = Region(60.0, 50.0, 64.0, 0.4)
    cut = region.cut(image, 64).astype(np.float64)
    ticks = (np.array([10, 30, 50]) + 0.5) / 64
    for i, v in zip((10, 30, 50), ticks, strict=True):
        for j, u in zip((10, 30, 50), ticks, strict=True):
            at = region.image_from_unit() @ [u, v, 1.0]
            np.testing.assert_allclose(cut[i, j, :2], at * 2, atol=1.5)


def test_region_of_points_is_level_with_the_eyes(rng: np.random.Generator) -> None:
    landmarks = make_tracks(1).landmarks[0]
    region = region_of_landmarks(landmarks)
    unit = np.linalg.inv(np.vstack([region.image_from_unit(), [0, 0, 1]])) @ np.c_[landmarks[:, :2], np.ones(478)].T
    assert abs(unit[1, names.RIGHT_EYE_OUTER] - unit[1, names.LEFT_EYE_OUTER]) < 1e-6
    assert np.ptp(unit[:2], axis=1).max() == pytest.approx(1 / 1.5, abs=1e-6)
    points = rng.normal(size=(9, 2))
    assert region_of_points(points, points[0], points[1], margin=1.0).size > 0


def _eyes(shift: tuple[float, float]) -> np.ndarray:  # type: ignore[type-arg]
    """A frontal face, 200 px wide, whose irises are moved by ``shift`` (right, down in the image)."""
    landmarks = np.zeros((1, 478, 3))
    landmarks[0, [33, 133, 362, 263], 0] = [-90, -30, 30, 90]
    landmarks[0, [234, 454], 0] = [-120, 120]
    landmarks[0, [10, 109, 338], 1] = -150
    for iris, middle in ((468, -60), (473, 60)):
        landmarks[0, iris, :2] = [middle + shift[0], shift[1]]
    return landmarks


def test_gaze_signs_and_symmetry() -> None:
    ahead, left, up = (gaze_angles(_eyes(s))[0] for s in ((0, 0), (8, 0), (0, -8)))
    # the image's right is the subject's left
    assert left[0] > ahead[0] + 0.2
    assert left[2] > ahead[2] + 0.2
    assert up[1] > ahead[1] + 0.2
    assert ahead[0] == pytest.approx(-ahead[2], abs=1e-6)
    assert np.isfinite(gaze_angles(_eyes((500, 0)))).all()
    assert np.isfinite(gaze_angles(np.zeros((1, 478, 3)))).all()


def test_blur_grows_with_blurring(rng: np.random.Generator) -> None:
    from core.capture.cv import cv2

    sharp = cv2.GaussianBlur(rng.integers(0, 255, (256, 256, 3), np.uint8), (0, 0), 1.0)
    scores = [blur_of(cv2.GaussianBlur(sharp, (0, 0), s)) for s in (0.5, 2.0, 6.0)]
    assert 0 < scores[0] < scores[1] < scores[2] < 1
    assert blur_of(np.full((256, 256, 3), 9, np.uint8)) == 1.0


def test_long_tracks_are_read_in_parts_and_equal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracks = make_tracks(50)
    tracks.save(tmp_path / "tracks.safetensors")
    monkeypatch.setattr("core.tracking.tracks._ROWS_AT_ONCE", 16)
    loaded = FaceTracks.load(tmp_path / "tracks.safetensors")
    np.testing.assert_array_equal(loaded.landmarks, tracks.landmarks)
    np.testing.assert_array_equal(loaded.found, tracks.found)
    assert loaded.time_s.dtype == np.float64


def test_a_fetch_of_the_networks_does_not_hide_that_frames_are_tracked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fetching:
        faces_seen = 0

        def __init__(self, *_: object, emit: Emit, **__: object) -> None:
            emit(Stage("fetching face_landmarker"))

        def track(self, image: object) -> None:
            return None

    monkeypatch.setattr("core.tracking.track.FaceTracker", Fetching)
    heard: list[Event] = []
    frame = Frame(0, 0.0, np.zeros((8, 8, 3), np.uint8))
    info = SourceInfo("clip.mp4", 8, 8, 25.0, 1, "0" * 64)
    _track_frames([frame], info, WeightStore(), heard.append, CancelToken(), 1, None)  # type: ignore[arg-type]
    assert [event.name for event in heard if isinstance(event, Stage)] == ["fetching face_landmarker", "tracking"]
