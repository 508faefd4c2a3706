"""Comparing two avatars: what can be chosen, the timeline, errors, pictures and numbers, without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from core.avatar.runtime import Avatar
from core.errors import FormatError
from core.live.retarget import RetargetOptions, retarget_clip
from core.project.captures import captures_of
from core.project.project import Project
from core.tracking.tracks import FaceTracks
from studio.context import Context
from studio.model.capture import CaptureData, _read
from studio.model.compare import Compare, View
from studio.model.compare_errors import coarse_to_fine, frame_error, mean_difference, read_errors, write_errors
from studio.model.compare_line import NONE, Line, _of_somebody_else, capture_line
from studio.model.compare_numbers import FiguresTable, Index, OptionsTable, figures_of, option_differences
from studio.model.compare_pictures import HEAT_TOP, heat, heat_colors, make_tiles
from studio.model.compare_sides import A, B
from studio.model.compare_sources import Candidate, Loaded, candidates, first_pair, load
from studio.model.document import read_contents
from studio.pages.compare.timeline import high_end, spans, thinned
from tests.studio.compare_runs import FRAMES, HELD_OUT_FRAMES, LOST, add_run, compared_project, geo_avatar


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return compared_project(tmp_path)


@pytest.fixture
def data(project: Project) -> CaptureData:
    return _read(captures_of(project)[0][0], "geo", (), None)


@pytest.fixture
def sides(project: Project) -> tuple[Loaded, Loaded]:
    first, second = first_pair(candidates(project.root, read_contents(project), ()))
    assert first is not None
    assert second is not None
    return load(first), load(second)


@pytest.fixture
def line(project: Project, data: CaptureData, sides: tuple[Loaded, Loaded]) -> Line:
    return capture_line(project.root, data, sides)


def open_project(context: Context, project: Project, qtbot: QtBot) -> Compare:
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    return context.shared(Compare)


def test_with_retrieval_is_first_set_against_without(sides: tuple[Loaded, Loaded]) -> None:
    assert [side.candidate.title for side in sides] == ["With retrieval", "Without retrieval"]
    assert sides[A].bank == "bank"
    assert sides[B].bank == ""


def test_titles_that_are_equal_are_told_apart(project: Project, tmp_path: Path) -> None:
    tracks = FaceTracks.load(project.root / "captures" / "take-1" / "tracks.safetensors")
    add_run(project, "With retrieval", 7, tracks, retrieves=True)
    other = tmp_path / "elsewhere" / "Without retrieval.safetensors"
    titles = [c.title for c in candidates(project.root, read_contents(project), [other])]
    assert len(titles) == 4
    assert len(set(titles)) == 4


def test_the_timeline_knows_held_out_frames_and_truth(line: Line) -> None:
    assert len(line) == FRAMES
    assert set(np.flatnonzero(line.held_out)) == set(HELD_OUT_FRAMES)
    assert line.truth is not None
    assert (line.truth.rows[slice(*LOST)] == NONE).all()
    assert line.truth.picture(LOST[0], (0.5, 0.5, 0.5)) is None
    assert line.judged(A)
    assert line.judged(B)


def test_frames_without_a_face_hold_the_last_good_one(line: Line) -> None:
    for moves in line.moves:
        held = moves.poses[LOST[0] : LOST[1]]
        assert np.array_equal(held, np.repeat(moves.poses[[LOST[0] - 1]], len(held), axis=0))
        assert np.isfinite(moves.descriptors).all()


def test_somebody_elses_avatar_is_moved_but_not_judged(
    project: Project, data: CaptureData, sides: tuple[Loaded, Loaded], tmp_path: Path
) -> None:
    foreign = tmp_path / "foreign.safetensors"
    sides[A].avatar.save(foreign)
    line = capture_line(project.root, data, (sides[A], load(Candidate("x", foreign, "Foreign"))))
    assert line.judged(A)
    assert not line.judged(B)
    tiles = make_tiles(line, (sides[A].avatar, sides[A].avatar), 37)
    assert {"truth", "a", "b", "error_a"} <= set(tiles.images)
    assert "error_b" not in tiles.images
    assert tiles.errors[1] is None


def test_somebody_else_is_moved_as_live_does_unfiltered(data: CaptureData, sides: tuple[Loaded, Loaded]) -> None:
    tracks, avatar = data.tracks, sides[A].avatar
    poses = tracks.cam_from_head.copy()
    poses[30, 0, 3] += 0.5  # far beyond the limit
    tracks = replace(tracks, cam_from_head=poses)
    expected = retarget_clip(tracks, avatar, options=RetargetOptions(smooth=None, smooth_pose=None))
    moves = _of_somebody_else(tracks, avatar)
    assert np.allclose(moves.descriptors, expected.descriptors, atol=1e-4)
    assert np.allclose(moves.poses, expected.cam_from_head, atol=1e-5)


def test_pictures_that_were_cut_anew_are_not_taken_for_the_truth(
    project: Project, data: CaptureData, sides: tuple[Loaded, Loaded]
) -> None:
    (project.root / "captures" / "take-1" / "prepared-64" / "clip.json").unlink()
    line = capture_line(project.root, data, sides)
    assert line.truth is None
    assert line.note is not None


def test_an_avatar_of_another_encoder_is_refused_in_words(project: Project, tmp_path: Path) -> None:
    tracks = FaceTracks.load(project.root / "captures" / "take-1" / "tracks.safetensors")
    file = tmp_path / "newer.safetensors"
    geo_avatar(tracks, "Newer", encoder_version=99).save(file)
    with pytest.raises(FormatError, match="encoder") as caught:
        load(Candidate("newer", file, "Newer"))
    assert "another avatar" in caught.value.next_step


def test_the_error_is_the_mean_difference_of_what_is_drawn(line: Line, sides: tuple[Loaded, Loaded]) -> None:
    frame = HELD_OUT_FRAMES[0]
    tiles = make_tiles(line, (sides[A].avatar, sides[B].avatar), frame)
    assert tiles.errors[A] == pytest.approx(frame_error(sides[A].avatar, line, A, frame))
    assert tiles.errors[A] != tiles.errors[B]
    assert np.isnan(frame_error(sides[A].avatar, line, A, LOST[0]))


def test_heat_grows_brighter_with_the_difference() -> None:
    colors = heat_colors().astype(int).sum(axis=1)
    assert (np.diff(colors) >= 0).all()
    first, second = np.zeros((2, 2, 3), np.uint8), np.full((2, 2, 3), HEAT_TOP, np.uint8)
    assert np.array_equal(heat(first, second)[0, 0], heat_colors()[255])
    assert np.array_equal(heat(first, first)[0, 0], heat_colors()[0])
    assert mean_difference(first, second) == HEAT_TOP


@pytest.mark.parametrize("count", [0, 1, 2, 7, 64, 100])
def test_coarse_to_fine_visits_every_frame_once(count: int) -> None:
    order = coarse_to_fine(count)
    assert sorted(order) == list(range(count))
    if count >= 64:
        assert max(np.diff(sorted(order[: count // 4]))) <= 8


def test_errors_are_kept_and_damage_counts_as_unknown(tmp_path: Path) -> None:
    errors = np.array([1.0, np.nan, 3.0], np.float32)
    write_errors(tmp_path, [("key", errors), ("", errors)])
    assert np.array_equal(read_errors(tmp_path, "key", 3), errors, equal_nan=True)
    assert np.isnan(read_errors(tmp_path, "key", 4)).all()
    file = tmp_path / "compare" / "key.npy"
    file.write_bytes(file.read_bytes()[:50])
    assert np.isnan(read_errors(tmp_path, "key", 3)).all()
    file.write_bytes(b"\x80\x04N.")
    assert np.isnan(read_errors(tmp_path, "key", 3)).all()


def test_errors_are_measured_bit_by_bit_and_found_again(context: Context, project: Project, qtbot: QtBot) -> None:
    compare = open_project(context, project, qtbot)
    compare.set_active(True)
    curves = compare.timeline.curves
    qtbot.waitUntil(lambda: compare.timeline.line is not None and curves.share == 1 and len(curves.errors[0]) > 0)
    found = np.isfinite(curves.errors[A])
    assert found.sum() == FRAMES - (LOST[1] - LOST[0])
    cache = project.cache / "compare"
    qtbot.waitUntil(lambda: cache.is_dir() and len([f for f in cache.iterdir() if f.suffix == ".npy"]) == 2)
    before = curves.errors[A].copy()
    context.shared(Compare).sides.swap()
    qtbot.waitUntil(lambda: np.array_equal(curves.errors[B], before, equal_nan=True))


def test_a_choice_is_remembered_with_the_project(context: Context, project: Project, qtbot: QtBot) -> None:
    tracks = FaceTracks.load(project.root / "captures" / "take-1" / "tracks.safetensors")
    add_run(project, "Third", 5, tracks, retrieves=True)
    compare = open_project(context, project, qtbot)
    third = next(c for c in compare.sides.known if c.title == "Third")
    compare.sides.choose(B, third.key)
    compare.set_view(View.DIFFERENCE)
    context.document.close()
    assert compare.sides.both[B].candidate is None
    compare = open_project(context, project, qtbot)
    assert compare.sides.both[B].candidate == third
    assert compare.view is View.DIFFERENCE


def test_remembered_nonsense_does_no_harm(context: Context, project: Project, qtbot: QtBot) -> None:
    with qtbot.waitSignal(context.document.opened):
        context.document.open(project.root)
    for facts in ({"a": 3, "others": 7, "view": []}, {"a": "../../x", "b": None, "others": [1, "\0"], "camera": "?"}):
        context.document.remember("compare", dict(facts))
        context.document.close()
        compare = open_project(context, project, qtbot)
        qtbot.waitUntil(lambda compare=compare: compare.sides.pair is not None)


def test_one_frame_is_selected_on_all_pages(context: Context, project: Project, qtbot: QtBot) -> None:
    compare = open_project(context, project, qtbot)
    compare.set_active(True)
    timeline = compare.timeline
    qtbot.waitUntil(lambda: timeline.line is not None)
    context.selection.select_frame(12, "take-1")
    assert timeline.frame == 12
    timeline.step_held_out(1)
    assert context.selection.frame == HELD_OUT_FRAMES[0]
    timeline.step_held_out(-1)
    assert context.selection.frame == HELD_OUT_FRAMES[0]
    assert np.array_equal(timeline.controls[A].descriptor, timeline.line.moves[A].descriptors[HELD_OUT_FRAMES[0]])


def test_swapping_exchanges_all(context: Context, project: Project, qtbot: QtBot) -> None:
    compare = open_project(context, project, qtbot)
    compare.set_active(True)
    qtbot.waitUntil(lambda: compare.timeline.line is not None)
    before = compare.timeline.line.moves
    compare.sides.swap()
    assert compare.sides.both[A].candidate is not None
    assert compare.sides.both[A].candidate.title == "Without retrieval"
    qtbot.waitUntil(lambda: compare.timeline.line is not None and compare.timeline.line.moves[A] is not before[A])
    assert np.array_equal(compare.timeline.line.moves[A].descriptors, before[B].descriptors)


def test_the_better_number_is_marked(sides: tuple[Loaded, Loaded]) -> None:
    errors = (np.array([1.0, 2.0, np.nan], np.float32), np.array([3.0, np.nan, 9.0], np.float32))
    rows = {row.name: row for row in figures_of(sides, errors, np.ones(3, bool))}
    assert rows["heldout.psnr"].winner == B
    assert rows["heldout.ssim"].winner == A
    assert rows["heldout.lpips"].winner is None
    assert rows["frame_error"].values == (1.0, 3.0), "the same frames for both"
    assert rows["frame_error"].winner == A
    assert rows["steps"].winner is None


def test_only_options_that_differ_are_listed(sides: tuple[Loaded, Loaded]) -> None:
    found = {name: (a, b) for name, a, b in option_differences(sides)}
    assert found["loss.dssim"] == ("0.2", "0.3")
    assert found["retrieval"] == ("on", "off")
    assert "minutes" not in found


def test_the_enclosed_bank_has_its_own_name(sides: tuple[Loaded, Loaded]) -> None:
    run = sides[A].candidate.run
    assert run is not None
    run.config["plan"] = {**run.config.get("plan", {}), "bank": ""}
    options = OptionsTable()
    options.show(option_differences(sides), {})
    names = [options.data(options.index(row, 0)) for row in range(options.rowCount())]
    assert options.data(options.index(names.index("bank"), 1)) == "Enclosed bank"


def test_the_tables_are_sound_models(sides: tuple[Loaded, Loaded], qtmodeltester: ModelTester) -> None:
    figures, options = FiguresTable(), OptionsTable()
    qtmodeltester.check(figures)
    figures.show(figures_of(sides, None, np.zeros(0, bool)))
    rows = option_differences(sides)
    options.show(rows, {"retrieval": "Retrieval"})
    qtmodeltester.check(options)
    row = next(i for i, figure in enumerate(figures.rows) if figure.name == "heldout.psnr")
    better: Index = figures.index(row, 2)
    assert better.data() == "31.00"
    assert better.data(FiguresTable.WINS) is True
    assert "better" in better.data(int(Qt.ItemDataRole.AccessibleTextRole))


def test_a_long_curve_keeps_its_peaks() -> None:
    frames, values = np.arange(20_000), np.zeros(20_000, np.float32)
    values[12_345] = 7.0
    kept_frames, kept = thinned(frames, values, 800)
    assert len(kept_frames) == 800
    assert kept.max() == 7.0
    assert high_end((np.full(3, np.nan, np.float32),) * 2) == 0
    assert spans(np.array([True, True, False, True])) == [(0, 2), (3, 4)]


def test_avatars_that_are_files_alone_bring_their_own_numbers(tmp_path: Path, project: Project) -> None:
    tracks = FaceTracks.load(project.root / "captures" / "take-1" / "tracks.safetensors")
    avatar = geo_avatar(tracks, "Alone")
    avatar.meta.training.update({"figures": {"heldout.psnr": 33.0}, "config": {"seed": 4}, "elapsed_s": 12.0})
    file = tmp_path / "alone.safetensors"
    Avatar(avatar.meta, avatar.arrays).save(file)
    alone = load(Candidate("alone", file, "Alone"))
    assert alone.figures["heldout.psnr"] == 33.0
    assert alone.number("trained_s") == 12.0
    assert dict(alone.training) == {"seed": 4}
