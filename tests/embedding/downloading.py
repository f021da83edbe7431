"""A download as tests begin it, break it off, and look at it afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.catalogue import CATALOGUE
from photo_sorter.embedding.download import download_model
from photo_sorter.embedding.model_files import (
    model_folder,
    unfinished_folder,
)
from photo_sorter.embedding.transfer import Transferred
from tests.embedding.faulty_hub import WEIGHTS, FaultyHub

ENTRY = CATALOGUE[1]


def fetch(server: FaultyHub, models: Path) -> Transferred:
    return download_model(ENTRY, models, lambda *_: None, lambda: False, server.address)


def fetch_a_third(server: FaultyHub, models: Path) -> int:
    """Stops when about a third of the weights is here, and gives how many bytes of them are."""
    third, done_bytes = len(server.files[WEIGHTS]) // 3, [0]
    with pytest.raises(ModelError, match="was stopped"):
        download_model(
            ENTRY, models, lambda done, _: done_bytes.append(done), lambda: done_bytes[-1] > third, server.address
        )
    here = (unfinished_folder(models, ENTRY.model_id) / WEIGHTS).stat().st_size
    assert 0 < here < len(server.files[WEIGHTS])
    server.sent.clear()
    server.asked.clear()
    return here


def assert_whole(server: FaultyHub, models: Path) -> None:
    folder = model_folder(models, ENTRY.model_id)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == server.files
    assert list(models.iterdir()) == [folder]
