"""What this computer will do, in plain words, and what to do where something is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from studio.model.machine import Machine, QuickFacts
from studio.services.engine_words import engine_text, told
from studio.theme.icons import icon
from studio.theme.palette import GRID, PANEL_PADDING
from studio.theme.theme import Theme
from studio.widgets.buttons import Button
from studio.widgets.words import sentences

ICON_PX = 18
LEAST_MEMORY_GB, LEAST_DISK_GB = 4.0, 2.0
SLOW_DRAW_MS = 40.0
"""Beyond this a standard training sees too few pictures to become sharp."""
SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "software", "microsoft basic")
Level = Literal["good", "note", "bad"]
_ICONS: dict[Level, str] = {"good": "check-circle", "note": "info", "bad": "warning-circle"}


@dataclass(frozen=True)
class Fact:
    """One line of the panel.

    Attributes:
        level: good, a note, or bad.
        title: what, in two or three words.
        text: what was found and what it means.
        tip: in the field's terms.
    """

    level: Level
    title: str
    text: str
    tip: str = ""


class ComputerPanel(QWidget):
    """The facts as a list, with what can be done about them.

    Signals:
        import_asked: the user has the weights in a file.
    """

    import_asked = Signal()

    def __init__(self, machine: Machine, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine, self._theme = machine, theme
        self._facts: list[Fact] = []
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._get = self._button(self.tr("Get the face models"), self.tr("Download them now"), machine.get_weights)
        self._get.setProperty("role", "primary")
        tip = self.tr("Take them from a file or folder, for computers without a network")
        self._import = self._button(self.tr("Import from a file…"), tip, self.import_asked.emit)
        tip = self.tr("Test every part and measure the speed; takes a few seconds")
        self._check = self._button(self.tr("Check thoroughly"), tip, machine.check)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(self.tr("Working"))
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        body = QWidget()
        self._lines = QVBoxLayout(body)
        self._lines.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, GRID)
        self._lines.setSpacing(GRID)
        scroll = QScrollArea(self)
        scroll.setAccessibleName(self.tr("This computer"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        weights, bottom = QHBoxLayout(), QVBoxLayout()
        weights.addWidget(self._get)
        weights.addWidget(self._import)
        bottom.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, PANEL_PADDING)
        bottom.setSpacing(GRID)
        bottom.addWidget(self._problem)
        bottom.addWidget(self._busy)
        bottom.addLayout(weights)
        bottom.addWidget(self._check, alignment=Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(bottom)
        machine.changed.connect(self._show)
        theme.changed.connect(self._paint)
        self._show()

    def _button(self, text: str, tip: str, act: Any) -> Button:
        made = Button(text, self)
        made.setToolTip(tip)
        made.clicked.connect(lambda: act())
        return made

    def _show(self) -> None:
        machine = self._machine
        missing = machine.quick is not None and bool(machine.quick.missing)
        self._get.setVisible(missing)
        needed = machine.quick is not None and any(name in machine.quick.needed for name in machine.quick.missing)
        role = "primary" if needed else ""
        if role != self._get.property("role"):
            self._get.setProperty("role", role)
            self._get.style().unpolish(self._get)
            self._get.style().polish(self._get)
        self._get.setEnabled(not machine.getting)
        self._import.setVisible(missing)
        self._import.setEnabled(not machine.getting)
        self._check.setEnabled(not machine.checking)
        self._check.setText(self.tr("Check again") if machine.report else self.tr("Check thoroughly"))
        self._busy.setVisible(machine.checking or machine.getting or machine.quick is None)
        problem = machine.problem
        said = told(problem) if problem is not None else None
        self._problem.setText(sentences(said.what, said.text) if said is not None else "")
        self._problem.setVisible(problem is not None)
        facts = [] if machine.quick is None else facts_of(machine.quick, machine.report)
        if facts != self._facts:
            self._facts = facts
            self._paint()

    def _paint(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for fact in self._facts:
            self._lines.addWidget(self._row(fact))
        self._lines.addStretch(1)

    def _row(self, fact: Fact) -> QWidget:
        palette = self._theme.palette
        color = {"good": palette.accent, "note": palette.text_dim, "bad": palette.warning}[fact.level]
        row, sign, title, text = QWidget(), QLabel(), QLabel(fact.title), QLabel(fact.text)
        sign.setPixmap(icon(_ICONS[fact.level], palette, color=color).pixmap(ICON_PX, ICON_PX))
        title.setProperty("role", "strong")
        text.setProperty("role", "dim")
        text.setWordWrap(True)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(text)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        row.setToolTip(fact.tip)
        row.setAccessibleName(f"{fact.title}: {fact.text}")
        return row


def facts_of(quick: QuickFacts, report: dict[str, Any]) -> list[Fact]:
    """Everything known, in the order in which it matters to the user."""
    facts = [_training(quick, report), _models(quick), _drawing(quick), _memory(quick), _disk(quick), _camera(quick)]
    return [*facts, *_missing(report)]


def _training(quick: QuickFacts, report: dict[str, Any]) -> Fact:
    translate = QCoreApplication.translate
    title = translate("Computer", "Training")
    minutes = report.get("minutes")
    length = float(minutes.get("standard", 5.0)) if isinstance(minutes, dict) else 5.0
    gpu, ready, draw_ms = str(report.get("gpu") or ""), bool(report.get("gpu_ready")), report.get("draw_ms")
    tip = translate("Computer", "Standard preset, 256 x 256 pixels; the Train page has quicker and finer ones.")
    if isinstance(draw_ms, int | float):
        tip += " " + translate("Computer", "Drawing and differentiating 20,000 splats takes {:.0f} ms here.").format(
            draw_ms
        )
    if gpu and ready:
        text = translate("Computer", "Takes about {:g} minutes on the graphics card ({}).").format(length, gpu)
        return Fact("good", title, text, tip)
    text = translate("Computer", "Takes about {:g} minutes on the processor ({} threads).").format(
        length, quick.threads
    )
    if gpu:
        more = translate("Computer", "The graphics card {} would help; it needs the package gsplat.").format(gpu)
        return Fact("note", title, f"{text} {more}", tip)
    if isinstance(draw_ms, int | float) and draw_ms > SLOW_DRAW_MS:
        more = translate("Computer", "This computer is slow: choose the fine preset for a sharp result.")
        return Fact("note", title, f"{text} {more}", tip)
    return Fact("good", title, text, tip)


def _models(quick: QuickFacts) -> Fact:
    translate = QCoreApplication.translate
    title = translate("Computer", "Face models")
    tip = ", ".join(f"{name}: {'✓' if here else '–'}" for name, here in quick.weights.items())
    needed = [name for name in quick.missing if name in quick.needed]
    if needed:
        text = translate("Computer", "Missing. Without them no face can be found in a video.")
        return Fact("bad", title, text, tip)
    if quick.missing:
        text = translate("Computer", "All that is needed is here; some for judging results are missing.")
        return Fact("note", title, text, tip)
    return Fact("good", title, translate("Computer", "All are here."), tip)


def _drawing(quick: QuickFacts) -> Fact:
    translate = QCoreApplication.translate
    title = translate("Computer", "Showing the avatar")
    tip = translate("Computer", "OpenGL renderer: {}").format(quick.renderer or "–")
    if quick.renderer is None:
        return Fact("note", title, translate("Computer", "Found out when the first avatar is shown."), tip)
    if quick.renderer and not any(name in quick.renderer.casefold() for name in SOFTWARE):
        text = translate("Computer", "On the graphics card: {}").format(quick.renderer)
        return Fact("good", title, text, tip)
    text = translate("Computer", "On the processor, smooth at moderate size; no graphics card is needed.")
    return Fact("good", title, text, tip)


def _memory(quick: QuickFacts) -> Fact:
    translate = QCoreApplication.translate
    title = translate("Computer", "Memory")
    text = translate("Computer", "{:.0f} GB, of which {:.1f} GB are free.").format(
        quick.memory_gb, quick.free_memory_gb
    )
    if quick.memory_gb < LEAST_MEMORY_GB:
        more = translate("Computer", "That is little: close other programs before training.")
        return Fact("bad", title, f"{text} {more}")
    return Fact("good", title, text)


def _disk(quick: QuickFacts) -> Fact:
    translate = QCoreApplication.translate
    title = translate("Computer", "Disk")
    text = translate("Computer", "{:.0f} GB free for projects.").format(quick.disk_gb)
    if quick.disk_gb < LEAST_DISK_GB:
        more = translate("Computer", "Free some space, or choose another folder for new projects.")
        return Fact("bad", title, f"{text} {more}")
    return Fact("good", title, text)


def _camera(quick: QuickFacts) -> Fact:
    translate = QCoreApplication.translate
    title = translate("Computer", "Camera")
    if quick.cameras is None:
        return Fact("note", title, translate("Computer", "Looked for when you record."))
    if not quick.cameras:
        text = translate("Computer", "None found. Videos work; plug one in to record or to drive live.")
        return Fact("note", title, text)
    return Fact("good", title, ", ".join(quick.cameras))


def _missing(report: dict[str, Any]) -> list[Fact]:
    """Parts of the program that the thorough check found broken."""
    checks = report.get("checks")
    found = []
    for check in checks if isinstance(checks, list) else []:
        if isinstance(check, dict) and check.get("status") == "missing":
            name, detail, step = (engine_text(str(check.get(key, ""))) for key in ("name", "detail", "next_step"))
            found.append(Fact("bad", name[:80], sentences(detail, step)))
    return found
