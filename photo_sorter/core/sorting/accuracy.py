"""How often sorting is right: on labelled photos, or on those that people judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

NONE = "none\u00a0of\u00a0these"
NOT_SURE = "not\u00a0sure"
OTHER = "something\u00a0else"
"""The truth of a photo of which a person only said what it is not, and an answer that is none of that.

With spaces that do not break, which no name of a category has: one may be called “not sure”."""


def shown(label: str) -> str:
    """As a person reads it."""
    return label.replace("\u00a0", " ")


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
    def answered(self) -> int:
        """Photos with an answer other than NONE and NOT_SURE."""
        return sum(n for row in self.confusion.values() for answer, n in row.items() if answer not in (NONE, NOT_SURE))

    @property
    def correct(self) -> int:
        return sum(row.get(truth, 0) for truth, row in self.confusion.items())

    @property
    def overall(self) -> float:
        """0..1: right among all; 0 without photos."""
        return self.correct / self.photos if self.photos else 0.0

    @property
    def coverage(self) -> float:
        """0..1: answered among all; 0 without photos."""
        return self.answered / self.photos if self.photos else 0.0

    @property
    def when_answered(self) -> float:
        """0..1: right among those answered; 0 without an answer."""
        right = sum(row.get(truth, 0) for truth, row in self.confusion.items() if truth != NONE)
        return right / self.answered if self.answered else 0.0

    def recall(self, label: str) -> float:
        """0..1: how many photos of this class were recognised; 0 without any."""
        row = self.confusion.get(label, {})
        return row.get(label, 0) / sum(row.values()) if row else 0.0

    def precision(self, label: str) -> float | None:
        """0..1: how many of the photos taken for this class are of it; None where none was."""
        taken = sum(row.get(label, 0) for row in self.confusion.values())
        return self.confusion.get(label, {}).get(label, 0) / taken if taken else None


@dataclass(frozen=True)
class CheckedPhoto:
    """`choice` is the best of the labels; `decision` a label, NONE or NOT_SURE, as the library would sort it.

    `content_hash` leads to its thumbnails.
    """

    path: str
    content_hash: bytes
    truth: str
    choice: str
    decision: str


@dataclass(frozen=True)
class AccuracyReport:
    """`failed`: (path, reason) of photos that cannot be read."""

    model_id: str
    photos: tuple[CheckedPhoto, ...]
    failed: tuple[tuple[str, str], ...] = ()

    @cached_property
    def forced(self) -> Accuracy:
        return Accuracy.of([photo.truth for photo in self.photos], [photo.choice for photo in self.photos])

    @cached_property
    def decided(self) -> Accuracy:
        return Accuracy.of([photo.truth for photo in self.photos], [photo.decision for photo in self.photos])


@dataclass(frozen=True)
class ClassFigures:
    """`precision` is None where no photo was taken for the class, `recall` where none is of it."""

    label: str
    photos: int
    precision: float | None
    recall: float | None


def class_figures(accuracy: Accuracy) -> tuple[ClassFigures, ...]:
    """Of every class that is a truth or an answer, in their order of `rows_and_columns`."""
    labels = [label for label in rows_and_columns(accuracy)[1] if is_class(label)]
    photos = {label: sum(accuracy.confusion.get(label, {}).values()) for label in labels}
    return tuple(
        ClassFigures(label, photos[label], accuracy.precision(label), accuracy.recall(label) if photos[label] else None)
        for label in labels
    )


def is_class(label: str) -> bool:
    return label not in (OTHER, NOT_SURE, NONE)


def rows_and_columns(accuracy: Accuracy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The truths, OTHER and NONE last; the answers in the same order, NOT_SURE before NONE. Every row has its column:
    what is right lies on a diagonal."""
    truths = set(accuracy.confusion)
    answers = {answer for row in accuracy.confusion.values() for answer in row}
    labels = sorted(filter(is_class, truths), key=str.casefold)
    further = sorted(filter(is_class, answers - truths), key=str.casefold)
    rows = (*labels, *(truth for truth in (OTHER, NONE) if truth in truths))
    columns = (*labels, *further, *(answer for answer in (OTHER, NOT_SURE, NONE) if answer in answers | truths))
    return rows, columns


def photos_in_cell(report: AccuracyReport, truth: str, answer: str, *, decided: bool) -> tuple[CheckedPhoto, ...]:
    """Photos of this truth that got this answer, as sorted (`decided`) or by forced choice."""
    return tuple(
        photo for photo in report.photos
        if photo.truth == truth and (photo.decision if decided else photo.choice) == answer
    )  # fmt: skip


def differing(
    first: AccuracyReport, second: AccuracyReport, *, decided: bool
) -> tuple[tuple[CheckedPhoto, CheckedPhoto], ...]:
    """Photos, by path, that two reports answer differently; those that only the first has right come first, then those
    that only the second has."""
    others = _numbered(second)

    def answer(photo: CheckedPhoto) -> str:
        return photo.decision if decided else photo.choice

    pairs = [
        (photo, others[key])
        for key, photo in _numbered(first).items()
        if key in others and answer(photo) != answer(others[key])
    ]

    def place(pair: tuple[CheckedPhoto, CheckedPhoto]) -> int:
        return 0 if answer(pair[0]) == pair[0].truth else 1 if answer(pair[1]) == pair[1].truth else 2

    return tuple(sorted(pairs, key=place))


def _numbered(report: AccuracyReport) -> dict[tuple[str, int], CheckedPhoto]:
    """By path and how often it came before: a judged photo is checked once for every set that it was judged in."""
    counts = Counter[str]()
    found = {}
    for photo in report.photos:
        found[photo.path, counts[photo.path]] = photo
        counts[photo.path] += 1
    return found
