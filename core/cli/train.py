"""``raf-studio train``: from a video to an avatar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.cli.options import SIZE, holdout_options
from core.cli.session import Document, Session, command_session
from core.errors import InputError

if TYPE_CHECKING:
    from core.raf.policy import ReplacementPolicy

EPILOG = """\b
Examples:
  raf-studio train my_video.mp4
  raf-studio train my_video.mp4 --bank people.rafbank --minutes 10 --out anna.safetensors
  raf-studio train my_video.mp4 --raf                      with retrieval from the enclosed bank, to compare
  raf-studio train my_video.mp4 --size 512 --preset standard
  raf-studio train first_take.mp4 second_take.mp4          both takes of one person
  raf-studio train take1.mp4 take2.mp4                     several clips of one person
  raf-studio train my_video.mp4 --resume                   go on after Ctrl-C, a crash or a power cut
"""


@click.command("train", epilog=EPILOG)
@click.argument("sources", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--bank",
    type=click.Path(path_type=Path),
    help="RAF: retrieve from this bank; the enclosed one by default.",
)
@click.option(
    "--raf/--no-raf",
    default=None,
    help="Train with retrieval, or without; without is the default, unless a bank or another setting of RAF is chosen.",
)
@click.option(
    "--preset",
    type=click.Choice(["quick", "standard", "fine"]),
    default="standard",
    show_default=True,
    help="How many splats and minutes.",
)
@click.option("--minutes", type=float, help="Minutes of training, instead of the preset's.")
@SIZE
@click.option("--out", type=click.Path(path_type=Path), help="The avatar to write; <source>.safetensors by default.")
@click.option("--project", type=click.Path(path_type=Path), help="The project folder; <source>.rafstudio by default.")
@holdout_options
@click.option(
    "--strength",
    type=float,
    nargs=2,
    default=(0.0, 0.5),
    show_default=True,
    metavar="LOW HIGH",
    help="RAF: share of the way to the neighbour; 1 1 --own-moves replaces, as the paper.",
)
@click.option(
    "--shuffled/--own-moves",
    default=True,
    show_default=True,
    help="RAF: move a frame as another frame would be moved to its neighbour, or towards its own neighbour.",
)
@click.option(
    "-p", "--probability", type=float, default=0.5, show_default=True, help="RAF: share of frames that are moved."
)
@click.option(
    "-k", "--neighbours", type=int, default=8, show_default=True, help="RAF: draw from so many nearest faces."
)
@click.option(
    "--gate", type=float, help="RAF: leave out neighbours farther than this many times the subject's own spacing."
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="PERSON",
    help="RAF: leave out this person of the bank, such as the subject; may be repeated.",
)
@click.option(
    "--deformation",
    type=click.Choice(["basis", "field"]),
    default="basis",
    show_default=True,
    help="'field' is the paper's setting, slow.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of everything random.")
@click.option("--resume", is_flag=True, help="Go on with the unfinished run of the same options.")
@click.option("--consent", default="", help="A note on who this is and what they agreed to; kept in the avatar.")
@command_session("train")
def command(session: Session, sources: tuple[Path, ...], **options: Any) -> Document:
    """Train an avatar from SOURCE, a video or picture folder of one face, or several of one person by one camera.

    Finds and follows the face, with --raf retrieves similar expressions of other people, trains, and judges the avatar
    on frames that took no part. Everything in between stays in the project folder. Ctrl-C keeps it valid; --resume goes
    on.
    """
    from core.capture.keeping import keep_captures
    from core.project.pipeline import train_avatar
    from core.project.project import Project
    from core.weights.store import WeightStore

    config = chain_config(sources, options)
    with session.job() as (emit, cancel):
        if config.bank is None and wants_retrieval(options):
            from core.events import Warning as WarningEvent

            emit(WarningEvent("No bank was given and none is enclosed: training without retrieval."))
        result = train_avatar(config, emit=emit, cancel=cancel)
        store = WeightStore()
        keep_captures(Project.open(result.project), config.sources, store=store, emit=emit, cancel=cancel)
    figures = grouped(result.figures)
    rows = [(name, figure_text(figures, "heldout", name), figure_text(figures, "train", name)) for name in _SHOWN]
    session.table(("", "Held-out frames", "Training frames"), rows)
    session.say(f"\n{'Avatar':<11}{result.avatar}")
    session.say(f"{'Project':<11}{result.project}")
    for what, path in result.sheets.items():
        session.say(f"{what.capitalize():<11}{path}")
    files = {"avatar": result.avatar, "project": result.project, "run": result.run, "sheets": result.sheets}
    return {**files, "stopped_early": result.outcome == "stopped early", **figures, **result.facts}


_SHOWN = ("psnr", "ssim", "lpips", "landmark_px", "mouth_eye_psnr", "identity")


def chain_config(sources: tuple[Path, ...], options: dict[str, Any]) -> Any:
    """The chain's configuration from the command's options, with names made from the first source's.

    Raises:
        InputError: an option that cannot be, or a bank that is not there.
    """
    from core.project.chain_config import ChainConfig
    from core.project.paths import safe_name
    from core.project.project import default_project_path

    here = Path.cwd()
    return ChainConfig(
        source=sources[0],
        further=sources[1:],
        project=options["project"] or default_project_path(sources[0], here),
        out=options["out"] or here / f"{safe_name(sources[0].stem, fallback='avatar')}.safetensors",
        bank=chosen_bank(options["bank"]) if wants_retrieval(options) else None,
        policy=chosen_policy(options),
        exclude_persons=tuple(options["exclude"]),
        size=int(options["size"]),
        preset=options["preset"],
        minutes=options["minutes"],
        deformation=options["deformation"],
        holdout=options["holdout"],
        holdout_fraction=options["holdout_share"],
        leave_out=tuple(options["leave_out"]),
        seed=options["seed"],
        resume=options["resume"],
        consent=options["consent"],
    )


def chosen_policy(options: dict[str, Any]) -> ReplacementPolicy:
    """When and how far RAF replaces, from the command's options.

    Raises:
        InputError: an option is out of range.
    """
    from core.raf.policy import ReplacementPolicy

    return ReplacementPolicy(
        p=options["probability"],
        k=options["neighbours"],
        strength=options["strength"],
        gate=options["gate"],
        shuffled=options["shuffled"],
    )


def wants_retrieval(options: dict[str, Any]) -> bool:
    """Whether the command's options ask for RAF: by name, by a bank, or by an option that only RAF has."""
    from core.raf.policy import ReplacementPolicy

    if options["raf"] is not None:
        return bool(options["raf"])
    return bool(options["bank"] or options["exclude"] or chosen_policy(options) != ReplacementPolicy())


def chosen_bank(bank: Path | None) -> Path | None:
    """The given bank, else the enclosed one, else None.

    Raises:
        InputError: the given bank is not there.
    """
    from core.project.pipeline import bundled_bank

    if bank is not None and not bank.is_dir():
        raise InputError(f"There is no bank '{bank}'", next_step="Build one with 'raf-studio bank build'")
    return bank or bundled_bank()


def grouped(figures: dict[str, float | None]) -> dict[str, dict[str, float | None]]:
    """'heldout.psnr': 24 -> {'heldout': {'psnr': 24}}."""
    groups: dict[str, dict[str, float | None]] = {}
    for name, value in figures.items():
        group, _, short = name.partition(".")
        groups.setdefault(group, {})[short] = value
    return groups


def figure_text(figures: dict[str, dict[str, float | None]], group: str, name: str) -> str:
    """A figure for people; '-' where it was not measured."""
    value = figures.get(group, {}).get(name)
    return "-" if value is None else f"{value:.3f}"
