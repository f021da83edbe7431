"""One of the pictures that are compared: the picture, what is known of it, and whether it stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import Photo
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font, tones
from photo_sorter.ui.duplicates.compared_picture import ComparedPicture
from photo_sorter.ui.elided_label import ElidedLabel
from photo_sorter.ui.phrases import dimensions, file_size, labelled, taken
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.viewing.picture_view import Decode

_FACTS = 8


class Fact(NamedTuple):
    title: str
    text: str


def facts_of(photo: Photo, marks: Marks) -> tuple[Fact, ...]:
    """In an order that is the same for every photo; what is not known is empty."""
    facts = photo.facts
    stars = "★" * (marks.rating or 0)
    return (
        Fact(tr("Name"), photo.path.name),
        Fact(tr("Folder"), str(photo.path.parent)),
        Fact(tr("Picture"), dimensions(facts.width_px, facts.height_px) if facts is not None else ""),
        Fact(tr("File"), file_size(photo.size_bytes)),
        Fact(tr("Taken"), taken(photo.taken_at)),
        Fact(tr("Camera"), (facts.camera or "") if facts is not None else ""),
        Fact(tr("Your marks"), " · ".join(filter(None, (stars, tr("Favourite") if marks.favourite else "")))),
        Fact(tr("Caption"), marks.caption or ""),
    )


class CompareColumn(QWidget):
    """Shows what it is told. Whether the photo may go is for others to say."""

    choosing = Signal(bool)
    """It shall stay, or go."""

    def __init__(self, loader: ThumbnailLoader, decode: Decode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = ComparedPicture(loader, decode, self)
        self.lines = tuple(FactLine(self) for _ in range(_FACTS))
        self.keep, self.trash = QRadioButton(tr("Keep"), self), QRadioButton(tr("Trash"), self)
        self.keep.clicked.connect(lambda: self.choosing.emit(True))
        self.trash.clicked.connect(lambda: self.choosing.emit(False))
        self.praise = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self.praise.setProperty("muted", True)
        self.praise.setMinimumWidth(0)
        choice = QHBoxLayout()
        choice.setSpacing(14)
        choice.addWidget(self.keep)
        choice.addWidget(self.trash)
        choice.addStretch(1)
        below = QVBoxLayout()
        below.setContentsMargins(8, 0, 8, 0)
        below.setSpacing(2)
        for line in self.lines:
            below.addWidget(line)
        below.addSpacing(8)
        below.addLayout(choice)
        below.addWidget(self.praise)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.picture, 1)
        column.addLayout(below)

    def show_photo(
        self, photo: Photo, facts: Sequence[Fact], differing: Sequence[bool], wanted: Sequence[bool]
    ) -> None:
        """`differing`: the facts in which the photos are not alike; `wanted`: those that any of them has."""
        if self.picture.photo_id != photo.id:
            self.picture.show_picture(photo)
        self.picture.setAccessibleName(tr("Picture {name}", name=photo.path.name))
        for line, fact, differs, is_wanted in zip(self.lines, facts, differing, wanted, strict=True):
            line.show_fact(fact, differs=differs)
            line.setVisible(is_wanted)

    def show_choice(self, name: str, *, is_kept: bool, praise: str) -> None:
        with QSignalBlocker(self.keep), QSignalBlocker(self.trash):
            (self.keep if is_kept else self.trash).setChecked(True)
        self.keep.setAccessibleName(tr("Keep {name}", name=name))
        self.trash.setAccessibleName(tr("Trash {name}", name=name))
        self.praise.setText(tr("Best: {reason}", reason=praise) if praise else "")


class FactLine(ElidedLabel):
    """One line that gives way in its middle, bold where the photos differ; the whole is in the tool tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, least_px=24)
        self.differs = False

    def show_fact(self, fact: Fact, *, differs: bool) -> None:
        self.differs = differs
        self.setFont(scaled_font(self, 1.0, QFont.Weight.DemiBold if differs and fact.text else QFont.Weight.Normal))
        self.setText(" ".join(fact.text.split()) or "–")
        # A tool tip guesses at rich text; a zero-width space keeps hostile names plain.
        whole = labelled(fact.title, fact.text or tr("not known"))
        self.setToolTip(whole.replace("<", "<\u200b"))
        self.setAccessibleName(tr("{fact}, differs", fact=whole) if differs else whole)

    def ink(self) -> QColor:
        return tones().text if self.differs else tones().muted
