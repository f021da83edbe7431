"""A damaged library is repaired: what is asked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photo_sorter.language import ntr, number, tr


@dataclass(frozen=True)
class LibraryFoundDamaged:
    """An event. `sentence` says of which file, and how it was noticed; `keepsake_day`: of when what was decided is
    kept, as 2026-11-21, or ""."""

    sentence: str
    keepsake_day: str = ""


@dataclass(frozen=True)
class RepairLibrary:
    """A command: repair it when the program has ended, which begins again afterwards."""


@dataclass(frozen=True)
class Saved:
    """What the repaired library holds. `photos_lost`: known to have been there, and found anew where their files are.
    `answers_lost`: of photos that nothing names any more. `from_keepsake`: answers and marks that only it had.
    `rules_off`: old photos may come back as new ones, which no rule shall move."""

    photos: int
    photos_lost: int
    answers: int
    answers_lost: int
    categories: int
    from_keepsake: int
    rules_off: bool


@dataclass(frozen=True)
class Repaired:
    """`kept`: the damaged library under its other name; None where there was none."""

    saved: Saved
    kept: Path | None


def repaired_words(repaired: Repaired) -> list[str]:
    """The account of a repair, in sentences."""
    saved = repaired.saved
    answers = ntr("1 answer", "{n} answers", saved.answers)
    categories = ntr("1 category", "{n} categories", saved.categories)
    if saved.photos_lost:
        photos = tr("{saved} of {all} photos", saved=number(saved.photos), all=number(saved.photos + saved.photos_lost))
    else:
        photos = ntr("1 photo", "{n} photos", saved.photos)
    words = [
        tr(
            "The library is repaired: {photos}, {answers} and {categories} were saved.",
            photos=photos,
            answers=answers,
            categories=categories,
        )
    ]
    if saved.photos_lost:
        words.append(ntr("1 photo will be looked at again.", "{n} photos will be looked at again.", saved.photos_lost))
    if saved.from_keepsake:
        words.append(
            ntr("1 decision comes from the daily copy.", "{n} decisions come from the daily copy.", saved.from_keepsake)
        )
    if saved.answers_lost:
        words.append(
            ntr(
                "1 answer is lost: nothing says any more of which photo it was.",
                "{n} answers are lost: nothing says any more of which photos they were.",
                saved.answers_lost,
            )
        )
    if saved.rules_off:
        words.append(tr("Your rules are off, so that they move no old photos. Turn them on when all photos are back."))
    if repaired.kept is not None:
        words.append(tr("The damaged library is kept as {path}.", path=repaired.kept))
    return words
