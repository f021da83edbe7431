"""The text side of the built-in model: a vector for every word, added up. Microseconds a query, without torch.

A sentence is the sum of its words' vectors, whose lengths are the words' weights: "dog" is long, "the" is short. So
did Arora et al. 2017, "A simple but tough-to-beat baseline for sentence embeddings", from word frequencies; here the
weights of words that stand in captions are fitted.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

NEUTRAL_WORD = "photo"
"""What a text without any known word stands for: just a photo."""

LONGEST_PHRASE = 3
SHORTEST_PART = 3
SHORTEST_MISSPELT = 5
"""Shorter words are too like others to guess."""
LEAST_LIKENESS = 0.8
"""How alike an unknown word and its stand-in must be: `difflib`'s ratio."""

_WORD = re.compile(r"[a-z0-9]+")
_FRAME = re.compile(
    r"^(?:this is |there is )?(?:(?:a|an|the|some|my|one) )?(?:\w+ |close up )?"
    r"(?:photo|photograph|picture|image|snapshot)s? "
    r"(?:of|showing) (?:(?:a|an|the|some|many|one) )?(?=\w)"
)
"""«a photo of a dog» says no more than «dog»."""

_BETWEEN = re.compile(r"[\s\-/,;:.!?()\[\]{}\"“”„«»…–—_+&*#|]+")
"""What stands between words as a person writes them; the marks that letters of other scripts carry do not."""

_LOAN_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0308\u0327")
"""Grave, acute, circumflex, tilde, diaeresis, cedilla: what English keeps in «café» and «piñata»."""
SHORTEST_MARKED = 4
"""A shorter word with a mark is foreign: «chó», «été»."""
SHORTEST_HALF = 4
"""Compounds are believed from here: «whiteboard», but not «blu·men»."""

_PLURALS = (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""))
_ENDINGS = (
    *_PLURALS, ("ied", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("er", ""), ("er", "e"), ("est", ""),
    ("est", "e"), ("ily", "y"), ("ly", ""), ("ish", ""), ("y", ""),
)  # fmt: skip

SAME_THING = 0.6
"""Least cosine of a plural and its singular that name the same things: dogs and dog have 0.65, memes and meme 0.77, but
glasses and glass 0.52, news and new 0.16."""


class WordList:
    """English words and phrases in lower case. `rows_of` counts them as they come in the list."""

    def __init__(self, words: Sequence[str]) -> None:
        self._row_of = {word: row for row, word in enumerate(words)}
        self._alike: dict[str, list[str]] = defaultdict(list)
        for word in words:
            if " " not in word:
                self._alike[word[:2]].append(word)

    @property
    def single(self) -> list[str]:
        """Those that are no phrases."""
        return [word for word in self._row_of if " " not in word]

    def rows_of(self, text: str) -> list[int]:
        """The rows of a text's words and phrases; that of `NEUTRAL_WORD` when nothing in it is known."""
        return list(self._find(_words(text))) or [self._row_of[NEUTRAL_WORD]]

    def unknown(self, text: str) -> tuple[str, ...]:
        """The words of a text, each once as written there, that are not in the list, nor made of two words that are.

        A likely misspelling is among them; numbers and single Latin letters are not.
        """
        written = written_words(text)
        plain = [_plain(word) for word in written]
        known: set[int] = set()
        for start in range(len(plain)):
            for length in range(1, LONGEST_PHRASE + 1):
                if self._known(" ".join(plain[start : start + length])) is not None:
                    known.update(range(start, start + length))
        unknown = (
            word for place, word in enumerate(written) if place not in known and not self._is_compound(plain[place])
        )
        return tuple(dict.fromkeys(unknown))

    def _find(self, words: list[str]) -> Iterator[int]:
        start = 0
        while start < len(words):
            for length in range(min(LONGEST_PHRASE, len(words) - start), 1, -1):
                row = self._known(" ".join(words[start : start + length]))
                if row is not None:
                    yield row
                    break
            else:
                length = 1
                yield from self._stand_in(words[start])
            start += length

    def _is_compound(self, word: str) -> bool:
        return any(
            word[:cut] in self._row_of and self._known(word[cut:]) is not None
            for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)
        )

    def _known(self, word: str) -> int | None:
        """The row of a word or phrase, or of its dictionary form."""
        if word in self._row_of:
            return self._row_of[word]
        return next((self._row_of[stem] for stem in _stems(word) if stem in self._row_of), None)

    def _stand_in(self, word: str) -> Iterator[int]:
        """The word's row; else the rows of the two words it is made of, or of a word spelled alike; else none."""
        row = self._known(word)
        if row is not None:
            yield row
            return
        for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
            front, back = self._row_of.get(word[:cut]), self._known(word[cut:])
            if front is not None and back is not None:
                yield from (front, back)
                return
        if len(word) < SHORTEST_MISSPELT:
            return
        alike = difflib.get_close_matches(word, self._alike.get(word[:2], ()), 1, LEAST_LIKENESS)
        yield from (self._row_of[match] for match in alike)


class WordTable(WordList):
    """Words and phrases in lower case, and a row of numbers for each.

    `rows` is (n, dimensions) int8; a word's vector is its row times its entry of `scales`, (n,) float32.
    """

    def __init__(self, words: Sequence[str], rows: NDArray[np.int8], scales: NDArray[np.float32]) -> None:
        super().__init__(words)
        self._words = words
        self._rows = rows
        self._scales = scales

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """n texts → (n, dimensions), rows of length 1."""
        vectors = np.zeros((len(texts), self._rows.shape[1]), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            rows = self.rows_of(text)
            if len(rows) == 1:
                rows += self._singular(rows[0])
            vector[:] = self._scales[rows] @ self._rows[rows].astype(np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit

    def _singular(self, row: int) -> list[int]:
        """The row of the singular of a plural. A caption says «dogs» of two; a category «Dogs» holds photos of one."""
        rows = (self._row_of.get(stem) for stem in _stems(self._words[row], _PLURALS))
        return [one for one in rows if one is not None and self._likeness(row, one) >= SAME_THING][:1]

    def _likeness(self, row: int, other: int) -> float:
        """The cosine of two words."""
        one, two = self._rows[row].astype(np.float32), self._rows[other].astype(np.float32)
        return float(one @ two / max(float(np.linalg.norm(one) * np.linalg.norm(two)), 1e-12))


def written_words(text: str) -> list[str]:
    """The words of a text as they are written, in any script; without numbers and single Latin letters."""
    words = (word.strip("'’`´") for word in _BETWEEN.split(text))
    return [word for word in words if any(map(str.isalpha, word)) and not (len(word) == 1 and word.isascii())]


def is_spelt_as_english(word: str) -> bool:
    """Whether a written word has only letters and marks that English words have."""
    letters = unicodedata.normalize("NFKD", word)
    marks = [letter for letter in letters if unicodedata.combining(letter)]
    has_marks_of_its_own = not _LOAN_MARKS.issuperset(marks) or (marks and len(word) < SHORTEST_MARKED)
    return not has_marks_of_its_own and all(letter.isascii() for letter in letters if letter.isalpha())


def _plain(word: str) -> str:
    """A written word as the list would have it; the word itself where it is not spelt as English is."""
    return " ".join(_words(word)) if is_spelt_as_english(word) else word


def _words(text: str) -> list[str]:
    """The words in lower case, without accents, punctuation and the frame of a template."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _WORD.findall(re.sub(r"'(?:s\b)?", "", plain))
    return _WORD.findall(_FRAME.sub("", " ".join(words)))


def _stems(word: str, endings: Sequence[tuple[str, str]] = _ENDINGS) -> Iterator[str]:
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_PART:
            stem = word[: -len(ending)] + instead
            yield stem
            if not instead and len(stem) > SHORTEST_PART and stem[-1] == stem[-2]:
                yield stem[:-1]
