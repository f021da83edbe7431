"""Names that are names everywhere."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.arranging.names import LONGEST_NAME_BYTES, name_key, safe_folder, safe_name

ENDINGS = st.sampled_from(["", ".jpg", ".jpg.xmp", ".JPG", ".xmp.bak"])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Cats", "Cats"),
        ("AC/DC", "AC_DC"),
        ("a:b?c*d", "a_b_c_d"),
        ("x\x00y\x07", "x_y_"),
        ("ends. . ", "ends"),
        ("..", "_"),
        (".NET", "_NET"),
        ("", "_"),
        ("CON", "CON_"),
        ("con.tar", "con_.tar"),
        ("Aux .x", "Aux _.x"),
        ("COM¹", "COM¹_"),
        ("CONIN$", "CONIN$_"),
        ("console", "console"),
        ("\udcff", "_"),
        (" spaces ", "spaces"),
        ("e\u0301", "é"),
    ],
)
def test_a_folder_s_name_is_made_safe(name, safe):
    assert safe_folder(name) == safe


def test_a_device_is_no_file_whatever_its_suffix():
    assert safe_name("nul", ".jpg") == ("nul_", ".jpg")


def test_a_long_name_is_cut_before_its_suffix_and_between_letters():
    stem, ending = safe_name("x" + "é" * 200, ".jpg")
    assert (stem, ending) == ("x" + "é" * 125, ".jpg")
    family = "👨‍👩‍👧"
    stem, _ = safe_name(family * 40, ".jpg")
    assert set(stem.split(family)) == {""}
    accented = "n\u0303\u0323" * 200
    kept = safe_name(accented)[0]
    assert unicodedata.normalize("NFC", accented).startswith(kept)
    assert kept.count("\u0323") == kept.count("ñ") or unicodedata.normalize("NFD", kept).count("\u0323") == len(
        [letter for letter in unicodedata.normalize("NFD", kept) if letter == "n"]
    )


@given(st.text(), ENDINGS, st.integers(0, 8))
def test_every_name_is_short_plain_and_stays_as_it_is_when_made_safe_again(text, ending, room):
    stem, kept = safe_name(text, ending, room)
    name = stem + kept
    assert name
    assert kept == ending
    assert len(name.encode()) + room <= LONGEST_NAME_BYTES
    assert not set(name) & set('<>:"/\\|?*')
    assert name == unicodedata.normalize("NFC", name)
    assert name[-1] not in ". "
    assert all(unicodedata.category(letter) != "Cc" for letter in name)
    assert safe_name(stem, kept, room) == (stem, kept)


@given(st.text())
def test_keys_do_not_tell_case_or_the_making_of_accents_apart(text):
    assert name_key(unicodedata.normalize("NFD", text)) == name_key(unicodedata.normalize("NFC", text))
    assert name_key(name_key(text)) == name_key(text)


def test_keys_of_capitals_are_those_of_small_letters():
    assert name_key("ÄÖ.JPG") == name_key("äö.jpg") == name_key("a\u0308o\u0308.jpg")
    assert name_key("a.jpg") != name_key("b.jpg")
