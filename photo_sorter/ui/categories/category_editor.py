"""One category: its name and colour, its words, how strict it is, and the rarer choices."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from photo_sorter.core.sorting.category import PALETTE, Category, Prompt, Scheme
from photo_sorter.core.sorting.overlap import Overlap
from photo_sorter.core.sorting.preview import StrictnessCurve
from photo_sorter.language import tr
from photo_sorter.ui.categories.category_options import CategoryOptions
from photo_sorter.ui.categories.nesting_advice import NestingAdvice
from photo_sorter.ui.categories.strictness_slider import StrictnessSlider
from photo_sorter.ui.icons import Disclosure, dot_icon
from photo_sorter.ui.text_fields import LineField, LinesField


class CategoryEditor(QWidget):
    """`edited` comes when a field is left after a change, or something is chosen; `words_changed` while typing."""

    edited = Signal()
    words_changed = Signal()
    exclusive_chosen = Signal(bool)
    """Whether the category's set is to be exclusive."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored, self._scheme = Category(""), Scheme()
        self.colour = _ColourButton(self)
        self.colour.chosen.connect(self._finish)
        self.name = LineField(self)
        self.name.editingFinished.connect(self._finish)
        self.name.textEdited.connect(lambda _: self._on_words())
        self.wording, self.against = LinesField(4), LinesField(3)
        self.wording.setPlaceholderText(tr("One description a line.\nThe name alone is enough to begin with."))
        self.against.setPlaceholderText(tr("What is often mistaken for it"))
        for field in (self.wording, self.against):
            field.left.connect(self._finish)
            field.textChanged.connect(self._on_words)
        self.remark = _quiet("", self)
        self.remark.hide()
        self.hint = _quiet("", self)
        self.try_wordings = _link(tr("Try wordings…"), self)
        self.sentences = _link(tr("Sentences…"), self)
        self.strictness = StrictnessSlider(self)
        self.strictness.chosen.connect(self._finish)
        self.advice = NestingAdvice(self)
        self.options = CategoryOptions(self)
        self.options.edited.connect(self._finish)
        self.options.exclusive_chosen.connect(self.exclusive_chosen)
        self.more = Disclosure(tr("Options"), self.options, self)
        self._arrange()

    def show_category(self, category: Category, scheme: Scheme) -> None:
        """Fields that say the same already keep their cursor and history."""
        self._stored, self._scheme = category, scheme
        if " ".join(self.name.text().split()) != category.name:
            self.name.setText(category.name)
            self.name.setCursorPosition(0)
        self.wording.show_lines(tuple(prompt.text for prompt in category.prompts if not prompt.against))
        self.against.show_lines(category.wordings_against)
        self.colour.show_colour(category.colour)
        self.strictness.show_threshold(category.threshold)
        self.options.show_category(category, scheme)
        self._on_words()

    def show_preview(
        self, curve: StrictnessCurve | None, remarks: tuple[str, ...], overlap: Overlap | None = None
    ) -> None:
        self.strictness.show_curve(curve)
        self.remark.setText("\n".join(remarks))
        self.remark.setVisible(bool(remarks))
        self.advice.show_overlap(overlap, self._scheme.category(overlap.other_id) if overlap is not None else None)

    def wait(self) -> None:
        """Until `show_preview` nothing is known of the category."""
        self.strictness.wait()
        self.remark.hide()
        self.advice.wait()

    def category(self) -> Category:
        """As the fields say it now."""
        stored = self._stored
        wording, against = self.wording.lines(), self.against.lines()
        prompts = tuple(Prompt(line) for line in wording) + tuple(Prompt(line, True) for line in against)
        is_same = set(prompts) == set(stored.prompts) and against == stored.wordings_against and (
            wording == tuple(prompt.text for prompt in stored.prompts if not prompt.against)
        )  # fmt: skip
        return self.options.category(
            replace(
                stored,
                name=" ".join(self.name.text().split()),
                prompts=stored.prompts if is_same else prompts,
                colour=self.colour.colour,
                threshold=self.strictness.threshold,
            )
        )

    @property
    def stored(self) -> Category:
        """As it was shown last."""
        return self._stored

    def is_dirty(self) -> bool:
        return self.category() != self._stored

    def in_turn(self) -> tuple[QWidget, ...]:
        """As Tab walks through it."""
        options = self.options
        return (
            self.colour, self.name, self.wording, self.try_wordings, self.sentences, self.against,
            self.strictness.slider, self.advice.button, self.more, options.sets, options.kind, options.parents,
            options.within, options.learns,
        )  # fmt: skip

    def start_typing(self) -> None:
        self.name.setFocus()
        self.name.selectAll()

    def _finish(self) -> None:
        self.edited.emit()

    def _on_words(self) -> None:
        only_against = bool(self.against.lines()) and not self.wording.lines()
        hint = tr("A photo must look more like the words above than like these.")
        if only_against:
            hint = tr("A photo must look more like the words above than like these. Its name speaks for it.")
        self.hint.setText(hint)
        self.words_changed.emit()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.colour)
        head.addWidget(self.name, 1)
        self.name.setAccessibleName(tr("Name"))
        column.addLayout(head)
        column.addSpacing(14)
        title = QHBoxLayout()
        title.setSpacing(2)
        title.addWidget(_title(tr("Looks like"), self.wording, self), 1)
        title.addWidget(self.try_wordings)
        title.addWidget(self.sentences)
        column.addLayout(title)
        column.addWidget(self.wording, 3)
        column.addWidget(self.remark)
        column.addSpacing(14)
        column.addWidget(_title(tr("But not"), self.against, self))
        column.addWidget(self.against, 1)
        column.addWidget(self.hint)
        column.addSpacing(18)
        column.addWidget(self.strictness)
        column.addWidget(self.advice)
        column.addSpacing(14)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.options)


class _ColourButton(QToolButton):
    """A dot; its menu has the palette."""

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour = PALETTE[0]
        self.setProperty("field", True)
        self.setIconSize(QSize(16, 16))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for name, colour in zip(_colour_names(), PALETTE, strict=True):
            action = menu.addAction(dot_icon(colour), name)
            action.triggered.connect(lambda _=False, colour=colour: self._choose(colour))
        self.setMenu(menu)
        self.show_colour(self.colour)

    def show_colour(self, colour: str) -> None:
        self.colour = colour
        self.setIcon(dot_icon(colour, 16))
        name = _colour_names()[PALETTE.index(colour)] if colour in PALETTE else colour
        self.setAccessibleName(tr("Colour: {name}", name=name))
        self.setToolTip(tr("Colour"))

    def _choose(self, colour: str) -> None:
        self.show_colour(colour)
        self.chosen.emit()


def _colour_names() -> tuple[str, ...]:
    """Of the palette."""
    return (
        tr("Blue"), tr("Orange"), tr("Green"), tr("Red"), tr("Purple"), tr("Ochre"),
        tr("Teal"), tr("Pink"), tr("Olive"), tr("Slate"), tr("Brown"), tr("Sky"),
    )  # fmt: skip


def _title(words: str, buddy: QWidget, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setProperty("muted", True)
    label.setBuddy(buddy)
    buddy.setAccessibleName(words)
    return label


def _quiet(words: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("muted", True)
    return label


def _link(words: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setProperty("quiet", True)
    button.setAutoDefault(False)
    return button
