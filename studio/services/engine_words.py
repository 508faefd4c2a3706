"""What the engine says, in the user's language: errors, warnings, stages. The engine itself speaks English alone.

``packaging/translations.py`` collects the engine's texts from its source into ``engine_texts.json``: texts with places
{0}, {1}, ... for values. Here an English text is recognised by them, and its values are put into the translation. A
text that nobody knows, such as the message of a library, stays as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from core.errors import StudioError
from studio.services.language import FOLDER
from studio.widgets.words import is_chinese, sentences

CONTEXT = "Engine"
TEXTS = FOLDER / "engine_texts.json"
MOST_LETTERS = 5000
MOST_DEPTH = 4
SHORT = 12
"""A text that begins with a value and has fewer letters of its own fits much by chance."""
PARTS = ("Got {0}", "Expected {0}")
"""How ``StudioError.message`` joins its parts."""
_FACE_MODELS: Any = QT_TRANSLATE_NOOP("Engine", "Getting the face models")
_JUDGES: Any = QT_TRANSLATE_NOOP("Engine", "Getting a model for judging")
PLAIN: dict[str, Any] = {
    "tracking": QT_TRANSLATE_NOOP("Engine", "Finding the face"),
    "solving head poses": QT_TRANSLATE_NOOP("Engine", "Measuring the head"),
    "fetching face_landmarker": _FACE_MODELS,
    "fetching selfie_segmentation": _FACE_MODELS,
    "fetching lpips_alexnet": _JUDGES,
    "fetching sface": _JUDGES,
}
"""Stages that are said in plainer words, in every language."""
_PLACE = re.compile(r"\{(\d+)\}")
_QUOTED = re.compile(r"'([^']+)'")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Told:
    """An error in the user's language.

    Attributes:
        what: what could not be done, without a full stop.
        got: what was found instead, or empty.
        next_step: what to do, or empty.
        details: everything, and the engine's own English beside it.
    """

    what: str
    got: str
    next_step: str
    details: str

    @property
    def text(self) -> str:
        """What was found and what to do, in sentences."""
        return sentences(self.got, self.next_step)


@dataclass(frozen=True)
class _Form:
    """One text of the engine, ready to be recognised."""

    text: str
    fragment: str
    nested: frozenset[int]
    is_strict: bool

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when it is first tried: 300 of them at once would hold the window up."""
        literals = _PLACE.split(self.text)  # literal, number, literal, ...
        pattern = re.escape(literals[0])
        for before, after in zip(literals[::2], literals[2::2], strict=False):
            quoted = before.endswith("'") and after.startswith("'")
            pattern += ("((?:(?!' ).)+?)" if quoted else "(.+?)") + re.escape(after)
        return re.compile(pattern, re.DOTALL)


def told(error: StudioError) -> Told:
    """Say an error in the user's language."""
    return Told(engine_text(error.what), engine_text(error.got), engine_text(error.next_step), both(error.message))


def failure_of(result: dict[str, Any], fallback: str) -> StudioError:
    """The error that a failed job put into ``Finished.result``, in English; ``fallback`` where it says nothing."""
    got, expected, step = (str(result.get(key) or "") for key in ("got", "expected", "next_step"))
    return StudioError(str(result.get("what") or fallback), got=got, expected=expected, next_step=step)


def both(text: str) -> str:
    """A text for a report: in the user's language and, where that is another, as the engine said it."""
    shown = engine_text(text)
    return text if shown == text else f"{shown}\n{text}"


def engine_text(text: str) -> str:
    """What the engine said, in the user's language; as it is where it is not known."""
    before, colon, stage = text.rpartition(": ")
    if stage in PLAIN:
        shown = QCoreApplication.translate(CONTEXT, PLAIN[stage])
        return f"{engine_text(before)}{'：' if is_chinese(shown) else colon}{shown}" if colon else shown
    if not text or len(text) > MOST_LETTERS or _translated("Training") == "Training":  # English, or no translation
        return text
    return _shown(text, 0) or text


def _shown(text: str, depth: int) -> str:
    """The translation, or nothing."""
    if depth > MOST_DEPTH:
        return ""
    pieces = _SENTENCE_END.split(text.strip())
    if len(pieces) > 1:
        shown = [_one(piece, depth) for piece in pieces]
        if all(shown):
            return sentences(*shown)
    if whole := _one(text.strip(), depth):
        return whole
    return sentences(*(_one(p, depth) or p for p in pieces)) if len(pieces) > 1 and any(map(_known, pieces)) else ""


def _one(text: str, depth: int) -> str:
    for part in PARTS:
        if text.startswith(lead := part.removesuffix("{0}")):
            rest = text.removeprefix(lead)
            return _translated(part).replace("{0}", _shown(rest, depth + 1) or rest)
    found = _recognised(text.removesuffix("."))
    if found is not None:
        form, values = found
        shown = [_shown(v, depth + 1) or v if i in form.nested else v for i, v in enumerate(values)]
        whole = _PLACE.sub(lambda m: shown[int(m[1])] if int(m[1]) < len(shown) else m[0], _translated(form.text))
        return sentences(whole) if text.endswith(".") else whole
    before, colon, after = text.partition(": ")
    if colon and after:
        first, second = _shown(before, depth + 1), _shown(after, depth + 1)
        named = _QUOTED.fullmatch(before)
        first = first or (f"“{named[1]}”" if named and second else "")
        return f"{first or before}{'：' if first else colon}{second or after}" if first or second else ""
    return ""


def _known(text: str) -> bool:
    return bool(_one(text, 1))


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)


@lru_cache(maxsize=512)
def _recognised(text: str) -> tuple[_Form, tuple[str, ...]] | None:
    """Which text of the engine this is, and its values in the order of their numbers."""
    plain, with_places = _forms()
    if text in plain:
        return plain[text], ()
    for form in with_places:
        if form.fragment in text and (match := form.pattern.fullmatch(text)) is not None:
            values = match.groups()
            if not form.is_strict or _are_figures(values):
                return form, values
    return None


def _are_figures(values: tuple[str, ...]) -> bool:
    """Whether these are numbers and names of things rather than words of a sentence."""
    whole = "".join(values)
    return " " not in whole and any(letter.isdigit() for letter in whole)


@cache
def _forms() -> tuple[dict[str, _Form], tuple[_Form, ...]]:
    """All texts of the engine: those without places by themselves, the others with the most telling first."""
    listed: dict[str, list[int]] = json.loads(TEXTS.read_text("utf-8"))
    forms = [_form(text, frozenset(nested)) for text, nested in listed.items()]
    plain = {form.text: form for form in forms if not _PLACE.search(form.text)}
    with_places = [form for form in forms if form.text not in plain]
    return plain, tuple(sorted(with_places, key=lambda form: (-_own_letters(form.text), -len(form.text))))


def _form(text: str, nested: frozenset[int]) -> _Form:
    strict = text.startswith("{") and _own_letters(text) < SHORT
    return _Form(text, max(_PLACE.split(text)[::2], key=len), nested, strict)


def _own_letters(text: str) -> int:
    return sum(letter.isalpha() for letter in _PLACE.sub("", text))
