"""Expressions by ARKit's names, and the poses that a project keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.avatar.runtime import Avatar
from core.live.arkit import named_shapes
from core.project.edits import SavedPose
from core.project.project import Project
from studio.context import Context
from studio.model.live import Live
from studio.pages.live.page import LivePage
from tests.studio.live_fixtures import jobs_table, live, loaded, open_avatar, page, project
from tests.studio.splat_scenes import make_avatar, make_encoded_avatar

__all__ = ["jobs_table", "live", "loaded", "open_avatar", "page", "project"]


def test_arkits_names_move_what_they_are_called() -> None:
    avatar = make_encoded_avatar(60)
    shapes, channel = named_shapes(avatar), {name: i for i, name in enumerate(avatar.meta.channels)}
    effect = {name: shapes.effect[i] for i, name in enumerate(shapes.names)}
    assert len(shapes.names) == 52
    assert effect["jawOpen"][channel["mouthOpening"]] > 0.3
    left = effect["eyeBlinkLeft"]
    assert left[channel["lidOpeningLeft"]] < 2 * left[channel["lidOpeningRight"]] < 0.1
    assert effect["mouthSmileLeft"][channel["mouthCornerHeightLeft"]] > 0.05
    assert effect["eyeLookOutLeft"][channel["gazeYawLeft"]] > 0.2
    assert effect["eyeLookOutRight"][channel["gazeYawRight"]] < -0.2
    weak = {name for i, name in enumerate(shapes.names) if shapes.is_weak(i)}
    assert {"tongueOut", "noseSneerLeft", "cheekPuff"} <= weak
    assert not {"jawOpen", "eyeBlinkLeft", "mouthSmileRight"} & weak


def test_sliders_by_arkits_names_add_to_what_the_avatar_does(
    page: LivePage, live: Live, open_avatar: Callable[[Avatar], None]
) -> None:
    open_avatar(make_encoded_avatar(60, name="Geo"))
    page.expression_panel.choose(1)
    panel, shapes = page.named_panel, live.controls.shapes
    assert shapes is not None
    assert len(panel._rows) == 52
    jaw = shapes.names.index("jawOpen")
    live.controls.set_channel(20, 0.25)
    panel._rows[jaw].edited.emit(0.5)
    assert live.controls.descriptor == pytest.approx(0.5 * shapes.effect[jaw] + 0.25 * np.eye(28)[20], abs=1e-6)
    panel._rows[jaw].edited.emit(0.0)
    assert live.controls.descriptor[:20] == pytest.approx(np.zeros(20), abs=1e-6)
    tongue = panel._rows[shapes.names.index("tongueOut")]
    assert "(weak)" in tongue.name
    live.controls.set_score(jaw, 0.5)
    live.controls.perform(np.zeros(28, np.float32), live.controls.cam_from_head())
    assert live.controls.score(jaw) == 0, "a performance begins from its own expression"


def test_an_avatar_of_unknown_channels_says_so(loaded: LivePage, live: Live, open_avatar: Callable[..., None]) -> None:
    strange = make_avatar(50, name="Strange")
    names = tuple(f"channel{i}" for i in range(6))
    open_avatar(Avatar(replace(strange.meta, channels=names), strange.arrays))
    loaded.expression_panel.choose(1)
    assert "no known relation" in loaded.named_panel._note.text()
    assert not loaded.named_panel._rows


def test_poses_are_kept_used_renamed_and_deleted_and_each_step_is_undone(
    loaded: LivePage, live: Live, context: Context, project: Project, qtmodeltester: object, qtbot: QtBot
) -> None:
    poses, panel, undo = live.poses, loaded.poses_panel, context.document.undo
    loaded.expression_panel.choose(2)
    assert panel._keep.isEnabled()
    live.controls.set_channel(0, 0.4)
    live.controls.set_head("yaw", 12.0)
    panel._keep.trigger()
    assert [p.name for p in context.document.edits.poses] == ["Pose 1"]
    live.controls.set_channel(0, 0.0)
    live.controls.reset_head()
    panel._use.trigger()
    assert live.controls.descriptor[0] == pytest.approx(0.4)
    assert live.controls.head("yaw") == 12.0
    assert poses.setData(poses.index(0), "  Big  O ")
    assert poses.data(poses.index(0)) == "Big O"
    assert not poses.setData(poses.index(0), "   ")
    qtbot.waitUntil(lambda: poses.data(poses.index(0), Qt.ItemDataRole.DecorationRole) is not None)
    panel._list.setCurrentIndex(poses.index(0))
    panel._delete.trigger()
    assert poses.rowCount() == 0
    for wanted in (["Big O"], ["Pose 1"], []):
        undo.undo()
        assert [p.name for p in context.document.edits.poses] == wanted


def test_the_lists_are_sound_models(
    loaded: LivePage, live: Live, context: Context, project: Project, qtmodeltester: object
) -> None:
    live.poses.keep()
    live.poses.keep()
    qtmodeltester.check(live.poses)  # type: ignore[attr-defined]
    qtmodeltester.check(live.avatars)  # type: ignore[attr-defined]
    live.poses.remove(0)
    assert live.poses.rowCount() == 1


def test_poses_need_a_project_and_skip_what_an_avatar_has_not(loaded: LivePage, live: Live) -> None:
    assert not loaded.poses_panel._keep.isEnabled()
    assert live.poses.keep() == -1
    live.controls.apply_pose(SavedPose("other", {"jawOpen": 0.3, "unheard of": 5.0}, {"yaw": 900.0}))
    assert live.controls.descriptor == pytest.approx([0.3, 0, 0, 0, 0, 0])
    assert live.controls.head("yaw") == 40.0, "no farther than its slider goes"
