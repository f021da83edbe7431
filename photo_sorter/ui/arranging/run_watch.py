"""The run under way, as the worker tells of it: one at a time, whoever began it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from photo_sorter.core.arranging.commands import CancelRun, LeaveRun, ResumeRun, StartRun, UndoRun
from photo_sorter.core.arranging.events import RunEnded, RunProgressed
from photo_sorter.core.arranging.plan import Mode, Plan
from photo_sorter.core.arranging.run import Run
from photo_sorter.core.commands import Command
from photo_sorter.core.events import Stopped
from photo_sorter.ui.library_reader import LibraryReader


class RunWatch(QObject):
    """Asks for runs and says how they go. What is asked while one is under way is not passed on."""

    changed = Signal()
    """Something is under way, another part of it is done, or nothing is any more."""
    ended = Signal(object, object)
    """A RunEnded, and the Run as the library has it or None."""

    def __init__(self, reader: LibraryReader, post: Callable[[Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._post = reader, post
        self.is_under_way = self.is_undoing = self.is_cancelling = False
        self.run_id: int | None = None
        """Of the run under way, as soon as it is known."""
        self.mode, self.title = Mode.COPY, ""
        self.progress: RunProgressed | None = None
        self._asked: Command | None = None

    def start(self, plan: Plan, title: str) -> None:
        self._begin(StartRun(plan, title), None, plan.arrangement.mode, title)

    def finish(self, run: Run) -> None:
        """What was interrupted goes on."""
        self._begin(ResumeRun(run.id), run.id, run.arrangement.mode, run.title)

    def leave(self, run: Run) -> None:
        """Ends what was interrupted as it is."""
        self._begin(LeaveRun(run.id), run.id, run.arrangement.mode, run.title)

    def undo(self, run: Run, paths: tuple[Path, ...] = ()) -> None:
        """All of it, or only the files at these old or new paths."""
        self._begin(UndoRun(run.id, paths), run.id, run.arrangement.mode, run.title, is_undoing=True)

    def cancel(self) -> None:
        if self.is_under_way and not self.is_cancelling:
            self.is_cancelling = True
            self._post(CancelRun())
            self.changed.emit()

    def on_event(self, event: object) -> None:
        match event:
            case RunProgressed():
                self._follow(event)
            case RunEnded(refused=refused) if refused is not None and refused is not self._asked:
                pass  # another start of the program asked for it, and is told
            case RunEnded():
                run = self._reader.run(event.run_id) if event.run_id is not None else None
                self._rest()
                self.ended.emit(event, run)
            case Stopped() if self.is_under_way:
                self._rest()

    def _begin(self, command: Command, run_id: int | None, mode: Mode, title: str, *, is_undoing: bool = False) -> None:
        if self.is_under_way:
            return
        self.is_under_way, self.is_undoing = True, is_undoing
        self.run_id, self.mode, self.title = run_id, mode, title
        self._asked = command
        self._post(command)
        self.changed.emit()

    def _follow(self, event: RunProgressed) -> None:
        if event.run_id != self.run_id:
            run = self._reader.run(event.run_id)
            if run is not None:
                self.mode, self.title = run.arrangement.mode, run.title
        self.is_under_way, self.run_id = True, event.run_id
        self.progress, self.is_undoing = event, event.undoing
        self.changed.emit()

    def _rest(self) -> None:
        self.is_under_way = self.is_undoing = self.is_cancelling = False
        self.run_id, self.progress = None, None
        self.changed.emit()
