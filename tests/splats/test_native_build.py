"""Finding, building and measuring the native library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import StudioError
from core.splats import build, native


def test_an_edited_source_is_a_new_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kernel.cpp").write_text("int a;")
    monkeypatch.setattr(build, "SOURCE_DIR", tmp_path)
    before = build.library_path()
    (tmp_path / "kernel.cpp").write_text("int b;")
    assert build.library_path() != before
    (tmp_path / "kernel.cpp").write_bytes(b"int a;")
    assert build.library_path() == before


def test_line_ends_of_a_checkout_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SOURCE_DIR", tmp_path)
    (tmp_path / "a.h").write_bytes(b"int a;\nint b;\n")
    unix = build.library_path()
    (tmp_path / "a.h").write_bytes(b"int a;\r\nint b;\r\n")
    assert build.library_path() == unix


def test_an_unknown_processor_is_named() -> None:
    with pytest.raises(build.BuildError, match="riscv64"):
        build.kernel_flags("riscv64")


def test_a_failing_compiler_is_quoted(tmp_path: Path) -> None:
    compiler = [sys.executable, "-c", "import sys; sys.exit('no such flag')"]
    with pytest.raises(build.BuildError, match="no such flag"):
        build.build(tmp_path, compiler=compiler)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_says_how_to_build_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "find_compiler", lambda: None)
    monkeypatch.setattr(build, "library_path", lambda directory=tmp_path: tmp_path / "none.so")
    with pytest.raises(StudioError, match=r"missing.*C\+\+ compiler.*python -m core\.splats\.build"):
        native._find_library()


def test_loading_the_library_leaves_torch_alone() -> None:
    code = "import sys; from core.splats import native; native.library(); sys.exit('torch' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(build.__file__).parents[2]).returncode == 0
    )
