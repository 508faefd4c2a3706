"""The viewer and what lies over and under it: tools, the driver's picture, the picked splat, the clip, numbers."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.avatar.runtime import Avatar
from core.errors import StudioError
from core.jobs.messages import LiveFrame
from studio.context import Context
from studio.model.live import Live
from studio.pages.live.meters import FAR_OUT, StatusLine
from studio.pages.live.splat_card import SplatCard
from studio.services.live_driver import LiveState
from studio.theme.palette import GRID
from studio.viewport.viewport import Viewport
from studio.widgets.buttons import IconAction, tool_button
from studio.widgets.inset import Inset
from studio.widgets.inspector import Inspector
from studio.widgets.transport import BusyBar, Transport

INSET_MARGIN = 2 * GRID


class LiveView(QWidget):
    """Lays out the viewer and binds it to the models.

    Args:
        context: everything shared.
        live: what it shows and changes.
        viewport: the viewer; becomes this page's.
        play_action: play and pause.
        viewer_actions: shown as buttons over the viewer.
    """

    def __init__(
        self,
        context: Context,
        live: Live,
        viewport: Viewport,
        play_action: IconAction,
        viewer_actions: list[IconAction],
    ) -> None:
        super().__init__()
        self._live, self.viewport = live, viewport
        self.inspector = Inspector(live.controls, context.theme)
        self.splat_card = SplatCard(context.theme, viewport)
        self._inset = Inset(self.tr("Driver"), viewport)
        self._tools = self._make_tools(viewer_actions)
        self._transport = Transport(live.playback, play_action, context.theme, self)
        self._busy = BusyBar(self)
        self.status = StatusLine(context.theme, self)
        self._footer = QStackedWidget(self)
        self._footer.setProperty("role", "footer")
        self._footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._footer.addWidget(self._transport)
        self._footer.addWidget(self._busy)
        self._footer.hide()
        viewport.setParent(self)
        viewport.installEventFilter(self)
        self._lay_out()
        self._bind(context)

    def take(self, avatar: Avatar | None) -> None:
        """Show another avatar."""
        self.inspector.take(avatar)
        self.viewport.take(avatar)
        self.splat_card.hide()

    def stop(self) -> None:
        """End timers, threads and device memory of this page."""
        self._live.playback.pause()
        self.inspector.stop()
        self.status.stop()
        self.viewport.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self.viewport and event.type() == QEvent.Type.Resize:
            self._place_overlays()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        bar = QWidget(self)
        bar.setProperty("role", "footer")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QVBoxLayout(bar)
        line.setContentsMargins(0, 1, 0, 0)
        line.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.viewport, 1)
        layout.addWidget(self._footer)
        layout.addWidget(bar)

    def _make_tools(self, actions: list[IconAction]) -> QFrame:
        tools = QFrame(self.viewport)
        tools.setProperty("role", "inset")
        row = QHBoxLayout(tools)
        row.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        row.setSpacing(GRID // 2)
        for action in actions:
            row.addWidget(tool_button(action, tools))
        return tools

    def _bind(self, context: Context) -> None:
        live, viewport = self._live, self.viewport
        self.inspector.touched.connect(live.stay_as_is)
        self._transport.closed.connect(live.drive_by_hand)
        live.playback.frame_changed.connect(self._show_frame)
        live.playback.performance_changed.connect(self._show_footer)
        self._busy.cancelled.connect(live.cancel_clip)
        live.player.busy_changed.connect(self._show_busy)
        live.player.progressed.connect(self._busy.show_progress)
        live.driver.told.connect(self._show_live)
        live.driver.picture_came.connect(self._show_driver_picture)
        live.driver.changed.connect(self._show_driver_state)
        viewport.failed.connect(lambda error: context.notices.report(_as_error(error, self.tr("Nothing can be drawn"))))
        viewport.renderer_changed.connect(self.status.show_renderer)
        viewport.drawn.connect(self.status.count_drawn)
        viewport.shown.connect(self._show_stamp)
        self.splat_card.resized.connect(self._place_overlays)
        self.status.show_renderer(viewport.renderer_name)
        self._show_footer()
        self._show_driver_state()

    def _show_footer(self) -> None:
        """After a clip came or went, or when the page was made again."""
        if self._live.player.busy:
            self._show_busy(True)
            return
        performance = self._live.playback.performance
        self._footer.setCurrentWidget(self._transport)
        self._footer.setVisible(performance is not None)
        if performance is None:
            self._inset.hide()
            self.status.show_kept(None)
        elif len(performance):
            self._transport.show_loaded()
            self._show_frame(self._live.playback.frame)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self._live.playback.pause()
            self._busy.begin(self._live.player.clip_name)
            self._footer.setCurrentWidget(self._busy)
            self._footer.show()
        else:
            self._footer.setCurrentWidget(self._transport)
            self._footer.setVisible(self._live.playback.performance is not None)

    def _show_frame(self, frame: int) -> None:
        performance = self._live.playback.performance
        if performance is None or frame >= len(performance):
            return
        found, kept = performance.found[frame], performance.kept[frame]
        self.status.show_kept(kept)
        self._show_with_avatar(_Driver(performance.pictures[frame], found, kept))

    def _show_live(self, frame: LiveFrame) -> None:
        self.status.show_live(frame)
        self.status.show_kept(frame.kept)

    def _show_driver_picture(self, jpeg: bytes) -> None:
        frame = self._live.driver.frame
        found, kept = (True, 1.0) if frame is None else (frame.found, frame.kept)
        self._show_with_avatar(_Driver(jpeg, found, kept))

    def _show_driver_state(self) -> None:
        if self._live.driver.state in (LiveState.OFF, LiveState.FAILED):
            self.status.show_live(None)
            if self._live.playback.performance is None:
                self.status.show_kept(None)
                self._inset.hide()

    def _show_with_avatar(self, driver: _Driver) -> None:
        """The driver's picture changes when the avatar that belongs to it is seen: both blink together."""
        if self._inset.isVisible() and driver.jpeg:
            self.viewport.stamp(driver)
        else:
            self._show_inset(driver)

    def _show_stamp(self, driver: object) -> None:
        followed = self._live.driver.running or self._live.playback.performance is not None
        if isinstance(driver, _Driver) and followed:
            self._show_inset(driver)

    def _show_inset(self, driver: _Driver) -> None:
        before = (self._inset.isVisible(), self._inset.size())
        self._inset.show_jpeg(driver.jpeg, self._caption(driver.found, driver.kept))
        if before != (self._inset.isVisible(), self._inset.size()):
            self._place_overlays()

    def _caption(self, found: bool, kept: float) -> str:
        if not found:
            return self.tr("Driver: no face")
        return self.tr("Driver: beyond its range") if kept < FAR_OUT else self.tr("Driver")

    def _place_overlays(self) -> None:
        width, height = self.viewport.width(), self.viewport.height()
        self._tools.adjustSize()
        self._tools.move(width - self._tools.width() - INSET_MARGIN, height - self._tools.height() - INSET_MARGIN)
        self._inset.move(INSET_MARGIN, height - self._inset.height() - INSET_MARGIN)
        self.splat_card.move(INSET_MARGIN, INSET_MARGIN)
        for overlay in (self._tools, self._inset, self.splat_card):
            overlay.raise_()


class _Driver(NamedTuple):
    """The driver in one frame."""

    jpeg: bytes
    found: bool
    kept: float


def _as_error(error: object, title: str) -> StudioError:
    return error if isinstance(error, StudioError) else StudioError(title, got=str(error))
