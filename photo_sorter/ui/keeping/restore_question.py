"""Asks before a backup takes the place of the library, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from photo_sorter.core.keeping import BackupRead, LibraryContents
from photo_sorter.language import ntr, tr
from photo_sorter.ui import phrases

_MOST_NAMED = 3


def confirmed_restore(parent: QWidget, read: BackupRead) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Restore the library of {date}?", date=phrases.taken(read.contents.changed_at)))
    box.setInformativeText(restore_words(read))
    restore = box.addButton(tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is restore


def restore_words(read: BackupRead) -> str:
    backup = tr("In the backup: {contents}.", contents=_counted(read.contents))
    if read.own is None:
        own = tr("There is no library now that could be read.")
    else:
        own = tr(
            "Your library now: {contents}, last changed {date}. It is kept beside the restored one, under another "
            "name.",
            contents=_counted(read.own),
            date=phrases.taken(read.own.changed_at),
        )
    end = tr("Photo Sorter closes and opens again. No photo is touched.")
    return f"{backup}\n\n{own}\n\n{end}"


def restored_words(absent_folders: Sequence[Path], absent_model: str) -> str:
    """What a person should know of a restored library; "" if nothing."""
    sentences = []
    if absent_folders:
        names = ", ".join(phrases.quoted(str(path)) for path in absent_folders[:_MOST_NAMED])
        if len(absent_folders) > _MOST_NAMED:
            names = tr("{names} and more", names=names)
        sentences.append(
            tr(
                "Not on this computer: {names}. Connect the disk, or add the folders where they are now: what you said "
                "of their photos comes back with them.",
                names=names,
            )
        )
    if absent_model:
        sentences.append(
            tr(
                "The library was sorted by the model “{model}”, which is not on this computer. Download it in Settings "
                "→ Model; until then the model in use looks at the photos.",
                model=absent_model,
            )
        )
    return "\n\n".join(sentences)


def _counted(contents: LibraryContents) -> str:
    return ", ".join(
        (
            phrases.photos(contents.photos),
            ntr("1 category", "{n} categories", contents.categories),
            ntr("1 answer", "{n} answers", contents.verdicts),
        )
    )
