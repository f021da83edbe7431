from __future__ import annotations

import os
from pathlib import Path

import pytest

from photo_sorter.core.photo import PhotoFacts
from photo_sorter.core.ports import PictureSpec
from photo_sorter.media.decode import decode
from photo_sorter.media.sidecar import with_sidecar
from tests.media.packets import bag, description, packet
from tests.media.pictures import corners, save

PLAIN = PhotoFacts(120, 80)
RATED = PhotoFacts(120, 80, rating=2, caption="A lake", keywords=("Lake", "boats"))


def sidecar(path: Path, properties: str = "", rating: str = "5") -> Path:
    path.write_text(packet(properties, xmp_Rating=rating), encoding="utf-8")
    return path


def test_a_photo_without_sidecar_keeps_its_facts(tmp_path: Path) -> None:
    sidecar(tmp_path / "IMG_2.xmp")
    assert with_sidecar(RATED, tmp_path / "IMG_1.jpg") == RATED


@pytest.mark.parametrize("name", ["IMG_1.jpg.xmp", "IMG_1.jpg.XMP", "IMG_1.xmp", "IMG_1.XMP"])
def test_a_sidecar_is_named_as_the_photo_with_or_without_its_suffix(tmp_path: Path, name: str) -> None:
    sidecar(tmp_path / name)
    assert with_sidecar(PLAIN, tmp_path / "IMG_1.jpg").rating == 5


def test_the_sidecar_with_the_full_name_is_the_one(tmp_path: Path) -> None:
    sidecar(tmp_path / "IMG_1.jpg.xmp", rating="1")
    sidecar(tmp_path / "IMG_1.xmp", rating="4")
    assert with_sidecar(PLAIN, tmp_path / "IMG_1.jpg").rating == 1
    assert with_sidecar(PLAIN, tmp_path / "IMG_1.cr2").rating == 4


def test_raw_and_jpeg_of_one_shot_share_a_sidecar(tmp_path: Path) -> None:
    sidecar(tmp_path / "IMG_1.xmp")
    assert [with_sidecar(PLAIN, tmp_path / f"IMG_1.{suffix}").rating for suffix in ("cr2", "jpg")] == [5, 5]


def test_the_sidecar_wins_and_keywords_are_joined(tmp_path: Path) -> None:
    written = description(x_default="Two boats") + bag("dc:subject", ["Como", "BOATS"])
    sidecar(tmp_path / "IMG_1.xmp", written, rating="0")
    facts = with_sidecar(RATED, tmp_path / "IMG_1.jpg")
    assert facts == PhotoFacts(120, 80, rating=0, caption="Two boats", keywords=("Como", "BOATS", "Lake"))


def test_what_the_sidecar_does_not_say_stays(tmp_path: Path) -> None:
    sidecar(tmp_path / "IMG_1.xmp", bag("dc:subject", ["Como"]), rating="-1")
    facts = with_sidecar(RATED, tmp_path / "IMG_1.jpg")
    assert facts == PhotoFacts(120, 80, rating=2, caption="A lake", keywords=("Como", "Lake", "boats"))


@pytest.mark.parametrize("garbage", [b"", b"\xff\xfe\x00", b"<x:xmpmeta", bytes(range(256)), b"<a>" * 1_000_000])
def test_a_sidecar_of_garbage_says_nothing(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "IMG_1.xmp").write_bytes(garbage)
    assert with_sidecar(RATED, tmp_path / "IMG_1.jpg") == RATED


def test_folders_and_names_too_long_are_no_sidecars(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.jpg.xmp").mkdir()
    sidecar(tmp_path / "IMG_1.xmp")
    assert with_sidecar(PLAIN, tmp_path / "IMG_1.jpg").rating == 5
    assert with_sidecar(PLAIN, tmp_path / ("x" * 251 + ".jpg")) == PLAIN


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "IMG_1.xmp")
    assert with_sidecar(RATED, tmp_path / "IMG_1.jpg") == RATED


def test_a_decoded_photo_has_the_facts_of_its_sidecar(tmp_path: Path) -> None:
    photo = save(tmp_path / "IMG_1.jpg", corners(), xmp=packet(bag("dc:subject", ["lake"]), xmp_Rating="1").encode())
    sidecar(tmp_path / "IMG_1.xmp", bag("dc:subject", ["boats"]))
    facts = decode(photo, PictureSpec(32, 1.0), tmp_path, frozenset()).facts
    assert facts == PhotoFacts(120, 80, rating=5, keywords=("boats", "lake"))


def test_a_known_photo_is_read_again_where_it_has_a_sidecar(tmp_path: Path) -> None:
    photo = save(tmp_path / "IMG_1.jpg", corners())
    known = decode(photo, PictureSpec(32, 1.0), tmp_path, frozenset()).content_hash
    assert decode(photo, PictureSpec(32, 1.0), tmp_path, frozenset([known])).facts is None
    sidecar(tmp_path / "IMG_1.xmp")
    assert decode(photo, PictureSpec(32, 1.0), tmp_path, frozenset([known])).facts == PhotoFacts(120, 80, rating=5)
