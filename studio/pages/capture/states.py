"""What the Capture page shows while there is no capture to show: how to begin, what is being read, what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studio.context import Context
from studio.model.capture_work import CaptureWork
from studio.pages.capture.fields import text_button
from studio.services.engine_words import engine_text, failure_of, told
from studio.theme.icons import icon
from studio.theme.palette import GRID
from studio.theme.theme import Theme
from studio.widgets.words import duration_text, sentences

TEXT_WIDTH = 480
ICON_PX = 48
BUSY_WIDTH = 560


class Centred(QWidget):
    """An icon, a title, a text and a row of buttons in the middle.

    Args:
        icon_name: Phosphor's name.
        theme: colours.
        parent: owner.
    """

    def __init__(self, icon_name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._theme = icon_name, theme
        self._icon, self._title, self._text = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "dim")
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setFixedWidth(TEXT_WIDTH)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GRID)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addStretch(2)
        for widget in (self._icon, self._title, self._text):
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(GRID)
        column.addLayout(self._buttons)
        column.addStretch(3)
        theme.changed.connect(self._paint)
        self._paint()

    def say(self, title: str, text: str) -> None:
        """Show other words."""
        self._title.setText(title)
        self._text.setText(text)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._fit()  # only now the style has given the title its size

    def _fit(self) -> None:
        """A layout gives aligned labels the height of one line."""
        for label in (self._title, self._text):
            label.ensurePolished()
            label.setFixedHeight(max(label.heightForWidth(TEXT_WIDTH), 0))

    def add(self, button: QPushButton) -> None:
        """Append a button."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def _paint(self) -> None:
        palette = self._theme.palette
        color = palette.error if self._icon_name == "warning-circle" else palette.text_dim
        self._icon.setPixmap(icon(self._icon_name, palette, color=color).pixmap(ICON_PX, ICON_PX))
        self._icon.setFixedHeight(ICON_PX)


class StartState(Centred):
    """No capture yet.

    Signals:
        video_asked: choose a video.
        folder_asked: choose a folder of pictures.
        record_asked: record from the camera.
        recording_chosen: use a recording that never became a capture.
    """

    video_asked = Signal()
    folder_asked = Signal()
    record_asked = Signal()
    recording_chosen = Signal(Path)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("video-camera", context.theme, parent)
        self._work, tr = context.shared(CaptureWork), self.tr
        self.say(
            tr("Begin with a video of a face"),
            tr(
                "Drop a video anywhere on this window: one person, 30 seconds to 2 minutes, "
                "who talks, smiles and turns the head a little. A folder of pictures works too."
            ),
        )
        video = text_button(tr("Choose a video"), tr("A video file of one person"), self)
        video.setProperty("role", "primary")
        folder = text_button(tr("Choose a folder"), tr("A folder that holds the frames as pictures"), self)
        record = text_button(tr("Record now"), tr("Open the camera; the coach tells you what to do"), self)
        self._left = text_button(tr("Use the last recording"), tr("A recording that was not read in yet"), self)
        for button in (video, folder, record, self._left):
            self.add(button)
        video.clicked.connect(self.video_asked)
        folder.clicked.connect(self.folder_asked)
        record.clicked.connect(self.record_asked)
        self._left.clicked.connect(lambda: self.recording_chosen.emit(self._work.left[-1]) if self._work.left else None)
        self._work.changed.connect(self._show_left)
        self._show_left()

    def _show_left(self) -> None:
        self._left.setVisible(bool(self._work.left))


class ErrorState(Centred):
    """What went wrong, and ways out.

    Signals:
        video_asked: choose another video.
        dismissed: go back.
    """

    video_asked = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("warning-circle", theme, parent)
        tr = self.tr
        self._details = ""
        other = text_button(tr("Choose another video"), tr("A video file of one person"), self)
        other.setProperty("role", "primary")
        copy = text_button(tr("Copy details"), tr("For a report"), self)
        back = text_button(tr("Back"), tr("To the beginning"), self)
        for button in (other, copy, back):
            self.add(button)
        other.clicked.connect(self.video_asked)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        back.clicked.connect(self.dismissed)

    def show_failure(self, result: dict[str, Any]) -> None:
        """Show what a failed job said."""
        error = failure_of(result, self.tr("The video could not be read"))
        said = told(error)
        got = self.tr("Found: {}").format(said.got) if said.got else ""
        wanted = self.tr("Needed: {}").format(engine_text(error.expected)) if error.expected else ""
        self._details = str(result.get("details") or said.details)
        self.say(said.what, sentences(got, wanted, said.next_step))


class BusyState(QWidget):
    """A video is being read: the frame that is looked at, and how far it is.

    Args:
        context: everything shared.
        parent: owner.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, tr = context.shared(CaptureWork), self.tr
        self._picture = PictureBox(self._work, context.theme, self)
        self._title, self._text = QLabel(self), QLabel(self)
        self._title.setProperty("role", "heading")
        self._text.setProperty("role", "dim")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress"))
        self._cancel = text_button(tr("Cancel"), tr("Stop reading; nothing of this video stays in the project"), self)
        self._cancel.clicked.connect(lambda: self._work.job.cancel() if self._work.job is not None else None)
        line = QHBoxLayout()
        line.addWidget(self._text, 1)
        line.addWidget(self._cancel)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addWidget(self._picture, 1)
        column.addWidget(self._title)
        column.addWidget(self._bar)
        column.addLayout(line)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        outer.addStretch(1)
        outer.addLayout(column, 4)
        outer.addStretch(1)
        self._work.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        job, tr = self._work.job, self.tr
        if job is None:
            return
        self._title.setText(job.title)
        self._bar.setRange(0, round(job.total))
        self._bar.setValue(round(job.done))
        words = [self._stage(job.stage)]
        if job.total > 0 and job.unit == "frames":
            words.append(tr("frame {} of {}").format(f"{job.done:,.0f}", f"{job.total:,.0f}"))
        if job.remaining_s is not None:
            words.append(tr("about {} left").format(duration_text(job.remaining_s)))
        if self._work.waiting:
            words.append(tr("{} more wait").format(self._work.waiting))
        self._text.setText("  ·  ".join(words))

    def _stage(self, stage: str) -> str:
        known = {
            "": self.tr("Starting the engine"),
            "copying the video": self.tr("Copying the video"),
            "tracking": self.tr("Finding the face"),
            "solving head poses": self.tr("Measuring head and expression"),
        }
        return known.get(stage) or engine_text(stage)


class PictureBox(QWidget):
    """The frame that an import has just read.

    Args:
        work: whose picture.
        theme: colours.
        parent: owner.
    """

    def __init__(self, work: CaptureWork, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._theme = work, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(BUSY_WIDTH // 2, 160)
        self.setAccessibleName(self.tr("The frame that was read last"))
        work.picture.changed.connect(self.update)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(BUSY_WIDTH, 400)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.palette.viewer))
        image = self._work.picture.image
        if not image.isNull():
            size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            area = QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, 0, 0)
            area.setSize(size.toSizeF())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, image)
