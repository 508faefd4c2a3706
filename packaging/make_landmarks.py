"""Find the face mesh's 478 landmarks on the synthetic skin, and write core/synthesis/landmarks.json.

The face tracker looks at synthetic people; where its points meet the skin is averaged over people on the template.
Run from the root of the repository; needs the extra ``synthesis`` and about a minute.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from core.synthesis.draw import project
from core.synthesis.expressions import pose
from core.synthesis.landmarks import FILE, FIRST_IRIS
from core.synthesis.mesh import Material
from core.synthesis.person import plain_person
from core.synthesis.raster import EMPTY, barycentric, rasterize
from core.synthesis.render import Detail, Moment, PersonRenderer, Rendered
from core.tracking.tracker import FaceTracker
from core.weights.store import WeightStore

OUT = Path(__file__).resolve().parents[1] / "core" / "synthesis" / FILE
SEEDS = range(600, 616)
SIZE = 512
Array = npt.NDArray[np.float32]

_LIPS = (
    *(61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185),
    *(78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191),
    *(76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 408, 304, 303, 302, 11, 72, 73, 74, 184),
    *(62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 407, 272, 271, 268, 12, 38, 41, 42, 183),
)


def moments() -> Iterator[tuple[bool, Moment]]:
    """(whether it tells about the lips, what is shown): only lips apart can be told from each other."""
    still = np.zeros(52, np.float32)
    for yaw in (0.0, 0.25, -0.25):
        yield False, Moment(still, np.array([0, yaw, 0], np.float32))
    for jaw in (0.35, 0.6):
        yield True, Moment(pose({"jawOpen": jaw, "mouthLowerDown": 0.2}))


def hits(drawn: PersonRenderer, seen: Rendered, points: Array) -> tuple[Array, Array, Array]:
    """Vertices [N, 3], weights [N, 3] and trust [N] of the skin under pixels [N, 2]."""
    surfaces = drawn.surfaces
    skin = surfaces.triangles[(surfaces.material == Material.SKIN) & (surfaces.cavity[surfaces.triangles[:, 0]] < 0.5)]
    corner = seen.vertices[skin]
    xy = project(drawn.camera, corner)
    e1, e2 = xy[:, 1] - xy[:, 0], xy[:, 2] - xy[:, 0]
    front = np.flatnonzero(e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0] < 0)
    ids, _ = rasterize(xy[front], 1 / corner[front][..., 2], SIZE, SIZE)
    rows, columns = np.nonzero(ids != EMPTY)
    from scipy.spatial import cKDTree

    _, near = cKDTree(np.stack([columns, rows], 1) + 0.5).query(points)
    triangle = front[ids[rows[near], columns[near]]]
    weights = np.clip(barycentric(xy[triangle].astype(np.float32), points.astype(np.float32)), 0, 1)
    normal = np.cross(corner[triangle][:, 1] - corner[triangle][:, 0], corner[triangle][:, 2] - corner[triangle][:, 0])
    facing = np.abs(normal[:, 2]) / np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
    return skin[triangle], weights / weights.sum(axis=1, keepdims=True), np.maximum(facing, 0.05) ** 2


def main() -> None:
    """Look at everybody, then choose for every landmark the hit nearest to the middle of all."""
    store, lips = WeightStore(), np.isin(np.arange(FIRST_IRIS), _LIPS)
    corners, weights, trust, places = [], [], [], []
    for seed in SEEDS:
        person = replace(plain_person(seed), hair_style="bald", stubble=0.0, beard="none")
        drawn = PersonRenderer(person, SIZE, detail=Detail(smooth=False))
        for for_lips, moment in moments():
            seen = drawn.render(moment)
            face = FaceTracker(store, 1).track(seen.image)
            if face is None:
                continue
            corner, weight, good = hits(drawn, seen, face.landmarks[:FIRST_IRIS, :2])
            corners.append(corner)
            weights.append(weight)
            trust.append(np.where(lips == for_lips, good, 0))
            places.append(np.einsum("ni,nij->nj", weight, drawn.surfaces.template[corner]))
    corner, weight, good, place = (np.stack(a) for a in (corners, weights, trust, places))
    middle = (place * good[..., None]).sum(axis=0) / good.sum(axis=0)[:, None]
    far = np.linalg.norm(place - middle, axis=2) + 1e3 * (good == 0)
    best = far.argmin(axis=0)
    every = np.arange(FIRST_IRIS)
    spread = np.sqrt((good * np.linalg.norm(place - middle, axis=2) ** 2).sum(axis=0) / good.sum(axis=0))
    print(f"{len(corner)} looks; landmarks scatter by {1e3 * np.median(spread):.2f} mm (median over landmarks)")
    table = {"corners": corner[best, every].tolist(), "weights": np.round(weight[best, every], 4).tolist()}
    OUT.write_text(json.dumps(table, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
