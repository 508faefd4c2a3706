"""The OpenGL renderer: bases and projection into float textures, quads sorted back to front into RGBA16F, then resolve.

Call everything with the context current. Semantics equal those of the rasteriser in ``core.splats``, as tests check.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Protocol

import moderngl
import numpy as np

from core.avatar.se3 import quat_from_matrix
from core.errors import StudioError
from core.types import ByteArray, FloatArray
from studio.gl.modes import DEPTH_STOPS, ViewMode
from studio.gl.scene import LAYERS, NEAR_M, SLOTS, TEXTURE_WIDTH, DrawState, SplatScene

MAX_BASES = 256
SOFTWARE_RENDERERS = ("llvmpipe", "softpipe", "swiftshader", "software rasterizer", "microsoft basic render")


def is_software(renderer_name: str) -> bool:
    """True for OpenGL that runs on the CPU: the native rasteriser is 3 to 6 times faster than that."""
    return any(name in renderer_name.lower() for name in SOFTWARE_RENDERERS)


class _Releasable(Protocol):
    def release(self) -> None: ...


class SplatRenderer:
    """Draws one scene. Make it, use it and release it with its context current.

    Args:
        context: OpenGL 3.3 or later.
    Raises:
        StudioError: the context is too old, or a shader does not compile.
    """

    def __init__(self, context: moderngl.Context) -> None:
        if context.version_code < 330:
            raise StudioError("OpenGL is too old", got=str(context.version_code), expected="at least 330 (OpenGL 3.3)")
        self._context = context
        try:
            self._deform = _program(context, "fullscreen.vert", "deform.frag")
            self._splat = _program(context, "splat.vert", "splat.frag")
            self._resolve = _program(context, "fullscreen.vert", "resolve.frag")
        except moderngl.Error as error:
            raise StudioError("The graphics driver refuses a shader", got=str(error).strip()) from None
        self._deform_quad = context.vertex_array(self._deform, [])
        self._resolve_quad = context.vertex_array(self._resolve, [])
        self._programs: list[_Releasable] = [self._deform_quad, self._resolve_quad]
        self._programs += [self._deform, self._splat, self._resolve]
        self._scene: SplatScene | None = None
        self._scene_objects: list[_Releasable] = []
        self._picture: moderngl.Framebuffer | None = None
        self._picture_texture: moderngl.Texture | None = None
        self._backdrop: moderngl.Texture | None = None
        self._behind = 0
        _write(self._resolve, "stops", np.array(DEPTH_STOPS, np.float32))
        self._resolve["square_px"] = 12.0

    @property
    def name(self) -> str:
        """The driver's name for the device that draws."""
        return str(self._context.info["GL_RENDERER"])

    def load(self, scene: SplatScene) -> None:
        """Put a scene on the device, in place of the last one.

        Raises:
            StudioError: the device cannot hold so many bases or splats.
        """
        self._check_limits(len(scene.bases), scene.rows)
        if self._scene is not None and (len(self._scene), len(self._scene.bases)) == (len(scene), len(scene.bases)):
            self._base.write(scene.packed_base)  # another snapshot of one run: same sizes, nothing to allocate
            self._bases.write(scene.packed_bases)
        else:
            self._allocate(scene)
        units = np.ones(16, np.float32)
        units[SLOTS] = scene.units
        _write(self._deform, "units", units)
        self._deform["splat_count"] = len(scene)
        self._deform["basis_count"] = len(scene.bases)
        self._deform["near_m"] = NEAR_M
        self._scene = scene

    def set_backdrop(self, picture: ByteArray | None, *, checker: bool = False, square_px: float = 12.0) -> None:
        """What is behind the splats in ``draw``: a picture, a checkerboard, or the state's colour.

        Args:
            picture: uint8 [H, W, 3], drawn to fill the target; None for none.
            checker: a checkerboard, as a sign of transparency.
            square_px: side of its squares.
        """
        if self._backdrop is not None:
            self._backdrop.release()
            self._backdrop = None
        self._behind = 2 if checker else 0
        self._resolve["square_px"] = square_px
        if picture is not None and not checker:
            height, width = picture.shape[:2]
            data = np.ascontiguousarray(picture)
            self._backdrop = self._context.texture((width, height), 3, data, alignment=1, dtype="f1")
            self._backdrop.repeat_x = self._backdrop.repeat_y = False
            self._behind = 1

    def draw(self, target: moderngl.Framebuffer, state: DrawState, *, over_nothing: bool = False) -> None:
        """Draw the loaded scene into ``target``, whose viewport is set to the picture's size.

        Args:
            target: what is drawn into.
            state: the picture.
            over_nothing: leave what is behind transparent, colours premultiplied.
        """
        picture, texture = self._sized_picture(state.width, state.height)
        picture.use()
        picture.clear(0.0, 0.0, 0.0, 0.0)
        if self._scene is not None and len(self._scene):
            self._project(self._scene, state)
            self._blend_quads(self._scene, picture, state)
        target.use()
        self._context.viewport = (0, 0, state.width, state.height)
        self._context.disable(moderngl.BLEND | moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        texture.use(0)
        if self._backdrop is not None:
            self._backdrop.use(1)
        self._resolve["picture"], self._resolve["backdrop"] = 0, 1
        self._resolve["background"] = (*state.background, 0.0 if over_nothing else 1.0)
        self._resolve["behind"], self._resolve["mode"] = self._behind, state.mode.value
        self._resolve["size_px"] = (float(state.width), float(state.height))
        self._resolve_quad.render(moderngl.TRIANGLES, vertices=3)

    def draw_background(
        self, target: moderngl.Framebuffer, width: int, height: int, color: tuple[float, float, float]
    ) -> None:
        """Draw only what is behind the splats."""
        held, self._scene = self._scene, None
        try:
            eye = np.eye(4, dtype=np.float32)
            self.draw(target, DrawState(np.zeros(0, np.float32), eye, eye, eye[:3, :3], width, height, color))
        finally:
            self._scene = held

    def pixels(self, state: DrawState) -> FloatArray:
        """Draw and read back, [H, W, 3] float32; for tests and pictures, not for every frame."""
        return self._read(state, over_nothing=False)[..., :3].copy()

    def layer(self, state: DrawState) -> FloatArray:
        """The splats over nothing, premultiplied RGBA, [H, W, 4] float32."""
        return self._read(state, over_nothing=True)

    def _read(self, state: DrawState, *, over_nothing: bool) -> FloatArray:
        texture = self._context.texture((state.width, state.height), 4, dtype="f4")
        target = self._context.framebuffer([texture])
        try:
            self.draw(target, state, over_nothing=over_nothing)
            raw = np.frombuffer(target.read(components=4, dtype="f4"), np.float32)
        finally:
            self._unbind()
            target.release()
            texture.release()
        return raw.reshape(state.height, state.width, 4)[::-1].copy()

    def release(self) -> None:
        """Free everything on the device. Never call it after the context was lost: names are used again."""
        self._release_scene()
        self._release_picture()
        if self._backdrop is not None:
            self._backdrop.release()
            self._backdrop = None
        for thing in self._programs:
            thing.release()
        self._programs = []

    def _allocate(self, scene: SplatScene) -> None:
        self._release_scene()
        context, size = self._context, (TEXTURE_WIDTH, scene.rows)
        self._base = context.texture_array((*size, LAYERS), 4, scene.packed_base, dtype="f4")
        bases = scene.packed_bases
        self._bases = context.texture_array((*size, LAYERS * len(bases)), 4, bases, dtype="f2")
        maps = [context.texture(size, 4, dtype="f4") for _ in range(3)]
        nearest = (moderngl.NEAREST, moderngl.NEAREST)
        self._base.filter = self._bases.filter = nearest
        for texture in maps:
            texture.filter = nearest
        self._maps = maps
        self._projected = context.framebuffer(maps)
        self._order = context.buffer(reserve=max(len(scene), 1) * 4, dynamic=True)
        self._quads = context.vertex_array(self._splat, [(self._order, "u4/i", "splat")])
        self._scene_objects = [self._base, self._bases, *maps, self._projected, self._order, self._quads]

    def _project(self, scene: SplatScene, state: DrawState) -> None:
        program = self._deform
        weights = np.zeros(MAX_BASES, np.float32)
        weights[: len(scene.bases)] = state.weights
        _write(program, "weights", weights)
        quats = []
        for name, pose in (("head", state.cam_from_head), ("torso", state.cam_from_torso)):
            _write(program, f"{name}_rotation", pose[:3, :3].T)
            program[f"{name}_shift"] = tuple(float(v) for v in pose[:3, 3])
            quats.append(quat_from_matrix(pose[:3, :3]))
        torso = quats[1] if float(quats[0] @ quats[1]) >= 0 else -quats[1]
        program["head_quat"] = tuple(float(v) for v in quats[0])
        program["torso_quat"] = tuple(float(v) for v in torso)
        program["intrinsics"] = tuple(float(state.K[i]) for i in ((0, 0), (1, 1), (0, 2), (1, 2)))
        program["size_px"] = (float(state.width), float(state.height))
        program["mode"], program["depth_range"] = state.mode.value, state.depths
        program["base"], program["bases"] = 0, 1
        self._base.use(0)
        self._bases.use(1)
        self._context.disable(moderngl.BLEND | moderngl.DEPTH_TEST | moderngl.CULL_FACE)
        self._projected.use()
        self._deform_quad.render(moderngl.TRIANGLES, vertices=3)

    def _blend_quads(self, scene: SplatScene, picture: moderngl.Framebuffer, state: DrawState) -> None:
        self._order.write(scene.back_to_front(state).tobytes())
        program = self._splat
        for unit, name in enumerate(("placed_map", "shape_map", "color_map")):
            program[name] = unit
            self._maps[unit].use(unit)
        program["size_px"] = (float(state.width), float(state.height))
        program["mode"] = state.mode.value
        picture.use()
        if state.mode is ViewMode.ELLIPSOIDS:
            self._context.disable(moderngl.BLEND)
        else:
            self._context.enable(moderngl.BLEND)
        self._context.blend_equation = moderngl.FUNC_ADD, moderngl.FUNC_ADD
        self._context.blend_func = (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA)
        self._quads.render(moderngl.TRIANGLE_STRIP, vertices=4, instances=len(scene))

    def _sized_picture(self, width: int, height: int) -> tuple[moderngl.Framebuffer, moderngl.Texture]:
        picture, texture = self._picture, self._picture_texture
        if picture is None or texture is None or texture.size != (width, height):
            self._release_picture()
            texture = self._context.texture((width, height), 4, dtype="f2")
            picture = self._context.framebuffer([texture])
            self._picture, self._picture_texture = picture, texture
        return picture, texture

    def _check_limits(self, bases: int, rows: int) -> None:
        layers = int(self._context.info["GL_MAX_ARRAY_TEXTURE_LAYERS"])
        side = int(self._context.info["GL_MAX_TEXTURE_SIZE"])
        if LAYERS * bases > layers or bases > MAX_BASES or rows > side:
            raise StudioError(
                "The graphics device cannot hold this avatar",
                got=f"{bases} bases, {rows * TEXTURE_WIDTH} splats",
                expected=f"at most {min(layers // LAYERS, MAX_BASES)} bases, {side * TEXTURE_WIDTH} splats",
            )

    def _unbind(self) -> None:
        """Bind the context's own framebuffer: moderngl binds the last one again by itself, even after its release."""
        self._context.detect_framebuffer(0).use()

    def _release_scene(self) -> None:
        self._unbind()
        for thing in self._scene_objects:
            thing.release()
        self._scene_objects, self._scene = [], None

    def _release_picture(self) -> None:
        if self._picture is not None and self._picture_texture is not None:
            self._unbind()
            self._picture.release()
            self._picture_texture.release()
        self._picture = self._picture_texture = None


def _write(program: moderngl.Program, name: str, values: FloatArray) -> None:
    """Set a uniform array or matrix (column by column)."""
    uniform = program[name]
    assert isinstance(uniform, moderngl.Uniform)
    uniform.write(np.ascontiguousarray(values, np.float32).tobytes())


def _program(context: moderngl.Context, vertex: str, fragment: str) -> moderngl.Program:
    folder = files("studio.gl") / "shaders"
    return context.program((folder / vertex).read_text("utf-8"), (folder / fragment).read_text("utf-8"))
