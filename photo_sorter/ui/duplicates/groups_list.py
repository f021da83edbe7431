"""The list of groups of duplicates: holds ids, and fetches only what is in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from photo_sorter.core.duplicates.groups import DuplicateKind
from photo_sorter.language import number, tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.duplicates.duplicate_choices import Choice, leaving
from photo_sorter.ui.duplicates.duplicate_words import could_go, description, last_stays, moving, telling_line
from photo_sorter.ui.duplicates.duplicate_words import title as title_of
from photo_sorter.ui.duplicates.group_bar import GroupBar, GroupBars
from photo_sorter.ui.duplicates.group_painter import GroupPainter, Tile
from photo_sorter.ui.duplicates.group_photos import GroupPhotos
from photo_sorter.ui.duplicates.groups_layout import GroupsLayout
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import mirrored_key
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader

_MOST_AT_ONCE = 600


class GroupsList(QAbstractScrollArea):
    """A click or Space keeps a photo, or lets it go. The arrows lead on: up and down by groups."""

    changed = Signal()
    """What stays or goes is another now."""
    comparing = Signal(int)
    """The number of a group, as with `trashing`."""
    trashing = Signal(int)
    closed = Signal()

    def __init__(self, loader: ThumbnailLoader, reader: LibraryReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._choices: Sequence[Choice] = ()
        self._layout = GroupsLayout((), (), 0)
        self._photos = GroupPhotos(loader, reader)
        self._notes: dict[DuplicateKind | None, str] = {}
        self._bars = GroupBars(self.viewport())
        self._bars.comparing.connect(self.comparing)
        self._bars.trashing.connect(self.trashing)
        self._group = self._place = 0
        self._is_busy = False
        self._painter = GroupPainter(
            tones(), self.font(), scaled_font(self, 0.92), scaled_font(self, 1.15, QFont.Weight.DemiBold)
        )
        self._fetching = QTimer(self, singleShot=True, interval=0)
        self._fetching.timeout.connect(self._fetch)
        loader.arrived.connect(self._on_thumbnail)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.setAccessibleName(tr("Groups of duplicates"))
        self.verticalScrollBar().valueChanged.connect(self._on_scroll)

    @property
    def choices(self) -> Sequence[Choice]:
        return self._choices

    @property
    def group(self) -> int:
        """The number of the group that the keys work on."""
        return self._group

    @property
    def current_id(self) -> int | None:
        return self._choices[self._group].photo_ids[self._place] if self._choices else None

    @property
    def bars(self) -> list[GroupBar]:
        """Of the groups in sight, from above."""
        return self._bars.shown

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """By kind; what stood at the top stays there as far as it can."""
        self._choices = choices
        self._photos.forget()
        self._group = max(0, min(self._group, len(choices) - 1))
        self._place = 0
        self._lay_out()
        self.show_changes()

    def show_changes(self) -> None:
        """What stays or goes has been changed elsewhere, or what can be done."""
        self._notes = {
            kind: could_go(*leaving(one for one in self._choices if one.kind is kind)) for kind in DuplicateKind
        }
        self._place_bars()
        self._tell()
        self.viewport().update()

    def show_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        if is_busy and any(bar.has_focus for bar in self.bars):
            # A button that cannot be pressed any more would pass the focus on to somewhere.
            self.setFocus()
        self._place_bars()

    def go(self, group: int, place: int = 0) -> None:
        """Brings a photo into sight, and its group's bar with it."""
        if not self._choices:
            return
        self._group = max(0, min(group, len(self._choices) - 1))
        self._place = max(0, min(place, len(self._choices[self._group].photo_ids) - 1))
        bar, height = self.verticalScrollBar(), self.viewport().height()
        cell = self._layout.cell(self._group, self._place)
        head = self._layout.title(self._group) or self._layout.bar(self._group)
        if cell.bottom() + 8 > bar.value() + height:
            bar.setValue(cell.bottom() + 8 - height)
        top = head.top() if cell.bottom() - head.top() < height else cell.top() - 8
        if top < bar.value():
            bar.setValue(top)
        self._bars.let_tab_in(self._group, self)
        self._tell()
        self.viewport().update()

    def cell_rect(self, group: int, place: int) -> QRect:
        """In the viewport."""
        return self._layout.cell(group, place).translated(0, -self.verticalScrollBar().value())

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.tones = tones()
        offset, area, ratio = self.verticalScrollBar().value(), event.rect(), self.devicePixelRatioF()
        for group in self._layout.groups(offset + area.top(), area.height()):
            choice = self._choices[group]
            title = self._layout.title(group)
            if title is not None and choice.kind is not None:
                above = title.translated(0, -offset)
                self._painter.title(painter, above, title_of(choice.kind), self._notes.get(choice.kind, ""))
            for place, photo_id in enumerate(choice.photo_ids):
                rect = self.cell_rect(group, place)
                if rect.intersects(area):
                    self._painter.tile(painter, rect, self._photos.picture(photo_id, ratio), self._tile(group, place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fetching.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._photos.rest()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            found = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self._said(*found) if found is not None else "", self)
            return True
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_over = self._at(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_over else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().toPoint())
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self.go(*found)
            self._toggle()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick clicks are two clicks.
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = max(1, len(self._layout.groups(self.verticalScrollBar().value(), self.viewport().height())) - 1)
        steps: dict[int, int] = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -len(self._choices), Qt.Key.Key_End: len(self._choices),
        }  # fmt: skip
        key = mirrored_key(event.key(), self.layoutDirection())
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif not self._choices:
            event.ignore()
        elif key in steps:
            self.go(self._group + steps[key])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.go(self._group, self._place + (1 if key == Qt.Key.Key_Right else -1))
        elif key == Qt.Key.Key_Space:
            self._toggle()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.comparing.emit(self._group)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.trashing.emit(self._group)
        else:
            event.ignore()

    # --- inside ---

    def _toggle(self) -> None:
        choice = self._choices[self._group]
        if not self._is_busy and choice.toggle(choice.photo_ids[self._place]):
            QToolTip.hideText()
            self.changed.emit()
            self.show_changes()
        else:
            why = moving() if self._is_busy else last_stays()
            where = self.cell_rect(self._group, self._place).center()
            QToolTip.showText(self.viewport().mapToGlobal(where), why, self)
            self._tell(why)

    def _lay_out(self) -> None:
        kinds = [choice.kind for choice in self._choices]
        titled = tuple(kinds.index(kind) for kind in dict.fromkeys(kinds))
        counts = tuple(len(choice.photo_ids) for choice in self._choices)
        width_px = self.viewport().width()
        self._layout = GroupsLayout(counts, titled, width_px, self.layoutDirection(), self._painter.line_px)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, self._layout.height_px - height))
        bar.setPageStep(max(1, height - 80))
        bar.setSingleStep(64)
        self._on_scroll()

    def _on_scroll(self) -> None:
        self._place_bars()
        self._fetching.start()
        self.viewport().update()

    def _seen(self) -> range:
        return self._layout.groups(self.verticalScrollBar().value(), self.viewport().height())

    def _place_bars(self) -> None:
        offset = self.verticalScrollBar().value()
        self._bars.show_groups(
            {group: self._layout.bar(group).translated(0, -offset) for group in self._seen()},
            self._choices,
            is_busy=self._is_busy,
        )
        self._bars.let_tab_in(self._group, self)

    def _fetch(self) -> None:
        if not self.isVisible():
            return
        seen = self._seen()
        ids = [
            photo_id
            for group in range(seen.start, min(len(self._choices), seen.stop + 3))
            for place, photo_id in enumerate(self._choices[group].photo_ids)
            if group >= seen.stop or self.cell_rect(group, place).intersects(self.viewport().rect())
        ][:_MOST_AT_ONCE]
        self._photos.want(ids, self.devicePixelRatioF())
        self.viewport().update()

    def _on_thumbnail(self, thumbnail: Thumbnail) -> None:
        if self.isVisible() and self._photos.has(thumbnail.content_hash):
            self.viewport().update()

    def _tile(self, group: int, place: int) -> Tile:
        choice = self._choices[group]
        photo_id = choice.photo_ids[place]
        photo = self._photos.get(photo_id)
        is_current = (group, place) == (self._group, self._place) and self.hasFocus()
        return Tile(
            photo_id not in choice.going,
            choice.reason if photo_id == choice.best_id else "",
            (photo.path.name, telling_line(photo, choice.kind)) if photo is not None else ("", ""),
            is_current,
        )

    def _said(self, group: int, place: int) -> str:
        choice = self._choices[group]
        return description(self._reader.photo(choice.photo_ids[place]), choice)

    def _tell(self, first: str = "") -> None:
        """Screen readers, of the current photo."""
        if not self._choices:
            return
        said = self._said(self._group, self._place).replace("\n", ". ")
        place, count = number(self._group + 1), number(len(self._choices))
        where = tr("Group {number} of {count}.", number=place, count=count)
        self.setAccessibleDescription(f"{first} {said}. {where}".strip())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _at(self, point: QPoint) -> tuple[int, int] | None:
        return self._layout.at(point.x(), point.y() + self.verticalScrollBar().value())
