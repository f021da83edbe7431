"""The rarer choices for a category: its set, its parent, whether it learns."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QInputDialog, QLabel, QWidget

from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.nesting import descendants, nested
from photo_sorter.language import tr


class CategoryOptions(QWidget):
    """`edited` comes with each choice of a person; `exclusive_chosen` concerns the whole set."""

    edited = Signal()
    exclusive_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._category = Category("")
        self._asks_for_set = False
        self.sets, self.kind, self.parents = _Choice(self), _Choice(self), _Choice(self)
        self.kind.addItems([tr("one of these at most"), tr("several may hold")])
        self.within = QCheckBox(self)
        self.learns = QCheckBox(tr("Learn from my yes and no"), self)
        for box, name in ((self.sets, tr("Set")), (self.kind, tr("In this set")), (self.parents, tr("Within"))):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(9)
        self.sets.activated.connect(self._on_set)
        self.kind.activated.connect(lambda index: self.exclusive_chosen.emit(index == 0))
        self.parents.activated.connect(lambda _: self.edited.emit())
        self.within.clicked.connect(lambda _: self.edited.emit())
        self.learns.clicked.connect(lambda _: self.edited.emit())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for row, (title, box) in enumerate(((tr("Set"), self.sets), (tr("Within"), self.parents))):
            label = QLabel(title, self)
            label.setProperty("muted", True)
            label.setBuddy(box)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
        grid.addWidget(self.kind, 0, 2)
        grid.addWidget(self.within, 2, 1, 1, 2)
        grid.addWidget(self.learns, 3, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)

    def show_category(self, category: Category, scheme: Scheme) -> None:
        self._category = category
        self.sets.clear()
        self.sets.addItems([one.name for one in scheme.sets])
        self.sets.insertSeparator(self.sets.count())
        self.sets.addItem(tr("New set…"))
        self.sets.setCurrentText(category.set_name)
        self.kind.setCurrentIndex(0 if scheme.is_exclusive(category.set_name) else 1)
        self._show_parents(category, scheme)
        self.learns.setChecked(category.learns)

    def category(self, category: Category) -> Category:
        """With what is chosen here."""
        parent_name = self.parents.currentData()
        return replace(
            category,
            set_name=self._category.set_name if self._asks_for_set else self.sets.currentText(),
            parent_name=parent_name,
            within_parent=self.within.isChecked(),
            learns=self.learns.isChecked(),
        )

    def _show_parents(self, category: Category, scheme: Scheme) -> None:
        parent = scheme.named(category.parent_name)
        own = {category.name, *(one.name for one in descendants(scheme, category))}
        self.parents.clear()
        self.parents.addItem(tr("no other category"), None)
        for place in nested(scheme):
            if place.category.name not in own:
                self.parents.addItem("   " * place.depth + place.category.name, place.category.name)
        self.parents.setCurrentIndex(max(0, self.parents.findData(parent.name if parent else None)))
        self.within.setVisible(parent is not None)
        words = tr("only within “{name}”", name=_short(parent.name)) if parent is not None else ""
        self.within.setText(words.replace("&", "&&"))
        self.within.setChecked(category.within_parent)

    def _on_set(self, index: int) -> None:
        if index < self.sets.count() - 1:
            self.edited.emit()
            return
        self._asks_for_set = True
        name, is_given = QInputDialog.getText(self, tr("New set"), tr("Categories that are sorted together:"))
        self._asks_for_set = False
        name = " ".join(name.split())
        if is_given and name:
            if self.sets.findText(name, Qt.MatchFlag.MatchFixedString) < 0:
                self.sets.insertItem(0, name)
            self.sets.setCurrentIndex(self.sets.findText(name, Qt.MatchFlag.MatchFixedString))
            self.edited.emit()
        else:
            self.sets.setCurrentText(self._category.set_name)


class _Choice(QComboBox):
    """A wheel over it scrolls the page."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _short(name: str) -> str:
    return name if len(name) <= 20 else name[:19] + "…"
