"""All of arranging that the worker does: runs, and the rules that begin them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from photo_sorter.core.arranging.commands import CancelRun, LeaveRun, RemoveRule, ResumeRun, SaveRule, StartRun, UndoRun
from photo_sorter.core.events import Event
from photo_sorter.media.questions import Questions
from photo_sorter.store.library import Library
from photo_sorter.work.arranging.arranger import Arranger, RunWaits
from photo_sorter.work.arranging.ledger import Followed
from photo_sorter.work.arranging.rule_keeper import RuleKeeper, RulesLooked

ArrangingMessage = (
    StartRun | CancelRun | ResumeRun | LeaveRun | UndoRun | SaveRule | RemoveRule | RunWaits | RulesLooked
)


class Arranging:
    """Lives on the worker thread. `follow` takes what a run has done to photos. Whoever gives `questions` calls
    `disks_changed` when a silent disk answers again."""

    def __init__(
        self,
        library: Library,
        post: Callable[[RunWaits | RulesLooked], None],
        notify: Callable[[Event], None],
        follow: Callable[[Followed], None],
        questions: Questions,
    ) -> None:
        self._runs = Arranger(library, post, notify, follow, questions)
        self._rules = RuleKeeper(library, post, notify, questions)

    @property
    def is_done(self) -> bool:
        """No run is under way, and no rule wants one."""
        return self._rules.is_done and self._runs.is_done

    @property
    def own_paths(self) -> frozenset[Path]:
        """Where a run is, or was last, at work: what changes there is no news."""
        return self._runs.ledger.own_paths

    def take(self, message: ArrangingMessage) -> None:
        """Raises ArrangeError, LibraryError."""
        match message:
            case RunWaits(arranger):
                arranger.make_entries()
            case SaveRule() | RemoveRule():
                self._rules.do(message)
            case RulesLooked():
                self._rules.on_looked(message, self._runs.start)
            case _:
                self._runs.do(message)

    def photos_changed(self) -> None:
        """Photos have been tagged, or tagged anew: rules may want them. Costs nothing without rules."""
        self._rules.photos_changed()

    def disks_changed(self) -> None:
        """Disks have come or gone: runs of rules may go on, and rules may find theirs. Raises LibraryError."""
        self._runs.disks_changed()
        self._rules.photos_changed()

    def turn(self, is_quiet: bool) -> None:
        """`is_quiet`: no more photos are coming just now. Raises LibraryError."""
        self._runs.turn()
        self._rules.keep(is_quiet, self._runs.is_running)

    def close(self) -> None:
        """A run stops after the file in hand, and waits for the next start."""
        self._runs.close()
        self._rules.close()
