"""From a prepared clip to an avatar: descriptors, retrieval, training, the best weights, held-out figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core import events
from core.avatar.format import AvatarMeta
from core.avatar.pack import pack_arrays
from core.avatar.runtime import Avatar
from core.tracking.fit import rigid_model
from core.training.config import TrainConfig
from core.training.heldout import HeldoutJudge, Measure, spread
from core.training.loop import Trainer
from core.training.state import Subject
from core.training.watch import Watch, WatchOptions
from core.types import FloatArray

if TYPE_CHECKING:
    from core.avatar.model import AvatarModel
    from core.capture.prepared import PreparedClip
    from core.expression.encoder import ExpressionEncoder
    from core.expression.neutral import Neutral
    from core.raf.replace import ReplacementReport, Replacer

SHOWN_FRAMES = 3


@dataclass(frozen=True)
class Expressions:
    """The clip's expressions in one encoder's terms.

    Attributes:
        encoder: which.
        neutral: the subject's.
        descriptors: [T, D].
    """

    encoder: ExpressionEncoder
    neutral: Neutral
    descriptors: FloatArray


@dataclass(frozen=True)
class TrainResult:
    """What a run leaves.

    Attributes:
        avatar: the best weights, packed.
        outcome: 'done', 'stopped early', 'stopped' or 'cancelled'; see TrainOutcome.
        steps: taken in all.
        elapsed_s: trained in all.
        steps_per_s: of this call.
        history: validation figures.
        raf: share of frames changed and how far, or None without RAF.
    """

    avatar: Avatar
    outcome: str
    steps: int
    elapsed_s: float
    steps_per_s: float
    history: list[dict[str, float]]
    raf: ReplacementReport | None


def subject_of(clip: PreparedClip, descriptors: FloatArray) -> Subject:
    """The arrays of a prepared clip that training reads."""
    return Subject(
        images=clip.images,
        masks=clip.masks,
        landmarks_px=clip.landmarks_px,
        descriptors=np.ascontiguousarray(descriptors, np.float32),
        cam_from_head=clip.tracks.cam_from_head,
        landmark_shape=clip.tracks.shape,
        K=clip.K,
    )


def train(
    clip: PreparedClip,
    expressions: Expressions,
    config: TrainConfig,
    run_dir: Path,
    *,
    name: str,
    measure: Measure | None = None,
    replacer: Replacer | None = None,
    facts: dict[str, Any] | None = None,
    resume: bool = False,
    watch: WatchOptions | None = None,
    emit: events.Emit = events.discard,
    cancel: events.CancelToken | None = None,
) -> TrainResult:
    """Train one avatar.

    Args:
        clip: prepared capture.
        expressions: its descriptors, row by row.
        config: resolved options; saved with the avatar.
        run_dir: for checkpoints.
        name: the avatar's.
        measure: judges validation frames; None goes by the last weights.
        replacer: RAF's replacement, or None.
        facts: further AvatarMeta fields (licences, consent) and ``training`` facts.
        resume: go on from the run folder's newest checkpoint.
        watch: show the run while it goes on; None leaves no pictures and snapshots.
        emit: gets events.
        cancel: cancels or pauses within a step.
    Raises:
        CaptureError: too few usable frames.
        FormatError: a checkpoint that does not fit, when resuming.
    """
    subject = subject_of(clip, expressions.descriptors)
    trainer = Trainer(clip, subject, config, run_dir, replacer=replacer, emit=emit, cancel=cancel)
    if measure is not None:
        trainer.judge = _judge(measure, trainer, subject)
    if resume:
        trainer.resume()
    packing = _Packing(trainer, expressions, subject, name, facts or {})
    if watch is not None:
        trainer.observer = _watch(watch, trainer, subject, packing)
    outcome = trainer.run()
    model = outcome.state.average
    if outcome.best is not None:
        model.load_state_dict(outcome.best)
    if isinstance(trainer.observer, Watch):
        trainer.observer.end(trainer)
    return TrainResult(
        avatar=packing.avatar(model),
        outcome=outcome.outcome,
        steps=outcome.state.step,
        elapsed_s=outcome.state.elapsed_s,
        steps_per_s=outcome.steps_per_s,
        history=outcome.history,
        raf=None if replacer is None else replacer.report(),
    )


def _judge(measure: Measure, trainer: Trainer, subject: Subject) -> HeldoutJudge:
    """Judges some frames of the validation slice."""
    rows = spread(trainer.roles.validation, trainer.config.validation_frames)
    return HeldoutJudge(rows, subject.descriptors, subject.K, trainer.frames, trainer.rasterizer, measure)


def _watch(options: WatchOptions, trainer: Trainer, subject: Subject, packing: _Packing) -> Watch:
    """An observer that shows held-out frames, or training frames where none are held out."""
    roles = trainer.roles
    shown = roles.heldout if len(roles.heldout) else roles.train
    return Watch(
        options,
        subject.descriptors,
        subject.K,
        packing.avatar,
        default_rows=[int(row) for row in spread(shown, SHOWN_FRAMES)],
        measured_rows=spread(roles.heldout, options.measured_frames) if len(roles.heldout) else roles.heldout,
    )


@dataclass(frozen=True)
class _Packing:
    """Makes avatars of a run's weights."""

    trainer: Trainer
    expressions: Expressions
    subject: Subject
    name: str
    facts: dict[str, Any]

    def avatar(self, model: AvatarModel) -> Avatar:
        """The avatar of some weights."""
        trainer, facts, state = self.trainer, self.facts, self.trainer.state
        encoder, clip, config = self.expressions.encoder, trainer.frames.clip, trainer.config
        training = {"config": config.to_dict(), "steps": state.step, "elapsed_s": state.elapsed_s}
        meta = AvatarMeta(
            name=self.name,
            encoder_id=encoder.id,
            encoder_version=encoder.version,
            channels=tuple(c.name for c in encoder.channels),
            regions=tuple(c.region for c in encoder.channels),
            image_size=trainer.frames.size,
            background=config.background,
            fps=float(clip.tracks.fps),
            neutral=self.expressions.neutral.to_dict(),
            licences=tuple(facts.get("licences", ())),
            consent=dict(facts.get("consent", {})),
            training={**training, **facts.get("training", {})},
        )
        arrays = pack_arrays(
            model,
            K=self.subject.K,
            landmarks=clip.tracks.model or rigid_model(clip.tracks.shape),
            descriptors=self.subject.descriptors[trainer.roles.train],
            num_bases=config.num_bases,
            hidden=config.hidden,
            seed=config.seed,
        )
        return Avatar(meta, arrays)
