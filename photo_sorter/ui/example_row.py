"""The nearest photos that a person judged: small pictures, each with a yes or a no."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from photo_sorter.core.sorting.why import Example
from photo_sorter.language import tr
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.mirroring import mirrored, mirrored_key
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader

_SIDE_PX, _RADIUS_PX, _MARK_PX, _MARGIN_PX = 48, 5, 16, 2
_PITCH_PX = _SIDE_PX + 6


class ExampleRow(QWidget):
    """Wraps at its width. Arrow keys move, Enter or a double click asks to see the photo."""

    photo_wanted = Signal(int)

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None, *, has_arrows: bool = True) -> None:
        """`has_arrows`: whether arrow keys are its own."""
        super().__init__(parent)
        self._loader, self._has_arrows = loader, has_arrows
        self._examples: tuple[tuple[Example, PhotoCard], ...] = ()
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Nearest judged photos"))
        loader.arrived.connect(self._on_arrival)

    @property
    def photo_ids(self) -> tuple[int, ...]:
        return tuple(example.photo_id for example, _ in self._examples)

    def show_examples(self, examples: Sequence[Example], cards: Sequence[PhotoCard]) -> None:
        """Those whose photo is gone are left out."""
        by_id = {card.id: card for card in cards}
        self._examples = tuple((one, by_id[one.photo_id]) for one in examples if one.photo_id in by_id)
        self._current = 0
        spoken = ", ".join(_spoken(one, card.path.name) for one, card in self._examples)
        self.setAccessibleName(tr("Nearest judged photos: {photos}", photos=spoken))
        self.setVisible(bool(self._examples))
        self.updateGeometry()
        wanted = (self._thumbnail(card) for _, card in self._examples)
        self._loader.want([one for one in wanted if one is not None], id(self))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(4 * _PITCH_PX, self.heightForWidth(max(self.width(), 4 * _PITCH_PX)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return -(-len(self._examples) // _columns(width)) * _PITCH_PX

    def cell_rect(self, index: int) -> QRect:
        row, column = divmod(index, _columns(self.width()))
        place = QRect(_MARGIN_PX + column * _PITCH_PX, _MARGIN_PX + row * _PITCH_PX, _SIDE_PX, _SIDE_PX)
        return mirrored(place, self.rect(), self.layoutDirection())

    # --- Qt ---

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), tones()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for index, (example, card) in enumerate(self._examples):
            place = self.cell_rect(index)
            wanted = self._thumbnail(card)
            picture = self._loader.get(wanted) if wanted is not None else None
            if isinstance(picture, QPixmap):
                painter.drawPixmap(place, picture)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.placeholder)
                painter.drawRoundedRect(place, _RADIUS_PX, _RADIUS_PX)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.edge, 1))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS_PX, _RADIUS_PX)
            mark = QRectF(place.right() - _MARK_PX - 2, place.bottom() - _MARK_PX - 2, _MARK_PX, _MARK_PX)
            mark = mirrored(mark, place, self.layoutDirection())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.window)
            painter.drawEllipse(mark)
            icon = "check" if example.holds else "cross"
            draw_icon(painter, icon, mark.adjusted(3, 3, -3, -3), colours.text if example.holds else colours.muted)
            if self.hasFocus() and index == self._current:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colours.accent, 2))
                painter.drawRoundedRect(QRectF(place).adjusted(-1, -1, 1, 1), _RADIUS_PX + 1, _RADIUS_PX + 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is not None:
            self._go(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self.photo_wanted.emit(self._examples[index][0].photo_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns = _columns(self.width())
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }
        key = mirrored_key(event.key(), self.layoutDirection())
        if self._has_arrows and key in steps:
            target = self._current + steps[key]
            if 0 <= target < len(self._examples):
                self._go(target)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current < len(self._examples):
            self.photo_wanted.emit(self._examples[self._current][0].photo_id)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self._index_at(event.pos())
            QToolTip.showText(event.globalPos(), self._said(index) if index is not None else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # --- inside ---

    def _index_at(self, point: QPoint) -> int | None:
        return next((index for index in range(len(self._examples)) if self.cell_rect(index).contains(point)), None)

    def _go(self, index: int) -> None:
        self._current = index
        self.setAccessibleDescription(self._said(index))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def _said(self, index: int) -> str:
        example, card = self._examples[index]
        name, share = card.path.name, f"{example.likeness * 100:.0f}"
        if example.holds:
            return tr("{name} · you said yes · {share} % alike", name=name, share=share)
        return tr("{name} · you said no · {share} % alike", name=name, share=share)

    def _thumbnail(self, card: PhotoCard) -> Thumbnail | None:
        if card.content_hash is None:
            return None
        ratio = self.devicePixelRatioF()
        return Thumbnail(card.content_hash, round(_SIDE_PX * ratio), True, round(_RADIUS_PX * ratio))

    def _on_arrival(self, thumbnail: Thumbnail) -> None:
        if any(card.content_hash == thumbnail.content_hash for _, card in self._examples):
            self.update()


def _columns(width: int) -> int:
    return max(1, (width - 2 * _MARGIN_PX + _PITCH_PX - _SIDE_PX) // _PITCH_PX)


def _spoken(example: Example, name: str) -> str:
    return tr("{name} yes", name=name) if example.holds else tr("{name} no", name=name)
