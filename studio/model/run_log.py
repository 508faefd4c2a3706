"""The numbers of one run, as they come in while it trains or as its log holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_POINTS = 4000

Curves = dict[str, tuple[list[float], list[float]]]


@dataclass
class RunLog:
    """Curves by stable name: steps and values. Bounded: a long run is thinned by halves.

    Attributes:
        curves: name -> (steps, values).
        latest: name -> newest value.
        step: newest step.
    """

    curves: Curves = field(default_factory=dict)
    latest: dict[str, float] = field(default_factory=dict)
    step: int = 0

    def add(self, step: int, values: Mapping[str, float | None]) -> None:
        """Take the numbers of a step; unknown ones are passed over."""
        self.step = max(self.step, step)
        for name, value in values.items():
            if isinstance(value, int | float):
                steps, numbers = self.curves.setdefault(name, ([], []))
                if steps and step < steps[-1]:
                    self._cut(steps, numbers, step)  # it goes on from an earlier checkpoint
                steps.append(float(step))
                numbers.append(float(value))
                self.latest[name] = float(value)
                if len(steps) > MAX_POINTS:
                    del steps[1:-1:2], numbers[1:-1:2]

    @staticmethod
    def _cut(steps: list[float], numbers: list[float], step: int) -> None:
        while steps and steps[-1] >= step:
            steps.pop()
            numbers.pop()


def log_of(curves: Mapping[str, tuple[list[int], list[float]]]) -> RunLog:
    """A log of what a run's file holds."""
    log = RunLog()
    for name, (steps, values) in curves.items():
        for step, value in zip(steps, values, strict=True):
            log.add(step, {name: value})
    return log
