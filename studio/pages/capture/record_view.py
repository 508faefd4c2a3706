"""Before the camera: the picture as in a mirror, what the coach asks for, and how the coverage rises."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.cameras import Cameras
from studio.model.coach import Coach
from studio.model.recorder import Recorder, RecordState
from studio.pages.capture.coach_words import ask_words
from studio.pages.capture.fields import text_button
from studio.services.engine_words import engine_text
from studio.services.thumbnails import Thumbnails
from studio.theme.palette import BODY_PT, CONTROL_HEIGHT, GRID, PANEL_PADDING, SERIES
from studio.theme.theme import Theme
from studio.widgets.camera_chooser import CameraChooser
from studio.widgets.transport import clock_text
from studio.widgets.words import number_text

SIDE_PX = 320
ASK_PX = 200
DARK, SMALL_FACE, BLURRED = 0.22, 0.16, 0.5


class MirrorView(QWidget):
    """The camera's picture, mirrored, with the face's points.

    Args:
        recorder: whose picture.
        theme: colours.
        parent: owner.
    """

    def __init__(self, recorder: Recorder, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recorder, self._theme = recorder, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 180)
        self.setAccessibleName(self.tr("Camera picture"))
        self.setToolTip(self.tr("As in a mirror; the recording itself is not mirrored"))
        recorder.frame_changed.connect(self.update)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(640, 480)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter, palette = QPainter(self), self._theme.palette
        painter.fillRect(self.rect(), QColor(palette.viewer))
        image = self._recorder.picture.image
        if image.isNull():
            self._paint_words(painter)
            return
        room = QSize(self.width() - 2 * GRID, self.height() - 2 * GRID)
        size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        area = QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, 0, 0)
        area.setSize(size.toSizeF())
        painter.save()
        painter.translate(area.right(), area.top())
        painter.scale(-1, 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, area.width(), area.height()), image)
        seen = self._recorder.seen
        if seen is not None and seen.points:
            painter.setPen(QColor(255, 255, 255, 170))
            xs, ys = seen.points[::2], seen.points[1::2]
            painter.drawPoints([QPointF(x * area.width(), y * area.height()) for x, y in zip(xs, ys, strict=False)])
        painter.restore()
        if self._recorder.state is RecordState.RECORDING:
            self._paint_time(painter, area)

    def _paint_words(self, painter: QPainter) -> None:
        """Why there is no picture."""
        failed = self._recorder.state is RecordState.FAILED
        words = self.tr("No picture") if failed else self.tr("Waiting for the first picture…")
        box = QRectF(0, 0, self.fontMetrics().horizontalAdvance(words) + 4 * GRID, CONTROL_HEIGHT + GRID)
        box.moveCenter(QPointF(self.rect().center()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.palette.panel))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(self._theme.palette.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_time(self, painter: QPainter, area: QRectF) -> None:
        font = QFont(self.font())
        font.setPointSize(BODY_PT)
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(area.left() + GRID, area.top() + GRID, 96, CONTROL_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 170))
        painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(QColor(SERIES["dark"][4]))
        painter.drawEllipse(QPointF(box.left() + 14, box.center().y()), 5, 5)
        painter.setPen(QColor("#ffffff"))
        words = clock_text(self._recorder.seconds)
        painter.drawText(box.adjusted(28, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)


class AskPicture(QWidget):
    """The face that the coach asks for, mirrored like the camera's picture.

    Args:
        coach: who asks.
        thumbnails: the bank's faces.
        theme: colours.
        parent: owner.
    """

    def __init__(self, coach: Coach, thumbnails: Thumbnails, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coach, self._thumbnails, self._theme = coach, thumbnails, theme
        self.setFixedSize(ASK_PX, ASK_PX)
        self.setAccessibleName(self.tr("Example"))
        self.setToolTip(self.tr("A face of the bank that shows it, as in a mirror"))
        thumbnails.arrived.connect(lambda entry: self.update())
        coach.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.palette.field))
        ask = self._coach.current
        image = self._thumbnails.image(ask.entry_id) if ask is not None else None
        if image is None or image.isNull():
            return
        painter.translate(self.width(), 0)
        painter.scale(-1, 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), image)


class RecordView(QWidget):
    """Everything that a recording needs.

    Args:
        context: everything shared.
        parent: owner.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recorder, self._coach = context.shared(Recorder), context.shared(Coach)
        self._cameras = context.shared(Cameras)
        self._mirror = MirrorView(self._recorder, context.theme, self)
        self._picture = AskPicture(self._coach, context.shared(Thumbnails), context.theme, self)
        self._make_words()
        self._make_buttons()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._mirror, 1)
        layout.addWidget(self._side())
        self._recorder.changed.connect(self._show)
        self._recorder.frame_changed.connect(self._show_hint)
        self._coach.changed.connect(self._show)
        self._show()

    def _make_words(self) -> None:
        tr = self.tr
        self._title, self._ask, self._hint, self._share = QLabel(self), QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "dim")
        self._ask.setProperty("role", "heading")
        self._share.setProperty("role", "dim")
        for label in (self._title, self._ask, self._hint, self._share):
            label.setWordWrap(True)
        self._hint.setMinimumHeight(2 * CONTROL_HEIGHT)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(tr("Coverage of the bank"))
        self._bar.setToolTip(tr("Share of the bank's faces that you came near to"))

    def _make_buttons(self) -> None:
        tr, recorder = self.tr, self._recorder
        self._record = text_button(tr("Record"), tr("Begin to record what the camera shows"), self)
        self._record.setProperty("role", "primary")
        self._skip = text_button(tr("Something else"), tr("Skip this one and ask for another"), self)
        self._close = text_button(tr("Close camera"), tr("Back to the capture; nothing is kept"), self)
        self._again = text_button(tr("Try again"), tr("Open the camera once more"), self)
        self._again.setProperty("role", "primary")
        self._camera = CameraChooser(self._cameras, self)
        self._camera.chosen.connect(lambda _: recorder.use_camera())
        self._record.clicked.connect(self._begin_or_finish)
        self._skip.clicked.connect(self._coach.skip)
        self._close.clicked.connect(recorder.close)
        self._again.clicked.connect(lambda: recorder.use_camera())

    def _side(self) -> QWidget:
        side = QWidget(self)
        side.setProperty("role", "side")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(SIDE_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(2 * PANEL_PADDING, 2 * PANEL_PADDING, 2 * PANEL_PADDING, 2 * PANEL_PADDING)
        column.setSpacing(GRID)
        column.addWidget(self._title)
        column.addWidget(self._ask)
        column.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._skip)
        column.addWidget(self._hint)
        column.addStretch(1)
        column.addWidget(self._share)
        column.addWidget(self._bar)
        column.addSpacing(GRID)
        column.addWidget(self._camera)
        for button in (self._again, self._record, self._close):
            column.addWidget(button)
        return side

    def _begin_or_finish(self) -> None:
        if self._recorder.state is RecordState.RECORDING:
            self._recorder.finish()
        else:
            self._recorder.record()

    def _show(self) -> None:
        state, tr = self._recorder.state, self.tr
        recording, failed = state is RecordState.RECORDING, state is RecordState.FAILED
        self._record.setVisible(not failed)
        self._record.setEnabled(recording or state is RecordState.LOOKING)
        self._record.setText(tr("Stop and keep") if recording else tr("Record"))
        self._record.setAccessibleName(self._record.text())
        self._record.setToolTip(
            tr("End the recording; it becomes a capture") if recording else tr("Begin to record what the camera shows")
        )
        self._again.setVisible(failed)
        self._camera.setVisible(failed or state in (RecordState.OPENING, RecordState.LOOKING))
        self._close.setText(tr("Throw away") if recording else tr("Close camera"))
        self._close.setToolTip(tr("End the recording and delete it") if recording else tr("Back to the capture"))
        self._close.setAccessibleName(self._close.text())
        self._close.setEnabled(state is not RecordState.ENDING)
        self._show_ask(state)
        self._show_share()
        self._show_hint()
        self._mirror.update()

    def _show_ask(self, state: RecordState) -> None:
        tr, coach, error = self.tr, self._coach, self._recorder.error
        resting = self._recorder.seen is None or self._recorder.seen.rested < 1.0
        with_ask = False
        if state is RecordState.FAILED and error is not None:
            title, ask = tr("The camera cannot be used"), engine_text(error.what)
        elif state is RecordState.OPENING:
            title, ask = tr("One moment"), tr("Opening the camera")
        elif state is RecordState.ENDING:
            title, ask = tr("One moment"), tr("Closing the recording")
        elif resting:
            title, ask = tr("First"), tr("Relax your face and look into the camera, 2 s")
        elif coach.current is not None:
            with_ask = True
            title = tr("Missing, number {}").format(coach.fulfilled + 1) if coach.fulfilled else tr("Missing most")
            ask = tr("{}, {} s").format(ask_words(coach.current), f"{coach.current.seconds:.0f}")
        else:
            title, ask = tr("Now"), tr("Talk, smile, look around, and turn your head slowly")
        self._title.setText(title)
        self._ask.setText(ask)
        self._picture.setVisible(with_ask)
        self._skip.setVisible(with_ask)

    def _show_share(self) -> None:
        coverage, tr = self._coach.coverage, self.tr
        shown = coverage is not None and self._recorder.state is not RecordState.FAILED
        self._bar.setVisible(shown)
        self._share.setVisible(shown)
        if coverage is None:
            return
        self._bar.setValue(round(1000 * coverage.share))
        share = f"{100 * coverage.share:.0f}"
        if self._recorder.state is RecordState.RECORDING:
            risen = number_text(100 * (coverage.share - self._coach.before), signed=True)
            self._share.setText(tr("Expressions covered: {} % ({})").format(share, risen))
        else:
            self._share.setText(tr("Expressions covered: {} %").format(share))

    def _show_hint(self) -> None:
        text, role = self._hint_of_now()
        if self._hint.text() != text:
            self._hint.setText(text)
        if self._hint.property("role") != role:
            self._hint.setProperty("role", role)
            self._hint.style().polish(self._hint)
        if self._recorder.seen is not None and self._recorder.seen.rested > 0.9:
            self._show_ask(self._recorder.state)

    def _hint_of_now(self) -> tuple[str, str]:
        """What could be better, the worst first, and the role of the text."""
        seen, state, tr, error = self._recorder.seen, self._recorder.state, self.tr, self._recorder.error
        if state is RecordState.FAILED and error is not None:
            usual = tr("Check that it is plugged in, allowed, and not used elsewhere.")
            return engine_text(error.next_step) or usual, "dim"
        if seen is None or state not in (RecordState.LOOKING, RecordState.RECORDING):
            return "", "dim"
        if not seen.found:
            return tr("No face is seen. Come closer, and look at the camera."), "warning"
        xs = seen.points[::2]
        if seen.light < DARK:
            return tr("It is dark. Turn on a lamp in front of you."), "warning"
        if xs and max(xs) - min(xs) < SMALL_FACE:
            return tr("Come closer: the face is small."), "warning"
        if seen.blur > BLURRED:
            return tr("The face is blurred. Move more slowly, or clean the lens."), "warning"
        if state is RecordState.LOOKING:
            return tr("Light and distance are good. Press Record when you are ready."), "dim"
        return tr("Good. Hold it for a moment."), "dim"
