import re
from collections import Counter
from dataclasses import replace
from itertools import permutations
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import PALETTE, Category, CategorySet, Prompt, Scheme
from photo_sorter.core.sorting.pack import LARGEST_PACK_BYTES, SHIPPED_PACKS, merged, read_pack, skipped, write_pack
from photo_sorter.embedding.starter_words import _stems
from photo_sorter.paths import resources

FIRST = "photo_sorter_categories = 1\n"


def shipped(name: str) -> Scheme:
    file = resources() / "packs" / f"{name}.toml"
    return read_pack(file.read_bytes(), file.name)


def fault(text: str | bytes) -> str:
    with pytest.raises(CategoryError) as refused:
        read_pack(text, "mine.toml")
    return str(refused.value)


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_pack_says_everything_that_a_person_decides():
    scheme = read_pack(
        FIRST
        + """
sentences = ["a photo of {}", "{}"]

[[set]]
name = "Zoo"
exclusive = false

[[category]]
name = "Animals"
set = "Zoo"

[[category]]
name = "Cats"
looks_like = ["a cat", "a kitten"]
but_not = ["a tiger"]
set = "Zoo"
parent = "animals"
only_within_parent = false
colour = "#123abc"
threshold = 0.8
learns = false
enabled = false
""",
        "zoo.toml",
    )
    assert scheme == Scheme(
        (
            Category("Animals", (), "Zoo", PALETTE[0]),
            Category(
                "Cats",
                (Prompt("a cat"), Prompt("a kitten"), Prompt("a tiger", against=True)),
                "Zoo",
                "#123abc",
                enabled=False,
                threshold=0.8,
                learns=False,
                parent_name="Animals",
                within_parent=False,
            ),
        ),
        (CategorySet("Zoo", exclusive=False),),
        ("a photo of {}", "{}"),
    )


def test_a_name_is_enough_and_colours_are_spread():
    scheme = read_pack(
        FIRST + f'[[category]]\nname="A"\n[[category]]\nname="B"\ncolour="{PALETTE[0]}"\n[[category]]\nname="C"\n', "x"
    )
    assert [one.colour for one in scheme.categories] == [PALETTE[1], PALETTE[0], PALETTE[2]]
    assert scheme.sets == (CategorySet("Main"),)


def test_a_pack_without_categories_is_read():
    assert read_pack(FIRST, "empty.toml") == Scheme()


def test_bytes_may_begin_with_a_byte_order_mark():
    assert read_pack((FIRST + '[[category]]\nname = "Zoë"\r\n').encode("utf-8-sig"), "x").named("Zoë")


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("[[category]]\nname = Cats", 3, "Invalid value"),
        ('[[category]]\nname = "Cats', 3, "Unterminated string"),
        ('[[category]]\nname = "Cats"\nlooks_like = ["a cat"\nbut_not = []\n', 5, "Unclosed array"),
        ('[[category]]\nname = "Cats"\nname = "Dogs"\n', 4, "overwrite"),
        ('[[category]]\nname = "Cats"\nlooks_like = ["a cat",\n\n\n', 4, "Invalid value"),
    ],
)
def test_broken_syntax_is_named_with_its_line(text, line, part):
    said = fault(FIRST + text)
    assert said.startswith(f"“mine.toml”, line {line}: ")
    assert re.search(part, said)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('colour = "red"\n', 2, "“colour” is unknown"),
        ('[animals]\nname = "Cats"\n', 2, "“animals” is unknown"),
        ('[[category]]\nname = "Cats"\nlook_like = ["a cat"]\n', 4, "Did you mean “looks_like”?"),
        ('[[category]]\nname = "A"\n[[category]]\nname = "B"\n\n# no\nzebra = 1\n', 8, "Known here: name, looks_like"),
        ('[[set]]\nname = "Zoo"\nonly_one = true\n', 4, "“only_one” is unknown"),
        ('[[set]]\nname = "Zoo"\nexclusive = "yes"\n', 4, "“exclusive” must be true or false"),
        ('[[category]]\nname = 5\n', 3, "“name” must be a text in quotes"),
        ('[[category]]\nname = "A"\nlooks_like = "a cat"\n', 4, 'a list of texts, such as ["a cat"'),
        ('[[category]]\nname = "A"\nlooks_like = [\n "a cat",\n 3,\n]\n', 4, "“looks_like” must be a list"),
        ('[[category]]\nname = "A"\nlooks_like = [\n "x",\n]\ncolour = "red"\n', 7, "“colour” must be a colour"),
        ('[[category]]\nname = "A"\nthreshold = 70\n', 4, "“threshold” must be a number from 0 to 1"),
        ('[[category]]\nname = "A"\nthreshold = nan\n', 4, "“threshold” must be a number"),
        ('[[category]]\nname = "A"\nthreshold = true\n', 4, "“threshold” must be a number"),
        ('[[category]]\nname = "A"\nlearns = 1\n', 4, "“learns” must be true or false"),
        ('[[category]]\nname = "A"\n[[category]]\nlooks_like = ["name = 3"]\n', 4, "This category has no name"),
        ('[category]\nname = "A"\n', 2, "“category” must be written as [[category]]"),
        ('category = [5]\n', 2, "“category” must be written as [[category]]"),
        ('sentences = "a photo of {}"\n', 2, "“sentences” must be a list of texts"),
        ('[[category]]\nname = """A\nzebra = 1"""\n[[category]]\nname = "B"\nzebra = 1\n', 7, "“zebra” is unknown"),
    ],
)  # fmt: skip
def test_what_does_not_belong_is_named_with_its_line(text, line, part):
    said = fault(FIRST + text)
    assert said.startswith(f"“mine.toml”, line {line}: ")
    assert part in said


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "“mine.toml” holds no categories of Photo Sorter"),
        ('[[category]]\nname = "Cats"\n', "the line “photo_sorter_categories = 1” is missing"),
        ("photo_sorter_categories = 2\nnews = 1\n", "“mine.toml” was written by a newer Photo Sorter"),
        ("\nphoto_sorter_categories = 0\n", "“mine.toml”, line 2: “photo_sorter_categories” must be 1."),
        ('photo_sorter_categories = "1"\n', "“mine.toml”, line 1: “photo_sorter_categories” must be 1."),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "“mine.toml” is not a text in UTF-8"),
        ((FIRST + '[[category]]\nname = "Cats"\n').encode("utf-16"), "“mine.toml” is not a text in UTF-8"),
        (b"#" * (LARGEST_PACK_BYTES + 1), "“mine.toml” is too big"),
        (FIRST + "sentences = " + "[" * 100_000, "its lists lie too deep in one another"),
        (FIRST + "sentences = " + "9" * 10_000, "a number in it is too long"),
        (FIRST + '[[category]]\nname = "Cats"\n[[category]]\nname = "cats"\n', "“mine.toml”: There is already"),
        (FIRST + '[[category]]\nname = "Cats"\nparent = "Pets"\n', "“mine.toml”: “Cats” is to lie within “Pets”"),
        (FIRST + '[[category]]\nname = "  "\n', "“mine.toml”: A category needs a name"),
        (FIRST + f'[[category]]\nname = "A"\nlooks_like = ["{"x" * 5_001}"]\n', "5000 at most"),
    ],
    ids=range(14),
)
def test_what_is_no_pack_is_refused_with_a_sentence(text, part):
    assert part in fault(text)


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_written_pack_is_read_by_people():
    scheme = Scheme((Category("Cats", (Prompt("a cat"), Prompt("a tiger", against=True)), id=7),)).checked()
    text = write_pack(scheme)
    assert text.startswith("# Categories of Photo Sorter.\n")
    assert text.endswith(
        '\n\n[[category]]\nname = "Cats"\nlooks_like = [\n    "a cat",\n]\nbut_not = [\n    "a tiger",\n]\n'
        f'colour = "{PALETTE[0]}"\n'
    )


ODD = st.text(
    st.one_of(st.sampled_from("a \"'\\\n\t\r{}#=[],\x00\x1f\x7f\x85\u2028\u202eאب😀é"), st.characters(codec="utf-8"))
)
NAMES = ODD.filter(lambda text: text.split()).map(lambda text: text[:90]).filter(lambda text: text.split())


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    names = draw(st.lists(NAMES, max_size=5, unique_by=lambda name: " ".join(name.split()).casefold()))
    sets = draw(st.lists(NAMES, max_size=3))
    categories = [
        Category(
            name,
            (*map(Prompt, draw(st.lists(ODD, max_size=3))), *(Prompt(text, True) for text in draw(st.lists(ODD)))),
            draw(st.sampled_from(["Main", *sets])),
            draw(st.from_regex("#[0-9A-Fa-f]{6}", fullmatch=True)),
            draw(st.booleans()),
            threshold=draw(st.floats(0, 1)),
            learns=draw(st.booleans()),
            parent_name=draw(st.sampled_from([None, *names[:place]])),
            within_parent=draw(st.booleans()),
        )
        for place, name in enumerate(names)
    ]
    templates = draw(st.lists(ODD.map(lambda text: text + "{}"), max_size=3))
    kinds = tuple(CategorySet(name, draw(st.booleans())) for name in sets)
    return Scheme(tuple(categories), kinds, tuple(templates)).checked()


@given(schemes())
def test_what_is_written_is_read_as_it_was(scheme):
    assert read_pack(write_pack(scheme), "x") == scheme
    assert read_pack(write_pack(scheme).encode(), "x") == scheme


# --- merging ---------------------------------------------------------------------------------------------------------


def test_a_category_of_the_same_name_stays_the_persons_own():
    own = Category("cats", (Prompt("my cat"),), colour=PALETTE[3], id=4)
    pack = Scheme((Category("Cats", (Prompt("a cat"),)), Category("Dogs", id=9)))
    result = merged(Scheme((own,)), pack)
    assert result.categories == (own, Category("Dogs"))
    assert skipped(Scheme((own,)), pack) == ("Cats",)


def test_children_find_the_persons_own_parent():
    own = Scheme((Category("pets", set_name="Mine", id=1),), (CategorySet("Mine"),))
    pack = Scheme((Category("Pets"), Category("Cats", parent_name="Pets"))).checked()
    assert merged(own, pack).named("Cats").parent_name == "pets"


def test_a_set_of_the_same_name_stays_the_persons_own_and_a_set_that_nothing_needs_stays_out():
    own = Scheme((Category("Cats", id=1),), (CategorySet("Main"), CategorySet("Zoo", exclusive=True)))
    pack = Scheme(
        (Category("Cats", set_name="House"), Category("Lions", set_name="zoo"), Category("Trees", set_name="Park")),
        (CategorySet("House"), CategorySet("zoo", exclusive=False), CategorySet("Park", exclusive=False)),
    )
    result = merged(own, pack)
    assert result.sets == (CategorySet("Main"), CategorySet("Zoo"), CategorySet("Park", exclusive=False))
    assert result.named("Lions").set_name == "Zoo"


def test_a_palette_colour_in_use_gives_way_and_an_own_colour_stays():
    own = Scheme((Category("A", colour=PALETTE[0].lower(), id=1), Category("B", colour="#010203", id=2)))
    pack = Scheme((Category("C", colour=PALETTE[0]), Category("D", colour=PALETTE[1]), Category("E", colour="#010203")))
    pack = replace(pack, categories=(*pack.categories, Category("F", colour=PALETTE[0])))
    colours = [one.colour for one in merged(own, pack).categories]
    assert colours == [PALETTE[0].lower(), "#010203", PALETTE[2], PALETTE[1], "#010203", PALETTE[3]]


def test_colours_are_shared_as_little_as_can_be():
    for one, other in permutations(map(shipped, SHIPPED_PACKS), 2):
        both = merged(one, other)
        uses = Counter(category.colour for category in both.categories)
        assert len(uses) == len(PALETTE)
        assert max(uses.values()) == ceil(len(both.categories) / len(PALETTE))


def test_sentences_of_a_pack_are_taken_only_into_an_empty_scheme():
    pack = Scheme((Category("Cats"),), templates=("a photo of {}",))
    assert merged(Scheme(), pack).templates == ("a photo of {}",)
    assert merged(Scheme((Category("Dogs", id=1),)), pack).templates == ()
    assert merged(Scheme(templates=("{}!",)), pack).templates == ("{}!",)


@given(schemes(), schemes())
def test_merging_changes_nothing_of_the_persons_own_and_twice_is_once(own, pack):
    result = merged(own, pack)
    assert result.categories[: len(own.categories)] == own.categories
    assert result.sets[: len(own.sets)] == own.sets
    assert len(result.categories) == len(own.categories) + len(pack.categories) - len(skipped(own, pack))
    assert merged(result, pack) == result


@given(schemes())
def test_an_exported_scheme_comes_back_into_an_empty_one_with_its_colours(scheme):
    assert merged(Scheme(sets=()), scheme).categories == scheme.categories


# --- the packs that come with the program ----------------------------------------------------------------------------


def test_every_shipped_pack_has_a_title():
    assert {file.stem for file in (resources() / "packs").iterdir()} == set(SHIPPED_PACKS)


@pytest.mark.parametrize("name", SHIPPED_PACKS)
def test_a_shipped_pack_is_worth_its_name(name):
    scheme = shipped(name)
    assert len(scheme.categories) >= 6
    assert all(one.prompts[0].against is False for one in scheme.categories)
    assert all(one.threshold == 0.5 and one.enabled and one.learns for one in scheme.categories)


@pytest.mark.parametrize("name", SHIPPED_PACKS)
def test_the_built_in_model_knows_every_word_of_a_shipped_pack(name):
    known = set((resources() / "starter" / "words.txt").read_text("utf-8").split("\n"))
    texts = [text for one in shipped(name).categories for text in (*one.wordings, *one.wordings_against)]
    words = {word for text in texts for word in re.findall(r"\w+", text.casefold())}
    assert {word for word in words if not known & {word, *_stems(word)}} <= {"whiteboard"}


def test_the_shipped_packs_fit_into_one_scheme():
    scheme = Scheme()
    for name in SHIPPED_PACKS:
        scheme = merged(scheme, shipped(name))
    assert len(scheme.categories) == len({one.name.casefold() for one in scheme.categories}) > 40
