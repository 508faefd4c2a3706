"""What licences allow, as far as their text says it for sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FormatError
from core.project.licences import commercial_use, licences_of_avatar, readable_licences, weight_lines
from tests.studio.splat_scenes import make_avatar


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0", True),
        ("BSD-2-Clause AND BSD-3-Clause", True),
        ("CC0-1.0 (rendered from CC0 data)", True),
        ("CC BY-NC 4.0", False),
        ("cc-by-nc-sa-4.0", False),
        ("Creative Commons Attribution-NonCommercial", False),
        ("MIT, but for non-commercial use", False),
        ("Research only", False),
        ("MIT AND something of our own", None),
        ("my friend said yes", None),
        ("not MIT", None),
        ("", None),
    ],
)
def test_only_what_is_sure_is_said(text: str, allowed: bool | None) -> None:
    assert commercial_use(text) is allowed


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert commercial_use(text) in (True, False, None)
    assert commercial_use(text + " non-commercial") is False or len(text) > 200


def test_a_weight_is_named_once_with_all_its_users() -> None:
    facts = {"name": "face_landmarker", "licence": "Apache-2.0"}
    lines = weight_lines([("a", [facts]), ("b", [facts, {"name": "mine", "licence": "secret"}])])
    assert [(line.name, line.commercial, line.used_by) for line in lines] == [
        ("face_landmarker", True, ("a", "b")),
        ("mine", None, ("b",)),
    ]


def test_a_licence_that_differs_from_the_catalogues_is_judged_by_its_words() -> None:
    line = weight_lines([("a", [{"name": "face_landmarker", "licence": "CC BY-NC 4.0"}])])[0]
    assert line.commercial is False


def test_avatars_are_asked_without_their_splats(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.safetensors", tmp_path / "bad.safetensors"
    make_avatar(64).save(good)
    bad.write_bytes(b"no avatar")
    assert licences_of_avatar(good)[0] == make_avatar(64).meta.name
    with pytest.raises(FormatError):
        licences_of_avatar(bad)
    assert len(readable_licences([good, bad])) == 1
