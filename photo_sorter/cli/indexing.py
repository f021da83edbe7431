"""Commands that run the worker: `index` until nothing is left to do, `watch` until interrupted."""

from __future__ import annotations

import argparse
import json
import os
import threading
import time
from pathlib import Path

from tqdm import tqdm

from photo_sorter.cli.house import embedder
from photo_sorter.cli.output import Output
from photo_sorter.core.errors import FolderError, LibraryError, PhotoSorterError
from photo_sorter.core.messages import (
    ActivityChanged,
    AddFolders,
    Event,
    ModelFailed,
    NoticeRaised,
    PhotosIndexed,
    Resume,
    Stop,
    Stopped,
    StopWhenIdle,
)
from photo_sorter.core.photo import Status
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.worker import Worker


def index(home: Home, options: argparse.Namespace, output: Output) -> int:
    folders = [Path(os.path.abspath(folder)) for folder in options.folders]  # noqa: PTH100 - keeps links
    missing = [folder for folder in folders if not folder.is_dir()]
    for folder in missing:
        output.message(f"Cannot index {folder}: there is no such folder.")
    present = tuple(folder for folder in folders if folder not in missing)
    if not present:
        raise FolderError(f"There is nothing to index: {', '.join(map(str, missing))} cannot be found.")
    started = time.monotonic()
    with _Progress(output) as progress:
        worker = Worker(
            home, SettingsFile(home.settings), progress.on_event, lambda id: embedder(home, id), watching=False
        )
        for command in (Resume(), AddFolders(present), StopWhenIdle()):
            worker.post(command)
        worker.run()
    if progress.stopped_because is not None:
        raise LibraryError(progress.stopped_because)
    seconds = time.monotonic() - started
    report = _report(home, present, seconds, progress.indexed)
    output.result(
        report,
        [
            f"{report['photos']} photos, {report['indexed']} indexed, {report['failed']} among Problems; "
            f"{seconds:.1f} s, {report['photos_per_second']} photos/s"
        ],
    )
    return 1 if missing else 0


def watch(home: Home, options: argparse.Namespace, output: Output) -> int:
    lines = _Lines(home, output)
    worker = Worker(home, SettingsFile(home.settings), lines.on_event, lambda id: embedder(home, id))
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.5)
    except KeyboardInterrupt:
        worker.post(Stop())
        thread.join()
    if lines.stopped_because is not None:
        raise LibraryError(lines.stopped_because)
    return 0


def _report(home: Home, folders: tuple[Path, ...], seconds: float, looked_at: int) -> dict[str, float]:
    outermost = [folder for folder in set(folders) if not any(folder.is_relative_to(o) for o in folders if o != folder)]
    with Library.open_read_only(home.library) as library:

        def total(*statuses: Status) -> int:
            return sum(library.photos.count_under(folder, *statuses) for folder in outermost)

        return {
            "photos": total(Status.NEW, Status.READY, Status.PROBLEM),
            "indexed": total(Status.READY),
            "failed": total(Status.PROBLEM),
            "seconds": round(seconds, 2),
            "photos_per_second": round(looked_at / seconds, 2),
        }


class _Progress:
    """Events to a progress bar on stderr."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._bar = tqdm(unit=" photos", disable=None, leave=False)
        self.indexed = 0
        self.stopped_because: str | None = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def on_event(self, event: Event) -> None:
        match event:
            case ActivityChanged(activity, done, total):
                self._bar.set_description_str(activity.replace("_", " ").capitalize())
                self._bar.total = total or None
                self._bar.update(done - self._bar.n)
            case PhotosIndexed(photo_ids):
                self.indexed += len(photo_ids)
            case NoticeRaised(sentence) | ModelFailed(_, sentence):
                tqdm.write(sentence, file=self._bar.fp)
            case Stopped(sentence) if sentence is not None:
                self.stopped_because = sentence


class _Lines:
    """Events to one line a photo on stdout. Called on the worker's thread, where it reads the library."""

    def __init__(self, home: Home, output: Output) -> None:
        self._home = home
        self._output = output
        self.stopped_because: str | None = None

    def on_event(self, event: Event) -> None:
        match event:
            case PhotosIndexed(photo_ids):
                self._print(photo_ids)
            case NoticeRaised(sentence) | ModelFailed(_, sentence):
                self._output.message(sentence)
            case Stopped(sentence) if sentence is not None:
                self.stopped_because = sentence

    def _print(self, photo_ids: tuple[int, ...]) -> None:
        try:
            with Library.open_read_only(self._home.library) as library:
                names = {category.id: category.name for category in library.categories.all()}
                for photo_id in photo_ids:
                    photo = library.photos.get(photo_id)
                    if photo is None:
                        continue
                    tags = [
                        {"category": names[tag.category_id], "score": tag.score, "source": tag.source}
                        for tag in library.tags.of_photo(photo_id)
                    ]
                    line = {"path": str(photo.path), "status": str(photo.status), "tags": tags, "reason": photo.reason}
                    print(json.dumps(line, ensure_ascii=False), flush=True)
        except PhotoSorterError as error:
            self._output.message(str(error))
