"""What a typed text asks for, and a query as text."""

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from photo_sorter.core.search.filters import normal, problem_of
from photo_sorter.core.search.language import LONGEST, Parsed, TokenKind, filter_text, parse, text_of, without
from photo_sorter.core.search.pieces import QUOTES, plain, tidy
from photo_sorter.core.search.query import Field, Filter, Query, Word


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(map(Word, texts))


def sentences(parsed: Parsed) -> list[str]:
    return [problem.sentence for problem in parsed.problems]


def marked(text: str) -> list[str]:
    return [text[problem.start : problem.end] for problem in parse(text).problems]


def is_quotable(text: str) -> bool:
    return any(not set(closing) & set(plain(text)) for closing in QUOTES.values())


EVERYTHING = 'dog "red car":2 -cat:Cats -people -"two words" "IMG 12" in:"Camera Roll" rating:>=3 like:"/a b.jpg"'

texts = st.text(min_size=1, max_size=12).map(tidy).filter(lambda text: text != "" and is_quotable(text))
shares = st.integers(0, 100).map(lambda hundredths: hundredths / 100)
weighed = st.builds(Word, texts, st.just(1.0) | st.integers(10, 1000).map(lambda hundredths: hundredths / 100))
filters = st.builds(
    lambda field, value, excluded: normal(Filter(field, value, excluded)),
    st.sampled_from(Field),
    texts | st.sampled_from(["2019", "2019-07", "2019..2021", ">=3", "jpeg", ">5mb", "favourite", "gps", "portrait"]),
    st.booleans(),
).filter(lambda one: problem_of(one) is None)
paths = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
ids = st.lists(st.integers(0, 10**15), max_size=4, unique=True).map(tuple)


def several(strategy: st.SearchStrategy, unique: bool = False) -> st.SearchStrategy:
    return st.lists(strategy, max_size=4, unique=unique).map(tuple)


queries = st.builds(
    Query,
    words=several(weighed),
    against=several(weighed),
    quoted=several(texts),
    pictures=several(
        # “./\r” is a path without anything but a blank, too.
        paths.filter(is_quotable).map(Path).filter(lambda path: bool(str(path).strip())),
        unique=True,
    ),
    filters=several(filters, unique=True),
    balance=shares,
    meaning=shares,
    liked=ids,
    disliked=ids,
)
FRAGMENTS = (
    "-", '"', "“", "”", "„", "«", "»", ":", "in:", "cat:", "—", "like:", "more:", "word", "2", ":2", "1,2", " ", "\0",
    "\u00a0", "：", "date:2019", "balance:", "🐶", "שלום", "https://", "C:\\", "0.3", "é", "/", "'",
)  # fmt: skip
anything = st.text(max_size=60) | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)


def test_plain_words_are_a_sentence():
    assert parse("a dog  on the\u00a0beach").query == Query(words=words("a", "dog", "on", "the", "beach"))
    assert parse("").query == parse(" \n\0 ").query == Query()


def test_a_minus_steers_away_from_a_word_or_from_a_phrase():
    parsed = parse('dog -people -"two words" −snow')
    assert parsed.query == Query(words=words("dog"), against=words("people", "two words", "snow"))
    assert parsed.problems == ()


def test_quotes_of_any_country_hold_a_phrase():
    assert parse('"IMG 12" “a b” „c d“ «e f» »g h« ”i j”').query.quoted == ("IMG 12", "a b", "c d", "e f", "g h", "i j")


def test_a_number_after_a_word_or_a_phrase_is_its_weight():
    query = parse('dog:2 snow:0.5 rain:0,5 🐶:3 "red car":2 -people:2').query
    assert query.words == (Word("dog", 2), Word("snow", 0.5), Word("rain", 0.5), Word("🐶", 3), Word("red car", 2))
    assert query.against == (Word("people", 2),)


@pytest.mark.parametrize(("text", "weight"), [("dog:50", 10.0), ("dog:0", 0.1), ("dog:999999999", 10.0)])
def test_a_weight_beyond_reason_is_clamped_and_told(text: str, weight: float):
    parsed = parse(text)
    assert parsed.query.words == (Word("dog", weight),)
    assert len(parsed.problems) == 1


def test_filters_are_read_with_their_synonyms_in_any_case_and_in_quotes():
    assert parse('IN:"Camera Roll" -Category:Dogs folder:Zoo year:2019 stars:3 ext:JPG cat：Cats').query.filters == (
        Filter(Field.IN, "Camera Roll"), Filter(Field.CATEGORY, "Dogs", excluded=True), Filter(Field.IN, "Zoo"),
        Filter(Field.DATE, "2019"), Filter(Field.RATING, "3"), Filter(Field.TYPE, "jpeg"),
        Filter(Field.CATEGORY, "Cats"),
    )  # fmt: skip


def test_a_filter_said_twice_counts_once():
    assert parse("is:favorite is:favourite").query.filters == (Filter(Field.IS, "favourite"),)


def test_pictures_sliders_and_verdicts_are_read():
    query = parse('like:"/photos/a b.jpg" like:/c.jpg balance:0.3 meaning:0.7 more:12,15 less:7 more:12').query
    assert query.pictures == (Path("/photos/a b.jpg"), Path("/c.jpg"))
    assert (query.balance, query.meaning, query.liked, query.disliked) == (0.3, 0.7, (12, 15), (7,))
    assert parse("more:12,").query.liked == (12,)


def test_a_path_keeps_its_characters_as_they_are():
    path = Path("/shots/Screenshot 9.41\u202fAM “x”： \n.png")
    assert parse(f'like:"{path}"').query.pictures == (path,)
    odd = Query(pictures=(Path("/a ＂b.jpg"), Path('/a "b.jpg')))
    assert parse(text_of(odd)).query == odd


@pytest.mark.parametrize(
    "text", ["https://example.org/a:b", "12:30", "3:2", "16:9:1", "C:\\photos", "D:/x", "file:///a"]
)
def test_addresses_times_ratios_and_drives_are_plain_words(text: str):
    parsed = parse(text)
    assert (parsed.query, parsed.problems) == (Query(words=words(text)), ())


def test_an_unknown_filter_is_searched_as_words_and_told():
    parsed = parse("dog colour:red -colour:blue")
    assert parsed.query == Query(words=words("dog", "colour", "red"), against=words("colour", "blue"))
    assert sentences(parsed)[0] == "There is no filter “colour”; “colour:red” is searched as words."
    assert marked("dog colour:red") == ["colour:red"]
    assert parse("colour:red:2").query == Query(words=words("colour", "red", "2"))


def test_before_and_after_are_told_as_ranges():
    assert "date:..2019" in sentences(parse("before:2019"))[0]
    assert "date:2019.." in sentences(parse("after:2019-07"))[0]


def test_an_impossible_value_is_marked_and_searched_as_words():
    parsed = parse("dog date:2019-13 -is:happy")
    assert parsed.query == Query(words=words("dog", "2019-13"), against=words("happy"))
    assert "date:2019-07" in sentences(parsed)[0]
    assert marked("dog date:2019-13") == ["date:2019-13"]


@pytest.mark.parametrize("text", ["in:", '-cat:""', "like:", 'like:" "', "balance:", "more:"])
def test_a_filter_that_waits_for_its_value_looks_for_nothing_yet(text: str):
    parsed = parse(text)
    assert (parsed.query, len(parsed.problems)) == (Query(), 1)
    assert parse(f"dog {text}").query == Query(words=words("dog"))


@pytest.mark.parametrize("text", ["balance:7", "balance:x", "meaning:1.01", "more:a", "less:1,,2"])
def test_an_impossible_setting_is_told(text: str):
    parsed = parse(text)
    assert (parsed.query.balance, parsed.query.meaning, parsed.query.liked, parsed.query.disliked) == (0.5, 0.5, (), ())
    assert len(parsed.problems) == 1


def test_a_picture_takes_no_minus():
    parsed = parse("dog -like:/a.jpg")
    assert (parsed.query, len(parsed.problems)) == (Query(words=words("dog")), 1)


@pytest.mark.parametrize("text", ["-", '"', '-""', '""', ":", "--", "—", "“", "::"])
def test_marks_alone_are_plain_text_with_a_hint(text: str):
    parsed = parse(text)
    assert parsed.query == Query(words=words(text))
    assert parsed.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [("cat - dog", "cat dog"), ('zoo "', "zoo"), ('zoo -"" day', "zoo day"), ("paris — night", "paris night"),
     ("--x", "x"), ("—x", "x"), (":x", "x"), (":smile:", "smile"), ('"zoo day', "zoo day"), ('zoo day"', "zoo day"),
     ('-"zoo day', "zoo day"), ("word:", "word")],
)  # fmt: skip
def test_stray_marks_among_words_are_left_out_with_a_hint(text: str, expected: str):
    parsed = parse(text)
    assert parsed.query == Query(words=words(*expected.split()))
    assert len(parsed.problems) == 1


def test_spaces_among_marks_alone_count_once():
    assert parse("-\u00a0\0-").query == Query(words=words("- -"))


def test_a_filter_has_no_weight():
    parsed = parse('in:"Camera Roll":2')
    assert parsed.query == Query(words=words("2"), filters=(Filter(Field.IN, "Camera Roll"),))
    assert len(parsed.problems) == 1


def test_a_value_in_quotes_not_closed_yet_goes_on_to_the_end():
    parsed = parse('dog in:"Camera Ro')
    assert parsed.query == Query(words=words("dog"), filters=(Filter(Field.IN, "Camera Ro"),))
    assert len(parsed.problems) == 1


def test_scripts_from_right_to_left_and_joined_emoji_stay_whole():
    assert parse("שלום -עולם 👩‍👩‍👧 \u200fabc").query == Query(
        words=words("שלום", "👩‍👩‍👧", "abc"), against=words("עולם")
    )


def test_halves_of_characters_are_left_out():
    assert parse("zoo\ud800day").query == Query(words=words("zoo", "day"))


def test_a_long_text_is_cut_between_words_and_told():
    parsed = parse("house " * 2_000)
    assert len(parsed.query.words) == LONGEST // 6
    assert set(parsed.query.words) == {Word("house")}
    assert sentences(parsed) == ["Only the first 1,000 characters are searched."]
    assert parse(f"a {'x' * 998} y").query == Query(words=words("a", "x" * 998))
    assert parse("x" * 10_000).query == Query(words=words("x" * LONGEST))


@pytest.mark.parametrize(
    "part", ["a ", '"', "«", "ab:x ", "in:x ", "date:2019-13 ", "“„", "-", ":", 'in:"', "x“", "a:2 "]
)
def test_ten_thousand_characters_are_read_at_once(part: str):
    text = (part * 10_000)[:10_000]
    seconds = []
    for _ in range(5):
        began = time.thread_time()
        parse(text)
        seconds.append(time.thread_time() - began)
    assert min(seconds) < 0.02, "5 ms here, with room for a busy machine"


def test_tokens_tell_where_chips_and_words_stand():
    parsed = parse(EVERYTHING)
    assert parsed.problems == ()
    assert [(EVERYTHING[one.start : one.end], one.kind) for one in parsed.tokens] == [
        ("dog", TokenKind.WORD), ('"red car":2', TokenKind.WORD), ("-cat:Cats", TokenKind.FILTER),
        ("-people", TokenKind.AGAINST), ('-"two words"', TokenKind.AGAINST), ('"IMG 12"', TokenKind.QUOTED),
        ('in:"Camera Roll"', TokenKind.FILTER), ("rating:>=3", TokenKind.FILTER),
        ('like:"/a b.jpg"', TokenKind.LIKE),
    ]  # fmt: skip


def test_what_became_chips_leaves_the_text():
    chips = [one for one in parse(EVERYTHING).tokens if one.kind in (TokenKind.FILTER, TokenKind.LIKE)]
    assert without(EVERYTHING, chips) == 'dog "red car":2 -people -"two words" "IMG 12"'
    assert without("dog", []) == "dog"


def test_a_query_prints_as_a_person_would_type_it():
    assert text_of(Query()) == ""
    assert text_of(parse('-snow dog is:favorite balance:0.50 rating:">=3" "a"').query) == (
        'dog -snow "a" is:favourite rating:>=3'
    )
    assert filter_text(Filter(Field.IN, "Camera Roll", excluded=True)) == '-in:"Camera Roll"'
    assert text_of(Query(quoted=('a"b', "a“”»＂b"))) == '«a"b» "a“”» b"'
    assert text_of(Query(words=words("cat:Cats", "12:30"))) == '"cat:Cats":1 12:30'


@given(queries)
def test_a_printed_query_is_read_as_the_same(query: Query):
    parsed = parse(text_of(query))
    assert parsed.query == query
    assert parsed.problems == ()


@given(anything)
@example('»"”')
@example("-")
def test_any_text_has_one_normal_form(text: str):
    printed = text_of(parse(text).query)
    assert text_of(parse(printed).query) == printed
    assert parse(printed).problems == ()
    assert parse(printed).query == parse(text).query


@given(anything)
def test_tokens_and_problems_lie_within_the_text(text: str):
    parsed = parse(text)
    assert all(0 <= one.start < one.end <= len(text) for one in (*parsed.tokens, *parsed.problems))
    starts = [one.start for one in parsed.tokens]
    assert starts == sorted(starts)
    assert bool(parsed.query) <= bool(parsed.tokens)


@given(anything)
def test_a_text_that_shows_something_is_looked_for_or_told(text: str):
    parsed = parse(text)
    assert bool(plain(text).split()) == bool(parsed.tokens or parsed.problems)


@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=10), max_size=20), st.data())
def test_no_plain_word_is_ever_lost(said: list[str], data: st.DataObject):
    text = "".join(
        word + data.draw(st.sampled_from([" ", " - ", "\u00a0", " \0 ", " -- ", ' "" ', "\n"])) for word in said
    )
    assert parse(text).query == Query(words=words(*said))


def test_a_name_that_is_nearly_one_of_a_filter_asks_for_it():
    (problem,) = parse("dates:2019").problems
    assert problem.sentence == (
        "There is no filter “dates”; “dates:2019” is searched as words. Did you mean date:2019?"
    )
    assert "Did you mean" not in parse("colour:red").problems[0].sentence


@pytest.mark.parametrize("text", ["date:2019-13", "rating:9", "size:huge", "rating:>=x", "balance:much"])
def test_a_value_that_is_searched_as_words_is_said_to_be(text: str):
    parsed = parse(text)
    assert parsed.query.words
    assert parsed.problems[0].sentence.endswith(f" Until then “{text.partition(':')[2]}” is searched as words.")


def test_a_value_without_words_is_not_said_to_be_searched():
    assert not parse("rating:").query.words
    assert "searched" not in parse("rating:").problems[0].sentence
