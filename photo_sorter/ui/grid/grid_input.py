"""Mouse, keys and dragging of the grid: selects like a file manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
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

from photo_sorter.language import tr
from photo_sorter.ui.grid.grid_layout import GridLayout
from photo_sorter.ui.grid.grid_selection import Selection
from photo_sorter.ui.grid.sections import Section
from photo_sorter.ui.mirroring import mirrored_key

PHOTO_IDS_MIME = "application/x-photo-sorter-ids"
_MOST_DRAGGED_FILES = 5_000
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_STEPS = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip


def photo_mime(photo_ids: ArrayLike, paths: dict[int, Path]) -> QMimeData:
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
        self._sections: Sequence[Section] = ()
        self._hovered = -1
        self._hovered_section = -1
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
        section, modifiers = self._section_at(point), event.modifiers()
        if section is not None:
            if event.button() is Qt.MouseButton.LeftButton:
                self._choose_section(section, modifiers)
            return
        index = self._index_at(point)
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
            self._hover(point)
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
        self._hover(event.position().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard and self.selection.current >= 0:
            at = self.viewport().mapToGlobal(self.cell_rect(self.selection.current).center())
        self.menu_wanted.emit(at)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count, current = len(self.selection.ids), self.selection.current
        key, modifiers = event.key(), event.modifiers()
        if key in _STEPS and count:
            self._go(self._landing(current, Qt.Key(key)), modifiers)
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

    def _landing(self, current: int, key: Qt.Key) -> int:
        layout, last = self._layout, len(self.selection.ids) - 1
        if current < 0:
            return last if key == Qt.Key.Key_End else 0
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                leads_on = mirrored_key(key, self.layoutDirection()) == Qt.Key.Key_Right
                return min(last, max(0, current + (1 if leads_on else -1)))
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                return layout.moved(current, 1 if key == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                height_px = self.viewport().height()
                signed_px = height_px if key == Qt.Key.Key_PageDown else -height_px
                return layout.moved(current, layout.page_lines(current, signed_px))
        return 0 if key == Qt.Key.Key_Home else last

    def _go(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _SHIFT:
            self.selection.extend(index, keep=bool(modifiers & _CTRL))
        elif modifiers & _CTRL:
            self.selection.current = index
        else:
            self.selection.only(index)
        self._selected(index)

    # --- inside ---

    def _choose_section(self, section: int, modifiers: Qt.KeyboardModifier) -> None:
        """Its photos, where they are: the header that was pressed stays under the pointer."""
        photos = self._layout.photos_of(section)
        if modifiers & _SHIFT:
            first_half = 0 <= self.selection.anchor > photos.start
            self.selection.extend(photos.start if first_half else photos.stop - 1, keep=bool(modifiers & _CTRL))
        else:
            self.selection.together(photos, toggles=bool(modifiers & _CTRL))
        self._selected(self.selection.current, scrolls=False)

    def _selected(self, index: int, *, scrolls: bool = True) -> None:
        """The selection has changed by a person's hand; `index` is to be seen, -1 for none."""
        if index >= 0 and scrolls:
            self._scroll_to(index)
        self.viewport().update()
        parts = []
        if index >= 0:
            parts = [self.name_of(index), tr("{number} of {count}", number=index + 1, count=len(self.selection.ids))]
        if parts and self._sections:
            parts.append(self._sections[self._layout.section_of(index)].title)
        self.setAccessibleDescription(", ".join(parts))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.selection_changed.emit()

    def _scroll_to(self, index: int) -> None:
        above_px = self._layout.header_px or 8
        bar, rect = self.verticalScrollBar(), self._layout.rect(index).adjusted(0, -above_px, 0, 8)
        if rect.top() < bar.value():
            bar.setValue(rect.top())
        elif rect.bottom() > bar.value() + self.viewport().height():
            bar.setValue(rect.bottom() - self.viewport().height())

    def _index_at(self, point: QPoint) -> int | None:
        if self._section_at(point) is not None:
            return None
        return self._layout.index_at(point.x(), point.y() + self.verticalScrollBar().value())

    def _section_at(self, point: QPoint) -> int | None:
        """The section whose header is under a point of the viewport."""
        offset, height = self.verticalScrollBar().value(), self.viewport().height()
        headers = self._layout.headers(offset, height)
        return next((section for section, rect in headers if rect.contains(point + QPoint(0, offset))), None)

    def _hover(self, point: QPoint | None) -> None:
        section = self._section_at(point) if point is not None else None
        index = self._index_at(point) if point is not None else None
        former_section, self._hovered_section = self._hovered_section, -1 if section is None else section
        if former_section != self._hovered_section:
            self.viewport().update()
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
        ids = self.selection.chosen_ids()
        if not len(ids):
            return
        drag = QDrag(self)
        paths = self._paths_of(ids.tolist()) if len(ids) <= _MOST_DRAGGED_FILES else {}
        drag.setMimeData(photo_mime(ids, paths))
        picture = self.drag_picture(index)
        if picture is not None:
            smooth = Qt.TransformationMode.SmoothTransformation
            small = picture.scaled(96, 96, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            drag.setPixmap(small)
            drag.setHotSpot(QPoint(small.width() // 2, small.height() + 8))
        drag.exec(Qt.DropAction.CopyAction)
