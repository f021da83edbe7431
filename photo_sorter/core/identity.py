"""Which photo a file is: the one that was seen at its path, or one that came there from another place.

A file is known again by its number on its volume (inode) as long as size and time are the same: numbers are given again
after a file is gone. Where numbers do not last, and between volumes, it is known by its content, once it is read
(`PhotoQueue.missing_twin`).
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
    has_left: Callable[[KnownFile], bool],
    is_last: bool = False,
) -> Matches:
    """Matches files of which something may be news. `has_left` says whether a photo's file is at its path no more.

    `is_last`: all files have been seen, so that what was unclear is an edit.
    """
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
        comer = _comer(file, with_number, settled, lambda known: known.id in elsewhere or has_left(known))
        if comer is not None:
            settled.add(comer.id)
            elsewhere.pop(comer.id, None)
            matches.moved.append((comer, file))
            if own is not None:
                elsewhere[own.id] = own
        elif own is None:
            matches.new.append(file)
        elif own.looks_like(file):
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


def _comer(
    file: FileState,
    with_number: Mapping[tuple[int | None, int | None], Sequence[KnownFile]],
    settled: set[int],
    has_left: Callable[[KnownFile], bool],
) -> KnownFile | None:
    """The photo whose file this is, which was elsewhere before; one in view first."""
    if file.file_id is None or file.volume_id is None:
        return None
    candidates = [
        known
        for known in with_number.get((file.volume_id, file.file_id), ())
        if known.id not in settled and known.path != str(file.path) and known.looks_like(file) and has_left(known)
    ]
    return min(candidates, key=lambda known: (known.status is Status.MISSING, known.id), default=None)
