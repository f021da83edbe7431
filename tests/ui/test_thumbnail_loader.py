"""Several views share one loader."""

import subprocess
import sys
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


TWO_AT_ONCE = """
import faulthandler, sys, threading
from pathlib import Path
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QApplication
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader

application = QApplication([])
loader = ThumbnailLoader(Path()) if "loader" in sys.argv else None
sys.setswitchinterval(1e-9)
faulthandler.dump_traceback_later(20, exit=True)
begin = threading.Barrier(4)

def read():
    begin.wait()
    QImageReader("nowhere.png")

readers = [threading.Thread(target=read) for _ in range(4)]
for reader in readers:
    reader.start()
while any(reader.is_alive() for reader in readers):
    pass
"""


def test_the_first_thumbnails_are_read_on_many_threads_at_once():
    """Without a loader four of five such processes wait for ever: PySide sets itself up for paths on each of them."""
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", TWO_AT_ONCE, "loader"], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
