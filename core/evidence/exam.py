"""What a trained avatar of a cell is asked to do, and the figures of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.avatar.runtime import Avatar
from core.evaluation.evaluate import clip_camera
from core.evaluation.judge import Instruments, Judge
from core.evaluation.regions import eye_distance
from core.events import CancelToken
from core.evidence.cells import Cell
from core.evidence.probes import spoilt
from core.evidence.subjects import SELF, Subject, Test, far_frames, spread_mask
from core.export.picture import draw_through
from core.expression.whitening import Whitening
from core.live.adaptation import Adaptation
from core.types import BoolArray, FloatArray

FIGURES = ("landmark_share", "lpips", "ssim", "psnr", "descriptor_distance", "identity", "pose_px", "broken")
CROSS_FIGURES = ("identity", "descriptor_distance", "pose_px", "broken")
PROBE_FRAMES = 24
Tests = dict[str, dict[str, dict[str, float]]]
"""Test -> subset ('all', 'far') -> figure -> value."""


@dataclass(frozen=True, eq=False)
class Exam:
    """One cell's avatar before its tests.

    Attributes:
        cell: the cell.
        subject: whom it shows.
        avatar: trained.
        instruments: loaded measures.
        cancel: looked at in every frame.
    """

    cell: Cell
    subject: Subject
    avatar: Avatar
    instruments: Instruments
    cancel: CancelToken

    def take(self) -> Tests:
        """Every test of the subject, every probe of the cell, every driver without truth.

        Returns:
            'self' and 'cross' against truth; 'self bits4' and the like; 'driven by NAME'.
        Raises:
            Cancelled: the user asked.
        """
        found: Tests = {test.name: self._judge(test, self.cell.test_frames) for test in self.subject.tests}
        for probe in self.cell.probes:
            test = self.subject.tests[0]
            moved = spoilt(probe, test.descriptors, self.avatar.train_descriptors, self.cell.seed)
            found[f"{test.name} {probe}"] = self._judge(replace(test, descriptors=moved), PROBE_FRAMES)
        for name, tracks in self.subject.drivers:
            found[f"driven by {name}"] = {"all": self._driven(tracks)}
        return found

    def _judge(self, test: Test, frames: int) -> dict[str, dict[str, float]]:
        """Figures over all frames of a test and over the far fifth."""
        rows = np.flatnonzero(spread_mask(test.frames & test.clip.tracks.found, frames))
        avatar, camera = self.avatar, clip_camera(test.clip)
        whitening = Whitening.fit(avatar.train_descriptors)
        descriptors = self._driving(test)
        judge = self._judge_of(whitening)
        values = []
        for t in rows:
            self.cancel.check()
            render = draw_through(avatar, descriptors[t], test.clip.tracks.cam_from_head[t], camera)
            landmarks = test.clip.landmarks_px[t]
            value = judge.frame(np.asarray(test.clip.images[t]), render, np.asarray(test.clip.masks[t]), landmarks)
            values.append(value | {"landmark_share": value["landmark_px"] / max(eye_distance(landmarks), 1.0)})
        far = far_frames(whitening.apply(test.descriptors[rows]), whitening.apply(avatar.train_descriptors))
        everything = np.ones(len(rows), bool)
        return {name: means(values, FIGURES, mask) for name, mask in (("all", everything), ("far", far))}

    def _judge_of(self, whitening: Whitening) -> Judge:
        encoder, neutral = self.subject.encoder, self.subject.neutral

        def distance(a: Any, b: Any) -> float:
            return float(whitening.distance(encoder.encode(a, neutral)[0], encoder.encode(b, neutral)[0]))

        return Judge(replace(self.instruments, distance=distance), background=self.avatar.meta.background)

    def _driving(self, test: Test) -> FloatArray:
        arm, own = self.cell.arm, test.name == SELF
        if arm.live:
            return Adaptation(self.avatar, self.subject.encoder, own=own)(test.descriptors)
        translate = arm.translate and not own
        parts = Adaptation(self.avatar, self.subject.encoder, own=False, translate=translate, project=arm.project)
        return parts(test.descriptors)

    def _driven(self, tracks: Any) -> dict[str, float]:
        """Figures without truth: the renders are tracked again."""
        from core.evaluation.cross import evaluate_cross
        from core.live.retarget import RetargetOptions
        from core.weights.store import WeightStore

        arm = self.cell.arm
        found = evaluate_cross(
            self.avatar,
            tracks,
            store=WeightStore(),
            reference=self.subject.clip,
            options=RetargetOptions(translate=arm.translate or arm.live, project=arm.project or arm.live),
            max_frames=self.cell.test_frames,
            instruments=self.instruments,
            prefix="",
            cancel=self.cancel,
        )
        wanted = (*CROSS_FIGURES, "correlation")
        return {name: float(value) for name in wanted if (value := found.get(name)) is not None}


def means(values: list[dict[str, float]], figures: Iterable[str], mask: BoolArray) -> dict[str, float]:
    """Means of the masked frames that have a value, and how many frames; a figure that none has is left out."""
    found: dict[str, float] = {}
    for name in figures:
        column = np.array([_value(value, name) for value in values])[mask]
        column = column[np.isfinite(column)]
        if column.size:
            found[name] = float(column.mean())
    return found | {"frames": float(np.sum(mask))}


def _value(values: Mapping[str, float], name: str) -> float:
    return float(values.get(name, float("nan")))
