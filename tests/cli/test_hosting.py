"""What the window answers; the rest is told by real windows in tests/test_instance.py."""

import pytest

from photo_sorter.cli import indexing
from photo_sorter.cli.command_line import understood
from photo_sorter.cli.hosting import _words, answer
from photo_sorter.door import Call


@pytest.fixture
def ask(home, tmp_path):
    """Asks a window that has no worker; gives the exit code, what it shows and what it says."""

    def ask(*arguments):
        shown, said = [], []
        code = answer(
            home, None, lambda *given: shown.append(given), Call(arguments, str(tmp_path), "token"),
            lambda *one: said.append(one),
        )  # fmt: skip
        return code, shown, said

    return ask


def test_paths_are_shown_from_the_root_also_those_of_another_folder_than_the_windows(ask, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "a photo.jpg").write_bytes(b"")
    assert ask("./here", str(tmp_path)) == (0, [((tmp_path / "here", tmp_path), "token")], [])
    assert ask("a photo.jpg") == (0, [((tmp_path / "a photo.jpg",), "token")], [])


def test_a_start_at_login_leaves_the_window_where_it_is(ask):
    assert ask("--background") == (0, [], [])
    assert ask() == (0, [((), "token")], [])


def test_a_fault_of_ours_is_told_to_the_caller_and_not_swallowed(home, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(indexing, "index_in_window", fail)
    said = []
    with pytest.raises(ZeroDivisionError):
        answer(home, None, None, Call(("index", "x"), "/"), lambda *one: said.append(one))
    assert said == [
        ("message", "Photo Sorter has a fault: ZeroDivisionError(). It is noted in its log."),
        ("code", 1),
    ]


def test_what_only_reads_is_nothing_for_the_window(ask):
    code, _, said = ask("tags")
    assert (code, [kind for kind, _ in said]) == (2, ["message"])


def test_undo_names_a_command_by_what_was_typed_in_one_short_line():
    assert _words(understood(["--home", "x", "rate", "a b.jpg", "5", "--json"])) == "photo-sorter rate 'a b.jpg' 5"
    long = _words(understood(["categories", "add", "Cats", "--prompt", "a cat\n" * 20]))
    assert len(long) == 70
    assert long.endswith("…")
    assert "\n" not in long
