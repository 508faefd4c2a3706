"""The plots of a run's numbers, or of several runs laid over each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.run_log import RunLog
from studio.pages.train.fields import ChoiceField
from studio.pages.train.plot import Line, LinePlot
from studio.theme.palette import GRID, PANEL_PADDING, SERIES
from studio.widgets.elided_label import ElidedLabel

MAX_RUNS = 6
OVERVIEW = ("loss", "psnr", "ssim", "lpips")
CHOICE_KEY = "train/curves"
TERMS = ("loss.colour", "loss.structure", "loss.mask", "loss.pose", "loss.expression")
MEASURES = {"psnr": "heldout.psnr", "ssim": "heldout.ssim", "lpips": "heldout.lpips"}
VALIDATION = {"psnr": "validation.psnr", "ssim": "validation.ssim", "lpips": "validation.lpips"}
SWATCH_PX = 10
CHOOSER_WIDTH = 148


class CurvesPanel(QWidget):
    """Four small plots, or one large one.

    Args:
        context: theme and settings.
        parent: owner.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._runs: list[tuple[str, RunLog]] = []
        texts = self._texts()
        self.plots = {name: LinePlot(*texts[name], context.theme, self) for name in texts}
        choices = [("overview", self.tr("Overview")), *((name, text) for name, (text, _) in texts.items())]
        self.chooser = ChoiceField(choices, self)
        self.chooser.setFixedWidth(CHOOSER_WIDTH)
        self.chooser.setAccessibleName(self.tr("Plots to show"))
        self.chooser.setToolTip(self.tr("Which numbers are plotted"))
        self.chooser.chosen.connect(self._choose)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(GRID)
        self._stack = QStackedWidget(self)
        self._places: dict[str, QVBoxLayout] = {}
        self._lay_out()
        context.theme.changed.connect(self._show_legend)
        self._choose(context.settings.text(CHOICE_KEY, "overview"))

    def show_runs(self, runs: list[tuple[str, RunLog]]) -> None:
        """Show one run in full, or several in comparison: name and numbers."""
        names = [name for name, _ in self._runs]
        self._runs = runs[:MAX_RUNS]
        if names != [name for name, _ in self._runs]:
            self._show_legend()
        self.refresh()

    def refresh(self) -> None:
        """The numbers changed."""
        judged = any(log.curves.get(MEASURES["psnr"], ([], []))[0] for _, log in self._runs)
        for name, plot in self.plots.items():
            plot.show_lines(self._lines(name), self.tr("Not measured") if judged and name in MEASURES else "")

    def _texts(self) -> dict[str, tuple[str, str]]:
        return {
            "loss": (self.tr("Loss"), self.tr("What the training lowers: the sum of all terms, on training frames")),
            "psnr": (self.tr("PSNR, dB"), self.tr("Peak signal-to-noise ratio of held-out frames, higher is better")),
            "ssim": (self.tr("SSIM"), self.tr("Structural similarity of held-out frames, higher is better")),
            "lpips": (self.tr("LPIPS"), self.tr("Perceptual distance of held-out frames, lower is better")),
            "terms": (self.tr("Loss terms"), self.tr("What each term adds to the loss")),
            "rate": (self.tr("Steps a second"), self.tr("Speed of the training, checks not counted")),
            "memory": (self.tr("Memory, MB"), self.tr("Resident memory of the engine")),
        }

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, 0)
        head.addWidget(self.chooser)
        head.addSpacing(GRID)
        head.addLayout(self._legend, 1)
        self._legend.addStretch(1)
        overview = QWidget(self)
        row = QHBoxLayout(overview)
        row.setContentsMargins(GRID // 2, 0, GRID // 2, 0)
        row.setSpacing(0)
        self._overview_row = row
        self._single = QWidget(self)
        self._single_column = QVBoxLayout(self._single)
        self._single_column.setContentsMargins(GRID // 2, 0, GRID // 2, 0)
        self._stack.addWidget(overview)
        self._stack.addWidget(self._single)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, GRID // 2)
        layout.setSpacing(GRID // 2)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def _choose(self, name: object) -> None:
        shown = str(name) if name in self.plots else "overview"
        self._context.settings.set_text(CHOICE_KEY, shown)
        self.chooser.show_value(shown)
        for other, plot in self.plots.items():
            plot.setVisible(other == shown or (shown == "overview" and other in OVERVIEW))
            if shown == "overview" and other in OVERVIEW:
                self._overview_row.addWidget(plot, 1)
            elif other == shown:
                self._single_column.addWidget(plot)
        self._stack.setCurrentIndex(0 if shown == "overview" else 1)

    def _lines(self, plot: str) -> list[Line]:
        several = len(self._runs) > 1
        lines: list[Line] = []
        for color, (name, log) in enumerate(self._runs):
            if plot == "terms":
                lines += [self._line(log, term, self._term(term), i) for i, term in enumerate(TERMS)]
                break  # the terms of several runs would not be told apart
            key = {"loss": "loss", "rate": "steps_per_s", "memory": "memory_mb"}.get(plot)
            if key is None:
                label = name if several else self.tr("Held out")
                lines.append(self._line(log, MEASURES[plot], label, color, marks=True))
                if not several:
                    lines.append(self._line(log, VALIDATION[plot], self.tr("Validation"), 1, marks=True))
            else:
                lines.append(self._line(log, key, name if several else self.plots[plot].accessibleName(), color))
        return lines

    def _line(self, log: RunLog, key: str, name: str, color: int, *, marks: bool = False) -> Line:
        steps, values = log.curves.get(key, ([], []))
        return Line(name, color, steps, values, marks)

    def _term(self, name: str) -> str:
        return {
            "loss.colour": self.tr("Colour (L1)"),
            "loss.structure": self.tr("Structure (D-SSIM)"),
            "loss.mask": self.tr("Outline"),
            "loss.pose": self.tr("Pose anchor"),
            "loss.expression": self.tr("Expression"),
        }[name]

    def _show_legend(self) -> None:
        while (item := self._legend.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        colors = SERIES[self._context.theme.palette.name]
        several = len(self._runs) > 1
        names = [name for name, _ in self._runs]
        if not several and names:
            names = [self.tr("Held out"), self.tr("Validation")]
        for i, name in enumerate(names):
            swatch = QLabel(self)
            swatch.setPixmap(_dot(colors[i % len(colors)]))
            self._legend.addWidget(swatch)
            label = ElidedLabel(260, self)
            label.show_text(name)
            label.setProperty("role", "dim")
            self._legend.addWidget(label)
        self._legend.addStretch(1)


def _dot(color: str) -> QPixmap:
    """A round swatch."""
    pixmap = QPixmap(SWATCH_PX, SWATCH_PX)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(1, 1, SWATCH_PX - 2, SWATCH_PX - 2)
    painter.end()
    return pixmap
