"""Words put into XMP packets: nothing of others is lost, and what is ours can be changed and taken back."""

from __future__ import annotations

import re
import string
from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.media.metadata import MOST_XMP_BYTES, Remarks, read_xmp
from photo_sorter.media.xmp_packet import EMPTY, UnfitError
from photo_sorter.media.xmp_writing import PhotoWords, merged
from tests.media.packets import bag, description, packet

CAT = PhotoWords((("Animals", "Cats"),), (("Animals",),), 4, "A cat on a sofa")
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"

DARKTABLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:darktable="http://darktable.sf.net/"
   exif:DateTimeOriginal="2019:07:14 10:00:00"
   xmp:Rating="1"
   darktable:xmp_version="5"
   darktable:auto_presets_applied="1">
   <dc:subject>
    <rdf:Seq>
     <rdf:li>holiday</rdf:li>
    </rdf:Seq>
   </dc:subject>
   <darktable:history>
    <rdf:Seq>
     <rdf:li
      darktable:num="0"
      darktable:operation="exposure"
      darktable:params="0000"/>
    </rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""

LIGHTROOM = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\r\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0">\r\n'
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\r\n'
    '  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="3"'
    ' xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Exposure2012="+0.35"/>\r\n'
    '  <rdf:Description rdf:about="" xmlns:lr="http://ns.adobe.com/lightroom/1.0/">\r\n'
    "   <lr:hierarchicalSubject><rdf:Bag><rdf:li>Places|Beach</rdf:li></rdf:Bag></lr:hierarchicalSubject>\r\n"
    "  </rdf:Description>\r\n"
    '  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">\r\n'
    '   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">A day out</rdf:li>'
    '<rdf:li xml:lang="de">Ein Ausflug</rdf:li></rdf:Alt></dc:description>\r\n'
    "   <dc:subject><rdf:Bag><rdf:li>Beach</rdf:li></rdf:Bag></dc:subject>\r\n"
    "  </rdf:Description>\r\n"
    " </rdf:RDF>\r\n"
    "</x:xmpmeta>\r\n" + " " * 200 + '\r\n<?xpacket end="w"?>'
).encode()

DIGIKAM = packet(
    bag("digiKam:TagsList", ["Animals/cats", "People/Ann"])
    + bag("lr:hierarchicalSubject", ["Animals|cats", "People|Ann"])
    + bag("dc:subject", ["cats", "Ann"]),
    xmp_Rating="0",
    MicrosoftPhoto_Rating="0",
).encode()

PACKETS = {"new": EMPTY, "darktable": DARKTABLE, "Lightroom": LIGHTROOM, "digiKam": DIGIKAM}


def values(data: bytes) -> Counter[tuple[str, str]]:
    """All that a packet says, whether by attributes or elements: (property, text)."""
    root = ElementTree.fromstring(data)
    found: Counter[tuple[str, str]] = Counter()

    def take(element: ElementTree.Element, name: str) -> None:
        for attribute, text in element.attrib.items():
            if attribute != f"{RDF}about" and not attribute.endswith("}lang"):
                found[attribute, text] += 1
        if (element.text or "").strip():
            found[name, element.text or ""] += 1
        for child in element:
            take(child, name if child.tag.startswith(RDF) else child.tag)

    take(root, "")
    return found


def of(data: bytes, name: str) -> list[str]:
    return sorted(text for key, text in values(data).elements() if key.endswith(f"}}{name}"))


@pytest.mark.parametrize("former", PACKETS.values(), ids=PACKETS)
def test_what_is_written_is_found_where_other_programs_look(former: bytes) -> None:
    after = merged(former, CAT)
    assert "Photo Sorter|Animals" in of(after, "hierarchicalSubject")
    assert "Photo Sorter/Animals" in of(after, "TagsList")
    assert of(after, "Rating") in (["4"], ["0", "4"])
    assert "A cat on a sofa" in of(after, "description")
    assert "Animals" not in of(after, "subject")
    remarks = read_xmp(after)
    assert (remarks.rating, remarks.caption) == (4, "A cat on a sofa")
    assert "cats" in {keyword.casefold() for keyword in remarks.keywords}


@pytest.mark.parametrize("former", PACKETS.values(), ids=PACKETS)
def test_what_others_wrote_stays(former: bytes) -> None:
    after = values(merged(former, CAT))
    singles = ("}Rating", "}description")
    missing = {(name, text) for name, text in values(former) - after if not name.endswith(singles)}
    assert not missing


@pytest.mark.parametrize("former", PACKETS.values(), ids=PACKETS)
def test_all_of_ours_can_be_taken_back(former: bytes) -> None:
    assert values(merged(merged(former, CAT), PhotoWords())) == values(former)


@pytest.mark.parametrize("former", PACKETS.values(), ids=PACKETS)
def test_what_says_it_already_stays_byte_for_byte(former: bytes) -> None:
    after = merged(former, CAT)
    assert merged(after, CAT) is after
    assert merged(former, PhotoWords()) is former


def test_a_word_that_is_there_in_another_case_is_not_written_again_nor_taken_back() -> None:
    after = merged(DIGIKAM, CAT)
    assert of(after, "subject") == ["Ann", "cats"]
    assert of(after, "TagsList") == ["Animals/cats", "People/Ann", "Photo Sorter/Animals"]
    assert of(merged(after, PhotoWords()), "subject") == ["Ann", "cats"]


def test_the_machines_words_are_replaced_and_those_below_another_root_are_not() -> None:
    former = merged(LIGHTROOM, PhotoWords((), (("Animals", "Dogs"), ("Snow",))))
    after = merged(former, PhotoWords((), (("Animals", "Cats"), ("Snow",))))
    assert of(after, "hierarchicalSubject") == [
        "Photo Sorter|Animals|Cats", "Photo Sorter|Snow", "Places|Beach",
    ]  # fmt: skip


def test_a_category_that_was_renamed_takes_the_place_of_its_former_name() -> None:
    after = merged(merged(DARKTABLE, CAT), PhotoWords((("Animals", "Kittens"),)))
    assert of(after, "subject") == ["Kittens", "holiday"]


def test_only_the_default_language_of_a_description_changes_and_comes_back() -> None:
    after = merged(LIGHTROOM, CAT)
    assert of(after, "description") == ["A cat on a sofa", "Ein Ausflug"]
    again = merged(after, PhotoWords(caption="Another"))
    assert of(again, "description") == ["Another", "Ein Ausflug"]
    assert of(merged(again, PhotoWords()), "description") == ["A day out", "Ein Ausflug"]


def test_a_rating_that_another_program_changed_meanwhile_is_not_taken_back() -> None:
    after = merged(LIGHTROOM, CAT).replace(b'Rating="4"', b'Rating="5"')
    assert of(merged(after, PhotoWords()), "Rating") == ["5"]


def test_an_empty_caption_writes_nothing() -> None:
    assert merged(LIGHTROOM, PhotoWords(caption="")) is LIGHTROOM
    assert merged(EMPTY, PhotoWords(caption=" \x00")) is EMPTY


def test_attributes_become_lists_where_there_are_several_words() -> None:
    former = packet(dc_subject="lake", dc_description="A lake", xmp_Rating="2").encode()
    after = merged(former, CAT)
    assert of(after, "subject") == ["Cats", "lake"]
    assert read_xmp(after) == Remarks(4, "A cat on a sofa", ("lake", "Cats", "Animals"))
    assert values(merged(after, PhotoWords())) == values(former)


def test_a_name_that_holds_a_separator_stays_one_level() -> None:
    after = merged(EMPTY, PhotoWords((("AC/DC", "A|B"),)))
    assert of(after, "hierarchicalSubject") == ["AC/DC|A/B"]
    assert of(after, "TagsList") == ["AC\\DC/A|B"]


def test_the_machines_words_are_nobodys_keywords() -> None:
    assert read_xmp(merged(EMPTY, PhotoWords((), (("Animals", "Cats"),)))).keywords == ()


def test_what_stands_around_the_packet_stays_as_it_was() -> None:
    after = merged(LIGHTROOM, CAT)
    assert after.startswith(LIGHTROOM[: LIGHTROOM.index(b"<x:xmpmeta")])
    assert after.endswith(LIGHTROOM[LIGHTROOM.index(b"</x:xmpmeta>") :])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_an_encoding_is_kept(encoding: str) -> None:
    text = packet(bag("dc:subject", ["Größe 猫"])).removeprefix("\ufeff")
    text = f"\ufeff{text}" if encoding == "utf-16-le" else text
    former = text.encode(encoding)
    after = merged(former, CAT)
    assert after[:2] == former[:2]
    assert sorted(read_xmp(after).keywords) == ["Animals", "Cats", "Größe 猫"]
    assert merged(after, CAT) is after


UNFIT = {
    "empty": b"",
    "no XML": b"a photo",
    "other XML": b"<svg/>",
    "cut off": LIGHTROOM[:400],
    "too large": EMPTY + b" " * MOST_XMP_BYTES,
    "document type": b'<!DOCTYPE x [<!ENTITY a "b">]>' + EMPTY[EMPTY.index(b"<x:") : EMPTY.index(b"<?xpacket end")],
    "document type in UTF-16": "<!DOCTYPE x><x/>".encode("utf-16"),
    "bad encoding": b'<?xml version="1.0" encoding="klingon"?><x/>',
    "keywords of another form": packet(
        '<dc:subject rdf:parseType="Resource"><rdf:value>Cats</rdf:value></dc:subject>'
    ).encode(),
    "two lists in one": packet(
        "<dc:subject><rdf:Bag><rdf:li>a</rdf:li></rdf:Bag><rdf:Bag><rdf:li>b</rdf:li></rdf:Bag></dc:subject>"
    ).encode(),
    "stars of another form": packet("<xmp:Rating><rdf:Bag><rdf:li>3</rdf:li></rdf:Bag></xmp:Rating>").encode(),
}


@pytest.mark.parametrize("former", UNFIT.values(), ids=UNFIT)
def test_what_is_not_understood_is_refused(former: bytes) -> None:
    with pytest.raises(UnfitError, match=r"[a-z]"):
        merged(former, CAT)


def test_no_file_is_read_for_an_entity(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    text = packet("<dc:subject>&x;</dc:subject>")
    hostile = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{text[text.index("<x:") :]}'
    with pytest.raises(UnfitError, match="document type"):
        merged(hostile.encode(), CAT)


# --- whatever is in it ---

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="|/\\\r"), min_size=1, max_size=8).filter(
    lambda name: name.strip() == name and re.search(r"\w", name) and name != "Photo Sorter"
)
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=4).map(tuple)
WORDS = st.builds(
    PhotoWords,
    PATHS,
    PATHS,
    st.none() | st.integers(0, 5),
    st.none() | st.text(st.characters(codec="utf-8"), max_size=30),
)
OTHERS = st.text(string.ascii_letters + " ß猫<&>'\"", min_size=1, max_size=8).filter(lambda word: word.strip())
FOREIGN = st.builds(
    lambda subjects, levels, tags, said, stars, title: packet(
        bag("dc:subject", subjects)
        + bag("lr:hierarchicalSubject", levels)
        + bag("digiKam:TagsList", tags)
        + (description(x_default=said, de="Hallo") if said else description(de="Hallo"))
        + '<q:odd xmlns:q="http://example.org/q/" q:mark="1"><q:deep>&amp;</q:deep></q:odd><!-- kept -->',
        **({"xmp_Rating": stars} if stars else {}),
        xmp_Label=title,
    ).encode(),
    st.lists(OTHERS, min_size=1, max_size=4),
    st.lists(OTHERS, min_size=1, max_size=4),
    st.lists(OTHERS, min_size=1, max_size=4),
    OTHERS | st.just(""),
    st.sampled_from(["", "-1", "0", "3", "4.0", "x"]),
    OTHERS,
)


@given(FOREIGN | st.just(EMPTY), WORDS, WORDS)
def test_merging_twice_is_merging_once_and_the_last_words_count(
    former: bytes, first: PhotoWords, last: PhotoWords
) -> None:
    after = merged(former, first)
    assert merged(after, first) == after
    changed = merged(after, last)
    assert merged(changed, last) == changed
    assert values(merged(changed, PhotoWords())) == values(former)


@given(FOREIGN, WORDS)
def test_nothing_of_others_is_lost(former: bytes, words: PhotoWords) -> None:
    after = merged(former, words)
    lost = values(former) - values(after)
    assert {name.rpartition("}")[2] for name, _ in lost} <= {"Rating", "description"}
    assert b"<!-- kept -->" in after
    for _, text in lost:
        assert any(said.endswith(f" {text}") for said in of(after, "Replaced"))
