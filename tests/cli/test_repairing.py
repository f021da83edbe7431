"""`repair`, and what `check` and `doctor` say of the library's care, as a person types them."""

from __future__ import annotations

import os

import pytest
from filelock import FileLock


@pytest.fixture
def judged(run, photos):
    run("categories", "add", "Red things", "--prompt", "red")
    run("judge", photos / "green" / "green0.png", "Red things", "no")
    assert run("index", photos)[0] == 0
    run("judge", photos / "green" / "green1.png", "Red things", "no")
    return photos


def ruin(home):
    content = bytearray(home.library.read_bytes())
    content[:4096] = os.urandom(4096)
    home.library.write_bytes(content)


def test_a_sound_library_is_left_alone(run, home, judged):
    before = home.library.read_bytes()
    assert run("repair")[:2] == (0, {"damaged": False})
    assert home.library.read_bytes() == before


def test_a_damaged_library_is_told_and_repaired(run, home, judged):
    tags = run("tags")[1]
    ruin(home)
    for command in ("check", "tags"):
        code, told, _ = run(command)
        assert code == 1
        assert "photo-sorter repair" in told["error"]
    code, told, _ = run("repair")
    assert (code, told["damaged"], told["photos"], told["answers"], told["categories"]) == (0, True, 6, 1, 1)
    assert os.path.isfile(told["kept"])  # noqa: PTH113
    assert run("check")[1]["ok"]
    assert run("index", judged)[1]["indexed"] == 6
    assert run("tags")[1] == tags


def test_the_account_is_in_words(say, run, home, judged):
    ruin(home)
    said = say("repair")
    assert "The library is repaired: 6 photos, 1 answer and 1 category were saved." in said
    assert "Tags are made again" in said
    assert say("repair") == "The library is sound. Nothing was changed.\n"


def test_while_a_window_is_open_nothing_is_repaired(run, home, judged):
    ruin(home)
    before = home.library.read_bytes()
    with FileLock(home.folder / "window.lock"):
        code, told, _ = run("repair")
    assert (code, "Close its window first" in told["error"]) == (1, True)
    assert home.library.read_bytes() == before


def test_indexing_keeps_what_was_decided_and_check_names_the_day(run, say, home, judged):
    (kept,) = (home.folder / "backups").iterdir()
    assert run("check")[1]["decisions_kept"] == kept.stem.removeprefix("decisions-")
    assert f"What you decided was last kept on {kept.stem[10:]}" in say("check")
