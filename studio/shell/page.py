"""What a page is: a main view with docks around it that can be moved, floated and closed, and come back as left."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QByteArray, QChildEvent, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from studio.context import Context
from studio.widgets.tab_order import move_focus


class Page(QMainWindow):
    """Base of the seven pages. A page is made when it is first shown.

    Its actions (``addAction``) appear in the command palette. A page keeps nothing that should outlive it in itself:
    see ``Context.shared``.

    Attributes:
        name: stable, such as ``capture``.
        context: everything shared.
    """

    name: ClassVar[str] = ""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.docks: dict[str, QDockWidget] = {}
        self._tucked: list[QDockWidget] = []
        self._layout_before = QByteArray()
        self._away: QByteArray | None = None
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)

    def entered(self) -> None:
        """The page became the one that is shown."""

    def left(self) -> None:
        """Another page is shown."""

    def open_file(self, path: object) -> bool:
        """Take a dropped file that this page has a use of its own for; False leaves it to the window."""
        return False

    def drop_title(self, path: object) -> str:
        """What ``open_file`` would do with a video that hovers over the window, such as "Add to the bank".

        Empty leaves the offer to the window.
        """
        return ""

    def stop(self) -> None:
        """End timers and free what the page holds, since it is going away."""

    def add_dock(
        self,
        key: str,
        title: str,
        widget: QWidget,
        area: Qt.DockWidgetArea = Qt.DockWidgetArea.RightDockWidgetArea,
    ) -> QDockWidget:
        """Put a widget into a dock.

        Args:
            key: stable name within the page; the layout is remembered under it.
            title: shown at its top.
            widget: what it holds.
            area: where it stands at first.
        """
        dock = _Dock(title, self)
        dock.setObjectName(f"{self.name}.{key}")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        self.docks[key] = dock
        toggle = dock.toggleViewAction()
        toggle.setText(self.tr("Show or hide {}").format(title))
        self.addAction(toggle)
        return dock

    def restore_layout(self) -> None:
        """Put the docks where the user left them; called by the window after the page was made."""
        state = self.context.settings.layout(self.name)
        if state.isEmpty():
            return
        if self._away is not None:
            self._away = state
        else:
            self.restoreState(state)

    def keep_layout(self) -> None:
        """Remember where the docks are, also while they are away."""
        if not self.docks:
            return
        state = self._away if self._away is not None else self._layout_before if self._tucked else self.saveState()
        self.context.settings.set_layout(self.name, state)

    def tells_of(self, job: str) -> bool:
        """Whether the failure of a job of this name is told on the page itself, as it is now."""
        return False

    def show_docks(self, wanted: bool) -> None:
        """Put the docks away while there is nothing that they could speak of; they come back as they were left."""
        if wanted and self._away is not None:
            away, self._away = self._away, None
            self.restoreState(away)
        elif not wanted and self._away is None:
            self._away = self.saveState()
            for dock in self.docks.values():
                dock.hide()

    def childEvent(self, event: QChildEvent) -> None:  # noqa: N802 - Qt's name
        """Qt makes the tabs of docks that lie on each other; they are named here."""
        super().childEvent(event)
        if event.polished() and isinstance(bar := event.child(), QTabBar):
            bar.setAccessibleName(self.tr("Panels"))
            bar.setToolTip(self.tr("Choose a panel"))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Floating docks are windows of their own: they go with the page, and come back with it."""
        super().hideEvent(event)
        floating = [dock for dock in self.docks.values() if dock.isFloating() and dock.isVisible()]
        if floating and not event.spontaneous():
            self._layout_before = self.saveState()
            self._tucked = floating
            for dock in floating:
                dock.hide()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        tucked, self._tucked = self._tucked, []
        for dock in tucked:
            dock.show()


class _Dock(QDockWidget):
    """Tab stays in it while it floats."""

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        return move_focus(self, forward=forward) if self.isFloating() else super().focusNextPrevChild(forward)
