"""Runs under which the power fails: what the disks hold then is all that is left. Linux, as root, with strace.

The volumes are images of file systems. At a system call the process is killed, and the images are copied before
anything else is flushed: what had not been flushed is not in them. The copies are mounted in place of the originals, as
after a power cut.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from photo_sorter.core.arranging.plan import Mode
from tests.benchmarks.arranging_faults import Tally, states_of, told_of
from tests.benchmarks.figures import Figure
from tests.work.arranging.accounts import Accounts, Ground, build
from tests.work.arranging.victim import Call, Outcome, Victim

# Nothing is flushed by itself meanwhile.
KINDS = {
    "ext4": (["mkfs.ext4", "-q", "-F"], 24, "loop,commit=600"),
    "btrfs": (["mkfs.btrfs", "-q", "-f"], 120, "loop,commit=300"),
    "xfs": (["mkfs.xfs", "-q", "-f"], 300, "loop"),
}
"""How to make one, its MiB, and mount options."""
COMBINATIONS = (
    (Mode.MOVE, "ext4", "btrfs"),
    (Mode.MOVE, "btrfs", "ext4"),
    (Mode.MOVE, "ext4", None),
    (Mode.MOVE, "btrfs", None),
    (Mode.COPY, "ext4", "xfs"),
    (Mode.COPY, "btrfs", None),
    (Mode.HARDLINK, "ext4", None),
    (Mode.SYMLINK, "ext4", "btrfs"),
)
"""What is done, and between which volumes; None: within the first."""


@dataclass(frozen=True)
class Volume:
    """A file system in an image, mounted at `place`."""

    kind: str
    image: Path
    place: Path

    def make(self) -> None:
        command, size, _ = KINDS[self.kind]
        with self.image.open("wb") as file:
            file.truncate(size * 1024 * 1024)
        subprocess.run([*command, str(self.image)], check=True, capture_output=True)
        self.place.mkdir(exist_ok=True)

    def mount(self) -> None:
        subprocess.run(["mount", "-o", KINDS[self.kind][2], str(self.image), str(self.place)], check=True)

    def unmount(self) -> None:
        subprocess.run(["umount", str(self.place)], check=True)

    def keep(self, name: str) -> None:
        """Copies what is on the disk now."""
        _copy_sparsely(self.image, self.image.with_name(name))

    def bring_back(self, name: str) -> None:
        _copy_sparsely(self.image.with_name(name), self.image)


@dataclass(frozen=True)
class Bench:
    mode: Mode
    volumes: tuple[Volume, ...]
    ground: Ground
    victim: Victim

    def prepare(self, act: str) -> Accounts:
        """Keeps what the disks hold before `act`."""
        for volume in self.volumes:
            volume.make()
            volume.mount()
        build(self.ground)
        accounts = Accounts.of(self.ground)
        if act == "take back":
            assert self.victim.do("run") == Outcome(was_killed=False)
        for volume in self.volumes:
            volume.unmount()
            volume.keep("before")
        return accounts

    def calls(self, act: str) -> list[Call]:
        with self._mounted("before"):
            return self.victim.calls(act, Path(self.volumes[0].image.with_name("calls")))

    def cut(self, act: str, call: Call, accounts: Accounts, way_out: str, tally: Tally) -> None:
        about = f"{self.mode}, {'-'.join(volume.kind for volume in self.volumes)}, {act}; {told_of(call)}"
        with self._mounted("before"):
            outcome = self.victim.do_traced(act, [f"{call.name}:signal=SIGKILL:when={call.number}"])
            for volume in self.volumes:
                volume.keep("after")
        assert outcome.was_killed, call
        tally.points += 1
        with self._mounted("after"):
            tally.lost += [f"{about}: {one}" for one in accounts.lost()]
            outcome = self.victim.do(way_out)
            if outcome.fault is not None:
                tally.faults.append(f"{about}: {outcome.fault}")
            tally.lost += [f"{about}: {one}" for one in accounts.lost()]
            if way_out == "take back" or not states_of(self.ground):
                tally.stuck += [f"{about}: {one}" for one in accounts.faults_if_as_before()]
            else:
                tally.damaged += [f"{about}: {one}" for one in accounts.faults_if_done(self.mode, {})]

    @contextmanager
    def _mounted(self, name: str) -> Iterator[None]:
        with ExitStack() as stack:
            for volume in self.volumes:
                volume.bring_back(name)
                volume.mount()
                stack.callback(volume.unmount)
            yield


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Prints what went wrong, if anything did."""
    total = Tally()
    for mode, first, second in COMBINATIONS:
        with (
            tempfile.TemporaryDirectory(prefix="power-cuts-") as folder,
            _bench(Path(folder), mode, first, second) as bench,
        ):
            for act, ways in (("run", ("finish", "take back")), ("take back", ("take back",))):
                tally = Tally()
                accounts = bench.prepare(act)
                calls = bench.calls(act)
                tally.damaged += [f"{mode}, {act}: {line}" for line in unflushed(calls)]
                for index, call in enumerate(calls[:: options.sample]):
                    bench.cut(act, call, accounts, ways[index % len(ways)], tally)
                yield tally.figure(f"power cut: {mode}, {first} to {second or 'itself'}, {act}")
                total += tally
    for line in total.lines():
        print(line)
    yield total.figure("power cuts: all of them")


@contextmanager
def _bench(folder: Path, mode: Mode, first: str, second: str | None) -> Iterator[Bench]:
    volumes = [Volume(first, folder / "1" / "image", folder / "volume 1")]
    if second is not None:
        volumes.append(Volume(second, folder / "2" / "image", folder / "volume 2"))
    for volume in volumes:
        volume.image.parent.mkdir()
    place = volumes[0].place
    ground = Ground(place / "home", place / "photos", volumes[-1].place / "sorted")
    with Victim(ground, mode) as victim:
        yield Bench(mode, tuple(volumes), ground, victim)


_PATHS = re.compile(r'"(/[^,]*)"(?=[,)])|<(/[^>]*)>')
_NAMES_CHANGE = ("renameat2", "rename", "link", "linkat", "symlink", "unlink", "mkdir", "rmdir", "openat")
_CONTENT_CHANGES = ("write", "utimensat", "chmod", "ioctl", "copy_file_range", "sendfile")


def unflushed(calls: list[Call]) -> list[str]:
    """Entries in the journal that were made before what they state was flushed, by the order of the system calls."""
    pending: dict[str, str] = {}
    not_written_down: list[str] = []
    found = []
    for call in calls:
        line = re.sub(r"AT_FDCWD<[^>]*>", "AT_FDCWD", call.line).replace('\\"', '"')
        paths = [quoted or shown for quoted, shown in _PATHS.findall(line)]
        if not paths or " = -1 " in line:
            continue
        is_library = any("library.db" in path for path in paths)
        if is_library:
            if call.name in ("fsync", "fdatasync"):
                found += [f"written down before it was flushed: {each}" for each in pending.values()]
                pending.clear()
                not_written_down.clear()
        elif call.name in ("fsync", "fdatasync"):
            pending.pop(paths[0], None)
        elif call.name in _NAMES_CHANGE:
            if call.name == "unlink":
                found += [f"{call.line} before this was written down: {each}" for each in not_written_down]
            if call.name.startswith("rename"):
                not_written_down.append(call.line)
            for path in paths if call.name.startswith("rename") else paths[-1:]:
                pending[str(Path(path).parent)] = call.line
        elif call.name in _CONTENT_CHANGES:
            pending[paths[0]] = call.line
    return found


def _copy_sparsely(source: Path, target: Path) -> None:
    subprocess.run(["cp", "--sparse=always", "--reflink=auto", str(source), str(target)], check=True)
