"""The capture coach beside the picture: how much of the bank the capture covers, and what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QProgressBar, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.coach import Coach
from studio.pages.capture.asks_list import AskDelegate, AsksModel
from studio.pages.capture.fields import text_button
from studio.services.engine_words import engine_text
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import GRID, PANEL_PADDING


class CoachPanel(QWidget):
    """Shows what the coach knows.

    Args:
        context: everything shared.
        parent: owner.

    Signals:
        record_asked: the user wants to record what is missing.
        bank_asked: the user wants to choose a bank.
    """

    record_asked = Signal()
    bank_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coach, self._bank, tr = context.shared(Coach), context.bank, self.tr
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "panel")
        self._title = QLabel(tr("Expressions covered"), self)
        self._title.setProperty("role", "strong")
        self._title.setToolTip(tr("Share of the bank's faces that a frame of this video comes near to"))
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Coverage of the bank"))
        self._text = QLabel(self)
        self._text.setProperty("role", "dim")
        self._text.setWordWrap(True)
        self._model = AsksModel(self._coach, context.shared(Thumbnails), self)
        self._list = QListView(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(AskDelegate(context.theme, self._list))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._list.setProperty("role", "plain")
        self._list.setUniformItemSizes(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setAccessibleName(tr("What is missing"))
        self._list.setToolTip(tr("What would widen the avatar's range most, first"))
        self._record = text_button(tr("Record what is missing"), tr("Opens the camera; the coach asks for these"), self)
        self._choose = text_button(tr("Choose a bank"), tr("The coach compares with the expressions of a bank"), self)
        self._record.clicked.connect(self.record_asked)
        self._choose.clicked.connect(self.bank_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        column.setSpacing(GRID)
        for widget in (self._title, self._bar, self._text):
            column.addWidget(widget)
        column.addWidget(self._list, 1)
        column.addWidget(self._record)
        column.addWidget(self._choose)
        self._coach.changed.connect(self._show)
        context.bank.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        coverage, tr = self._coach.coverage, self.tr
        none = self._bank.path is None or self._bank.error is not None
        self._choose.setVisible(none)
        self._record.setVisible(not none)
        if none:
            error = self._bank.error
            why = engine_text(error.what) if error is not None else tr("There is no bank to compare with.")
            self._text.setText(why)
            self._bar.setRange(0, 1000)
            self._bar.setValue(0)
        elif coverage is None:
            self._text.setText(tr("Comparing with the bank…"))
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * coverage.share))
            share = f"{100 * coverage.share:.0f}"
            if self._model.rowCount():
                self._text.setText(tr("{} % of the bank's faces. Missing, the most useful first:").format(share))
            else:
                self._text.setText(tr("{} % of the bank's faces. Nothing that matters is missing.").format(share))
