"""What this program is, its version, and the licences of what it is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from core import __version__
from studio.context import Context
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button
from studio.widgets.overlay import Overlay, Place

if TYPE_CHECKING:
    from importlib.metadata import PackageMetadata

WIDTH, HEIGHT = 680, 560
MAX_LICENCE = 46
FALLBACK = (
    "ai-edge-litert", "click", "faiss-cpu", "filelock", "imageio-ffmpeg", "moderngl", "numpy", "opencv-python",
    "platformdirs", "pooch", "psutil", "pyqtgraph", "PySide6", "qtawesome", "rich", "safetensors", "scipy",
    "threadpoolctl", "torch",
)  # fmt: skip
"""What the program depends on, for a checkout that is not installed."""


@dataclass(frozen=True)
class Part:
    """One package that the program uses.

    Attributes:
        name: of the package.
        version: installed.
        licence: as it says itself.
    """

    name: str
    version: str
    licence: str


class AboutBox(Overlay):
    """Name, version, licence and a table of packages, which is read in the background."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context.theme, parent, place=Place.CENTRE, width=WIDTH, height=HEIGHT)
        self._context = context
        title, version = QLabel("RAF Studio", self.panel), QLabel(self.tr("Version {}").format(__version__), self.panel)
        title.setProperty("role", "title")
        version.setProperty("role", "dim")
        what = QLabel(
            self.tr(
                "Trains a 3D Gaussian-splat head from a short video of a face, on your own computer, and moves it "
                "live. Nothing leaves this computer."
            ),
            self.panel,
        )
        licence = QLabel(
            self.tr(
                "Apache License 2.0. Icons: Phosphor (MIT). Made with Qt, used under the LGPL version 3. "
                "The licences of models and data are on the Home page."
            ),
            self.panel,
        )
        for label in (title, version, what, licence):
            label.setWordWrap(True)
            label.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
            self.column.addWidget(label)
        self.column.insertSpacing(0, PANEL_PADDING)
        self._scroll = QScrollArea(self.panel)
        self._scroll.setAccessibleName(self.tr("Licences"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setMinimumHeight(HEIGHT - 280)
        self.column.addWidget(self._scroll, 1)
        close = Button(self.tr("Close"), self.panel)
        close.setToolTip(self.tr("Close (Escape)"))
        close.clicked.connect(self.dismiss)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(2 * GRID, PANEL_PADDING, 2 * GRID, PANEL_PADDING)
        bottom.addStretch(1)
        bottom.addWidget(close)
        self.column.addLayout(bottom)

    def open(self) -> None:
        super().open()
        self._context.tasks.run(parts, self._show)

    def _show(self, found: list[Part]) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        grid.setHorizontalSpacing(2 * GRID)
        for line, part in enumerate(found):
            for column, text in enumerate((part.name, part.version, part.licence)):
                label = QLabel(text, body)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setProperty("role", "" if column == 0 else "dim")
                if column == 2:
                    label.setWordWrap(True)
                    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                grid.addWidget(label, line, column)
        grid.setColumnStretch(2, 1)
        grid.setRowStretch(len(found), 1)
        self._scroll.setWidget(body)


def parts() -> list[Part]:
    """The packages that the program depends on, as they are installed."""
    import importlib.metadata  # 20 ms that the window's first picture need not wait for

    try:
        lines = importlib.metadata.requires("raf-studio") or []
    except importlib.metadata.PackageNotFoundError:
        lines = list(FALLBACK)
    names = dict.fromkeys(re.split(r"[^A-Za-z0-9_.-]", line, maxsplit=1)[0] for line in lines if "extra ==" not in line)
    found = []
    for name in names:
        try:
            facts = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found.append(Part(facts["Name"], facts["Version"], _licence(facts)))
    return sorted(found, key=lambda part: part.name.casefold())


def _licence(facts: PackageMetadata) -> str:
    """The shortest true thing that a package says of its licence."""
    classifiers = [c.rsplit("::", 1)[-1].strip() for c in facts.get_all("Classifier") or [] if c.startswith("License")]
    texts = [facts.get_all(key) or [] for key in ("License-Expression", "License")]
    candidates = [*texts[0], *classifiers, *(text.strip().split("\n")[0] for text in texts[1])]
    return next((text[:MAX_LICENCE] for text in candidates if text and text != "OSI Approved"), "?")
