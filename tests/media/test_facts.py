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


def test_garbage_in_any_byte_of_the_exif_never_raises() -> None:
    whole = exif_with(
        camera=("Canon", "EOS"),
        original="2019:07:20 13:04:56",
        place={1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)},
    ).tobytes()
    chance = random.Random(int(os.environ.get("SEED", "1")))
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(6, len(damaged))] = chance.randrange(256)
        facts = facts_of(bytes(damaged[: chance.choice([len(damaged), chance.randrange(6, len(damaged))])]))
        assert 1 <= facts.orientation <= 8
        assert facts.latitude is None or -90 <= facts.latitude <= 90
