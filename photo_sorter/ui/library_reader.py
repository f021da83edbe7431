"""What the window reads from the library. Opens it when there is one; before that everything is empty."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photo_sorter.core.arranging.run import Rule, Run, Step
from photo_sorter.core.errors import LibraryError
from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import Photo
from photo_sorter.core.query import Order, View
from photo_sorter.core.search.query import SavedSearch
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.media.fault_words import fault_in_words
from photo_sorter.store.folders import Folder
from photo_sorter.store.library import Library
from photo_sorter.store.photos import PhotoCard
from photo_sorter.store.placed_photos import Counts
from photo_sorter.store.tags import Tag

log = logging.getLogger(__name__)

NO_COUNTS = Counts(0, 0, 0, 0, {})
_NO_SCHEME = Scheme()


@dataclass(frozen=True)
class Overview:
    """What the side bar and the settings show.

    `by_category`: (category id, photos in it); `verdict_counts`: (category id, (yes, no)).
    """

    counts: Counts = NO_COUNTS
    by_category: tuple[tuple[int, int], ...] = ()
    scheme: Scheme = _NO_SCHEME
    folders: tuple[Folder, ...] = ()
    verdict_counts: tuple[tuple[int, tuple[int, int]], ...] = ()
    searches: tuple[SavedSearch, ...] = ()

    @property
    def categories(self) -> tuple[Category, ...]:
        return self.scheme.categories


class LibraryReader:
    """A read-only library of the thread that opens it. The worker writes the file; this side only looks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._library: Library | None = None
        self._is_closed = False

    @property
    def is_open(self) -> bool:
        return self._library is not None

    def exists(self) -> bool:
        """Whether there is a library file at all."""
        return self._path.is_file()

    def open(self) -> bool:
        """Opens the library if it is there and not open yet. Says whether it is open now."""
        if self._library is None and not self._is_closed:
            try:
                self._library = Library.open_read_only(self._path)
            except LibraryError as error:
                log.debug("The library is not there yet: %s", error)
        return self._library is not None

    def close(self) -> None:
        """For good: what is asked later finds nothing, and whoever replaces the library is alone with it."""
        self._is_closed = True
        if self._library is not None:
            self._library.close()
            self._library = None

    def for_another_thread(self) -> LibraryReader:
        """Of the same library; closed as yet."""
        return LibraryReader(self._path)

    def interrupt(self) -> None:
        """On any thread: the question that is being answered is given up with a LibraryError."""
        library = self._library
        if library is not None:
            library.interrupt()

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """All that is asked meanwhile is of one moment. Raises LibraryError for what the disk refuses."""
        if self._library is None:
            yield
        else:
            with self._library.one_state():
                yield

    def counts(self) -> Counts:
        return self._library.photos.counts() if self._library else NO_COUNTS

    def overview(self) -> Overview:
        if self._library is None:
            return Overview()
        return Overview(
            self._library.photos.counts(),
            tuple(self._library.tags.count_by_category().items()),
            self._library.categories.scheme(),
            self._library.folders.active(),
            tuple(self._library.tags.verdict_counts().items()),
            self._library.searches.all(),
        )

    def scheme(self) -> Scheme:
        """Opens the library if need be: what a person changes must rest on it."""
        return self._library.categories.scheme() if self.open() and self._library else Scheme()

    def next_category_id(self) -> int:
        """Greater than any that the library ever gave."""
        return self._library.categories.next_id() if self.open() and self._library else 1

    def next_search_id(self) -> int:
        """Greater than any that the library ever gave."""
        return self._library.searches.next_id() if self.open() and self._library else 1

    def ids(self, view: View, order: Order) -> NDArray[np.int64]:
        return self._library.photos.ids(view, order) if self._library else np.empty(0, np.int64)

    def taken_of(self, photo_ids: Sequence[int]) -> dict[int, str]:
        return self._library.photos.taken_of(photo_ids) if self._library else {}

    def days(self, photo_ids: NDArray[np.int64]) -> NDArray[np.int32]:
        """(n,) when photos were taken, 20240630 for the last of June; 0 where that is not known."""
        return self._library.photos.days(photo_ids) if self._library else np.zeros(len(photo_ids), np.int32)

    def count_not_sure(self) -> int:
        """Photos for which there is a suggestion."""
        return self._library.tags.count_not_sure() if self._library else 0

    def count_suggestions(self, category_id: int) -> int:
        """Photos that a category is suggested for."""
        return self._library.tags.count_suggestions(category_id) if self._library else 0

    def strongest_tags(self) -> NDArray[np.int64]:
        """(n, 2) photo id and category id, by photo id."""
        return self._library.tags.strongest() if self._library else np.empty((0, 2), np.int64)

    def cards(self, photo_ids: Sequence[int]) -> list[PhotoCard]:
        return self._library.photos.cards(photo_ids) if self._library else []

    def paths(self, photo_ids: Sequence[int]) -> dict[int, Path]:
        return self._library.photos.paths(photo_ids) if self._library else {}

    def sizes(self, photo_ids: Sequence[int]) -> dict[int, int]:
        """Bytes of those photos that are in view."""
        return self._library.photos.sizes_of(photo_ids) if self._library else {}

    def contents(self, photo_ids: Sequence[int]) -> dict[int, bytes]:
        """SHA-256 of those photos that are in view and have been looked at."""
        return self._library.photos.contents_of(photo_ids) if self._library else {}

    def ids_at(self, paths: Iterable[Path]) -> dict[Path, int]:
        """Of those that are photos of the library."""
        found = {path: self._library.photos.at(path) for path in paths} if self._library else {}
        return {path: photo.id for path, photo in found.items() if photo is not None}

    def photo(self, photo_id: int) -> Photo | None:
        return self._library.photos.get(photo_id) if self._library else None

    def reason(self, photo_id: int) -> str:
        photo = self.photo(photo_id)
        return fault_in_words(photo.reason or "") if photo is not None else ""

    def marks(self, photo_ids: Iterable[int]) -> dict[int, Marks]:
        """What a person said of photos; those of which nothing was said are left out."""
        return self._library.marks.of_photos(photo_ids) if self._library else {}

    def file_marks(self, photo_ids: Iterable[int]) -> dict[int, Marks]:
        """What the files themselves say; those that say nothing are left out."""
        return self._library.marks.of_files(photo_ids) if self._library else {}

    def tags(self, photo_id: int) -> tuple[Tag, ...]:
        return self._library.tags.of_photo(photo_id) if self._library else ()

    def verdicts(self, photo_id: int) -> dict[int, bool]:
        return self._library.tags.verdicts_of_photo(photo_id) if self._library else {}

    def verdicts_of_photos(self, photo_ids: Iterable[int]) -> dict[int, dict[int, bool]]:
        """photo id → category id → yes or no; photos that are gone are left out."""
        return self._library.tags.verdicts_of_photos(photo_ids) if self._library else {}

    def verdicts_on(self, category_id: int) -> dict[int, bool]:
        """photo id → yes or no."""
        return self._library.tags.verdicts_on(category_id) if self._library else {}

    def verdict_counts(self) -> dict[int, tuple[int, int]]:
        """category id → how many yes, how many no."""
        return self._library.tags.verdict_counts() if self._library else {}

    def suggestions(self, photo_id: int) -> tuple[Tag, ...]:
        """What the machine is not sure of, the likeliest first."""
        return self._library.tags.suggestions_of_photo(photo_id) if self._library else ()

    def skipped(self) -> frozenset[tuple[int, int]]:
        return self._library.tags.skipped() if self._library else frozenset()

    def runs(self) -> list[Run]:
        """Newest first."""
        return self._library.journal.runs() if self._library else []

    def run(self, run_id: int) -> Run | None:
        return self._library.journal.run(run_id) if self._library else None

    def open_run(self) -> Run | None:
        """The one that is under way, or was interrupted."""
        return self._library.journal.open_run() if self._library else None

    def steps(self, run_id: int) -> list[Step]:
        return self._library.journal.steps(run_id) if self._library else []

    def rules(self) -> list[Rule]:
        return self._library.journal.rules() if self._library else []
