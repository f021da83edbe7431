"""Categories from files and into them: import, export, and the packs that come with the program."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.pack import LARGEST_PACK_BYTES, SHIPPED_PACKS, merged, read_pack, skipped, write_pack
from photo_sorter.paths import resources
from photo_sorter.ui.edits import Edits

log = logging.getLogger(__name__)

_FILTER = "Categories (*.toml);;All files (*)"


class PackMenu(QMenu):
    """`failed` carries a sentence, "" once something has worked."""

    failed = Signal(str)
    told = Signal(str)
    """What came of it, where that is not seen at once."""

    def __init__(self, edits: Edits, parent: QWidget) -> None:
        super().__init__("Packs", parent)
        self._edits = edits
        ready = self.addMenu("Add a ready-made pack")
        for key, title in SHIPPED_PACKS.items():
            ready.addAction(title.replace("&", "&&"), partial(self.add_shipped, key, title))
        self.addSeparator()
        self.addAction("Import…", self._choose_import)
        self.addAction("Export…", self._choose_export)

    def add_shipped(self, key: str, title: str) -> None:
        self.import_from(resources() / "packs" / f"{key}.toml", f"Add the pack “{title}”", title)

    def import_from(self, path: Path, words: str = "", title: str = "") -> None:
        """Adds what is not there yet; a category of the same name stays as it is."""
        try:
            with path.open("rb") as file:
                pack = read_pack(file.read(LARGEST_PACK_BYTES + 1), title or path.name)
            left_out = skipped(self._edits.scheme, pack)
            changed = self._edits.change(merged(self._edits.scheme, pack), words or f"Import “{path.name}”")
        except CategoryError as error:
            self.failed.emit(str(error))
        except OSError as error:
            log.info("A pack cannot be read: %s", error)
            self.failed.emit(f"“{path.name}” cannot be read: {error.strerror or error}.")
        else:
            self.failed.emit("")
            if left_out:
                names = ", ".join(f"“{name}”" for name in left_out[:3]) + (" and more" if len(left_out) > 3 else "")
                self.told.emit(f"You have {names} already{'; the rest was added' if changed else ''}.")

    def export_to(self, path: Path) -> None:
        path = path if path.suffix else path.with_suffix(".toml")
        bare = tuple(replace(category, id=None) for category in self._edits.scheme.categories)
        try:
            path.write_text(write_pack(replace(self._edits.scheme, categories=bare)), encoding="utf-8")
        except OSError as error:
            log.info("A pack cannot be written: %s", error)
            self.failed.emit(f"“{path.name}” cannot be written: {error.strerror or error}.")
        else:
            self.failed.emit("")
            self.told.emit(f"Saved as “{path.name}”.")

    def _choose_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self.parentWidget(), "Import categories", str(Path.home()), _FILTER)
        if chosen:
            self.import_from(Path(chosen))

    def _choose_export(self) -> None:
        start = str(Path.home() / "categories.toml")
        chosen, _ = QFileDialog.getSaveFileName(self.parentWidget(), "Export categories", start, _FILTER)
        if chosen:
            self.export_to(Path(chosen))
