"""Where the pieces of a typed query begin and end: words, quotes, and names before a colon. What they mean is
`core.search.language`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

QUOTES = {'"': '"', "“": '”“"', "«": "»", "„": '“”"', "”": "”", "»": "«»"}
"""Opening quotes, each with those that close it: English, French, German, Swedish and Danish ways."""

_LONGEST_SHOWN = 40
_SPACES = (*range(0x20), *range(0x7F, 0xA1), 0x1680, *range(0x2000, 0x200C), 0x200E, 0x200F, *range(0x2028, 0x2030),
           0x205F, 0x2060, *range(0x2066, 0x206A), 0x3000, 0xFEFF, *range(0xD800, 0xE000))  # fmt: skip
"""Control characters, spaces of all widths, marks of direction, and halves of characters. The joiners U+200C and U+200D
stay: emoji and Persian words are made with them."""

_AS_TYPED = dict.fromkeys(_SPACES, " ") | {ord("："): ":", ord("＂"): '"', ord("－"): "-", ord("−"): "-"}
_HEAD = re.compile(r"(?=\S)(?P<minus>[-–—]*)(?:(?P<name>[^\W\d_][\w-]*):)?")
_WEIGHT = re.compile(r":(\d+(?:[.,]\d*)?|[.,]\d+)(?!\S)")
_CLOSING = {opening: re.compile(f"[{closing}]") for opening, closing in QUOTES.items()}


class Quoting(StrEnum):
    BARE = "bare"
    CLOSED = "closed"
    UNCLOSED = "unclosed"


@dataclass(frozen=True)
class Piece:
    """`minus`: the dashes before it. `name`: what stands before a first colon, "" without. `text` begins at
    `text_start` and is without quotes; `raw` has its characters as typed. `weight`: the number in `"…":2`."""

    start: int
    end: int
    minus: str
    name: str
    text_start: int
    text: str
    raw: str
    quoting: Quoting = Quoting.BARE
    weight: str = ""


def plain(text: str) -> str:
    """The same length, with a common space for whatever does not show, and with common colons and minus signs."""
    return text.translate(_AS_TYPED)


def tidy(text: str) -> str:
    return " ".join(plain(text).split())


def shortened(text: str) -> str:
    """As it stands in a sentence."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def pieces(text: str) -> Iterator[Piece]:
    """In order. A quote that is not closed is a piece without text, or after a name holds all that follows."""
    clean, at = plain(text) + " ", 0
    while head := _HEAD.search(clean, at):
        start, at = head.span()
        minus, name = head["minus"], head["name"] or ""
        quote = clean[at : at + 1]
        if quote not in _CLOSING:
            end = clean.index(" ", at)
            yield Piece(start, end, minus, name, at, clean[at:end], text[at:end])
            at = end
            continue
        at += 1
        closing = _CLOSING[quote].search(clean, at)
        if closing is None:
            end = len(text) if name else at
            yield Piece(start, end, minus, name, at, clean[at:end], text[at:end], Quoting.UNCLOSED)
            at = end
            continue
        inside = slice(at, closing.start())
        weight = None if name else _WEIGHT.match(clean, closing.end())
        end = weight.end() if weight else closing.end()
        yield Piece(
            start, end, minus, name, at, clean[inside], text[inside], Quoting.CLOSED, weight[1] if weight else ""
        )
        at = end
