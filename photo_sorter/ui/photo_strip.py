"""A flow of small pictures inside a dialog, or one row of them: to look at, not to work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from photo_sorter.core.photo import Status
from photo_sorter.language import tr
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui import desktop
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.focus_frame import draw_focus_frame
from photo_sorter.ui.grid.cell_painter import RADIUS_PX, CellPainter, CellState
from photo_sorter.ui.grid.grid_layout import CAPTION_PX
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import draw_text, mirrored, mirrored_key
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader

_GAP_PX, _MARGIN_PX, _BAR_PX, _NOTE_PX = 6, 2, 14, 16
MARK_PX = 10
_CARDS_AT_ONCE = 300


@dataclass(frozen=True)
class StripPhoto:
    """`tip`: a sentence about it, its name where empty; `notes`: lines under its name; `is_marked`: with a dot."""

    path: Path
    content_hash: bytes | None
    tip: str = ""
    notes: tuple[str, ...] = ()
    is_marked: bool = False


def library_photos(
    reader: LibraryReader, photo_ids: Sequence[int], marked: frozenset[int] = frozenset(), mark: str = ""
) -> tuple[StripPhoto, ...]:
    """In this order; photos that are gone are left out. `mark` tells what the dot means."""
    cards: dict[int, PhotoCard] = {}
    for start in range(0, len(photo_ids), _CARDS_AT_ONCE):
        cards.update((card.id, card) for card in reader.cards(photo_ids[start : start + _CARDS_AT_ONCE]))
    return tuple(
        StripPhoto(
            card.path, card.content_hash, f"{card.path.name} · {mark}" if id in marked else "", is_marked=id in marked
        )
        for id in photo_ids
        if (card := cards.get(id)) is not None
    )


def draw_mark(painter: QPainter, place: QRectF) -> None:
    """The dot on a marked picture, and in its legend."""
    painter.setPen(QPen(QColor(255, 255, 255, 235), 1.6))
    painter.setBrush(tones().accent_fill)
    painter.drawEllipse(place)


class PhotoStrip(QAbstractScrollArea):
    """Arrow keys move, Enter or a double click opens the photo in the desktop's program."""

    def __init__(
        self,
        loader: ThumbnailLoader,
        parent: QWidget | None = None,
        *,
        side_px: int = 84,
        has_captions: bool = False,
        is_one_row: bool = False,
    ) -> None:
        super().__init__(parent)
        self._loader, self._wished_px, self._is_one_row = loader, side_px, is_one_row
        self._photos: tuple[StripPhoto, ...] = ()
        self._current = -1
        self._note_lines = 0
        self._empty = ""
        self._painter = CellPainter(tones(), self.font(), scaled_font(self, 0.85), has_captions=has_captions)
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._want)
        loader.arrived.connect(self._on_arrival)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Photos"))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        if is_one_row:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFixedHeight(side_px + 2 * _MARGIN_PX)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._asking.start())
        self._lay_out()

    @property
    def photos(self) -> tuple[StripPhoto, ...]:
        return self._photos

    @property
    def current(self) -> StripPhoto | None:
        return self._photos[self._current] if 0 <= self._current < len(self._photos) else None

    def show_photos(self, photos: Sequence[StripPhoto], empty: str = "") -> None:
        """`empty` is said where there are none."""
        self._empty = empty
        self.viewport().update()
        if tuple(photos) == self._photos:
            return
        self._photos, self._current = tuple(photos), -1
        self._note_lines = max((len(photo.notes) for photo in photos), default=0)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._asking.start()

    def cell_rect(self, index: int) -> QRect:
        """In coordinates of the viewport."""
        line, column = divmod(index, self._columns)
        left = _MARGIN_PX + column * (self._side_px + _GAP_PX)
        top = _MARGIN_PX + line * self._pitch_px - self.verticalScrollBar().value()
        place = QRect(left, top, self._side_px, self._pitch_px - _GAP_PX)
        return mirrored(place, self.viewport().rect(), self.layoutDirection())

    # --- Qt ---

    def sizeHint(self) -> QSize:
        return QSize(3 * self._wished_px, 2 * self._wished_px)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._wished_px + 20, self._wished_px + 2 * _MARGIN_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.tones = tones()
        if not self._photos:
            painter.setPen(self._painter.tones.muted)
            painter.drawText(
                self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty
            )
        for index in self._visible():
            photo, rect = self._photos[index], self.cell_rect(index)
            card = PhotoCard(0, photo.path, photo.content_hash, "", Status.READY)
            state = CellState(is_current=index == self._current and self.hasFocus())
            self._painter.tile(painter, rect, card, self._picture(photo), state)
            if photo.is_marked:
                corner = QRectF(rect.right() - MARK_PX - 5.5, rect.top() + 6.5, MARK_PX, MARK_PX)
                draw_mark(painter, mirrored(corner, rect, self.layoutDirection()))
            self._paint_notes(painter, rect, photo.notes)
        if self._current < 0 and self.hasFocus():
            draw_focus_frame(painter, self.viewport().rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._loader.want((), id(self))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current < 0 and self._photos:
            self._current = 0
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self._index_at(event.pos())
            QToolTip.showText(event.globalPos(), self._said(index) if index is not None else "", self)
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is not None:
            self._go(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(index)
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = self._count
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._columns, Qt.Key.Key_Down: self._columns,
            Qt.Key.Key_Home: -count, Qt.Key.Key_End: count,
        }  # fmt: skip
        key = mirrored_key(event.key(), self.layoutDirection())
        if key in steps and count:
            step = steps[key]
            target = self._current + step
            if abs(step) in (1, count) or 0 <= target < count:
                self._go(min(count - 1, max(0, target)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self._open()
        else:
            event.ignore()

    # --- inside ---

    @property
    def _count(self) -> int:
        """How many can be reached: in one row those that fit."""
        return min(len(self._photos), self._columns) if self._is_one_row else len(self._photos)

    @property
    def _note_px(self) -> int:
        return max(_NOTE_PX, QFontMetrics(self._painter.small_font).height())

    def _lay_out(self) -> None:
        # The bar's room is always kept: else tiles would shrink with it, fit, and send it away again.
        room = max(16, self.width() - 2 * _MARGIN_PX - (0 if self._is_one_row else _BAR_PX))
        step = self._wished_px + _GAP_PX
        if self._is_one_row:
            self._columns, self._side_px = max(1, (room + _GAP_PX) // step), self._wished_px
        else:
            self._columns = max(1, round((room + _GAP_PX) / step))
            self._side_px = max(16, (room - _GAP_PX * (self._columns - 1)) // self._columns)
        captions = (CAPTION_PX if self._painter.has_captions else 0) + self._note_px * self._note_lines
        self._pitch_px = self._side_px + captions + _GAP_PX
        content_px = -(-self._count // self._columns) * self._pitch_px + 2 * _MARGIN_PX
        bar, height = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, 0 if self._is_one_row else max(0, content_px - height))
        bar.setPageStep(max(1, height - self._pitch_px // 2))
        bar.setSingleStep(max(20, self._pitch_px // 3))
        self._asking.start()

    def _visible(self) -> range:
        top = self.verticalScrollBar().value()
        first = max(0, (top - _MARGIN_PX) // self._pitch_px)
        last = (top + self.viewport().height()) // self._pitch_px + 1
        return range(min(self._count, first * self._columns), min(self._count, last * self._columns))

    def _index_at(self, point: QPoint) -> int | None:
        return next((index for index in self._visible() if self.cell_rect(index).contains(point)), None)

    def _thumbnail(self, photo: StripPhoto) -> Thumbnail | None:
        if photo.content_hash is None:
            return None
        ratio = self.devicePixelRatioF()
        return Thumbnail(photo.content_hash, round(self._side_px * ratio), True, round(RADIUS_PX * ratio))

    def _picture(self, photo: StripPhoto) -> QPixmap | None:
        wanted = self._thumbnail(photo)
        if wanted is None:
            return None
        answer = self._loader.get(wanted)
        return answer if isinstance(answer, QPixmap) else self._loader.stand_in(wanted)

    def _want(self) -> None:
        if self.isVisible():
            wanted = (self._thumbnail(self._photos[index]) for index in self._visible())
            self._loader.want([one for one in wanted if one is not None], id(self))
        self.viewport().update()

    def _on_arrival(self, thumbnail: Thumbnail) -> None:
        if any(self._photos[index].content_hash == thumbnail.content_hash for index in self._visible()):
            self.viewport().update()

    def _paint_notes(self, painter: QPainter, rect: QRect, notes: tuple[str, ...]) -> None:
        painter.setFont(self._painter.small_font)
        painter.setPen(self._painter.tones.text)
        metrics = QFontMetrics(self._painter.small_font)
        top = rect.bottom() - 2 - self._note_px * self._note_lines
        for number, note in enumerate(notes):
            line = QRect(rect.left(), top + number * self._note_px, rect.width(), self._note_px)
            text = metrics.elidedText(note, Qt.TextElideMode.ElideRight, line.width())
            draw_text(painter, line, text, Qt.AlignmentFlag.AlignHCenter)

    def _said(self, index: int) -> str:
        photo = self._photos[index]
        return photo.tip or photo.path.name

    def _go(self, index: int) -> None:
        self._current = index
        rect, bar = self.cell_rect(index), self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - _MARGIN_PX)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + _MARGIN_PX)
        self.setAccessibleDescription(self._said(index))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.viewport().update()

    def _open(self) -> None:
        photo = self.current
        if photo is not None and not desktop.open_file(photo.path):
            where = self.viewport().mapToGlobal(self.cell_rect(self._current).center())
            words = tr("{name} could not be opened. It may be gone or offline.", name=photo.path.name)
            QToolTip.showText(where, words, self)
