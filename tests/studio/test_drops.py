"""Files dropped on the window: what is offered, and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.context import Context
from studio.main_window import MainWindow
from studio.model.new_project import expand
from tests.studio.frame_jobs import FRAME_JOBS
from tests.studio.made_projects import made_project


@pytest.fixture
def jobs_table() -> Mapping[str, str]:
    return FRAME_JOBS


@pytest.fixture
def home(window: MainWindow, context: Context, tmp_path: Path) -> MainWindow:
    context.settings.projects_folder = tmp_path / "projects"
    window.show_page("home")
    return window


def clip(folder: Path, name: str = "anna.mp4") -> Path:
    path = folder / name
    path.write_bytes(b"a video")
    return path


def mime(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def hover(window: MainWindow, data: QMimeData) -> list[str]:
    """Drag files over the window; the titles of what is offered."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), copy, data, left, none))
    QApplication.sendEvent(window, QDragLeaveEvent())
    QApplication.sendEvent(window.drop_hint, QDragEnterEvent(QPoint(300, 300), copy, data, left, none))
    return [target.title for target in window.drop_hint._targets]


def drop(window: MainWindow, data: QMimeData, title: str) -> None:
    """Move onto a target and let go."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    hint = window.drop_hint
    place = next(card.geometry().center() for card in hint._cards if card.accessibleName() == title)
    QApplication.sendEvent(hint, QDragMoveEvent(place, copy, data, left, none))
    assert [card.property("hot") for card in hint._cards if card.accessibleName() == title] == ["true"]
    QApplication.sendEvent(hint, QDropEvent(QPointF(place), copy, data, left, none))
    assert not hint.isVisible()


def test_a_video_becomes_a_project_and_is_read(
    home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    data = mime(clip(tmp_path))
    assert hover(home, data) == ["New avatar from this video"]
    with qtbot.waitSignal(context.document.contents_changed):
        drop(home, data, "New avatar from this video")
    assert context.document.project is not None
    assert context.document.project.root == tmp_path / "projects" / "anna.rafstudio"
    assert context.document.project.manifest.name == "anna"
    assert [capture.id for capture in context.document.contents.captures] == ["anna"]
    assert home.current_page is home.page("capture")
    assert context.settings.recent_projects == [context.document.project.root]


def test_several_videos_become_one_project(home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    data = mime(clip(tmp_path, "a.mp4"), clip(tmp_path, "b.mov"), clip(tmp_path, "notes.txt"))
    assert hover(home, data) == ["New avatar from these 2 videos"]
    drop(home, data, "New avatar from these 2 videos")
    qtbot.waitUntil(lambda: len(context.document.contents.captures) == 2)
    assert {capture.id for capture in context.document.contents.captures} == {"a", "b"}


def test_a_second_project_of_the_same_name_gets_a_number(
    home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    made_project(tmp_path / "projects", name="anna")
    with qtbot.waitSignal(context.document.opened):
        home.take_file(clip(tmp_path))
    assert context.document.project is not None
    assert context.document.project.root.name == "anna-2.rafstudio"
    assert context.document.project.manifest.name == "anna 2"
    qtbot.waitUntil(lambda: not context.jobs.active)


def test_beside_the_video(home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    context.settings.projects_folder = None
    with qtbot.waitSignal(context.document.opened):
        home.take_file(clip(tmp_path))
    assert context.document.project is not None
    assert context.document.project.root.parent == tmp_path
    qtbot.waitUntil(lambda: not context.jobs.active)


def test_with_a_project_open_a_video_can_be_added(
    home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    project = made_project(tmp_path, name="Anna")
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    data = mime(clip(tmp_path, "second.mp4"))
    assert hover(home, data) == ["New avatar from this video", "Add to “Anna”"]
    drop(home, data, "Add to “Anna”")
    qtbot.waitUntil(lambda: len(context.document.contents.captures) == 2)
    assert context.document.project == project


def test_with_an_avatar_shown_a_video_can_drive_it(
    home: MainWindow, context: Context, avatar_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    from studio.model.live import Live

    with qtbot.waitSignal(context.shared(Live).settled):
        context.shared(Live).open_avatar(avatar_file)
    assert hover(home, mime(clip(tmp_path))) == ["New avatar from this video", "Drive the avatar"]


def test_projects_avatars_banks_and_pictures_have_targets_of_their_own(
    home: MainWindow, avatar_file: Path, tmp_path: Path
) -> None:
    bank = tmp_path / "people.rafbank"
    bank.mkdir()
    (bank / "bank.sqlite").write_bytes(b"")
    project = made_project(tmp_path, name="Anna")
    assert hover(home, mime(project.root)) == ["Open “Anna”"]
    assert hover(home, mime(avatar_file)) == ["Open this avatar", "Compare it"]
    assert hover(home, mime(bank)) == ["Use this bank"]
    assert hover(home, mime(clip(tmp_path, "face.jpg"))) == ["Faces like this one"]


def test_a_wrong_file_is_refused_in_words(home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    text = clip(tmp_path, "notes.txt")
    assert hover(home, mime(text)) == []
    assert "notes.txt" in home.drop_hint._title.text()
    home.take_file(text)
    assert context.notices.messages[0].title == "“notes.txt” cannot be opened"
    home.take_file(tmp_path / "gone.txt")
    assert "no such file" in context.notices.messages[0].text


def test_the_veil_goes_when_the_drag_leaves(home: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    data = mime(clip(tmp_path))
    hover(home, data)
    QApplication.sendEvent(home.drop_hint, QDragLeaveEvent())
    assert not home.drop_hint.isVisible()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(home, QDragEnterEvent(QPoint(300, 300), copy, data, left, none))
    assert home.drop_hint.isVisible()
    QApplication.sendEvent(home, QDragLeaveEvent())  # so quick that the targets never had the drag
    qtbot.waitUntil(lambda: not home.drop_hint.isVisible(), timeout=3000)


def test_a_folder_of_videos_stands_for_its_videos(tmp_path: Path) -> None:
    first, second = clip(tmp_path, "a.mp4"), clip(tmp_path, "b.mp4")
    clip(tmp_path, "c.txt")
    assert expand([tmp_path]) == [first, second]
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    clip(pictures, "1.png")
    assert expand([pictures]) == [pictures]


def test_a_video_that_went_away_is_told(home: MainWindow, context: Context, tmp_path: Path, qtbot: QtBot) -> None:
    from studio.model.new_project import NewProject

    with qtbot.waitSignal(context.notices.said):
        context.shared(NewProject).start([tmp_path / "gone.mp4"])
    assert "not there any more" in context.notices.messages[0].title
    assert context.document.project is None
