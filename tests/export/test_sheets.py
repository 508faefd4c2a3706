"""Contact sheets: every picture is where it should be, and bad input is refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.capture.cv import cv2
from core.errors import InputError, ShapeError, StorageError
from core.export.sheets import (
    BACKGROUND,
    Cell,
    comparison_row,
    contact_sheet,
    draw_sheet,
    fit_square,
    neighbour_row,
    put_text,
    to_bytes,
)
from tests.live.stand_ins import no_leftovers


def flat(colour: tuple[int, int, int], height: int = 40, width: int = 40) -> np.ndarray:
    return np.full((height, width, 3), colour, np.uint8)


def test_pictures_lie_in_rows_and_columns(tmp_path: Path) -> None:
    red, green, blue = (200, 0, 0), (0, 200, 0), (0, 0, 200)
    contact_sheet(tmp_path / "s.png", [[Cell(flat(red)), Cell(flat(green))], [Cell(flat(blue), "below")]], cell_px=40)
    sheet = cv2.imread(str(tmp_path / "s.png"))[..., ::-1]
    assert sheet.shape == (6 + 2 * (40 + 18 + 6), 6 + 2 * 46, 3)
    assert tuple(sheet[26, 26]) == red
    assert tuple(sheet[26, 72]) == green
    assert tuple(sheet[26 + 64, 26]) == blue
    assert tuple(sheet[26 + 64, 72]) == BACKGROUND
    assert no_leftovers(tmp_path, "s.png")


def test_labels_and_titles_leave_ink_where_they_stand() -> None:
    bare = draw_sheet([[Cell(flat((0, 0, 0)))]], cell_px=120)
    labelled = draw_sheet([[Cell(flat((0, 0, 0)), "0.42 laughing")]], cell_px=120)
    assert (bare[126:] == BACKGROUND).all()
    assert (labelled[126:] != BACKGROUND).any()
    assert draw_sheet([[Cell(flat((0, 0, 0)))]], title="Neighbours", cell_px=120).shape[0] == bare.shape[0] + 26


def test_text_stays_inside_its_image_and_unknown_letters_do_no_harm() -> None:
    image = flat((0, 0, 0), 30, 60)
    put_text(image, "Grüße 😀 " * 20, (2, 20))
    assert image.any()
    put_text(image[:, :10], "view", (0, 20))


def test_comparison_shows_the_difference_four_times_as_strong() -> None:
    row = comparison_row(flat((100, 100, 100)), flat((110, 90, 100)), "17")
    assert tuple(row[2].image[0, 0]) == (40, 40, 0)
    assert row[0].caption == "truth 17"
    with pytest.raises(ShapeError):
        comparison_row(flat((0, 0, 0)), flat((0, 0, 0), 20, 20))


def test_neighbours_carry_distance_and_origin() -> None:
    row = neighbour_row(flat((0, 0, 0)), [(flat((9, 9, 9)), 1.234, "room_man"), (flat((8, 8, 8)), 2.0, "")], "frame 3")
    assert [cell.caption for cell in row] == ["frame 3", "1.23 room_man", "2.00 "]


def test_pictures_keep_their_proportions() -> None:
    wide = fit_square(flat((255, 255, 255), 20, 80), 80)
    assert tuple(wide[40, 5]) == (255, 255, 255)
    assert tuple(wide[5, 40]) == BACKGROUND


def test_rows_of_wide_pictures_are_low() -> None:
    wide = draw_sheet([[Cell(flat((255, 0, 0), 20, 80))]], cell_px=80)
    assert wide.shape[0] == 6 + 20 + 18 + 6
    assert (wide[6:26, 6:86] == (255, 0, 0)).all()
    mixed = draw_sheet([[Cell(flat((255, 0, 0), 20, 80)), Cell(flat((255, 0, 0)))]], cell_px=80)
    assert mixed.shape[0] == 6 + 80 + 18 + 6


def test_floats_nan_and_wrong_shapes() -> None:
    np.testing.assert_array_equal(to_bytes(np.full((2, 2, 3), [0.0, 0.5, np.nan])), flat((0, 128, 0), 2, 2))
    for bad in (np.zeros((4, 4)), np.zeros((4, 4, 4)), np.zeros((0, 4, 3))):
        with pytest.raises(ShapeError):
            to_bytes(bad)


def test_nothing_to_show_too_large_and_wrong_suffix(tmp_path: Path) -> None:
    for rows in ([], [[]]):
        with pytest.raises(InputError, match="at least one picture"):
            contact_sheet(tmp_path / "s.png", rows)
    with pytest.raises(InputError, match="too large"):
        draw_sheet([[Cell(flat((0, 0, 0)))]] * 40, cell_px=2048)
    with pytest.raises(InputError, match=r"\.png"):
        contact_sheet(tmp_path / "s.jpg", [[Cell(flat((0, 0, 0)))]])
    assert no_leftovers(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        contact_sheet(tmp_path / "file" / "s.png", [[Cell(flat((0, 0, 0)))]])
