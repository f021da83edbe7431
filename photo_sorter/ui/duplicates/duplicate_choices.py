"""What stays and what goes, of every group of duplicates. Plain Python without Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from photo_sorter.core.duplicates.groups import DuplicateGroup, DuplicateKind

_KINDS = tuple(DuplicateKind)


@dataclass
class Choice:
    """The photos of one group, best first, and those of them that shall go. One always stays.

    `reason` says in a few words why the first is the best; it is empty where nobody compared them. `kind` is None for
    photos that a person put beside each other.
    """

    kind: DuplicateKind | None
    photo_ids: tuple[int, ...]
    sizes: Mapping[int, int]
    """Bytes by photo id."""
    reason: str = ""
    going: set[int] = field(default_factory=set)
    contents: Mapping[int, bytes] = field(default_factory=dict)
    """SHA-256 by photo id, as they were compared."""

    @property
    def best_id(self) -> int | None:
        return self.photo_ids[0] if self.reason else None

    @property
    def kept(self) -> tuple[int, ...]:
        return tuple(id for id in self.photo_ids if id not in self.going)

    @property
    def leaving(self) -> tuple[int, ...]:
        return tuple(id for id in self.photo_ids if id in self.going)

    @property
    def leaving_bytes(self) -> int:
        return sum(self.sizes[id] for id in self.going)

    def toggle(self, photo_id: int) -> bool:
        """Keeps a photo that should go, or the other way round. False if it is the last one that stays."""
        if photo_id in self.going:
            self.going.discard(photo_id)
        elif len(self.photo_ids) - len(self.going) > 1:
            self.going.add(photo_id)
        else:
            return False
        return True

    def without(self, photo_ids: Collection[int]) -> Choice | None:
        """The rest of the group once these are gone; None if nothing is left to choose between.

        The best that is left does not go if none would stay.
        """
        left = tuple(id for id in self.photo_ids if id not in photo_ids)
        if len(left) < 2:
            return None
        going = self.going.intersection(left)
        if len(going) == len(left):
            going.discard(left[0])
        reason = self.reason if left[0] == self.photo_ids[0] else ""
        return replace(self, photo_ids=left, reason=reason, going=going)


def proposed(groups: Iterable[DuplicateGroup], sizes: Mapping[int, int]) -> list[Choice]:
    """The best of each group stays. By kind, the largest saving first; photos without a size are gone."""
    choices = []
    for group in groups:
        gone = [id for id in group.photo_ids if id not in sizes]
        choice = Choice(group.kind, group.photo_ids, sizes, group.reason, contents=group.contents).without(gone)
        if choice is not None:
            choice.going = set(choice.photo_ids[1:])
            choices.append(choice)
    return sorted(choices, key=lambda one: (_KINDS.index(one.kind or _KINDS[0]), -one.leaving_bytes, one.photo_ids))


def leaving(choices: Iterable[Choice]) -> tuple[int, int]:
    """(photos, bytes) that would go."""
    count = size_bytes = 0
    for choice in choices:
        count += len(choice.going)
        size_bytes += choice.leaving_bytes
    return count, size_bytes
