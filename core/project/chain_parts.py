"""The small parts of the chain from a video to an avatar, each a function of its arguments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.errors import FormatError
from core.project.chain_config import ChainConfig, ClipPlan

if TYPE_CHECKING:
    from core.avatar.runtime import Avatar
    from core.bank.store import ExpressionBank
    from core.capture.prepared import PreparedClip
    from core.training.config import TrainConfig
    from core.training.run import Expressions

TRAIN, HELDOUT = 0, 1


def train_config(config: ChainConfig) -> TrainConfig:
    """The resolved training options of a chain."""
    from core.training.config import overridden, preset

    chosen = preset(config.preset, config.size, config.minutes)
    return overridden(replace(chosen, seed=config.seed, deformation=config.deformation), config.overrides)


def describe(clip: PreparedClip, encoder_id: str | None, plans: tuple[ClipPlan, ...] = ()) -> Expressions:
    """The clip's expressions against its own neutral.

    The neutral is that of the frames that the user chose, or is taken from frames that train: held-out ones stay
    unseen.
    """
    from core.expression.encoder import DEFAULT_ENCODER, get_encoder
    from core.training.run import Expressions

    encoder = get_encoder(encoder_id or DEFAULT_ENCODER)
    chosen = neutral_rows(clip, plans)
    if len(chosen):
        neutral = encoder.neutral(clip.tracks, chosen)
    else:
        neutral = encoder.neutral(clip.tracks.take(np.asarray(clip.split) == TRAIN))
    return Expressions(encoder, neutral, encoder.encode(clip.tracks, neutral))


def neutral_rows(clip: PreparedClip, plans: tuple[ClipPlan, ...]) -> npt.NDArray[np.intp]:
    """Rows with a face that are nearest to the resting frames that the user chose; empty where none were chosen."""
    found: list[int] = []
    for plan, first, last in parts_of(clip, plans):
        rows = first + np.flatnonzero(clip.tracks.found[first:last])
        if len(rows):
            found += [int(rows[np.abs(clip.tracks.frame_index[rows] - frame).argmin()]) for frame in plan.neutral]
    return np.unique(np.asarray(found, np.intp))


def pinned_rows(clip: PreparedClip, plans: tuple[ClipPlan, ...]) -> dict[int, tuple[int, ...]]:
    """The user's pins by row; pins of frames that are not among the prepared ones are left out."""
    pinned: dict[int, tuple[int, ...]] = {}
    for plan, first, last in parts_of(clip, plans):
        row_of = {int(frame): first + i for i, frame in enumerate(clip.tracks.frame_index[first:last])}
        pinned |= {row_of[frame]: tuple(ids) for frame, ids in plan.pins.items() if frame in row_of}
    return pinned


def parts_of(clip: PreparedClip, plans: tuple[ClipPlan, ...]) -> list[tuple[ClipPlan, int, int]]:
    """Each clip's plan with its rows [first, last)."""
    ends = np.cumsum(clip.lengths).tolist()
    return [(plan, end - n, end) for plan, n, end in zip(plans, clip.lengths, ends, strict=False)]


def frames_record(clip: PreparedClip, config: ChainConfig, folder: str) -> dict[str, Any]:
    """Which frame of which capture every row is, and its role, as saved with a run."""
    split, index = np.asarray(clip.split), clip.tracks.frame_index
    plans = config.plans or tuple(ClipPlan() for _ in config.sources)
    captures = [
        {"capture": plan.capture, "frames": index[first:last].tolist(), "split": split[first:last].tolist()}
        for plan, first, last in parts_of(clip, plans)
    ]
    return {"prepared": folder, "size": clip.size, "captures": captures}


def encoder_of_bank(bank: Path | None) -> str | None:
    """The encoder that a bank was made with; None without a bank."""
    from core.bank.store import ExpressionBank

    if bank is None:
        return None
    with ExpressionBank.open(bank) as opened:
        return opened.meta.encoder_id


def check_encoder(bank: ExpressionBank, expressions: Expressions) -> None:
    """Raise FormatError when the bank's descriptors are of another encoder, or of another version of it."""
    ours = (expressions.encoder.id, expressions.encoder.version)
    theirs = (bank.meta.encoder_id, bank.meta.encoder_version)
    if ours != theirs:
        raise FormatError(
            f"The bank '{bank.path.name}' was made with another encoder, or another version of it",
            got="{} version {}".format(*theirs),
            expected="{} version {}".format(*ours),
            next_step="Build it again from its videos with 'raf-studio bank build'",
        )


def consent_of(config: ChainConfig) -> dict[str, Any]:
    """The consent that travels with the avatar."""
    if isinstance(config.consent, str):
        return {"note": config.consent} if config.consent else {}
    return dict(config.consent)


def licences() -> tuple[dict[str, Any], ...]:
    """The weights that take part in making an avatar, for its file."""
    from core.weights.catalogue import WEIGHTS

    used = (WEIGHTS[name] for name in ("face_landmarker", "selfie_segmentation"))
    return tuple({"name": w.name, "licence": w.licence, "publisher": w.publisher, "sha256": w.sha256} for w in used)


def write_comparison(
    avatar: Avatar, clip: PreparedClip, rows: npt.NDArray[np.intp], path: Path, *, fit_pose: bool = False
) -> Path:
    """A sheet of truth, render and difference for some frames of a prepared clip; see ``clip_drawing``."""
    from core.evaluation.evaluate import clip_drawing, clip_truth
    from core.export.sheets import comparison_row, contact_sheet

    draw = clip_drawing(avatar, clip, fit_pose=fit_pose)
    lines = []
    for row in map(int, rows):
        truth = np.rint(clip_truth(avatar, clip, row) * 255.0).astype(np.uint8)
        lines.append(comparison_row(truth, draw(row), f"{clip.tracks.time_s[row]:.2f} s"))
    contact_sheet(path, lines, title=f"{avatar.meta.name}: frames that took no part in training")
    return path


def spread(rows: npt.NDArray[np.intp], count: int | None) -> npt.NDArray[np.intp]:
    """At most ``count`` of the rows, evenly; all where ``count`` is None."""
    if count is None or len(rows) <= count:
        return rows
    return rows[np.linspace(0, len(rows) - 1, count).round().astype(np.intp)]


def mask_of(rows: npt.NDArray[np.intp], length: int) -> npt.NDArray[np.bool_]:
    """The boolean mask of some rows, [length]."""
    mask = np.zeros(length, bool)
    mask[rows] = True
    return mask


def as_dict(report: Any) -> dict[str, Any] | None:
    """A report in JSON-ready form; None stays None."""
    return None if report is None else dict(report if isinstance(report, dict) else report.to_dict())


def known(figures: dict[str, float | None]) -> dict[str, float]:
    """The figures that were measured."""
    return {name: value for name, value in figures.items() if value is not None}
