"""The jobs behind the Home page: weights, the check of the computer, the demo project."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Cancelled, InputError, WeightsError
from core.events import CancelToken, Event, Progress, Stage, discard
from core.events import Warning as WarningEvent
from core.jobs.check_machine import check_machine
from core.jobs.get_weights import get_weights
from core.jobs.make_demo_project import make_demo_project
from core.weights.store import WeightStore


def no_source(self: WeightStore, name: str, **_: object) -> Path:
    raise WeightsError(f"'{name}' cannot be fetched", got="no network")


def test_getting_weights_numbers_its_stages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def path(self: WeightStore, name: str, *, emit: object, cancel: CancelToken) -> Path:
        emit(Stage(f"fetching {name}"))  # type: ignore[operator]
        emit(Progress(1, 2, "bytes"))  # type: ignore[operator]
        return tmp_path

    monkeypatch.setattr(WeightStore, "path", path)
    said: list[Event] = []
    result = get_weights({"names": ["sface", "face_landmarker"]}, emit=said.append, cancel=CancelToken())
    assert result == {"got": ["sface", "face_landmarker"], "missing": []}
    stages = [(event.name, event.index, event.count) for event in said if isinstance(event, Stage)]
    assert stages == [("fetching sface", 0, 2), ("fetching face_landmarker", 1, 2)]


def test_one_weight_that_cannot_be_had_is_a_warning_all_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(WeightStore, "path", no_source)
    with pytest.raises(WeightsError, match="cannot be fetched"):
        get_weights({"names": ["sface"]}, emit=discard, cancel=CancelToken())
    monkeypatch.setattr(
        WeightStore, "path", lambda self, name, **k: tmp_path if name == "sface" else no_source(self, name)
    )
    said: list[Event] = []
    result = get_weights({"names": ["sface", "face_landmarker"]}, emit=said.append, cancel=CancelToken())
    assert result == {"got": ["sface"], "missing": ["face_landmarker"]}
    assert [event.message for event in said if isinstance(event, WarningEvent)]


def test_importing_from_a_folder_without_weights_says_what_is_expected(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(WeightsError, match="No known model"):
        get_weights({"import": str(tmp_path)}, emit=discard, cancel=CancelToken())


def test_the_check_of_the_computer_measures_and_names() -> None:
    said: list[Event] = []
    result = check_machine({}, emit=said.append, cancel=CancelToken())
    assert {check["status"] for check in result["checks"]} <= {"ok", "warning", "missing"}
    assert not any("Qt" in check["name"] for check in result["checks"]), "the engine has no window"
    assert result["draw_ms"] > 0
    assert result["threads"] >= 1
    assert set(result["minutes"]) == {"quick", "standard", "fine"}
    assert any(isinstance(event, Progress) for event in said)


def test_a_stopped_check_ends(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        check_machine({}, emit=discard, cancel=cancel)


def test_a_stopped_demo_leaves_nothing(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        make_demo_project({"folder": str(tmp_path)}, emit=discard, cancel=cancel)
    assert list(tmp_path.iterdir()) == []


def test_a_demo_without_its_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.project.demo.SUBJECT", tmp_path / "gone.mp4")
    with pytest.raises(InputError, match=r"gone\.mp4"):
        make_demo_project({"folder": str(tmp_path)}, emit=discard, cancel=CancelToken())


def test_another_project_called_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "Demo.rafstudio").mkdir()
    (tmp_path / "Demo.rafstudio" / "mine.txt").write_text("mine")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        make_demo_project({"folder": str(tmp_path)}, emit=discard, cancel=cancel)
    assert (tmp_path / "Demo.rafstudio" / "mine.txt").read_text() == "mine"
