"""When a photo was taken, for all that its file tells from outside: its name, and the time of its last change."""

from __future__ import annotations

import re
from datetime import datetime

FIRST_YEAR = 1990
"""Of names. Eight digits that would be an earlier day are a number."""

_DATED = re.compile(
    r"(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)"
    r"(?:[-_ T.]{0,3}(?:at )?(\d\d?)([-_.:]?)(\d\d)\6(\d\d)(?:[-_.]?\d{3})?(?:\s?([AP]M)\b)?)?(?!\d)",
    re.IGNORECASE,
)


def named_time(name: str, file_time: str) -> str:
    """The time in a file's name as local ISO 8601, its first moment if it is a day; else `file_time`, which also stands
    where it is of that very day and says more.

    Phones, messengers and programs for screenshots write IMG_20190704_103010.jpg, IMG-20200406-WA1596.jpg,
    PXL_20210102_101112345.jpg, 2019-07-04 10.30.10.jpg, Screenshot_20200101-120000.png, signal-2021-01-02-103010.jpg.
    """
    for match in _DATED.finditer(name):
        taken = _moment(match)
        if taken is not None:
            is_day = match[5] is None
            return file_time if is_day and file_time.startswith(f"{taken:%Y-%m-%d}") else taken.isoformat()
    return file_time


def local_time(mtime_ns: int) -> str:
    """The file's time as local ISO 8601; the epoch's start for a time no calendar holds."""
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return "1970-01-01T00:00:00"


def _moment(match: re.Match[str]) -> datetime | None:
    """None for what no calendar holds."""
    year, month, day, hour, minute, second = (int(match[group] or 0) for group in (1, 3, 4, 5, 7, 8))
    if match[9] is not None and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match[9].upper() == "PM" else 0)
    if not FIRST_YEAR <= year <= datetime.now().year + 1:
        return None
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
