"""A person's word: `judge` says it, `review` names the photos of which it would teach most."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from photo_sorter.cli.desk import Desk
from photo_sorter.cli.house import named, sorted_for_reading
from photo_sorter.cli.output import Output
from photo_sorter.core.commands import SetVerdicts, Verdict
from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.core.sorting.decision import is_held
from photo_sorter.paths import Home
from photo_sorter.work.advisor import Advisor
from photo_sorter.work.sorter import Revision

_WORDS = {True: "yes", False: "no", None: None}


def judge(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    if options.answer is None and not options.undo:
        output.message("Say yes or no, or --undo to take back what was said.")
        return 2
    wanted = None if options.answer is None else options.answer == "yes"
    photo = desk.photo_at(options.path)
    library, sorter = desk.library, desk.sorter
    before = sorter.revision
    category = named(before.scheme, options.category)
    former = library.tags.verdicts_of_photo(photo.id).get(category.id or 0)
    if options.undo and (former is None or wanted not in (None, former)):
        said = "" if former is None else f" but {_WORDS[former]}"
        raise CategoryError(f"Nothing{said} was said of {photo.path} and “{category.name}”.")
    now = None if options.undo else wanted
    verdict = Verdict(photo.id, category.id or 0, former)
    desk.edit(SetVerdicts((verdict,)), SetVerdicts((replace(verdict, holds=now),)))
    after, place = sorter.revision, sorter.index.rows.get(photo.id)
    changes, moved = _moved(before, after, place)
    contradicted = _contradicted(after.scheme, category, after.said.get(photo.id, {})) if now else []
    held = np.flatnonzero(is_held(after.tags[:, place])) if place is not None else ()
    row = {
        "path": str(photo.path),
        "category": category.name,
        "verdict": _WORDS[now],
        "former": _WORDS[former],
        "tags": [after.rules.columns[each].category.name for each in held],
        "moved": moved,
        "contradicts": contradicted,
        "changes": changes,
    }
    output.result(row, _said(row, category.enabled, place is None))
    return 0


def review(home: Home, options: argparse.Namespace, output: Output) -> int:
    with sorted_for_reading(home) as sorter:
        category = None
        if options.category is not None:
            category = named(sorter.revision.scheme, options.category)
            if not category.enabled:
                raise CategoryError(f"“{category.name}” is switched off: nothing is asked of it.")
        items, total = Advisor(sorter).reviews(category.id if category else None, options.n)
        paths = sorter.library.photos.paths([item.photo_id for item in items])
        name_of = {one.id: one.name for one in sorter.revision.scheme.categories}
        rows = [
            {
                "path": str(paths[item.photo_id]),
                "category": name_of[item.category_id],
                "probability": round(item.probability, 4),
            }
            for item in items
            if item.photo_id in paths
        ]
    if not rows:
        output.message("There is nothing to ask.")
    lines = (f"{row['path']}\t{row['category']}\t{row['probability']:.2f}" for row in rows)
    output.result({"total": total, "items": rows}, lines)
    return 0


def _contradicted(scheme: Scheme, category: Category, said: Mapping[int, bool]) -> list[str]:
    """Names of categories of which the person said what does not go with a yes to this one."""
    judged = [one for one in scheme.categories if one.id in said and one.id != category.id]
    above = scheme.parent_in_force(category) if category.within_parent else None
    return [
        one.name
        for one in judged
        if (said[one.id or 0] and scheme.are_rivals(one, category))
        or (above is not None and one.id == above.id and not said[one.id or 0])
    ]


def _moved(before: Revision, after: Revision, place: int | None) -> tuple[list[dict[str, Any]], int]:
    """By category, which other photos came into it and left it; and how many different ones did."""
    then, now = is_held(before.tags), is_held(after.tags)
    if place is not None:
        then[:, place] = now[:, place]
    gained, lost = (now & ~then).sum(axis=1), (then & ~now).sum(axis=1)
    changes = [
        {"category": column.category.name, "gained": int(gained[row]), "lost": int(lost[row])}
        for row, column in enumerate(after.rules.columns)
        if gained[row] or lost[row]
    ]
    return changes, int(np.any(then != now, axis=0).sum())


def _said(row: dict[str, Any], enabled: bool, is_new: bool) -> Iterator[str]:
    path, category, verdict, former = row["path"], row["category"], row["verdict"], row["former"]
    if verdict is None:
        yield f"{path}: your {former} for {category} is taken back."
    elif former not in (None, verdict):
        yield f"{path}: {verdict} for {category}. You said {former} before; the last word counts."
    elif former == verdict:
        yield f"{path}: {verdict} for {category}, as you said before."
    else:
        yield f"{path}: {verdict} for {category}."
    if row["contradicts"]:
        names = "”, “".join(row["contradicts"])
        yield f"That does not go with what you said of “{names}”. Both stand; take one back with --undo."
    if is_new:
        yield "It has not been looked at yet; `photo-sorter index FOLDER` does."
    elif not enabled:
        yield f"{category} is switched off: it is not sorted until it is on."
    else:
        yield f"It is in {', '.join(row['tags'])} now." if row["tags"] else "It is in no category now."
    moves = ", ".join(map(_move, row["changes"]))
    others = {0: "No other photo", 1: "1 other photo"}.get(row["moved"], f"{row['moved']:,} other photos")
    yield f"{others} moved{f': {moves}' if moves else ''}."


def _move(change: dict[str, Any]) -> str:
    ways = [f"{sign}{change[way]}" for sign, way in (("+", "gained"), ("−", "lost")) if change[way]]
    return f"{change['category']} {' '.join(ways)}"
