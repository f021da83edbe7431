"""How well a photo fits each category: a thin bar a category, with a yes and a no for the person. A row that is chosen
opens, and shows why."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from photo_sorter.core.category import Category
from photo_sorter.ui.score_row import ScoreRow


class ScoreList(QWidget):
    """`decided` carries a category id and True, False, or None to take the verdict back."""

    decided = Signal(int, object)
    opened = Signal(object)
    """The category id of the row that opened, or None: none is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._categories: tuple[Category, ...] = ()
        self._rows: dict[int, ScoreRow] = {}
        self._inner: QWidget | None = None
        self._open_id: int | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    @property
    def open_id(self) -> int | None:
        return self._open_id

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(self._rows)

    def set_inner(self, inner: QWidget) -> None:
        """What is shown beneath the open row."""
        self._inner = inner
        inner.setParent(self)
        inner.hide()

    def show_categories(self, categories: tuple[Category, ...]) -> None:
        """Those that are on."""
        shown = tuple(category for category in categories if category.enabled and category.id is not None)
        if shown == self._categories:
            return
        if [one.id for one in shown] == [one.id for one in self._categories]:
            for category in shown:
                self._rows[category.id or 0].show_category(category)
        else:
            self._make_rows(shown)
        self._categories = shown

    def show_scores(self, scores: Mapping[int, float]) -> None:
        for category_id, row in self._rows.items():
            row.show_score(scores.get(category_id))

    def show_unsure(self, category_ids: Collection[int]) -> None:
        """The categories that the machine suggests without being sure."""
        for category_id, row in self._rows.items():
            row.show_unsure(category_id in category_ids)

    def show_verdicts(self, verdicts: Mapping[int, bool]) -> None:
        """Categories without a verdict are left out."""
        for category_id, row in self._rows.items():
            row.yes.setChecked(verdicts.get(category_id) is True)
            row.no.setChecked(verdicts.get(category_id) is False)

    def open(self, category_id: int | None) -> None:
        """None closes. Says so with `opened` where something changes."""
        if category_id == self._open_id or (category_id is not None and category_id not in self._rows):
            return
        if self._open_id in self._rows:
            self._rows[self._open_id].show_open(False)
        self._open_id = category_id
        self._place_inner()
        self.opened.emit(category_id)

    def set_openable(self, openable: bool) -> None:
        """Whether rows open: a reason is that of one photo."""
        for row in self._rows.values():
            row.set_openable(openable)
        if not openable:
            self.open(None)

    def score_of(self, category_id: int) -> float | None:
        return self._rows[category_id].score

    def row_of(self, category_id: int) -> ScoreRow:
        return self._rows[category_id]

    def _make_rows(self, shown: tuple[Category, ...]) -> None:
        if self._inner is not None:
            self._column.removeWidget(self._inner)
            self._inner.hide()
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for category in shown:
            row = ScoreRow(category, self)
            id = category.id or 0
            row.yes.clicked.connect(lambda on, id=id: self.decided.emit(id, True if on else None))
            row.no.clicked.connect(lambda on, id=id: self.decided.emit(id, False if on else None))
            row.chosen.connect(lambda id=id: self.open(None if self._open_id == id else id))
            row.left.connect(lambda step, id=id: self._go(id, step))
            self._rows[id] = row
            self._column.addWidget(row)
        if self._open_id is not None and self._open_id not in self._rows:
            self._open_id = None
            self.opened.emit(None)
        self._place_inner()

    def _place_inner(self) -> None:
        if self._inner is None:
            return
        self._column.removeWidget(self._inner)
        self._inner.setVisible(self._open_id is not None)
        if self._open_id is not None:
            row = self._rows[self._open_id]
            row.show_open(True)
            self._column.insertWidget(self._column.indexOf(row) + 1, self._inner)
            last: QWidget = row.no
            for part in self._inner.findChildren(QWidget):
                if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    QWidget.setTabOrder(last, part)
                    last = part

    def _go(self, category_id: int, step: int) -> None:
        ids = list(self._rows)
        target = ids.index(category_id) + step
        if 0 <= target < len(ids):
            self._rows[ids[target]].setFocus(Qt.FocusReason.TabFocusReason)
