"""Projects with a small made-up capture, for tests that need one and no engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.capture.cv import cv2
from core.capture.proxy import StripWriter, mask_input, small_mask, small_picture
from core.project.atomic import atomic_write_json
from core.project.captures import CAPTURE_FILE, MASKS_NAME, PROXY_NAME, TRACKS_FILE, Capture
from core.project.project import Project
from core.tracking.tracks import FaceTracks
from core.types import ByteArray
from tests.tracking.heads import SIZE, make_tracks

LOST = (20, 24)
"""Frames [first, last) of a made capture that show no face, if it is so long."""
BLURRED = (30, 34)
WINK = (40, 46)
"""Frames in which the eyes are closed."""


def made_project(folder: Path, frames: int = 60, *, name: str = "Made", captures: int = 1) -> Project:
    """A new project ``folder/name.rafstudio`` with captures of a made-up head, named take-1, take-2 and so on.

    Args:
        folder: where it goes.
        frames: of each capture; LOST shows no face, BLURRED is blurred, in WINK the eyes are closed.
        name: of the project.
        captures: how many.
    """
    project = Project.create(folder / f"{name}.rafstudio", name=name)
    for number in range(1, captures + 1):
        add_made_capture(project, f"take-{number}", frames, seed=number)
    return project


def add_made_capture(project: Project, name: str, frames: int = 60, *, seed: int = 1) -> Capture:
    """Write a capture into a project, as an import would leave it."""
    folder = project.root / "captures" / name
    folder.mkdir(parents=True)
    source = folder / "source.mp4"
    source.write_bytes(b"no real video")
    tracks = made_tracks(frames, seed=seed)
    tracks.save(folder / TRACKS_FILE)
    write_strips(folder, tracks)
    capture = Capture(
        id=name,
        folder=folder,
        name=name.replace("-", " ").capitalize(),
        source=source,
        width=tracks.width,
        height=tracks.height,
        fps=tracks.fps,
        frame_count=len(tracks),
        sha256=f"{seed:064x}",
        added_utc=f"2026-01-01T00:00:{seed:02d}+00:00",
    )
    atomic_write_json(folder / CAPTURE_FILE, capture.facts())
    return capture


def made_tracks(frames: int, *, seed: int = 1) -> FaceTracks:
    """Tracks of a head that turns and talks, with some frames lost, blurred and winking."""
    tracks = make_tracks(frames, noise_px=0.2, seed=seed)
    blendshapes, blur, found = tracks.blendshapes.copy(), tracks.blur.copy(), tracks.found.copy()
    blendshapes[slice(*WINK), 9:11] = 0.9
    blur[slice(*BLURRED)] = 0.9
    found[slice(*LOST)] = False
    landmarks, poses = tracks.landmarks.copy(), tracks.cam_from_head.copy()
    landmarks[~found], poses[~found] = 0.0, np.eye(4)
    return replace(
        tracks,
        blendshapes=blendshapes,
        blur=blur,
        found=found,
        landmarks=landmarks,
        cam_from_head=poses,
        source_sha256=f"{seed:064x}",
    )


def write_strips(folder: Path, tracks: FaceTracks) -> None:
    """Small pictures and masks of every frame: an oval where the head is."""
    with StripWriter(folder, PROXY_NAME) as pictures, StripWriter(folder, MASKS_NAME) as masks:
        for frame in range(len(tracks)):
            image, mask = _drawn(tracks, frame)
            pictures.put(frame, small_picture(image))
            masks.put(frame, small_mask(mask_input(mask), SIZE, SIZE))
        pictures.finish(len(tracks))
        masks.finish(len(tracks))


def _drawn(tracks: FaceTracks, frame: int) -> tuple[ByteArray, ByteArray]:
    image = np.full((SIZE, SIZE, 3), (70, 80, 95), np.uint8)
    mask = np.zeros((SIZE, SIZE), np.uint8)
    if tracks.found[frame]:
        points = tracks.landmarks[frame, :, :2]
        low, high = points.min(axis=0), points.max(axis=0)
        centre = tuple(int(v) for v in (low + high) / 2)
        axes = tuple(int(v) for v in (high - low) * 0.55)
        cv2.ellipse(image, centre, axes, 0, 0, 360, (214, 170, 140), -1)
        cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, -1)
        for x, y in points[::6]:
            cv2.circle(image, (int(x), int(y)), 1, (90, 60, 50), -1)
    return image, mask
