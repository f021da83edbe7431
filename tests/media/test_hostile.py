"""Hostile files: a sample of what `python -m tests.benchmarks fuzz` does with tens of thousands."""

from __future__ import annotations

import random
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from photo_sorter.core.errors import DecoderDiedError, PhotoSorterError, PhotoUnreadableError
from photo_sorter.media.decode_pool import GIGABYTE, DecodePool
from tests.media.bombs import HEAVY, bombs
from tests.media.hostile import good_packets, good_pictures, mutated
from tests.media.hostile_play import (
    EscapeError,
    decode_watched,
    look_watched,
    read_sidecar_watched,
    write_elsewhere_watched,
)

PICTURES, PACKETS = 360, 200
SEED = 5


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    pool = DecodePool(2)
    yield pool
    pool.close()


def refusal(future: Future[Any]) -> PhotoSorterError | None:
    """The fault that names the file; whatever else is raised is ours, and fails the test."""
    try:
        future.result()
    except (PhotoUnreadableError, DecoderDiedError) as error:
        return error
    return None


def test_every_format_is_read_before_it_is_damaged(pool: DecodePool, tmp_path: Path) -> None:
    for name, data in good_pictures().items():
        path = tmp_path / f"{name}.{name.partition('-')[0]}"
        path.write_bytes(data)
        assert pool.submit(decode_watched, path, tmp_path / "thumbnails").result().picture is not None


def test_damaged_pictures_are_read_or_refused_in_a_sentence(pool: DecodePool, tmp_path: Path) -> None:
    pictures = good_pictures()
    outcomes: Counter[str] = Counter()
    futures = {}
    for number in range(PICTURES):
        name = sorted(pictures)[number % len(pictures)]
        data = mutated(pictures[name], random.Random(f"{SEED}:{number}"), list(pictures.values()))
        path = tmp_path / f"{number}.{name.partition('-')[0]}"
        path.write_bytes(data)
        look = look_watched if number % 4 == 0 else decode_watched
        futures[path] = pool.submit(look, path, tmp_path / "thumbnails")
    for path, future in futures.items():
        fault = refusal(future)
        outcomes["read" if fault is None else "refused" if isinstance(fault, PhotoUnreadableError) else "died"] += 1
        assert fault is None or str(fault).startswith(f"Cannot read {path.name}: ")
        assert fault is None or str(fault).endswith(".")
    assert outcomes["read"] > PICTURES / 10
    assert outcomes["refused"] > PICTURES / 10
    assert outcomes["died"] <= 3
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in futures} | {"thumbnails"}


def test_damaged_sidecars_are_read_or_refused(pool: DecodePool, tmp_path: Path) -> None:
    packets = good_packets()
    outcomes: Counter[str] = Counter()
    path = tmp_path / "a.jpg.xmp"
    for number in range(PACKETS):
        path.write_bytes(mutated(packets[number % len(packets)], random.Random(f"{SEED}:{number}"), packets))
        outcomes[pool.submit(read_sidecar_watched, path, tmp_path / "thumbnails").result()] += 1
    assert outcomes["read"] >= 3  # XML forgives nothing
    assert outcomes["refused"] > 10


DEEP = b"<a>" * 200_000
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8))
    + b"]><x>&i;</x>"
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


@pytest.mark.parametrize(
    "sidecar", [DEEP, DEEP + b"</a>" * 200_000, LAUGHS, OUTSIDE, b"<" * 1_000_000, b"\0" * 1_000_000]
)
def test_sidecars_that_unfold_are_refused(pool: DecodePool, tmp_path: Path, sidecar: bytes) -> None:
    path = tmp_path / "a.jpg.xmp"
    path.write_bytes(sidecar)
    assert pool.submit(read_sidecar_watched, path, tmp_path / "thumbnails").result() == "refused"


def test_whoever_did_more_than_decode_would_be_caught(pool: DecodePool, tmp_path: Path) -> None:
    with pytest.raises(EscapeError, match=r"stolen.*socket"):
        pool.submit(write_elsewhere_watched, tmp_path / "a.jpg", tmp_path / "thumbnails").result()


@pytest.mark.parametrize("name", sorted(set(bombs()) - HEAVY))
def test_bombs_do_not_go_off(pool: DecodePool, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(bombs()[name]())
    for look in (decode_watched, look_watched):
        fault = refusal(pool.submit(look, path, tmp_path / "thumbnails"))
        assert isinstance(fault, PhotoUnreadableError | None)
        assert fault is None or str(fault).startswith(f"Cannot read {name}: ")
        assert fault is not None or not name.startswith(("greedy", "profile", "text"))


def test_a_picture_that_takes_for_ever_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "progressive.jpg"
    path.write_bytes(bombs()["progressive.jpg"]())
    pool = DecodePool(1, cpu_seconds=1)
    with pytest.raises(DecoderDiedError, match=r"Cannot read progressive.jpg: it took longer than 1 seconds"):
        pool.submit(decode_watched, path, tmp_path / "thumbnails").result()
    pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="no limit there")
def test_no_child_has_taken_more_memory_than_it_may() -> None:
    """Of all children of this module, and of those before them."""
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 4 * GIGABYTE
