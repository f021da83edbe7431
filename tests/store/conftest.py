import pytest

from photo_sorter.store.library import Library


@pytest.fixture
def library(home):
    with Library.open(home.library) as opened:
        yield opened
