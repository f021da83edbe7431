import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.rows_by_id import RowsById

IDS = st.integers(0, 40) | st.integers(65_530, 65_540) | st.sampled_from([-3, 2**31, 2**62])


@given(st.sets(IDS), st.lists(st.tuples(st.booleans(), IDS, st.integers(0, 2**31 - 1))))
def test_it_says_what_a_dict_says(ids, steps):
    order = sorted(ids, key=hash)
    rows, expected = RowsById.of(np.array(order, np.int64)), {id: row for row, id in enumerate(order)}
    for is_put, photo_id, row in steps:
        if is_put:
            rows[photo_id] = expected[photo_id] = row
        else:
            assert rows.pop(photo_id, None) == expected.pop(photo_id, None)
    assert dict(rows) == expected
    assert len(rows) == len(expected)
    assert all((photo_id in rows) == (photo_id in expected) for photo_id in range(45))


def test_what_it_does_not_have_is_a_key_error():
    rows = RowsById.of(np.array([5, 7]))
    for unknown in (6, 70_000):
        with pytest.raises(KeyError):
            rows[unknown]
        with pytest.raises(KeyError):
            del rows[unknown]


def test_one_wild_id_costs_one_page():
    rows = RowsById.of(np.array([1, 2**62]))
    assert sum(page.nbytes for page in rows._pages.values()) == 2 * 4 * 65_536
