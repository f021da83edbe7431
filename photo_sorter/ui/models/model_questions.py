"""What a person is asked about a model before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.models.model_choice import ModelChoice
from photo_sorter.ui.phrases import file_size


def confirmed_removal(parent: QWidget, model: ModelChoice) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Remove “{model}”?", model=model.title))
    size = file_size(model.installed_bytes)
    box.setInformativeText(
        tr(
            "Frees {size}. It can be downloaded again, and would look at all photos anew. Your photos, categories and "
            "answers stay.",
            size=size,
        )
        if model.download_mb
        else tr(
            "Frees {size}. It can be installed again from where you have it, and would look at all photos anew. Your "
            "photos, categories and answers stay.",
            size=size,
        )
    )
    remove = box.addButton(tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is remove


def asked_architecture(parent: QWidget, sentence: str, candidates: Sequence[str]) -> str:
    """One of the candidates; "" if the person would rather not."""
    chosen, is_agreed = QInputDialog.getItem(parent, tr("Install a model"), sentence, list(candidates), 0, False)
    return chosen if is_agreed else ""
