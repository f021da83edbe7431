"""Groups of photos of which one would do, and the one to keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum

from photo_sorter.core.search.filters import type_of
from photo_sorter.language import tr


class DuplicateKind(StrEnum):
    EXACT = "exact"
    """The same bytes."""
    SAME_PICTURE = "same_picture"
    """The same picture in another size, format, quality or position, or cropped a little. Exact copies may be among."""
    NEAR = "near"
    """Another shot of the same scene, moments later."""


@dataclass(frozen=True)
class DuplicateGroup:
    """Photos of which one would do: best first, and why that one in a few words. A photo is in one group at most.

    `exact`: the sets of two or more photos among them that are the same bytes. `contents`: SHA-256 of each, by photo
    id, as they were compared.
    """

    kind: DuplicateKind
    photo_ids: tuple[int, ...]
    reason: str
    exact: frozenset[frozenset[int]] = frozenset()
    contents: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Contender:
    """What decides about one photo.

    `taken_at` and `camera` are what the file itself says, None otherwise: the time of a file stands for when it was
    copied, and would make one burst of a folder. `fingerprint` is None if there is none yet.
    """

    photo_id: int
    content_hash: bytes
    name: str
    width_px: int
    height_px: int
    size_bytes: int
    taken_at: str | None = None
    camera: str | None = None
    is_raw: bool = False
    fingerprint: bytes | None = None
    rating: int = 0
    favourite: bool = False
    sharpness: float | None = None
    folder: str = ""


# --- groups ---


class Joined:
    """Sets that grow together: union–find with path halving (Tarjan and van Leeuwen, 1984)."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def join(self, first: int, second: int) -> None:
        self._parents[self._root(first)] = self._root(second)

    def are_joined(self, first: int, second: int) -> bool:
        return self._root(first) == self._root(second)

    def sets(self) -> list[list[int]]:
        """Those of two members or more, each in the order in which they were first named."""
        members: dict[int, list[int]] = {}
        for member in self._parents:
            members.setdefault(self._root(member), []).append(member)
        return [found for found in members.values() if len(found) > 1]

    def _root(self, member: int) -> int:
        parents = self._parents
        parents.setdefault(member, member)
        while parents[member] != member:
            parents[member] = parents[parents[member]]
            member = parents[member]
        return member


def copies(contenders: Iterable[Contender]) -> list[list[Contender]]:
    """All photos by content: lists of one where there is no copy."""
    by_content: dict[bytes, list[Contender]] = {}
    for contender in contenders:
        by_content.setdefault(contender.content_hash, []).append(contender)
    return list(by_content.values())


def exact_groups(contenders: Iterable[Contender]) -> tuple[DuplicateGroup, ...]:
    return tuple(_group(DuplicateKind.EXACT, same) for same in copies(contenders) if len(same) > 1)


def group(
    contenders: Iterable[Contender], same_pictures: Iterable[Iterable[int]], near: Iterable[Iterable[int]]
) -> tuple[DuplicateGroup, ...]:
    """Exact copies, same pictures with their exact copies, and near shots, of sets of photo ids.

    A near shot that has a copy stands in the group of that copy only: once it is down to one photo, it is found here.
    """
    contents = copies(contenders)
    place = {photo.photo_id: number for number, same in enumerate(contents) for photo in same}
    joined = Joined()
    for photo_ids in same_pictures:
        numbers = [place[photo_id] for photo_id in photo_ids]
        for number in numbers[1:]:
            joined.join(numbers[0], number)
    pictures = joined.sets()
    taken = {number for numbers in pictures for number in numbers}
    exact = [same for number, same in enumerate(contents) if len(same) > 1 and number not in taken]
    taken |= {place[same[0].photo_id] for same in exact}
    shots = [[contents[place[id]][0] for id in photo_ids if place[id] not in taken] for photo_ids in near]
    return (
        *(_group(DuplicateKind.EXACT, same) for same in exact),
        *(
            _group(DuplicateKind.SAME_PICTURE, [photo for n in numbers for photo in contents[n]])
            for numbers in pictures
        ),
        *(_group(DuplicateKind.NEAR, shot) for shot in shots if len(shot) > 1),
    )


def _group(kind: DuplicateKind, photos: Sequence[Contender]) -> DuplicateGroup:
    ranked, reason = rank(photos, kind)
    exact = frozenset(frozenset(photo.photo_id for photo in same) for same in copies(photos) if len(same) > 1)
    contents = {photo.photo_id: photo.content_hash for photo in ranked}
    return DuplicateGroup(kind, tuple(contents), reason, exact, contents)


# --- the best of them ---

_Criterion = tuple[Callable[[], str], Callable[[Contender], float]]
"""What it is called in the person's language, and how much a photo has of it."""

_COPY = re.compile(r"( \(\d+\)|[ _-]+(copy|kopie|copie|copia)( ?\(?\d+\)?)?)$", re.IGNORECASE)
"""How Windows, macOS, browsers and file managers name a copy."""
_MADE_OF = re.compile(
    r"(?<![a-z])(mirror(ed)?|flip(ped)?|rotated?|turned|crop(ped)?|edit(ed)?|resized?|scaled|converted|gespiegelt|gedreht"
    r"|bearbeitet)(?![a-z])", re.IGNORECASE,
)  # fmt: skip
"""How programs and people name what they made of a picture."""
_SCREENSHOT = re.compile(r"screen[ _-]?(shot|cap)|bildschirmfoto|capture d", re.IGNORECASE)
_FORMATS = ("bmp", "gif", "png", "tiff", "webp", "avif", "jpeg", "heic")
"""Last those that cameras write. Who makes another form of a photo keeps no more of it than was there."""
_ASIDE = re.compile(r"(?<![a-z])(backups?|copy|copies|kopien?|temp|tmp|trash|downloads?)(?![a-z])", re.IGNORECASE)
"""What people call folders of copies, and programs those where things arrive."""

_SAID: tuple[_Criterion, ...] = (
    (lambda: tr("your favourite"), lambda photo: photo.favourite),
    (lambda: tr("your rating"), lambda photo: photo.rating),
)
_SHARPEST: _Criterion = (lambda: tr("sharpest"), lambda photo: photo.sharpness or 0.0)
_LOOKS: tuple[_Criterion, ...] = (
    (lambda: tr("most pixels"), lambda photo: photo.width_px * photo.height_px),
    (lambda: tr("camera raw"), lambda photo: photo.is_raw),
    (lambda: tr("from the camera"), lambda photo: photo.camera is not None),
    (lambda: tr("has its date"), lambda photo: photo.taken_at is not None),
    # Sizes say something within one format only: a PNG made of a JPEG is larger, and no better.
    (lambda: tr("original format"), lambda photo: _originality(photo.name)),
    (lambda: tr("not edited"), lambda photo: not _MADE_OF.search(photo.name.rpartition(".")[0])),
    (lambda: tr("largest file"), lambda photo: photo.size_bytes),
    _SHARPEST,
    (lambda: tr("original name"), lambda photo: not _COPY.search(photo.name.rpartition(".")[0])),
    (lambda: tr("original folder"), lambda photo: -len(_ASIDE.findall(photo.folder))),
    (lambda: tr("added first"), lambda photo: -photo.photo_id),
)


def rank(photos: Sequence[Contender], kind: DuplicateKind) -> tuple[list[Contender], str]:
    """Two photos or more, the one to keep first, and what sets it apart from the next.

    What a person said comes first; shots of one scene then differ in sharpness, copies of one picture in size.
    """
    criteria = (*_SAID, _SHARPEST, *_LOOKS) if kind is DuplicateKind.NEAR else (*_SAID, *_LOOKS)
    ranked = sorted(photos, key=lambda photo: [value(photo) for _, value in criteria], reverse=True)
    best, second = ranked[:2]
    return ranked, next(name() for name, value in criteria if value(best) != value(second))


def _originality(name: str) -> int:
    """The greater, the likelier is a file of this format what others were made of; two formats never come out equal,
    unless both are unknown."""
    stem, _, suffix = name.rpartition(".")
    kind = type_of(suffix)
    if kind == "png" and _SCREENSHOT.search(stem):
        return len(_FORMATS)
    return _FORMATS.index(kind) if kind in _FORMATS else -1


# --- what may go ---


def may_go(group: DuplicateGroup, going: Set[int], intact: Set[int]) -> frozenset[int]:
    """Those of `going` that may be moved to the trash, so that the last copy is never touched.

    `intact` are photos of the group whose file is there now and is still what was compared. One of them must stay, or
    none goes; and what is not what was compared does not go either.
    """
    members = frozenset(group.photo_ids) & intact
    return members & going if members - going else frozenset()
