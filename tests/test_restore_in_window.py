"""Backups beside a real window, and a restore from it: it closes, and opens again with the restored library."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from photo_sorter.cli.main import main
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from tests.store.stock import add_categories
from tests.test_instance import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills, and sockets")

ROOT = Path(__file__).parents[1]

PROGRAM = """
import os, sys
from pathlib import Path
from photo_sorter import app
from photo_sorter.cli.main import main
from photo_sorter.ui.keeping import keeping_desk
from tests.test_instance import open_colours

backup = os.environ.pop("RESTORE", "")


class Background(app.Background):
    def start(self, hidden):
        super().start(hidden)
        if backup:
            desk = self._window.housekeeping.keeping
            desk._begin(keeping_desk.ReadBackup(Path(backup)), "")


if __name__ == "__main__":
    app.open_embedder = open_colours
    app.Background = Background
    app.own_command = lambda *arguments: [sys.executable, __file__, *arguments]
    keeping_desk.confirmed_restore = lambda *_: True
    sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def open_window(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    (tmp_path / "program.py").write_text(PROGRAM)
    windows: list[subprocess.Popen[str]] = []
    homes: list[Home] = []
    with TemporaryDirectory(prefix="ps-") as runtime:

        def show(home: Home, backup: Path | str = "") -> subprocess.Popen[str]:
            homes.append(home)
            command = [sys.executable, str(tmp_path / "program.py"), "--home", str(home.folder)]
            environment = os.environ | {
                "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": runtime,
                "RESTORE": str(backup),
            }  # fmt: skip
            # A file, and no pipe: the window that opens again goes on writing into it.
            with (tmp_path / "said").open("a") as said:
                windows.append(subprocess.Popen(command, env=environment, stdout=said, stderr=said, text=True))
            return windows[-1]

        yield show
        for home in homes:
            if (process_id := owner(home)) is not None:
                with suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)
        for window in windows:
            window.kill()
            window.wait()


def owner(home: Home) -> int | None:
    """The process of the window that is open."""
    with suppress(FileNotFoundError):
        return int(json.loads((home.folder / "door.json").read_text())["process_id"])
    return None


def stocked(home: Home, *names: str) -> Home:
    with Library.open(home.library) as library:
        add_categories(library, *names)
    return home


def categories(home: Home) -> list[str]:
    with Library.open_read_only(home.library) as library:
        return [category.name for category in library.categories.all()]


def is_written_to(home: Home) -> bool:
    """The worker has begun: it is the one writer."""
    return home.library.with_name("library.db-wal").exists()


def test_a_restore_in_the_window_opens_it_again_with_the_other_library(home, tmp_path, open_window):
    other = stocked(Home(tmp_path / "other"), "Restored")
    assert main(["--home", str(other.folder), "backup", str(tmp_path / "backup.zip")]) == 0
    stocked(home, "Mine")
    first = open_window(home, tmp_path / "backup.zip")
    assert first.wait(60) == 0
    until(lambda: owner(home) not in (None, first.pid))
    assert categories(home) == ["Restored"]
    (kept,) = home.folder.glob("library-before-restore-*.db")
    with Library.open_read_only(kept) as library:
        assert [category.name for category in library.categories.all()] == ["Mine"]
    assert not (home.folder / "restoring").exists()
    assert "Traceback" not in (tmp_path / "said").read_text()


def test_a_damaged_library_does_not_keep_the_window_from_restoring(home, tmp_path, open_window):
    other = stocked(Home(tmp_path / "other"), "Restored")
    main(["--home", str(other.folder), "backup", str(tmp_path / "backup.zip")])
    home.folder.mkdir()
    home.library.write_bytes(b"x" * 10_000)
    first = open_window(home, tmp_path / "backup.zip")
    assert first.wait(60) == 0
    until(lambda: owner(home) not in (None, first.pid))
    assert categories(home) == ["Restored"]
    (kept,) = home.folder.glob("library-before-restore-*.db")
    assert kept.read_bytes() == b"x" * 10_000


def test_beside_an_open_window_a_backup_is_made_and_nothing_restored(home, tmp_path, open_window, capsys):
    stocked(home, "Mine")
    window = open_window(home)
    until(lambda: owner(home) == window.pid and is_written_to(home), window)
    assert main(["--home", str(home.folder), "backup", str(tmp_path / "backup.zip")]) == 0
    assert main(["--home", str(home.folder), "restore", str(tmp_path / "backup.zip")]) == 1
    assert "Close its window first" in capsys.readouterr().err
    window.send_signal(signal.SIGINT)
    assert window.wait(60) == 0
    assert main(["--home", str(home.folder), "restore", str(tmp_path / "backup.zip")]) == 0
    assert categories(home) == ["Mine"]
