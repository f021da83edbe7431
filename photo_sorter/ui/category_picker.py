"""A small popover in which a person chooses a category by typing a part of its name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import LONGEST_NAME, Category
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.icons import dot_icon, inked_icon
from photo_sorter.ui.popover import Popover, beside

_WIDTH_PX = 260
_MOST_SHOWN = 9
_STEPS: dict[int, int] = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -_MOST_SHOWN,
    Qt.Key.Key_PageDown: _MOST_SHOWN,
}


@dataclass(frozen=True)
class Choice:
    """`is_said`: the photos have this tag by a person's word already. What is not `possible` is shown and stays."""

    category: Category
    is_said: bool = False
    possible: bool = True


class CategoryPicker(Popover):
    """Of what was typed the best match is the current one: Enter takes it, arrows move, Esc or a click elsewhere
    leaves all as it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._owner = parent
        self.become_popup()
        self._choices: tuple[Choice, ...] = ()
        self._done: Callable[[Category], object] | None = None
        self.title = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.title.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST_NAME)
        self.field.setPlaceholderText(tr("Category"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._match)
        self.field.returnPressed.connect(self._take)
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(12, 12))
        self.list.setAccessibleName(tr("Categories"))
        self.list.currentItemChanged.connect(self._tell_current)
        self.list.itemClicked.connect(self._take)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        for part in (self.title, self.field, self.list):
            column.addWidget(part)

    @property
    def current(self) -> Choice | None:
        """What Enter would take."""
        row = self.list.currentRow()
        return self.list.item(row).data(Qt.ItemDataRole.UserRole) if row >= 0 else None

    def ask(self, title: str, choices: Sequence[Choice], done: Callable[[Category], object], anchor: QRect) -> None:
        """`anchor` in global pixels: opens below it, or above where there is no room. `done` takes the category."""
        self._choices, self._done = tuple(choices), done
        self.title.setText(title)
        self.setAccessibleName(title)
        self.field.setAccessibleName(title)
        self.field.clear()
        self._match()
        self.list.scrollToTop()
        rows = min(len(choices), _MOST_SHOWN)
        self.list.setFixedHeight(rows * self.list.sizeHintForRow(0) + 2 * self.list.frameWidth() + 2)
        self._column.activate()
        self.setGeometry(beside(anchor, QSize(_WIDTH_PX, self._column.totalSizeHint().height()), self._owner))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every key is for the field: none is a shortcut of the window behind."""
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and event.key() in _STEPS:
                self._step(_STEPS[event.key()])
                return True
        return super().eventFilter(watched, event)

    def _match(self) -> None:
        self.list.clear()
        for choice in matching(self._choices, self.field.text()):
            self.list.addItem(_line(choice))
        if not self.list.count():
            none = QListWidgetItem(tr("No category fits."), self.list)
            none.setFlags(Qt.ItemFlag.NoItemFlags)
        if self.field.text():
            self._go(range(self.list.count()))
        self._tell_current()

    def _step(self, step: int) -> None:
        """To the next one that can be chosen, a page at most; stays at the ends."""
        start, last = self.list.currentRow(), self.list.count() - 1
        target = max(0, min(start + step, last))
        onward = range(target, last + 1) if step > 0 else range(target, -1, -1)
        back = range(target, start, -1) if step > 0 else range(target, start)
        self._go((*onward, *back))

    def _go(self, rows: Sequence[int]) -> None:
        """To the first of these that can be chosen."""
        for row in rows:
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled:
                self.list.setCurrentRow(row)
                return

    def _tell_current(self) -> None:
        """To a screen reader, which is at the field."""
        choice = self.current
        nothing = tr("No category fits.") if self.field.text() else ""
        self.field.setAccessibleDescription(_spoken(choice) if choice is not None else nothing)

    def _take(self) -> None:
        choice, done = self.current, self._done
        if choice is not None and done is not None:
            self.close()
            done(choice.category)


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Those whose names begin with what was typed, then those with a word that does, then those that hold it
    anywhere; each in the order given. Capitals and accents make no difference."""
    sought = _folded(typed)

    def place(choice: Choice) -> int:
        name = _folded(choice.category.name)
        if name.startswith(sought):
            return 0
        return 1 if f" {sought}" in name else 2

    return sorted((one for one in choices if sought in _folded(one.category.name)), key=place)


def _line(choice: Choice) -> QListWidgetItem:
    item = QListWidgetItem(choice.category.name)
    item.setData(Qt.ItemDataRole.UserRole, choice)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(choice))
    item.setIcon(inked_icon("check", tones().accent.name()) if choice.is_said else dot_icon(choice.category.colour))
    if not choice.possible:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _spoken(choice: Choice) -> str:
    name = choice.category.name
    return tr("{name}, tagged", name=name) if choice.is_said else name


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
