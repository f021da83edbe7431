"""Categories from files and into them: import, export, and the packs that come with the program."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.sorting.pack import LARGEST_PACK_BYTES, merged, read_pack, skipped, write_pack
from photo_sorter.language import tr
from photo_sorter.ui.categories.starter_categories import pack_titles, shipped_packs
from photo_sorter.ui.edits import Edits

log = logging.getLogger(__name__)

_MOST_NAMED = 3


class PackMenu(QMenu):
    """`failed` carries a sentence, "" once something has worked."""

    failed = Signal(str)
    told = Signal(str)
    """What came of it, where that is not seen at once."""

    def __init__(self, edits: Edits, parent: QWidget) -> None:
        super().__init__(tr("Packs"), parent)
        self._edits = edits
        ready = self.addMenu(tr("Add a ready-made pack"))
        for key, title in pack_titles().items():
            ready.addAction(title.replace("&", "&&"), partial(self.add_shipped, key))
        self.addSeparator()
        self.addAction(tr("Import…"), self._choose_import)
        self.addAction(tr("Export…"), self._choose_export)

    def add_shipped(self, key: str) -> None:
        self._add(shipped_packs((key,)), tr("Add the pack “{title}”", title=pack_titles()[key]))

    def import_from(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                pack = read_pack(file.read(LARGEST_PACK_BYTES + 1), path.name)
            self._add(pack, tr("Import “{name}”", name=path.name))
        except CategoryError as error:
            self.failed.emit(str(error))
        except OSError as error:
            log.info("A pack cannot be read: %s", error)
            reason = error.strerror or error
            self.failed.emit(tr("“{name}” cannot be read: {reason}.", name=path.name, reason=reason))

    def export_to(self, path: Path) -> None:
        path = path if path.suffix else path.with_suffix(".toml")
        bare = tuple(replace(category, id=None) for category in self._edits.scheme.categories)
        try:
            path.write_text(write_pack(replace(self._edits.scheme, categories=bare)), encoding="utf-8")
        except OSError as error:
            log.info("A pack cannot be written: %s", error)
            self.failed.emit(
                tr("“{name}” cannot be written: {reason}.", name=path.name, reason=error.strerror or error)
            )
        else:
            self.failed.emit("")
            self.told.emit(tr("Saved as “{name}”.", name=path.name))

    def _add(self, pack: Scheme, words: str) -> None:
        """Adds what is not there yet; a category of the same name stays as it is. Raises CategoryError."""
        left_out = skipped(self._edits.scheme, pack)
        changed = self._edits.change(merged(self._edits.scheme, pack), words)
        self.failed.emit("")
        if left_out:
            self.told.emit(_what_was_there(left_out, changed))

    def _choose_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self.parentWidget(), tr("Import categories"), str(Path.home()), _filter()
        )
        if chosen:
            self.import_from(Path(chosen))

    def _choose_export(self) -> None:
        start = str(Path.home() / "categories.toml")
        chosen, _ = QFileDialog.getSaveFileName(self.parentWidget(), tr("Export categories"), start, _filter())
        if chosen:
            self.export_to(Path(chosen))


def _what_was_there(left_out: Sequence[str], rest_was_added: bool) -> str:
    names = ", ".join(tr("“{name}”", name=name) for name in left_out[:_MOST_NAMED])
    if len(left_out) > _MOST_NAMED:
        if rest_was_added:
            return tr("You have {names} and more already; the rest was added.", names=names)
        return tr("You have {names} and more already.", names=names)
    if rest_was_added:
        return tr("You have {names} already; the rest was added.", names=names)
    return tr("You have {names} already.", names=names)


def _filter() -> str:
    return tr("Categories (*.toml);;All files (*)")
