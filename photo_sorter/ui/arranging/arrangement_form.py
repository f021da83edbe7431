"""Where photos shall go, what is done with them, and into which folders: an Arrangement as a form."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from photo_sorter.core.arranging.plan import Arrangement, Mode, OnConflict
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.arranging.arranging_words import mode_meaning, mode_name
from photo_sorter.ui.arranging.folder_field import FolderField
from photo_sorter.ui.arranging.template_field import TemplateField
from photo_sorter.ui.mirroring import leading

_INDENT_PX = 24


class ArrangementForm(QWidget):
    """`changed`: it says something else now, or nothing that can be done."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._floor, self._category_ids = 0.0, tuple[int, ...]()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.destination = FolderField(tr("Destination folder"), self)
        self._titled(tr("Where to"), self.destination)
        self.modes = {mode: QRadioButton(mode_name(mode), self) for mode in Mode}
        self._modes = QButtonGroup(self)
        self._add_modes()
        self.template = TemplateField(self)
        self._titled(tr("Into which folders"), self.template)
        self.unsorted = QComboBox(self)
        self.unsorted.addItem(tr("Leave where they are"), False)
        self.unsorted.addItem(tr("Put into a folder"), True)
        self.unsorted_folder = QLineEdit(tr("Not sorted"), self)
        self.unsorted_folder.setAccessibleName(tr("Folder for photos without a sure category"))
        self._titled(tr("Photos without a sure category"), self.unsorted)
        self._column.addWidget(self.unsorted_folder)
        self.conflict = QComboBox(self)
        self.conflict.addItem(tr("Give the new file a number"), OnConflict.NUMBER.value)
        self.conflict.addItem(tr("Leave the file where it is"), OnConflict.SKIP.value)
        self._titled(tr("When a name is taken"), self.conflict)
        self._column.addStretch(1)
        self.modes[Mode.COPY].setChecked(True)
        self.destination.changed.connect(self.changed)
        self.template.changed.connect(self.changed)
        self._modes.idToggled.connect(lambda _, is_on: self.changed.emit() if is_on else None)
        self.unsorted.currentIndexChanged.connect(lambda _: self._on_unsorted())
        self.unsorted_folder.textChanged.connect(lambda _: self.changed.emit())
        self.conflict.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._on_unsorted()

    @property
    def mode(self) -> Mode:
        return next(mode for mode, button in self.modes.items() if button.isChecked())

    @property
    def arrangement(self) -> Arrangement | None:
        """None while there is no folder to go to."""
        destination = self.destination.folder
        if destination is None:
            return None
        into = self.unsorted_folder.text().strip() if self.unsorted.currentData() else ""
        return Arrangement(
            destination,
            self.mode,
            self.template.template.strip(),
            into or None,
            OnConflict(self.conflict.currentData()),
            self._floor,
            self._category_ids,
        )

    def show_arrangement(self, arrangement: Arrangement) -> None:
        """`floor` and `category_ids` are kept as they are."""
        self._floor, self._category_ids = arrangement.floor, arrangement.category_ids
        self.destination.show_folder(arrangement.destination)
        self.modes[arrangement.mode].setChecked(True)
        self.template.show_template(arrangement.template)
        if arrangement.unsorted is not None:
            self.unsorted_folder.setText(arrangement.unsorted)
        self.unsorted.setCurrentIndex(int(arrangement.unsorted is not None))
        self.conflict.setCurrentIndex(self.conflict.findData(arrangement.on_conflict.value))

    def use_categories(self, category_ids: tuple[int, ...]) -> None:
        """Only tags of these count; all if empty."""
        if category_ids != self._category_ids:
            self._category_ids = category_ids
            self.changed.emit()

    def use_floor(self, floor: float) -> None:
        """The least probability of the machine's tags that count."""
        if floor != self._floor:
            self._floor = floor
            self.changed.emit()

    def _add_modes(self) -> None:
        for number, (mode, button) in enumerate(self.modes.items()):
            self._modes.addButton(button, number)
            meaning = QLabel(mode_meaning(mode), self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            meaning.setProperty("muted", True)
            meaning.setAlignment(leading(self.layoutDirection()))
            below = QHBoxLayout()
            below.setContentsMargins(0, 0, 0, 4)
            below.addSpacing(_INDENT_PX)
            below.addWidget(meaning, 1)
            button.setAccessibleDescription(mode_meaning(mode))
            if number == 0:
                self._titled(tr("What to do"), button)
            else:
                self._column.addWidget(button)
            self._column.addLayout(below)

    def _titled(self, words: str, control: QWidget) -> None:
        if self._column.count():
            self._column.addSpacing(12)
        title = QLabel(words, self, textFormat=Qt.TextFormat.PlainText)
        title.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold))
        title.setAlignment(leading(self.layoutDirection()))
        if not isinstance(control, QRadioButton):
            title.setBuddy(control)
            control.setAccessibleName(words)
        self._column.addWidget(title)
        self._column.addWidget(control)

    def _on_unsorted(self) -> None:
        self.unsorted_folder.setVisible(bool(self.unsorted.currentData()))
        self.changed.emit()
