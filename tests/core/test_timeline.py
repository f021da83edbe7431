"""Where labels change in a long row, found by asking for few."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.timeline import changes, runs


@given(st.lists(st.integers(1, 60), max_size=20))
def test_the_first_of_every_label_is_found(counts: list[int]):
    row = [str(3000 - number) for number, count in enumerate(counts) for _ in range(count)]
    firsts = [(next(iter(group))[0], label) for label, group in groupby(enumerate(row), key=lambda pair: pair[1])]
    assert changes(len(row), lambda indexes: [row[index] for index in indexes]) == firsts


@given(st.lists(st.text("ab", max_size=1), max_size=60))
def test_a_row_in_no_order_ends_all_the_same(row: list[str]):
    found = changes(len(row), lambda indexes: [row[index] for index in indexes])
    assert all(row[index] == label for index, label in found)


def test_thirty_years_of_a_million_photos_are_found_by_a_thousand_questions():
    asked: list[int] = []

    def years(indexes: Sequence[int]) -> list[str]:
        asked.extend(indexes)
        assert len(indexes) <= 60
        return [str(2024 - index * 30 // 1_000_000) for index in indexes]

    assert len(changes(1_000_000, years)) == 30
    assert len(asked) < 1_000


@given(st.lists(st.integers(0, 3), max_size=40))
def test_runs_begin_where_labels_change(row: list[int]):
    assert runs(np.array(row, np.int64)).tolist() == [
        index for index in range(len(row)) if index == 0 or row[index] != row[index - 1]
    ]
