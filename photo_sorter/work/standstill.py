"""What keeps the work from going on: the person, the schedule, or a fault of the disk or the model."""

from __future__ import annotations

import time

HEAL_SECONDS = 30.0
"""So often it is tried whether a fault is over: there is space again, or the disk is back."""


class Standstill:
    """`paused`: by the person, or by a `fault` (its sentence). `held`: why the schedule waits; empty if it does not."""

    def __init__(self, paused: bool) -> None:
        self.paused = paused
        self.held = ""
        self.fault: str | None = None
        self._told: str | None = None
        self._heals_at = 0.0

    def __bool__(self) -> bool:
        return self.paused or bool(self.held)

    @property
    def reason(self) -> str:
        """Of the schedule, where nothing stronger holds."""
        return "" if self.paused else self.held

    @property
    def seconds_to_healing(self) -> float | None:
        """Until it is tried whether the fault is over; None without one."""
        return self._heals_at - time.monotonic() if self.fault else None

    def fail(self, sentence: str) -> bool:
        """Nothing is started until that is over, which is tried now and then, or the person says so. True if they have
        not been told yet."""
        self.paused, self.fault = True, sentence
        self._heals_at = time.monotonic() + HEAL_SECONDS
        is_news, self._told = sentence != self._told, sentence
        return is_news

    def go_on(self, paused: bool) -> bool:
        """Only what the person wants holds. True if a fault did until now."""
        had_fault = self.fault is not None
        self.paused, self.fault = paused, None
        return had_fault

    def forget(self) -> None:
        """The work goes well: the same fault would be told again."""
        self._told = None
