"""A search as a category: what of it can come along, and how it joins the scheme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import shorten

from photo_sorter.core.search.query import Query
from photo_sorter.core.sorting.category import MAIN_SET, Category, CategorySet, Prompt, Scheme, next_colour
from photo_sorter.language import tr

SEARCHES_SET = "Searches"
"""Where categories go that were searches: what a search shows is shown by others, too, and they need not compete."""

_LONGEST_PROPOSAL = 60


@dataclass(frozen=True)
class CategoryDraft:
    """`name` is a proposal, empty where the search has no words. `verdicts` by photo id. `left_behind` is a sentence
    about what a category cannot hold, or empty."""

    name: str
    prompts: tuple[Prompt, ...]
    verdicts: Mapping[int, bool]
    left_behind: str


def draft_of(query: Query, photo_ids: Mapping[Path, int]) -> CategoryDraft:
    """`photo_ids`: those of the query's pictures that are photos of the library."""
    words = ((query.sentence, False), *((word.text, True) for word in query.against))
    verdicts = dict.fromkeys((photo_ids[path] for path in query.pictures if path in photo_ids), True)
    verdicts |= dict.fromkeys(query.liked, True) | dict.fromkeys(query.disliked, False)
    return CategoryDraft(
        _proposal(query),
        tuple(Prompt(text, against) for text, against in words if text),
        verdicts,
        _left_behind(query, photo_ids),
    )


def with_draft(scheme: Scheme, draft: CategoryDraft, name: str) -> Scheme:
    """With a category of this name, or with the draft's words added to the one that is called so."""
    found = scheme.named(name)
    if found is None:
        colours = tuple(category.colour for category in scheme.categories)
        set_name = SEARCHES_SET if scheme.is_exclusive(MAIN_SET) else MAIN_SET
        if all(one.name != set_name for one in scheme.sets):
            scheme = replace(scheme, sets=(*scheme.sets, CategorySet(set_name, exclusive=False)))
        return scheme.with_category(Category(name, draft.prompts, set_name, next_colour(colours)))
    if all(prompt.against for prompt in draft.prompts):
        own = found.prompts
    else:
        # A name that served as the only wording must stay one beside others.
        own = (*map(Prompt, found.wordings), *(Prompt(text, True) for text in found.wordings_against))
    return scheme.with_category(replace(found, prompts=tuple(dict.fromkeys((*own, *draft.prompts)))))


def _proposal(query: Query) -> str:
    text = shorten(query.sentence or " ".join(query.quoted), _LONGEST_PROPOSAL, placeholder="")
    return text[:1].upper() + text[1:]


def _left_behind(query: Query, photo_ids: Mapping[Path, int]) -> str:
    parts = [
        words for words, is_there in (
            (tr("filters"), query.filters),
            (tr("words in quotes"), query.quoted),
            (tr("weights"), any(word.weight != 1 for word in (*query.words, *query.against))),
            (tr("pictures from outside the library"), any(path not in photo_ids for path in query.pictures)),
        ) if is_there
    ]  # fmt: skip
    if not parts:
        return ""
    *others, last = parts
    listed = tr("{others} and {last}", others=", ".join(others), last=last) if others else last
    sentence = tr("{parts} cannot come along.", parts=listed)
    return sentence[:1].upper() + sentence[1:]
