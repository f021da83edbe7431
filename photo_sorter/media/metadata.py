"""What people and their programs wrote about a photo: XMP packets and IPTC records. Strangers' data: nothing raises."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast
from xml.etree import ElementTree

from PIL import Image, ImageFile
from PIL.IptcImagePlugin import getiptcinfo

from photo_sorter.media.faults import DECODER_FAULTS

MOST_XMP_BYTES = 1024 * 1024
"""Longer packets are passed over. A JPEG holds 64 kB; only editing histories grow beyond this."""

MOST_RATING = 5
MOST_KEYWORDS = 100
"""Stock agencies, who write the most, allow 50."""
MOST_KEYWORD_LETTERS = 100
"""IPTC-IIM 4.2 allows 64 bytes for 2:25; XMP sets no limit."""
MOST_CAPTION_LETTERS = 2000
"""IPTC-IIM 4.2 allows as much for 2:120."""

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"
_SUBJECT = "{http://purl.org/dc/elements/1.1/}subject"
_RATING = "{http://ns.adobe.com/xap/1.0/}Rating"
_PERCENT_RATINGS = ("{http://ns.microsoft.com/photo/1.0/}Rating", "{http://ns.microsoft.com/photo/1.0}Rating")
"""Microsoft's own programs write the second, all others the first (as exiv2 and ExifTool list them)."""
_TREES = {
    "{http://ns.adobe.com/lightroom/1.0/}hierarchicalSubject": "|",
    "{http://www.digikam.org/ns/1.0/}TagsList": "/",
}
"""Keywords within keywords, and what stands between the levels."""

OWN_ROOT = "Photo Sorter"
"""The outermost level of what we write into sidecars for the machine. It is nobody's keyword."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 does not know; some cameras pad with them."""

_IPTC_CHARSET, _IPTC_CAPTION, _IPTC_KEYWORD = (1, 90), (2, 120), (2, 25)
_IPTC_UTF_8 = b"\x1b%G"

_JOINERS = "\u200c\u200d"
"""Not printable, but part of words in Persian and Hindi, and of emoji."""

_BOILERPLATE = re.compile(
    r"(?i:(?:(?:olympus|samsung|konica|minolta|pentax|kodak|casio|vivitar|polaroid|benq) )*digital (?:still )?camera"
    r"|sony dsc|samsung(?: csc)?|exif[ _]jpeg[ _]picture|dcim[\\/]\S+|applemark|default|untitled|user comments?"
    r"|charset=\w+|created with (?:the )?gimp|creator: gd-jpeg .*|file written by adobe photoshop.*"
    r"|lead technologies .*)"
    r"|(?:hdr|sdr|vhdr|rhdr|hdrpl|btfhdr|sdr_HDRB|oznor|oznorWO|nor|dav|cof|edf|mde|mde_soft|btf|btfmdn|fbt|frem|ptr|qrf"
    r"|rpt|rbt|frontbhdp|burst)"
)
"""What cameras and programs write where a caption belongs; the last group is Huawei's names of its modes.
(PhotoPrism's list in internal/meta/sanitize.go, and what is common in public photo collections.)"""


@dataclass(frozen=True)
class Remarks:
    """`rating` is 0 to 5 stars, 0 for expressly none; `keywords` differ in more than case and hold no line break."""

    rating: int | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()


def joined(*sources: Remarks) -> Remarks:
    """Rating and caption of the first source that has them, and the keywords of all."""
    return Remarks(
        next((source.rating for source in sources if source.rating is not None), None),
        next((source.caption for source in sources if source.caption), None),
        keywords_of(chain.from_iterable(source.keywords for source in sources)),
    )


def read_xmp(packet: object) -> Remarks:
    """What an XMP packet (bytes) says; nothing when it is none, too long or damaged."""
    nodes = _nodes(packet)
    captions = sorted(_items(nodes, _DESCRIPTION), key=lambda item: item[0] != "x-default")
    paths = (text.split(separator) for name, separator in _TREES.items() for _, text in _items(nodes, name))
    levels = (reversed(path) for path in paths if path[0] != OWN_ROOT)
    return Remarks(
        _xmp_rating(nodes),
        caption_of(text for _, text in captions),
        keywords_of(chain((text for _, text in _items(nodes, _SUBJECT)), chain.from_iterable(levels))),
    )


def read_iptc(image: Image.Image) -> Remarks:
    """What the IPTC-IIM record of a JPEG or TIFF says; ratings it has none."""
    try:
        records = getiptcinfo(cast(ImageFile.ImageFile, image)) or {}
    except DECODER_FAULTS:
        return Remarks()

    is_utf_8 = records.get(_IPTC_CHARSET) == _IPTC_UTF_8

    def texts(key: tuple[int, int]) -> Iterator[str]:
        values = records.get(key)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, bytes):
                # A field's limit often cuts UTF-8 in the middle of a letter.
                yield value.decode("utf-8", "ignore") if is_utf_8 else decoded(value)

    return Remarks(None, caption_of(texts(_IPTC_CAPTION)), keywords_of(texts(_IPTC_KEYWORD)))


def decoded(data: bytes) -> str:
    """As UTF-8, or what a byte order mark or zeros tell (RFC 4627, section 3), or else as Windows-1252."""
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def clean(text: str, most_letters: int) -> str:
    """One line without control characters, and accents as part of their letters (NFC)."""
    # A letter can have several code points; cut before the costly part and again after it.
    text = unicodedata.normalize("NFC", text[: 4 * most_letters])
    visible = "".join(letter if letter.isprintable() or letter in _JOINERS else " " for letter in text)
    return " ".join(visible.split())[:most_letters].rstrip()


def caption_of(texts: Iterable[str]) -> str | None:
    """The first text that says something, and is not what a camera says about every photo."""
    for text in texts:
        caption = clean(text, MOST_CAPTION_LETTERS)
        if any(letter.isalnum() for letter in caption) and not _BOILERPLATE.fullmatch(caption):
            return caption
    return None


def keywords_of(words: Iterable[str]) -> tuple[str, ...]:
    """Clean, each once whatever its case, in the order given, at most 100."""
    found: dict[str, str] = {}
    for word in words:
        keyword = clean(word, MOST_KEYWORD_LETTERS)
        if keyword:
            found.setdefault(keyword.casefold(), keyword)
        if len(found) == MOST_KEYWORDS:
            break
    return tuple(found.values())


def rating_of(stars: object) -> int | None:
    """0 to 5 from a number or its digits; None for anything else, −1 (rejected) among it."""
    number = _number(stars)
    return int(number) if 0 <= number <= MOST_RATING else None


def rating_of_percent(percent: object) -> int | None:
    """Stars of Microsoft's scale, which writes them as 1, 25, 50, 75 and 99."""
    number = _number(percent)
    if not 0 <= number <= 100:
        return None
    return min(MOST_RATING, 1 + (int(number) + 12) // 25) if number >= 1 else 0


def _number(value: object) -> float:
    """NaN, which lies between no limits, for what is no number."""
    try:
        return float(value) if isinstance(value, str | int) else math.nan
    except ValueError:
        return math.nan


def _nodes(packet: object) -> list[ElementTree.Element]:
    """The elements that carry properties."""
    if not isinstance(packet, bytes) or len(packet) > MOST_XMP_BYTES:
        return []
    text = _UNWRITABLE.sub("", decoded(packet))
    text = text[text.find("<") : text.rfind(">") + 1]
    # XMP has no document type. Without one there are no entities of its own, so nothing can expand or be fetched.
    if not text or "<!DOCTYPE" in text:
        return []
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return []
    return [node for rdf in root.iter(f"{_RDF}RDF") for node in rdf]


def _items(nodes: list[ElementTree.Element], name: str) -> Iterator[tuple[str, str]]:
    """(language, text) of each value of a property, which may be an attribute, an element, or a list in one."""
    for node in nodes:
        if name in node.attrib:
            yield "", node.attrib[name]
        for element in node.findall(name):
            for item in element.findall(f"*/{_RDF}li") or [element]:
                yield item.get(_LANGUAGE, ""), item.text or ""


def _xmp_rating(nodes: list[ElementTree.Element]) -> int | None:
    stars = (rating_of(text) for _, text in _items(nodes, _RATING))
    percents = (rating_of_percent(text) for name in _PERCENT_RATINGS for _, text in _items(nodes, name))
    return next((rating for rating in chain(stars, percents) if rating is not None), None)
