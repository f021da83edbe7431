"""What was typed: a command, or paths for the window."""

import pytest

from photo_sorter.cli.command_line import understood


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("Pictures", "index", "-odd"):
        (tmp_path / name).mkdir()
    (tmp_path / "a photo.jpg").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "paths"),
    [
        ([], []),
        (["Pictures"], ["Pictures"]),
        (["--home", "x", "Pictures", "a photo.jpg"], ["Pictures", "a photo.jpg"]),
        (["Pictures", "--json"], ["Pictures"]),
        (["./index"], ["./index"]),
        (["--", "-odd", "index"], ["-odd", "index"]),
    ],
)
def test_files_and_folders_are_for_the_window(typed, paths):
    options = understood(typed)
    assert (options.command, options.paths, options.arguments) == (None, paths, tuple(typed))


def test_commands_win(here):
    options = understood(["index", "Pictures"])
    assert (options.command, [str(folder) for folder in options.folders]) == ("index", ["Pictures"])


@pytest.mark.parametrize(
    "typed", [["serch", "Pictures"], ["Pictures", "nowhere"], ["nowhere"], ["--home"], ["Pictures", "--nonsense"], [""]]
)
def test_anything_else_is_wrong_usage(typed, capsys):
    with pytest.raises(SystemExit) as ended:
        understood(typed)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: photo-sorter")
