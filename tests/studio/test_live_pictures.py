"""The Live page's picture: videos of it, its background, and the frames that taught a splat in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from core.avatar.runtime import Avatar
from core.project.project import Project
from studio.context import Context
from studio.model.live import Live, is_subject
from studio.model.teaching import TaughtFrame, Teaching
from studio.pages.live.page import LivePage
from studio.viewport.picking import taught_by
from studio.viewport.viewport import Viewport
from tests.live.stand_ins import make_avatar as make_blend52_avatar
from tests.studio.live_fixtures import SHA, add_capture, jobs_table, live, loaded, open_avatar, page, project, said
from tests.studio.splat_scenes import make_avatar

__all__ = ["jobs_table", "live", "loaded", "open_avatar", "page", "project"]


def image_of(view: Viewport) -> QImage:
    make = view.picture_maker()
    assert make is not None
    return make()


def test_what_is_played_becomes_a_video(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    loaded.actions_.record.trigger()
    assert live.recorder.running
    assert loaded.actions_.record.text() == "Stop and save"
    for value in (0.1, 0.3, 0.5):
        live.controls.set_channel(0, value)
        qtbot.wait(40)
    with qtbot.waitSignal(live.videos.saved) as saved:
        loaded.actions_.record.trigger()
    path = saved.args[0]
    assert path.parent == tmp_path / "videos"
    assert path.stat().st_size > 1000
    assert sorted(p.suffix for p in path.parent.iterdir()) == [".mp4"], "the recording's own file is gone"
    message = context.notices.messages[0]
    assert (message.title, message.text) == ("Video saved", path.name)
    assert message.action is not None


def test_a_whole_clip_becomes_a_video(loaded: LivePage, live: Live, tmp_path: Path, qtbot: QtBot) -> None:
    assert not loaded.actions_.save_clip.isEnabled()
    with qtbot.waitSignal(live.player.ready):
        live.play_clip(tmp_path / "calm.mp4")
    with qtbot.waitSignal(live.videos.saved) as saved:
        loaded.actions_.save_clip.trigger()
    assert "calm" in saved.args[0].name


def test_a_video_that_cannot_be_written_says_so(
    loaded: LivePage, live: Live, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "videos").write_text("in the way")
    live.recorder.start()
    with qtbot.waitSignal(context.notices.said):
        loaded.actions_.record.trigger()
    assert said(context)[0] == "The video cannot be saved"


def test_a_click_on_a_splat_tells_about_it(loaded: LivePage, qtbot: QtBot) -> None:
    view = loaded.view.viewport
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() // 2, view.height() // 2))
    card = loaded.view.splat_card
    assert card.isVisible()
    assert card._title.text() == f"Splat {picked.args[0].index:,}"
    assert "Open the project" in card._told.text()
    assert view._mark.isVisible()
    with qtbot.waitSignal(view.picked):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not card.isVisible()
    assert not view._mark.isVisible()


def test_the_frames_that_taught_a_splat_are_links(
    page: LivePage,
    live: Live,
    context: Context,
    project: Project,
    open_avatar: Callable[[Avatar], None],
    qtbot: QtBot,
) -> None:
    capture = add_capture(project)
    with qtbot.waitSignal(context.document.contents_changed):
        context.document.refresh()
    plain = make_blend52_avatar()
    avatar = Avatar(replace(plain.meta, training={"source": {"name": "take1", "sha256": SHA}}), plain.arrays)
    open_avatar(avatar)
    assert live.session.avatar is not None
    assert is_subject(live.session.avatar, capture)
    view = page.view.viewport
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() // 2, view.height() // 2))
    qtbot.waitUntil(lambda: len(page.view.splat_card._buttons) > 0)
    button = page.view.splat_card._buttons[0]
    assert isinstance(button, QToolButton)
    button.click()
    assert context.selection.capture_id == "take1"
    assert f"{context.selection.frame:,}" == button.text()


def test_held_out_frames_teach_nothing(
    context: Context, project: Project, open_avatar: Callable[[Avatar], None], live: Live, qtbot: QtBot
) -> None:
    capture = add_capture(project)
    with qtbot.waitSignal(context.document.contents_changed):
        context.document.refresh()
    plain = make_blend52_avatar()
    open_avatar(Avatar(replace(plain.meta, training={"source": {"sha256": SHA}}), plain.arrays))
    edits = replace(context.document.edits.capture(capture.id), held_out=((0, 15),), excluded=((30, 40),))
    context.document.edit_capture(capture.id, edits, "Leave frames out")
    taught: list[list[TaughtFrame]] = []
    assert live.session.avatar is not None
    assert context.shared(Teaching).ask(live.session.avatar, 3, taught.append)
    qtbot.waitUntil(lambda: taught != [])
    assert taught[0]
    assert all(15 <= frame.frame < 30 for frame in taught[0])


def test_a_splat_is_taught_by_the_frames_that_move_it_most() -> None:
    avatar = make_avatar(30, bases=2)
    arrays = {**avatar.arrays, "linear": np.zeros_like(avatar.arrays["linear"])}
    arrays["linear"][0, 0] = 1.0
    bases = np.zeros_like(avatar.bases)
    bases[0, 5, 0] = 10.0
    avatar = Avatar(avatar.meta, {**arrays, "bases": bases})
    descriptors = np.zeros((40, 6), np.float32)
    descriptors[12, 0], descriptors[13, 0], descriptors[30, 0] = 1.0, 0.98, 0.8
    rows = [taught.row for taught in taught_by(avatar, 5, descriptors, apart=5)]
    assert rows == [12, 30], "frames next to each other are one moment"
    assert taught_by(avatar, 6, descriptors, apart=5) == [], "nothing moves this splat"


def test_backgrounds_are_remembered_and_saved_pictures_can_be_clear(
    loaded: LivePage, context: Context, tmp_path: Path, qtbot: QtBot
) -> None:
    view = loaded.view.viewport
    loaded.background._actions["transparent"].trigger()
    assert context.settings.text("live.background") == "transparent"
    image = image_of(view)
    assert image.pixelColor(2, 2).alpha() == 0
    assert image.pixelColor(image.width() // 2, image.height() // 2).alpha() > 200
    loaded.background.take_color(QColor("#ff0000"))
    image = image_of(view)
    assert image.pixelColor(2, 2) == QColor("#ff0000")
    picture = QImage(64, 64, QImage.Format.Format_RGB32)
    picture.fill(QColor("#0000ff"))
    picture.save(str(tmp_path / "blue.png"))
    loaded.background._read_picture(tmp_path / "blue.png")
    qtbot.waitUntil(lambda: view._background.picture is not None)
    image = image_of(view)
    assert image.pixelColor(2, 2).blue() > 250
    (tmp_path / "no.png").write_text("no picture")
    with qtbot.waitSignal(context.notices.said):
        loaded.background._read_picture(tmp_path / "no.png")
    assert "cannot be used as a background" in said(context)[0]
