"""The real program killed at random moments, 200 times: what is lost of the library, and how soon it works again."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from photo_sorter.core.commands import Verdict
from photo_sorter.core.query import View
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.store.schema import SCHEMA_VERSION
from tests.benchmarks.figures import Figure
from tests.storm.old_library import VERSION, write_old_library
from tests.storm.pictures import SORTED_COLOURS, picture
from tests.storm.window_process import WindowProcess, environment

PHOTOS_AT_FIRST = 300
PHOTOS_A_KILL = 12
SHARE_EARLY = 0.3
"""Of kills at any moment from the start on; the others come when work is under way."""
OLD_PHOTOS = 30_000
JUDGED = 50
ACTS = ("index", "index", "re-sort", "arrange", "index", "re-sort", "migrate", "arrange")
SECONDS_TO_DIE = 10.0


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Writes what went wrong to stderr."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        kills = Kills(Path(folder), random.Random(11))
        kills.begin()
        for number in range(options.kills):
            act = ACTS[number % len(ACTS)]
            kills.done[act] = kills.done.get(act, 0) + 1
            kills.acts[act]()
        kills.end()
    for line in kills.faults:
        print(line, file=sys.stderr)
    for act, count in kills.done.items():
        yield Figure(f"killed: {act}", count, f"times, {kills.under_way.get(act, 0)} of them with work under way")
    yield Figure("lost, double or damaged after all kills", len(kills.faults), "faults", "0")
    for what, aim in (("browsable", 3.0), ("indexed", 15.0)):
        if took := kills.took[what]:
            told = f"from a start after a kill until {'it can be browsed' if what == 'browsable' else 'it indexes'}"
            yield Figure.of_runs(told, (seconds for seconds, _ in took), "s", f"≤ {aim:.0f}")
            yield Figure.of_runs(f"{told}: of the processor's time", (computed for _, computed in took), "s")


@dataclass
class Kills:
    folder: Path
    chance: random.Random
    photos_at_first: int = PHOTOS_AT_FIRST
    old_photos: int = OLD_PHOTOS
    faults: list[str] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    under_way: dict[str, int] = field(default_factory=dict)
    took: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {"browsable": [], "indexed": []})

    def __post_init__(self) -> None:
        self.home, self.old_home = Home(self.folder / "home"), Home(self.folder / "old home")
        self.photos, self.sorted = self.folder / "photos", self.folder / "sorted"
        self.pattern = self.folder / "old library.db"
        self.rng = np.random.default_rng(7)
        self.made = 0
        self.contents: set[bytes] = set()
        self.said: set[tuple[object, ...]] = set()
        self.acts: dict[str, Callable[[], None]] = {
            "index": lambda: self.kill_window("index", "nobody", "indexed"),
            "re-sort": lambda: self.kill_window("re-sort", "editor", "edited"),
            "migrate": self.kill_migration,
            "arrange": self.kill_run,
        }

    # --- before and after ---

    def begin(self) -> None:
        """A library with categories and verdicts, and an old one."""
        self.photos.mkdir()
        self.add_photos(self.photos_at_first)
        with Library.open(self.home.library) as library, library.atomic():
            library.categories.save(Scheme(tuple(map(Category, SORTED_COLOURS))).checked())
        self.command("index", str(self.photos))
        with Library.open(self.home.library) as library, library.atomic():
            chosen = self.chance.sample(library.photos.ids(View()).tolist(), JUDGED)
            ids = [category.id for category in library.categories.all()]
            library.tags.set_verdicts(Verdict(photo, ids[n % 4] or 0, bool(n % 2)) for n, photo in enumerate(chosen))
        self.said = self.verdicts(self.home)
        assert len(self.said) == JUDGED
        write_old_library(self.pattern, self.folder / "a disk that is not here", self.old_photos)
        self.lay_old_library()

    def end(self) -> None:
        """Everything is finished, and then nothing may be missing or double."""
        if self.open_run():
            self.command("resume")
        self.command("index", str(self.photos))
        self.check(self.home, "at the end")
        on_disk = {*self.photos.rglob("*.jpg"), *self.sorted.rglob("*.jpg")}
        ready = {Path(row[0]) for row in self.rows("SELECT path FROM photos WHERE status = 'ready'")}
        known = {path for path in on_disk if path.is_relative_to(self.photos)} | {
            path for path in ready if path.is_relative_to(self.sorted)
        }
        if ready != known:
            self.faults.append(
                f"at the end {len(known - ready)} photos are not indexed, {len(ready - known)} are ghosts"
            )
        hashes = self.rows("SELECT count(DISTINCT content_hash) FROM photos WHERE status = 'ready'")[0][0]
        if not hashes == len(self.contents) == self.rows("SELECT count(*) FROM embeddings")[0][0]:
            self.faults.append(f"at the end {hashes} contents are known of {len(self.contents)}")

    def add_photos(self, count: int) -> None:
        for _ in range(count):
            self.made += 1
            data = picture(self.rng, self.chance.choice(SORTED_COLOURS))
            path = self.photos / f"IMG_{self.made:05}.jpg"
            path.write_bytes(data)
            self.contents.add(data)

    # --- kills ---

    def kill_window(self, act: str, person: str, work: str) -> None:
        """At any moment of a start, of indexing what is new or of sorting again, or soon after it."""
        self.add_photos(PHOTOS_A_KILL)
        with WindowProcess(self.folder / "notes", self.home, person) as window:
            if self.chance.random() < SHARE_EARLY:
                time.sleep(self.chance.uniform(0.1, 3.0))
            else:
                try:
                    window.wait_for(work)
                except AssertionError as error:  # it hangs, or has ended: the others are still to be tried
                    self.faults.append(f"{act}: {error}")
                time.sleep(self.chance.uniform(0, 0.5))
        self.note_work(act, self.waiting() > 0 if act == "index" else work in window.notes())
        for what, times in self.took.items():
            if what in window.notes():
                times.append(window.notes()[what])
        self.check_children(window, act)
        self.check(self.home, act)

    def kill_migration(self) -> None:
        with WindowProcess(self.folder / "notes", self.old_home) as window:
            window.wait_for("painted")
            time.sleep(self.chance.uniform(0, 1.5))
        with closing(sqlite3.connect(self.old_home.library)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        has_begun = any(self.old_home.folder.glob("library-before-*"))
        self.note_work("migrate", has_begun and version == VERSION)
        self.check_children(window, "migrate")
        self.check(self.old_home, "migrate")
        with closing(sqlite3.connect(self.old_home.library)) as connection:
            judged = connection.execute("SELECT count(*), sum(holds) FROM verdicts").fetchone()
            photos = connection.execute("SELECT count(*) FROM photos").fetchone()[0]
        if version not in (VERSION, SCHEMA_VERSION):
            self.faults.append(f"migrate: the library is of version {version}")
        if (photos, *judged) != (self.old_photos, self.old_photos // 10, self.old_photos // 20):
            self.faults.append(f"migrate: {photos} photos, {judged} verdicts are left")
        if version == SCHEMA_VERSION:
            self.lay_old_library()

    def kill_run(self) -> None:
        """Files are moved into folders, or back, or a run that was killed is finished."""
        last = self.rows("SELECT id, sum(run_steps.state = 'done') FROM runs JOIN run_steps ON run_id = id GROUP BY id")
        if self.open_run():
            arguments = ["resume"]
        elif last and last[-1][1]:
            arguments = ["undo", str(last[-1][0])]
        else:
            arguments = [
                "arrange",
                str(self.sorted),
                "--mode",
                "move",
                "--template",
                "{category}",
                "--unsorted",
                "rest",
            ]
        before = self.steps()
        process = self.start(*arguments)
        if self.chance.random() >= SHARE_EARLY:
            while process.poll() is None and self.steps() == before:
                time.sleep(0.005)
        time.sleep(self.chance.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.note_work("arrange", self.open_run())
        self.check(self.home, f"arrange ({arguments[0]})")
        found = {path.read_bytes() for place in (self.photos, self.sorted) for path in place.rglob("*.jpg")}
        if lost := len(self.contents - found):
            self.faults.append(f"arrange ({arguments[0]}): {lost} pictures are lost")

    # --- checks ---

    def check(self, home: Home, told: str) -> None:
        if not home.library.exists():
            return
        with closing(sqlite3.connect(home.library)) as connection:
            for pragma, fine in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
                if (found := connection.execute(f"PRAGMA {pragma}").fetchall()) != fine:
                    self.faults.append(f"{told}: {pragma} says {found[:3]}")
        if home is not self.home:
            return
        if lost := self.said - self.verdicts(home):
            self.faults.append(f"{told}: {len(lost)} verdicts are lost, e.g. {next(iter(lost))}")
        names = {row[0] for row in self.rows("SELECT name FROM categories WHERE NOT removed")}
        if names != set(SORTED_COLOURS):
            self.faults.append(f"{told}: the categories are {sorted(names)}")
        double = self.rows("SELECT count(*) - count(DISTINCT content_hash) FROM photos WHERE status = 'ready'")[0][0]
        if double:
            self.faults.append(f"{told}: {double} photos are in view twice")

    def check_children(self, window: WindowProcess, told: str) -> None:
        end = time.monotonic() + SECONDS_TO_DIE
        while left := window.children():
            if time.monotonic() > end:
                self.faults.append(f"{told}: left behind {left}")
                for pid in left:
                    os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.05)

    def note_work(self, act: str, is_under_way: bool) -> None:
        self.under_way[act] = self.under_way.get(act, 0) + is_under_way

    def verdicts(self, home: Home) -> set[tuple[object, ...]]:
        """By content, for a run may move files."""
        with closing(sqlite3.connect(home.library)) as connection:
            return set(
                connection.execute(
                    "SELECT content_hash, categories.name, holds FROM verdicts JOIN photos ON photos.id = photo_id"
                    " JOIN categories ON categories.id = category_id"
                )
            )

    def waiting(self) -> int:
        return int(self.rows("SELECT count(*) FROM photos WHERE status = 'new'")[0][0])

    def steps(self) -> list[tuple]:
        return self.rows("SELECT run_id, state, count(*) FROM run_steps GROUP BY run_id, state")

    def open_run(self) -> bool:
        return bool(self.rows("SELECT 1 FROM runs WHERE state != 'ended'"))

    def rows(self, sql: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.home.library}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    # --- processes ---

    def lay_old_library(self) -> None:
        shutil.rmtree(self.old_home.folder, ignore_errors=True)
        self.old_home.folder.mkdir()
        shutil.copyfile(self.pattern, self.old_home.library)

    def command(self, *arguments: str) -> None:
        process = self.start(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, said = process.communicate()
        if process.returncode:
            self.faults.append(f"{' '.join(arguments)} ended with {process.returncode}: {said.decode()[-500:]}")

    def start(self, *arguments: str, **others: int) -> subprocess.Popen:
        others = others or {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [sys.executable, "-m", "photo_sorter", "--home", str(self.home.folder), *arguments]
        return subprocess.Popen(command, env=environment(), **others)
