"""What a misspelt word may mean."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

MOST_EDITS = 2
"""To a name; to a word of the dictionary it is one: “Kuchen” is two from “kachin”."""
SHORTEST, SHORTEST_OF_DICTIONARY = 4, 5
"""Letters of a name, and of a word of the dictionary: one edit leads from “Hund” to “hand”, from “Katze” to “kate”."""
_LONGEST = 24
_ONE_EDIT_UP_TO = 5
_NONE_CHANGED_UP_TO = 5
"""Letters. In a shorter word of the dictionary none is another one, or “Blume” were “blame”."""

_LETTERS = np.zeros(128, np.intp)
_LETTERS[[ord(letter) for letter in string.ascii_lowercase]] = np.arange(1, 27)


class Spelling:
    """Known words, in lower case. Looking one up among 60,000 takes some 4 ms."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [word for word in dict.fromkeys(words) if SHORTEST <= len(word) <= _LONGEST and word.isalpha()]
        self._known = frozenset(self._words)
        self._counts = _counted(self._words)

    def nearest(self, word: str, rather: Sequence[str] = ()) -> str | None:
        """The word with the fewest edits, those of `rather` (names) first, then one that begins and ends as this does;
        None where none is near, or the word itself is known."""
        word = word.casefold()
        if not SHORTEST <= len(word) <= _LONGEST or not word.isalpha() or word in self._known or word in rather:
            return None
        most = 1 if len(word) <= _ONE_EDIT_UP_TO else MOST_EDITS
        names = [name for name in rather if len(name) >= SHORTEST and abs(len(name) - len(word)) <= most]
        near = [(name, edits) for name in names if (edits := edits_between(word, name)) <= most]
        near += [(known, 1) for known in self._one_edit_away(word)]
        close = [
            (edits, known not in rather, known[0] != word[0], known[-1] != word[-1], known) for known, edits in near
        ]
        return min(close)[-1] if close else None

    def _one_edit_away(self, word: str) -> Iterator[str]:
        """Words of the dictionary that a slip of the fingers makes this one, not another language."""
        if len(word) < SHORTEST_OF_DICTIONARY or not word.isascii():
            return
        # An edit changes two letters at most.
        differing = np.abs(self._counts - _counted([word])).sum(axis=1)
        for known in (self._words[row] for row in np.flatnonzero(differing <= 2)):
            is_changed = len(known) == len(word) and sorted(known) != sorted(word)
            if (
                len(known) >= SHORTEST_OF_DICTIONARY
                and not (is_changed and len(word) <= _NONE_CHANGED_UP_TO)
                and abs(len(known) - len(word)) <= 1
                and edits_between(word, known) == 1
            ):
                yield known


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
