"""Words that the engine says, in the user's language: the engine itself speaks English alone."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

STAGES = (
    QT_TRANSLATE_NOOP("Engine", "Following the face"),
    QT_TRANSLATE_NOOP("Engine", "Retrieving expressions"),
    QT_TRANSLATE_NOOP("Engine", "Training"),
    QT_TRANSLATE_NOOP("Engine", "Judging held-out frames"),
    QT_TRANSLATE_NOOP("Engine", "Writing"),
    QT_TRANSLATE_NOOP("Engine", "tracking"),
    QT_TRANSLATE_NOOP("Engine", "solving head poses"),
    QT_TRANSLATE_NOOP("Engine", "cropping and masking"),
    QT_TRANSLATE_NOOP("Engine", "refining head poses"),
    QT_TRANSLATE_NOOP("Engine", "loading the frames"),
    QT_TRANSLATE_NOOP("Engine", "drawing"),
    QT_TRANSLATE_NOOP("Engine", "evaluating"),
    QT_TRANSLATE_NOOP("Engine", "cross-driving"),
    QT_TRANSLATE_NOOP("Engine", "fetching"),
    QT_TRANSLATE_NOOP("Engine", "copying"),
    QT_TRANSLATE_NOOP("Engine", "Drawing"),
    QT_TRANSLATE_NOOP("Engine", "Searching"),
    QT_TRANSLATE_NOOP("Engine", "checking the bank"),
    QT_TRANSLATE_NOOP("Engine", "copying the video"),
    QT_TRANSLATE_NOOP("Engine", "drawing the video"),
    QT_TRANSLATE_NOOP("Engine", "driving"),
    QT_TRANSLATE_NOOP("Engine", "loading the face tracker"),
    QT_TRANSLATE_NOOP("Engine", "looking at the picture"),
    QT_TRANSLATE_NOOP("Engine", "looking"),
    QT_TRANSLATE_NOOP("Engine", "merging"),
    QT_TRANSLATE_NOOP("Engine", "opening the camera"),
    QT_TRANSLATE_NOOP("Engine", "recording"),
    QT_TRANSLATE_NOOP("Engine", "removing faces"),
    QT_TRANSLATE_NOOP("Engine", "looking at this computer"),
    QT_TRANSLATE_NOOP("Engine", "measuring"),
)
"""Names of stages that jobs tell. "fetching" is followed by what is fetched; a colon stands before a part."""


def engine_text(text: str) -> str:
    """A stage's name in the user's language; as it is where it is not known."""
    whole, _, part = text.partition(": ")
    if part:
        return f"{engine_text(whole)}: {engine_text(part)}"
    first, _, rest = text.partition(" ")
    if first == "fetching" and rest:
        return f"{QCoreApplication.translate('Engine', first)} {rest}"
    return QCoreApplication.translate("Engine", text)
