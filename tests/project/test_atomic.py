"""Atomic writes: whole or not there, and errors that a user understands."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import FormatError, StorageError
from core.project import atomic


def test_bytes_and_json_come_back(tmp_path: Path) -> None:
    atomic.atomic_write_bytes(tmp_path / "deep" / "a.bin", b"abc")
    atomic.atomic_write_json(tmp_path / "a.json", {"name": "Zoë", "n": 3})
    assert (tmp_path / "deep" / "a.bin").read_bytes() == b"abc"
    assert atomic.read_json(tmp_path / "a.json") == {"name": "Zoë", "n": 3}


def test_a_failing_writer_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    atomic.atomic_write_bytes(target, b"old")
    with pytest.raises(RuntimeError, match="half way"):
        _write_half(target)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.bin"]


def _write_half(target: Path) -> None:
    with atomic.atomic_path(target) as temp:
        temp.write_bytes(b"new but")
        raise RuntimeError("half way")


def test_a_writer_that_writes_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no data"), atomic.atomic_path(tmp_path / "a.bin"):
        pass


def test_the_temporary_name_keeps_the_suffix_and_the_folder(tmp_path: Path) -> None:
    with atomic.atomic_path(tmp_path / "film.mp4") as temp:
        assert temp.parent == tmp_path
        assert temp.suffix == ".mp4"
        temp.write_bytes(b"x")


@pytest.mark.parametrize(("code", "words"), [(errno.ENOSPC, "full disk"), (errno.EACCES, "permission")])
def test_system_errors_become_storage_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match=words):
        atomic.atomic_write_bytes(tmp_path / "a.bin", b"data")
    assert list(tmp_path.iterdir()) == []


def test_json_refuses_numbers_that_json_has_not(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        atomic.atomic_write_json(tmp_path / "a.json", {"x": float("nan")})
    assert not (tmp_path / "a.json").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2]", b"\xff\xfe{}", b"[" * 100_000])
def test_hostile_json_is_a_format_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(FormatError):
        atomic.read_json(tmp_path / "a.json")


def test_json_size_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"x": "' + b"a" * 1000 + b'"}')
    with pytest.raises(FormatError, match="too large"):
        atomic.read_json(tmp_path / "a.json", max_bytes=100)


class TestCommitRecord:
    @pytest.fixture
    def tensors(self, tmp_path: Path) -> Path:
        path = tmp_path / "step-000500.safetensors"
        atomic.atomic_write_bytes(path, b"tensors")
        return path

    def test_facts_come_back(self, tensors: Path) -> None:
        atomic.write_commit_record(tensors, {"step": 500})
        assert atomic.read_commit_record(tensors) == {"step": 500}

    def test_without_a_record_it_was_never_written(self, tensors: Path) -> None:
        with pytest.raises(FormatError, match="missing"):
            atomic.read_commit_record(tensors)

    def test_a_cut_file_is_refused(self, tensors: Path) -> None:
        atomic.write_commit_record(tensors, {})
        tensors.write_bytes(b"tens")
        with pytest.raises(FormatError, match="not completely written"):
            atomic.read_commit_record(tensors, verify=False)

    def test_a_changed_file_is_refused(self, tensors: Path) -> None:
        atomic.write_commit_record(tensors, {})
        tensors.write_bytes(b"tensorz")
        with pytest.raises(FormatError, match="damaged"):
            atomic.read_commit_record(tensors)
        assert atomic.read_commit_record(tensors, verify=False) == {}

    def test_a_newer_record_is_refused(self, tensors: Path) -> None:
        record = atomic.write_commit_record(tensors, {})
        record.write_text(json.dumps({**json.loads(record.read_text()), "record_version": 2}))
        with pytest.raises(FormatError, match="another version"):
            atomic.read_commit_record(tensors)


KILLED_WRITER = """
import sys
from pathlib import Path
from core.project.atomic import atomic_write_bytes
target, size, count = Path(sys.argv[1]), 3_000_000, 0
while True:
    atomic_write_bytes(target, bytes([count % 251]) * size)
    count += 1
    print(count, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_kill_during_writes_leaves_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "big.bin"
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", KILLED_WRITER, str(target)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(3):
            assert writer.stdout.readline()
        time.sleep(0.003)
        writer.kill()
    data = target.read_bytes()
    assert len(data) == 3_000_000
    assert len(set(data)) == 1
    left = sum(path != target for path in tmp_path.iterdir())
    assert atomic.remove_leftovers(tmp_path) == left
    assert [path.name for path in tmp_path.iterdir()] == ["big.bin"]
