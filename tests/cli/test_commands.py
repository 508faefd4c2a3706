"""Commands on small made-up files, and on input that cannot be used. Nothing here trains."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from core.cli.main import main
from core.cli.train import chain_config, grouped, wants_retrieval
from core.live.retarget import RetargetOptions
from tests.live.stand_ins import make_avatar


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of a command."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestDoctor:
    def test_it_reports_every_part(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, document = run_json(capsys, "doctor")
        names = {check["name"] for check in document["checks"]}
        assert {"Python", "torch", "Native rasteriser", "Memory", "Weight face_landmarker"} <= names
        missing = [check for check in document["checks"] if check["status"] == "missing"]
        assert document["ready"] is (not missing)
        assert code == (1 if missing else 0)
        assert all(check["next_step"] for check in missing)


class TestWeights:
    @pytest.fixture(autouse=True)
    def _empty_cache(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def test_list_names_licence_and_presence(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, document = run_json(capsys, "weights", "list")
        assert code == 0
        by_name = {weight["name"]: weight for weight in document["weights"]}
        assert by_name["face_landmarker"]["licence"] == "Apache-2.0"
        assert all(weight["commercial"] for weight in document["weights"])

    def test_import_finds_nothing_in_a_folder_of_other_files(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "notes.txt").write_text("x")
        code, document = run_json(capsys, "weights", "import", str(tmp_path / "other"))
        assert (code, document["imported"]) == (0, [])

    def test_an_unknown_weight_has_the_weights_exit_code(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, document = run_json(capsys, "weights", "get", "flame")
        assert (code, document["error"]["code"]) == (3, 3)


class TestHostileInput:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("capture", "prepare", "notes.mp4", "out"),
            ("capture", "info", "notes.mp4"),
            ("train", "notes.mp4", "--no-raf"),
            ("train", "missing.mp4", "--no-raf"),
            ("train", "notes.mp4", "--bank", "missing.rafbank"),
            ("train", "notes.mp4", "--no-raf", "--out", "avatar.txt"),
            ("train", "notes.mp4", "--no-raf", "--strength", "0.9", "0.1"),
            ("train", "notes.mp4", "--no-raf", "--minutes", "-1"),
            ("train", "notes.mp4", "--no-raf", "--leave-out", "20-10"),
            ("train", "notes.mp4", "--no-raf", "--resume"),
            ("bank", "build", "people.rafbank", "notes.mp4"),
            ("bank", "build", "people", "notes.mp4"),
            ("bank", "add", ".", "notes.mp4"),
            ("bank", "info", "."),
            ("bank", "remove", "."),
            ("eval", "notes.safetensors"),
            ("drive", "notes.safetensors", "--source", "notes.mp4", "--record", "out.mp4"),
            ("export", "ply", "notes.safetensors", "out.ply"),
            ("bench", "track", "--clip", "notes.mp4"),
        ],
    )
    def test_is_named_with_exit_code_2(
        self, here: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
    ) -> None:
        (here / "notes.mp4").write_text("This is no video.\n" * 100)
        (here / "notes.safetensors").write_bytes(b"\xff" * 1000)
        code, document = run_json(capsys, *arguments)
        assert code == 2, document
        assert document["outcome"] == "failed"
        assert document["error"]["what"]
        assert not [
            path for path in here.iterdir() if path.suffix in (".rafstudio", ".mp4") and path.name != "notes.mp4"
        ]

    def test_a_clip_without_a_face_says_so(
        self, here: Path, faceless_clip: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, document = run_json(capsys, "train", str(faceless_clip), "--no-raf")
        if code == 3:
            pytest.skip("the face model cannot be had here")
        assert code == 2
        assert "face" in document["error"]["what"].lower() + document["error"]["next_step"].lower()


class TestChainConfig:
    OPTIONS: ClassVar[dict[str, Any]] = {
        "bank": None, "raf": None, "preset": "quick", "minutes": None, "size": "256", "out": None, "project": None,
        "holdout": "tail", "holdout_share": None, "leave_out": (), "strength": (0.0, 0.5), "probability": 0.5,
        "neighbours": 8, "gate": None, "shuffled": True,
        "exclude": (), "deformation": "basis", "seed": 0, "resume": False, "consent": "",
    }  # fmt: skip

    def test_names_come_from_the_video_and_land_in_the_working_folder(self, here: Path) -> None:
        config = chain_config((Path("/films/My Video.mp4"), Path("b.mp4")), dict(self.OPTIONS))
        assert config.out == here / "My_Video.safetensors"
        assert config.project == here / "My_Video.rafstudio"
        assert config.bank is None

    @pytest.mark.parametrize(
        "asked",
        [{"raf": True}, {"bank": Path("x.rafbank")}, {"exclude": ("anna",)}, {"gate": 1.3}, {"shuffled": False}],
    )
    def test_retrieval_is_for_who_asks_by_name_or_by_an_option_of_it(self, asked: dict[str, Any]) -> None:
        assert not wants_retrieval(self.OPTIONS)
        assert wants_retrieval({**self.OPTIONS, **asked})
        assert not wants_retrieval({**self.OPTIONS, **asked, "raf": False})

    @pytest.mark.parametrize("shuffled", [True, False])
    def test_whose_moves_are_made_is_said(self, here: Path, shuffled: bool) -> None:
        config = chain_config((Path("a.mp4"),), {**self.OPTIONS, "shuffled": shuffled})
        assert config.policy.shuffled is shuffled

    def test_what_is_recorded_holds_no_folder(self, here: Path) -> None:
        (here / "people.rafbank").mkdir()
        options = {**self.OPTIONS, "bank": here / "people.rafbank"}
        record = chain_config((Path("/films/anna.mp4"),), options).record()
        assert (record["source"], record["bank"]) == ("anna.mp4", "people.rafbank")
        assert str(here) not in json.dumps(record)


@pytest.mark.parametrize(
    ("flag", "wanted"),
    [
        ("", RetargetOptions()),
        ("--same-face", RetargetOptions(same_face=True)),
        ("--same-person", RetargetOptions(same_person=True)),
        ("--no-translation", RetargetOptions(translate=False)),
        ("--no-projection", RetargetOptions(project=False)),
    ],
)
def test_drive_says_whose_face_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, flag: str, wanted: Any
) -> None:
    asked = []

    def drive(avatar: Any, source: Path, record: Path, *, options: Any, **rest: Any) -> SimpleNamespace:
        asked.append(options)
        return SimpleNamespace(path=record, frames=1, found=1.0, in_range=1.0, seconds=1.0)

    monkeypatch.setattr("core.live.drive.drive_to_video", drive)
    make_avatar().save(tmp_path / "a.safetensors")
    code, _ = run_json(
        capsys, "drive", str(tmp_path / "a.safetensors"), "--source", "b.mp4", "--record", "c.mp4", *flag.split()
    )
    assert (code, asked) == (0, [wanted])


def test_figures_are_grouped_by_prefix() -> None:
    assert grouped({"heldout.psnr": 24.0, "heldout.lpips": None, "train.psnr": 33.0}) == {
        "heldout": {"psnr": 24.0, "lpips": None},
        "train": {"psnr": 33.0},
    }


def test_bench_bank_names_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.project import benchmarks

    monkeypatch.setattr(benchmarks, "BANK_ENTRIES", 500)
    monkeypatch.setattr(benchmarks, "REPEATS", 1)
    code, document = run_json(capsys, "bench", "bank", "--write", str(tmp_path / "b.md"))
    assert code == 0
    assert document["entries"] == 500
    assert document["speedup_vs_numpy"] > 0
    page = (tmp_path / "b.md").read_text()
    assert "raf-studio bench bank" in page
    assert "`speedup_vs_numpy`" in page
    assert document["machine"]["cores"] >= 1
