"""Says beside the project's name whether everything is on disk."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.errors import StudioError
from studio.context import Context
from studio.theme.icons import icon
from studio.theme.palette import GRID

ICON_PX = 16


class AutosaveSign(QWidget):
    """Hidden without a project; a failed save stays visible until one succeeds."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._state = "saved"
        self._icon, self._text = QLabel(self), QLabel(self)
        self._text.setProperty("role", "dim")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._icon)
        layout.addWidget(self._text)
        document = context.document
        # no lambdas: the document outlives this widget
        document.opened.connect(self._saved)
        document.edits_changed.connect(self._saving)
        document.saved.connect(self._saved)
        document.failed.connect(self._failed)
        context.theme.changed.connect(self._show)
        self._show()

    @property
    def state(self) -> str:
        """``saved``, ``saving`` or ``failed``."""
        return self._state

    def _saved(self) -> None:
        self._become("saved")

    def _saving(self) -> None:
        self._become("saving")

    def _failed(self, error: StudioError) -> None:
        if self._state == "saving":
            self._become("failed")

    def _become(self, state: str) -> None:
        self._state = state
        self._show()

    def _show(self) -> None:
        self.setVisible(self._context.document.project is not None)
        palette = self._context.theme.palette
        name, color, text, tip = {
            "saved": ("check", palette.text_dim, self.tr("Saved"), self.tr("Every change is saved by itself")),
            "saving": ("floppy-disk", palette.text_dim, self.tr("Saving"), self.tr("Every change is saved by itself")),
            "failed": (
                "warning-circle",
                palette.error,
                self.tr("Not saved"),
                self.tr("The last change could not be written; the next one tries again"),
            ),
        }[self._state]
        self._icon.setPixmap(icon(name, palette, color=color).pixmap(ICON_PX, ICON_PX))
        self._text.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(text)
