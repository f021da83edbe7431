"""How well a photo fits each category: a thin bar a category, with a yes and a no for the person."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from photo_sorter.core.category import Category
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import IconButton


class ScoreList(QWidget):
    """`decided` carries a category id and True, False, or None to take the verdict back."""

    decided = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._categories: tuple[Category, ...] = ()
        self._rows: dict[int, _ScoreRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_categories(self, categories: tuple[Category, ...]) -> None:
        """Those that are on."""
        shown = tuple(category for category in categories if category.enabled and category.id is not None)
        if shown == self._categories:
            return
        self._categories = shown
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for category in shown:
            row = _ScoreRow(category, self)
            row.yes.clicked.connect(lambda on, id=category.id: self.decided.emit(id, True if on else None))
            row.no.clicked.connect(lambda on, id=category.id: self.decided.emit(id, False if on else None))
            self._rows[category.id or 0] = row
            self._column.addWidget(row)

    def show_scores(self, scores: Mapping[int, float]) -> None:
        for category_id, row in self._rows.items():
            row.show_score(scores.get(category_id))

    def show_verdicts(self, verdicts: Mapping[int, bool]) -> None:
        """Categories without a verdict are left out."""
        for category_id, row in self._rows.items():
            row.yes.setChecked(verdicts.get(category_id) is True)
            row.no.setChecked(verdicts.get(category_id) is False)

    def score_of(self, category_id: int) -> float | None:
        return self._rows[category_id].score

    def row_of(self, category_id: int) -> _ScoreRow:
        return self._rows[category_id]


class _ScoreRow(QWidget):
    def __init__(self, category: Category, parent: QWidget) -> None:
        super().__init__(parent)
        self._category = category
        self.score: float | None = None
        self.yes = IconButton("check", f"Yes, this is “{category.name}”", self, 14)
        self.no = IconButton("cross", f"No, this is not “{category.name}”", self, 14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self.yes, self.no):
            button.setCheckable(True)
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    def show_score(self, score: float | None) -> None:
        if score != self.score:
            self.score = score
            self._say()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = tones()
        right = self.yes.x() - 10
        font, numbers = scaled_font(self, 0.95), scaled_font(self, 0.88)
        percent = f"{self.score * 100:.0f} %" if self.score is not None else ""
        painter.setFont(numbers)
        painter.setPen(colours.muted)
        top = QRectF(0, 4, right, 18)
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, percent)
        painter.setFont(font)
        painter.setPen(colours.text)
        room = right - QFontMetrics(numbers).horizontalAdvance("100 %") - 8
        name = QFontMetrics(font).elidedText(self._category.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(0, 4, room, 18), Qt.AlignmentFlag.AlignVCenter, name)
        if self.score is None:
            return
        groove = QRectF(0, 26, right, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.hairline)
        painter.drawRoundedRect(groove, 1.5, 1.5)
        if self.score > 0:
            painter.setBrush(QColor(self._category.colour))
            painter.drawRoundedRect(QRectF(0, 26, max(3.0, right * min(1.0, self.score)), 3), 1.5, 1.5)

    def _say(self) -> None:
        score = f"{self.score * 100:.0f} percent" if self.score is not None else "no score"
        self.setAccessibleName(f"{self._category.name}: {score}")
