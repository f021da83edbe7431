"""The whole work on as many cores as a person allows."""

from __future__ import annotations

import sys

import pytest

from photo_sorter.core.commands import AddFolders
from photo_sorter.core.events import PhotosIndexed
from photo_sorter.settings import SettingsFile
from photo_sorter.system.cores import all_cores, usable_cores
from tests.fakes import ColourEmbedder, colour_picture


class CountingEmbedder(ColourEmbedder):
    """Notes how many cores its lanes may use."""

    def __init__(self) -> None:
        super().__init__()
        self.cores: set[int] = set()

    def embed_pictures(self, pictures):
        self.cores.add(usable_cores())
        return super().embed_pictures(pictures)


@pytest.mark.skipif(sys.platform != "linux" or all_cores() < 2, reason="needs two cores that a thread can be kept to")
@pytest.mark.parametrize("most", [0, 1])
def test_lanes_and_decoders_keep_to_the_cores_that_a_person_allows(house, photos, most):
    embedder = house.embedders["colours"] = CountingEmbedder()
    SettingsFile(house.home.settings).change(most_cores=most)
    colour_picture("red").save(photos / "red.png")
    worker = house.start()
    worker.post(AddFolders((photos,)))
    house.events.wait_for(PhotosIndexed)
    assert embedder.cores == {most or all_cores()}
    assert worker._pool.processes == (most or all_cores())
