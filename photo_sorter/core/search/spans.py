"""Dates, ratings and sizes as filters write them, as spans. Pure functions, safe on any thread."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from photo_sorter.core.marks import GREATEST_RATING

DATE_WORDS = ("today", "yesterday", "this-week", "this-month", "this-year")
"""Mean another day every day: they are kept as words and read when asked."""

UNRATED = 0
"""The rating of a photo without one: to XMP, 0 stars are no rating (XMP specification part 1, 8.4)."""

LAST_DAY, MOST = date.max.toordinal(), 2**63 - 1
"""Where spans end that are open: a day's ordinal, and a number of bytes or pixels."""

_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_RATING = re.compile(rf"(>=|<=|>|<)?([0-{GREATEST_RATING}])")
_RATINGS = re.compile(rf"([1-{GREATEST_RATING}]?)\.\.([1-{GREATEST_RATING}]?)")
_AMOUNT = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)(b|kb|mb|gb|mp)?")
_UNITS = {"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "mp": 10**6}


@dataclass(frozen=True)
class Size:
    """The least and the most bytes, or pixels if it is `of_pixels`, both included."""

    of_pixels: bool
    span: tuple[int, int]


# --- dates ---


def normal_date(value: str) -> str | None:
    word = hyphened(value)
    if word in DATE_WORDS:
        return word
    span = _span(value)
    return span.text if span else None


def days_of(value: str, today: date) -> tuple[int, int] | None:
    """The first and the last day (proleptic ordinals, `date.toordinal`) of a date; None if it is none.

    Weeks begin on Monday (ISO 8601).
    """
    word = hyphened(value)
    if word not in DATE_WORDS:
        span = _span(value)
        return (span.first, span.last) if span else None
    if word in ("this-month", "this-year"):
        this = _period(f"{today.year:04d}-{today.month:02d}" if word == "this-month" else f"{today.year:04d}")
        return (this.first, this.last) if this else None
    day = today.toordinal()
    if word == "this-week":
        monday = day - today.weekday()
        return monday, monday + 6
    return (day, day) if word == "today" else (day - 1, day - 1)


@dataclass(frozen=True)
class _Span:
    """Ordinals of days, both included, and how the span is written."""

    first: int
    last: int
    text: str


def _span(value: str) -> _Span | None:
    start, dots, end = bare(value).partition("..")
    if not dots:
        return _period(start)
    first = _period(start) if start else _Span(1, 1, "")
    last = _period(end) if end else _Span(LAST_DAY, LAST_DAY, "")
    if first is None or last is None or not (start or end):
        return None
    if first.first > last.last:
        first, last = last, first
    return first if first.text == last.text else _Span(first.first, last.last, f"{first.text}..{last.text}")


def _period(text: str) -> _Span | None:
    """A year, a month or a day."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (None if part is None else int(part) for part in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    last = first
    if day is None:
        last_month = first.month if month is not None else 12
        last = date(first.year, last_month, monthrange(first.year, last_month)[1])
    parts = [f"{first.year:04d}", f"{first.month:02d}", f"{first.day:02d}"]
    known = 1 + (month is not None) + (day is not None)
    return _Span(first.toordinal(), last.toordinal(), "-".join(parts[:known]))


# --- ratings ---


def normal_rating(value: str) -> str | None:
    ratings = ratings_of(value)
    if ratings is None:
        return None
    low, high = ratings
    if high == UNRATED:
        return "none"
    if low == high:
        return str(low)
    if high == GREATEST_RATING:
        return f">={low}"
    return f"<={high}" if low == 1 else f"{low}..{high}"


def ratings_of(value: str) -> tuple[int, int] | None:
    """The lowest and the highest rating, both included; comparisons leave photos without one (UNRATED) out."""
    value = bare(value)
    if value in ("none", "0"):
        return UNRATED, UNRATED
    if match := _RATINGS.fullmatch(value):
        if value == "..":
            return None
        low, high = int(match[1] or 1), int(match[2] or GREATEST_RATING)
        return min(low, high), max(low, high)
    match = _RATING.fullmatch(value)
    if match is None:
        return None
    stars = int(match[2])
    low, high = {
        ">=": (stars, GREATEST_RATING), ">": (stars + 1, GREATEST_RATING), "<=": (1, stars), "<": (1, stars - 1),
    }.get(match[1], (stars, stars))  # fmt: skip
    low = max(low, 1)
    return (low, high) if low <= high else None


# --- sizes ---


def normal_size(value: str) -> str | None:
    found = _size(value)
    return found[0] if found else None


def size_of(value: str) -> Size | None:
    """Bytes in powers of 1000, or millions of pixels."""
    found = _size(value)
    return found[1] if found else None


def _size(value: str) -> tuple[str, Size] | None:
    value = bare(value)
    if ".." in value:
        return _size_range(*value.split("..", 1))
    sign = re.match(r"[<>]=?", value)
    if sign is None:
        return None
    amount = _amount(value[sign.end() :])
    if amount is None:
        return None
    text, of_pixels, number = amount
    least, most = {
        ">": (math.floor(number) + 1, MOST), ">=": (math.ceil(number), MOST),
        "<": (0, math.ceil(number) - 1), "<=": (0, math.floor(number)),
    }[sign[0]]  # fmt: skip
    return (f"{sign[0]}{text}", Size(of_pixels, (least, most))) if most >= 0 else None


def _size_range(start: str, end: str) -> tuple[str, Size] | None:
    if not (start and end):
        return _size(f">={start}" if start else f"<={end}")
    if start[-1].isdecimal() and (unit := re.search(r"[a-z]+$", end)):
        start += unit[0]
    low, high = _amount(start), _amount(end)
    if low is None or high is None or low[1] != high[1]:
        return None
    if low[2] > high[2]:
        low, high = high, low
    return f"{low[0]}..{high[0]}", Size(low[1], (math.ceil(low[2]), math.floor(high[2])))


def _amount(text: str) -> tuple[str, bool, Decimal] | None:
    """As it is written, whether it is of pixels, and the number of bytes or pixels."""
    match = _AMOUNT.fullmatch(text)
    if match is None or match[2] is None:
        return None
    number, unit = Decimal(match[1].replace(",", ".")), match[2]
    return f"{number.normalize():f}{unit}", unit == "mp", number * _UNITS[unit]


# --- how a person types them ---


def bare(text: str) -> str:
    return "".join(text.split()).casefold().replace("≥", ">=").replace("≤", "<=")


def hyphened(text: str) -> str:
    return "-".join(text.casefold().split())
