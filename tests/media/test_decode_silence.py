"""Decoders that a silent disk holds: the file is not to blame, and other files are decoded."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from photo_sorter.core.errors import DiskSilentError
from photo_sorter.media import decoder_process
from photo_sorter.media.decode import load_upright
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.media.questions import Questions
from tests.media.pictures import assert_upright, corners, save
from tests.media.silent_disk import SilentDisk, needs_fuse
from tests.patience import wait_until

pytestmark = needs_fuse

SECONDS = 0.2


@pytest.fixture(params=[False, True], ids=["killable", "unkillable"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SilentDisk]:
    disk = SilentDisk(tmp_path / "disk", is_deaf=request.param)
    save(disk.behind / "1.jpg", corners())
    save(disk.behind / "2.jpg", corners())
    yield disk
    disk.close()


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[DecodePool]:
    monkeypatch.setattr(decoder_process, "_LOOKED_AT_SECONDS", SECONDS)
    monkeypatch.setattr(decoder_process, "_END_SECONDS", SECONDS)
    pool = DecodePool(1, questions=Questions(seconds=SECONDS))
    yield pool
    pool.close()


def test_other_photos_are_decoded_while_a_disk_holds_a_decoder(
    disk: SilentDisk, pool: DecodePool, tmp_path: Path
) -> None:
    assert_upright(_asked_for(pool, disk.place / "1.jpg").result())
    disk.fall_silent()
    held = [_asked_for(pool, disk.place / name) for name in ("1.jpg", "2.jpg")]
    other = _asked_for(pool, save(tmp_path / "here.jpg", corners()))
    for future in held:
        assert isinstance(future.exception(20), DiskSilentError)
    assert_upright(other.result(20))
    disk.answer()
    wait_until(lambda: _asked_for(pool, disk.place / "2.jpg").exception(20) is None)


def test_a_pool_whose_decoder_is_held_closes(disk: SilentDisk, pool: DecodePool) -> None:
    assert_upright(_asked_for(pool, disk.place / "1.jpg").result())
    disk.fall_silent()
    held = _asked_for(pool, disk.place / "1.jpg")
    wait_until(held.running)
    begun = time.monotonic()
    pool.close()
    assert time.monotonic() - begun < 2
    assert held.done()
    assert multiprocessing.active_children() == []
    assert bool(decoder_process._left_behind) == disk.is_deaf
    disk.answer()
    wait_until(_is_none_left_behind)


def _asked_for(pool: DecodePool, path: Path) -> Future[NDArray[np.uint8]]:
    return pool.submit(load_upright, path, 64)


def _is_none_left_behind() -> bool:
    with decoder_process._spawning:
        decoder_process._forget_ended()
        return not decoder_process._left_behind
