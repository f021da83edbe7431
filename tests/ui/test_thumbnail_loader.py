"""Several views share one loader."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader

A, B, C, D = (Thumbnail(bytes([number]), 10) for number in range(4))


@pytest.fixture
def loader(qtbot: QtBot, tmp_path: Path) -> Iterator[ThumbnailLoader]:
    """One whose threads never begin."""
    loader = ThumbnailLoader(tmp_path)
    loader._pool.setMaxThreadCount(0)
    yield loader
    loader._pool.clear()
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


def test_one_more_comes_before_all_others(loader: ThumbnailLoader):
    loader.want([A, B])
    loader.want([C], "strip")
    loader.want_also(D)
    assert served(loader) == [D, A, B, C]
