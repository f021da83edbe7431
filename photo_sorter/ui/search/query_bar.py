"""The line under the heading while a search is on: what is sought beside the words, and what can be done with it."""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.search.query import Filter, Query
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.appearance import tones
from photo_sorter.ui.flow_layout import FlowLayout
from photo_sorter.ui.icons import IconButton, inked_icon
from photo_sorter.ui.search.blend_slider import BlendSlider
from photo_sorter.ui.search.filter_words import filter_words
from photo_sorter.ui.search.given_pictures import picture_name
from photo_sorter.ui.search.query_chip import QueryChip
from photo_sorter.ui.viewing.picture_view import Decode

_WORDS_FROM_PX = 620
"""Narrower than this the buttons are icons."""
_MOST_LINES = 3
_THUMBNAIL_PX = 64
_PICTURES_KEPT = 32


VERDICTS = "verdicts"
"""What a person said of results is one chip."""

Part = Filter | Path | str


class QueryBar(QWidget):
    """Below `field`, from which Tab leads to the chips. `decode` makes the thumbnails of picture chips; set it before
    the first is shown."""

    removed = Signal(object)
    """A Part, by its chip."""
    editing = Signal(object)
    """A Part, which shall be text again."""
    balanced = Signal(float)
    """Query.balance."""
    liked = Signal(bool)
    """More (or less) like the photos that are selected."""

    def __init__(self, field: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self.decode: Decode | None = None
        self.chips: dict[Part, QueryChip] = {}
        self._pictures: dict[Path, QPixmap | None] = {}
        self._decoder = _Decoded(self)
        self._decoder.came.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._host = QWidget()
        self._flow = FlowLayout(self._host)
        self._lines = QScrollArea(self)
        self._lines.setWidgetResizable(True)
        self._lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lines.setStyleSheet("QScrollArea { background: transparent; }")
        self._lines.viewport().setAutoFillBackground(False)
        self._lines.setWidget(self._host)
        # Setting it has filled it.
        self._host.setAutoFillBackground(False)
        self.balance = BlendSlider(tr("Words"), tr("Picture"), tr("From words to picture"), self)
        self.balance.blended.connect(self.balanced)
        self.more_like = IconButton("thumb-up", tr("More like this (+)"), self)
        self.less_like = IconButton("thumb-down", tr("Less like this (−)"), self)
        self.more_like.clicked.connect(partial(self.liked.emit, True))
        self.less_like.clicked.connect(partial(self.liked.emit, False))
        self.save = _quiet(tr("Save search"), self)
        self.make = _quiet(tr("Make category…"), self)
        self._deeds = QWidget(self)
        deeds = QHBoxLayout(self._deeds)
        deeds.setContentsMargins(0, 0, 0, 0)
        deeds.setSpacing(4)
        deeds.addStretch(1)
        for widget in (self.balance, self.more_like, self.less_like, self.save, self.make):
            deeds.addWidget(widget)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(4)
        self._row.addWidget(self._lines, 1)
        self._row.addWidget(self._deeds, 0, Qt.AlignmentFlag.AlignTop)
        self.note = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.note.setProperty("muted", True)
        self.meant = _quiet("", self)
        self.meant.hide()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(16, 2, 8, 4)
        column.setSpacing(2)
        column.addLayout(self._row)
        column.addWidget(self.note)
        column.addWidget(self.meant, 0, Qt.AlignmentFlag.AlignLeft)
        self.note.hide()
        self.show_selected(0)
        self._dress()
        for part in (self._deeds, self._lines, self):
            part.hide()

    def show_query(self, chips: Query, query: Query) -> None:
        """`chips`: what has left the text; `query`: all that is sought."""
        parts: dict[Part, tuple[str, str]] = {one: filter_words(one) for one in chips.filters}
        parts |= {path: (tr("like"), picture_name(path)) for path in chips.pictures}
        if chips.liked or chips.disliked:
            parts[VERDICTS] = ("", verdict_words(len(chips.liked), len(chips.disliked)))
        had_focus = next((place for place, chip in enumerate(self.chips.values()) if chip.hasFocus()), None)
        former, self.chips = self.chips, {}
        for part, (lead, text) in parts.items():
            chip = former.pop(part, None)
            if chip is None or chip.text != text:
                if chip is not None:
                    self._drop(chip)
                chip = self._chip(part, lead, text)
            else:
                self._flow.removeWidget(chip)
            self._flow.addWidget(chip)
            self.chips[part] = chip
            chip.show()
        left = list(self.chips.values())
        for one, following in pairwise((self._field, *left)):
            self.setTabOrder(one, following)
        if had_focus is not None:
            (left[min(had_focus, len(left) - 1)] if left else self._field).setFocus()
        for chip in former.values():
            self._drop(chip)
        self.balance.setVisible(bool(query.pictures and (query.words or query.against)))
        self.balance.show_share(query.balance)
        self._deeds.setVisible(bool(query))
        self._lines.setVisible(bool(self.chips))
        self._fit()
        self.setVisible(bool(query or self.note.text()))

    def show_chosen(self, chosen: bool) -> None:
        """All chips, together with the text of the field."""
        for chip in self.chips.values():
            chip.show_chosen(chosen)

    def show_note(self, sentence: str) -> None:
        """One muted line below, or none."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))
        self.setVisible(bool(sentence) or not self._deeds.isHidden())

    def show_meant(self, text: str) -> None:
        """What was probably meant by what was typed, below the note; "" for nothing else."""
        self.meant.setText(tr("Did you mean “{text}”?", text=text))
        self.meant.setAccessibleName(self.meant.text())
        self.meant.setVisible(bool(text))

    def show_selected(self, count: int) -> None:
        """How many photos the thumbs would be about."""
        for button in (self.more_like, self.less_like):
            button.setEnabled(count > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "make"):
            self._dress()
        super().changeEvent(event)

    def _chip(self, part: Part, lead: str, text: str) -> QueryChip:
        chip = QueryChip(lead, text, self._host)
        chip.removed.connect(partial(self.removed.emit, part))
        chip.editing.connect(partial(self.editing.emit, part))
        if isinstance(part, Path):
            chip.show_picture(self._pictures.get(part))
            if part not in self._pictures and self.decode is not None:
                self._pictures[part] = None
                self._decoder.follow(part, self.decode(part, _THUMBNAIL_PX))
        return chip

    def _drop(self, chip: QueryChip) -> None:
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    def _keep(self, path: Path, done: Future[NDArray[np.uint8]]) -> None:
        try:
            pixels = np.ascontiguousarray(done.result())
        except (CancelledError, PhotoSorterError):
            # The answer's hints tell of a picture that cannot be read.
            return
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, width * 3, QImage.Format.Format_RGB888)
        self._pictures[path] = QPixmap.fromImage(image)
        while len(self._pictures) > _PICTURES_KEPT:
            del self._pictures[next(iter(self._pictures))]
        if path in self.chips:
            self.chips[path].show_picture(self._pictures[path])

    def _fit(self) -> None:
        """The chips beside the buttons if there is room for both, else above them; as high as they need, up to a few
        lines: more of them scroll."""
        margins, deeds = self._column.contentsMargins(), self._deeds.sizeHint().width()
        room = self.width() - margins.left() - margins.right()
        is_wide = not self.chips or self._flow.sizeHint().width() + deeds + 8 <= room
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        alignment = Qt.AlignmentFlag.AlignTop if is_wide and self.chips else Qt.AlignmentFlag(0)
        self._row.setAlignment(self._deeds, alignment)
        self._column.activate()
        needed = self._flow.heightForWidth(self._lines.viewport().width())
        line = next((chip.sizeHint().height() for chip in self.chips.values()), 0)
        height = max(1, min(needed, _MOST_LINES * (line + 6) - 6))
        if height != self._lines.height():
            self._lines.setFixedHeight(height)

    def _dress(self) -> None:
        has_words, ink = self.width() >= _WORDS_FROM_PX, tones().accent.name()
        for button, icon in ((self.save, "bookmark"), (self.make, "tag")):
            button.setIcon(inked_icon(icon, ink))
            words = button.accessibleName() if has_words else ""
            if button.text() != words:
                button.setText(words)
                button.setToolTip("" if has_words else button.accessibleName())


class _Decoded(QObject):
    """Brings pictures over from the threads of a decode pool."""

    came = Signal(object, object)

    def follow(self, path: Path, future: Future[NDArray[np.uint8]]) -> None:
        future.add_done_callback(lambda done: self.came.emit(path, done))


def verdict_words(likes: int, unlikes: int) -> str:
    """ "2 liked, 1 not"."""
    if not likes:
        return ntr("1 not liked", "{n} not liked", unlikes)
    if not unlikes:
        return ntr("1 liked", "{n} liked", likes)
    return ntr("1 liked, {others} not", "{n} liked, {others} not", likes, others=number(unlikes))


def _quiet(words: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setProperty("quiet", True)
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    return button
