"""What the coach asks for, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.bank.coverage import WORDS, Ask


def action_words(action: str) -> str:
    """What to do, such as "open your mouth wide"."""
    tr = QCoreApplication.translate
    known = {
        "open_mouth": tr("Coach", "open your mouth wide"),
        "press_lips": tr("Coach", "press your lips together"),
        "widen_mouth": tr("Coach", "stretch your mouth wide"),
        "narrow_mouth": tr("Coach", "make your mouth small"),
        "smile": tr("Coach", "smile broadly"),
        "frown": tr("Coach", "pull the corners of your mouth down"),
        "raise_upper_lip": tr("Coach", "show your upper teeth"),
        "lower_lower_lip": tr("Coach", "show your lower teeth"),
        "pout": tr("Coach", "push your lips forward"),
        "round_mouth": tr("Coach", "make a round mouth, as for “oh”"),
        "mouth_left": tr("Coach", "move your mouth to your left"),
        "mouth_right": tr("Coach", "move your mouth to your right"),
        "close_eyes": tr("Coach", "close your eyes"),
        "widen_eyes": tr("Coach", "open your eyes wide"),
        "narrow_eyes": tr("Coach", "narrow your eyes"),
        "raise_brows": tr("Coach", "raise your eyebrows"),
        "lower_brows": tr("Coach", "lower your eyebrows"),
        "draw_brows_together": tr("Coach", "draw your eyebrows together"),
        "look_left": tr("Coach", "look to your left"),
        "look_right": tr("Coach", "look to your right"),
        "look_up": tr("Coach", "look up"),
        "look_down": tr("Coach", "look down"),
        "turn_left": tr("Coach", "turn your head to your left"),
        "turn_right": tr("Coach", "turn your head to your right"),
        "lift_head": tr("Coach", "lift your chin"),
        "lower_head": tr("Coach", "lower your chin"),
        "talk": tr("Coach", "say a few sentences"),
    }
    return known.get(action) or WORDS.get(action, action)


def ask_words(ask: Ask) -> str:
    """The whole ask as one sentence without a full stop."""
    said = [action_words(action) for action in ask.actions]
    text = said[0]
    for more in said[1:]:
        text = QCoreApplication.translate("Coach", "{} and {}").format(text, more)
    return text[:1].upper() + text[1:]
