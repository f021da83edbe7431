"""What the worker, and the threads of its runs, tell about files and folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from photo_sorter.core.arranging.commands import LeaveRun, ResumeRun, StartRun, UndoRun
from photo_sorter.core.arranging.plan import Plan


@dataclass(frozen=True)
class PlanMade:
    """`plan` is None where `sentence` says what went wrong."""

    token: int
    plan: Plan | None
    sentence: str | None = None


@dataclass(frozen=True)
class RunProgressed:
    """So many of the run's files are done (`undoing`: taken back), or could not be. seconds_left is None while
    unknown."""

    run_id: int
    done: int
    total: int
    done_bytes: int
    total_bytes: int
    bytes_per_second: float
    seconds_left: float | None
    undoing: bool = False


@dataclass(frozen=True)
class RunEnded:
    """The run under way has ended, as its steps in the library say. `done` files this time (`undoing`: taken back);
    `sentences` are about those that were not, and `interruption` says why it stopped early and waits to be finished or
    taken back. `run_id` is None where a command was `refused`: a run that is under way goes on."""

    run_id: int | None
    done: int
    sentences: tuple[str, ...] = ()
    interruption: str | None = None
    undoing: bool = False
    cancelled: bool = False
    refused: StartRun | ResumeRun | LeaveRun | UndoRun | None = None


@dataclass(frozen=True)
class RulesWaiting:
    """Why rules do nothing with photos that wait for them, by rule id: all that do, whenever that changes."""

    sentences: Mapping[int, str]


ArrangingEvent = PlanMade | RunProgressed | RunEnded | RulesWaiting
