"""Commands that run the worker: `index` until nothing is left to do, `watch` until interrupted."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from photo_sorter.cli.desk import NO_MODEL
from photo_sorter.cli.house import absolute, count_photos, embedder
from photo_sorter.cli.output import Output
from photo_sorter.cli.window import Window
from photo_sorter.core.commands import AddFolders, Command, Stop, StopWhenIdle
from photo_sorter.core.errors import FolderError, LibraryError, ModelError, PhotoSorterError
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    Event,
    ModelFailed,
    ModelReady,
    NoticeRaised,
    PhotosIndexed,
    Stopped,
)
from photo_sorter.core.photo import Status
from photo_sorter.media.scan import photo_folder
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.care.caretaker import cared_for
from photo_sorter.work.worker import Worker


def index(home: Home, options: argparse.Namespace, output: Output) -> int:
    return _index(
        home,
        list(map(absolute, options.folders)),
        lambda folders, progress: work_alone(home, AddFolders(folders), progress),
        output,
    )


def index_in_window(window: Window, options: argparse.Namespace, output: Output) -> int:
    return _index(
        window.home,
        list(map(window.at, options.folders)),
        lambda folders, progress: work_in_window(window, AddFolders(folders), progress),
        output,
    )


def work_alone(home: Home, command: Command, progress: IndexProgress) -> None:
    """Has a worker obey, until it has nothing left to do."""
    with cared_for(home, progress.on_event) as hear:
        worker = Worker(
            home, SettingsFile(home.settings), hear, lambda id: embedder(home, id), watching=False, paused=False
        )
        worker.post(command)
        worker.post(StopWhenIdle())
        worker.run()


def work_in_window(window: Window, command: Command, progress: IndexProgress) -> None:
    """Until the window has nothing left to do, after something to do has come by this command. Raises ModelError, and
    PhotoSorterError where it is paused."""
    if window.model_id() is None:
        raise ModelError(NO_MODEL)
    for event in window.after(command):
        match event:
            case ActivityChanged(Activity.IDLE | Activity.CHANGING_MODEL):
                return
            case ActivityChanged(Activity.PAUSED, done, total, reason=reason):
                if done == total:
                    return
                raise PhotoSorterError(
                    f"{reason or 'Photo Sorter is paused'}, and {count_photos(total - done)} wait: "
                    "resume it in its window."
                )
            case ActivityChanged() | PhotosIndexed() | NoticeRaised():
                progress.on_event(event)


def watch(home: Home, options: argparse.Namespace, output: Output) -> int:
    lines = _Lines(home, output)
    with cared_for(home, lines.on_event) as hear, ThreadPoolExecutor(1, "worker") as thread:
        worker = Worker(home, SettingsFile(home.settings), hear, lambda id: embedder(home, id), paused=False)
        running = thread.submit(worker.run)
        try:
            running.result()
        except KeyboardInterrupt:
            worker.post(Stop())
        running.result()
    if lines.stopped_because is not None:
        raise LibraryError(lines.stopped_because)
    return 0


def _index(
    home: Home, given: list[Path], run: Callable[[tuple[Path, ...], IndexProgress], None], output: Output
) -> int:
    folders: list[Path] = []
    refused: list[FolderError] = []
    for path in given:
        try:
            folders.append(photo_folder(path))
        except FolderError as error:
            refused.append(error)
    if not folders:
        raise FolderError(" ".join(map(str, refused)))
    for refusal in refused:
        output.message(str(refusal))
    started, progress = time.monotonic(), IndexProgress(output)
    run(tuple(folders), progress)
    progress.check()
    seconds = time.monotonic() - started
    report = _report(home, tuple(folders), seconds, progress.indexed)
    output.result(
        report,
        [
            f"{report['photos']} photos, {report['indexed']} indexed, {report['failed']} among Problems; "
            f"{seconds:.1f} s, {report['photos_per_second']} photos/s"
        ],
    )
    return 1 if refused else 0


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


class IndexProgress:
    """Counts, and tells what is being done."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self.indexed = 0
        self.model_failed: str | None = None
        self.stopped_because: str | None = None

    def check(self) -> None:
        """Raises LibraryError, ModelError if the work has ended early."""
        if self.stopped_because is not None:
            raise LibraryError(self.stopped_because)
        if self.model_failed is not None:
            raise ModelError(self.model_failed)

    def on_event(self, event: Event) -> None:
        match event:
            case ActivityChanged(activity, done, total):
                self._output.progress(activity.replace("_", " ").capitalize(), done, total)
            case PhotosIndexed(photo_ids):
                self.indexed += len(photo_ids)
            case ModelReady():
                self.model_failed = None
            case ModelFailed(_, sentence):
                self.model_failed = sentence
                self._output.message(sentence)
            case NoticeRaised(sentence):
                self._output.message(sentence)
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
