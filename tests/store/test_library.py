import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import psutil
import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.errors import LibraryError, LibraryHeldError
from photo_sorter.core.photo import FileState, Status
from photo_sorter.core.query import Order, Place, View
from photo_sorter.store import schema
from photo_sorter.store.library import Library
from tests.store.stock import MODEL, add_categories, add_photos


def test_a_second_writer_is_told_in_one_sentence(home, library):
    with pytest.raises(LibraryHeldError, match="already open"):
        Library.open(home.library)


def test_a_writer_in_another_process_is_noticed_and_gone_when_it_is_killed(home):
    code = (
        "import sys, time; from pathlib import Path; from photo_sorter.store.library import Library\n"
        "library = Library.open(Path(sys.argv[1])); print('held', flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home.library)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(LibraryHeldError):
            Library.open(home.library)
        process.kill()
        process.wait()
    Library.open(home.library).close()


def test_readers_see_what_is_committed_while_the_writer_works(home, library):
    with Library.open_read_only(home.library) as reader:
        add_photos(library, ["a.jpg"])
        assert reader.photos.counts().all == 1
        with pytest.raises(LibraryError, match="cannot be opened for writing"), reader.atomic():
            reader.folders.add(Path("/other"))


def test_reading_without_a_library_says_what_to_do(home):
    with pytest.raises(LibraryError, match="Add a folder"):
        Library.open_read_only(home.library)


def test_a_newer_library_is_refused_and_left_alone(home):
    Library.open(home.library).close()
    with sqlite3.connect(home.library) as connection:
        connection.execute(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    connection.close()
    before = home.library.read_bytes()
    for opening in (Library.open, Library.open_read_only):
        with pytest.raises(LibraryError, match="newer Photo Sorter"):
            opening(home.library)
    assert home.library.read_bytes() == before


def test_a_damaged_file_is_named_and_not_touched(home):
    home.folder.mkdir()
    home.library.write_bytes(b"this is no database, but long enough to be read as one" * 40)
    before = home.library.read_bytes()
    with pytest.raises(LibraryError, match="is damaged"):
        Library.open(home.library)
    assert home.library.read_bytes() == before


def test_check_finds_damage_inside(home):
    with Library.open(home.library) as library:
        add_photos(library, [f"{number}.jpg" for number in range(2000)])
        assert library.check() == ()
    with closing(sqlite3.connect(home.library)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'photos'").fetchone()
    content = bytearray(home.library.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    home.library.write_bytes(content)
    with Library.open_read_only(home.library) as library:
        assert library.check()


def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="--home FOLDER"):
        Library.open(tmp_path / "file" / "library.db")


def test_a_full_disk_is_a_sentence_and_leaves_the_library_as_it_was(home, library):
    add_photos(library, ["a.jpg"])
    library._db.execute("PRAGMA max_page_count = 1")  # the smallest disk there is
    with pytest.raises(LibraryError, match="no space left"):
        add_photos(library, [f"{'x' * 200}{number}.jpg" for number in range(500)])
    assert library.photos.counts().all == 1


def test_views_and_orders(library):
    ids = add_photos(library, ["b.jpg", "C.jpg", "a.jpg"])
    cats, dogs = add_categories(library, "Cats", "Dogs")
    with library.atomic():
        library.tags.write([(cats, ids["b.jpg"], 0.6, "auto", True), (cats, ids["a.jpg"], 0.9, "user", True)], ())
    names = {id: name for name, id in ids.items()}

    def shown(view, order=Order.NEWEST):
        return [names[id] for id in library.photos.ids(view, order).tolist()]

    assert shown(View()) == ["a.jpg", "C.jpg", "b.jpg"]
    assert shown(View(), Order.OLDEST) == ["b.jpg", "C.jpg", "a.jpg"]
    assert shown(View(), Order.NAME) == ["a.jpg", "b.jpg", "C.jpg"]
    assert shown(View(Place.CATEGORY, cats), Order.SCORE) == ["a.jpg", "b.jpg"]
    assert shown(View(Place.CATEGORY, dogs)) == []
    assert shown(View(Place.NOT_SORTED)) == ["C.jpg"]
    counts = library.photos.counts()
    assert (counts.all, counts.not_sorted, counts.problems, counts.waiting) == (3, 1, 0, 0)
    assert library.tags.count_by_category() == {cats: 2}
    cards = library.photos.cards([ids["C.jpg"], 999, ids["a.jpg"]])
    assert [(card.path.name, card.category_ids) for card in cards] == [("C.jpg", ()), ("a.jpg", (cats,))]


def test_a_removed_folder_leaves_the_view_and_returns_with_everything(library):
    ids = add_photos(library, ["a.jpg"])
    (cats,) = add_categories(library, "Cats")
    with library.atomic():
        library.tags.set_verdicts([Verdict(ids["a.jpg"], cats, True)])
        library.tags.write([(cats, ids["a.jpg"], 1.0, "user", True)], ())
        folder = library.folders.active()[0]
        library.folders.remove(folder.id)
    assert library.photos.counts().all == 0
    assert library.tags.count_by_category() == {}
    with library.atomic():
        library.folders.add(folder.path)
    assert library.photos.ids(View()).tolist() == [ids["a.jpg"]]
    assert library.tags.verdicts() == {ids["a.jpg"]: {cats: True}}
    assert library.embeddings.get(MODEL, b"a.jpg") is not None


def test_forgetting_a_folder_forgets_its_photos_but_not_vectors_that_copies_share(library):
    add_photos(library, ["same.jpg", "only.jpg"], "/one")
    add_photos(library, ["same.jpg"], "/two")
    with library.atomic():
        library.folders.forget(library.folders.containing(Path("/one")).id)
    assert library.photos.counts().all == 1
    assert library.embeddings.get(MODEL, b"same.jpg") is not None
    assert library.embeddings.get(MODEL, b"only.jpg") is None
    assert library.check() == ()


def test_a_folder_around_watched_folders_takes_their_photos_over(library):
    ids = add_photos(library, ["a.jpg"], "/photos/inner")
    with library.atomic():
        outer = library.folders.add(Path("/photos"))
    assert [folder.path for folder in library.folders.active()] == [Path("/photos")]
    assert library.photos.get(ids["a.jpg"]).folder_id == outer.id
    assert library.folders.containing(Path("/photos/inner/b.jpg")) == outer
    assert library.folders.containing(Path("/photos2")) is None


def test_an_inner_folder_takes_back_what_a_removed_outer_one_left(library):
    ids = add_photos(library, ["in/a.jpg", "b.jpg"], "/photos")
    with library.atomic():
        library.folders.remove(library.folders.active()[0].id)
        library.folders.add(Path("/photos/in"))
    assert library.photos.ids(View()).tolist() == [ids["in/a.jpg"]]


def test_a_changed_file_waits_again_without_tags_and_keeps_its_verdicts(library):
    ids = add_photos(library, ["a.jpg"])
    (cats,) = add_categories(library, "Cats")
    with library.atomic():
        library.tags.set_verdicts([Verdict(ids["a.jpg"], cats, False)])
        library.tags.write([(cats, ids["a.jpg"], 0.7, "auto", True)], ())
        library.photos.enqueue(library.folders.active()[0].id, [FileState(Path("/photos/a.jpg"), 11, 5)])
    assert [photo.id for photo in library.photos.queued(10)] == [ids["a.jpg"]]
    assert library.tags.of_photo(ids["a.jpg"]) == ()
    assert library.tags.verdicts_of_photo(ids["a.jpg"]) == {cats: False}


def test_a_missing_photo_moves_to_the_place_of_its_twin(library):
    ids = add_photos(library, ["old.jpg"]) | add_photos(library, ["new.jpg"], ready=False)
    with library.atomic():
        library.photos.mark_missing([ids["old.jpg"]])
        assert library.photos.missing_twin(ids["new.jpg"], b"old.jpg") == ids["old.jpg"]
        library.photos.move_to(ids["old.jpg"], ids["new.jpg"])
    assert library.photos.get(ids["old.jpg"]).path == Path("/photos/new.jpg")
    assert library.photos.get(ids["new.jpg"]) is None


def test_ids_of_photos_are_never_used_twice(library):
    ids = add_photos(library, ["old.jpg"]) | add_photos(library, ["new.jpg"], ready=False)
    with library.atomic():
        library.photos.mark_missing([ids["old.jpg"]])
        library.photos.move_to(ids["old.jpg"], ids["new.jpg"])
    then = add_photos(library, ["then.jpg", "last.jpg"])
    with library.atomic():
        library.folders.forget(library.folders.active()[0].id)
    after = add_photos(library, ["a.jpg", "b.jpg"])
    assert len({*ids.values(), *then.values(), *after.values()}) == 6


def test_problems_are_listed_and_tried_again(library):
    ids = add_photos(library, ["a.jpg", "b.jpg"], ready=False)
    with library.atomic():
        library.photos.set_problem(ids["a.jpg"], "Cannot read a.jpg: it is empty.")
    assert library.photos.problems() == [(Path("/photos/a.jpg"), "Cannot read a.jpg: it is empty.")]
    assert library.photos.queue_length() == 1
    with library.atomic():
        library.photos.try_again([ids["a.jpg"]])
    assert library.photos.queue_length() == 2
    assert library.photos.get(ids["a.jpg"]).status is Status.NEW


def test_the_newest_photos_are_looked_at_first_a_page_at_a_time(library):
    ids = add_photos(library, [f"{number}.jpg" for number in range(5)], ready=False)
    first = library.photos.queued(2)
    then = library.photos.queued(9, after=first[-1])
    assert [photo.id for photo in first + then] == sorted(ids.values(), reverse=True)


def test_vectors_come_back_as_they_went_in_up_to_half_precision(library):
    ids = add_photos(library, ["a.jpg", "b.jpg"])
    vector = np.random.default_rng(0).standard_normal(4).astype(np.float32)
    with library.atomic():
        library.embeddings.add("other", [(b"b.jpg", vector)])
        library.embeddings.add_prompts("other", {"a cat": vector})
    found, vectors = library.embeddings.of_ready_photos("other", list(ids.values()))
    assert found.tolist() == [ids["b.jpg"]]
    assert np.allclose(vectors, vector, atol=1e-3)
    assert (library.embeddings.prompts("other", ["a cat", "a dog"])["a cat"] == vector).all()
    assert library.embeddings.hashes_of_size("other", 10) == {b"b.jpg"}
    with library.atomic():
        library.photos.enqueue_unembedded("other")
    assert [photo.id for photo in library.photos.queued(10)] == [ids["a.jpg"]]


def test_vectors_of_a_great_many_prompts_are_found_and_no_others(library):
    vectors = {f"wording {number}": np.full(2, number, np.float32) for number in range(1_201)}
    with library.atomic():
        library.embeddings.add_prompts(MODEL, vectors)
        library.embeddings.add_prompts("other", {"wording x": np.ones(2, np.float32)})
    found = library.embeddings.prompts(MODEL, [*vectors, "wording x"])
    assert found.keys() == vectors.keys()
    assert all((found[text] == vectors[text]).all() for text in vectors)
    assert library.embeddings.prompts(MODEL, []) == {}


def test_the_mean_of_the_library_is_kept_for_each_model(library):
    assert library.embeddings.library_mean(MODEL) is None
    with library.atomic():
        library.embeddings.set_library_mean(MODEL, np.array([0.1, -2], np.float32), 100)
        library.embeddings.set_library_mean("other", np.array([3, 4, 5]), 7)
        library.embeddings.set_library_mean(MODEL, np.array([0.2, -1], np.float32), 1_000)
    mean, photos = library.embeddings.library_mean(MODEL)
    assert (mean.dtype, mean.tolist(), photos) == (np.float32, pytest.approx([0.2, -1]), 1_000)
    assert library.embeddings.library_mean("other")[1] == 7


@pytest.mark.parametrize("mtime_ns", [0, -1, 2**63 - 1, -(2**63)])
def test_file_times_no_calendar_holds_do_no_harm(library, mtime_ns):
    with library.atomic():
        folder = library.folders.add(Path("/photos"))
        library.photos.enqueue(folder.id, [FileState(Path("/photos/a.jpg"), 1, mtime_ns)])
    assert library.photos.at(Path("/photos/a.jpg")).taken_at


def test_a_library_on_a_read_only_disk_can_be_read(home):
    with Library.open(home.library) as library:
        add_photos(library, ["a.jpg"])
    home.library.chmod(0o444)
    home.folder.chmod(0o555)
    try:
        with Library.open_read_only(home.library) as library:
            assert library.photos.counts().all == 1
    finally:
        home.folder.chmod(0o755)


def test_damage_met_while_reading_is_a_sentence(home):
    with Library.open(home.library) as library:
        add_photos(library, [f"{number}.jpg" for number in range(2000)])
    content = bytearray(home.library.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    home.library.write_bytes(content)
    with pytest.raises(LibraryError, match="is damaged"), Library.open_read_only(home.library) as library:
        library.photos.cards(library.photos.ids(View()).tolist()[:100])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is not counted at once")
def test_pages_that_were_looked_through_once_are_let_go(home, library):
    with library.atomic():
        library._db.execute("CREATE TEMP TABLE much (content)")
        library._db.conn.executemany("INSERT INTO much VALUES (zeroblob(?))", [(1_000_000,)] * 40)
        library._db.execute("PRAGMA temp.cache_size = -65536")
        library._db.execute("SELECT sum(instr(content, x'01')) FROM much").fetchone()
    before = psutil.Process().memory_info().rss
    library.let_pages_go()
    assert psutil.Process().memory_info().rss < before - 20_000_000
