"""Who the person is, that they agree, and for what: stored with the project and every avatar made of the capture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from core.project.edits import Consent
from studio.context import Context
from studio.model.capture import CurrentCapture
from studio.model.capture_decisions import CaptureDecisions
from studio.pages.capture.fields import Group
from studio.theme.palette import CONTROL_HEIGHT

PURPOSE_HEIGHT = 72


class ConsentPanel(QWidget):
    """Binds to the consent of the current capture.

    Args:
        context: everything shared.
        parent: owner.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current, self._decisions = context.shared(CurrentCapture), context.shared(CaptureDecisions)
        tr = self.tr
        group = Group(tr("Consent"), self)
        group.text(tr("Stored with the project and with every avatar made of this video."))
        self._person = QLineEdit(self)
        self._person.setPlaceholderText(tr("Name, as they want to be called"))
        self._person.setToolTip(tr("Who is seen in this video"))
        self._person.setMaxLength(200)
        self._person.setFixedHeight(CONTROL_HEIGHT)
        self._person.setAccessibleName(tr("Person"))
        group.row(tr("Person"), self._person)
        self._purpose = QPlainTextEdit(self)
        self._purpose.setPlaceholderText(tr("Such as: video calls, a research study, a film"))
        self._purpose.setToolTip(tr("What they agreed that the avatar is used for"))
        self._purpose.setTabChangesFocus(True)
        self._purpose.setFixedHeight(PURPOSE_HEIGHT)
        self._purpose.setAccessibleName(tr("Purpose"))
        group.row(tr("Purpose"), self._purpose)
        self._agreed = QCheckBox(tr("They agree to this use"), self)
        self._agreed.setToolTip(tr("Tick this only if they said so themselves"))
        self._agreed.setAccessibleName(self._agreed.text())
        group.wide(self._agreed)
        self._state = group.text()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(group)
        column.addStretch(1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "panel")
        self._person.textEdited.connect(lambda text: self._set(replace(self._consent, person=text), "person"))
        self._purpose.textChanged.connect(self._purpose_typed)
        self._agreed.clicked.connect(self._agree)
        self._current.changed.connect(self._show)
        context.document.edits_changed.connect(lambda before, after: self._show())
        self._show()

    @property
    def _consent(self) -> Consent:
        return self._current.edits.consent

    def _set(self, consent: Consent, field: str) -> None:
        if consent != self._consent:
            self._decisions.set_consent(consent, field)

    def _purpose_typed(self) -> None:
        self._set(replace(self._consent, purpose=self._purpose.toPlainText()), "purpose")

    def _agree(self, agreed: bool) -> None:
        today = date.today().isoformat() if agreed else ""
        self._set(replace(self._consent, agreed=agreed, date=today), "agreed")

    def _show(self) -> None:
        consent, tr = self._consent, self.tr
        self.setEnabled(self._current.capture is not None)
        if self._person.text() != consent.person:
            self._person.setText(consent.person)
        if self._purpose.toPlainText() != consent.purpose:
            blocked = self._purpose.blockSignals(True)
            self._purpose.setPlainText(consent.purpose)
            self._purpose.blockSignals(blocked)
        self._agreed.setChecked(consent.agreed)
        if consent.agreed and consent.person.strip():
            words = tr("{} agreed on {}.") if consent.date else tr("{} agreed.")
            self._say(words.format(consent.person.strip(), consent.date), "dim")
        elif consent.agreed:
            self._say(tr("Say who agreed."), "warning")
        else:
            self._say(tr("Not recorded yet. Make avatars only of people who agree."), "warning")

    def _say(self, text: str, role: str) -> None:
        self._state.setText(text)
        if self._state.property("role") != role:
            self._state.setProperty("role", role)
            self._state.style().polish(self._state)
