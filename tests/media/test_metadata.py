from __future__ import annotations

import io
import unicodedata
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin, TiffImagePlugin

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.media.facts import read_facts
from photo_sorter.media.metadata import Remarks, caption_of, joined, keywords_of, read_iptc, read_xmp
from tests.media.packets import bag, description, iptc, packet, with_iptc
from tests.media.pictures import corners

ITALY = Remarks(4, "Two boats at dawn", ("boats", "Como"))
ITALIAN_PACKET = packet(
    description(x_default="Two boats at dawn") + bag("dc:subject", ["boats", "Como"]), xmp_Rating="4"
)

WORDS = (
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
    .map(lambda word: unicodedata.normalize("NFC", word))
    .filter(lambda word: word.isprintable())
)
KEYWORDS = st.lists(WORDS, max_size=20, unique_by=str.casefold)
SENTENCES = st.lists(WORDS, min_size=4, max_size=8).map(" ".join)


def saved(kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    corners().save(stream, kind, **options)
    return stream.getvalue()


def facts_of(data: bytes) -> PhotoFacts:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(io.BytesIO(data))
        image.load()
        return read_facts(image, image.size)


def remarks_of(data: bytes) -> Remarks:
    facts = facts_of(data)
    return Remarks(facts.rating, facts.caption, facts.keywords)


def file_with_xmp(kind: str, xmp: bytes) -> bytes:
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return saved(kind, pnginfo=text)
    if kind == "TIFF":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[700], tags.tagtype[700] = xmp, 1
        return saved(kind, tiffinfo=tags)
    return saved(kind, xmp=xmp)


def tiff_with_iptc(record: bytes) -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[33723], tags.tagtype[33723] = record, 7
    return saved("TIFF", tiffinfo=tags)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF", "MPO"])
def test_xmp_is_found_in_every_kind_of_file(kind: str) -> None:
    assert remarks_of(file_with_xmp(kind, ITALIAN_PACKET.encode())) == ITALY


@given(KEYWORDS, SENTENCES, st.integers(0, 5))
def test_what_was_written_is_read_back(keywords: list[str], caption: str, rating: int) -> None:
    written = description(x_default=caption) + bag("dc:subject", keywords)
    expected = Remarks(rating, caption, tuple(keywords))
    assert read_xmp(packet(written, xmp_Rating=str(rating)).encode()) == expected
    assert read_xmp(packet(f"{written}<xmp:Rating>{rating}</xmp:Rating>").encode("utf-16")) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_the_encoding_is_found_out(encoding: str) -> None:
    text = packet(dc_description="Zürich „früh“").replace("\ufeff", "")
    assert read_xmp(text.encode(encoding)).caption == "Zürich „früh“"


def test_padding_and_control_characters_do_no_harm() -> None:
    text = packet(dc_description="Two\x00\x01 boats\r\n\tat dawn")
    assert read_xmp(b"\0\0 " + text.encode() + b"  \n\0\0").caption == "Two boats at dawn"


def test_the_caption_without_a_language_goes_first() -> None:
    assert read_xmp(packet(description(de="Eine Katze", x_default="A cat")).encode()).caption == "A cat"
    assert read_xmp(packet(description(de="Eine Katze", fr="Un chat")).encode()).caption == "Eine Katze"
    assert read_xmp(packet(description(x_default=" ", fr="Un chat")).encode()).caption == "Un chat"


@pytest.mark.parametrize(
    ("written", "stars"),
    [("0", 0), ("1", 1), ("5", 5), ("3.0", 3), (" 4 ", 4), ("-1", None), ("6", None), ("nan", None), ("inf", None),
     ("9" * 400, None), ("★★★", None), ("", None)],
)  # fmt: skip
def test_ratings_are_zero_to_five_stars(written: str, stars: int | None) -> None:
    assert read_xmp(packet(xmp_Rating=written).encode()).rating == stars


@pytest.mark.parametrize(
    ("percent", "stars"), [("0", 0), ("1", 1), ("25", 2), ("50", 3), ("75", 4), ("99", 5), ("100", 5), ("101", None)]
)
def test_microsoft_counts_stars_in_percent(percent: str, stars: int | None) -> None:
    text = packet(MicrosoftPhoto_Rating=percent)
    assert read_xmp(text.encode()).rating == stars
    assert read_xmp(text.replace("photo/1.0/", "photo/1.0").encode()).rating == stars
    assert read_xmp(packet(MicrosoftPhoto_Rating=percent, xmp_Rating="2").encode()).rating == 2


def test_each_level_of_a_keyword_tree_is_a_keyword_the_leaf_first() -> None:
    trees = bag("digiKam:TagsList", ["Places/Italy/Como"]) + bag("lr:hierarchicalSubject", ["Places|Italy|Lecco"])
    assert read_xmp(packet(trees).encode()).keywords == ("Lecco", "Italy", "Places", "Como")
    flat = bag("dc:subject", ["como", "boats"])
    assert read_xmp(packet(trees + flat).encode()).keywords == ("como", "boats", "Lecco", "Italy", "Places")


def test_keywords_are_clean_and_few() -> None:
    assert keywords_of(["Cat", "cat", " CAT\n", "", "\0", "a\x07b", "Straße", "STRASSE"]) == ("Cat", "a b", "Straße")
    assert keywords_of(["Cafe\u0301", "Café"]) == ("Café",)
    assert keywords_of(["می\u200cخواهم", "👩\u200d👧", "a\u202eb"]) == ("می\u200cخواهم", "👩\u200d👧", "a b")
    many = keywords_of(f"{number} " + "x" * 200 for number in range(1000))
    assert len(many) == 100
    assert {len(word) for word in many} == {100}


@given(st.lists(st.text(), max_size=150))
def test_keywords_of_any_words_differ_and_fit_a_line(words: list[str]) -> None:
    found = keywords_of(words)
    assert len({word.casefold() for word in found}) == len(found) <= 100
    assert all(word == word.strip() and 1 <= len(word) <= 100 and len(word.splitlines()) == 1 for word in found)
    assert keywords_of(found) == found


@pytest.mark.parametrize(
    "said",
    ["OLYMPUS DIGITAL CAMERA", "SAMSUNG DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA", "SONY DSC",
     "Exif_JPEG_PICTURE",
     r"DCIM\100MEDIA\DJI_0001.JPG", "oznor", "default", "Created with GIMP", "    ", "---", "\0\0\0", "charset=Ascii"],
)  # fmt: skip
def test_what_a_camera_says_about_every_photo_is_no_caption(said: str) -> None:
    assert caption_of([said]) is None
    assert caption_of([said, "Our boat"]) == "Our boat"


@pytest.mark.parametrize("said", ["My digital camera", "Sony", "Screenshot", "猫", "Nor far", "7"])
def test_what_a_person_says_is_a_caption(said: str) -> None:
    assert caption_of([said]) == said


def test_long_captions_are_cut() -> None:
    assert len(caption_of(["boat " * 10_000]) or "") == 1999


def test_the_first_source_speaks_and_all_keywords_count() -> None:
    assert joined(Remarks(None, "A", ("x", "y")), Remarks(3, "B", ("Y", "z"))) == Remarks(3, "A", ("x", "y", "z"))
    assert joined(Remarks(0), Remarks(3)) == Remarks(0)
    assert joined() == Remarks()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_a_packet_that_declares_entities_is_not_read(encoding: str) -> None:
    good = packet(description(x_default="laugh")).removeprefix(packet().split("<x:")[0])
    laughs = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>' + good.replace("laugh", "&l9;")
    entity = '<!DOCTYPE x [<!ENTITY l "lol">]>' + good.replace("laugh", "&l;")
    assert read_xmp(good.encode(encoding)).caption == "laugh"
    assert read_xmp(bomb.encode(encoding)) == Remarks()
    assert read_xmp(entity.encode(encoding)) == Remarks()


def test_a_packet_nested_without_end_is_survived() -> None:
    deep = "<rdf:li>" * 50_000 + "</rdf:li>" * 50_000
    nested = packet(f"<dc:subject><rdf:Bag>{deep}</rdf:Bag></dc:subject>", xmp_Rating="4")
    assert read_xmp(nested.encode()) == Remarks(4)


def test_a_packet_that_is_too_long_is_passed_over() -> None:
    assert read_xmp(ITALIAN_PACKET.encode() + b" " * 1024 * 1024) == Remarks()


def test_a_packet_cut_anywhere_says_all_or_nothing() -> None:
    whole = ITALIAN_PACKET.encode()
    assert {read_xmp(whole[:length]) for length in range(len(whole) + 1)} == {Remarks(), ITALY}


@given(st.binary(max_size=400) | st.text().map(lambda text: packet(text).encode()) | st.text() | st.none())
def test_anything_at_all_as_xmp_never_raises(anything: object) -> None:
    assert isinstance(read_xmp(anything), Remarks)


@given(st.lists(st.tuples(st.integers(0, len(ITALIAN_PACKET.encode()) - 1), st.integers(0, 255)), max_size=8))
def test_a_damaged_packet_never_raises(damages: list[tuple[int, int]]) -> None:
    data = bytearray(ITALIAN_PACKET.encode())
    for place, value in damages:
        data[place] = value
    assert isinstance(read_xmp(bytes(data)), Remarks)


@pytest.mark.parametrize(
    ("charset", "encoding"), [(b"\x1b%G", "utf-8"), (None, "utf-8"), (None, "cp1252"), (b"\x1b.A", "cp1252")]
)
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_iptc_is_read_in_its_character_set(kind: str, charset: bytes | None, encoding: str) -> None:
    record = iptc(
        *([(1, 90, charset)] if charset else []),
        (2, 120, "Früh in Zürich".encode(encoding)),
        (2, 25, "Boote".encode(encoding)),
        (2, 25, "Zürich".encode(encoding)),
    )
    data = with_iptc(saved("JPEG"), record) if kind == "JPEG" else tiff_with_iptc(record)
    assert remarks_of(data) == Remarks(None, "Früh in Zürich", ("Boote", "Zürich"))


def test_iptc_cut_within_a_letter_loses_only_that_letter() -> None:
    record = iptc((1, 90, b"\x1b%G"), (2, 25, "Zürich am Café".encode()[:-1]))
    assert remarks_of(with_iptc(saved("JPEG"), record)).keywords == ("Zürich am Caf",)


def test_xmp_speaks_before_iptc_and_iptc_before_exif() -> None:
    exif = Image.Exif()
    exif[0x010E] = "from EXIF"
    record = iptc((2, 120, b"from IPTC"), (2, 25, b"boats"), (2, 25, b"lake"))
    jpeg = saved("JPEG", exif=exif)
    assert remarks_of(jpeg).caption == "from EXIF"
    assert remarks_of(with_iptc(jpeg, record)) == Remarks(None, "from IPTC", ("boats", "lake"))
    all_three = with_iptc(saved("JPEG", exif=exif, xmp=ITALIAN_PACKET.encode()), record)
    assert remarks_of(all_three) == Remarks(4, "Two boats at dawn", ("boats", "Como", "lake"))


_RECORDS = st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255), st.binary(max_size=40)), max_size=6)


@given(st.binary(max_size=300) | _RECORDS.map(lambda records: iptc(*records)))
def test_anything_at_all_as_iptc_never_raises(record: bytes) -> None:
    image = Image.open(io.BytesIO(with_iptc(saved("JPEG"), record)))
    assert isinstance(read_iptc(image), Remarks)
