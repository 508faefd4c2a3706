"""One picture of an avatar: the engine's way of drawing, shared by videos, sheets and evaluation. No torch."""

from __future__ import annotations

import numpy as np

from core.avatar.runtime import Avatar
from core.errors import InputError
from core.types import ByteArray, Camera, FloatArray, Splats

MIN_SIZE_PX, MAX_SIZE_PX = 32, 4096


def draw_avatar(
    avatar: Avatar,
    descriptor: FloatArray,
    cam_from_head: FloatArray | None = None,
    *,
    size: int | None = None,
    cam_from_world: FloatArray | None = None,
) -> ByteArray:
    """Draw an avatar as its capture camera sees it.

    Args:
        avatar: what to draw.
        descriptor: its expression, [D].
        cam_from_head: head pose in the capture camera, [4, 4]; None for the typical pose.
        size: pixels a side; None for the training size.
        cam_from_world: moves the camera from where the capture camera was, [4, 4]; None leaves it there.
    Returns:
        uint8 [size, size, 3] RGB.
    Raises:
        InputError: the size is out of range.
    """
    camera = sized_camera(avatar, size)
    if cam_from_world is not None:
        camera = Camera(camera.K, np.asarray(cam_from_world, np.float32), camera.width, camera.height)
    return draw_through(avatar, descriptor, cam_from_head, camera)


def draw_through(avatar: Avatar, descriptor: FloatArray, cam_from_head: FloatArray | None, camera: Camera) -> ByteArray:
    """Draw an avatar on its own background through any camera; uint8 [H, W, 3] RGB. See ``draw_avatar``."""
    return draw_splats(avatar, avatar.splats(descriptor, cam_from_head), camera)


def draw_splats(avatar: Avatar, splats: Splats, camera: Camera) -> ByteArray:
    """Draw splats of an avatar, placed already, on its own background; uint8 [H, W, 3] RGB."""
    from core.splats.native import render_numpy

    background = np.asarray(avatar.meta.background, np.float32)
    rgb, _, _ = render_numpy(splats, camera, background)
    return np.asarray(np.rint(np.clip(rgb, 0.0, 1.0) * 255.0), np.uint8)


def sized_camera(avatar: Avatar, size: int | None = None) -> Camera:
    """The capture camera at ``size`` pixels a side.

    Raises:
        InputError: the size is out of range.
    """
    wanted = avatar.meta.image_size if size is None else size
    if not MIN_SIZE_PX <= wanted <= MAX_SIZE_PX:
        expected = f"{MIN_SIZE_PX} to {MAX_SIZE_PX} pixels"
        raise InputError("The picture's size cannot be drawn", got=f"{wanted} pixels", expected=expected)
    return avatar.camera(wanted)


def even_size(avatar: Avatar, size: int | None) -> int:
    """``size`` (or the training size) rounded up to an even number, which video needs."""
    wanted = avatar.meta.image_size if size is None else size
    return wanted + wanted % 2


def resting_descriptor(avatar: Avatar) -> FloatArray:
    """The avatar at rest: descriptors are measured from the subject's neutral, so all zeros, [D]."""
    return np.zeros(avatar.num_channels, np.float32)
