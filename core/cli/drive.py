"""``raf-studio drive``: an avatar, moved by a clip, as a video."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.session import Document, Session, command_session

EPILOG = """\b
Examples:
  raf-studio drive anna.safetensors --source driver.mp4 --record anna_driven.mp4
  raf-studio drive anna.safetensors --source driver.mp4 --record both.mp4 --beside
  raf-studio drive anna.safetensors --source anna_again.mp4 --record again.mp4 --same-face
"""


@click.command("drive", epilog=EPILOG)
@click.argument("avatar", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, type=click.Path(path_type=Path), help="The driving video or image folder.")
@click.option("--record", required=True, type=click.Path(path_type=Path), help="The .mp4 to write.")
@click.option("--beside", is_flag=True, help="Show the driver to the left of the avatar.")
@click.option(
    "--size", type=click.IntRange(32, 4096), help="Pixels a side of the avatar; its training size by default."
)
@click.option(
    "--same-person", is_flag=True, help="SOURCE is of the avatar's own capture: take neutral and pose as they are."
)
@click.option("--same-face", is_flag=True, help="The driver is the avatar's subject, seen elsewhere.")
@click.option(
    "--no-translation",
    is_flag=True,
    help="Take the driver's expressions as measured, not as the subject would show them.",
)
@click.option("--no-projection", is_flag=True, help="Do not pull unseen expressions back to what the avatar knows.")
@command_session("drive")
def command(
    session: Session,
    avatar: Path,
    source: Path,
    record: Path,
    beside: bool,
    size: int | None,
    same_person: bool,
    same_face: bool,
    no_translation: bool,
    no_projection: bool,
) -> Document:
    """Drive AVATAR by a recorded clip and write a video.

    The driver's resting face is mapped to the avatar's and each expression to what another face would show for it, the
    head turns with the driver's, and expressions that the avatar never saw are softly pulled back to what it knows.
    """
    from core.avatar.runtime import Avatar
    from core.live.drive import drive_to_video
    from core.live.retarget import RetargetOptions

    loaded = Avatar.load(avatar)
    options = RetargetOptions(
        same_person=same_person, same_face=same_face, translate=not no_translation, project=not no_projection
    )
    with session.job() as (emit, cancel):
        done = drive_to_video(
            loaded, source, record, size=size, side_by_side=beside, options=options, emit=emit, cancel=cancel
        )
    rate = done.frames / max(done.seconds, 1e-9)
    session.say(f"Wrote {done.path}: {done.frames} frames, drawn and encoded at {rate:.0f} a second")
    session.say(f"Driver's face seen in {100 * done.found:.0f} % of its frames; {100 * done.in_range:.0f} % in range")
    facts = {"frames": done.frames, "found": done.found, "in_range": done.in_range, "seconds": done.seconds}
    return {"avatar": avatar, "source": source, "video": done.path, **facts, "frames_per_s": rate}
