"""How far a run is, how fast it goes, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from photo_sorter.core.arranging.events import RunProgressed
from photo_sorter.core.arranging.run import Step
from photo_sorter.work.progress import Progress

ANNOUNCE_SECONDS = 0.2

_FILE_COST_BYTES = 64 * 1024
"""What a file takes apart from its bytes, for the time left."""


class RunPace:
    """Lives on the run's thread; `tell` is called there, five times a second at most."""

    def __init__(self, run_id: int, tell: Callable[[RunProgressed], None]) -> None:
        self._run_id, self._tell = run_id, tell
        self._progress = Progress()
        self._told = 0.0

    def start(self, steps: Sequence[Step], undoing: bool) -> None:
        """All that there is to do."""
        self._undoing = undoing
        self._total, self._total_bytes = len(steps), sum(step.size_bytes for step in steps)
        self._passed = self._passed_bytes = self._in_hand = 0
        self._progress.start()

    def add_bytes(self, count: int) -> None:
        """So many of the file in hand have been copied."""
        self._in_hand += count
        self._progress.add(count)
        self._announce()

    def pass_by(self, step: Step) -> None:
        """This one is done, or could not be."""
        self._passed += 1
        self._passed_bytes += step.size_bytes
        self._in_hand = 0
        self._progress.add(_FILE_COST_BYTES)
        self._announce()

    def _announce(self) -> None:
        now = time.monotonic()
        if now - self._told < ANNOUNCE_SECONDS:
            return
        self._told = now
        done_bytes = self._passed_bytes + self._in_hand
        # Where nothing is copied the bytes cost nothing, and the rate says so.
        copies = self._progress.done > _FILE_COST_BYTES * self._passed
        bytes_left = self._total_bytes - done_bytes if copies else 0
        cost_left = bytes_left + (self._total - self._passed) * _FILE_COST_BYTES
        self._tell(
            RunProgressed(
                self._run_id,
                self._passed,
                self._total,
                done_bytes,
                self._total_bytes,
                self._progress.photos_per_second if copies else 0.0,
                self._progress.seconds_left(cost_left),
                self._undoing,
            )
        )
