"""Says what will be written beside photos, and asks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from photo_sorter.language import ntr, tr


def confirmed_writing(parent: QWidget, count: int) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(ntr("Write the metadata of 1 photo?", "Write the metadata of {n} photos?", count))
    box.setInformativeText(
        tr(
            "What you said becomes keywords, stars and captions in XMP files beside the photos, for other programs to "
            "read. What only the machine is sure of stands apart, below “Photo Sorter”. What is in such files already "
            "is kept, and the photos themselves are not touched."
        )
    )
    write = box.addButton(tr("Write"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(write)
    box.exec()
    return box.clickedButton() is write
