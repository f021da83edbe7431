"""What the values of filters mean, and what a person is told of those that mean nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.search.filters import RAW_TYPES, folded, normal, problem_of, values_of
from photo_sorter.core.search.query import Field, Filter
from photo_sorter.core.search.spans import days_of, ratings_of, size_of
from photo_sorter.media.scan import RAW_SUFFIXES

TODAY = date(2024, 2, 29)
PIECES = [
    "2019",
    "-07",
    "-14",
    "..",
    ">",
    "<",
    "=",
    "3",
    "mb",
    "mp",
    "none",
    "today",
    "this week",
    " ",
    "jpg",
    "/",
    "é",
]
VALUES = st.one_of(st.text(max_size=20), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("date", "2019-7", "2019-07"),
        ("date", "2019/07/04", "2019-07-04"),
        ("date", "2021..2019", "2019..2021"),
        ("date", "2019 .. 2019", "2019"),
        ("date", "..2018", "..2018"),
        ("date", "This week", "this-week"),
        ("rating", ">3", ">=4"),
        ("rating", "<3", "<=2"),
        ("rating", "3..1", "<=3"),
        ("rating", "4..2", "2..4"),
        ("rating", "≥5", "5"),
        ("rating", "0", "none"),
        ("size", "> 5.0 MB", ">5mb"),
        ("size", "3mb..1mb", "1mb..3mb"),
        ("size", "1..3mb", "1mb..3mb"),
        ("size", "1,5mb..", ">=1.5mb"),
        ("type", "JPG", "jpeg"),
        ("type", "*.tif", "tiff"),
        ("is", "Favorite", "favourite"),
        ("is", "not sure", "unsure"),
        ("has", "place", "gps"),
        ("in", "Camera Roll\\2019/", "Camera Roll/2019"),
        ("camera", " Canon  EOS ", "Canon EOS"),
    ],
)
def test_what_people_type_has_one_normal_form(field, typed, kept):
    assert normal(Filter(Field(field), typed, True)) == Filter(Field(field), kept, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("date", "2019-02-30"), ("date", "2019-13"), ("date", "2019-00"), ("date", "0000"), ("date", ".."),
        ("date", "2019..soon"), ("rating", "6"), ("rating", ">5"), ("rating", "<1"), ("rating", ".."), ("size", "5mb"),
        ("size", ">5"), ("size", "1mb..3mp"), ("size", "<0b"), ("is", "blue"), ("has", "x"), ("orientation", "up"),
        ("type", "j/p"), ("in", "/"), ("camera", "\u0301"), ("cat", "  "),
    ],
)  # fmt: skip
def test_an_impossible_value_is_told_with_the_fix(field, value):
    problem = problem_of(Filter(Field(field), value))
    assert problem is not None
    assert f"Write {field}:" in problem


def test_a_sentence_says_what_is_wrong_in_few_words():
    assert problem_of(Filter(Field.DATE, "2019-13")) == (
        "“date:2019-13” is no date. Write date:2019, date:2019-07 or date:2019..2021."
    )
    assert problem_of(Filter(Field.IN, "")) == "“in:” needs a value. Write in:summer or in:2019/summer."
    assert len(problem_of(Filter(Field.DATE, "x" * 10_000))) < 150


@given(st.sampled_from(Field), VALUES, st.booleans())
def test_a_normal_form_is_its_own_and_has_no_problem(field, value, excluded):
    kept = normal(Filter(field, value, excluded))
    assert normal(kept) == kept
    assert (kept.field, kept.excluded) == (field, excluded)
    assert (problem_of(kept) is None) == (problem_of(Filter(field, value)) is None)


@given(VALUES)
def test_a_normal_form_means_what_was_typed(value):
    for field, meaning in (
        (Field.DATE, lambda text: days_of(text, TODAY)),
        (Field.RATING, ratings_of),
        (Field.SIZE, size_of),
    ):
        assert meaning(normal(Filter(field, value)).value) == meaning(value)
        assert (meaning(value) is None) == (problem_of(Filter(field, value)) is not None)


@pytest.mark.parametrize("field", Field)
def test_what_is_offered_is_understood_as_it_stands(field):
    for value in values_of(field):
        assert normal(Filter(field, value)) == Filter(field, value)
        assert problem_of(Filter(field, value)) is None


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2019-06..2019-08", date(2019, 6, 1), date(2019, 8, 31)),
        ("..2018", date.min, date(2018, 12, 31)),
        ("2021..", date(2021, 1, 1), date.max),
        ("today", TODAY, TODAY),
        ("yesterday", date(2024, 2, 28), date(2024, 2, 28)),
        ("this-week", date(2024, 2, 26), date(2024, 3, 3)),
        ("this-month", date(2024, 2, 1), date(2024, 2, 29)),
        ("this-year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_dates_are_whole_days_with_both_ends(value, first, last):
    assert days_of(value, TODAY) == (first.toordinal(), last.toordinal())


def test_sizes_are_in_powers_of_a_thousand_and_strict_where_they_say_so():
    assert size_of(">5mb").span[0] == 5_000_001
    assert size_of(">=5mb").span[0] == 5_000_000
    assert size_of("<200kb").span == (0, 199_999)
    assert size_of("1mb..3mb").span == (1_000_000, 3_000_000)
    assert size_of(">=12mp").of_pixels
    assert size_of(">=12mp").span[0] == 12_000_000


def test_case_accents_and_spaces_do_not_count():
    assert folded("  Été  À PARIS ") == "ete a paris"
    assert folded("Straße\\ＡＢＣ") == "strasse/abc"


def test_raw_files_are_those_that_are_scanned_for():
    assert {f".{suffix}" for suffix in RAW_TYPES} == RAW_SUFFIXES
