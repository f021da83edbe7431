import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.index import EmbeddingIndex
from photo_sorter.core.scoring import Background

DIMENSIONS = 8


def unit(rng, count):
    vectors = rng.standard_normal((count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def empty_index():
    return EmbeddingIndex(Background.of(unit(np.random.default_rng(0), 20)))


def test_vectors_of_half_precision_are_held_in_single():
    index = empty_index()
    index.put(np.array([1]), unit(np.random.default_rng(1), 1).astype(np.float16))
    assert index.photos.vectors.dtype == np.float32


def test_removals_tell_which_row_filled_which_gap():
    index = empty_index()
    index.put(np.array([10, 11, 12, 13]), unit(np.random.default_rng(1), 4))
    from_rows, to_rows = index.remove([11, 99, 10])
    assert (from_rows.tolist(), to_rows.tolist()) == ([2, 3], [0, 1])
    assert index.ids.tolist() == [12, 13]
    assert dict(index.rows) == {12: 0, 13: 1}
    assert 10 not in index
    with pytest.raises(KeyError):
        index.row(10)


@given(st.lists(st.tuples(st.sampled_from(["put", "remove"]), st.sets(st.integers(0, 30), min_size=1)), max_size=25))
def test_after_any_puts_and_removals_every_photo_has_its_own_vector_and_measures(steps):
    index, rng = empty_index(), np.random.default_rng(2)
    expected = {}
    for action, photo_ids in steps:
        ids = np.array(sorted(photo_ids))
        if action == "put":
            vectors = unit(rng, len(ids))
            rows = index.put(ids, vectors)
            assert rows.tolist() == [index.row(photo_id) for photo_id in ids.tolist()]
            expected |= dict(zip(ids.tolist(), vectors, strict=True))
        else:
            index.remove(ids.tolist())
            for photo_id in photo_ids:
                expected.pop(photo_id, None)
    assert len(index) == len(index.photos) == len(expected)
    assert sorted(index.ids.tolist()) == sorted(index.rows) == sorted(expected)
    for photo_id, vector in expected.items():
        assert photo_id in index
        row = index.row(photo_id)
        alone, kept = index.background.measured(vector[np.newaxis]), index.photos.part(slice(row, row + 1))
        assert index.ids[row] == photo_id
        assert (kept.vectors == vector).all()
        assert kept.inverse_spread == pytest.approx(alone.inverse_spread, rel=1e-5)
        assert kept.everyday_words.tolist() == alone.everyday_words.tolist()
        assert kept.everyday_scores == pytest.approx(alone.everyday_scores, abs=1e-4)


def test_an_index_that_is_filled_holds_what_is_put_into_it_and_has_room_for_more():
    vectors = unit(np.random.default_rng(4), 3000)
    index, other = empty_index(), empty_index()
    ids, order = np.arange(3000, 6000), np.random.default_rng(5).permutation(3000)
    index.put(np.array([7]), vectors[:1])
    index.fill(ids, ((rows, vectors[rows].astype(np.float16)) for rows in np.array_split(order, 4)))
    other.put(ids, vectors.astype(np.float16))
    assert index.ids.tolist() == ids.tolist()
    assert 7 not in index
    assert [index.row(photo_id) for photo_id in (3000, 5999)] == [0, 2999]
    assert (index.photos.vectors == other.photos.vectors).all()
    assert index.photos.inverse_spread == pytest.approx(other.photos.inverse_spread, rel=1e-5)
    kept = index.photos.vectors
    index.put(np.array([1, 2]), vectors[:2])
    assert index.photos.vectors.base is kept.base


def test_a_growing_index_keeps_what_it_has():
    index, rng = empty_index(), np.random.default_rng(3)
    vectors = unit(rng, 3000)
    for start in range(0, 3000, 300):
        index.put(np.arange(start, start + 300), vectors[start : start + 300])
    assert (index.photos.vectors == vectors).all()
    assert index.ids.tolist() == list(range(3000))
