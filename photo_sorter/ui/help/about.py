"""Who we are: version, licence, and where things lie."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

import photo_sorter
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.desktop import open_file, show_in_folder
from photo_sorter.ui.icons import app_icon

LICENCES = "licences.txt"
"""Of what a bundle carries; `packaging/licences.py` writes it, beside the package."""
LICENCE = "MIT"


class AboutBox(QDialog):
    """`library`: the file, whose folder can be opened."""

    def __init__(self, library: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Photo Sorter"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture, name = QLabel(self), QLabel("Photo Sorter", self)
        picture.setPixmap(app_icon().pixmap(96, 96))
        name.setFont(scaled_font(self, 1.5, QFont.Weight.DemiBold))
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 32, 40, 24)
        column.setSpacing(6)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(name, 0, Qt.AlignmentFlag.AlignHCenter)
        for line in (
            tr("Version {version}", version=photo_sorter.__version__),
            tr("Sorts your photos by your own words."),
            tr("Nothing leaves this computer."),
            tr("Free software under the {licence} licence.", licence=LICENCE),
            tr("Names of places: {source}, {licence}.", source="GeoNames", licence="CC BY 4.0"),
        ):
            column.addWidget(_muted(line, self), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        self.where = _muted(tr("The library lies in {path}", path=library.parent), self)
        self.where.setWordWrap(True)
        self.where.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.where.setMinimumWidth(320)
        column.addWidget(self.where)
        column.addSpacing(12)
        self.copy = QPushButton(tr("Copy"), self)
        self.copy.setAccessibleDescription(tr("The version and the system, for a bug report"))
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(summary()))
        self.folder = QPushButton(tr("Open library folder"), self)
        self.folder.clicked.connect(lambda: show_in_folder(library))
        self.licences = QPushButton(tr("Licences"), self)
        self.licences.setVisible(licences() is not None)
        self.licences.clicked.connect(_open_licences)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.copy, self.folder, self.licences):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)


def licences() -> Path | None:
    """The text of all licences, where there is one: in a bundle."""
    file = Path(photo_sorter.__file__).parents[1] / LICENCES
    return file if file.is_file() else None


def summary() -> str:
    """In English: for those who mend."""
    python, system = platform.python_version(), platform.platform()
    return f"Photo Sorter {photo_sorter.__version__}, Python {python}, Qt {qVersion()}, {system}"


def _open_licences() -> None:
    file = licences()
    if file is not None and not open_file(file):
        show_in_folder(file)


def _muted(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("muted", True)
    return label
