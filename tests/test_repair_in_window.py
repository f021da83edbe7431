"""A damaged library in a real window: it is told, repaired when the window has closed, and opened again."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from tests.store.stock import add_categories, add_photos
from tests.test_instance import until
from tests.test_restore_in_window import ROOT, owner

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills, and sockets")

PROGRAM = """
import sys
from PySide6.QtWidgets import QMessageBox
from photo_sorter import app
from photo_sorter.cli.main import main
from photo_sorter.ui.keeping import keeping_desk
from tests.test_instance import open_colours


def agree(parent, found, repair):
    print(found.sentence, flush=True)
    repair()
    return QMessageBox(parent)


if __name__ == "__main__":
    app.open_embedder = open_colours
    app.own_command = lambda *arguments: [sys.executable, __file__, *arguments]
    keeping_desk.ask_for_repair = agree
    QMessageBox.information = lambda parent, title, words: print(words, flush=True)
    sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    (tmp_path / "program.py").write_text(PROGRAM)
    return [sys.executable, str(tmp_path / "program.py")]


@pytest.fixture
def stocked(home) -> Home:
    with Library.open(home.library) as library:
        add_photos(library, [f"{number}.jpg" for number in range(300)], str(home.folder.parent / "photos"))
        add_categories(library, "Mine")
    return home


def head_gone(home: Home) -> None:
    content = bytearray(home.library.read_bytes())
    content[:4096] = bytes(4096)
    home.library.write_bytes(content)


def photos_gone(home: Home) -> None:
    """It opens, and damage is met by the first question about photos."""
    content = bytearray(home.library.read_bytes())
    for number in range(1, len(content) // 4096):
        if b".jpg" in content[number * 4096 : (number + 1) * 4096]:
            content[number * 4096 : (number + 1) * 4096] = b"\xff" * 4096
    home.library.write_bytes(content)


@pytest.mark.parametrize("ruin", [head_gone, photos_gone])
def test_a_damaged_library_is_repaired_and_opened_again(stocked, tmp_path, program, ruin):
    ruin(stocked)
    with TemporaryDirectory(prefix="ps-") as runtime:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": runtime}
        with (tmp_path / "said").open("a") as said:
            command = [*program, "--home", str(stocked.folder)]
            first = subprocess.Popen(command, env=environment, stdout=said, stderr=said, text=True)
        try:
            assert first.wait(120) == 0
            until(lambda: owner(stocked) not in (None, first.pid))
            with Library.open_read_only(stocked.library) as library:
                assert [category.name for category in library.categories.all()] == ["Mine"]
                assert library.check() == ()
        finally:
            first.kill()
            if (second := owner(stocked)) is not None:
                with suppress(ProcessLookupError):
                    os.kill(second, 9)
    words = (tmp_path / "said").read_text()
    assert "is damaged" in words
    assert "The library is repaired" in words
    assert "Traceback" not in words
    assert len([*stocked.folder.glob("library-damaged-*.db")]) == 1
