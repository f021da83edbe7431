"""What the search box offers while a person types."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.search.completion import MOST, Completion, Vocabulary, complete, half_typed
from photo_sorter.core.search.filters import normal, problem_of, values_of
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.pieces import tidy
from photo_sorter.core.search.query import Field, Filter

LIBRARY = Vocabulary(
    folders=(("Camera Roll", 900), ("Zoo day", 40), ("Trips/Zürich 2019", 30), ("Old zoo", 2)),
    categories=(("Dogs", 50), ("Cats", 20), ("Big cats", 5)),
    cameras=(("Canon EOS R5", 300),),
    types=(("jpeg", 900), ("heic", 10)),
    years=(("2021", 500), ("2019", 400)),
)


def offered(text: str, cursor: int | None = None) -> list[str]:
    return [one.text for one in complete(text, len(text) if cursor is None else cursor, LIBRARY)]


def test_a_word_offers_filters_and_values_that_begin_so():
    assert offered("rati")[0] == "rating:"
    assert offered("zo") == offered("zoo") == ['in:"Zoo day"', 'in:"Old zoo"']
    assert offered("cat") == ["cat:Cats", 'cat:"Big cats"', "cat:"]
    assert offered("fav") == ["is:favourite"]
    assert offered("2019") == ['in:"Trips/Zürich 2019"', "date:2019"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cat:do", "cat:Dogs"), ("dog -cat:do", "cat:Dogs"), ("in:zo", 'in:"Zoo day"'), ("type:jp", "type:jpeg"),
        ("is:fav", "is:favourite"), ("camera:can", 'camera:"Canon EOS R5"'),
    ],
)  # fmt: skip
def test_a_value_that_only_begins_a_name_is_half_typed(text: str, meant: str):
    found = half_typed(text, len(text), LIBRARY)
    assert found is not None
    assert found.text == meant


@pytest.mark.parametrize(
    "text",
    [
        "cat:dogs",
        "in:zoo",
        "in:2019",
        "camera:canon",
        "type:cr2",
        "in:nope",
        "cat:",
        "cat",
        "rating:>",
        "size:>1",
        "dog",
    ],
)
def test_names_words_of_folders_and_what_nothing_begins_with_are_whole(text: str):
    assert half_typed(text, len(text), LIBRARY) is None


def test_a_filter_stays_on_offer_below_many_values_that_begin_as_its_name():
    named = tuple((f"Type {letter}", 1) for letter in "abc")
    library = Vocabulary(folders=named, categories=named, cameras=named, lenses=named)
    assert [one.text for one in complete("type", 4, library)][-1] == "type:"
    assert len(complete("type", 4, library)) == MOST


def test_a_synonym_offers_the_filter_it_stands_for():
    assert offered("fold") == ["in:"]
    assert offered("folder:zoo") == ['in:"Zoo day"', 'in:"Old zoo"']


def test_nothing_is_offered_for_one_letter_or_within_a_phrase():
    assert offered("z") == []
    assert offered("") == []
    assert offered("zoo ") == []
    assert offered('"zoo') == []
    assert offered('"old zoo') == []
    assert offered('"zoo"') == []
    assert offered("colour:zoo") == []


def test_a_field_offers_its_values_most_used_first():
    assert offered("cat:") == ["cat:Dogs", "cat:Cats", 'cat:"Big cats"']
    assert offered("type:")[:3] == ["type:jpeg", "type:heic", "type:png"]
    assert offered("orientation:") == [f"orientation:{value}" for value in values_of(Field.ORIENTATION)]
    assert complete("cat:c", 5, LIBRARY)[0] == Completion(0, 5, "cat:Cats", "cat:Cats", "20")


def test_case_and_accents_do_not_matter_and_words_within_count():
    assert offered("in:ZURICH") == ['in:"Trips/Zürich 2019"']
    assert offered("in:zü") == ['in:"Trips/Zürich 2019"']
    assert offered("camera:r5") == ['camera:"Canon EOS R5"']


def test_an_open_quote_goes_on_with_its_spaces():
    assert complete('dog in:"camera r', 16, LIBRARY) == (
        Completion(4, 16, 'in:"Camera Roll"', "in:Camera Roll", "900"),
    )  # fmt: skip


def test_a_minus_stays_before_what_is_completed():
    assert complete("dog -cat:ca", 11, LIBRARY)[0] == Completion(5, 11, "cat:Cats", "cat:Cats", "20")


def test_what_stands_at_the_cursor_is_replaced_whole():
    assert complete("zooxx beach", 3, LIBRARY)[0] == Completion(0, 5, 'in:"Zoo day"', "in:Zoo day", "40")
    assert complete('in:"zoo yard" beach', 7, LIBRARY)[0].end == 13
    assert complete('in:"zoo beach', 7, LIBRARY)[0].end == 7


def test_what_is_typed_already_is_not_offered():
    assert offered("cat:Cats") == ['cat:"Big cats"']


def test_nothing_is_offered_beyond_the_part_that_is_read():
    assert complete("zoo " * 300 + "zoo", 1203, LIBRARY) == ()


def test_five_thousand_folders_take_no_time():
    library = Vocabulary(folders=tuple((f"Trips/Été {number}", 5_000 - number) for number in range(5_000)))
    complete("in:x", 4, library)
    for text in ("in:qq", "in:4999", "in:", "tr"):
        seconds = []
        for _ in range(5):
            began = time.thread_time()
            found = complete(text, len(text), library)
            seconds.append(time.thread_time() - began)
        assert min(seconds) < 0.01, "2 ms here, with room for a busy machine"
        assert len(found) <= MOST


@given(st.text(max_size=30) | st.sampled_from(["in:", "cat:x", '-in:"', "zo", "type:j", "dog -ca"]), st.integers(0, 40))
def test_any_text_is_answered_by_few_lines_around_the_cursor(text: str, cursor: int):
    found = complete(text, cursor, LIBRARY)
    assert len(found) <= MOST
    assert all(0 <= one.start <= cursor <= one.end <= len(text) for one in found)
    assert found == complete(text, cursor, LIBRARY)


names = st.text(min_size=1, max_size=12).filter(lambda name: problem_of(Filter(Field.IN, tidy(name))) is None)


@given(st.lists(st.tuples(names, st.integers(1, 9)), max_size=5, unique_by=lambda one: one[0]))
def test_every_value_offered_is_read_as_that_filter(folders: list[tuple[str, int]]):
    offers = complete("in:", 3, Vocabulary(folders=tuple(folders)))
    assert len(offers) == len(folders)
    for offer, (name, _) in zip(offers, folders, strict=True):
        assert parse(offer.text).query.filters == (normal(Filter(Field.IN, tidy(name))),)
