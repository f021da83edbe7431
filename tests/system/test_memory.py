"""What the program uses to the end."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from photo_sorter.system.memory import keep_for_good


@pytest.fixture(autouse=True)
def after() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_kept_for_good_is_not_looked_through_any_more():
    before = {"name": []}
    keep_for_good()
    after = {"name": []}
    looked_through = {id(one) for one in gc.get_objects()}
    assert id(after) in looked_through
    assert id(before) not in looked_through
