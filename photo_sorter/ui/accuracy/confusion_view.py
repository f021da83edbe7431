"""The confusion matrix as a picture: a row a truth, a column an answer, the darker the larger its share of the row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from photo_sorter.core.sorting.accuracy import Accuracy, is_class, rows_and_columns
from photo_sorter.language import number, tr
from photo_sorter.ui.accuracy.answer_words import answer_words
from photo_sorter.ui.accuracy.cell_sentence import cell_sentence
from photo_sorter.ui.accuracy.confusion_layout import PAD_PX, ConfusionLayout
from photo_sorter.ui.appearance import contrast, mixed, scaled_font, tones
from photo_sorter.ui.mirroring import draw_text, mirrored, mirrored_arrows, mirrored_key, mirrored_point


class ConfusionView(QAbstractScrollArea):
    """Labels stay in sight while it scrolls. `picked` carries truth and answer: a click, Enter or Space."""

    picked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy = Accuracy({})
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self.places = ConfusionLayout()
        self._current = (0, 0)
        self._chosen: tuple[str, str] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Confusion matrix"))
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setCornerWidget(QWidget(self))
        self._font, self._numbers = scaled_font(self, 0.92), scaled_font(self, 0.88)
        self._lay_out()

    @property
    def rows(self) -> tuple[str, ...]:
        return self._rows

    @property
    def columns(self) -> tuple[str, ...]:
        return self._columns

    @property
    def current(self) -> tuple[str, str] | None:
        """Truth and answer of the cell that the keys stand on."""
        row, column = self._current
        return (self._rows[row], self._columns[column]) if row < len(self._rows) and self._columns else None

    def show_accuracy(self, accuracy: Accuracy) -> None:
        self._accuracy = accuracy
        self._rows, self._columns = rows_and_columns(accuracy)
        self._current, self._chosen = (0, 0), None
        self._lay_out()
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setValue(0)

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Truth and answer of the cell picked last."""
        return self._chosen

    def pick(self, truth: str, answer: str) -> bool:
        """As if a person had clicked the cell. False if there is none."""
        if truth not in self._rows or answer not in self._columns:
            return False
        self._go(self._rows.index(truth), self._columns.index(answer))
        self._choose()
        return True

    def choose_nothing(self) -> None:
        self._chosen = None
        self.viewport().update()

    def count(self, truth: str, answer: str) -> int:
        return self._accuracy.confusion.get(truth, {}).get(answer, 0)

    def share(self, truth: str, answer: str) -> float:
        """0..1 of the row."""
        total = sum(self._accuracy.confusion.get(truth, {}).values())
        return self.count(truth, answer) / total if total else 0.0

    def sentence(self, truth: str, answer: str) -> str:
        """A cell in words."""
        count, total = self.count(truth, answer), sum(self._accuracy.confusion.get(truth, {}).values())
        return cell_sentence(truth, answer, count, total)

    def as_text(self) -> str:
        """For a spreadsheet: tabs and lines."""
        lines = ["\t".join(("", *map(answer_words, self._columns)))]
        lines += [
            "\t".join((answer_words(row), *(str(self.count(row, column)) for column in self._columns)))
            for row in self._rows
        ]
        return "\n".join(lines)

    def cell_rect(self, row: int, column: int) -> QRect:
        """In coordinates of the viewport."""
        return self._mirrored(self.places.rect(row, column, self._offset))

    # --- Qt ---

    def sizeHint(self) -> QSize:
        return QSize(480, 420)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.FontChange:
            self._font, self._numbers = scaled_font(self, 0.92), scaled_font(self, 0.88)
            self._lay_out()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self)
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self._mirrored_point(event.position().toPoint())
        row, column = self.places.row_at(point, self._offset), self.places.column_at(point, self._offset)
        if row is not None and column is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go(row, column)
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self._current
        last_row, last_column = len(self._rows) - 1, len(self._columns) - 1
        targets: dict[int, tuple[int, int]] = {
            Qt.Key.Key_Left: (row, column - 1), Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Up: (row - 1, column), Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Home: (row, 0), Qt.Key.Key_End: (row, last_column),
        }  # fmt: skip
        key = mirrored_key(event.key(), self.layoutDirection())
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.as_text())
        elif self.current is None:
            event.ignore()
        elif key in targets:
            wanted_row, wanted_column = targets[key]
            self._go(min(last_row, max(0, wanted_row)), min(last_column, max(0, wanted_column)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._rows:
            return
        area = self.viewport().rect()
        painter.save()
        painter.setClipRect(self._mirrored(area.adjusted(self.places.label_px - 2, self.places.header_px - 2, 0, 0)))
        for row in self._visible_rows():
            for column in self._visible_columns():
                self._paint_cell(painter, row, column)
        self._paint_rings(painter)
        painter.restore()
        self._paint_labels(painter, area)

    # --- inside ---

    def _lay_out(self) -> None:
        view = self.viewport()
        classes = sum(map(is_class, self._columns))
        most = max((n for row in self._accuracy.confusion.values() for n in row.values()), default=0)
        self.places = ConfusionLayout.fitted(
            [*map(answer_words, self._rows)],
            [*map(answer_words, self._columns)],
            classes,
            most,
            QFontMetrics(self._font),
            view.size(),
        )
        size = self.places.size
        for bar, content_px, seen_px in (
            (self.horizontalScrollBar(), size.width(), view.width()),
            (self.verticalScrollBar(), size.height(), view.height()),
        ):
            bar.setRange(0, max(0, content_px - seen_px))
            bar.setPageStep(seen_px)
            bar.setSingleStep(self.places.row_px)
        view.update()

    @property
    def _offset(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _visible_rows(self) -> range:
        return self.places.visible_rows(self._offset, self.viewport().size())

    def _visible_columns(self) -> range:
        return self.places.visible_columns(self._offset, self.viewport().size())

    def _mirrored(self, place: QRect) -> QRect:
        return mirrored(place, self.viewport().rect(), self.layoutDirection())

    def _mirrored_point(self, point: QPoint) -> QPoint:
        return mirrored_point(point, self.viewport().rect(), self.layoutDirection())

    def _tip(self, seen: QPoint) -> str:
        point = self._mirrored_point(seen)
        row, column = self.places.row_at(point, self._offset), self.places.column_at(point, self._offset)
        if row is not None and column is not None:
            return self.sentence(self._rows[row], self._columns[column])
        if row is not None and point.x() < self.places.label_px:
            return answer_words(self._rows[row])
        return answer_words(self._columns[column]) if column is not None and point.y() < self.places.header_px else ""

    def _go(self, row: int, column: int) -> None:
        self._current = (row, column)
        rect, view = self.places.rect(row, column, self._offset), self.viewport()
        sideways, upright = self.horizontalScrollBar(), self.verticalScrollBar()
        sideways.setValue(sideways.value() + _beyond(rect.left(), rect.right(), self.places.label_px, view.width()))
        upright.setValue(upright.value() + _beyond(rect.top(), rect.bottom(), self.places.header_px, view.height()))
        self.setAccessibleDescription(self.sentence(self._rows[row], self._columns[column]))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        view.update()

    def _choose(self) -> None:
        self._chosen = self.current
        self.viewport().update()
        if self._chosen is not None:
            self.picked.emit(*self._chosen)

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        colours = tones()
        truth, answer = self._rows[row], self._columns[column]
        count, body = self.count(truth, answer), QRectF(self.cell_rect(row, column)).adjusted(1, 1, -1, -1)
        ground = mixed(colours.base, colours.accent_fill, self.share(truth, answer) ** 0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(body, 3, 3)
        if truth == answer:
            # The diagonal is what is right.
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(mixed(ground, colours.text, 0.35), 1))
            painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if count:
            white = QColor("white")
            painter.setPen(colours.text if contrast(colours.text, ground) >= contrast(white, ground) else white)
            painter.setFont(self._numbers)
            painter.drawText(body, Qt.AlignmentFlag.AlignCenter, number(count))

    def _paint_rings(self, painter: QPainter) -> None:
        colours = tones()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._chosen is not None:
            row, column = self._rows.index(self._chosen[0]), self._columns.index(self._chosen[1])
            painter.setPen(QPen(colours.text, 2))
            painter.drawRoundedRect(QRectF(self.cell_rect(row, column)).adjusted(1, 1, -1, -1), 3, 3)
        if self.hasFocus() and self.current is not None and self.current != self._chosen:
            painter.setPen(QPen(colours.accent, 1.5))
            painter.drawRoundedRect(QRectF(self.cell_rect(*self._current)).adjusted(1, 1, -1, -1), 3, 3)

    def _paint_labels(self, painter: QPainter, area: QRect) -> None:
        colours, metrics = tones(), QFontMetrics(self._font)
        elide = Qt.TextElideMode.ElideRight
        current_row, current_column = self._current if self.hasFocus() or self._chosen else (-1, -1)
        bold = QFont(self._font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setClipRect(area.adjusted(0, self.places.header_px, 0, 0))
        for row in self._visible_rows():
            rect = self.cell_rect(row, 0)
            place = self._mirrored(QRect(0, rect.top(), self.places.label_px - PAD_PX, rect.height()))
            painter.setFont(bold if row == current_row else self._font)
            painter.setPen(colours.text)
            text = metrics.elidedText(answer_words(self._rows[row]), elide, place.width())
            draw_text(painter, place, text, Qt.AlignmentFlag.AlignRight)
        painter.setClipRect(self._mirrored(area.adjusted(self.places.label_px, 0, 0, 0)))
        for column in self._visible_columns():
            rect = self.cell_rect(0, column)
            label = answer_words(self._columns[column])
            painter.setFont(bold if column == current_column else self._font)
            painter.setPen(colours.text if is_class(self._columns[column]) else colours.muted)
            text = metrics.elidedText(label, elide, self.places.header_px - PAD_PX)
            if not self.places.is_turned:
                place = QRect(rect.left() + 1, 0, rect.width() - 2, self.places.header_px - PAD_PX)
                upright = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
                painter.drawText(place, upright, label)
                continue
            painter.save()
            painter.translate(rect.center().x() + 1, self.places.header_px - PAD_PX)
            painter.rotate(-90)
            strip = QRect(0, -rect.width() // 2, self.places.header_px, rect.width())
            # Absolute: upwards is upwards in every direction.
            draw_text(painter, strip, text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
            painter.restore()
        painter.setClipping(False)
        painter.setFont(self._numbers)
        painter.setPen(colours.muted)
        corner = self._mirrored(QRect(0, 0, self.places.label_px - PAD_PX, self.places.header_px - PAD_PX))
        words = mirrored_arrows(tr("answer →\ntruth ↓"), self.layoutDirection())
        painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, words)


def _beyond(first: int, last: int, low: int, high: int) -> int:
    """By how much a stretch lies outside of another."""
    return first - low if first < low else max(0, last - high + 2)
