"""A run from step to step: what is about to be done is written down, then done, then written down as done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from photo_sorter.core.arranging.events import RunEnded
from photo_sorter.core.arranging.plan import Mode
from photo_sorter.core.arranging.run import Run, RunState, Step, StepState
from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.events import Event
from photo_sorter.language import tr
from photo_sorter.media import placing
from photo_sorter.media.placing import trace
from photo_sorter.media.placing_faults import CancelledError, DiskError, PlacingError
from photo_sorter.media.scan import shown
from photo_sorter.work.arranging import doing, undoing
from photo_sorter.work.arranging.disks import waits_for_disk
from photo_sorter.work.arranging.ledger import CallLedger
from photo_sorter.work.arranging.pace import RunPace
from photo_sorter.work.arranging.run_disks import RunDisks

MOST_STEPS = 100
MOST_BYTES = 256 * 1024 * 1024
"""What is written down at once: an entry takes some milliseconds on the disk, and a crash leaves as much to look at."""
_STATED = (StepState.COPIED, StepState.DONE, StepState.RETURNED, StepState.UNDONE)
"""States that say where a file is."""


class Runner:
    """Lives on a thread that may read and copy for hours. `is_cancelled`: a person wants no more, what is done stays;
    `is_leaving`: the program ends, and the run waits for the next start."""

    def __init__(
        self,
        run: Run,
        ledger: CallLedger,
        tell: Callable[[Event], None] = lambda _: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        is_leaving: Callable[[], bool] = lambda: False,
    ) -> None:
        self._run = run
        self._mode, self._token = run.arrangement.mode, run.token
        self._ledger = ledger
        self._is_cancelled = is_cancelled
        self._is_leaving = is_leaving
        self._disks = RunDisks(run, ledger)
        self._sentences: list[str] = []
        self._done = 0
        self._pace = RunPace(run.id, tell)

    def finish(self) -> RunEnded:
        """Does what is planned, or goes on taking back what was being taken back. Raises LibraryError."""
        if self._run.state is RunState.UNDOING:
            return self.take_back()
        try:
            self._disks.check_files()
            self._settle()
            self._pace.start(self._ledger(lambda ledger: ledger.steps(self._run, StepState.PLANNED)), undoing=False)
            for batch in self._batches(StepState.PLANNED):
                self._do(batch)
        except DiskError as error:
            return self._interrupted(RunState.RUNNING, error)
        except CancelledError:
            if self._is_leaving():
                return self._interrupted(RunState.RUNNING, None)
        self._ledger(lambda ledger: ledger.end(self._run))
        return self._ended(undoing=False)

    def take_back(self, paths: Sequence[Path] = ()) -> RunEnded:
        """All that is done, or only files at these paths (old, new, or folders of them). Raises LibraryError."""
        try:
            self._disks.check_files()
            if self._run.state is RunState.RUNNING:
                self._settle()
        except DiskError as error:
            return self._interrupted(self._run.state, error, undoing=True)
        if self._run.state is not RunState.UNDOING:
            done = self._ledger(lambda ledger: ledger.steps(self._run, StepState.DONE))
            chosen = [step for step in done if not paths or _is_at(step, paths)]
            try:
                chosen = self._without_waiting(chosen)
            except DiskError as error:
                return self._interrupted(self._run.state, error, undoing=True)
            newcomers: list[Step] = []
            if self._mode is Mode.MOVE:
                steps = self._ledger(lambda ledger: ledger.steps(self._run))
                newcomers = list(undoing.newcomers(chosen, steps))
            self._ledger(lambda ledger: ledger.undo(self._run, chosen, newcomers))
        return self._undo()

    # --- doing ---

    def _settle(self) -> None:
        """Finds out how far an interrupted run had come."""
        begun = self._ledger(lambda ledger: ledger.steps(self._run, StepState.BEGUN))
        if begun:
            settled = [self._on_disks(step, self._settled, source=True) for step in begun]
            self._record(settled)
        copied = self._ledger(lambda ledger: ledger.steps(self._run, StepState.COPIED))
        if copied:
            self._remove_originals(copied)

    def _settled(self, step: Step) -> Step:
        try:
            return doing.settle(step, self._mode, self._token)
        except PlacingError as error:
            raise DiskError(str(error)) from error

    def _do(self, batch: list[Step]) -> None:
        begun, folders = self._prepared(batch)
        self._ledger(lambda ledger: ledger.begin(self._run, begun, folders))
        results: list[Step] = []
        stopped: DiskError | CancelledError | None = None
        try:
            for step in begun:
                self._stop_if_told()
                self._disks.check_destination()
                results.append(self._on_disks(step, self._done_step, source=False))
                self._pace.pass_by(step)
        except (DiskError, CancelledError) as error:
            stopped = error
        # What the disk refused may have been put there all the same: that is found out later.
        untouched = begun[len(results) + isinstance(stopped, DiskError) :]
        results += [replace(step, state=StepState.PLANNED) for step in untouched]
        self._record(results)
        copied = [step for step in results if step.state is StepState.COPIED]
        if copied:
            self._remove_originals(copied)
        if stopped is not None:
            raise stopped

    def _prepared(self, batch: list[Step]) -> tuple[list[Step], list[Path]]:
        """The steps with what is needed to give it back, and the folders that have to be made for them."""
        self._disks.check_destination()
        begun = []
        for step in batch:
            try:
                found = trace(step.source)
            except PhotoSorterError:
                found = None
            begun.append(replace(step, state=StepState.BEGUN, permissions=found.permissions if found else None))
        parents = dict.fromkeys(step.target.parent for step in batch)
        return begun, list(dict.fromkeys(path for parent in parents for path in placing.missing_folders(parent)))

    def _done_step(self, step: Step) -> Step:
        try:
            placing.make_folder(step.target.parent)
            done = doing.do(step, self._mode, self._token, self._pace.add_bytes, self._must_stop)
        except PlacingError as error:
            self._disks.explain_fault(step)
            return self._failed(step, error)
        self._done += done.state is StepState.DONE
        return done

    def _remove_originals(self, copied: list[Step]) -> None:
        results: list[Step] = []
        try:
            for step in copied:
                self._disks.check_destination()
                results.append(self._on_disks(step, self._moved, source=True))
        finally:
            self._record(results)

    def _moved(self, step: Step) -> Step:
        try:
            done = doing.remove_original(step)
        except PlacingError as error:
            return self._failed(step, error)
        self._done += 1
        return done

    def _failed(self, step: Step, error: PlacingError) -> Step:
        self._sentences.append(str(error))
        return replace(step, state=StepState.FAILED, reason=str(error))

    # --- taking back ---

    def _undo(self) -> RunEnded:
        wanted = self._ledger(lambda ledger: ledger.steps(self._run, StepState.UNDOING, StepState.RETURNED))
        self._pace.start(wanted, undoing=True)
        try:
            for batch in self._chunks(wanted[::-1]):
                self._undo_batch(batch)
        except DiskError as error:
            return self._interrupted(RunState.UNDOING, error)
        except CancelledError:
            if self._is_leaving():
                return self._interrupted(RunState.UNDOING, None)
            left = self._ledger(lambda ledger: ledger.steps(self._run, StepState.UNDOING))
            stays = [replace(step, state=StepState.DONE, reason=_cancelled()) for step in left]
            self._record(stays)
        for folder in self._ledger(lambda ledger: ledger.folders(self._run)):
            placing.remove_folder_if_empty(folder)
        self._ledger(lambda ledger: ledger.end(self._run))
        return self._ended(undoing=True)

    def _undo_batch(self, batch: list[Step]) -> None:
        originals = self._ledger(lambda ledger: {step.number: ledger.originals(step) for step in batch})
        self._ledger(lambda ledger: ledger.begin(self._run, batch))
        results: list[Step] = []
        try:
            for step in batch:
                self._stop_if_told()
                self._disks.check_destination()
                undone = partial(self._undone_step, originals=originals[step.number])
                results.append(self._on_disks(step, undone, source=self._mode is Mode.MOVE))
                self._pace.pass_by(step)
        finally:
            self._record(results)
            returned = [step for step in results if step.state is StepState.RETURNED]
            if returned:
                self._remove_returned(returned)

    def _remove_returned(self, returned: list[Step]) -> None:
        results: list[Step] = []
        try:
            for step in returned:
                self._disks.check_destination()
                results.append(self._on_disks(step, self._given_back, source=True))
        finally:
            self._record(results)

    def _undone_step(self, step: Step, originals: list[Path]) -> Step:
        try:
            self._check_not_moved_on(step)
            self._check_old_folder(step)
            step = undoing.settle_undoing(step, self._mode, self._token)
            if step.state is StepState.UNDOING:
                step = undoing.take_back(
                    step, self._mode, self._token, originals, self._pace.add_bytes, self._must_stop
                )
        except PlacingError as error:
            away = self._disks.away_from_source(step)
            return self._left(step, error if away is None else _waits(step, away))
        self._done += step.state is StepState.UNDONE
        return step

    def _check_not_moved_on(self, step: Step) -> None:
        if os.path.lexists(step.target):
            return
        on = self._ledger(lambda ledger: ledger.moved_on(self._run, step.target))
        if on is not None:
            raise PlacingError(
                tr(
                    "{path} was moved on to {place} by run {run}: take that back first.",
                    path=shown(step.target),
                    place=shown(on[1]),
                    run=on[0],
                )
            )

    def _check_old_folder(self, step: Step) -> None:
        if self._mode is not Mode.MOVE or os.path.lexists(step.source.parent):
            return
        absent = self._disks.absent_folder(step)
        if absent is not None:
            raise PlacingError(
                tr(
                    "{path} stays: the folder {folder} is not there. Connect its disk, or make it anew.",
                    path=shown(step.target),
                    folder=shown(absent),
                )
            )

    def _given_back(self, step: Step) -> Step:
        try:
            step = undoing.remove_returned(step)
        except PlacingError as error:
            return self._left(step, error)
        self._done += 1
        return step

    def _left(self, step: Step, error: PlacingError) -> Step:
        sentence = str(error)
        self._sentences.append(sentence)
        return replace(step, state=StepState.DONE, reason=sentence)

    def _record(self, steps: Sequence[Step]) -> None:
        """Writes down what has become of steps, once their names are on the disk. Raises DiskError."""
        settled = [step for step in steps if step.state in _STATED]
        for folder in dict.fromkeys(path.parent for step in settled for path in (step.target, step.source)):
            placing.sync_folder(folder)
        self._ledger(lambda ledger: ledger.record(self._run, steps))

    # --- disks ---

    def _on_disks(self, step: Step, deed: Callable[[Step], Step], *, source: bool) -> Step:
        """What is not there may be on a disk that is away: nothing is concluded from it. `source`: the disk of its old
        place counts, too. Raises DiskError."""
        told = self._done, len(self._sentences)
        self._disks.check(step, source=source)
        try:
            done = deed(step)
        except DiskError:
            self._disks.check_destination()
            self._disks.check(step, source=source)
            raise
        try:
            self._disks.check(step, source=source)
        except DiskError:
            self._done, self._sentences[told[1] :] = told[0], []
            raise
        return done

    def _without_waiting(self, chosen: Sequence[Step]) -> list[Step]:
        """Those whose disks are there. The others can be taken back later, and are told; DiskError if that is all."""
        here, waiting = self._disks.divided(chosen, source=self._mode is Mode.MOVE)
        if waiting and not here:
            raise waiting[0][1]
        self._record([self._left(step, _waits(step, why)) for step, why in waiting])
        return here

    # --- batches, ends ---

    def _batches(self, state: StepState) -> Iterator[list[Step]]:
        yield from self._chunks(self._ledger(lambda ledger: ledger.steps(self._run, state)))

    def _chunks(self, steps: Iterable[Step]) -> Iterator[list[Step]]:
        batch: list[Step] = []
        size = 0
        for step in steps:
            if batch and (len(batch) == MOST_STEPS or (self._copies and size + step.size_bytes > MOST_BYTES)):
                yield batch
                batch, size = [], 0
            batch.append(step)
            size += step.size_bytes
        if batch:
            yield batch

    @property
    def _copies(self) -> bool:
        return self._mode in (Mode.COPY, Mode.MOVE)

    def _stop_if_told(self) -> None:
        if self._must_stop():
            raise CancelledError

    def _must_stop(self) -> bool:
        return self._is_cancelled() or self._is_leaving()

    def _interrupted(self, state: RunState, error: DiskError | None, undoing: bool = False) -> RunEnded:
        """By the disk, or by the program's end."""
        sentence = str(error) if error is not None else None
        needs_a_person = error is not None and not waits_for_disk(error)
        if state is not RunState.ENDED:
            self._ledger(lambda ledger: ledger.interrupt(self._run, state, sentence, needs_a_person=needs_a_person))
        undoing = undoing or state is RunState.UNDOING
        return RunEnded(self._run.id, self._done, tuple(self._sentences), sentence or tr("It goes on later."), undoing)

    def _ended(self, undoing: bool) -> RunEnded:
        return RunEnded(
            self._run.id, self._done, tuple(self._sentences), undoing=undoing, cancelled=self._is_cancelled()
        )


def _is_at(step: Step, paths: Sequence[Path]) -> bool:
    return any(file.is_relative_to(path) for path in paths for file in (step.source, step.target))


def _waits(step: Step, why: DiskError) -> PlacingError:
    return PlacingError(tr("{path} stays for now. {why}", path=shown(step.target), why=why))


def _cancelled() -> str:
    return tr("Cancelled before it was taken back.")
