"""Words that the engine says, in the user's language: the engine itself speaks English alone."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

STAGES = (
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
    QT_TRANSLATE_NOOP("Engine", "looking at this computer"),
    QT_TRANSLATE_NOOP("Engine", "measuring"),
)
"""Names of stages that jobs tell; "fetching" is followed by what is fetched."""


def engine_text(text: str) -> str:
    """A stage's name in the user's language; as it is where it is not known."""
    whole = QCoreApplication.translate("Engine", text)
    first, _, rest = text.partition(" ")
    if whole != text or not rest or first != "fetching":
        return whole
    return f"{QCoreApplication.translate('Engine', first)} {rest}"
