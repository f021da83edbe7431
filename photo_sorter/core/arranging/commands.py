"""What a person or a front door asks of the worker about files and folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photo_sorter.core.arranging.plan import Arrangement, Plan
from photo_sorter.core.arranging.run import Rule


@dataclass(frozen=True)
class MakePlan:
    """Where would these photos go? `photo_ids` None: the whole library. Nothing is changed."""

    token: int
    arrangement: Arrangement
    photo_ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class CancelPlan:
    pass


@dataclass(frozen=True)
class StartRun:
    """Do what a plan says. `title`: what it is, in a person's words."""

    plan: Plan
    title: str


@dataclass(frozen=True)
class CancelRun:
    """The run under way ends after the file in hand; what is done stays done and can be undone."""


@dataclass(frozen=True)
class ResumeRun:
    """Finish a run that was interrupted."""

    run_id: int


@dataclass(frozen=True)
class LeaveRun:
    """End a run that was interrupted as it is: nothing more is done, nothing is taken back."""

    run_id: int


@dataclass(frozen=True)
class UndoRun:
    """Take a run back, or only the files at these paths: old or new ones, or folders of them."""

    run_id: int
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True)
class SaveRule:
    """A rule without an id is new. Enabling it begins with the photos that come from now on."""

    rule: Rule


@dataclass(frozen=True)
class RemoveRule:
    """Its runs stay and can be undone."""

    rule_id: int


ArrangingCommand = MakePlan | CancelPlan | StartRun | CancelRun | ResumeRun | LeaveRun | UndoRun | SaveRule | RemoveRule
