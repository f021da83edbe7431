"""A run: what has been done of a plan, step by step, and what can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from photo_sorter.core.arranging.plan import Arrangement


class StepState(StrEnum):
    """Stored in `run_steps.state`, always before what it announces and after what it states.

    planned → begun → (copied →) done → undoing → (returned →) undone, or failed, or dropped.
    """

    PLANNED = "planned"
    """Nothing has been done."""
    BEGUN = "begun"
    """May have been done, in part."""
    COPIED = "copied"
    """Its verified copy is in the new place; the original may have been removed."""
    DONE = "done"
    FAILED = "failed"
    """Could not be done; `reason` says why, and all is as it was."""
    DROPPED = "dropped"
    """Cancelled before it was begun."""
    UNDOING = "undoing"
    """May have been taken back, in part."""
    RETURNED = "returned"
    """Its verified copy is in the old place; the one in the new place may have been removed."""
    UNDONE = "undone"


class RunState(StrEnum):
    """Stored in `runs.state`."""

    RUNNING = "running"
    UNDOING = "undoing"
    ENDED = "ended"


@dataclass(frozen=True)
class Step:
    """One file of a run. `mtime_ns` and `permissions` are the source's, `target_mtime_ns` that of what was put there;
    `content_hash` is the SHA-256 once it was read. `copy_id` is the photo that a copy in a watched folder is.

    `reason`: why it failed, or could not be taken back. The ids of volumes are the library's; None where it does not
    know them.
    """

    number: int
    source: Path
    target: Path
    photo_id: int | None
    size_bytes: int
    mtime_ns: int
    content_hash: bytes | None
    state: StepState = StepState.PLANNED
    reason: str | None = None
    permissions: int | None = None
    target_mtime_ns: int | None = None
    copy_id: int | None = None
    source_volume_id: int | None = None
    target_volume_id: int | None = None


@dataclass(frozen=True)
class Run:
    """`title` is what was asked for, in words; `token` is part of the names of its temporary files. Times are UTC,
    ISO 8601. `size_bytes` of all its files; `interruption`: why it stopped before its end, a sentence. `volume_id`: of
    the volume of its destination, as with its steps."""

    id: int
    title: str
    arrangement: Arrangement
    token: str
    state: RunState
    started_at: str
    ended_at: str | None
    rule_id: int | None
    counts: Mapping[StepState, int]
    size_bytes: int
    interruption: str | None = None
    volume_id: int | None = None

    @property
    def is_open(self) -> bool:
        """It is under way, or was interrupted."""
        return self.state is not RunState.ENDED

    def count(self, *states: StepState) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def files(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Rule:
    """New photos in `folders`, which are watched or lie in watched ones, go where `arrangement` says, while it is
    `enabled`. Those with an id greater than `after_photo_id` are new. `volume_id`: as with runs."""

    id: int | None
    name: str
    folders: tuple[Path, ...]
    arrangement: Arrangement
    enabled: bool = False
    after_photo_id: int = 0
    volume_id: int | None = None
