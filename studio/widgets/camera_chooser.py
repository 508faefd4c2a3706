"""Chooses a camera by its name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from studio.model.cameras import Cameras


class CameraChooser(QComboBox):
    """Bound to the camera in use; looks for cameras anew whenever it is opened.

    Args:
        cameras: which there are.
        parent: owner.

    Signals:
        chosen: the user chose this number.
    """

    chosen = Signal(int)

    def __init__(self, cameras: Cameras, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cameras = cameras
        self.setAccessibleName(self.tr("Camera"))
        self.setToolTip(self.tr("Which camera to use"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.activated.connect(self._choose)
        cameras.changed.connect(self._show)
        self._show()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """A camera may have been plugged in since."""
        self._cameras.refresh()
        super().showPopup()

    def _show(self) -> None:
        choices = self._cameras.choices
        shown = tuple((self.itemData(i), self.itemText(i)) for i in range(self.count()))
        if shown != choices:
            self.clear()
            for number, name in choices:
                self.addItem(name, number)
        self.setCurrentIndex(self.findData(self._cameras.number))

    def _choose(self, row: int) -> None:
        number = self.itemData(row)
        if number is not None:
            self._cameras.choose(int(number))
            self.chosen.emit(int(number))
