"""Answers as a person reads them."""

from __future__ import annotations

from photo_sorter.core.sorting.accuracy import NONE, NOT_SURE, OTHER, shown
from photo_sorter.language import tr


def answer_words(label: str) -> str:
    """A class goes by its own name."""
    words = {NONE: tr("none of these"), NOT_SURE: tr("not sure"), OTHER: tr("something else")}
    return words.get(label) or shown(label)
