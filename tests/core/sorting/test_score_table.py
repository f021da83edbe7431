import numpy as np
import pytest

from photo_sorter.core.scoring import Space, library_mean
from photo_sorter.core.sorting import score_table
from photo_sorter.core.sorting.score_table import SPARE, ScoreTable, scores_of
from tests.core.scene import BACKGROUND, category, learned, random_photos, rules_for

PHOTOS = random_photos(60)
SPACE = Space(BACKGROUND, library_mean(PHOTOS))
DOG, CAT, TREE = category("dog", 1, against=["toy"]), category("cat", 2), category("x", 3, words=["tree", "house"])


def rules(*categories):
    return rules_for(*(categories or (DOG, CAT, TREE)), space=SPACE)


def some(count):
    return PHOTOS.part(slice(0, count))


def same(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one.words == pytest.approx(other.words, abs=1e-4)
        assert (one.against is None) == (other.against is None)
        if one.against is not None:
            assert one.against == pytest.approx(other.against, abs=1e-4)


@pytest.fixture
def computed(monkeypatch):
    """(categories, photos) of each product."""
    asked = []

    def spy(space, columns, photos):
        asked.append(([column.category.name for column in columns], len(photos)))
        return scores_of(space, columns, photos)

    monkeypatch.setattr(score_table, "scores_of", spy)
    return asked


def test_equal_words_have_equal_scores_whatever_else_is_multiplied():
    dog, pup, *others = rules(category("dog", 1), category("pup", 2, words=["dog"]), CAT, TREE).columns
    (alone,) = scores_of(SPACE, [dog], some(7))
    first, *_, last = scores_of(SPACE, [dog, *others, pup], PHOTOS)
    assert (first.words == last.words).all()
    assert (first.words[:7] == alone.words).all()


def test_the_scores_of_a_category_are_those_of_its_best_wording():
    (dog, cat, tree) = scores_of(SPACE, rules().columns, PHOTOS)
    assert tree.words == pytest.approx(SPACE.scores(PHOTOS, rules().columns[2].wordings).max(axis=0), abs=0.002)
    assert dog.against == pytest.approx(SPACE.scores(PHOTOS, rules().columns[0].against)[0], abs=0.002)
    assert cat.against is None


def test_lessons_are_added_by_likeness_to_what_was_judged():
    taught, judged = learned(rules(), PHOTOS, {0: {1: True, 3: False}, 5: {2: True}})
    assert len(judged.photos) == 2
    plain, found = scores_of(SPACE, rules().columns, PHOTOS), scores_of(SPACE, taught.columns, PHOTOS)
    assert any(column.lesson is not None for column in taught.columns)
    for column, before, after in zip(taught.columns, plain, found, strict=True):
        added = SPACE.centred(PHOTOS) @ column.lesson.direction if column.lesson is not None else 0
        assert after.words == pytest.approx(before.words + added, abs=0.005)


def test_what_is_known_is_not_computed_again(computed):
    table = ScoreTable()
    first = table.scores(SPACE, rules().columns, PHOTOS)
    second = table.scores(SPACE, rules().columns, PHOTOS)
    assert computed == [(["dog", "cat", "x"], 60)]
    assert all(one is other for one, other in zip(first, second, strict=True))


def test_an_edit_costs_the_column_that_it_changes(computed):
    table = ScoreTable()
    table.scores(SPACE, rules().columns, PHOTOS)
    edited = rules(DOG, category("cat", 2, words=["bird"]), TREE)
    same(table.scores(SPACE, edited.columns, PHOTOS), scores_of(SPACE, edited.columns, PHOTOS))
    assert computed[1:] == [(["cat"], 60)]
    table.scores(SPACE, rules().columns, PHOTOS)
    assert computed[2:] == []


def test_photos_that_come_are_added(computed):
    table = ScoreTable()
    table.scores(SPACE, rules(DOG).columns, some(20))
    table.scores(SPACE, rules(DOG, CAT).columns, some(45))
    grown = table.scores(SPACE, rules().columns, PHOTOS)
    same(grown, scores_of(SPACE, rules().columns, PHOTOS))
    assert sorted(computed[1:3]) == [(["cat"], 45), (["dog"], 25)]
    assert sorted(computed[3:]) == [(["dog", "cat"], 15), (["x"], 60)]


def test_two_categories_of_the_same_words_grow_by_the_photos_that_come_and_no_more():
    table = ScoreTable()
    twice = rules(DOG, category("hound", 4, words=["dog"], against=["toy"]), CAT)
    for count in (20, 40, 60):
        same(table.scores(SPACE, twice.columns, some(count)), scores_of(SPACE, twice.columns, some(count)))


def test_a_table_of_no_photos_grows_too():
    table = ScoreTable()
    assert len(table.scores(SPACE, rules().columns, some(0))[0].words) == 0
    same(table.scores(SPACE, rules().columns, PHOTOS), scores_of(SPACE, rules().columns, PHOTOS))
    assert table.scores(SPACE, (), PHOTOS) == []


def test_what_is_forgotten_is_computed_from_the_photos_that_are_there_now(computed):
    table = ScoreTable()
    table.scores(SPACE, rules().columns, PHOTOS)
    table.forget()
    backwards = PHOTOS.part(np.arange(30)[::-1])
    same(table.scores(SPACE, rules().columns, backwards), scores_of(SPACE, rules().columns, backwards))
    assert computed[1:] == [(["dog", "cat", "x"], 30)]


def test_drafts_do_not_pile_up_and_what_was_used_last_is_kept(computed):
    table = ScoreTable()
    for number in range(2 * SPARE):
        table.scores(SPACE, rules(DOG, category(f"draft {number}", 5)).columns, some(5))
    del computed[:]
    table.scores(SPACE, rules(DOG, category(f"draft {2 * SPARE - 1}", 5)).columns, some(5))
    assert computed == []
    table.scores(SPACE, rules(DOG, category("draft 0", 5)).columns, some(5))
    assert computed == [(["draft 0"], 5)]


def test_blocks_do_not_matter(monkeypatch):
    taught, _ = learned(rules(), PHOTOS, {0: {1: True}, 5: {2: True}})
    whole = scores_of(SPACE, taught.columns, PHOTOS)
    monkeypatch.setattr(score_table, "_BLOCK", 7)
    same(scores_of(SPACE, taught.columns, PHOTOS), whole)
