from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from photo_sorter.core.errors import FolderError
from photo_sorter.media import unrest
from photo_sorter.media.questions import Questions
from photo_sorter.media.watch import FolderNews, FolderWatcher, OpenNews, SystemNews
from photo_sorter.media.watchdog_news import WatchdogNews
from tests.media.silent_disk import SilentDisk, needs_fuse
from tests.media.watches import mounted, watches_held
from tests.patience import wait_until

QUIET_SECONDS = 0.15


class Told:
    """Collects what the watcher says, and waits for it."""

    def __init__(self) -> None:
        self.batches: list[frozenset[Path]] = []
        self._changed = threading.Condition()

    def __call__(self, paths: frozenset[Path]) -> None:
        with self._changed:
            self.batches.append(paths)
            self._changed.notify_all()

    @property
    def paths(self) -> set[Path]:
        return set().union(*self.batches)

    def wait_for(self, is_so: Callable[[set[Path]], bool], seconds: float = 15) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: is_so(self.paths), seconds), self.batches

    def wait_for_paths(self, *paths: Path) -> None:
        self.wait_for(lambda told: set(paths) <= told)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def lost() -> Told:
    return Told()


@pytest.fixture(params=[SystemNews, WatchdogNews], ids=["system", "watchdog"])
def open_news(request: pytest.FixtureRequest) -> OpenNews:
    return request.param


@pytest.fixture
def watcher(told: Told, lost: Told, open_news: OpenNews) -> Iterator[FolderWatcher]:
    watcher = FolderWatcher(told, lambda folder: lost(frozenset([folder])), QUIET_SECONDS, open_news)
    yield watcher
    watcher.close()


@pytest.fixture
def folder(tmp_path: Path, watcher: FolderWatcher) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    watcher.watch(folder)
    return folder


def test_a_new_file_is_told(folder: Path, told: Told) -> None:
    (folder / "🐶 a.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "🐶 a.jpg")


def test_a_changed_file_is_told_again(folder: Path, told: Told) -> None:
    path = folder / "a.jpg"
    path.write_bytes(b"x")
    told.wait_for_paths(path)
    told.batches.clear()
    path.write_bytes(b"xy")
    told.wait_for_paths(path)


def test_both_ends_of_a_move_are_told_together(folder: Path, told: Told) -> None:
    (folder / "a.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "a.jpg")
    told.batches.clear()
    (folder / "a.jpg").rename(folder / "b.jpg")
    told.wait_for_paths(folder / "a.jpg", folder / "b.jpg")
    assert len(told.batches) == 1


def test_a_deleted_file_is_told(folder: Path, told: Told) -> None:
    (folder / "a.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "a.jpg")
    told.batches.clear()
    (folder / "a.jpg").unlink()
    told.wait_for_paths(folder / "a.jpg")


def test_a_file_that_is_still_being_written_waits(folder: Path, told: Told) -> None:
    path = folder / "a.jpg"
    with path.open("wb", buffering=0) as file:
        end = time.monotonic() + 6 * QUIET_SECONDS
        while time.monotonic() < end:
            file.write(b"x" * 1000)
            assert path not in told.paths
            threading.Event().wait(QUIET_SECONDS / 10)
        (folder / "b.jpg").write_bytes(b"x")
    told.wait_for_paths(path, folder / "b.jpg")


def test_a_file_moved_in_from_elsewhere_is_told(folder: Path, told: Told, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    (tmp_path / "a.jpg").rename(folder / "a.jpg")
    told.wait_for_paths(folder / "a.jpg")


def test_a_copied_tree_is_told_so_that_nothing_is_missed(folder: Path, told: Told, tmp_path: Path) -> None:
    source = tmp_path / "source"
    for number in range(200):
        path = source / f"{number % 7}" / f"{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * 1000)
    shutil.copytree(source, folder / "copy")
    wanted = {folder / "copy" / path.relative_to(source) for path in source.rglob("*.jpg")}
    told.wait_for(lambda paths: all(path in paths or paths & set(path.parents) for path in wanted))
    told.wait_for_paths(folder / "copy")


def test_a_folder_waits_for_what_is_being_written_in_it(folder: Path, told: Told) -> None:
    new = folder / "new"
    new.mkdir()
    with (new / "a.jpg").open("wb", buffering=0) as file:
        end = time.monotonic() + 6 * QUIET_SECONDS
        while time.monotonic() < end:
            file.write(b"x" * 1000)
            assert new not in told.paths
            threading.Event().wait(QUIET_SECONDS / 10)
    told.wait_for_paths(new)


def test_a_moved_folder_is_told_at_both_ends(folder: Path, told: Told) -> None:
    (folder / "a").mkdir()
    (folder / "a" / "p.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "a")
    told.batches.clear()
    (folder / "a").rename(folder / "b")
    told.wait_for_paths(folder / "a", folder / "b")


def test_hidden_and_system_places_are_not_told(folder: Path, told: Told) -> None:
    for name in ("@eaDir", ".thumbnails"):
        (folder / name).mkdir()
        (folder / name / "p.jpg").write_bytes(b"x")
    (folder / ".p.jpg").write_bytes(b"x")
    (folder / "last.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "last.jpg")
    assert told.paths == {folder / "last.jpg"}


def test_reading_is_no_change(folder: Path, told: Told) -> None:
    path = folder / "a.jpg"
    path.write_bytes(b"x")
    told.wait_for_paths(path)
    told.batches.clear()
    for _ in range(20):
        path.read_bytes()
    list(folder.iterdir())
    (folder / "last.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "last.jpg")
    assert told.paths == {folder / "last.jpg"}


def test_an_unwatched_folder_is_quiet_and_the_others_are_not(
    tmp_path: Path, folder: Path, watcher: FolderWatcher, told: Told
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    watcher.watch(other)
    watcher.unwatch(folder)
    (folder / "a.jpg").write_bytes(b"x")
    (other / "b.jpg").write_bytes(b"x")
    told.wait_for_paths(other / "b.jpg")
    assert told.paths == {other / "b.jpg"}


def test_a_folder_that_was_away_can_be_watched_again(folder: Path, watcher: FolderWatcher, told: Told) -> None:
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(FolderError, match="only seen by regular scans"):
        watcher.watch(folder)
    folder.mkdir()
    watcher.watch(folder)
    watcher.watch(folder)
    (folder / "a.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "a.jpg")
    assert away.is_dir()


def test_a_watched_folder_that_is_another_one_now_is_told_as_lost(
    folder: Path, watcher: FolderWatcher, told: Told, lost: Told
) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    lost.wait_for_paths(folder)
    watcher.watch(folder)
    (folder / "a.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "a.jpg")


def test_what_changed_until_a_folder_is_watched_again_is_told_as_lost(
    folder: Path, watcher: FolderWatcher, told: Told, lost: Told
) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"x")
    watcher.watch(folder)
    lost.wait_for_paths(folder)
    watcher.watch(folder)
    (folder / "b.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "b.jpg")
    assert len(lost.batches) == 1


def test_a_storm_is_told_as_one_lost_folder_and_then_single_files_again(
    folder: Path, told: Told, lost: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unrest, "MOST_PATHS", 50)
    for number in range(300):
        (folder / f"{number}.jpg").write_bytes(b"x")
    lost.wait_for_paths(folder)
    (folder / "after.jpg").write_bytes(b"x")
    told.wait_for_paths(folder / "after.jpg")
    assert len(told.paths) <= 51
    assert len(lost.batches) == 1


@pytest.mark.skipif(not Path("/proc/self/fdinfo").is_dir(), reason="Linux only")
def test_a_folder_that_is_no_longer_watched_gives_back_what_it_took(tmp_path: Path, told: Told) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    before = watches_held()
    watcher = FolderWatcher(told, lambda folder: None)
    watcher.watch(tmp_path)
    assert watches_held() == before + 3
    watcher.unwatch(tmp_path)
    assert watches_held() == before
    watcher.watch(tmp_path)
    watcher.close()
    assert watches_held() == before


@pytest.mark.parametrize("holder", [(Path, "stat"), (SystemNews, "add")], ids=["before", "meanwhile"])
def test_a_folder_that_is_unwatched_while_its_disk_holds_the_watching_stays_so_until_it_is_watched_again(
    tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch, holder: tuple[type, str]
) -> None:
    held, may_go = threading.Event(), threading.Event()
    answer = getattr(*holder)
    news: list[FolderNews] = []

    def hold(*given: Any, **named: Any) -> Any:
        if tmp_path in given and not held.is_set():
            held.set()
            assert may_go.wait(20)
        return answer(*given, **named)

    def open_news(*tell: Any) -> FolderNews:
        news.append(SystemNews(*tell))
        return news[-1]

    watcher = FolderWatcher(told, lambda folder: None, QUIET_SECONDS, open_news)
    with monkeypatch.context() as patch:
        patch.setattr(*holder, hold)
        watching = threading.Thread(target=watcher.watch, args=[tmp_path])
        watching.start()
        assert held.wait(20)
        watcher.unwatch(tmp_path)
        may_go.set()
        watching.join()
    assert not any(one.is_whole(tmp_path) for one in news)
    watcher.watch(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"x")
    told.wait_for_paths(tmp_path / "a.jpg")
    watcher.close()


def test_two_folders_whose_disks_answer_at_once_are_watched_by_the_same_threads(tmp_path: Path, told: Told) -> None:
    folders = [tmp_path / name for name in "ab"]
    opened: list[FolderNews] = []
    faults: list[Exception] = []
    at_once = threading.Barrier(len(folders))

    def open_news(*tell: Any) -> FolderNews:
        with suppress(threading.BrokenBarrierError):
            at_once.wait(QUIET_SECONDS)
        opened.append(SystemNews(*tell))
        return opened[-1]

    watcher = FolderWatcher(told, lambda folder: None, QUIET_SECONDS, open_news)

    def watch(folder: Path) -> None:
        try:
            watcher.watch(folder)
        except RuntimeError as error:
            faults.append(error)

    threads = [threading.Thread(target=watch, args=[folder]) for folder in folders]
    for folder, thread in zip(folders, threads, strict=True):
        folder.mkdir()
        thread.start()
    for thread in threads:
        thread.join()
    watcher.close()
    assert (len(opened), faults) == (1, [])


def test_an_unmounted_folder_is_told_as_lost(tmp_path: Path, told: Told, lost: Told) -> None:
    watcher = FolderWatcher(told, lambda folder: lost(frozenset([folder])), QUIET_SECONDS)
    with mounted(tmp_path / "disk") as disk:
        (disk / "photos").mkdir()
        watcher.watch(disk / "photos")
    lost.wait_for_paths(disk / "photos")
    watcher.close()


def test_closing_leaves_no_thread(tmp_path: Path, told: Told, open_news: OpenNews) -> None:
    before = set(threading.enumerate())
    watcher = FolderWatcher(told, lambda folder: None, QUIET_SECONDS, open_news)
    watcher.watch(tmp_path)
    watcher.close()
    assert set(threading.enumerate()) <= before
    FolderWatcher(told, lambda folder: None).close()


@needs_fuse
def test_changes_elsewhere_are_told_while_a_disk_does_not_answer(tmp_path: Path, told: Told) -> None:
    disk, here = SilentDisk(tmp_path / "disk"), tmp_path / "here"
    here.mkdir()
    lost: list[Path] = []
    watcher = FolderWatcher(told, lost.append, QUIET_SECONDS, questions=Questions(seconds=QUIET_SECONDS))
    try:
        for folder in (disk.place, here):
            watcher.watch(folder)
        (disk.place / "1.jpg").touch()
        disk.fall_silent()
        (here / "2.jpg").touch()
        told.wait_for_paths(here / "2.jpg")
        wait_until(lambda: disk.place in lost)  # what changed there is not known any more
        begun = time.monotonic()
        watcher.close()
        assert time.monotonic() - begun < 5
        assert disk.place / "1.jpg" not in told.paths
    finally:
        disk.close()
