"""Says that the library is damaged, and offers to repair it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from photo_sorter.core.repairing import LibraryFoundDamaged
from photo_sorter.language import tr
from photo_sorter.ui import phrases


def ask_for_repair(parent: QWidget, found: LibraryFoundDamaged, repair: Callable[[], None]) -> QMessageBox:
    """Returns at once; the box goes when it is answered."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("Photo Sorter")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("The library is damaged. Repair it?"))
    box.setInformativeText(repair_words(found))
    agree = box.addButton(tr("Repair"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Not now"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(agree)
    box.buttonClicked.connect(lambda button: repair() if button is agree else None)
    box.open()
    return box


def repair_words(found: LibraryFoundDamaged) -> str:
    keeps = tr(
        "All that can be read of it is saved, and the damaged file is kept. What is lost of your photos is found again "
        "in their folders."
    )
    if found.keepsake_day:
        keeps += " " + tr("What you decided is also kept in a copy of {date}.", date=phrases.day(found.keepsake_day))
    end = tr("Photo Sorter closes and opens again. Your photos are not affected.")
    return f"{keeps}\n\n{end}"
