"""Channel names as people read them, and the groups they are shown in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

REGION_ORDER = ("mouth", "eyes", "brows", "gaze")
WORDS: dict[str, Any] = {  # of str; Qt's stubs do not say so
    "browDown": QT_TRANSLATE_NOOP("Channels", "Brow lowered"),
    "browGap": QT_TRANSLATE_NOOP("Channels", "Gap between brows"),
    "browInnerUp": QT_TRANSLATE_NOOP("Channels", "Inner brows raised"),
    "browOuterUp": QT_TRANSLATE_NOOP("Channels", "Outer brow raised"),
    "cheekPuff": QT_TRANSLATE_NOOP("Channels", "Cheeks puffed"),
    "cheekSquint": QT_TRANSLATE_NOOP("Channels", "Cheek raised"),
    "chinHeight": QT_TRANSLATE_NOOP("Channels", "Chin height"),
    "chinShift": QT_TRANSLATE_NOOP("Channels", "Chin to the left"),
    "eyeBlink": QT_TRANSLATE_NOOP("Channels", "Eye closed"),
    "eyeLookDown": QT_TRANSLATE_NOOP("Channels", "Look down"),
    "eyeLookIn": QT_TRANSLATE_NOOP("Channels", "Look inward"),
    "eyeLookOut": QT_TRANSLATE_NOOP("Channels", "Look outward"),
    "eyeLookUp": QT_TRANSLATE_NOOP("Channels", "Look up"),
    "eyeSquint": QT_TRANSLATE_NOOP("Channels", "Eye narrowed"),
    "eyeWide": QT_TRANSLATE_NOOP("Channels", "Eye wide open"),
    "gazePitch": QT_TRANSLATE_NOOP("Channels", "Gaze up"),
    "gazePitchLeft": QT_TRANSLATE_NOOP("Channels", "Left eye up"),
    "gazePitchRight": QT_TRANSLATE_NOOP("Channels", "Right eye up"),
    "gazeYaw": QT_TRANSLATE_NOOP("Channels", "Gaze to the left"),
    "gazeYawLeft": QT_TRANSLATE_NOOP("Channels", "Left eye to the left"),
    "gazeYawRight": QT_TRANSLATE_NOOP("Channels", "Right eye to the left"),
    "headNod": QT_TRANSLATE_NOOP("Channels", "Head raised"),
    "headTurn": QT_TRANSLATE_NOOP("Channels", "Head turned left"),
    "innerBrowHeight": QT_TRANSLATE_NOOP("Channels", "Inner brow height"),
    "jawForward": QT_TRANSLATE_NOOP("Channels", "Jaw forward"),
    "jawLeft": QT_TRANSLATE_NOOP("Channels", "Jaw to the left"),
    "jawOpen": QT_TRANSLATE_NOOP("Channels", "Jaw open"),
    "jawRight": QT_TRANSLATE_NOOP("Channels", "Jaw to the right"),
    "lidOpening": QT_TRANSLATE_NOOP("Channels", "Eye opening"),
    "lowerLidHeight": QT_TRANSLATE_NOOP("Channels", "Lower lid height"),
    "lowerLipHeight": QT_TRANSLATE_NOOP("Channels", "Lower lip height"),
    "lowerLipProtrusion": QT_TRANSLATE_NOOP("Channels", "Lower lip forward"),
    "lowerLipThickness": QT_TRANSLATE_NOOP("Channels", "Lower lip fullness"),
    "mouthClose": QT_TRANSLATE_NOOP("Channels", "Lips closed"),
    "mouthCornerHeight": QT_TRANSLATE_NOOP("Channels", "Corner height"),
    "mouthDimple": QT_TRANSLATE_NOOP("Channels", "Dimple"),
    "mouthFrown": QT_TRANSLATE_NOOP("Channels", "Corner down"),
    "mouthFunnel": QT_TRANSLATE_NOOP("Channels", "Lips rounded"),
    "mouthLeft": QT_TRANSLATE_NOOP("Channels", "Mouth to the left"),
    "mouthLowerDown": QT_TRANSLATE_NOOP("Channels", "Lower lip down"),
    "mouthOpening": QT_TRANSLATE_NOOP("Channels", "Mouth opening"),
    "mouthOpeningSide": QT_TRANSLATE_NOOP("Channels", "Side opening"),
    "mouthPress": QT_TRANSLATE_NOOP("Channels", "Lips pressed"),
    "mouthPucker": QT_TRANSLATE_NOOP("Channels", "Lips puckered"),
    "mouthRight": QT_TRANSLATE_NOOP("Channels", "Mouth to the right"),
    "mouthRollLower": QT_TRANSLATE_NOOP("Channels", "Lower lip rolled in"),
    "mouthRollUpper": QT_TRANSLATE_NOOP("Channels", "Upper lip rolled in"),
    "mouthShift": QT_TRANSLATE_NOOP("Channels", "Mouth to the left"),
    "mouthShrugLower": QT_TRANSLATE_NOOP("Channels", "Lower lip pushed up"),
    "mouthShrugUpper": QT_TRANSLATE_NOOP("Channels", "Upper lip pushed up"),
    "mouthSmile": QT_TRANSLATE_NOOP("Channels", "Smile"),
    "mouthStretch": QT_TRANSLATE_NOOP("Channels", "Corner stretched"),
    "mouthUpperUp": QT_TRANSLATE_NOOP("Channels", "Upper lip raised"),
    "mouthWidth": QT_TRANSLATE_NOOP("Channels", "Mouth width"),
    "noseSneer": QT_TRANSLATE_NOOP("Channels", "Nose wrinkled"),
    "outerBrowHeight": QT_TRANSLATE_NOOP("Channels", "Outer brow height"),
    "tongueOut": QT_TRANSLATE_NOOP("Channels", "Tongue out"),
    "upperLipHeight": QT_TRANSLATE_NOOP("Channels", "Upper lip height"),
    "upperLipProtrusion": QT_TRANSLATE_NOOP("Channels", "Upper lip forward"),
    "upperLipThickness": QT_TRANSLATE_NOOP("Channels", "Upper lip fullness"),
}
"""What a channel is of, by its name in the file, without the side where it has one. Left is the subject's left."""
SIDES = ("Left", "Right")
FITTED = "fitted"
"""Before an ARKit name: the encoder anny52's measure of the same action."""


@dataclass(frozen=True)
class ChannelGroup:
    """A region and its channels.

    Attributes:
        region: the encoder's name for it.
        indices: of its channels in the descriptor.
    """

    region: str
    indices: tuple[int, ...]


def readable(name: str) -> str:
    """``mouthSmileLeft`` -> ``Smile, left`` in the user's language; a name that nobody knows as its words."""
    if name in WORDS:
        return QCoreApplication.translate("Channels", WORDS[name])
    if name.startswith(FITTED):
        action = name.removeprefix(FITTED)
        return QCoreApplication.translate("Channels", "{} (fitted)").format(readable(action[:1].lower() + action[1:]))
    base, side = _parted(name)
    if side and base in WORDS:
        form = {
            "Left": QCoreApplication.translate("Channels", "{}, left"),
            "Right": QCoreApplication.translate("Channels", "{}, right"),
        }[side]
        return form.format(QCoreApplication.translate("Channels", WORDS[base]))
    return _split(name)


def without_side(name: str) -> str:
    """What a channel is of, whichever side it is on: ``Smile`` for ``mouthSmileLeft``."""
    base, _ = _parted(name)
    return readable(base if base in WORDS else name)


def matches(query: str, name: str, region: str) -> bool:
    """True if every word of the query occurs in the channel's names or region."""
    text = f"{name} {_split(name)} {readable(name)} {region}".lower()
    return all(word in text for word in query.lower().split())


def group_channels(regions: tuple[str, ...]) -> list[ChannelGroup]:
    """Channels by region, the known regions first."""
    names = [r for r in REGION_ORDER if r in regions] + sorted(set(regions) - set(REGION_ORDER))
    return [ChannelGroup(r, tuple(i for i, region in enumerate(regions) if region == r)) for r in names]


def _parted(name: str) -> tuple[str, str]:
    side = next((side for side in SIDES if name.endswith(side)), "")
    return name.removesuffix(side), side


def _split(name: str) -> str:
    """``gaze_yaw`` -> ``Gaze yaw``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").replace(".", " ").lower().split()
    return " ".join(words).capitalize() if words else name
