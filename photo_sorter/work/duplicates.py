"""Finding photos of which one would do."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.duplicates.bursts import find_bursts
from photo_sorter.core.duplicates.fingerprint import FINGERPRINT_BYTES, find_candidates
from photo_sorter.core.duplicates.groups import (
    Contender,
    DuplicateGroup,
    Joined,
    copies,
    group,
)
from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.events import DuplicatesFound, DuplicatesProgressed, Event
from photo_sorter.language import tr
from photo_sorter.media.fingerprint import same_picture, sharpness
from photo_sorter.media.thumbnails import THUMBNAIL_SIDES_PX, thumbnail_path
from photo_sorter.work.job import IsCancelled, Job
from photo_sorter.work.progress import Progress

log = logging.getLogger(__name__)

ANNOUNCE_SECONDS = 0.25


class SearchCancelledError(PhotoSorterError):
    """The person has had enough."""


def find_duplicates(
    contenders: Sequence[Contender],
    vectors: NDArray[np.floating] | None,
    thumbnails: Path,
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[DuplicateGroup, ...]:
    """Exact copies, same pictures, and near shots among n photos. Safe on any thread; reads thumbnails only.

    `vectors`: (n, dimensions) of length 1, zeros where there is none; None finds no near shots. `progress` gets
    (done, total). Raises SearchCancelledError. 100,000 photos take about 40 s [1 core], and 20 ms more for each pair
    that must be looked at.
    """
    distinct = [same[0] for same in copies(contenders)]
    same_pictures = _same_pictures(distinct, thumbnails, progress, is_cancelled)
    bursts = [] if vectors is None else find_bursts([photo.taken_at for photo in contenders], vectors)
    rows = sorted(set(chain.from_iterable(bursts)))
    measured = list(contenders)
    for row in rows:
        _stop_if(is_cancelled)
        measured[row] = _measured(contenders[row], thumbnails)
    return group(measured, same_pictures, [[contenders[row].photo_id for row in burst] for burst in bursts])


def _same_pictures(
    photos: Sequence[Contender],
    thumbnails: Path,
    progress: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> list[list[int]]:
    """Sets of ids. Looking through fingerprints is the first half of the progress, comparing pairs the second."""
    if not photos:
        return []
    blank = bytes(FINGERPRINT_BYTES)
    prints = np.frombuffer(b"".join(photo.fingerprint or blank for photo in photos), np.uint8)
    prints = prints.reshape(-1, FINGERPRINT_BYTES)
    aspects = np.array([photo.width_px / photo.height_px for photo in photos])
    half = len(photos)

    def advance(done: int, total: int) -> None:
        progress(half * done // total, 2 * half)

    candidates = find_candidates(prints, aspects, advance, is_cancelled)
    joined = Joined()
    # The most alike first: most of the others are then joined already.
    for done, pair in enumerate(np.argsort(candidates.distance, kind="stable")):
        _stop_if(is_cancelled)
        first, second = photos[candidates.first[pair]], photos[candidates.second[pair]]
        if not joined.are_joined(first.photo_id, second.photo_id) and same_picture(
            _thumbnail(thumbnails, first), _thumbnail(thumbnails, second), int(candidates.turn[pair])
        ):
            joined.join(first.photo_id, second.photo_id)
        progress(half + half * done // len(candidates.distance), 2 * half)
    _stop_if(is_cancelled)
    progress(2 * half, 2 * half)
    return joined.sets()


def _measured(photo: Contender, thumbnails: Path) -> Contender:
    return replace(photo, sharpness=sharpness(_thumbnail(thumbnails, photo)))


def _thumbnail(thumbnails: Path, photo: Contender) -> Path:
    return thumbnail_path(thumbnails, photo.content_hash, max(THUMBNAIL_SIDES_PX))


def _stop_if(is_cancelled: Callable[[], bool]) -> None:
    if is_cancelled():
        raise SearchCancelledError(tr("Looking for duplicates was stopped."))


# --- in the background of the window ---


class DuplicateSearches:
    """One search at a time, in the background."""

    def __init__(self, thumbnails: Path, notify: Callable[[Event], None]) -> None:
        self._thumbnails = thumbnails
        self._notify = notify
        self._job = Job("duplicates", notify)

    def start(self, token: int, contenders: Sequence[Contender], vectors: NDArray[np.floating] | None) -> None:
        """In place of the search that runs, if one does. `vectors` must not change meanwhile: a copy."""

        def work(is_cancelled: IsCancelled) -> Event:
            advance = self._telling(token)
            return DuplicatesFound(token, find_duplicates(contenders, vectors, self._thumbnails, advance, is_cancelled))

        self._job.start(work, lambda sentence: DuplicatesFound(token, (), sentence))

    def cancel(self) -> None:
        self._job.cancel()

    def close(self) -> None:
        """Cancels, and waits for the thread to end."""
        self._job.close()

    def _telling(self, token: int) -> Callable[[int, int], None]:
        pace = Progress()
        pace.start()
        announced = time.monotonic()

        def advance(done: int, total: int) -> None:
            nonlocal announced
            if time.monotonic() - announced >= ANNOUNCE_SECONDS:
                announced = time.monotonic()
                pace.add(done - pace.done)
                self._notify(DuplicatesProgressed(token, done, total, pace.seconds_left(total - done)))

        return advance
