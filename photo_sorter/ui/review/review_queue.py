"""What a person has been asked in one sitting, is asked and will be. Plain Python without Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from photo_sorter.core.sorting.review import ReviewItem

Pair = tuple[int, int]
"""Photo id and category id."""
IsAskable = Callable[[ReviewItem], bool]


class ReviewQueue:
    """No pair comes twice, unless it is put back."""

    def __init__(self) -> None:
        self.current: ReviewItem | None = None
        self._ahead: list[ReviewItem] = []
        self._passed: dict[Pair, tuple[ReviewItem, bool]] = {}
        self._waiting = 0
        self._passed_since = 0

    @property
    def answered(self) -> int:
        """Questions answered with yes or no; skipped ones do not count."""
        return sum(was_answered for _, was_answered in self._passed.values())

    @property
    def left(self) -> int:
        """How many are still to be asked, as far as is known."""
        at_hand = len(self._ahead) + (self.current is not None)
        return max(at_hand, self._waiting - self._passed_since)

    def take(self, items: Sequence[ReviewItem], waiting: int) -> None:
        """The newest answer takes the place of what was ahead. What is being asked stays."""
        asked = pair_of(self.current) if self.current is not None else None
        self._ahead = [one for one in items if pair_of(one) not in self._passed and pair_of(one) != asked]
        self._waiting, self._passed_since = waiting, 0

    def forget_ahead(self) -> None:
        self.current, self._ahead = None, []
        self._waiting = self._passed_since = 0

    def pass_on(self, pair: Pair, *, answered: bool) -> bool:
        """The question in hand has been answered, or skipped. False if it is another one."""
        if self.current is None or pair_of(self.current) != pair:
            return False
        self._passed[pair] = self.current, answered
        self._passed_since += 1
        self.current = None
        return True

    def put_back(self, pair: Pair) -> bool:
        """The answer was undone: it is asked again, before all others. False if it was never asked."""
        if pair not in self._passed:
            return False
        if self.current is not None:
            self._ahead.insert(0, self.current)
        self.current, _ = self._passed.pop(pair)
        self._passed_since -= 1
        return True

    def answered_about(self, photo_ids: Collection[int]) -> list[Pair]:
        """Questions about these photos that were answered with yes or no."""
        return [pair for pair, (_, was_answered) in self._passed.items() if was_answered and pair[0] in photo_ids]

    def advance(self, is_askable: IsAskable) -> ReviewItem | None:
        """Keeps the question in hand if it can be asked, or else goes to the next one that can."""
        if self.current is not None and not is_askable(self.current):
            self.current = None
        while self.current is None and self._ahead:
            item = self._ahead.pop(0)
            self.current = item if is_askable(item) else None
        return self.current

    def next_photo_ids(self, most: int) -> list[int]:
        """Of the questions ahead, those that come first."""
        return [item.photo_id for item in self._ahead[:most]]


def pair_of(item: ReviewItem) -> Pair:
    return item.photo_id, item.category_id
