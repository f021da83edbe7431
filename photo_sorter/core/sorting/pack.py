"""Packs: categories as a text that people read, write and pass on (TOML), and what becomes of them in a scheme."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import tomli_w

from photo_sorter.core.errors import CategoryError
from photo_sorter.core.sorting.category import (
    MAIN_SET,
    PALETTE,
    USUAL_THRESHOLD,
    Category,
    CategorySet,
    Prompt,
    Scheme,
    next_colour,
)
from photo_sorter.core.sorting.pack_fields import (
    CATEGORY_FIELDS,
    PACK_FIELDS,
    SET_FIELDS,
    VERSION,
    VERSION_FIELD,
    Kind,
    unknown,
)
from photo_sorter.language import tr

LARGEST_PACK_BYTES = 4_000_000
SHIPPED_PACKS = ("everyday", "pets", "garden", "documents", "travel")
"""Keys of the packs that come with the program: their files are `resources/packs/{key}.toml`."""

_HEADER = """\
# Categories of Photo Sorter.
# looks_like: words for a category. but_not: words for what is taken for it by mistake.
"""

_USUAL: dict[str, Any] = {
    "looks_like": [],
    "but_not": [],
    "set": MAIN_SET,
    "parent": None,
    "only_within_parent": True,
    "threshold": USUAL_THRESHOLD,
    "learns": True,
    "enabled": True,
}
"""What a category has when its pack does not say; not written either."""


def read_pack(pack: str | bytes, source: str) -> Scheme:
    """The scheme of a pack; `bytes` are UTF-8, with or without a byte order mark. `source` names it in sentences.

    Ids are None; a category without a colour gets one that the others use least. Raises CategoryError, with the line
    where there is one, for broken syntax, unknown fields, values of a wrong kind, a newer version, a text that is too
    big or none, and for what `Scheme.checked` refuses.
    """
    text = _decoded(pack, source)
    data = _parsed(text, source)
    if VERSION_FIELD not in data:
        raise CategoryError(
            tr(
                "“{source}” holds no categories of Photo Sorter: the line “{field} = {version}” is missing.",
                source=source,
                field=VERSION_FIELD,
                version=VERSION,
            )
        )
    lines = _Lines(text, source)
    version = data[VERSION_FIELD]
    if type(version) is int and version > VERSION:
        raise CategoryError(
            tr("“{source}” was written by a newer Photo Sorter. Update this one, then read it again.", source=source)
        )
    _check(data, PACK_FIELDS, lines)
    sets = data.get("set", [])
    for number, given in enumerate(sets):
        _check(given, SET_FIELDS, lines, "set", number)
    entries = data.get("category", [])
    for number, given in enumerate(entries):
        _check(given, CATEGORY_FIELDS, lines, "category", number)
    colours = [given["colour"] for given in entries if "colour" in given]
    categories = []
    for given in entries:
        if "colour" not in given:
            colours.append(next_colour(tuple(colours)))
        categories.append(_category({"colour": colours[-1]} | _USUAL | given))
    try:
        return Scheme(
            tuple(categories),
            tuple(CategorySet(given["name"], given.get("exclusive", True)) for given in sets),
            tuple(data.get("sentences", ())),
        ).checked()
    except CategoryError as error:
        raise CategoryError(tr("“{source}”: {reason}", source=source, reason=error)) from error


def write_pack(scheme: Scheme) -> str:
    """The scheme as a pack; what is usual is left out, and ids are.

    `read_pack` gives a checked scheme back as it was, but that in each category the prompts for it come first.
    """
    top: dict[str, Any] = {VERSION_FIELD: VERSION}
    if scheme.templates:
        top["sentences"] = list(scheme.templates)
    parts = [_HEADER + tomli_w.dumps(top)]
    implied = tuple(CategorySet(name) for name in dict.fromkeys(one.set_name for one in scheme.categories))
    if scheme.sets != (implied or (CategorySet(MAIN_SET),)):
        parts += [_table("set", {"name": one.name, "exclusive": one.exclusive}) for one in scheme.sets]
    parts += [_table("category", _fields(category)) for category in scheme.categories]
    return "\n".join(parts)


def merged(into: Scheme, pack: Scheme) -> Scheme:
    """A person's scheme and, after it, the categories of a pack whose names are not there yet.

    Nothing of the person's own changes: a category or set of the same name stays as it is, and the pack's sentences
    are taken only where there are neither sentences nor categories. A palette colour that is in use already gives way
    to one that is used least. Ids of what is added are None.
    """
    taken = {category.colour.upper() for category in into.categories}.intersection(PALETTE)
    fresh = [one for one in pack.categories if into.named(one.name) is None]
    kept = [one for one in fresh if one.colour.upper() not in taken]
    used = [one.colour.upper() for one in (*into.categories, *kept)]
    added = []
    for category in fresh:
        colour = category.colour
        if category not in kept:
            colour = next_colour(tuple(used))
            used.append(colour)
        added.append(replace(category, id=None, colour=colour))
    wanted = {one.set_name.casefold() for one in added} - {one.name.casefold() for one in into.sets}
    return Scheme(
        (*into.categories, *added),
        (*into.sets, *(one for one in pack.sets if one.name.casefold() in wanted)),
        into.templates or (() if into.categories else pack.templates),
    ).checked()


def skipped(into: Scheme, pack: Scheme) -> tuple[str, ...]:
    """The names of the pack that `merged` leaves out, because the person has a category so called."""
    return tuple(one.name for one in pack.categories if into.named(one.name) is not None)


def _decoded(pack: str | bytes, source: str) -> str:
    if len(pack) > LARGEST_PACK_BYTES:
        raise CategoryError(
            tr(
                "“{source}” is too big for a list of categories: {most} MB at most.",
                source=source,
                most=LARGEST_PACK_BYTES // 10**6,
            )
        )
    if isinstance(pack, str):
        return pack
    try:
        return pack.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CategoryError(
            tr("“{source}” is not a text in UTF-8. Choose a file with categories.", source=source)
        ) from error


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise CategoryError(
            tr("“{source}” cannot be read: its lists lie too deep in one another.", source=source)
        ) from error
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", place)
        line = int(found.group(1)) if found else len(text.rstrip().split("\n"))
        raise CategoryError(
            tr(
                "“{source}”, line {line}: {reason}. Correct the line and try again.",
                source=source,
                line=line,
                reason=reason,
            )
        ) from error
    except ValueError as error:  # Python refuses numbers of more than 4,300 digits.
        raise CategoryError(tr("“{source}” cannot be read: a number in it is too long.", source=source)) from error


class _Lines:
    """Where things stand in a text that TOML's rules allow; lines count from 1."""

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = source

    def fault(self, sentence: str, table: str = "", number: int = 0, field: str = "") -> CategoryError:
        """The sentence with the line of a field; of the field's table when it has none of its own."""
        found = self._places()
        places = ((table, number, field), (table, number, ""), ("", 0, table))
        line = next((found[place] for place in places if place in found), 1)
        return CategoryError(
            tr("“{source}”, line {line}: {sentence}", source=self._source, line=line, sentence=sentence)
        )

    def _places(self) -> dict[tuple[str, int, str], int]:
        """(table, its number from 0, field) → line. Fields before the first table have the table ""."""
        found: dict[tuple[str, int, str], int] = {}
        table, begun = "", Counter[str]()
        for line, first, statement in self._statements():
            for key in statement:
                if first.lstrip().startswith("[["):
                    table = key
                    found[table, begun[table], ""] = line
                    begun[table] += 1
                elif first.lstrip().startswith("["):
                    found.setdefault(("", 0, key), line)
                else:
                    found.setdefault((table, max(begun[table] - 1, 0), key), line)
        return found

    def _statements(self) -> Iterator[tuple[int, str, dict[str, Any]]]:
        """Each statement by itself: the number of its first line, that line, and what it says."""
        lines = self._text.split("\n")
        start = 0
        for end, line in enumerate(lines, 1):
            if end - start > 1 and not re.search(r"]|}|\"\"\"|'''", line):
                continue
            try:
                statement = tomllib.loads("\n".join(lines[start:end]))
            except tomllib.TOMLDecodeError:
                continue
            yield start + 1, lines[start], statement
            start = end


def _check(given: Any, fields: Mapping[str, Kind], lines: _Lines, table: str = "", number: int = 0) -> None:
    """Raises CategoryError for the first field that is unknown or of a wrong kind, or for a table without a name."""
    if not isinstance(given, dict):
        raise lines.fault(PACK_FIELDS[table][0](table), field=table)
    for field, value in given.items():
        if field not in fields:
            raise lines.fault(unknown(field, fields), table, number, field)
        must_be, holds = fields[field]
        if not holds(value):
            raise lines.fault(must_be(field), table, number, field)
    if table and "name" not in given:
        nameless = {
            "set": tr("This set has no name. Add a line that begins with “name =”."),
            "category": tr("This category has no name. Add a line that begins with “name =”."),
        }
        raise lines.fault(nameless[table], table, number)


def _category(given: Mapping[str, Any]) -> Category:
    return Category(
        given["name"],
        (*map(Prompt, given["looks_like"]), *(Prompt(text, against=True) for text in given["but_not"])),
        given["set"],
        given["colour"],
        given["enabled"],
        threshold=float(given["threshold"]),
        learns=given["learns"],
        parent_name=given["parent"],
        within_parent=given["only_within_parent"],
    )


def _fields(category: Category) -> dict[str, Any]:
    """What a pack says of a category, in the order in which it says so."""
    fields = {
        "name": category.name,
        "looks_like": [prompt.text for prompt in category.prompts if not prompt.against],
        "but_not": list(category.wordings_against),
        "set": category.set_name,
        "parent": category.parent_name,
        "only_within_parent": category.within_parent,
        "colour": category.colour,
        "threshold": category.threshold,
        "learns": category.learns,
        "enabled": category.enabled,
    }
    return {field: value for field, value in fields.items() if field not in _USUAL or value != _USUAL[field]}


def _table(name: str, fields: dict[str, Any]) -> str:
    return f"[[{name}]]\n{tomli_w.dumps(fields)}"
