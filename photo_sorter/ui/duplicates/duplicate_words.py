"""Duplicates in words."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from photo_sorter.core.duplicates.groups import DuplicateKind
from photo_sorter.core.photo import Photo
from photo_sorter.language import ntr, number, tr
from photo_sorter.ui.duplicates.duplicate_choices import Choice
from photo_sorter.ui.phrases import dimensions, file_size, photos, taken

_MOST_LINES = 4


def title(kind: DuplicateKind) -> str:
    match kind:
        case DuplicateKind.EXACT:
            return tr("Exact copies")
        case DuplicateKind.SAME_PICTURE:
            return tr("Same picture in other forms")
        case DuplicateKind.NEAR:
            return tr("Nearly the same shots")


def nothing_goes() -> str:
    return tr("All of them stay. Choose a photo that shall go.")


def last_stays() -> str:
    return tr("One of them has to stay. Keep another one first.")


def moving() -> str:
    return tr("Photos are being moved. One moment.")


def stale() -> str:
    return tr("The library has changed. Look again")


def no_near() -> str:
    return tr("Nearly the same shots: none")


def could_go(count: int, size_bytes: int) -> str:
    if not count:
        return tr("Nothing is chosen to go")
    return ntr("1 photo, {size} could go", "{n} photos, {size} could go", count, size=file_size(size_bytes))


def headline(choice: Choice) -> str:
    """What a group is."""
    count = len(choice.photo_ids)
    match choice.kind:
        case DuplicateKind.EXACT:
            return ntr("1 copy", "{n} copies", count)
        case DuplicateKind.SAME_PICTURE:
            return ntr("1 form of one picture", "{n} forms of one picture", count)
        case DuplicateKind.NEAR:
            return ntr("1 shot", "{n} shots", count)
    return photos(count)


def telling_line(photo: Photo, kind: DuplicateKind | None) -> str:
    """What sets a photo apart in its group: where a copy lies, when a shot was made, how large another form is."""
    if kind is DuplicateKind.EXACT or photo.facts is None:
        return photo.path.parent.name or str(photo.path.parent)
    if kind is DuplicateKind.NEAR:
        return f"{photo.taken_at[11:19]} · {file_size(photo.size_bytes)}"
    return f"{number(photo.facts.width_px)} × {number(photo.facts.height_px)} · {file_size(photo.size_bytes)}"


def description(photo: Photo | None, choice: Choice) -> str:
    """Everything that is known of a photo of the group, in three lines."""
    if photo is None:
        return tr("This photo is gone.")
    facts = [dimensions(photo.facts.width_px, photo.facts.height_px)] if photo.facts is not None else []
    facts += [file_size(photo.size_bytes), taken(photo.taken_at)]
    praise = f" · {choice.reason}" if photo.id == choice.best_id else ""
    state = tr("Goes") if photo.id in choice.going else tr("Stays")
    return f"{photo.path}\n{' · '.join(facts)}\n{state}{praise}"


def moved(count: int, size_bytes: int, sentences: Sequence[str], can_undo: bool = False) -> str:
    """What became of a wish to move photos: first what is in the trash now, and unless `can_undo` from where it can be
    taken back; then the first of what stayed, and why."""
    if not count:
        return _with_reasons("" if sentences else tr("0 photos moved to the trash, 0 bytes."), sentences)
    if can_undo:
        first = ntr(
            "1 photo moved to the trash, {size}.",
            "{n} photos moved to the trash, {size}.",
            count,
            size=file_size(size_bytes),
        )
    elif sys.platform == "win32":
        first = ntr(
            "1 photo moved to the Recycle Bin, {size}. Take it back from there.",
            "{n} photos moved to the Recycle Bin, {size}. Take them back from there.",
            count,
            size=file_size(size_bytes),
        )
    elif sys.platform == "darwin":
        first = ntr(
            "1 photo moved to the Trash in the Dock, {size}. Take it back from there.",
            "{n} photos moved to the Trash in the Dock, {size}. Take them back from there.",
            count,
            size=file_size(size_bytes),
        )
    else:
        first = ntr(
            "1 photo moved to the trash, {size}. Your system's trash can bring it back.",
            "{n} photos moved to the trash, {size}. Your system's trash can bring them back.",
            count,
            size=file_size(size_bytes),
        )
    return _with_reasons(first, sentences)


def taken_back(count: int, sentences: Sequence[str]) -> str:
    """What became of a wish to take photos back."""
    first = ntr(
        "1 photo is back from the trash, where it was.", "{n} photos are back from the trash, where they were.", count
    )
    return _with_reasons(first if count or not sentences else "", sentences)


def _with_reasons(first: str, sentences: Sequence[str]) -> str:
    reasons = list(dict.fromkeys(sentences))
    lines = [line for line in (first, *reasons[:_MOST_LINES]) if line]
    if len(reasons) > _MOST_LINES:
        lines.append(ntr("And 1 more like that.", "And {n} more like that.", len(reasons) - _MOST_LINES))
    return "\n".join(lines)
