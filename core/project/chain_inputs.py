"""What the chain trains on: the prepared pictures of its clips, and the neighbours of their frames in the bank."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.events import CancelToken, Emit
from core.events import Warning as WarningEvent
from core.project.chain_config import ChainConfig, ClipPlan
from core.project.chain_parts import check_encoder, pinned_rows
from core.project.paths import safe_name
from core.project.project import Project

if TYPE_CHECKING:
    from core.bank.store import ExpressionBank
    from core.capture.prepare import PrepareOptions
    from core.capture.prepared import PreparedClip
    from core.raf.neighbours import NeighbourTable
    from core.tracking.tracks import FaceTracks
    from core.training.run import Expressions
    from core.weights.store import WeightStore


def prepared_folder(project: Project, config: ChainConfig) -> Path:
    """Where the cut pictures of a chain's clips lie."""
    if config.prepared is not None:
        return project.path(config.prepared)
    return project.capture_dir(f"{safe_name(config.name)}-{config.size}-{config.holdout}")


def prepare(
    config: ChainConfig, project: Project, *, store: WeightStore, emit: Emit, cancel: CancelToken
) -> PreparedClip:
    """Cut and mask the clips; at once where that was done with the same choices.

    Raises:
        CaptureError: a clip cannot be used, or the clips do not fit together.
        WeightsError: the face models cannot be had.
    """
    from core.capture.merge import prepare_clips
    from core.capture.prepare import PrepareOptions

    options = PrepareOptions(
        holdout=config.holdout, holdout_fraction=config.holdout_fraction, leave_out=config.leave_out
    )
    return prepare_clips(
        config.sources,
        prepared_folder(project, config),
        size=config.size,
        store=store,
        emit=emit,
        cancel=cancel,
        options=options,
        each=[_options_of(plan, options) for plan in config.plans],
        tracks=[_tracks_of(plan) for plan in config.plans],
    )


def retrieve(
    bank: ExpressionBank, config: ChainConfig, clip: PreparedClip, expressions: Expressions, emit: Emit
) -> NeighbourTable:
    """The neighbours of every prepared frame, as the user's bans and pins allow them.

    People and sources that were banned but are not in the bank are passed over, and so are pins of entries that it
    no longer has: the bank may have changed since.

    Raises:
        FormatError: the bank is of another encoder.
        InputError: nothing is left to retrieve.
    """
    from core.raf.neighbours import NeighbourTable, RetrievalOptions

    check_encoder(bank, expressions)
    excluded = _source_hashes(config) | set(config.banned_sources)
    own = tuple(source.id for source in bank.sources if source.sha256 in excluded)
    known = {int(i) for i in bank.ids} if any(plan.pins for plan in config.plans) else set()
    wanted = pinned_rows(clip, config.plans)
    pinned = {row: kept for row, ids in wanted.items() if (kept := tuple(i for i in ids if i in known))}
    if pinned != wanted:
        emit(WarningEvent("Some pinned faces are no longer in the bank; they are left out."))
    of_sha = {source.sha256: source.id for source in bank.sources}
    options = RetrievalOptions(
        exclude_sources=own,
        regions=config.policy.regions or (),
        pinned=pinned,
        pinned_persons=config.pinned_persons,
        pinned_sources=tuple(of_sha[sha] for sha in config.pinned_sources if sha in of_sha),
    )
    return NeighbourTable.build(
        bank,
        expressions.descriptors,
        k=config.policy.k,
        exclude_persons=config.exclude_persons,
        banned=config.banned,
        options=options,
    )


def _options_of(plan: ClipPlan, common: PrepareOptions) -> PrepareOptions:
    options = replace(common, leave_out=plan.leave_out, held_out=plan.held_out, window=plan.window)
    return options if plan.focal is None else replace(options, focal=plan.focal)


def _tracks_of(plan: ClipPlan) -> FaceTracks | None:
    from core.tracking.tracks import FaceTracks

    return FaceTracks.load(plan.tracks) if plan.tracks is not None else None


def _source_hashes(config: ChainConfig) -> set[str]:
    from core.capture.frames import open_source

    hashes = set()
    for path in config.sources:
        with contextlib.closing(open_source(path)) as source:
            hashes.add(source.info.sha256)
    return hashes
