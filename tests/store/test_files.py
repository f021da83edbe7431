"""Which photos look alike: they have one size and time, and other contents."""

from __future__ import annotations

from pathlib import Path

from photo_sorter.core.photo import FileState
from tests.store.stock import add_photos

FOLDER = Path("/photos")


def test_photos_of_one_size_and_time_are_told_apart_by_the_content_that_they_are_known_to_have(library):
    ids = add_photos(library, ["a.jpg", "b.jpg", "c.jpg", "copy of a.jpg"])
    library._db.execute("UPDATE photos SET mtime_ns = 1 WHERE name != 'c.jpg'")
    library._db.execute("UPDATE photos SET content_hash = x'61' WHERE name IN ('a.jpg', 'copy of a.jpg')")
    known = library.files.known_as(ids.values())
    assert library.files.look_alikes(known) == {
        ids["a.jpg"]: b"a", ids["b.jpg"]: b"b.jpg", ids["copy of a.jpg"]: b"a",
    }  # fmt: skip


def test_what_waits_is_not_told_by_what_it_was_before(library):
    ids = add_photos(library, ["a.jpg", "b.jpg"])
    with library.atomic():
        library.photos.enqueue(1, [FileState(FOLDER / name, 20, 1) for name in ids])
    assert library.files.look_alikes(library.files.known_as(ids.values())) == {}
