"""The 52 ARKit names as sliders for any avatar: what each of them does to its own channels. Light: numpy only.

The map is learnt from data (``packaging/make_arkit_map.py``): synthetic people perform one action at a time, and the
face tracker and the encoders measure what they see of it. What the tracker hardly sees cannot reach an avatar: such
names are marked as weak.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from core.avatar.runtime import Avatar
from core.errors import FormatError
from core.expression.anny52 import ACTIONS, FITTED_CHANNELS, calibration
from core.expression.blend52 import blendshape_region
from core.types import FloatArray

WEAK = 0.45
"""A full action that moves the avatar by less than this share of what it showed in training is weak."""
_LEAST_SPREAD = 0.05
_SAME = {"gaze": ("gaze", "eyes"), "eyes": ("eyes",), "brows": ("brows",), "mouth": ("mouth",)}
"""Regions that an action of a region may move: the lids follow the gaze. The rest is the tracker's crosstalk."""


@dataclass(frozen=True, eq=False)
class NamedShapes:
    """What the 52 names do to an avatar.

    Attributes:
        names: ARKit's.
        regions: of each name: mouth, eyes, brows or gaze.
        effect: change of the avatar's descriptor for a full action, [52, D].
        strength: its size as a share of what the avatar showed in training, [52]; 0 does nothing.
    """

    names: tuple[str, ...]
    regions: tuple[str, ...]
    effect: FloatArray
    strength: FloatArray

    def is_weak(self, index: int) -> bool:
        """True for a name that hardly moves this avatar."""
        return bool(self.strength[index] < WEAK)


def named_shapes(avatar: Avatar) -> NamedShapes:
    """The map for an avatar, by the names of its channels; channels that nobody knows stay still.

    Raises:
        FormatError: the program's own map is damaged.
    """
    names, table = _learnt()
    regions = tuple(str(blendshape_region(name)) for name in names)
    effect = np.zeros((len(names), avatar.num_channels), np.float32)
    for d, (channel, region) in enumerate(zip(avatar.meta.channels, avatar.meta.regions, strict=True)):
        if channel in table:
            allowed = np.array([region in _SAME[own] for own in regions])
            effect[:, d] = np.where(allowed, table[channel], 0.0)
    return NamedShapes(names, regions, effect, _strength(effect, avatar.train_descriptors))


def _strength(effect: FloatArray, train_descriptors: FloatArray) -> FloatArray:
    if len(train_descriptors) < 2:
        return np.zeros(len(effect), np.float32)
    low, high = np.percentile(train_descriptors, (2, 98), axis=0)
    spread = np.maximum((high - low) / 2, _LEAST_SPREAD)
    return np.asarray(np.abs(effect / spread).max(axis=1, initial=0.0), np.float32)


@cache
def _learnt() -> tuple[tuple[str, ...], dict[str, FloatArray]]:
    """Names [52], and what a full action of each does to a channel, [52], by the channel's name."""
    try:
        facts = json.loads((files("core.live") / "arkit_map.json").read_text("utf-8"))
        names, channels = (tuple(str(v) for v in facts[key]) for key in ("names", "channels"))
        table = np.asarray(facts["effect"], np.float32)
        if table.shape != (len(names), len(channels)) or not np.isfinite(table).all():
            raise ValueError(f"a table of shape {list(table.shape)}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FormatError("The map of ARKit's names is damaged", got=str(error), next_step="Install again.") from error
    known = calibration()
    fitted = known.fit(known.basis).astype(np.float32)[[ACTIONS.index(name) for name in names]]
    columns = {channel: table[:, i] for i, channel in enumerate(channels)}
    return names, columns | {channel.name: fitted[:, i] for i, channel in enumerate(FITTED_CHANNELS)}
