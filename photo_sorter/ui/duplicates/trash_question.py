"""Asks before photos go to the trash."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from photo_sorter.language import ntr, tr
from photo_sorter.ui.phrases import file_size


def confirmed_trashing(parent: QWidget, count: int, size_bytes: int) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(ntr("Move 1 photo to the trash?", "Move {n} photos to the trash?", count))
    box.setInformativeText(
        tr(
            "{size} in all. What you keep stays where it is. Your system's trash can bring back the rest.",
            size=file_size(size_bytes),
        )
    )
    move = box.addButton(tr("Move to the trash"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is move
