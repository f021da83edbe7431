"""Folder templates: `{category_path}/{year}` and a photo give the folders, and perhaps the name, it goes to.

Levels are separated by “/”. If the last one holds {name} or {counter} it is the file's name, without the suffix, which
is always kept; otherwise, or with a “/” at the end, all levels are folders and the file keeps its name. A field that is
not known is left out where it ends in “?”, and with it the separators around it and a level that has nothing else;
without “?” it is a plain word. A photo needs a category where {category} or {category_path} stand without “?”.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import lru_cache

from photo_sorter.core.arranging.names import safe_folder, safe_name
from photo_sorter.core.errors import ArrangeError
from photo_sorter.language import tr

FIELDS = (
    "category", "category_path", "year", "month", "day", "camera", "place", "original_folder", "name", "counter",
)  # fmt: skip
LEAST_DIGITS = 3
"""Of a counter."""

_BETWEEN_LEVELS = "\0"
"""Within the value of {category_path}, and where a field was left out: no name holds it."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_SEPARATORS = r"[ \-–—_,.]*"
_IN_BRACKETS = re.compile(r"\(\s*\0\s*\)|\[\s*\0\s*\]")
_AT_AN_END = re.compile(rf"^{_SEPARATORS}(?:\0{_SEPARATORS})+|(?:{_SEPARATORS}\0)+{_SEPARATORS}$")
_INSIDE = re.compile(rf"({_SEPARATORS})\0(?:{_SEPARATORS}\0)*({_SEPARATORS})")


@dataclass(frozen=True)
class Facts:
    """What a template is filled with. `category` are names, the outermost first, empty for none; `taken_at` is ISO
    8601; `name` is without the suffix."""

    category: tuple[str, ...]
    taken_at: str
    camera: str | None
    place: str | None
    original_folder: str
    name: str


@dataclass(frozen=True)
class Template:
    """`folders` and `name` as they were typed, but for the case of fields; `name` None: files keep theirs."""

    folders: tuple[str, ...]
    name: str | None = None

    def has(self, field: str) -> bool:
        """Whether it uses the field, with “?” or without."""
        return any(field in _fields(level) for level in self._levels)

    @property
    def needs_category(self) -> bool:
        return any(f"{{{field}}}" in level for level in self._levels for field in ("category", "category_path"))

    @property
    def counts(self) -> bool:
        return self.name is not None and "counter" in _fields(self.name)

    def folders_for(self, facts: Facts) -> tuple[str, ...]:
        """Safe names, outermost first; empty for the destination itself."""
        values = _values(facts)
        unknown = _unknown(facts)
        found: list[str] = []
        for level in self.folders:
            filled = _without(level, unknown).format_map(values)
            found += (safe_folder(part) for part in filled.split(_BETWEEN_LEVELS) if part.strip())
        return tuple(found)

    def stem_for(self, facts: Facts, counter: str = "") -> str:
        """The file's name without its suffix, not yet safe. Only where the template has a name."""
        filled = _without(self.name or "{name}", _unknown(facts)).format_map(_values(facts) | {"counter": counter})
        return filled.replace(_BETWEEN_LEVELS, "-")

    @property
    def _levels(self) -> tuple[str, ...]:
        return self.folders if self.name is None else (*self.folders, self.name)


@lru_cache(maxsize=256)
def parse_template(text: str) -> Template:
    """Raises ArrangeError with a sentence for what is no template."""
    text = text.replace(_BETWEEN_LEVELS, "").strip()
    if sys.platform == "win32":
        text = text.replace("\\", "/")
    if not text:
        raise ArrangeError(
            tr(
                "The template is empty. “{example}” makes a folder for each category and year; “{flat}” makes none.",
                example="{category_path}/{year}",
                flat="{name}",
            )
        )
    if text.startswith("/") or re.match(r"[A-Za-z]:", text):
        raise ArrangeError(
            tr("“{template}” begins outside of the destination. A template begins with a folder's name.", template=text)
        )
    levels = [_checked_level(level, text) for level in text.removesuffix("/").split("/")]
    is_name = not text.endswith("/") and not {"name", "counter"}.isdisjoint(_fields(levels[-1]))
    template = Template(tuple(levels[:-1]), levels[-1]) if is_name else Template(tuple(levels))
    if any("counter" in _fields(level) for level in template.folders):
        raise ArrangeError(
            tr("{field} counts files, so it can only be in the last level, the file's name.", field="{counter}")
        )
    return Template(template.folders) if template.name in ("{name}", "{name?}") else template


def example(template: str, facts: Facts, suffix: str) -> str:
    """Where a photo of these facts would go, from the destination on, with “/” between levels. Raises ArrangeError."""
    parsed = parse_template(template)
    stem = facts.name if parsed.name is None else parsed.stem_for(facts, "1".zfill(LEAST_DIGITS))
    return "/".join((*parsed.folders_for(facts), "".join(safe_name(stem, suffix))))


def _checked_level(level: str, template: str) -> str:
    """With fields in lower case and no spaces in them."""
    if level.strip() in ("", ".", ".."):
        sentence = (
            tr("“{template}” has a level without a name.", template=template)
            if not level.strip()
            else tr("“{level}” is no name of a folder. A template only leads downwards.", level=level.strip())
        )
        raise ArrangeError(sentence)
    checked = _FIELD.sub(_checked_field, level)
    if re.search(r"[{}]", _FIELD.sub("", checked)):
        raise ArrangeError(
            tr("“{level}” has a brace without its other. A field is written as {field}.", level=level, field="{year}")
        )
    return checked


def _checked_field(match: re.Match[str]) -> str:
    field = match[1].strip().lower()
    if field.removesuffix("?") not in FIELDS:
        raise ArrangeError(
            tr(
                "There is no field {field}; there are {fields}.",
                field=match[0],
                fields=", ".join(f"{{{known}}}" for known in FIELDS),
            )
        )
    return f"{{{field}}}"


@lru_cache(maxsize=256)
def _fields(level: str) -> frozenset[str]:
    return frozenset(field.removesuffix("?") for field in _FIELD.findall(level))


@lru_cache(maxsize=256)
def _without(level: str, unknown: frozenset[str]) -> str:
    """The level as a format, without the fields in it that are optional and not known."""
    left = _FIELD.sub(
        lambda field: _BETWEEN_LEVELS if field[1].endswith("?") and field[1][:-1] in unknown else field[0], level
    )
    left = _IN_BRACKETS.sub(_BETWEEN_LEVELS, left)
    left = _INSIDE.sub(lambda found: found[1] or found[2], _AT_AN_END.sub("", left))
    return left.replace("?}", "}")


def _unknown(facts: Facts) -> frozenset[str]:
    known = {"category": facts.category, "category_path": facts.category, "camera": facts.camera, "place": facts.place}
    return frozenset(field for field, value in known.items() if not value)


def _values(facts: Facts) -> dict[str, str]:
    return {
        "category": facts.category[-1] if facts.category else tr("No category"),
        "category_path": _BETWEEN_LEVELS.join(facts.category) or tr("No category"),
        "year": facts.taken_at[:4],
        "month": facts.taken_at[5:7],
        "day": facts.taken_at[8:10],
        "camera": facts.camera or tr("Unknown camera"),
        "place": facts.place or tr("Unknown place"),
        "original_folder": facts.original_folder,
        "name": facts.name,
        "counter": "",
    }
