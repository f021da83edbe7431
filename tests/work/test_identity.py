"""Words of a person stay with the photo that they were said of, whatever becomes of its file."""

from __future__ import annotations

import hashlib
import os
import shutil

import pytest

from photo_sorter.core.commands import AddFolders, LookAt, SetMarks
from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import Status
from photo_sorter.work.ingest import Ingest
from tests.fakes import colour_picture

SEA = Marks(favourite=True, caption="Sea")


@pytest.fixture
def said(house, photos):
    """Captions by the names of photos in view."""

    def of(*folders) -> dict[str, str]:
        with house.read() as library:
            ids = {
                path: row for folder in (photos, *folders) for path, row in library.photos.known_under(folder).items()
            }
            marks = library.marks.of_photos([row.id for row in ids.values()])
            return {
                path.rpartition("/")[2]: marks[row.id].caption
                for path, row in ids.items()
                if row.id in marks and row.status is not Status.MISSING
            }

    return of


@pytest.fixture
def sea(house, photos):
    """A photo of which something was said, by its path."""
    path = photos / "sea.png"
    colour_picture("blue").save(path)
    house.run(AddFolders((photos,)))
    house.run(SetMarks(((house.photo(path).id, SEA),)))
    return path


def seen(house) -> int:
    return house.embedders["colours"].pictures_seen


def test_a_photo_whose_place_another_file_has_taken_keeps_what_was_said_of_it(house, photos, sea, said):
    sea.rename(photos / "moved.png")
    colour_picture("red").save(sea)
    house.run()
    assert said() == {"moved.png": "Sea"}


def test_on_another_disk_where_only_its_content_tells_both_keep_it(house, photos, sea, said, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    house.run(AddFolders((other,)))
    shutil.copy(sea, other / "moved.png")
    sea.unlink()
    colour_picture("red").save(sea)
    house.run()
    # It may have been copied there, and then edited here.
    assert said(other) == {"moved.png": "Sea", "sea.png": "Sea"}


def test_an_edit_that_replaces_the_file_keeps_what_was_said(house, photos, sea, said):
    colour_picture("red").save(photos.with_name("edited.png"))
    photos.with_name("edited.png").replace(sea)
    house.run()
    assert said() == {"sea.png": "Sea"}


def test_a_file_whose_new_place_is_seen_later_takes_its_words_back(house, photos, sea, said):
    house.events.mark()
    worker = house.start()
    house.events.wait_until_idle()
    sea.rename(photos / "moved.png")
    colour_picture("red").save(sea)
    house.events.mark()
    worker.post(LookAt(frozenset({sea})))
    house.events.wait_until_idle()
    assert said() == {"sea.png": "Sea"}, "an edit, as far as anybody knows"
    house.events.mark()
    worker.post(LookAt(frozenset({photos / "moved.png"})))
    house.events.wait(lambda _: said() == {"moved.png": "Sea"})


def test_an_edit_that_is_undone_keeps_what_was_said_meanwhile(house, photos, sea, said):
    shutil.copy(sea, photos.with_name("before.png"))
    colour_picture("red").save(photos.with_name("edited.png"))
    photos.with_name("edited.png").replace(sea)
    house.run()
    house.run(SetMarks(((house.photo(sea).id, Marks(caption="Red sea")),)))
    photos.with_name("before.png").replace(sea)
    house.run()
    assert said() == {"sea.png": "Red sea"}


def test_a_file_put_back_with_its_times_is_read_again_and_not_embedded(house, photos, sea, said):
    kept = photos.with_name("kept.png")
    shutil.copy2(sea, kept)
    sea.unlink()
    house.run()
    assert said() == {}
    shutil.copy2(kept, sea)
    before = seen(house)
    house.run()
    assert said() == {"sea.png": "Sea"}
    assert seen(house) == before


def test_another_file_of_the_same_size_and_time_is_found_out(house, photos, sea):
    status = sea.stat()
    other = bytearray(sea.read_bytes())
    colour_picture("red", shade=3).save(photos.with_name("red.png"))
    other[:] = photos.with_name("red.png").read_bytes()[: len(other)].ljust(len(other), b"\0")
    before = house.photo(sea).content_hash
    photos.with_name("stranger").write_bytes(other)
    photos.with_name("stranger").replace(sea)
    os.utime(sea, ns=(status.st_mtime_ns, status.st_mtime_ns))
    house.run()
    assert house.photo(sea).content_hash != before


def test_copies_that_arrive_together_are_embedded_once(house, photos):
    for number in range(12):
        colour_picture("blue", shade=number % 3).save(photos / f"{number}.png")
    house.run(AddFolders((photos,)))
    assert seen(house) == 3
    with house.read() as library:
        assert library.photos.counts().all == 12
        assert library.photos.queue_length() == 0


def test_a_file_that_takes_the_place_of_one_in_hand_is_not_taken_for_it(house, photos, monkeypatch):
    """The decoder reads whatever is there by then."""
    first, second = photos / "a.png", photos / "b.png"
    colour_picture("red", (300, 300)).save(first)
    colour_picture("blue", (400, 300)).save(second)
    contents = {first: second.read_bytes(), second: first.read_bytes()}
    start = Ingest._start_decoding
    exchanged = []

    def exchange_first(ingest, photo):
        if not exchanged:
            exchanged.append(True)
            first.rename(photos / "aside")
            second.rename(first)
            (photos / "aside").rename(second)
        start(ingest, photo)

    monkeypatch.setattr(Ingest, "_start_decoding", exchange_first)
    house.run(AddFolders((photos,)))
    for path, content in contents.items():
        assert path.read_bytes() == content
        photo = house.photo(path)
        assert (photo.status, photo.content_hash) == (Status.READY, hashlib.sha256(content).digest())
    assert seen(house) == 2


def alike(*colours_and_paths) -> None:
    """Pictures of one size and time."""
    for colour, path in colours_and_paths:
        colour_picture(colour).save(path)
        with path.open("ab") as file:
            file.truncate(5_000)
        os.utime(path, ns=(10**18, 10**18))


def test_a_number_given_again_to_a_look_alike_moves_no_words_to_it(house, photos, said):
    alike(("blue", photos / "sea.png"), ("red", photos / "rose.png"))
    house.run(AddFolders((photos,)))
    house.run(SetMarks(((house.photo(photos / "sea.png").id, SEA),)))
    number = (photos / "sea.png").stat().st_ino
    (photos / "sea.png").rename(photos / "other.png")
    alike(("green", photos / "other.png"))
    house.run()
    assert (photos / "other.png").stat().st_ino == number
    assert said() == {}
    content = (photos / "other.png").read_bytes()
    assert house.photo(photos / "other.png").content_hash == hashlib.sha256(content).digest()
    alike(("blue", photos / "back.png"))
    house.run()
    assert said() == {"back.png": "Sea"}


def test_look_alikes_that_swap_their_names_take_their_words_along(house, photos, said):
    alike(("blue", photos / "sea.png"), ("red", photos / "rose.png"))
    house.run(AddFolders((photos,)))
    house.run(SetMarks(((house.photo(photos / "sea.png").id, SEA),)))
    (photos / "sea.png").rename(photos / "free.png")
    (photos / "rose.png").rename(photos / "sea.png")
    (photos / "free.png").rename(photos / "rose.png")
    house.run()
    assert said() == {"rose.png": "Sea"}
    assert seen(house) == 2


def test_a_file_that_was_touched_after_its_name_was_taken_takes_its_words_along(house, photos, sea, said):
    shutil.copy(sea, photos / "a copy.png")
    sea.rename(photos / "moved.png")
    os.utime(photos / "moved.png", ns=(10**18, 10**18))
    colour_picture("red").save(sea)
    house.run()
    assert "sea.png" not in said()
    assert said()["moved.png"] == "Sea"


def test_of_two_copies_on_another_disk_the_one_of_its_name_is_the_photo(house, photos, sea, said, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    house.run(AddFolders((other,)))
    photo_id = house.photo(sea).id
    shutil.copy2(sea, other / "a copy.png")
    shutil.copy2(sea, other / "sea.png")
    os.utime(other / "a copy.png", ns=(2 * 10**18, 2 * 10**18))  # the newest is looked at first
    sea.unlink()
    house.run()
    assert said(other)["sea.png"] == "Sea"
    assert house.photo(other / "sea.png").id == photo_id


def test_a_file_that_is_back_takes_only_its_own_words_from_who_had_its_place(house, photos, sea, said, tmp_path):
    sea.rename(tmp_path / "away.png")
    colour_picture("red").save(sea)
    house.run()
    house.run(SetMarks(((house.photo(sea).id, Marks(caption="Rose")),)))
    (tmp_path / "away.png").rename(photos / "old.png")
    house.run()
    assert said() == {"old.png": "Sea", "sea.png": "Rose"}


def test_an_edit_that_is_taken_back_after_a_move_keeps_what_was_said_since(house, photos, sea, said):
    before = sea.read_bytes()
    colour_picture("red").save(sea)
    house.run()
    sea.rename(photos / "moved.png")
    house.run()
    house.run(SetMarks(((house.photo(photos / "moved.png").id, Marks(caption="Rose")),)))
    (photos / "moved.png").write_bytes(before)
    house.run()
    assert said() == {"moved.png": "Rose"}


def test_a_file_that_was_restored_before_it_moved_and_was_touched_takes_its_words_along(house, photos, sea, said):
    shutil.copy(sea, photos.with_name("copy.png"))
    photos.with_name("copy.png").replace(sea)
    house.run()
    sea.rename(photos / "moved.png")
    os.utime(photos / "moved.png", ns=(10**18, 10**18))
    colour_picture("red").save(sea)
    house.run()
    assert said() == {"moved.png": "Sea"}
