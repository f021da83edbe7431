"""The disks of a run: whether all is where it was, so that nothing is put below a mount point or taken for gone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import Run, Step, StepState
from photo_sorter.language import tr
from photo_sorter.media.placing_faults import DiskError
from photo_sorter.media.scan import shown
from photo_sorter.work.arranging.disks import DiskAwayError, Disks
from photo_sorter.work.arranging.ledger import CallLedger

_DONE = (StepState.BEGUN, StepState.DONE, StepState.COPIED, StepState.UNDOING, StepState.RETURNED)


class RunDisks:
    """Lives on the run's thread. Volumes that the library does not know (of runs from before it did) are told by what
    is found where they were."""

    def __init__(self, run: Run, ledger: CallLedger) -> None:
        self._run, self._ledger = run, ledger
        self._destination = run.arrangement.destination
        self._device: int | None = None

    @cached_property
    def _disks(self) -> Disks:
        return Disks(self._ledger(lambda ledger: ledger.volumes))

    def check_files(self) -> None:
        """A run that has done something is not gone on with, nor taken back, while its disk is somewhere else. Raises
        DiskAwayError."""
        done = self._ledger(lambda ledger: ledger.steps(self._run, *_DONE))
        self._disks.accept_copies(step for step in done if step.state is StepState.DONE)
        self._disks.require(self._destination, self._run.volume_id)
        folders = self._ledger(lambda ledger: ledger.folders(self._run))
        # What may be in its old place: not yet gone, or back. An original of a copy says nothing of the copy's disk.
        either = {StepState.BEGUN} if all(step.state is StepState.BEGUN for step in done) else set()
        if self._run.arrangement.mode is Mode.MOVE or not folders:
            either |= {StepState.UNDOING, StepState.RETURNED}
        old_places = [step.source for step in done if step.state in either]
        if done and not os.path.lexists(self._destination) and self._destination not in folders:
            old_places = []  # it was there before the run: its disk was
        is_there = any(map(os.path.lexists, (*folders, *(step.target for step in done), *old_places)))
        if (
            done
            and not is_there
            and not self._ledger(lambda ledger: any(ledger.moved_on(self._run, s.target) for s in done))
        ):
            raise DiskAwayError(
                tr(
                    "None of its files is in {path} any more. If it lies on another disk, connect that first.",
                    path=shown(self._destination),
                )
            )

    def check_destination(self) -> None:
        """A disk that was taken out leaves an empty folder behind, which must not be filled in its place. Raises
        DiskAwayError."""
        self._disks.require(self._destination, self._run.volume_id)
        parents = self._destination.parents
        place = next((path for path in (self._destination, *parents) if os.path.lexists(path)), self._destination)
        try:
            device = place.stat().st_dev
        except OSError:
            device = None
        if device is None or self._device not in (None, device):
            raise DiskAwayError(_gone(self._destination))
        self._device = device

    def check(self, step: Step, *, source: bool) -> None:
        """Whether the disk of its new place, and of its old one, is there. Raises DiskAwayError."""
        self._disks.require(step.target.parent, step.target_volume_id)
        if source:
            self._disks.require(step.source.parent, step.source_volume_id)

    def divided(self, steps: Sequence[Step], *, source: bool) -> tuple[list[Step], list[tuple[Step, DiskError]]]:
        """Steps whose disks are there, and those that wait for one."""
        here: list[Step] = []
        waiting: list[tuple[Step, DiskError]] = []
        for step in steps:
            try:
                self.check(step, source=source)
            except DiskError as error:
                waiting.append((step, error))
            else:
                here.append(step)
        return here, waiting

    def away_from_source(self, step: Step) -> DiskError | None:
        """Which disk is missing at its old place, if one is."""
        try:
            self._disks.require(step.source.parent, step.source_volume_id)
        except DiskError as error:
            return error
        return None

    def explain_fault(self, step: Step) -> None:
        """Whether what failed is the file's own fault. Raises DiskAwayError."""
        self.check_destination()
        self.check(step, source=True)
        absent = self.absent_folder(step)
        if absent is not None:
            raise DiskAwayError(_gone(absent))

    def absent_folder(self, step: Step) -> Path | None:
        """The watched folder in which the file was, if that is not there: its disk may be away."""
        folder = self._ledger(lambda ledger: ledger.watched_folder(step))
        if folder is None:
            return None
        return folder.path if folder.offline or not os.path.isdir(folder.path) else None  # noqa: PTH112


def _gone(path: Path) -> str:
    return tr("The disk of {path} is gone. Connect it again.", path=shown(path))
