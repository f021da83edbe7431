from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.search.relevance import ENOUGH, relevance
from photo_sorter.core.search.steering import (
    Backdrop,
    Steering,
    learned,
    outweighed,
    standouts,
    standouts_with,
    weighted,
)
from tests.core.scene import BACKGROUND, measured, photo, random_photos, word, words

PHOTOS = random_photos(300)
BACKDROP = Backdrop.of(PHOTOS, BACKGROUND)
SHOWN = ("dog", "cat", "tree", "car", "boat", "house")


def scene(*photos):
    """These photos before a library of others, and its backdrop."""
    return measured(*photos, *PHOTOS.vectors)


def ranks(steering, photos):
    """The place of each photo, 0 the best."""
    return np.argsort(np.argsort(-standouts(steering, photos, Backdrop.of(photos, BACKGROUND)), kind="stable"))


def centred(*vectors):
    return BACKDROP.space.centred(measured(*vectors))


@given(st.sampled_from(SHOWN))
def test_words_alone_rank_by_the_cosine(text):
    scores = standouts(Steering(word(text)), PHOTOS, BACKDROP)
    by_cosine = np.argsort(PHOTOS.vectors @ word(text), kind="stable")
    assert (np.diff(scores[by_cosine]) >= -1e-4).all()


def test_a_weight_of_one_changes_nothing_and_more_leans_towards_the_word():
    sentence = weighted(word("dog") + word("tree"))
    assert weighted(sentence, [(word("dog"), 1.0)]) == pytest.approx(sentence)
    leaning = weighted(sentence, [(word("dog"), 2.0)])
    assert leaning @ word("dog") > sentence @ word("dog")
    assert np.linalg.norm(leaning) == pytest.approx(1, abs=1e-5)


def test_words_against_take_photos_away_in_which_they_stand_out():
    both, alone = photo(dog=1, tree=1), photo(dog=1)
    photos = scene(both, alone)
    assert abs(ranks(Steering(word("dog")), photos)[:2]).max() < 150
    against = ranks(Steering(word("dog"), words(["tree"])), photos)
    assert against[1] < against[0]


def test_words_against_outweigh_what_they_say_more_of_and_nothing_by_themselves():
    photos = scene(photo(dog=1, tree=3), photo(dog=3, tree=1), photo(boat=1))
    backdrop = Backdrop.of(photos, BACKGROUND)
    more = outweighed(Steering(word("dog"), words(["tree"])), photos, backdrop)
    assert more[:3].tolist() == [True, False, False]
    assert not outweighed(Steering(None, words(["tree"])), photos, backdrop).any()
    assert not outweighed(Steering(word("dog")), photos, backdrop).any()


def test_words_against_that_no_photo_shows_change_nothing():
    plain, steered = (
        standouts(Steering(word("dog"), against), PHOTOS, BACKDROP)
        for against in (np.empty((0, 64), np.float32), words(["mountain"]))
    )
    untouched = PHOTOS.vectors @ word("mountain") < 0.1
    assert untouched.any()
    assert steered[untouched] == pytest.approx(plain[untouched], abs=1e-4)


def test_words_against_alone_answer_with_everything_but_what_is_like_them():
    photos = scene(photo(dog=1), photo(boat=1))
    backdrop = Backdrop.of(photos, BACKGROUND)
    scores = standouts(Steering(against=words(["dog"])), photos, backdrop)
    answers = relevance(scores) >= ENOUGH
    assert not answers[0]
    assert answers[1]
    assert scores[0] == scores.min()


def test_a_picture_finds_what_is_like_it():
    photos = scene(photo(dog=1, car=0.2), photo(cat=1))
    found = ranks(Steering(pictures=centred(photo(dog=1, boat=0.1))), photos)
    assert found[0] < found[1]


def test_the_balance_runs_from_the_words_to_the_picture():
    photos = scene(photo(dog=1), photo(cat=1))
    steering = Steering(word("dog"), pictures=centred(photo(cat=1)))
    backdrop = Backdrop.of(photos, BACKGROUND)
    by_balance = [standouts(replace(steering, balance=share), photos, backdrop)[:2] for share in (0.0, 0.5, 1.0)]
    assert by_balance[0] == pytest.approx(standouts(replace(steering, pictures=steering.against), photos, backdrop)[:2])
    assert by_balance[2] == pytest.approx(standouts(replace(steering, text=None), photos, backdrop)[:2], abs=1e-4)
    assert by_balance[1] == pytest.approx((by_balance[0] + by_balance[2]) / 2, abs=1e-4)
    assert by_balance[0][0] > by_balance[0][1]
    assert by_balance[2][1] > by_balance[2][0]


def test_a_thumb_up_lifts_photos_like_it_and_a_thumb_down_sinks_them():
    liked, like_it, disliked, like_that = (
        photo(dog=1, tree=1),
        photo(dog=1, tree=0.9),
        photo(dog=1, car=1),
        photo(car=1),
    )
    photos = scene(like_it, like_that)
    backdrop = Backdrop.of(photos, BACKGROUND)
    plain = Steering(word("dog"))
    lesson = learned(plain, measured(liked, disliked), np.array([True, False]), backdrop)
    change = standouts(replace(plain, lesson=lesson), photos, backdrop) - standouts(plain, photos, backdrop)
    assert change[0] > 0.5
    assert change[1] < -0.5


def test_thumbs_down_end_no_search_and_find_nothing_that_did_not_answer():
    rng = np.random.default_rng(3)
    dogs = [photo(dog=3, tree=float(rng.uniform(0, 0.5))) for _ in range(10)]
    others = [photo(car=1, tree=float(rng.uniform(0, 0.5))) for _ in range(30)]
    photos = scene(*dogs, *others)
    backdrop = Backdrop.of(photos, BACKGROUND)
    search = Steering(word("dog"))
    plain = relevance(standouts(search, photos, backdrop)) >= ENOUGH
    assert plain[:10].all()
    judged = photos.part(np.arange(3))
    taught = standouts_with(search, judged, np.zeros(3, np.bool_), photos, backdrop)
    answers = relevance(taught) >= ENOUGH
    assert answers[:10].sum() >= 5
    assert not (answers & ~plain).any()


def test_no_verdicts_teach_nothing():
    lesson = learned(Steering(word("dog")), measured(), np.empty(0, np.bool_), BACKDROP)
    assert not lesson.any()


def test_nothing_looked_for_makes_no_photo_stand_out():
    assert not standouts(Steering(), PHOTOS, BACKDROP).any()


def test_a_part_of_the_library_scores_as_it_does_in_the_whole():
    steering = Steering(word("dog"), words(["tree"]), centred(photo(cat=1)))
    rows = np.array([5, 17, 200], np.intp)
    assert standouts(steering, PHOTOS.part(rows), BACKDROP) == pytest.approx(
        standouts(steering, PHOTOS, BACKDROP)[rows], abs=1e-4
    )


def test_the_quick_likeness_is_the_product_with_centred_photos():
    picture = centred(photo(boat=1))
    found = standouts(Steering(pictures=picture), PHOTOS, BACKDROP)
    assert found == pytest.approx(6 * BACKDROP.space.centred(PHOTOS) @ picture[0], abs=1e-3)


def test_an_empty_library_is_searched_without_a_fault():
    photos = measured()
    backdrop = Backdrop.of(photos, BACKGROUND)
    assert standouts(Steering(word("dog"), words(["cat"])), photos, backdrop).shape == (0,)
