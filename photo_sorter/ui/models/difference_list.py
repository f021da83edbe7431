"""Photos that two models sort differently: a small picture, and on either side of the line the categories of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPen, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photo_sorter.core.sorting.category import Category
from photo_sorter.language import tr
from photo_sorter.store.photos import PhotoCard
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import draw_icon
from photo_sorter.ui.mirroring import draw_text, mirrored
from photo_sorter.ui.phrases import labelled
from photo_sorter.ui.thumbnail_loader import Thumbnail, ThumbnailLoader

SIDE_PX = 72
_RADIUS_PX, _GAP_PX, _DOT_PX, _LEAST_LINE_PX = 6, 12, 8, 21
_MOST_LINES = 3


@dataclass(frozen=True)
class DifferenceRow:
    """A photo and the categories it is in, by the model on the one side and on the other."""

    card: PhotoCard
    first: tuple[Category, ...]
    second: tuple[Category, ...]

    @property
    def changed(self) -> set[int | None]:
        """Ids of the categories that one of the models alone puts it in."""
        return {one.id for one in self.first} ^ {one.id for one in self.second}

    def told(self, titles: tuple[str, str]) -> str:
        sides = zip(titles, (self.first, self.second), strict=True)
        said = [labelled(title, ", ".join(one.name for one in held) or tr("No category")) for title, held in sides]
        return f"{self.card.path.name}. {'; '.join(said)}"


_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[DifferenceRow, ...] = ()
        self.titles = ("", "")

    def show(self, rows: Sequence[DifferenceRow], titles: tuple[str, str]) -> None:
        self.beginResetModel()
        self.rows, self.titles = tuple(rows), titles
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.card.path.name
        return row.told(self.titles) if role == Qt.ItemDataRole.AccessibleTextRole else None


class DifferenceList(QListView):
    """Arrow keys move; Enter or a double click asks to see the photo."""

    photo_wanted = Signal(int)

    def __init__(self, loader: ThumbnailLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader, self._rows = loader, _Rows(self)
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._want)
        self.setModel(self._rows)
        self.setItemDelegate(_RowPainter(loader, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Photos that are sorted differently"))
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._asking.start())
        loader.arrived.connect(self._on_arrival)

    @property
    def rows(self) -> tuple[DifferenceRow, ...]:
        return self._rows.rows

    @property
    def line_px(self) -> int:
        return max(_LEAST_LINE_PX, self.fontMetrics().height() + 4)

    @property
    def row_px(self) -> int:
        return max(SIDE_PX, _MOST_LINES * self.line_px) + _GAP_PX

    def show_rows(self, rows: Sequence[DifferenceRow], titles: tuple[str, str]) -> None:
        self._rows.show(rows, titles)
        if rows:
            self.setCurrentIndex(self._rows.index(0))
        self._asking.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._asking.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._loader.want((), id(self))

    def _open(self, index: QModelIndex) -> None:
        self.photo_wanted.emit(self._rows.rows[index.row()].card.id)

    def _want(self) -> None:
        if self.isVisible():
            wanted = (thumbnail_of(self._rows.rows[line].card, self) for line in self._lines_in_view())
            self._loader.want([one for one in wanted if one is not None], id(self))
            self.viewport().update()

    def _lines_in_view(self) -> range:
        top = self.verticalScrollBar().value()
        return range(top // self.row_px, min(len(self.rows), (top + self.viewport().height()) // self.row_px + 1))

    def _on_arrival(self, thumbnail: Thumbnail) -> None:
        if any(self.rows[line].card.content_hash == thumbnail.content_hash for line in self._lines_in_view()):
            self.viewport().update()


def thumbnail_of(card: PhotoCard, where: QWidget) -> Thumbnail | None:
    ratio = where.devicePixelRatioF()
    if card.content_hash is None:
        return None
    return Thumbnail(card.content_hash, round(SIDE_PX * ratio), True, round(_RADIUS_PX * ratio))


def side_rects(rect: QRect) -> tuple[QRect, QRect]:
    """Where the categories of the one and of the other model stand in a row, in a layout from left to right."""
    begin, middle = rect.left() + SIDE_PX + 2 * _GAP_PX, rect.center().x()
    return (
        QRect(begin, rect.top(), middle - begin, rect.height()),
        QRect(middle + 2 * _GAP_PX, rect.top(), rect.right() - middle - 3 * _GAP_PX, rect.height()),
    )


class _RowPainter(QStyledItemDelegate):
    def __init__(self, loader: ThumbnailLoader, parent: DifferenceList) -> None:
        super().__init__(parent)
        self._loader, self._list = loader, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(320, self._list.row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, colours = self._list.rows[index.row()], tones()
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._ground(painter, option, colours.chosen, colours.hover, colours.accent)
        rect = option.rect.adjusted(4, 0, -4, 0)
        picture = QRect(rect.left() + 4, rect.top() + (rect.height() - SIDE_PX) // 2, SIDE_PX, SIDE_PX)
        self._picture(painter, mirrored(picture, rect, option.direction), row.card)
        common = {one.id for one in row.first} & {one.id for one in row.second}
        for held, side in zip((row.first, row.second), side_rects(rect), strict=True):
            self._categories(painter, option, held, common, mirrored(side, rect, option.direction))
        painter.restore()

    def _ground(
        self, painter: QPainter, option: QStyleOptionViewItem, chosen: QColor, hover: QColor, focus: QColor
    ) -> None:
        body = QRectF(option.rect).adjusted(4, 1, -4, -1)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(chosen if is_chosen else hover)
            painter.drawRoundedRect(body, _RADIUS_PX + 2, _RADIUS_PX + 2)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(focus, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), _RADIUS_PX + 1, _RADIUS_PX + 1)

    def _picture(self, painter: QPainter, place: QRect, card: PhotoCard) -> None:
        wanted = thumbnail_of(card, self._list)
        picture = self._loader.get(wanted) if wanted is not None else None
        if isinstance(picture, QPixmap):
            painter.drawPixmap(place, picture)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones().placeholder)
        painter.drawRoundedRect(place, _RADIUS_PX, _RADIUS_PX)
        icon = QRectF(0, 0, 20, 20)
        icon.moveCenter(QRectF(place).center())
        draw_icon(painter, "photo", icon, tones().faint)

    def _categories(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        held: Sequence[Category],
        common: set[int | None],
        rect: QRect,
    ) -> None:
        """A line each; what both models say is muted."""
        colours = tones()
        painter.setFont(scaled_font(self._list, 1.0))
        shown = held if len(held) <= _MOST_LINES else held[: _MOST_LINES - 1]
        lines: list[tuple[str, str, QColor]] = [
            (one.name, one.colour, colours.muted if one.id in common else colours.text) for one in shown
        ]
        if len(shown) < len(held):
            lines.append((tr("and {count} more", count=len(held) - len(shown)), "", colours.muted))
        if not held:
            lines = [(tr("No category"), "", colours.muted)]
        line_px = self._list.line_px
        top = rect.center().y() - len(lines) * line_px // 2 + 1
        for number, (words, colour, ink) in enumerate(lines):
            line = QRect(rect.left(), top + number * line_px, rect.width(), line_px)
            dot = QRect(line.left(), line.center().y() - _DOT_PX // 2, _DOT_PX, _DOT_PX)
            if colour:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colour))
                painter.drawEllipse(mirrored(dot, line, option.direction))
            painter.setPen(ink)
            place = mirrored(line.adjusted(_DOT_PX + 8 if colour else 0, 0, 0, 0), line, option.direction)
            text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
            draw_text(painter, place, text)


def categories_of(ids: Sequence[int], known: Mapping[int, Category]) -> tuple[Category, ...]:
    """Those that are still there."""
    return tuple(known[id] for id in ids if id in known)
