"""Shows an avatar and moves it: viewer, sliders, and a clip that drives it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.avatar.runtime import Avatar
from core.errors import StudioError
from studio.model.controls import Controls
from studio.model.performance import Performance
from studio.model.playback import Playback
from studio.services.clip_player import ClipPlayer
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.viewport.viewport import Viewport
from studio.widgets.buttons import IconAction, tool_button
from studio.widgets.inset import Inset
from studio.widgets.inspector import Inspector
from studio.widgets.notice import Notice
from studio.widgets.transport import BusyBar, Transport
from studio.widgets.words import sentences

INSET_MARGIN = 2 * GRID
FAR_OUT = 0.5
"""Below this share of an expression within the avatar's range, the viewer says so."""


@dataclass(frozen=True)
class LiveModels:
    """What the page shows.

    Attributes:
        controls: expression and head pose.
        playback: the clip that drives them.
        player: makes performances of clips.
    """

    controls: Controls
    playback: Playback
    player: ClipPlayer


class LiveView(QWidget):
    """Lays out the viewer and binds it to the models.

    Args:
        models: what it shows and changes.
        viewport: the viewer; becomes this page's.
        play_action: play and pause.
        viewer_actions: shown as buttons over the viewer.
        theme: colours.
    """

    def __init__(
        self,
        models: LiveModels,
        viewport: Viewport,
        play_action: IconAction,
        viewer_actions: list[IconAction],
        theme: Theme,
    ) -> None:
        super().__init__()
        self._controls, self._playback, self._player = models.controls, models.playback, models.player
        self.viewport = viewport
        self.inspector = Inspector(models.controls, theme, self)
        self.notice = Notice(theme, viewport)
        self._inset = Inset(self.tr("Driver"), viewport)
        self._tools = self._make_tools(viewer_actions)
        self._transport = Transport(models.playback, play_action, theme, self)
        self._busy = BusyBar(self)
        self._footer = QStackedWidget(self)
        self._footer.setProperty("role", "footer")
        self._footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._footer.addWidget(self._transport)
        self._footer.addWidget(self._busy)
        self._footer.hide()
        viewport.setParent(self)
        viewport.installEventFilter(self)
        self._lay_out()
        self._bind()

    def take(self, avatar: Avatar | None) -> None:
        """Show another avatar."""
        self.inspector.take(avatar)
        self.viewport.take(avatar)

    def close_clip(self) -> None:
        """Stop driving by the clip and go back to the neutral."""
        self._playback.load(None)
        self._controls.stop_performing()

    def stop(self) -> None:
        """End timers, threads and device memory of this page."""
        self._playback.pause()
        self.inspector.stop()
        self.viewport.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self.viewport and event.type() == QEvent.Type.Resize:
            self._place_overlays()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.viewport, 1)
        left.addWidget(self._footer)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(left, 1)
        layout.addWidget(self.inspector)

    def _make_tools(self, actions: list[IconAction]) -> QFrame:
        tools = QFrame(self.viewport)
        tools.setProperty("role", "inset")
        row = QHBoxLayout(tools)
        row.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        row.setSpacing(GRID // 2)
        for action in actions:
            row.addWidget(tool_button(action, tools))
        return tools

    def _bind(self) -> None:
        self.inspector.touched.connect(self._playback.pause)
        self._transport.closed.connect(self.close_clip)
        self._playback.frame_changed.connect(self._show_frame)
        self._playback.performance_changed.connect(self._show_performance)
        self._busy.cancelled.connect(self._player.cancel)
        self._player.busy_changed.connect(self._show_busy)
        self._player.progressed.connect(self._busy.show_progress)
        self._player.ready.connect(self._perform)
        self._player.failed.connect(self._clip_failed)
        self._player.warned.connect(lambda text: self.notice.say("warning", text))
        self.viewport.failed.connect(self._view_failed)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self._playback.pause()
            self._busy.begin(self._player.clip_name)
            self._footer.setCurrentWidget(self._busy)
            self._footer.show()
        else:
            self._footer.setCurrentWidget(self._transport)
            self._footer.setVisible(self._playback.performance is not None)

    def _show_performance(self) -> None:
        if self._playback.performance is None:
            self._inset.hide()
            self._footer.setVisible(self._player.busy)

    def _perform(self, performance: object) -> None:
        if not isinstance(performance, Performance) or not len(performance):
            self.notice.say("error", self.tr("The clip has no frame that can drive the avatar"))
            return
        self._playback.load(performance)
        self._footer.setCurrentWidget(self._transport)
        self._footer.show()
        self._playback.play()

    def _show_frame(self, frame: int) -> None:
        performance = self._playback.performance
        if performance is None:
            return
        self._controls.perform(performance.descriptors[frame], performance.poses[frame])
        caption = self._caption(performance.found[frame], performance.kept[frame])
        before = (self._inset.isVisible(), self._inset.size())
        self._inset.show_jpeg(performance.pictures[frame], caption)
        if before != (self._inset.isVisible(), self._inset.size()):
            self._place_overlays()

    def _caption(self, found: bool, kept: float) -> str:
        if not found:
            return self.tr("Driver: no face")
        return self.tr("Driver: beyond its range") if kept < FAR_OUT else self.tr("Driver")

    def _clip_failed(self, result: dict[str, str]) -> None:
        what = result.get("what") or self.tr("The clip cannot be played")
        got, next_step = result.get("got", ""), result.get("next_step", "")
        self.notice.say("error", what, sentences(got, next_step), details=result.get("details", ""))

    def _view_failed(self, error: object) -> None:
        what = error.what if isinstance(error, StudioError) else self.tr("The avatar cannot be drawn")
        self.notice.say("error", what, str(error), details=repr(error))

    def _place_overlays(self) -> None:
        width, height = self.viewport.width(), self.viewport.height()
        self._tools.adjustSize()
        self._tools.move(width - self._tools.width() - INSET_MARGIN, height - self._tools.height() - INSET_MARGIN)
        self._inset.move(INSET_MARGIN, height - self._inset.height() - INSET_MARGIN)
        self.notice.place()
        for overlay in (self._tools, self._inset, self.notice):
            overlay.raise_()
