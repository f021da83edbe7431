"""Keeps folders sorted: new photos go where rules say, once they are tagged."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from photo_sorter.core.arranging.commands import RemoveRule, SaveRule, StartRun
from photo_sorter.core.arranging.plan import Plan
from photo_sorter.core.arranging.run import Rule
from photo_sorter.core.events import Event, LibraryChanged, NoticeRaised
from photo_sorter.language import tr
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.planner import make_plan
from photo_sorter.work.job import IsCancelled, Job

LONGEST_WAIT_SECONDS = 10.0
"""Photos that arrive one after the other go together, but not later than this."""


@dataclass(frozen=True)
class RulesLooked:
    """To the worker: this is what a rule wants to have done, if one does. `faults`: why others wait, by rule id."""

    rule: Rule | None = None
    plan: Plan | None = None
    faults: Mapping[int | None, str] = field(default_factory=dict)


class RuleKeeper:
    """Lives on the worker thread; plans are made on a thread of its own, which reads the library for itself and posts
    what it finds."""

    def __init__(self, library: Library, post: Callable[[RulesLooked], None], notify: Callable[[Event], None]) -> None:
        self._library = library
        self._notify = notify
        self._job = Job("rules", post)
        self._is_looking = False
        self._due_since: float | None = None
        self._faults: Mapping[int | None, str] = {}

    @property
    def is_done(self) -> bool:
        return self._due_since is None and not self._is_looking

    def do(self, command: SaveRule | RemoveRule) -> None:
        """Raises LibraryError."""
        with self._library.atomic():
            match command:
                case SaveRule(rule):
                    self._library.journal.save_rule(rule)
                case RemoveRule(rule_id):
                    self._library.journal.remove_rule(rule_id)
        self._notify(LibraryChanged(runs=True))
        self.photos_changed()

    def photos_changed(self) -> None:
        """Photos have been tagged, or tagged anew."""
        if self._due_since is None and any(rule.enabled for rule in self._library.journal.rules()):
            self._due_since = time.monotonic()

    def keep(self, is_quiet: bool, is_running: bool) -> None:
        """Looks what rules want, if it is time. `is_quiet`: no more photos are coming just now; `is_running`: a run is
        under way, for whose end they wait."""
        if self._due_since is None or self._is_looking or is_running:
            return
        if not is_quiet and time.monotonic() - self._due_since < LONGEST_WAIT_SECONDS:
            return
        self._due_since = None
        if self._library.journal.open_run() is not None:
            return  # a person has to finish it, or to take it back
        self._is_looking = True
        path = self._library.path
        self._job.start(lambda is_cancelled: _look(path, is_cancelled), lambda fault: RulesLooked(faults={None: fault}))

    def on_looked(self, looked: RulesLooked, start: Callable[[StartRun, int | None], None]) -> None:
        """Has done what was found. Raises ArrangeError, LibraryError."""
        self._is_looking = False
        for rule_id, fault in looked.faults.items():
            if self._faults.get(rule_id) != fault:
                self._notify(NoticeRaised(fault))
        self._faults = looked.faults
        if looked.rule is not None and looked.plan is not None:
            start(StartRun(looked.plan, looked.rule.name), looked.rule.id)
            self.photos_changed()  # it may be another rule's turn

    def close(self) -> None:
        self._job.close()


def _look(library: Path, is_cancelled: IsCancelled) -> RulesLooked:
    """The first rule that wants something has its turn; the others come when that is done."""
    faults: dict[int | None, str] = {}
    with Library.open_read_only(library) as opened:
        for rule in opened.journal.rules():
            photo_ids = opened.journal.untouched_by(rule) if rule.enabled else []
            if not photo_ids:
                continue
            destination = rule.arrangement.destination
            if not destination.is_dir():
                # Made anew it might lie where a disk is missing.
                why = tr("{folder} is not there. If it lies on another disk, connect it.", folder=destination)
                faults[rule.id] = _waits(rule, why)
                continue
            plan = make_plan(opened, rule.arrangement, photo_ids, is_cancelled)
            if plan.faults:
                faults[rule.id] = _waits(rule, " ".join(plan.faults))
            elif plan.files:
                return RulesLooked(rule, plan, faults)
    return RulesLooked(faults=faults)


def _waits(rule: Rule, why: str) -> str:
    return tr("The rule “{name}” waits: {why}", name=rule.name, why=why)
