"""One rule: for which folders, where to, and how sure the machine must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.arranging.run import Rule
from photo_sorter.language import tr
from photo_sorter.ui.appearance import fitting, scaled_font
from photo_sorter.ui.arranging.arrangement_form import ArrangementForm
from photo_sorter.ui.arranging.example_photo import ExamplePhoto
from photo_sorter.ui.arranging.rule_words import floor_in_words, floors, plainly
from photo_sorter.ui.mirroring import leading

_MOST_LINES = 4


class RuleDialog(QDialog):
    """`saved` carries the Rule. Nothing happens before it is switched on."""

    saved = Signal(object)

    def __init__(
        self, rule: Rule | None, start: Rule, watched: Sequence[Path], example: ExamplePhoto, parent: QWidget | None
    ) -> None:
        """`rule`: the one to be changed; without it a new one begins as `start`. `watched`: folders of the library."""
        super().__init__(parent)
        self._rule, self._watched, self._example = rule or start, tuple(watched), example
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("New rule") if rule is None else tr("Rule"))
        self.name = QLineEdit(self._rule.name, self)
        self.folders = QListWidget(self)
        self.folders.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.inside = QPushButton(tr("A folder inside…"), self)
        self.inside.setAutoDefault(False)
        self.inside.clicked.connect(self._add_inside)
        self.form = ArrangementForm(self)
        self.floor = QComboBox(self)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setAlignment(leading(self.layoutDirection()))
        self.save, self.leave = QPushButton(tr("Save"), self), QPushButton(tr("Cancel"), self)
        self.save.setProperty("primary", True)
        for button in (self.save, self.leave):
            button.setAutoDefault(False)
        self.save.setDefault(True)
        self._arrange()
        for folder in dict.fromkeys((*self._watched, *self._rule.folders)):
            self._add_folder(folder, is_on=folder in self._rule.folders)
        lines = max(2, min(_MOST_LINES, self.folders.count()))
        self.folders.setFixedHeight(lines * max(20, self.folders.sizeHintForRow(0)) + 8)
        for floor, words in floors():
            self.floor.addItem(words, floor)
        if self.floor.findData(self._rule.arrangement.floor) < 0:
            self.floor.addItem(floor_in_words(self._rule.arrangement.floor), self._rule.arrangement.floor)
        self.floor.setCurrentIndex(self.floor.findData(self._rule.arrangement.floor))
        self.form.show_arrangement(self._rule.arrangement)
        if not self._rule.arrangement.destination.is_absolute():
            self.form.destination.show_folder(None)
        self.name.textChanged.connect(lambda _: self._show())
        self.folders.itemChanged.connect(lambda _: self._show())
        self.form.changed.connect(self._show)
        self.floor.currentIndexChanged.connect(lambda _: self.form.use_floor(float(self.floor.currentData())))
        self.save.clicked.connect(self._save)
        self.leave.clicked.connect(self.reject)
        self._show()
        self.resize(fitting(self, 600, 780))

    @property
    def rule(self) -> Rule | None:
        """None while something is missing."""
        arrangement, folders, name = self.form.arrangement, self._chosen(), self.name.text().strip()
        if arrangement is None or not folders or not name:
            return None
        return replace(self._rule, name=name, folders=folders, arrangement=arrangement)

    def _show(self) -> None:
        rule = self.rule
        words, is_fault = self._example.said(self.form.template.template)
        self.form.template.show_example(words, is_fault=is_fault)
        self.save.setEnabled(rule is not None and not is_fault)
        self.words.setText(plainly(rule, self._example) if rule is not None else self._lacking())

    def _lacking(self) -> str:
        if not self._chosen():
            return tr("Choose at least one folder whose new photos it is for.")
        if self.form.arrangement is None:
            return tr("Choose the folder that they shall go to.")
        return tr("Give it a name.")

    def _chosen(self) -> tuple[Path, ...]:
        items = (self.folders.item(row) for row in range(self.folders.count()))
        return tuple(
            Path(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _add_folder(self, folder: Path, *, is_on: bool) -> None:
        item = QListWidgetItem(str(folder))
        item.setData(Qt.ItemDataRole.UserRole, str(folder))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self.folders.addItem(item)

    def _add_inside(self) -> None:
        begin = self._watched[0] if self._watched else Path.home()
        chosen = QFileDialog.getExistingDirectory(self, tr("A folder inside a watched one"), str(begin))
        if not chosen:
            return
        folder = Path(chosen)
        if not any(folder.is_relative_to(one) for one in self._watched):
            self.words.setText(tr("{folder} is not watched: add it to the library first.", folder=folder))
        elif not self.folders.findItems(chosen, Qt.MatchFlag.MatchExactly):
            self._add_folder(folder, is_on=True)
            self._show()

    def _save(self) -> None:
        if (rule := self.rule) is not None:
            self.saved.emit(rule)
            self.accept()

    def _arrange(self) -> None:
        body, area = QWidget(self), QScrollArea(self)
        body.setObjectName("panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(6)
        for title, control in ((tr("Name"), self.name), (tr("New photos in"), self.folders)):
            column.addWidget(_title(title, control))
            column.addWidget(control)
        column.addWidget(self.inside, 0, Qt.AlignmentFlag.AlignLeading)
        column.addSpacing(8)
        column.addWidget(self.form)
        column.addSpacing(8)
        column.addWidget(_title(tr("How sure the machine must be"), self.floor))
        column.addWidget(self.floor)
        area.setWidget(body)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedHeight(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.save)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 10, 20, 12)
        foot.setSpacing(10)
        foot.addWidget(self.words)
        foot.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addWidget(line)
        whole.addLayout(foot)


def _title(words: str, control: QWidget) -> QLabel:
    label = QLabel(words, control.parentWidget(), textFormat=Qt.TextFormat.PlainText)
    label.setFont(scaled_font(label, 1.0, QFont.Weight.DemiBold))
    label.setAlignment(leading(label.layoutDirection()))
    label.setBuddy(control)
    control.setAccessibleName(words)
    return label
