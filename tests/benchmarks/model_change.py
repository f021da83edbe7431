"""A library changes its model while it is searched, is killed in the middle, goes on, and changes back."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from photo_sorter.core.commands import AddFolders, SaveScheme, Search, Stop, StopWhenIdle, UseModel
from photo_sorter.core.events import ModelChangeProgressed, ModelReady, SearchAnswered
from photo_sorter.core.search.language import parse
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.embedding.catalogue import BUILT_IN_ID, open_embedder
from photo_sorter.paths import Home, resources
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.worker import Worker
from tests.benchmarks.figures import Figure
from tests.benchmarks.pipeline import random_clip

PHOTOS = 2000
SEARCH_EVERY_SECONDS = 0.1
SCHEME = Scheme(tuple(Category(name) for name in ("Cats", "Dogs", "Food", "Mountains", "People")))


def run(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as scratch:
        home, photos = Home(Path(scratch) / "home"), Path(scratch) / "photos"
        _write_photos(photos)
        _worker(home, lambda event: None, AddFolders((photos,)), SaveScheme(SCHEME), StopWhenIdle()).run()
        tagged = _tagged(home)
        clip = random_clip(Path(scratch))
        killed = _serve(home, clip, kill_at=0.4)
        yield Figure("searches answered by the old model before the kill", killed["searches"], "")
        kept = _seen(home, clip)
        yield Figure("photos that the new model had seen when it was killed", kept, "")
        assert _tagged(home) == tagged
        resumed = _serve(home)
        yield Figure("photos that it looked at after the next start", PHOTOS - kept, "")
        assert _seen(home, clip) == PHOTOS
        assert resumed["shown"] == PHOTOS - kept, resumed
        yield Figure("the rest of the change", resumed["seconds"], "s")
        yield Figure("searches answered by the old model meanwhile", resumed["searches"], "")
        yield Figure("longest wait for an answer meanwhile", resumed["longest_ms"], "ms")
        for title, model_id in (("back to the built-in model", BUILT_IN_ID), ("to the other one again", clip)):
            again = _serve(home, model_id)
            assert again["shown"] == 0
            yield Figure(f"change {title}: from the command to the switch", again["seconds"], "s")
        _serve(home, BUILT_IN_ID)
        assert _tagged(home) == tagged


def _serve(home: Home, model_id: str = "", kill_at: float | None = None) -> dict[str, float]:
    """A process of its own, searched all the while; killed when it has come so far. Its figures, as `_main` told."""
    command = [sys.executable, "-m", "tests.benchmarks.model_change", str(home.folder), model_id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        figures: dict[str, float] = {}
        for line in process.stdout:
            figures = json.loads(line)
            if kill_at is not None and figures["shown"] >= kill_at * PHOTOS:
                os.kill(process.pid, signal.SIGKILL)
        assert kill_at is not None or process.wait() == 0
    return figures


def _main(home: Home, model_id: str) -> None:
    """Prints a JSON line whenever the change has come further, and ends when it has switched."""
    answered, ready, lock = threading.Event(), threading.Event(), threading.Lock()
    figures = {"searches": 0.0, "longest_ms": 0.0, "shown": 0.0, "seconds": 0.0}
    begun = [time.perf_counter()]
    used: list[str] = []

    def notify(event: object) -> None:
        match event:
            case ModelReady(model_id):
                used.append(model_id)
                ready.set()
            case ModelChangeProgressed(_, done):
                with lock:
                    figures["shown"] = done
                    print(json.dumps(figures), flush=True)
            case SearchAnswered():
                assert event.relevant or event.nothing
                answered.set()

    worker = _worker(home, notify)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert ready.wait(120)
    ready.clear()
    begun[0] = time.perf_counter()
    if model_id:
        worker.post(UseModel(model_id))
    token = 0
    while not ready.is_set():
        token, asked = token + 1, time.perf_counter()
        answered.clear()
        worker.post(Search(token, parse(("dog", "receipt", "a mountain lake")[token % 3]).query, 0))
        assert answered.wait(120)
        if not ready.is_set():
            figures["searches"] += 1
            figures["longest_ms"] = max(figures["longest_ms"], (time.perf_counter() - asked) * 1000)
        time.sleep(SEARCH_EVERY_SECONDS)
    with lock:
        figures["seconds"] = time.perf_counter() - begun[0]
        print(json.dumps(figures), flush=True)
    worker.post(Stop())
    thread.join()


def _worker(home: Home, notify: object, *commands: object) -> Worker:
    worker = Worker(
        home, SettingsFile(home.settings), notify, lambda id: open_embedder(id, home.models, resources() / "starter"),
        watching=False,
    )  # type: ignore[arg-type]  # fmt: skip
    for command in commands:
        worker.post(command)  # type: ignore[arg-type]
    return worker


def _seen(home: Home, model_id: str) -> int:
    with Library.open_read_only(home.library) as library:
        return library.embeddings.models().get(model_id, 0)


def _tagged(home: Home) -> list[tuple[object, ...]]:
    with Library.open_read_only(home.library) as library:
        return sorted((path, name) for path, name, *_ in library.tags.listing())


def _write_photos(folder: Path) -> None:
    """JPEGs of 1200 × 800, made from nothing."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    for number in range(PHOTOS):
        coarse = Image.fromarray(rng.integers(0, 256, (6, 9, 3), np.uint8))
        coarse.resize((1200, 800), Image.Resampling.BICUBIC).save(folder / f"{number:04}.jpg", quality=85)


if __name__ == "__main__":
    _main(Home(Path(sys.argv[1])), sys.argv[2])
