"""What closing the window means: the end, or going on in the tray."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget


class ClosingToTray(QObject):
    """While `is_wanted`, a window that its person closes is hidden, with its dialogs. Quit, the end of the session and
    whatever else ends the program close it for good.

    `hidden` is called each time. `may_end` is asked before the end, unless it is that of the session. `is_over`: the
    window has been closed for good, which ends the program.
    """

    def __init__(
        self, window: QWidget, is_wanted: Callable[[], bool], hidden: Callable[[], None], may_end: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._window, self._is_wanted, self._hidden, self._may_end = window, is_wanted, hidden, may_end
        self.is_over = False
        self.asks = True
        """False once the program ends anyway."""
        window.installEventFilter(self)
        # Hidden, the window is none that Qt would know of: the end of a message would end the program.
        QApplication.setQuitOnLastWindowClosed(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window or not isinstance(event, QCloseEvent):
            return super().eventFilter(watched, event)
        # A click on the window's button comes from the desktop; Quit comes from the program itself.
        if not event.spontaneous() or self._session_ends() or not self._is_wanted():
            if self.asks and not self._session_ends() and not self._may_end():
                event.ignore()
                return True
            self.is_over = True
            QTimer.singleShot(0, QApplication.quit)
            return False
        event.ignore()
        for other in QApplication.topLevelWidgets():
            if other is not self._window and other.parentWidget() is not None and other.isVisible():
                other.close()
        self._window.hide()
        self._hidden()
        return True

    @staticmethod
    def _session_ends() -> bool:
        app = QGuiApplication.instance()
        return isinstance(app, QGuiApplication) and app.isSavingSession()
