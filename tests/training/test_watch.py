"""Looking at a run: pictures of chosen frames, bounded snapshots, an early end; and that looking changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.avatar.runtime import Avatar
from core.capture.prepared import PreparedClip
from core.errors import StorageError
from core.events import Event, Metrics, Preview, Warning
from core.expression.encoder import get_encoder
from core.project.atomic import atomic_write_json
from core.training import watch as watch_module
from core.training.config import LearningRates, TrainConfig
from core.training.difference import DIFFERENCE_GAIN, difference
from core.training.loop import Trainer
from core.training.run import Expressions, subject_of, train
from core.training.watch import SnapshotAlbum, WatchOptions
from tests.training.clips import make_clip

CONFIG = TrainConfig(
    minutes=None, steps=60, num_splats=300, num_bases=4, hidden=8, validation_share=0.0, threads=1,
    evaluate_every_s=1e9, checkpoint_every_s=1e9, rates=LearningRates(base=4.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> PreparedClip:
    return make_clip(tmp_path_factory.mktemp("clip"))


@pytest.fixture(scope="module")
def expressions(clip: PreparedClip) -> Expressions:
    encoder = get_encoder()
    neutral = encoder.neutral(clip.tracks)
    return Expressions(encoder, neutral, encoder.encode(clip.tracks, neutral))


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look all the time."""
    for name in ("CONTROL_EVERY_S", "PREVIEW_EVERY_S", "CURRENT_EVERY_S", "FIGURES_EVERY_S"):
        monkeypatch.setattr(watch_module, name, 0.0)
    monkeypatch.setattr(watch_module, "FIRST_SNAPSHOT_S", 0.05)
    monkeypatch.setattr(watch_module, "COST_SHARE", 1e9)


def find_rows(chosen: object) -> list[int]:
    return [int(row) for row in chosen] if isinstance(chosen, list) else []


def test_looking_does_not_change_the_run(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path, often: None
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    plain = train(clip, expressions, CONFIG, tmp_path / "a", name="x")
    watched = train(clip, expressions, CONFIG, tmp_path / "b", name="x", watch=WatchOptions(tmp_path / "b", find_rows))
    np.testing.assert_allclose(plain.avatar.base, watched.avatar.base, atol=2e-3)


def test_chosen_frames_snapshots_and_figures_come(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path, often: None
) -> None:
    atomic_write_json(tmp_path / "control.json", {"frames": [3, 27]})
    seen: list[Event] = []
    options = WatchOptions(tmp_path, find_rows, measure=lambda *_: {"psnr": 20.0, "ssim": 0.5, "identity": 1.0})
    train(clip, expressions, CONFIG, tmp_path, name="x", watch=options, emit=seen.append)
    shown = {event.path for event in seen if isinstance(event, Preview)}
    assert {"previews/000003-render.jpg", "previews/000027-render.jpg"} <= shown
    left = {path.name for path in (tmp_path / "previews").iterdir()}
    assert left == {f"{row:06d}-{kind}.jpg" for row in (3, 27) for kind in ("truth", "render", "difference")}
    figures = [event.values for event in seen if isinstance(event, Metrics) and "heldout.psnr" in event.values]
    assert figures[-1] == {"heldout.psnr": 20.0, "heldout.ssim": 0.5}
    snapshots = sorted((tmp_path / "snapshots").glob("*.safetensors"))
    assert snapshots[-1].name == f"step-{CONFIG.steps:07d}.safetensors"
    assert not (tmp_path / "snapshots" / "current.safetensors").exists()
    assert Avatar.load(snapshots[-1]).meta.training["steps"] == CONFIG.steps


def test_a_wish_to_finish_ends_the_run_with_an_avatar(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path, often: None
) -> None:
    atomic_write_json(tmp_path / "control.json", {"finish": True})
    result = train(
        clip, expressions, replace(CONFIG, steps=10_000), tmp_path, name="x", watch=WatchOptions(tmp_path, find_rows)
    )
    assert result.outcome == "stopped"
    assert 0 < result.steps < 10_000
    assert np.isfinite(result.avatar.base).all()


def test_a_damaged_control_file_is_passed_over(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path, often: None
) -> None:
    (tmp_path / "control.json").write_text("{")
    assert (
        train(clip, expressions, CONFIG, tmp_path, name="x", watch=WatchOptions(tmp_path, find_rows)).outcome == "done"
    )


def test_pictures_that_cannot_be_written_are_one_warning(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path, often: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("Could not write", got="a full disk")

    monkeypatch.setattr(watch_module, "_write_picture", full)
    seen: list[Event] = []
    options = WatchOptions(tmp_path, find_rows)
    result = train(clip, expressions, CONFIG, tmp_path, name="x", watch=options, emit=seen.append)
    assert result.outcome == "done"
    assert len([event for event in seen if isinstance(event, Warning)]) == 1


def test_an_album_keeps_its_first_and_newest_within_bounds(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    avatar = train(clip, expressions, replace(CONFIG, steps=2), tmp_path, name="x").avatar
    monkeypatch.setattr(watch_module, "MAX_SNAPSHOTS", 6)
    album = SnapshotAlbum(tmp_path / "album")
    for step in range(100, 3000, 100):
        album.add(avatar, step)
    kept = [int(path.stem.removeprefix("step-")) for path in sorted(album.folder.glob("step-*"))]
    assert len(kept) == 6
    assert (kept[0], kept[-1]) == (100, 2900)
    ratios = np.array(kept[1:]) / np.array(kept[:-1])
    assert ratios[0] >= 1.5, "the early steps, where most is learnt, are kept apart too"
    times = [album.next_due_s(s) for s in (0.0, 2.0, 60.0, 600.0)]
    assert times == sorted(times)
    assert all(due > at for due, at in zip(times, (0.0, 2.0, 60.0, 600.0), strict=True))


def test_a_compact_avatar_is_half_as_large_and_nearly_the_same(
    clip: PreparedClip, expressions: Expressions, tmp_path: Path
) -> None:
    avatar = train(clip, expressions, CONFIG, tmp_path, name="x").avatar
    avatar.save(tmp_path / "whole.safetensors")
    avatar.save(tmp_path / "small.safetensors", compact=True)
    small = Avatar.load(tmp_path / "small.safetensors")
    np.testing.assert_allclose(small.bases, avatar.bases, rtol=1e-3, atol=1e-3)
    np.testing.assert_array_equal(small.base, avatar.base)
    saved = [(tmp_path / f"{name}.safetensors").stat().st_size for name in ("whole", "small")]
    # but for the header, which is padded to 8 bytes
    assert saved[0] - saved[1] == pytest.approx(avatar.bases.size * 2, abs=16)


def test_the_terms_add_up_to_the_loss(clip: PreparedClip, expressions: Expressions, tmp_path: Path) -> None:
    torch.manual_seed(0)
    trainer = Trainer(clip, subject_of(clip, expressions.descriptors), CONFIG, tmp_path)
    for _ in range(30):
        loss = trainer.step()
    terms = trainer._report_terms()
    assert set(terms) == {"loss.colour", "loss.structure", "loss.mask", "loss.pose", "loss.expression"}
    # the anchors are looked at after the step that they were part of
    assert sum(terms.values()) == pytest.approx(loss, rel=1e-2)


def test_differences_are_grey_and_bounded() -> None:
    truth = np.full((2, 2, 3), 100, np.uint8)
    render = truth.copy()
    render[0, 0] = (110, 110, 110)
    render[1, 1] = 255
    apart = difference(truth, render)
    assert apart[0, 0].tolist() == [int(10 * DIFFERENCE_GAIN)] * 3
    assert apart[1, 1].tolist() == [255] * 3
    assert apart[0, 1].tolist() == [0] * 3
