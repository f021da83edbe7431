"""The whole pipeline on 12 MP JPEGs, against the bound: cores ÷ the summed CPU time of its stages alone.

Stages and pipeline are measured in turns, in CPU time, each with all cores busy; what other programs took meanwhile is
left out of what the pipeline had. In full flow means between a tenth and nine tenths of the photos: without the start
of the decoders and the last batches, which a large library does not notice.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from photo_sorter.core.commands import AddFolders, StopWhenIdle
from photo_sorter.core.events import Activity, ActivityChanged, Event, PhotosIndexed
from photo_sorter.core.photo import DecodedPhoto, FileState, PhotoFacts
from photo_sorter.core.ports import Embedder, PictureSpec
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.embedding.model_files import BUILT_IN_ID
from photo_sorter.media.decode import decode
from photo_sorter.media.decode_pool import DecodePool
from photo_sorter.paths import Home, resources
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.sorter import Sorter
from photo_sorter.work.worker import Worker
from tests.benchmarks.figures import Figure, write_photos_of_12_mp
from tests.benchmarks.processor_time import ProcessorTime, now

CLIP = "ViT-B-32-256"
SHARED = Path(__file__).parents[3] / "shared" / "photos"
ROUNDS = 3
SAMPLE = 48
"""Photos that each stage looks at alone: whole batches of every model here."""
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Alone:
    """CPU seconds a photo, of each stage without the others."""

    decode: float
    encode: float
    commit: float

    @property
    def all(self) -> float:
        return self.decode + self.encode + self.commit


@dataclass(frozen=True)
class Flow:
    """One run of the whole pipeline: `used` and `grown_bytes` in full flow, for `photos` photos."""

    photos: int
    used: ProcessorTime
    grown_bytes: int
    whole_rate: float

    @property
    def rate(self) -> float:
        return self.photos / self.used.wall

    @property
    def core_seconds(self) -> float:
        """What other programs left."""
        return CORES * self.used.wall - self.used.others

    @property
    def idle_share(self) -> float:
        return 1 - (self.used.ours + self.used.children) / self.core_seconds

    def each(self, threads: str) -> float:
        """Milliseconds a photo of the threads of this name."""
        return self.used.threads.get(threads, 0.0) / self.photos * 1000

    @property
    def each_elsewhere(self) -> float:
        """Milliseconds a photo of threads that are not Python's: BLAS, whose threads spin after a large product."""
        return (self.used.ours - sum(self.used.threads.values())) / self.photos * 1000


def run(options: argparse.Namespace) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as scratch:
        photos = Path(scratch) / "photos"
        write_photos_of_12_mp(photos, options.photos, SHARED if SHARED.is_dir() else None)
        paths = sorted(photos.iterdir())
        yield Figure("12 MP photos: mean size", statistics.mean(path.stat().st_size for path in paths) / 1e6, "MB")
        for title, model_id in (("built-in", BUILT_IN_ID), (f"{CLIP}, random weights", random_clip(Path(scratch)))):
            embedder = open_embedder(model_id, Path(scratch), resources() / "starter")
            yield from _measure(title, embedder, photos, paths, Path(scratch))


def _measure(title: str, embedder: Embedder, photos: Path, paths: list[Path], scratch: Path) -> Iterator[Figure]:
    side = embedder.picture.side_px
    embedder.embed_pictures(np.zeros((1, side, side, 3), np.uint8))
    alone, flows = [_alone(embedder, paths, scratch)], []
    for _ in range(ROUNDS):
        flows.append(_flow(embedder, photos, len(paths), scratch))
        alone.append(_alone(embedder, paths, scratch))
    # Each run is compared with what the stages took right before and right after it.
    bounds = [2 * CORES / (before.all + after.all) for before, after in pairwise(alone)]
    shares = [flow.photos * CORES / bound / flow.core_seconds for flow, bound in zip(flows, bounds, strict=True)]

    def figure(what: str, values: Iterable[float], unit: str, aim: str = "") -> Figure:
        return Figure(f"{title}: {what}", statistics.median(values), unit, aim)

    for stage in ("decode", "encode", "commit"):
        yield figure(f"{stage} alone, CPU a photo", (getattr(one, stage) * 1000 for one in alone), "ms")
    yield figure(f"bound on {CORES} cores", bounds, "photos/s")
    yield figure("whole pipeline in full flow", (flow.rate for flow in flows), "photos/s")
    yield figure("the same ÷ bound, without what other programs took", shares, "", "≥ 0.95")
    yield figure("lowest of these", [min(shares)], "")
    yield figure("other programs took, of all cores", (f.used.others / f.used.wall / CORES * 100 for f in flows), "%")
    yield figure(f"with the start and the end of {len(paths)} photos", (flow.whole_rate for flow in flows), "photos/s")
    yield figure("decoders in the pipeline, CPU a photo", (f.used.children / f.photos * 1000 for f in flows), "ms")
    yield figure("encoder in the pipeline, CPU a photo", (flow.each("encoder") for flow in flows), "ms")
    yield figure("worker (with its commits), CPU a photo", (flow.each("worker") for flow in flows), "ms")
    yield figure("hand-over from the decoders, CPU a photo", (flow.each("decoder") for flow in flows), "ms")
    yield figure("threads of libraries, CPU a photo", (flow.each_elsewhere for flow in flows), "ms")
    yield figure("cores without work in full flow", (flow.idle_share * 100 for flow in flows), "%")
    yield figure("memory of all processes grown in full flow", (flow.grown_bytes / 1e6 for flow in flows), "MB")


def _flow(embedder: Embedder, photos: Path, count: int, scratch: Path) -> Flow:
    """The model is loaded; the processes of the decoders have to start."""
    home = Home(scratch / "home")
    begun: list[float] = []
    marks: list[tuple[int, ProcessorTime, int]] = []
    indexed, ended = 0, 0.0

    def notify(event: Event) -> None:
        nonlocal indexed, ended
        if isinstance(event, PhotosIndexed):
            before, indexed, ended = indexed, indexed + len(event.photo_ids), time.monotonic()
            if any(before < share * count <= indexed for share in (0.1, 0.9)):
                marks.append((indexed, now(), _resident_bytes()))
        elif isinstance(event, ActivityChanged) and event.activity is Activity.INDEXING:
            begun.append(time.monotonic())

    SettingsFile(home.settings).change(model_id=embedder.model_id)
    worker = Worker(home, SettingsFile(home.settings), notify, lambda model_id: embedder, watching=False)
    worker.post(AddFolders((photos,)))
    worker.post(StopWhenIdle())
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    thread.join()
    with Library.open_read_only(home.library) as library:
        assert library.photos.counts().waiting == 0
        assert library.photos.counts().all == count
    shutil.rmtree(scratch / "home")
    (first, start, small), (last, end, large) = marks
    return Flow(last - first, end.since(start), large - small, count / (ended - begun[0]))


def _resident_bytes() -> int:
    """Of this process and its children."""
    this = psutil.Process()
    return int(sum(process.memory_info().rss for process in (this, *this.children())))


def _alone(embedder: Embedder, paths: list[Path], scratch: Path) -> Alone:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        here = Path(folder)
        decoded = _decode(embedder, paths[:SAMPLE], here / "thumbnails")
        pictures = np.stack([photo.picture for _, photo in decoded if photo.picture is not None])
        return Alone(
            sum(seconds for seconds, _ in decoded) / len(decoded),
            _encode(embedder, pictures),
            _commit(embedder, here / "alone.db", SAMPLE) / SAMPLE,
        )


def _decode(embedder: Embedder, paths: list[Path], thumbnails: Path) -> list[tuple[float, DecodedPhoto]]:
    pool = DecodePool(CORES, gives_way=True)
    try:
        for chosen in (paths[: 4 * CORES], paths):  # the first ones warm the processes
            answers = [pool.submit(timed_decode, path, embedder.picture, thumbnails) for path in chosen]
            decoded = [answer.result() for answer in answers]
        return decoded
    finally:
        pool.close()


def timed_decode(path: Path, picture: PictureSpec, thumbnails: Path) -> tuple[float, DecodedPhoto]:
    """CPU seconds of the decoder's process, and what it gave; without the way there and back."""
    start = time.process_time()
    decoded = decode(path, picture, thumbnails, frozenset())
    return time.process_time() - start, decoded


def _encode(embedder: Embedder, pictures: NDArray[np.uint8]) -> float:
    batches = [pictures[start : start + embedder.batch_size] for start in range(0, len(pictures), embedder.batch_size)]
    with ThreadPoolExecutor(embedder.lanes) as lanes:
        start = time.process_time()
        list(lanes.map(embedder.embed_pictures, batches))
        return (time.process_time() - start) / len(pictures)


def _commit(embedder: Embedder, path: Path, count: int) -> float:
    """CPU seconds to commit this many photos in batches, as the worker does."""
    vectors = np.eye(count, embedder.dimensions, dtype=np.float32)
    with Library.open(path) as library:
        sorter = Sorter(library, embedder)
        sorter.sort_everything()
        _fill(library, count)
        begun = time.process_time()
        for start in range(0, count, embedder.batch_size):
            rows = range(start, min(start + embedder.batch_size, count))
            ids = np.array(rows, np.int64) + 1
            with library.atomic():
                library.embeddings.add(embedder.model_id, [(bytes([row]), vectors[row]) for row in rows])
                for row in rows:
                    library.photos.set_ready(row + 1, bytes([row]), PhotoFacts(4000, 3000))
                library.tags.write(sorter.tags_for(ids, vectors[list(rows)]), ())
            sorter.put(ids, vectors[list(rows)])
        return time.process_time() - begun


def _fill(library: Library, photos: int) -> None:
    """Rows of photos that are ready, with facts, without vectors."""
    with library.atomic():
        folder = library.folders.add(Path("/photos"))
        files = [FileState(Path(f"/photos/{n // 1000}/IMG_{n:06}.jpg"), 10, n * 10**9) for n in range(photos)]
        library.photos.enqueue(folder.id, files)
        facts = PhotoFacts(4000, 3000)
        for photo in library.photos.queued(photos):
            library.photos.set_ready(photo.id, photo.id.to_bytes(32, "big"), facts)


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
