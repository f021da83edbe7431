"""Vectors of words, from the library's cache where they are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.background import BACKGROUND_WORDS
from photo_sorter.core.ports import Embedder
from photo_sorter.core.scoring import Background
from photo_sorter.core.sorting.category import Scheme, sentences
from photo_sorter.core.sorting.rules import VectorsOf
from photo_sorter.embedding.faults import computing
from photo_sorter.store.library import Library


class Prompts:
    """Embeds wordings once for each model: 80 prompts cost a CLIP text tower 7 s on two cores (design, section 4).

    What is only tried is kept in memory; what categories are made of is kept in the library, unless that is read-only.
    Lives on the thread of its library. ModelError where the model does not compute.
    """

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}
        self._unsaved: set[str] = set()

    @property
    def unsaved(self) -> dict[str, NDArray[np.float32]]:
        """The vectors that the library does not have, as it takes them."""
        return {key: self._known[key] for key in sorted(self._unsaved)}

    def vectors(self, wordings: Sequence[str], templates: tuple[str, ...] = ()) -> NDArray[np.float32]:
        """(len(wordings), dimensions): for each the normalised mean over the templates; without, over the model's."""
        return self._filled(wordings, templates or self._embedder.templates)

    def of_scheme(self, scheme: Scheme, is_tried: bool = False) -> VectorsOf:
        """For the wordings of the scheme's categories, which are all embedded at once, and any others."""
        texts = self._texts(tuple(_wordings(scheme)), scheme.templates or self._embedder.templates)
        self._learn(texts)
        if not is_tried:
            self._save(texts)
        return lambda wordings: self.vectors(wordings, scheme.templates)

    def background(self) -> Background:
        # One template: the bank is an average over words already.
        templates = self._embedder.templates[:1]
        background = Background.of(self._filled(BACKGROUND_WORDS, templates))
        self._save(self._texts(BACKGROUND_WORDS, templates))
        return background

    def _filled(self, wordings: Sequence[str], templates: tuple[str, ...]) -> NDArray[np.float32]:
        if not wordings:
            return np.empty((0, self._embedder.dimensions), np.float32)
        texts = self._texts(wordings, templates)
        self._learn(texts)
        return np.stack([self._known[_key(texts[wording])] for wording in wordings])

    @staticmethod
    def _texts(wordings: Sequence[str], templates: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        return {wording: sentences(wording, templates) for wording in wordings}

    def _learn(self, texts: dict[str, tuple[str, ...]]) -> None:
        """Knows the vectors of all these afterwards."""
        unknown = [key for key in map(_key, texts.values()) if key not in self._known]
        if unknown:
            self._known |= self._library.embeddings.prompts(self._embedder.model_id, unknown)
        missing = [filled for filled in texts.values() if _key(filled) not in self._known]
        if missing:
            with computing(self._embedder.model_id):
                vectors = self._embedder.embed_texts([sentence for filled in missing for sentence in filled])
            means = vectors.reshape(len(missing), len(missing[0]), -1).mean(axis=1)
            means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
            fresh = {_key(filled): mean for filled, mean in zip(missing, means, strict=True)}
            self._known |= fresh
            self._unsaved |= fresh.keys()

    def _save(self, texts: dict[str, tuple[str, ...]]) -> None:
        fresh = self._unsaved.intersection(map(_key, texts.values()))
        if fresh and self._library.writable:
            with self._library.atomic():
                self._library.embeddings.add_prompts(
                    self._embedder.model_id, {key: self._known[key] for key in sorted(fresh)}
                )
            self._unsaved -= fresh


def _key(filled: tuple[str, ...]) -> str:
    return "\n".join(filled)


def _wordings(scheme: Scheme) -> Iterable[str]:
    for category in scheme.categories:
        if category.enabled:
            yield from category.wordings
            yield from category.wordings_against
