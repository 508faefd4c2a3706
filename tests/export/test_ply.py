"""3DGS .ply files: what is written is read back, and nothing else is."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import FormatError, InputError, StorageError
from core.export.ply import export_ply, read_ply
from core.types import Splats
from tests.live.stand_ins import no_leftovers

ROUND_TRIP = 2e-5
"""Logit and logarithm in float32, there and back."""


def splats(N: int = 50, seed: int = 0) -> Splats:
    rng = np.random.default_rng(seed)
    quats = rng.normal(size=(N, 4))
    quats /= np.maximum(np.linalg.norm(quats, axis=1, keepdims=True), 1e-9)
    arrays = (
        rng.normal(size=(N, 3)),
        quats,
        rng.uniform(1e-4, 0.1, (N, 3)),
        rng.uniform(0.01, 0.99, N),
        rng.random((N, 3)),
    )
    return Splats(*(np.ascontiguousarray(a, np.float32) for a in arrays))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(N=st.integers(0, 40), seed=st.integers(0, 1000))
def test_round_trip(tmp_path: Path, N: int, seed: int) -> None:
    written = splats(N, seed)
    export_ply(written, tmp_path / "a.ply")
    read = read_ply(tmp_path / "a.ply")
    for name in ("means", "quats", "scales", "opacities", "colors"):
        np.testing.assert_allclose(getattr(read, name), getattr(written, name), rtol=ROUND_TRIP, atol=ROUND_TRIP)


def test_the_header_is_what_other_programs_expect(tmp_path: Path) -> None:
    export_ply(splats(3), tmp_path / "a.ply")
    head = (tmp_path / "a.ply").read_bytes().split(b"end_header\n")[0].decode().splitlines()
    assert head[:3] == ["ply", "format binary_little_endian 1.0", "element vertex 3"]
    names = [line.split()[2] for line in head[3:]]
    expected = "x y z f_dc_0 f_dc_1 f_dc_2 opacity scale_0 scale_1 scale_2 rot_0 rot_1 rot_2 rot_3"
    assert " ".join(names) == expected


def test_opaque_and_invisible_splats_stay_finite(tmp_path: Path) -> None:
    some = splats(2)
    some.opacities[:] = (0.0, 1.0)
    some.scales[0] = 0.0
    export_ply(some, tmp_path / "a.ply")
    read = read_ply(tmp_path / "a.ply")
    assert read.opacities[0] < 1e-5
    assert read.opacities[1] > 0.999
    assert (read.scales > 0).all()


def test_splats_that_are_not_finite_are_refused_and_leave_no_file(tmp_path: Path) -> None:
    some = splats(4)
    some.means[1, 2] = np.nan
    with pytest.raises(InputError, match="1 of 4"):
        export_ply(some, tmp_path / "a.ply")
    assert no_leftovers(tmp_path)


def test_reads_files_with_more_properties_in_another_order(tmp_path: Path) -> None:
    listed = "opacity x y z nx ny nz f_dc_0 f_dc_1 f_dc_2 f_rest_0 scale_0 scale_1 scale_2 rot_0 rot_1 rot_2 rot_3"
    names = listed.split()
    row = np.arange(len(names), dtype="<f4") / 10
    header = ["ply", "format binary_little_endian 1.0", "comment made elsewhere", "element vertex 1"]
    header += [f"property float {n}" for n in names] + ["end_header", ""]
    (tmp_path / "b.ply").write_bytes("\n".join(header).encode() + row.tobytes())
    read = read_ply(tmp_path / "b.ply")
    np.testing.assert_allclose(read.means[0], [0.1, 0.2, 0.3])
    assert read.opacities[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-3],
        lambda data: data + b"more",
        lambda data: data[:40],
        lambda data: b"",
        lambda data: b"not a ply at all",
        lambda data: data.replace(b"vertex 5", b"vertex 4294967295"),
        lambda data: data.replace(b"vertex 5", b"vertex -5"),
        lambda data: data.replace(b"binary_little_endian", b"ascii"),
        lambda data: data.replace(b"float opacity", b"float opacitx"),
        lambda data: data.replace(b"float opacity", b"double opacity"),
        lambda data: data[:-4] + b"\x00\x00\xc0\x7f",
    ],
)
def test_damaged_files_are_format_errors(tmp_path: Path, change: object) -> None:
    export_ply(splats(5), tmp_path / "a.ply")
    (tmp_path / "a.ply").write_bytes(change((tmp_path / "a.ply").read_bytes()))  # type: ignore[operator]
    with pytest.raises(FormatError, match=r"a\.ply"):
        read_ply(tmp_path / "a.ply")


def test_missing_file_and_wrong_suffix(tmp_path: Path) -> None:
    with pytest.raises(FormatError):
        read_ply(tmp_path / "none.ply")
    with pytest.raises(InputError, match=r"\.ply"):
        export_ply(splats(1), tmp_path / "a.obj")


def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"a\.ply"):
        export_ply(splats(1), tmp_path / "file" / "a.ply")


def test_a_full_disk_is_said_so_and_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export_ply(splats(2), tmp_path / "a.ply")
    before = (tmp_path / "a.ply").read_bytes()

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.project.atomic.fsync_file", full)
    with pytest.raises(StorageError, match="a full disk"):
        export_ply(splats(3), tmp_path / "a.ply")
    assert (tmp_path / "a.ply").read_bytes() == before
    assert no_leftovers(tmp_path, "a.ply")
