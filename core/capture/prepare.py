"""Preparing a clip for training: track it, choose frames and a window, write cropped frames and masks to disk.

Two passes over the source, one frame in memory at a time: the first tracks, the second cuts. A long video is thinned
evenly to ``max_frames``. The result is found again by the source's SHA-256 and the options.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.capture.crop import crop_window, cut_window
from core.capture.edges import EDGES_ID, clean_edges
from core.capture.frames import Frame, FrameSource, open_source
from core.capture.prepared import (
    CLIP_FILE,
    IMAGES_FILE,
    MASKS_FILE,
    SCHEMA_VERSION,
    TRACKS_FILE,
    TRAIN,
    PreparedClip,
    crop_intrinsics,
    crop_landmarks,
)
from core.capture.split import Holdout, sharp_enough, split_by_spans, split_frames
from core.errors import CaptureError, FormatError, InputError
from core.events import CancelToken, Emit, Progress, Stage, Warning
from core.project.atomic import atomic_path, atomic_write_json
from core.tracking.fit import fit_landmark_model
from core.tracking.mask import MASK_ID, PersonMask
from core.tracking.photometric import PICTURES_ID, Footage, refine_by_pictures
from core.tracking.pose import DEFAULT_FOCAL, default_intrinsics
from core.tracking.shape import LandmarkModel
from core.tracking.track import POSE_ID, track_source, with_poses
from core.tracking.tracker import TRACKER_ID
from core.tracking.tracks import FaceTracks
from core.types import BoolArray
from core.weights.store import WeightStore

MIN_FRAMES = 24
_PROGRESS_EVERY = 25
_SIZES = range(64, 2049)
_REFINEMENTS = ("all", "train", "model", "off")


@dataclass(frozen=True)
class PrepareOptions:
    """How a clip is prepared.

    Attributes:
        max_frames: longer clips are thinned evenly to this many frames.
        holdout: 'blocks' holds out contiguous blocks, 'tail' the last frames, 'none' nothing.
        holdout_fraction: of the frames held out in total; by default 0.15 for blocks and 0.3 for the tail.
        holdout_blocks: how many blocks.
        min_frames: fewer frames with a face are an error.
        refine: refine head poses by the pictures (see tracking.photometric): in the 'train' frames only; in 'all'
            frames; in none, but with the 'model' that the pictures taught, so that landmarks alone give every pose, as
            in live use, without the lean that comes with expressions; or 'off'. Off by default: an avatar trained on
            the poses that it will be driven with misses landmarks by less than one trained in 'train' frames (0.6
            against 0.8 px on another take), though its hair is a little less sharp.
        leave_out_blurred: whether frames much more blurred than the clip's usual are left out.
        leave_out: ranges of source frame numbers [first, last) to leave out, such as pictures with stickers.
        window: x, y and size in source pixels of the square to cut out; found from the face by default.
        focal: assumed focal length in units of the frame's longer side.
        threads: for the networks.
        held_out: ranges of source frame numbers [first, last) to hold out, instead of what ``holdout`` would choose.
        clean_edges: unmix the person from the background at the mask's edge (see capture.edges), so that an avatar does
            not wear the wall as a line round its hair.
    """

    max_frames: int = 2000
    holdout: Holdout = "blocks"
    holdout_fraction: float | None = None
    holdout_blocks: int = 3
    min_frames: int = MIN_FRAMES
    refine: Literal["all", "train", "model", "off"] = "off"
    leave_out_blurred: bool = True
    leave_out: tuple[tuple[int, int], ...] = ()
    window: tuple[float, float, float] | None = None
    focal: float = DEFAULT_FOCAL
    threads: int = 2
    held_out: tuple[tuple[int, int], ...] | None = None
    clean_edges: bool = True

    def __post_init__(self) -> None:
        if self.holdout not in ("blocks", "tail", "none"):
            raise InputError(f"There is no way to hold out called '{self.holdout}'", expected="blocks, tail or none")
        if self.refine not in _REFINEMENTS:
            raise InputError(f"There is no pose refinement called '{self.refine}'", expected=", ".join(_REFINEMENTS))
        if not 0.0 <= self.fraction < 0.9:
            raise InputError("The held-out share is impossible", got=str(self.fraction), expected="0 to 0.9")
        if self.max_frames < 1 or self.holdout_blocks < 1 or self.threads < 1:
            raise InputError("max_frames, holdout_blocks and threads start at 1")

    def facts(self) -> dict[str, Any]:
        """What the result depends on; choices that were not made leave no trace, so that older results stay valid."""
        unmade = {"held_out": None, "clean_edges": False}
        return {key: value for key, value in asdict(self).items() if key not in unmade or value != unmade[key]}

    @property
    def picture_ids(self) -> list[str]:
        """Versions of all that makes the pictures and masks."""
        return [MASK_ID, EDGES_ID] if self.clean_edges else [MASK_ID]

    @property
    def fraction(self) -> float:
        """The held-out share that applies."""
        if self.holdout_fraction is not None:
            return self.holdout_fraction
        return {"blocks": 0.15, "tail": 0.3, "none": 0.0}[self.holdout]


def prepare_clip(
    path: Path | str,
    out_dir: Path | str,
    *,
    size: int = 256,
    store: WeightStore,
    emit: Emit,
    cancel: CancelToken,
    options: PrepareOptions | None = None,
    model: LandmarkModel | None = None,
    tracks: FaceTracks | None = None,
) -> PreparedClip:
    """Prepare a video file or image folder; at once if the same was prepared there before.

    Args:
        path: the source.
        out_dir: the folder for the result. Tracks are cached in it, so a cancelled run goes on where it stopped.
        size: side of the cropped pictures, pixels.
        store: where the networks come from.
        emit: gets stages, progress and warnings.
        cancel: looked at at every frame.
        options: see PrepareOptions.
        model: the person's landmark model when it is known from another clip, so that both share one head space.
        tracks: the face in every frame, when the source was followed before; of another source they are not used.
    Raises:
        CaptureError: unreadable, no face, or too few frames with a face.
        WeightsError: a network cannot be had.
        StorageError: the disk is full.
        Cancelled: the user asked; nothing that counts as prepared is left behind.
    """
    options = options or PrepareOptions()
    if size not in _SIZES:
        raise InputError("The picture size is out of range", got=str(size), expected="64 to 2048 pixels")
    source = open_source(path)
    try:
        if tracks is not None and tracks.source_sha256 != source.info.sha256:
            tracks = None
        return _Preparation(source, Path(out_dir), size, store, emit, cancel, options, model, tracks).run()
    finally:
        source.close()


@dataclass(frozen=True)
class _Preparation:
    """One run of ``prepare_clip``."""

    source: FrameSource
    out: Path
    size: int
    store: WeightStore
    emit: Emit
    cancel: CancelToken
    options: PrepareOptions
    model: LandmarkModel | None
    tracks: FaceTracks | None

    def run(self) -> PreparedClip:
        info, options = self.source.info, self.options
        key = self._key()
        earlier = _earlier(self.out, key)
        if earlier is not None:
            return earlier
        pictures_before = _pictures_of(self.out)
        (self.out / CLIP_FILE).unlink(missing_ok=True)  # from here on the folder does not count as prepared
        tracks = self._track()
        kept = tracks.take(_chosen_rows(tracks, info.name, options))
        window = options.window or crop_window(kept)
        pictures = self._pictures_key(kept, window)
        if pictures != pictures_before:
            self._write_pictures(kept, window)
        split = self._split(kept)
        if options.refine != "off":
            kept = self._refine(kept, window, split)
        kept.save(self.out / TRACKS_FILE)
        facts: dict[str, Any] = {"kind": "prepared_clip", "schema": SCHEMA_VERSION, "key": key, "name": info.name}
        facts |= {"size": self.size, "crop": list(window), "split": split.tolist(), "source_sha256": info.sha256}
        atomic_write_json(self.out / CLIP_FILE, facts | {"pictures": pictures, "options": options.facts()})
        return PreparedClip.load(self.out)

    def _key(self) -> str:
        """What the result depends on, hashed."""
        parts: dict[str, Any] = {"source": self.source.info.sha256, "size": self.size, "options": self.options.facts()}
        parts |= {"ids": [TRACKER_ID, POSE_ID, PICTURES_ID, *self.options.picture_ids], "schema": SCHEMA_VERSION}
        digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
        if self.model is not None:
            for array in self.model.to_arrays().values():
                digest.update(array.tobytes())
        return digest.hexdigest()

    def _pictures_key(self, kept: FaceTracks, window: tuple[float, float, float]) -> str:
        """What the pictures and masks depend on, hashed: a changed split or neutral cuts and masks nothing again."""
        parts: list[Any] = [self.source.info.sha256, self.size, [int(v) for v in window]]
        parts += [*self.options.picture_ids, kept.frame_index.tolist()]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _split(self, kept: FaceTracks) -> npt.NDArray[np.int8]:
        options, usable = self.options, _usable(kept, self.options)
        if options.held_out is not None:
            return split_by_spans(usable, kept.frame_index, options.held_out)
        return split_frames(usable, options.holdout, fraction=options.fraction, blocks=options.holdout_blocks)

    def _track(self) -> FaceTracks:
        if self.tracks is not None:
            return _solved_for(self.tracks, self.options.focal, self.model)
        return track_source(
            self.source,
            store=self.store,
            emit=self.emit,
            cancel=self.cancel,
            threads=self.options.threads,
            model=self.model,
            cache=self.out / "cache",
            focal=self.options.focal,
        )

    def _write_pictures(self, kept: FaceTracks, window: tuple[float, float, float]) -> None:
        """The second pass: decode, cut, mask, unmix, into two arrays on disk that are renamed when whole."""
        self.emit(Stage("cropping and masking", 2, 4))
        mask = PersonMask(self.store, self.options.threads, emit=self.emit, cancel=self.cancel)
        T, S = len(kept), self.size
        with atomic_path(self.out / IMAGES_FILE) as images_path, atomic_path(self.out / MASKS_FILE) as masks_path:
            images = np.lib.format.open_memmap(images_path, mode="w+", dtype=np.uint8, shape=(T, S, S, 3))
            masks = np.lib.format.open_memmap(masks_path, mode="w+", dtype=np.uint8, shape=(T, S, S))
            for row, frame in _wanted(self.source, kept):
                self.cancel.check()
                picture = cut_window(frame.image, window, S)
                share = mask(picture)
                images[row], masks[row] = clean_edges(picture, share) if self.options.clean_edges else (picture, share)
                if row % _PROGRESS_EVERY == 0:
                    self.emit(Progress(row, T, "frames"))
            images.flush()
            masks.flush()
        self.emit(Progress(T, T, "frames"))

    def _refine(self, kept: FaceTracks, window: tuple[float, float, float], split: npt.NDArray[np.int8]) -> FaceTracks:
        """Refine the poses by the pictures on disk; the average picture and the model see train frames alone."""
        self.emit(Stage("refining head poses", 3, 4))
        rows = np.nonzero(kept.found)[0]
        footage = Footage(
            images=np.load(self.out / IMAGES_FILE, mmap_mode="r"),
            masks=np.load(self.out / MASKS_FILE, mmap_mode="r"),
            frames=rows,
            K=crop_intrinsics(kept.K, window, self.size).astype(np.float64),
            landmarks=crop_landmarks(kept.landmarks[rows], window, self.size).astype(np.float64),
            blendshapes=kept.blendshapes[rows].astype(np.float64),
            poses=kept.cam_from_head[rows].astype(np.float64),
            train=split[rows] == TRAIN,
        )
        known = self.model if self.model is not None else fit_landmark_model(kept, split == TRAIN)
        refined = refine_by_pictures(
            footage, known, keep_model=self.model is not None, threads=self.options.threads, tick=self._tick
        )
        if refined is None:
            self.emit(Warning("Too little of the head is in view to refine its poses; landmarks alone give them."))
            return with_poses(kept, known)
        by_pictures, model = refined
        result = with_poses(kept, model)
        poses = result.cam_from_head.copy()
        everything, nothing = np.ones(len(rows), bool), np.zeros(len(rows), bool)
        chosen = {"all": everything, "train": footage.train, "model": nothing}[self.options.refine]
        poses[rows[chosen]] = by_pictures[chosen]
        return replace(result, cam_from_head=poses)

    def _tick(self, done: int, total: int) -> None:
        self.cancel.check()
        self.emit(Progress(done, total, "alignments"))


def _solved_for(tracks: FaceTracks, focal: float, model: LandmarkModel | None) -> FaceTracks:
    """Known tracks with the poses that a focal length and a landmark model give; the same where nothing differs."""
    K = default_intrinsics(tracks.width, tracks.height, focal)
    same_camera = np.allclose(K, tracks.K)
    if same_camera and model is None and tracks.model is not None:
        return tracks
    tracks = replace(tracks, K=K)
    return with_poses(tracks, model if model is not None else fit_landmark_model(tracks))


def _pictures_of(out: Path) -> str:
    """The key of the pictures that stand in a folder, or empty."""
    try:
        clip = PreparedClip.load(out)
        return str(json.loads((out / CLIP_FILE).read_text()).get("pictures", "")) if len(clip) else ""
    except (OSError, ValueError, FormatError):
        return ""


def _earlier(out: Path, key: str) -> PreparedClip | None:
    try:
        facts = json.loads((out / CLIP_FILE).read_text())
        return PreparedClip.load(out) if isinstance(facts, dict) and facts.get("key") == key else None
    except (OSError, ValueError, FormatError):
        return None


def _chosen_rows(tracks: FaceTracks, name: str, options: PrepareOptions) -> list[int]:
    """Rows to keep, evenly over time, lost frames included so that blocks stay contiguous in time."""
    found = int(tracks.found.sum())
    if found < options.min_frames:
        raise CaptureError(
            f"{name} shows a face in too few frames",
            got=f"{found} frames",
            expected=f"at least {options.min_frames}",
            next_step="Record a longer clip with the face upright and in view.",
        )
    first, last = np.nonzero(tracks.found)[0][[0, -1]]
    if last - first >= options.max_frames:  # thinned: spend no rows on what is cut off at the ends
        wanted = np.nonzero(tracks.found & ~_left_out(tracks, options))[0]
        first, last = wanted[[0, -1]] if len(wanted) else (first, last)
    count = min(options.max_frames, int(last - first) + 1)
    return [int(row) for row in np.linspace(first, last, count).round()]


def _usable(kept: FaceTracks, options: PrepareOptions) -> BoolArray:
    usable = kept.found.copy()
    if options.leave_out_blurred:
        usable &= sharp_enough(kept.blur, kept.found)
    return usable & ~_left_out(kept, options)


def _left_out(tracks: FaceTracks, options: PrepareOptions) -> BoolArray:
    left_out = np.zeros(len(tracks), bool)
    for first, last in options.leave_out:
        left_out |= (tracks.frame_index >= first) & (tracks.frame_index < last)
    return left_out


def _wanted(source: FrameSource, kept: FaceTracks) -> Iterator[tuple[int, Frame]]:
    row_of = {int(index): row for row, index in enumerate(kept.frame_index)}
    for frame in source:
        row = row_of.pop(frame.index, None)
        if row is not None:
            yield row, frame
        if not row_of:
            return
