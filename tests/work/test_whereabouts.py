"""Disks that come and go, for real: file systems in files, mounted here and there."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from photo_sorter.core.errors import DiskSilentError, LibraryError
from photo_sorter.core.events import Event, NoticeRaised
from photo_sorter.core.folder_state import FoldersChecked, FolderState
from photo_sorter.core.photo import Status
from photo_sorter.media.mounts import Mounts, read_mounts
from photo_sorter.media.questions import Questions
from photo_sorter.store.library import Library
from photo_sorter.work import rounds, whereabouts
from photo_sorter.work.rounds import Rounds

needs_disks = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None,
    reason="needs a Linux on which file systems may be mounted",
)


class Disks:
    """File systems in files, which can be plugged in anywhere below a folder."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._mounted: list[Path] = []

    def make(self, name: str, *photos: str) -> Path:
        image = self._scratch / f"{name}.image"
        with image.open("wb") as file:
            file.truncate(4 * 1024**2)
        _run("mkfs.ext4", "-q", "-F", image)
        place = self.plug(image, self._scratch / "being made")
        for photo in photos:
            (place / photo).parent.mkdir(parents=True, exist_ok=True)
            (place / photo).write_bytes(f"{name} {photo}".encode())
        self.unplug(place)
        return image

    def plug(self, image: Path, place: Path) -> Path:
        place.mkdir(exist_ok=True, parents=True)
        _run("mount", "-o", "loop", image, place)
        self._mounted.append(place)
        return place

    def unplug(self, place: Path) -> None:
        self._mounted.remove(place)
        _run("umount", place)

    def close(self) -> None:
        for place in reversed(self._mounted):
            subprocess.run(["umount", "-l", str(place)], check=False)


@pytest.fixture
def disks(tmp_path: Path) -> Iterator[Disks]:
    made = Disks(tmp_path)
    yield made
    made.close()


class Keeper:
    """Rounds without a worker: goes through all folders to the end."""

    def __init__(self, library: Library, scratch: Path) -> None:
        self.library = library
        self.events: list[Event] = []
        self.rounds = Rounds(library, scratch / "thumbnails", None, self.events.append)

    def add(self, *folders: Path) -> None:
        self.rounds.add(folders)
        self.settle()

    def look(self) -> None:
        self.rounds.look_for_disks()
        self.settle()

    def go_through(self) -> None:
        self.rounds.begin()
        self.settle()

    def look_into(self) -> None:
        """At all that is in the folders, as if it had just changed."""
        files = [path for folder in self.library.folders.active() for path in folder.path.iterdir()]
        list(self.rounds.look_at(frozenset(files)))

    def settle(self) -> None:
        while not self.rounds.are_done:
            self.rounds.step()

    def photos(self, folder: Path) -> dict[str, int]:
        """Ids of photos in view, by their paths in `folder`."""
        return {
            str(Path(path).relative_to(folder)): row.id
            for path, row in self.library.photos.known_under(folder).items()
            if row.status is not Status.MISSING
        }

    @property
    def states(self) -> dict[Path, FolderState]:
        """How folders stand, as it was last told, by their paths now."""
        told = [event.states for event in self.events if isinstance(event, FoldersChecked)][-1]
        return {folder.path: told[folder.id] for folder in self.library.folders.active()}

    def notices(self) -> list[str]:
        return [event.sentence for event in self.events if isinstance(event, NoticeRaised)]


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    with Library.open(tmp_path / "home" / "library.db") as library:
        yield Keeper(library, tmp_path)


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


@needs_disks
def test_a_disk_that_is_away_loses_nothing_and_is_known_when_it_is_back(keeper, disks, media):
    disk = disks.make("card", "DCIM/1.jpg", "DCIM/2.jpg")
    place = disks.plug(disk, media / "card")
    keeper.add(place)
    before = keeper.photos(place)
    assert len(before) == 2
    disks.unplug(place)
    keeper.look()
    keeper.go_through()
    assert keeper.photos(place) == before
    state = keeper.states[place]
    assert state.is_offline
    assert "not connected" in state.sentence
    assert keeper.notices() == [state.sentence], "said once"
    assert keeper.library.photos.queue_length() == 0, "nothing of it is looked at"
    disks.plug(disk, media / "card")
    keeper.look()
    assert keeper.photos(place) == before
    assert keeper.states[place] == FolderState()
    assert keeper.library.photos.queue_length() == 2


@needs_disks
def test_a_disk_that_is_mounted_elsewhere_takes_its_photos_along(keeper, disks, media):
    disk = disks.make("card", "DCIM/1.jpg", "DCIM/more/2.jpg")
    keeper.add(disks.plug(disk, media / "card") / "DCIM")
    before = keeper.photos(media / "card" / "DCIM")
    disks.unplug(media / "card")
    disks.plug(disk, media / "card1")
    keeper.look()
    assert [folder.path for folder in keeper.library.folders.active()] == [media / "card1" / "DCIM"]
    assert keeper.photos(media / "card1" / "DCIM") == before
    assert keeper.library.check() == ()


@needs_disks
def test_disks_that_exchange_their_places_are_not_mistaken_for_each_other(keeper, disks, media):
    first, second = disks.make("first", "a.jpg", "b.jpg"), disks.make("second", "a.jpg", "b.jpg")
    places = [disks.plug(first, media / "sda"), disks.plug(second, media / "sdb")]
    keeper.add(*places)
    before = [keeper.photos(place) for place in places]
    for place in places:
        disks.unplug(place)
    disks.plug(first, media / "sdb")
    disks.plug(second, media / "sda")
    keeper.look()
    assert [keeper.photos(place) for place in reversed(places)] == before
    assert keeper.library.check() == ()


@needs_disks
def test_another_disk_in_the_place_of_one_is_another_one(keeper, disks, media):
    first, second = disks.make("first", "a.jpg", "b.jpg"), disks.make("second", "a.jpg", "c.jpg")
    place = disks.plug(first, media / "card")
    keeper.add(place)
    before = keeper.photos(place)
    disks.unplug(place)
    disks.plug(second, place)
    keeper.look()
    keeper.go_through()
    assert keeper.photos(place) == before
    assert "Another disk" in keeper.states[place].sentence
    # The person adds it, too.
    keeper.add(place)
    second_photos = keeper.photos(place)
    assert second_photos.keys() == {"a.jpg", "c.jpg"}
    assert set(second_photos.values()).isdisjoint(before.values())
    # Each is known when it is there.
    disks.unplug(place)
    disks.plug(first, place)
    keeper.look()
    assert keeper.photos(place) == before
    disks.unplug(place)
    disks.plug(second, place)
    keeper.look()
    assert keeper.photos(place) == second_photos
    assert keeper.library.check() == ()


@needs_disks
def test_a_copy_of_the_disk_on_a_new_one_is_taken_for_it(keeper, disks, media, tmp_path):
    disk = disks.make("old", "1.jpg", "2.jpg")
    place = disks.plug(disk, media / "photos")
    keeper.add(place)
    before = keeper.photos(place)
    new = disks.plug(disks.make("new"), tmp_path / "new")
    for photo in before:
        shutil.copy2(place / photo, new / photo)
    disks.unplug(place)
    disks.unplug(new)
    disks.plug(tmp_path / "new.image", place)
    keeper.look()
    keeper.go_through()
    assert keeper.photos(place) == before
    assert keeper.states[place] == FolderState()


@needs_disks
def test_a_disk_within_a_watched_folder_that_is_away_loses_nothing(keeper, disks, media):
    (media / "inner").mkdir(parents=True)
    (media / "mine.jpg").write_bytes(b"mine")
    disk = disks.make("card", "1.jpg", "deep/2.jpg")
    disks.plug(disk, media / "inner")
    keeper.add(media)
    before = keeper.photos(media)
    assert len(before) == 3
    disks.unplug(media / "inner")
    (media / "mine.jpg").unlink()
    keeper.go_through()
    assert keeper.photos(media) == {path: id for path, id in before.items() if path != "mine.jpg"}
    disks.plug(disk, media / "inner")
    (media / "inner" / "1.jpg").unlink()
    keeper.look()
    assert keeper.photos(media).keys() == {"inner/deep/2.jpg"}


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


def test_a_watched_folder_that_was_renamed_is_found_beside_its_old_place(keeper, media):
    keeper.add(fill(media / "photos", "1.jpg", "in/2.jpg"))
    before = keeper.photos(media / "photos")
    (media / "photos").rename(media / "pictures")
    keeper.go_through()
    assert keeper.photos(media / "pictures") == before
    assert [folder.path for folder in keeper.library.folders.active()] == [media / "pictures"]


def test_a_folder_that_is_not_there_is_found_where_the_person_says(keeper, media, tmp_path):
    keeper.add(fill(media / "photos", "1.jpg", "in/2.jpg"))
    (folder,) = keeper.library.folders.active()
    before = keeper.photos(media / "photos")
    (tmp_path / "far").mkdir()
    (media / "photos").rename(tmp_path / "far" / "away")
    keeper.go_through()
    assert "say where it is now" in keeper.states[media / "photos"].sentence
    keeper.rounds.locate(folder.id, tmp_path / "far" / "away")
    keeper.settle()
    assert keeper.photos(tmp_path / "far" / "away") == before
    assert not keeper.states[tmp_path / "far" / "away"].is_offline


def test_an_empty_folder_in_the_place_of_a_full_one_deletes_nothing(keeper, media):
    keeper.add(fill(media / "photos", "1.jpg"))
    before = keeper.photos(media / "photos")
    shutil.move(media / "photos", media.with_name("elsewhere"))
    (media / "photos").mkdir()
    keeper.go_through()
    assert keeper.photos(media / "photos") == before
    assert "is empty" in keeper.states[media / "photos"].sentence


def test_a_folder_that_a_person_emptied_is_empty(keeper, media):
    keeper.add(fill(media / "photos", "1.jpg"))
    (media / "photos" / "1.jpg").unlink()
    keeper.go_through()
    assert keeper.photos(media / "photos") == {}


@pytest.mark.parametrize("place", ["photos/in", ""])
def test_a_folder_is_not_located_within_or_around_another(keeper, media, place):
    from photo_sorter.core.errors import FolderError

    keeper.add(fill(media / "photos", "in/1.jpg"), fill(media / "others", "2.jpg"))
    folder = keeper.library.folders.containing(media / "others")
    with pytest.raises(FolderError):
        keeper.rounds.locate(folder.id, media / place)
    assert keeper.photos(media).keys() == {"photos/in/1.jpg", "others/2.jpg"}


def test_photos_of_a_library_from_before_volumes_are_numbered_where_they_are(keeper, media):
    keeper.add(fill(media / "photos", "1.jpg", "2.jpg"))
    before = keeper.photos(media)
    with keeper.library.atomic():
        keeper.library._db.execute(
            "UPDATE photos SET volume_id = NULL, file_id = NULL, status = 'ready', facts_version = 1"
        )
        keeper.library._db.execute("UPDATE folders SET volume_id = NULL, file_id = NULL")
    keeper.go_through()
    assert keeper.library.photos.queue_length() == 0, "nothing is looked at again"
    (media / "photos" / "1.jpg").rename(media / "photos" / "moved.jpg")
    keeper.go_through()
    assert keeper.photos(media) == {"photos/moved.jpg": before["photos/1.jpg"], "photos/2.jpg": before["photos/2.jpg"]}
    assert keeper.library.photos.queue_length() == 0


@pytest.mark.parametrize("look", [Keeper.go_through, Keeper.look_into])
def test_what_the_library_refused_is_found_before_the_next_regular_round(keeper, media, monkeypatch, look):
    keeper.add(fill(media, "1.jpg"))
    fill(media, "2.jpg")

    def refuse(*_):
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(rounds, "AGAIN_SECONDS", 0)
    with monkeypatch.context() as patch:
        patch.setattr(keeper.library.photos, "enqueue", refuse)
        with pytest.raises(LibraryError):
            look(keeper)
    keeper.settle()
    keeper.rounds.repeat()
    keeper.settle()
    assert keeper.photos(media).keys() == {"1.jpg", "2.jpg"}


def test_a_folder_that_is_silent_for_a_moment_stays_where_it_is_though_its_disk_is_mounted_twice(
    keeper, media, tmp_path, monkeypatch
):
    place = fill(media / "photos", "1.jpg")
    keeper.add(place)
    (folder,) = keeper.library.folders.active()
    volume, mounts, is_folder = keeper.library.volumes.all()[folder.volume_id], read_mounts(), os.path.isdir
    fill(tmp_path / "again" / place.relative_to(volume.mount_point), "1.jpg")
    again = replace(mounts.of(place), mount_point=tmp_path / "again")
    monkeypatch.setattr(whereabouts, "read_mounts", lambda: Mounts([*mounts._mounts, again]))

    def ask(path):
        if path == place:
            raise DiskSilentError
        return is_folder(path)

    monkeypatch.setattr(os.path, "isdir", ask)
    keeper.look()
    assert [folder.path for folder in keeper.library.folders.active()] == [place]


def test_a_disk_is_not_asked_once_more_for_each_photo_that_is_gone(keeper, media, monkeypatch):
    asked, run, counts = [], Questions.run, []
    monkeypatch.setattr(Questions, "run", lambda self, path, work: (asked.append(path), run(self, path, work))[1])
    for count in (1, 30):
        names = [f"{number}.jpg" for number in range(count)]
        keeper.add(fill(media, *names))
        for name in names:
            (media / name).unlink()
        asked.clear()
        keeper.go_through()
        assert keeper.photos(media) == {}
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _run(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def test_what_fails_to_be_asked_for_is_not_taken_for_gone(keeper, media, monkeypatch):
    keeper.add(fill(media / "photos", "1.jpg"))
    before = keeper.photos(media)
    (media / "photos" / "1.jpg").unlink()
    lstat = Path.lstat

    def fails(path):
        if path.name == "1.jpg":
            raise OSError(errno.EIO, "a dead disk")
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", fails)
    keeper.go_through()
    assert keeper.photos(media) == before
    monkeypatch.undo()
    keeper.go_through()
    assert keeper.photos(media) == {}
