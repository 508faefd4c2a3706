"""What the Live page shows: the avatar, its controls, and the clip that drives it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import StudioError
from studio.context import Context
from studio.model.controls import Controls
from studio.model.playback import Playback
from studio.model.session import Opened, Session
from studio.services.clip_player import ClipPlayer


class Live(QObject):
    """The models of live driving; get it by ``context.shared(Live)``.

    Signals:
        avatar_changed: another avatar is driven; what drove the last one has ended.
        settled: an avatar is shown or could not be opened.
    """

    avatar_changed = Signal()
    settled = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.session, self.controls, self.playback = Session(self), Controls(self), Playback(self)
        self.player = ClipPlayer(context.jobs, self)
        self._pending_clip: Path | None = None
        self.session.changed.connect(self._session_changed)

    def open_avatar(self, path: Path) -> None:
        """Open an avatar file in the background."""
        self.session.open_avatar(path)

    def play_clip(self, path: Path) -> None:
        """Drive the avatar by a clip; one that comes while an avatar is being read waits for it."""
        if self.session.state is Opened.READING:
            self._pending_clip = path
        elif self.session.avatar is None or self.session.path is None:
            next_step = self.tr("Open an avatar first, then the clip.")
            self._context.notices.report(StudioError(self.tr("A clip needs an avatar to drive"), next_step=next_step))
        else:
            self._context.settings.set_folder("clip", path.absolute().parent)
            self.player.open_clip(path, self.session.avatar, self.session.path)

    def stop(self) -> None:
        """End everything that runs. Safe to call twice."""
        self.player.cancel()
        self.playback.pause()
        self.session.stop()

    def _session_changed(self) -> None:
        session = self.session
        if session.state not in (Opened.AVATAR, Opened.FAILED):
            return
        if session.state is Opened.AVATAR and session.path is not None:
            self._context.settings.remember_avatar(session.path)
            self.player.cancel()
            self.playback.load(None)
            self.controls.take(session.avatar)
            self.avatar_changed.emit()
        self.settled.emit()
        clip, self._pending_clip = self._pending_clip, None
        if clip is not None and session.state is Opened.AVATAR:
            self.play_clip(clip)
