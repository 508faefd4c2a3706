"""Whose weights and pictures the project's avatars are made of, and what their licences allow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.licences import Licences
from studio.theme.palette import GRID, PANEL_PADDING

NAME_PX = 136


class LicencePanel(QWidget):
    """A verdict and a table."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._licences = context, context.shared(Licences)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._verdict = QLabel(self)
        self._verdict.setWordWrap(True)
        self._table = QTableView(self)
        self._table.setModel(self._licences)
        self._table.setProperty("role", "plain")
        self._table.setAccessibleName(self.tr("Licences"))
        self._table.setToolTip(self.tr("Every weight and data source, its licence, and commercial use"))
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(3 * GRID)
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMaximumSectionSize(NAME_PX)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, mode in enumerate(
            (
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.Stretch,
                QHeaderView.ResizeMode.ResizeToContents,
            )
        ):
            header.setSectionResizeMode(column, mode)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        layout.setSpacing(GRID)
        layout.addWidget(self._verdict)
        layout.addWidget(self._table, 1)
        self._licences.read.connect(self._show)
        self._show()

    def _show(self) -> None:
        if self._licences.reading or not self._licences.lines:
            self._verdict.setText(self.tr("Reading…"))
            return
        if self._context.document.project is None:
            begin = self.tr("Without a project, these are the models that every training uses.")
        else:
            begin = ""
        verdict = {
            True: self.tr("Everything here may be used commercially, by its licence."),
            False: self.tr("Something here must not be used commercially: see “no” below."),
            None: self.tr("Commercial use is unknown for some: see “unknown” below."),
        }[self._licences.verdict]
        self._verdict.setText(f"{begin} {verdict}".strip())
