"""The scores of every category for every photo, computed once and kept."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import PhotoVectors, Space
from photo_sorter.core.sorting.decision import Scores
from photo_sorter.core.sorting.rules import Column

SPARE = 32
"""Columns that are kept beyond those in use: undo and previews find them again."""
_STEPS = np.float32(256)
"""Scores are held in steps of 1 / 256: a sum that was rounded otherwise, because a matrix was multiplied in other
pieces, is the same score, so that equals stay equal and the first of them is chosen."""
_BLOCK = 16_384


class ScoreTable:
    """An edit costs the columns that it changes. Holds 4 bytes a photo and category. Not safe for threads.

    Photos that have come since a column was computed are added to it when it is asked for next.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, Scores] = {}

    def forget(self) -> None:
        """Photos have gone or changed places, or the space is another."""
        self._kept.clear()

    def scores(self, space: Space, columns: Sequence[Column], photos: PhotoVectors) -> list[Scores]:
        """Of each column for all n photos. Only what is not known yet is computed."""
        keys = [column.key for column in columns]
        wanted = dict(zip(keys, columns, strict=True))
        by_length: dict[int, list[Hashable]] = {}
        for key in wanted:
            by_length.setdefault(len(self._kept[key].words) if key in self._kept else 0, []).append(key)
        for length, behind in by_length.items():
            if length < len(photos) or not length:
                added = scores_of(space, [wanted[key] for key in behind], photos.part(slice(length, len(photos))))
                for key, more in zip(behind, added, strict=True):
                    self._kept[key] = _joined(self._kept[key], more) if length else more
        # Those used last stand last; what drafts and previews left behind goes first.
        self._kept |= {key: self._kept.pop(key) for key in wanted}
        for key in list(self._kept)[: max(0, len(self._kept) - len(wanted) - SPARE)]:
            del self._kept[key]
        return [self._kept[key] for key in keys]


def scores_of(space: Space, columns: Sequence[Column], photos: PhotoVectors) -> list[Scores]:
    """One product for the words and the lessons of all columns, a block of photos at a time."""
    if not columns:
        return []
    texts = np.concatenate([part for column in columns for part in (column.wordings, column.against)])
    texts -= space.background.mean
    lessons = [column.lesson.direction for column in columns if column.lesson is not None]
    directions = np.stack(lessons) if lessons else texts[:0]
    matrix = np.concatenate([texts, directions, space.library_mean[np.newaxis]])
    share = space.share(texts)[:, np.newaxis]
    own_length = directions @ space.library_mean
    mean_length = np.float32(space.library_mean @ space.library_mean)
    words = np.empty((len(columns), len(photos)), np.float32)
    against = {row: np.empty(len(photos), np.float32) for row, column in enumerate(columns) if len(column.against)}
    for start in range(0, len(photos), _BLOCK):
        part = photos.part(slice(start, start + _BLOCK))
        place = slice(start, start + len(part))
        product = matrix @ part.vectors.T
        product *= part.inverse_spread
        found = product[: len(texts)]
        found -= share
        if len(directions):
            # The length of the standard vector less the library's mean; the standard vector is as long as 1 / spread.
            length = np.sqrt((part.inverse_spread**2 - 2 * product[-1] + mean_length).clip(min=1e-12))
            taught = (product[len(texts) : -1] - own_length[:, np.newaxis]) / length
        first, lesson = 0, 0
        for row, column in enumerate(columns):
            middle = first + len(column.wordings)
            last = middle + len(column.against)
            words[row, place] = found[first] if middle == first + 1 else found[first:middle].max(axis=0)
            if last > middle:
                against[row][place] = found[middle:last].max(axis=0)
            if column.lesson is not None:
                words[row, place] += taught[lesson]
                lesson += 1
            first = last
    for scores in (words, *against.values()):
        scores *= _STEPS
        np.rint(scores, out=scores)
        scores /= _STEPS
    return [Scores(words[row], against.get(row)) for row in range(len(columns))]


def _joined(known: Scores, added: Scores) -> Scores:
    against: NDArray[np.float32] | None = None
    if known.against is not None and added.against is not None:
        against = np.concatenate([known.against, added.against])
    return Scores(np.concatenate([known.words, added.words]), against)
