"""Everything a person can take back: one undo stack for verdicts, skips, marks and the scheme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from photo_sorter.core.commands import Command, SaveScheme, SetMarks, SetSkipped, SetVerdicts
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import MAIN_SET, CategorySet, Scheme
from photo_sorter.core.sorting.rebasing import rebased
from photo_sorter.language import tr
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.undo_step import AdoptedStep

MANY_PHOTOS = 20
"""More verdicts than this at once are shown before they are given."""
MANY_VERDICTS = 20
"""A category with more verdicts than this shows what learning from them, or no longer, would change."""
ONE_STEP_S = 2.0
"""Edits of one field that follow each other within this are one for Undo."""

Edit = SaveScheme | SetVerdicts | SetSkipped | SetMarks


class Edits(QObject):
    """Posts edits and keeps how to undo them. What the command line edits meanwhile is adopted, so that what was said
    last is the scheme, whether it is committed or not."""

    said = Signal(object)
    """Each command as it is posted, by undo and redo as well."""
    scheme_changed = Signal(object)
    """The Scheme as the person left it."""
    consent_wanted = Signal(object, str)
    """A SaveScheme or SetVerdicts that changes much, and what it is in words. `accept` gives it, `decline` does not.
    One at a time: others wait their turn. It comes again with another command when an edit meanwhile has become part
    of it."""
    dropped = Signal(object, str)
    """A command that waited for consent and cannot be given any more, and a sentence that says so."""
    adopted = Signal(object)
    """A command that was obeyed elsewhere: the library knows it already."""
    taken_back = Signal(str)
    """What was undone had been done elsewhere; what it was."""
    overtaken = Signal(str)
    """What was done elsewhere has been lost to an edit that was under way; what it was."""

    def __init__(self, reader: LibraryReader, post: Callable[[Command], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._post = reader, post
        self._said_scheme: Scheme | None = None
        self._read_scheme: Scheme | None = None
        self._last_id = 0
        self._waiting: list[_Proposal] = []
        self._asked: Edit | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(200)

    @property
    def scheme(self) -> Scheme:
        """What was posted last, or else what the library holds."""
        return self._said_scheme or self._read_scheme or self._reader.scheme()

    def on_read(self, scheme: Scheme) -> None:
        """What the library holds now."""
        before = self.scheme
        self._read_scheme = scheme
        if self.scheme != before:
            self.scheme_changed.emit(self.scheme)
            self._bring_up_to_date(SaveScheme(self.scheme))

    def change(self, scheme: Scheme, words: str, field: str = "") -> bool:
        """Makes this the scheme; new categories get their ids. `words`: what the edit is, for Undo. Edits in a row of
        the same `field` are one. False where nothing changes, or nothing until a person has agreed.

        Raises CategoryError.
        """
        after, before = self._with_ids(scheme.checked()), self.scheme
        return after != before and self.give(SaveScheme(before), SaveScheme(_without_idle_sets(after)), words, field)

    def give(self, old: Edit, new: Edit, words: str, field: str = "") -> bool:
        """Posts `new`; undo posts `old`. False if a person is asked first."""
        proposal = _Proposal(old, new, words, field)
        if self._changes_much(old, new):
            if all(one.new != new for one in self._waiting):
                self._waiting.append(proposal)
                self._ask_next()
            return False
        self._push(proposal)
        return True

    def adopt(self, old: Edit, new: Edit, words: str) -> None:
        """Takes an edit that was made elsewhere as the last step, so that Undo never takes it back unnamed.

        An edit of the scheme that was on its way meanwhile has overwritten it: then it is made once more, on top.
        """
        if isinstance(old, SaveScheme) and isinstance(new, SaveScheme) and self.scheme not in (old.scheme, new.scheme):
            try:
                both = rebased(old.scheme, new.scheme, self.scheme)
            except CategoryError:
                self.overtaken.emit(words)
                return
            self._push(_Proposal(SaveScheme(self.scheme), SaveScheme(both), words, ""))
            return
        if isinstance(new, SaveScheme):
            self._said_scheme = new.scheme
        self.undo_stack.push(AdoptedStep(words, self._say, old, new, self.taken_back.emit))
        self.adopted.emit(new)
        if isinstance(new, SaveScheme):
            self.scheme_changed.emit(new.scheme)
        self._bring_up_to_date(new)

    def accept(self, command: object) -> None:
        """Does what `consent_wanted` asked for last."""
        proposal = self._settled(command)
        if proposal is not None and proposal.old != proposal.new:
            self._push(proposal)
        self._ask_next()

    def decline(self, command: object) -> None:
        """Lets go of what `consent_wanted` asked for last."""
        self._settled(command)
        self._ask_next()

    def _settled(self, command: object) -> _Proposal | None:
        if not self._waiting or self._waiting[0].new != command:
            return None
        self._asked = None
        return self._waiting.pop(0)

    def _ask_next(self) -> None:
        if self._waiting and self._waiting[0].new != self._asked:
            self._asked = self._waiting[0].new
            self.consent_wanted.emit(self._asked, self._waiting[0].words)

    def _bring_up_to_date(self, said: Edit) -> None:
        """What waits must rest on what has been said meanwhile."""
        waiting, self._waiting = self._waiting, []
        for proposal in waiting:
            try:
                self._waiting.append(proposal.after(said))
            except CategoryError as error:
                sentence = tr(
                    "Not done, because the categories have changed: {words}. {why}", words=proposal.words, why=error
                )
                self.dropped.emit(proposal.new, sentence)
        self._ask_next()

    def _changes_much(self, old: Edit, new: Edit) -> bool:
        if isinstance(new, SetVerdicts):
            return len(new.verdicts) > MANY_PHOTOS
        if not isinstance(new, SaveScheme) or not isinstance(old, SaveScheme):
            return False
        learned = {category.id: category.learns for category in old.scheme.categories}
        turned = [one.id for one in new.scheme.categories if learned.get(one.id, one.learns) is not one.learns]
        if not turned:
            return False
        counts = self._reader.verdict_counts()
        return any(sum(counts.get(id or 0, (0, 0))) > MANY_VERDICTS for id in turned)

    def _push(self, proposal: _Proposal) -> None:
        self.undo_stack.push(_UndoableEdit(proposal, self._say))

    def _say(self, command: Edit) -> None:
        if isinstance(command, SaveScheme):
            self._said_scheme = command.scheme
        self._post(command)
        self.said.emit(command)
        if isinstance(command, SaveScheme):
            self.scheme_changed.emit(command.scheme)
        self._bring_up_to_date(command)

    def _with_ids(self, scheme: Scheme) -> Scheme:
        if all(category.id is not None for category in scheme.categories):
            return scheme
        known = [category.id or 0 for category in (*scheme.categories, *self.scheme.categories)]
        self._last_id = max(self._last_id, self._reader.next_category_id() - 1, *known)
        categories = []
        for category in scheme.categories:
            if category.id is None:
                self._last_id += 1
            categories.append(replace(category, id=category.id or self._last_id))
        return replace(scheme, categories=tuple(categories))


@dataclass(frozen=True)
class _Proposal:
    old: Edit
    new: Edit
    words: str
    field: str

    def after(self, said: Edit) -> _Proposal:
        """The same edit once `said` was done before it. Raises CategoryError where it cannot be done any more."""
        match self.old, self.new, said:
            case SaveScheme(before), SaveScheme(wanted), SaveScheme(now):
                return replace(self, old=said, new=SaveScheme(rebased(before, wanted, now)))
            case SetVerdicts(_), SetVerdicts(verdicts), SaveScheme(now):
                if any(now.category(one.category_id) is None for one in verdicts):
                    raise CategoryError(tr("The category is no longer there."))
            case SetVerdicts(former), SetVerdicts(_), SetVerdicts(verdicts):
                by_pair = {(one.photo_id, one.category_id): one for one in verdicts}
                old = tuple(by_pair.get((one.photo_id, one.category_id), one) for one in former)
                return replace(self, old=SetVerdicts(old))
        return self


class _UndoableEdit(QUndoCommand):
    def __init__(self, proposal: _Proposal, say: Callable[[Edit], None]) -> None:
        super().__init__(_plain(proposal.words))
        self._proposal, self._say = proposal, say
        self._done_s = monotonic()

    def redo(self) -> None:
        self._say(self._proposal.new)

    def undo(self) -> None:
        self._say(self._proposal.old)

    def id(self) -> int:
        return 1 if self._proposal.field else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _UndoableEdit) or other._proposal.field != self._proposal.field:
            return False
        if other._done_s - self._done_s > ONE_STEP_S:
            return False
        self._done_s = other._done_s
        self._proposal = replace(other._proposal, old=self._proposal.old)
        self.setText(_plain(self._proposal.words))
        self.setObsolete(self._proposal.old == self._proposal.new)
        return True


def _plain(words: str) -> str:
    """An ampersand in a name is no shortcut."""
    return words.replace("&", "&&")


def _without_idle_sets(scheme: Scheme) -> Scheme:
    """A set goes with its last category; new categories come into the main one."""
    used = {MAIN_SET, *(category.set_name for category in scheme.categories)}
    kept = tuple(one for one in scheme.sets if one.name in used)
    return replace(scheme, sets=kept or (CategorySet(MAIN_SET),))
