"""Which files of a folder belong together and go together.

Same folder and same stem, without regard to case:
- pictures of one shot: camera raw, JPEG and HEIF of the same stem, one of each kind. Other kinds (PNG, TIFF, …) are
  pictures of their own;
- a film (.mov, .mp4) beside a JPEG or HEIF: the moving half of a Live Photo. Beside another picture, or none, it is no
  companion;
- sidecars, named after the picture with its suffix (`IMG_1.jpg.xmp`) or without (`IMG_1.xmp`, `IMG_1.aae`), and their
  backups;
- Apple's edits: `IMG_E1234.*` beside a picture `IMG_1234.*`, and `IMG_O1234.aae`.

What two pictures of the same stem could both claim goes with JPEG or HEIF, else raw, else the first by name; of
`A.JPG` and `a.jpg` with the one that is written alike. That does not depend on which of them are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Set
from enum import IntEnum
from typing import NamedTuple

from photo_sorter.core.arranging.names import name_key

JPEG_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".mpo"})
HEIF_SUFFIXES = frozenset({".heic", ".heif", ".hif"})
FILM_SUFFIXES = frozenset({".mov", ".mp4"})
SIDECAR_SUFFIXES = (".xmp.bak", ".xmp", ".aae", ".pp3", ".dop")
"""XMP and our backup of it, Apple Photos, RawTherapee, DxO PhotoLab."""

_APPLE_EDIT = re.compile(r"(IMG_)([EO])(\d{4,})", re.IGNORECASE)
_APPLE_ORIGINAL = re.compile(r"(IMG_)(\d{4,}.*)", re.IGNORECASE | re.DOTALL)


class Kind(IntEnum):
    """Of a picture; the first is taken as the shot itself."""

    JPEG = 0
    HEIF = 1
    RAW = 2
    OTHER = 3


class Member(NamedTuple):
    """A file of a group: `stem` and `ending` together are its name. `kind` None: no picture. `letter`: Apple's, of an
    edit, which is in its stem."""

    stem: str
    ending: str
    kind: Kind | None = None
    letter: str = ""

    @property
    def name(self) -> str:
        return self.stem + self.ending

    def with_stem(self, stem: str) -> str:
        """Its own stem, when the group has this new one: an edit is still told from its original."""
        if not self.letter:
            return stem
        original = _APPLE_ORIGINAL.fullmatch(stem)
        return f"{original[1]}{self.letter}{original[2]}" if original else f"{stem}_{self.letter}"


def split_name(name: str) -> tuple[str, str]:
    """Stem and suffix with its dot, which is empty for “.hidden”, too."""
    dot = name.rfind(".")
    return (name[:dot], name[dot:]) if dot > 0 else (name, "")


def groups_in(names: Iterable[str], photos: Collection[str], raw_suffixes: Set[str]) -> list[tuple[Member, ...]]:
    """The groups among the `names` of a folder's files that hold a photo, pictures first, the others by name.

    `photos` are pictures whatever their suffixes say; `raw_suffixes` in lower case.
    """
    ordered = sorted({*names, *photos})
    shots = _Shots(photos, raw_suffixes)
    rest = [name for name in ordered if not shots.take(name)]
    shots.join()
    for name in rest:
        shots.add_companion(name)
    return [tuple(group) for group in shots.groups if any(member.name in photos for member in group)]


class _Shots:
    """Pictures by their stems, joined to groups."""

    def __init__(self, photos: Collection[str], raw_suffixes: Set[str]) -> None:
        self._photos, self._raw_suffixes = photos, raw_suffixes
        self._by_stem: dict[str, list[Member]] = {}
        self._groups_by_stem: dict[str, list[list[Member]]] = {}
        self._group_by_name: dict[str, list[list[Member]]] = {}
        self.groups: list[list[Member]] = []

    def take(self, name: str) -> bool:
        """False if it is no picture."""
        stem, suffix = split_name(name)
        kind = self._kind(suffix.lower())
        if kind is Kind.OTHER and name not in self._photos:
            return False
        self._by_stem.setdefault(name_key(stem), []).append(Member(stem, suffix, kind))
        return True

    def join(self) -> None:
        for key in sorted(self._by_stem):
            match = _APPLE_EDIT.fullmatch(key)
            original = (match[1] + match[3]) if match else ""
            if any(member.kind is not Kind.OTHER for member in self._by_stem.get(original, ())):
                letter = self._by_stem[key][0].stem[len(match[1])] if match else ""
                for member in self._by_stem.pop(key):
                    edit = Member(member.stem, member.ending, member.kind, letter)
                    self._by_stem[original].append(edit)
        for key, members in self._by_stem.items():
            found: list[list[Member]] = []
            for member in sorted(members, key=lambda one: (one.letter, one.kind or 0, one.name)):
                _place(member, found)
            self._groups_by_stem[key] = found
            for group in found:
                for member in group:
                    self._group_by_name.setdefault(name_key(member.name), []).append(group)
                    if member.letter:
                        self._groups_by_stem.setdefault(name_key(member.stem), []).append(group)
            self.groups += found

    def add_companion(self, name: str) -> None:
        """To the group it belongs to, if there is one."""
        stem, suffix = split_name(name)
        if suffix.lower() in FILM_SUFFIXES:
            groups = [
                group
                for group in self._groups_by_stem.get(name_key(stem), ())
                if any(member.kind in (Kind.JPEG, Kind.HEIF) for member in group)
            ]
            self._add(groups, Member(stem, suffix))
            return
        ending = next((each for each in SIDECAR_SUFFIXES if name.lower().endswith(each)), None)
        if ending is None:
            return
        base = name[: -len(ending)]
        of_name = self._group_by_name.get(name_key(base))
        if of_name:
            stem, suffix = split_name(base)
            self._add(of_name, Member(stem, suffix + name[len(base) :]))
        else:
            self._add(self._groups_by_stem.get(name_key(base), ()), Member(base, name[len(base) :]))

    def _add(self, groups: Collection[list[Member]], companion: Member) -> None:
        if not groups:
            match = _APPLE_EDIT.fullmatch(companion.stem)
            groups = self._groups_by_stem.get(name_key(match[1] + match[3]), ()) if match else ()
            if not groups:
                return
        alike = (group for group in groups if any(member.stem == companion.stem for member in group))
        group = next(alike, next(iter(groups)))
        letters = {name_key(member.stem): member.letter for member in group}
        letter = letters.get(name_key(companion.stem))
        if letter is None:
            match = _APPLE_EDIT.fullmatch(companion.stem)
            letter = match[2] if match else ""
        group.append(Member(companion.stem, companion.ending, None, letter))

    def _kind(self, suffix: str) -> Kind:
        if suffix in JPEG_SUFFIXES:
            return Kind.JPEG
        if suffix in HEIF_SUFFIXES:
            return Kind.HEIF
        return Kind.RAW if suffix in self._raw_suffixes else Kind.OTHER


def _place(member: Member, groups: list[list[Member]]) -> None:
    """Into a group that has no picture of this kind yet, one written alike if there is one, or a new one."""
    open_to_it = [
        group
        for group in groups
        if member.kind is not Kind.OTHER
        and all((other.kind, other.letter) != (member.kind, member.letter) for other in group)
        and group[0].kind is not Kind.OTHER
    ]
    alike = (group for group in open_to_it if any(other.stem == member.stem for other in group))
    group = next(alike, open_to_it[0] if open_to_it else None)
    if group is None:
        groups.append([member])
    else:
        group.append(member)
