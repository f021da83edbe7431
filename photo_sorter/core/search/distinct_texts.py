"""A column of texts of which many are the same, such as folders: each kept once."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.search.filters import folded


class Texts:
    """Distinct texts. Each has a code, its place in `values` and, without case and accents, in `folded`; "" has 0."""

    def __init__(self) -> None:
        self.values = [""]
        self.folded = [""]
        self._codes = {"": 0}

    def codes(self, texts: Collection[str]) -> NDArray[np.int32]:
        for text in dict.fromkeys(texts):
            if text not in self._codes:
                self._codes[text] = len(self.values)
                self.values.append(text)
                self.folded.append(folded(text))
        return np.fromiter(map(self._codes.__getitem__, texts), np.int32, len(texts))

    def containing(self, text: str) -> NDArray[np.bool_]:
        """(codes,) without regard to case and accents; nothing contains what is only spaces."""
        wanted = folded(text)
        return np.fromiter((bool(wanted) and wanted in value for value in self.folded), np.bool_, len(self.folded))

    def among(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """(codes,)"""
        return np.fromiter((value in wanted for value in self.values), np.bool_, len(self.values))
