"""Puts together what lets the program work while nobody looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from photo_sorter.core.commands import Command
from photo_sorter.core.events import Activity, ActivityChanged, Stopped
from photo_sorter.language import tr
from photo_sorter.settings import SettingsError, SettingsFile
from photo_sorter.system.cores import all_cores
from photo_sorter.system.full_screen import is_filled_by_another
from photo_sorter.system.login_item import LoginItem
from photo_sorter.system.power import read_power
from photo_sorter.system.presence import idle_seconds
from photo_sorter.ui import phrases
from photo_sorter.ui.background.closing import ClosingToTray
from photo_sorter.ui.background.run_report import RunReport
from photo_sorter.ui.background.tray import Tray
from photo_sorter.ui.background.waiting import Waiting
from photo_sorter.ui.main_window import MainWindow
from photo_sorter.ui.settings.general_page import GeneralPage

_CAN_PAUSE = (Activity.SCANNING, Activity.INDEXING, Activity.CHANGING_MODEL)


class Background(QObject):
    """Make it after the window and before it is shown; `on_event` takes the worker's events. Call `close` at the end.

    `login`, `login_command`: the entry that starts the program at login, and what it shall start.
    """

    def __init__(
        self,
        window: MainWindow,
        settings: SettingsFile,
        post: Callable[[Command], None],
        login: LoginItem,
        login_command: Sequence[str],
        waiting: Waiting | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._login, self._login_command = login, login_command
        self._has_said_where = False
        self.waiting = waiting or Waiting(settings, post)
        self.tray = Tray(window)
        self._report = RunReport(lambda: window.gallery.overview.counts.problems)
        self.closing = ClosingToTray(window, self._stays, self._on_hidden, window.arranging.may_end)
        self.tray.opening.connect(self.show_window)
        self.tray.pausing.connect(window.toggle_pause)
        self.tray.quitting.connect(window.close)
        window.status.run_anyway.connect(self.waiting.run_anyway)
        window.housekeeping.more_pages.append((tr("General"), self._page))

    def start(self, hidden: bool) -> None:
        """Shows the window; `hidden`: only its icon in the tray, or minimised where there is no tray."""
        if not hidden:
            self._window.show()
            return
        if not self.tray.is_there:
            self._window.showMinimized()
        # Nobody looks: what follows the first paint must not wait for it.
        self._window.begin()

    def on_event(self, event: object) -> None:
        self.waiting.on_event(event)
        news = self._report.on_event(event)
        if news and not self._window.isActiveWindow():
            self._tell(news)
        match event:
            case ActivityChanged(activity):
                shown = self._window.gallery.overview.counts.all
                self.tray.show_state(
                    phrases.activity(event, shown),
                    is_paused=activity is Activity.PAUSED,
                    can_pause=activity in _CAN_PAUSE,
                )
            case Stopped(sentence) if sentence and not self._window.isVisible():
                self.tray.say(sentence)

    def show_window(self) -> None:
        window = self._window
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()

    def close(self) -> None:
        self.closing.asks = False
        if not self.closing.is_over:
            # Qt closes only windows that can be seen.
            self._window.close()
        self.waiting.close()
        self.tray.leave()

    def _stays(self) -> bool:
        return self._settings.current.closes_to_tray and self.tray.is_there

    def _on_hidden(self) -> None:
        if not self._has_said_where:
            self._has_said_where = True
            self.tray.say(tr("Photo Sorter goes on working here. Quit ends it."))

    def _tell(self, sentence: str) -> None:
        if self.tray.is_there:
            self.tray.say(sentence)
        else:
            QApplication.alert(self._window)

    def _page(self, parent: QWidget) -> GeneralPage:
        page = GeneralPage(self._settings.current, parent)
        page.show_system(
            has_battery=read_power().has_battery,
            knows_use=idle_seconds() is not None,
            knows_full_screen=is_filled_by_another() is not None,
            has_tray=self.tray.is_there,
            cores=all_cores(),
        )
        page.show_login(self._login.is_on)
        page.changing.connect(self._change)
        page.login_wanted.connect(lambda wanted: self._set_login(page, wanted))
        return page

    def _change(self, field: str, value: object) -> None:
        try:
            self._settings.change(**{field: value})
        except SettingsError as error:
            self._window.notices.say(str(error))
        if field == "follows_links":
            self._window.rescan()
        if self.waiting.is_looking:
            self.waiting.look()

    def _set_login(self, page: GeneralPage, wanted: bool) -> None:
        sentence = ""
        try:
            if wanted:
                self._login.turn_on(self._login_command)
            else:
                self._login.turn_off()
        except OSError as error:
            why = ": ".join(str(part) for part in (error.filename, error.strerror) if part)
            sentence = tr("The desktop's list of programs cannot be changed ({why}).", why=why)
        page.show_login(self._login.is_on, sentence)
