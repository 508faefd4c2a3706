"""Two viewers beside or over each other, with cameras that move together."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from studio.context import Context
from studio.model.compare import CameraMode, Compare, View
from studio.model.compare_sides import A, B
from studio.model.orbit import Orbit
from studio.pages.compare.badge import Badge
from studio.theme.palette import GRID, rgb
from studio.viewport.viewport import Viewport
from studio.widgets.elided_label import ElidedLabel

GAP_PX = 2
_MOVES = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
)
_MOVE_KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus),
)


class Caption(QFrame):
    """Which avatar a viewer shows, over its corner."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self.badge, self._name, self._text = Badge(A, context.theme, self), ElidedLabel(280, self), QLabel(self)
        self._text.setProperty("role", "dim")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID // 2, GRID // 2, GRID, GRID // 2)
        layout.setSpacing(GRID)
        layout.addWidget(self.badge)
        layout.addWidget(self._name)
        layout.addWidget(self._text)

    def show_side(self, side: int, name: str, text: str) -> None:
        """Show a letter, a name, and a number."""
        self.badge.show_side(side)
        self._name.show_text(name)
        self._text.setText(text)
        self._text.setVisible(bool(text))


class Stage(QWidget):
    """Bound to the model.

    Args:
        context: everything shared.
        compare: what is shown.
        parent: owner.

    Attributes:
        viewports: of A and of B.
    """

    def __init__(self, context: Context, compare: Compare, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._compare = context, compare
        self._linking = False
        controls = compare.timeline.controls
        self.viewports = (
            Viewport(controls[A], context.renderer, self),
            Viewport(controls[B], context.renderer, self),
        )
        self.captions = (Caption(context, self), Caption(context, self))
        for viewport, other in zip(self.viewports, reversed(self.viewports), strict=True):
            viewport.installEventFilter(self)
            viewport.camera_changed.connect(lambda orbit, other=other: self._follow(orbit, other))
            viewport.picked.connect(lambda _, viewport=viewport: viewport.mark(None))  # no splats are picked here
        self.viewports[A].setAccessibleName(self.tr("Avatar A"))
        self.viewports[B].setAccessibleName(self.tr("Avatar B"))
        compare.sides.read.connect(self._take)
        compare.view_changed.connect(self._place)
        compare.timeline.playback.frame_changed.connect(self._caption)
        compare.timeline.curves.changed.connect(self._caption)
        compare.timeline.changed.connect(self._caption)
        context.theme.changed.connect(self._paint)
        self._paint()
        self._take()

    def stop(self) -> None:
        """Free threads and device memory."""
        for viewport in self.viewports:
            viewport.stop()

    def reset_view(self) -> None:
        """Both as their capture cameras saw them."""
        for viewport in self.viewports:
            viewport.reset_view()

    def frame_head(self) -> None:
        """The heads in the middle and filling the views."""
        for viewport in self.viewports:
            viewport.frame_head()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """With the cameras kept at the capture's, no drag, scroll or key moves them."""
        if self._compare.camera is not CameraMode.CAPTURE or watched not in self.viewports:
            return False
        moving_key = isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _MOVE_KEYS
        return event.type() in _MOVES or (event.type() is QEvent.Type.KeyPress and moving_key)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place()

    def _take(self) -> None:
        for viewport, side in zip(self.viewports, self._compare.sides.both, strict=True):
            viewport.take(side.loaded.avatar if side.loaded is not None else None)
        self._place()

    def _place(self) -> None:
        """Move the viewers to their places: a flip only exchanges them, which costs no drawing of ours."""
        compare = self._compare
        left, right = (B, A) if compare.flipped else (A, B)
        area = self.rect()
        if compare.view is View.OVER:
            places = {left: area, right: QRect()}
        else:
            half = (area.width() - GAP_PX) // 2
            places = {
                left: QRect(0, 0, half, area.height()),
                right: QRect(half + GAP_PX, 0, area.width() - half - GAP_PX, area.height()),
            }
        for side, place in places.items():
            shown = not place.isEmpty()
            self.viewports[side].setVisible(shown)
            self.captions[side].setVisible(shown)
            if shown:
                self.viewports[side].setGeometry(place)
        if compare.camera is CameraMode.CAPTURE:
            self.reset_view()
        self._caption()

    def _caption(self) -> None:
        timeline = self._compare.timeline
        for side, (caption, state) in enumerate(zip(self.captions, self._compare.sides.both, strict=True)):
            errors = timeline.curves.errors[side]
            frame = timeline.frame
            known = timeline.line is not None and frame < len(errors) and errors[frame] == errors[frame]
            text = self.tr("error {}").format(f"{errors[frame]:.2f}") if known else ""
            caption.show_side(side, state.candidate.title if state.candidate is not None else "", text)
            caption.adjustSize()
            place = self.viewports[side].geometry()
            widest = max(place.width() - 2 * GRID, 40)
            caption.setGeometry(place.left() + GRID, place.top() + GRID, min(caption.width(), widest), caption.height())
            caption.raise_()

    def _follow(self, orbit: Orbit, other: Viewport) -> None:
        """One viewer moved: the other moves along."""
        if self._linking or self._compare.camera is CameraMode.FREE:
            return
        mover = self.viewports[A] if other is self.viewports[B] else self.viewports[B]
        self._linking = True
        try:
            other.set_camera(orbit if self._compare.same_camera else self._transferred(orbit, mover, other))
        finally:
            self._linking = False

    def _transferred(self, orbit: Orbit, mover: Viewport, other: Viewport) -> Orbit:
        """The same turn, nearness and place in the picture for an avatar that stands elsewhere."""
        here, there = self._home(mover), self._home(other)
        if here is None or there is None:
            return orbit
        nearness = orbit.offset[2] / max(here.offset[2], 1e-6)
        shift = [orbit.offset[i] / nearness - here.offset[i] for i in range(2)]
        scale = there.offset[2] / max(here.offset[2], 1e-6)
        offset = tuple((there.offset[i] + scale * shift[i]) * nearness for i in range(2))
        return replace(
            there, offset=(offset[0], offset[1], there.offset[2] * nearness), yaw=orbit.yaw, pitch=orbit.pitch
        )

    def _home(self, viewport: Viewport) -> Orbit | None:
        loaded = self._compare.sides.both[self.viewports.index(viewport)].loaded
        return None if loaded is None else Orbit.of_capture(loaded.avatar.cam_from_head0[:3, 3])

    def _paint(self) -> None:
        for viewport in self.viewports:
            viewport.set_background(rgb(self._context.theme.palette.viewer))
