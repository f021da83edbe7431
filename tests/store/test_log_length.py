"""The write-ahead log stays short, whoever reads."""

from __future__ import annotations

import threading

from photo_sorter.core.query import View
from photo_sorter.store import log_length
from photo_sorter.store.library import Library
from tests.store.stock import add_categories, add_photos


def log_bytes(library: Library) -> int:
    return library.path.with_name("library.db-wal").stat().st_size


def write(library: Library, photos: list[int], categories: list[int], rows: int, at_once: int) -> int:
    """Gives how long the log was at most."""
    longest = 0
    for first in range(0, rows, at_once):
        with library.atomic():
            library.tags.write(
                [
                    (
                        categories[first % len(categories)],
                        photos[(first * 7 + number) % len(photos)],
                        first / rows,
                        "auto",
                        True,
                    )
                    for number in range(at_once)
                ],
                (),
            )
        longest = max(longest, log_bytes(library))
    return longest


def read(library: Library) -> None:
    """What the window asks again and again."""
    library.photos.counts()
    library.photos.cards(library.photos.ids(View())[:100].tolist())
    library.tags.strongest()


def test_after_100_000_writes_beside_the_windows_reader_the_log_is_short(library):
    photos, categories = (
        list(add_photos(library, [f"{n}.jpg" for n in range(1000)]).values()),
        add_categories(library, *"ab"),
    )
    with Library.open_read_only(library.path) as reader:
        longest = 0
        for _ in range(10):
            longest = max(longest, write(library, photos, categories, 10_000, 100))
            read(reader)
    assert longest < 8 << 20


def test_readers_that_overlap_do_not_let_it_grow(library, monkeypatch):
    monkeypatch.setattr(log_length, "LARGEST_BYTES", 1 << 20)
    photos, categories = (
        list(add_photos(library, [f"{n}.jpg" for n in range(1000)]).values()),
        add_categories(library, *"ab"),
    )
    is_over = threading.Event()

    def read_on() -> None:
        with Library.open_read_only(library.path) as reader:
            while not is_over.is_set():
                read(reader)

    readers = [threading.Thread(target=read_on) for _ in range(3)]
    for reader in readers:
        reader.start()
    longest = write(library, photos, categories, 20_000, 20)
    is_over.set()
    for reader in readers:
        reader.join()
    # 64 transactions between two looks.
    assert longest < 4 << 20


def test_behind_one_who_read_for_long_it_is_short_again(library, monkeypatch):
    monkeypatch.setattr(log_length, "LARGEST_BYTES", 1 << 20)
    library._db.execute(f"PRAGMA journal_size_limit = {1 << 20}")
    photos, categories = (
        list(add_photos(library, [f"{n}.jpg" for n in range(1000)]).values()),
        add_categories(library, *"ab"),
    )
    with Library.open_read_only(library.path) as reader, reader.one_state():
        read(reader)
        assert write(library, photos, categories, 20_000, 100) > 2 << 20
    write(library, photos, categories, 10_000, 100)
    assert log_bytes(library) <= 2 << 20
