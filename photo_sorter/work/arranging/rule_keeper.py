"""Keeps folders sorted: new photos go where rules say, once they are tagged."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from photo_sorter.core.arranging.commands import RemoveRule, SaveRule, StartRun
from photo_sorter.core.arranging.disk import VolumePlace
from photo_sorter.core.arranging.events import RulesWaiting
from photo_sorter.core.arranging.plan import Plan
from photo_sorter.core.arranging.run import Rule
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.events import Event, LibraryChanged, NoticeRaised
from photo_sorter.language import tr
from photo_sorter.media.questions import Questions
from photo_sorter.store.library import Library
from photo_sorter.store.volumes import KnownVolume
from photo_sorter.work.arranging.disks import Disks, ask
from photo_sorter.work.arranging.planner import make_plan, place_of
from photo_sorter.work.job import IsCancelled, Job

LONGEST_WAIT_SECONDS = 10.0
"""Photos that arrive one after the other go together, but not later than this."""


@dataclass(frozen=True)
class RulesLooked:
    """To the worker: this is what a rule wants to have done, if one does. `faults`: why others wait, by rule id; None
    stands for all. `places`: on which volumes their destinations lie, of rules of which that was not known."""

    rule: Rule | None = None
    plan: Plan | None = None
    faults: Mapping[int | None, str] = field(default_factory=dict)
    places: Mapping[int, VolumePlace] = field(default_factory=dict)


class RuleKeeper:
    """Lives on the worker thread; plans are made on a thread of its own, which reads the library for itself and posts
    what it finds. A rule whose disk does not answer waits, and no other rule for it: `questions` tell when to look
    again."""

    def __init__(
        self,
        library: Library,
        post: Callable[[RulesLooked], None],
        notify: Callable[[Event], None],
        questions: Questions,
    ) -> None:
        self._library = library
        self._notify = notify
        self._questions = questions
        self._job = Job("rules", post)
        self._is_looking = False
        self._due_since: float | None = None
        self._faults: Mapping[int | None, str] = {}
        self._is_needed: bool | None = None

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
        self._is_needed = None
        self._notify(LibraryChanged(runs=True))
        self.photos_changed()

    def photos_changed(self) -> None:
        """Photos have been tagged, or tagged anew; or disks are there that were not."""
        if self._is_needed is None:
            self._is_needed = any(rule.enabled for rule in self._library.journal.rules())
        if self._due_since is None and self._is_needed:
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
        path, questions = self._library.path, self._questions
        self._job.start(
            lambda is_cancelled: _look(path, is_cancelled, questions), lambda fault: RulesLooked(faults={None: fault})
        )

    def on_looked(self, looked: RulesLooked, start: Callable[[StartRun, int | None], None]) -> None:
        """Has done what was found. Raises ArrangeError, LibraryError."""
        self._is_looking = False
        self._tell_faults(looked)
        if looked.places:
            with self._library.atomic():
                for id, place in looked.places.items():
                    volume_id = self._library.volumes.known(place.uuid, place.mount_point)
                    self._library.volumes.note_of_rule(id, volume_id)
        if looked.rule is not None and looked.plan is not None:
            start(StartRun(looked.plan, looked.rule.name), looked.rule.id)
            self.photos_changed()  # it may be another rule's turn

    def close(self) -> None:
        self._job.close()

    def _tell_faults(self, looked: RulesLooked) -> None:
        for rule_id, fault in looked.faults.items():
            if self._faults.get(rule_id) != fault:
                name = next((rule.name for rule in self._library.journal.rules() if rule.id == rule_id), None)
                self._notify(NoticeRaised(_waits(name, fault) if name is not None else fault))
        before, now = (
            {id: why for id, why in each.items() if id is not None} for each in (self._faults, looked.faults)
        )
        self._faults = looked.faults
        if now != before:
            self._notify(RulesWaiting(now))


def _look(library: Path, is_cancelled: IsCancelled, questions: Questions) -> RulesLooked:
    """The first rule that wants something has its turn; the others come when that is done."""
    faults: dict[int | None, str] = {}
    places: dict[int, VolumePlace] = {}
    with Library.open_read_only(library) as opened:
        volumes = opened.volumes.all()
        for rule in opened.journal.rules():
            if not rule.enabled or rule.id is None:
                continue
            photo_ids = opened.journal.untouched_by(rule)
            try:
                place = place_of_rule(rule, volumes, questions)
            except ArrangeError as error:
                if photo_ids:
                    faults[rule.id] = str(error)
                continue
            if rule.volume_id is None and place is not None:
                places[rule.id] = place
            if photo_ids:
                plan = make_plan(opened, rule.arrangement, photo_ids, is_cancelled, questions)
                if plan.faults:
                    faults[rule.id] = " ".join(plan.faults)
                elif plan.files:
                    return RulesLooked(rule, plan, faults, places)
    return RulesLooked(faults=faults, places=places)


def place_of_rule(rule: Rule, volumes: Mapping[int, KnownVolume], questions: Questions) -> VolumePlace | None:
    """The volume on which its photos go. Raises ArrangeError: what is missing there, or does not answer."""
    return ask(questions, rule.arrangement.destination, partial(_found_place, rule, volumes))


def _found_place(rule: Rule, volumes: Mapping[int, KnownVolume]) -> VolumePlace | None:
    destination, disks = rule.arrangement.destination, Disks(volumes)
    if not disks.is_there(destination, rule.volume_id):
        raise ArrangeError(disks.sentence(rule.volume_id))
    if not os.path.isdir(destination):  # noqa: PTH112 - never raises
        # Made anew it might lie where a disk is missing.
        raise ArrangeError(tr("{folder} is not there. If it lies on another disk, connect it.", folder=destination))
    return place_of(volumes.values(), destination)


def _waits(name: str, why: str) -> str:
    return tr("The rule “{name}” waits: {why}", name=name, why=why)
