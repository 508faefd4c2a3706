"""A bank read whole into memory, so that the window can search and filter it in any thread. Light."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bank.records import BankSource
from core.bank.search import nearest
from core.bank.store import BankMeta, ExpressionBank
from core.errors import InputError
from core.expression.encoder import Channel
from core.expression.whitening import Whitening
from core.types import FloatArray


@dataclass(frozen=True, eq=False)
class BankSnapshot:
    """Everything of a bank but its thumbnails; row i of every array is one entry.

    Attributes:
        path: its folder.
        meta: encoder and rules.
        ids: entry ids, rising, [M].
        source_ids: [M].
        angles: yaw, pitch, roll in radians, [M, 3].
        descriptors: raw, [M, D].
        person_names: [M].
        sources: all sources.
        whitening: the units of distances; None for an empty bank.
        whitened: [M, D].
    """

    path: Path
    meta: BankMeta
    ids: npt.NDArray[np.int64]
    source_ids: npt.NDArray[np.int64]
    angles: FloatArray
    descriptors: FloatArray
    person_names: npt.NDArray[np.str_]
    sources: tuple[BankSource, ...]
    whitening: Whitening | None
    whitened: FloatArray

    @classmethod
    def load(cls, path: Path) -> BankSnapshot:
        """Read a bank.

        Raises:
            FormatError: no bank, damaged, or of another version.
            StorageError: another program holds it.
        """
        with ExpressionBank.open(path) as bank:
            filled = len(bank) > 0
            return cls(
                path=path,
                meta=bank.meta,
                ids=bank.ids,
                source_ids=bank.source_ids,
                angles=bank.angles,
                descriptors=bank.descriptors,
                person_names=bank.person_names,
                sources=bank.sources,
                whitening=bank.whitening if filled else None,
                whitened=bank.whitened if filled else bank.descriptors,
            )

    def __len__(self) -> int:
        return int(self.ids.size)

    @property
    def name(self) -> str:
        """The folder's name, under which bans and pins are stored."""
        return self.path.name

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The descriptor's channels."""
        return self.meta.channels

    @property
    def persons(self) -> tuple[str, ...]:
        """Names of all people with a source, sorted."""
        return tuple(sorted({s.person for s in self.sources}))

    def row_of(self, entry_id: int) -> int:
        """Row of an entry; InputError if there is no such entry."""
        row = int(np.searchsorted(self.ids, entry_id))
        if row >= len(self) or int(self.ids[row]) != entry_id:
            raise InputError(f"The bank '{self.name}' has no entry {entry_id}")
        return row

    def eligible(
        self, *, entries: Iterable[int] = (), persons: Iterable[str] = (), source_sha256: Iterable[str] = ()
    ) -> npt.NDArray[np.bool_]:
        """Which rows remain, [M], when entries, people and sources are left out; unknown ones are ignored."""
        shas = set(source_sha256)
        sources = [s.id for s in self.sources if s.sha256 in shas]
        gone = np.isin(self.ids, np.asarray(list(entries), np.int64))
        gone |= np.isin(self.source_ids, np.asarray(sources, np.int64))
        names = list(persons)
        if names:
            gone |= np.isin(self.person_names, np.asarray(names, np.str_))
        return np.asarray(~gone, bool)

    def nearest(
        self, descriptors: npt.NDArray[Any], k: int, *, keep: npt.NDArray[np.bool_] | None = None
    ) -> tuple[npt.NDArray[np.int64], FloatArray]:
        """Rows [T, k] and whitened distances [T, k] of the nearest entries to raw descriptors [T, D], nearest first.

        Raises:
            InputError: k is below 1, or nothing is eligible.
        """
        if self.whitening is None:
            raise InputError(f"The bank '{self.name}' is empty", next_step="Add a video of a face to it.")
        return nearest(self.whitened, self.whitening.apply(np.atleast_2d(descriptors)), k, keep=keep)
