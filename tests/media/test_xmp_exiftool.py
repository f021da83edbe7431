"""XMP in both directions with exiftool, which everybody trusts with it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from photo_sorter.media.metadata import Remarks, read_xmp
from photo_sorter.media.sidecar_writing import write_sidecar
from photo_sorter.media.xmp_writing import PhotoWords
from tests.media.pictures import corners, save

pytestmark = pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")

WORDS = PhotoWords((("Tiere", "Größe 猫"), ("AC/DC",)), (("Animals", "Cats"),), 4, "Anna & <Tom>\nam See")


def exiftool(*arguments: object) -> str:
    done = subprocess.run(
        ["exiftool", "-charset", "utf8", *map(str, arguments)], capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def told(sidecar: Path) -> dict[str, Any]:
    """What exiftool reads in it, but for the file's own state."""
    (found,) = json.loads(exiftool("-j", "-G1", "-struct", sidecar))
    return {name: value for name, value in found.items() if name.startswith("XMP-")}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return save(tmp_path / "IMG_1.jpg", corners())


@pytest.fixture
def theirs(photo: Path) -> Path:
    """As a person's other programs left it: a history, unknown settings, several languages."""
    sidecar = photo.with_suffix(".xmp")
    exiftool(
        "-q", "-o", sidecar,
        "-xmp-dc:subject=Holiday", "-xmp-dc:subject=Beach", "-xmp-lr:hierarchicalSubject=Places|Beach",
        "-xmp-digikam:tagslist=Places/Beach", "-xmp:rating=2", "-xmp:label=Red",
        "-xmp-dc:description=A day out", "-xmp-dc:description-de=Ein Ausflug",
        "-xmp-xmpmm:history={action=saved,instanceid=xmp.iid:1,softwareagent=Foo 1.0}",
        "-xmp-crs:exposure2012=+0.35", "-xmp-crs:retoucheareas={method=gaussian,masks=[{what=Mask/Ellipse}]}",
        "-xmp-mwg-rs:regioninfo={AppliedToDimensions={W=10,H=10,Unit=pixel},RegionList=[{Name=Ann,Type=Face}]}",
        photo,
    )  # fmt: skip
    return sidecar


def test_exiftool_reads_what_we_write(photo: Path) -> None:
    write_sidecar(photo, WORDS)
    found = told(photo.with_name("IMG_1.jpg.xmp"))
    assert found["XMP-dc:Subject"] == ["Größe 猫", "AC/DC"]
    assert found["XMP-lr:HierarchicalSubject"] == ["Tiere|Größe 猫", "AC/DC", "Photo Sorter|Animals|Cats"]
    assert found["XMP-digiKam:TagsList"] == ["Tiere/Größe 猫", "AC\\DC", "Photo Sorter/Animals/Cats"]
    assert found["XMP-xmp:Rating"] == 4
    assert found["XMP-dc:Description"] == "Anna & <Tom>\nam See"


def test_exiftool_finds_no_fault_with_it(photo: Path, theirs: Path) -> None:
    write_sidecar(photo, WORDS)
    assert "OK" in exiftool("-validate", "-warning", "-a", theirs)


def test_what_exiftool_wrote_is_merged_and_keeps_all_that_it_had(photo: Path, theirs: Path) -> None:
    before = told(theirs)
    assert len(before) >= 10
    write_sidecar(photo, WORDS)
    after = told(theirs)
    ours = {"XMP-dc:Subject", "XMP-lr:HierarchicalSubject", "XMP-digiKam:TagsList"}
    for name in ours:
        assert as_list(after[name])[: len(as_list(before[name]))] == as_list(before[name])
    singles = {"XMP-xmp:Rating", "XMP-dc:Description"}
    assert {name: value for name, value in before.items() if name not in ours | singles} == {
        name: value
        for name, value in after.items()
        if name not in ours | singles and not name.startswith("XMP-photosorter")
    }
    assert told(photo.with_name("IMG_1.xmp.bak")) == before


def test_what_is_taken_back_leaves_what_exiftool_wrote(photo: Path, theirs: Path) -> None:
    before = told(theirs)
    write_sidecar(photo, WORDS)
    write_sidecar(photo, PhotoWords())
    assert told(theirs) == before


def test_after_exiftool_has_written_into_ours_it_can_still_be_taken_back(photo: Path) -> None:
    sidecar = photo.with_name("IMG_1.jpg.xmp")
    write_sidecar(photo, WORDS)
    exiftool("-q", "-overwrite_original", "-xmp-dc:subject+=Holiday", "-xmp:label=Red", sidecar)
    assert not write_sidecar(photo, WORDS)
    write_sidecar(photo, PhotoWords())
    assert told(sidecar) == {
        "XMP-x:XMPToolkit": told(sidecar)["XMP-x:XMPToolkit"],
        "XMP-dc:Subject": "Holiday" if isinstance(told(sidecar)["XMP-dc:Subject"], str) else ["Holiday"],
        "XMP-xmp:Label": "Red",
    }


def test_what_exiftool_writes_we_read(theirs: Path) -> None:
    assert read_xmp(theirs.read_bytes()) == Remarks(2, "A day out", ("Holiday", "Beach", "Places"))
