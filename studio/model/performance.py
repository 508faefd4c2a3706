"""A recorded performance: what a clip's frames do to an avatar, held in memory for playing and scrubbing."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

from core.jobs.messages import DrivenFrame
from core.live.recording import Recording
from core.types import FloatArray


@dataclass
class Performance:
    """Frames in the order of the clip; grows while the engine sends them.

    Attributes:
        name: the clip's file name.
        times_s: of each frame, from the start, strictly rising.
        descriptors: [D] each.
        poses: cam_from_head, [4, 4] each.
        found: whether a face was seen.
        kept: share of the driver's expression within the avatar's range, 0..1.
        pictures: small JPEGs of the driver; a frame without its own keeps the last.
    """

    name: str
    times_s: list[float] = field(default_factory=list)
    descriptors: list[FloatArray] = field(default_factory=list)
    poses: list[FloatArray] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.times_s)

    @property
    def duration_s(self) -> float:
        """From the first frame to the end of the last."""
        if len(self) < 2:
            return 0.0
        return self.times_s[-1] + self.times_s[-1] / (len(self) - 1)

    def append(self, frame: DrivenFrame, channels: int) -> bool:
        """Add a frame; False for one that does not fit (out of order, wrong length, not finite)."""
        descriptor = np.array(frame.descriptor, np.float32)
        pose = np.array(frame.cam_from_head, np.float32)
        in_order = not self.times_s or frame.clip_time_s > self.times_s[-1]
        whole = descriptor.shape == (channels,) and pose.shape == (16,)
        if not (in_order and whole and np.isfinite(descriptor).all() and np.isfinite(pose).all()):
            return False
        self.times_s.append(frame.clip_time_s)
        self.descriptors.append(descriptor)
        self.poses.append(pose.reshape(4, 4))
        self.found.append(frame.found)
        self.kept.append(frame.kept)
        self.pictures.append(frame.picture or (self.pictures[-1] if self.pictures else b""))
        return True

    def recording(self) -> Recording:
        """The same as a video is made of it; not for an empty one."""
        return Recording(np.array(self.times_s, np.float64), np.stack(self.descriptors), np.stack(self.poses))

    def index_at(self, time_s: float) -> int:
        """The frame shown at a time: the last that began, clamped to the clip."""
        return max(0, bisect_right(self.times_s, time_s) - 1)
