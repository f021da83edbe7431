"""Searching on the command line. Works while the window is open."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from photo_sorter.cli.house import absolute, count_photos, sorted_for_reading
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import SearchError
from photo_sorter.core.search.language import parse, text_of
from photo_sorter.core.search.query import Query
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import Home
from photo_sorter.work.query_pictures import see_picture
from photo_sorter.work.search import Found, Searcher

_NOTHING_ASKED = Found(
    Query(), np.empty(0, np.int64), np.empty(0, np.float32), 0,
    hints=("Nothing was asked for. Write what to look for, such as: dog on a beach date:2019",),
)  # fmt: skip


def search(home: Home, options: argparse.Namespace, output: Output) -> int:
    if (options.query is None) != options.stdin and not (options.image and options.query is None):
        output.message("Give a query, a picture with --image, or --stdin to read a query a line.")
        return 2
    with searching(home) as searcher:
        for text in (line.rstrip("\n") for line in sys.stdin) if options.stdin else [options.query or ""]:
            parsed = parse(text)
            query = _with_options(parsed.query, options)
            hints = list(dict.fromkeys(problem.sentence for problem in parsed.problems))
            if options.stdin:
                print(json.dumps(_answer(searcher, text, query, hints, options), ensure_ascii=False), flush=True)
            else:
                _say(_answer(searcher, text, query, hints, options), output)
    return 0


def similar(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Photos like one picture. Raises SearchError for one that cannot be read."""
    path = absolute(options.path)
    with searching(home) as searcher:
        _say(_answer(searcher, str(path), Query(pictures=(path,)), [], options), output)
    return 0


@contextmanager
def searching(home: Home) -> Iterator[Searcher]:
    """The library as it is sorted now, to be asked; also while the window is open."""
    with sorted_for_reading(home) as sorter:
        pool = DecodePool(1)
        try:
            yield Searcher(sorter, lambda path: see_picture(path, pool, home.thumbnails, sorter.embedder))
        finally:
            pool.close()


def _with_options(query: Query, options: argparse.Namespace) -> Query:
    pictures = tuple(absolute(path) for path in options.image or ())
    balance = query.balance if options.balance is None else options.balance
    return replace(query, pictures=(*query.pictures, *pictures), balance=balance)


def _answer(
    searcher: Searcher,
    text: str,
    query: Query,
    hints: Iterable[str],
    options: argparse.Namespace,
) -> dict[str, Any]:
    """Raises SearchError for a picture that cannot be read, unless more queries are to follow."""
    found = searcher.find(query, beyond=options.n) if query else _NOTHING_ASKED
    if found.unread and not getattr(options, "stdin", False):
        raise SearchError(found.unread[0])
    shown = found.photo_ids[: options.n].tolist()
    paths = searcher.library.photos.paths(shown)
    reasons = searcher.explain(found, shown) if getattr(options, "explain", False) else {}
    return {
        "query": text,
        "nothing": found.nothing,
        "relevant": found.relevant,
        "hints": [*hints, *found.hints, *_offer(found)],
        "results": [
            {"path": str(paths[id]), "score": round(score, 4)} | reasons.get(id, {})
            for id, score in zip(shown, found.scores.tolist(), strict=False)
            if id in paths
        ],
    }


def _offer(found: Found) -> tuple[str, ...]:
    return (f"Did you mean: {text_of(found.meant)}?",) if found.meant is not None else ()


def _say(answer: dict[str, Any], output: Output) -> None:
    for hint in answer["hints"]:
        output.message(hint)
    if answer["nothing"]:
        output.message("Probably nothing like that here. The nearest:" if answer["results"] else "Nothing found.")
    lines = []
    for number, row in enumerate(answer["results"]):
        if number == answer["relevant"] > 0:
            output.message(f"That is all that stands out: {count_photos(number)}. The nearest of the others:")
        lines.append(f"{row['score']:.2f}  {row['path']}" + _why(row))
    output.result(answer, lines)


def _why(row: dict[str, Any]) -> str:
    if "meaning" not in row:
        return ""
    stands = f", stands in {', '.join(row['stands_in'])}" if row["stands_in"] else ""
    return f"  (looks like it {row['meaning']:.2f}{stands})"
