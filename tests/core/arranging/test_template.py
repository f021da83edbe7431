"""Folder templates: what they give, what is left out, and what is no template."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.arranging.template import FIELDS, Facts, example, parse_template
from photo_sorter.core.errors import ArrangeError

CAT = Facts(("Animals", "Cats"), "2021-07-04T10:30:10", "X100", "Oslo", "Holiday", "IMG_1")
BARE = Facts((), "2021-07-04", None, None, "Holiday", "IMG_1")


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{category_path}/{year}", "Animals/Cats/2021/IMG_1.jpg"),
        ("{category}", "Cats/IMG_1.jpg"),
        ("{year}/{month}/{day}", "2021/07/04/IMG_1.jpg"),
        ("{year}-{month} {place?}/{camera}", "2021-07 Oslo/X100/IMG_1.jpg"),
        ("{original_folder}/{year}_{name}", "Holiday/2021_IMG_1.jpg"),
        ("{category}/{year}-{counter}", "Cats/2021-001.jpg"),
        ("{name}", "IMG_1.jpg"),
        ("{name}/", "IMG_1/IMG_1.jpg"),
        ("{ Year }/{CATEGORY}", "2021/Cats/IMG_1.jpg"),
        ("My {category_path} pictures", "My Animals/Cats pictures/IMG_1.jpg"),
        ("{category_path} {name}", "Animals-Cats IMG_1.jpg"),
    ],
)
def test_a_template_gives_folders_and_perhaps_a_name(template, path):
    assert example(template, CAT, ".jpg") == path


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("{place}/{camera}", "Unknown place/Unknown camera/IMG_1.jpg"),
        ("{place?}/{year}", "2021/IMG_1.jpg"),
        ("{place?}", "IMG_1.jpg"),
        ("{year} - {place?}", "2021/IMG_1.jpg"),
        ("{place?} - {year}", "2021/IMG_1.jpg"),
        ("{year} ({place?})", "2021/IMG_1.jpg"),
        ("{year} - {place?} - {month}", "2021 - 07/IMG_1.jpg"),
        ("{year} {place?} {camera?} {month}", "2021 07/IMG_1.jpg"),
        ("at {place?}", "at/IMG_1.jpg"),
        ("{category_path?}/{year}", "2021/IMG_1.jpg"),
        ("{year}/{place?} {name}", "2021/IMG_1.jpg"),
    ],
)
def test_what_is_not_known_is_a_plain_word_or_left_out_with_its_separators_and_its_level(template, path):
    assert example(template, BARE, ".jpg") == path


def test_separators_of_what_is_known_are_kept():
    assert example("{place?} {name}", replace(BARE, name="_DSC1"), ".jpg") == "_DSC1.jpg"


def test_a_category_is_needed_where_its_field_is_not_optional():
    assert parse_template("{category}/{year}").needs_category
    assert parse_template("{year}/{category_path}").needs_category
    assert not parse_template("{category?}/{year}").needs_category
    assert not parse_template("{year}").needs_category


def test_values_are_made_safe_and_make_no_levels():
    facts = replace(CAT, category=("AC/DC", "CON"), original_folder="..", camera="a{year}b")
    assert example("{category_path}/{original_folder}/{camera}", facts, ".jpg") == "AC_DC/CON_/_/a{year}b/IMG_1.jpg"


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{foo}/{year}", "There is no field {foo}; there are {category}, {category_path}, {year}, "),
        ("{}", "There is no field {}; there are "),
        ("{year", "“{year” has a brace without its other. A field is written as {year}."),
        ("year}/x", "“year}” has a brace without its other."),
        ("{{year}}", "has a brace without its other."),
        ("/home/{year}", "“/home/{year}” begins outside of the destination."),
        ("C:/x", "begins outside of the destination."),
        ("../{year}", "“..” is no name of a folder."),
        ("{year}/./x", "“.” is no name of a folder."),
        ("{year}//x", "“{year}//x” has a level without a name."),
        ("", "The template is empty."),
        ("  ", "The template is empty."),
        ("{counter}/{name}", "{counter} counts files, so it can only be in the last level, the file's name."),
        ("{counter}/", "{counter} counts files"),
    ],
)
def test_what_is_no_template_is_refused_with_a_sentence(template, sentence):
    with pytest.raises(ArrangeError) as caught:
        parse_template(template)
    assert sentence in str(caught.value)


PIECES = st.sampled_from(
    [*(f"{{{field}}}" for field in FIELDS), "{place?}", "{camera?}", " ", "-", "(", ")", "x", "/", ".."]
)
VALUES = st.text(max_size=20)


@given(st.lists(PIECES, min_size=1, max_size=8).map("".join), VALUES, VALUES, st.none() | VALUES)
def test_no_template_and_no_value_leads_out_of_the_destination(template, name, folder, camera):
    try:
        path = example(template, Facts((name or "x", folder), "2021-07-04", camera, None, folder, name or "x"), ".jpg")
    except ArrangeError:
        return
    assert all(part not in ("", ".", "..") for part in path.split("/"))
    assert path.endswith(".jpg")
