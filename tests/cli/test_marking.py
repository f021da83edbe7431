"""What a person says of photos themselves, on the command line."""

from pathlib import Path

import pytest
from PIL import Image

from photo_sorter.store.library import Library
from tests.fakes import colour_picture


@pytest.fixture
def photo(run, tmp_path) -> Path:
    """Its file gives it three stars and a caption."""
    folder = tmp_path / "photos"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x4746], exif[0x010E] = 3, "A red wall"
    colour_picture("red").save(folder / "wall.jpg", exif=exif)
    assert run("index", folder)[0] == 0
    return folder / "wall.jpg"


FILE_SAYS = {"rating": 3, "favourite": False, "caption": "A red wall"}


def test_a_person_outranks_the_file_until_the_word_is_taken_back(run, photo):
    code, said, messages = run("rate", photo, 5, "--favourite", "--caption", " Our wall ")
    ours = {"rating": 5, "favourite": True, "caption": "Our wall"}
    assert (code, messages) == (0, "")
    assert said == {"path": str(photo), **ours, "former": FILE_SAYS}
    assert run("rate", photo, "none")[1] == {"path": str(photo), **ours, "rating": 3, "former": ours}


def test_what_is_not_named_stays_as_it_is(run, photo):
    run("rate", photo, 2, "--favourite")
    said = run("rate", photo, "--no-favourite")[1]
    assert (said["rating"], said["favourite"], said["caption"]) == (2, False, "A red wall")
    assert run("rate", photo, "--caption", "")[1]["caption"] is None
    assert run("rate", photo, 0)[1]["rating"] == 0


def test_a_rating_is_told_in_stars(say, run, photo):
    assert say("rate", photo, 2, "--favourite") == f"{photo}: ★★, favourite, “A red wall”.\n"
    assert say("rate", photo, 0, "--no-favourite", "--caption", "") == f"{photo}: no stars.\n"


@pytest.mark.parametrize("wrong", ["6", "-1", "five", "³", "", "2.5"])
def test_a_rating_that_is_none_is_refused(run, photo, capsys, wrong):
    with pytest.raises(SystemExit) as stopped:
        run("rate", photo, wrong)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_nothing_said_changes_nothing(run, photo):
    code, said, messages = run("rate", photo)
    assert (code, said) == (2, None)
    assert messages.startswith("Give a rating from 0 to 5")


def test_only_photos_of_the_library_are_rated(run, photo):
    code, said, _ = run("rate", photo.parent / "gone.jpg", 3)
    assert code == 1
    assert "is not in the library" in said["error"]


def test_while_the_window_holds_the_library_nothing_is_rated(run, home, photo):
    with Library.open(home.library):
        code, said, _ = run("rate", photo, 3)
    assert code == 1
    assert "error" in said
    assert run("rate", photo, "none")[1]["former"] == FILE_SAYS


@pytest.mark.parametrize(
    "command", [("rate", "wall.jpg", 3), ("judge", "wall.jpg", "Walls", "yes")], ids=["rate", "judge"]
)
def test_no_library_is_made_for_a_photo_that_is_in_none(run, home, command):
    code, answer, _ = run(*command)
    assert (code, "There is no library" in answer["error"]) == (1, True)
    assert not home.library.exists()
