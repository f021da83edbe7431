"""What is written about photos: names, folders, captions, keywords and cameras, found by words with SQLite's FTS5."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from photo_sorter.core.search.filters import RAW_TYPES

COLUMNS = ("name", "folder", "caption", "keywords", "camera")

MOST_WORDS = 16
LEAST_BEGINNING = 3
"""Letters from which the last word, which is perhaps still being typed, may be a beginning."""

_FEW = 20
_SUFFIXES = RAW_TYPES | {
    "jpg", "jpeg", "jpe", "jfif", "png", "gif", "bmp", "tif", "tiff", "webp", "avif", "heic", "heif", "hif",
}  # fmt: skip
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM photo_words WHERE photo_words MATCH ? LIMIT ?)"
_WITH = "SELECT rowid FROM photo_words WHERE photo_words MATCH ?"


class WordStore:
    """SQL about words. Whatever a person types is safe: signs only part words, and case and accents do not count.

    Ids are those of photos in view or not.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def standing(self, words: Sequence[str], common_too: bool = False) -> dict[str, list[int]]:
        """For each of the first MOST_WORDS that tells photos apart, ids of those beside which it stands: none, if it
        stands nowhere.

        What stands with more than a fifth of the photos (more than half of very few) tells nothing unless `common_too`,
        nor do suffixes of files.
        """
        common = self._common()
        return {
            word: [row[0] for row in self._db.execute(_WITH, [term])]
            for word, term in _terms(words).items()
            if common_too or self._count(term, common) <= common
        }

    def containing(self, phrase: str) -> list[int]:
        """Ids of photos in whose name, folder, caption, keywords or camera the words of the phrase stand in a row; the
        last may be a beginning."""
        return [row[0] for row in self._db.execute(_WITH, [f"{_quoted(phrase)} *"])]

    def fields_of(self, photo_ids: Iterable[int], words: Sequence[str]) -> dict[int, tuple[str, ...]]:
        """photo id → those of COLUMNS in which any of the words stands."""
        terms = " OR ".join(_terms(words).values())
        ids = json.dumps([int(id) for id in photo_ids])
        found: dict[int, tuple[str, ...]] = {}
        for column in COLUMNS if terms else ():
            rows = self._db.execute(
                f"{_WITH} AND rowid IN (SELECT value FROM json_each(?))", [f"{column} : ({terms})", ids]
            )
            for (photo_id,) in rows:
                found[photo_id] = (*found.get(photo_id, ()), column)
        return found

    def _common(self) -> int:
        """With how many photos a word stands at most that tells them apart."""
        photos: int = self._db.execute("SELECT count(*) FROM photo_words_docsize").fetchone()[0]
        return max(photos // 5, min((photos + 1) // 2, _FEW))

    def _count(self, term: str, most: int) -> int:
        """With how many photos the term stands; `most` + 1 for any more."""
        count: int = self._db.execute(_COUNT, [term, most + 1]).fetchone()[0]
        return count


def _terms(words: Sequence[str]) -> dict[str, str]:
    """Each word that may tell photos apart as a term of FTS5."""
    kept = [word for word in dict.fromkeys(words) if word.strip().lstrip(".").casefold() not in {"", *_SUFFIXES}]
    terms = {word: _quoted(word) for word in kept[:MOST_WORDS]}
    if words and words[-1] in terms and len(words[-1]) >= LEAST_BEGINNING:
        terms[words[-1]] += " *"
    return terms


def _quoted(text: str) -> str:
    """A string of FTS5's query language; NUL would end the question, and half characters cannot be asked."""
    clean = text.replace("\0", " ").encode("utf-8", "ignore").decode()
    return '"{}"'.format(clean.replace('"', '""'))
