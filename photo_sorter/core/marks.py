"""What a person says of a photo itself, apart from categories."""

from __future__ import annotations

from dataclasses import dataclass

GREATEST_RATING = 5


@dataclass(frozen=True)
class Marks:
    """`rating` 0 to GREATEST_RATING and `caption` are None where the file's own hold."""

    favourite: bool = False
    rating: int | None = None
    caption: str | None = None

    def over(self, file: Marks) -> Marks:
        """What counts: these, and for what they leave open what the file says."""
        return Marks(
            self.favourite or file.favourite,
            file.rating if self.rating is None else self.rating,
            file.caption if self.caption is None else self.caption,
        )
