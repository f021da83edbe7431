"""An XMP packet as a tree that can be changed: what is not touched stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from lxml import etree

from photo_sorter.language import tr
from photo_sorter.media.metadata import MOST_XMP_BYTES, decoded

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XMP = "http://ns.adobe.com/xap/1.0/"
_DC = "http://purl.org/dc/elements/1.1/"
_LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/"
_DIGIKAM = "http://www.digikam.org/ns/1.0/"
_OWN = "urn:photo-sorter:xmp:1.0/"
_PREFIXES = {_XMP: "xmp", _DC: "dc", _LIGHTROOM: "lr", _DIGIKAM: "digiKam", _OWN: "photosorter"}

SUBJECT = f"{{{_DC}}}subject"
DESCRIPTION = f"{{{_DC}}}description"
RATING = f"{{{_XMP}}}Rating"
HIERARCHICAL_SUBJECT = f"{{{_LIGHTROOM}}}hierarchicalSubject"
TAGS_LIST = f"{{{_DIGIKAM}}}TagsList"
WRITTEN = f"{{{_OWN}}}Written"
REPLACED = f"{{{_OWN}}}Replaced"

_LISTS = (f"{{{RDF}}}Bag", f"{{{RDF}}}Seq", f"{{{RDF}}}Alt")
_ITEM = f"{{{RDF}}}li"
_ABOUT = f"{{{RDF}}}about"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DEFAULT_LANGUAGE = "x-default"
_REFERENCES = (f"{{{RDF}}}parseType", f"{{{RDF}}}resource", f"{{{RDF}}}nodeID")

_PROLOG = re.compile(r"\ufeff?(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_AFTERWORDS = (("?>", "<?"), ("-->", "<!--"))
"""How what may follow the last element ends and begins."""

EMPTY = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Photo Sorter">\n'
    f' <rdf:RDF xmlns:rdf="{RDF}">\n'
    '  <rdf:Description rdf:about=""/>\n'
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n"
    '<?xpacket end="w"?>\n'
).encode()
"""A packet that says nothing (XMP specification, part 1, 7.3 and 7.4)."""


class UnfitError(Exception):
    """Nothing can be added to this packet; `str()` says why, in words that go into a sentence."""


class Packet:
    """Properties are named as lxml does, "{namespace}name". Each may be an attribute or an element, in any of the
    packet's descriptions; what is new becomes an element in the first."""

    def __init__(self, data: bytes) -> None:
        """Raises UnfitError."""
        self._data = data
        root, self._encoding = _parsed(data)
        text = data.decode(self._encoding)
        self._prolog = text[: _end_of_prolog(text)]
        self._epilog = text[_start_of_epilog(text) :]
        self._root = root
        self._before = self._written()
        descriptions = list(root.iter(f"{{{RDF}}}RDF"))
        if not descriptions:
            raise UnfitError(tr("it is no XMP"))
        self._nodes = [node for rdf in descriptions for node in rdf if isinstance(node.tag, str)]
        if not self._nodes:
            self._nodes = [etree.SubElement(descriptions[0], f"{{{RDF}}}Description", {_ABOUT: ""})]

    def to_bytes(self) -> bytes:
        """The very bytes that were given, if nothing has changed."""
        if self._written() == self._before:
            return self._data
        if self._data == EMPTY:
            etree.indent(self._root, " ")
        text = f"{self._prolog}{self._written()}{self._epilog}"
        return text.encode(self._encoding, "xmlcharrefreplace")

    # --- lists of texts ---

    def texts(self, name: str) -> list[str]:
        """The items of a list; a single value counts as one item. Raises UnfitError."""
        attributes = [node.get(name) for node in self._nodes if name in node.attrib]
        return [*attributes, *(item.text or "" for element in self._elements(name) for item in _items(element))]

    def change_texts(self, name: str, gone: Collection[str], new: Sequence[str]) -> None:
        """Takes items out and puts others at the end. Raises UnfitError."""
        for element in self._elements(name):
            going = [item for item in _items(element) if (item.text or "") in gone]
            for item in going:
                item.getparent().remove(item)
            if going and element.getparent() is not None and not _items(element):
                element.getparent().remove(element)
        for node in self._nodes:
            if node.get(name) in gone:
                del node.attrib[name]
        if new:
            items = self._list_of(name)
            for text in new:
                etree.SubElement(items, _ITEM).text = text

    # --- single values ---

    def value(self, name: str) -> str | None:
        """Raises UnfitError."""
        return next((text.strip() for text in self._values(name)), None)

    def set_value(self, name: str, value: str | None) -> None:
        """None removes it. Raises UnfitError."""
        elements = list(self._elements(name))
        holders = [node for node in self._nodes if name in node.attrib]
        for node in holders:
            if value is None:
                del node.attrib[name]
            else:
                node.set(name, value)
        for element in elements:
            if value is None:
                element.getparent().remove(element)
            else:
                element.text = value
        if value is not None and not holders and not elements:
            self._new_element(name).text = value

    # --- texts in several languages ---

    def default_text(self, name: str) -> str | None:
        """What is said in no particular language. Raises UnfitError."""
        for node in self._nodes:
            if name in node.attrib:
                text: str = node.get(name)
                return text
        found = (_default_item(element) for element in self._elements(name))
        return next((item.text or "" for item in found if item is not None), None)

    def set_default_text(self, name: str, text: str | None) -> None:
        """None removes it. Other languages stay. Raises UnfitError."""
        if text is None:
            self._remove_default_text(name)
            return
        items = self._list_of(name, "Alt")
        item = _default_item(items.getparent())
        if item is None:
            item = etree.Element(_ITEM)
            items.insert(0, item)
        item.set(_LANGUAGE, _DEFAULT_LANGUAGE)
        item.text = text

    def _remove_default_text(self, name: str) -> None:
        for node in self._nodes:
            node.attrib.pop(name, None)
        for element in list(self._elements(name)):
            item = _default_item(element)
            if item is not None:
                item.getparent().remove(item)
            if element.getparent() is not None and not _items(element):
                element.getparent().remove(element)

    # --- inside ---

    def _elements(self, name: str) -> Iterator[etree._Element]:
        for node in self._nodes:
            for element in node.findall(name):
                _check_form(element, name)
                yield element

    def _values(self, name: str) -> Iterator[str]:
        for node in self._nodes:
            if name in node.attrib:
                yield node.get(name)
        for element in self._elements(name):
            if list(_children(element)):
                raise UnfitError(_odd(name))
            yield element.text or ""

    def _list_of(self, name: str, kind: str = "Bag") -> etree._Element:
        """The rdf:Bag, or the like, of a property; made where there is none. A single value becomes its first item."""
        element = next(self._elements(name), None)
        items = None if element is None else next(_children(element), None)
        if items is not None:
            return items
        single = None if element is None else element.text
        for node in self._nodes:
            single = node.attrib.pop(name, single)
        if element is None:
            element = self._new_element(name)
        element.text = None
        items = etree.SubElement(element, f"{{{RDF}}}{kind}")
        if single and single.strip():
            etree.SubElement(items, _ITEM).text = single
        return items

    def _new_element(self, name: str) -> etree._Element:
        namespace = etree.QName(name).namespace
        return etree.SubElement(self._nodes[0], name, nsmap={_PREFIXES[namespace]: namespace})

    def _written(self) -> str:
        text: str = etree.tostring(self._root, encoding="unicode", with_tail=False)
        return text


def _parsed(data: bytes) -> tuple[etree._Element, str]:
    """The outermost element, and the encoding."""
    if len(data) > MOST_XMP_BYTES:
        raise UnfitError(tr("it is too large for a sidecar"))
    # XMP has no document type. Without one there are no entities of its own, so nothing can expand or be fetched.
    if "<!DOCTYPE" in decoded(data):
        raise UnfitError(tr("it declares a document type, which XMP does not have"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    try:
        root = etree.fromstring(data, parser)
        tree = root.getroottree()
        if tree.docinfo.doctype:
            raise UnfitError(tr("it declares a document type, which XMP does not have"))
        encoding = _encoding(data, tree.docinfo)
        data.decode(encoding)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnfitError(tr("it is no XMP, or damaged")) from error
    return root, encoding


def _encoding(data: bytes, docinfo: etree.DocInfo) -> str:
    """Of what has two bytes a letter, libxml2 2.14 says UTF-8: into which it has made it."""
    guessed = json.detect_encoding(data)
    declared: str | None = docinfo.encoding
    return guessed if guessed.startswith(("utf-16", "utf-32")) else declared or "utf-8"


def _end_of_prolog(text: str) -> int:
    found = _PROLOG.match(text)
    return found.end() if found else 0


def _start_of_epilog(text: str) -> int:
    """Behind the last element."""
    end = len(text)
    while True:
        end = len(text[:end].rstrip())
        start = next((text.rfind(opens, 0, end) for closes, opens in _AFTERWORDS if text.endswith(closes, 0, end)), -1)
        if start < 0:
            return end
        end = start


def _children(element: etree._Element) -> Iterator[etree._Element]:
    yield from element.iterchildren(tag=etree.Element)


def _check_form(element: etree._Element, name: str) -> None:
    """Raises UnfitError unless it is a text, or one list."""
    children = list(_children(element))
    if any(attribute in element.attrib for attribute in _REFERENCES) or (
        children and (len(children) > 1 or children[0].tag not in _LISTS)
    ):
        raise UnfitError(_odd(name))


def _items(element: etree._Element) -> list[etree._Element]:
    """Of a list, or else the element itself if it says something."""
    lists = list(_children(element))
    if lists:
        found: list[etree._Element] = lists[0].findall(_ITEM)
        return found
    return [element] if (element.text or "").strip() else []


def _default_item(element: etree._Element) -> etree._Element | None:
    """In XMP all items have a language; one without is taken for the default."""
    return _first(_items(element), (_DEFAULT_LANGUAGE, ""))


def _first(items: Iterable[etree._Element], languages: Sequence[str]) -> etree._Element | None:
    ranked = [item for item in items if item.get(_LANGUAGE, "").lower() in languages]
    return min(ranked, key=lambda item: languages.index(item.get(_LANGUAGE, "").lower()), default=None)


def _odd(name: str) -> str:
    return tr(
        "its {property} is written in a way that Photo Sorter does not know", property=etree.QName(name).localname
    )
