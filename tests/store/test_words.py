from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import PhotoFacts
from photo_sorter.core.search.filters import PLAIN_LETTERS, folded
from photo_sorter.store.words import COLUMNS
from tests.store.stock import add_photos

NAMES = [
    "IMG_2041.jpg", "IMG_2042.jpg", "IMG_2043.jpg", "IMG_2044.jpg",
    "2019 summer/Miska & Félix.jpg", "2019 summer/boat-trip.jpg", "Hafen/DSC01.NEF",
    "IMG_2045.jpg",
]  # fmt: skip


@pytest.fixture
def ids(library):
    ids = add_photos(library, NAMES, "/home/sea/Camera Roll")
    facts = {
        "IMG_2041.jpg": PhotoFacts(4, 3, camera="Canon EOS 5D", lens="EF 50mm"),
        "IMG_2042.jpg": PhotoFacts(4, 3, caption="A puppy running", keywords=("garden", "old dog")),
    }
    with library.atomic():
        for name, said in facts.items():
            library.photos.set_ready(ids[name], name.encode(), said)
    return ids


@pytest.fixture
def found(library, ids):
    names = {id: name for name, id in ids.items()}

    def search(*words):
        return sorted(names[id] for ids in library.words.standing(words).values() for id in ids)

    return search


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("2041", "IMG_2041.jpg"), ("img_2041.jpg", "IMG_2041.jpg"), ("204", None), ("20", None), ("FELIX", NAMES[4]),
        ("miska", NAMES[4]), ("boat", NAMES[5]), ("boa", NAMES[5]), ("bo", None), ("hafen", NAMES[6]),
        ("canon", "IMG_2041.jpg"),
        ("50mm", "IMG_2041.jpg"), ("puppies", "IMG_2042.jpg"), ("runs", "IMG_2042.jpg"), ("gardens", "IMG_2042.jpg"),
        ("old dog", "IMG_2042.jpg"), ("garden old", "IMG_2042.jpg"), ("dog garden", None), ("sea", None),
        ("jpg", None), (".NEF", None), ("img", None), ("a", "IMG_2042.jpg"), ("&", None), ("", None),
    ],
)  # fmt: skip
def test_a_photo_is_found_by_what_is_written_about_it(found, word, name):
    assert found(word) == ([name] if name else [])


@pytest.mark.parametrize("letter", PLAIN_LETTERS)
def test_letters_fold_as_filters_fold_them(library, letter):
    ids = add_photos(library, [f"a{letter}b.jpg", "other.jpg"])
    for asked in (f"a{letter}b", f"a{PLAIN_LETTERS[letter]}b", folded(f"a{letter}b")):
        assert library.words.containing(asked) == [ids[f"a{letter}b.jpg"]]


def test_a_caption_of_a_person_is_folded_too(library, ids):
    with library.atomic():
        library.marks.set([(ids["IMG_2043.jpg"], Marks(caption="Tromsø"))])
    assert library.words.containing("tromso") == [ids["IMG_2043.jpg"]]


def test_emoji_are_found_as_they_stand(library):
    ids = add_photos(library, ["😂/a.jpg", "❤️ Oslo.jpg", "b!.jpg"])
    assert library.words.containing("😂") == [ids["😂/a.jpg"]]
    assert library.words.containing("❤") == [ids["❤️ Oslo.jpg"]]
    assert library.words.standing(["😂", "oslo"]) == {"😂": [ids["😂/a.jpg"]], "oslo": [ids["❤️ Oslo.jpg"]]}
    assert library.words.containing("🎈") == library.words.containing("!") == []


def test_each_word_is_told_apart_and_only_the_last_may_be_a_beginning(library, ids):
    stands = library.words.standing(["boa", "puppy", "unheard", "haf"])
    assert stands == {"boa": [], "puppy": [ids["IMG_2042.jpg"]], "unheard": [], "haf": [ids[NAMES[6]]]}


def test_a_caption_that_a_person_gives_takes_the_place_of_the_files(library, ids, found):
    photo_id = ids["IMG_2042.jpg"]
    for marks, puppy, kitten in (
        (Marks(caption="A kitten"), [], ["IMG_2042.jpg"]),
        (Marks(favourite=True), ["IMG_2042.jpg"], []),
        (Marks(caption="Two kittens"), [], ["IMG_2042.jpg"]),
        (Marks(), ["IMG_2042.jpg"], []),
    ):
        with library.atomic():
            library.marks.set([(photo_id, marks)])
        assert (found("puppy"), found("kitten")) == (puppy, kitten)


def test_words_follow_a_photo_that_moves_and_go_with_it(library, ids, found):
    new = add_photos(library, ["Garage/bicycle.jpg"], "/home/sea/Camera Roll", ready=False)["Garage/bicycle.jpg"]
    with library.atomic():
        library.photos.mark_missing([ids[NAMES[5]]])
    assert library.words.containing("boat") == [ids[NAMES[5]]]
    with library.atomic():
        library.photos.move_to(ids[NAMES[5]], new)
    assert (found("boat"), found("garage")) == ([], [NAMES[5]])
    with library.atomic():
        library.folders.forget(library.folders.active()[0].id)
    assert library._db.execute("SELECT count(*) FROM photo_words").fetchone() == (0,)
    assert library.words.containing("garage") == []


def test_folders_are_words_from_the_watched_one_downwards_also_after_one_was_added_around_it(library, ids):
    assert library.words.containing("sea") == []
    assert len(library.words.containing("camera roll")) == len(NAMES)
    with library.atomic():
        library.folders.add(Path("/home/sea"))
    assert len(library.words.containing("sea")) == len(NAMES)
    assert library.words.containing("home") == []


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("miska & fel", [NAMES[4]]), ("2019 summer", NAMES[4:6]), ("summer 2019", []),
        ("IMG_204", [*NAMES[:4], NAMES[7]]),
        ("old dog", ["IMG_2042.jpg"]), ("running garden", []), ("jpg", [*NAMES[:6], NAMES[7]]), ("&", []), ("", []),
    ],
)  # fmt: skip
def test_a_phrase_stands_in_a_row_and_its_last_word_may_be_a_beginning(library, ids, phrase, names):
    assert sorted(library.words.containing(phrase)) == [ids[name] for name in names]


def test_the_columns_are_named_in_which_words_stand(library, ids):
    with library.atomic():
        library.marks.set([(ids[NAMES[5]], Marks(caption="A boat in the garden"))])
    told = library.words.fields_of(ids.values(), ["boat", "garden"])
    assert told == {ids[NAMES[5]]: ("name", "caption"), ids["IMG_2042.jpg"]: ("keywords",)}
    assert library.words.fields_of([ids["IMG_2042.jpg"]], ["boat", "gard"]) == {ids["IMG_2042.jpg"]: ("keywords",)}
    assert library.words.fields_of(ids.values(), ["&"]) == library.words.fields_of([], ["boat"]) == {}


def test_a_word_that_stands_with_more_than_a_fifth_tells_nothing(library):
    names = [
        f"{'often ' if number % 4 == 0 else ''}{'rare ' if number % 6 == 0 else ''}{number}" for number in range(120)
    ]
    ids = add_photos(library, names)
    rare = [ids[name] for name in names if "rare" in name]
    assert library.words.standing(["often", "rare", "60"]) == {"rare": rare, "60": [ids["often rare 60"]]}
    often = [ids[name] for name in names if "often" in name]
    assert library.words.standing(["often", "rare"], common_too=True) == {"often": often, "rare": rare}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text() | st.sampled_from(['"', "AND", "NEAR(", "caption:", "^", "*", "\0", "\ud800", "boat"])))
@example(["¦", "\ud800"])
def test_whatever_is_typed_is_safe(library, ids, words):
    for word, found in library.words.standing(words).items():
        assert word in words
        assert set(found) <= set(ids.values())
    assert set(library.words.containing(" ".join(words))) <= set(ids.values())
    assert all(set(told) <= set(COLUMNS) for told in library.words.fields_of(ids.values(), words).values())


@pytest.mark.parametrize("text", ["x" * 10_000, "x " * 5_000, '"' * 10_000, "boat OR " * 1_250])
def test_ten_thousand_characters_are_safe(library, ids, text):
    library.words.standing(text.split(" "))
    library.words.standing([text])
    library.words.containing(text)
