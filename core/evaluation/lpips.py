"""LPIPS with AlexNet features, version 0.1 of the measure, evaluated in torch from an .npz of its weights.

The file holds the five convolutions as ``AlexNet_0/Conv_i/{kernel,bias}`` (kernels height, width, in, out) and the five
linear heads as ``NetLinLayer_i/Conv_0/kernel``. Nothing is unpickled.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from core.errors import FormatError, ShapeError
from core.evaluation.metrics import Images, as_float

if TYPE_CHECKING:
    from core.weights.store import WeightStore

WEIGHT_NAME = "lpips_alexnet"
MIN_SIZE = 64
"""Below this many pixels a side the deepest features of AlexNet have no extent left."""
# kernel shapes (height, width, in, out), stride, padding; a 3x3 max-pool of stride 2 comes before convolutions 1 and 2
_LAYERS: tuple[tuple[tuple[int, int, int, int], int, int], ...] = (
    ((11, 11, 3, 64), 4, 2),
    ((5, 5, 64, 192), 1, 2),
    ((3, 3, 192, 384), 1, 1),
    ((3, 3, 384, 256), 1, 1),
    ((3, 3, 256, 256), 1, 1),
)
_POOL_BEFORE = (1, 2)
_SHIFT = (-0.030, -0.088, -0.188)
_SCALE = (0.458, 0.448, 0.450)
_MAX_FILE_BYTES = 32 << 20


class Lpips:
    """Perceptual distance between images; 0 for equal ones, about 0.7 for unrelated ones.

    Args:
        kernels: per layer a kernel [out, in, h, w] and a bias [out].
        heads: per layer the non-negative channel weights, [out].
    Source: Zhang et al., The Unreasonable Effectiveness of Deep Features as a Perceptual Metric, 2018, sec. 3.
    """

    def __init__(self, kernels: Sequence[tuple[Tensor, Tensor]], heads: Sequence[Tensor]) -> None:
        self._kernels = [(k.contiguous(memory_format=torch.channels_last), b) for k, b in kernels]
        self._heads = list(heads)
        self._shift = torch.tensor(_SHIFT).view(1, 3, 1, 1)
        self._scale = torch.tensor(_SCALE).view(1, 3, 1, 1)

    @classmethod
    def from_store(cls, store: WeightStore) -> Lpips:
        """Load the weight ``lpips_alexnet``.

        Raises:
            WeightsError: the weight cannot be had; its next step says how to import it.
        """
        return cls.load(store.path(WEIGHT_NAME))

    @classmethod
    def load(cls, path: Path | str) -> Lpips:
        """Load the weights from an .npz file.

        Raises:
            FormatError: not such a file, or tensors of another shape or not finite.
        """
        file = Path(path)
        try:
            if file.stat().st_size > _MAX_FILE_BYTES:
                raise FormatError(f"'{file.name}' is too large", expected=f"at most {_MAX_FILE_BYTES} bytes")
            with np.load(file, allow_pickle=False) as archive:
                kernels = [_convolution(archive, i) for i in range(len(_LAYERS))]
                heads = [
                    _tensor(archive, f"NetLinLayer_{i}/Conv_0/kernel", (1, 1, shape[3], 1)).flatten()
                    for i, (shape, _, _) in enumerate(_LAYERS)
                ]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise FormatError(
                f"'{file.name}' is no LPIPS weight file",
                got=str(error),
                next_step="Import the weight again: raf-studio weights import",
            ) from error
        return cls(kernels, heads)

    @torch.no_grad()
    def features(self, images: Images) -> list[Tensor]:
        """Unit-length features of five layers, [B, channels, h, w] each; keep them for images that do not change.

        Args:
            images: [B, H, W, 3], uint8 or float in 0..1, at least 64 pixels a side.
        Raises:
            ShapeError: not images, or too small.
        """
        pictures = as_float(images)
        if min(pictures.shape[1:3]) < MIN_SIZE:
            raise ShapeError(
                "Images are too small for LPIPS", got=str(list(pictures.shape)), expected="at least 64 x 64"
            )
        x = pictures.movedim(-1, 1).contiguous(memory_format=torch.channels_last)
        x = ((x * 2.0 - 1.0) - self._shift) / self._scale
        features = []
        for i, ((kernel, bias), (_, stride, padding)) in enumerate(zip(self._kernels, _LAYERS, strict=True)):
            if i in _POOL_BEFORE:
                x = functional.max_pool2d(x, kernel_size=3, stride=2)
            x = functional.relu(functional.conv2d(x, kernel, bias, stride=stride, padding=padding))
            features.append(x / (x.square().sum(dim=1, keepdim=True).sqrt() + 1e-10))
        return features

    @torch.no_grad()
    def between(self, a: Sequence[Tensor], b: Sequence[Tensor]) -> Tensor:
        """Distance [B] between the ``features`` of two batches."""
        total = torch.zeros(a[0].shape[0])
        for x, y, head in zip(a, b, self._heads, strict=True):
            squared = (x - y).square().mean(dim=(2, 3))  # the head is linear: mean over pixels first
            total = total + squared @ head
        return total

    def __call__(self, truth: Images, rendered: Images) -> Tensor:
        """Distance [B] between two batches of images, [B, H, W, 3] each."""
        return self.between(self.features(truth), self.features(rendered))


def _convolution(archive: np.lib.npyio.NpzFile, i: int) -> tuple[Tensor, Tensor]:
    shape = _LAYERS[i][0]
    kernel = _tensor(archive, f"AlexNet_0/Conv_{i}/kernel", shape).permute(3, 2, 0, 1)
    return kernel, _tensor(archive, f"AlexNet_0/Conv_{i}/bias", (shape[3],))


def _tensor(archive: np.lib.npyio.NpzFile, name: str, shape: tuple[int, ...]) -> Tensor:
    array = archive[name]
    if array.shape != shape or array.dtype != np.float32 or not np.isfinite(array).all():
        raise ValueError(f"{name} is {array.dtype}{list(array.shape)}, expected finite float32{list(shape)}")
    return torch.from_numpy(np.ascontiguousarray(array))
