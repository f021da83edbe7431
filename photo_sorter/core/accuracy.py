"""How often a forced choice among labels is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Accuracy:
    """`confusion[truth][answer]` counts photos; every truth has a row, answers never given have no entry."""

    confusion: dict[str, dict[str, int]]

    @classmethod
    def of(cls, truths: Sequence[str], answers: Sequence[str]) -> Accuracy:
        confusion: dict[str, dict[str, int]] = {truth: {} for truth in sorted(set(truths))}
        for truth, answer in zip(truths, answers, strict=True):
            confusion[truth][answer] = confusion[truth].get(answer, 0) + 1
        return cls(confusion)

    @property
    def photos(self) -> int:
        return sum(sum(row.values()) for row in self.confusion.values())

    @property
    def correct(self) -> int:
        return sum(row.get(truth, 0) for truth, row in self.confusion.items())

    @property
    def overall(self) -> float:
        """0..1; 0 without photos."""
        return self.correct / self.photos if self.photos else 0.0

    def of_class(self, truth: str) -> float:
        """0..1: how many photos of this class were recognised."""
        row = self.confusion[truth]
        return row.get(truth, 0) / sum(row.values())
