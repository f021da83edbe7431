"""A model that comes and goes, and nobody notices but the memory."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from photo_sorter.core.errors import ModelError
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.embedding.model_files import BUILT_IN_ID
from photo_sorter.embedding.resting_embedder import RestingEmbedder
from photo_sorter.paths import resources
from tests.fakes import ColourEmbedder

RED = np.full((1, 32, 32, 3), (220, 30, 30), np.uint8)


class Shelf:
    """Opens models, and notes what is told; `fault` is raised in their stead."""

    def __init__(self) -> None:
        self.opened: list[ColourEmbedder] = []
        self.told: list[str] = []
        self.fault: Exception | None = None

    def open(self) -> ColourEmbedder:
        if self.fault is not None:
            raise self.fault
        self.opened.append(ColourEmbedder())
        return self.opened[-1]

    def resting(self) -> RestingEmbedder:
        return RestingEmbedder(
            self.open, lambda: self.told.append("loading"), lambda: self.told.append("loaded")
        )  # fmt: skip


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_it_is_what_it_holds_also_while_it_rests(shelf: Shelf):
    embedder, plain = shelf.resting(), ColourEmbedder()
    embedder.rest()
    for name in ("model_id", "dimensions", "picture", "batch_size", "lanes", "templates", "patch_method"):
        assert getattr(embedder, name) == getattr(plain, name)
    assert embedder.is_resting
    assert len(shelf.opened) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda one: one.embed_pictures(RED),
        lambda one: one.embed_texts(["red"]),
        lambda one: one.embed_patches(RED[0]),
        lambda one: one.spellings,
        lambda one: one.unknown_words("röd red"),
    ],
)
def test_whatever_needs_it_wakes_it_and_gets_the_same(shelf: Shelf, call):
    embedder = shelf.resting()
    embedder.rest()
    assert np.array_equal(call(embedder), call(ColourEmbedder()))
    assert len(shelf.opened) == 2
    assert shelf.told == ["loading", "loaded"]
    assert not embedder.is_resting


def test_words_that_were_asked_about_before_do_not_wake_it(shelf: Shelf):
    embedder = shelf.resting()
    embedder.unknown_words("röd")
    embedder.rest()
    assert embedder.unknown_words("röd") == ("röd",)
    assert embedder.is_resting


def test_it_does_not_rest_in_a_call(shelf: Shelf):
    embedder = shelf.resting()
    begun, end = threading.Event(), threading.Event()

    def embed(texts):
        begun.set()
        assert end.wait(20)
        return np.zeros((len(texts), 32), np.float32)

    shelf.opened[0].embed_texts = embed
    with ThreadPoolExecutor(1) as other:
        call = other.submit(embedder.embed_texts, ["red"])
        assert begun.wait(20)
        assert embedder.seconds_unused == 0
        embedder.rest()
        assert not embedder.is_resting
        end.set()
        call.result()
    embedder.rest()
    assert embedder.is_resting


def test_many_that_need_it_at_once_open_it_once(shelf: Shelf):
    embedder = shelf.resting()
    embedder.rest()
    with ThreadPoolExecutor(8) as lanes:
        list(lanes.map(lambda _: embedder.embed_pictures(RED), range(32)))
    assert len(shelf.opened) == 2


@pytest.mark.parametrize("fault", [ModelError("It is gone."), RuntimeError("out of memory"), MemoryError()])
def test_one_that_cannot_be_opened_again_says_so_and_is_tried_again(shelf: Shelf, fault: Exception):
    embedder = shelf.resting()
    embedder.rest()
    shelf.fault = fault
    with pytest.raises(ModelError):
        embedder.rouse()
    assert shelf.told == ["loading", "loaded"]
    assert not embedder.is_loading
    shelf.fault = None
    embedder.rouse()
    assert not embedder.is_resting


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux")
def test_the_built_in_model_gives_most_of_its_memory_back():
    embedder = RestingEmbedder(
        lambda: open_embedder(BUILT_IN_ID, Path("none"), resources() / "starter"), lambda: None, lambda: None
    )
    process, side = psutil.Process(), embedder.picture.side_px
    with ThreadPoolExecutor(2) as lanes:
        list(lanes.map(lambda _: embedder.embed_pictures(np.zeros((4, side, side, 3), np.uint8)), range(2)))
    before = process.memory_info().rss
    embedder.rest()
    assert before - process.memory_info().rss > 80_000_000
