"""Several views share one loader."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.ui.thumbnail_loader import THREADS, Thumbnail, ThumbnailLoader

A, B, C, D = (Thumbnail(bytes([number]), 10) for number in range(4))


@pytest.fixture
def loader(qtbot: QtBot, tmp_path: Path) -> Iterator[ThumbnailLoader]:
    """One that believes all its threads to be at work already."""
    loader = ThumbnailLoader(tmp_path)
    loader._runners = THREADS
    yield loader
    loader.close()


def served(loader: ThumbnailLoader) -> list[Thumbnail]:
    return list(iter(loader.next_in_hand, None))


def test_what_one_view_wants_does_not_replace_what_another_wants(loader: ThumbnailLoader):
    loader.want([A, B], "strip")
    loader.want([C])
    loader.want([D])
    assert served(loader) == [D, A, B]


def test_a_view_takes_back_what_it_wanted(loader: ThumbnailLoader):
    loader.want([A, B], "strip")
    loader.want([C, D])
    loader.want([], "strip")
    assert served(loader) == [C, D]


def test_nothing_is_wanted_any_more_of_one_that_is_closed(loader: ThumbnailLoader):
    loader.want([A])
    loader.close()
    loader.want([B])
    assert served(loader) == []
