"""Mouse, keys and dragging of the grid: selects like a file manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QDrag,
    QKeyEvent,
    QMouseEvent,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from photo_sorter.ui.grid_layout import GridLayout
from photo_sorter.ui.grid_selection import Selection

PHOTO_IDS_MIME = "application/x-photo-sorter-ids"
_MOST_DRAGGED_FILES = 5_000
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def photo_mime(photo_ids: Sequence[int], paths: dict[int, Path]) -> QMimeData:
    """File URLs for other programs, ids for this one."""
    mime = QMimeData()
    mime.setData(PHOTO_IDS_MIME, np.asarray(photo_ids, np.int64).tobytes())
    if paths:
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths.values()])
    return mime


def photo_ids_of(mime: QMimeData) -> tuple[int, ...]:
    """The photos that are being dragged within the program."""
    return tuple(np.frombuffer(bytes(mime.data(PHOTO_IDS_MIME).data()), np.int64).tolist())


class GridInput(QAbstractScrollArea):
    """The half of the grid that listens; `PhotoGrid` is the half that shows."""

    opened = Signal(int)
    """A photo was double-clicked, or Enter or Space pressed on it."""
    selection_changed = Signal()
    menu_wanted = Signal(QPoint)
    escaped = Signal()
    """Esc was pressed with nothing selected."""
    size_stepped = Signal(int)
    """Larger (+1) or smaller (-1) tiles were asked for."""

    def __init__(self, paths_of: Callable[[Sequence[int]], dict[int, Path]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.selection = Selection()
        self._paths_of = paths_of
        self._layout = GridLayout(0, 0, 180)
        self._hovered = -1
        self._pressed_at: QPoint | None = None
        self._pressed_index: int | None = None
        self._band: QRect | None = None
        self._band_start = QPoint()
        self._mask_before_band = np.empty(0, np.bool_)

    def cell_rect(self, index: int) -> QRect:
        """In coordinates of the viewport."""
        return self._layout.rect(index).translated(0, -self.verticalScrollBar().value())

    def select_all(self) -> None:
        self.selection.everything()
        self.viewport().update()
        self.selection_changed.emit()

    def drag_picture(self, index: int) -> QPixmap | None:
        """What hangs on the pointer while a photo is dragged; nothing, where no picture is known."""
        return None

    def name_of(self, index: int) -> str:
        """A photo's file name, for screen readers; empty, where it is not known."""
        return ""

    # --- mouse ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton and event.button() is not Qt.MouseButton.RightButton:
            return
        point = event.position().toPoint()
        index = self._index_at(point)
        modifiers = event.modifiers()
        self._pressed_at, self._pressed_index = point, index
        if event.button() is Qt.MouseButton.RightButton:
            self._pressed_at = None
            if index is not None and not self.selection.mask[index]:
                self.selection.only(index)
                self._selected(index)
            return
        if index is None:
            if not modifiers & (_CTRL | _SHIFT):
                self.selection.nothing()
                self._selected(-1)
            self._mask_before_band = self.selection.mask.copy()
        elif modifiers & _SHIFT:
            self.selection.extend(index, keep=bool(modifiers & _CTRL))
            self._selected(index)
        elif modifiers & _CTRL:
            self.selection.toggle(index)
            self._selected(index)
        elif not self.selection.mask[index]:
            self.selection.only(index)
            self._selected(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton or self._pressed_at is None:
            self._hover(self._index_at(point))
            return
        if (point - self._pressed_at).manhattanLength() < QApplication.startDragDistance() and self._band is None:
            return
        if self._pressed_index is not None:
            self._pressed_at = None
            self._drag(self._pressed_index)
        else:
            self._stretch_band(point, toggles=bool(event.modifiers() & _CTRL))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._pressed_index
        was_click = self._pressed_at is not None and self._band is None
        if was_click and index is not None and not event.modifiers() & (_CTRL | _SHIFT) and self.selection.count() > 1:
            # A press on one of several keeps them for dragging; only the release makes it a plain click.
            self.selection.only(index)
            self._selected(index)
        self._pressed_at, self._pressed_index, self._band = None, None, None
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = None
            self.opened.emit(int(self.selection.ids[index]))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _CTRL:
            if event.angleDelta().y():
                self.size_stepped.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)
        self._hover(self._index_at(event.position().toPoint()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.selection.current >= 0:
            at = self.viewport().mapToGlobal(self.cell_rect(self.selection.current).center())
        self.menu_wanted.emit(at)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, current = len(self.selection.ids), self.selection.current
        columns = self._layout.columns
        page = max(1, self.viewport().height() // self._layout.pitch_px) * columns
        steps = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns,
            Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page, Qt.Key.Key_Home: -count, Qt.Key.Key_End: count,
        }  # fmt: skip
        key, modifiers = event.key(), event.modifiers()
        if key in steps and count:
            self._go(self._landing(current, steps[Qt.Key(key)], count), modifiers)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current >= 0:
            self.opened.emit(int(self.selection.ids[current]))
        elif key == Qt.Key.Key_Space and current >= 0:
            if modifiers & _CTRL:
                self.selection.toggle(current)
                self._selected(current)
            else:
                self.opened.emit(int(self.selection.ids[current]))
        elif key == Qt.Key.Key_Escape and self.selection.count():
            self.selection.nothing()
            self._selected(-1)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            event.ignore()

    def _landing(self, current: int, step: int, count: int) -> int:
        if current < 0:
            return count - 1 if step == count else 0
        target = current + step
        if abs(step) in (1, count):
            return min(count - 1, max(0, target))
        if target < 0:
            return current % self._layout.columns if current >= self._layout.columns else current
        # Down from the last full row goes to the last photo, as in file managers.
        on_last_line = current // self._layout.columns == self._layout.lines - 1
        return target if target < count else current if on_last_line else count - 1

    def _go(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _SHIFT:
            self.selection.extend(index, keep=bool(modifiers & _CTRL))
        elif modifiers & _CTRL:
            self.selection.current = index
        else:
            self.selection.only(index)
        self._selected(index)

    # --- inside ---

    def _selected(self, index: int) -> None:
        """The selection has changed by a person's hand; `index` is to be seen, -1 for none."""
        if index >= 0:
            self._scroll_to(index)
        self.viewport().update()
        name = f"{self.name_of(index)}, {index + 1} of {len(self.selection.ids)}" if index >= 0 else ""
        self.setAccessibleDescription(name)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.selection_changed.emit()

    def _scroll_to(self, index: int) -> None:
        bar, rect = self.verticalScrollBar(), self._layout.rect(index).adjusted(0, -8, 0, 8)
        if rect.top() < bar.value():
            bar.setValue(rect.top())
        elif rect.bottom() > bar.value() + self.viewport().height():
            bar.setValue(rect.bottom() - self.viewport().height())

    def _index_at(self, point: QPoint) -> int | None:
        return self._layout.index_at(point.x(), point.y() + self.verticalScrollBar().value())

    def _hover(self, index: int | None) -> None:
        former, self._hovered = self._hovered, -1 if index is None else index
        if former == self._hovered:
            return
        for changed in (former, self._hovered):
            if 0 <= changed < len(self.selection.ids):
                self.viewport().update(self.cell_rect(changed).adjusted(-2, -2, 2, 2))

    def _stretch_band(self, point: QPoint, *, toggles: bool) -> None:
        bar = self.verticalScrollBar()
        if point.y() < 0 or point.y() > self.viewport().height():
            bar.setValue(bar.value() + (point.y() if point.y() < 0 else point.y() - self.viewport().height()))
        if self._band is None and self._pressed_at is not None:
            self._band_start = self._pressed_at + QPoint(0, bar.value())
        self._band = QRect(self._band_start, point + QPoint(0, bar.value())).normalized()
        mask, touched = self._mask_before_band.copy(), self._layout.touched(self._band)
        mask[touched] = ~mask[touched] if toggles else True
        self.selection.replace(mask)
        if len(touched):
            self.selection.current = self.selection.anchor = int(touched[-1])
        self.viewport().update()
        self.selection_changed.emit()

    def _drag(self, index: int) -> None:
        ids = [int(id) for id in self.selection.chosen_ids()]
        if not ids:
            return
        drag = QDrag(self)
        paths = self._paths_of(ids) if len(ids) <= _MOST_DRAGGED_FILES else {}
        drag.setMimeData(photo_mime(ids, paths))
        picture = self.drag_picture(index)
        if picture is not None:
            smooth = Qt.TransformationMode.SmoothTransformation
            small = picture.scaled(96, 96, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            drag.setPixmap(small)
            drag.setHotSpot(QPoint(small.width() // 2, small.height() + 8))
        drag.exec(Qt.DropAction.CopyAction)
