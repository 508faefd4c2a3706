"""Which avatar is driven, by what, and what is kept of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from core.project.captures import Capture
from studio.context import Context
from studio.model.cameras import Cameras
from studio.model.live import Drive, Live, Source
from studio.services.engine_words import failure_of, told
from studio.services.live_driver import LiveState
from studio.theme.palette import GRID, PANEL_PADDING
from studio.widgets.buttons import Button, IconAction, push_button, tool_button
from studio.widgets.camera_chooser import CameraChooser
from studio.widgets.elided_label import ElidedLabel
from studio.widgets.transport import clock_text
from studio.widgets.words import sentences

RECORD_TICK_MS = 250
OTHER_PROJECT = "other project"


class DriverPanel(QWidget):
    """Choosers and the controls of what is chosen.

    Args:
        context: everything shared.
        live: what is shown and changed.
        open_avatar: lets the user choose an avatar file.
        record: start and stop recording.
        save_clip: make a video of the whole clip.
        parent: owner.

    Signals:
        clip_asked: the user wants to choose a video.
        project_asked: the user wants to choose another project.
    """

    clip_asked = Signal()
    project_asked = Signal()

    def __init__(
        self,
        context: Context,
        live: Live,
        open_avatar: IconAction,
        record: IconAction,
        save_clip: IconAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._live, self._record = context, live, record
        self._avatars, self._sources = QComboBox(self), QComboBox(self)
        self._cameras = context.shared(Cameras)
        self._camera_choice = CameraChooser(self._cameras, self)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hand = self._words(self.tr("Move the sliders, or use a kept pose."))
        self._camera = self._make_camera()
        self._clip_page, self._clip_name = QWidget(self), ElidedLabel(600, self)
        self._make_clip_page()
        self._capture_words = self._words("")
        self._pages = {
            Source.HAND: self._hand,
            Source.CAMERA: self._camera,
            Source.CLIP: self._clip_page,
            Source.CAPTURE: self._capture_words,
        }
        self.own_face = QCheckBox(self.tr("This is the avatar’s own face"), self)
        self.own_face.setToolTip(
            self.tr(
                "Expressions are taken as they are. Off, they are translated into what the avatar’s face would show, "
                "since faces differ. A camera’s driver is measured anew"
            )
        )
        self.own_face.clicked.connect(live.say_own_face)
        self._recorded = QLabel(self)
        self._recorded.setProperty("role", "dim")
        self._tick = QTimer(self)
        self._tick.setInterval(RECORD_TICK_MS)
        self._tick.timeout.connect(self._show_recording)
        self._lay_out(open_avatar, record, save_clip)
        self._bind()
        self._fill_sources()
        self._show_avatar()
        self._show_driver()

    def stop(self) -> None:
        """No more ticks."""
        self._tick.stop()

    def event(self, event: QEvent) -> bool:
        """Be as tall as wrapped words need: docks ask only for the size hint, which knows nothing of wrapping."""
        done = super().event(event)
        layout = self.layout()
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize) and layout is not None:
            self.setMinimumHeight(max(layout.totalHeightForWidth(self.width()), 0))
        return done

    def _words(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "dim")
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        return label

    def _make_camera(self) -> QWidget:
        page = QWidget(self)
        self._start = Button(self.tr("Start camera"), page)
        self._start.setToolTip(self.tr("Follow the person in front of the camera"))
        self._start.clicked.connect(self._toggle_camera)
        self._measure = Button(self.tr("Measure again"), page)
        self._measure.setToolTip(
            self.tr("Take the resting face and the head position anew: look at the camera with a resting face for 2 s")
        )
        self._measure.clicked.connect(lambda: self._live.drive_by_camera(self._cameras.number))
        self._camera_words = self._words("")
        self._progress = QProgressBar(page)
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 100)
        self._progress.setAccessibleName(self.tr("How much of the driver is measured"))
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._start)
        row.addWidget(self._measure)
        row.addStretch(1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self._camera_choice)
        layout.addLayout(row)
        layout.addWidget(self._camera_words)
        layout.addWidget(self._progress)
        return page

    def _make_clip_page(self) -> None:
        choose = Button(self.tr("Choose a video…"), self._clip_page)
        choose.setToolTip(self.tr("Drive the avatar by a video of a face; it is tracked once and remembered"))
        choose.clicked.connect(self.clip_asked)
        layout = QHBoxLayout(self._clip_page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(choose)
        layout.addWidget(self._clip_name, 1)

    def _lay_out(self, open_avatar: IconAction, record: IconAction, save_clip: IconAction) -> None:
        self._avatars.setModel(self._live.avatars)
        for box, name, tip in (
            (self._avatars, self.tr("Avatar"), self.tr("The avatar that is driven")),
            (self._sources, self.tr("Driven by"), self.tr("What moves the avatar")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        grid.addWidget(QLabel(self.tr("Avatar"), self), 0, 0)
        grid.addWidget(self._avatars, 0, 1)
        grid.addWidget(tool_button(open_avatar, self), 0, 2)
        grid.addWidget(QLabel(self.tr("Driven by"), self), 1, 0)
        grid.addWidget(self._sources, 1, 1, 1, 2)
        chosen = QVBoxLayout()  # no stack: a stack is as tall as its tallest page and cuts wrapped words
        for page in self._pages.values():
            chosen.addWidget(page)
        chosen.addWidget(self.own_face)
        keep = QHBoxLayout()
        keep.setSpacing(GRID)
        keep.addWidget(push_button(record, self))
        keep.addWidget(push_button(save_clip, self))
        keep.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PANEL_PADDING, PANEL_PADDING, PANEL_PADDING, PANEL_PADDING)
        layout.setSpacing(GRID)
        layout.addLayout(grid)
        layout.addLayout(chosen)
        layout.addStretch(1)
        layout.addLayout(keep)
        layout.addWidget(self._recorded)
        self._recorded.hide()

    def _bind(self) -> None:
        live = self._live
        self._avatars.activated.connect(self._choose_avatar)
        self._sources.activated.connect(self._choose_source)
        live.avatars.modelReset.connect(self._show_avatar)
        live.session.changed.connect(self._show_avatar)
        live.drive_changed.connect(self._fill_sources)
        live.face_changed.connect(self._show_face)
        self._context.document.contents_changed.connect(self._fill_sources)
        live.driver.changed.connect(self._show_driver)
        live.driver.told.connect(lambda frame: self._progress.setValue(round(100 * frame.calibrated)))
        live.recorder.running_changed.connect(self._show_recording)

    def _show_avatar(self) -> None:
        self._avatars.setCurrentIndex(self._live.avatars.row_of(self._live.session.path))
        self._show_face()

    def _show_face(self) -> None:
        """Of the page that is shown: a capture that the avatar was made of answers for itself."""
        own = self._capture_words.isVisibleTo(self) and self._live.own_capture
        self.own_face.setChecked(own or self._live.own_face)
        self.own_face.setEnabled(not own)

    def _choose_avatar(self, row: int) -> None:
        entries = self._live.avatars.entries
        if 0 <= row < len(entries) and entries[row].path != self._live.session.path:
            self._live.open_avatar(entries[row].path)

    def _fill_sources(self) -> None:
        """The choices, with the one in use chosen; filled anew only when they differ."""
        choices: list[tuple[str, object]] = [
            (self.tr("By hand"), Source.HAND),
            (self.tr("Camera"), Source.CAMERA),
            (self.tr("Video file"), Source.CLIP),
        ]
        own = {capture.folder: capture for capture in self._context.document.contents.captures}
        choices += [(self.tr("Recorded: {}").format(c.name), c) for c in own.values()]
        visiting = [c for c in self._live.visiting if c.folder not in own]
        choices += [(self.tr("{}: {}").format(_project_name(c), c.name), c) for c in visiting]
        choices.append((self.tr("Another project’s recordings…"), OTHER_PROJECT))
        shown = [(self._sources.itemText(i), self._sources.itemData(i)) for i in range(self._sources.count())]
        if shown != choices:
            self._sources.clear()
            for text, what in choices:
                self._sources.addItem(text, what)
        self._show_drive(self._live.drive, [what for _, what in choices])

    def _show_drive(self, drive: Drive, choices: list[object]) -> None:
        wanted: object = drive.capture if drive.source is Source.CAPTURE else drive.source
        self._sources.setCurrentIndex(choices.index(wanted) if wanted in choices else 0)
        self._show_page(drive.source)
        if drive.clip is not None:
            self._clip_name.show_text(drive.clip.name)
        elif drive.source is Source.CLIP:
            self._clip_name.show_text("")
        if drive.capture is not None:
            frames = self.tr("{} frames, recorded earlier: nothing needs to be tracked.")
            self._capture_words.setText(frames.format(f"{drive.capture.frame_count:,}"))

    def _show_page(self, source: Source) -> None:
        for known, page in self._pages.items():
            page.setVisible(known is source)
        self.own_face.setVisible(source is not Source.HAND)
        self._show_face()

    def _choose_source(self, row: int) -> None:
        what = self._sources.itemData(row)
        if what == OTHER_PROJECT:
            self._fill_sources()
            self.project_asked.emit()
        elif isinstance(what, Capture):
            self._live.play_capture(what)
        elif what is Source.HAND:
            self._live.drive_by_hand()
        elif isinstance(what, Source):  # a camera waits for its start, a video for its file
            self._show_page(what)
            self._clip_name.show_text("")
            if what is Source.CLIP:
                self.clip_asked.emit()

    def _toggle_camera(self) -> None:
        if self._live.driver.running:
            self._live.driver.stop()
        else:
            self._live.drive_by_camera(self._cameras.number)

    def _show_driver(self) -> None:
        driver = self._live.driver
        state = driver.state
        self._start.setText(self.tr("Stop camera") if driver.running else self.tr("Start camera"))
        if state is LiveState.FAILED:
            self._start.setText(self.tr("Try again"))
        self._start.setAccessibleName(self._start.text())
        self._camera_choice.setEnabled(not driver.running)
        self._measure.setVisible(state in (LiveState.DRIVING, LiveState.MEASURING))
        self._progress.setVisible(state in (LiveState.STARTING, LiveState.MEASURING))
        if state is LiveState.STARTING:
            self._progress.setRange(0, 0)
        elif self._progress.maximum() == 0:
            self._progress.setRange(0, 100)
        words = {
            LiveState.OFF: self.tr("Sit in good light, and look at the camera with a resting face for the first 2 s."),
            LiveState.STARTING: self._starting(),
            LiveState.MEASURING: self.tr("Look at the camera with a resting face: measuring…"),
            LiveState.DRIVING: self.tr("The avatar follows you."),
            LiveState.FAILED: self._why_failed(),
        }
        self._camera_words.setProperty("role", "error" if state is LiveState.FAILED else "dim")
        self._camera_words.style().unpolish(self._camera_words)
        self._camera_words.style().polish(self._camera_words)
        self._camera_words.setText(words[state])

    def _why_failed(self) -> str:
        said = told(failure_of(self._live.driver.error, ""))
        return sentences(said.what, said.next_step)

    def _starting(self) -> str:
        known = {
            "opening the camera": self.tr("Opening the camera…"),
            "loading the face tracker": self.tr("Loading the face tracker…"),
        }
        return known.get(self._live.driver.stage, self.tr("Starting…"))

    def _show_recording(self) -> None:
        recorder = self._live.recorder
        running = recorder.running
        self._recorded.setVisible(running)
        if running:
            self._recorded.setText(self.tr("Recording what the avatar does: {}").format(clock_text(recorder.seconds)))
            self._tick.start()
        else:
            self._tick.stop()
        self._record.set_icon_name("stop-fill" if running else "record-fill")
        text = self.tr("Stop and save") if running else self.tr("Record")
        tip = (
            self.tr("End the recording and make a video of it")
            if running
            else self.tr("Keep what the avatar does as a video")
        )
        self._record.describe(text, tip)


def _project_name(capture: Capture) -> str:
    return capture.folder.parent.parent.name.removesuffix(".rafstudio")
