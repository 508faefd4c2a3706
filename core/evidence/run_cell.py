"""One cell, to be read from top to bottom: change the descriptors as the arm says, train, judge."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.avatar.runtime import Avatar
from core.errors import InputError
from core.evaluation.evaluate import clip_camera
from core.evaluation.judge import Instruments
from core.events import CancelToken, Emit, discard
from core.evidence.banks import left_out
from core.evidence.cells import Cell, CellResult
from core.evidence.controls import NoiseKind, NoiseReplacer, mean_move, own_table, random_table, scaled
from core.evidence.exam import Exam
from core.evidence.subjects import Subject, Test, far_frames, spread_of
from core.export.picture import draw_through
from core.expression.whitening import Whitening

if TYPE_CHECKING:
    from core.raf.neighbours import NeighbourTable
    from core.training.config import TrainConfig

_NOISES: dict[str, NoiseKind] = {"noise": "gaussian", "noise-shaped": "shaped", "residual": "others"}
SHEET_ROWS = 6
SPREAD_DRAWS = 8
TIMED_CALLS = 300


def run_cell(
    cell: Cell,
    subject: Subject,
    *,
    instruments: Instruments,
    alike: Sequence[Cell] = (),
    put: Callable[[Cell, CellResult], None],
    sheet: Path | None = None,
    emit: Emit = discard,
    cancel: CancelToken | None = None,
) -> None:
    """Train and judge one cell, and judge others that share its training.

    Args:
        cell: what to do.
        subject: the person that the cell names.
        instruments: loaded measures; ``distance`` is set here.
        alike: further cells whose ``training`` is the same.
        put: gets each result as soon as it is there.
        sheet: where to write truth beside render for a few far frames, or None.
        emit: gets the training's events.
        cancel: looked at in every step and frame.
    Raises:
        InputError: the arm needs a bank and the subject has none.
        Cancelled: the user asked.
    """
    from core.training.run import Expressions, train

    token = cancel or CancelToken()
    config = _config(cell)
    started_s = time.monotonic()
    replacer, table = _replacer(cell, subject)
    with tempfile.TemporaryDirectory(prefix="raf-cell-") as run:
        result = train(
            subject.clip,
            Expressions(subject.encoder, subject.neutral, subject.descriptors),
            config,
            Path(run),
            name=subject.name,
            replacer=replacer,
            emit=emit,
            cancel=token,
        )
    trained_s = time.monotonic() - started_s
    facts: dict[str, Any] = {"steps_per_s": result.steps_per_s, "trained_s": trained_s}
    facts["raf"] = None if result.raf is None else result.raf.to_dict()
    facts["spread"] = _spread(subject, replacer, config.seed)
    facts["replacing_s"] = _replacing_s(subject, replacer)
    if table is not None:
        facts["density"] = {
            "own": table.whole.own_distance,
            "nearest": float(np.median(table.distances[subject.train][:, 0])),
        }
    for one in (cell, *alike):
        tests = Exam(one, subject, result.avatar, instruments, token).take()
        put(one, CellResult(one.to_dict(), one.arm.name, tests, facts))
    if sheet is not None:
        _write_sheet(subject, subject.tests[0], result.avatar, sheet)


def _config(cell: Cell) -> TrainConfig:
    from core.training.config import TrainConfig, overridden

    # cells name what they do not leave as the protocol has it, so that a new default does not change an old cell
    fixed = {"random_background": 0.0}
    quiet = {"evaluate_every_s": 1e9, "checkpoint_every_s": 1e9, "validation_share": 0.0, "threads": 1}
    deformation: Any = cell.deformation
    config = TrainConfig(minutes=None, steps=cell.steps, seed=cell.seed, deformation=deformation)
    return overridden(config, {**fixed, **quiet, **dict(cell.options)})


def _replacer(cell: Cell, subject: Subject) -> tuple[Any, NeighbourTable | None]:
    """What the training loop asks to change descriptors, and the table of neighbours behind it."""
    from core.bank.pose import head_angles
    from core.bank.search import Exclusion
    from core.bank.store import ExpressionBank
    from core.raf.neighbours import NeighbourTable, RetrievalOptions
    from core.raf.replace import Replacer

    arm = cell.arm
    if arm.kind == "none":
        return None, None
    if subject.bank is None:
        raise InputError(f"The arm '{arm.name}' needs a bank", got=f"none for '{subject.name}'")
    with ExpressionBank.open(subject.bank) as bank:
        own = tuple(s.id for s in bank.sources if s.sha256 in subject.own_sources)
        options = RetrievalOptions(exclude_sources=own, regions=arm.policy.regions or (), pose_weight=arm.pose_weight)
        angles = head_angles(subject.clip.tracks.cam_from_head) if arm.pose_weight else None
        banned = left_out(bank, cell.bank, cell.seed)
        table = NeighbourTable.build(
            bank, subject.descriptors, k=arm.policy.k, banned=banned.tolist(), options=options, angles=angles
        )
        policy = arm.policy
        if arm.kind == "raf":
            return Replacer(table, policy, cell.seed, lenders=np.flatnonzero(subject.train)), table
        if arm.kind in _NOISES:
            # what is shaped by residuals must not know those of the test's frames
            shown = table if arm.kind == "noise" else table.take(subject.train)
            return NoiseReplacer(shown, policy, cell.seed, _NOISES[arm.kind]), table
        size = mean_move(table, policy)
        other = (
            random_table(table, bank, policy.k, cell.seed, bank.eligible(Exclusion((), own)))
            if arm.kind == "random"
            else own_table(table, policy.k, train=subject.train)
        )
        return Replacer(other, scaled(policy, size, other), cell.seed), table


def _spread(subject: Subject, replacer: Any, seed: int) -> dict[str, float]:
    """How much the descriptors that training sees cover, with what the arm does to them."""
    own = np.ascontiguousarray(subject.descriptors[subject.train], np.float32)
    if replacer is None:
        return spread_of(own)
    import torch

    state = replacer.state_dict()
    ids = torch.from_numpy(np.flatnonzero(subject.train))
    drawn = [replacer.replace(ids, torch.from_numpy(own), 1 << 30)[0].numpy() for _ in range(SPREAD_DRAWS)]
    replacer.load_state_dict(state)
    return spread_of(np.concatenate(drawn))


def _replacing_s(subject: Subject, replacer: Any) -> float:
    """What one step pays for the arm, seconds: the median of some calls with one frame."""
    if replacer is None:
        return 0.0
    import torch

    state, spent = replacer.state_dict(), []
    own = torch.from_numpy(np.ascontiguousarray(subject.descriptors, np.float32))
    for row in np.resize(np.flatnonzero(subject.train), TIMED_CALLS):
        began_s = time.perf_counter()
        replacer.replace(torch.tensor([int(row)]), own[row : row + 1], 1 << 30)
        spent.append(time.perf_counter() - began_s)
    replacer.load_state_dict(state)
    return float(np.median(spent))


def _write_sheet(subject: Subject, test: Test, avatar: Avatar, path: Path) -> None:
    from core.export.sheets import comparison_row, contact_sheet

    rows = np.flatnonzero(test.frames & test.clip.tracks.found)
    whitening = Whitening.fit(avatar.train_descriptors)
    far = far_frames(whitening.apply(test.descriptors[rows]), whitening.apply(avatar.train_descriptors))
    chosen = rows[far][np.linspace(0, far.sum() - 1, min(SHEET_ROWS, int(far.sum()))).round().astype(int)]
    background = np.asarray(avatar.meta.background, np.float32) * 255.0
    camera, lines = clip_camera(test.clip), []
    for t in chosen:
        share = np.asarray(test.clip.masks[t], np.float32)[..., None] / 255.0
        truth = np.rint(share * test.clip.images[t] + (1.0 - share) * background).astype(np.uint8)
        render = draw_through(avatar, test.descriptors[t], test.clip.tracks.cam_from_head[t], camera)
        lines.append(comparison_row(truth, render, f"frame {int(t)}"))
    contact_sheet(path, lines, title=f"{subject.name}: frames far from training")
