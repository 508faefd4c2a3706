"""The bar over the Retrieval page: whose table, over which region, how many faces, and what to do with them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from studio.model.retrieval import MOST_K, Retrieval
from studio.theme.palette import CONTROL_HEIGHT, GRID, PANEL_PADDING
from studio.widgets.buttons import IconAction, push_button

SOURCE_WIDTH = 248
COUNTS = (1, 2, 4, 8, 12, 16, 24, 32)


class RetrievalBar(QWidget):
    """Bound to the model; actions come from the page.

    Args:
        retrieval: what is chosen.
        toggles: checkable actions, shown with their text.
        menus: actions with menus, shown with their text.
        plain: actions at the right, shown with their text.
        parent: owner.
    """

    def __init__(
        self,
        retrieval: Retrieval,
        toggles: list[IconAction],
        menus: list[IconAction],
        plain: list[IconAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._retrieval = retrieval
        self.setProperty("role", "bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._source, self._region, self._count = QComboBox(self), QComboBox(self), QComboBox(self)
        self._fill()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, GRID)
        layout.setSpacing(GRID)
        for widget in (self._source, self._region, self._count):
            layout.addWidget(widget)
        for action in toggles:
            layout.addWidget(push_button(action, self, role="quiet"))
        layout.addStretch(1)
        for action in menus:
            layout.addWidget(push_button(action, self, role="quiet"))
        for action in plain:
            layout.addWidget(push_button(action, self))
        retrieval.changed.connect(self._show)
        self._source.activated.connect(lambda i: retrieval.choose_run(str(self._source.itemData(i))))
        self._region.activated.connect(lambda i: retrieval.choose_region(str(self._region.itemData(i))))
        self._count.activated.connect(lambda i: retrieval.choose_k(int(self._count.itemData(i))))
        self._show()

    def _fill(self) -> None:
        tr = self.tr
        regions = (
            ("", tr("Whole face")),
            ("mouth", tr("Mouth")),
            ("eyes", tr("Eyes")),
            ("brows", tr("Brows")),
            ("gaze", tr("Gaze")),
        )
        for region, text in regions:
            self._region.addItem(text, region)
        for k in (k for k in COUNTS if k <= MOST_K):
            self._count.addItem(tr("{} faces").format(k) if k > 1 else tr("1 face"), k)
        self._source.setFixedWidth(SOURCE_WIDTH)
        tips = (
            (self._source, tr("Whose faces"), tr("What a run would draw from now, or what a finished run drew from")),
            (
                self._region,
                tr("Part of the face"),
                tr("Compare only this part (distance over that region's channels)"),
            ),
            (self._count, tr("How many faces"), tr("Faces a frame (k nearest neighbours); runs use 8 by default")),
        )
        for box, name, tip in tips:
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setFixedHeight(CONTROL_HEIGHT)

    def _show(self) -> None:
        runs = [("", self.tr("What a run would use now"))]
        runs += [(run.id, self.tr("Run {}").format(_run_words(run.id))) for run in self._retrieval.runs()]
        with QSignalBlocker(self._source):
            if runs != [(self._source.itemData(i), self._source.itemText(i)) for i in range(self._source.count())]:
                self._source.clear()
                for run_id, text in runs:
                    self._source.addItem(text, run_id)
            self._source.setCurrentIndex(max(self._source.findData(self._retrieval.run_id), 0))
        self._region.setCurrentIndex(max(self._region.findData(self._retrieval.region), 0))
        self._count.setCurrentIndex(max(self._count.findData(self._retrieval.k), 0))
        self._count.setEnabled(not self._retrieval.run_id)


def _run_words(run_id: str) -> str:
    """A run's folder name, ``20260102T030405Z-name``, as date and time; as it is where it is another."""
    stamp, _, rest = run_id.partition("-")
    if len(stamp) >= 15 and stamp[:8].isdigit() and stamp[9:15].isdigit():
        return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]} {stamp[9:11]}:{stamp[11:13]} {rest}".strip()
    return run_id
