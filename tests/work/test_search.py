"""Searches of real files in a real library, under the colour embedder."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import pytest

from photo_sorter.core.commands import AddFolders, SaveScheme, SetMarks
from photo_sorter.core.marks import Marks
from photo_sorter.core.search.language import LONGEST, parse
from photo_sorter.core.search.query import Query, Word
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.work.query_pictures import see_picture
from photo_sorter.work.search import Searcher
from photo_sorter.work.sorter import Sorter
from tests.fakes import colour_picture

SCHEME = Scheme((Category("Red things", (Prompt("red"),)), Category("Leaves", (Prompt("green"),))))
FILES = {
    "Oslo trip": ("red0", "red1", "red2", "blue0"),
    "Garden": ("green0", "green1", "red3", "Мышка yellow"),
    "Home": ("Мышка red", "white0", "black0"),
}


class Asked:
    """A searcher, and photos by their names."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        ids = searcher.table.ids.tolist()
        self.names = {id: path.stem for id, path in searcher.library.photos.paths(ids).items()}
        self.ids = {name: id for id, name in self.names.items()}

    def find(self, asked: str | Query, beyond: int = 500):
        return self.searcher.find(parse(asked).query if isinstance(asked, str) else asked, beyond)

    def all(self, asked: str | Query) -> list[str]:
        return [self.names[id] for id in self.find(asked).photo_ids.tolist()]

    def relevant(self, asked: str | Query) -> set[str]:
        return {self.names[id] for id in self.find(asked, beyond=0).photo_ids.tolist()}


@pytest.fixture
def filled(house, photos):
    for folder, names in FILES.items():
        (photos / folder).mkdir()
        for shade, name in enumerate(names):
            colour = name.rpartition(" ")[2].rstrip("0123456789")
            colour_picture(colour, shade=shade + 7 * len(folder)).save(photos / folder / f"{name}.png")
    house.run(AddFolders((photos,)), SaveScheme(SCHEME))
    return photos


@contextmanager
def asking(house):
    with house.read() as library:
        sorter = Sorter(library, house.embedders["colours"])
        pool = DecodePool(1)
        try:
            yield Asked(Searcher(sorter, lambda path: see_picture(path, pool, house.home.thumbnails, sorter.embedder)))
        finally:
            pool.close()


@pytest.fixture
def asked(house, filled):
    with asking(house) as asked:
        yield asked


def test_the_colour_asked_for_comes_first_and_its_photos_are_the_list(asked):
    assert asked.relevant("red") == {"red0", "red1", "red2", "red3", "Мышка red"}
    assert set(asked.all("red")[:5]) == asked.relevant("red")
    assert len(asked.all("red")) == 11


def test_filters_hold_for_every_photo_and_say_nothing_of_the_order(asked):
    inside = asked.all("red in:garden")
    assert (inside[0], set(inside)) == ("red3", {"green0", "green1", "red3", "Мышка yellow"})
    assert asked.relevant("red in:garden") == {"red3"}
    assert asked.relevant("red -in:garden") == {"red0", "red1", "red2", "Мышка red"}
    for text in ("red date:1980", "date:1980", '"unwritten"'):
        assert (len(asked.find(text).photo_ids), asked.find(text).nothing) == (0, True)


def test_what_is_quoted_must_stand(asked):
    assert set(asked.all('red "oslo trip"')) == {"red0", "red1", "red2", "blue0"}
    assert set(asked.all('"мышка"')) == {"Мышка red", "Мышка yellow"}
    assert asked.all('red "unwritten"') == []


def test_minus_steers_away_and_alone_puts_what_is_unlike_it_first(asked):
    without = asked.all("-red")
    assert {*without[-5:]} == {"red0", "red1", "red2", "red3", "Мышка red"}
    assert "green0" in asked.relevant("-red")
    assert not {"red0", "red1", "red2", "red3"} & asked.relevant("-red")


def test_a_name_that_no_model_knows_and_a_minus_give_that_name_less_the_minus(asked):
    found = asked.find("мышка -red")
    assert [asked.names[id] for id in found.photo_ids.tolist()] == ["Мышка yellow"]
    assert (found.relevant, found.nothing) == (1, False)


def test_what_the_minus_says_more_of_is_no_answer_though_it_is_in_a_category_of_that_name(asked):
    assert asked.relevant("leaves") >= {"green0", "green1"}
    found = asked.find("leaves -green")
    listed = {asked.names[id] for id in found.photo_ids[: found.relevant].tolist()}
    assert not {"green0", "green1"} & listed
    assert {"green0", "green1"} <= {asked.names[id] for id in found.photo_ids.tolist()}
    liked = replace(parse("leaves -green").query, liked=(asked.ids["green0"],))
    assert "green0" in asked.relevant(liked)


def test_a_word_that_weighs_more_comes_first(asked):
    assert asked.all("red:5 green")[0].startswith(("red", "Мышка red"))
    assert asked.all("red green:5")[0].startswith("green")


def test_a_word_that_the_model_does_not_know_is_told_and_looked_for_in_names(asked):
    found = asked.find("мышка")
    assert {asked.names[id] for id in found.photo_ids.tolist()} == {"Мышка red", "Мышка yellow"}
    assert found.hints == ("The model does not know “мышка”: looked for in names and captions only.",)


def test_a_misspelt_word_is_offered_as_it_was_probably_meant(asked):
    assert asked.find("gardéen in:garden -gardenö").meant == parse("garden in:garden -garden").query
    assert asked.find("Gardéen").meant == parse("garden").query
    for text in ("red", "мышка", "zeppelin", "éééééé", "in:gardéen", "Gärden", "greéen"):
        assert asked.find(text).meant is None


def test_a_name_that_most_photos_have_finds_them_where_nothing_else_is_said(house, filled):
    (filled / "Отпуск").mkdir()
    for shade in range(20):
        colour_picture("cyan", shade=shade).save(filled / "Отпуск" / f"{shade}.png")
    house.run(AddFolders((filled,)))
    with asking(house) as now:
        assert now.all("отпуск") == now.all("in:отпуск") == now.all("meaning:0 отпуск")[:20]
        assert now.relevant("отпуск red") == now.relevant("red")
        assert now.relevant(f"отпуск less:{now.ids['7']}") == now.relevant("отпуск") - {"7"}


def test_the_name_of_a_category_finds_what_is_in_it(asked):
    assert asked.relevant("meaning:0 leaves") == asked.relevant("cat:leaves") >= {"green0", "green1"}
    assert asked.relevant("meaning:0 -in:oslo things") == asked.relevant('cat:"red things" -in:oslo') >= {"red3"}
    assert asked.find("cat:nobody").hints == ("There is no category “nobody”.",)


def test_what_no_photo_has_is_told_once_and_how_the_word_is_weighed(asked):
    long = "x" * 100
    assert asked.find("in:nope in:nope").hints == ("There is no folder with “nope” in its path.",)
    assert asked.find("type:xyz camera:leica").hints == (
        "There is no file of the type “xyz”.",
        "No photo is from a camera “leica”.",
    )
    assert asked.find("type:png -in:garden").hints == ()
    assert asked.find("red cat:3").hints == ('There is no category “3”. To weigh the word, write "cat":3.',)
    assert parse('red "cat":3').query.words[1] == Word("cat", 3)
    assert all(
        long not in hint for text in (f"cat:{long}", f"in:{long}", f"é{long}") for hint in asked.find(text).hints
    )


def test_nothing_is_said_where_nothing_stands_out_and_the_nearest_are_given(asked):
    found = asked.find("zeppelin", beyond=3)
    assert (found.nothing, found.relevant, len(found.photo_ids)) == (True, 0, 3)
    assert asked.searcher.count(parse("zeppelin").query) == 0


def test_an_empty_query_gives_every_photo_newest_first_and_their_facets(asked):
    found = asked.find("")
    assert (len(found.photo_ids), found.relevant, found.nothing) == (11, 11, False)
    assert {facet.label: facet.count for facet in found.facets}["Garden"] == 4


def test_ten_thousand_characters_are_a_search_too(asked):
    assert asked.all("red " * 2500)[0] in {"red0", "red1", "red2", "red3", "Мышка red"}
    assert LONGEST < 10_000


def test_facets_count_what_they_would_leave(asked):
    for facet in asked.find("red").facets:
        assert asked.searcher.count(parse("red").query.with_filter(facet.filter)) == facet.count, facet


def test_a_count_is_that_of_the_photos_found(asked):
    for text in ("red", "in:garden", "", "zeppelin", '"oslo"', "мышка", "red -in:home"):
        assert asked.searcher.count(parse(text).query) == asked.find(text).relevant


# --- pictures and verdicts ---


def test_a_picture_of_the_library_finds_those_like_it_and_opens_nothing(asked, filled):
    house_of = asked.searcher._sorter.embedder
    before = house_of.pictures_seen
    like = Query(pictures=(filled / "Garden" / "green0.png",))
    assert asked.all(like)[0] == "green1"
    assert "green0" not in asked.all(like)
    assert house_of.pictures_seen == before


def test_a_picture_from_outside_joins_the_words(asked, tmp_path):
    colour_picture("green", shade=77).save(tmp_path / "outside.png")
    like = Query(pictures=(tmp_path / "outside.png",))
    assert asked.all(like)[0].startswith("green")
    both = replace(parse("red").query, pictures=like.pictures)
    assert asked.all(replace(both, balance=0.0))[0] in asked.relevant("red")
    assert asked.all(replace(both, balance=1.0))[0].startswith("green")


def test_a_picture_that_cannot_be_read_is_a_hint_until_it_can(asked, tmp_path):
    path = tmp_path / "soon.png"
    like = replace(parse("red").query, pictures=(path,))
    assert "soon.png" in asked.find(like).hints[0]
    path.write_bytes(b"no picture")
    assert "soon.png" in asked.find(like).hints[0]
    assert asked.all(like)[0] in asked.relevant("red")
    colour_picture("green").save(path)
    assert asked.find(like).hints == ()
    assert asked.all(Query(pictures=(path,)))[0].startswith("green")


def test_a_picture_that_vanishes_is_remembered_as_it_was_seen(asked, tmp_path):
    path = tmp_path / "passing.png"
    colour_picture("green").save(path)
    first = asked.all(Query(pictures=(path,)))
    path.unlink()
    assert asked.all(Query(pictures=(path,))) == first
    colour_picture("black", (61, 40)).save(path)
    assert asked.all(Query(pictures=(path,)))[0] == "black0"


def test_thumbs_teach_the_search_and_what_was_wrong_is_gone(asked):
    wrong = asked.ids["red0"]
    assert "red0" not in asked.all(replace(parse("red").query, disliked=(wrong,)))
    liked = replace(parse("zeppelin").query, liked=(asked.ids["green0"],))
    assert asked.all(liked)[:2] in (["green0", "green1"], ["green1", "green0"])
    gone = replace(parse("red").query, liked=(999,), disliked=(998,))
    assert asked.all(gone) == asked.all("red")


def test_what_is_wrong_among_facts_alone_leaves_the_list_and_the_others_stay(asked):
    facts = asked.all("in:garden")
    left = asked.find(f"in:garden less:{asked.ids['red3']}")
    assert (left.relevant, left.nothing) == (3, False)
    assert [asked.names[id] for id in left.photo_ids.tolist()] == [name for name in facts if name != "red3"]


# --- what a person says, what the model means ---


def test_ratings_captions_and_favourites_are_found(house, filled):
    ids = {path.stem: house.photo(path).id for path in filled.rglob("*.png")}
    house.run(SetMarks(((ids["white0"], Marks(True, 4, "Grandma at the piano")), (ids["blue0"], Marks(rating=2)))))
    with asking(house) as asked:
        assert asked.relevant("is:favourite") == {"white0"}
        assert asked.relevant("rating:>=2") == {"white0", "blue0"}
        assert asked.all('"at the piano"') == ["white0"]
        assert asked.relevant("grandma") >= {"white0"}
        found = asked.find("grandma")
        assert asked.searcher.explain(found, [ids["white0"]])[ids["white0"]]["stands_in"] == ["caption"]


def test_an_empty_library_is_searched_again_and_again(house, photos):
    house.run(AddFolders((photos,)))
    with asking(house) as asked:
        for text in ("red", "red -green", "", "in:garden", '"x"', "red"):
            assert len(asked.find(text).photo_ids) == 0


def test_dates_are_those_of_the_files(asked):
    assert len(asked.all(f"date:{datetime.now().year}")) == 11
