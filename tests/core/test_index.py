import numpy as np
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


def test_nearest_is_the_exact_order():
    index, rng = empty_index(), np.random.default_rng(1)
    index.put(np.arange(500), unit(rng, 500))
    query = unit(rng, 1)[0]
    ids, scores = index.nearest(query, 50)
    exact = index.vectors @ query
    assert ids.tolist() == index.ids[np.argsort(-exact, kind="stable")[:50]].tolist()
    assert (np.diff(scores) <= 0).all()
    assert ((scores >= 0) & (scores <= 1)).all()


def test_an_empty_index_finds_nothing():
    ids, scores = empty_index().nearest(np.ones(DIMENSIONS, np.float32), 5)
    assert len(ids) == len(scores) == 0


@given(st.lists(st.tuples(st.sampled_from(["put", "remove"]), st.sets(st.integers(0, 30), min_size=1)), max_size=25))
def test_after_any_puts_and_removals_every_photo_has_its_own_vector(steps):
    index, rng = empty_index(), np.random.default_rng(2)
    expected = {}
    for action, photo_ids in steps:
        ids = np.array(sorted(photo_ids))
        if action == "put":
            vectors = unit(rng, len(ids))
            index.put(ids, vectors)
            expected |= dict(zip(ids.tolist(), vectors, strict=True))
        else:
            index.remove(ids.tolist())
            for photo_id in photo_ids:
                expected.pop(photo_id, None)
    assert len(index) == len(expected)
    assert sorted(index.ids.tolist()) == sorted(expected)
    for photo_id, vector in expected.items():
        row = index.row(photo_id)
        assert (index.vectors[row] == vector).all()
        assert np.isclose(index.inverse_spread[row], index.background.inverse_spread(vector[np.newaxis])[0], rtol=1e-5)
