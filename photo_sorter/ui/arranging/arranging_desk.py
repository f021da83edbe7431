"""Leads through sorting photos into folders on disk: opens its windows, and says in the main one how runs go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from photo_sorter.core.arranging.events import RulesWaiting, RunEnded
from photo_sorter.core.arranging.plan import Plan
from photo_sorter.core.arranging.run import Run, StepState
from photo_sorter.core.commands import Command
from photo_sorter.core.events import LibraryChanged
from photo_sorter.core.query import Order, Place, View
from photo_sorter.language import tr
from photo_sorter.ui.arranging.arrange_window import ArrangeWindow
from photo_sorter.ui.arranging.arranging_words import ended, interrupted, not_done, run_title
from photo_sorter.ui.arranging.quit_question import confirmed_quit
from photo_sorter.ui.arranging.recovery_dialog import RecoveryDialog
from photo_sorter.ui.arranging.rules_page import RulesPage
from photo_sorter.ui.arranging.run_strip import RunStrip
from photo_sorter.ui.arranging.run_watch import RunWatch
from photo_sorter.ui.arranging.runs_window import RunsWindow
from photo_sorter.ui.arranging.scope import Scope, of_place, of_search, of_selection, whole_library
from photo_sorter.ui.gallery import Gallery
from photo_sorter.ui.housekeeping import Housekeeping
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.photo_deeds import PhotoDeeds
from photo_sorter.ui.search.search_deeds import SearchDeeds, proposed_name
from photo_sorter.ui.status_bar import StatusBar
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.view_state import ViewState


class ArrangingDesk(QObject):
    """Owns the windows, which are made when they are first wanted. Nothing is done on disk before a person has seen
    the plan, or has turned a rule on."""

    def __init__(
        self,
        window: QWidget,
        state: ViewState,
        reader: LibraryReader,
        loader: ThumbnailLoader,
        gallery: Gallery,
        deeds: PhotoDeeds,
        housekeeping: Housekeeping,
        searches: SearchDeeds,
        notices: NoticeBar,
        status: StatusBar,
        post: Callable[[Command], None],
    ) -> None:
        super().__init__(window)
        self._window, self._state, self._reader, self._post = window, state, reader, post
        self._loader = loader
        self._gallery, self._deeds, self._notices = gallery, deeds, notices
        self.runs = RunWatch(reader, post, self)
        self.runs.changed.connect(self._show_strip)
        self.runs.ended.connect(self._on_ended)
        self.strip = RunStrip(self.runs, status)
        self.strip.opening.connect(self._show_run)
        status.add(self.strip)
        self.sorting: ArrangeWindow | None = None
        self.history: RunsWindow | None = None
        self.recovery: RecoveryDialog | None = None
        self.rules: RulesPage | None = None
        self._waiting = RulesWaiting({})
        self._has_looked = False
        self._told: str | None = None
        self._awaits_search = False
        housekeeping.more_pages.append((tr("Keep sorted"), self._rules_page))
        housekeeping.arranging.connect(self.sort_place)
        searches.arranging.connect(self.sort_place)
        deeds.arranging.connect(self.sort_selected)
        gallery.overview_changed.connect(lambda _: self._look_once())
        gallery.searching.answered.connect(lambda _: self._on_answer())

    @property
    def windows(self) -> tuple[QWidget | None, ...]:
        return self.sorting, self.history, self.recovery

    # --- by a person ---

    def sort_shown(self) -> None:
        """What is selected, where several photos are; else all that is shown."""
        if len(self._deeds.selected()) > 1:
            self.sort_selected()
        else:
            self._open((self._shown(), *self._selected()))

    def sort_selected(self) -> None:
        self._open((*self._selected(), self._shown()))

    def sort_place(self, view: View) -> None:
        """A saved search is asked first."""
        if view.place is Place.SEARCH:
            self._awaits_search = True
            self._gallery.choose(view)
            if self._gallery.searching.answer is not None:
                self._on_answer()
            return
        self._open((self._of(view),))

    def show_runs(self, run_id: int | None = None, rule_id: int | None = None) -> None:
        if self.history is None:
            self.history = RunsWindow(self._reader, self.runs, self._window)
        self.history.open(run_id, rule_id)

    def may_end(self) -> bool:
        """Whether the program may end now; a person is asked in the middle of a run."""
        return not self.runs.is_under_way or confirmed_quit(self._window, self.runs.progress)

    # --- by the worker ---

    def on_event(self, event: object) -> None:
        self.runs.on_event(event)
        for window in (self.sorting, self.history):
            if window is not None:
                window.on_event(event)
        if isinstance(event, RulesWaiting):
            self._waiting = event
            if self.rules is not None:
                self.rules.show_waiting(event.sentences)
        if isinstance(event, LibraryChanged) and (event.runs or event.folders):
            if self.rules is not None:
                self.rules.look()
            if self._reader.open_run() is None:
                # It has been finished meanwhile, say on the command line.
                self._withdraw()

    # --- what is to be sorted ---

    def _selected(self) -> tuple[Scope, ...]:
        selected = self._deeds.selected()
        return (of_selection(selected),) if selected else ()

    def _shown(self) -> Scope:
        answer = self._gallery.searching.answer
        if self._gallery.sought and answer is not None:
            found = tuple(answer.photo_ids[: 0 if answer.nothing else answer.relevant].tolist())
            return of_search(found, proposed_name(self._gallery.sought))
        return self._of(self._gallery.view)

    def _of(self, view: View) -> Scope:
        overview = self._gallery.overview
        if view.place in (Place.ALL, Place.PROBLEMS, Place.SEARCH):
            return whole_library(overview)
        ids = tuple(self._reader.ids(view, Order.NEWEST).tolist())
        return of_place(view, ids, overview)

    def _on_answer(self) -> None:
        if self._awaits_search and self._gallery.sought:
            self._awaits_search = False
            self._open((self._shown(),))

    def _open(self, scopes: tuple[Scope, ...]) -> None:
        """The whole library can be chosen there as well."""
        everything = whole_library(self._gallery.overview)
        if self.sorting is None:
            self.sorting = ArrangeWindow(self._state, self._reader, self._loader, self.runs, self._post, self._window)
            self.sorting.running.connect(self._start)
            self.sorting.turned.connect(self._show_strip)
            self.sorting.runs_wanted.connect(self.show_runs)
        self.sorting.open_for((*(scope for scope in scopes if scope != everything), everything))

    # --- runs ---

    def _start(self, plan: Plan) -> None:
        """Not beside another one, which a person may have left for later."""
        if self.look_for_open_run() or self.sorting is None:
            return
        arrangement = plan.arrangement
        self.runs.start(plan, run_title(arrangement.mode, len(plan.files), arrangement.destination))
        self.sorting.show_run()

    def _show_run(self) -> None:
        if self.sorting is not None and self.runs.is_under_way:
            self.sorting.show_run()
            self.sorting.come_forward()
        else:
            self.show_runs(self.runs.run_id)

    def _show_strip(self) -> None:
        self.strip.show_here(self.sorting is None or not self.sorting.shows_run)
        if self.recovery is not None and self.runs.is_under_way:
            self.recovery.hide()

    def _on_ended(self, event: RunEnded, run: Run | None) -> None:
        if self.sorting is not None and self.sorting.shows_run:
            self.sorting.run_page.show_end(event, run)
        else:
            self._tell(event, run)
        if event.interruption is not None:
            self.look_for_open_run()

    def _tell(self, event: RunEnded, run: Run | None) -> None:
        """In the main window. A rule that did as it should is quiet: its runs say what it did."""
        if run is None:
            self._notices.say(" ".join(event.sentences) or event.interruption or tr("Nothing was done"))
            return
        if run.rule_id is not None and not event.sentences and not event.undoing:
            return
        said = ended(event, run)
        if event.sentences:
            failed = f"{said} {not_done(len(event.sentences))}"
            self._notices.say(failed, tr("Show…"), lambda: self.show_runs(run.id))
        elif event.undoing or not run.count(StepState.DONE):
            self._notices.say(said)
        else:
            self._notices.say(said, tr("Undo"), lambda: self.runs.undo(run))

    # --- a run that was interrupted ---

    def _look_once(self) -> None:
        """At the start: whether a run waits to be finished."""
        if not self._has_looked and self._reader.is_open:
            self._has_looked = True
            self.look_for_open_run()

    def look_for_open_run(self) -> bool:
        """Asks about a run that was interrupted, and says whether there is one."""
        run = self._reader.open_run()
        if run is None or self.runs.is_under_way:
            return False
        if self.recovery is None:
            self.recovery = RecoveryDialog(self._window)
            self.recovery.finishing.connect(self._finish)
            self.recovery.returning.connect(self._take_back)
            self.recovery.leaving.connect(self._leave)
            self.recovery.postponed.connect(self._postpone)
        self._withdraw()
        self.recovery.ask(run)
        return True

    def _finish(self, run: Run) -> None:
        self._withdraw()
        self.runs.finish(run)

    def _take_back(self, run: Run) -> None:
        self._withdraw()
        self.runs.undo(run)

    def _leave(self, run: Run) -> None:
        self._withdraw()
        self.runs.leave(run)

    def _postpone(self, run: Run) -> None:
        self._told = interrupted(run)
        self._notices.say(self._told, tr("Finish or take back…"), self.look_for_open_run)

    def _withdraw(self) -> None:
        if self.recovery is not None:
            self.recovery.hide()
        if self._told is not None:
            self._notices.withdraw(self._told)
            self._told = None

    # --- rules ---

    def _rules_page(self, parent: QWidget) -> QWidget:
        self.rules = RulesPage(self._reader, self._state, self._post, parent)
        self.rules.show_waiting(self._waiting.sentences)
        self.rules.log_wanted.connect(lambda rule_id: self.show_runs(rule_id=rule_id))
        return self.rules
