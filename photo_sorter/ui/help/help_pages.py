"""The help pages: Markdown files of one folder, in the order in which their front page names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FRONT = "help.md"
_LINK = re.compile(r"\]\(([\w-]+\.md)[)#]")
_HEADING = re.compile(r"#{1,6} +(.+?) *#*")
_SIGNS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class HelpPage:
    """`title`: its first heading."""

    path: Path
    title: str


def help_pages(folder: Path) -> tuple[HelpPage, ...]:
    """The front page first, then those that it links to, then the rest. What cannot be read is left out."""
    there = {path.name: path for path in sorted(folder.glob("*.md"))}
    texts = {name: text for name, path in there.items() if (text := _text(path)) is not None}
    order = dict.fromkeys((FRONT, *_LINK.findall(texts.get(FRONT, "")), *texts))
    return tuple(HelpPage(there[name], _title(texts[name], name)) for name in order if name in texts)


def anchor(heading: str) -> str:
    """What a link says after # to lead to this heading, as GitHub has it."""
    return _SIGNS.sub("", heading.strip().lower()).replace(" ", "-")


def _title(text: str, name: str) -> str:
    found = next((match for line in text.splitlines() if (match := _HEADING.fullmatch(line))), None)
    return found[1] if found else name.removesuffix(".md")


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
