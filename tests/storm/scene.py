"""A library on one disk and photos on another, and a fault in the middle of indexing them. Linux, as root."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from photo_sorter.core.commands import Verdict
from photo_sorter.core.query import View
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from tests.benchmarks.arranging_faults import mounted
from tests.storm.bare_program import BareProgram
from tests.storm.pictures import SORTED_COLOURS, picture

FIRST, LATER, ENOUGH = 60, 200, 25
"""Photos that are indexed before; those that come later, half of them in the moment of the fault; and after how many of
these it strikes."""
JUDGED = 20
PATIENCE_SECONDS = 300.0

Act = Callable[[], object]


@dataclass
class Scene:
    """A library on one disk and photos on another. `went_on` says what it took after the fault was mended."""

    folder: Path
    stack: ExitStack
    before: tuple[str, ...] = ()
    environment: dict[str, str] | None = None
    needs_a_word: bool = True
    sentences: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    went_on: str = "not at all"

    def __post_init__(self) -> None:
        self.home_disk, self.photo_disk = self.folder / "home disk", self.folder / "photo disk"
        for place in (self.home_disk, self.photo_disk):
            place.mkdir()
        self.home, self.photos = Home(self.home_disk / "home"), self.photo_disk / "photos"
        self.rng, self.chance = np.random.default_rng(3), random.Random(3)
        self.made = 0

    def mount(self, place: Path, size: str) -> None:
        """A disk in memory, with so much space."""
        place.rmdir()
        self.stack.enter_context(mounted(place, size))

    def add_photos(self, count: int, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for _ in range(count):
            self.made += 1
            (folder / f"IMG_{self.made:04}.jpg").write_bytes(picture(self.rng, self.chance.choice(SORTED_COLOURS)))

    def play(self, strike: Act, heal: Act) -> list[str]:
        """Index and judge, then the fault in the middle of more photos, then it is mended: the faults that are left."""
        self.home.folder.mkdir(exist_ok=True)
        self.add_photos(FIRST, self.photos / "first")
        program = self.start()
        program.wait(lambda: program.indexed >= FIRST, PATIENCE_SECONDS)
        program.wait_until_quiet()
        self.end(program)
        self.judge()
        before = self.verdicts()
        program = self.start()
        program.wait_until_quiet(1.0)
        self.add_photos(LATER // 2, self.photos / "later")
        program.wait(lambda: program.indexed >= ENOUGH, PATIENCE_SECONDS)
        with program.halted():
            self.add_photos(LATER // 2, self.photos / "later")
            strike()
        program.wait_until_quiet()
        self.sentences = [*program.sentences, *self.problems()]
        heal()
        program.wait(lambda: self.is_whole(), 15)
        program.wait_until_quiet()
        self.end(self.go_on(program))
        if not self.is_whole():
            self.faults.append(f"{self.ready()} of {FIRST + LATER} photos are indexed: {self.reasons()}")
        if self.verdicts() != before:
            self.faults.append("verdicts are lost")
        if self.needs_a_word and not self.sentences:
            self.faults.append("no sentence was told")
        with Library.open(self.home.library) as library:
            return [*self.faults, *library.check()]

    def go_on(self, program: BareProgram) -> BareProgram:
        """What it takes: nothing, a click on Resume, a look through the folders, on Try again, or a new start."""
        self.went_on = "by itself"
        for word in ("resume", "rescan", "try again"):
            if self.is_whole():
                return program
            self.went_on = f"after {word}"
            program.tell(word)
            program.wait_until_quiet()
        if not self.is_whole():
            self.went_on = "after a new start"
            self.end(program)
            program = self.start()
            program.wait_until_quiet()
        if not self.is_whole():
            self.went_on = "not at all"
        return program

    def start(self) -> BareProgram:
        program = BareProgram(self.home.folder, [self.photos], self.before, self.environment)
        self.stack.callback(program.process.kill)
        return program

    def end(self, program: BareProgram) -> None:
        said = program.end()
        if program.process.returncode:
            self.faults.append(f"the program ended with {program.process.returncode}")
        if "Traceback" in said:
            self.faults.append(f"tracebacks, the first: {said[:3000]}")

    def judge(self) -> None:
        with Library.open(self.home.library) as library, library.atomic():
            ids = library.photos.ids(View()).tolist()[:JUDGED]
            category = library.categories.all()[0].id or 0
            library.tags.set_verdicts(Verdict(id, category, bool(id % 2)) for id in ids)

    def verdicts(self) -> list[tuple]:
        return self.rows("SELECT path, holds FROM verdicts JOIN photos ON photos.id = photo_id ORDER BY path")

    def is_whole(self) -> bool:
        return self.ready() == FIRST + LATER

    def ready(self) -> int:
        try:
            return int(self.rows("SELECT count(*) FROM photos WHERE status = 'ready'")[0][0])
        except sqlite3.Error:
            return -1

    def problems(self) -> list[str]:
        """What is said of photos that are set aside, of one of each kind."""
        try:
            rows = self.rows(
                "SELECT max(reason) FROM photos WHERE status = 'problem' GROUP BY replace(reason, name, '')"
            )
        except sqlite3.Error:
            return []
        return [row[0] for row in rows]

    def reasons(self) -> list[tuple]:
        return self.rows("SELECT status, count(*), max(reason) FROM photos GROUP BY status, reason")[:6]

    def rows(self, sql: str) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.home.library}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()
