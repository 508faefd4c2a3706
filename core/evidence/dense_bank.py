"""A bank of any size without pictures: people who are moved but not drawn, measured as a tracker would see them.

Drawing and tracking 300,000 expressions would take two cores hours. What retrieval asks of a bank is its
descriptors alone, and those of synthetic people follow from where their landmarks truly are. A tracker sees less and
differently, so what it saw of the people of a bank that was drawn and tracked teaches how to bring true descriptors
into its terms: a linear map, an error that stays with a person, and one that changes from frame to frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bank.extract import distinct_rows
from core.bank.records import ExtractedSource
from core.bank.store import DEFAULT_MIN_DISTANCE, ExpressionBank
from core.bank.thumbnails import encode_jpeg
from core.bank.writer import BankWriter
from core.errors import InputError
from core.events import CancelToken, Emit, Progress, discard
from core.expression.encoder import ExpressionEncoder, get_encoder
from core.synthesis.geometry import build_surfaces, gaze_from_actions
from core.synthesis.person import sample_person
from core.synthesis.sequences import wide
from core.synthesis.truth import ACTED, SCORED, ClipTruth, exact_model
from core.types import FloatArray

Array = npt.NDArray[Any]
PERSON_S, PERSON_FPS = 18.0, 10.0
TAUGHT_SEED = 2000
"""Of the first person of the bank that comes with the program; the others count on."""
FIRST_SEED = 40_000
LEARNT_FROM = 60
"""People of the tracked bank that the map is learnt on."""
RIDGE = 1e-2
DISTANCE_M, FOCAL_PX, SIDE_PX = 0.6, 600.0, 512


@dataclass(frozen=True)
class TrackersView:
    """How a tracker's descriptors follow from true ones: ``true @ matrix + offset`` and two errors.

    Attributes:
        matrix: [D, D];  offset: [D].
        of_person: a factor of the covariance of what is off in all frames of a person, [D, D].
        of_frame: the same of what changes from frame to frame, [D, D].
        explained: share of the tracked descriptors' variance that the map foretells, over all channels.
    """

    matrix: FloatArray
    offset: FloatArray
    of_person: FloatArray
    of_frame: FloatArray
    explained: float

    def seen(self, true: FloatArray, rng: np.random.Generator) -> FloatArray:
        """One person's true descriptors [T, D] as a tracker would give them."""
        D = len(self.offset)
        off = self.of_person @ rng.standard_normal(D) + rng.standard_normal((len(true), D)) @ self.of_frame.T
        return np.asarray(true @ self.matrix + self.offset + off, np.float32)


def learn_view(bank: ExpressionBank, encoder: ExpressionEncoder, people: int) -> TrackersView:
    """Learn it from a bank of synthetic people whose ``wide`` performances were drawn and tracked.

    Args:
        bank: the one that comes with the program; entries name person and frame.
        encoder: the bank's.
        people: so many of its people, from the first.
    Raises:
        InputError: the bank's sources are not the people of that seed.
    """
    true, seen, owner = [], [], []
    for number, source in enumerate(bank.sources[:people]):
        mine = bank.source_ids == source.id
        frames = np.array([bank.entry(int(i)).frame_index for i in bank.ids[mine]])
        everything = true_descriptors(_number_of(source.person) + TAUGHT_SEED - 1, encoder)
        if len(everything) <= frames.max(initial=0):
            raise InputError(f"'{source.name}' is no synthetic person's clip", got=f"frame {frames.max(initial=0)}")
        true.append(everything[frames])
        seen.append(bank.descriptors[mine])
        owner.append(np.full(len(frames), number))
    if not true:
        raise InputError("The bank has nobody to learn from")
    return _fitted(np.concatenate(true), np.concatenate(seen), np.concatenate(owner))


def true_descriptors(seed: int, encoder: ExpressionEncoder) -> FloatArray:
    """What a perfect tracker would have measured of a bank's person, [T, D]."""
    tracks = _truth(seed).tracks()
    return encoder.encode(tracks, encoder.neutral(tracks))


def make_dense_bank(
    out: Path,
    tracked: Path,
    entries: int,
    *,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> Path:
    """Write a bank of people who are nobody else's in the experiment.

    Args:
        out: the new bank's folder; must not be there.
        tracked: the bank to learn the tracker's view from.
        entries: so many at least; the last person's are not cut off.
    Returns:
        ``out``.
    Raises:
        StorageError: there is a bank already, or the folder cannot be written.
        Cancelled: what was added stays; take it away before the next try.
    """
    with ExpressionBank.open(tracked) as bank:
        encoder = get_encoder(bank.meta.encoder_id)
        view = learn_view(bank, encoder, LEARNT_FROM)
    ExpressionBank.create(out, encoder).close()
    picture = encode_jpeg(np.full((8, 8, 3), 128, np.uint8))
    done = 0
    with BankWriter(out) as writer:
        for source in _people(encoder, view, picture):
            if cancel is not None:
                cancel.check()
            writer.add_source(source)
            done += len(source.frame_index)
            emit(Progress(min(done, entries), entries, "faces"))
            if done >= entries:
                break
    return out


def _people(encoder: ExpressionEncoder, view: TrackersView, picture: bytes) -> Iterator[ExtractedSource]:
    seed = FIRST_SEED
    while True:
        tracks = _truth(seed).tracks()
        neutral = encoder.neutral(tracks)
        descriptors = view.seen(encoder.encode(tracks, neutral), np.random.default_rng([91, seed]))
        kept = distinct_rows(descriptors, DEFAULT_MIN_DISTANCE)
        T, N = len(descriptors), len(kept)
        yield ExtractedSource(
            person=f"Synthetic person {seed}",
            name=f"{seed}.mp4",
            sha256=f"{seed:064x}",
            licence="CC0-1.0",
            width=SIDE_PX,
            height=SIDE_PX,
            fps=PERSON_FPS,
            frames=T,
            faces=T,
            tracker_id=tracks.tracker_id,
            neutral=neutral,
            frame_index=kept.astype(np.int32),
            time_s=kept / PERSON_FPS,
            angles=np.zeros((N, 3), np.float32),
            descriptors=descriptors[kept],
            thumbnails=(picture,) * N,
        )
        seed += 1


def _truth(seed: int) -> ClipTruth:
    """A person's wide performance, the head held still before a camera."""
    performance = wide(seed, PERSON_S, fps=PERSON_FPS)
    model = exact_model(build_surfaces(sample_person(seed), smooth=False))
    actions = np.asarray(performance.actions, np.float32)
    points = model.shape + np.einsum("tk,kni->tni", actions[:, ACTED], model.basis[SCORED])
    pose = np.diag([1.0, -1.0, -1.0, 1.0]).astype(np.float32)
    pose[2, 3] = DISTANCE_M
    K = np.array([[FOCAL_PX, 0, SIDE_PX / 2], [0, FOCAL_PX, SIDE_PX / 2], [0, 0, 1]], np.float32)
    return ClipTruth(
        K=K,
        cam_from_world=np.eye(4, dtype=np.float32),
        cam_from_head=np.repeat(pose[None], len(actions), axis=0),
        actions=actions,
        gaze=gaze_from_actions(actions),
        landmarks=(points @ pose[:3, :3].T + pose[:3, 3]).astype(np.float32),
        model=model,
        width=SIDE_PX,
        height=SIDE_PX,
        fps=performance.fps,
        source_sha256=f"{seed:064x}",
    )


def _fitted(true: FloatArray, seen: FloatArray, owner: Array) -> TrackersView:
    x, y = true.astype(np.float64), seen.astype(np.float64)
    x_mean, y_mean = x.mean(axis=0), y.mean(axis=0)
    x, y = x - x_mean, y - y_mean
    matrix = np.linalg.solve(x.T @ x + RIDGE * len(x) * np.diag(x.var(axis=0)), x.T @ y)
    off = y - x @ matrix
    of_person = np.stack([off[owner == p].mean(axis=0) for p in np.unique(owner)])
    of_frame = off - of_person[np.searchsorted(np.unique(owner), owner)]
    return TrackersView(
        matrix.astype(np.float32),
        (y_mean - x_mean @ matrix).astype(np.float32),
        _factor(of_person),
        _factor(of_frame),
        float(1 - (off**2).sum() / (y**2).sum()),
    )


def _factor(rows: Array) -> FloatArray:
    """A matrix whose product with standard normal numbers has the rows' covariance."""
    values, vectors = np.linalg.eigh(np.cov(rows, rowvar=False))
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)), np.float32)


def _number_of(person: str) -> int:
    number = person.rpartition(" ")[2]
    if not number.isdigit():
        raise InputError(f"'{person}' is no synthetic person of the enclosed bank", expected="a name with a number")
    return int(number)
