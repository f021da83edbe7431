"""Saved searches on the command line."""

from __future__ import annotations

import argparse
from dataclasses import replace

from photo_sorter.cli.desk import Desk
from photo_sorter.cli.house import sorted_for_reading
from photo_sorter.cli.output import Output
from photo_sorter.core.commands import SaveSearches
from photo_sorter.core.errors import SearchError
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.paths import Home
from photo_sorter.work.search import Searcher


def list_searches(home: Home, options: argparse.Namespace, output: Output) -> int:
    with sorted_for_reading(home) as sorter:
        searcher = Searcher(sorter)
        rows = [
            {"name": one.name, "query": one.text, "photos": searcher.count(parse(one.text).query)}
            for one in sorter.library.searches.all()
        ]
    output.result(rows, (f"{row['name']}\t{row['query']}\t{row['photos']} photos" for row in rows))
    return 0


def add_search(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    name, parsed = " ".join(options.name.split()), parse(options.query)
    if not name or not parsed.query:
        output.error("A saved search needs a name, and something to look for.")
        return 2
    if parsed.problems:
        raise SearchError(f"Nothing is saved. {' '.join(dict.fromkeys(one.sentence for one in parsed.problems))}")
    before = desk.library.searches.all()
    former = _named(before, name)
    if former is None:
        after = (*before, SavedSearch(None, name, options.query))
    else:
        after = tuple(replace(one, text=options.query) if one == former else one for one in before)
    desk.edit(SaveSearches(before), SaveSearches(after))
    row = {"name": name, "query": options.query, "former": former.text if former is not None else None}
    output.result(row, [f"{name}: {options.query}" + (f" (before: {former.text})" if former is not None else "")])
    return 0


def remove_search(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    before = desk.library.searches.all()
    former = _named(before, options.name)
    if former is None:
        raise SearchError(
            f"There is no saved search called “{options.name}”. `photo-sorter saved list` shows them all."
        )
    desk.edit(SaveSearches(before), SaveSearches(tuple(one for one in before if one != former)))
    output.result({"name": former.name, "query": former.text}, [f"{former.name}: {former.text} is removed."])
    return 0


def _named(searches: tuple[SavedSearch, ...], name: str) -> SavedSearch | None:
    key = " ".join(name.split()).casefold()
    return next((one for one in searches if one.name.casefold() == key), None)
