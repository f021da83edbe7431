"""Vectors of words, from the library's cache where they are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.background import BACKGROUND_WORDS
from photo_sorter.core.category import sentences
from photo_sorter.core.ports import Embedder
from photo_sorter.core.scoring import Background
from photo_sorter.store.library import Library


class Prompts:
    """Embeds wordings once for each model: 80 prompts cost a CLIP text tower 7 s on two cores (design, section 4).

    With a read-only library new vectors are not kept. Lives on the thread of its library.
    """

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder

    def vectors(self, wordings: Sequence[str]) -> NDArray[np.float32]:
        """(len(wordings), dimensions): for each the normalised mean over the model's templates."""
        return self._filled(wordings, self._embedder.templates)

    def background(self) -> Background:
        # One template: the bank is an average over words already.
        return Background.of(self._filled(BACKGROUND_WORDS, self._embedder.templates[:1]))

    def _filled(self, wordings: Sequence[str], templates: tuple[str, ...]) -> NDArray[np.float32]:
        if not wordings:
            return np.empty((0, self._embedder.dimensions), np.float32)
        texts = {wording: sentences(wording, templates) for wording in wordings}
        keys = {wording: "\n".join(filled) for wording, filled in texts.items()}
        model_id = self._embedder.model_id
        known = self._library.embeddings.prompts(model_id, list(keys.values()))
        missing = [wording for wording in texts if keys[wording] not in known]
        if missing:
            vectors = self._embedder.embed_texts([text for wording in missing for text in texts[wording]])
            means = vectors.reshape(len(missing), len(templates), -1).mean(axis=1)
            means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
            fresh = {keys[wording]: mean for wording, mean in zip(missing, means, strict=True)}
            known |= fresh
            if self._library.writable:
                with self._library.atomic():
                    self._library.embeddings.add_prompts(model_id, fresh)
        return np.stack([known[keys[wording]] for wording in wordings])
