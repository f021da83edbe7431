"""Which photo a file is: the one that was seen at its path, or one that came there from another place.

A file is known again by its number on its volume (inode) as long as size and time are the same: numbers are given again
after a file is gone. Where another picture has the same size and time, it must have the same content, too. Where
numbers do not last, and between volumes, its content alone tells, once it is read (`PhotoQueue.missing_twin`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from photo_sorter.core.photo import FileState, Status


class KnownFile(NamedTuple):
    """What the library last saw of a file."""

    id: int
    path: str
    size_bytes: int
    mtime_ns: int
    status: Status
    volume_id: int | None = None
    file_id: int | None = None

    def looks_like(self, file: FileState) -> bool:
        """Whether nothing was written to it since, as far as size and time tell."""
        return (self.size_bytes, self.mtime_ns) == (file.size_bytes, file.mtime_ns)

    def is_other_file_than(self, file: FileState) -> bool:
        """Whether their numbers say so; unknown ones say nothing."""
        return None not in (self.file_id, file.file_id) and self.number != (file.volume_id, file.file_id)

    @property
    def number(self) -> tuple[int | None, int | None]:
        return self.volume_id, self.file_id


@dataclass
class Matches:
    """What files turned out to be; photos by their rows as they were.

    `same`: nothing but its number is news. `moved`: to the file's place. `displaced`: another photo has its place, and
    nobody knows where it is. `edited`: new content. `unclear`: new content under another number, which is an edit
    unless its former file turns up elsewhere. `new`: no photo that is known.
    """

    same: list[tuple[KnownFile, FileState]] = field(default_factory=list)
    moved: list[tuple[KnownFile, FileState]] = field(default_factory=list)
    displaced: list[KnownFile] = field(default_factory=list)
    edited: list[tuple[KnownFile, FileState]] = field(default_factory=list)
    unclear: list[FileState] = field(default_factory=list)
    new: list[FileState] = field(default_factory=list)


def match(
    files: Iterable[FileState],
    at_path: Mapping[str, KnownFile],
    with_number: Mapping[tuple[int | None, int | None], Sequence[KnownFile]],
    look_alikes: Mapping[int, bytes],
    has_left: Callable[[KnownFile], bool],
    content_of: Callable[[FileState], bytes | None],
    is_last: bool = False,
) -> Matches:
    """Matches files of which something may be news. `look_alikes` are contents, by id, of photos whose size and time
    another content has, too. `has_left` says whether a photo's file is at its path no more, `content_of` reads a file.

    `is_last`: all files have been seen, so that what was unclear is an edit.
    """

    def is_it(known: KnownFile, file: FileState) -> bool:
        return known.looks_like(file) and (known.id not in look_alikes or look_alikes[known.id] == content_of(file))

    matches = Matches()
    elsewhere: dict[int, KnownFile] = {}  # photos that other files pushed from their path, by id
    settled: set[int] = set()
    for file in files:
        own = at_path.get(str(file.path))
        if own is not None and own.id in settled:
            own = None  # another file of these turned out to be it
        if own is not None and not own.is_other_file_than(file):
            settled.add(own.id)
            (matches.same if own.looks_like(file) else matches.edited).append((own, file))
            continue
        others = [known for known in _with_number_of(file, with_number) if known.id not in settled]
        comer = next((each for each in others if (each.id in elsewhere or has_left(each)) and is_it(each, file)), None)
        if comer is not None:
            settled.add(comer.id)
            elsewhere.pop(comer.id, None)
            matches.moved.append((comer, file))
            if own is not None:
                elsewhere[own.id] = own
        elif own is None:
            matches.new.append(file)
        elif is_it(own, file):
            # Put back from a copy that kept the times, or the whole disk was copied.
            settled.add(own.id)
            matches.same.append((own, file))
        elif is_last:
            settled.add(own.id)
            matches.edited.append((own, file))
        else:
            matches.unclear.append(file)
    matches.displaced.extend(elsewhere.values())
    return matches


def _with_number_of(
    file: FileState, with_number: Mapping[tuple[int | None, int | None], Sequence[KnownFile]]
) -> list[KnownFile]:
    """Photos whose file this may be, which were elsewhere before; those in view first."""
    if file.file_id is None or file.volume_id is None:
        return []
    known = with_number.get((file.volume_id, file.file_id), ())
    others = [each for each in known if each.path != str(file.path) and each.looks_like(file)]
    return sorted(others, key=lambda each: (each.status is Status.MISSING, each.id))
