"""What a person says of a photo, under its name: heart, stars and caption; below them the keywords of its file."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from photo_sorter.core.marks import Marks
from photo_sorter.language import ntr
from photo_sorter.ui.chips import Chip, ChipRow
from photo_sorter.ui.marks.caption_edit import CaptionEdit
from photo_sorter.ui.marks.rating_stars import MarkRow

_MOST_KEYWORDS = 24


class PhotoMarks(QWidget):
    """Shows what it is given; its parts tell what a person chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row, self.caption = MarkRow(self), CaptionEdit(self)
        self.keywords = ChipRow(self, kind="keywords")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.row, self.caption, self.keywords):
            column.addWidget(part)

    def show_photo(self, photo_id: int, marks: Marks, keywords: tuple[str, ...]) -> None:
        self.row.show_marks(marks)
        self.caption.show_caption(photo_id, marks.caption or "")
        self.caption.show()
        self.keywords.setVisible(bool(keywords))
        left_out = len(keywords) - _MOST_KEYWORDS
        more = (Chip(ntr("and 1 more", "and {n} more", left_out)),) if left_out > 0 else ()
        self.keywords.show_chips((*map(Chip, keywords[:_MOST_KEYWORDS]), *more))
        self.keywords.setToolTip(", ".join(keywords) if more else "")

    def show_several(self, common: Marks) -> None:
        """What all of them share."""
        self.row.show_marks(common)
        self.caption.show_caption(None, "")
        self.caption.hide()
        self.keywords.hide()
