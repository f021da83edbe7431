"""The process is killed for real, at random moments, while it indexes."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fakes import colour_picture

KILLS = 20
EARLY_KILLS = 5
"""Before, while and after the library is made."""
PHOTOS = 500

INDEX = """
import sys
from pathlib import Path
from photo_sorter.core.commands import (AddFolders, SaveScheme, StopWhenIdle)
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.work.worker import Worker
from tests.fakes import ColourEmbedder

if __name__ == "__main__":
    home, photos = Home(Path(sys.argv[1])), Path(sys.argv[2])
    embedder = ColourEmbedder()
    worker = Worker(home, SettingsFile(home.settings), lambda event: None, lambda model_id: embedder, watching=False)
    worker.post(SaveScheme(Scheme((Category("red"), Category("green"), Category("blue")))))
    worker.post(AddFolders((photos,)))
    worker.post(StopWhenIdle())
    worker.run()
    print(embedder.pictures_seen)
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number in range(PHOTOS):
        colour_picture(("red", "green", "blue")[number % 3], shade=number).save(photos / f"{number}.png")
    return photos


def test_twenty_kills_while_indexing_lose_nothing_and_double_nothing(home, folder, tmp_path):
    script = tmp_path / "index.py"
    script.write_text(INDEX)
    command = [sys.executable, str(script), str(home.folder), str(folder)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    chance = random.Random(11)
    kills_with_work_under_way = 0
    for number in range(KILLS):
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
            if number >= EARLY_KILLS:
                # However long a busy machine takes to start it.
                _wait_for_more(home.library, process)
                time.sleep(chance.uniform(0, 0.1))
            else:
                time.sleep(chance.uniform(0.3, 1.2))
            process.send_signal(signal.SIGKILL)
        if home.library.is_file():
            with sqlite3.connect(home.library) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
                kills_with_work_under_way += 0 < _ready(connection) < PHOTOS
            connection.close()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) <= PHOTOS
    with sqlite3.connect(home.library) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert _ready(connection) == PHOTOS
        rows = connection.execute("SELECT count(*), count(DISTINCT path), count(DISTINCT content_hash) FROM photos")
        assert rows.fetchone() == (PHOTOS, PHOTOS, PHOTOS)
        assert connection.execute("SELECT count(*) FROM embeddings").fetchone() == (PHOTOS,)
        assert connection.execute("SELECT count(*), count(DISTINCT photo_id) FROM tags").fetchone() == (PHOTOS, PHOTOS)
    connection.close()
    assert kills_with_work_under_way >= 3


def _wait_for_more(library: Path, process: subprocess.Popen) -> None:
    """Until photos have become ready in this run, or it is over."""
    before = _ready_in(library)
    while process.poll() is None and _ready_in(library) <= before:
        time.sleep(0.01)


def _ready_in(library: Path) -> int:
    if not library.is_file():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{library}?mode=ro", uri=True)) as connection:
        return _ready(connection)


def _ready(connection) -> int:
    try:
        return connection.execute("SELECT count(*) FROM photos WHERE status = 'ready'").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # killed before the first migration was committed
