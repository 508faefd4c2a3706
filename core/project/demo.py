"""The demo: a quick avatar of a synthetic person, driven by another one, with pictures of what happened."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError
from core.events import CancelToken, Emit
from core.project.chain_config import ChainConfig
from core.project.pipeline import ChainResult, bundled_bank, train_avatar

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "demo"
SUBJECT, DRIVER = ASSETS / "subject.mp4", ASSETS / "driver.mp4"
MINUTES = 1.0


@dataclass(frozen=True)
class DemoResult:
    """What the demo leaves: the chain's result, and files by what they show."""

    chain: ChainResult
    files: dict[str, Path]


def run_demo(out: Path, *, minutes: float, emit: Emit, cancel: CancelToken) -> DemoResult:
    """Train an avatar from the enclosed clip with retrieval, and drive it by the enclosed driver.

    Args:
        out: folder for everything; an earlier demo's project in it is replaced.
        minutes: of training.
        emit: gets progress.
        cancel: looked at between frames and steps.
    Raises:
        InputError: the enclosed clips are not there.
        StorageError: the folder cannot be written.
        Cancelled: the user asked.
    """
    from core.avatar.runtime import Avatar
    from core.live.drive import drive_to_video

    for clip in (SUBJECT, DRIVER):
        if not clip.is_file():
            step = "Run the demo from a checkout, or make the clips with 'make assets'"
            raise InputError(f"The demo's clip '{clip.name}' is not there", next_step=step)
    project = out / "demo.rafstudio"
    shutil.rmtree(project, ignore_errors=True)
    config = ChainConfig(
        source=SUBJECT,
        project=project,
        out=out / "demo.safetensors",
        bank=bundled_bank(),
        preset="quick",
        minutes=minutes,
        consent="A synthetic person; nobody's likeness.",
    )
    chain = train_avatar(config, emit=emit, cancel=cancel)
    files = {"avatar": chain.avatar}
    for name, sheet in chain.sheets.items():
        files[name] = Path(shutil.copyfile(sheet, out / sheet.name))
    drive_to_video(Avatar.load(chain.avatar), DRIVER, out / "drive.mp4", side_by_side=True, emit=emit, cancel=cancel)
    return DemoResult(chain, {**files, "drive": out / "drive.mp4"})
