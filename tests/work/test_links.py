"""Links in a watched folder: what they lead to counts where it is watched itself, or where a person says so."""

from __future__ import annotations

from functools import partial

import pytest

from photo_sorter.core.commands import AddFolders, LookAt, LookForDisks, Rescan
from photo_sorter.core.events import NoticeRaised, PhotosIndexed
from photo_sorter.core.folder_state import FoldersChecked
from photo_sorter.core.photo import Status
from photo_sorter.media.questions import Questions
from photo_sorter.settings import SettingsFile
from photo_sorter.work import worker
from tests.fakes import colour_picture
from tests.media.silent_disk import SilentDisk, needs_fuse
from tests.work.test_worker import RED_GREEN


def test_a_link_out_of_the_watched_folders_is_no_photo_unless_told(house, photos, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    colour_picture("red").save(secret / "red.png")
    colour_picture("green").save(photos / "green.png")
    (photos / "red.png").symlink_to(secret / "red.png")
    (photos / "green too.png").symlink_to("green.png")
    (photos / "all of it").symlink_to(secret, target_is_directory=True)
    house.run(AddFolders((photos,)), RED_GREEN)
    assert set(house.tags()) == {"green.png", "green too.png"}
    settings = SettingsFile(house.home.settings)
    settings.change(follows_links=True)
    house.run(Rescan())
    assert set(house.tags()) == {"green.png", "green too.png", "red.png"}
    settings.change(follows_links=False)
    house.run(Rescan())
    assert set(house.tags()) == {"green.png", "green too.png"}


@pytest.fixture
def share(tmp_path):
    disk = SilentDisk(tmp_path / "disk")
    yield disk
    disk.close()


@needs_fuse
def test_a_link_is_a_photo_also_while_another_watched_folder_is_silent(house, photos, share, monkeypatch):
    monkeypatch.setattr(worker, "Questions", partial(Questions, seconds=0.2, listing_seconds=0.2))
    house.start().post(AddFolders((photos, share.place)))
    house.events.wait_until_idle()
    share.fall_silent()
    house._worker.post(LookForDisks())
    house.events.wait_for(NoticeRaised)
    house.events.mark()
    link = photos / "green too.png"
    colour_picture("green").save(photos / "green.png")
    link.symlink_to("green.png")
    house._worker.post(LookAt(frozenset([link])))
    house.events.wait_for(PhotosIndexed)
    assert house.photo(link).status is Status.READY
    assert not house.events.of(FoldersChecked), "the folder that holds it stays as it was"


def test_a_link_into_another_watched_folder_is_a_photo(house, photos, tmp_path):
    """As runs make them that put links into folders."""
    links = tmp_path / "links"
    links.mkdir()
    colour_picture("red").save(photos / "red.png")
    (links / "linked.png").symlink_to(photos / "red.png")
    house.run(AddFolders((photos, links)), RED_GREEN)
    assert set(house.tags()) == {"red.png", "linked.png"}
