"""Settings, page Categories: the tree on the left, the chosen category on the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photo_sorter.core.commands import Command
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import Category, Prompt, Scheme, next_colour
from photo_sorter.core.sorting.nesting import STEPS, placed
from photo_sorter.core.sorting.overlap import Overlap
from photo_sorter.language import tr
from photo_sorter.ui.categories.category_editor import CategoryEditor
from photo_sorter.ui.categories.category_preview import CategoryPreview
from photo_sorter.ui.categories.category_tree import CategoryTree
from photo_sorter.ui.categories.category_words import edit_words
from photo_sorter.ui.categories.editor_pane import EditorPane
from photo_sorter.ui.categories.pack_menu import PackMenu
from photo_sorter.ui.categories.removal import remove_category
from photo_sorter.ui.categories.sentences_dialog import SentencesDialog
from photo_sorter.ui.edits import Edits
from photo_sorter.ui.icons import IconButton
from photo_sorter.ui.library_reader import Overview
from photo_sorter.ui.notices import NoticeBar


class CategoryPage(QWidget):
    """Shows the scheme of `edits` and gives it each finished edit. A new category is a draft until something is typed.

    `trying` carries the id of the category for which wordings are to be compared.
    """

    trying = Signal(int)

    def __init__(self, edits: Edits, post: Callable[[Command], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edits = edits
        self._draft: Category | None = None
        self._overview = Overview()
        self._is_showing = False
        self.tree = CategoryTree(self)
        self.tree.currentItemChanged.connect(lambda: self._on_current())
        self.tree.switched.connect(self._switch)
        self.tree.dropped.connect(self._drop)
        self.tree.stepped.connect(self.step_current)
        self.tree.removing.connect(self.remove_current)
        self.editor = CategoryEditor(self)
        self.editor.edited.connect(self.commit)
        self.editor.words_changed.connect(self._on_words)
        self.editor.exclusive_chosen.connect(self._choose_exclusive)
        self.editor.advice.taken.connect(self._nest)
        self.editor.try_wordings.clicked.connect(self._try_wordings)
        self.editor.sentences.clicked.connect(self.show_sentences)
        self.preview = CategoryPreview(self.editor, post)
        self._pane = EditorPane(self.editor, self)
        self.error = self._pane.error
        self.notices = NoticeBar(self)
        self.packs = PackMenu(edits, self)
        self.packs.failed.connect(self._pane.show_error)
        self.packs.told.connect(self.notices.say)
        edits.scheme_changed.connect(self._show)
        self._arrange()
        self._show(edits.scheme)

    def show_overview(self, overview: Overview) -> None:
        """What the library says of the categories: counts, and that figures may have changed."""
        former, self._overview = self._overview, overview
        if overview != former:
            self.tree.show_scheme(self._shown_scheme(), dict(overview.by_category))
            self.preview.ask_after_changes()

    def choose(self, category_id: int | None) -> None:
        """Opens a category for editing; the first one if there is none of this id."""
        if not self.tree.choose(category_id):
            self.tree.choose_first()

    def add(self) -> None:
        """A new line, its name ready to be typed over."""
        if not self.commit():
            return
        known = self._edits.scheme
        name = next(
            name for name in (tr("New category"), *(tr("New category {number}", number=n) for n in range(2, 10_000)))
            if known.named(name) is None
        )  # fmt: skip
        colours = tuple(category.colour for category in known.categories)
        self._draft = Category(name, colour=next_colour(colours))
        self._show(known)
        self.tree.choose(None)
        # The tree takes the focus back after the click that brought us here.
        QTimer.singleShot(0, self, self.editor.start_typing)

    def remove_current(self) -> None:
        """At once; a notice takes it back."""
        category_id = self.tree.current_id()
        if self._draft is not None and category_id is None:
            self._drop_draft()
        elif category_id is not None:
            self._pane.show_error("")
            next_id = self.tree.neighbour_id()
            remove_category(self._edits, category_id, self.notices)
            self.choose(next_id)

    def step_current(self, step: str) -> None:
        """ "up", "down", "in" or "out"."""
        category_id = self.tree.current_id()
        if category_id is None or not self.commit():
            return
        self._move(STEPS[step](self._edits.scheme, category_id), category_id)

    def take_wordings(self, category_id: int, wordings: tuple[str, ...]) -> None:
        """As the words that this category looks like, if it is still there. What is typed meanwhile is saved first."""
        is_sound = self.commit()
        category = self._edits.scheme.category(category_id)
        if category is None:
            return
        against = (Prompt(text, True) for text in category.wordings_against)
        changed = replace(category, prompts=(*map(Prompt, wordings), *against))
        self._edits.change(self._edits.scheme.with_category(changed), edit_words(category, changed)[0])
        if is_sound:
            self.tree.choose(category_id)

    def undo(self) -> None:
        """What is not saved yet is the step that is taken back if it cannot be saved."""
        if self.commit():
            self._edits.undo_stack.undo()
        else:
            self._give_up()

    def show_sentences(self) -> SentencesDialog:
        def save(sentences: tuple[str, ...]) -> None:
            self._edits.change(replace(self._edits.scheme, templates=sentences), tr("Change the sentences"))
            self.preview.ask_now()

        dialog = SentencesDialog(self._edits.scheme.templates, save, self)
        dialog.show()
        return dialog

    def commit(self, *, saves_untouched: bool = False) -> bool:
        """Saves what has changed in the editor, or shows what is wrong with it. False for the latter.

        `saves_untouched`: a draft too of which nothing has been typed.
        """
        category = self.editor.category()
        is_same = category == self.editor.stored and not (saves_untouched and category.id is None)
        if self._is_showing or not self.editor.isEnabled() or is_same:
            if not self._is_showing:
                self._pane.show_error("")
            return True
        scheme = self._edits.scheme
        words, field = edit_words(self.editor.stored, category)
        if category.id is None:
            words, field = tr("Add “{name}”", name=category.name), ""
        draft, self._draft = self._draft, None
        stays = self.tree.current_id() is None
        try:
            is_changed = self._edits.change(scheme.with_category(category), words, field)
        except CategoryError as error:
            self._draft = draft
            self._pane.show_error(str(error))
            return False
        self._pane.show_error("")
        if draft is not None and is_changed and stays:
            self.tree.choose(self._edits.scheme.categories[-1].id)
        elif not is_changed:
            self._show_current()
        return True

    def leave(self) -> None:
        """Saves what can be saved; what cannot is given up."""
        if not self.commit():
            self._give_up()
        elif self._draft is not None:
            self._drop_draft()

    # --- Qt ---

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.tree.currentItem() is None:
            self.choose(None)
        self.preview.ask_now()

    # --- inside ---

    def _show(self, scheme: Scheme) -> None:
        """The scheme; what is being typed stays, unless that category has become another."""
        self._is_showing = True
        shown = self._shown_scheme()
        chosen = self.tree.current_id()
        has_draft = self._draft is not None and chosen is None
        self.tree.show_scheme(shown, dict(self._overview.by_category))
        if not has_draft and shown.category(chosen) is None:
            self.choose(None)
        self._is_showing = False
        category = self._current()
        if category is None or self.editor.stored != category or not self.editor.is_dirty():
            self._show_current()

    def _on_current(self) -> None:
        if self._is_showing:
            return
        edited_id = self.editor.stored.id
        if self.editor.isEnabled() and edited_id != self.tree.current_id() and not self.commit():
            QTimer.singleShot(0, self, lambda: self.tree.choose(edited_id))
            return
        if self._draft is not None and self.tree.current_id() is not None:
            self._drop_draft()
        if edited_id != self.tree.current_id() or not self.editor.is_dirty():
            self._show_current()

    def _show_current(self) -> None:
        category = self._current()
        self.editor.setEnabled(category is not None)
        self._pane.show_editor(category is not None)
        self._remove.setEnabled(category is not None)
        if category is not None:
            if category.id != self.editor.stored.id or category.id is None:
                self.editor.wait()
            self.editor.show_category(category, self._edits.scheme)
            self.preview.ask_now()

    def _current(self) -> Category | None:
        category_id = self.tree.current_id()
        if category_id is None:
            return self._draft if self.tree.currentItem() is not None else None
        return self._edits.scheme.category(category_id)

    def _shown_scheme(self) -> Scheme:
        scheme = self._edits.scheme
        return scheme if self._draft is None else replace(scheme, categories=(*scheme.categories, self._draft))

    def _drop_draft(self) -> None:
        self._draft = None
        self._show(self._edits.scheme)

    def _give_up(self) -> None:
        """What is typed and cannot be saved."""
        self._draft = None
        self._pane.show_error("")
        self._show(self._edits.scheme)
        self._show_current()

    def _try_wordings(self) -> None:
        if self.commit(saves_untouched=True) and self.editor.stored.id is not None:
            self.trying.emit(self.editor.stored.id)

    def _nest(self, overlap: Overlap) -> None:
        """The narrower one of the two within the other."""
        if not self.commit(saves_untouched=True):
            return
        this, other = self.editor.stored, self._edits.scheme.category(overlap.other_id)
        if this.id is not None and other is not None:
            inner, outer = (this, other) if overlap.other_is_broader else (other, this)
            changed = replace(inner, parent_name=outer.name, within_parent=True)
            self._edits.change(self._edits.scheme.with_category(changed), edit_words(inner, changed)[0])
            self.tree.choose(this.id)

    def _drop(self, category_id: int, parent_id: int | None, position: int) -> None:
        if self.commit():
            self._move(placed(self._edits.scheme, category_id, parent_id, position), category_id)

    def _switch(self, category_id: int | None, is_on: bool) -> None:
        if category_id is None and self._draft is not None:
            self._draft = replace(self._draft, enabled=is_on)
            self._show_current()
            return
        category = self._edits.scheme.category(category_id) if self.commit() else None
        if category is not None:
            changed = replace(category, enabled=is_on)
            self._edits.change(self._edits.scheme.with_category(changed), *edit_words(category, changed))
        self._show(self._edits.scheme)

    def _move(self, scheme: Scheme, category_id: int) -> None:
        before, after = self._edits.scheme.category(category_id), scheme.category(category_id)
        if before is None or after is None:
            return
        words = edit_words(before, after)[0]
        if before.parent_name == after.parent_name:
            words = tr("Move “{name}”", name=before.name)
        self._edits.change(scheme, words)
        self.tree.choose(category_id)

    def _choose_exclusive(self, exclusive: bool) -> None:
        scheme, name = self._edits.scheme, self.editor.stored.set_name
        sets = tuple(replace(one, exclusive=exclusive) if one.name == name else one for one in scheme.sets)
        words = tr("Let several of the set “{name}” hold", name=name)
        if exclusive:
            words = tr("Let one at most of the set “{name}” hold", name=name)
        self._edits.change(replace(scheme, sets=sets), words)

    def _on_words(self) -> None:
        if not self._is_showing:
            self.preview.ask_after_typing()

    def _arrange(self) -> None:
        add = QPushButton(tr("Add"), self)
        add.setAutoDefault(False)
        add.clicked.connect(self.add)
        packs = QPushButton(tr("Packs"), self)
        packs.setAutoDefault(False)
        packs.setMenu(self.packs)
        self._remove = IconButton("trash", tr("Remove category (Del)"), self)
        self._remove.clicked.connect(self.remove_current)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (add, packs):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._remove)
        in_turn = (self.tree, add, packs, self._remove, *self.editor.in_turn())
        for before, after in pairwise(in_turn):
            self.setTabOrder(before, after)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.tree, 1)
        left.addLayout(buttons)
        row = QHBoxLayout()
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(24)
        row.addLayout(left, 2)
        row.addWidget(self._pane, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.notices)
