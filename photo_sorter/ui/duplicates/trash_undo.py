"""Moves to the trash as steps that Undo takes back, the last first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from photo_sorter.core.commands import Command, TakeBackFromTrash
from photo_sorter.language import ntr
from photo_sorter.ui.duplicates.duplicate_choices import Choice


@dataclass(frozen=True, eq=False)
class TrashMove:
    """Photos that went and can come back, and the groups as they were before. `search`: which answer they came from."""

    photo_ids: tuple[int, ...]
    groups: tuple[Choice, ...]
    search: int

    def groups_now(self, sizes: dict[int, int]) -> list[Choice]:
        """The groups as they were, of the photos that are in view; `sizes` in bytes by id."""
        left = ([id for id in one.photo_ids if id not in sizes] for one in self.groups)
        rest = (one.without(gone) if gone else one for one, gone in zip(self.groups, left, strict=True))
        return [one for one in rest if one is not None]


class TrashUndo(QObject):
    """What is taken back is no step to redo: what shall go is chosen anew."""

    def __init__(
        self, post: Callable[[Command], None], begun: Callable[[Sequence[int]], None], parent: QObject
    ) -> None:
        """`begun` hears which photos are wanted back."""
        super().__init__(parent)
        self._post, self._begun = post, begun
        self.undo_stack = QUndoStack(self)
        self._under_way: TrashMove | None = None

    def remember(self, photo_ids: Sequence[int], groups: Sequence[Choice], search: int) -> None:
        move = TrashMove(tuple(photo_ids), tuple(groups), search)
        self.undo_stack.push(_Step(move, self._take_back))

    def ended(self) -> TrashMove | None:
        """The move that was being taken back; it is no more."""
        move, self._under_way = self._under_way, None
        return move

    def _take_back(self, move: TrashMove) -> None:
        self._under_way = move
        self._begun(move.photo_ids)
        self._post(TakeBackFromTrash(move.photo_ids))


class _Step(QUndoCommand):
    def __init__(self, move: TrashMove, take_back: Callable[[TrashMove], None]) -> None:
        super().__init__(ntr("Move 1 photo to the trash", "Move {n} photos to the trash", len(move.photo_ids)))
        self._move, self._take_back = move, take_back

    def redo(self) -> None:
        """It is done already."""

    def undo(self) -> None:
        self.setObsolete(True)
        self._take_back(self._move)
