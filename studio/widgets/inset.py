"""The driver's picture in a corner of the viewer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

INSET_SIDE = 168


class Inset(QFrame):
    """A small picture with a caption."""

    def __init__(self, caption: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture, self._caption = QLabel(self), QLabel(caption, self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(caption)
        self._caption.setProperty("role", "dim")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self._picture)
        layout.addWidget(self._caption)
        self._shown = b""
        self.hide()

    def show_jpeg(self, jpeg: bytes, caption: str) -> None:
        """Show a picture; hide for none."""
        if not jpeg:
            self.hide()
            return
        self._caption.setText(caption)
        if jpeg != self._shown:
            self._shown = jpeg
            pixmap = QPixmap()
            pixmap.loadFromData(jpeg, "JPG")
            ratio = self.devicePixelRatioF()
            side = round(INSET_SIDE * ratio)
            scaled = pixmap.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            scaled.setDevicePixelRatio(ratio)
            self._picture.setPixmap(scaled)
        self.show()
        self.adjustSize()
