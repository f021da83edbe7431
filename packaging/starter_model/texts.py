"""What is said of a picture during fitting: captions, names, synonyms and broader names."""

from __future__ import annotations

import random

import torch
from torch import Tensor

from material import Row
from photo_sorter.embedding.starter_words import WordTable
from wordnet import Synset, WordNet

KINDS_OF_PICTURE = ("receipt", "meme", "screenshot", "photo")
DOCUMENT_TEXTS = {
    "receipt": ("receipt", "scanned receipt", "shop receipt with prices", "bill", "paper document", "invoice"),
    "meme": ("meme", "internet meme", "funny meme", "meme template"),
    "screenshot": (
        "screenshot",
        "screen shot of a program",
        "user interface",
        "screen capture",
        "computer window",
        "app screenshot",
    ),
}
BROADER_SHARE = 0.25
SYNONYM_SHARE = 0.25
LEVELS_UP = 4
TOO_BROAD = {
    "entity", "physical entity", "object", "whole", "artifact", "organism", "living thing", "matter", "thing",
    "instrumentality",
}  # fmt: skip


class TextRows:
    """Texts as rows of the word table."""

    def __init__(self, table: WordTable, wordnet: WordNet, names: list[str]) -> None:
        self._table, self._wordnet, self._names = table, wordnet, names
        self._rows: dict[str, list[int]] = {}

    def rows(self, text: str) -> list[int]:
        if text not in self._rows:
            self._rows[text] = self._table.rows_of(text)
        return self._rows[text]

    def padded(self, rows: list[list[int]]) -> Tensor:
        """(n, longest), -1 where a text has ended."""
        longest = max(map(len, rows))
        return torch.tensor([text + [-1] * (longest - len(text)) for text in rows])

    def sample(self, row: Row, chooser: random.Random) -> list[int]:
        """One of the texts that fit a picture."""
        if row.captions:
            return self.rows(chooser.choice(row.captions))
        synset = self.meaning(row)
        draw = chooser.random()
        if synset and draw < BROADER_SHARE and (broader := self._broader(synset)):
            return self.rows(chooser.choice(broader))
        if synset and draw < BROADER_SHARE + SYNONYM_SHARE:
            return self.rows(chooser.choice(synset.words))
        return self.rows(row.label)

    def class_words(self, class_index: int) -> list[int]:
        """The rows of an ImageNet class's name and of the name one level above it: «collie», «shepherd dog»."""
        name = self._names[class_index]
        synset = self._wordnet.imagenet_synset(class_index, name)
        above = self._wordnet.ancestors(synset)[:1] if synset else []
        return self.rows(name) + [row for meaning in above for row in self.rows(meaning.words[0])]

    def meaning(self, row: Row) -> Synset | None:
        if row.class_index is not None:
            return self._wordnet.imagenet_synset(row.class_index, self._names[row.class_index])
        return next(iter(self._wordnet.nouns(row.label)), None)

    def _broader(self, synset: Synset) -> list[str]:
        above = self._wordnet.ancestors(synset)[:LEVELS_UP]
        return [meaning.words[0] for meaning in above if meaning.words[0] not in TOO_BROAD]
