"""Small avatars and cameras for the tests of the window, and a plain compositor that follows the formulas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.avatar.format import AvatarMeta
from core.avatar.layout import natural_units
from core.avatar.runtime import Avatar
from core.expression.encoder import DEFAULT_ENCODER, get_encoder
from core.types import Camera, FloatArray, Splats

CHANNELS = ("jawOpen", "mouthSmileLeft", "eyeBlinkLeft", "eyeBlinkRight", "browInnerUp", "gazeLeftYaw")
REGIONS = ("mouth", "mouth", "eyes", "eyes", "brows", "gaze")


def make_avatar(count: int = 400, bases: int = 5, seed: int = 0, name: str = "Tilda") -> Avatar:
    """A head-sized ball of soft splats that moves with every channel."""
    rng = np.random.default_rng(seed)
    units = natural_units()
    direction = rng.normal(size=(count, 3))
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    physical = np.zeros((count, 14), np.float32)
    radii = np.array([0.075, 0.11, 0.09]) * rng.uniform(0.9, 1.0, (count, 1))
    physical[:, :3] = direction * radii + (0.0, -0.02, -0.06)
    physical[:, 3:7] = rng.normal(size=(count, 4))
    size_m = 0.35 / np.sqrt(count)  # so that any number of splats closes the surface
    physical[:, 7:10] = np.log(size_m) + rng.normal(0, 0.3, (count, 3))
    physical[:, 10] = rng.normal(1.0, 1.5, count)
    physical[:, 11:14] = _face_colours(physical[:, :3]) + rng.normal(0.0, 0.15, (count, 3))
    head0 = np.diag([1.0, -1.0, -1.0, 1.0]).astype(np.float32)  # head space looks back at the camera
    head0[:3, 3] = (0.0, 0.0, 0.6)
    size, D = 256, len(CHANNELS)
    arrays = {
        "base": (physical / units).astype(np.float32),
        "bases": rng.normal(0, 60, (bases, count, 14)).astype(np.float32),
        "units": units,
        "blend": rng.uniform(0, 1, count).astype(np.float32),
        "cam_from_head0": head0,
        "K": np.array([[400, 0, size / 2], [0, 400, size / 2], [0, 0, 1]], np.float32),
        "torso_map": rng.normal(0, 0.01, (6, 7)).astype(np.float32),
        "pose_map": rng.normal(0, 0.01, (6, 7)).astype(np.float32),
        "linear": rng.normal(0, 0.5, (bases, D)).astype(np.float32),
        "input_mean": np.zeros(D, np.float32),
        "input_scale": np.ones(D, np.float32),
        "input_limit": np.full(D, 3.0, np.float32),
        "landmark.shape": np.zeros((478, 3), np.float32),
        "landmark.basis": np.zeros((52, 478, 3), np.float32),
        "landmark.neutral": np.zeros(52, np.float32),
        "landmark.weights": np.ones(478, np.float32),
        "train_descriptors": rng.uniform(-0.1, 0.8, (50, D)).astype(np.float32),
    }
    meta = AvatarMeta(name, "blend52", 1, CHANNELS, REGIONS, size)
    return Avatar(meta, arrays)


def make_encoded_avatar(count: int = 50, name: str = "Tilda") -> Avatar:
    """The same ball, moved by the channels of the default encoder."""
    encoder, plain = get_encoder(DEFAULT_ENCODER), make_avatar(count, name=name)
    D, rng = len(encoder.channels), np.random.default_rng(0)
    arrays = {
        **plain.arrays,
        "linear": rng.normal(0, 0.1, (len(plain.bases), D)).astype(np.float32),
        "input_mean": np.zeros(D, np.float32),
        "input_scale": np.ones(D, np.float32),
        "input_limit": np.full(D, 3, np.float32),
        "train_descriptors": rng.uniform(-0.2, 0.6, (60, D)).astype(np.float32),
    }
    meta = replace(
        plain.meta,
        encoder_id=encoder.id,
        encoder_version=encoder.version,
        channels=tuple(channel.name for channel in encoder.channels),
        regions=tuple(channel.region for channel in encoder.channels),
    )
    return Avatar(meta, arrays)


def _face_colours(means: FloatArray) -> FloatArray:
    """Logits of skin, with dark eyes, a red mouth and brown hair where a face has them."""
    colours = np.tile(np.array([0.9, 0.2, -0.2], np.float32), (len(means), 1))
    x, y, z = means.T
    colours[(y > 0.03) | (z < -0.07)] = (-1.2, -1.7, -2.0)
    front = z > -0.02
    eyes = front & (np.hypot(np.abs(x) - 0.03, y) < 0.011)
    mouth = front & (np.hypot(x / 2.2, y + 0.065) < 0.01)
    colours[eyes], colours[mouth] = (-2.5, -2.2, -2.0), (0.4, -1.2, -1.0)
    return colours


def make_camera(width: int, height: int, yaw: float = 0.3) -> Camera:
    """A camera 0.6 m in front of the avatar's head, turned around it."""
    c, s = np.cos(yaw), np.sin(yaw)
    cam_from_world = np.eye(4, dtype=np.float32)
    cam_from_world[:3, :3] = [[c, 0, s], [0, 1, 0], [-s, 0, c]]
    target = np.array([0, 0, 0.6], np.float32)
    cam_from_world[:3, 3] = target - cam_from_world[:3, :3] @ target
    K = np.array([[1.6 * width, 0, width / 2], [0, 1.6 * width, height / 2], [0, 0, 1]], np.float32)
    return Camera(K, cam_from_world, width, height)


def composite(splats: Splats, camera: Camera, background: tuple[float, float, float]) -> FloatArray:
    """Draw splats in float64, one at a time, front to back: [H, W, 3]. The semantics of gsplat, without its tiles."""
    R, t = camera.cam_from_world[:3, :3].astype(float), camera.cam_from_world[:3, 3].astype(float)
    means = splats.means @ R.T + t
    fx, fy, cx, cy = (float(camera.K[i]) for i in ((0, 0), (1, 1), (0, 2), (1, 2)))
    W, H = camera.width, camera.height
    x, y = np.meshgrid(np.arange(W) + 0.5, np.arange(H) + 0.5)
    light, clear = np.zeros((H, W, 3)), np.ones((H, W))
    for i in np.argsort(means[:, 2], kind="stable"):
        X, Y, Z = means[i]
        if Z <= 0.01 or splats.opacities[i] < 1 / 255:
            continue
        u = np.clip(X / Z, -cx / fx - 0.15 * W / fx, (W - cx) / fx + 0.15 * W / fx)
        v = np.clip(Y / Z, -cy / fy - 0.15 * H / fy, (H - cy) / fy + 0.15 * H / fy)
        J = np.array([[fx, 0, -fx * u], [0, fy, -fy * v]]) / Z
        M = J @ R @ _rotation(splats.quats[i]) * splats.scales[i]
        inverse = np.linalg.inv(M @ M.T + 0.3 * np.eye(2))
        dx, dy = x - (fx * X / Z + cx), y - (fy * Y / Z + cy)
        power = 0.5 * (inverse[0, 0] * dx * dx + inverse[1, 1] * dy * dy) + inverse[0, 1] * dx * dy
        alpha = np.minimum(0.999, splats.opacities[i] * np.exp(-power))
        alpha[(alpha < 1 / 255) | (clear * (1 - alpha) <= 1e-4)] = 0
        light += (clear * alpha)[..., None] * splats.colors[i]
        clear *= 1 - alpha
    return (light + clear[..., None] * np.array(background)).astype(np.float32)


def _rotation(quat: FloatArray) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    w, x, y, z = (quat / np.linalg.norm(quat)).astype(float)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def psnr(a: FloatArray, b: FloatArray) -> float:
    """Peak signal-to-noise ratio of two pictures in 0..1, in dB."""
    return float(-10 * np.log10(np.mean((a.astype(np.float64) - b) ** 2) + 1e-20))
