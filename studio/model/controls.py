"""What moves the avatar: a value for each expression channel and a head pose, set by hand or by a performance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.avatar.runtime import Avatar, compose
from core.avatar.se3 import exp_se3
from core.errors import StudioError
from core.live.arkit import NamedShapes, named_shapes
from core.project.edits import SavedPose
from core.types import FloatArray

HEAD_CONTROLS = ("yaw", "pitch", "roll", "right", "up", "near")
HEAD_RANGES = {"yaw": 40.0, "pitch": 30.0, "roll": 30.0, "right": 10.0, "up": 10.0, "near": 10.0}
"""Half the range of each head control: degrees for the turns, centimetres for the shifts."""
_LEAST_REACH = 0.1
_STRETCH = 1.5


@dataclass(frozen=True)
class ChannelRange:
    """How far a channel's slider goes, and what part of that the avatar has learnt.

    Attributes:
        low: left end of the slider.
        high: right end.
        seen_low: least value in training.
        seen_high: greatest value in training.
    """

    low: float
    high: float
    seen_low: float
    seen_high: float


def channel_ranges(avatar: Avatar) -> list[ChannelRange]:
    """A range per channel: half as far again as anything seen in training, and always around zero."""
    if not len(avatar.train_descriptors):
        return [ChannelRange(-1.0, 1.0, 0.0, 0.0)] * avatar.num_channels
    low, high = np.percentile(avatar.train_descriptors, [1, 99], axis=0)
    ranges = []
    for seen_low, seen_high in zip(np.minimum(low, 0), np.maximum(high, 0), strict=True):
        reach_down = max(-float(seen_low) * _STRETCH, _LEAST_REACH)
        reach_up = max(float(seen_high) * _STRETCH, _LEAST_REACH)
        ranges.append(ChannelRange(-reach_down, reach_up, float(seen_low), float(seen_high)))
    return ranges


class Controls(QObject):
    """The channel values and the head pose of the avatar shown.

    Signals:
        changed: any value; views draw again.
        reset_done: another avatar; everything about channels is new.
    """

    changed = Signal()
    reset_done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._avatar: Avatar | None = None
        self._descriptor: FloatArray = np.zeros(0, np.float32)
        self._base_pose: FloatArray = np.eye(4, dtype=np.float32)
        self._head = dict.fromkeys(HEAD_CONTROLS, 0.0)
        self._ranges: list[ChannelRange] = []
        self._shapes: NamedShapes | None = None
        self._scores: FloatArray = np.zeros(0, np.float32)

    @property
    def avatar(self) -> Avatar | None:
        """What is moved."""
        return self._avatar

    @property
    def shapes(self) -> NamedShapes | None:
        """What ARKit's names do to this avatar; None where that is not known."""
        return self._shapes

    @property
    def descriptor(self) -> FloatArray:
        """Channel values, [D]."""
        return self._descriptor

    @property
    def ranges(self) -> list[ChannelRange]:
        """Of each channel."""
        return self._ranges

    def take(self, avatar: Avatar | None) -> None:
        """Start over with another avatar at its neutral."""
        self._avatar = avatar
        self._ranges = channel_ranges(avatar) if avatar is not None else []
        self._descriptor = np.zeros(len(self._ranges), np.float32)
        self._base_pose = avatar.cam_from_head0 if avatar is not None else np.eye(4, dtype=np.float32)
        self._head = dict.fromkeys(HEAD_CONTROLS, 0.0)
        self._shapes = _shapes_of(avatar)
        self._forget_scores()
        self.reset_done.emit()
        self.changed.emit()

    def set_channel(self, index: int, value: float) -> None:
        """Set one channel."""
        if self._descriptor[index] != np.float32(value):
            self._descriptor = self._descriptor.copy()
            self._descriptor[index] = value
            self.changed.emit()

    def reset_channels(self, indices: list[int]) -> None:
        """Set some channels to zero, the neutral."""
        if np.any(self._descriptor[indices] != 0):
            self._descriptor = self._descriptor.copy()
            self._descriptor[indices] = 0
            self._forget_scores()
            self.changed.emit()

    def score(self, index: int) -> float:
        """How far one of ARKit's names was moved by hand, 0 to 1."""
        return float(self._scores[index]) if index < len(self._scores) else 0.0

    def set_score(self, index: int, value: float) -> None:
        """Move the avatar by one of ARKit's names, on top of what it does."""
        if self._shapes is None or self._scores[index] == np.float32(value):
            return
        change = np.float32(value) - self._scores[index]
        self._scores[index] = value
        self._descriptor = self._descriptor + change * self._shapes.effect[index]
        self.changed.emit()

    def pose(self, name: str) -> SavedPose:
        """The present expression and head position, to be kept."""
        if self._avatar is None:
            return SavedPose(name)
        channels = {
            c: round(float(v), 4) for c, v in zip(self._avatar.meta.channels, self._descriptor, strict=True) if v
        }
        return SavedPose(name, channels, {key: value for key, value in self._head.items() if value})

    def apply_pose(self, pose: SavedPose) -> None:
        """Take a kept expression and head position; channels that this avatar has not are passed over."""
        if self._avatar is None:
            return
        self._base_pose = self._avatar.cam_from_head0
        self._descriptor = np.array([pose.channels.get(c, 0.0) for c in self._avatar.meta.channels], np.float32)
        limits = {name: (-reach, reach) for name, reach in HEAD_RANGES.items()}
        self._head = {name: float(np.clip(pose.head.get(name, 0.0), *limits[name])) for name in HEAD_CONTROLS}
        self._forget_scores()
        self.changed.emit()

    def head(self, name: str) -> float:
        """A head control's value: degrees or centimetres."""
        return self._head[name]

    def set_head(self, name: str, value: float) -> None:
        """Set a head control; it adds to the pose of a performance."""
        if self._head[name] != value:
            self._head[name] = value
            self.changed.emit()

    def reset_head(self) -> None:
        """Take back every head control."""
        if any(self._head.values()):
            self._head = dict.fromkeys(HEAD_CONTROLS, 0.0)
            self.changed.emit()

    def perform(self, descriptor: FloatArray, cam_from_head: FloatArray) -> None:
        """Take a performance's frame."""
        self._descriptor, self._base_pose = descriptor, cam_from_head
        self._forget_scores()
        self.changed.emit()

    def stop_performing(self) -> None:
        """Back to the neutral and to the avatar's typical pose."""
        if self._avatar is not None:
            self._descriptor = np.zeros(len(self._ranges), np.float32)
            self._base_pose = self._avatar.cam_from_head0
            self._forget_scores()
            self.changed.emit()

    def cam_from_head(self) -> FloatArray:
        """The head pose with the controls on top, [4, 4]: turn and right to the picture's right, near towards us."""
        return compose(exp_se3(head_turn(self._head)), self._base_pose)

    def _forget_scores(self) -> None:
        self._scores = np.zeros(0 if self._shapes is None else len(self._shapes.names), np.float32)


def head_turn(head: Mapping[str, float]) -> FloatArray:
    """Head controls as a motion along the camera's axes: shift in metres, rotation vector in radians, [6]."""
    value = {name: float(np.clip(head.get(name, 0.0), -reach, reach)) for name, reach in HEAD_RANGES.items()}
    turn = np.radians([value["pitch"], -value["yaw"], value["roll"]])
    shift = np.array([value["right"], -value["up"], -value["near"]]) / 100
    return np.concatenate([shift, turn]).astype(np.float32)


def _shapes_of(avatar: Avatar | None) -> NamedShapes | None:
    """The map of ARKit's names, unless none of the avatar's channels is known to it."""
    try:
        shapes = named_shapes(avatar) if avatar is not None else None
    except StudioError:
        return None
    return shapes if shapes is not None and shapes.effect.any() else None
