"""A person at a moment -> an image with its exact truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.synthesis.arrays import Floats
from core.synthesis.background import Background, paint
from core.synthesis.draw import Drawn, draw, lens_pixels, project
from core.synthesis.geometry import Surfaces, build_surfaces
from core.synthesis.mesh import Material, normal_matrix
from core.synthesis.person import Person
from core.synthesis.scene import CAMERA_DISTANCE_M, Body, Moment, Scene, apply, pose_scene
from core.synthesis.shading import Points, lens_glare, shade, tone_map
from core.synthesis.strands import grow_face_hair, grow_hair
from core.synthesis.texture import make_textures
from core.types import ByteArray, Camera, FloatArray

__all__ = ["CAMERA_DISTANCE_M", "Detail", "Moment", "PersonRenderer", "Rendered", "detail_for"]

FOCAL_PER_SIZE = 1.3
FULL_HAIR_SIZE = 512
SMALL_SIZE = 224
"""Pictures up to this size are drawn with less detail unless asked otherwise."""


@dataclass(frozen=True)
class Detail:
    """How finely a person is made.

    Attributes:
        smooth: the skin is subdivided;  hair: share of all strands;  shadow_size, skin_size: pixels of those maps.
    """

    smooth: bool = True
    hair: float = 1.0
    shadow_size: int = 512
    skin_size: int = 1024


def detail_for(size: int) -> Detail:
    """What can be seen at a picture size: everything from 512 pixels on, far less in thumbnails."""
    if size > SMALL_SIZE:
        return Detail(hair=min(1.0, size / FULL_HAIR_SIZE))
    return Detail(smooth=False, hair=max(0.12, 0.55 * size / FULL_HAIR_SIZE), shadow_size=192, skin_size=512)


@dataclass(frozen=True)
class Rendered:
    """An image and what is true in it.

    Attributes:
        image: RGB, [H, W, 3];  mask: 255 where the person covers the pixel, [H, W].
        cam_from_head: [4, 4] of the skull (core.types' head space);  gaze: left yaw, pitch, right yaw, pitch, [4].
        landmarks: named points in pixels.
        depth: metres along the optical axis, 0 where the person is not, [H, W].
        normals: unit normals of what is seen, camera space, 0 where the person is not, [H, W, 3].
        vertices: the surfaces' vertices (see ``geometry.Surfaces``) in camera space, metres, [V, 3].
    """

    image: ByteArray
    mask: ByteArray
    cam_from_head: FloatArray
    gaze: FloatArray
    landmarks: dict[str, tuple[float, float]]
    depth: FloatArray
    normals: FloatArray
    vertices: FloatArray


class PersonRenderer:
    """Draws one person. Building it takes a second or two; a 512-pixel frame well under a second.

    Args:
        person: whom.
        size: side of the phone camera's picture, pixels.
        detail: how finely; None decides by ``size``.
    """

    def __init__(self, person: Person, size: int, *, detail: Detail | None = None) -> None:
        self.person, self.size = person, size
        detail = detail or detail_for(size)
        self.surfaces: Surfaces = build_surfaces(person, smooth=detail.smooth)
        hair = grow_hair(person, self.surfaces, detail.hair)
        face_hair = grow_face_hair(person, self.surfaces, min(1.0, 2 * detail.hair))
        self._textures = make_textures(person, self.surfaces, detail.skin_size)
        random = np.random.default_rng([75, person.seed]).random(len(hair.points) + len(face_hair.radius))
        incidence = normal_matrix(len(self.surfaces.neutral), self.surfaces.triangles)
        self._body = Body(
            self.surfaces, hair, face_hair, incidence, random.astype(np.float32), person.light, detail.shadow_size
        )
        lenses = self.surfaces.material == Material.LENS
        self._lenses = self.surfaces.triangles[lenses]
        self._backgrounds: dict[tuple[Background, int, int], Floats] = {}

    @property
    def camera(self) -> Camera:
        """The phone's camera: fixed focal length, square picture."""
        focal, centre = FOCAL_PER_SIZE * self.size, self.size / 2
        K = np.array([[focal, 0, centre], [0, focal, centre], [0, 0, 1]], np.float32)
        return Camera(K, np.eye(4, dtype=np.float32), self.size, self.size)

    def render(self, moment: Moment) -> Rendered:
        """Draw one instant as the phone sees it."""
        return self.look(pose_scene(self._body, moment), self.camera, self.person.background)

    def render_all(self, moment: Moment, cameras: list[Camera], background: Background) -> list[Rendered]:
        """Draw one instant as several cameras see it, before the same background."""
        scene = pose_scene(self._body, moment)
        return [self.look(scene, camera, background) for camera in cameras]

    def look(self, scene: Scene, camera: Camera, background: Background) -> Rendered:
        """Draw a posed scene as a camera sees it."""
        drawn = draw(scene, self.surfaces.triangles, self.surfaces.material, camera, self._shader)
        picture: Floats = drawn.colour + (1 - drawn.cover[..., None]) * self._behind(background, camera)
        picture = self._with_lenses(scene, camera, drawn, picture)
        position = apply(camera.cam_from_world, scene.position)
        names = self.surfaces.landmarks
        pixels = project(camera, position[list(names.values())])
        return Rendered(
            np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8),
            np.clip(drawn.cover * 255 + 0.5, 0, 255).astype(np.uint8),
            (camera.cam_from_world @ scene.world_from_head).astype(np.float32),
            scene.gaze,
            {n: (float(p[0]), float(p[1])) for n, p in zip(names, pixels, strict=True)},
            drawn.depth,
            drawn.normal,
            position.astype(np.float32),
        )

    def _shader(self, kind: Material, points: Points) -> Floats:
        return tone_map(shade(self.person, self._textures, kind, points))

    def _with_lenses(self, scene: Scene, camera: Camera, drawn: Drawn, picture: Floats) -> Floats:
        """Lenses darken what is behind them a little and mirror the room."""
        found = lens_pixels(scene, self._lenses, camera, drawn.depth) if len(self._lenses) else None
        if found is None:
            return picture
        pixel, normal, view = found
        flat = picture.reshape(-1, 3).copy()
        glare = lens_glare(self.person.light, normal, view)
        flat[pixel] = 1 - (1 - 0.965 * flat[pixel]) * (1 - glare)
        return flat.reshape(picture.shape)

    def _behind(self, background: Background, camera: Camera) -> Floats:
        key = (background, camera.width, camera.height)
        if key not in self._backgrounds:
            side = float(np.sign(self.person.light.key_direction[0]))
            self._backgrounds[key] = tone_map(paint(background, side, camera.width, camera.height, self.person.seed))
        return self._backgrounds[key]
