"""A storm: what happens in it, act by act, and what the oracle says after each."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Set
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from photo_sorter.paths import Home
from tests.storm.deeds import Deeds
from tests.storm.disks import LoopDisk
from tests.storm.oracle import Account, Oracle, differences_from_disk
from tests.storm.program import Program
from tests.storm.roll import Said

SHARE_SAID = 0.03
ALONE = 3
LEAST_BEGUN = 400
"""Photos that are indexed before anything happens."""
DEEDS_AT_ONCE = 25
SECONDS_BETWEEN = 0.1


@dataclass
class Storm:
    """Two disks that can be pulled out, on each a folder that is watched; the second is watched as a whole. Without
    `has_disks` they are two folders, and nothing is pulled out."""

    folder: Path
    stack: ExitStack
    count: int
    seed: int
    begun: int = LEAST_BEGUN
    has_disks: bool = True
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.usb = self.folder / "usb"
        if self.has_disks:
            self._plug_in()
        else:
            self.usb.mkdir()
        self.roots = (self.folder / "disk" / "photos", self.usb)
        self.deeds = Deeds(self.roots, self.folder / "disk" / "trash", self.seed)
        self.chance = random.Random(self.seed)
        self.program = Program(Home(self.folder / "home"))
        self.stack.callback(self.program.stop)
        self.oracle = Oracle(self.program.home.library, self.deeds.roll, self.program.embedder)

    def _plug_in(self) -> None:
        megabytes = 64 + self.count // 25
        self.inner, self.outer = (LoopDisk(self.folder / f"{name}.img", megabytes) for name in ("inner", "outer"))
        self.other = LoopDisk(self.folder / "other.img", 64)
        for disk in (self.inner, self.outer, self.other):
            self.stack.callback(disk.remove)
        self.inner.mount(self.folder / "disk")
        self.outer.mount(self.usb)

    def acts(self) -> dict[str, Callable[[], None]]:
        return {
            "first photos": self.begin,
            "each deed alone, while it watches": self.each_alone,
            "each deed alone, while it is closed": lambda: self.closed(self.each_alone),
            "while it indexes": self.storm_while_indexing,
            "while it watches": self.storm_while_watching,
            "disks come and go": self.unplug,
            "while it is closed": lambda: self.closed(self.rage),
            "closed, then all at once": lambda: self.closed(self.rage_twice),
            "closed, disks elsewhere": lambda: self.closed(self.plug_in_elsewhere),
        }

    def play(self, act: Callable[[], None]) -> tuple[Account, Account]:
        """What is wrong when the program has come to rest by itself, and after a round through all folders."""
        act()
        self.program.rest()
        assert not (faults := differences_from_disk(self.deeds.roll, self.roots)), faults[:5]
        unasked = self.oracle.look()
        self.program.rescan()
        asked = self.oracle.look()
        self.oracle.take_as_known(asked)
        self.deeds.roll.come_to_rest()
        self.say({about for _, about in asked.keys})
        return unasked, asked

    # --- acts ---

    def begin(self) -> None:
        for root in self.roots:
            self.deeds.fill(root, self.begun // 2, a_folder=10)
        self.program.start()
        self.program.take(self.roots)

    def each_alone(self) -> None:
        """So that a fault names the deed that leads to it."""
        self.deeds.one_each = True
        for deed in self.deeds.every().values():
            for _ in range(ALONE):
                deed()
        self.deeds.restore_all()
        self.deeds.one_each = False

    def storm_while_indexing(self) -> None:
        for root in self.roots:
            self.deeds.fill(root, (self.count - self.begun) // 2)
        self.rage()

    def storm_while_watching(self) -> None:
        self.rage()
        self.deeds.rename_root_and_back(self.roots[0], lambda: self.program.rest(2))

    def unplug(self) -> None:
        """Pulled out while files are moved on the other disk, and while new ones are indexed."""
        arrivals = self.deeds.fill(self.usb, max(20, self.count // 20))
        time.sleep(1.0)
        self.outer.unmount()
        self.deeds.tell(arrivals, "unplugged")
        self.program.rest()
        self.outer.mount(self.usb)
        self.program.rest()
        self.outer.unmount(lazily=True)
        self.other.mount(self.usb)
        (self.usb / "another disk").mkdir(exist_ok=True)
        self.program.rescan()
        self.other.unmount()
        self.program.rescan()
        self.plug_in_elsewhere()
        self.program.rescan()
        self.outer.unmount()
        self.outer.mount(self.usb)

    def plug_in_elsewhere(self) -> None:
        if self.outer.is_mounted:
            self.outer.unmount()
        self.outer.mount(self.folder / "usb 1")
        if self.program.runs:
            self.program.rest()
        self.outer.unmount()
        self.outer.mount(self.usb)

    def closed(self, act: Callable[[], None]) -> None:
        self.program.stop()
        act()
        self.program.start()

    # --- parts ---

    def rage(self) -> None:
        """So many deeds as there are files, a quarter of which are deeds to whole folders or several files."""
        for number in range(self.count // 3):
            self.deeds.do_any()
            if number % DEEDS_AT_ONCE == 0 and self.program.runs:
                time.sleep(SECONDS_BETWEEN)
        self.deeds.restore_all()

    def rage_twice(self) -> None:
        self.rage()
        self.rage()

    def say(self, at_fault: Set[object]) -> None:
        """A person judges some photos of which nothing was said, and no copy of which is gone or was judged: what was
        said of a copy may be said of these, too, and would be lost. So it would be with those `at_fault`."""
        roll = self.deeds.roll
        lost = {content for file in roll.gone for content in file.contents}
        lost |= {file.content for file in roll.at.values() if file.said is not None}
        open_to = [
            file
            for file in roll.at.values()
            if file.said is None and file.number not in at_fault and not lost.intersection(file.contents)
        ]
        chosen = self.chance.sample(open_to, min(len(open_to), max(self.begun // 2, int(self.count * SHARE_SAID))))
        for file in chosen:
            file.said = Said(
                f"said of {file.number}", self.chance.choice((True, False, None)), self.chance.random() < 0.3
            )
        self.program.say(chosen)
