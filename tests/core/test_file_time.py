"""Dates in the names of files."""

import pytest

from photo_sorter.core.file_time import named_time

COPIED = "2026-02-03T04:05:06"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("IMG_20190704_103010.jpg", "2019-07-04T10:30:10"),
        ("20190704_103010(1).jpg", "2019-07-04T10:30:10"),
        ("IMG-20200406-WA1596.jpg", "2020-04-06T00:00:00"),
        ("PXL_20210102_101112345.jpg", "2021-01-02T10:11:12"),
        ("PXL_20210102_101112345.MP.jpg", "2021-01-02T10:11:12"),
        ("2019-07-04 10.30.10.jpg", "2019-07-04T10:30:10"),
        ("Screenshot_20200101-120000.png", "2020-01-01T12:00:00"),
        ("Screenshot from 2020-01-01 12-00-00.png", "2020-01-01T12:00:00"),
        ("Screenshot 2020-01-01 at 9.05.07 PM.png", "2020-01-01T21:05:07"),
        ("WhatsApp Image 2021-01-02 at 12.34.56 AM.jpeg", "2021-01-02T00:34:56"),
        ("signal-2021-01-02-103010.jpg", "2021-01-02T10:30:10"),
        ("signal-2021-01-02-10-30-10-123.jpg", "2021-01-02T10:30:10"),
        ("photo_2021-01-02_10-30-10.jpg", "2021-01-02T10:30:10"),
    ],
)
def test_the_time_in_a_name_is_taken(name, taken):
    assert named_time(name, COPIED) == taken


@pytest.mark.parametrize(
    "name",
    [
        "IMG_2041.jpg", "20191345_101010.jpg", "IMG_20190231.jpg", "IMG_20190704_253010.jpg", "12345678.jpg",
        "20991231.jpg", "2019-0704.jpg", "120190704.jpg", "1920x1080.png", "2019 summer.jpg", "",
    ],
)  # fmt: skip
def test_what_is_no_date_of_a_calendar_is_not_taken(name):
    assert named_time(name, COPIED) == COPIED


def test_a_file_of_the_day_that_its_name_says_knows_the_hour():
    assert named_time("IMG-20260203-WA0001.jpg", COPIED) == COPIED
