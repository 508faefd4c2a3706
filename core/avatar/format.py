"""The avatar file: one safetensors file that carries all that is needed to draw, drive and judge an avatar. Light.

Avatar files come from other people: nothing is unpickled, every size is bounded before anything is allocated, and every
array is checked for shape and finite values.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from core.avatar.layout import ATTRIBUTES
from core.errors import FormatError
from core.types import NUM_BLENDSHAPES, NUM_LANDMARKS, FloatArray

SCHEMA_VERSION = 1
METADATA_KEY = "raf_avatar"
MAX_FILE_BYTES = 2 << 30
MAX_HEADER_BYTES = 16 << 20
MAX_SPLATS = 2_000_000
MAX_BASES = 256
MAX_CHANNELS = 1024
MAX_LAYERS = 8
MAX_SUMMARY = 20_000
_HALVED = ("bases",)  # nearly all of a file; in natural units, so that half precision is far below what can be seen
_HALF_LIMIT = 6e4


@dataclass(frozen=True)
class AvatarMeta:
    """What an avatar says of itself.

    Attributes:
        name: shown to the user.
        encoder_id: the expression encoder whose descriptors drive it.
        encoder_version: version of that encoder; another version is refused.
        channels: descriptor channel names, length D.
        regions: region of each channel, length D.
        image_size: side of the training images in pixels.
        background: RGB in 0..1 on which it was trained.
        fps: of the capture.
        neutral: the encoder's neutral of the subject, as its ``to_dict``.
        licences: of each weight and data source that took part.
        consent: who this is and what they agreed to, free form.
        training: the resolved config and held-out figures.
        schema_version: of this file.
    """

    name: str
    encoder_id: str
    encoder_version: int
    channels: tuple[str, ...]
    regions: tuple[str, ...]
    image_size: int
    background: tuple[float, float, float] = (0.5, 0.5, 0.5)
    fps: float = 25.0
    neutral: dict[str, Any] = field(default_factory=dict)
    licences: tuple[dict[str, Any], ...] = ()
    consent: dict[str, Any] = field(default_factory=dict)
    training: dict[str, Any] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str, source: str) -> AvatarMeta:
        """Parse and check; FormatError names what is wrong."""
        try:
            raw = json.loads(text)
            if not isinstance(raw, dict):
                raise TypeError("not an object")
            version = int(raw.get("schema_version", -1))
            if version > SCHEMA_VERSION:
                raise FormatError(
                    f"Avatar '{source}' is from a newer version of RAF Studio",
                    got=f"schema {version}",
                    expected=f"at most {SCHEMA_VERSION}",
                    next_step="Update RAF Studio.",
                )
            known = {f.name for f in fields(cls)}
            values = {k: v for k, v in raw.items() if k in known}
            for key in ("channels", "regions", "licences"):
                values[key] = tuple(values.get(key, ()))
            values["background"] = tuple(float(x) for x in values.get("background", (0.5,) * 3))
            meta = cls(**values)
            if not 16 <= int(meta.image_size) <= 4096 or len(meta.background) != 3:
                raise ValueError("image size or background out of range")
        except (TypeError, ValueError, KeyError) as error:
            raise FormatError(
                f"Avatar '{source}' has damaged facts in its header",
                got=str(error),
                next_step="Get the file again, or export the avatar again from its project.",
            ) from error
        return meta


# name -> shape; letters are bound on first use, so that all arrays must agree
_REQUIRED: dict[str, tuple[int | str, ...]] = {
    "base": ("N", ATTRIBUTES),
    "bases": ("K", "N", ATTRIBUTES),
    "units": (ATTRIBUTES,),
    "blend": ("N",),
    "cam_from_head0": (4, 4),
    "K": (3, 3),
    "torso_map": (6, 7),
    "pose_map": (6, 7),
    "linear": ("K", "D"),
    "input_mean": ("D",),
    "input_scale": ("D",),
    "input_limit": ("D",),
    "landmark.shape": (NUM_LANDMARKS, 3),
    "landmark.basis": (NUM_BLENDSHAPES, NUM_LANDMARKS, 3),
    "landmark.neutral": (NUM_BLENDSHAPES,),
    "landmark.weights": (NUM_LANDMARKS,),
    "train_descriptors": ("M", "D"),
}
_LIMITS = {"N": MAX_SPLATS, "K": MAX_BASES, "D": MAX_CHANNELS, "M": MAX_SUMMARY}


def write_avatar(path: Path, arrays: dict[str, FloatArray], meta: AvatarMeta, *, compact: bool = False) -> None:
    """Write an avatar atomically. ``arrays`` as check_arrays wants them; ``compact`` halves the file (see _HALVED)."""
    from safetensors.numpy import save

    from core.project.atomic import atomic_write_bytes

    check_arrays(arrays, meta, str(path))
    data: dict[str, Any] = {name: np.ascontiguousarray(a, np.float32) for name, a in arrays.items()}
    if compact:
        data |= {name: np.clip(data[name], -_HALF_LIMIT, _HALF_LIMIT).astype(np.float16) for name in _HALVED}
    atomic_write_bytes(Path(path), save(data, metadata={METADATA_KEY: meta.to_json()}))


def read_avatar(path: Path) -> tuple[dict[str, FloatArray], AvatarMeta]:
    """Read and check an avatar file; FormatError for anything that is not one."""
    from safetensors import SafetensorError, safe_open

    path = Path(path)
    _check_container(path)
    try:
        with safe_open(str(path), framework="numpy") as handle:
            text = (handle.metadata() or {}).get(METADATA_KEY)
            if text is None:
                raise _damaged(path, "a safetensors file that holds no avatar")
            meta = AvatarMeta.from_json(text, path.name)
            arrays = {name: np.asarray(handle.get_tensor(name), np.float32) for name in handle.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise _damaged(path, str(error)) from error
    check_arrays(arrays, meta, path.name)
    return arrays, meta


def read_meta(path: Path) -> AvatarMeta:
    """What an avatar file says of itself, without its arrays; FormatError for anything that is no avatar."""
    from safetensors import SafetensorError, safe_open

    path = Path(path)
    _check_container(path)
    try:
        with safe_open(str(path), framework="numpy") as handle:
            text = (handle.metadata() or {}).get(METADATA_KEY)
    except SafetensorError as error:
        raise _damaged(path, str(error)) from error
    if text is None:
        raise _damaged(path, "a safetensors file that holds no avatar")
    return AvatarMeta.from_json(text, path.name)


def check_arrays(arrays: dict[str, FloatArray], meta: AvatarMeta, source: str) -> None:
    """Raise FormatError unless all arrays are there, agree in shape, are finite and bounded."""
    letters: dict[str, int] = {"D": len(meta.channels)}
    for name, shape in _REQUIRED.items():
        if name not in arrays:
            raise _damaged(source, f"no array '{name}'")
        _check_one(name, arrays[name], shape, letters, source)
    if len(meta.regions) != letters["D"]:
        raise _damaged(source, f"{len(meta.regions)} regions for {letters['D']} channels")
    check_layers(arrays, letters["D"], letters["K"], source)
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise _damaged(source, f"values in '{name}' that are not finite")


def check_layers(arrays: dict[str, FloatArray], inputs: int, outputs: int, source: str) -> int:
    """Check the chain of ``mlp.<i>.weight`` and ``.bias`` from D to K; returns the number of layers."""
    width, layers = inputs, 0
    while f"mlp.{layers}.weight" in arrays and layers < MAX_LAYERS:
        weight, bias = arrays[f"mlp.{layers}.weight"], arrays.get(f"mlp.{layers}.bias")
        if weight.ndim != 2 or weight.shape[1] != width or bias is None or bias.shape != (weight.shape[0],):
            raise _damaged(source, f"network layer {layers} that does not fit")
        width, layers = weight.shape[0], layers + 1
    if layers and width != outputs:
        raise _damaged(source, f"a network of {width} outputs for {outputs} bases")
    return layers


def _check_one(
    name: str, array: FloatArray, shape: tuple[int | str, ...], letters: dict[str, int], source: str
) -> None:
    if array.ndim != len(shape):
        raise _damaged(source, f"'{name}' with {array.ndim} dimensions instead of {len(shape)}")
    for got, want in zip(array.shape, shape, strict=True):
        expected = letters.setdefault(want, int(got)) if isinstance(want, str) else want
        if got != expected or (isinstance(want, str) and got > _LIMITS[want]):
            raise _damaged(source, f"'{name}' of shape {list(array.shape)}")


def _check_container(path: Path) -> None:
    """Bound the file and its header before the library reads them."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise FormatError(
            f"Avatar '{path}' cannot be read", got=error.strerror or str(error), next_step="Check the path."
        ) from error
    if size > MAX_FILE_BYTES:
        raise _damaged(path, f"a file of {size} bytes")
    if len(head) < 8 or not 2 <= struct.unpack("<Q", head)[0] <= min(MAX_HEADER_BYTES, max(size - 8, 0)):
        raise _damaged(path, "a file that is not safetensors, or was cut short")


def _damaged(source: object, got: str) -> FormatError:
    name = Path(str(source)).name
    return FormatError(
        f"'{name}' is not a usable avatar file",
        got=got,
        expected="an avatar written by RAF Studio (.safetensors)",
        next_step="Get the file again, or export the avatar again from its project.",
    )
