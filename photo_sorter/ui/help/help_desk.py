"""What the Help menu does, and what is said when something went wrong."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWhatsThis, QWidget

from photo_sorter.core.events import NoticeRaised, Stopped
from photo_sorter.core.query import Place, View
from photo_sorter.language import tr
from photo_sorter.paths import Home, resources
from photo_sorter.ui.gallery import Gallery
from photo_sorter.ui.help.about import AboutBox
from photo_sorter.ui.help.help_window import HelpWindow
from photo_sorter.ui.help.problem_window import ProblemWindow
from photo_sorter.ui.help.report_button import Report
from photo_sorter.ui.help.shortcut_sheet import ShortcutSheet
from photo_sorter.ui.help.whats_this import explain
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.places.side_bar import SideBar

Shown = TypeVar("Shown", bound=QDialog)


class HelpDesk(QObject):
    """Owns the windows of help. `report`, given before the first is opened, makes one for bug reports."""

    def __init__(
        self, window: QMainWindow, home: Home, gallery: Gallery, side_bar: SideBar, notices: NoticeBar
    ) -> None:
        super().__init__(window)
        self._window, self._home, self._gallery, self._side_bar, self._notices = (
            window, home, gallery, side_bar, notices
        )  # fmt: skip
        self.report: Report | None = None
        self._problems: ProblemWindow | None = None
        self._pages: HelpWindow | None = None
        self._explained: QWidget | None = None
        gallery.overview_changed.connect(self._show_overview)
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._explain_what_has_the_focus)

    def on_event(self, event: object) -> None:
        """Takes one of `events.Event`; main thread."""
        match event:
            case NoticeRaised(sentence, is_in_log=True):
                self._say_with_log(sentence)
            case NoticeRaised(sentence):
                self._notices.say(sentence)
            case Stopped(sentence) if sentence:
                self._say_with_log(sentence)

    def show_pages(self) -> HelpWindow:
        if self._pages is None:
            self._pages = HelpWindow(resources() / "help", self._window)
        return _shown(self._pages)

    def show_problems(self) -> ProblemWindow:
        if self._problems is None:
            self._problems = ProblemWindow(self._home.log, self.report, self._window)
            self._problems.photos_wanted.connect(self._show_photos)
            self._show_overview(self._gallery.overview)
        return _shown(self._problems)

    def show_shortcuts(self) -> ShortcutSheet:
        return _shown(self._window.findChild(ShortcutSheet) or ShortcutSheet(self._window))

    def show_about(self) -> AboutBox:
        return _shown(self._window.findChild(AboutBox) or AboutBox(self._home.library, self._window))

    def begin_explaining(self) -> None:
        """The next click on a control says what it is for."""
        for window in QApplication.topLevelWidgets():
            explain(window)
        QWhatsThis.enterWhatsThisMode()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            if event.type() == QEvent.Type.Close:
                for dialog in (self._pages, self._problems):
                    if dialog is not None:
                        dialog.close()
            # The control that has the focus takes this key if it has something to say.
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _asks(event):
                self.begin_explaining()
                return True
        return super().eventFilter(watched, event)

    def _explain_what_has_the_focus(self, _: QWidget | None, focused: QWidget | None) -> None:
        """Before it is asked; parts of a window may be made while it is open, but not while it stays in front."""
        window = focused.window() if focused is not None else None
        if window is not None and window is not self._explained:
            self._explained = window
            explain(window)

    def _say_with_log(self, sentence: str) -> None:
        self._notices.say(sentence, tr("Problems and log…"), self.show_problems)

    def _show_photos(self) -> None:
        # As if chosen there: whatever page is open gives way.
        self._side_bar.chosen.emit(View(Place.PROBLEMS))
        self._window.raise_()
        self._window.activateWindow()

    def _show_overview(self, overview: Overview) -> None:
        if self._problems is not None:
            self._problems.show_count(overview.counts.problems)


def _asks(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F1 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier


def _shown(dialog: Shown) -> Shown:
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog
