import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from photo_sorter.core.errors import LibraryError
from photo_sorter.core.file_time import local_time
from photo_sorter.core.photo import FileState
from photo_sorter.core.query import Place, View
from photo_sorter.core.sorting.category import Category, CategorySet, Prompt, Scheme
from photo_sorter.store import schema
from photo_sorter.store.library import Library
from photo_sorter.store.tags import Tag

VERSION_1 = """
INSERT INTO folders (id, path) VALUES (1, '/photos');
INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, content_hash, taken_at, status) VALUES
    (1, 1, '/photos/a.jpg', 'a.jpg', 10, 1, x'01', '2020-01-01', 'ready'),
    (2, 1, '/photos/b.jpg', 'b.jpg', 10, 1, x'02', '2020-01-02', 'ready');
INSERT INTO models VALUES (1, 'colours');
INSERT INTO embeddings VALUES (x'01', 1, x'003c0000');
INSERT INTO prompt_embeddings VALUES (1, 'a cat', x'0000803f00000000');
INSERT INTO category_sets VALUES (4, 'Main', 1), (2, 'Things', 0);
INSERT INTO categories (id, set_id, name, colour, position, enabled) VALUES
    (7, 4, 'Cats', '#111111', 1, 1), (3, 2, 'Dogs', '#222222', 0, 0);
INSERT INTO prompts (category_id, text, against, position) VALUES (7, 'a cat', 0, 0), (7, 'a dog', 1, 1);
INSERT INTO verdicts VALUES (1, 7, 1, '2024-01-01'), (2, 3, 0, '2024-01-01');
INSERT INTO tags VALUES (1, 7, 1.0, 'user');
"""


@pytest.fixture
def version_1(home):
    """The path of a library as the first migration made it, with something in every part."""
    first = Migrations("photo_sorter")
    first(name="found_library")(schema.found_library)
    home.folder.mkdir()
    connection = sqlite3.connect(home.library)
    first.apply(Database(connection))
    connection.executescript(VERSION_1)
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    return home.library


def test_a_library_of_version_1_comes_through_with_everything_in_it(version_1):
    with Library.open(version_1) as library:
        assert library.check() == ()
        assert library.categories.scheme() == Scheme(
            (
                Category("Dogs", (), "Things", "#222222", False, 3),
                Category("Cats", (Prompt("a cat"), Prompt("a dog", against=True)), "Main", "#111111", True, 7),
            ),
            (CategorySet("Things", exclusive=False), CategorySet("Main")),
        )
        assert library.tags.verdicts() == {1: {7: True}, 2: {3: False}}
        assert library.tags.all() == [Tag(1, 7, 1.0, "user", True)]
        assert library.photos.ids(View()).tolist() == [2, 1]
        assert library.photos.ids(View(Place.NOT_SURE)).tolist() == []
        assert library.embeddings.get("colours", b"\x01").tolist() == [1.0, 0.0]
        assert library.embeddings.prompts("colours", ["a cat"])["a cat"].tolist() == [1.0, 0.0]
        assert library.embeddings.library_mean("colours") is None
        assert library.categories.next_id() == 8
        with library.atomic():
            library.photos.enqueue(1, [FileState(Path("/photos/c.jpg"), 10, 1)])
        assert library.photos.at(Path("/photos/c.jpg")).id == 3


VERSION_3 = """
UPDATE photos SET camera = 'Canon EOS 5D', width = 4, height = 3;
INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, content_hash, taken_at, status) VALUES
    (3, 1, '/photos/Oslo trip/c.jpg', 'c.jpg', 10, 1, x'03', '2020-01-03', 'missing');
INSERT INTO skips VALUES (2, 3);
UPDATE photo_ids SET last = 9;
"""


@pytest.fixture
def version_3(version_1):
    """The path of a library as the first three migrations made it."""
    older = Migrations("photo_sorter")
    for name in ("found_library", "trust_categories", "use_photo_ids_once"):
        older(name=name)(getattr(schema, name))
    connection = sqlite3.connect(version_1)
    older.apply(Database(connection))
    connection.executescript(VERSION_3)
    connection.execute("PRAGMA user_version = 3")
    connection.close()
    return version_1


def test_a_library_of_version_3_comes_over_whole_and_is_found_by_its_words(version_3):
    with Library.open(version_3) as library:
        assert library.check() == ()
        assert library.tags.verdicts() == {1: {7: True}, 2: {3: False}}
        assert library.tags.all() == [Tag(1, 7, 1.0, "user", True)]
        assert library.tags.skipped() == {(2, 3)}
        assert library.photos.ids(View()).tolist() == [2, 1]
        assert library.photos.get(1).facts.camera == "Canon EOS 5D"
        assert library.embeddings.get("colours", b"\x01").tolist() == [1.0, 0.0]
        assert (library.marks.of_photos([1, 2, 3]), library.searches.all()) == ({}, ())
        assert [photo.id for photo in library.photos.queued(9)] == [2, 1]
        assert library.words.containing("canon") == [1, 2]
        assert library.words.containing("photos oslo") == [3]
        with library.atomic():
            library.photos.enqueue(1, [FileState(Path("/photos/d.jpg"), 10, 1)])
        assert library.words.containing("d.jpg") == [10]


VERSION_4 = """
INSERT INTO photos (id, folder_id, path, name, size, mtime_ns, content_hash, taken_at, status, width, height) VALUES
    (11, 1, '/photos/20190704_103010.jpg', '20190704_103010.jpg', 9, {mtime}, x'11', '{file_time}', 'ready', 4, 3),
    (12, 1, '/photos/20190704_111111.jpg', '20190704_111111.jpg', 9, {mtime}, x'12', '2019-07-05T01:02:03', 'ready', 4,
        3),
    (13, 1, '/photos/2021-01-02-103010.jpg', '2021-01-02-103010.jpg', 9, 5, x'11', '{file_time}', 'ready', 4, 3),
    (14, 1, '/photos/2018-05-06.jpg', '2018-05-06.jpg', 9, {mtime}, NULL, '{file_time}', 'new', NULL, NULL),
    (15, 1, '/photos/Łódź/Straße.jpg', 'Straße.jpg', 9, {mtime}, x'15', '{file_time}', 'ready', 4, 3);
INSERT INTO marks (photo_id, caption) VALUES (11, 'Smørrebrød');
"""


@pytest.fixture
def version_4(version_3):
    """The path of a library as the first four migrations made it; its files were copied lately."""
    older = Migrations("photo_sorter")
    for name in ("found_library", "trust_categories", "use_photo_ids_once", "find_photos"):
        older(name=name)(getattr(schema, name))
    connection = sqlite3.connect(version_3)
    older.apply(Database(connection))
    mtime = 1_770_000_000 * 10**9
    connection.executescript(VERSION_4.format(mtime=mtime, file_time=local_time(mtime)))
    connection.execute("PRAGMA user_version = 4")
    connection.close()
    return version_3


def test_photos_of_a_library_of_version_4_take_the_date_in_their_name_where_the_file_says_none(version_4):
    with Library.open(version_4) as library:
        assert library.check() == ()
        taken = library.photos.taken_of([11, 12, 13, 14, 15])
        assert taken == {
            11: "2019-07-04T10:30:10",
            12: "2019-07-05T01:02:03",
            13: "2021-01-02T10:30:10",
            14: "2018-05-06T00:00:00",
            15: local_time(1_770_000_000 * 10**9),
        }
        own = {row.id: row.taken_at for row in library.photos.duplicate_rows() if row.id > 10}
        assert own == {11: None, 12: "2019-07-05T01:02:03", 13: None, 15: None}


def test_letters_that_no_accent_makes_are_found_plain_in_a_library_of_version_4(version_4):
    with Library.open(version_4) as library:
        for phrase in ("lodz", "Łódź", "strasse", "STRASSE", "Straße"):
            assert library.words.containing(phrase) == [15]
        assert library.words.containing("smorrebrod") == library.words.containing("smørrebrød") == [11]


def test_an_older_library_is_copied_before_it_is_brought_up_to_date(version_1):
    Library.open(version_1).close()
    copy = version_1.with_name(f"library-before-version-{schema.SCHEMA_VERSION}.db")
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM photos").fetchone() == (2,)
    assert "sure" not in [row[1] for row in connection.execute("PRAGMA table_info(tags)")]
    connection.close()


def test_an_older_library_is_not_read_before_it_is_brought_up_to_date(version_1):
    with pytest.raises(LibraryError, match="from an older Photo Sorter"):
        Library.open_read_only(version_1)


def test_a_migration_that_fails_leaves_the_library_as_it_was(version_1, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(schema, "_TRUST_CATEGORIES", f"{schema._TRUST_CATEGORIES} SELECT * FROM nowhere;")
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            Library.open(version_1)
    with Library.open(version_1) as library:
        assert [category.name for category in library.categories.all()] == ["Dogs", "Cats"]


def test_the_version_of_the_schema_is_the_number_of_its_migrations(library):
    assert len(schema.migrations.applied(library._db)) == schema.SCHEMA_VERSION
