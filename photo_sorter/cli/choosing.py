"""Which photos a command is for: paths, folders, the answers to a query, or the whole library."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from photo_sorter.cli.desk import NO_MODEL
from photo_sorter.cli.finding import searching
from photo_sorter.cli.house import absolute, photo_at
from photo_sorter.cli.output import Output
from photo_sorter.cli.window import Window
from photo_sorter.core.errors import ModelError, SearchError
from photo_sorter.core.ports import Embedder
from photo_sorter.core.search.language import parse
from photo_sorter.core.search.query import Query
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.errands import Workplace
from photo_sorter.work.query_pictures import PictureSeen, see_picture
from photo_sorter.work.search import Found, Searcher


@dataclass(frozen=True)
class Finder:
    """Where photos are looked for. `at` makes a path that was typed begin at the root; `find` answers a query with what
    is relevant, and raises ModelError."""

    home: Home
    at: Callable[[Path], Path]
    find: Callable[[Query], Found]


def finder_alone(home: Home) -> Finder:
    """Also for commands that only read, while the window is open."""

    def find(query: Query) -> Found:
        with searching(home) as searcher:
            return searcher.find(query, beyond=0)

    return Finder(home, absolute, find)


def finder_in_window(window: Window) -> Finder:
    """By the model and the library of the window. Its thread is not kept waiting for pictures."""

    def begin(place: Workplace) -> tuple[Searcher, Embedder]:
        if place.sorter is None:
            raise ModelError(NO_MODEL)
        return Searcher(place.sorter), place.sorter.embedder

    def find(query: Query) -> Found:
        searcher, embedder = window.errands.run(begin)
        seen = _seen(window.errands.run(lambda _: searcher.unseen(query)), window.home, embedder)

        def end(_: Workplace) -> Found:
            for picture in seen:
                searcher.keep(picture)
            return searcher.find(query, beyond=0)

        return window.errands.run(end)

    return Finder(window.home, window.at, find)


def add_choice(command: argparse.ArgumentParser) -> None:
    """The options that `chosen` reads."""
    command.add_argument("paths", nargs="*", metavar="PATH", type=Path, help="photos, or folders of photos")
    command.add_argument(
        "--from", dest="query", metavar="QUERY", help="only the photos that a search finds; without either, all"
    )


def chosen(finder: Finder, options: argparse.Namespace, output: Output) -> tuple[int, ...] | None:
    """Ids of photos in view; None: all of them. With paths and a query those that are in both.

    Raises FolderError for what is not of the library, SearchError, ModelError, LibraryError.
    """
    found = None if options.query is None else photos_from(finder, options.query, output)
    if not options.paths:
        return found
    with Library.open_read_only(finder.home.library) as library:
        named = tuple(dict.fromkeys(id for path in options.paths for id in _photos_at(library, finder.at(path))))
    if found is None:
        return named
    answers = frozenset(found)
    return tuple(id for id in named if id in answers)


def photos_from(finder: Finder, text: str, output: Output) -> tuple[int, ...]:
    """Ids of the photos that a search for `text` finds, best first, without the nearest of the others.

    Says what the search box would. Raises SearchError for what cannot be understood or looked at: nobody should change
    files by a guess; and ModelError.
    """
    parsed = parse(text)
    if parsed.problems:
        raise SearchError(" ".join(dict.fromkeys(problem.sentence for problem in parsed.problems)))
    if not parsed.query:
        raise SearchError("Nothing was asked for. Write what to look for, such as: dog on a beach date:2019")
    found = finder.find(replace(parsed.query, pictures=tuple(map(finder.at, parsed.query.pictures))))
    if found.unread:
        raise SearchError(found.unread[0])
    for hint in found.hints:
        output.message(hint)
    if found.nothing or not found.relevant:
        output.message("Probably nothing like that here.")
        return ()
    return tuple(found.photo_ids[: found.relevant].tolist())


def _seen(paths: Iterable[Path], home: Home, embedder: Embedder) -> list[PictureSeen]:
    pool = DecodePool(1)
    try:
        return [see_picture(path, pool, home.thumbnails, embedder) for path in paths]
    finally:
        pool.close()


def _photos_at(library: Library, path: Path) -> list[int]:
    """Those in a folder, or the one of this name."""
    inside = [known.id for known in library.photos.known_under(path).values()]
    in_view = list(library.photos.paths(inside))
    return in_view or [photo_at(library, path).id]
