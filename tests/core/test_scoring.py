import numpy as np
import pytest

from photo_sorter.core.scoring import (
    NO_TAG,
    STANDOUT,
    USER_TAG,
    Background,
    CategoryVectors,
    Verdicts,
    decide,
    evidence,
    score,
    standout,
    tags_of,
)

DIMENSIONS = 64
RNG = np.random.default_rng(3)


def unit(count):
    vectors = RNG.standard_normal((count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


BACKGROUND = Background.of(unit(100))
NOTHING = np.empty((0, DIMENSIONS), np.float32)


def category(id, wordings, set_name="Main", exclusive=True, against=NOTHING):
    return CategoryVectors(id, set_name, exclusive, wordings, against)


def evidence_for(vectors, categories):
    return evidence(vectors, BACKGROUND.inverse_spread(vectors), BACKGROUND, categories)


def verdicts(*triples):
    rows, columns, holds = zip(*triples, strict=True)
    return Verdicts(np.array(rows), np.array(columns), np.array(holds))


def test_standout_counts_spreads_above_the_photos_own_background():
    photos, text = unit(5), unit(1)
    found = standout(photos, BACKGROUND.inverse_spread(photos), BACKGROUND, text)
    bank = photos @ (BACKGROUND.words + BACKGROUND.mean).T
    expected = (photos @ text[0] - bank.mean(axis=1)) / bank.std(axis=1)
    assert found[0] == pytest.approx(expected, abs=1e-4)


def test_the_best_wording_of_a_category_counts():
    photos = unit(3)
    both = evidence_for(photos, [category(1, np.stack([photos[0], photos[1]]))])[0]
    assert both[0] > 0 < both[1]
    assert both[2] < both[:2].min()


def test_wordings_against_are_a_contrast():
    photo, other = unit(2)
    alone = evidence_for(photo[np.newaxis], [category(1, photo[np.newaxis])])[0, 0]
    contrasted = evidence_for(photo[np.newaxis], [category(1, photo[np.newaxis], against=photo[np.newaxis])])[0, 0]
    harmless = evidence_for(photo[np.newaxis], [category(1, photo[np.newaxis], against=other[np.newaxis])])[0, 0]
    assert contrasted == pytest.approx(0)
    assert harmless == pytest.approx(alone)


def test_score_is_a_half_where_a_category_just_stands_out():
    assert score(np.array([-30.0, 0.0, 30.0], np.float32)) == pytest.approx([0, 0.5, 1], abs=1e-6)
    assert STANDOUT > 0


def test_an_exclusive_set_gives_at_most_one_tag_even_in_a_tie():
    columns = [category(1, NOTHING), category(2, NOTHING)]
    tags = decide(np.array([[1.0, 2.0, -1.0], [1.0, 3.0, -2.0]], np.float32), columns)
    assert (tags != NO_TAG).sum(axis=0).tolist() == [1, 1, 0]
    assert tags[1, 1] != NO_TAG


def test_in_an_independent_set_several_may_hold():
    columns = [category(1, NOTHING, exclusive=False), category(2, NOTHING, exclusive=False)]
    tags = decide(np.array([[1.0, -1.0], [2.0, -1.0]], np.float32), columns)
    assert (tags != NO_TAG).tolist() == [[True, False], [True, False]]


def test_sets_do_not_compete_with_each_other():
    columns = [category(1, NOTHING, "Main"), category(2, NOTHING, "Quality")]
    assert (decide(np.array([[1.0], [2.0]], np.float32), columns) != NO_TAG).all()


def test_a_persons_yes_stands_and_silences_the_machine_in_its_exclusive_set():
    columns = [category(1, NOTHING), category(2, NOTHING)]
    tags = decide(np.array([[5.0], [-5.0]], np.float32), columns, verdicts((1, 0, True)))
    assert tags[:, 0].tolist() == [NO_TAG, USER_TAG]


def test_a_persons_no_lets_the_next_best_category_hold():
    columns = [category(1, NOTHING), category(2, NOTHING)]
    tags = decide(np.array([[5.0], [1.0]], np.float32), columns, verdicts((0, 0, False)))
    assert tags[0, 0] == NO_TAG
    assert 0 < tags[1, 0] <= 1000


def test_blocks_give_what_one_piece_gives(monkeypatch):
    photos = unit(50)
    columns = [category(id, unit(2)) for id in range(7)]
    said = verdicts((1, 3, True), (2, 30, False), (4, 49, True))
    whole = tags_of(photos, BACKGROUND.inverse_spread(photos), BACKGROUND, columns, said)
    monkeypatch.setattr("photo_sorter.core.scoring._BLOCK", 8)
    assert (tags_of(photos, BACKGROUND.inverse_spread(photos), BACKGROUND, columns, said) == whole).all()
    assert (whole != NO_TAG).any()


def test_a_library_without_photos_or_categories_has_no_tags():
    assert tags_of(NOTHING, np.empty(0, np.float32), BACKGROUND, [category(1, unit(1))]).shape == (1, 0)
    assert tags_of(unit(3), np.ones(3, np.float32), BACKGROUND, []).shape == (0, 3)
