"""Reading, searching, merging, removing and verifying banks; hostile files."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bank.index import nearest_batch
from core.bank.merge import merge_bank
from core.bank.schema import DATABASE_NAME
from core.bank.search import Exclusion, nearest
from core.bank.store import ExpressionBank
from core.bank.thumbnails import THUMBNAIL_PX, decode_jpeg, face_thumbnail
from core.bank.verify import verify_bank
from core.bank.writer import BankWriter
from core.errors import FormatError, InputError, ShapeError, StorageError
from core.expression.encoder import get_encoder
from core.expression.noise import noise_of
from core.expression.whitening import Whitening
from tests.bank.made_banks import extracted, make_bank


@pytest.fixture
def bank_path(tmp_path: Path) -> Path:
    """Three people with six entries each."""
    return make_bank(tmp_path / "some.rafbank")


def tamper(folder: Path, *statements: str) -> None:
    """Change a bank behind its back."""
    with closing(sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)) as connection:
        for sql in statements:
            connection.execute(sql)


def read_all(folder: Path) -> tuple[object, ...]:
    """Open a bank and touch all that is read lazily."""
    with ExpressionBank.open(folder) as bank:
        return bank.descriptors, bank.sources


def test_what_was_written_is_read(bank_path: Path) -> None:
    source = extracted("person2", seed=2)
    with ExpressionBank.open(bank_path) as bank:
        assert len(bank) == 18
        assert bank.persons == ("person1", "person2", "person3")
        rows = np.flatnonzero(bank.person_names == "person2")
        np.testing.assert_array_equal(bank.descriptors[rows], source.descriptors)
        np.testing.assert_array_equal(bank.angles[rows], source.angles)
        entry = bank.entry(int(bank.ids[rows[3]]))
        assert (entry.person, entry.source, entry.frame_index) == ("person2", "person2_2.mp4", 6)
        assert entry.time_s == pytest.approx(source.time_s[3])
        assert bank.thumbnail(entry.id) == source.thumbnails[3]
        np.testing.assert_array_equal(bank.sources[1].neutral.values, source.neutral.values)
        info = bank.info().to_dict()
    assert info["entries"] == 18
    assert info["persons"] == {"person1": 6, "person2": 6, "person3": 6}
    assert info["unfinished"] == ()


def test_distances_know_what_differs_between_people(tmp_path: Path) -> None:
    """The bank weighs its channels by the measured noise, over all of them and over a few."""
    with ExpressionBank.open(make_bank(tmp_path / "some.rafbank", encoder_id="geo")) as bank:
        noise, rows, people = noise_of(get_encoder("geo")), bank.descriptors, bank.person_names
        wanted = Whitening.fit_to_noise(rows, noise, groups=people)
        np.testing.assert_allclose(bank.whitening.transform, wanted.transform, rtol=1e-4, atol=1e-5)
        assert not np.allclose(bank.whitening.transform, Whitening.fit(rows, groups=people).transform, rtol=0.01)
        few = np.array([0, 3, 4])
        part = Whitening.fit_to_noise(rows[:, few], noise[np.ix_(few, few)], groups=people)
        found = bank.meta.whitening(rows, people, few)
        np.testing.assert_allclose(found.transform, part.transform, rtol=1e-4, atol=1e-5)


def test_search_is_exact_and_leaves_out(bank_path: Path) -> None:
    with ExpressionBank.open(bank_path) as bank:
        ids, distances = bank.search(bank.descriptors[:5], 3)
        np.testing.assert_array_equal(ids[:, 0], bank.ids[:5])
        np.testing.assert_allclose(distances[:, 0], 0, atol=1e-4)
        assert (np.diff(distances, axis=1) >= 0).all()
        others, _ = bank.search(bank.descriptors[:5], 99, exclude=("person1",))
        assert others.shape == (5, 12)
        assert not np.isin(others, bank.ids[bank.person_names == "person1"]).any()
        left = Exclusion(sources=(2,), entries=(int(bank.ids[0]),))
        assert bank.eligible(left).sum() == 11
        with pytest.raises(InputError, match="no entry to retrieve"):
            bank.search(bank.descriptors[0], 1, exclude=bank.persons)
        with pytest.raises(InputError):
            bank.search(bank.descriptors[0], 0)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(1, 12), st.integers(1, 9), st.integers(0, 10_000))
def test_both_searches_equal_brute_force(points: int, queries: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, q = rng.normal(size=(points, 5)).astype(np.float32), rng.normal(size=(queries, 5)).astype(np.float32)
    keep = rng.random(points) < 0.7
    keep[0] = True
    table = np.linalg.norm(q[:, None] - x[None], axis=2)
    table[:, ~keep] = np.inf
    wanted = np.sort(table, axis=1)[:, : min(k, int(keep.sum()))]
    for search in (nearest, nearest_batch):
        rows, distances = search(x, q, k, keep=keep)
        np.testing.assert_allclose(distances, wanted, atol=1e-5)
        np.testing.assert_allclose(np.take_along_axis(table, rows, 1), distances, atol=1e-5)


def test_removing_shrinks_the_file_and_keeps_ids(bank_path: Path) -> None:
    with BankWriter(bank_path) as writer:
        writer.add_source(extracted("large", 200, seed=50))
    before = (bank_path / DATABASE_NAME).stat().st_size
    with ExpressionBank.open(bank_path) as bank:
        kept = bank.ids[:18]
    with BankWriter(bank_path) as writer:
        assert writer.remove_person("large") == 200
        assert writer.remove_source(2) == 6
        with pytest.raises(InputError, match="no person"):
            writer.remove_person("large")
        with pytest.raises(InputError, match="no source"):
            writer.remove_source(2)
        writer.add_source(extracted("late", 2, seed=60))
    assert (bank_path / DATABASE_NAME).stat().st_size < before
    with ExpressionBank.open(bank_path) as bank:
        assert bank.persons == ("late", "person1", "person3")
        np.testing.assert_array_equal(bank.ids[:12], np.delete(kept, slice(6, 12)))
        assert bank.ids[12] > 218  # an id is never used again
    assert verify_bank(bank_path).ok


def test_merge_adds_what_is_new_once(tmp_path: Path, bank_path: Path) -> None:
    other = make_bank(tmp_path / "other.rafbank", people=3, first_seed=3)  # person3 is in both
    assert merge_bank(bank_path, other) == 12
    assert merge_bank(bank_path, other) == 0
    with ExpressionBank.open(bank_path) as bank:
        assert bank.persons == tuple(f"person{i}" for i in range(1, 6))
        assert len(bank) == 30
    assert verify_bank(bank_path).ok
    with pytest.raises(InputError, match="itself"):
        merge_bank(bank_path, bank_path)


def test_another_encoder_is_refused(tmp_path: Path, bank_path: Path) -> None:
    geo = make_bank(tmp_path / "geo.rafbank", encoder_id="blend52+geo")
    with pytest.raises(FormatError, match=r"blend52\+geo version 1"):
        merge_bank(bank_path, geo)
    later = make_bank(tmp_path / "later.rafbank")
    tamper(later, "UPDATE meta SET value = '2' WHERE key = 'encoder_version'")
    with pytest.raises(FormatError, match="version 2"):
        merge_bank(bank_path, later)
    with BankWriter(later) as writer, pytest.raises(FormatError, match="another encoder"):
        writer.add_source(extracted("x", seed=70))


def test_one_writer_at_a_time(bank_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.bank.writer._LOCK_TIMEOUT_S", 0.05)
    with BankWriter(bank_path), pytest.raises(StorageError, match="another process"):
        BankWriter(bank_path)
    with BankWriter(bank_path):
        pass


def test_a_source_is_added_whole_or_not_at_all(bank_path: Path) -> None:
    bad = extracted("bad", seed=80)
    broken = type(bad)(**{**bad.__dict__, "thumbnails": (*bad.thumbnails[:-1], "no bytes")})
    short = type(bad)(**{**bad.__dict__, "angles": bad.angles[:-1]})
    with BankWriter(bank_path) as writer:
        with pytest.raises((FormatError, TypeError, StorageError)):
            writer.add_source(broken)
        with pytest.raises(ShapeError):
            writer.add_source(short)
        with pytest.raises(InputError, match="already"):
            writer.add_source(extracted("person1", seed=1))
    with ExpressionBank.open(bank_path) as bank:
        assert len(bank) == 18
        assert "bad" not in bank.persons
    assert verify_bank(bank_path).ok


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.99])
def test_a_file_cut_short_is_refused(bank_path: Path, share: float) -> None:
    file = bank_path / DATABASE_NAME
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(FormatError):
        ExpressionBank.open(bank_path)
    with pytest.raises(FormatError):
        verify_bank(bank_path)


def test_no_bank_at_all(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no such folder"):
        ExpressionBank.open(tmp_path / "none")
    (tmp_path / DATABASE_NAME).write_text("not a database, only text " * 100)
    with pytest.raises(FormatError):
        ExpressionBank.open(tmp_path)
    with pytest.raises(StorageError, match="already"):
        ExpressionBank.create(tmp_path, get_encoder())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entries SET descriptor = zeroblob(8) WHERE id = 3",
        "UPDATE entries SET descriptor = zeroblob(2000000) WHERE id = 3",
        "UPDATE entries SET descriptor = CAST(replace(hex(zeroblob(55)), '00', x'0000C07F') AS BLOB) WHERE id = 3",
        "UPDATE entries SET yaw = 9e999 WHERE id = 3",
        "UPDATE entries SET source_id = 77 WHERE id = 3",
        "UPDATE sources SET neutral = '{\"values\": [1]}' WHERE id = 1",
        "UPDATE sources SET neutral = '[[[[' WHERE id = 1",
        "UPDATE meta SET value = '[[\"a\", \"nose\"]]' WHERE key = 'channels'",
        "UPDATE meta SET value = 'x' WHERE key = 'min_distance'",
        "PRAGMA user_version = 2",
        "PRAGMA application_id = 1",
        "CREATE VIEW evil AS SELECT * FROM entries",
        "CREATE TRIGGER evil AFTER INSERT ON entries BEGIN DELETE FROM entries; END",
        "DROP TABLE progress",
        "ALTER TABLE persons ADD COLUMN more TEXT",
    ],
)
def test_hostile_contents_are_refused(bank_path: Path, sql: str) -> None:
    tamper(bank_path, sql)
    with pytest.raises(FormatError):
        read_all(bank_path)


def test_a_hostile_picture_is_never_handed_out(bank_path: Path) -> None:
    tamper(bank_path, "UPDATE thumbnails SET jpeg = zeroblob(900000) WHERE entry_id = 2")
    with ExpressionBank.open(bank_path) as bank:
        with pytest.raises(FormatError, match="no small JPEG"):
            bank.thumbnail(2)
        with pytest.raises(InputError):
            bank.thumbnail(9999)
        with pytest.raises(InputError):
            bank.entry(9999)


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE thumbnails SET jpeg = x'FFD8FF00' WHERE entry_id = 2", "no picture"),
        ("DELETE FROM thumbnails WHERE entry_id = 2", "no picture"),
        ("UPDATE entries SET frame_index = 5 WHERE id = 2", "not those that were added"),
        ("DELETE FROM entries WHERE id = 2", "sound entries"),
        ("UPDATE sources SET sha256 = 'x' WHERE id = 2", "no hash"),
    ],
)
def test_verify_finds(bank_path: Path, sql: str, problem: str) -> None:
    assert verify_bank(bank_path).ok
    tamper(bank_path, sql)
    report = verify_bank(bank_path)
    assert not report.ok
    assert any(problem in text for text in report.problems)


@settings(max_examples=30, deadline=None)
@given(position=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), length=st.integers(1, 64))
def test_flipped_bytes_never_crash(
    tmp_path_factory: pytest.TempPathFactory, position: float, value: int, length: int
) -> None:
    folder = make_bank(tmp_path_factory.mktemp("flip") / "b.rafbank", people=1, count=3)
    file = folder / DATABASE_NAME
    data = bytearray(file.read_bytes())
    start = int(position * len(data))
    data[start : start + length] = bytes([value]) * min(length, len(data) - start)
    file.write_bytes(data)
    try:
        verify_bank(folder)
        with ExpressionBank.open(folder) as bank:
            assert np.isfinite(bank.descriptors).all()
    except (FormatError, StorageError):
        pass


def test_thumbnail_shows_the_face(rng: np.random.Generator) -> None:
    image = np.zeros((300, 400, 3), np.uint8)
    image[100:200, 250:350] = (255, 0, 0)
    landmarks = np.zeros((478, 3), np.float32)
    landmarks[:, :2] = rng.uniform((250, 100), (350, 200), (478, 2))
    landmarks[0, :2], landmarks[1, :2] = (250, 100), (350, 200)
    picture = decode_jpeg(face_thumbnail(image, landmarks))
    assert picture is not None
    assert picture.shape == (THUMBNAIL_PX, THUMBNAIL_PX, 3)
    assert picture[48, 48, 0] > 240
    assert picture[48, 48, 1] < 20
    assert picture[3, 3].max() < 30
    outside = landmarks + np.array([5000, 5000, 0], np.float32)
    assert decode_jpeg(face_thumbnail(image, outside)) is not None


def test_reading_a_bank_loads_nothing_heavy() -> None:
    code = (
        "import sys, core.bank.store, core.bank.merge, core.raf.neighbours, core.raf.policy, core.expression.geometry;"
        "print([m for m in ('torch', 'faiss', 'cv2', 'ai_edge_litert') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
