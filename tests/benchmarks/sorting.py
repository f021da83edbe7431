"""Re-sorts libraries of every size into 50 categories, after all sorts of edits, under the built-in model."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from photo_sorter.core.background import BACKGROUND_WORDS
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.core.sorting.decision import decide
from photo_sorter.core.sorting.score_table import scores_of
from photo_sorter.embedding.catalogue import open_embedder
from photo_sorter.paths import resources
from photo_sorter.settings import BUILT_IN_MODEL
from photo_sorter.store.library import Library
from photo_sorter.store.tags import TagRow
from photo_sorter.work.sorter import Sorter
from tests.benchmarks.figures import Figure, best_of
from tests.benchmarks.scale_library import copy_of, synthetic_home

CATEGORIES = 50
JUDGED = 200
AIMED = 100_000
"""Photos in the library of which the aims speak."""


def run(options: argparse.Namespace) -> Iterator[Figure]:
    model = open_embedder(BUILT_IN_MODEL, Path("/nonexistent"), resources() / "starter")
    for photos in options.sizes:
        with copy_of(synthetic_home(options.libraries, photos)) as home, Library.open(home.library) as library:
            scheme = _fifty(library)
            sorter = Sorter(library, model)
            seconds = best_of(1, sorter.sort_everything)
            yield Figure("thirty categories more, to the last tag on the disk", seconds, "s", photos=photos)
            yield from _edits(sorter, scheme, photos)
            for share, aim in ((0.01, "≤ 50"), (1.0, "≤ 400")):
                seconds = _commit(library, int(photos * share))
                yield Figure(f"commit of {share:.0%} of the tags", seconds * 1000, "ms", _aim(aim, photos), photos)


def _fifty(library: Library) -> Scheme:
    """The categories of the library, and everyday words to make fifty of them."""
    scheme = library.categories.scheme()
    words = [word for word in BACKGROUND_WORDS if scheme.named(word) is None][: CATEGORIES - len(scheme.categories)]
    with library.atomic():
        more = tuple(Category(word.capitalize(), (Prompt(word),)) for word in words)
        return library.categories.save(replace(scheme, categories=(*scheme.categories, *more)).checked())


def _edits(sorter: Sorter, scheme: Scheme, photos: int) -> Iterator[Figure]:
    revision = sorter.revision
    rules, vectors = revision.rules, sorter.index.photos

    def everything() -> None:
        decide(rules, scores_of(rules.space, rules.columns, vectors), vectors, revision.verdicts)

    seconds = best_of(3, everything)
    yield Figure("everything in memory", seconds * 1000, "ms", _aim("≤ 150", photos), photos)
    seconds = best_of(3, lambda: scores_of(rules.space, rules.columns[:1], vectors))
    yield Figure("the scores of one column alone", seconds * 1000, "ms", _aim("≤ 50", photos), photos)
    first = scheme.categories[0]
    said: dict[int, dict[int, bool]] = {
        photo: {scheme.categories[photo % CATEGORIES].id or 0: True} for photo in range(1, JUDGED + 1)
    }
    sorter.revised(scheme, said)
    news = iter(range(JUDGED + 1, photos))

    def slider() -> None:
        sorter.revised(scheme.with_category(replace(first, threshold=0.7)), {})

    def wording() -> None:
        changed = replace(first, prompts=(Prompt(f"new words {next(news)}"),))
        sorter.revised(scheme.with_category(changed), {})

    def verdict() -> None:
        sorter.revised(scheme, said | {next(news): {first.id or 0: True}})

    for what, edit in (("slider", slider), ("wording", wording), (f"verdict, {JUDGED} given before", verdict)):
        seconds = best_of(3, edit)
        yield Figure(f"after one edit, decisions of all included: {what}", seconds * 1000, "ms", photos=photos)


def _commit(library: Library, count: int) -> float:
    """Seconds to move so many photos from one category to the next, as an edit in an exclusive set does."""
    before, after = range(1, count + 1), CATEGORIES
    with library.atomic():
        library.tags.write([(1, photo_id, 0.5, "auto", True) for photo_id in before], ())
    changed: list[TagRow] = [(after, photo_id, 0.75, "auto", True) for photo_id in before]
    gone = [(1, photo_id) for photo_id in before]

    def commit() -> None:
        with library.atomic():
            library.tags.write(changed, gone)

    return best_of(1, commit)


def _aim(aim: str, photos: int) -> str:
    return aim if photos == AIMED else ""
