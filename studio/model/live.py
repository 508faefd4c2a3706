"""What the Live page shows: the avatar, its controls, and what moves it: the hand, a camera, a clip or a capture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from core.avatar.runtime import Avatar
from core.errors import InputError, StudioError
from core.project.captures import Capture, captures_of
from core.project.project import Project
from core.types import FloatArray
from studio.context import Context
from studio.model.avatars import AvatarList
from studio.model.cameras import Cameras
from studio.model.controls import Controls
from studio.model.own_face import is_own_face, say_own_face
from studio.model.performance import Performance
from studio.model.play_recorder import PlayRecorder
from studio.model.playback import Playback
from studio.model.poses import PoseList
from studio.model.session import Opened, Session
from studio.model.video_maker import VideoMaker
from studio.services.clip_player import ClipPlayer
from studio.services.live_driver import LiveDriver


class Source(Enum):
    """What moves the avatar."""

    HAND = "hand"
    CAMERA = "camera"
    CLIP = "clip"
    CAPTURE = "capture"


@dataclass(frozen=True)
class Drive:
    """What moves the avatar, in full.

    Attributes:
        source: kind.
        camera: its number, for CAMERA.
        clip: for CLIP; None before one was chosen.
        capture: for CAPTURE.
    """

    source: Source = Source.HAND
    camera: int = 0
    clip: Path | None = None
    capture: Capture | None = None


class Live(QObject):
    """The models of live driving; get it by ``context.shared(Live)``.

    Attributes:
        drive: what moves the avatar now.
        visiting: captures of other projects that were added to the choice.

    Signals:
        avatar_changed: another avatar is driven; what drove the last one has ended.
        drive_changed: something else moves it, or ``visiting`` changed.
        face_changed: the user said whose face drives, or could not be heard.
        settled: an avatar is shown or could not be opened.
    """

    avatar_changed = Signal()
    drive_changed = Signal()
    face_changed = Signal()
    settled = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self.session, self.controls, self.playback = Session(self), Controls(self), Playback(self)
        self.player, self.driver = ClipPlayer(context.jobs, self), LiveDriver(context.jobs, self)
        self.avatars = AvatarList(context, self.session, self)
        self.poses = PoseList(context, self.controls, self)
        self.recorder = PlayRecorder(self.controls, self)
        self.videos = VideoMaker(context, self.session, self)
        self.drive = Drive()
        self.visiting: tuple[Capture, ...] = ()
        self._pending_clip: Path | None = None
        self.session.changed.connect(self._session_changed)
        self.player.ready.connect(self._perform)
        self.player.failed.connect(lambda _: self._set_drive(Drive()))
        self.playback.frame_changed.connect(self._show_frame)
        self.driver.moved.connect(self.controls.perform)
        context.document.opened.connect(self._project_opened)

    @property
    def own_face(self) -> bool:
        """Whether the driver is the avatar's subject, as the user said of this avatar."""
        avatar = self.session.avatar
        return avatar is not None and is_own_face(self._context.settings, avatar)

    @property
    def own_capture(self) -> bool:
        """Whether the avatar was made of what drives it: then it needs no saying whose face that is."""
        avatar, capture = self.session.avatar, self.drive.capture
        return avatar is not None and capture is not None and is_subject(avatar, capture)

    def say_own_face(self, own: bool) -> None:
        """Say whether the driver is the avatar's subject; what drives it now begins anew."""
        avatar = self.session.avatar
        if avatar is None or self.session.state is Opened.READING or own == self.own_face:
            self.face_changed.emit()
            return
        say_own_face(self._context.settings, avatar, own)
        drive = self.drive
        if drive.source is Source.CAMERA and self.driver.running:
            self.drive_by_camera(drive.camera)
        elif drive.clip is not None:
            self.play_clip(drive.clip)
        elif drive.capture is not None:
            self.play_capture(drive.capture)
        self.face_changed.emit()

    def open_avatar(self, path: Path) -> None:
        """Open an avatar file in the background."""
        self.session.open_avatar(path)

    def open_newest(self) -> None:
        """Open the project's newest avatar, unless one is open or being read."""
        avatars = self._context.document.contents.avatars
        if avatars and self.session.avatar is None and self.session.state is not Opened.READING:
            self.open_avatar(avatars[0])

    def drive_by_hand(self) -> None:
        """End what moves the avatar; it goes back to rest."""
        self._end_drive()
        self.controls.stop_performing()
        self._set_drive(Drive())

    def stay_as_is(self) -> None:
        """The user takes over: a camera is let go, a clip is paused, and the avatar keeps its expression."""
        self.playback.pause()
        if self.driver.running:
            self.driver.stop()
            self._set_drive(Drive())

    def drive_by_camera(self, number: int) -> None:
        """Follow the person in front of a camera; also measures them anew."""
        if (avatar := self._avatar_to_drive()) is not None:
            self._end_drive()
            source = {"camera": number, "same_face": self.own_face}
            self.driver.start(source, self._context.shared(Cameras).name(number), *avatar)
            self._set_drive(Drive(Source.CAMERA, camera=number))

    def play_clip(self, path: Path) -> None:
        """Drive the avatar by a clip; one that comes while an avatar is being read waits for it."""
        if self.session.state is Opened.READING:
            self._pending_clip = path
        elif (avatar := self._avatar_to_drive()) is not None:
            self._context.settings.set_folder("clip", path.absolute().parent)
            self._end_drive()
            self.player.open_clip(path, *avatar, cache=self._tracks_cache(), same_face=self.own_face)
            self._set_drive(Drive(Source.CLIP, clip=path))

    def play_capture(self, capture: Capture) -> None:
        """Drive the avatar by the expressions recorded in a capture."""
        if (avatar := self._avatar_to_drive()) is not None:
            self._end_drive()
            own = is_subject(avatar[0], capture)
            self.player.open_capture(capture, *avatar, same_person=own, same_face=self.own_face)
            self._set_drive(Drive(Source.CAPTURE, capture=capture))

    def visit_project(self, root: Path) -> None:
        """Add another project's captures to the choice, and play its first one."""
        self._context.tasks.run(lambda: _captures_in(root), self._visit)

    def cancel_clip(self) -> None:
        """Drop the clip in work."""
        self.player.cancel()
        if self.drive.source in (Source.CLIP, Source.CAPTURE):
            self._set_drive(Drive())

    def save_performance(self, cam_from_world: FloatArray, background: tuple[float, float, float]) -> None:
        """Make a video of the whole clip that is loaded; see ``VideoMaker.make``."""
        performance = self.playback.performance
        if performance is not None and len(performance):
            self.videos.make(performance.recording(), cam_from_world, background, Path(performance.name).stem)

    def stop(self) -> None:
        """End everything that runs. Safe to call twice."""
        self.player.cancel()
        self.driver.stop()
        self.recorder.drop()
        self.playback.pause()
        self.session.stop()

    def _avatar_to_drive(self) -> tuple[Avatar, Path] | None:
        session = self.session
        if session.avatar is not None and session.path is not None:
            return session.avatar, session.path
        next_step = self.tr("Open an avatar first, then the clip.")
        self._context.notices.report(StudioError(self.tr("A clip needs an avatar to drive"), next_step=next_step))
        return None

    def _end_drive(self) -> None:
        self.player.cancel()
        self.driver.stop()
        self.playback.load(None)

    def _set_drive(self, drive: Drive) -> None:
        if drive != self.drive:
            self.drive = drive
            self.drive_changed.emit()

    def _tracks_cache(self) -> Path:
        project = self._context.document.project
        if project is not None:
            return project.root / "cache" / "tracks"
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)) / "tracks"

    def _visit(self, captures: tuple[Capture, ...]) -> None:
        known = {capture.folder for capture in self.visiting}
        self.visiting = (*self.visiting, *(c for c in captures if c.folder not in known))
        self.drive_changed.emit()
        self.play_capture(captures[0])

    def _perform(self, performance: Performance) -> None:
        if not len(performance):
            self._set_drive(Drive())
            error = StudioError(
                self.tr("The clip has no frame that can drive the avatar"), next_step=self.tr("Choose another clip.")
            )
            self._context.notices.report(error)
            return
        self.playback.load(performance)
        self.playback.play()

    def _show_frame(self, frame: int) -> None:
        performance = self.playback.performance
        if performance is not None and frame < len(performance):
            self.controls.perform(performance.descriptors[frame], performance.poses[frame])

    def _project_opened(self) -> None:
        if self.drive.source is Source.CAPTURE:
            self.drive_by_hand()
        self.drive_changed.emit()

    def _session_changed(self) -> None:
        session = self.session
        if session.state not in (Opened.AVATAR, Opened.FAILED):
            return
        if session.state is Opened.AVATAR and session.path is not None:
            self._context.settings.remember_avatar(session.path)
            self._end_drive()
            self._set_drive(Drive())
            self.controls.take(session.avatar)
            self.avatar_changed.emit()
        self.settled.emit()
        clip, self._pending_clip = self._pending_clip, None
        if clip is not None and session.state is Opened.AVATAR:
            self.play_clip(clip)


def is_subject(avatar: Avatar, capture: Capture) -> bool:
    """True if an avatar was made of a capture, alone or with others."""
    told = avatar.meta.training.get("source")
    if not isinstance(told, dict) or not capture.sha256:
        return False
    further = told.get("further")
    clips = [told, *(further if isinstance(further, list) else [])]
    return any(isinstance(clip, dict) and clip.get("sha256") == capture.sha256 for clip in clips)


def _captures_in(root: Path) -> tuple[Capture, ...]:
    """A project's captures; InputError if it has none."""
    captures, broken = captures_of(Project.open(root))
    if not captures:
        got = broken[0].message if broken else "no capture"
        next_step = "Choose a project to which a video was added."
        raise InputError(f"'{root.name}' has no recorded expressions", got=got, next_step=next_step)
    return tuple(captures)
