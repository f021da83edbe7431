"""A category that competes with another one of its set for most of its photos."""

from dataclasses import replace

import pytest

from photo_sorter.core.sorting.overlap import LEAST_SHARED
from photo_sorter.work.advisor import Advisor
from tests.work.stock import category, mixed, random_colours, scheme

ORANGE = mixed(("red", 1), ("yellow", 1))
WARM, CRIMSON = category("warm", ["red", "yellow"]), category("crimson", ["red"])


@pytest.fixture
def advisor(stock):
    stock.add(*["red"] * 8, *["yellow"] * 5, *random_colours(30))
    return Advisor(stock.sorter)


def test_within_the_broader_one_a_category_gets_the_photos_that_were_told_and_the_broader_one_keeps_them(
    stock, advisor
):
    (warm,) = stock.save(scheme(WARM))
    alone = len(stock.photos_in(warm))
    _, crimson = stock.save(replace(stock.scheme, categories=(*stock.scheme.categories, CRIMSON)))
    assert not stock.photos_in(crimson)
    assert len(stock.photos_in(warm)) < alone
    overlap = advisor.overlap(crimson)
    assert (overlap.other_id, overlap.other_is_broader) == (warm, True)
    assert overlap.shared > 8
    inner = replace(stock.scheme.category(crimson), parent_name="warm")
    stock.save(stock.scheme.with_category(inner))
    assert len(stock.photos_in(crimson)) == overlap.shared
    assert len(stock.photos_in(warm)) == alone
    assert advisor.overlap(crimson) is None
    assert advisor.overlap(warm) is None


def test_the_broader_one_is_told_that_the_other_belongs_within_it(stock, advisor):
    warm, crimson = stock.save(scheme(WARM, CRIMSON))
    assert (advisor.overlap(warm).other_id, advisor.overlap(warm).other_is_broader) == (crimson, False)
    assert advisor.overlap(warm).shared == advisor.overlap(crimson).shared


def test_it_is_told_before_the_category_is_saved(stock, advisor):
    (warm,) = stock.save(scheme(WARM))
    told = advisor.curve(CRIMSON)[2]
    stock.save(replace(stock.scheme, categories=(*stock.scheme.categories, CRIMSON)))
    assert told == advisor.overlap(stock.scheme.named("crimson").id)
    assert told.other_id == warm
    assert advisor.curve(category("blue"))[2] is None


@pytest.mark.parametrize("rest", [{"set_name": "Other"}, {"parent_name": "top"}, {"enabled": False}])
def test_categories_that_do_not_compete_share_their_photos_in_peace(stock, advisor, rest):
    _, warm, crimson = stock.save(scheme(category("top", ["white"]), WARM, replace(CRIMSON, **rest)))
    assert advisor.overlap(warm) is None
    assert advisor.overlap(crimson) is None


def test_those_of_an_independent_set_do_not_compete(stock, advisor):
    warm, crimson = stock.save(scheme(WARM, CRIMSON, independent=("Main",)))
    assert advisor.overlap(warm) is advisor.overlap(crimson) is None


def test_words_of_another_meaning_belong_nowhere_else_whatever_the_photos(stock, advisor):
    """“Food” and “Flowers & plants” want the same colourful photos, and neither is a part of the other."""
    stock.add(*[ORANGE] * 30)
    red, yellow = stock.save(scheme(category("red"), category("yellow"), independent=("Main",)))
    both = stock.photos_in(red) & stock.photos_in(yellow)
    assert len(both) > len(stock.photos_in(red)) / 2
    red, yellow = stock.save(replace(stock.scheme, sets=()))
    assert advisor.overlap(red) is advisor.overlap(yellow) is None


def test_a_few_photos_may_be_chance(stock):
    advisor = Advisor(stock.sorter)
    stock.add("blue", "green", "white", "cyan", *["red"] * (LEAST_SHARED - 1))
    _, crimson = stock.save(scheme(WARM, CRIMSON))
    assert advisor.overlap(crimson) is None
    stock.add("red")
    assert advisor.overlap(crimson).shared == LEAST_SHARED


def test_photos_that_a_person_took_out_are_not_counted(stock, advisor):
    _, crimson = stock.save(scheme(WARM, replace(CRIMSON, learns=False)))
    before = advisor.overlap(crimson).shared
    stock.judge((1, crimson, False), (2, crimson, False))
    assert advisor.overlap(crimson).shared == before - 2


def test_what_is_not_there_has_no_overlap(advisor):
    assert advisor.overlap(99) is None


# --- words that the model does not know ---


def test_nobody_can_say_how_much_is_right_of_what_strange_words_find(stock, advisor):
    for wordings in (["grün"], ["grün", "rötlich"], ["a grün 7"]):
        curve = advisor.curve(category("x", wordings))[0]
        assert set(curve.precisions) == {None}
    assert set(advisor.curve(category("Grün"))[0].precisions) == {None}
    for wordings in (["red"], ["grün", "red"], ["red grün"]):
        assert any(advisor.curve(category("x", wordings))[0].precisions)


def test_verdicts_say_how_much_is_right_of_what_strange_words_find(stock, advisor):
    (strange,) = stock.save(scheme(category("grün")))
    stock.judge(*((photo, strange, photo < 9) for photo in range(1, 15)))
    assert any(advisor.curve(stock.scheme.category(strange))[0].precisions)
