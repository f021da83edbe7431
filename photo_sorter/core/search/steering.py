"""How much photos stand out for a search made of words, words against, pictures and verdicts.

Everything is counted in spreads of a photo's cosines with everyday words (`core.scoring`), so that words and pictures,
whose cosines lie on scales of their own (the modality gap: Liang et al. 2022, arXiv 2203.02053), can be added. All
vectors are float32. Pure functions; what they cost is one product with all photos.

Measured by `python -m tests.benchmarks search-quality`. Templates around the words, and corrections for photos that
are near to everything, find no more photos by their captions than the plain cosine, whose order is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.scoring import Background, PhotoVectors, Space, library_mean, unit_rows
from photo_sorter.core.search.relevance import ENOUGH, relevance
from photo_sorter.core.sorting.examples import solved

AGAINST_FROM = 3.0
"""Spreads from which words against take away. Of 25 searches such as “pet -dog” (mean average precision) 0.66 with the
words against ignored, 0.70 with their vector subtracted, 0.78 so; from 1.7 spreads 0.74, twice as strong 0.77."""
SPEAKS = 1.65
"""Spreads from which words say something of a photo: even odds where half of a library answers (`relevance`)."""
PICTURE = 6.0
"""Spreads that a cosine of 1 with a picture is worth. Log odds that two photos have the same label rise by 11.6 over
it, and by 1.85 a spread (household library, held-out classes)."""
LIKED, DISLIKED = 8.0, 1.0
"""Spreads by which photos that a person found right should at least stand out, and wrong ones at most.

After 1, 3, 5, 10 verdicts on the first results of 31 searches by name (mean average precision of the other photos)
0.74, 0.75, 0.77, 0.75; without 0.72, 0.71, 0.70, 0.66. Rocchio's weighted means (1971, "Relevance feedback in
information retrieval") come to 0.74, 0.76, 0.77, 0.75, but lose after one verdict in the household library alone."""


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What the photos of a library are like: that from which others stand out. Made once for each state of it.

    `level`: their mean cosine with the mean of the everyday words; `inverse_spread`: its mean over them.
    """

    space: Space
    level: float
    inverse_spread: float

    @classmethod
    def of(cls, photos: PhotoVectors, background: Background) -> Backdrop:
        """One pass over the photos."""
        if not len(photos):
            return cls(Space(background, library_mean(photos)), 0.0, 1.0)
        level = float((photos.vectors @ background.mean).mean(dtype=np.float64))
        return cls(Space(background, library_mean(photos)), level, float(photos.inverse_spread.mean(dtype=np.float64)))


def _none() -> NDArray[np.float32]:
    return np.empty((0, 0), np.float32)


@dataclass(frozen=True, eq=False)
class Steering:
    """Where a search steers.

    `text` (dimensions,) and `against` (a, dimensions) are texts, rows of length 1; `pictures` (p, dimensions) are rows
    of `Space.centred`; `lesson` (dimensions,) is what verdicts taught. `balance`: 0 text only .. 1 pictures only.
    """

    text: NDArray[np.float32] | None = None
    against: NDArray[np.float32] = field(default_factory=_none)
    pictures: NDArray[np.float32] = field(default_factory=_none)
    lesson: NDArray[np.float32] | None = None
    balance: float = 0.5

    @property
    def picture(self) -> NDArray[np.float32] | None:
        """(dimensions,) what pictures and verdicts add together, in spreads; None without any."""
        parts = [] if self.lesson is None else [self.lesson]
        if len(self.pictures):
            share = 1.0 if self.text is None else self.balance
            parts.append(np.float32(PICTURE * share) * self.pictures.mean(axis=0))
        return np.sum(parts, axis=0, dtype=np.float32) if parts else None

    @property
    def wants(self) -> bool:
        """Whether there is more than words against."""
        return self.text is not None or self.lesson is not None or len(self.pictures) > 0

    @property
    def text_share(self) -> float:
        return 1 - self.balance if len(self.pictures) else 1.0


def weighted(
    sentence: NDArray[np.float32], words: Iterable[tuple[NDArray[np.float32], float]] = ()
) -> NDArray[np.float32]:
    """(dimensions,) of length 1: a sentence in which words (dimensions,) count so many times."""
    total = sentence.astype(np.float32)
    for word, weight in words:
        total = total + np.float32(weight - 1) * word
    unit: NDArray[np.float32] = unit_rows(total[np.newaxis])[0]
    return unit


def learned(
    steering: Steering, judged: PhotoVectors, right: NDArray[np.bool_], backdrop: Backdrop
) -> NDArray[np.float32]:
    """(dimensions,) the `lesson` of verdicts on photos: an exemplar classifier, the ridge regression of
    `core.sorting.examples`. Without a verdict, or where all are as the search has it, zeros."""
    scores = standouts(replace(steering, lesson=None), judged, backdrop)
    wrong = np.where(right, np.maximum(LIKED - scores, 0), np.minimum(DISLIKED - scores, 0))
    return solved(backdrop.space.centred(judged), wrong.astype(np.float32))[0]


def standouts(steering: Steering, photos: PhotoVectors, backdrop: Backdrop) -> NDArray[np.float32]:
    """(n,) by how many spreads each photo stands out; 0 for all where nothing is looked for.

    By words alone in the order of the cosine; by words against alone, what is least like them comes first.
    """
    wanted, against = _spoken(steering, photos, backdrop)
    if against is None:
        return wanted
    unwanted: NDArray[np.float32] = against - np.float32(AGAINST_FROM)
    if not steering.wants:
        return -2 * unwanted
    return wanted - np.maximum(unwanted, 0)


def outweighed(steering: Steering, photos: PhotoVectors, backdrop: Backdrop) -> NDArray[np.bool_]:
    """(n,) the photos of which words against say more than all that is wanted: none of them answers, whatever its name.

    Of the lists of eleven searches such as “pet -dog” that are longest, 77 % is right after 76, and one answer in 60 is
    lost. Of 75 dogs in a category Pets, whose name would list them all, 6 stay.
    """
    wanted, against = _spoken(steering, photos, backdrop)
    if against is None or not steering.wants:
        return np.zeros(len(photos), np.bool_)
    more: NDArray[np.bool_] = (against >= SPEAKS) & (against > wanted)
    return more


def _spoken(
    steering: Steering, photos: PhotoVectors, backdrop: Backdrop
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """(n,) spreads of all that is wanted, and (n,) those of the words against that say most; None without any."""
    texts = [steering.text] if steering.text is not None else []
    texts += list(steering.against)
    picture = steering.picture
    scores = np.zeros(len(photos), np.float32)
    if picture is not None:
        scores += _likeness(picture, photos, backdrop)
    if not texts:
        return scores, None
    slopes, offsets = zip(*(_line(text, backdrop) for text in texts), strict=True)
    found: NDArray[np.float32] = photos.vectors @ np.stack(slopes, axis=1)
    found += np.array(offsets, np.float32)
    if steering.text is not None:
        scores += np.float32(steering.text_share) * found[:, 0]
        found = found[:, 1:]
    return scores, found.max(axis=1) if len(steering.against) else None


def standouts_with(
    steering: Steering, judged: PhotoVectors, right: NDArray[np.bool_], photos: PhotoVectors, backdrop: Backdrop
) -> NDArray[np.float32]:
    """(n,) as `standouts`, after verdicts on photos.

    Who finds some results wrong says that others are better, not that none is right, nor that whatever is unlike them
    is: as far as verdicts sink what answered before on the whole, that is raised again, and what did not answer rises
    no more than by the photos found right alone.
    """
    plain = standouts(steering, photos, backdrop)

    def change(rows: NDArray[np.intp]) -> NDArray[np.float32]:
        if not len(rows):
            return np.zeros_like(plain)
        lesson = learned(steering, judged.part(rows), right[rows], backdrop)
        return standouts(replace(steering, lesson=lesson), photos, backdrop) - plain

    by_all = change(np.arange(len(right)))
    answers = relevance(plain) >= ENOUGH
    sunk = min(float(by_all[answers].mean()), 0.0) if answers.any() else 0.0
    changed: NDArray[np.float32] = np.where(
        answers, by_all - np.float32(sunk), np.minimum(by_all, change(np.flatnonzero(right)))
    )
    return plain + changed


def _line(text: NDArray[np.float32], backdrop: Backdrop) -> tuple[NDArray[np.float32], float]:
    """What a text's score is of a photo's vector: slope (dimensions,) and offset.

    Spread and everyday mean are those of the average photo, not its own: R@10 of captions 0.67 instead of 0.61. A text
    that says little lies near the everyday mean, and is stretched to the length of an everyday word.
    """
    background = backdrop.space.background
    centred = text - background.mean
    usual = float(np.linalg.norm(background.words, axis=1).mean())
    stretch = usual / max(float(np.linalg.norm(centred)), 1e-6)
    share = float(backdrop.space.share(centred[np.newaxis])[0])
    slope = text * np.float32(backdrop.inverse_spread * stretch)
    return slope, -stretch * (backdrop.level * backdrop.inverse_spread + share)


def _likeness(direction: NDArray[np.float32], photos: PhotoVectors, backdrop: Backdrop) -> NDArray[np.float32]:
    """(n,) products of a direction (dimensions,) with the rows of `Space.centred`, which are not made."""
    mean = backdrop.space.library_mean
    products = photos.vectors @ np.stack([direction, mean], axis=1)
    spread = photos.inverse_spread
    lengths = np.sqrt((spread * (spread - 2 * products[:, 1]) + mean @ mean).clip(min=1e-12))
    likeness: NDArray[np.float32] = (spread * products[:, 0] - mean @ direction) / lengths
    return likeness
