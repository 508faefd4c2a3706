"""Videos of high dynamic range (HLG, PQ), which phones record by default, as an ordinary screen shows them.

OpenCV converts their colours too, but at the video's full size and only after making a table for seconds: a frame of
3840 x 2160 takes four times as long. Here an ffmpeg process scales first, and works while its reader does.

Source: ITU-R BT.2100 (the two curves) and BT.2408 (diffuse white at 203 nits of 1000).
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Generator
from pathlib import Path

import numpy as np

from core.types import ByteArray

HDR_TRANSFERS = ("arib-std-b67", "smpte2084")
"""HLG and PQ, as ffmpeg calls them."""
WHITE_NITS, PEAK_NITS = 203.0, 1000.0
KNEE = 0.7
"""Share of diffuse white up to which nothing is bent; skin lies below it."""
TABLE_LEVEL = 8
"""A table of 64 colours a side."""
_PROBE_TIMEOUT_S = 20.0
_VIDEO_STREAM = re.compile(rb"Stream #[^\n]*: Video: [^\n]*")


def hdr_transfer(path: Path) -> str:
    """The curve of a file's first video stream, one of ``HDR_TRANSFERS``; '' for others and where it cannot be told."""
    found = _VIDEO_STREAM.search(_described(path))
    return next((name for name in HDR_TRANSFERS if found is not None and name.encode() in found.group()), "")


def hdr_pictures(path: Path, transfer: str, size: tuple[int, int], start: int = 0) -> Generator[ByteArray]:
    """Frames as 8-bit RGB of BT.709, uint8 [H, W, 3], from frame ``start`` on; ends early where decoding does.

    Args:
        path: the video.
        transfer: of ``hdr_transfer``.
        size: (width, height) after rotation.
        start: frames before it are decoded and passed over.
    """
    width, height = size
    graph = _graph(transfer, width, height, start)
    options = ["-filter_complex", graph, "-map", "[shown]", "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"]
    process = subprocess.Popen(  # the command is ours; only the file's name comes from outside
        [*_command(path), *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert isinstance(process.stdout, io.BufferedReader)
    try:
        while True:
            picture = np.empty((height, width, 3), np.uint8)
            if process.stdout.readinto(picture.data.cast("B")) < picture.nbytes:
                return
            yield picture
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _graph(transfer: str, width: int, height: int, start: int) -> str:
    """ffmpeg's filters: what the colours become is worked out once, for a table, and looked up for every pixel."""
    table = [
        f"haldclutsrc=level={TABLE_LEVEL}:rate=1:duration=1",
        "format=gbrp16le",
        f"setparams=color_trc={transfer}:color_primaries=bt2020:colorspace=gbr:range=pc",
        f"zscale=t=linear:npl={WHITE_NITS:g}:p=bt709:agamma=0",
        "format=gbrpf32le",
        f"tonemap=mobius:param={KNEE:g}:peak={PEAK_NITS / WHITE_NITS:.3f}:desat=0",
        "zscale=t=bt709:r=pc",
        "format=rgb24",
    ]
    picture = [f"select=gte(n\\,{start})"] if start else []
    picture += [
        f"scale={width}:{height}:flags=area",
        "setparams=color_trc=bt709:color_primaries=bt709",  # hides the curve from the change to RGB
        "format=rgb24",  # packed: ffmpeg mixes the channels of planar tables up
    ]
    look_up = "[picture][table]haldclut=clut=first:interp=tetrahedral,format=rgb24[shown]"
    return f"{','.join(table)}[table];[0:v:0]{','.join(picture)}[picture];{look_up}"


def _described(path: Path) -> bytes:
    """What ffmpeg says of a file."""
    try:
        done = subprocess.run(
            _command(path, "info"), stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROBE_TIMEOUT_S
        )
    except (OSError, RuntimeError, subprocess.TimeoutExpired):
        return b""
    return done.stderr


def _command(path: Path, level: str = "error") -> list[str]:
    """ffmpeg with ``path`` as its input, and nothing but files behind it.

    Raises:
        RuntimeError: there is no ffmpeg.
    """
    from imageio_ffmpeg import get_ffmpeg_exe

    return [get_ffmpeg_exe(), "-hide_banner", "-v", level, "-protocol_whitelist", "file", "-i", f"file:{path}"]
