"""All that is needed to search a capture's frames, made on a worker thread. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.bank.snapshot import BankSnapshot
from core.errors import FormatError
from core.expression.encoder import get_encoder
from core.raf.pins import Rows
from core.raf.retriever import Found, Rules, Search, Space
from core.types import FloatArray
from studio.model.capture import CaptureData

RANDOM_SEED = 20
SCALE_ROWS = 20_000
LARGE_QUANTILE = 0.97
"""Of a channel's size over the bank: what fills a bar."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A search, and what goes with it.

    Attributes:
        search: with its rules.
        random_rows: faces drawn at random for every frame, [T, k].
        random_distances: [T, k].
        scale: size of a large value of each channel, [D].
        person_of: index of each bank row's person, [M].
        persons: their names.
        found: the frame that was asked for, or None.
    """

    search: Search
    random_rows: Rows
    random_distances: FloatArray
    scale: FloatArray
    person_of: npt.NDArray[np.int64]
    persons: tuple[str, ...]
    found: Found | None


def prepare(
    data: CaptureData, bank: BankSnapshot, region: str, rules: Rules, k: int, frame: int, before: Search | None
) -> Prepared:
    """Prepare a search, and find one frame's faces at once.

    Args:
        data: the capture.
        bank: to draw from.
        region: empty for the whole face.
        rules: what may be drawn.
        k: faces a frame.
        frame: to be found at once.
        before: a search of the same capture, bank and region; its space is used again.
    Raises:
        InputError: nothing may be retrieved.
        FormatError: the bank was made with another version of its encoder.
    """
    encoder = get_encoder(bank.meta.encoder_id)
    if encoder.version != bank.meta.encoder_version or encoder.channels != bank.channels:
        raise FormatError(
            f"The bank '{bank.name}' was made with another version of its encoder",
            got=f"{bank.meta.encoder_id} version {bank.meta.encoder_version}",
            expected=f"version {encoder.version}",
            next_step="Build it again from its videos.",
        )
    if before is not None:
        space, queries = before.space, before.queries
    else:
        space = Space.of(bank, region)
        queries = space.whiten(np.where(data.tracks.found[:, None], data.descriptors, 0.0))
    search = Search(space, queries, rules, k)
    uniform = np.random.default_rng(RANDOM_SEED).random((queries.shape[0], k))
    names, person_of = np.unique(bank.person_names, return_inverse=True)
    step = max(1, len(bank) // SCALE_ROWS)
    scale = np.quantile(np.abs(bank.descriptors[::step]), LARGE_QUANTILE, axis=0)
    there = 0 <= frame < queries.shape[0] and data.tracks.found[frame] and np.isfinite(queries[frame]).all()
    return Prepared(
        search,
        *search.random(uniform),
        np.maximum(scale, 1e-6).astype(np.float32),
        np.asarray(person_of, np.int64),
        tuple(str(n) for n in names),
        search.find(np.array([frame])) if there else None,
    )
