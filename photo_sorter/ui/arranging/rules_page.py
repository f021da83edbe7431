"""Settings, page Keep sorted: rules by which new photos go to their folders by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.arranging.commands import RemoveRule, SaveRule
from photo_sorter.core.arranging.run import Rule
from photo_sorter.core.commands import Command
from photo_sorter.language import tr
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.arranging.example_photo import example_photo
from photo_sorter.ui.arranging.remembered import remembered
from photo_sorter.ui.arranging.rule_dialog import RuleDialog
from photo_sorter.ui.arranging.rule_words import plainly
from photo_sorter.ui.arranging.scope import whole_library
from photo_sorter.ui.icons import inked_icon
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.mirroring import leading
from photo_sorter.ui.view_state import ViewState


class RulesPage(QWidget):
    """`log_wanted` carries the id of a rule."""

    log_wanted = Signal(int)

    def __init__(
        self, reader: LibraryReader, state: ViewState, post: Callable[[Command], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._state, self._post = reader, state, post
        self._rules: dict[int, Rule] = {}
        self._waiting: Mapping[int, str] = {}
        self._is_filling = False
        self._example = example_photo(reader, whole_library(reader.overview()))
        intro = QLabel(
            tr("A rule sends new photos to their folders by itself. None does so before you turn it on."), self
        )
        intro.setProperty("muted", True)
        intro.setWordWrap(True)
        self.list = _RuleList(self)
        self.list.setIconSize(QSize(16, 16))
        self.list.setAccessibleName(tr("Rules"))
        self.list.itemChanged.connect(self._on_switch)
        self.list.currentItemChanged.connect(lambda *_: self._show_words())
        self.list.editing.connect(self._edit)
        self.list.removing.connect(self._remove)
        self.list.itemDoubleClicked.connect(lambda _: self._edit())
        self.words, self.why = (QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True) for _ in range(2))
        self.why.setProperty("warning", True)
        self.add, self.edit = QPushButton(tr("New rule…"), self), QPushButton(tr("Edit…"), self)
        self.log, self.remove = QPushButton(tr("What it did…"), self), QPushButton(tr("Remove…"), self)
        self.add.clicked.connect(self._add)
        self.edit.clicked.connect(self._edit)
        self.log.clicked.connect(lambda: self.log_wanted.emit(self.current_id or 0))
        self.remove.clicked.connect(self._remove)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.add)
        buttons.addStretch(1)
        for button in (self.edit, self.log, self.remove):
            buttons.addWidget(button)
        for button in (self.add, self.edit, self.log, self.remove):
            button.setAutoDefault(False)
        for label in (intro, self.words, self.why):
            label.setAlignment(leading(self.layoutDirection()))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(intro)
        column.addWidget(self.list, 1)
        column.addWidget(self.words)
        column.addWidget(self.why)
        column.addLayout(buttons)
        self.look()

    @property
    def current_id(self) -> int | None:
        item = self.list.currentItem()
        return int(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def look(self) -> None:
        """What the library holds; the chosen rule stays chosen."""
        chosen = self.current_id
        rules = self._reader.rules()
        self._rules = {rule.id: rule for rule in rules if rule.id is not None}
        self._is_filling = True
        self.list.clear()
        for id, rule in self._rules.items():
            item = QListWidgetItem(rule.name)
            item.setSizeHint(QSize(100, max(34, self.fontMetrics().height() + 14)))
            item.setData(Qt.ItemDataRole.UserRole, id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if rule.enabled else Qt.CheckState.Unchecked)
            if why := self._why(rule):
                item.setIcon(inked_icon("problem", tones().warning.name()))
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, why)
            self.list.addItem(item)
            if id == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self._rules:
            self.list.setCurrentRow(0)
        self._is_filling = False
        self._show_words()

    def show_waiting(self, sentences: Mapping[int, str]) -> None:
        """Why rules do nothing just now, by their ids."""
        self._waiting = sentences
        self.look()

    # --- inside ---

    def _show_words(self) -> None:
        rule = self._rules.get(self.current_id or 0)
        self.words.setText(plainly(rule, self._example) if rule is not None else tr("There are no rules yet."))
        why = self._why(rule) if rule is not None else ""
        self.why.setText(why)
        self.why.setVisible(bool(why))
        for button in (self.edit, self.log, self.remove):
            button.setEnabled(rule is not None)

    def _why(self, rule: Rule) -> str:
        """A sentence if it waits."""
        why = self._waiting.get(rule.id or 0) if rule.enabled else None
        return tr("New photos wait. {why}", why=why) if why else ""

    def _on_switch(self, item: QListWidgetItem) -> None:
        rule = self._rules.get(int(item.data(Qt.ItemDataRole.UserRole)))
        wanted = item.checkState() is Qt.CheckState.Checked
        if self._is_filling or rule is None or wanted == rule.enabled:
            return
        self.list.setCurrentItem(item)
        if not wanted or self._confirmed(rule):
            self._save(replace(rule, enabled=wanted))
        else:
            self.look()

    def _confirmed(self, rule: Rule) -> bool:
        box = _question(self, tr("Turn on “{name}”?", name=rule.name), plainly(rule, self._example))
        on = box.addButton(tr("Turn on"), QMessageBox.ButtonRole.AcceptRole)
        return _asked(box, on)

    def _add(self) -> None:
        folders = [folder.path for folder in self._reader.overview().folders]
        arrangement, is_known = remembered(self._state)
        start = replace(arrangement, destination=arrangement.destination if is_known else Path())
        first = tuple(folders[:1]) if len(folders) == 1 else ()
        self._open(None, Rule(None, tr("Keep sorted"), first, start), folders)

    def _edit(self) -> None:
        rule = self._rules.get(self.current_id or 0)
        if rule is not None:
            self._open(rule, rule, [folder.path for folder in self._reader.overview().folders])

    def _open(self, rule: Rule | None, start: Rule, folders: list[Path]) -> None:
        dialog = RuleDialog(rule, start, folders, self._example, self)
        dialog.saved.connect(self._save)
        dialog.show()

    def _save(self, rule: Rule) -> None:
        self._post(SaveRule(rule))

    def _remove(self) -> None:
        rule = self._rules.get(self.current_id or 0)
        if rule is None or rule.id is None:
            return
        box = _question(self, tr("Remove “{name}”?", name=rule.name), tr("What it has done stays, and can be undone."))
        if _asked(box, box.addButton(tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)):
            self._post(RemoveRule(rule.id))


class _RuleList(QListWidget):
    """Space switches, Enter edits, Delete removes."""

    editing = Signal()
    removing = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.editing.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removing.emit()
        else:
            super().keyPressEvent(event)


def _question(parent: QWidget, title: str, words: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(words)
    return box


def _asked(box: QMessageBox, yes: QPushButton) -> bool:
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is yes
