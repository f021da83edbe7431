from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("inotify is Linux's", allow_module_level=True)

from photo_sorter.media.inotify import InotifyNews
from tests.media.watches import mounted, watches_held


class Heard:
    """Collects what is new, and waits for it. While `ears` is not set, who tells has to wait."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.lost: set[Path] = set()
        self.ears = threading.Event()
        self.ears.set()
        self._changed = threading.Condition()

    def changes(self, folder: Path, paths: set[str]) -> None:
        self.ears.wait()
        with self._changed:
            self.paths |= paths
            self._changed.notify_all()

    def lose(self, folder: Path) -> None:
        with self._changed:
            self.lost.add(folder)
            self._changed.notify_all()

    def wait_for(self, *paths: Path) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: {str(path) for path in paths} <= self.paths, 15), self.paths

    def wait_for_loss(self, folder: Path) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: folder in self.lost, 15)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def news(heard: Heard) -> Iterator[InotifyNews]:
    news = InotifyNews(heard.changes, heard.lose)
    yield news
    heard.ears.set()
    news.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "a" / "b").mkdir(parents=True)
    return folder


def test_what_the_system_dropped_is_told_as_lost(news: InotifyNews, heard: Heard, folder: Path) -> None:
    news.add(folder)
    heard.ears.clear()
    (folder / "first.jpg").touch()
    for number in range(int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())):
        (folder / f"{number % 100}.jpg").touch()
        (folder / f"{number % 100}.jpg").unlink()
    heard.ears.set()
    heard.wait_for_loss(folder)
    assert not news.is_whole(folder)
    news.remove(folder)
    news.add(folder)
    assert news.is_whole(folder)
    (folder / "a" / "b" / "after.jpg").touch()
    heard.wait_for(folder / "a" / "b" / "after.jpg")


def test_hidden_and_system_folders_take_no_watches(news: InotifyNews, heard: Heard, folder: Path) -> None:
    for name in (".git", "@eaDir", "node_modules"):
        (folder / name / "deep" / "deeper").mkdir(parents=True)
    before = watches_held()
    news.add(folder)
    (folder / ".cache" / "deep").mkdir(parents=True)
    (folder / "c" / "d").mkdir(parents=True)
    heard.wait_for(folder / "c")
    (folder / "c" / "d" / "p.jpg").touch()
    heard.wait_for(folder / "c" / "d" / "p.jpg")
    assert watches_held() == before + 5


def test_a_folder_that_moves_is_watched_where_it_is_now(news: InotifyNews, heard: Heard, folder: Path) -> None:
    news.add(folder)
    before = watches_held()
    (folder / "a").rename(folder / "z")
    heard.wait_for(folder / "a", folder / "z")
    (folder / "z" / "b" / "p.jpg").touch()
    heard.wait_for(folder / "z" / "b" / "p.jpg")
    assert watches_held() == before


def test_folders_that_change_places_keep_their_own_news(news: InotifyNews, heard: Heard, folder: Path) -> None:
    (folder / "c").mkdir()
    news.add(folder)
    for former, new in (("a", "t"), ("c", "a"), ("t", "c")):
        (folder / former).rename(folder / new)
    heard.wait_for(folder / "t")
    (folder / "c" / "b" / "p.jpg").touch()
    (folder / "a" / "q.jpg").touch()
    heard.wait_for(folder / "c" / "b" / "p.jpg", folder / "a" / "q.jpg")


def test_a_folder_that_leaves_gives_its_watches_back(news: InotifyNews, heard: Heard, folder: Path) -> None:
    news.add(folder)
    before = watches_held()
    elsewhere = (folder / "a").rename(folder.with_name("elsewhere"))
    heard.wait_for(folder / "a")
    (elsewhere / "b" / "p.jpg").touch()
    (folder / "last.jpg").touch()
    heard.wait_for(folder / "last.jpg")
    (folder / "very-last.jpg").touch()
    heard.wait_for(folder / "very-last.jpg")
    assert watches_held() == before - 2
    assert not [path for path in heard.paths if path.endswith("p.jpg")]
    assert news.is_whole(folder)


def test_a_tree_that_arrives_or_goes_is_watched_or_forgotten_in_whole(
    news: InotifyNews, heard: Heard, folder: Path, tmp_path: Path
) -> None:
    news.add(folder)
    before = watches_held()
    (tmp_path / "tree" / "x" / "y").mkdir(parents=True)
    (tmp_path / "tree").rename(folder / "tree")
    heard.wait_for(folder / "tree")
    (folder / "tree" / "x" / "y" / "p.jpg").touch()
    heard.wait_for(folder / "tree" / "x" / "y" / "p.jpg")
    for path in ("x/y/p.jpg", "x/y", "x", "."):
        path = folder / "tree" / path
        path.unlink() if path.suffix else path.rmdir()
    (folder / "last.jpg").touch()
    heard.wait_for(folder / "last.jpg")
    assert watches_held() == before
    assert news.is_whole(folder)


def test_a_watched_folder_may_be_a_link_and_links_in_it_are_not_followed(
    news: InotifyNews, heard: Heard, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (folder / "out").symlink_to(tmp_path / "outside")
    (tmp_path / "link").symlink_to(folder)
    news.add(tmp_path / "link")
    (tmp_path / "outside" / "no.jpg").touch()
    (folder / "a" / "p.jpg").touch()
    heard.wait_for(tmp_path / "link" / "a" / "p.jpg")
    assert heard.paths == {str(tmp_path / "link" / "a" / "p.jpg")}


def test_names_that_are_no_text_are_told(news: InotifyNews, heard: Heard, folder: Path) -> None:
    news.add(folder)
    path = folder / os.fsdecode(b"\xff.jpg")
    path.touch()
    heard.wait_for(path)


def test_a_disk_that_goes_from_within_is_a_loss(news: InotifyNews, heard: Heard, folder: Path) -> None:
    with mounted(folder / "a" / "disk") as disk:
        (disk / "deep").mkdir()
        news.add(folder)
        assert news.is_whole(folder)
    heard.wait_for_loss(folder)


@pytest.mark.parametrize("change", [lambda root: root.rename(root.with_name("away")), lambda root: root.rmdir()])
def test_a_watched_folder_that_goes_is_a_loss(news: InotifyNews, heard: Heard, tmp_path: Path, change) -> None:
    root = tmp_path / "empty"
    root.mkdir()
    news.add(root)
    change(root)
    heard.wait_for_loss(root)


_AT_THE_LIMIT = """
    import sys, threading
    from pathlib import Path
    from photo_sorter.core.errors import FolderError
    from photo_sorter.media.watch import FolderWatcher
    from tests.media.watches import watches_held

    Path("/proc/sys/user/max_inotify_watches").write_text("5")
    folder = Path(sys.argv[1])
    lost = threading.Event()
    watcher = FolderWatcher(lambda paths: None, lambda folder: lost.set(), 0.1)
    for name in ("a", "b", "c"):
        (folder / name).mkdir(parents=True)
    watcher.watch(folder)
    assert watches_held() == 4
    for name in ("d", "e", "f"):
        (folder / name).mkdir()
    assert lost.wait(15), "not told that some are not watched"
    try:
        watcher.watch(folder)
    except FolderError as error:
        print(error)
    assert watches_held() == 0, "a folder is half watched"
    (folder / "e").rmdir()
    (folder / "f").rmdir()
    watcher.watch(folder)
    assert watches_held() == 5
    watcher.close()
"""


def test_a_folder_of_which_the_system_does_not_watch_all_is_told_and_not_watched_by_half(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(_AT_THE_LIMIT), tmp_path / "photos"]
    try:
        probe = subprocess.run(["unshare", "--user", "--map-root-user", "true"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("no unshare")
    if probe.returncode:
        pytest.skip("no limit of one's own here")
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", *command],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "sudo sysctl fs.inotify.max_user_watches" in done.stdout
