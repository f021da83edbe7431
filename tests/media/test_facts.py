from __future__ import annotations

import io
import os
import random
import struct
import warnings

import pytest
from PIL import Image

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.media.facts import read_facts
from tests.media.pictures import corners

MAKE, MODEL, DATE = 0x010F, 0x0110, 0x0132
DETAILS, ORIGINAL, DIGITIZED, PLACE = 0x8769, 0x9003, 0x9004, 0x8825
LENS_SPECIFICATION, LENS_MAKE, LENS_MODEL, COMMENT = 0xA432, 0xA433, 0xA434, 0x9286
DESCRIPTION, TITLE, KEYWORDS, RATING, PERCENT = 0x010E, 0x9C9B, 0x9C9E, 0x4746, 0x4749


def facts_of(exif: Image.Exif | bytes) -> PhotoFacts:
    stream = io.BytesIO()
    corners().save(stream, "JPEG", exif=exif)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(stream)
        image.load()
        return read_facts(image, image.size)


def exif_with(**values: object) -> Image.Exif:
    exif = Image.Exif()
    if "camera" in values:
        exif[MAKE], exif[MODEL] = values["camera"]  # type: ignore[misc]
    if "date" in values:
        exif[DATE] = values["date"]
    if "original" in values:
        exif.get_ifd(DETAILS)[ORIGINAL] = values["original"]
    if "place" in values:
        exif.get_ifd(PLACE).update(values["place"])  # type: ignore[arg-type]
    return exif


def test_a_photo_without_exif_has_its_size_only() -> None:
    assert facts_of(Image.Exif()) == PhotoFacts(120, 80)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2019:07:20 13:04:56", "2019-07-20T13:04:56"),
        ("2019-07-20T13:04:56", "2019-07-20T13:04:56"),
        ("2019:07:20 13:04", "2019-07-20T13:04:00"),
        ("1931:05:01 00:00:00", "1931-05-01T00:00:00"),
        ("0000:00:00 00:00:00", None),
        ("2019:02:30 10:00:00", None),
        ("2019:07:20 24:61:00", None),
        ("1066:10:14 09:00:00", None),
        ("9999:01:01 00:00:00", None),
        ("    :  :     :  :  ", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_time_is_local_and_only_a_possible_one_counts(written: str, read: str | None) -> None:
    assert facts_of(exif_with(original=written)).taken_at == read


def test_the_time_of_taking_goes_before_that_of_changing() -> None:
    assert facts_of(exif_with(original="2001:01:01 01:01:01", date="2020:01:01 01:01:01")).taken_at == (
        "2001-01-01T01:01:01"
    )
    assert facts_of(exif_with(original="rubbish", date="2020:01:01 01:01:01")).taken_at == "2020-01-01T01:01:01"


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("EASTMAN KODAK COMPANY", "KODAK DC50", "KODAK DC50"),
        ("OLYMPUS IMAGING CORP.", "E-M5", "OLYMPUS E-M5"),
        ("samsung", "SM-G960F", "samsung SM-G960F"),
        ("Apple\0\0\0", "  iPhone 12 \0rest", "Apple iPhone 12"),
        ("Leica", "", "Leica"),
        ("", "", None),
    ],
)
def test_the_camera_is_called_as_people_call_it(make: str, model: str, camera: str | None) -> None:
    assert facts_of(exif_with(camera=(make, model))).camera == camera


def test_the_place_is_in_degrees_north_and_east() -> None:
    facts = facts_of(exif_with(place={1: "S", 2: (33.0, 52.0, 4.0), 3: "E", 4: (151.0, 12.0, 36.0)}))
    assert facts.latitude == pytest.approx(-33.867778, abs=1e-6)
    assert facts.longitude == pytest.approx(151.21, abs=1e-6)


@pytest.mark.parametrize(
    "place",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)},
        {1: "N", 2: (10.0, 0.0, 0.0)},
        {1: 5, 2: 10.0, 3: "E", 4: (10.0, 0.0, 0.0, 0.0)},
    ],
)
def test_an_impossible_place_is_no_place(place: dict[int, object]) -> None:
    facts = facts_of(exif_with(place=place))
    assert (facts.latitude, facts.longitude) == (None, None)


def test_zero_denominators_are_no_place() -> None:
    exif = exif_with(place={1: "N", 2: (11.0, 22.0, 33.0), 3: "E", 4: (44.0, 55.0, 66.0)})
    data = exif.tobytes().replace(struct.pack("<II", 22, 1), struct.pack("<II", 22, 0))
    data = data.replace(struct.pack(">II", 22, 1), struct.pack(">II", 22, 0))
    facts = facts_of(data)
    assert (facts.latitude, facts.longitude) == (None, None)


def exif_of(tags: dict[int, object], **details: object) -> Image.Exif:
    """`tags` of the first directory, and `details` named by their numbers (`x9286`) of the second."""
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(DETAILS).update({int(name[1:], 16): value for name, value in details.items()})
    return exif


@pytest.mark.parametrize(
    ("make", "model", "specification", "lens"),
    [
        ("Apple", "iPhone 12 back camera 4.2mm f/1.6", (1.5, 6.0, 1.6, 2.4), "iPhone 12 back camera 4.2mm f/1.6"),
        ("Canon", "EF24-105mm f/4L IS USM\0\0", (24.0, 105.0, 0.0, 0.0), "EF24-105mm f/4L IS USM"),
        ("", "10.0 mm f/2.8", None, "10.0 mm f/2.8"),
        ("", "适马 35mm", None, "适马 35mm"),
        ("Canon", "", (24.0, 70.0, 2.8, 2.8), "Canon 24-70mm f/2.8"),
        ("", "----", (18.0, 55.0, 3.5, 5.6), "18-55mm f/3.5-5.6"),
        ("", "Unknown (0)", (50.0, 50.0, 0.0, 0.0), "50mm"),
        ("", "0.0 mm f/0.0", (0.0, 0.0, 0.0, 0.0), None),
        ("", "DT 0mm F0 SAM", None, None),
        ("Apple", "", None, None),
        ("", "Unknown", (70.0, 24.0, 2.8, 2.8), None),
        ("", "", (24.0, 70.0), "24-70mm"),
        ("", "", (24.0,), None),
    ],
)
def test_the_lens_is_its_model_or_what_it_can(
    make: str, model: str, specification: tuple[float, ...] | None, lens: str | None
) -> None:
    exif = exif_of({}, xA433=make, xA434=model.encode())
    if specification:
        exif.get_ifd(DETAILS)[LENS_SPECIFICATION] = specification
    assert facts_of(exif).lens == lens


@pytest.mark.parametrize(
    ("tags", "rating"),
    [
        ({RATING: 3}, 3),
        ({RATING: 0}, 0),
        ({RATING: 6}, None),
        ({PERCENT: 75}, 4),
        ({RATING: 2, PERCENT: 99}, 2),
        ({RATING: 9, PERCENT: 99}, 5),
        ({RATING: "many"}, None),
        ({}, None),
    ],
)
def test_the_rating_is_in_stars_or_percent(tags: dict[int, object], rating: int | None) -> None:
    assert facts_of(exif_of(tags)).rating == rating


def test_windows_keywords_stand_between_semicolons() -> None:
    exif = exif_of({KEYWORDS: "Zürich; boats;;Boats;猫\0".encode("utf-16-le")})
    assert facts_of(exif).keywords == ("Zürich", "boats", "猫")


@pytest.mark.parametrize(
    "comment",
    [
        b"ASCII\0\0\0Two boats",
        b"UNICODE\0" + "Two boats".encode("utf-16-le"),
        b"UNICODE\0" + "Two boats\0\0".encode("utf-16-be"),
        b"UNICODE\0" + "Two boats".encode("utf-16"),
        b"\0\0\0\0\0\0\0\0Two boats\0\0 garbage",
    ],
)
def test_a_comment_is_read_in_its_character_set(comment: bytes) -> None:
    assert facts_of(exif_of({}, x9286=comment)).caption == "Two boats"


@pytest.mark.parametrize(
    "comment", [b"ASCII\0\0\0" + b" " * 64, b"\0" * 200, b"JIS\0\0\0\0\0$B%", b"MM\0\0\x12\x91\x03"]
)
def test_a_comment_that_says_nothing_is_no_caption(comment: bytes) -> None:
    assert facts_of(exif_of({}, x9286=comment)).caption is None


def test_the_caption_is_the_first_that_a_person_wrote() -> None:
    title, comment = "A title".encode("utf-16-le"), b"ASCII\0\0\0A comment"
    assert facts_of(exif_of({DESCRIPTION: "A lake", TITLE: title}, x9286=comment)).caption == "A lake"
    assert facts_of(exif_of({DESCRIPTION: "OLYMPUS DIGITAL CAMERA", TITLE: title}, x9286=comment)).caption == "A title"
    assert facts_of(exif_of({DESCRIPTION: "   "}, x9286=comment)).caption == "A comment"


@pytest.mark.parametrize(
    ("text", "encoding"), [("Früh in Zürich", "utf-8"), ("Früh in Zürich", "cp1252"), ("猫の写真", "utf-8")]
)
def test_text_may_be_more_than_ascii(text: str, encoding: str) -> None:
    written = text.encode(encoding)
    place = b"x" * len(written)
    assert facts_of(exif_of({DESCRIPTION: place.decode()}).tobytes().replace(place, written)).caption == text


def test_garbage_in_any_byte_of_the_exif_never_raises() -> None:
    exif = exif_with(
        camera=("Canon", "EOS"),
        original="2019:07:20 13:04:56",
        place={1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)},
    )
    words = "lake;boats".encode("utf-16-le")
    exif.update({DESCRIPTION: "A lake", TITLE: words, KEYWORDS: words, RATING: 3, PERCENT: 50})
    exif.get_ifd(DETAILS).update({
        LENS_SPECIFICATION: (24.0, 70.0, 2.8, 2.8), LENS_MAKE: "Canon", LENS_MODEL: "EF", COMMENT: b"UNICODE\0" + words,
    })  # fmt: skip
    whole = exif.tobytes()
    chance = random.Random(int(os.environ.get("SEED", "1")))
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(6, len(damaged))] = chance.randrange(256)
        facts = facts_of(bytes(damaged[: chance.choice([len(damaged), chance.randrange(6, len(damaged))])]))
        assert 1 <= facts.orientation <= 8
        assert facts.latitude is None or -90 <= facts.latitude <= 90
        assert facts.rating is None or 0 <= facts.rating <= 5
