"""Everything that can be done on the Live page, as actions: for its buttons, menus, keys and the command palette."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from studio.gl.modes import ViewMode
from studio.shell.page import Page
from studio.theme.theme import Theme
from studio.viewport.viewport import Viewport
from studio.widgets.buttons import IconAction


class LiveActions(QObject):
    """The actions, added to their page.

    Args:
        page: theirs.
        theme: colours.
    """

    def __init__(self, page: Page, theme: Theme) -> None:
        super().__init__(page)
        tr = self.tr
        self._page = page
        self.open = IconAction(
            tr("Open avatar"), "folder-open", theme, page, shortcut="Ctrl+Shift+O", tip=tr("Choose an avatar file")
        )
        self.play_clip = IconAction(
            tr("Play a clip"), "film-strip", theme, page, tip=tr("Drive the avatar by a video of a face")
        )
        self.camera = IconAction(
            tr("Drive by camera"),
            "video-camera",
            theme,
            page,
            tip=tr("Follow the person in front of the camera, or stop"),
        )
        self.play = IconAction(tr("Play"), "play-fill", theme, page, shortcut="Space")
        self.record = IconAction(
            tr("Record"), "record-fill", theme, page, shortcut="Ctrl+R", tip=tr("Keep what the avatar does as a video")
        )
        self.save_clip = IconAction(
            tr("Save clip"), "export", theme, page, tip=tr("Make a video of the avatar doing the whole clip")
        )
        self.reset_view = IconAction(
            tr("Reset view"),
            "arrow-counter-clockwise",
            theme,
            page,
            shortcut="Home",
            tip=tr("See it as the camera did"),
        )
        self.frame = IconAction(tr("Frame head"), "frame-corners", theme, page, shortcut="F", tip=tr("Fill the view"))
        self.mode = IconAction(
            tr("Show as"), "cube", theme, page, tip=tr("Picture, points, ellipsoids, depth or normals")
        )
        self.background = IconAction(tr("Background"), "image", theme, page, tip=tr("What is behind the avatar"))
        self.picture = IconAction(
            tr("Save picture"), "camera", theme, page, shortcut="Ctrl+Shift+P", tip=tr("Save what the viewer shows")
        )
        self.find = QAction(tr("Search controls"), page)
        self.find.setShortcut("Ctrl+F")
        self.viewer = [self.reset_view, self.frame, self.mode, self.background, self.picture]
        own = [self.open, self.play_clip, self.camera, self.play, self.record, self.save_clip]
        page.addActions([*own, self.reset_view, self.frame, self.picture, self.find])

    def set_menus(self, background: QMenu, viewport: Viewport) -> None:
        """Give the two menus of the viewer their contents."""
        self.background.setMenu(background)
        modes = self._mode_menu(viewport)
        self.mode.setMenu(modes)
        self._page.addActions([*background.actions(), *modes.actions()])

    def enable(self, *, avatar: bool, clip: bool) -> None:
        """Offer only what can be done now."""
        for action in (*self.viewer, self.play_clip, self.camera, self.record, self.find):
            action.setEnabled(avatar)
        self.play.setEnabled(clip)
        self.save_clip.setEnabled(clip)

    def _mode_menu(self, viewport: Viewport) -> QMenu:
        tr = self.tr
        texts = {
            ViewMode.PICTURE: (tr("As a picture"), tr("The splats as they were trained")),
            ViewMode.POINTS: (tr("As points"), tr("The middle of every splat")),
            ViewMode.ELLIPSOIDS: (tr("As ellipsoids"), tr("Every splat as a solid body of its size")),
            ViewMode.DEPTH: (tr("Depth"), tr("Near is bright, far is dark")),
            ViewMode.NORMALS: (tr("Normals"), tr("Which way each splat's shortest axis faces")),
        }
        menu, group = QMenu(self._page), QActionGroup(self._page)
        for mode, (text, tip) in texts.items():
            action = menu.addAction(text)
            action.setToolTip(tip)
            action.setCheckable(True)
            action.setChecked(mode is viewport.view_mode)
            action.setData(mode)
            group.addAction(action)
        menu.setToolTipsVisible(True)
        group.triggered.connect(lambda action: viewport.set_view_mode(action.data()))
        return menu
