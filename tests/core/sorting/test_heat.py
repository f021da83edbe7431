"""What an honest heat map is: blank where nothing is seen, warm all over where it is everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photo_sorter.core.scoring import Background
from photo_sorter.core.sorting.heat import heat_values

DIMENSIONS = 64
NOTHING = np.empty((0, DIMENSIONS), np.float32)


def unit(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.fixture
def background(rng: np.random.Generator) -> Background:
    """Everyday words that share a direction, as those of real models do."""
    return Background.of(unit(rng.standard_normal((120, DIMENSIONS)) + 3 * np.eye(DIMENSIONS)[0]))


@pytest.fixture
def noise(rng: np.random.Generator) -> NDArray[np.float32]:
    """A picture of nothing in particular, (6, 6, DIMENSIONS)."""
    return unit(rng.standard_normal((6, 6, DIMENSIONS)))


@pytest.fixture
def words(rng: np.random.Generator) -> NDArray[np.float32]:
    """A cat, a dog and a bicycle: three wordings of different direction."""
    return unit(rng.standard_normal((3, DIMENSIONS)))


def with_thing(
    places: NDArray[np.float32], where: tuple[slice, slice], thing: NDArray[np.float32]
) -> NDArray[np.float32]:
    seen = places.copy()
    seen[where] = unit(0.3 * seen[where] + thing)
    return seen


CORNER = (slice(0, 2), slice(4, 6))


def test_warm_is_where_the_thing_is(
    noise: NDArray[np.float32], words: NDArray[np.float32], background: Background
) -> None:
    values = heat_values(with_thing(noise, CORNER, words[0]), words[:1], NOTHING, background)
    assert values.shape == (6, 6)
    assert values.dtype == np.float32
    assert values[CORNER].min() > 0.8
    values[CORNER] = 0
    assert values.max() < 0.4


def test_a_map_of_noise_is_not_painted_as_if_it_were_sure(
    noise: NDArray[np.float32], words: NDArray[np.float32], background: Background
) -> None:
    values = heat_values(noise, words[:1], NOTHING, background)
    assert values.max() < 0.4
    assert np.median(values) == 0


def test_a_picture_full_of_the_thing_is_warm_all_over(
    noise: NDArray[np.float32], words: NDArray[np.float32], background: Background
) -> None:
    everywhere = with_thing(noise, (slice(None), slice(None)), words[0])
    assert heat_values(everywhere, words[:1], NOTHING, background).min() > 0.8


def test_the_best_wording_speaks_at_each_place(
    noise: NDArray[np.float32], words: NDArray[np.float32], background: Background
) -> None:
    other_corner = (slice(4, 6), slice(0, 2))
    both = with_thing(with_thing(noise, CORNER, words[0]), other_corner, words[1])
    values = heat_values(both, words[:2], NOTHING, background)
    assert min(values[CORNER].min(), values[other_corner].min()) > 0.6
    assert heat_values(both, words[:1], NOTHING, background)[other_corner].max() < 0.4


def test_a_wording_against_cools_what_is_rather_its_own_and_leaves_the_rest(
    noise: NDArray[np.float32], words: NDArray[np.float32], background: Background
) -> None:
    cat, dog, _ = words
    alike = unit(cat + 0.9 * dog)
    other_corner = (slice(4, 6), slice(0, 2))
    both = with_thing(with_thing(noise, CORNER, cat), other_corner, dog)
    alone = heat_values(both, alike[None], NOTHING, background)
    contrasted = heat_values(both, alike[None], dog[None], background)
    assert alone[other_corner].min() > 0.2
    assert contrasted[other_corner].max() == 0
    assert contrasted[CORNER].min() > 0.5
    assert (contrasted <= alone + 1e-6).all()


def test_what_all_words_and_pictures_share_warms_nothing(
    noise: NDArray[np.float32], rng: np.random.Generator, background: Background
) -> None:
    shared = np.eye(DIMENSIONS)[0]
    places = unit(noise + shared)
    word = unit(rng.standard_normal((1, DIMENSIONS)) + 3 * shared)
    assert np.median(places @ word[0]) > 0.2
    assert np.median(heat_values(places, word, NOTHING, background)) == 0


def test_a_category_without_a_wording_for_it_is_seen_nowhere(
    noise: NDArray[np.float32], words: NDArray[np.float32], background: Background
) -> None:
    assert not heat_values(noise, NOTHING, words, background).any()


def test_values_stay_between_0_and_1_for_the_strongest_word_there_can_be(background: Background) -> None:
    places = np.broadcast_to(unit(background.words[:1]), (3, 5, DIMENSIONS)).astype(np.float32)
    values = heat_values(places, background.words[:1] * 50 + background.mean, NOTHING, background)
    assert values.shape == (3, 5)
    assert values.min() >= 0
    assert values.max() == 1
