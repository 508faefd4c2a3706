"""Errors that a user may see. Each says what went wrong, what was found, what was expected and what to do next."""

from __future__ import annotations


class StudioError(Exception):
    """An error with the four parts that a user needs.

    Args:
        what: what could not be done, one sentence without a full stop.
        got: what was found instead, or empty.
        expected: what would have been right, or empty.
        next_step: what the user can do now, or empty.
    """

    exit_code = 1

    def __init__(self, what: str, *, got: str = "", expected: str = "", next_step: str = "") -> None:
        self.what, self.got, self.expected, self.next_step = what, got, expected, next_step
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """All parts as one line of sentences."""
        parts = [self.what]
        if self.got:
            parts.append(f"Got {self.got}")
        if self.expected:
            parts.append(f"Expected {self.expected}")
        if self.next_step:
            parts.append(self.next_step)
        return " ".join(p if p.endswith((".", "!", "?")) else p + "." for p in parts)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross the border between the engine process and the window."""
        return (_rebuild, (type(self), self.what, self.got, self.expected, self.next_step))


def _rebuild(kind: type[StudioError], what: str, got: str, expected: str, next_step: str) -> StudioError:
    return kind(what, got=got, expected=expected, next_step=next_step)


class InputError(StudioError):
    """A file, folder or option given by the user cannot be used."""

    exit_code = 2


class CaptureError(InputError):
    """A capture cannot be read, or has too little of a face in it."""


class FormatError(InputError):
    """A file is damaged, hostile, or of another version."""


class ShapeError(StudioError):
    """An array has not the shape that a public function states."""


class WeightsError(StudioError):
    """A weight file cannot be had or does not match its SHA-256."""

    exit_code = 3


class StorageError(StudioError):
    """The disk is full, or a file cannot be written or locked."""

    exit_code = 4


class Cancelled(Exception):  # noqa: N818 - an outcome, not an error
    """Work was stopped because the user asked; what was saved up to then is valid."""
