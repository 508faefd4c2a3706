"""The inspector of the Capture page: the frame's facts, what is used, neutral, held out, camera and crop."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.project.edits import Span
from core.tracking.pose import DEFAULT_FOCAL
from studio.context import Context
from studio.model.capture_decisions import CaptureDecisions
from studio.model.capture_facts import CLOSED, flags_of, left_out
from studio.model.capture_view import CaptureView
from studio.pages.capture.fields import Group, Number, rule, text_button
from studio.pages.capture.strips import FrameStrips
from studio.theme.palette import GRID
from studio.widgets.transport import clock_text
from studio.widgets.words import number_text

FILM_MM = 36.0
"""A focal length in units of the longer side, times this, is what photographers call it."""


class FramePanel(QScrollArea):
    """Shows and changes decisions about the current capture.

    Args:
        context: everything shared.
        strips: knows what is held out.
        parent: owner.
    """

    def __init__(self, context: Context, strips: FrameStrips, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._decisions = context.shared(CaptureView), context.shared(CaptureDecisions)
        self._strips = strips
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Frame and decisions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the focus
        body = QWidget(self)
        body.setProperty("role", "panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(0)
        groups = (self._facts(body), self._use(body), self._neutral(body), self._held_out(body), self._camera(body))
        for group in groups:
            column.addWidget(group)
            column.addWidget(rule(body))
        column.addWidget(self._crop(body))
        column.addStretch(1)
        self.setWidget(body)
        for signal in (self._view.facts_changed, self._view.marked_changed, self._view.capture.changed):
            signal.connect(self._show)
        context.document.edits_changed.connect(lambda before, after: self._show())
        context.selection.frame_changed.connect(self._show_frame)
        self._show()

    def _facts(self, body: QWidget) -> Group:
        tr = self.tr
        group = Group(tr("Frame"), body)
        self._number = group.fact(tr("Number"), tr("Counted from 0, and its time in the video"))
        self._face = group.fact(tr("Face"), tr("Whether the tracker found the face, and how sure it is"))
        self._sharp = group.fact(tr("Blur"), tr("0 % sharp to 100 % without detail (variance of the Laplacian)"))
        self._turn = group.fact(tr("Head"), tr("Turned to the subject's left +, nodded up + (yaw, pitch, roll)"))
        self._eyes = group.fact(tr("Eyes"), tr("How far both eyes are closed (eyeBlink scores)"))
        self._role = group.fact(tr("Used for"), tr("What training does with this frame"))
        return group

    def _use(self, body: QWidget) -> Group:
        tr = self.tr
        group = Group(tr("What is used"), body)
        self._trim = group.fact(tr("Length"), tr("The part between the handles (I and O set them)"))
        self._out = group.fact(tr("Excluded"), tr("Frames that you left out (X)"))
        blurred = text_button(tr("Exclude blurred"), tr("Leave out every frame much more blurred than usual"), body)
        every = text_button(tr("Use all again"), tr("Take excluded frames in again and use the whole length"), body)
        blurred.clicked.connect(self._exclude_blurred)
        every.clicked.connect(self._use_everything)
        self._blurred, self._every = blurred, every
        group.buttons(blurred, every)
        return group

    def _neutral(self, body: QWidget) -> Group:
        tr = self.tr
        group = Group(tr("Neutral face"), body)
        self._rest = group.text()
        self._this = text_button(tr("This frame is neutral"), tr("The face is at rest here (N)"), body)
        self._find = text_button(tr("Find it for me"), tr("Take the calmest frames of the video"), body)
        self._this.clicked.connect(self._mark_neutral)
        self._find.clicked.connect(self._decisions.find_neutral)
        group.buttons(self._this, self._find)
        return group

    def _held_out(self, body: QWidget) -> Group:
        tr = self.tr
        group = Group(tr("Held out for judging"), body)
        self._kept = group.text()
        self._hold = text_button(
            tr("Hold out marked"), tr("Never train on the marked stretch (Shift and drag in the timeline); H"), body
        )
        self._auto = text_button(tr("Choose for me"), tr("Three stretches, 15 % of the frames"), body)
        self._none = text_button(
            tr("Hold out nothing"), tr("Train on everything; quality cannot be measured then"), body
        )
        self._hold.clicked.connect(self.hold_out)
        self._auto.clicked.connect(self._decisions.hold_out_automatically)
        self._none.clicked.connect(self._decisions.hold_out_nothing)
        group.buttons(self._hold, self._auto, self._none)
        return group

    def _camera(self, body: QWidget) -> Group:
        tr = self.tr
        group = Group(tr("Camera"), body)
        self._focal = Number(
            tr("Focal length"),
            tr("As of a 36 mm film along the longer side; a phone's main camera has 26 to 28 (assumed focal length)"),
            0.3 * FILM_MM,
            20 * FILM_MM,
            unit=tr("mm"),
            parent=body,
        )
        self._focal_auto = text_button(tr("Usual"), tr("47 mm, right for most webcams and phones"), body)
        self._focal.chosen.connect(lambda mm: self._decisions.set_focal(mm / FILM_MM))
        self._focal_auto.clicked.connect(lambda: self._decisions.set_focal(None))
        line = QWidget(body)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self._focal, 1)
        row.addWidget(self._focal_auto)
        line.setToolTip(self._focal.toolTip())
        group.row(tr("Focal length"), line)
        return group

    def _crop(self, body: QWidget) -> Group:
        tr = self.tr
        group = Group(tr("Crop"), body)
        self._follows = QCheckBox(tr("Follow the face"), body)
        self._follows.setToolTip(tr("Cut out head and shoulders automatically; or drag the square in the picture"))
        self._follows.setAccessibleName(self._follows.text())
        self._follows.clicked.connect(self._follow_face)
        group.wide(self._follows)
        self._x = Number(
            tr("Left edge"), tr("Of the square, from the picture's left edge"), -1e4, 1e5, unit=tr("px"), parent=body
        )
        self._y = Number(
            tr("Upper edge"),
            tr("Of the square, from the picture's upper edge"),
            -1e4,
            1e5,
            unit=tr("px"),
            parent=body,
        )
        self._size = Number(tr("Size"), tr("Of the square's side"), 32, 1e5, unit=tr("px"), parent=body)
        for number in (self._x, self._y, self._size):
            group.row(number.accessibleName(), number)
            number.chosen.connect(self._crop_typed)
        return group

    def hold_out(self) -> None:
        """Keep the marked stretch for judging, or train on it again if it is."""
        if self._view.marked is not None:
            self._decisions.toggle_held_out(self._view.marked, self._strips.held_out)

    def _mark_neutral(self) -> None:
        self._decisions.toggle_neutral(self.target())

    def target(self) -> Span:
        """What an action is about: the marked stretch, else the frame."""
        return self._view.marked or (self._view.frame, self._view.frame + 1)

    def _exclude_blurred(self) -> None:
        if self._view.facts is not None:
            self._decisions.exclude_blurred(self._view.facts)

    def _use_everything(self) -> None:
        self._decisions.include_all()
        self._decisions.use_all()

    def _follow_face(self, follow: bool) -> None:
        facts = self._view.facts
        if follow or facts is None or facts.crop is None:
            self._decisions.set_crop(None)
            self._show_crop()
        else:
            self._decisions.set_crop(facts.crop)

    def _crop_typed(self, value: float) -> None:
        self._decisions.set_crop((self._x.value, self._y.value, self._size.value))

    def _show(self) -> None:
        self.setEnabled(self._view.capture.data is not None)
        self._show_frame()
        self._show_use()
        self._show_neutral()
        self._show_held_out()
        edits = self._view.capture.edits
        self._focal.show_number(round((edits.focal or DEFAULT_FOCAL) * FILM_MM))
        self._focal_auto.setEnabled(edits.focal is not None)
        self._show_crop()

    def _show_crop(self) -> None:
        own = self._view.capture.edits.crop
        crop = own or (self._view.facts.crop if self._view.facts is not None else None)
        self._follows.setChecked(own is None)
        for number, value in zip((self._x, self._y, self._size), crop or (0.0, 0.0, 32.0), strict=True):
            number.setEnabled(own is not None)
            number.show_number(value)

    def _show_frame(self) -> None:
        facts, frame, tr = self._view.facts, self._view.frame, self.tr
        if facts is None or frame >= len(facts):
            for label in (self._number, self._face, self._sharp, self._turn, self._eyes, self._role):
                label.setText("–")
            return
        tracks = self._view.capture.data.tracks if self._view.capture.data is not None else None
        self._number.setText(
            tr("{} of {}, {}").format(f"{frame:,}", f"{len(facts):,}", clock_text(frame / self._view.fps))
        )
        found = bool(facts.found[frame])
        score = f"{100 * float(tracks.score[frame]):.0f}" if tracks is not None else "–"
        self._face.setText(tr("found, {} % sure").format(score) if found else tr("not found"))
        unusual = "" if facts.sharp[frame] else tr(", more than usual")
        self._sharp.setText(tr("{} %{}").format(f"{100 * float(facts.blur[frame]):.0f}", unusual) if found else "–")
        turns = (facts.yaw, facts.pitch, facts.roll) if found else ()
        angles = [number_text(math.degrees(float(a[frame])), signed=True) + "°" for a in turns]
        self._turn.setText(tr("turn {}, nod {}, tilt {}").format(*angles) if found else "–")
        closed = float(facts.closed[frame])
        self._eyes.setText(
            (tr("closed, {} %") if closed > CLOSED else tr("open, {} % closed")).format(f"{100 * closed:.0f}")
            if found
            else "–"
        )
        self._role.setText(self._role_of(frame))
        self._this.setText(tr("Not neutral after all") if self._is_neutral() else self._this_words())
        self._this.setAccessibleName(self._this.text())

    def _this_words(self) -> str:
        return self.tr("Marked is neutral") if self._view.marked is not None else self.tr("This frame is neutral")

    def _is_neutral(self) -> bool:
        chosen = set(self._view.capture.edits.neutral)
        return set(range(*self.target())) <= chosen

    def _role_of(self, frame: int) -> str:
        facts, edits = self._view.facts, self._view.capture.edits
        assert facts is not None
        if not facts.found[frame]:
            return self.tr("nothing: no face")
        if flags_of(edits.excluded, len(facts))[frame]:
            return self.tr("nothing: excluded")
        if left_out(edits, len(facts))[frame]:
            return self.tr("nothing: outside the handles")
        if any(first <= frame < last for first, last in self._strips.held_out):
            return self.tr("judging (held out)")
        return self.tr("training") if facts.sharp[frame] else self.tr("nothing: too blurred")

    def _show_use(self) -> None:
        count, edits, tr = self._view.count, self._view.capture.edits, self.tr
        first, last = edits.trim or (0, count)
        seconds = (last - first) / self._view.fps
        text = tr("all of it") if edits.trim is None else tr("frames {} to {}").format(f"{first:,}", f"{last - 1:,}")
        self._trim.setText(tr("{}, {}").format(text, clock_text(seconds)))
        excluded = sum(b - a for a, b in edits.excluded)
        self._out.setText(tr("none") if not excluded else tr("{} frames").format(f"{excluded:,}"))
        self._every.setEnabled(bool(excluded) or edits.trim is not None)
        facts = self._view.facts
        self._blurred.setEnabled(facts is not None and bool((facts.found & ~facts.sharp).any()))

    def _show_neutral(self) -> None:
        chosen, tr = len(self._view.capture.edits.neutral), self.tr
        if chosen:
            words = tr("1 frame that you chose") if chosen == 1 else tr("{} frames that you chose").format(chosen)
            self._rest.setText(words)
        else:
            self._rest.setText(
                tr("Found in the calmest frames. Choose one yourself if this person always talks or smiles.")
            )
        self._find.setEnabled(bool(chosen))

    def _show_held_out(self) -> None:
        held, edits, tr = self._strips.held_out, self._view.capture.edits, self.tr
        frames = sum(b - a for a, b in held)
        share = f"{100 * frames / max(self._view.count, 1):.0f}"
        if edits.held_out is None:
            self._kept.setText(tr("Chosen for you: {} frames, {} %").format(f"{frames:,}", share))
        elif held:
            self._kept.setText(tr("Your choice: {} frames, {} %").format(f"{frames:,}", share))
        else:
            self._kept.setText(tr("Nothing: quality cannot be measured"))
        self._hold.setEnabled(self._view.marked is not None)
        self._auto.setEnabled(edits.held_out is not None)
        self._none.setEnabled(edits.held_out != ())
