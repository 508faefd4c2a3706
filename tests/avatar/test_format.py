"""The avatar file: round trip, and everything hostile gets a FormatError that names the file."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.avatar.format import METADATA_KEY, check_arrays
from core.avatar.runtime import Avatar
from core.errors import FormatError
from tests.avatar.builders import tiny_arrays, tiny_meta


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "anna.safetensors"
    Avatar(tiny_meta(), tiny_arrays()).save(path)
    return path


def test_round_trip_keeps_every_number_and_fact(saved: Path) -> None:
    loaded = Avatar.load(saved)
    assert loaded.meta == tiny_meta()
    for name, array in tiny_arrays().items():
        assert np.array_equal(loaded.arrays[name], array), name


@pytest.mark.parametrize("keep", [0, 4, 8, 100, 2000, -1])
def test_a_file_cut_short_is_refused(saved: Path, keep: int) -> None:
    data = saved.read_bytes()
    saved.write_bytes(data[:keep])
    with pytest.raises(FormatError, match="anna"):
        Avatar.load(saved)


def test_a_header_that_promises_gigabytes_is_refused(saved: Path) -> None:
    saved.write_bytes(struct.pack("<Q", 1 << 40) + b"{}")
    with pytest.raises(FormatError):
        Avatar.load(saved)


@pytest.mark.parametrize("name", sorted(tiny_arrays()))
def test_a_number_that_is_not_finite_is_refused(tmp_path: Path, name: str) -> None:
    arrays = tiny_arrays()
    arrays[name].flat[0] = np.nan
    path = tmp_path / "nan.safetensors"
    save_file(arrays, path, metadata={METADATA_KEY: tiny_meta().to_json()})
    with pytest.raises(FormatError, match=name.replace(".", r"\.")):
        Avatar.load(path)


@pytest.mark.parametrize("name", ["base", "bases", "blend", "linear", "mlp.0.weight", "mlp.1.bias", "pose_map", "K"])
def test_arrays_that_do_not_fit_each_other_are_refused(name: str) -> None:
    arrays = tiny_arrays()
    arrays[name] = arrays[name][:-1] if arrays[name].shape[0] > 1 else arrays[name][..., :-1]
    with pytest.raises(FormatError):
        check_arrays(arrays, tiny_meta(), "x")


def test_a_newer_version_says_update(tmp_path: Path) -> None:
    path = tmp_path / "new.safetensors"
    facts = json.loads(tiny_meta().to_json()) | {"schema_version": 99}
    save_file(tiny_arrays(), path, metadata={METADATA_KEY: json.dumps(facts)})
    with pytest.raises(FormatError, match="Update"):
        Avatar.load(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": 1}', "{" * 5000])
def test_damaged_facts_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "facts.safetensors"
    save_file(tiny_arrays(), path, metadata={METADATA_KEY: text})
    with pytest.raises(FormatError):
        Avatar.load(path)


def test_another_safetensors_file_is_no_avatar(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"x": np.zeros(3, np.float32)}, path)
    with pytest.raises(FormatError, match="no avatar"):
        Avatar.load(path)


def test_a_failed_save_leaves_the_old_file(saved: Path) -> None:
    arrays = tiny_arrays()
    arrays["base"] = arrays["base"][:, :3]
    with pytest.raises(FormatError):
        Avatar(tiny_meta(), arrays).save(saved)
    assert Avatar.load(saved).meta.name == "tiny"


def test_unknown_facts_of_a_later_minor_version_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "later.safetensors"
    facts = json.loads(replace(tiny_meta(), name="later").to_json()) | {"mood": "good"}
    save_file(tiny_arrays(), path, metadata={METADATA_KEY: json.dumps(facts)})
    assert Avatar.load(path).meta.name == "later"
