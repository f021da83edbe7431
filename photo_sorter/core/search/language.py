"""The language of the search box: what a typed text asks for, and a query as text.

Nobody need learn it. What cannot be understood is searched as plain words, and told with the fix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from photo_sorter.core.search.filters import name_key
from photo_sorter.core.search.pieces import QUOTES, pieces, plain, tidy
from photo_sorter.core.search.query import Field, Filter, Query, Word
from photo_sorter.core.search.tokens import Problem, Token, TokenKind, names_something, understood
from photo_sorter.language import number, tr

__all__ = [
    "Parsed",
    "Problem",
    "Token",
    "TokenKind",
    "filter_text",
    "parse",
    "text_of",
    "with_categories_renamed",
    "without",
]

LONGEST = 1_000
"""Characters of a text that are read. Models read some 77 tokens, about 300 characters."""

_V = TypeVar("_V")


@dataclass(frozen=True)
class Parsed:
    """`tokens` stand in the order of the text."""

    query: Query
    problems: tuple[Problem, ...] = ()
    tokens: tuple[Token, ...] = ()


def parse(text: str) -> Parsed:
    """Never fails. Characters are counted as in `text`."""
    read, problems = _cut(text)
    all_pieces = list(pieces(read))
    found = [one for piece in all_pieces for one in understood(piece)]
    tokens = [one for one in found if isinstance(one, Token)]
    problems += [one for one in found if isinstance(one, Problem)]
    if all_pieces and not tokens and not any(names_something(piece) for piece in all_pieces):
        start, end = all_pieces[0].start, all_pieces[-1].end
        tokens = [Token(start, end, TokenKind.WORD, Word(_quotable(tidy(read[start:end]))))]
    return Parsed(_query_of(tokens), tuple(problems), tuple(tokens))


def text_of(query: Query) -> str:
    """The text that `parse` reads as this query: words, phrases, filters, pictures, then sliders and verdicts.

    A word that would be read as something else stands in quotes with its weight: `"cat:2":1`.
    """
    parts = [_word_text(word) for word in query.words]
    parts += [_word_text(word, against=True) for word in query.against]
    parts += [_quoted(phrase) for phrase in query.quoted]
    parts += [filter_text(one) for one in query.filters]
    parts += [_shortest("like:", str(path), path) for path in query.pictures]
    parts += [
        f"{name}:{share:g}"
        for name, share, usual in (
            ("balance", query.balance, Query.balance),
            ("meaning", query.meaning, Query.meaning),
        )
        if share != usual
    ]
    parts += [
        f"{name}:{','.join(map(str, ids))}" for name, ids in (("more", query.liked), ("less", query.disliked)) if ids
    ]
    return " ".join(part for part in parts if part)


def with_categories_renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with the new names of categories in its filters, by the old ones; as it is if it names none of them."""
    query = parse(text).query
    keys = {name_key(old): new for old, new in names.items()}
    filters = tuple(
        replace(one, value=keys[name_key(one.value)])
        if one.field is Field.CATEGORY and name_key(one.value) in keys
        else one
        for one in query.filters
    )
    return text if filters == query.filters else text_of(replace(query, filters=filters))


def filter_text(one: Filter) -> str:
    sign = "-" if one.excluded else ""
    return _shortest(f"{sign}{one.field}:", one.value, one)


def without(text: str, tokens: Iterable[Token]) -> str:
    """What stays in the field when these tokens have become chips."""
    rest, at = [], 0
    for token in sorted(tokens, key=lambda token: token.start):
        rest.append(text[at : token.start].strip())
        at = token.end
    return " ".join(part for part in (*rest, text[at:].strip()) if part)


def _cut(text: str) -> tuple[str, list[Problem]]:
    if len(text) <= LONGEST:
        return text, []
    end = plain(text).rfind(" ", 0, LONGEST + 1)
    end = end if end > 0 else LONGEST
    sentence = tr("Only the first {count} characters are searched.", count=number(LONGEST))
    return text[:end], [Problem(end, len(text), sentence)]


def _query_of(tokens: list[Token]) -> Query:
    def values(kind: TokenKind, of: type[_V]) -> list[_V]:
        return [token.value for token in tokens if token.kind is kind and isinstance(token.value, of)]

    def ids(kind: TokenKind) -> tuple[int, ...]:
        return tuple(dict.fromkeys(one for several in values(kind, tuple) for one in several))

    return Query(
        words=tuple(values(TokenKind.WORD, Word)),
        against=tuple(values(TokenKind.AGAINST, Word)),
        quoted=tuple(values(TokenKind.QUOTED, str)),
        pictures=tuple(dict.fromkeys(values(TokenKind.LIKE, Path))),
        filters=tuple(dict.fromkeys(values(TokenKind.FILTER, Filter))),
        balance=[Query.balance, *values(TokenKind.BALANCE, float)][-1],
        meaning=[Query.meaning, *values(TokenKind.MEANING, float)][-1],
        liked=ids(TokenKind.MORE),
        disliked=ids(TokenKind.LESS),
    )


def _word_text(word: Word, against: bool = False) -> str:
    sign, kind = ("-", TokenKind.AGAINST) if against else ("", TokenKind.WORD)
    weight = f":{word.weight:g}" if word.weight != 1 else ""
    bare = f"{sign}{word.text}{weight}"
    if _reads_as(bare, word, kind):
        return bare
    return f"{sign}{_quoted(word.text)}{weight or ('' if against else ':1')}"


def _shortest(start: str, text: str, value: Filter | Path) -> str:
    kind = TokenKind.FILTER if isinstance(value, Filter) else TokenKind.LIKE
    bare = f"{start}{text}"
    return bare if _reads_as(bare, value, kind) else f"{start}{_quoted(text)}"


def _reads_as(text: str, value: Word | Filter | Path, kind: TokenKind) -> bool:
    parsed = parse(text)
    return not parsed.problems and [(token.kind, token.value) for token in parsed.tokens] == [(kind, value)]


def _quoted(text: str) -> str:
    text = _quotable(text)
    opening = next(opening for opening in QUOTES if _holds(opening, text))
    return f"{opening}{text}{QUOTES[opening][0]}"


def _quotable(text: str) -> str:
    """The text, without straight quotes if there is no pair of quotes that it does not close itself."""
    return text if any(_holds(opening, text) for opening in QUOTES) else tidy(plain(text).replace('"', " "))


def _holds(opening: str, text: str) -> bool:
    return not set(QUOTES[opening]) & set(plain(text))
