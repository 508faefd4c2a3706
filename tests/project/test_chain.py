"""The chain's own logic: choices, stages, resuming, finding captures again. What needs training is tested elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import FormatError, InputError
from core.events import Event, Progress, Stage
from core.project.chain_config import ChainConfig
from core.project.chain_parts import as_dict, check_encoder, known, mask_of, spread, train_config
from core.project.judging import project_of
from core.project.pipeline import CONFIG_NAME, RESULT_NAME, STAGES, StageEmit, train_avatar
from core.project.project import Project
from core.project.resume import resumable_run
from core.project.retrieval import check_persons, chosen_rows
from core.raf.policy import ReplacementPolicy


@pytest.fixture
def config(tmp_path: Path) -> ChainConfig:
    return ChainConfig(
        source=tmp_path / "anna.mp4", project=tmp_path / "anna.rafstudio", out=tmp_path / "anna.safetensors"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"size": 300},
        {"preset": "best"},
        {"holdout": "half"},
        {"minutes": 0.0},
        {"seed": -1},
        {"out": Path("anna.pt")},
        {"further": (Path("b.mp4"),) * 100},
    ],
)
def test_choices_check_themselves(config: ChainConfig, change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(change))):
        replace(config, **change)


def test_the_record_survives_json(config: ChainConfig) -> None:
    record = replace(config, leave_out=((3, 9),), exclude_persons=("anna",)).record()
    assert json.loads(json.dumps(record)) == {**record, "policy": json.loads(json.dumps(record["policy"]))}


def test_preset_minutes_and_seed_reach_the_training(config: ChainConfig) -> None:
    training = train_config(replace(config, preset="quick", minutes=0.5, seed=7, deformation="field"))
    assert (training.minutes, training.seed, training.deformation) == (0.5, 7, "field")


def test_stages_of_parts_become_subtitles() -> None:
    seen: list[Event] = []
    emit = StageEmit(seen.append, STAGES)
    emit.begin(STAGES[2])
    emit(Stage("warming up", 0, 9))
    emit(Progress(1, 2))
    assert [type(event) for event in seen] == [Stage, Stage, Progress]
    sub = seen[1]
    assert isinstance(sub, Stage)
    assert (sub.name, sub.index, sub.count) == ("Training: warming up", 2, len(STAGES))


class TestResume:
    @pytest.fixture
    def project(self, config: ChainConfig) -> Project:
        return Project.create(config.project)

    def unfinished(self, project: Project, config: ChainConfig) -> Path:
        run = project.new_run_dir()
        (run / CONFIG_NAME).write_text(json.dumps({"chain": config.record(), "training": {}}))
        return run

    def test_the_run_with_the_same_options_is_found_even_with_more_minutes(
        self, project: Project, config: ChainConfig
    ) -> None:
        run = self.unfinished(project, config)
        self.unfinished(project, replace(config, seed=5))
        assert resumable_run(project, replace(config, minutes=9.0)) == run

    def test_a_finished_run_is_left_alone(self, project: Project, config: ChainConfig) -> None:
        (self.unfinished(project, config) / RESULT_NAME).write_text("{}")
        with pytest.raises(InputError, match="no unfinished run"):
            resumable_run(project, config)

    def test_a_run_with_another_policy_is_another_run(self, project: Project, config: ChainConfig) -> None:
        self.unfinished(project, config)
        with pytest.raises(InputError, match="no unfinished run"):
            resumable_run(project, replace(config, policy=ReplacementPolicy(strength=(1.0, 1.0))))

    def test_what_differs_from_the_nearest_run_is_named(self, project: Project, config: ChainConfig) -> None:
        self.unfinished(project, replace(config, seed=5, preset="quick"))
        old = self.unfinished(project, replace(config, policy=ReplacementPolicy(shuffled=False)))
        with pytest.raises(InputError) as caught:
            resumable_run(project, config)
        assert caught.value.got == f"run '{old.name}' with policy.shuffled not set"
        assert caught.value.expected == "policy.shuffled true"

    def test_without_any_unfinished_run_none_is_compared(self, project: Project, config: ChainConfig) -> None:
        with pytest.raises(InputError, match="no unfinished run") as caught:
            resumable_run(project, config)
        assert not caught.value.got


def test_a_source_that_is_not_there_leaves_no_project(config: ChainConfig) -> None:
    with pytest.raises(InputError):
        train_avatar(config)
    assert not config.project.exists()


def test_the_project_of_an_avatar_is_found(
    config: ChainConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="not found"):
        project_of(config.out, None)
    project = Project.create(config.project)
    assert project_of(config.out, None).manifest == project.manifest
    assert project_of(project.avatars / "anna-1.safetensors", None).manifest == project.manifest
    assert project_of(Path("elsewhere.safetensors"), config.project).manifest == project.manifest


class FakeBank:
    """What the checks look at in a bank."""

    path = Path("people.rafbank")
    persons = ("anna", "bob")

    class meta:  # noqa: N801 - stands for an attribute
        encoder_id, encoder_version = "blend52", 2


def test_a_bank_of_another_encoder_version_is_refused() -> None:
    class Expressions:
        class encoder:  # noqa: N801 - stands for an attribute
            id, version = "blend52", 1

    with pytest.raises(FormatError, match="another version"):
        check_encoder(FakeBank(), Expressions())  # type: ignore[arg-type]


def test_a_misspelt_exclusion_is_refused() -> None:
    check_persons(FakeBank(), ["bob"])  # type: ignore[arg-type]
    with pytest.raises(InputError, match="'bobb' is not in the bank"):
        check_persons(FakeBank(), ["bobb"])  # type: ignore[arg-type]


def test_chosen_rows_show_a_face_and_are_nearest_in_time() -> None:
    class Tracks:
        found = np.array([False, True, True, False, True])
        time_s = np.arange(5) * 0.5

    assert chosen_rows(Tracks(), (0.0, 1.9)).tolist() == [1, 4]  # type: ignore[arg-type]
    assert chosen_rows(Tracks(), ()).tolist() == [1, 2, 4]  # type: ignore[arg-type]


def test_small_parts() -> None:
    assert spread(np.arange(100), 3).tolist() == [0, 50, 99]
    assert spread(np.arange(2), 3).tolist() == [0, 1]
    assert mask_of(np.array([1, 3]), 4).tolist() == [False, True, False, True]
    assert known({"a": None, "b": 1.0}) == {"b": 1.0}
    assert as_dict(None) is None
    assert as_dict({"share": 0.5}) == {"share": 0.5}
