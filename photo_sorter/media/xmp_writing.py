"""Words for a photo, put into an XMP packet so that other programs find them, and nobody's own are lost.

What a person said stands among their keywords, flat and in levels, as Lightroom and digiKam have them; what the machine
thinks only in levels, below a root of its own. What we added or replaced is remembered in the packet, so that it can be
taken back; what others wrote is only ever replaced where a single value must be, and comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from photo_sorter.media.metadata import OWN_ROOT, rating_of
from photo_sorter.media.xmp_packet import (
    DESCRIPTION,
    EMPTY,
    HIERARCHICAL_SUBJECT,
    RATING,
    REPLACED,
    SUBJECT,
    TAGS_LIST,
    WRITTEN,
    Packet,
)

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold."""

_KEYS = {
    SUBJECT: "subject",
    HIERARCHICAL_SUBJECT: "hierarchicalSubject",
    TAGS_LIST: "TagsList",
    RATING: "Rating",
    DESCRIPTION: "description",
}
"""How the properties are called in our memory, which is a list of “key text”."""


@dataclass(frozen=True)
class PhotoWords:
    """What a sidecar shall say. Categories are paths of names, from the outermost inwards; `rating` and `caption` are
    None where a person said nothing."""

    by_person: tuple[tuple[str, ...], ...] = ()
    by_machine: tuple[tuple[str, ...], ...] = ()
    rating: int | None = None
    caption: str | None = None


def merged(former: bytes, words: PhotoWords) -> bytes:
    """The packet with these words in place of those that it had from us; the same bytes if it says so already.

    `former` is `EMPTY` for a new one. Raises UnfitError, whose words say why nothing can be added.
    """
    packet = Packet(former)
    written, replaced = _Memory(packet, WRITTEN), _Memory(packet, REPLACED)
    person = [tuple(map(_writable, path)) for path in words.by_person]
    machine = [(OWN_ROOT, *map(_writable, path)) for path in words.by_machine]
    _merge_words(packet, written, SUBJECT, [path[-1] for path in person])
    for name, separator, instead in ((HIERARCHICAL_SUBJECT, "|", "/"), (TAGS_LIST, "/", "\\")):
        _merge_words(
            packet,
            written,
            name,
            [_joined(path, separator, instead) for path in person],
            [_joined(path, separator, instead) for path in machine],
            OWN_ROOT + separator,
        )
    _merge_rating(packet, written, replaced, words.rating)
    _merge_caption(packet, written, replaced, _writable(words.caption or "").strip() or None)
    written.keep()
    replaced.keep()
    return packet.to_bytes()


class _Memory:
    """Texts of ours by property, in a list of our own namespace."""

    def __init__(self, packet: Packet, name: str) -> None:
        self._packet, self._name = packet, name
        self._before = packet.texts(name)
        self._kept = list(self._before)

    def of(self, name: str) -> list[str]:
        key = f"{_KEYS[name]} "
        return [text.removeprefix(key) for text in self._kept if text.startswith(key)]

    def set(self, name: str, texts: Iterable[str]) -> None:
        wanted = [f"{_KEYS[name]} {text}" for text in texts]
        if wanted != [f"{_KEYS[name]} {text}" for text in self.of(name)]:
            self._kept = [*(text for text in self._kept if not text.startswith(f"{_KEYS[name]} ")), *wanted]

    def keep(self) -> None:
        gone = [text for text in self._before if text not in self._kept]
        self._packet.change_texts(self._name, gone, [text for text in self._kept if text not in self._before])


def _merge_words(
    packet: Packet,
    written: _Memory,
    name: str,
    by_person: Sequence[str],
    by_machine: Sequence[str] = (),
    own_root: str | None = None,
) -> None:
    present = packet.texts(name)
    own = [text for text in written.of(name) if text in present]
    kept = {*by_person, *by_machine}
    gone = {text for text in own if text not in kept}
    if own_root is not None:
        gone |= {text for text in present if text.startswith(own_root) and text not in kept}
    there = {_folded(text) for text in present if text not in gone}
    new_by_person = _missing(by_person, there)
    new_by_machine = _missing(by_machine, there)
    packet.change_texts(name, gone, [*new_by_person, *new_by_machine])
    written.set(name, [*(text for text in own if text in by_person), *new_by_person])


def _merge_rating(packet: Packet, written: _Memory, replaced: _Memory, rating: int | None) -> None:
    present = packet.value(RATING)
    if rating is not None and rating_of(present) == rating:
        return
    wanted = _single(written, replaced, RATING, present, None if rating is None else str(rating))
    if wanted != present:
        packet.set_value(RATING, wanted)


def _merge_caption(packet: Packet, written: _Memory, replaced: _Memory, caption: str | None) -> None:
    present = packet.default_text(DESCRIPTION)
    if caption is not None and present == caption:
        return
    wanted = _single(written, replaced, DESCRIPTION, present, caption)
    if wanted != present:
        packet.set_default_text(DESCRIPTION, wanted)


def _single(written: _Memory, replaced: _Memory, name: str, present: str | None, wanted: str | None) -> str | None:
    """What the property shall be; with None wanted what it was before us, if it is still ours."""
    is_ours = present is not None and present in written.of(name)
    if wanted is None:
        former = next(iter(replaced.of(name)), None)
        written.set(name, ())
        replaced.set(name, ())
        return former if is_ours else present
    if not is_ours:
        replaced.set(name, () if present is None else (present,))
    written.set(name, (wanted,))
    return wanted


def _missing(wanted: Iterable[str], there: set[str]) -> list[str]:
    """Those that are not there yet, whatever their case; `there` grows by them."""
    new = []
    for text in wanted:
        if text and _folded(text) not in there:
            there.add(_folded(text))
            new.append(text)
    return new


def _joined(path: Sequence[str], separator: str, instead: str) -> str:
    """A name that has the separator in it must not become two; digiKam itself writes "\\" for "/"."""
    return separator.join(name.replace(separator, instead) for name in path)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


__all__ = ["EMPTY", "PhotoWords", "merged"]
