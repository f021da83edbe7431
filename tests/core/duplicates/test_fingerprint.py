from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photo_sorter.core.duplicates.fingerprint import (
    FINGERPRINT_BYTES,
    FLIPPED,
    GREY_SIDE_PX,
    MIRRORED,
    TRANSPOSED,
    TURNS,
    find_candidates,
    fingerprint,
    turned,
)


def scene(seed: int) -> NDArray[np.float64]:
    """(64, 64), smooth as photos are."""
    rng = np.random.default_rng(seed)
    waves = np.cos(np.pi * np.outer(np.arange(12), np.arange(GREY_SIDE_PX) + 0.5) / GREY_SIDE_PX)
    strength = rng.standard_normal((12, 12)) / (1 + np.add.outer(np.arange(12), np.arange(12)))
    return 128 + 40 * waves.T @ strength @ waves


def bits(*pictures: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.stack([np.frombuffer(fingerprint(picture), np.uint8) for picture in pictures])


def as_turned(picture: NDArray[np.float64], turn: int) -> NDArray[np.float64]:
    if turn & MIRRORED:
        picture = picture[:, ::-1]
    if turn & FLIPPED:
        picture = picture[::-1]
    return picture.T if turn & TRANSPOSED else picture


def differing(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> int:
    return int(np.bitwise_count(first ^ second).sum())


@given(st.integers(0, 10_000), st.sampled_from(TURNS))
def test_the_fingerprint_of_a_turned_picture_follows_from_its_bits(seed: int, turn: int) -> None:
    # With grain, for a coefficient that is 0 but for rounding has no sign to speak of.
    picture = scene(seed) + np.random.default_rng(seed).normal(0, 10, (GREY_SIDE_PX, GREY_SIDE_PX))
    assert differing(turned(bits(picture), turn), bits(as_turned(picture, turn))) == 0


def test_a_blank_picture_has_no_fingerprint_and_no_partner() -> None:
    blank = np.full((GREY_SIDE_PX, GREY_SIDE_PX), 77.0)
    assert fingerprint(blank) == bytes(FINGERPRINT_BYTES)
    assert len(find_candidates(bits(blank, blank), np.ones(2)).first) == 0


@pytest.mark.parametrize("turn", TURNS)
def test_a_turned_copy_is_found_among_others_with_its_turn(turn: int) -> None:
    pictures = [scene(seed) for seed in range(40)]
    aspects = np.linspace(0.7, 1.4, 40)
    copy = as_turned(pictures[7], turn)
    aspect = 1 / aspects[7] if turn & TRANSPOSED else aspects[7]
    found = find_candidates(bits(*pictures, copy), np.append(aspects, aspect))
    pairs = dict(zip(zip(found.first.tolist(), found.second.tolist(), strict=True), found.turn.tolist(), strict=True))
    assert pairs.keys() & {(7, 40), (40, 7)}
    for (first, second), how in pairs.items():
        if {first, second} == {7, 40}:
            source, target = (copy, pictures[7]) if first == 40 else (pictures[7], copy)
            assert differing(bits(as_turned(source, how)), bits(target)) <= 90


def test_pictures_of_other_shape_are_not_compared() -> None:
    same = bits(scene(1), scene(1))
    assert len(find_candidates(same, np.array([1.0, 2.0])).first) == 0
    assert len(find_candidates(same, np.array([1.0, 1.05])).first) >= 1


@settings(max_examples=30)
@given(st.integers(0, 1000), st.integers(2, 60))
def test_candidates_are_all_pairs_within_reach(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    # A few families, so that there is something to be found; never more members than partners are kept.
    families = rng.integers(0, 256, (max(1, count // 5), FINGERPRINT_BYTES), np.uint8)
    prints = families[np.arange(count) % len(families)].copy()
    prints[np.arange(count), rng.integers(0, FINGERPRINT_BYTES, count)] ^= 1
    aspects = rng.choice([0.75, 1.0, 4 / 3], count)
    found = find_candidates(prints, aspects)
    upright = {
        frozenset(pair)
        for *pair, turn in zip(found.first.tolist(), found.second.tolist(), found.turn.tolist(), strict=True)
        if turn == 0
    }
    expected = {
        frozenset((a, b))
        for a in range(count)
        for b in range(a)
        if differing(prints[a], prints[b]) <= 4 and aspects[a] == aspects[b]
    }
    assert expected <= upright
    assert all(differing(prints[a], prints[b]) <= 90 for a, b in map(tuple, upright))


def test_thousands_of_like_frames_give_a_bounded_number_of_pairs() -> None:
    prints = np.repeat(bits(scene(3)), 600, axis=0)
    found = find_candidates(prints, np.ones(600))
    assert 0 < len(found.first) <= 600 * 12 * len(TURNS)


def test_looking_for_candidates_tells_how_far_it_is_and_can_be_stopped() -> None:
    prints = bits(*(scene(seed) for seed in range(10)))
    told: list[tuple[int, int]] = []
    find_candidates(prints, np.ones(10), lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (80, 80)
    assert len(find_candidates(np.repeat(prints, 2, axis=0), np.ones(20), is_cancelled=lambda: True).first) == 0
