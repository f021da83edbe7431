"""A photo's caption, written where it is read."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.text_fields import LinesField

_MOST_LINES = 8


class CaptionEdit(LinesField):
    """As tall as its text. Enter, or going elsewhere, keeps what is written; Shift+Enter begins a line; Esc leaves it
    as it was."""

    written = Signal(int, str)
    """Photo id and its new caption; empty for none."""
    done = Signal()
    """Enter or Esc was pressed: keys are wanted elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1)
        self.setParent(parent)
        self._photo_id: int | None = None
        self._caption = ""
        self.setProperty("quiet", True)
        self.setPlaceholderText(tr("Add a caption…"))
        self.setAccessibleName(tr("Caption"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    def show_caption(self, photo_id: int | None, caption: str) -> None:
        """What is being written about the same photo stays."""
        is_same = photo_id == self._photo_id
        if not is_same:
            self._keep()
        is_written = is_same and self.hasFocus() and self.document().isModified()
        is_new = not is_same or caption != self._caption
        self._photo_id, self._caption = photo_id, caption
        if is_new and not is_written:
            self.setPlainText(caption)

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._caption)
            self.done.emit()
        elif is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._keep()
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A menu takes the focus for a moment only.
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _keep(self) -> None:
        if self._photo_id is None or not self.document().isModified():
            return
        text, former = "\n".join(map(str.strip, self.toPlainText().strip().splitlines())), self._caption
        self._caption = text
        self.setPlainText(text)
        if text != former:
            self.written.emit(self._photo_id, text)

    def _fit(self) -> None:
        """A plain text document measures its height in lines."""
        lines = min(_MOST_LINES, max(1, round(self.document().size().height())))
        inset_px = self.height() - self.viewport().height()
        height_px = QFontMetrics(self.font()).lineSpacing() * lines + max(inset_px, 2) + 2
        if height_px != self.height():
            self.setFixedHeight(height_px)
