"""What several tests of the Live page share: the page with an avatar, a project, a made-up capture, quick jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.avatar.runtime import Avatar
from core.jobs.spec import JOBS
from core.project.atomic import atomic_write_json
from core.project.captures import CAPTURE_FILE, TRACKS_FILE, Capture
from core.project.project import Project
from studio.context import Context
from studio.main_window import MainWindow
from studio.model.live import Live
from studio.pages.live.page import LivePage
from tests.live.stand_ins import make_tracks
from tests.studio.quick_jobs import PICTURE, QUICK_JOBS
from tests.studio.splat_scenes import make_avatar

SHA = "ab" * 32


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return {**JOBS, **QUICK_JOBS}


@pytest.fixture
def live(context: Context, tmp_path: Path) -> Live:
    made = context.shared(Live)
    made.videos.folder = tmp_path / "videos"
    return made


@pytest.fixture
def page(window: MainWindow) -> LivePage:
    window.show_page("live")
    made = window.page("live")
    assert isinstance(made, LivePage)
    return made


@pytest.fixture
def open_avatar(live: Live, tmp_path: Path, qtbot: QtBot) -> Callable[[Avatar], None]:
    def do(avatar: Avatar) -> None:
        path = tmp_path / f"{avatar.meta.name}.safetensors"
        avatar.save(path)
        with qtbot.waitSignal(live.settled):
            live.open_avatar(path)

    return do


@pytest.fixture
def loaded(page: LivePage, open_avatar: Callable[[Avatar], None]) -> LivePage:
    """A page that shows an avatar."""
    open_avatar(make_avatar(300))
    return page


@pytest.fixture
def project(context: Context, tmp_path: Path, qtbot: QtBot) -> Project:
    made = Project.create(tmp_path / "Anna.rafstudio")
    with qtbot.waitSignal(context.document.opened):
        context.document.open(made.root)
    return made


def add_capture(project: Project, name: str = "take1") -> Capture:
    """A capture of 40 made-up frames with one-pixel pictures."""
    folder = project.root / "captures" / name
    folder.mkdir(parents=True)
    tracks = make_tracks(40)
    tracks.save(folder / TRACKS_FILE)
    (folder / "source.mp4").write_bytes(b"")
    (folder / "proxy.bin").write_bytes(PICTURE * 40)
    atomic_write_json(folder / "proxy.json", {"offsets": [i * len(PICTURE) for i in range(41)]})
    capture = Capture(name, folder, name, folder / "source.mp4", 64, 64, 25.0, 40, SHA, "2026-01-01T00:00:00")
    atomic_write_json(folder / CAPTURE_FILE, capture.facts())
    return capture


def said(context: Context) -> list[str]:
    return [message.title for message in context.notices.messages]
