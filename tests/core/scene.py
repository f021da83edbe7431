"""A small world of vectors: every word is a direction, and a photo is a mixture of what it shows."""

from __future__ import annotations

import zlib

import numpy as np

from photo_sorter.core.scoring import Background, PhotoVectors, Space, unit_rows
from photo_sorter.core.sorting.category import Category, CategorySet, Prompt, Scheme
from photo_sorter.core.sorting.decision import decide, is_held, verdicts_at
from photo_sorter.core.sorting.learning import taught
from photo_sorter.core.sorting.rules import Rules, rules_of
from photo_sorter.core.sorting.score_table import scores_of

DIMENSIONS = 64
KNOWN = (
    "dog", "cat", "tree", "car", "boat", "house", "animal", "puppy", "bird", "toy", "grass", "mountain",
)  # fmt: skip
"""At right angles to each other. Other words lie beside all of these, everyday words anywhere."""
_AXES = np.linalg.qr(np.random.default_rng(4).standard_normal((DIMENSIONS, DIMENSIONS)))[0].T.astype(np.float32)


def word(text):
    """(dimensions,), length 1, always the same for a text."""
    if text.casefold() in KNOWN:
        return _AXES[KNOWN.index(text.casefold())]
    vector = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(DIMENSIONS).astype(np.float32)
    if not text.startswith("everyday"):
        vector[: len(KNOWN)] = 0
    vector = vector @ _AXES
    return vector / np.linalg.norm(vector)


def words(texts):
    return np.stack([word(text) for text in texts]) if texts else np.empty((0, DIMENSIONS), np.float32)


BACKGROUND = Background.of(words([f"everyday {number}" for number in range(80)]))
SPACE = Space(BACKGROUND, np.zeros(DIMENSIONS, np.float32))


def photo(**shown):
    """(dimensions,): what it shows by word, with weights; a little of something that is its own comes along."""
    own = 0.1 * word("own " + " ".join(f"{key}{weight}" for key, weight in shown.items()))
    mixture = sum((weight * word(text) for text, weight in shown.items()), own)
    return (mixture / np.linalg.norm(mixture)).astype(np.float32)


def measured(*vectors):
    return BACKGROUND.measured(np.stack(vectors) if vectors else np.empty((0, DIMENSIONS), np.float32))


def random_photos(count, seed=0):
    """Mixtures of a few words each, so that scores of all sizes come about."""
    rng = np.random.default_rng(seed)
    known = words(["dog", "cat", "tree", "car", "boat", "house"])
    mixed = rng.standard_normal((count, 6)).astype(np.float32).clip(min=0) @ known
    mixed += rng.random((count, 1)).astype(np.float32) * word("thing")
    mixed += 0.12 * rng.standard_normal((count, DIMENSIONS)).astype(np.float32)
    return BACKGROUND.measured(unit_rows(mixed))


def category(name, id, against=(), words=(), **rest):
    prompts = (*map(Prompt, words), *(Prompt(text, against=True) for text in against))
    return Category(name, prompts, id=id, **rest)


def rules_for(*categories, independent=(), space=SPACE) -> Rules:
    """Nothing learned. Sets named in `independent` are."""
    sets = tuple(CategorySet(name, exclusive=False) for name in independent)
    return rules_of(Scheme(categories, sets).checked(), space, words)


def tags_of(rules, photos: PhotoVectors, said=None):
    """(categories, n) int16. `said`: photo → category id → yes or no; photos are named by their position."""
    verdicts = verdicts_at(rules, said or {}, {place: place for place in range(len(photos))})
    return decide(rules, scores_of(rules.space, rules.columns, photos), photos, verdicts)


def held(rules, photos, said=None):
    """For each photo the names of the categories that surely hold."""
    tags = tags_of(rules, photos, said)
    names = [column.category.name for column in rules.columns]
    return [{name for name, is_in in zip(names, column, strict=True) if is_in} for column in is_held(tags).T]


def learned(rules, photos, said):
    """Rules that have learned from `said`, and how they do on the judged photos."""
    verdicts = verdicts_at(rules, said, {place: place for place in range(len(photos))})
    return taught(rules, photos, verdicts)
