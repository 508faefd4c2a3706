"""Long live driving, measured: does the window's memory stay where it is? For the benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from core.errors import StudioError
from studio.context import Context
from studio.model.live import Live
from studio.services.live_driver import LiveState

SAMPLE_MS = 1000
START_LIMIT_S = 60.0


@dataclass(frozen=True)
class Soak:
    """What was seen.

    Attributes:
        seconds: of driving that were watched.
        frames: that drove the avatar.
        resident_mb: the window process's resident memory, one number a second.
    """

    seconds: float
    frames: int
    resident_mb: tuple[float, ...]

    @property
    def growth_mb(self) -> float:
        """Mean of the last quarter less mean of the second: the first is warming up."""
        quarter = max(1, len(self.resident_mb) // 4)
        early, late = self.resident_mb[quarter : 2 * quarter], self.resident_mb[-quarter:]
        return sum(late) / len(late) - sum(early) / max(len(early), 1)


def resident_mb() -> float:
    """Resident memory of this process, megabytes."""
    import psutil

    return float(psutil.Process().memory_info().rss) / 1e6


def soak(context: Context, avatar: Path, clip: Path, *, seconds: float, speed: float = 1.0) -> Soak:
    """Drive an avatar from a clip that is played over and over, as a camera would, and watch the memory.

    Runs an event loop of its own: for a benchmark's process with a shown Live page, never inside the window.

    Args:
        context: of the window.
        avatar: its file.
        clip: a video of a face.
        seconds: to watch, after driving began.
        speed: times faster than recorded.
    Raises:
        StudioError: the avatar cannot be opened, or driving does not begin.
    """
    live, loop = context.shared(Live), QEventLoop()
    samples: list[float] = []
    frames = 0

    def count() -> None:
        nonlocal frames
        frames += 1

    def sample() -> None:
        if live.driver.state is LiveState.DRIVING:
            samples.append(resident_mb())
        if len(samples) * SAMPLE_MS >= seconds * 1000 or live.driver.state in (LiveState.OFF, LiveState.FAILED):
            loop.quit()

    _open(live, avatar)
    loaded, path = live.session.avatar, live.session.path
    assert loaded is not None
    assert path is not None
    live.driver.told.connect(count)
    ticker, limit = QTimer(), QTimer()
    ticker.setInterval(SAMPLE_MS)
    ticker.timeout.connect(sample)
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    live.driver.start({"clip": str(clip), "speed": speed}, clip.name, loaded, path)
    ticker.start()
    limit.start(round((seconds + START_LIMIT_S) * 1000))
    loop.exec()
    ticker.stop()
    live.driver.told.disconnect(count)
    failed = live.driver.error
    live.driver.stop()
    if len(samples) < 4:
        raise StudioError("Live driving did not begin", got=str(failed.get("message", f"{len(samples)} samples")))
    return Soak(float(len(samples)) * SAMPLE_MS / 1000, frames, tuple(samples))


def _open(live: Live, avatar: Path) -> None:
    loop = QEventLoop()
    live.settled.connect(loop.quit)
    live.open_avatar(avatar)
    loop.exec()
    live.settled.disconnect(loop.quit)
    if live.session.avatar is None:
        raise live.session.error or StudioError("The avatar cannot be opened", got=str(avatar))
