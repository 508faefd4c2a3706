"""The chain from videos to an avatar, to be read from top to bottom: prepare, retrieve, train, judge, write.

Everything lands in a project folder, so that an interrupted run goes on where it was. The heavy parts of the engine are
imported inside the functions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import Cancelled, InputError, StudioError
from core.events import CancelToken, Emit, Event, Finished, Stage, Started, discard
from core.events import Warning as WarningEvent
from core.project.atomic import atomic_write_json, read_json, storage_error
from core.project.chain_config import ChainConfig
from core.project.chain_inputs import prepare, prepared_folder, retrieve
from core.project.chain_parts import (
    HELDOUT,
    TRAIN,
    as_dict,
    consent_of,
    describe,
    encoder_of_bank,
    frames_record,
    known,
    licences,
    mask_of,
    spread,
    train_config,
    write_comparison,
)
from core.project.event_log import EventLog
from core.project.paths import safe_name
from core.project.project import Project
from core.project.resume import resumable_run
from core.project.runs import CONFIG_NAME, FRAMES_NAME, NEIGHBOURS_NAME, RESULT_NAME, RunFrames, run_folder

if TYPE_CHECKING:
    from core.avatar.runtime import Avatar
    from core.bank.store import ExpressionBank
    from core.capture.prepared import PreparedClip
    from core.evaluation.judge import Instruments
    from core.raf.neighbours import NeighbourTable
    from core.training.config import TrainConfig
    from core.training.run import Expressions, TrainResult
    from core.training.watch import WatchOptions
    from core.weights.store import WeightStore

STAGES = ("Following the face", "Retrieving expressions", "Training", "Judging held-out frames", "Writing")
NEIGHBOUR_SHEET, HELDOUT_SHEET = "neighbours.png", "heldout.png"
SHEET_ROWS = 6
MAX_TRAIN_FRAMES_JUDGED = 24
DEMO_BANK = Path(__file__).resolve().parents[2] / "assets" / "demo" / "bank.rafbank"


@dataclass(frozen=True)
class ChainResult:
    """What the chain leaves.

    Attributes:
        avatar: the avatar file that was asked for.
        project: the project folder.
        run: the run's folder in it.
        outcome: 'done', 'stopped early' (it no longer gained) or 'stopped' (somebody asked to finish).
        figures: stable names with prefix ('heldout.psnr'), see docs/metrics.md; None where not measured.
        facts: further JSON-ready facts: steps, seconds, frames, retrieval.
        sheets: pictures written, by what they show.
    """

    avatar: Path
    project: Path
    run: Path
    outcome: str
    figures: dict[str, float | None]
    facts: dict[str, Any]
    sheets: dict[str, Path]


def bundled_bank() -> Path | None:
    """The small bank of synthetic people that comes with the program, where it is there."""
    return DEMO_BANK if DEMO_BANK.is_dir() else None


def train_avatar(config: ChainConfig, *, emit: Emit = discard, cancel: CancelToken | None = None) -> ChainResult:
    """Run the whole chain.

    Args:
        config: see ChainConfig.
        emit: gets stages, progress, metrics and warnings; they are also logged in the run's events.jsonl.
        cancel: looked at between frames and steps; what was done so far stays and can be resumed.
    Raises:
        CaptureError: a video cannot be used.
        FormatError: the bank is damaged or of another encoder.
        WeightsError: the face models cannot be had.
        StorageError: the project cannot be written or is in use.
        Cancelled: the user asked.
    """
    from core.capture.frames import open_source

    token = cancel or CancelToken()
    for path in config.sources:
        open_source(path).close()  # an error before anything is made
    project = Project.open_or_create(config.project)
    with project.lock():
        run_dir = _run_dir(project, config)
        with EventLog(run_dir / "events.jsonl", emit) as log:
            log(Started("train"))
            try:
                result = _Chain(config, project, run_dir, log, token).run()
            except Cancelled:
                log(Finished("cancelled"))
                raise
            except Exception as error:
                log(Finished("failed", {"error": str(error), **_parts(error)}))
                raise
            log(Finished("done", {"run": project.relative(run_dir)}))
            return result


class StageEmit:
    """Numbers the chain's stages; a stage that a part announces by itself becomes a sub-title of the running one."""

    def __init__(self, emit: Emit, names: tuple[str, ...]) -> None:
        self._emit, self._names, self._index = emit, names, 0

    def begin(self, name: str) -> None:
        """Announce a stage of the chain."""
        self._index = self._names.index(name)
        self._emit(Stage(name, self._index, len(self._names)))

    def __call__(self, event: Event) -> None:
        """Pass an event on."""
        if isinstance(event, Stage):
            event = replace(event, name=f"{self._names[self._index]}: {event.name}", index=self._index)
            event = replace(event, count=len(self._names))
        self._emit(event)


class _Chain:
    """One call of train_avatar."""

    def __init__(
        self,
        config: ChainConfig,
        project: Project,
        run_dir: Path,
        emit: Emit,
        cancel: CancelToken,
    ) -> None:
        from core.weights.store import WeightStore

        self.config, self.project, self.run_dir, self.cancel = config, project, run_dir, cancel
        self.emit = StageEmit(emit, STAGES)
        self.store: WeightStore = WeightStore()
        self.sheets: dict[str, Path] = {}
        self.frames: dict[str, Any] = {}

    def run(self) -> ChainResult:
        config = self.config
        training = self._training()

        self.emit.begin(STAGES[0])
        clip = self._prepare()
        expressions = describe(clip, encoder_of_bank(config.bank), config.plans)
        table = self._retrieve(clip, expressions)

        self.emit.begin(STAGES[2])
        instruments = self._instruments()
        result = self._train(clip, expressions, training, table, instruments)

        self.emit.begin(STAGES[3])
        figures = self._judge(result.avatar, clip, instruments)

        self.emit.begin(STAGES[4])
        avatar = self._finished_avatar(result, clip, figures)
        return self._write(avatar, result, clip, figures)

    def _training(self) -> TrainConfig:
        """The training options: what the run was begun with when it goes on, but for its length; saved with the run."""
        from core.training.config import TrainConfig

        path, training = self.run_dir / CONFIG_NAME, train_config(self.config)
        if path.exists():
            saved = TrainConfig.from_dict(dict(read_json(path).get("training") or {}))
            training = replace(saved, minutes=training.minutes, steps=training.steps)
        record = {"chain": self.config.record(), "training": training.to_dict()}
        atomic_write_json(path, {**record, "plan": dict(self.config.facts)})
        return training

    def _prepare(self) -> PreparedClip:
        clip = prepare(self.config, self.project, store=self.store, emit=self.emit, cancel=self.cancel)
        folder = self.project.relative(prepared_folder(self.project, self.config))
        self.frames = frames_record(clip, self.config, folder)
        atomic_write_json(self.run_dir / FRAMES_NAME, self.frames)
        return clip

    def _retrieve(self, clip: PreparedClip, expressions: Expressions) -> NeighbourTable | None:
        """The neighbour table of this run: kept from an earlier attempt, or made now."""
        from core.bank.store import ExpressionBank
        from core.project.retrieval import check_persons
        from core.raf.neighbours import NeighbourTable

        config, path = self.config, self.run_dir / NEIGHBOURS_NAME
        if config.bank is None:
            return None
        self.emit.begin(STAGES[1])
        with ExpressionBank.open(config.bank) as bank:
            if not config.plans:
                check_persons(bank, config.exclude_persons)
            if path.exists():
                if (self.run_dir / NEIGHBOUR_SHEET).exists():
                    self.sheets["neighbours"] = self.run_dir / NEIGHBOUR_SHEET
                return NeighbourTable.load(path)
            table = retrieve(bank, config, clip, expressions, self.emit)
            table.save(path)
            self._neighbour_sheet(bank, table, clip)
        self.project.note_bank(config.bank)
        return table

    def _neighbour_sheet(self, bank: ExpressionBank, table: NeighbourTable, clip: PreparedClip) -> None:
        from core.project.retrieval import table_hits, write_sheet

        rows = spread(np.flatnonzero(np.asarray(clip.split) == TRAIN), SHEET_ROWS)
        path = self.run_dir / NEIGHBOUR_SHEET
        write_sheet(bank, table_hits(bank, table, clip, rows), path)
        self.sheets["neighbours"] = path

    def _instruments(self) -> Instruments:
        from core.evaluation.judge import load_instruments

        return load_instruments(self.store, emit=self.emit)

    def _train(
        self,
        clip: PreparedClip,
        expressions: Expressions,
        training: TrainConfig,
        table: NeighbourTable | None,
        instruments: Instruments,
    ) -> TrainResult:
        from core.evaluation.judge import Judge
        from core.raf.replace import Replacer
        from core.training.dataset import assign_roles
        from core.training.run import train

        judge = Judge(replace(instruments, identity=None), background=training.background)
        shown = assign_roles(np.asarray(clip.split), training.validation_share).train
        replacer = None if table is None else Replacer(table, self.config.policy, training.seed, lenders=shown)
        result = train(
            clip,
            expressions,
            training,
            self.run_dir,
            name=self.config.label,
            measure=lambda *frames: known(judge(*frames)),
            replacer=replacer,
            facts={"licences": licences(), "consent": consent_of(self.config)},
            resume=self.config.resume,
            watch=self._watch(instruments, training),
            emit=self.emit,
            cancel=self.cancel,
        )
        if result.outcome == "cancelled":
            raise Cancelled
        return result

    def _watch(self, instruments: Instruments, training: TrainConfig) -> WatchOptions | None:
        """What is shown while it trains: only where somebody can look."""
        from core.evaluation.judge import Instruments, Judge
        from core.training.watch import WatchOptions

        if not self.config.plans:
            return None
        judge = Judge(Instruments(lpips=instruments.lpips), background=training.background)
        find_rows = RunFrames.from_dict(self.frames).rows
        return WatchOptions(self.run_dir, find_rows, measure=lambda *frames: known(judge(*frames)))

    def _judge(self, avatar: Avatar, clip: PreparedClip, instruments: Instruments) -> dict[str, float | None]:
        """Held-out figures, and those of some training frames beside them."""
        from core.evaluation.evaluate import evaluate, expression_distance

        tools = replace(instruments, distance=expression_distance(avatar))
        split = np.asarray(clip.split)
        figures: dict[str, float | None] = {}
        for prefix, role, limit in (("heldout.", HELDOUT, None), ("train.", TRAIN, MAX_TRAIN_FRAMES_JUDGED)):
            frames = mask_of(spread(np.flatnonzero((split == role) & clip.tracks.found), limit), len(split))
            if not frames.any():
                self.emit(
                    WarningEvent("No frames were held out: how well the avatar does on unseen ones is not known.")
                )
                continue
            figures |= evaluate(
                avatar, clip, store=self.store, frames=frames, prefix=prefix, instruments=tools,
                emit=self.emit, cancel=self.cancel,
            )  # fmt: skip
        return figures

    def _finished_avatar(self, result: TrainResult, clip: PreparedClip, figures: dict[str, float | None]) -> Avatar:
        source = {"name": " + ".join(p.name for p in self.config.sources), "sha256": clip.tracks.source_sha256}
        bank = None if self.config.bank is None else self.config.bank.name
        facts = {"source": source, "bank": bank, "raf": as_dict(result.raf), "figures": figures}
        facts["policy"] = None if bank is None else self.config.policy.to_dict()
        meta = replace(result.avatar.meta, training={**result.avatar.meta.training, **facts})
        return replace(result.avatar, meta=meta)

    def _write(
        self, avatar: Avatar, result: TrainResult, clip: PreparedClip, figures: dict[str, float | None]
    ) -> ChainResult:
        kept = self.project.avatars / f"{safe_name(self.config.label)}-{self.run_dir.name}.safetensors"
        avatar.save(kept)
        if self.config.out is not None:
            avatar.save(self.config.out)
        heldout = spread(np.flatnonzero((np.asarray(clip.split) == HELDOUT) & clip.tracks.found), SHEET_ROWS)
        if len(heldout):
            self.sheets["heldout"] = write_comparison(avatar, clip, heldout, self.run_dir / HELDOUT_SHEET)
        facts: dict[str, Any] = {
            "steps": result.steps,
            "trained_s": result.elapsed_s,
            "steps_per_s": result.steps_per_s,
            "frames": {"train": int((clip.split == TRAIN).sum()), "heldout": int((clip.split == HELDOUT).sum())},
            "splats": int(avatar.base.shape[0]),
            "raf": as_dict(result.raf),
            "seed": self.config.seed,
        }
        document = {"outcome": result.outcome, "avatar": self.project.relative(kept), "figures": figures, **facts}
        atomic_write_json(self.run_dir / RESULT_NAME, document)
        return ChainResult(
            avatar=self.config.out or kept,
            project=self.project.root,
            run=self.run_dir,
            outcome=result.outcome,
            figures=figures,
            facts=facts,
            sheets=self.sheets,
        )


def _run_dir(project: Project, config: ChainConfig) -> Path:
    """The folder of the run: a new one, or that of the run to go on with.

    Raises:
        InputError: there is nothing to go on with.
    """
    if config.run is None:
        return resumable_run(project, config) if config.resume else project.new_run_dir()
    folder = run_folder(project, config.run)
    if config.resume and not (folder / CONFIG_NAME).is_file():
        raise InputError(f"There is no run '{config.run}' to go on with", next_step="Start a new one")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(folder, error) from error
    return folder


def _parts(error: Exception) -> dict[str, str]:
    if not isinstance(error, StudioError):
        return {}
    return {"what": error.what, "got": error.got, "next_step": error.next_step}
