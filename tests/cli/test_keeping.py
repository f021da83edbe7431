"""export, backup and restore as a person types them."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil

import pytest
from filelock import FileLock

from photo_sorter.cli.main import main


@pytest.fixture
def indexed(run, photos):
    run("categories", "add", "Red things", "--prompt", "red")
    assert run("index", photos)[0] == 0
    run("judge", photos / "green" / "green0.png", "Red things", "no")
    return photos


@pytest.fixture
def backed_up(run, indexed, tmp_path):
    run("backup", tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_a_table_and_a_document(run, indexed, tmp_path):
    code, told, _ = run("export", "--csv", tmp_path / "out.csv")
    assert (code, told) == (0, {"file": str(tmp_path / "out.csv"), "photos": 6})
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted((row["name"], row["category"], row["answer"], row["source"]) for row in rows) == [
        ("green0.png", "Red things", "no", "person"),
        ("green1.png", "", "", ""),
        ("green2.png", "", "", ""),
        ("red0.png", "Red things", "yes", "machine"),
        ("red1.png", "Red things", "yes", "machine"),
        ("red2.png", "Red things", "yes", "machine"),
    ]
    assert run("export", "--json", tmp_path / "out.json")[0] == 0
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["photos"]) == 6


def test_without_json_a_sentence_says_what_was_written(say, indexed, tmp_path):
    path = tmp_path / "out.json"
    assert say("export", "--json", path) == f"{path} holds 6 photos.\n"


def test_only_what_a_search_finds(run, indexed, tmp_path):
    assert run("export", "--csv", tmp_path / "out.csv", "--from", "in:red")[1]["photos"] == 3
    code, _, _ = run("export", "--csv", tmp_path / "none.csv", "--from", "rating:many")
    assert code == 1
    assert not (tmp_path / "none.csv").exists()


def test_to_stdout(home, indexed, monkeypatch):
    said = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(said, encoding="ascii"))
    for option in ("--csv", "--json"):
        assert main(["--home", str(home.folder), "export", option, "-"]) == 0
    table, _, document = said.getvalue().decode().partition('{"program"')
    assert len(list(csv.DictReader(io.StringIO(table, newline="")))) == 6
    assert len(json.loads('{"program"' + document)["photos"]) == 6
    assert not table.startswith("\ufeff")


def test_one_file_is_to_be_named(home, indexed, run, tmp_path):
    assert run("export")[0] == 2
    assert run("export", "--csv", tmp_path / "a", "--json", tmp_path / "b")[0] == 2
    assert run("export", "--csv", "-")[0] == 2


def test_what_is_there_stays_unless_asked(run, indexed, tmp_path):
    for words, path in ((("export", "--csv"), tmp_path / "out.csv"), (("backup",), tmp_path / "out.zip")):
        path.write_text("mine")
        code, told, _ = run(*words, path)
        assert (code, path.read_text()) == (1, "mine")
        assert "is there already" in told["error"]
        assert run(*words, path, "--overwrite")[0] == 0
        assert path.read_bytes() != b"mine"


def test_a_backup_and_its_restore(run, home, indexed, tmp_path):
    before = run("tags")[1]
    code, told, _ = run("backup", tmp_path / "backup.zip")
    assert (code, told["photos"], told["categories"], told["verdicts"]) == (0, 6, 1, 1)
    assert told["bytes"] == (tmp_path / "backup.zip").stat().st_size
    run("categories", "remove", "Red things")
    assert run("tags")[1] == []
    code, told, _ = run("restore", tmp_path / "backup.zip")
    assert (code, told["photos"], told["absent_folders"], told["absent_model"]) == (0, 6, [], None)
    assert run("tags")[1] == before
    assert run("check")[1]["ok"]
    assert os.path.isfile(told["kept"])  # noqa: PTH113
    shutil.rmtree(home.thumbnails)
    assert run("index", indexed)[0] == 0
    assert len(list(home.thumbnails.glob("*/*.jpg"))) == 12


def test_a_restore_says_what_is_not_here(say, home, indexed, tmp_path):
    say("backup", tmp_path / "backup.zip")
    indexed.rename(tmp_path / "elsewhere")
    said = say("restore", tmp_path / "backup.zip")
    assert "The library with 6 photos of " in said
    assert f"is kept as {home.folder / 'library-before-restore-'}" in said
    assert f"Not on this computer: {indexed}." in said


def test_while_a_window_is_open_nothing_is_restored(run, home, indexed, tmp_path):
    run("backup", tmp_path / "backup.zip")
    before = home.library.read_bytes()
    with FileLock(home.folder / "window.lock"):
        code, told, _ = run("restore", tmp_path / "backup.zip")
    assert (code, "Close its window first" in told["error"]) == (1, True)
    assert home.library.read_bytes() == before


def test_what_cannot_be_done_is_a_sentence(run, indexed, tmp_path):
    code, told, _ = run("restore", tmp_path / "none.zip")
    assert (code, told["error"]) == (1, f"There is no file {tmp_path / 'none.zip'}.")
    code, told, _ = run("backup", tmp_path / "nowhere" / "backup.zip")
    assert code == 1
    assert told["error"].startswith("There is no folder")


def test_a_home_that_cannot_be_written_to_is_told(tmp_path, backed_up, capsys):
    (tmp_path / "file").write_text("no folder")
    assert main(["--home", str(tmp_path / "file"), "restore", str(backed_up)]) == 1
    assert "cannot be written to" in capsys.readouterr().err
