"""Asks before photos go to the trash."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from photo_sorter.ui.phrases import file_size, photos


def confirmed_trashing(parent: QWidget, count: int, size_bytes: int) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Move {photos(count)} to the trash?")
    box.setInformativeText(
        f"{file_size(size_bytes)} in all. What you keep stays where it is. Your system's trash can bring back the rest."
    )
    move = box.addButton("Move to the trash", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is move
