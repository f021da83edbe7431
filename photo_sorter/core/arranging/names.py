"""Names of files and folders that are names on Linux, macOS and Windows alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_NAME_BYTES = 255
"""UTF-8. Linux and APFS count bytes, NTFS and exFAT UTF-16 units, of which a name never has more than bytes."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]')
"""What Windows forbids, control characters, and bytes that are no text (Python's surrogates)."""

_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
    | {device + number for device in ("COM", "LPT") for number in "0123456789¹²³"}
)
"""Devices of Windows, whatever follows the first dot (learn.microsoft.com: Naming Files, Paths, and Namespaces)."""

_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
"""Zero-width joiner and variation selectors: with them several characters make one emoji."""


def name_key(name: str) -> str:
    """Equal for names that a file system may take for the same: without regard to case and to how accents are made
    (Unicode 3.13, canonical caseless matching)."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


@lru_cache(maxsize=8192)
def safe_name(stem: str, ending: str = "", room_bytes: int = 0) -> tuple[str, str]:
    """The stem and the ending (with its dot) as they can be on every system, NFC.

    What no system or Windows would not have becomes “_”, and so does a dot at the beginning, which hides (no scan looks
    there, and the photo would be missing); an overlong stem is cut between letters so that with
    `room_bytes` to spare the name is short enough, and what would be nothing is “_”.
    """
    stem, ending = _clean(stem), _clean(ending).rstrip(". ")
    if stem.startswith("."):
        stem = f"_{stem[1:]}"
    if not ending:
        stem = stem.rstrip(". ")
    device = (stem + ending).split(".", 1)[0]
    if device.rstrip(" ").upper() in _RESERVED:
        stem = f"{device}_{stem[len(device) :]}"
    stem = _cut(stem, LONGEST_NAME_BYTES - len(ending.encode()) - room_bytes)
    if not ending:
        stem = stem.rstrip(". ")
    return stem or "_", ending


def safe_folder(name: str) -> str:
    """The same of a folder, and without spaces around it."""
    return safe_name(name.strip())[0]


def _clean(name: str) -> str:
    return _FORBIDDEN.sub("_", name if name.isascii() else unicodedata.normalize("NFC", name))


def _cut(text: str, most_bytes: int) -> str:
    """The longest beginning in whole letters: no accent, skin tone or part of a joined emoji is left without its
    base."""
    if len(text.encode()) <= most_bytes:
        return text
    kept = len(text.encode()[: max(0, most_bytes)].decode(errors="ignore"))
    while kept > 0 and (_belongs_to_former(text[kept]) or text[kept - 1] == "\u200d"):
        kept -= 1
    return text[:kept]


def _belongs_to_former(letter: str) -> bool:
    is_skin_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return letter in _JOINERS or is_skin_tone or unicodedata.category(letter).startswith("M")
