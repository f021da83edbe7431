"""What other programs read, on the command line."""

from __future__ import annotations

import pytest

from photo_sorter.cli.choosing import finder_alone, photos_from
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import SearchError
from photo_sorter.media.metadata import Remarks, read_xmp
from photo_sorter.store.library import Library
from tests.media.packets import bag, packet


@pytest.fixture
def red(run, photos):
    """The folder of the red photos, in a library where they are Reds; the first by a person's word."""
    assert run("index", photos)[0] == 0
    assert run("categories", "add", "Reds", "--prompt", "red")[0] == 0
    assert run("judge", photos / "red" / "red0.png", "Reds", "yes")[0] == 0
    return photos / "red"


def written(folder):
    return sorted(path.name for path in folder.rglob("*.xmp"))


def test_all_photos_are_written_by_default_and_told(run, red):
    code, said, messages = run("metadata", "write")
    assert (code, messages) == (0, "")
    assert said == {
        "written": 3, "unchanged": 3, "refused": 0, "dry_run": False,
        "sidecars": [str(red / f"red{number}.png.xmp") for number in range(3)],
    }  # fmt: skip
    assert read_xmp((red / "red0.png.xmp").read_bytes()) == Remarks(None, None, ("Reds",))
    assert run("metadata", "write")[1]["written"] == 0


def test_a_dry_run_lists_and_writes_nothing(run, say, red):
    assert run("metadata", "write", "--dry-run")[1]["written"] == 3
    assert say("metadata", "write", "--dry-run").splitlines() == [
        *(str(red / f"red{number}.png.xmp") for number in range(3)),
        "3 sidecars to be written, 3 need no change, 0 refused.",
    ]
    assert written(red.parent) == []


def test_photos_are_chosen_by_path_by_folder_and_by_a_query(run, red, photos):
    assert run("metadata", "write", red / "red1.png", photos / "green")[1]["written"] == 1
    assert written(photos) == ["red1.png.xmp"]
    assert run("metadata", "write", photos, "--from", "red0")[1]["sidecars"] == [str(red / "red0.png.xmp")]
    assert run("metadata", "write", photos / "green", "--from", "red2")[1]["written"] == 0
    assert run("metadata", "write", "--from", "category:Reds")[1]["written"] == 1
    assert written(photos) == ["red0.png.xmp", "red1.png.xmp", "red2.png.xmp"]


@pytest.mark.parametrize("query", ["", "rating:many", "like:/nowhere.png"])
def test_a_query_that_is_not_understood_writes_nothing(run, red, photos, query):
    code, said, _ = run("metadata", "write", "--from", query)
    assert code == 1
    assert said["error"]
    assert written(photos) == []


def test_a_query_that_nothing_answers_chooses_nothing(run, red, home, photos):
    code, said, messages = run("metadata", "write", "--from", "camera:Leica")
    assert (code, said["written"], said["unchanged"]) == (0, 0, 0)
    assert "Probably nothing like that here." in messages


def test_a_query_chooses_what_answers_it_and_none_of_the_nearest(run, red, home):
    finder = finder_alone(home)
    with Library.open_read_only(home.library) as library:
        names = {path.name for path in library.photos.paths(photos_from(finder, "red", Output(False))).values()}
    assert names == {"red0.png", "red1.png", "red2.png"}
    with pytest.raises(SearchError):
        photos_from(finder, "", Output(False))


def test_a_file_that_is_no_photo_of_the_library_is_refused(run, red):
    code, said, _ = run("metadata", "write", red / "gone.png")
    assert code == 1
    assert "is not in the library" in said["error"]


def test_what_cannot_be_written_is_told_and_the_code_says_so(run, say, red):
    (red / "red0.png.xmp").write_text("no XMP")
    code, said, messages = run("metadata", "write")
    assert (code, said["written"], said["refused"]) == (1, 2, 1)
    assert messages == f"{red / 'red0.png.xmp'} was not written: it is no XMP, or damaged.\n"
    assert say("metadata", "write") == "0 sidecars written, 5 need no change, 1 refused.\n"


def test_writing_needs_nobody_to_let_go_of_the_library(run, red, home):
    with Library.open(home.library):
        assert run("metadata", "write")[0] == 0
    assert len(written(red)) == 3


def test_reading_says_what_is_different_now(run, say, red):
    (red / "red0.xmp").write_text(packet(bag("dc:subject", ["holiday"])), encoding="utf-8")
    assert run("metadata", "read", red / "red1.png")[1] == {"photos": 1, "changed": []}
    assert run("metadata", "read")[1] == {"photos": 6, "changed": [str(red / "red0.png")]}
    assert say("metadata", "read", red) == "3 photos read again, 0 say something else now.\n"
    assert [row["path"] for row in run("search", "keyword:holiday")[1]["results"][:1]] == [str(red / "red0.png")]


def test_nothing_to_read_is_no_work(run, red):
    assert run("metadata", "read", "--from", "camera:Leica")[1] == {"photos": 0, "changed": []}
