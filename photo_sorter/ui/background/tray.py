"""The icon in the tray: what is going on, and how to get at it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.icons import app_icon

_OPENING = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)


class Tray(QObject):
    """Shown where the desktop has a place for it, also one that comes only after the program."""

    opening = Signal()
    pausing = Signal()
    quitting = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.menu = QMenu(window)
        self.pause = QAction(tr("Pause"), self.menu)
        self.pause.triggered.connect(self.pausing)
        self.menu.addAction(tr("Show Photo Sorter"), self.opening.emit)
        self.menu.addAction(self.pause)
        self.menu.addSeparator()
        self.menu.addAction(tr("Quit"), self.quitting.emit)
        self._icon = QSystemTrayIcon(app_icon(), self)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(lambda reason: self.opening.emit() if reason in _OPENING else None)
        self._icon.messageClicked.connect(self.opening)
        self.show_state("", is_paused=False, can_pause=False)
        self._icon.show()

    @property
    def is_there(self) -> bool:
        """Whether a person can see it."""
        return QSystemTrayIcon.isSystemTrayAvailable() and self._icon.isVisible()

    @property
    def tip(self) -> str:
        return self._icon.toolTip()

    def show_state(self, words: str, *, is_paused: bool, can_pause: bool) -> None:
        tip = f"Photo Sorter\n{words}" if words else "Photo Sorter"
        if tip != self._icon.toolTip():
            self._icon.setToolTip(tip)
        self.pause.setText(tr("Resume") if is_paused else tr("Pause"))
        self.pause.setEnabled(is_paused or can_pause)

    def say(self, sentence: str) -> None:
        """A message of the desktop's; a click on it opens the window."""
        self._icon.showMessage("Photo Sorter", sentence, app_icon())

    def leave(self) -> None:
        self._icon.hide()
