"""What the user decides about the capture that is looked at; every decision is one undoable step."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from core.project.edits import CaptureEdits, Consent, Span, merged, without
from studio.context import Context
from studio.model.capture import CurrentCapture
from studio.model.capture_facts import CLOSED, CaptureFacts, flags_of, left_out, spans_of

MAX_TEXT = 2000


class CaptureDecisions(QObject):
    """Get it by ``context.shared(CaptureDecisions)``. Without a capture nothing happens."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._document = context.document
        self._current = context.shared(CurrentCapture)

    @property
    def edits(self) -> CaptureEdits:
        """The decisions as they stand."""
        return self._current.edits

    @property
    def count(self) -> int:
        """Frames of the capture."""
        return self._current.capture.frame_count if self._current.capture is not None else 0

    def begin_at(self, frame: int) -> None:
        """Use nothing before a frame."""
        last = self.edits.trim[1] if self.edits.trim is not None else self.count
        self.trim(frame, last if last > frame else self.count, self.tr("Begin at frame {}").format(frame))

    def end_at(self, frame: int) -> None:
        """Use nothing after a frame."""
        first = self.edits.trim[0] if self.edits.trim is not None else 0
        self.trim(first if first <= frame else 0, frame + 1, self.tr("End at frame {}").format(frame))

    def trim(self, first: int, last: int, text: str = "", *, merge: str = "") -> None:
        """Use only frames [first, last); all of them ends the trimming."""
        first, last = max(0, first), min(self.count, last)
        if first < last:
            whole = (first, last) == (0, self.count)
            trim = None if whole else (first, last)
            self._edit(replace(self.edits, trim=trim), text or self.tr("Trim"), merge=merge)

    def use_all(self) -> None:
        """End the trimming."""
        self._edit(replace(self.edits, trim=None), self.tr("Use the whole length"))

    def toggle_excluded(self, span: Span) -> None:
        """Leave frames [first, last) out, or take them in again if all of them are out."""
        first, last = max(0, span[0]), min(self.count, span[1])
        if first >= last:
            return
        excluded = self.edits.excluded
        if flags_of(excluded, self.count)[first:last].all():
            text = self.tr("Use {} frames again").format(last - first)
            self._edit(replace(self.edits, excluded=without(excluded, (first, last))), text)
        else:
            text = self.tr("Exclude {} frames").format(last - first)
            self._edit(replace(self.edits, excluded=merged((*excluded, (first, last)))), text)

    def exclude_blurred(self, facts: CaptureFacts) -> int:
        """Leave out all frames that are much more blurred than usual; returns how many that are."""
        blurred = facts.found & ~facts.sharp & ~left_out(self.edits, self.count)
        if blurred.any():
            excluded = merged((*self.edits.excluded, *spans_of(blurred)))
            self._edit(replace(self.edits, excluded=excluded), self.tr("Exclude blurred frames"))
        return int(blurred.sum())

    def include_all(self) -> None:
        """Take in again whatever was excluded."""
        self._edit(replace(self.edits, excluded=()), self.tr("Use all excluded frames again"))

    def toggle_neutral(self, frames: Span) -> None:
        """Say that frames [first, last) show the resting face, or that they do not."""
        chosen, wanted = set(self.edits.neutral), set(range(max(0, frames[0]), min(self.count, frames[1])))
        if not wanted:
            return
        if wanted <= chosen:
            text = self.tr("Not neutral: {} frames").format(len(wanted))
            self._edit(replace(self.edits, neutral=tuple(sorted(chosen - wanted))), text)
        else:
            text = self.tr("Neutral: {} frames").format(len(wanted))
            self._edit(replace(self.edits, neutral=tuple(sorted(chosen | wanted))), text)

    def find_neutral(self) -> None:
        """Let the program find the resting face."""
        self._edit(replace(self.edits, neutral=()), self.tr("Find the neutral face automatically"))

    def toggle_held_out(self, span: Span, chosen_so_far: tuple[Span, ...]) -> None:
        """Keep frames [first, last) for judging, or use them for training again.

        Args:
            span: the frames.
            chosen_so_far: what is held out now, by the user or by the program.
        """
        first, last = max(0, span[0]), min(self.count, span[1])
        if first >= last:
            return
        if self.edits.held_out is None:  # the user's first choice replaces the program's
            chosen_so_far = ()
        if chosen_so_far and flags_of(chosen_so_far, self.count)[first:last].all():
            spans = without(chosen_so_far, (first, last))
            text = self.tr("Train on {} frames again").format(last - first)
        else:
            spans = merged((*chosen_so_far, (first, last)))
            text = self.tr("Hold out {} frames").format(last - first)
        self._edit(replace(self.edits, held_out=spans), text)

    def hold_out_automatically(self) -> None:
        """Let the program choose what is held out."""
        self._edit(replace(self.edits, held_out=None), self.tr("Choose the held-out part automatically"))

    def hold_out_nothing(self) -> None:
        """Train on everything."""
        self._edit(replace(self.edits, held_out=()), self.tr("Hold out nothing"))

    def set_focal(self, focal: float | None) -> None:
        """Assume a focal length, in units of the longer side; None is the default."""
        value = None if focal is None else min(max(focal, 0.3), 20.0)
        self._edit(replace(self.edits, focal=value), self.tr("Change the focal length"), merge="focal")

    def set_crop(self, crop: tuple[float, float, float] | None, *, merge: str = "crop") -> None:
        """Cut out the square at x, y with this size, in source pixels; None follows the face."""
        if crop is not None:
            crop = (round(crop[0]), round(crop[1]), max(16, round(crop[2])))
        text = self.tr("Let the crop follow the face") if crop is None else self.tr("Change the crop")
        self._edit(replace(self.edits, crop=crop), text, merge=merge if crop is not None else "")

    def set_consent(self, consent: Consent, field: str) -> None:
        """Store who this is and what they agreed to; typing in one field is one step."""
        bounded = replace(consent, person=consent.person[:200], purpose=consent.purpose[:MAX_TEXT])
        self._edit(replace(self.edits, consent=bounded), self.tr("Change the consent"), merge=f"consent {field}")

    def closed_eyes(self, facts: CaptureFacts) -> int:
        """Frames in use in which the eyes are closed."""
        return int((facts.found & (facts.closed > CLOSED) & ~left_out(self.edits, self.count)).sum())

    def _edit(self, edits: CaptureEdits, text: str, *, merge: str = "") -> None:
        capture = self._current.capture
        if capture is not None:
            self._document.edit_capture(capture.id, edits, text, merge=f"{capture.id} {merge}" if merge else "")
