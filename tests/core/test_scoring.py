import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.scoring import (
    AKIN,
    EVERYDAY_KEPT,
    LIBRARY_SHARE,
    Background,
    Space,
    library_mean,
    unit_rows,
)
from tests.core.scene import BACKGROUND, DIMENSIONS, SPACE, measured, photo, random_photos, word, words

EVERYDAY = words([f"everyday {number}" for number in range(80)])


def standard_score(vector, text):
    """Straight from the definition, in double precision."""
    bank = EVERYDAY.astype(np.float64) @ vector
    return (text.astype(np.float64) @ vector - bank.mean()) / bank.std()


def test_a_standard_score_counts_spreads_above_the_photos_own_everyday_words():
    photos = random_photos(40)
    texts = words(["dog", "cat", "something else"])
    found = SPACE.scores(photos, texts)
    expected = [[standard_score(vector, text) for vector in photos.vectors] for text in texts]
    assert found == pytest.approx(np.array(expected), abs=2e-4)
    assert np.abs(found).max() > 3


def test_a_score_does_not_depend_on_how_large_the_cosines_of_a_model_are():
    """A model whose everything lies in a narrow cone (as CLIP's does) sees the same."""
    cone = 3 * word("the cone")
    photos = random_photos(20)
    narrow = Background.of(EVERYDAY + cone)
    in_cone = narrow.measured(photos.vectors)
    assert narrow.scores(in_cone, words(["dog"]) + cone) == pytest.approx(
        BACKGROUND.scores(photos, words(["dog"])), abs=1e-3
    )


def test_the_best_everyday_words_are_remembered_in_order():
    photos = random_photos(50)
    everyday = np.stack([[standard_score(vector, text) for text in EVERYDAY] for vector in photos.vectors])
    assert photos.everyday_words.shape == (50, EVERYDAY_KEPT)
    assert photos.everyday_words.tolist() == np.argsort(-everyday, axis=1)[:, :EVERYDAY_KEPT].tolist()
    assert photos.everyday_scores == pytest.approx(-np.sort(-everyday, axis=1)[:, :EVERYDAY_KEPT], abs=2e-4)


def test_photos_are_measured_the_same_in_blocks(monkeypatch):
    vectors = random_photos(50).vectors
    whole = BACKGROUND.measured(vectors)
    monkeypatch.setattr("photo_sorter.core.scoring._BLOCK", 7)
    parts = BACKGROUND.measured(vectors)
    assert parts.everyday_words.tolist() == whole.everyday_words.tolist()
    assert parts.inverse_spread == pytest.approx(whole.inverse_spread, rel=1e-5)
    assert library_mean(parts) == pytest.approx(library_mean(whole), abs=1e-5)


def test_a_photo_of_nothing_has_scores_all_the_same():
    blank = BACKGROUND.measured(np.zeros((1, DIMENSIONS), np.float32))
    assert np.isfinite(SPACE.scores(blank, words(["dog"]))).all()
    assert np.isfinite(SPACE.centred(blank)).all()


def test_no_photos_are_measured_as_none():
    assert len(measured()) == 0
    assert SPACE.scores(measured(), words(["dog"])).shape == (1, 0)
    assert library_mean(measured()).tolist() == [0] * DIMENSIONS


def test_the_library_counts_little_while_it_is_small():
    same = photo(dog=1)
    one = measured(same)
    whole = one.inverse_spread[0] * same
    for count, share in ((1, 1 / 21), (20, 0.5), (1980, 0.99)):
        assert library_mean(measured(*[same] * count)) == pytest.approx(share * whole, rel=1e-4, abs=1e-5)


def test_what_the_whole_library_shows_counts_less():
    photos = measured(photo(dog=1), photo(dog=1, cat=0.3), photo(cat=1))
    mean = library_mean(measured(*[photo(dog=1)] * 500))
    full_of_dogs = Space(BACKGROUND, mean)
    plain, within = SPACE.scores(photos, words(["dog", "cat"])), full_of_dogs.scores(photos, words(["dog", "cat"]))
    share = LIBRARY_SHARE * (words(["dog", "cat"]) - BACKGROUND.mean) @ mean
    assert within == pytest.approx(plain - share[:, np.newaxis], abs=1e-3)
    assert share[0] > 1 > share[1]


def test_photos_are_centred_on_the_library():
    photos = random_photos(200)
    mean = library_mean(photos)
    centred = Space(BACKGROUND, mean).centred(photos)
    assert np.linalg.norm(centred, axis=1) == pytest.approx(np.ones(200), abs=1e-5)
    assert np.linalg.norm(centred.mean(axis=0)) < 0.5 * np.linalg.norm(SPACE.centred(photos).mean(axis=0))


def test_everyday_words_akin_to_a_category_are_found():
    akin = BACKGROUND.akin(words(["everyday 3", "dog"]))
    cosines = unit_rows(BACKGROUND.words) @ unit_rows(words(["everyday 3", "dog"]) - BACKGROUND.mean).T
    assert akin.tolist() == (cosines.max(axis=1) > AKIN).tolist()
    assert akin[3]
    assert akin.sum() < 10
    assert not BACKGROUND.akin(words([])).any()


@given(st.integers(1, 6), st.integers(1, 12))
def test_rows_become_of_length_one_and_zeros_stay(rows, columns):
    some = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns)
    lengths = np.linalg.norm(unit_rows(some), axis=1)
    assert all(length == pytest.approx(1, abs=1e-5) or not row.any() for length, row in zip(lengths, some, strict=True))
    assert not unit_rows(np.zeros((2, 3), np.float32)).any()
