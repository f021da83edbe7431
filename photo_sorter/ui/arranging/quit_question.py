"""Asks before the program ends in the middle of a run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from photo_sorter.core.arranging.events import RunProgressed
from photo_sorter.language import ntr, tr


def confirmed_quit(parent: QWidget, progress: RunProgressed | None) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Quit in the middle of a run?"))
    later = tr("The next start asks whether to finish the rest or to take it back. Nothing is lost.")
    box.setInformativeText(f"{_so_far(progress)}\n{later}" if progress is not None else later)
    quitting = box.addButton(tr("Quit"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is quitting


def _so_far(progress: RunProgressed) -> str:
    return ntr("{done} of 1 file is done.", "{done} of {n} files are done.", progress.total, done=progress.done)
