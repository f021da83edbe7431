from pathlib import Path

import pytest

from photo_sorter.core.commands import ReadMetadata, TryAgain
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.search.photo_table import PhotoRow
from tests.store.stock import add_categories, add_photos

TIMES = ["2019-07-14T10:00:00", "2019-07-14T08:00:00", "2019-07-01", "2018-12-31T23:59:59", "2020-07-14T00:00:00"]


@pytest.fixture
def ids(library):
    """Photos of TIMES; all but the last are tagged."""
    ids = list(add_photos(library, [f"{number}.jpg" for number in range(len(TIMES))]).values())
    (cats,) = add_categories(library, "Cats")
    with library.atomic():
        for photo_id, taken_at in zip(ids, TIMES, strict=True):
            library.photos.set_ready(photo_id, b"%d" % photo_id, PhotoFacts(4, 3, taken_at=taken_at))
        library.tags.write([(cats, photo_id, 0.5, "auto", True) for photo_id in ids[:-1]], ())
    return ids


def test_times_are_given_for_ids_that_are_known(library, ids):
    assert library.photos.taken_of([ids[0], 999]) == {ids[0]: TIMES[0]}


def test_the_table_has_a_row_for_each_photo_in_view(library):
    first, waiting, problem = add_photos(
        library, ["Trip to Oslo/IMG.1.JPG", "b.png", "c.jpg"], "/home/u/Camera Roll", ready=False
    ).values()
    gone = add_photos(library, ["d.jpg"], "/elsewhere")["d.jpg"]
    with library.atomic():
        library.photos.set_ready(
            first, b"1", PhotoFacts(40, 30, 1, "2019-07-14T10:00:00", "Nikon", 1.0, 2.0, "50mm", 3, "Fjord", ("sea",))
        )
        library.photos.set_problem(problem, "Cannot read it.")
        library.photos.mark_missing([gone])
    row = PhotoRow(
        first, "Camera Roll/Trip to Oslo", "jpg", "2019-07-14T10:00:00", "Nikon", "50mm", 3, 0, 1, 1, 1, 10, 40, 30
    )
    empty = PhotoRow(
        waiting,
        "Camera Roll",
        "png",
        library.photos.get(waiting).taken_at,
        None,
        None,
        None,
        0,
        0,
        0,
        0,
        10,
        None,
        None,
    )
    assert library.photos.table_rows() == [row, empty]
    assert library.photos.table_rows([gone, waiting, problem, 999]) == [empty]
    assert library.photos.table_rows([]) == []


def test_the_folder_in_the_table_is_the_one_that_words_find(library):
    add_photos(library, ["a.jpg", "in/b.jpg"], "/home/u/Pics")
    add_photos(library, ["x/c.jpg"], "/mnt")
    with library.atomic():
        library.folders.add(Path("/home"))
    told = library._db.execute("SELECT rowid, folder FROM photo_words ORDER BY rowid").fetchall()
    assert [(row.id, row.folder) for row in library.photos.table_rows()] == told
    assert [folder for _, folder in told] == ["home/u/Pics", "home/u/Pics/in", "mnt/x"]
    with library.atomic():
        library.folders.forget(library.folders.containing(Path("/mnt")).id)
        library.folders.add(Path("/"))
    assert [row.folder for row in library.photos.table_rows()] == ["home/u/Pics", "home/u/Pics/in"]


def test_copies_are_told_apart_by_what_is_known_of_them(library):
    add_photos(library, ["waiting.jpg"], ready=False)
    with library.atomic():
        folder = library.folders.active()[0]
        library.photos.enqueue(folder.id, [FileState(Path("/photos/plain.jpg"), 7, 9 * 10**17)])
        plain = library.photos.at(Path("/photos/plain.jpg")).id
        library.photos.set_ready(plain, b"1", PhotoFacts(4, 3))
        copy = add_photos(library, ["copy.jpg"], ready=False)["copy.jpg"]
        library.photos.set_ready(copy, b"1", PhotoFacts(4, 3))
        dated = add_photos(library, ["dated.jpg"])["dated.jpg"]
        library.photos.set_ready(dated, b"2", PhotoFacts(8, 6, 1, "2019-07-14T10:00:00", "Nikon", 1.0, 2.0, rating=5))
    assert library.photos.duplicate_rows() == [
        (plain, Path("/photos/plain.jpg"), b"1", 7, 4, 3, None, None, False, None, False),
        (copy, Path("/photos/copy.jpg"), b"1", 10, 4, 3, None, None, False, None, False),
        (dated, Path("/photos/dated.jpg"), b"2", 10, 8, 6, "2019-07-14T10:00:00", "Nikon", False, 5, True),
    ]


def test_photos_that_differ_by_their_suffix_are_those_of_one_name_in_one_folder(library):
    ids = add_photos(library, ["a.jpg", "a.CR2", "a.b.jpg", "ab.jpg", "a", "in/a.jpg", "a.png"])
    with library.atomic():
        library.photos.mark_missing([ids["a.png"]])
    expected = {ids[name]: Path("/photos", name) for name in ("a.CR2", "a.jpg")}
    assert library.photos.differing_by_suffix(Path("/photos/a.jpg")) == expected
    assert library.photos.differing_by_suffix(Path("/photos/a.b.jpg")) == {ids["a.b.jpg"]: Path("/photos/a.b.jpg")}


def test_photos_are_read_again_if_they_are_ready_and_in_view(library):
    ids = add_photos(library, ["a.jpg", "b.jpg", "c.jpg"])
    gone = add_photos(library, ["d.jpg"], "/elsewhere")["d.jpg"]
    with library.atomic():
        library.photos.set_problem(ids["c.jpg"], "Cannot read it.")
        library.folders.remove(library.photos.get(gone).folder_id)
        assert library.photos.look_again(ReadMetadata((ids["b.jpg"], ids["c.jpg"], gone, 999))) == [ids["b.jpg"]]
    assert [photo.id for photo in library.photos.queued(9)] == [ids["b.jpg"]]
    with library.atomic():
        assert library.photos.look_again(ReadMetadata()) == [ids["a.jpg"], ids["b.jpg"]]
        assert library.photos.look_again(TryAgain()) == [ids["c.jpg"]]


def test_paths_come_in_the_order_that_is_asked_for(library, ids):
    with library.atomic():
        library.photos.set_problem(ids[1], "Cannot read it.")
    found = library.photos.paths([ids[3], ids[1], 999, ids[0]])
    assert list(found.items()) == [(ids[3], Path("/photos/3.jpg")), (ids[0], Path("/photos/0.jpg"))]


def test_the_table_comes_in_parts_of_all_photos_by_id(library, ids, monkeypatch):
    monkeypatch.setattr("photo_sorter.store.photos._ROWS_AT_ONCE", 2)
    parts = list(library.photos.table_parts())
    assert [len(part) for part in parts] == [2, 2, 1]
    assert [row.id for part in parts for row in part] == sorted(ids)
