"""Takes out of a text what is nobody's business: where files lie, what they are called, who is sitting here.

It rather takes out too much. What it cannot know are a person's words that look like any others, e.g. the first of
several in the name of a file that is told without its folder.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HIDDEN = "…"
_REASONS = {os.strerror(number) for number in errno.errorcode}
_CASE = re.IGNORECASE if os.name == "nt" else re.NOFLAG
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_QUOTED = re.compile(r"„[^“]*“?|«[^»]*»?|“[^”]*”?")
"""German, French, English: the log may speak the person's language."""
_CLOSING = {"„": "“", "«": "»", "“": "”"}
_NAMED = re.compile(r"(?<=Cannot read )(?![/\\<~]).+?(?=: |$)")
_PATH = re.compile(
    r"(?<![\w.<>/\\])(?:[A-Za-z]:[\\/]|\\\\(?=[^\s\\])|/(?=[^\s/])|~(?=[\\/]))|<folder \d+>(?=[\\/])|"
    # What the program itself put there may be told.
    r"<data>(?=[\\/])(?![\\/](?:library|thumbnails|models|settings|photo-sorter|pasted)\b)|"
    r"<python>(?=[\\/])(?![\\/](?:lib|bin|Scripts)\b)",
    re.IGNORECASE,
)
_CUT = re.compile(r"""["'”’](?=[\s,.;:)\]]|$)|: (?=[a-z])|; | \(([^()]*)\)|, line \d+""")
_KINDS = (
    r"(?:jpe?g|jpe|png|gif|webp|hei[cf]|avif|tiff?|bmp|dng|cr[23w]|nef|arw|orf|rw2|raf|pef|srw|jp2|psd|mp4|mov|xmp|csv|"
    r"toml|bin|pt|safetensors)"
)
"""Of files: other endings may be part of a name."""
_FILE = re.compile(rf"[^\s\"'“”‘’/\\:<>]+\.(?={_KINDS}\b)", re.IGNORECASE)
_SUFFIX = re.compile(rf"\.(?:{_KINDS}|json|db|log)$", re.IGNORECASE)
_END = r"(?=[\\/]|$|[\"'”’](?!\w))"
"""Of a folder's path: what goes on in any other way may be the name of another."""


class Redaction:
    """`places`: folders by what stands for them: "~", "<folder 1>" … (a person's), "<data>", "<program>", "<python>"
    (ours). `names`: words by what stands for them, e.g. the person's login name by "<user>"."""

    def __init__(self, places: Mapping[str, Path], names: Mapping[str, str]) -> None:
        # The longest first: a folder within another has a name of its own.
        spelt = ((spelling, name) for name, path in places.items() for spelling in _spellings(path))
        self._places = [
            (re.compile(re.escape(spelling) + _END, _CASE), name)
            for spelling, name in sorted(spelt, key=lambda place: -len(place[0]))
        ]
        self._names = [
            (re.compile(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", re.IGNORECASE), name)
            for name, word in names.items()
            if len(word) > 1
        ]

    def of(self, value: Any) -> Any:
        """The same without what is hidden: a text, or lists and dictionaries of texts."""
        if isinstance(value, str):
            return "\n".join(map(self._line, value.splitlines()))
        if isinstance(value, dict):
            return {self.of(key): self.of(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.of(inner) for inner in value]
        return value

    def _line(self, line: str) -> str:
        for pattern, name in self._places:
            line = pattern.sub(name, line)
        line = _ADDRESS.sub("<address>", line)
        line = _NAMED.sub(lambda found: HIDDEN + _suffix(found[0]), line)
        line = _without_paths(line)
        line = _FILE.sub(f"{HIDDEN}.", line)
        line = _QUOTED.sub(lambda found: f"{found[0][0]}{HIDDEN}{_CLOSING[found[0][0]]}", line)
        for pattern, name in self._names:
            line = pattern.sub(name, line)
        return line


def _spellings(path: Path) -> set[str]:
    """As it is, with links followed, with the other slash, and as Python quotes it."""
    plain = {str(path), os.path.realpath(path)}
    spelt = plain | {one.replace("\\", "/") for one in plain} | {repr(one)[1:-1] for one in plain}
    # Of "/" or "C:\" nothing would be left to tell.
    return {one for one in spelt if len(one) > 3}


def _without_paths(line: str) -> str:
    start = 0
    while (found := _PATH.search(line, start)) is not None:
        tail = line[found.end() :]
        length = _length(tail)
        start = found.end()
        if length:
            shown = f"{found[0]}/" if found[0].startswith(("<", "~")) else "/"
            hidden = f"{shown}{HIDDEN}{_suffix(tail[:length])}"
            line = line[: found.start()] + hidden + tail[length:]
            start = found.start() + len(hidden)
    return line


def _length(tail: str) -> int:
    """How much of `tail` still belongs to the path it begins with. Names hold spaces: all, if in doubt."""
    for cut in _CUT.finditer(tail):
        rest = tail[cut.start() :]
        is_reason = cut[1] is None or cut[1] in _REASONS
        if is_reason and not re.search(r"[/\\]", rest) and not _FILE.search(rest):
            return cut.start()
    return len(tail)


def _suffix(path: str) -> str:
    found = _SUFFIX.search(path.rstrip(" .,;:)'\""))
    return found[0] if found else ""
