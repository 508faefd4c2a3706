"""How fast this computer trains, as its runs have shown; remembered from one start of the program to the next."""

from __future__ import annotations

import json
from typing import Any

from core.project.runs import Run
from core.training.config import TrainConfig
from core.training.cost import Speed
from studio.services.settings import Settings

SPEED_KEY = "train/speed"


class RunSpeeds:
    """The newest rate for each picture size and deformation.

    Args:
        settings: where they are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def note(self, run: Run) -> None:
        """Take a finished run's rate, unless a newer one is known."""
        rate, training = run.result.get("steps_per_s"), run.training
        chain = run.config.get("chain")
        if not isinstance(rate, int | float) or not rate > 0 or not isinstance(chain, dict):
            return
        key = f"{chain.get('size')}/{training.get('deformation')}"
        speeds, facts = self._stored(), [rate, training.get("num_splats"), training.get("num_bases"), run.id]
        known = speeds.get(key)
        if not (isinstance(known, list) and len(known) == 4 and str(known[3]) >= run.id):
            self._settings.set_text(SPEED_KEY, json.dumps({**speeds, key: facts}))

    def nearest(self, size: int, config: TrainConfig) -> Speed | None:
        """The newest rate that was measured with such pictures, or else with others; None before a first run."""
        speeds = self._stored()
        others = [key for key in speeds if key.endswith(f"/{config.deformation}")]
        for key in (f"{size}/{config.deformation}", *others):
            try:
                rate, splats, bases, _ = speeds[key]
                measured_size, deformation = key.split("/")
                return Speed(float(rate), int(splats), int(bases), int(measured_size), deformation)
            except (KeyError, TypeError, ValueError):
                continue
        return None

    def _stored(self) -> dict[str, Any]:
        try:
            stored = json.loads(self._settings.text(SPEED_KEY, "{}"))
        except ValueError:
            return {}
        return stored if isinstance(stored, dict) else {}
