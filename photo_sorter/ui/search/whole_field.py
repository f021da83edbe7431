"""A text field together with the chips beside it: Ctrl+A chooses both, and what is typed next stands in their place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent

from photo_sorter.ui.search.picture_field import PictureField

_Key, _StandardKey, _Modifier = Qt.Key, QKeySequence.StandardKey, Qt.KeyboardModifier
_HELD = (_Key.Key_Shift, _Key.Key_Control, _Key.Key_Alt, _Key.Key_AltGr, _Key.Key_Meta, _Key.Key_CapsLock)
"""Keys that say nothing by themselves."""


class WholeField(PictureField):
    """The chips are its neighbour's: it only tells of them."""

    all_chosen = Signal(bool)
    """Whether the chips are chosen with the text: until another key, a click, or the focus elsewhere."""
    replaced = Signal()
    """The chips, which were chosen, are to go without a word: something else follows, or nothing."""

    has_chosen_all = False

    def choose_all(self, chosen: bool) -> None:
        if chosen != self.has_chosen_all:
            self.has_chosen_all = chosen
            self.all_chosen.emit(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_StandardKey.SelectAll):
            self.choose_all(True)
        elif self.has_chosen_all and _writes(event):
            self._replace_all()
        elif event.key() not in _HELD and not event.matches(_StandardKey.Copy):
            self.choose_all(False)
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self.has_chosen_all and (event.preeditString() or event.commitString()):
            self._replace_all()
        super().inputMethodEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose_all(False)
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.choose_all(False)
        super().focusOutEvent(event)

    def _replace_all(self) -> None:
        self.choose_all(False)
        self.del_()
        self.replaced.emit()


def _writes(event: QKeyEvent) -> bool:
    if event.key() in (_Key.Key_Backspace, _Key.Key_Delete) or event.matches(_StandardKey.Paste):
        return True
    is_command = event.modifiers() in (_Modifier.ControlModifier, _Modifier.ControlModifier | _Modifier.ShiftModifier)
    return bool(event.text()) and event.text().isprintable() and not is_command
