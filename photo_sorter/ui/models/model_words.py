"""What is said of a model. Plain functions without Qt."""

from __future__ import annotations

from photo_sorter.core.events import ModelChangeProgressed
from photo_sorter.language import number, tr
from photo_sorter.ui.models.model_choice import ModelChoice
from photo_sorter.ui.models.standing import Arriving
from photo_sorter.ui.phrases import decimal, file_size, time_left

MOST_DOTS = 5


def quality(model: ModelChoice) -> tuple[int, str]:
    """How many of MOST_DOTS are filled, and a word; (0, "") where nobody knows."""
    if model.is_built_in:
        return 1, tr("Basic")
    if model.quality is None:
        return 0, ""
    steps = ((77, 5, tr("Best")), (70, 4, tr("Very good")), (60, 3, tr("Good")), (0, 2, tr("Fair")))
    return next((dots, word) for least, dots, word in steps if model.quality >= least)


def quality_tip(model: ModelChoice) -> str:
    if model.is_built_in:
        return tr("Knows everyday things, and few others.")
    if model.quality is None:
        return ""
    return tr(
        "Recognises {percent} % of the photos of ImageNet, a test with 1,000 kinds of things, without having been "
        "trained on it.",
        percent=f"{model.quality:.0f}",
    )


def dots(filled: int) -> str:
    return "●" * filled + "○" * (MOST_DOTS - filled)


def facts(model: ModelChoice, photos_per_second: float | None) -> str:
    """What a model takes and gives, in one line."""
    parts = []
    if model.is_built_in:
        parts.append(tr("Comes with the program"))
    elif model.is_installed:
        parts.append(tr("{size} on disk", size=file_size(model.installed_bytes)))
    elif model.download_mb:
        parts.append(tr("{size} to download", size=file_size(model.download_mb * 1_000_000)))
    if model.memory_mb:
        parts.append(tr("{size} of memory", size=file_size(round(model.memory_mb, -2) * 1_000_000)))
    if photos_per_second is not None:
        parts.append(tr("{rate} photos/s here", rate=_figure(photos_per_second)))
    if model.licence:
        parts.append(tr("licence: {licence}", licence=model.licence))
    return " · ".join(parts)


def arriving(download: Arriving) -> str:
    """How far a download is."""
    if download.is_stopping:
        return tr("Stopping…")
    if not download.done_bytes:
        return tr("Connecting…")
    parts = [_part(download.done_bytes, download.total_bytes)]
    if download.bytes_per_second:
        parts.append(tr("{size}/s", size=file_size(round(download.bytes_per_second))))
        if download.seconds_left is not None:
            parts.append(time_left(download.seconds_left))
    return " · ".join(parts)


def changing(change: ModelChangeProgressed, *, is_paused: bool) -> str:
    """How far a model is that will take over."""
    if not change.total:
        return tr("Loading…")
    parts = [tr("Looking at your photos: {done} of {total}", done=number(change.done), total=number(change.total))]
    if is_paused:
        parts.append(tr("paused"))
    elif change.seconds_left is not None:
        parts.append(time_left(change.seconds_left))
    return " · ".join(parts)


def unfinished(model: ModelChoice) -> str:
    total = model.download_mb * 1_000_000 if model.download_mb else None
    return tr("Not finished: {part}", part=_part(model.unfinished_bytes, total))


def _part(done_bytes: int, total_bytes: int | None) -> str:
    if not total_bytes:
        return file_size(done_bytes)
    return tr("{done} of {total}", done=file_size(done_bytes), total=file_size(total_bytes))


def _figure(rate: float) -> str:
    return decimal(rate, 0 if rate >= 10 else 1)
