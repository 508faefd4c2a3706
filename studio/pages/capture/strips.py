"""Strips over time: what is used, where the face is, blur, head turn, closed eyes; and handles to trim."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.project.edits import Span
from studio.context import Context
from studio.model.capture_decisions import CaptureDecisions
from studio.model.capture_facts import CLOSED, held_out_by_itself
from studio.model.capture_view import CaptureView
from studio.pages.capture.strip_drawing import StripContent, draw_strips, strip_tops, total_height
from studio.pages.capture.time_axis import TimeAxis
from studio.theme.palette import SERIES
from studio.widgets.transport import clock_text
from studio.widgets.words import number_text

GRIP_PX = 7


class FrameStrips(TimeAxis):
    """Draws the strips once and again only when something in them changes.

    Args:
        context: everything shared.
        parent: owner.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.shared(CaptureView), context.theme, parent)
        self._decisions = context.shared(CaptureDecisions)
        self._drawn: QImage | None = None
        self._own_blocks: tuple[object, tuple[Span, ...]] = (None, ())
        self._trimming: tuple[str, int] | None = None
        self._drags = 0
        self.setFixedHeight(total_height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Face, blur, head turn and closed eyes over time"))
        self.setAccessibleDescription(self.tr("Click or drag to choose a frame; the handles at the ends trim."))
        view = self._view
        for signal in (view.facts_changed, view.span_changed, context.theme.changed):
            signal.connect(self._forget)
        context.document.edits_changed.connect(lambda before, after: self._forget())
        view.capture.changed.connect(self._forget)
        view.marked_changed.connect(self.update)
        context.selection.frame_changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(640, total_height())

    @property
    def held_out(self) -> tuple[Span, ...]:
        """What is held out: the user's choice, or what training would choose."""
        chosen = self._view.capture.edits.held_out
        if chosen is not None:
            return chosen
        facts = self._view.facts
        if facts is None:
            return ()
        if self._own_blocks[0] is not facts:
            self._own_blocks = (facts, held_out_by_itself(facts.found))
        return self._own_blocks[1]

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._words(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._forget()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        end = self._handle_at(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and end:
            self._drags += 1
            self._trimming = (end, self._drags)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._trimming is None:
            grip = self._handle_at(event.position().x(), event.position().y())
            self.setCursor(Qt.CursorShape.SizeHorCursor if grip else Qt.CursorShape.ArrowCursor)
            super().mouseMoveEvent(event)
            return
        end, drag = self._trimming
        first, last = self._trim()
        place = round(self.frame_at(event.position().x()))
        if end == "first":
            first = min(max(place, 0), last - 1)
        else:
            last = max(min(place, self._view.count), first + 1)
        self._decisions.trim(first, last, merge=f"trim {drag}")
        self._view.select(first if end == "first" else last - 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._trimming = None
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter, palette, area = QPainter(self), self._theme.palette, self.area()
        if self._drawn is None:
            ratio = self.devicePixelRatioF()
            self._drawn = draw_strips(self._content(), self._view.span, round(area.width() * ratio), ratio, palette)
        painter.drawImage(area.topLeft(), self._drawn)
        self._paint_names(painter)
        if self._view.count:
            self.paint_marked(painter, 0, self.height())
            self._paint_handles(painter)
            x = self.x_of(self._view.frame + 0.5)
            painter.fillRect(QRectF(x - 1, 0, 2, self.height()), QColor(palette.text))
        if self.hasFocus():
            painter.setPen(QColor(palette.accent))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _paint_names(self, painter: QPainter) -> None:
        """Each name in the middle of its strip; the two lines' names in their colours."""
        palette, tr = self._theme.palette, self.tr
        names = {"use": tr("Used"), "face": tr("Face"), "blur": tr("Blur"), "eyes": tr("Eyes shut")}
        flags, height = int(Qt.AlignmentFlag.AlignVCenter), self.fontMetrics().height()
        for key, (top, size) in strip_tops().items():
            line = self.name_box(top + size // 2 - height // 2, height)
            if key == "turn":
                for words, color, up in ((tr("Turn"), 0, -1), (tr("Nod"), 1, 1)):
                    painter.setPen(QColor(SERIES[palette.name][color]))
                    painter.drawText(line.translated(0, up * height // 2), flags, words)
            else:
                painter.setPen(QColor(palette.text_dim))
                painter.drawText(line, flags, names[key])

    def _paint_handles(self, painter: QPainter) -> None:
        """Brackets at both ends of what is used."""
        top, height = strip_tops()["use"]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.palette.accent))
        first, last = self._trim()
        area = self.area()
        for frame, side in ((first, 1), (last, -1)):
            x = self.x_of(frame)
            if area.left() - 1 <= x <= area.right() + 2:
                left = x if side > 0 else x - 4
                painter.drawRect(QRectF(left, top, 4, height))
                painter.drawRect(QRectF(x if side > 0 else x - 9, top, 9, 2))
                painter.drawRect(QRectF(x if side > 0 else x - 9, top + height - 2, 9, 2))

    def _content(self) -> StripContent | None:
        facts = self._view.facts
        if facts is None or len(facts) != self._view.count:
            return None
        return StripContent(facts, self._view.capture.edits, self.held_out)

    def _trim(self) -> Span:
        count = self._view.count
        first, last = self._view.capture.edits.trim or (0, count)
        return min(first, max(count - 1, 0)), min(last, count)

    def _handle_at(self, x: float, y: float) -> str:
        top, height = strip_tops()["use"]
        if not self._view.count or not top - 2 <= y <= top + height + 2:
            return ""
        first, last = self._trim()
        if abs(x - self.x_of(first) - 2) <= GRIP_PX:
            return "first"
        return "last" if abs(x - self.x_of(last) + 2) <= GRIP_PX else ""

    def _words(self, x: float, y: float) -> str:
        facts = self._view.facts
        if facts is None or not self._view.count:
            return self.tr("Drag to scrub, wheel to zoom, Shift and drag to mark a stretch")
        frame = self._whole(x)
        lines = [self.tr("Frame {}, {}").format(f"{frame:,}", clock_text(frame / self._view.fps))]
        if not facts.found[frame]:
            return "\n".join([*lines, self.tr("No face")])
        turn = [number_text(math.degrees(float(a[frame])), signed=True) for a in (facts.yaw, facts.pitch)]
        lines.append(self.tr("Turned {}°, nodded {}° (yaw, pitch)").format(*turn))
        lines.append(self.tr("Blur {} %").format(f"{100 * float(facts.blur[frame]):.0f}"))
        if not facts.sharp[frame]:
            lines.append(self.tr("Much more blurred than usual: training leaves it out"))
        if facts.closed[frame] > CLOSED:
            lines.append(self.tr("Eyes closed"))
        if any(first <= frame < last for first, last in self.held_out):
            lines.append(self.tr("Held out: never trained on, used to judge"))
        if any(first <= frame < last for first, last in self._view.capture.edits.excluded):
            lines.append(self.tr("Excluded"))
        return "\n".join(lines)

    def _forget(self) -> None:
        self._drawn = None
        self.update()
