"""A query with a misspelt word, as it was probably meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from photo_sorter.core.search.completion import Vocabulary
from photo_sorter.core.search.filters import folded
from photo_sorter.core.search.query import Query, Word
from photo_sorter.core.search.spelling import Spelling
from photo_sorter.work.sorter import Sorter

_WORDS = re.compile(r"[^\W\d_]+")


class Respelling:
    """By the words that the model knows, and the names of folders and categories. Lives on the worker thread."""

    def __init__(self, sorter: Sorter) -> None:
        self._sorter = sorter

    def of(self, query: Query, strange: Sequence[str], vocabulary: Vocabulary) -> Query | None:
        """`strange`: words of the query that the model does not know. None where all of them stand beside some photo,
        or none is nearly another."""
        library = self._sorter.library
        unheard = [word for word in strange if not any(library.words.standing([word], common_too=True).values())]
        names = (*vocabulary.folders, *vocabulary.categories) if unheard else ()
        rather = sorted({word for name, _ in names for word in _WORDS.findall(folded(name))})
        nearest = {word: self._spelling.nearest(word, rather) for word in unheard}
        meant = {word: better for word, better in nearest.items() if better and folded(better) != folded(word)}
        if not meant:
            return None
        words, against = (tuple(_respelt(word, meant) for word in words) for words in (query.words, query.against))
        return replace(query, words=words, against=against)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._sorter.embedder.spellings)


def _respelt(word: Word, meant: Mapping[str, str]) -> Word:
    return replace(word, text=" ".join(meant.get(part, part) for part in word.text.split()))
