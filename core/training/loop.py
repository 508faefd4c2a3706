"""The training loop, to be read from top to bottom."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import psutil
import torch

from core import events
from core.avatar.field import FieldDeformation
from core.avatar.model import AvatarModel
from core.splats.rasterizer import Rasterizer, RenderOutput, get_rasterizer
from core.splats.threads import set_kernel_threads
from core.training.checkpoint import latest_checkpoint, load_best, load_checkpoint, save_best, save_checkpoint
from core.training.config import TrainConfig
from core.training.dataset import FrameSet, Roles, assign_roles
from core.training.densify import relocate
from core.training.hold import hold_depth
from core.training.losses import anchors, consistency, image_loss, loss_terms
from core.training.state import Subject, TrainState, build_model

if TYPE_CHECKING:
    from core.capture.prepared import PreparedClip
    from core.raf.replace import Replacer

REPORT_EVERY = 25
REPORT_EVERY_S = 2.0
"""Slow runs report by the clock."""
FIRST_SAVE_S = 15.0
"""The first checkpoint comes early and the next ones when the run is twice as old, up to the chosen interval: a run
that is killed in its first minute has something to go on from."""
AVERAGE_EVERY = 4
LEAST_COURSE_STEPS = 10_000  # however few the frames: splats need them to find their form
PAUSE_POLL_S = 0.05

Judge = Callable[[AvatarModel], dict[str, float]]


class Observer(Protocol):
    """Looks at a run after every step; what it does must not change the run."""

    def after_step(self, trainer: Trainer) -> None:
        """Show, save or measure what is due."""


@dataclass
class TrainOutcome:
    """How a run ended.

    Attributes:
        state: the trained state; ``state.average`` holds the weights to use unless ``best`` was better.
        best: averaged weights of the best validation check, or None where there was none.
        best_score: its score, lower is better.
        outcome: 'done', 'stopped early' (it no longer gained), 'stopped' (somebody asked to finish) or 'cancelled'.
        history: validation figures, one dict a check.
        steps_per_s: over the whole run, checks not counted.
    """

    state: TrainState
    best: dict[str, torch.Tensor] | None = None
    best_score: float = float("inf")
    outcome: str = "done"
    history: list[dict[str, float]] = field(default_factory=list)
    steps_per_s: float = 0.0


class Trainer:
    """One run.

    Args:
        clip: prepared frames.
        subject: the arrays of the same frames.
        config: resolved.
        run_dir: checkpoints go here.
        replacer: RAF's, or None to train without.
        judge: validation figures of the averaged weights, among them ``score`` (lower is better); or None.
        emit: gets events.
        cancel: looked at every step.
    """

    def __init__(
        self,
        clip: PreparedClip,
        subject: Subject,
        config: TrainConfig,
        run_dir: Path,
        *,
        replacer: Replacer | None = None,
        judge: Judge | None = None,
        emit: events.Emit = events.discard,
        cancel: events.CancelToken | None = None,
    ) -> None:
        torch.set_num_threads(1)  # two threads make a step slower: its torch operations are small
        set_kernel_threads(config.threads or os.cpu_count() or 1)
        self.config, self.run_dir, self.replacer, self.judge = config, run_dir, replacer, judge
        self.emit, self.cancel = emit, cancel or events.CancelToken()
        self.observer: Observer | None = None
        self.finish_asked = False
        self._report_terms: Callable[[], dict[str, float]] = dict
        self.roles: Roles = assign_roles(clip.split, config.validation_share)
        self.frames = FrameSet(clip, config.background, config.loss.detail)
        self.descriptors = torch.from_numpy(np.ascontiguousarray(subject.descriptors, np.float32))
        self.K = torch.from_numpy(np.ascontiguousarray(subject.K, np.float32))
        self.rasterizer: Rasterizer = get_rasterizer(config.rasterizer)
        self.outcome = TrainOutcome(TrainState(build_model(subject, self.roles, config), self.roles, config))
        self.state = self.outcome.state
        self._trained_s = 0.0
        self._last_check_s = self._last_save_s = self._last_report_s = 0.0
        self._checks_without_gain = 0

    def resume(self) -> bool:
        """Go on from the newest complete checkpoint of the run folder, if there is one."""
        path = latest_checkpoint(self.run_dir)
        if path is None:
            return False
        facts = load_checkpoint(path, self.state)
        self.outcome.history = list(facts.get("history", []))
        self.outcome.best = load_best(self.run_dir)
        if self.outcome.best is not None and facts.get("best_score") is not None:
            self.outcome.best_score = float(facts["best_score"])
        if self.replacer is not None and "replacer" in facts:
            self.replacer.load_state_dict(facts["replacer"])
        self._checks_without_gain = int(facts.get("checks_without_gain", 0))
        self._last_check_s = self._last_save_s = self._last_report_s = self.state.elapsed_s
        return True

    def run(self) -> TrainOutcome:
        """Train until the time, the steps or the patience are used up, or somebody cancels."""
        state = self.state
        started_step, loss, reported_step = state.step, 0.0, state.step
        while not self._finished():
            if self._interrupted():
                self.outcome.outcome = "cancelled"
                break
            if self.finish_asked:
                self.outcome.outcome = "stopped"
                break
            begin = time.perf_counter()
            loss += self.step()
            spent = time.perf_counter() - begin
            state.elapsed_s += spent
            self._trained_s += spent
            if state.step % REPORT_EVERY == 0 or self._due(self._last_report_s, REPORT_EVERY_S):
                self._report(loss / (state.step - reported_step), started_step)
                loss, reported_step = 0.0, state.step
            if self.observer is not None:
                self.observer.after_step(self)
            if self._due(self._last_check_s, self.config.evaluate_every_s) and self._check():
                self.outcome.outcome = "stopped early"
                break
            if self._due(self._last_save_s, self._save_every_s()):
                self.save()
        self.outcome.steps_per_s = (state.step - started_step) / max(self._trained_s, 1e-9)
        if self.outcome.outcome in ("done", "stopped") and self.judge is not None:
            self._check()
        self.save()
        return self.outcome

    def step(self) -> float:
        """One optimisation step; returns the loss."""
        state, model, config = self.state, self.state.model, self.config
        state.set_rates(self.course)
        chosen = state.sampler.next(config.batch)
        batch = torch.from_numpy(chosen.astype(np.int64))
        shrink = 2 if self.course < config.coarse_until else 1
        frames = self.frames.batch(chosen, shrink, self._background())

        own, x = self._inputs(batch)
        placed = model.poses(batch)
        render, w = self._render(x, placed, shrink, frames.background)
        loss = image_loss(render, frames, config.loss) + anchors(model, batch, w, config.loss)
        if config.loss.consistency and x is not own:
            unmoved = self._render(own, placed, shrink, frames.background)[0]
            loss = loss + config.loss.consistency * consistency(render, unmoved, frames)

        self._report_terms = lambda: loss_terms(render, frames, model, batch, w, config.loss)

        state.optimizer.zero_grad(set_to_none=True)
        state.frame_optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        if model.base.grad is not None:
            state.gradient.add(model.base.grad)
        if model.blend_logit.grad is not None:  # let free, a face comes to follow the torso in the frames seen
            model.blend_logit.grad *= 1.0 - model.held
        state.optimizer.step()
        state.frame_optimizer.step()  # type: ignore[no-untyped-call]
        hold_depth(model, config.hold, state.decay)
        state.step += 1
        state.update_average(AVERAGE_EVERY)
        self._densify()
        return float(loss.detach())

    @property
    def progress(self) -> float:
        """Share of the run that is done, by steps or by the clock, whichever is further."""
        done = self.state.step / self.config.steps
        if self.config.minutes is not None:
            done = max(done, self.state.elapsed_s / (self.config.minutes * 60.0))
        return min(done, 1.0)

    @property
    def course(self) -> float:
        """Share of the course of rates, resolution and moves that is done.

        The same as ``progress``, unless the run is longer than its frames are worth: then the course ends before the
        run, which goes on with this beyond 1 and ever lower rates, or it would learn its frames by heart.
        """
        passes = self.config.rates.passes * len(self.roles.train) / self.config.batch
        return max(self.progress, self.state.step / max(passes, LEAST_COURSE_STEPS))

    def save(self) -> Path:
        """Write a checkpoint now."""
        extra: dict[str, Any] = {
            "config": self.config.to_dict(),
            "history": self.outcome.history,
            "best_score": self.outcome.best_score if self.outcome.best is not None else None,
            "checks_without_gain": self._checks_without_gain,
        }
        if self.replacer is not None:
            extra["replacer"] = self.replacer.state_dict()
        path = save_checkpoint(self.run_dir, self.state, extra)
        self._last_save_s = self.state.elapsed_s
        self.emit(events.Checkpoint(self.state.step, str(path.relative_to(self.run_dir))))
        return path

    def _inputs(self, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Standardised descriptors for the deformation: the frames' own, and what is trained on: moved by RAF, and with
        a little noise. The same tensor twice where nothing was moved."""
        model, own = self.state.model, self.descriptors[batch]
        e = own if self.replacer is None else self.replacer.replace(batch, own, self.state.step)[0]
        moved = model.standardise(e)
        noise: torch.Tensor | float = 0.0
        if self.config.descriptor_noise:
            noise = self.config.descriptor_noise * torch.randn(moved.shape, generator=self.state.generator)
        x = moved + noise
        return (x if e is own else model.standardise(own) + noise), x

    def _render(
        self, x: torch.Tensor, placed: tuple[torch.Tensor, torch.Tensor], shrink: int, background: torch.Tensor
    ) -> tuple[RenderOutput, torch.Tensor]:
        """Frames of standardised descriptors [B, D], their heads and torsos placed, on a background [3]; and the basis
        weights [B, K]."""
        model, C, size = self.state.model, len(x), self.frames.size // shrink
        moved = model.deformation(model.base, x)
        means, quats, scales, opacities, colors = model.place(moved, *placed)
        render = self.rasterizer.render(
            means, quats, scales, opacities, colors,
            torch.eye(4).expand(C, 4, 4), self._intrinsics(shrink).expand(C, 3, 3),
            width=size, height=size, background=background.expand(C, 3),
        )  # fmt: skip
        return render, moved.w

    def _background(self) -> torch.Tensor:
        """RGB behind the person in this step, [3]: drawn anew, or splats would take the one colour for the person's."""
        usual, share = self.frames.background, self.config.random_background
        return usual + share * (torch.rand(3, generator=self.state.generator) - usual) if share else usual

    def _intrinsics(self, shrink: int) -> torch.Tensor:
        K = self.K.clone()
        K[:2] /= shrink
        return K

    def _densify(self) -> None:
        plan, state = self.config.densify, self.state
        if isinstance(state.model.deformation, FieldDeformation) or state.step - state.relocated_at < plan.every:
            return
        if plan.until * state.relocations / plan.times <= self.course < plan.until:
            relocate(state.model, state.average, state.optimizer, state.gradient, plan.share, state.generator)
            state.relocations, state.relocated_at = state.relocations + 1, state.step

    def _finished(self) -> bool:
        return self.progress >= 1.0

    def _interrupted(self) -> bool:
        while self.cancel.paused and not self.cancel.cancelled:
            time.sleep(PAUSE_POLL_S)
        return self.cancel.cancelled

    def _save_every_s(self) -> float:
        return min(self.config.checkpoint_every_s, max(FIRST_SAVE_S, self._last_save_s))

    def _due(self, last_s: float, every_s: float) -> bool:
        return self.state.elapsed_s - last_s >= every_s

    def _check(self) -> bool:
        """Judge the averaged weights; True when patience is used up."""
        self._last_check_s = self.state.elapsed_s
        if self.judge is None:
            return False
        figures = self.judge(self.state.average)
        self.outcome.history.append({"step": self.state.step, "elapsed_s": self.state.elapsed_s, **figures})
        self.emit(events.Metrics(self.state.step, figures))
        if figures["score"] < self.outcome.best_score:
            self.outcome.best_score = figures["score"]
            self.outcome.best = {k: v.clone() for k, v in self.state.average.state_dict().items()}
            save_best(self.run_dir, self.outcome.best)
            self._checks_without_gain = 0
        else:
            self._checks_without_gain += 1
        return 0 < self.config.patience <= self._checks_without_gain

    def _report(self, loss: float, started_step: int) -> None:
        state = self.state
        rate = (state.step - started_step) / max(self._trained_s, 1e-9)
        done = self.progress
        remaining = state.elapsed_s * (1 - done) / max(done, 1e-6)
        self._last_report_s = state.elapsed_s
        self.emit(events.Progress(done, 1.0, unit="", remaining_s=remaining))
        numbers = {"loss": loss, "steps_per_s": rate, "splats": state.model.num_splats, "elapsed_s": state.elapsed_s}
        numbers["memory_mb"] = psutil.Process().memory_info().rss / 1e6
        self.emit(events.Metrics(state.step, numbers | self._report_terms()))
