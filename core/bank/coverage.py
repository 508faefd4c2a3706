"""Which of the bank's expressions a capture has, and which it should still make. Light.

The bank is divided into a fixed number of regions (k-means in whitened space, with the head pose beside it). An entry
is covered when some frame of the capture is as near to it as entries of different people usually are to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bank.search import nearest
from core.bank.snapshot import BankSnapshot
from core.expression.anny52 import plain_name
from core.expression.encoder import Channel
from core.types import BoolArray, FloatArray, IntArray

REGIONS = 24
SAMPLE = 6000
MAX_FRAMES = 2000
"""Of the capture: more, evenly thinned, show the same expressions again."""
ROUNDS = 12
ANGLE_WEIGHT = 3.0
"""Whitened units per radian of yaw and pitch: 20 degrees count as one unit, about as much as a clear smile."""
SALIENT = 0.9
"""In standard deviations of the bank: what moves less is not worth asking for."""
TURNED_RAD = 0.22
REACH = 1.7
"""A frame covers what is within so many usual distances between people. Four seconds of eight real clips then cover
0 to 40 % of 210 people's faces; at 1.4 they cover 0 to 26 %, and who talks and smiles is asked to talk."""
MIN_MISSING = 0.5
"""A region is asked for when at least so much of it is missing."""
MAX_ACTIONS = 2

# (channel name, sign) -> what a person is asked to do; symmetric channels are joined before
_ACTIONS: dict[tuple[str, int], str] = {
    ("mouthOpening", 1): "open_mouth",
    ("mouthOpening", -1): "press_lips",
    ("mouthWidth", 1): "widen_mouth",
    ("mouthWidth", -1): "narrow_mouth",
    ("mouthCornerHeight", 1): "smile",
    ("mouthCornerHeight", -1): "frown",
    ("upperLipHeight", 1): "raise_upper_lip",
    ("lowerLipHeight", -1): "lower_lower_lip",
    ("lowerLipProtrusion", 1): "pout",
    ("upperLipProtrusion", 1): "pout",
    ("mouthShift", 1): "mouth_left",
    ("mouthShift", -1): "mouth_right",
    ("lidOpening", -1): "close_eyes",
    ("lidOpening", 1): "widen_eyes",
    ("innerBrowHeight", 1): "raise_brows",
    ("outerBrowHeight", 1): "raise_brows",
    ("innerBrowHeight", -1): "lower_brows",
    ("browGap", -1): "draw_brows_together",
    ("gazeYaw", 1): "look_left",
    ("gazeYaw", -1): "look_right",
    ("gazePitch", 1): "look_up",
    ("gazePitch", -1): "look_down",
    ("jawOpen", 1): "open_mouth",
    ("mouthSmile", 1): "smile",
    ("mouthFrown", 1): "frown",
    ("mouthPucker", 1): "pout",
    ("mouthFunnel", 1): "round_mouth",
    ("mouthStretch", 1): "widen_mouth",
    ("mouthUpperUp", 1): "raise_upper_lip",
    ("mouthLowerDown", 1): "lower_lower_lip",
    ("mouthPress", 1): "press_lips",
    ("eyeBlink", 1): "close_eyes",
    ("eyeWide", 1): "widen_eyes",
    ("eyeSquint", 1): "narrow_eyes",
    ("browInnerUp", 1): "raise_brows",
    ("browOuterUp", 1): "raise_brows",
    ("browDown", 1): "lower_brows",
}
WORDS: dict[str, str] = {
    "open_mouth": "open your mouth wide",
    "press_lips": "press your lips together",
    "widen_mouth": "stretch your mouth wide",
    "narrow_mouth": "make your mouth small",
    "smile": "smile broadly",
    "frown": "pull the corners of your mouth down",
    "raise_upper_lip": "show your upper teeth",
    "lower_lower_lip": "show your lower teeth",
    "pout": "push your lips forward",
    "round_mouth": "make a round mouth, as for “oh”",
    "mouth_left": "move your mouth to your left",
    "mouth_right": "move your mouth to your right",
    "close_eyes": "close your eyes",
    "widen_eyes": "open your eyes wide",
    "narrow_eyes": "narrow your eyes",
    "raise_brows": "raise your eyebrows",
    "lower_brows": "lower your eyebrows",
    "draw_brows_together": "draw your eyebrows together",
    "look_left": "look to your left",
    "look_right": "look to your right",
    "look_up": "look up",
    "look_down": "look down",
    "turn_left": "turn your head to your left",
    "turn_right": "turn your head to your right",
    "lift_head": "lift your chin",
    "lower_head": "lower your chin",
    "talk": "say a few sentences",
}
"""What an action is called in English; the window translates by the key."""


@dataclass(frozen=True)
class Ask:
    """A region of the bank that the capture lacks.

    Attributes:
        actions: keys of ``WORDS``: what to do, the most telling first.
        entry_id: the region's most typical entry, for a picture.
        gain: share of the whole bank that would be covered by it, 0 to 1.
        missing: share of the region that is not covered.
        seconds: how long to hold it.
    """

    actions: tuple[str, ...]
    entry_id: int
    gain: float
    missing: float
    seconds: float = 3.0

    @property
    def words(self) -> str:
        """In English, such as "open your mouth wide and look to your left"."""
        said = [WORDS[action] for action in self.actions]
        return said[0] if len(said) == 1 else ", ".join(said[:-1]) + " and " + said[-1]


@dataclass(frozen=True, eq=False)
class Regions:
    """The bank in parts; depends on the bank alone, so that it is made once.

    Attributes:
        of_entry: region of each entry, [M].
        typical: row of each region's most typical entry, [R].
        radius: whitened distance (pose included) within which an entry counts as covered.
        points: entries in the space of the distances, [M, D + 2].
    """

    of_entry: IntArray
    typical: npt.NDArray[np.intp]
    radius: float
    points: FloatArray


@dataclass(frozen=True, eq=False)
class Coverage:
    """How much of the bank a capture covers.

    Attributes:
        share: of all entries, every region weighing as much as its entries, 0 to 1.
        covered: which entries, [M].
        distance: from each entry to the nearest frame, [M]; infinite for a capture without frames.
        asks: what is missing, the most rewarding first.
    """

    share: float
    covered: BoolArray
    distance: FloatArray
    asks: tuple[Ask, ...]


def regions_of(snapshot: BankSnapshot, count: int = REGIONS, *, prefer: BoolArray | None = None) -> Regions:
    """Divide a bank into at most ``count`` regions; the same bank always gives the same ones.

    Args:
        snapshot: of a bank with entries.
        count: of regions.
        prefer: entries [M] that may stand for their region before all others, such as those of synthetic people.
    """
    points = _points(snapshot.whitened, snapshot.angles)
    M = len(points)
    sample = points[np.linspace(0, M - 1, min(M, SAMPLE)).round().astype(np.intp)]
    centres = _k_means(sample, min(count, len(sample)))
    of_entry = _closest(points, centres)
    typical = []
    for region in range(len(centres)):
        rows = np.flatnonzero(of_entry == region)
        if prefer is not None and prefer[rows].any():
            rows = rows[prefer[rows]]
        if rows.size:
            typical.append(int(rows[np.linalg.norm(points[rows] - centres[region], axis=1).argmin()]))
    kept = np.unique(of_entry)
    renumbered = np.searchsorted(kept, of_entry).astype(np.int32)
    return Regions(renumbered, np.array(typical, np.intp), _radius(points, snapshot.person_names), points)


def cover(
    snapshot: BankSnapshot,
    descriptors: npt.NDArray[Any],
    angles: npt.NDArray[Any] | None = None,
    *,
    regions: Regions | None = None,
    known: FloatArray | None = None,
) -> Coverage:
    """What a capture covers of a bank.

    Args:
        snapshot: the bank.
        descriptors: of the capture's used frames, raw, [T, D], of the bank's encoder; T may be 0.
        angles: their yaw, pitch and roll in radians, [T, 3]; without them the head pose does not count.
        regions: from ``regions_of``, so that they are not made again; made here if None.
        known: ``distance`` of earlier frames, [M], that these come on top of.
    """
    M = len(snapshot)
    if M == 0 or snapshot.whitening is None:
        return Coverage(0.0, np.zeros(0, bool), np.zeros(0, np.float32), ())
    parts = regions or regions_of(snapshot)
    T = len(descriptors)
    if T == 0:
        distance = np.full(M, np.inf, np.float32)
    else:
        rows = np.linspace(0, T - 1, min(T, MAX_FRAMES)).round().astype(np.intp)
        whitened = snapshot.whitening.apply(np.asarray(descriptors)[rows])
        if angles is None:
            frames, entries = whitened, snapshot.whitened
        else:
            frames, entries = _points(whitened, np.asarray(angles, np.float32)[rows]), parts.points
        distance = nearest(frames, entries, 1)[1][:, 0]
    if known is not None:
        distance = np.minimum(distance, known)
    covered = np.asarray(distance <= parts.radius, bool)
    return Coverage(float(covered.mean()), covered, np.asarray(distance, np.float32), _asks(snapshot, parts, covered))


def _asks(snapshot: BankSnapshot, parts: Regions, covered: BoolArray) -> tuple[Ask, ...]:
    """One ask for each set of actions; regions that nothing tells apart are asked for by talking."""
    mean, deviation = snapshot.descriptors.mean(axis=0), snapshot.descriptors.std(axis=0)
    found: dict[tuple[str, ...], Ask] = {}
    for region, typical in enumerate(parts.typical):
        members = parts.of_entry == region
        missing = float((~covered[members]).mean())
        if missing < MIN_MISSING:
            continue
        relative = (snapshot.descriptors[members].mean(axis=0) - mean) / np.maximum(deviation, 1e-6)
        actions = actions_of(snapshot.channels, relative, snapshot.angles[members].mean(axis=0)) or ("talk",)
        gain = float((members & ~covered).mean())
        before = found.get(actions)
        if before is not None:
            gain, missing = gain + before.gain, max(missing, before.missing)
        entry = before.entry_id if before is not None and before.gain > gain / 2 else int(snapshot.ids[typical])
        found[actions] = Ask(actions, entry, gain, missing)
    return tuple(sorted(found.values(), key=lambda ask: (-ask.gain, ask.actions)))


def actions_of(channels: tuple[Channel, ...], relative: npt.NDArray[Any], angles: npt.NDArray[Any]) -> tuple[str, ...]:
    """What makes an expression, as keys of ``WORDS``, the most telling first, at most ``MAX_ACTIONS``.

    Args:
        channels: D of them; left and right of a pair count together.
        relative: their values in standard deviations of the bank, [D].
        angles: yaw, pitch and roll in radians.
    """
    pairs: dict[str, list[float]] = {}
    for channel, value in zip(channels, relative, strict=True):
        name = plain_name(channel.name).removesuffix("Left").removesuffix("Right")
        pairs.setdefault(name, []).append(float(value))
    strength: dict[str, float] = {}
    for name, values in pairs.items():
        value = sum(values) / len(values)
        action = _ACTIONS.get((name, 1 if value > 0 else -1))
        if action is not None and abs(value) >= SALIENT:
            strength[action] = max(strength.get(action, 0.0), abs(value))
    yaw, pitch = float(angles[0]), float(angles[1])
    turns = (("turn_left", yaw), ("turn_right", -yaw), ("lift_head", pitch), ("lower_head", -pitch))
    strength |= {action: 1.0 + angle / TURNED_RAD for action, angle in turns if angle > TURNED_RAD}
    if "close_eyes" in strength:  # nobody sees where closed eyes look
        strength = {action: s for action, s in strength.items() if not action.startswith(("look_", "widen_e"))}
    return tuple(sorted(strength, key=lambda a: (-strength[a], a))[:MAX_ACTIONS])


def _points(whitened: FloatArray, angles: FloatArray) -> FloatArray:
    return np.concatenate([whitened, ANGLE_WEIGHT * angles[:, :2]], axis=1).astype(np.float32)


def _k_means(points: FloatArray, count: int) -> FloatArray:
    """Centres [count, D]: each next one begins at the point farthest from all before, so nothing is random."""
    centres = [points[np.linalg.norm(points - points.mean(axis=0), axis=1).argmin()]]
    distance = np.linalg.norm(points - centres[0], axis=1)
    while len(centres) < count:
        # the square root tames outliers: the farthest of all is seldom a whole region
        order = np.argsort(distance, kind="stable")
        chosen = points[order[int(0.98 * (len(order) - 1))]]
        centres.append(chosen)
        distance = np.minimum(distance, np.linalg.norm(points - chosen, axis=1))
    middle = np.array(centres, np.float32)
    for _ in range(ROUNDS):
        belongs = _closest(points, middle)
        for region in np.unique(belongs):
            middle[region] = points[belongs == region].mean(axis=0)
    return middle


def _closest(points: FloatArray, centres: FloatArray) -> IntArray:
    """The nearest centre of each point, [M] int32."""
    squares = (centres**2).sum(axis=1) - 2.0 * points @ centres.T
    return np.asarray(squares.argmin(axis=1), np.int32)


def _radius(points: FloatArray, persons: npt.NDArray[np.str_]) -> float:
    """The median distance from an entry to the nearest entry of another person, over a sample."""
    rows = np.linspace(0, len(points) - 1, min(len(points), 600)).round().astype(np.intp)
    names, inverse = np.unique(persons, return_inverse=True)
    if len(names) < 2:
        spread = np.linalg.norm(points - points.mean(axis=0), axis=1)
        return max(float(np.median(spread)), 1e-3)
    found = []
    for row in rows:
        other = points[inverse != inverse[row]]
        found.append(float(np.sqrt(((other - points[row]) ** 2).sum(axis=1).min())))
    return max(REACH * float(np.median(found)), 1e-3)
