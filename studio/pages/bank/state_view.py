"""What the Bank page shows in place of faces: that the bank is read, is empty, is broken, or has nothing that fits."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.context import Context
from studio.model.bank_work import BankWork
from studio.services.engine_words import told
from studio.widgets.state_view import StateView

BUSY_AFTER_MS = 300


class BankState(QWidget):
    """One state at a time, with one button that leads on.

    Signals:
        add_asked: add videos.
        choose_asked: choose another bank.
        enclosed_asked: use the bank that comes with the program.
        all_asked: let everything through.
    """

    add_asked = Signal()
    choose_asked = Signal()
    enclosed_asked = Signal()
    all_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._work = context, context.shared(BankWork)
        self._state = StateView(context.theme, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._state)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(BUSY_AFTER_MS)
        self._late.timeout.connect(self._say_reading)

    def show_bank(self, *, nothing_found: bool) -> None:
        """Show the bank's state; ``nothing_found`` when the filter lets nothing through."""
        bank, tr = self._context.bank, self.tr
        if bank.reading and bank.data is None:
            if not self._late.isActive():
                self._late.start()
            return
        self._late.stop()
        if bank.error is not None:
            said = told(bank.error)
            if self._work.enclosed is not None and not self._work.is_enclosed:
                button, act = tr("Use the enclosed bank"), self.enclosed_asked.emit
            else:
                button, act = tr("Choose another bank…"), self.choose_asked.emit
            self._state.say("warning-circle", said.what, said.text, button=button, act=act, details=said.details)
        elif bank.data is None:
            text = tr("A bank holds expressions of many people, so that training can borrow from them.")
            self._state.say("squares-four", tr("No bank"), text, button=tr("Add videos…"), act=self.add_asked.emit)
        elif nothing_found:
            text = tr("Widen the ranges, or choose other people.")
            self._state.say(
                "funnel", tr("No face passes the filter"), text, button=tr("Show all faces"), act=self.all_asked.emit
            )
        else:
            text = tr("Add clips of people’s faces. Each distinct expression becomes one face of the bank.")
            title = tr("“{}” has no faces yet").format(bank.title)
            self._state.say("squares-four", title, text, button=tr("Add videos…"), act=self.add_asked.emit)

    def stop(self) -> None:
        """No more timers."""
        self._late.stop()

    def _say_reading(self) -> None:
        bank = self._context.bank
        if bank.reading and bank.path is not None:
            self._state.say("hourglass-medium", self.tr("Reading “{}”").format(bank.title), busy=True)
