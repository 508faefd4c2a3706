"""The list of bans and pins, each of which can be taken back."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from studio.context import Context
from studio.model.retrieval_edits import Decision, Decisions, Kind
from studio.theme.icons import icon
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.buttons import IconAction, push_button


class DecisionsView(QWidget):
    """Bans and pins of the bank in use.

    Args:
        context: theme and selection.
        decisions: what is shown and changed.
        parent: owner.
    """

    def __init__(self, context: Context, decisions: Decisions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._decisions = context, decisions
        self._list = QListView(self)
        self._list.setProperty("role", "plain")
        self._list.setModel(decisions)
        self._list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self._list.setItemDelegate(_DecisionDelegate(context.theme, self._list))
        self._list.setAccessibleName(self.tr("Bans and pins"))
        self._list.setAccessibleDescription(self.tr("Return goes to the frame of a pin, Delete takes a decision back."))
        self._list.activated.connect(self._go_to_frame)
        self._empty = QLabel(
            self.tr("Nothing is banned or pinned. Choose a face and press B to ban it, or P to pin it to this frame."),
            self,
        )
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "dim")
        self.lift = IconAction(
            self.tr("Take back"),
            "arrow-u-up-left",
            context.theme,
            self,
            tip=self.tr("Lift the chosen bans and pins (Delete); one step of undo"),
        )
        self.lift.triggered.connect(self._lift)
        remove = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self._list)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self._lift)
        self._lay_out()
        decisions.modelReset.connect(self._show)
        self._list.selectionModel().selectionChanged.connect(lambda now, before: self._show())
        self._show()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(push_button(self.lift, self))
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._empty)
        layout.addWidget(self._list, 1)
        layout.addLayout(buttons)

    def _show(self) -> None:
        filled = self._decisions.rowCount() > 0
        self._empty.setVisible(not filled)
        self._list.setVisible(filled)
        self.lift.setEnabled(bool(self._list.selectionModel().selectedIndexes()))

    def _lift(self) -> None:
        rows = self._list.selectionModel().selectedIndexes()
        chosen = tuple(d for d in (r.data(Decisions.DECISION) for r in rows) if isinstance(d, Decision))
        if chosen:
            self._decisions.lift_all(chosen)

    def _go_to_frame(self, index: QModelIndex) -> None:
        decision = index.data(Decisions.DECISION)
        if isinstance(decision, Decision) and decision.kind is Kind.PINNED_ENTRY:
            self._context.selection.select_frame(decision.frame)


class _DecisionDelegate(QStyledItemDelegate):
    """Adds the icon of a ban or a pin, in the theme's colours."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]  # noqa: N802
        super().initStyleOption(option, index)
        decision = index.data(Decisions.DECISION)
        if isinstance(decision, Decision):
            palette = self._theme.palette
            name, color = ("prohibit", palette.warning) if decision.bans else ("push-pin", palette.accent)
            option.icon = icon(name, palette, color=color)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
