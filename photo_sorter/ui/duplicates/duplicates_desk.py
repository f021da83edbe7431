"""Leads through duplicates: asks the worker for them, and moves to the trash what a person chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from PySide6.QtCore import QObject, QTimer, Signal

from photo_sorter.core import events
from photo_sorter.core.commands import CancelDuplicates, CancelTrash, Command, FindDuplicates, MoveToTrash
from photo_sorter.core.duplicates.groups import DuplicateKind
from photo_sorter.language import ntr, tr
from photo_sorter.ui.categories.removal import tell_with_undo
from photo_sorter.ui.duplicates.compare_view import MOST_BESIDE, CompareView
from photo_sorter.ui.duplicates.duplicate_choices import Choice, leaving, proposed
from photo_sorter.ui.duplicates.duplicate_words import moved, no_near, stale, taken_back
from photo_sorter.ui.duplicates.duplicates_view import DuplicatesView
from photo_sorter.ui.duplicates.trash_question import confirmed_trashing
from photo_sorter.ui.duplicates.trash_undo import TrashUndo
from photo_sorter.ui.library_reader import LibraryReader
from photo_sorter.ui.notices import NoticeBar
from photo_sorter.ui.stage import Stage
from photo_sorter.ui.thumbnail_loader import ThumbnailLoader
from photo_sorter.ui.viewing.picture_view import Decode

_REST_MS = 500
"""Changes of the library are followed together, after so long."""


class DuplicatesDesk(QObject):
    """Nothing is said to be done before the worker says so."""

    opening = Signal()
    """One of its pages is about to be shown."""

    def __init__(
        self,
        stage: Stage,
        loader: ThumbnailLoader,
        decode: Decode,
        reader: LibraryReader,
        notices: NoticeBar,
        post: Callable[[Command], None],
    ) -> None:
        super().__init__(stage)
        self._stage, self._reader, self._notices, self._post = stage, reader, notices, post
        self.view, self.comparing = DuplicatesView(loader, reader), CompareView(loader, decode, reader)
        stage.add_page(self.view)
        stage.add_page(self.comparing)
        self._found: list[Choice] = []
        self._compared_by_hand = False
        self._tokens = count(1)
        self._token = 0
        self._has_near = self._is_looking = self._is_stale = False
        self._compared: int | None = None
        self._searches = 0
        self._told = ""
        self._moving: dict[int, int] = {}
        self._undo = TrashUndo(post, self._show_taking_back, self)
        self.undo_stack = self._undo.undo_stack
        self._following = QTimer(self, singleShot=True, interval=_REST_MS)
        self._following.timeout.connect(self._follow)
        view, comparing = self.view, self.comparing
        view.closed.connect(stage.show_grid)
        view.again_wanted.connect(self._look)
        view.near_wanted.connect(self._on_near)
        view.cancelled.connect(self._on_cancelled)
        view.trashing_copies.connect(self._trash_copies)
        view.list.comparing.connect(self._compare_group)
        view.list.trashing.connect(lambda group: self._trash([self._shown[group]]))
        comparing.changed.connect(self._on_choice)
        comparing.stepped.connect(lambda step: self._compare_group(view.list.group + step))
        comparing.trashing.connect(lambda: self._trash([comparing.choice] if comparing.choice is not None else []))
        comparing.closed.connect(self._leave_comparing)
        stage.turned.connect(self._on_turned)

    @property
    def is_moving(self) -> bool:
        """Whether photos are on their way to the trash, or back."""
        return bool(self._moving)

    def begin(self) -> None:
        """Shows the page, and looks for duplicates anew."""
        self.opening.emit()
        self._stage.show_page(self.view)
        if not self._is_looking:
            self._found = []
            self._show()
            self._look()

    def compare(self, photo_ids: Sequence[int]) -> None:
        """Photos that a person selected, side by side: all of them stay until told otherwise."""
        if not 2 <= len(photo_ids) <= MOST_BESIDE:
            self._notices.hint(select_some())
            return
        self._notices.withdraw(select_some())
        sizes, contents = self._reader.sizes(photo_ids), self._reader.contents(photo_ids)
        choice = Choice(None, tuple(photo_ids), sizes, contents=contents)
        self._compared_by_hand = True
        self.opening.emit()
        self._stage.show_page(self.comparing)
        self.comparing.show_choice(choice)

    def on_event(self, event: object) -> None:
        match event:
            case events.DuplicatesProgressed(token, done, total, seconds_left) if token == self._token:
                self.view.show_progress(done, total, seconds_left)
            case events.DuplicatesFound(token, groups, sentence) if token == self._token:
                self._token, self._is_looking = 0, False
                self._searches += 1
                self._compared = self._comparable() if sentence is None else None
                ids = [id for group in groups for id in group.photo_ids]
                self._found = proposed(groups, self._reader.sizes(ids))
                self._show(sentence)
            case events.TrashProgressed(done, total, seconds_left) if self.is_moving:
                self.view.show_progress(done, total, seconds_left)
            case events.MovedToTrash():
                self._on_moved(event)
            case events.TakenBackFromTrash(photo_ids, sentences):
                self._on_taken_back(photo_ids, sentences)
            case events.Stopped():
                self._undo.ended()
                self._show_moving({})
            case events.LibraryChanged(photos=True) if self._compared is not None or self.comparing.choice is not None:
                if not self._following.isActive():
                    self._following.start()

    def close(self) -> None:
        """Lets go of pictures and of what is being decoded."""
        self._following.stop()
        self.comparing.clear()

    # --- looking ---

    @property
    def _shown(self) -> list[Choice]:
        has_near = self.view.near.isChecked()
        return [one for one in self._found if has_near or one.kind is not DuplicateKind.NEAR]

    def _look(self) -> None:
        self._token = next(self._tokens)
        self._is_looking = True
        self._has_near = self.view.near.isChecked()
        self._compared, self._is_stale = None, False
        self.view.show_looking()
        self._post(FindDuplicates(self._token, self._has_near))

    def _on_near(self, wanted: bool) -> None:
        if wanted and not self._has_near:
            self._look()
        elif not self._is_looking:
            self._show()

    def _on_cancelled(self) -> None:
        if self.is_moving:
            self._post(CancelTrash())
        else:
            self._cancel()

    def _cancel(self) -> None:
        if self._is_looking:
            self._token, self._is_looking = 0, False
            self._post(CancelDuplicates())
            self._has_near = False
            self.view.end_looking()
            if not self._found:
                self.view.show_message(tr("Not compared"), tr("The search was cancelled."))

    def _show(self, sentence: str | None = None) -> None:
        counts = self._reader.counts()
        waiting = ntr("1 photo not compared yet", "{n} photos not compared yet", counts.waiting)
        shown = self._shown
        notes = [
            waiting if counts.waiting else "",
            self._near_note() if shown else "",
            stale() if self._is_stale else "",
        ]
        self.view.show_choices(shown, " · ".join(filter(None, notes if shown else notes[2:])))
        if shown:
            return
        if sentence is not None:
            self.view.show_message(tr("Not compared"), sentence)
        else:
            self.view.show_message(tr("No duplicates found"), _compared(counts.all - counts.waiting, counts.waiting))

    def _near_note(self) -> str:
        """That what was asked for in addition is not there; the other kinds are seen."""
        has_none = all(choice.kind is not DuplicateKind.NEAR for choice in self._found)
        return no_near() if self._has_near and has_none and self.view.near.isChecked() else ""

    def _comparable(self) -> int:
        """How many photos have been looked at, and can be compared."""
        counts = self._reader.counts()
        return counts.all - counts.waiting

    def _on_turned(self) -> None:
        page = self._stage.currentWidget()
        if page not in (self.view, self.comparing):
            self._cancel()
        if page is not self.comparing:
            self.comparing.clear()
        self._offer_undo()

    def _follow(self) -> None:
        """Photos that are gone, or are others now, leave their groups. Of those that have come the page only tells."""
        seen = {id: choice.contents.get(id) for choice in self._known() for id in choice.photo_ids}
        there, contents = self._reader.sizes(list(seen)), self._reader.contents(list(seen))
        gone = {id for id, content in seen.items() if id not in there or content not in (None, contents.get(id))}
        was_stale = self._is_stale
        self._is_stale |= self._compared is not None and self._comparable() > self._compared
        if gone:
            self._drop(gone)
        elif self._is_stale and not was_stale:
            self._show()

    # --- comparing ---

    def _compare_group(self, group: int) -> None:
        shown = self._shown
        if not 0 <= group < len(shown):
            return
        self._compared_by_hand = False
        self.view.list.go(group)
        self._stage.show_page(self.comparing)
        self.comparing.show_choice(shown[group], group + 1, len(shown))
        if group + 1 < len(shown):
            self.comparing.prefetch(shown[group + 1])

    def _leave_comparing(self) -> None:
        if self._compared_by_hand:
            self._stage.show_grid()
        else:
            self._stage.show_page(self.view)

    def _on_choice(self) -> None:
        self.view.list.show_changes()
        self.view.show_changes()

    # --- moving ---

    def _trash_copies(self) -> None:
        self._trash([one for one in self._found if one.kind is DuplicateKind.EXACT])

    def _trash(self, choices: Sequence[Choice]) -> None:
        going = tuple(id for choice in choices for id in choice.leaving)
        kept = tuple(id for choice in choices for id in choice.kept)
        if not going or self.is_moving or not confirmed_trashing(self._stage, *leaving(choices)):
            return
        self._notices.withdraw(self._told)  # what it offers to undo is no more the last move
        self._show_moving({id: choice.sizes[id] for choice in choices for id in choice.leaving})
        contents = tuple((id, content) for choice in choices for id, content in choice.contents.items())
        copies_only = all(choice.kind is DuplicateKind.EXACT for choice in choices)
        self._post(MoveToTrash(going, kept, copies_only, contents))

    def _on_moved(self, event: events.MovedToTrash) -> None:
        photo_ids = event.photo_ids
        size_bytes = sum(self._moving.get(id, 0) for id in photo_ids)
        self._show_moving({})
        can_undo = bool(photo_ids) and set(photo_ids) == set(event.returnable)
        sentence = moved(len(photo_ids), size_bytes, event.sentences, can_undo)
        if event.returnable:
            self._undo.remember(event.returnable, self._found, self._searches)
            self._told = sentence
            tell_with_undo(sentence, self._notices, self.undo_stack)
        else:
            self._notices.say(sentence)
        self._drop(set(photo_ids))

    def _on_taken_back(self, photo_ids: tuple[int, ...], sentences: tuple[str, ...]) -> None:
        self._show_moving({})
        self._notices.say(taken_back(len(photo_ids), sentences))
        move = self._undo.ended()
        if move is None or move.search != self._searches:
            return
        if self._compared is not None:
            self._compared += len(photo_ids)
        self._found = move.groups_now(self._reader.sizes([id for one in move.groups for id in one.photo_ids]))
        self._show()

    def _offer_undo(self) -> None:
        """Where it is seen, and nothing is under way."""
        self.undo_stack.setActive(self._stage.currentWidget() in (self.view, self.comparing) and not self.is_moving)

    def _known(self) -> list[Choice]:
        return [*self._found, *([self.comparing.choice] if self.comparing.choice is not None else [])]

    def _show_moving(self, sizes: dict[int, int]) -> None:
        """Bytes by the ids of the photos that are on their way; none: no more."""
        self._moving = sizes
        self.view.show_busy(len(sizes))
        self.comparing.show_busy(bool(sizes))
        self._offer_undo()

    def _show_taking_back(self, photo_ids: Sequence[int]) -> None:
        self._show_moving(dict.fromkeys(photo_ids, 0))
        words = ntr("Taking 1 photo back from the trash…", "Taking {n} photos back from the trash…", len(photo_ids))
        self.view.show_busy(len(photo_ids), words)

    def _drop(self, gone: set[int]) -> None:
        """Groups of one are none any more; what was compared makes way for the next."""
        if self._compared is not None:
            self._compared = min(self._compared, self._comparable())
        compared = self.comparing.choice
        rest = compared.without(gone) if compared is not None else None
        was_hit = compared is not None and not gone.isdisjoint(compared.photo_ids)
        self._found = [
            left
            for choice in self._found
            if (left := choice if gone.isdisjoint(choice.photo_ids) else choice.without(gone)) is not None
        ]
        self._show()
        if compared is None or not was_hit:
            return
        if self._compared_by_hand and rest is not None:
            self.comparing.show_choice(rest)
        elif not self._compared_by_hand and self._shown:
            self._compare_group(self.view.list.group)
        else:
            self._leave_comparing()


def select_some() -> str:
    return tr("Select 2 to {most} photos to compare them.", most=MOST_BESIDE)


def _compared(count: int, waiting: int) -> str:
    compared = ntr("1 photo was compared.", "{n} photos were compared.", count)
    if not waiting:
        return compared
    rest = ntr(
        "1 photo not compared yet: it is still being looked at.",
        "{n} photos not compared yet: they are still being looked at.",
        waiting,
    )
    return f"{compared} {rest}"
