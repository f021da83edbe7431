"""Which ready-made categories to begin with: any of the packs, or none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from photo_sorter.language import tr
from photo_sorter.ui.categories.starter_categories import STARTER_PACK, pack_titles, shipped_packs
from photo_sorter.ui.flow_layout import FlowLayout

_MOST_NAMED = 12


class PackChoice(QWidget):
    """Says what the packs that are ticked would give."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        packs = QWidget(self)
        flow = FlowLayout(packs, gap_px=12)
        for key, title in pack_titles().items():
            box = self.boxes[key] = QCheckBox(title.replace("&", "&&"), packs)
            box.setChecked(key == STARTER_PACK)
            box.toggled.connect(lambda _: self._name_categories())
            flow.addWidget(box)
        self.words = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.words.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(packs)
        column.addWidget(self.words)
        self._name_categories()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the packs, in their order."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _name_categories(self) -> None:
        """Those at the top: what lies within them is found later."""
        names = [one.name for one in shipped_packs(self.chosen).categories if one.parent_name is None]
        listed = ", ".join(names[:_MOST_NAMED])
        if not names:
            self.words.setText(tr("None: you make your own."))
        elif len(names) > _MOST_NAMED:
            self.words.setText(tr("{names} and {count} more", names=listed, count=len(names) - _MOST_NAMED))
        else:
            self.words.setText(listed)
