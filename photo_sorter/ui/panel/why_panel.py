"""Why a photo is, or is not, in a category: a sentence, the wordings, the nearest judged photos, and where in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from photo_sorter.core.events import HeatMapMade
from photo_sorter.core.sorting.category import Scheme
from photo_sorter.core.sorting.why import Why, percent, sentence
from photo_sorter.language import tr
from photo_sorter.ui.appearance import scaled_font
from photo_sorter.ui.example_row import ExampleRow
from photo_sorter.ui.grid.photo_grid import CardSource
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.panel.voice_bars import VoiceBars
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader


class WhyPanel(QWidget):
    """Shows what it is given. While it waits for another answer it keeps its height, so that nothing jumps."""

    photo_wanted = Signal(int)
    heat_wanted = Signal(bool)

    def __init__(
        self, loader: ThumbnailLoader, cards: CardSource, parent: QWidget | None = None, *, has_arrows: bool = True
    ) -> None:
        """`has_arrows`: whether arrow keys move among the examples."""
        super().__init__(parent)
        self._cards = cards
        self.words = _label()
        self.voices = VoiceBars(self)
        self.note = _label(small=True)
        self._near = _label(small=True)
        self._near.setText(tr("Nearest photos you judged"))
        self.examples = ExampleRow(loader, self, has_arrows=has_arrows)
        self.where = IconButton("where", tr("Where in the picture (H)"), self)
        self.where.setText(tr("Where?"))
        self.where.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.where.setCheckable(True)
        self.caption = _label(small=True)
        self.examples.photo_wanted.connect(self.photo_wanted)
        self.where.clicked.connect(self.heat_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._parts: tuple[QWidget, ...] = (self.words, self.voices, self.note, self._near, self.examples)
        for part in self._parts:
            column.addWidget(part)
        column.addWidget(self.where, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.caption)
        self.caption.hide()
        self.show_waiting()

    def show_waiting(self) -> None:
        """The answer is on its way."""
        for part in self._parts:
            _keep_room(part, not part.isHidden() and self.isVisible())
            part.hide()

    def show_why(self, why: Why | None, scheme: Scheme) -> None:
        for part in self._parts:
            _keep_room(part, False)
        self.words.show()
        category = scheme.category(why.category_id) if why is not None else None
        if why is None or category is None:
            self.words.setText(tr("Nothing can be said of this photo yet."))
            for part in self._parts[1:]:
                part.hide()
        else:
            names = {one.id: one.name for one in scheme.categories if one.id is not None}
            self.words.setText(_unbroken(sentence(why, names, category.parent_name)))
            self.voices.show_voices(() if why.is_outside_parent else why.prompts, category.colour)
            learned = percent(why.by_words) != percent(why.probability) and bool(why.judged)
            self.note.setText(_unbroken(tr("Without your examples {share}", share=percent(why.by_words))))
            self.note.setVisible(learned and not why.is_outside_parent)
            ids = [example.photo_id for example in why.examples]
            self.examples.show_examples(why.examples, self._cards.cards(ids) if ids else [])
            self._near.setVisible(bool(self.examples.photo_ids))
        self.setAccessibleName(tr("Why: {reason}", reason=self.words.text()))

    def show_heat(self, wanted: bool, made: HeatMapMade | None) -> None:
        """`wanted`: whether it is switched on; `made` is None until it is here."""
        self.where.setChecked(wanted)
        words = heat_caption(wanted, made)
        self.caption.setText(f"{words[:1].upper()}{words[1:]}")
        self.caption.setToolTip(made.heat.method if made is not None and made.heat is not None else "")
        self.caption.setVisible(wanted)


def heat_caption(wanted: bool, made: HeatMapMade | None) -> str:
    if not wanted:
        return ""
    if made is None:
        return tr("Looking…")
    if made.heat is None:
        return made.sentence or tr("The model cannot say where.")
    return tr("warm where it is seen")


def _label(*, small: bool = False) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setMinimumWidth(40)
    if small:
        label.setFont(scaled_font(label, 0.9))
        label.setProperty("muted", True)
    return label


def _keep_room(part: QWidget, kept: bool) -> None:
    """Whether it takes up its place while it is hidden."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(kept)
    part.setSizePolicy(policy)


def _unbroken(text: str) -> str:
    """Numbers stay on one line with their per cent."""
    return text.replace(" %", "\u00a0%")
