"""One window a home: real windows without a screen, and what other starts of the program ask of them.

The windows have the colour embedder for a model; what is typed runs in this process, or in one of its own where that
matters.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from numpy.typing import NDArray

from photo_sorter.cli import house
from photo_sorter.cli.main import main
from photo_sorter.core.errors import ModelError
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from tests.fakes import ColourEmbedder, colour_picture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills, and sockets")

PATIENCE_SECONDS = 120
HOLD = "hold"
"""A file in a home. While it is there, the work is not done, however fast the computer is."""
ROOT = Path(__file__).parents[1]

PROGRAM = """
import signal
import sys
from photo_sorter import app
from photo_sorter.cli.main import main
from tests.test_instance import open_colours

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal, also where the tests run behind one
    app.open_embedder = open_colours
    sys.exit(main(sys.argv[1:]))
"""


def open_colours(model_id: str, models: Path, *_: object) -> ColourEmbedder:
    if model_id not in ("builtin-basic-1", "other"):
        raise ModelError(f"There is no model “{model_id}”.")
    return HeldEmbedder(model_id, models.with_name(HOLD))


class HeldEmbedder(ColourEmbedder):
    """Looks at no picture while there is such a file."""

    def __init__(self, model_id: str, hold: Path) -> None:
        super().__init__(model_id)
        self._hold = hold

    def embed_pictures(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        until(lambda: not self._hold.exists())
        return super().embed_pictures(pictures)


def until(holds: Callable[[], object], program: subprocess.Popen[str] | None = None) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert program is None or program.poll() is None, program.stderr and program.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Starts:
    """Starts of the program, each a process; ended with the test."""

    def __init__(self, folder: Path) -> None:
        self._script = folder / "program.py"
        self._script.write_text(PROGRAM)
        # Near the root, for sockets; those of windows that are killed go with it.
        self._runtime = TemporaryDirectory(prefix="ps-")
        self._programs: list[subprocess.Popen[str]] = []

    def __call__(self, home: Home, *arguments: object) -> subprocess.Popen[str]:
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": self._runtime.name,
        }  # fmt: skip
        command = [sys.executable, str(self._script), "--home", str(home.folder), *map(str, arguments)]
        program = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=home.folder.parent
        )
        self._programs.append(program)
        return program

    def window(self, home: Home, *arguments: object) -> subprocess.Popen[str]:
        """One that answers."""
        program = self(home, *arguments)
        until(lambda: (home.folder / "door.json").exists(), program)
        # A change waits until the library is open and the model is loaded.
        command = self(home, "saved", "remove", "nothing")
        assert "no saved search" in command.communicate(timeout=PATIENCE_SECONDS)[1]
        return program

    def close(self) -> None:
        for program in self._programs:
            program.kill()
            program.communicate()
        self._runtime.cleanup()


@pytest.fixture
def starts(tmp_path: Path) -> Iterator[Starts]:
    starts = Starts(tmp_path)
    yield starts
    starts.close()


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Of a window that is open for all tests of this module that do not end it."""
    folder = tmp_path_factory.mktemp("shared")
    starts, home = Starts(folder), Home(folder / "home")
    starts.window(home)
    yield home
    starts.close()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command in this process; gives the exit code, stdout and stderr."""
    monkeypatch.setattr(house, "open_embedder", open_colours)

    def typed(home: Home, *arguments: object) -> tuple[int, str, str]:
        code = main(["--home", str(home.folder), *map(str, arguments)])
        return code, *capsys.readouterr()

    return typed


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return stocked(tmp_path / "Фото 😂")


def stocked(folder: Path) -> Path:
    """Three red and three green photos."""
    folder.mkdir()
    for colour in ("red", "green"):
        for number in range(3):
            colour_picture(colour, shade=number).save(folder / f"{colour}{number}.png")
    return folder


def tags(home: Home) -> list[tuple[str, str]]:
    with Library.open_read_only(home.library) as library:
        return [(Path(path).name, category) for path, category, _, _ in library.tags.listing()]


def folders(home: Home) -> list[Path]:
    with Library.open_read_only(home.library) as library:
        return [folder.path for folder in library.folders.active()]


def test_a_second_start_hands_its_paths_to_the_window_and_ends(shared_home, photos, typed):
    assert typed(shared_home, photos) == (0, f"Handed to the window that is open: {photos}\n", "")
    until(lambda: photos in folders(shared_home))
    assert typed(shared_home) == (0, "Photo Sorter is open already.\n", "")
    assert json.loads(typed(shared_home, "--json")[1]) == {"window": "open", "paths": []}


def test_a_second_start_needs_no_display_of_its_own(shared_home, typed, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert typed(shared_home)[0] == 0


def test_a_command_does_the_same_in_the_window_as_alone(starts, home, photos, typed, tmp_path, monkeypatch):
    open_home = Home(tmp_path / "open")
    starts.window(open_home)
    monkeypatch.chdir(tmp_path)
    alike = Path(photos.name)
    (tmp_path / "mine.toml").write_text('photo_sorter_categories = 1\n[[category]]\nname = "Blue"\n')
    for command in (
        ("index", alike, "nowhere"),
        ("index", alike, "--json"),
        ("categories", "add", "Warm", "--prompt", "red", "--prompt", "Жёлтый"),
        ("categories", "add", "warm"),
        ("categories", "set", "Warm", "--threshold", "0.6", "--json"),
        ("categories", "add", "Green", "--independent"),
        ("categories", "import", "mine.toml"),
        ("categories", "import", "pets", "--json"),
        ("categories", "import", "nowhere.toml"),
        ("judge", alike / "red0.png", "Warm", "no"),
        ("judge", alike / "red0.png", "Warm", "--undo", "--json"),
        ("judge", alike / "red0.png", "Warm"),
        ("judge", "nowhere.png", "Warm", "yes"),
        ("rate", alike / "red1.png", "4", "--caption", "Grüße"),
        ("rate", alike / "red1.png"),
        ("metadata", "write", "--dry-run", alike),
        ("metadata", "read", alike, "--from", "red"),
        ("metadata", "read", alike, "--from", f"like:'{alike}/red1.png'"),
        ("metadata", "read", "--from", "like:nowhere.png"),
        ("metadata", "read", "nowhere", "--json"),
        ("saved", "add", "Reds", "red"),
        ("saved", "add", "reds", "in:Warm", "--json"),
        ("saved", "remove", "Reds"),
        ("saved", "remove", "Reds"),
        ("categories", "remove", "Warm"),
        ("models", "use", "nonsense"),
        ("models", "use", "builtin-basic-1"),
        ("folders", "add", "nowhere"),
        ("folders", "remove", alike),
        ("folders", "add", alike, "--json"),
        ("folders", "forget", alike, "--yes"),
        ("folders", "remove", alike),
    ):
        in_window, alone = typed(open_home, *command), typed(home, *command)
        assert _without_seconds(in_window) == _without_seconds(alone), command
    with Library.open_read_only(open_home.library) as there, Library.open_read_only(home.library) as here:
        assert [one.name for one in there.categories.all()] == [one.name for one in here.categories.all()]


def _without_seconds(said: tuple[int, str, str]) -> tuple[int, str, str]:
    code, out, messages = said
    out = re.sub(r"[\d.]+ s, [\d.]+ photos/s|\"(photos_per_)?seconds?\": [\d.]+", "…", out)
    # Alone, the model that was put in use waits for the next index.
    return code, out.replace(" 0 photos wait for it: run `photo-sorter index FOLDER`.", ""), messages


def test_what_a_command_changes_is_sorted_by_the_window(shared_home, tmp_path, typed):
    photos = stocked(tmp_path / "more")
    assert json.loads(typed(shared_home, "index", photos, "--json")[1])["indexed"] == 6
    typed(shared_home, "categories", "add", "Leaves", "--prompt", "green")
    assert [name for name, category in tags(shared_home) if category == "Leaves"][-3:] == [
        "green0.png", "green1.png", "green2.png",
    ]  # fmt: skip
    colour_picture("green", shade=50).save(photos / "later.png")
    until(lambda: ("later.png", "Leaves") in tags(shared_home))
    code, _, messages = typed(shared_home, "folders", "add", photos / "..")
    assert (code, messages) == (0, "")


def test_paths_are_those_of_the_folder_where_it_was_typed(shared_home, photos, typed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert typed(shared_home, photos.name)[0] == 0
    until(lambda: photos in folders(shared_home))
    code, _, fault = typed(shared_home, "models", "use", "local-dir:mine")
    assert (code, fault) == (1, f"There is no model “local-dir:{tmp_path / 'mine'}”.\n")


def test_another_model_is_waited_for(shared_home, typed):
    code, said, _ = typed(shared_home, "models", "use", "other")
    assert (code, said) == (0, "other is in use.\n")
    assert SettingsFile(shared_home.settings).current.model_id == "other"
    assert typed(shared_home, "models", "use", "builtin-basic-1")[0] == 0


def test_before_forgetting_the_person_is_asked_where_they_sit(shared_home, tmp_path, typed, monkeypatch):
    photos = stocked(tmp_path / "asked")
    typed(shared_home, "index", photos)
    answer = iter(["no\n", "yes\n"])
    monkeypatch.setattr("sys.stdin.readline", lambda: next(answer), raising=False)
    code, _, messages = typed(shared_home, "folders", "forget", photos)
    assert (code, photos in folders(shared_home)) == (1, True)
    asked, refused = messages.splitlines()
    assert asked.startswith("Forget all tags and verdicts")
    assert refused == f"Nothing was forgotten of {photos}."
    assert typed(shared_home, "folders", "forget", photos)[0] == 0
    assert photos not in folders(shared_home)


def test_a_caller_who_is_interrupted_does_not_hurt_the_window(shared_home, starts, tmp_path, typed):
    many = tmp_path / "many"
    many.mkdir()
    for number in range(30):
        colour_picture("blue", shade=number).save(many / f"{number}.png")
    hold = shared_home.folder / HOLD
    hold.touch()
    caller = starts(shared_home, "index", many)
    until(lambda: many in folders(shared_home), caller)
    caller.send_signal(signal.SIGINT)
    _, messages = caller.communicate(timeout=PATIENCE_SECONDS)
    hold.unlink()
    assert (caller.returncode, messages) == (1, "The window goes on with it.\n")
    assert json.loads(typed(shared_home, "index", many, "--json")[1])["indexed"] == 30


def test_a_paused_window_says_so(starts, home, photos, typed):
    SettingsFile(home.settings).change(paused=True)
    starts.window(home)
    code, _, messages = typed(home, "index", photos)
    assert (code, messages) == (1, "Photo Sorter is paused, and 6 photos wait: resume it in its window.\n")


def test_garbage_at_the_door_is_ignored(shared_home, typed):
    address = json.loads((shared_home.folder / "door.json").read_text())["address"]
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(address)
        visitor.sendall(b"\x00\x00\x00\x10" + os.urandom(16))
    until(lambda: "is ignored" in shared_home.log.read_text())
    assert typed(shared_home)[0] == 0


def test_homes_are_independent(shared_home, home, starts, typed):
    window = starts.window(home)
    typed(home, "categories", "add", "Mine")
    window.send_signal(signal.SIGINT)
    _, messages = window.communicate(timeout=PATIENCE_SECONDS)
    assert (window.returncode, "Traceback" in messages) == (0, False)
    assert typed(shared_home)[1] == "Photo Sorter is open already.\n"
    assert not (home.folder / "door.json").exists()
    with Library.open(home.library) as library:
        assert [one.name for one in library.categories.all()] == ["Mine"]


def test_a_window_that_was_killed_stands_in_nobodys_way(home, starts, typed):
    killed = starts.window(home)
    killed.kill()
    killed.wait()
    assert typed(home, "categories", "add", "Alone")[0] == 0
    window = starts(home)
    until(lambda: typed(home)[1] == "Photo Sorter is open already.\n" if _has_card_of(window, home) else False, window)
    assert typed(home, "categories", "list", "--json")[1].count("Alone") == 1


def _has_card_of(program: subprocess.Popen[str], home: Home) -> bool:
    return json.loads((home.folder / "door.json").read_text())["process_id"] == program.pid


def test_of_starts_in_the_same_instant_one_becomes_the_window(home, starts, photos):
    programs = [starts(home, photos) for _ in range(3)]
    until(lambda: sum(program.poll() is None for program in programs) == 1)
    others = [program for program in programs if program.poll() is not None]
    for program in others:
        said, messages = program.communicate()
        assert (program.returncode, said, messages) == (0, f"Handed to the window that is open: {photos}\n", "")
    until(lambda: home.library.is_file() and photos in folders(home))


def test_while_another_command_holds_the_library_there_is_nobody_to_hand_it_to(home, typed):
    with Library.open(home.library):
        code, _, messages = typed(home, "categories", "add", "x")
    assert code == 1
    assert "already open" in messages
