"""What a misspelt word may mean."""

from __future__ import annotations

import string
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MOST_EDITS = 2
SHORTEST = 4
"""Letters. Of shorter words half the dictionary is two edits away."""
_LONGEST = 24
_ONE_EDIT_UP_TO = 5

_LETTERS = np.zeros(128, np.intp)
_LETTERS[[ord(letter) for letter in string.ascii_lowercase]] = np.arange(1, 27)


class Spelling:
    """Known words, in lower case. Looking one up among 60,000 takes some 4 ms."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [word for word in dict.fromkeys(words) if SHORTEST <= len(word) <= _LONGEST and word.isalpha()]
        self._counts = _counted(self._words)

    def nearest(self, word: str, rather: Sequence[str] = ()) -> str | None:
        """The word with the fewest edits, those of `rather` first, then one that begins and ends as this does; None
        where all are more than MOST_EDITS away, or one for short words."""
        word = word.casefold()
        if not SHORTEST <= len(word) <= _LONGEST or not word.isalpha():
            return None
        most = 1 if len(word) <= _ONE_EDIT_UP_TO else MOST_EDITS
        # An edit changes two letters at most.
        differing = np.abs(self._counts - _counted([word])).sum(axis=1)
        rows = np.flatnonzero(differing <= 2 * most)
        candidates = (*(one for one in rather if len(one) >= SHORTEST), *(self._words[row] for row in rows))
        close = [
            (edits, known not in rather, known[0] != word[0], known[-1] != word[-1], known)
            for known in candidates
            if abs(len(known) - len(word)) <= most and (edits := edits_between(word, known)) <= most
        ]
        return min(close)[-1] if close else None


def edits_between(one: str, other: str) -> int:
    """Letters to add, leave out, change, or exchange with their neighbour (optimal string alignment: Damerau 1964)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                least = min(least, older[j - 2] + 1)
            row.append(least)
    return row[-1]


def _counted(words: Sequence[str]) -> NDArray[np.int8]:
    """(words, 27) how often each letter occurs; the first column counts all that are not of the English alphabet."""
    counts = np.zeros((len(words), 27), np.int8)
    for row, word in enumerate(words):
        for letter in word:
            counts[row, _LETTERS[ord(letter)] if ord(letter) < 128 else 0] += 1
    return counts
