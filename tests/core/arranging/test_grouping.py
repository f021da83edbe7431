"""What belongs together."""

import pytest

from photo_sorter.core.arranging.grouping import Kind, Member, groups_in

RAW = frozenset({".cr2", ".dng", ".nef"})


def groups(names: str, photos: str) -> list[set[str]]:
    found = groups_in(names.split(), photos.split(), RAW)
    return [{member.name for member in group} for group in found]


@pytest.mark.parametrize(
    "names",
    [
        "IMG_1.CR2 IMG_1.jpg",
        "IMG_1.dng img_1.HEIC",
        "IMG_1.heic IMG_1.mov",
        "IMG_1.jpg IMG_1.MP4",
        "IMG_1.jpg IMG_1.jpg.xmp IMG_1.xmp",
        "IMG_1.jpg IMG_1.XMP IMG_1.AAE",
        "IMG_1.jpg IMG_1.jpg.xmp IMG_1.jpg.xmp.bak IMG_1.xmp.bak",
        "IMG_1.nef IMG_1.nef.pp3 IMG_1.jpg IMG_1.jpg.dop",
        "IMG_1234.HEIC IMG_1234.MOV IMG_1234.AAE IMG_E1234.HEIC IMG_E1234.MOV IMG_O1234.AAE",
        "IMG_1234.jpg IMG_E1234.jpg IMG_E1234.jpg.xmp",
    ],
)
def test_these_go_together_whichever_of_the_pictures_is_asked_for(names):
    for photo in (name for name in names.split() if name.lower().endswith((".jpg", ".heic", ".dng"))):
        assert groups(names, photo) == [set(names.split())]


@pytest.mark.parametrize(
    ("names", "photos", "expected"),
    [
        ("a.png a.jpg", "a.png a.jpg", [{"a.jpg"}, {"a.png"}]),
        ("a.png a.mov", "a.png", [{"a.png"}]),
        ("a.nef a.mp4", "a.nef", [{"a.nef"}]),
        ("b.mov a.jpg", "a.jpg", [{"a.jpg"}]),
        ("a.jpg a.png a.xmp", "a.jpg a.png", [{"a.jpg", "a.xmp"}, {"a.png"}]),
        ("a.jpg a.png a.png.xmp", "a.png", [{"a.png", "a.png.xmp"}]),
        ("a.png a.xmp", "a.png", [{"a.png", "a.xmp"}]),
        ("a.jpg a.txt a.jpg.bak", "a.jpg", [{"a.jpg"}]),
        ("A.JPG a.jpg a.nef a.xmp", "A.JPG a.jpg", [{"A.JPG"}, {"a.jpg", "a.nef", "a.xmp"}]),
        ("IMG_E1234.jpg", "IMG_E1234.jpg", [{"IMG_E1234.jpg"}]),
        ("IMG_1234.png IMG_E1234.jpg", "IMG_E1234.jpg", [{"IMG_E1234.jpg"}]),
        ("a.jpg b.jpg b.xmp", "a.jpg", [{"a.jpg"}]),
        ("noname noname.xmp", "noname", [{"noname", "noname.xmp"}]),
        ("a.b.jpg a.jpg a.b.xmp a.xmp", "a.jpg a.b.jpg", [{"a.b.jpg", "a.b.xmp"}, {"a.jpg", "a.xmp"}]),
    ],
)
def test_others_are_told_apart(names, photos, expected):
    assert sorted(groups(names, photos), key=sorted) == sorted(expected, key=sorted)


def test_pictures_come_before_what_goes_with_them_and_the_shot_itself_first():
    (group,) = groups_in(["x.xmp", "x.cr2", "x.jpg", "x.jpg.xmp"], ["x.cr2"], RAW)
    assert [member.name for member in group] == ["x.jpg", "x.cr2", "x.jpg.xmp", "x.xmp"]
    assert [member.kind for member in group] == [Kind.JPEG, Kind.RAW, None, None]
    assert {member.stem for member in group} == {"x"}


def test_an_edit_keeps_apple_s_letter_under_a_new_stem():
    edit = Member("IMG_E1234", ".jpg", Kind.JPEG, "E")
    assert edit.with_stem("IMG_1234 (2)") == "IMG_E1234 (2)"
    assert edit.with_stem("2021-001") == "2021-001_E"
    assert Member("IMG_1234", ".jpg", Kind.JPEG).with_stem("2021-001") == "2021-001"
