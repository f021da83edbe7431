"""What one piece of a typed query means: a token, or words with a problem told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from photo_sorter.core.search.filters import normal, problem_of
from photo_sorter.core.search.pieces import QUOTES, Piece, Quoting, shortened, tidy
from photo_sorter.core.search.query import Field, Filter, Word
from photo_sorter.language import tr

LEAST_WEIGHT, GREATEST_WEIGHT = 0.1, 10.0
"""Of a word; a plain one weighs 1. Chosen, not measured: beyond them one word is none or the whole search."""

FIELDS = {str(field): field for field in Field} | {
    "category": Field.CATEGORY, "tag": Field.CATEGORY, "folder": Field.IN, "path": Field.IN, "year": Field.DATE,
    "stars": Field.RATING, "format": Field.TYPE, "ext": Field.TYPE,
}  # fmt: skip
"""Names of filters, their synonyms too."""

_ADVICE = {"before": "date:..2019", "until": "date:..2019", "after": "date:2019..", "since": "date:2019.."}

_CLOSE = 0.75
"""Of difflib's ratio: “dates”, “catt” and “ratng” are close to a name, “time” and “colour” to none."""

_MARKS = "".join(QUOTES)
_PLAIN = re.compile(rf"[^\s:–—{_MARKS}-][^\s:{_MARKS}]*")
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{0,9})?|[.,]\d{1,9}")
_IDS = re.compile(r"\d{1,18}(?:,\d{1,18})*,?")
_NO_FILTER = re.compile(r"\d[\d.,:]*|[\w+.-]+:[/\\].*")
"""Times and ratios (12:30, 3:2), drives (C:\\photos), addresses (https://…)."""


class TokenKind(StrEnum):
    WORD = "word"
    AGAINST = "against"
    QUOTED = "quoted"
    FILTER = "filter"
    LIKE = "like"
    BALANCE = "balance"
    MEANING = "meaning"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True)
class Token:
    """What the text from `start` to `end` was understood as. `value`: a Word (WORD, AGAINST), a phrase (QUOTED), a
    Filter, a Path (LIKE), a share (BALANCE, MEANING), or ids of photos (MORE, LESS)."""

    start: int
    end: int
    kind: TokenKind
    value: Word | Filter | Path | str | float | tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """The text from `start` to `end` was not understood; `sentence` says what becomes of it or how to write it."""

    start: int
    end: int
    sentence: str


def names_something(piece: Piece) -> bool:
    """Whether it is a filter or a setting, complete or not."""
    return piece.name.lower() in FIELDS or piece.name.lower() in _SETTINGS


def understood(piece: Piece) -> Iterator[Token | Problem]:
    """Tokens and problems of one piece, in any order."""
    value, against = piece.text, piece.minus == "-"
    if piece.quoting is Quoting.BARE and not piece.name and not value:
        alone = tr("“{dash}” alone says nothing. Write -word to steer away from a word.", dash=piece.minus)
        yield _problem(piece, alone)
        return
    if piece.minus and not against:
        yield _problem(
            piece, tr("This is searched as it stands, without the dash. Write -word to steer away from a word.")
        )
    if piece.quoting is Quoting.UNCLOSED:
        to_the_end = tr("This quote is not closed; what follows is taken to the end.")
        as_words = tr("This quote is not closed; what follows is searched as plain words.")
        yield _problem(piece, to_the_end if piece.name else as_words)
    if piece.quoting is Quoting.BARE and value != value.rstrip(_MARKS):
        yield _problem(piece, tr("This quote was not opened and is left out."))
        value = value.rstrip(_MARKS)
    name = piece.name.lower()
    if name in _SETTINGS or name in FIELDS:
        yield from _named(piece, name, value, against)
    elif piece.quoting is Quoting.CLOSED and not name:
        yield _phrase(piece, tidy(value), against)
        if piece.weight:
            yield from _clamped(piece, piece.weight)
    elif piece.quoting is Quoting.BARE:
        yield from _bare(piece, f"{piece.name}:{value}" if piece.name else value, against)
    elif name:
        yield from _unknown(piece, f"{piece.name}:{value}", against)


def _named(piece: Piece, name: str, value: str, against: bool) -> Iterator[Token | Problem]:
    if name in FIELDS:
        asked = Filter(FIELDS[name], value, against)
        sentence = problem_of(asked)
        if sentence is None:
            yield Token(piece.start, piece.end, TokenKind.FILTER, normal(asked))
            return
    elif against:
        yield _problem(piece, tr("“{name}:” takes no minus and is left out.", name=name))
        return
    else:
        setting = _SETTINGS[name]
        meant = setting.read(piece.raw if name == "like" else value)
        if meant is not None:
            yield Token(piece.start, piece.end, TokenKind(name), meant)
            return
        written = f"{name}:{shortened(value)}"
        sentence = f"{tr('“{asked}” is not understood.', asked=written)} {setting.fix()}"
    words = list(_words(piece, value, piece.text_start, against))
    if words:
        sentence += " " + tr("Until then “{text}” is searched as words.", text=shortened(tidy(value)))
    yield _problem(piece, sentence)
    yield from words


def _phrase(piece: Piece, text: str, against: bool) -> Token | Problem:
    if not text:
        return _problem(piece, tr("There is nothing between these quotes."))
    if against or piece.weight:
        kind = TokenKind.AGAINST if against else TokenKind.WORD
        return Token(piece.start, piece.end, kind, Word(text, _weight(piece.weight) if piece.weight else 1.0))
    return Token(piece.start, piece.end, TokenKind.QUOTED, text)


def _bare(piece: Piece, text: str, against: bool) -> Iterator[Token | Problem]:
    kind = TokenKind.AGAINST if against else TokenKind.WORD
    head, colon, number = text.rpartition(":")
    if not colon or _NO_FILTER.fullmatch(text):
        yield Token(piece.start, piece.end, kind, Word(text))
    elif head and _NUMBER.fullmatch(number) and ":" not in head and not _is_misspelt_filter(head, number):
        yield Token(piece.start, piece.end, kind, Word(head, _weight(number)))
        yield from _clamped(piece, number)
    elif piece.name or text.startswith(":"):
        yield from _unknown(piece, text, against)
    else:
        yield Token(piece.start, piece.end, kind, Word(text))


def _unknown(piece: Piece, text: str, against: bool) -> Iterator[Token | Problem]:
    if not piece.name:
        nameless = tr("“{text}” has no name before its colon and is searched as words.", text=shortened(text))
        yield _problem(piece, nameless)
    elif advice := _ADVICE.get(piece.name.lower()):
        yield _problem(piece, tr("There is no filter “{name}”. Write {advice}.", name=piece.name, advice=advice))
    else:
        meant = _nearly(piece.name)
        sentence = tr(
            "There is no filter “{name}”; “{text}” is searched as words.",
            name=shortened(piece.name),
            text=shortened(text),
        )
        if meant:
            sentence += " " + tr("Did you mean {text}?", text=f"{meant}:{shortened(piece.text)}")
        yield _problem(piece, sentence)
    start = piece.start + len(piece.minus)
    yield from _words(piece, piece.name, start, against)
    yield from _words(piece, piece.text, piece.text_start, against)


def _is_misspelt_filter(head: str, number: str) -> bool:
    """Whether `dates:2019` cannot be meant as the word “dates” with a weight."""
    return head.lower() in _ADVICE or (_number(number) > GREATEST_WEIGHT and bool(_nearly(head)))


def _nearly(name: str) -> str:
    """The name of a filter that is almost so written, or ""."""
    return next(iter(get_close_matches(name.lower(), FIELDS, 1, _CLOSE)), "")


def _words(piece: Piece, text: str, start: int, against: bool) -> Iterator[Token]:
    """What can be searched of a text that was not understood."""
    kind = TokenKind.AGAINST if against else TokenKind.WORD
    for found in _PLAIN.finditer(text):
        yield Token(start + found.start(), start + found.end(), kind, Word(found[0]))


def _clamped(piece: Piece, number: str) -> Iterator[Problem]:
    asked = _number(number)
    if asked < LEAST_WEIGHT:
        least = tr("A word weighs {weight} at least. Write -word to steer away from it.", weight=f"{LEAST_WEIGHT:g}")
        yield _problem(piece, least)
    if asked > GREATEST_WEIGHT:
        yield _problem(piece, tr("A word weighs {weight} at most.", weight=f"{GREATEST_WEIGHT:g}"))


def _weight(number: str) -> float:
    return round(min(max(_number(number), LEAST_WEIGHT), GREATEST_WEIGHT), 2)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _share(text: str) -> float | None:
    share = _number(text) if _NUMBER.fullmatch(text) else None
    return round(share, 2) if share is not None and share <= 1 else None


def _ids(text: str) -> tuple[int, ...] | None:
    return tuple(map(int, text.rstrip(",").split(","))) if _IDS.fullmatch(text) else None


def _path(text: str) -> Path | None:
    return Path(text.replace("\0", " ")) if text.strip() else None


@dataclass(frozen=True)
class _Setting:
    read: Callable[[str], Path | float | tuple[int, ...] | None]
    fix: Callable[[], str]
    """How to write it."""


_SETTINGS = {
    "like": _Setting(_path, lambda: tr('Write like:"/photos/one.jpg".')),
    "balance": _Setting(_share, lambda: tr("Write balance:0 for words alone to balance:1 for pictures alone.")),
    "meaning": _Setting(_share, lambda: tr("Write meaning:0 for what is written to meaning:1 for what is seen.")),
    "more": _Setting(_ids, lambda: tr("Write more:12,15 with the numbers of photos.")),
    "less": _Setting(_ids, lambda: tr("Write less:7 with the numbers of photos.")),
}


def _problem(piece: Piece, sentence: str) -> Problem:
    return Problem(piece.start, piece.end, sentence)
