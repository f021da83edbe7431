"""Settings, page Categories: a list on the left, the chosen category's words on the right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.category import Category, checked, next_colour
from photo_sorter.core.errors import CategoryError
from photo_sorter.ui.category_editor import CategoryEditor
from photo_sorter.ui.icons import IconButton, dot_icon

_CATEGORY = Qt.ItemDataRole.UserRole


class CategoryPage(QWidget):
    """Each finished edit is said at once: `saved` carries the whole list, checked and in order."""

    saved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[Category, ...] = ()
        self._is_filling = False
        self.list = _OrderedList(self)
        self.list.setIconSize(QSize(14, 14))
        self.list.setAccessibleName("Categories")
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemChanged.connect(self._on_switch)
        self.list.reordered.connect(self.commit)
        self.list.stepped.connect(self.move_current)
        self.editor = CategoryEditor(self)
        self.editor.edited.connect(self.commit)
        self.editor.colour_chosen.connect(self.commit)
        self.error = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.error.setProperty("warning", True)
        self.error.hide()
        add = QPushButton("Add", self)
        add.setAutoDefault(False)
        add.clicked.connect(self.add)
        self._remove = IconButton("trash", "Remove category", self)
        self._remove.clicked.connect(self.remove_current)
        buttons = QHBoxLayout()
        buttons.addWidget(add)
        buttons.addStretch(1)
        buttons.addWidget(self._remove)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.editor, 1)
        right.addWidget(self.error)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 24, 16)
        row.setSpacing(24)
        row.addLayout(left, 4)
        row.addLayout(right, 6)
        self._show_current()

    def show_categories(self, categories: tuple[Category, ...]) -> None:
        """What the library holds. Takes over ids only while the person's own list says the same."""
        mine = self._current_list()
        if [replace(one, id=None) for one in mine] == [replace(one, id=None) for one in categories]:
            self._said = categories
            self._is_filling = True
            for number, category in enumerate(categories):
                self.list.item(number).setData(_CATEGORY, category)
            self._is_filling = False
            current = self._current()
            if current is not None:
                self.editor.adopt_id(current.id)
            return
        if self.error.isVisibleTo(self) or self.editor.is_dirty():
            return
        chosen = self._current()
        self._said = categories
        self._is_filling = True
        self.list.clear()
        for category in categories:
            self.list.addItem(_item(category))
        self._is_filling = False
        self.choose(chosen.id if chosen is not None else None)

    def choose(self, category_id: int | None) -> None:
        """Opens a category for editing; the first one if there is none of this id."""
        for number in range(self.list.count()):
            if self.list.item(number).data(_CATEGORY).id == category_id:
                self.list.setCurrentRow(number)
                return
        self.list.setCurrentRow(0)
        self._show_current()

    def add(self) -> None:
        """A new line, its name ready to be typed over."""
        self.commit()
        known = self._current_list()
        names = {category.name.casefold() for category in known}
        name = next(
            name for name in ("New category", *(f"New category {n}" for n in range(2, 10_000)))
            if name.casefold() not in names
        )  # fmt: skip
        item = _item(Category(name, colour=next_colour(tuple(category.colour for category in known))))
        self._is_filling = True
        self.list.addItem(item)
        self._is_filling = False
        self.list.setCurrentItem(item)
        # The list takes the focus back after the click that brought us here.
        QTimer.singleShot(0, self, self.editor.start_typing)

    def remove_current(self) -> None:
        """Asks first if the category is stored, for verdicts of people go with it."""
        category = self._current()
        if category is None:
            return
        if category.id is not None and not confirmed_removal(self, category.name):
            return
        self._is_filling = True
        self.list.takeItem(self.list.currentRow())
        self._is_filling = False
        self._show_current()
        self.commit()

    def move_current(self, step: int) -> None:
        """Up (-1) or down (+1)."""
        row = self.list.currentRow()
        target = row + step
        if row < 0 or not 0 <= target < self.list.count():
            return
        self.commit()
        self._is_filling = True
        self.list.insertItem(target, self.list.takeItem(row))
        self.list.setCurrentRow(target)
        self._is_filling = False
        self.commit()

    def commit(self) -> None:
        """Says the list if it differs from what was said last; else shows what is wrong with it."""
        if self._is_filling:
            return
        item = self.list.currentItem()
        if item is not None:
            self._is_filling = True
            _fill(item, self.editor.category())
            self._is_filling = False
        try:
            categories = checked(self._current_list())
        except CategoryError as error:
            self.error.setText(str(error))
            self.error.show()
            return
        self.error.hide()
        if categories != self._said:
            self._said = categories
            self.saved.emit(categories)

    def _on_switch(self, item: QListWidgetItem) -> None:
        if self._is_filling:
            return
        category: Category = item.data(_CATEGORY)
        category = replace(category, enabled=item.checkState() is Qt.CheckState.Checked)
        self._is_filling = True
        _fill(item, category)
        self._is_filling = False
        if item is self.list.currentItem():
            self.editor.show_category(replace(self.editor.category(), enabled=category.enabled))
        self.commit()

    def _show_current(self, current: QListWidgetItem | None = None, former: QListWidgetItem | None = None) -> None:
        if self._is_filling:
            return
        if former is not None and self.editor.is_dirty():
            self._is_filling = True
            _fill(former, self.editor.category())
            self._is_filling = False
        category = self._current()
        self.editor.setVisible(category is not None)
        self._remove.setEnabled(category is not None)
        if category is not None:
            self.editor.show_category(category)

    def _current(self) -> Category | None:
        item = self.list.currentItem()
        return item.data(_CATEGORY) if item is not None else None

    def _current_list(self) -> tuple[Category, ...]:
        return tuple(self.list.item(number).data(_CATEGORY) for number in range(self.list.count()))


class _OrderedList(QListWidget):
    """Rows are moved by dragging, or with Alt and an arrow."""

    reordered = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        QTimer.singleShot(0, self, self.reordered.emit)


def confirmed_removal(parent: QWidget, name: str) -> bool:
    """Asks before a category goes with what was decided by hand."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Remove the category “{name}”?")
    box.setInformativeText("What you tagged by hand with it goes too. No photo is touched.")
    remove = box.addButton("Remove", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is remove


def _item(category: Category) -> QListWidgetItem:
    item = QListWidgetItem()
    item.setSizeHint(QSize(100, 34))
    item.setFlags(
        Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        | Qt.ItemFlag.ItemIsDragEnabled
    )  # fmt: skip
    _fill(item, category)
    return item


def _fill(item: QListWidgetItem, category: Category) -> None:
    item.setData(_CATEGORY, category)
    item.setText(category.name)
    item.setIcon(dot_icon(category.colour))
    item.setCheckState(Qt.CheckState.Checked if category.enabled else Qt.CheckState.Unchecked)
