"""Numbers, dates and states in words, as the language has them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime, QTimeZone

from photo_sorter.core.events import Activity, ActivityChanged
from photo_sorter.language import ntr, number, tr


def photos(count: int) -> str:
    return ntr("1 photo", "{n} photos", count)


def waiting(count: int) -> str:
    return ntr("1 photo still to be looked at.", "{n} photos still to be looked at.", count)


def stars(rating: int | None) -> str:
    """Empty without any."""
    return ntr("1 star", "{n} stars", rating) if rating else ""


def decimal(value: float, places: int) -> str:
    """With so many decimal places; a number that needs no thousands separators."""
    return QLocale().toString(round(value, places), "f", places)


def percentage(share: float, places: int = 0) -> str:
    """A share from 0 to 1."""
    return tr("{percent} %", percent=decimal(share * 100, places))


def labelled(title: str, text: object) -> str:
    return tr("{title}: {text}", title=title, text=text)


def quoted(name: str) -> str:
    return tr("“{name}”", name=name)


def file_size(size_bytes: int) -> str:
    size, thousands = float(size_bytes), 0
    while size >= 1000 and thousands < 3:
        size /= 1000
        thousands += 1
    figure = number(round(size)) if thousands < 2 or size >= 100 else decimal(size, 1)
    match thousands:
        case 0:
            return tr("{size} bytes", size=figure)
        case 1:
            return tr("{size} kB", size=figure)
        case 2:
            return tr("{size} MB", size=figure)
    return tr("{size} GB", size=figure)


def time_left(seconds: float) -> str:
    """Rounded as a person would say it."""
    if seconds < 50:
        return tr("less than a minute left")
    if seconds < 3600 * 1.5:
        minutes = max(1, round(seconds / 60))
        return tr("about {minutes} min left", minutes=minutes)
    return tr("about {hours} h left", hours=f"{seconds / 3600:.0f}")


def taken(taken_at: str) -> str:
    """An ISO 8601 time as "14 June 2021, 16:05"; what is not one is given back."""
    try:
        moment = datetime.fromisoformat(taken_at)
    except ValueError:
        return taken_at
    return _written(moment, tr("d MMMM yyyy, HH:mm"))


def day(date_text: str) -> str:
    """An ISO 8601 date or time as "Sunday, 14 July 2019", for within a sentence; what is not one is given back."""
    try:
        date = datetime.fromisoformat(date_text)
    except ValueError:
        return date_text
    return _written(date, tr("dddd, d MMMM yyyy"))


def month(date_text: str) -> str:
    """An ISO 8601 month, date or time as "July 2019"; what is not one is given back."""
    try:
        first = datetime.fromisoformat(date_text[:7] + "-01")
    except ValueError:
        return date_text
    return _heading(_written(first, tr("MMMM yyyy")))


def dimensions(width_px: int, height_px: int) -> str:
    megapixels = width_px * height_px / 1e6
    sides = f"{number(width_px)} × {number(height_px)}"
    return tr("{sides} · {count} MP", sides=sides, count=number(round(megapixels))) if megapixels >= 1 else sides


def position(latitude: float, longitude: float) -> str:
    up, side = decimal(abs(latitude), 4), decimal(abs(longitude), 4)
    north = tr("{degrees}° N", degrees=up) if latitude >= 0 else tr("{degrees}° S", degrees=up)
    east = tr("{degrees}° E", degrees=side) if longitude >= 0 else tr("{degrees}° W", degrees=side)
    return f"{north}, {east}"


def activity(state: ActivityChanged, shown: int) -> str:
    """What the bottom bar says. `shown` is how many photos the library shows."""
    match state.activity:
        case Activity.STARTING:
            return tr("Starting…")
        case Activity.LOADING_MODEL:
            return tr("Loading the model…")
        case Activity.SCANNING:
            return tr("Looking for photos…")
        case Activity.PAUSED:
            left, paused = state.total - state.done, state.reason or tr("Paused")
            if left <= 0:
                return paused
            return ntr("{paused} · 1 photo to go", "{paused} · {n} photos to go", left, paused=paused)
        case Activity.IDLE:
            return ntr("1 photo · up to date", "{n} photos · up to date", shown) if shown else tr("Ready")
    parts = [tr("{number} of {count}", number=number(state.done), count=number(state.total))]
    if state.photos_per_second >= 0.05:
        rate = state.photos_per_second
        parts.append(tr("{rate}/s", rate=f"{rate:.0f}" if rate >= 10 else decimal(rate, 1)))
    if state.seconds_left is not None:
        parts.append(time_left(state.seconds_left))
    return " · ".join(parts)


def _heading(words: str) -> str:
    return words[:1].upper() + words[1:]


def _written(moment: datetime, pattern: str) -> str:
    """`pattern` as QLocale reads it: a translation orders day, month and year as its language does."""
    # Of no time zone: in one of its own, hours that a change of the clock skips would move.
    date, time = QDate(moment.year, moment.month, moment.day), QTime(moment.hour, moment.minute)
    return QLocale().toString(QDateTime(date, time, QTimeZone.utc()), pattern)
