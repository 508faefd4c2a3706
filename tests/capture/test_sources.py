"""Readers: videos and image folders as people have them, and as they are broken."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from core.capture.cv import cv2
from core.capture.frames import FrameSource, open_source, scaled_size
from core.capture.live import open_jpeg_stream
from core.errors import CaptureError
from core.types import FloatArray

# what a lossy codec may change in the mean of a flat picture, grey levels
CODEC_TOLERANCE = 12.0


def write_video(path: Path, size: tuple[int, int], frames: int, *options: str, fps: int = 25) -> Path:
    """H.264 whose frame i is grey 8 i + 20, its left third red."""
    width, height = size
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{width}x{height}", "-r", str(fps), "-i", "-", *options]
    command += ["-c:v", "libx264", "-pix_fmt", "yuv444p" if width % 2 or height % 2 else "yuv420p", str(path)]
    pictures = np.repeat(np.arange(frames)[:, None] * 8 + 20, width * height * 3, axis=1).astype(np.uint8)
    pictures = pictures.reshape(frames, height, width, 3)
    pictures[:, :, : width // 3] = (220, 20, 20)
    subprocess.run(command, input=pictures.tobytes(), check=True)
    return path


@pytest.mark.parametrize("size", [(64, 48), (63, 47)])
def test_video_frames_times_and_colours(tmp_path: Path, size: tuple[int, int]) -> None:
    with open_source(write_video(tmp_path / "a.mp4", size, 12)) as source:
        assert isinstance(source, FrameSource)
        frames = list(source)
        assert (source.info.width, source.info.height) == size
        assert source.info.fps == pytest.approx(25.0)
        assert source.info.frame_count == 12
    assert [f.index for f in frames] == list(range(12))
    np.testing.assert_allclose([f.time_s for f in frames], np.arange(12) / 25, atol=1e-3)
    for frame in frames:
        assert frame.image.shape == (size[1], size[0], 3)
        assert frame.image[:, -10:].mean() == pytest.approx(frame.index * 8 + 20, abs=CODEC_TOLERANCE)
        assert frame.image[:, 2:10, 0].mean() > 150 > 80 > frame.image[:, 2:10, 2].mean()


def test_iterating_twice_and_from_the_middle(tmp_path: Path) -> None:
    source = open_source(write_video(tmp_path / "a.mp4", (64, 48), 10))
    assert [f.index for f in source] == [f.index for f in source]
    late = list(source.iterate(6))  # type: ignore[attr-defined]
    assert [f.index for f in late] == [6, 7, 8, 9]
    np.testing.assert_array_equal(late[0].image, list(source)[6].image)


def test_rotation_flag_is_obeyed(tmp_path: Path) -> None:
    upright = write_video(tmp_path / "a.mp4", (64, 48), 4)
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-display_rotation", "90"]
    subprocess.run([*command, "-i", str(upright), "-c", "copy", str(tmp_path / "turned.mp4")], check=True)
    source = open_source(tmp_path / "turned.mp4")
    assert (source.info.width, source.info.height) == (48, 64)
    assert next(iter(source)).image.shape == (64, 48, 3)


def test_variable_frame_rate_keeps_true_times(tmp_path: Path) -> None:
    path = write_video(
        tmp_path / "a.mp4", (64, 48), 10, "-vf", "setpts='if(lt(N,5),N,5+(N-5)*3)/25/TB'", "-fps_mode", "vfr"
    )
    times = [f.time_s for f in open_source(path)]
    np.testing.assert_allclose(np.diff(times)[[1, 7]], [1 / 25, 3 / 25], atol=2e-3)


def hlg(rgb: Sequence[float]) -> FloatArray:
    """What HLG of BT.2020 stores for a colour of BT.709 (gamma 2.4) whose white is 203 of 1000 nits."""
    to_2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
    light = to_2020 @ (np.asarray(rgb) / 255.0) ** 2.4 * 0.203
    scene = light * (light @ [0.2627, 0.6780, 0.0593]) ** (1.0 / 1.2 - 1.0)
    bright = 0.17883277 * np.log(np.maximum(12.0 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.asarray(np.where(scene <= 1 / 12, np.sqrt(3.0 * scene), bright))


def write_hdr_video(path: Path, rgb: Sequence[float], frames: int, *, turned: bool = False) -> Path:
    """HEVC of 10 bits as a phone writes it: flat, of a colour that an ordinary screen shows as ``rgb``."""
    width, height, ffmpeg = 96, 64, imageio_ffmpeg.get_ffmpeg_exe()
    picture = np.broadcast_to(np.rint(hlg(rgb) * 65535), (frames, height, width, 3)).astype("<u2")
    tags = "colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc:log-level=none"
    command = [ffmpeg, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", f"{width}x{height}"]
    command += ["-r", "25", "-i", "-", "-vf", "scale=out_color_matrix=bt2020:out_range=tv,format=yuv420p10le"]
    command += ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", tags, "-tag:v", "hvc1"]
    flat = path.with_stem("flat")
    done = subprocess.run([*command, str(flat)], input=picture.tobytes(), capture_output=True)
    if done.returncode:
        pytest.skip(f"this ffmpeg writes no HEVC: {done.stderr[-200:].decode(errors='replace')}")
    turn = ["-display_rotation", "90"] if turned else []
    subprocess.run([ffmpeg, "-y", "-loglevel", "error", *turn, "-i", str(flat), "-c", "copy", str(path)], check=True)
    return path


@pytest.mark.parametrize("skin", [(198, 140, 115), (92, 60, 46), (60, 110, 170)])
def test_hdr_videos_look_as_on_an_ordinary_screen(tmp_path: Path, skin: tuple[int, int, int]) -> None:
    source = open_source(write_hdr_video(tmp_path / "a.mov", skin, 5))
    frames = list(source)
    assert [f.index for f in frames] == list(range(5))
    np.testing.assert_allclose([f.time_s for f in frames], np.arange(5) / 25, atol=1e-3)
    np.testing.assert_allclose(frames[3].image.mean(axis=(0, 1)), skin, atol=5.0)
    assert [f.index for f in source.iterate(3)] == [3, 4]  # type: ignore[attr-defined]


def test_hdr_videos_are_turned_and_scaled(tmp_path: Path) -> None:
    source = open_source(write_hdr_video(tmp_path / "a.mov", (198, 140, 115), 3, turned=True), max_side_px=48)
    assert (source.info.width, source.info.height) == (32, 48)
    assert [f.image.shape for f in source] == [(48, 32, 3)] * 3


def test_without_its_process_an_hdr_video_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = open_source(write_hdr_video(tmp_path / "a.mov", (198, 140, 115), 3))
    monkeypatch.setattr("core.capture.hdr._graph", lambda *_: "nosuchfilter")
    frames = list(source)
    assert [f.index for f in frames] == [0, 1, 2]
    assert frames[0].image.shape == (64, 96, 3)


def test_large_frames_are_scaled_down(tmp_path: Path) -> None:
    source = open_source(write_video(tmp_path / "a.mp4", (64, 48), 3), max_side_px=32)
    assert (source.info.width, source.info.height) == (32, 24)
    assert {f.image.shape for f in source} == {(24, 32, 3)}
    assert scaled_size(3840, 2160, 1920) == (1920, 1080)
    assert scaled_size(1080, 1920, 1920) == (1080, 1920)


def test_truncated_video_gives_what_decodes(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "a.mkv", (64, 48), 60, "-g", "5")
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.6)])
    count = len(list(open_source(cut)))
    assert 5 < count < 60


@pytest.mark.parametrize("content", [b"", b"This is no video.\n" * 50, b"\0" * 5000])
def test_no_video_is_an_error_that_helps(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(content)
    with pytest.raises(CaptureError, match=r"notes\.mp4 is not a video.*video player"):
        open_source(path)


def test_moov_atom_lost_is_an_error(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "a.mp4", (64, 48), 30)
    (tmp_path / "cut.mp4").write_bytes(whole.read_bytes()[:800])
    with pytest.raises(CaptureError, match="not a video"):
        open_source(tmp_path / "cut.mp4")


def test_missing_file_and_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="no file or folder"):
        open_source(tmp_path / "absent.mp4")
    with pytest.raises(CaptureError, match="no picture"):
        open_source(tmp_path)
    (tmp_path / "broken.png").write_bytes(b"no picture")
    with pytest.raises(CaptureError, match="1 image files"):
        open_source(tmp_path)


def test_image_folder_order_depth_and_alpha(tmp_path: Path) -> None:
    flat = np.full((20, 30, 3), 10, np.uint8)
    cv2.imwrite(str(tmp_path / "2.png"), flat * 2)
    cv2.imwrite(str(tmp_path / "10.png"), np.full((20, 30, 3), 40 * 257, np.uint16))
    cv2.imwrite(str(tmp_path / "1.webp"), flat, [cv2.IMWRITE_WEBP_QUALITY, 101])
    cv2.imwrite(str(tmp_path / "11.png"), np.dstack([flat * 5, np.zeros((20, 30), np.uint8)]))
    cv2.imwrite(str(tmp_path / "12.png"), np.full((20, 30), 60, np.uint8))
    (tmp_path / "notes.txt").write_text("none")
    source = open_source(tmp_path)
    assert [int(f.image.mean()) for f in source] == [10, 20, 40, 50, 60]
    assert source.info.frame_count == 5
    assert {f.image.shape for f in source} == {(20, 30, 3)}


def test_pictures_of_other_sizes_are_centred_not_stretched(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), np.full((20, 40, 3), 200, np.uint8))
    cv2.imwrite(str(tmp_path / "2.png"), np.full((20, 20, 3), 200, np.uint8))
    second = list(open_source(tmp_path))[1].image
    assert second.shape == (20, 40, 3)
    np.testing.assert_array_equal(second[10, :, 0] > 0, (np.arange(40) >= 10) & (np.arange(40) < 30))


def test_sha256_follows_content(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        cv2.imwrite(str(tmp_path / name / "1.png"), np.full((8, 8, 3), 7, np.uint8))
    first = open_source(tmp_path / "a").info.sha256
    assert first == open_source(tmp_path / "b").info.sha256
    cv2.imwrite(str(tmp_path / "b" / "1.png"), np.full((8, 8, 3), 8, np.uint8))
    assert first != open_source(tmp_path / "b").info.sha256


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_jpeg_stream_through_a_fifo(tmp_path: Path) -> None:
    fifo = tmp_path / "camera"
    os.mkfifo(fifo)
    taken = threading.Event()

    def write() -> None:
        with fifo.open("wb") as sink:
            for i in range(40):
                picture = np.full((24, 32, 3), 20 + 5 * i, np.uint8)
                sink.write(cv2.imencode(".jpg", picture)[1].tobytes())
                if i == 0:
                    sink.write(b"\xff\xd8 damaged \xff\xd9")
                    sink.flush()
                    assert taken.wait(120)

    writer = threading.Thread(target=write)
    writer.start()
    with open_jpeg_stream(fifo) as source:
        assert (source.info.width, source.info.height, source.info.frame_count) == (32, 24, None)
        frames = []
        for frame in source:
            frames.append(frame)
            taken.set()
        writer.join()
        # nothing old is shown again, the newest always is, and what was skipped is counted
        assert [f.index for f in frames] == sorted({f.index for f in frames})
        assert frames[-1].index == 39
        assert len(frames) + source.dropped == 40
        assert [f.time_s for f in frames] == sorted(f.time_s for f in frames)


def test_importing_opencv_leaves_the_environment_alone() -> None:
    code = (
        "import os; before = dict(os.environ)\nfrom core.capture.cv import cv2\n"
        "assert dict(os.environ) == before, set(os.environ) ^ set(before)\nassert cv2.__version__"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
