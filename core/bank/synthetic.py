"""Made-up banks of any size, for measuring: drawn faces, and expressions like those of real ones. Heavy: OpenCV.

The descriptors have the statistics that matter for searching and maps (a few strong directions, people apart from each
other, clips that wander); the resting faces are placeholders, so that no picture can be measured against such a bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from core.bank.records import ExtractedSource
from core.bank.store import ExpressionBank
from core.bank.thumbnails import THUMBNAIL_PX, encode_jpeg
from core.bank.writer import BankWriter
from core.capture.cv import cv2
from core.errors import InputError
from core.expression.encoder import DEFAULT_ENCODER, ExpressionEncoder, get_encoder
from core.expression.neutral import Neutral
from core.types import ByteArray

Array: TypeAlias = npt.NDArray[Any]
LATENT = 6
MOUTHS, GAZES = 5, 5
"""Pictures of one person: steps of the mouth's opening times steps of the head's turn."""
TURN_RAD = 0.6


@dataclass(frozen=True)
class SyntheticBank:
    """How large a made-up bank is.

    Attributes:
        entries: faces, spread over the people.
        persons: people.
        sources_per_person: clips of each.
        seed: the same seed gives the same bank.
        encoder_id: whose channels the descriptors have.
    """

    entries: int = 100_000
    persons: int = 200
    sources_per_person: int = 2
    seed: int = 0
    encoder_id: str = DEFAULT_ENCODER

    def __post_init__(self) -> None:
        if min(self.entries, self.persons, self.sources_per_person) < 1:
            raise InputError("A bank needs at least one face, person and source", got=str(self))


def make_synthetic_bank(path: Path | str, options: SyntheticBank | None = None) -> Path:
    """Write a made-up bank; 100,000 faces take some 3 seconds and 400 MB.

    Args:
        path: the bank's folder, ``name.rafbank``; must not be there.
        options: see SyntheticBank.
    Returns:
        The folder.
    Raises:
        StorageError: there is a bank already, or the folder cannot be written.
    """
    options, folder = options or SyntheticBank(), Path(path)
    rng = np.random.default_rng(options.seed)
    encoder = get_encoder(options.encoder_id)
    ExpressionBank.create(folder, encoder).close()
    mixing = rng.normal(0, 1, (LATENT, len(encoder.channels))) * (0.6 ** np.arange(LATENT))[:, None]
    count = options.persons * options.sources_per_person
    sizes = np.diff(np.linspace(0, options.entries, count + 1).round().astype(int)).tolist()
    with BankWriter(folder) as writer:
        for person in range(options.persons):
            pictures = _pictures(rng)
            style = rng.normal(0, 0.25, LATENT)
            for number in range(options.sources_per_person):
                serial = person * options.sources_per_person + number
                if sizes[serial]:
                    writer.add_source(_source(rng, encoder, mixing, style, pictures, (person, number, sizes[serial])))
    return folder


def _source(
    rng: np.random.Generator,
    encoder: ExpressionEncoder,
    mixing: npt.NDArray[np.float64],
    style: npt.NDArray[np.float64],
    pictures: list[bytes],
    which: tuple[int, int, int],
) -> ExtractedSource:
    person, number, count = which
    latent = _wander(rng, count, LATENT) + style
    noise = rng.normal(0, 0.06, (count, len(encoder.channels)))
    angles = (_wander(rng, count, 3) * [0.25, 0.15, 0.08]).clip(-1.0, 1.0)
    mouth = np.clip((latent[:, 0] + 2) / 4 * MOUTHS, 0, MOUTHS - 1).astype(int)
    turn = np.clip((angles[:, 0] / TURN_RAD + 1) / 2 * GAZES, 0, GAZES - 1).astype(int)
    return ExtractedSource(
        person=f"Person {person:03d}",
        name=f"person{person:03d}_{number}.mp4",
        sha256=f"{person * 1000 + number:064x}",
        licence="made up",
        width=640,
        height=480,
        fps=25.0,
        frames=2 * count,
        faces=count,
        tracker_id="synthetic",
        neutral=Neutral(encoder.id, encoder.version, np.zeros(1, np.float32)),
        frame_index=np.arange(count, dtype=np.int32) * 2,
        time_s=np.arange(count, dtype=np.float64) * 0.08,
        angles=angles.astype(np.float32),
        descriptors=(0.2 * latent @ mixing + noise).astype(np.float32),
        thumbnails=tuple(pictures[m * GAZES + t] for m, t in zip(mouth, turn, strict=True)),
    )


def _wander(rng: np.random.Generator, count: int, width: int) -> npt.NDArray[np.float64]:
    """Smooth curves of about unit spread, as a talking face goes through expressions, [count, width]."""
    steps = max(2, count // 12)
    knots = rng.standard_t(4, (steps, width)) * 0.8
    places = np.linspace(0, steps - 1, count)
    return np.stack([np.interp(places, np.arange(steps), knots[:, i]) for i in range(width)], axis=1)


def _pictures(rng: np.random.Generator) -> list[bytes]:
    """One person's drawn faces: a row of turns for each opening of the mouth."""
    skin = np.array([1.0, 0.78, 0.64]) * rng.uniform(90, 235)
    hair, back = rng.integers(20, 120, 3), rng.integers(40, 200, 3)
    openings, turns = np.linspace(0, 1, MOUTHS), np.linspace(-1, 1, GAZES)
    return [encode_jpeg(_face(skin, hair, back, float(m), float(t))) for m in openings for t in turns]


def _face(skin: Array, hair: Array, back: Array, mouth: float, turn: float) -> ByteArray:
    """A plain drawn head, RGB [96, 96, 3]."""
    image = np.empty((THUMBNAIL_PX, THUMBNAIL_PX, 3), np.uint8)
    image[:] = back
    middle = round(48 + 6 * turn)
    cv2.ellipse(image, (48, 42), (36, 40), 0, 0, 360, [int(c) for c in hair], -1, cv2.LINE_AA)
    cv2.ellipse(image, (middle, 50), (29, 38), 0, 0, 360, [int(c) for c in skin], -1, cv2.LINE_AA)
    for side in (-1, 1):
        eye = (round(middle + 12 * side + 3 * turn), 42)
        cv2.ellipse(image, eye, (6, 4), 0, 0, 360, (240, 240, 240), -1, cv2.LINE_AA)
        cv2.circle(image, (eye[0] + round(2 * turn), eye[1]), 2, (30, 30, 30), -1, cv2.LINE_AA)
    lips = (round(middle + 3 * turn), 70)
    cv2.ellipse(image, lips, (11, 2 + round(9 * mouth)), 0, 0, 360, (110, 40, 45), -1, cv2.LINE_AA)
    return image
