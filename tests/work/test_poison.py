"""A file that kills or hangs its decoder is stopped, set aside after two strikes, and named; nothing else stops."""

from __future__ import annotations

from collections import Counter
from functools import partial
from queue import Queue

import pytest

from photo_sorter.core.commands import AddFolders, Rescan, TryAgain
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.work import heat_maps, ingest, query_pictures, worker
from tests.fakes import ColourEmbedder, colour_picture
from tests.media import childs_play
from tests.media.pictures import corners, save
from tests.work.conftest import PATIENCE_SECONDS
from tests.work.test_worker import RED_GREEN, fill

POISON = ("hangs.jpg", "kills.jpg", "kills too.png")


@pytest.fixture
def poison(house, photos, monkeypatch):
    """Among good photos. Gives how often each has been tried."""
    monkeypatch.setattr(worker, "DecodePool", partial(DecodePool, cpu_seconds=0.5))
    for module in (ingest, heat_maps, query_pictures):
        monkeypatch.setattr(module, "decode", childs_play.decode_unless_poison)
    fill(photos, red=6, green=6)
    for name in POISON:
        save(photos / name, corners())

    def tries() -> Counter[str]:
        return Counter((house.home.thumbnails.parent / "tries").read_text(encoding="utf-8").split("\n")[:-1])

    return tries


def problems(house) -> dict[str, str]:
    with house.read() as library:
        return {path.name: reason for path, reason in library.photos.problems()}


def test_poison_is_set_aside_after_two_strikes_and_nothing_else_stops(house, photos, poison):
    house.run(AddFolders((photos,)), RED_GREEN)
    assert Counter(tag for (tag,) in house.tags().values()) == {"Red things": 6, "Green things": 6}
    assert problems(house) == {
        "hangs.jpg": "Cannot read hangs.jpg: it took longer than 0.5 seconds.",
        "kills.jpg": "Cannot read kills.jpg: it made the decoder break off.",
        "kills too.png": "Cannot read kills too.png: it made the decoder break off.",
    }
    assert poison() == dict.fromkeys(POISON, 2)
    house.run(Rescan())
    assert poison() == dict.fromkeys(POISON, 2), "a later start leaves them alone"
    colour_picture("red").save(photos / "kills too.png")
    (photos / "kills too.png").rename(photos / "cured.png")
    house.run(Rescan())
    assert house.tags()["cured.png"] == ["Red things"]


def test_a_person_may_ask_for_another_try(house, photos, poison):
    house.run(AddFolders((photos,)))
    house.run(TryAgain())
    assert set(poison()) == set(POISON)
    assert min(poison().values()) > 2
    assert set(problems(house)) == set(POISON)


def test_a_picture_in_a_search_and_a_heat_map_survive_it(house, photos, poison):
    pool = DecodePool(1, cpu_seconds=0.5)
    thumbnails, embedder = house.home.thumbnails, ColourEmbedder()
    said: Queue[tuple[object, str | None]] = Queue()
    why = "Cannot read kills.jpg: it made the decoder break off."
    seen = query_pictures.see_picture(photos / "kills.jpg", pool, thumbnails, embedder)
    assert (seen.vector, seen.sentence) == (None, why)
    maps = heat_maps.HeatMaps(thumbnails)
    texts = (embedder.embed_texts(["red"]), embedder.embed_texts(["green"]), None)
    maps.make(photos / "kills.jpg", pool, embedder, texts, lambda *answer: said.put(answer))
    assert said.get(timeout=PATIENCE_SECONDS) == (None, why)
    assert query_pictures.see_picture(photos / "red0.png", pool, thumbnails, embedder).vector is not None
    maps.close()
    pool.close()
