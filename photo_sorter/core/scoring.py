"""Standard scores: how far a photo stands out for some words, against everyday words and against the library.

Raw cosines differ between models and between photos (open_clip issue 193). A photo's cosines with the everyday words
give it a mean and a spread of its own; a standard score counts spreads above that mean, less a share of what the
average photo of the library has. All functions are pure and safe on any thread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHARPNESS = 1.9
"""Log odds a spread."""
STANDOUT = 1.7
"""Standard score of words at which they weigh as much as the least a photo has of “none of these”."""
EVERYDAY_STANDOUT = 3.6
"""The same for the best everyday word: it must say more, being the best of many.

The three were fitted together (least log loss) on labelled photos of nine label sets, among them real CLIP vectors:
photographs of a household, of Caltech-101 and ImageNet classes under the built-in model, recorded-clip under ViT-B/32.
One set of figures serves both models; what is left over is calibrated from verdicts."""
LIBRARY_SHARE = 0.25
"""How much of the average photo's score is taken away. Log loss in the same fit: 0.495 at 0, 0.490 at 0.25, 0.487 at
0.5; more would make a category suffer that the library is full of."""
AKIN = 0.5
"""Cosine, with the everyday taken away, from which an everyday word means what a category means."""

EVERYDAY_KEPT = 4
"""The photo's best everyday words that are remembered: at most 2 in 1,000 photos had none left that was not akin."""
_MEAN_SHRINKAGE = 20
"""Photos before the library's mean counts half."""
_BLOCK = 16_384
"""Photos a step: what is in hand stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class PhotoVectors:
    """Photos as the scorer sees them, one row each.

    `vectors` (n, dimensions), rows of length 1; `inverse_spread` (n,); `everyday_words` (n, EVERYDAY_KEPT) uint8
    indices into the background, best first, `everyday_scores` (n, EVERYDAY_KEPT) their standard scores.
    """

    vectors: NDArray[np.float32]
    inverse_spread: NDArray[np.float32]
    everyday_words: NDArray[np.uint8]
    everyday_scores: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.vectors)

    def part(self, rows: slice | NDArray[np.intp]) -> PhotoVectors:
        return PhotoVectors(
            self.vectors[rows], self.inverse_spread[rows], self.everyday_words[rows], self.everyday_scores[rows]
        )


@dataclass(frozen=True, eq=False)
class Background:
    """The everyday words of a model. `mean` (dimensions,), `words` (m, dimensions) with the mean taken away."""

    mean: NDArray[np.float32]
    words: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> Background:
        """`vectors` (m, dimensions), m at most 256."""
        mean = vectors.mean(axis=0, dtype=np.float32)
        return cls(mean, vectors - mean)

    def measured(self, vectors: NDArray[np.float32]) -> PhotoVectors:
        """Photos with their spread and best everyday words."""
        count, kept = len(vectors), min(EVERYDAY_KEPT, len(self.words))
        inverse_spread = np.empty(count, np.float32)
        words = np.empty((count, kept), np.uint8)
        scores = np.empty((count, kept), np.float32)
        for start in range(0, count, _BLOCK):
            part = slice(start, start + _BLOCK)
            cosines = vectors[part] @ self.words.T
            inverse_spread[part] = np.reciprocal(cosines.std(axis=1).clip(min=1e-6))
            rows = np.arange(len(cosines))
            for place in range(kept):
                best = cosines.argmax(axis=1)  # some times: half of what a partition takes
                words[part, place] = best
                scores[part, place] = cosines[rows, best] * inverse_spread[part]
                cosines[rows, best] = -np.inf
        return PhotoVectors(vectors, inverse_spread, words, scores)

    def scores(self, photos: PhotoVectors, texts: NDArray[np.float32]) -> NDArray[np.float32]:
        """(t, n) how many spreads texts (t, dimensions) stand above the mean of the everyday words."""
        centred: NDArray[np.float32] = np.subtract(texts, self.mean, dtype=np.float32)
        found: NDArray[np.float32] = (centred @ photos.vectors.T) * photos.inverse_spread
        return found

    def akin(self, texts: NDArray[np.float32]) -> NDArray[np.bool_]:
        """(m,) the everyday words that mean what one of these texts (t, dimensions) means."""
        if not len(texts):
            return np.zeros(len(self.words), np.bool_)
        result: NDArray[np.bool_] = (unit_rows(self.words) @ unit_rows(texts - self.mean).T).max(axis=1) > AKIN
        return result


@dataclass(frozen=True, eq=False)
class Space:
    """Where photos and words meet: the everyday words of a model, and the average photo of the library.

    `library_mean` (dimensions,): mean over the photos of vector x inverse spread, shrunk towards 0 while they are few.
    """

    background: Background
    library_mean: NDArray[np.float32]

    def scores(self, photos: PhotoVectors, texts: NDArray[np.float32]) -> NDArray[np.float32]:
        """(t, n) standard scores of texts (t, dimensions)."""
        return self.background.scores(photos, texts) - self.share(texts - self.background.mean)[:, np.newaxis]

    def share(self, centred_texts: NDArray[np.float32]) -> NDArray[np.float32]:
        """(t,) what is taken away from the scores of texts whose everyday mean is gone."""
        share: NDArray[np.float32] = np.float32(LIBRARY_SHARE) * (centred_texts @ self.library_mean)
        return share

    def centred(self, photos: PhotoVectors) -> NDArray[np.float32]:
        """(n, dimensions) what is special about each photo in this library: rows of length 1."""
        return unit_rows(photos.vectors * photos.inverse_spread[:, np.newaxis] - self.library_mean)


def library_mean(photos: PhotoVectors) -> NDArray[np.float32]:
    """(dimensions,) for `Space`."""
    total = np.zeros(photos.vectors.shape[1], np.float64)
    for start in range(0, len(photos), _BLOCK):
        part = slice(start, start + _BLOCK)
        total += photos.inverse_spread[part] @ photos.vectors[part]
    mean: NDArray[np.float32] = (total / (len(photos) + _MEAN_SHRINKAGE)).astype(np.float32)
    return mean


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length 1; a row of zeros stays."""
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))
    return unit
