"""Tens of thousands of hostile files through the real decode pool: what was read, refused, stopped, or our fault.

`python -m tests.benchmarks fuzz --inputs 50000 --seed 1 --keep DIR`: the same seed makes the same files. Inputs are
`shared/odd-files` (where it is there) and a good picture of every format, damaged at random (`tests/media/hostile.py`).
Whatever killed or hung a decoder, or is our fault, is put into DIR with what became of it in its name.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import re
import resource
import shutil
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from photo_sorter.core.errors import DecoderDiedError, PhotoSorterError, PhotoUnreadableError
from photo_sorter.media.decode_pool import DecodePool
from tests.benchmarks.figures import Figure
from tests.media.bombs import bombs
from tests.media.hostile import good_packets, good_pictures, mutated
from tests.media.hostile_play import decode_watched, look_watched, read_sidecar_watched

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "odd-files"
CHILDREN = 2
LARGEST_SEED_BYTES = 1_000_000
SLOW_SECONDS = 10.0
_LOOKED_AT = 4
"""Every so manieth file is opened by the viewer too, besides all that could be decoded."""


@dataclass(frozen=True)
class Seed:
    """A file that is damaged. `group` is its line in the report, `suffix` the one of the damaged files."""

    group: str
    suffix: str
    data: bytes


@dataclass
class Tally:
    """What became of the files of one group."""

    files: int = 0
    calls: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    slowest_seconds: float = 0.0


def seeds() -> list[Seed]:
    made = [Seed(name, f".{name.partition('-')[0]}", data) for name, data in good_pictures().items()]
    packets = [Seed("sidecar", ".xmp", data) for data in good_packets()]
    odd = sorted(path for path in SHARED.rglob("*") if path.is_file() and path.parent != SHARED)
    found = [Seed(f"odd: {path.suffix.lower() or 'no suffix'}", path.suffix, path.read_bytes()) for path in odd]
    # What is made is few, and of every format: four times as often.
    return [seed for seed in (*found, *made * 4, *packets * 4) if 0 < len(seed.data) <= LARGEST_SEED_BYTES]


class Campaign:
    """Feeds files to a pool from as many threads as it has children, so that a call's time is its own."""

    def __init__(self, inputs: int, seed: int, scratch: Path, keep: Path | None) -> None:
        self.inputs, self.seed, self.scratch, self.keep = inputs, seed, scratch, keep
        self.tallies: defaultdict[str, Tally] = defaultdict(Tally)
        self.strangers: list[str] = []
        self._seeds = seeds()
        self._datas = [seed.data for seed in self._seeds]
        self._pool = DecodePool(CHILDREN)
        self._numbers = iter(range(inputs))
        self._lock = threading.Lock()

    def run(self, on_progress: Callable[[int], None] = lambda done: None) -> None:
        threads = [threading.Thread(target=self._feed, args=(number, on_progress)) for number in range(CHILDREN)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._pool.close()

    def file(self, number: int) -> tuple[Seed, bytes]:
        """The one of this number, the same every time."""
        rng = random.Random(f"{self.seed}:{number}")
        seed = self._seeds[number % len(self._seeds)]
        return seed, mutated(seed.data, rng, self._datas)

    def _feed(self, feeder: int, on_progress: Callable[[int], None]) -> None:
        room = self.scratch / str(feeder)
        while (number := self._next()) is not None:
            room.mkdir()
            thumbnails = room / "thumbnails"
            seed, data = self.file(number)
            path = room / f"{number}{seed.suffix}"
            path.write_bytes(data)
            self._count(seed.group, files=1)
            if seed.group == "sidecar":
                self._call(seed.group, read_sidecar_watched, path, thumbnails)
            else:
                is_read = self._call(seed.group, decode_watched, path, thumbnails)
                if is_read or number % _LOOKED_AT == 0:
                    self._call(seed.group, look_watched, path, thumbnails)
            self._check(room, path)
            shutil.rmtree(room)
            on_progress(number)

    def _next(self) -> int | None:
        with self._lock:
            return next(self._numbers, None)

    def _call(self, group: str, function: Callable[..., Any], path: Path, thumbnails: Path) -> bool:
        begun = time.monotonic()
        sentence = ""
        try:
            self._pool.submit(function, path, thumbnails).result()
            outcome = "read"
        except PhotoUnreadableError as error:
            outcome, sentence = "refused", str(error)
        except DecoderDiedError as error:
            outcome = "stopped" if "took longer" in str(error) else "died"
            sentence = str(error)
            self._keep(path, outcome)
        except PhotoSorterError as error:
            outcome, sentence = "other fault", str(error)
            self._keep(path, outcome)
        except Exception as error:  # noqa: BLE001 - this is what the campaign looks for
            outcome, sentence = "our fault", repr(error)
            self._keep(path, f"our fault {type(error).__name__}")
            self._note(f"{path.name}: {error!r}\n{''.join(error.__notes__[:1])}")
        seconds = time.monotonic() - begun
        if seconds > SLOW_SECONDS and outcome != "stopped":
            self._keep(path, "slow")
        with self._lock:
            tally = self.tallies[group]
            tally.calls += 1
            tally.outcomes[outcome] += 1
            tally.sentences[re.sub(r"\d[\d,]*", "N", sentence.replace(path.name, "…"))[:160]] += 1
            tally.slowest_seconds = max(tally.slowest_seconds, seconds)
        return outcome == "read"

    def _count(self, group: str, files: int) -> None:
        with self._lock:
            self.tallies[group].files += files

    def _check(self, room: Path, path: Path) -> None:
        """Nothing lies about but the file and its thumbnails."""
        thumbnails = room / "thumbnails"
        strange = [
            found
            for found in room.rglob("*")
            if found != path and found != thumbnails and thumbnails not in found.parents
        ]
        unfinished = list(thumbnails.rglob("*.tmp"))
        if strange or unfinished:
            with self._lock:
                self.strangers += [f"{path.name}: {found}" for found in (*strange, *unfinished)]

    def _keep(self, path: Path, outcome: str) -> None:
        if self.keep is not None:
            self.keep.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, self.keep / f"{outcome} {path.name}")

    def _note(self, text: str) -> None:
        if self.keep is not None:
            with self._lock, (self.keep / "faults.txt").open("a", encoding="utf-8") as file:
                file.write(f"{text}\n\n")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    begun = time.monotonic()
    keep = Path(options.keep) if options.keep else None

    def tell(number: int) -> None:
        if keep is not None and number % 500 == 0:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / "progress.txt").write_text(f"{number} of {options.inputs}, {time.monotonic() - begun:.0f} s\n")

    with tempfile.TemporaryDirectory(prefix="photo-sorter-fuzz-") as scratch:
        campaign = Campaign(options.inputs, options.seed, Path(scratch), keep)
        campaign.run(tell)
        print(table(campaign), flush=True)
        print("\n".join(set_off_bombs(Path(scratch))), flush=True)
    yield from figures(campaign, time.monotonic() - begun)


def set_off_bombs(scratch: Path) -> Iterator[str]:
    """Each in a new child: what it made of the file, how long it took, and how much memory."""
    for name, make in bombs().items():
        path = scratch / name
        path.write_bytes(make())
        pool = DecodePool(1)
        begun = time.monotonic()
        try:
            pool.submit(decode_watched, path, scratch / "thumbnails").result()
            outcome = "read"
        except (PhotoUnreadableError, DecoderDiedError) as error:
            outcome = str(error)
        seconds = time.monotonic() - begun
        peaks = [_high_water_mb(child.pid) for child in multiprocessing.active_children()]
        pool.close()
        size_kb = path.stat().st_size / 1000
        yield f"{name:<28}{size_kb:>8,.0f} kB{seconds:>8.1f} s{max(peaks, default=0):>7,.0f} MB  {outcome}"


def _high_water_mb(process_id: int | None) -> float:
    """Linux: the most that a process has had in memory."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def figures(campaign: Campaign, seconds: float) -> Iterator[Figure]:
    whole = total(campaign)
    yield Figure("hostile files", whole.files, "")
    yield Figure("calls of a decoder", whole.calls, "")
    for outcome in ("read", "refused", "died", "stopped"):
        yield Figure(f"calls: {outcome}", whole.outcomes[outcome], "")
    yield Figure("calls: our fault", whole.outcomes["our fault"] + whole.outcomes["other fault"], "", "0")
    yield Figure("files written where they may not be", len(campaign.strangers), "", "0")
    yield Figure("slowest call, a new child with it", whole.slowest_seconds, "s")
    yield Figure("largest child, peak", _peak_mb(resource.RUSAGE_CHILDREN), "MB", "≤ 3,400")
    yield Figure("parent, peak", _peak_mb(resource.RUSAGE_SELF), "MB")
    yield Figure("the whole campaign", seconds / 60, "minutes")


def total(campaign: Campaign) -> Tally:
    whole = Tally()
    for tally in campaign.tallies.values():
        whole.files += tally.files
        whole.calls += tally.calls
        whole.outcomes += tally.outcomes
        whole.sentences += tally.sentences
        whole.slowest_seconds = max(whole.slowest_seconds, tally.slowest_seconds)
    return whole


def table(campaign: Campaign) -> str:
    columns = ("read", "refused", "died", "stopped", "our fault")
    lines = [f"{'':<18}{'files':>7}{'calls':>7}" + "".join(f"{column:>11}" for column in columns) + f"{'slowest':>10}"]
    rows = itertools.chain(sorted(campaign.tallies.items()), [("all", total(campaign))])
    for group, tally in rows:
        counts = "".join(f"{tally.outcomes[column]:>11}" for column in columns)
        lines.append(f"{group:<18}{tally.files:>7}{tally.calls:>7}{counts}{tally.slowest_seconds:>8.1f} s")
    lines.append("")
    lines += [f"{count:>7}  {sentence}" for sentence, count in total(campaign).sentences.most_common(40) if sentence]
    lines += campaign.strangers[:20]
    return "\n".join(lines)


def _peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024
