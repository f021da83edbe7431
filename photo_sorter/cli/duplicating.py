"""Duplicates on the command line. Works while the window is open; no file is touched."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from photo_sorter.cli.house import count_photos, embedder
from photo_sorter.cli.output import Output
from photo_sorter.core.duplicates.groups import Contender, DuplicateGroup, DuplicateKind, exact_groups
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.contenders import contenders_of, vectors_of
from photo_sorter.work.duplicates import find_duplicates
from photo_sorter.work.sorter import Sorter

_TITLES = {
    DuplicateKind.EXACT: "exact copies",
    DuplicateKind.SAME_PICTURE: "the same picture",
    DuplicateKind.NEAR: "nearly the same shot",
}
_QUICK_SECONDS = 1.0
"""What takes no longer shows no progress."""


def duplicates(home: Home, options: argparse.Namespace, output: Output) -> int:
    """Exact copies, or with `options.near` the same pictures and near shots as well."""
    with Library.open_read_only(home.library) as library:
        contenders = contenders_of(library)
        if options.near:
            vectors = vectors_of(contenders, Sorter(library, embedder(home)).index)
            with _progress(len(contenders)) as advance:
                groups = find_duplicates(contenders, vectors, home.thumbnails, advance)
        else:
            groups = exact_groups(contenders)
        paths = library.photos.paths([id for group in groups for id in group.photo_ids])
    rows = list(_rows(groups, {one.photo_id: one for one in contenders}, paths))
    photos = sum(len(row["paths"]) - 1 for row in rows)
    total = {"groups": rows, "photos": photos, "bytes": sum(row["bytes"] for row in rows)}
    output.result(total, _lines(total))
    return 0


def _rows(
    groups: Iterable[DuplicateGroup], contenders: Mapping[int, Contender], paths: Mapping[int, Path]
) -> Iterator[dict[str, Any]]:
    for group in groups:
        ids = [id for id in group.photo_ids if id in paths]
        if len(ids) > 1:
            yield {
                "kind": str(group.kind),
                "reason": group.reason,
                "paths": [str(paths[id]) for id in ids],
                "exact": sorted(sorted(str(paths[id]) for id in same if id in paths) for same in group.exact),
                "bytes": sum(contenders[id].size_bytes for id in ids[1:]),
            }


def _lines(total: Mapping[str, Any]) -> Iterator[str]:
    for row in total["groups"]:
        best, *others = row["paths"]
        yield f"{_TITLES[DuplicateKind(row['kind'])].capitalize()}, {_shown(row['bytes'])} could go:"
        yield f"* {best}  ({row['reason']})"
        yield from (f"  {path}" for path in others)
        yield ""
    if total["groups"]:
        yield f"{count_photos(total['photos'])}, {_shown(total['bytes'])} could go."
    else:
        yield "No photo is here twice."


def _shown(size_bytes: int) -> str:
    """As file managers count: a kB is 1,000 bytes."""
    size, units = float(size_bytes), iter(("bytes", "kB", "MB", "GB"))
    unit = next(units)
    while size >= 1_000 and (larger := next(units, None)):
        size, unit = size / 1_000, larger
    return f"{size:,.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"


@contextmanager
def _progress(photos: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, which shows rate and time left, counted in photos."""
    with tqdm(total=photos, unit=" photos", desc="Comparing", disable=None, leave=False, delay=_QUICK_SECONDS) as bar:

        def advance(done: int, total: int) -> None:
            bar.update(photos * done // max(total, 1) - bar.n)

        yield advance
