"""The bell and what stands behind it: warnings and errors, kept until they are dismissed."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.notices import Message
from studio.theme.icons import icon
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button, IconAction, IconButton, tool_button
from studio.widgets.notice import ICONS, color_of
from studio.widgets.overlay import FittingArea, Overlay, Place
from studio.widgets.words import date_time_text

WIDTH, HEIGHT = 480, 560
SHOWN_AT_ONCE = 30
"""Rows are widgets; more of them come when asked for, so that opening never stalls."""
BADGE_PX = 15


def kept(context: Context) -> list[tuple[int, Message]]:
    """Warnings and errors with their rows in the model, newest first."""
    return [(row, m) for row, m in enumerate(context.notices.messages) if m.kind != "info"]


class Bell(IconButton):
    """Opens the list; a badge counts what is in it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._count = context, 0
        self.setProperty("role", "quiet")
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        notices = context.notices
        for signal in (notices.rowsInserted, notices.rowsRemoved, notices.modelReset, context.theme.changed):
            signal.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._count = len(kept(self._context))
        text = self.tr("{} warnings and errors").format(self._count) if self._count else self.tr("No warnings")
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setIcon(icon("bell", self._context.theme.palette))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if not self._count:
            return
        palette = self._context.theme.palette
        worst = "error" if any(m.kind == "error" for _, m in kept(self._context)) else "warning"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(palette.error if worst == "error" else palette.warning))
        painter.setPen(Qt.PenStyle.NoPen)
        text = str(self._count) if self._count < 100 else "99+"
        font = painter.font()
        font.setPixelSize(10)
        font.setBold(True)
        painter.setFont(font)
        width = max(BADGE_PX, painter.fontMetrics().horizontalAdvance(text) + 7)
        badge = self.rect().adjusted(self.width() - width - 1, 1, -1, 0)
        badge.setHeight(BADGE_PX)
        painter.drawRoundedRect(badge, BADGE_PX / 2, BADGE_PX / 2)
        painter.setPen(QColor(palette.panel))
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.end()


class NoticeList(Overlay):
    """The panel under the bell."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context.theme, parent, place=Place.RIGHT, width=WIDTH, height=HEIGHT)
        self._context = context
        self._most = SHOWN_AT_ONCE
        heading = QLabel(self.tr("Warnings and errors"), self.panel)
        heading.setProperty("role", "heading")
        self._clear = Button(self.tr("Dismiss all"), self.panel)
        self._clear.setProperty("role", "link")
        self._clear.setToolTip(self.tr("Empty this list"))
        self._clear.clicked.connect(context.notices.clear)
        top = QHBoxLayout()
        top.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, 0)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self._clear)
        self.column.addLayout(top)
        self._body = QWidget()
        self._lines = QVBoxLayout(self._body)
        self._lines.setContentsMargins(PANEL_PADDING, GRID, PANEL_PADDING, PANEL_PADDING)
        self._lines.setSpacing(GRID)
        scroll = FittingArea(WIDTH, self.panel)
        scroll.setWidget(self._body)
        self.column.addWidget(scroll)
        notices = context.notices
        for signal in (notices.rowsInserted, notices.rowsRemoved, notices.modelReset):
            signal.connect(self._follow)

    def open(self) -> None:
        self._most = SHOWN_AT_ONCE
        self._fill()
        super().open()

    def _follow(self) -> None:
        if self.is_open:
            self._fill()

    def _fill(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        messages = kept(self._context)
        for _, message in messages[: self._most]:
            self._lines.addWidget(_Row(message, self._context, self._body))
        if not messages:
            empty = QLabel(self.tr("Nothing went wrong."), self._body)
            empty.setProperty("role", "dim")
            self._lines.addWidget(empty)
        elif len(messages) > self._most:
            more = Button(self.tr("Show older ones"), self._body)
            more.setToolTip(self.tr("{} more").format(len(messages) - self._most))
            more.clicked.connect(self._show_more)
            self._lines.addWidget(more)
        self._lines.addStretch(1)
        self._clear.setVisible(bool(messages))
        self.refit()

    def _show_more(self) -> None:
        self._most += SHOWN_AT_ONCE
        self._fill()


class _Row(QWidget):
    """One message: what, what to do, when; copy, dismiss, and its own action."""

    def __init__(self, message: Message, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._message, self._context = message, context
        picture, title, text, when = QLabel(self), QLabel(message.title, self), QLabel(message.text, self), QLabel(self)
        shape = icon(ICONS[message.kind], context.theme.palette, color=color_of(message.kind, context.theme.palette))
        picture.setPixmap(shape.pixmap(20, 20))
        title.setProperty("role", "strong")
        when.setText(time_text(message.at_s))
        when.setProperty("role", "dim")
        for label in (title, text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setVisible(bool(message.text))
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * GRID)
        buttons.addWidget(when)
        for link in self._links():
            buttons.addWidget(link)
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(text)
        column.addLayout(buttons)
        dismiss = IconAction(self.tr("Dismiss"), "x", context.theme, self, tip=self.tr("Take it off this list"))
        dismiss.triggered.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(picture, alignment=top)
        layout.addLayout(column, 1)
        layout.addWidget(tool_button(dismiss, self), alignment=top)

    def _links(self) -> list[Button]:
        links = []
        if self._message.action is not None:
            text, act = self._message.action
            links.append(self._link(text, text))
            links[-1].clicked.connect(lambda: act())
        links.append(self._link(self.tr("Copy details"), self.tr("Copy everything known about it, for a report")))
        links[-1].clicked.connect(lambda: QGuiApplication.clipboard().setText(report_text(self._message)))
        return links

    def _link(self, text: str, tip: str) -> Button:
        made = Button(text, self)
        made.setProperty("role", "link")
        made.setToolTip(tip)
        return made

    def _dismiss(self) -> None:
        messages = self._context.notices.messages
        row = next((row for row, message in enumerate(messages) if message is self._message), -1)
        self._context.notices.dismiss(row)


def report_text(message: Message) -> str:
    """A message with all that is known of it, as copied for a report."""
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(message.at_s))
    parts = [f"{when} {message.kind}: {message.title}", message.text, message.details]
    return "\n".join(part for part in parts if part)


def time_text(at_s: float) -> str:
    """The time of day, with the date if it was not today."""
    whole = date_time_text(at_s)
    today = date_time_text(time.time()).split()[0]
    return whole.removeprefix(f"{today} ")
