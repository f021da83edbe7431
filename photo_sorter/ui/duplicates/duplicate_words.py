"""Duplicates in words."""

from __future__ import annotations

from collections.abc import Sequence

from photo_sorter.core.duplicates.groups import DuplicateKind
from photo_sorter.core.photo import Photo
from photo_sorter.ui.duplicates.duplicate_choices import Choice
from photo_sorter.ui.phrases import dimensions, file_size, photos, taken

TITLES = {
    DuplicateKind.EXACT: "Exact copies",
    DuplicateKind.SAME_PICTURE: "Same picture in other forms",
    DuplicateKind.NEAR: "Nearly the same shots",
}
NOTHING_GOES = "All of them stay. Choose a photo that shall go."
MOVING = "Photos are being moved. One moment."
STALE = "The library has changed. Look again"
NO_NEAR = "Nearly the same shots: none"
_MOST_LINES = 4


def could_go(count: int, size_bytes: int) -> str:
    return f"{photos(count)}, {file_size(size_bytes)} could go" if count else "Nothing is chosen to go"


def headline(choice: Choice) -> str:
    """What a group is."""
    count = len(choice.photo_ids)
    match choice.kind:
        case DuplicateKind.EXACT:
            return f"{count:,} copies"
        case DuplicateKind.SAME_PICTURE:
            return f"{count:,} forms of one picture"
        case DuplicateKind.NEAR:
            return f"{count:,} shots"
    return photos(count)


def telling_line(photo: Photo, kind: DuplicateKind | None) -> str:
    """What sets a photo apart in its group: where a copy lies, when a shot was made, how large another form is."""
    if kind is DuplicateKind.EXACT or photo.facts is None:
        return photo.path.parent.name or str(photo.path.parent)
    if kind is DuplicateKind.NEAR:
        return f"{photo.taken_at[11:19]} · {file_size(photo.size_bytes)}"
    return f"{photo.facts.width_px:,} × {photo.facts.height_px:,} · {file_size(photo.size_bytes)}"


def description(photo: Photo | None, choice: Choice) -> str:
    """Everything that is known of a photo of the group, in three lines."""
    if photo is None:
        return "This photo is gone."
    facts = [dimensions(photo.facts.width_px, photo.facts.height_px)] if photo.facts is not None else []
    facts += [file_size(photo.size_bytes), taken(photo.taken_at)]
    praise = f" · {choice.reason}" if photo.id == choice.best_id else ""
    return f"{photo.path}\n{' · '.join(facts)}\n{'Goes' if photo.id in choice.going else 'Stays'}{praise}"


def moved(count: int, size_bytes: int, sentences: Sequence[str]) -> str:
    """What became of a wish to move photos: first what is in the trash now, then the first of what stayed, and why."""
    reasons = list(dict.fromkeys(sentences))
    lines = reasons[:_MOST_LINES]
    if count or not lines:
        back = f" Your system's trash can bring {'it' if count == 1 else 'them'} back." if count else ""
        lines.insert(0, f"{photos(count)} moved to the trash, {file_size(size_bytes)}.{back}")
    if len(reasons) > _MOST_LINES:
        lines.append(f"And {len(reasons) - _MOST_LINES:,} more like that.")
    return "\n".join(lines)
