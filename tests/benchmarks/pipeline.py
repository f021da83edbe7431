"""The whole pipeline on 12 MP JPEGs, against the bound: cores ÷ the summed CPU time of its stages alone."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from photo_sorter.core.commands import AddFolders, StopWhenIdle
from photo_sorter.core.events import Activity, ActivityChanged, PhotosIndexed
from photo_sorter.core.photo import PhotoFacts
from photo_sorter.core.ports import Embedder
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.embedding.model_files import BUILT_IN_ID
from photo_sorter.media.decode import decode
from photo_sorter.paths import Home, resources
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.worker import Worker
from tests.benchmarks.figures import Figure, write_photos_of_12_mp
from tests.benchmarks.sorting import fill_library

CLIP = "ViT-B-32-256"


def run(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as scratch:
        photos = Path(scratch) / "photos"
        write_photos_of_12_mp(photos, options.photos)
        paths = sorted(photos.iterdir())
        for title, model_id in (("built-in", BUILT_IN_ID), (f"{CLIP}, random weights", random_clip(Path(scratch)))):
            embedder = open_embedder(model_id, Path(scratch), resources() / "starter")
            yield from _measure(title, embedder, photos, paths, Path(scratch) / f"home-{len(title)}")


def _measure(title: str, embedder: Embedder, photos: Path, paths: list[Path], home: Path) -> Iterator[Figure]:
    cores = len(os.sched_getaffinity(0))
    _embed_once(embedder)
    sample = paths[: min(len(paths), 24)]
    (home / "alone").mkdir(parents=True)
    decoding = _cpu(lambda: [decode(path, embedder.picture, home / "alone", frozenset()) for path in sample])
    pictures = np.stack([decode(p, embedder.picture, home / "alone", frozenset()).picture for p in sample[:8]])
    batch = pictures[: embedder.batch_size]
    encoding = min(_cpu(lambda: embedder.embed_pictures(batch)) for _ in range(4)) / len(batch) * len(sample)
    committing = _commit(embedder, home / "alone.db", len(sample))
    stages = {"decode": decoding, "encode": encoding, "commit": committing}
    for name, seconds in stages.items():
        yield Figure(f"{title}: {name}, CPU a photo", seconds / len(sample) * 1000, "ms")
    bound = cores / (sum(stages.values()) / len(sample))
    yield Figure(f"{title}: bound on {cores} cores", bound, "photos/s")
    rate = _pipeline(embedder, photos, home, len(paths))
    yield Figure(f"{title}: whole pipeline", rate, "photos/s")
    yield Figure(f"{title}: pipeline ÷ bound", rate / bound, "", "≥ 0.9")


def _pipeline(embedder: Embedder, photos: Path, home: Path, count: int) -> float:
    """Photos a second from the first decode (whose process has to start) to the last commit; the model is loaded."""
    begun: list[float] = []
    indexed: list[float] = []

    def notify(event: object) -> None:
        if isinstance(event, PhotosIndexed):
            indexed.append(time.monotonic())
        elif isinstance(event, ActivityChanged) and event.activity is Activity.INDEXING:
            begun.append(time.monotonic())

    SettingsFile(Home(home).settings).change(model_id=embedder.model_id)
    worker = Worker(Home(home), SettingsFile(Home(home).settings), notify, lambda model_id: embedder, watching=False)
    worker.post(AddFolders((photos,)))
    worker.post(StopWhenIdle())
    worker.run()
    with Library.open_read_only(Home(home).library) as library:
        assert library.photos.counts().waiting == 0
        assert library.photos.counts().all == count
    return count / (indexed[-1] - begun[0])


def _commit(embedder: Embedder, path: Path, count: int) -> float:
    """CPU seconds to commit this many photos in batches, as the worker does."""
    vectors = np.eye(count, embedder.dimensions, dtype=np.float32)
    with Library.open(path) as library:
        sorter = Sorter(library, embedder)
        sorter.sort_everything()
        fill_library(library, count)

        def commit() -> None:
            for start in range(0, count, embedder.batch_size):
                rows = range(start, min(start + embedder.batch_size, count))
                ids = np.array(rows, np.int64) + 1
                with library.atomic():
                    library.embeddings.add(embedder.model_id, [(bytes([row]), vectors[row]) for row in rows])
                    for row in rows:
                        library.photos.set_ready(row + 1, bytes([row]), PhotoFacts(4000, 3000))
                    library.tags.write(sorter.tags_for(ids, vectors[list(rows)]), ())
                sorter.put(ids, vectors[list(rows)])

        return _cpu(commit)


def _embed_once(embedder: Embedder) -> None:
    side = embedder.picture.side_px
    embedder.embed_pictures(np.zeros((1, side, side, 3), np.uint8))


def _cpu(work: Callable[[], object]) -> float:
    """Seconds of processor time, all threads together."""
    start = time.process_time()
    work()
    return time.process_time() - start


def random_clip(scratch: Path) -> str:
    """A local model with the architecture of the recommended download and random weights; gives its id."""
    import json

    import open_clip
    from safetensors.torch import save_file

    folder = scratch / "clip"
    folder.mkdir()
    config = open_clip.get_model_config(CLIP)
    model = open_clip.create_model(CLIP, pretrained=None)
    save_file(
        {name: value.contiguous() for name, value in model.state_dict().items()}, folder / "open_clip_model.safetensors"
    )
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}))
    return f"local-dir:{folder}"
