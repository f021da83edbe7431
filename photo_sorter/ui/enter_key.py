"""Enter presses the button that has the focus: Qt leaves that to the desktop, and plain window managers to nobody."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QPushButton, QRadioButton, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterKey(QObject):
    """Watches no more than the buttons that the focus has come to: a filter of the application would run for every
    event there is. Buttons of a dialog that answer to Enter by themselves are left to do so."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._on_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is not QEvent.Type.KeyPress
            or not isinstance(event, QKeyEvent)
            or event.key() not in _ENTER
            or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            or not isinstance(watched, QAbstractButton)
            or (isinstance(watched, QPushButton) and (watched.autoDefault() or watched.isDefault()))
        ):
            return super().eventFilter(watched, event)
        # A key that is held down presses once.
        if not event.isAutoRepeat():
            watched.click()
        return True

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QAbstractButton) and not isinstance(now, QCheckBox | QRadioButton):
            now.installEventFilter(self)
