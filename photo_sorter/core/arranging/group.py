"""A photo and the files that go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from photo_sorter.core.arranging.candidate import Candidate
from photo_sorter.core.arranging.grouping import Kind, Member
from photo_sorter.core.arranging.names import name_key
from photo_sorter.core.arranging.tag_choice import SureTag


class GroupFile(NamedTuple):
    """`photo` is None for what is no photo of the library."""

    path: Path
    member: Member
    photo: Candidate | None


class Group(NamedTuple):
    """`files` begin with that of `lead`, the photo that decides for all; `tag` is what it goes by. `left_over` would
    have the name of another of the files."""

    lead: Candidate
    tag: SureTag | None
    files: tuple[GroupFile, ...]
    left_over: tuple[Path, ...] = ()


def group_of(
    folder: Path,
    members: Sequence[Member],
    photos: Mapping[str, Candidate],
    asked: Set[int],
    best: Callable[[Candidate], SureTag | None],
) -> Group:
    """Of the files in `folder`, with the library's photos among them by name.

    It is led by a photo that was asked for: one with a person's tag, else one with a tag, else one that is no raw file,
    else the first.
    """
    files: dict[tuple[str, str], GroupFile] = {}
    left_over: list[Path] = []
    for member in members:
        file = GroupFile(folder / member.name, member, photos.get(member.name))
        if files.setdefault((member.letter, name_key(member.ending)), file) is not file:
            left_over.append(file.path)

    tags = {file.photo.id: best(file.photo) for file in files.values() if file.photo is not None}

    def rank(file: GroupFile) -> tuple[bool, bool, bool, bool]:
        photo = file.photo
        if photo is None:
            return True, True, True, True
        tag = tags[photo.id]
        is_raw = file.member.kind is Kind.RAW
        return photo.id not in asked, tag is None or not tag.is_persons, tag is None, is_raw

    first = min(files.values(), key=rank)
    assert first.photo is not None
    others = (file for file in files.values() if file is not first)
    return Group(first.photo, tags[first.photo.id], (first, *others), tuple(left_over))
