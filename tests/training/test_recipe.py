"""The whole recipe on a tiny drawn clip: it learns, repeats by seed, resumes, cancels, and writes a sound avatar."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core import events
from core.avatar.runtime import Avatar
from core.capture.prepared import PreparedClip
from core.expression.encoder import get_encoder
from core.training import loop
from core.training.checkpoint import checkpoint_folder, latest_checkpoint
from core.training.config import Densify, DepthHold, LearningRates, TrainConfig
from core.training.hold import strayed_m
from core.training.loop import Trainer
from core.training.losses import consistency
from core.training.run import Expressions, subject_of, train
from tests.training.clips import make_clip

CONFIG = TrainConfig(
    minutes=None, steps=120, num_splats=600, num_bases=6, hidden=16, validation_share=0.0, threads=1,
    evaluate_every_s=1e9, checkpoint_every_s=1e9, rates=LearningRates(base=4.0, bases=1.0, network=2e-3),
)  # fmt: skip
# gradients are summed in float32 by several threads, in an order that may differ
SAME = 2e-3


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> PreparedClip:
    return make_clip(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def expressions(clip: PreparedClip) -> Expressions:
    encoder = get_encoder()
    neutral = encoder.neutral(clip.tracks)
    return Expressions(encoder, neutral, encoder.encode(clip.tracks, neutral))


def trainer(clip: PreparedClip, expressions: Expressions, run_dir: Path, config: TrainConfig = CONFIG) -> Trainer:
    return Trainer(clip, subject_of(clip, expressions.descriptors), config, run_dir)


def losses(run: Trainer, steps: int) -> list[float]:
    return [run.step() for _ in range(steps)]


def test_the_loss_falls_to_half(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    seen = losses(trainer(clip, expressions, tmp_path), 120)
    assert np.mean(seen[-10:]) < 0.5 * np.mean(seen[:10])


def test_the_face_stays_where_it_was_and_follows_the_head(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path
) -> None:
    def strayed(share: float) -> tuple[float, float]:
        run = trainer(clip, expressions, tmp_path, replace(CONFIG, hold=DepthHold(face=share, other=0.0)))
        begun, face = run.state.model.blend_logit.detach().clone(), run.state.model.held > 0
        losses(run, 100)
        model = run.state.model
        assert torch.equal(model.blend_logit.detach()[face], begun[face])
        assert not torch.equal(model.blend_logit.detach()[~face], begun[~face])
        away = strayed_m(model).detach().square()
        return float(away[face].mean()), float(away[~face].mean())

    held, free = strayed(0.05), strayed(0.0)
    assert held[0] < 0.25 * free[0]
    assert held[1] > 0.5 * free[1]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Densify(every=10, times=3, until=0.5), [10, 20, 40]),  # spread over the first half
        (Densify(every=25, times=16, until=0.5), [25, 50]),  # so many would not fit
        (Densify(every=10, times=16, until=0.0), []),
    ],
)
def test_splats_are_moved_so_often_in_a_whole_run_and_not_too_soon(
    clip: PreparedClip,
    expressions: Expressions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plan: Densify,
    expected: list[int],
) -> None:
    run = trainer(clip, expressions, tmp_path, replace(CONFIG, densify=plan))
    moved: list[int] = []
    monkeypatch.setattr(loop, "relocate", lambda *args: moved.append(run.state.step))
    losses(run, 120)
    assert moved == expected


def test_a_run_longer_than_its_frames_are_worth_goes_on_ever_more_slowly(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decays(passes: float, least: int) -> list[float]:
        monkeypatch.setattr(loop, "LEAST_COURSE_STEPS", least)
        run = trainer(clip, expressions, tmp_path, replace(CONFIG, rates=replace(CONFIG.rates, passes=passes)))
        found = []
        for _ in range(100):
            run.step()
            found.append(run.state.decay)
        assert run.progress == pytest.approx(100 / 120)
        return found

    share, frames = CONFIG.rates.final_share, int((clip.split == 0).sum())
    short = decays(passes=1.0, least=50)
    assert short[25] == pytest.approx(share**0.5)
    assert short[50] == pytest.approx(share)
    assert short[75] == pytest.approx(share / 1.5**2)
    assert decays(passes=60 / frames, least=1)[30] == pytest.approx(share**0.5)  # more frames are worth more steps
    assert decays(passes=1000.0, least=50)[60] == pytest.approx(share**0.5)  # the run itself is the shorter


def test_field_deformation_learns_too(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    config = replace(CONFIG, deformation="field", steps=200)
    seen = losses(trainer(clip, expressions, tmp_path, config), 200)
    assert np.mean(seen[-10:]) < 0.7 * np.mean(seen[:10])


class Shift:
    """Stands in for RAF: every expression is moved, so that what was asked for is known."""

    def replace(self, rows: torch.Tensor, own: torch.Tensor, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        return own + 0.5, torch.ones(len(own), dtype=torch.bool)


def test_consistency_keeps_moved_expressions_alike_outside_mouth_and_eyes(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path
) -> None:
    def gap(weight: float) -> float:
        config = replace(CONFIG, loss=replace(CONFIG.loss, consistency=weight))
        run = trainer(clip, expressions, tmp_path / str(weight), config)
        run.replacer = Shift()  # type: ignore[assignment]
        losses(run, 80)
        rows = torch.arange(8)
        with torch.no_grad():
            own, moved = run._inputs(rows)
            placed, frames = run.state.model.poses(rows), run.frames.batch(rows.numpy())
            pictures = [run._render(x, placed, 1, frames.background)[0] for x in (moved, own)]
            return float(consistency(pictures[0], pictures[1], frames))

    assert gap(20.0) < 0.7 * gap(0.0)


def test_random_backgrounds_make_the_person_more_solid(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path
) -> None:
    def seen_through(share: float) -> float:
        run = trainer(clip, expressions, tmp_path / str(share), replace(CONFIG, random_background=share))
        losses(run, 120)
        rows = torch.arange(8)
        with torch.no_grad():
            frames = run.frames.batch(rows.numpy())
            drawn = run._render(run._inputs(rows)[1], run.state.model.poses(rows), 1, frames.background)[0]
        return float((1.0 - drawn.alpha[frames.mask == 1.0]).mean())

    assert seen_through(1.0) < 0.9 * seen_through(0.0)


def test_a_steps_background_goes_so_far_from_the_usual(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path
) -> None:
    def drawn(share: float) -> torch.Tensor:
        run = trainer(clip, expressions, tmp_path / str(share), replace(CONFIG, random_background=share))
        return torch.stack([run._background() for _ in range(64)])

    assert (drawn(0.0) == 0.5).all()
    assert 0.2 < float((drawn(0.5) - 0.5).abs().max()) <= 0.25
    assert 0.45 < float((drawn(1.0) - 0.5).abs().max()) <= 0.5


def test_two_runs_of_one_seed_agree(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    first = losses(trainer(clip, expressions, tmp_path / "a"), 20)
    second = losses(trainer(clip, expressions, tmp_path / "b"), 20)
    assert first == pytest.approx(second, rel=SAME)
    other = losses(trainer(clip, expressions, tmp_path / "c", replace(CONFIG, seed=5)), 20)
    assert first != pytest.approx(other, rel=SAME)


def test_stop_and_resume_equals_going_on(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    whole = trainer(clip, expressions, tmp_path / "whole")
    expected = losses(whole, 30)[15:]
    first = trainer(clip, expressions, tmp_path / "parts")
    losses(first, 15)
    first.save()
    second = trainer(clip, expressions, tmp_path / "parts")
    assert second.resume()
    assert second.state.step == 15
    assert losses(second, 15) == pytest.approx(expected, rel=SAME)
    for name, value in whole.state.average.state_dict().items():
        assert torch.allclose(value, second.state.average.state_dict()[name], atol=2e-2), name


def test_a_damaged_checkpoint_is_passed_over(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    run = trainer(clip, expressions, tmp_path)
    losses(run, 2)
    good = run.save()
    losses(run, 2)
    newer = run.save()
    newer.write_bytes(newer.read_bytes()[:1000])
    assert latest_checkpoint(tmp_path) == good


def test_cancel_leaves_a_checkpoint_within_a_step(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    cancel = events.CancelToken()
    seen: list[events.Event] = []

    def emit(event: events.Event) -> None:
        seen.append(event)
        if isinstance(event, events.Metrics):
            cancel.cancel()

    result = train(clip, expressions, CONFIG, tmp_path, name="drawn", emit=emit, cancel=cancel)
    assert result.outcome == "cancelled"
    assert 0 < result.steps < CONFIG.steps
    found = latest_checkpoint(tmp_path)
    assert found is not None
    assert found.stem == f"step-{result.steps:06d}"
    assert any(isinstance(e, events.Checkpoint) for e in seen)


def test_the_best_weights_are_kept_and_patience_ends_the_run(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path
) -> None:
    scores = iter([0.5, 0.2, 0.6, 0.7, 0.8, 0.9])
    config = replace(CONFIG, evaluate_every_s=0.0, patience=2, validation_share=0.2)
    result = train(
        clip, expressions, config, tmp_path, name="drawn", measure=lambda *_: {"lpips": next(scores), "ssim": 0.5}
    )
    assert result.outcome == "stopped early"
    assert len(result.history) == 4
    assert (checkpoint_folder(tmp_path) / "best.safetensors").is_file()


def test_the_avatar_of_a_run_survives_its_file(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    result = train(clip, expressions, replace(CONFIG, steps=5), tmp_path, name="drawn")
    result.avatar.save(tmp_path / "drawn.safetensors")
    loaded = Avatar.load(tmp_path / "drawn.safetensors")
    assert loaded.meta.encoder_id == expressions.encoder.id
    assert len(loaded.splats(expressions.descriptors[3], clip.tracks.cam_from_head[3])) == CONFIG.num_splats
