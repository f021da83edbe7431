"""The main window: puts the parts together and passes events on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from photo_sorter.core import commands, events
from photo_sorter.core.commands import Command
from photo_sorter.core.query import Grouping, Order, View
from photo_sorter.core.sorting.nesting import nested
from photo_sorter.language import ntr, tr
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.ui import appearance
from photo_sorter.ui.accuracy.accuracy_window import AccuracyWindow
from photo_sorter.ui.arranging.arranging_desk import ArrangingDesk
from photo_sorter.ui.browser import Browser
from photo_sorter.ui.duplicates.duplicates_desk import DuplicatesDesk
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.first_run.first_run import FirstRun
from photo_sorter.ui.frame import Frame
from photo_sorter.ui.gallery import Gallery
from photo_sorter.ui.help.help_desk import HelpDesk
from photo_sorter.ui.housekeeping import Housekeeping
from photo_sorter.ui.intake import Intake
from photo_sorter.ui.library_reader import LibraryReader, Overview
from photo_sorter.ui.marks.marking import Marking
from photo_sorter.ui.marks.marks_desk import MarksDesk
from photo_sorter.ui.menus import fill_menu_bar
from photo_sorter.ui.models.model_choice import NO_MODELS, ModelShelf
from photo_sorter.ui.models.model_desk import ModelDesk
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.panel.details import Details
from photo_sorter.ui.panel.photo_panel import PhotoPanel
from photo_sorter.ui.photo_deeds import PhotoDeeds
from photo_sorter.ui.places.side_bar import SideBar
from photo_sorter.ui.review.review_view import ReviewView
from photo_sorter.ui.review.reviewing import Reviewing
from photo_sorter.ui.search.saved_searches import SavedSearches
from photo_sorter.ui.search.search_category import SearchCategory
from photo_sorter.ui.search.search_deeds import SearchDeeds
from photo_sorter.ui.search.search_room import open_search
from photo_sorter.ui.settings.keeping import keeper
from photo_sorter.ui.stage import Stage
from photo_sorter.ui.status_bar import StatusBar
from photo_sorter.ui.tagging import Tagging
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.view_state import ViewState
from photo_sorter.ui.viewing.picture_view import Decode
from photo_sorter.ui.viewing.viewer import Viewer
from photo_sorter.ui.viewing.viewer_decoder import ViewerDecoder

_SIZE_STEP = 1.15
MANY_FOLLOWED = 10
"""Photos that follow a verdict without a word; more are told."""
_NEW_PALETTE = (QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange, QEvent.Type.ThemeChange)


class MainWindow(QMainWindow):
    """`post` hands a command to the worker; `on_event` takes its events, on the main thread.

    Nothing is read from the library before the first paint, after which `first_painted` comes once.
    """

    first_painted = Signal()

    def __init__(
        self,
        home: Home,
        settings: SettingsFile,
        post: Callable[[Command], None],
        models: ModelShelf = NO_MODELS,
        decode: Decode | None = None,
    ) -> None:
        """`decode` stands in for the viewer's own decoder process, which starts with the first photo viewed."""
        super().__init__()
        self._settings, self._post = settings, post
        self._state = ViewState(home.folder)
        self._has_painted = self._is_closed = False
        self._loader = ThumbnailLoader(home.thumbnails, self)
        self._own_decoder = ViewerDecoder() if decode is None else None
        self.reader = LibraryReader(home.library)
        self.edits = Edits(self.reader, post, self)
        self.tagging = Tagging(self.reader, self.edits, self)
        self.marking = Marking(self.reader, self.edits, self)
        self.side_bar = SideBar(self)
        self.browser = Browser(self._loader, self.reader, self)
        self.grid = self.browser.grid
        self.panel = PhotoPanel(self._loader, self.reader, self)
        decode = decode or self._own_decoder.submit  # type: ignore[union-attr]
        self.viewer = Viewer(self._loader, decode, self)
        self.review = ReviewView(self._loader, decode, self.reader, self)
        self.stage = Stage(self.browser, self.viewer, self.review, self.reader, self)
        self.notices = NoticeBar(self)
        self.status = StatusBar(settings.current.thumbnail_side_px, self)
        keep = self._keep = keeper(settings, self.notices.say)
        self.models = ModelDesk(self, models, settings, post, keep, self.notices, self.reader, self._loader)
        self.searching = open_search(
            self.browser, home, self._state, self.edits, self.notices, self.models, decode, post
        )
        self.saved = SavedSearches(self.reader, self.edits.undo_stack, post, self)
        self.gallery = Gallery(
            self.reader, self.browser, self.side_bar, self.searching, self.saved,
            self._state.choice("order", Order.NEWEST), self._state.choice("grouping", Grouping.NONE),
        )  # fmt: skip
        self.details = Details(
            self.reader, self.grid, self.panel, self.viewer, self.tagging, self.marking, lambda: self.edits.scheme, post
        )
        MarksDesk(
            self.marking, self.grid, self.panel, self.viewer, self.review, self.stage, self.gallery, self.details
        )  # fmt: skip
        self.reviewing = Reviewing(self.review, self.reader, self.edits, self.tagging, post)
        self.accuracy: AccuracyWindow | None = None
        self.deeds = PhotoDeeds(
            self, self.reader, self.grid, self.gallery, self.tagging, self.marking, self.notices,
            lambda: self.edits.scheme, post, self.status,
        )  # fmt: skip
        self.housekeeping = Housekeeping(self, self.notices, post, self.edits, self.reader, self._loader)
        self.housekeeping.more_pages.append((tr("Model"), self.models.page))
        self.duplicates = DuplicatesDesk(self.stage, self._loader, decode, self.reader, self.notices, post)
        self.first_run = FirstRun(
            self.browser, self.searching, settings, keep, self.housekeeping, self.edits, self.models
        )
        bar, edit_category = self.browser.query, self.housekeeping.edit_category
        self.search_deeds = SearchDeeds(self.saved, self.searching, bar, self.side_bar, self.notices)
        self.search_category = SearchCategory(self.searching, bar, self.edits, self.tagging, self.reader, edit_category)
        self.help = HelpDesk(self, home, self.gallery, self.side_bar, self.notices)
        self.arranging = ArrangingDesk(
            self, self._state, self.reader, self._loader, self.gallery, self.deeds, self.housekeeping,
            self.search_deeds, self.notices, self.status, post,
        )  # fmt: skip
        self._view_actions = fill_menu_bar(
            self, self, self.housekeeping, self.deeds, self.duplicates, self.help, self.arranging,
            self.tagging.undo_stack, self.browser, (self.grid, self.viewer, self.review, self.panel),
        )  # fmt: skip
        self.frame = Frame(self.side_bar, self.browser, self.stage, self.panel, self.notices, self.status, self)
        self.setCentralWidget(self.frame)
        self._connect()
        self.setWindowTitle("Photo Sorter")
        self._restore()

    def on_event(self, event: object) -> None:
        """Takes one of `events.Event`; main thread. The last ones may come after the window has closed."""
        if self._is_closed:
            return
        for part in (
            self.saved, self.searching, self.reviewing, self.details, self.duplicates, self.housekeeping, self.models,
            self.first_run, self.accuracy, self.help, self.deeds.metadata, self.arranging,
        ):  # fmt: skip
            if part is not None:
                part.on_event(event)
        match event:
            case events.LibraryChanged():
                self.gallery.on_changed(event)
                if event.followed >= MANY_FOLLOWED:
                    said = ntr(
                        "1 photo like what you judged changed place.",
                        "{n} photos like what you judged changed place.",
                        event.followed,
                    )
                    self.notices.say(said, tr("Undo"), self.edits.undo_stack.undo)
            case events.ActivityChanged():
                self.status.show_activity(event)
                self.gallery.on_activity(event.activity)
            case events.ModelReady():
                self.details.refresh()

    # --- deeds of the menus ---

    def search(self) -> None:
        self._show_grid()
        self.browser.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.browser.search.selectAll()

    def step_size(self, step: int) -> None:
        self.status.side.setValue(round(self.status.side.value() * _SIZE_STEP**step))

    def apply_view(self) -> None:
        """Size, whole pictures and names as their controls say."""
        self.grid.show_as(
            side_px=self.status.side.value(),
            fills=not self._view_actions.whole_pictures.isChecked(),
            has_captions=self._view_actions.file_names.isChecked(),
        )

    def toggle_places(self) -> None:
        self.frame.show_places(not self.frame.shows_places)

    def toggle_details(self) -> None:
        self._show_details(not self.frame.shows_details)

    def show_why(self) -> None:
        """Why the selected photo is where it is; in review the reason is there already."""
        if not self.stage.is_reviewing:
            self._show_details(True)
            self._want_one_photo(self.details.open_why())

    def toggle_heat(self) -> None:
        if self.stage.is_reviewing:
            self.reviewing.toggle_heat()
        else:
            self._want_one_photo(self.details.toggle_heat())

    def start_review(self, category_id: int | None = None) -> None:
        category = self.edits.scheme.category(category_id)
        if category is not None and not category.enabled:
            why = tr("“{name}” is off, so there is nothing to ask about it. Turn it on first.", name=category.name)
            self.notices.hint(why)
            return
        self.reviewing.begin(category_id)
        self.stage.show_review()

    def check_accuracy(self) -> None:
        if self.accuracy is None:
            self.accuracy = AccuracyWindow(self._loader, self.reader, self._post, self)
        self.accuracy.show_models(self.models.installed, self._settings.current.model_id)
        self.accuracy.open()

    def toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_pause(self) -> None:
        self.status.toggle_pause()

    def rescan(self) -> None:
        self._post(commands.Rescan())

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.begin()

    def begin(self) -> None:
        """What follows the first paint; where nobody looks, call it instead."""
        if not self._has_painted:
            self._has_painted = True
            QTimer.singleShot(0, self, self._begin)

    def changeEvent(self, event: QEvent) -> None:
        # A new palette of the application: light has become dark, or the accent another.
        if event.type() in _NEW_PALETTE:
            QTimer.singleShot(0, self, appearance.dress_again)
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        for dialog in (self.housekeeping.dialog, self.accuracy, self.models.comparison, *self.arranging.windows):
            if dialog is not None:
                dialog.close()
        self._state.keep(
            geometry=self.saveGeometry(),
            splitter=self.frame.widths(),
            places=self.frame.shows_places,
            details=self.frame.shows_details,
            whole_pictures=self._view_actions.whole_pictures.isChecked(),
            file_names=self._view_actions.file_names.isChecked(),
            order=self.gallery.order.value,
            grouping=self.gallery.grouping.value,
            folded=self.side_bar.folded,
        )
        self._state.write()
        if self._settings.current.thumbnail_side_px != self.status.side.value():
            self._keep(thumbnail_side_px=self.status.side.value())
        self._is_closed = True
        self.gallery.close()
        self.reviewing.end()
        self.viewer.clear()
        self.duplicates.close()
        self._loader.close()
        if self._own_decoder is not None:
            self._own_decoder.close()
        self.reader.close()
        super().closeEvent(event)

    # --- putting together ---

    def _connect(self) -> None:
        gallery, browser, stage = self.gallery, self.browser, self.stage
        gallery.overview_changed.connect(self._show_overview)
        gallery.failed.connect(self.notices.say)
        stage.turned.connect(lambda: self.edits.undo_stack.setActive(stage.shows_edits))
        gallery.ids_changed.connect(stage.close_viewer_if_gone)
        gallery.review_wanted.connect(self.start_review)
        self.grid.opened.connect(stage.view)
        self.grid.menu_wanted.connect(self.deeds.show_menu)
        self.grid.size_stepped.connect(self.step_size)
        self.deeds.viewing.connect(stage.view)
        self.marking.refused.connect(self.notices.hint)
        self.deeds.reviewing.connect(self.start_review)
        self.deeds.comparing.connect(self.duplicates.compare)
        self.duplicates.opening.connect(self.reviewing.end)
        stage.turned.connect(lambda: self._work_on(None))
        stage.turned.connect(lambda: gallery.mark_place(stage.shows_edits))
        self.deeds.decided.connect(self.details.refresh)
        self.tagging.undo_stack.indexChanged.connect(self.details.refresh)
        self.edits.scheme_changed.connect(self._show_scheme)
        self.viewer.menu_wanted.connect(self.deeds.show_menu)
        self.review.picture.menu_wanted.connect(self.deeds.show_menu)
        self.reviewing.ended.connect(stage.show_grid)
        self.reviewing.photo_changed.connect(self._work_on)
        for why in (self.panel.why, self.review.why):
            why.photo_wanted.connect(self.reveal)
        self.panel.decided.connect(self.deeds.decide_by_id)
        self.panel.wants.connect(
            lambda wish: {"open": self.deeds.open_outside, "folder": self.deeds.show_in_folder}.get(
                wish, self.deeds.try_again
            )()
        )
        self.side_bar.photos_dropped.connect(self.deeds.tag_dropped)
        self.side_bar.adding.connect(self.housekeeping.add)
        self.side_bar.chosen.connect(self._show_grid)
        self.side_bar.menu_wanted.connect(self.housekeeping.show_place_menu)
        self.housekeeping.folder_states.show_in(self.side_bar, self.panel, (self.viewer, self.review.picture))
        self.housekeeping.folder_states.changed.connect(self.details.refresh)
        self.status.side_changed.connect(self.apply_view)
        self.status.paused.connect(self._pause)
        browser.details.clicked.connect(self._show_details)
        browser.try_again.clicked.connect(self.deeds.try_all_again)
        self.searching.changed.connect(self._show_grid)
        self.models.photo_wanted.connect(partial(self.reveal, in_full=True))
        Intake(self).dropped.connect(self.housekeeping.take)

    def _restore(self) -> None:
        appearance.dress_again()
        state = self._state
        self._view_actions.whole_pictures.setChecked(state.flag("whole_pictures", False))
        self._view_actions.file_names.setChecked(state.flag("file_names", False))
        self.side_bar.fold_again(state.word("folded", ""))
        self.resize(appearance.fitting(self, 1240, 800))
        if not state.blob("geometry").isEmpty():
            self.restoreGeometry(state.blob("geometry"))
        self.frame.restore_widths(state.blob("splitter"))
        self.frame.show_places(state.flag("places", True))
        self._show_details(state.flag("details", True))
        self.apply_view()
        self.browser.try_again.hide()
        self.first_run.show(self.gallery.overview)
        self.grid.setFocus()
        self.browser.invitation.take_focus_from(self.grid)

    def _begin(self) -> None:
        self.first_painted.emit()
        self.gallery.refresh_all()

    # --- what the library says ---

    def _show_overview(self, overview: Overview) -> None:
        self.status.show_count(overview.counts.all)
        self.edits.on_read(overview.scheme)
        self._show_scheme()
        self.tagging.on_tags_committed()
        self.details.refresh()
        self.first_run.show(overview)
        self.housekeeping.show_overview(overview)
        self.reviewing.show_overview(overview)

    def _show_scheme(self) -> None:
        self.panel.show_categories(tuple(one.category for one in nested(self.edits.scheme)))

    # --- the stage ---

    def reveal(self, photo_id: int, in_full: bool = False) -> None:
        """Shows a photo among the others; in full also if one is."""
        in_full = in_full or self.stage.currentWidget() is self.viewer
        self.reviewing.end()
        if self.grid.selection.index_of(photo_id) < 0:
            self.gallery.choose(View())
        show = self.stage.view if in_full else self.grid.make_current
        self.gallery.once_shown(partial(show, photo_id))

    def _show_grid(self) -> None:
        self.reviewing.end()
        self.stage.show_grid()

    def _work_on(self, photo_id: int | None) -> None:
        """In review the photo that is asked about is the one to work on; never those selected behind a page."""
        chosen = (photo_id,) if photo_id is not None else ()
        self.deeds.work_on(None if self.stage.shows_photos else chosen)

    # --- the panel ---

    def _want_one_photo(self, is_there: bool) -> None:
        if not is_there:
            self.notices.hint(tr("Select one photo to see why it is in a category, and where in the picture."))

    def _show_details(self, shown: bool) -> None:
        self.frame.show_details(shown)
        self.details.refresh()

    def _pause(self, wanted: bool) -> None:
        self._keep(paused=wanted)
        self._post(commands.Pause() if wanted else commands.Resume())
