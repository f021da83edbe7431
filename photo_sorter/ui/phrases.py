"""Numbers and states in words. Plain functions without Qt."""

from __future__ import annotations

from datetime import datetime

from photo_sorter.core.events import Activity, ActivityChanged


def photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"


def stars(rating: int | None) -> str:
    """Empty without any."""
    return {0: "", 1: "1 star"}.get(rating or 0, f"{rating} stars")


def file_size(size_bytes: int) -> str:
    size = float(size_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:,.0f} {unit}" if unit in ("bytes", "kB") or size >= 100 else f"{size:,.1f} {unit}"


def time_left(seconds: float) -> str:
    """Rounded as a person would say it."""
    if seconds < 50:
        return "less than a minute left"
    if seconds < 3600 * 1.5:
        minutes = max(1, round(seconds / 60))
        return f"about {minutes} min left"
    return f"about {seconds / 3600:.0f} h left"


def taken(taken_at: str) -> str:
    """An ISO 8601 time as "14 June 2021, 16:05"; what is not one is given back."""
    try:
        moment = datetime.fromisoformat(taken_at)
    except ValueError:
        return taken_at
    return f"{moment.day} {moment:%B %Y}, {moment:%H:%M}"


def day(date_text: str) -> str:
    """An ISO 8601 date or time as "Sunday, 14 July 2019"; what is not one is given back."""
    try:
        date = datetime.fromisoformat(date_text)
    except ValueError:
        return date_text
    return f"{date:%A}, {date.day} {date:%B %Y}"


def month(date_text: str) -> str:
    """An ISO 8601 month, date or time as "July 2019"; what is not one is given back."""
    try:
        return f"{datetime.fromisoformat(date_text[:7] + '-01'):%B %Y}"
    except ValueError:
        return date_text


def dimensions(width_px: int, height_px: int) -> str:
    megapixels = width_px * height_px / 1e6
    return f"{width_px:,} × {height_px:,}" + (f" · {megapixels:.0f} MP" if megapixels >= 1 else "")


def position(latitude: float, longitude: float) -> str:
    north = f"{abs(latitude):.4f}° {'N' if latitude >= 0 else 'S'}"
    return f"{north}, {abs(longitude):.4f}° {'E' if longitude >= 0 else 'W'}"


def activity(state: ActivityChanged, shown: int) -> str:
    """What the bottom bar says. `shown` is how many photos the library shows."""
    match state.activity:
        case Activity.STARTING:
            return "Starting…"
        case Activity.LOADING_MODEL:
            return "Loading the model…"
        case Activity.SCANNING:
            return "Looking for photos…"
        case Activity.PAUSED:
            left = state.total - state.done
            return f"Paused · {photos(left)} to go" if left > 0 else "Paused"
        case Activity.IDLE:
            return f"{photos(shown)} · up to date" if shown else "Ready"
    parts = [f"{state.done:,} of {state.total:,}"]
    if state.photos_per_second >= 0.05:
        rate = state.photos_per_second
        parts.append(f"{rate:.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
    if state.seconds_left is not None:
        parts.append(time_left(state.seconds_left))
    return " · ".join(parts)
