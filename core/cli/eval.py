"""``raf-studio eval``: how good an avatar is, on frames that it never saw or under a foreign driver."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.session import Document, Session, command_session
from core.cli.train import figure_text, grouped
from core.errors import InputError

EPILOG = """\b
Examples:
  raf-studio eval anna.safetensors                           on the held-out frames of its own clip
  raf-studio eval anna.safetensors anna_again.mp4            on another clip of the same person
  raf-studio eval anna.safetensors anna_again.mp4 --fit-pose the same at poses fitted to the pictures
  raf-studio eval anna.safetensors bob.mp4 --other-person    driven by somebody else
"""


@click.command("eval", epilog=EPILOG)
@click.argument("avatar", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("clip", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--other-person", is_flag=True, help="CLIP shows somebody else, who drives the avatar.")
@click.option("--fit-pose", is_flag=True, help="Fit head and torso pose to each judged picture, as most papers do.")
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The avatar's project; found beside the avatar or here by default.",
)
@click.option(
    "--max-frames",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="Judge at most so many frames, evenly spread.",
)
@click.option(
    "--sheet", type=click.Path(path_type=Path), help="Write truth, render and difference as a .png (same person)."
)
@command_session("eval")
def command(
    session: Session,
    avatar: Path,
    clip: Path | None,
    other_person: bool,
    fit_pose: bool,
    project: Path | None,
    max_frames: int,
    sheet: Path | None,
) -> Document:
    """Measure AVATAR against real frames: PSNR, SSIM, LPIPS, landmarks, identity (docs/metrics.md).

    Frames are drawn at the tracked pose and expression; nothing is fitted to them, unless --fit-pose asks for it.
    """
    from core.avatar.runtime import Avatar
    from core.project import judging

    if fit_pose and other_person:
        raise InputError(
            "There is no picture to fit the pose to when somebody else drives", next_step="Leave out --fit-pose"
        )
    loaded = Avatar.load(avatar)
    judge = judging.Judging(loaded, max_frames=max_frames, fit_pose=fit_pose)
    with session.job() as (emit, cancel):
        if other_person:
            reference = judging.own_capture(loaded, avatar, project)
            figures = judge.driven_by(judging.required(clip), reference=reference, emit=emit, cancel=cancel)
        elif clip is not None:
            figures = judge.on_clip(clip, sheet=sheet, emit=emit, cancel=cancel)
        else:
            folder = judging.capture_of(loaded, judging.project_of(avatar, project))
            figures = judge.on_capture(folder, sheet=sheet, emit=emit, cancel=cancel)
    groups = grouped(figures)
    for group, values in groups.items():
        session.table(("", group), [(name, figure_text(groups, group, name)) for name in values])
    pose = "fitted" if fit_pose else "tracked"
    return {"avatar": avatar, "clip": clip, "pose": pose, **groups, "sheet": sheet}
