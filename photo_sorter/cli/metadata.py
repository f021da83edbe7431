"""What other programs read: writing it into the files beside photos, and reading again what stands there."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from photo_sorter.cli.choosing import chosen, finder_alone, finder_in_window
from photo_sorter.cli.house import count_photos
from photo_sorter.cli.indexing import IndexProgress, work_alone, work_in_window
from photo_sorter.cli.output import Output
from photo_sorter.cli.window import Window
from photo_sorter.core.commands import Command, ReadMetadata
from photo_sorter.core.photo import Photo, Status
from photo_sorter.core.query import View
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.metadata_writing import write_metadata


def write(home: Home, options: argparse.Namespace, output: Output) -> int:
    """The library is only read, so that it works as well beside the window."""
    done = write_metadata(
        home.library,
        chosen(finder_alone(home), options, output),
        lambda done, total: output.progress("Writing metadata", done, total),
        dry_run=options.dry_run,
    )
    for sentence in done.sentences:
        output.message(sentence)
    if done.refused > len(done.sentences):
        output.message(f"And {done.refused - len(done.sentences):,} more.")
    sidecars = [str(sidecar) for sidecar in done.sidecars]
    row = {
        "written": len(sidecars),
        "unchanged": done.unchanged,
        "refused": done.refused,
        "dry_run": options.dry_run,
        "sidecars": sidecars,
    }
    wrote = "to be written" if options.dry_run else "written"
    summary = f"{_count_sidecars(len(sidecars))} {wrote}, {done.unchanged:,} need no change, {done.refused:,} refused."
    output.result(row, [*(sidecars if options.dry_run else ()), summary])
    return 1 if done.refused else 0


def read(home: Home, options: argparse.Namespace, output: Output) -> int:
    def work(command: Command, progress: IndexProgress) -> None:
        work_alone(home, command, progress)

    return _read(home, chosen(finder_alone(home), options, output), work, output)


def read_in_window(window: Window, options: argparse.Namespace, output: Output) -> int:
    def work(command: Command, progress: IndexProgress) -> None:
        work_in_window(window, command, progress)

    return _read(window.home, chosen(finder_in_window(window), options, output), work, output)


def _read(
    home: Home,
    photo_ids: tuple[int, ...] | None,
    work: Callable[[Command, IndexProgress], None],
    output: Output,
) -> int:
    before = _read_photos(home, photo_ids)
    if before:
        progress = IndexProgress(output)
        work(ReadMetadata(tuple(before)), progress)
        progress.check()
    after = _read_photos(home, before)
    changed = sorted(str(photo.path) for id, photo in after.items() if _words(photo) != _words(before[id]))
    row = {"photos": len(before), "changed": changed}
    output.result(row, [*changed, f"{count_photos(len(before))} read again, {len(changed):,} say something else now."])
    return 0


def _read_photos(home: Home, photo_ids: Iterable[int] | None) -> dict[int, Photo]:
    """Those that have been looked at; of others everything will be read anyway."""
    with Library.open_read_only(home.library) as library:
        ids = library.photos.ids(View()).tolist() if photo_ids is None else photo_ids
        found = (library.photos.get(id) for id in ids)
        return {photo.id: photo for photo in found if photo is not None and photo.status is Status.READY}


def _words(photo: Photo) -> object:
    facts = photo.facts
    return None if facts is None else (facts.rating, facts.caption, facts.keywords)


def _count_sidecars(count: int) -> str:
    return "1 sidecar" if count == 1 else f"{count:,} sidecars"
