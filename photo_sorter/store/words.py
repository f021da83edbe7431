"""What is written about photos: names, folders, captions, keywords and cameras, found by words with SQLite's FTS5."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from photo_sorter.core.search.filters import RAW_TYPES, plain_letters

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
_WITH_SIGN = "SELECT rowid FROM photo_words WHERE instr({}, ?)".format(
    " || ' ' || ".join(f"coalesce({column}, '')" for column in COLUMNS)
)
_VARIANTS = str.maketrans("", "", "\ufe0e\ufe0f")
"""Marks by which an emoji is asked for in colour or in black: written or not, it is the same one."""


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
        found = {
            word: self._with_sign(word) if _is_sign(word) else self._with(term)
            for word, term in _terms(words).items()
            if common_too or _is_sign(word) or self._count(term, common) <= common
        }
        return {word: ids for word, ids in found.items() if common_too or len(ids) <= common}

    def containing(self, phrase: str) -> list[int]:
        """Ids of photos in whose name, folder, caption, keywords or camera the words of the phrase stand in a row; the
        last may be a beginning. A phrase of emoji alone must stand as it is."""
        return self._with_sign(phrase) if _is_sign(phrase) else self._with(f"{_quoted(phrase)} *")

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

    def _with(self, term: str) -> list[int]:
        return [row[0] for row in self._db.execute(_WITH, [term])]

    def _with_sign(self, sign: str) -> list[int]:
        """FTS5 parts words at signs and keeps none: all texts are read, 0.1 s for 100,000 photos."""
        whole = _without_halves(sign.translate(_VARIANTS)).strip()
        return [row[0] for row in self._db.execute(_WITH_SIGN, [whole])]

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


def _is_sign(text: str) -> bool:
    """Whether it is of emoji and the like, without any letter or digit."""
    return any(unicodedata.category(one) == "So" for one in text) and not any(map(str.isalnum, text))


def _quoted(text: str) -> str:
    """A string of FTS5's query language; NUL would end the question."""
    clean = _without_halves(plain_letters(text).replace("\0", " "))
    return '"{}"'.format(clean.replace('"', '""'))


def _without_halves(text: str) -> str:
    """Half characters (of a pair that was torn apart) cannot be asked."""
    return text.encode("utf-8", "ignore").decode()
