import pytest

from tests.blank_library import new_library


@pytest.fixture
def library(home):
    with new_library(home.library) as opened:
        yield opened
