"""What the library knows of photos, written into the files beside them when a person asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from photo_sorter.core.commands import WriteMetadata
from photo_sorter.core.errors import MetadataError
from photo_sorter.core.events import Event, MetadataProgressed, MetadataWritten
from photo_sorter.core.marks import Marks
from photo_sorter.core.query import View
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.sorting.nesting import nested
from photo_sorter.media.sidecar_writing import remove_leftovers, sidecar_to_write, write_sidecar
from photo_sorter.media.xmp_writing import PhotoWords
from photo_sorter.store.library import Library
from photo_sorter.work.job import IsCancelled, Job
from photo_sorter.work.progress import Progress

ANNOUNCE_SECONDS = 0.25
MOST_TOLD = 100
"""Sentences about sidecars that were not written: a whole disk may refuse."""


@dataclass(frozen=True)
class SidecarsWritten:
    """`sidecars` are those written; `unchanged` counts those that say it already, and photos with nothing to say;
    `sentences` are about the first MOST_TOLD of the `refused`."""

    sidecars: tuple[Path, ...]
    unchanged: int
    refused: int
    sentences: tuple[str, ...]
    cancelled: bool


def write_metadata(
    library_path: Path,
    photo_ids: Sequence[int] | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    is_cancelled: IsCancelled = lambda: False,
    dry_run: bool = False,
) -> SidecarsWritten:
    """Into the sidecars of these photos, by path; None: of all in view. Safe on any thread; the library is only read.

    `dry_run` finds out what would be written. `progress` gets (done, total). Raises LibraryError.
    """
    written: list[Path] = []
    sentences: list[str] = []
    unchanged = refused = 0
    with Library.open_read_only(library_path) as library:
        ids = library.photos.ids(View()).tolist() if photo_ids is None else photo_ids
        paths = dict(sorted(library.photos.paths(ids).items(), key=lambda item: item[1]))
        teller, seen, folders = _Teller(library), set[Path](), set[Path]()
        for done, (photo_id, path) in enumerate(paths.items()):
            if is_cancelled():
                break
            progress(done, len(paths))
            if path.parent not in folders and not dry_run:
                folders.add(path.parent)
                remove_leftovers(path.parent)
            sidecar = sidecar_to_write(path)
            if sidecar in seen:
                continue
            seen.add(sidecar)
            try:
                if write_sidecar(path, teller.words_of(_sharing(library, photo_id, path, sidecar)), dry_run):
                    written.append(sidecar)
                else:
                    unchanged += 1
            except MetadataError as error:
                refused += 1
                sentences += [str(error)] if refused <= MOST_TOLD else []
        else:
            progress(len(paths), len(paths))
            return SidecarsWritten(tuple(written), unchanged, refused, tuple(sentences), cancelled=False)
    return SidecarsWritten(tuple(written), unchanged, refused, tuple(sentences), cancelled=True)


class MetadataRuns:
    """One at a time, in the background of the window. Asked on the worker's thread, `notify` is called on another."""

    def __init__(self, library_path: Path, notify: Callable[[Event], None]) -> None:
        self._library_path, self._notify = library_path, notify
        self._job = Job("metadata", notify)

    def start(self, told: WriteMetadata) -> None:
        """In place of the one that runs, if one does."""

        def work(is_cancelled: IsCancelled) -> Event:
            done = write_metadata(self._library_path, told.photo_ids, self._telling(), is_cancelled)
            return MetadataWritten(len(done.sidecars), done.unchanged, done.refused, done.sentences, done.cancelled)

        self._job.start(work, lambda sentence: MetadataWritten(0, sentences=(sentence,)))

    def cancel(self) -> None:
        """What is written stays written."""
        self._job.cancel()

    def close(self) -> None:
        """Cancels, and waits for the sidecar in hand."""
        self._job.close()

    def _telling(self) -> Callable[[int, int], None]:
        pace = Progress()
        pace.start()
        announced = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal announced
            if time.monotonic() - announced >= ANNOUNCE_SECONDS:
                announced = time.monotonic()
                pace.add(done - pace.done)
                rate, left = pace.photos_per_second, pace.seconds_left(total - done)
                self._notify(MetadataProgressed(done, total, rate, left))

        return progress


class _Teller:
    """Puts together what is said of photos."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._paths = _category_paths(library.categories.scheme())

    def words_of(self, photo_ids: Sequence[int]) -> PhotoWords:
        """Of photos that share a sidecar: their categories together, and the first rating and caption."""
        library = self._library
        verdicts = library.tags.verdicts_of_photos(photo_ids).values()
        by_person = {category_id for said in verdicts for category_id, holds in said.items() if holds}
        tags = chain.from_iterable(map(library.tags.of_photo, photo_ids))
        by_machine = {tag.category_id for tag in tags if tag.source == "auto"} - by_person
        marks = library.marks.of_photos(photo_ids)
        said = [marks.get(photo_id, Marks()) for photo_id in photo_ids]
        return PhotoWords(
            self._in_order(by_person),
            self._in_order(by_machine),
            next((one.rating for one in said if one.rating is not None), None),
            next((one.caption for one in said if one.caption), None),
        )

    def _in_order(self, category_ids: Iterable[int]) -> tuple[tuple[str, ...], ...]:
        wanted = set(category_ids)
        return tuple(path for category_id, path in self._paths.items() if category_id in wanted)


def _category_paths(scheme: Scheme) -> Mapping[int, tuple[str, ...]]:
    """Names from the outermost inwards, by id, in the person's order."""
    return dict(_walk(scheme))


def _walk(scheme: Scheme) -> Iterator[tuple[int, tuple[str, ...]]]:
    above: list[str] = []
    for one in nested(scheme):
        above[one.depth :] = [one.category.name]
        if one.category.id is not None:
            yield one.category.id, tuple(above)


def _sharing(library: Library, photo_id: int, path: Path, sidecar: Path) -> list[int]:
    """The photos that this sidecar is for: IMG_1.xmp may be that of IMG_1.cr2 and of IMG_1.jpg."""
    if sidecar.stem == path.name:
        return [photo_id]
    beside = library.photos.differing_by_suffix(path)
    return [id for id, other in beside.items() if sidecar_to_write(other) == sidecar]
