"""What a person sees is looked at before the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from photo_sorter.core.commands import AddFolders, Hold, LookAt, Resume, ShowSoon
from photo_sorter.core.events import LibraryChanged, ModelReady
from photo_sorter.media.decode_pool import DecodePool
from tests.fakes import COLOURS, colour_picture
from tests.work.test_holding import paused

BACKLOG = 48
"""Several times what is under way at once: three batches of four, and what the decoders have in hand."""


@pytest.fixture
def given(monkeypatch) -> list[str]:
    """Names of files in the order in which they are given to the decoders, which end in any order."""
    names: list[str] = []
    submit = DecodePool.submit

    def noted(pool: DecodePool, function, path: Path, *others):
        names.append(path.name)
        return submit(pool, function, path, *others)

    monkeypatch.setattr(DecodePool, "submit", noted)
    return names


def held_backlog(house, photos):
    """Gives a worker that is held, and its backlog in the order in which it would be looked at."""
    for number in range(BACKLOG):
        colour_picture(list(COLOURS)[number % 8], shade=number).save(photos / f"2024-01-{number:02}.png")
    worker = house.start()
    house.events.wait_for(ModelReady)
    worker.post(Hold("Paused on battery"))
    worker.post(AddFolders((photos,)))
    house.events.wait(paused("Paused on battery"))
    with house.read() as library:
        return worker, library.photos.queued(BACKLOG)


def see(worker, queued) -> list[str]:
    worker.post(ShowSoon(tuple(photo.id for photo in queued)))
    return [photo.path.name for photo in queued]


def test_photos_in_sight_come_before_the_rest_of_the_backlog_and_each_once(house, photos, given):
    worker, backlog = held_backlog(house, photos)
    seen = see(worker, backlog[-6:])
    worker.post(Hold(""))
    house.events.wait_until_idle()
    assert given == [*seen, *(photo.path.name for photo in backlog[:-6])]


def test_what_scrolled_away_comes_after_what_is_in_sight_now(house, photos, given):
    worker, backlog = held_backlog(house, photos)
    before, now = see(worker, backlog[20:24]), see(worker, backlog[-6:])
    worker.post(Hold(""))
    house.events.wait_until_idle()
    assert given[:10] == [*now, *before]
    assert len(given) == len(set(given)) == BACKLOG


def test_what_is_in_sight_stays_first_when_the_queue_is_read_anew(house, photos, given):
    worker, backlog = held_backlog(house, photos)
    seen = see(worker, backlog[-6:])
    worker.post(Resume())
    worker.post(Hold(""))
    house.events.wait_until_idle()
    assert given[:6] == seen
    assert len(given) == len(set(given)) == BACKLOG


def test_a_file_that_arrives_after_a_look_comes_first(house, photos, given):
    worker, backlog = held_backlog(house, photos)
    seen = see(worker, backlog[-6:])
    late = photos / "1999-01-01.png"
    colour_picture("red", (33, 20)).save(late)
    house.events.mark()
    worker.post(LookAt(frozenset({late})))
    house.events.wait_for(LibraryChanged)
    worker.post(Hold(""))
    house.events.wait_until_idle()
    assert given[:7] == [late.name, *seen]


def test_photos_that_wait_no_more_are_not_looked_at_again(house, photos, given):
    worker, backlog = held_backlog(house, photos)
    worker.post(Hold(""))
    house.events.wait_until_idle()
    see(worker, backlog[:3])
    worker.post(ShowSoon((999_999,)))
    house.stop()
    assert len(given) == BACKLOG
