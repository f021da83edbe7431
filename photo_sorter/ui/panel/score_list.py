"""How well a photo fits each category: a thin bar a category, with a yes and a no for the person. A row that is chosen
opens, and shows why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import Category
from photo_sorter.ui.panel.score_row import ScoreRow


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
        former = {category.id: category for category in self._categories}
        for category in shown:
            if category.id in former and category != former[category.id]:
                self._rows[category.id or 0].show_category(category)
        if [one.id for one in shown] != list(former):
            self._place_rows(shown)
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

    def row_of(self, category_id: int) -> ScoreRow:
        return self._rows[category_id]

    def _place_rows(self, shown: tuple[Category, ...]) -> None:
        """Rows that stay are kept."""
        if self._inner is not None:
            self._column.removeWidget(self._inner)
            self._inner.hide()
        former, self._rows = self._rows, {}
        stood_below = dict(zip(list(former)[1:], former.values(), strict=False))
        for id in former.keys() - {category.id for category in shown}:
            self._column.removeWidget(former[id])
            former[id].deleteLater()
        above: ScoreRow | None = None
        for place, category in enumerate(shown):
            id = category.id or 0
            row = self._rows[id] = former.get(id) or self._new_row(category)
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
            if above is not None and stood_below.get(id) is not above:
                for first, then in pairwise((above.no, row, row.yes, row.no)):
                    QWidget.setTabOrder(first, then)
            above = row
        if self._open_id is not None and self._open_id not in self._rows:
            self._open_id = None
            self.opened.emit(None)
        self._place_inner()

    def _new_row(self, category: Category) -> ScoreRow:
        row, id = ScoreRow(category, self), category.id or 0
        row.yes.clicked.connect(lambda on: self.decided.emit(id, True if on else None))
        row.no.clicked.connect(lambda on: self.decided.emit(id, False if on else None))
        row.chosen.connect(lambda: self.open(None if self._open_id == id else id))
        row.left.connect(lambda step: self._go(id, step))
        return row

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
