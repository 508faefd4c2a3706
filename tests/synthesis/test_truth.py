"""The exact truth: maps, landmarks and cameras agree with each other and with the pictures."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.capture.prepared import PreparedClip
from core.errors import FormatError, InputError
from core.project.captures import PictureStrip
from core.synthesis.capture import ClipOptions, prepare_from_truth, truth_folder, write_clip
from core.synthesis.draw import project
from core.synthesis.landmarks import landmark_points
from core.synthesis.performance import perform, pose
from core.synthesis.person import sample_person
from core.synthesis.render import Moment, PersonRenderer
from core.synthesis.rig import RigOptions, rig_cameras, write_rig
from core.synthesis.scene import apply
from core.synthesis.sensor import PHONE, Sensor
from core.synthesis.truth import MAPS, TRUTH_FILE, ClipTruth, read_depth, read_mask, read_normals
from core.tracking.names import LEFT_EYE_OUTER, RIGHT_EYE_OUTER

SIZE, FRAMES = 128, 4
NOSE_TIP, LIP_UPPER_INNER, LIP_LOWER_INNER = 1, 13, 14


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, synthetic_seed: int) -> Path:
    performance = perform(synthetic_seed, FRAMES / 10, fps=10, script=("laugh",))
    out = tmp_path_factory.mktemp("truth") / "clip.mp4"
    return write_clip(
        sample_person(synthetic_seed), performance, out, options=ClipOptions(SIZE, sensor=PHONE, maps=MAPS)
    )


def test_maps_agree_with_landmarks(clip: Path) -> None:
    truth, folder = ClipTruth.load(truth_folder(clip)), truth_folder(clip)
    assert len(truth) == FRAMES
    for frame in range(FRAMES):
        mask, depth, normals = read_mask(folder, frame), read_depth(folder, frame), read_normals(folder, frame)
        assert ((depth > 0) == (mask > 0)).mean() > 0.999
        seen = depth > 0
        assert np.percentile(np.abs(np.linalg.norm(normals[seen], axis=1) - 1), 99) < 0.03
        assert (normals[seen][:, 2] < 0.1).mean() > 0.99  # what is seen faces the camera, which looks along +z
        tip = truth.landmarks[frame, NOSE_TIP]
        x, y = project(truth.camera, tip[None])[0]
        assert depth[int(y), int(x)] == pytest.approx(float(tip[2]), abs=0.004)


def test_tracks_are_what_a_perfect_tracker_would_say(clip: Path) -> None:
    truth = ClipTruth.load(truth_folder(clip))
    tracks = truth.tracks()
    assert tracks.found.all()
    posed = truth.model.posed(tracks.blendshapes)
    seen = np.einsum("tij,tnj->tni", tracks.cam_from_head[:, :3, :3], posed) + tracks.cam_from_head[:, None, :3, 3]
    assert np.abs(seen - truth.landmarks)[:, :468].max() < 1e-3
    corners = truth.model.shape[[LEFT_EYE_OUTER, RIGHT_EYE_OUTER]]
    assert abs(np.linalg.norm(corners[0] - corners[1]) - 0.09) < 0.008
    assert corners[0, 0] > 0.03


def test_a_prepared_clip_comes_from_the_truth(clip: Path, tmp_path: Path) -> None:
    made = prepare_from_truth(clip, tmp_path / "prepared", name="Somebody")
    loaded = PreparedClip.load(tmp_path / "prepared")
    assert len(loaded) == FRAMES
    assert loaded.size == SIZE
    assert loaded.name == made.name == "Somebody"
    assert (loaded.masks[0] == read_mask(truth_folder(clip), 0)).all()
    tip = loaded.landmarks_px[0, NOSE_TIP]
    assert 0.4 * SIZE < tip[0] < 0.6 * SIZE


def test_truth_of_another_or_damaged_clip_is_refused(clip: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(clip.read_bytes() + b"x")
    truth_folder(other).mkdir()
    for path in truth_folder(clip).iterdir():
        (truth_folder(other) / path.name).write_bytes(path.read_bytes())
    with pytest.raises(FormatError, match="another clip"):
        prepare_from_truth(other, tmp_path / "a")
    (truth_folder(other) / TRUTH_FILE).write_bytes(b"broken")
    with pytest.raises(FormatError):
        ClipTruth.load(truth_folder(other))
    with pytest.raises(FormatError):
        prepare_from_truth(tmp_path / "none.mp4", tmp_path / "a")


def test_lips_and_irises_are_told_apart(renderer: PersonRenderer) -> None:
    points = landmark_points(renderer.surfaces)
    closed, opened = (
        points.at(renderer.render(Moment(pose({"jawOpen": v}))).vertices)[[LIP_UPPER_INNER, LIP_LOWER_INNER], 1]
        for v in (0.0, 0.8)
    )
    assert opened[1] - opened[0] > closed[1] - closed[0] + 0.012  # y points down
    at = project(renderer.camera, points.at(renderer.render(Moment(np.zeros(52, np.float32))).vertices))
    for iris, outer in ((468, RIGHT_EYE_OUTER), (473, LEFT_EYE_OUTER)):
        assert abs(at[iris, 1] - at[outer, 1]) < 0.02 * renderer.size
        right, up, left, down = at[iris + 1 : iris + 5]
        assert right[0] > at[iris, 0] > left[0]
        assert up[1] < at[iris, 1] < down[1]


def test_rig_cameras_surround_the_head() -> None:
    cameras = rig_cameras()
    assert len(cameras) == 16
    centres = []
    for camera in cameras.values():
        rotation = camera.cam_from_world[:3, :3]
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-5)
        assert np.linalg.det(rotation) == pytest.approx(1.0, abs=1e-5)
        head = apply(camera.cam_from_world, np.array([[0.0, -0.02, 0.52]]))
        x, y = project(camera, head)[0]
        assert 0.3 * camera.width < x < 0.7 * camera.width
        assert 0.3 * camera.height < y < 0.7 * camera.height
        assert rotation[1] @ np.array([0, 1, 0]) > 0.8  # upright
        centres.append(-rotation.T @ camera.cam_from_world[:3, 3])
    assert np.ptp(np.array(centres)[:, 0]) > 1.2


def test_a_rig_records_one_moment_from_all_sides(tmp_path: Path, synthetic_seed: int) -> None:
    options = RigOptions(width=96, height=128, cameras=4)
    performance = perform(synthetic_seed, 0.2, fps=10, script=("smile",))
    folder = write_rig(sample_person(synthetic_seed), performance, tmp_path / "022", "EMO-1-joy", options=options)
    calibration = json.loads((tmp_path / "022" / "calibration" / "camera_params.json").read_text())
    serials = sorted(calibration["world_2_cam"])
    assert len(serials) == 4
    assert np.shape(calibration["intrinsics"]) == (3, 3)
    in_world = []
    for serial in serials:
        video = cv2.VideoCapture(str(folder / "images" / f"cam_{serial}.mp4"))
        assert video.get(cv2.CAP_PROP_FRAME_COUNT) == len(performance)
        truth = ClipTruth.load(folder / "truth" / f"cam_{serial}")
        np.testing.assert_allclose(truth.cam_from_world, calibration["world_2_cam"][serial], atol=1e-6)
        in_world.append(apply(np.linalg.inv(truth.cam_from_world), truth.landmarks[1]))
        assert len(PictureStrip.open(folder / "truth" / f"cam_{serial}", "depth")) == len(performance)
    assert np.abs(np.stack(in_world) - in_world[0]).max() < 1e-4
    assert not list((tmp_path / "022" / "sequences").glob(".*"))


def test_impossible_rigs_and_sensors_are_refused(tmp_path: Path, synthetic_seed: int) -> None:
    with pytest.raises(InputError, match="1 to 16"):
        RigOptions(cameras=17)
    with pytest.raises(InputError, match="even"):
        RigOptions(width=95)
    with pytest.raises(InputError, match="vignette"):
        Sensor(vignette=2.0)
    with pytest.raises(InputError, match="plain name"):
        write_rig(sample_person(synthetic_seed), perform(1, 0.2, fps=10), tmp_path, "../up")


def test_a_sensor_adds_what_it_says() -> None:
    grey = np.full((96, 96, 3), 128, np.uint8)
    clean = Sensor(read_noise=0.0).expose(grey, np.random.default_rng(0))
    assert (clean == 128).all()
    noisy = Sensor(read_noise=2.0).expose(grey, np.random.default_rng(0))
    assert noisy.astype(float).std() == pytest.approx(2.0, rel=0.1)
    assert (noisy == Sensor(read_noise=2.0).expose(grey, np.random.default_rng(0))).all()
    dark = Sensor(read_noise=0.0, vignette=0.5).expose(grey, np.random.default_rng(0))
    assert dark[0, 0, 0] < 0.6 * dark[48, 48, 0]
    shot = Sensor(read_noise=0.0, shot_noise=0.3)
    spread = [shot.expose(np.full_like(grey, v), np.random.default_rng(0)).astype(float).std() for v in (20, 180)]
    assert spread[1] > 2 * spread[0]
