"""`categories`: the list, and edits of single categories. Each edit re-sorts the library before it returns."""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from photo_sorter.cli.desk import Desk
from photo_sorter.cli.house import count_photos, named
from photo_sorter.cli.output import Output
from photo_sorter.core.commands import SaveScheme
from photo_sorter.core.sorting.category import (
    MAIN_SET,
    USUAL_THRESHOLD,
    Category,
    CategorySet,
    Prompt,
    Scheme,
    next_colour,
)
from photo_sorter.core.sorting.nesting import nested
from photo_sorter.core.sorting.overlap import Overlap
from photo_sorter.paths import Home
from photo_sorter.store.library import Library
from photo_sorter.work.advisor import Advisor

_LONGEST_SHOWN = 60
_WIDEST_NAME = 40


def list_categories(home: Home, options: argparse.Namespace, output: Output) -> int:
    scheme, rows = Scheme(), []
    if home.library.is_file():
        with Library.open_read_only(home.library) as library:
            scheme = library.categories.scheme()
            rows = _rows(library, scheme, scheme.categories)
    row_of = {row["name"]: row for row in rows}
    width = min(max((2 * one.depth + len(one.category.name) for one in nested(scheme)), default=0), _WIDEST_NAME)
    output.result(rows, (_line(row_of[one.category.name], one.depth, width) for one in nested(scheme)))
    return 0


def add_category(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    def add(scheme: Scheme) -> Scheme:
        colour = next_colour(tuple(category.colour for category in scheme.categories))
        return scheme.with_category(_changed(Category(options.name, colour=colour), options))

    return _edit(desk, options, options.name, add, output)


def set_category(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    def change(scheme: Scheme) -> Scheme:
        after = _changed(named(scheme, options.name), options)
        if options.new_name is not None:
            after = replace(after, name=options.new_name)
        if options.enabled is not None:
            after = replace(after, enabled=options.enabled)
        return scheme.with_category(after)

    new_name = options.name if options.new_name is None else options.new_name
    return _edit(desk, options, new_name, change, output)


def remove_category(desk: Desk, options: argparse.Namespace, output: Output) -> int:
    scheme = desk.library.categories.scheme()
    gone = named(scheme, options.name)
    desk.edit(SaveScheme(scheme), SaveScheme(scheme.without(gone.id or 0)))
    children = [one.name for one in scheme.categories if one.parent_name == gone.name]
    lines = [f"Removed {gone.name}."]
    if children:
        lines.append(f"Now {f'within {gone.parent_name}' if gone.parent_name else 'outermost'}: {', '.join(children)}.")
    output.result({"removed": gone.name}, lines)
    return 0


def _edit(
    desk: Desk, options: argparse.Namespace, name: str, change: Callable[[Scheme], Scheme], output: Output
) -> int:
    categories = desk.library.categories
    before = categories.scheme()
    wanted = _with_kind(change(before), name, options.exclusive).checked()
    desk.edit(SaveScheme(before), SaveScheme(wanted))
    after = categories.scheme()
    saved = named(after, name)
    former = before.category(saved.id)
    known = _words(former) if former is not None else set()
    advisor = Advisor(desk.sorter)
    for sentence in (*advisor.remarks(_words(saved) - known), *_remarks(before, after, saved, options)):
        output.message(sentence)
    overlap = advisor.overlap(saved.id or 0) if former is None else None
    if overlap is not None:
        output.message(_nesting_hint(after, saved, overlap))
    (row,) = _rows(desk.library, after, (saved,))
    output.result(row, [_line(row, 0, len(saved.name))])
    return 0


def _changed(category: Category, options: argparse.Namespace) -> Category:
    """With what the options say; what they do not name stays."""
    own = {
        False: [prompt for prompt in category.prompts if not prompt.against],
        True: [prompt for prompt in category.prompts if prompt.against],
    }
    for against, texts in ((False, options.prompt), (True, options.against)):
        if texts is not None:
            own[against] = [Prompt(text, against) for text in texts]
    fields: dict[str, Any] = {
        "set_name": options.set_name,
        "threshold": options.threshold,
        "learns": options.learns,
        "within_parent": options.within_parent,
    }
    if options.parent is not None:
        fields["parent_name"] = options.parent if options.parent.strip() else None
    given = {field: value for field, value in fields.items() if value is not None or field == "parent_name"}
    return replace(category, prompts=(*own[False], *own[True]), **given)


def _with_kind(scheme: Scheme, name: str, exclusive: bool | None) -> Scheme:
    """With the set of this category made exclusive or independent."""
    category = scheme.named(name)
    if exclusive is None or category is None:
        return scheme
    wanted = " ".join(category.set_name.split()) or MAIN_SET
    others = tuple(one for one in scheme.sets if one.name.casefold() != wanted.casefold())
    if len(others) == len(scheme.sets):
        return replace(scheme, sets=(*scheme.sets, CategorySet(wanted, exclusive)))
    return replace(
        scheme, sets=tuple(one if one in others else replace(one, exclusive=exclusive) for one in scheme.sets)
    )


def _remarks(before: Scheme, after: Scheme, saved: Category, options: argparse.Namespace) -> Iterator[str]:
    if saved.wordings_against and all(prompt.against for prompt in saved.prompts) and options.against is not None:
        yield f"No wording is for “{saved.name}”, so its name stands for it."
    exclusive = after.is_exclusive(saved.set_name)
    others = sum(one.set_name == saved.set_name for one in after.categories) - 1
    if others and exclusive != before.is_exclusive(saved.set_name):
        kind = "one of them or none holds" if exclusive else "several may hold"
        yield f"In the set “{saved.set_name}” {kind} now, for all of its {others + 1} categories."


def _nesting_hint(scheme: Scheme, saved: Category, overlap: Overlap) -> str:
    other = scheme.category(overlap.other_id)
    assert other is not None
    inner, outer = (saved, other) if overlap.other_is_broader else (other, saved)
    command = shlex.join(("photo-sorter", "categories", "set", inner.name, "--parent", outer.name))
    return (
        f"{count_photos(overlap.shared)} suit “{saved.name}” and “{other.name}”, but each gets only one of them. "
        f"To give it both: {command}"
    )


def _words(category: Category) -> set[str]:
    return {*category.wordings, *category.wordings_against}


def _rows(library: Library, scheme: Scheme, categories: Iterable[Category]) -> list[dict[str, Any]]:
    counts = library.tags.count_by_category()
    not_sure = Counter(name for _, name, _, _ in library.tags.listing(sure=False))
    verdicts = library.tags.verdict_counts()
    rows = []
    for category in categories:
        yes, no = verdicts.get(category.id or 0, (0, 0))
        rows.append({
            "name": category.name,
            "prompts": [prompt.text for prompt in category.prompts if not prompt.against],
            "against": list(category.wordings_against),
            "set": category.set_name,
            "exclusive": scheme.is_exclusive(category.set_name),
            "parent": category.parent_name,
            "within_parent": category.within_parent,
            "threshold": round(category.threshold, 4),
            "learns": category.learns,
            "colour": category.colour,
            "enabled": category.enabled,
            "photos": counts.get(category.id or 0, 0),
            "not_sure": not_sure[category.name],
            "verdicts": {"yes": yes, "no": no},
        })  # fmt: skip
    return rows


def _line(row: dict[str, Any], depth: int, width: int) -> str:
    name = f"{'  ' * depth}{row['name']}"
    counted = f"{count_photos(row['photos']):>12}, {row['not_sure']:>3} not sure"
    words = "; ".join(map(_short, row["prompts"] or [row["name"]]))
    against = f"  but not: {'; '.join(map(_short, row['against']))}" if row["against"] else ""
    notes = "  ".join(f"[{note}]" for note in _notes(row))
    return f"{name:<{width}} {counted}  {words}{against}{f'  {notes}' if notes else ''}"


def _notes(row: dict[str, Any]) -> Iterator[str]:
    """What is not as usual."""
    if not row["enabled"]:
        yield "off"
    if row["set"] != MAIN_SET:
        yield f"set {row['set']}"
    if not row["exclusive"]:
        yield "independent"
    if row["parent"] and not row["within_parent"]:
        yield f"not only within {row['parent']}"
    if row["threshold"] != USUAL_THRESHOLD:
        yield f"threshold {row['threshold']:.2f}"
    if not row["learns"]:
        yield "does not learn"
    judged = row["verdicts"]["yes"] + row["verdicts"]["no"]
    if judged:
        yield f"{judged} judged"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1].rstrip()}…"
