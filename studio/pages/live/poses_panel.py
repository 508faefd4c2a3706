"""The kept poses as a grid of small pictures."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QMenu, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.controls import Controls
from studio.model.poses import PICTURE_PX, PoseList
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import IconAction, push_button, tool_button

NAME_HEIGHT = 24


class PosesPanel(QWidget):
    """Keep, use, rename and delete poses; all but the using can be undone.

    Signals:
        touched: a pose was given to the avatar.
    """

    touched = Signal()

    def __init__(self, context: Context, poses: PoseList, controls: Controls, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context, self._poses, self._controls = context, poses, controls
        theme, tr = context.theme, self.tr
        self._keep = IconAction(
            tr("Keep this pose"), "plus", theme, self, tip=tr("Keep the present expression and head position")
        )
        self._use = IconAction(tr("Use"), "check", theme, self, tip=tr("Give this pose to the avatar"))
        self._rename = IconAction(tr("Rename"), "pencil-simple", theme, self, tip=tr("Give this pose another name"))
        self._delete = IconAction(tr("Delete"), "trash", theme, self, tip=tr("Delete this pose (can be undone)"))
        self._list = self._make_list()
        self._empty = QLabel(self)
        self._empty.setProperty("role", "dim")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self._keep.triggered.connect(self._keep_pose)
        self._use.triggered.connect(lambda: self._apply(self._list.currentIndex()))
        self._rename.triggered.connect(lambda: self._list.edit(self._list.currentIndex()))
        self._delete.triggered.connect(lambda: poses.remove(self._list.currentIndex().row()))
        for signal in (poses.modelReset, context.document.opened, controls.reset_done):
            signal.connect(self._show_state)
        self._list.selectionModel().currentChanged.connect(lambda now, before: self._show_actions())
        self._show_state()

    def _make_list(self) -> QListView:
        made = QListView(self)
        made.setModel(self._poses)
        made.setViewMode(QListView.ViewMode.IconMode)
        made.setResizeMode(QListView.ResizeMode.Adjust)
        made.setMovement(QListView.Movement.Static)
        made.setUniformItemSizes(True)
        made.setIconSize(QSize(PICTURE_PX, PICTURE_PX))
        made.setGridSize(QSize(PICTURE_PX + 2 * GRID, PICTURE_PX + NAME_HEIGHT + GRID))
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setProperty("role", "plain")
        made.setAccessibleName(self.tr("Kept poses"))
        made.setToolTip(self.tr("Double-click or press Enter to use a pose"))
        trigger = QAbstractItemView.EditTrigger
        made.setEditTriggers(trigger.EditKeyPressed | trigger.SelectedClicked)
        made.activated.connect(self._apply)
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(self._show_menu)
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        row.addWidget(push_button(self._keep, self))
        row.addStretch(1)
        for action in (self._use, self._rename, self._delete):
            row.addWidget(tool_button(action, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        layout.setSpacing(GRID)
        layout.addLayout(row)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self._list, 1)

    def _show_state(self) -> None:
        if self._context.document.project is None:
            self._empty.setText(self.tr("Open a project to keep poses in it."))
        else:
            self._empty.setText(self.tr("No poses yet. Move the sliders, then keep the pose here."))
        none = self._poses.rowCount() == 0
        self._empty.setVisible(none)
        self._list.setVisible(not none)
        self._show_actions()

    def _show_actions(self) -> None:
        self._keep.setEnabled(self._poses.can_keep and self._controls.avatar is not None)
        chosen = self._list.currentIndex().isValid() and self._poses.rowCount() > 0
        for action in (self._use, self._rename, self._delete):
            action.setEnabled(chosen)

    def _keep_pose(self) -> None:
        row = self._poses.keep()
        if row >= 0:
            self._list.setCurrentIndex(self._poses.index(row))

    def _apply(self, index: QModelIndex) -> None:
        if index.isValid():
            self.touched.emit()
            self._poses.apply(index.row())

    def _show_menu(self, place: QPoint) -> None:
        if not self._list.currentIndex().isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._use, self._rename, self._delete])
        menu.popup(self._list.viewport().mapToGlobal(place))
