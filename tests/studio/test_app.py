"""The program from outside: what it imports, and that it can be run by a script."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from tests.studio.splat_scenes import make_avatar

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "gsplat", "faiss", "cv2", "ai_edge_litert", "scipy", "pyqtgraph")


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_CONFIG_HOME": str(home), "HOME": str(home)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_window_process_stays_light(tmp_path: Path) -> None:
    code = f"import sys, studio.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = run("-c", code, home=tmp_path)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.usefixtures("qapp")
class TestScripted:
    """Runs of the whole program; they need a display."""

    @pytest.fixture(autouse=True)
    def _display(self) -> None:
        if QGuiApplication.platformName() == "offscreen":
            pytest.skip("no display to open a window on")

    def test_a_picture_of_the_window_without_a_person(self, tmp_path: Path) -> None:
        avatar, picture = tmp_path / "tilda.safetensors", tmp_path / "window.png"
        make_avatar(300).save(avatar)
        arguments = ["--avatar", str(avatar), "--screenshot", str(picture), "--size", "1000x640", "--theme", "light"]
        done = run("-m", "studio", *arguments, home=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "Error" not in done.stderr
        image = QImage(str(picture))
        assert (image.width(), image.height()) == (1000, 640)

    def test_a_bad_avatar_is_told_by_the_exit_code(self, tmp_path: Path) -> None:
        bad = tmp_path / "bad.safetensors"
        bad.write_text("no avatar")
        done = run("-m", "studio", str(bad), "--screenshot", str(tmp_path / "error.png"), home=tmp_path)
        assert done.returncode == 1
        assert (tmp_path / "error.png").is_file()

    def test_it_closes_by_itself_when_told(self, tmp_path: Path) -> None:
        assert run("-m", "studio", "--quit-after", "0.2", home=tmp_path).returncode == 0
