"""Pictures: repeatable, and what they show agrees with the truth that comes with them."""

from __future__ import annotations

import numpy as np

from core.synthesis.performance import pose
from core.synthesis.person import sample_person
from core.synthesis.render import Moment, PersonRenderer, Rendered

SIZE = 128
NEUTRAL = Moment(np.zeros(52, np.float32))


def _with(**actions: float) -> Moment:
    return Moment(pose(actions))


def _mouth(rendered: Rendered) -> np.ndarray:
    """Pixels between the inner lips, [P, 3] float."""
    (x, top), (_, bottom) = rendered.landmarks["lip_upper_inner"], rendered.landmarks["lip_lower_inner"]
    rows = slice(int(np.ceil(min(top, bottom))), max(int(bottom), int(np.ceil(top)) + 1))
    return rendered.image[rows, round(x) - 5 : round(x) + 6].reshape(-1, 3).astype(float)


def test_same_moment_same_picture(renderer: PersonRenderer) -> None:
    first, second = renderer.render(NEUTRAL), renderer.render(NEUTRAL)
    assert (first.image == second.image).all()
    other = PersonRenderer(sample_person(renderer.person.seed), SIZE).render(NEUTRAL)
    assert (first.image == other.image).all()


def test_person_fills_a_plausible_part_of_the_picture(renderer: PersonRenderer) -> None:
    rendered = renderer.render(NEUTRAL)
    assert rendered.image.shape == (SIZE, SIZE, 3)
    assert rendered.image.dtype == np.uint8
    share = (rendered.mask > 127).mean()
    assert 0.25 < share < 0.75
    assert (rendered.mask[:4] == 0).all()
    assert rendered.mask[-1, SIZE // 2] == 255


def test_landmarks_lie_inside_and_in_order(renderer: PersonRenderer) -> None:
    points = renderer.render(NEUTRAL).landmarks
    assert all(0 < v < SIZE for p in points.values() for v in p)
    heights = [points[n][1] for n in ("nose_bridge", "nose_tip", "lip_upper_outer", "lip_lower_outer", "chin")]
    assert heights == sorted(heights)
    # the person's left is on the right of the picture
    assert points["eye_outer_left"][0] - points["eye_outer_right"][0] > 0.12 * SIZE


def test_head_pose_projects_the_origin_between_the_eyes(renderer: PersonRenderer) -> None:
    moment = Moment(
        np.zeros(52, np.float32), np.array([0.1, 0.25, 0.05]), np.array([0, 0.05, 0]), np.array([0.01, 0, 0])
    )
    rendered = renderer.render(moment)
    K = renderer.camera.K
    corners = np.array([[0.045, 0, 0, 1], [-0.045, 0, 0, 1]]) @ rendered.cam_from_head.T
    pixels = corners[:, :2] / corners[:, 2:3] * K[0, 0] + K[:2, 2]
    truth = [rendered.landmarks["eye_outer_left"], rendered.landmarks["eye_outer_right"]]
    assert np.abs(pixels - truth).max() < 0.02 * SIZE
    assert np.allclose(rendered.cam_from_head[:3, :3] @ rendered.cam_from_head[:3, :3].T, np.eye(3), atol=1e-5)


def test_open_mouth_shows_a_dark_inside(renderer: PersonRenderer) -> None:
    closed, opened = _mouth(renderer.render(NEUTRAL)), _mouth(renderer.render(_with(jawOpen=0.9)))
    assert len(opened) > 3 * len(closed)
    assert (opened.mean(axis=1) < 45).sum() > 20


def test_bared_teeth_are_the_brightest_of_the_mouth(renderer: PersonRenderer) -> None:
    bared = _mouth(renderer.render(_with(mouthUpperUp=0.9, mouthLowerDown=0.9, jawOpen=0.08)))
    closed = _mouth(renderer.render(NEUTRAL))
    pale = bared.max(axis=1) - bared.min(axis=1) < 60  # teeth are pale, lips are red
    assert (pale & (bared.mean(axis=1) > 130)).sum() > 12
    assert np.percentile(bared.mean(axis=1), 90) > np.percentile(closed.mean(axis=1), 50)


def test_closed_eyes_hide_the_eyeballs(renderer: PersonRenderer) -> None:
    opened, closed = renderer.render(NEUTRAL), renderer.render(_with(eyeBlink=1.0))
    (x0, y), (x1, _) = opened.landmarks["eye_outer_right"], opened.landmarks["nose_bridge"]
    window = (slice(round(y) - 4, round(y) + 4), slice(round(x0) + 2, round((x0 + x1) / 2) + 4))
    before, after = (r.image[window].astype(float).mean(axis=2) for r in (opened, closed))
    assert after.std() < 0.75 * before.std()


def test_turning_to_the_left_moves_the_nose_to_the_right_of_the_picture(renderer: PersonRenderer) -> None:
    turned = renderer.render(Moment(np.zeros(52, np.float32), np.array([0, 0.35, 0])))
    ahead = renderer.render(NEUTRAL)
    assert turned.landmarks["nose_tip"][0] > ahead.landmarks["nose_tip"][0] + 0.04 * SIZE


def test_another_seed_is_another_person_in_another_light(renderer: PersonRenderer) -> None:
    other = PersonRenderer(sample_person(renderer.person.seed + 1), SIZE).render(NEUTRAL)
    assert np.abs(other.image.astype(int) - renderer.render(NEUTRAL).image).mean() > 5
