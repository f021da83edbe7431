"""What the library knows of photos, in files beside them: by a real worker, on real photos."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from photo_sorter.core.commands import (
    AddFolders,
    CancelMetadata,
    ReadMetadata,
    SaveScheme,
    SetMarks,
    SetVerdicts,
    Verdict,
    WriteMetadata,
)
from photo_sorter.core.events import MetadataProgressed, MetadataWritten
from photo_sorter.core.marks import Marks
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.media.metadata import Remarks, read_xmp
from photo_sorter.work import metadata_writing
from photo_sorter.work.metadata_writing import write_metadata
from tests.fakes import colour_picture
from tests.media.packets import bag, packet

SCHEME = Scheme(
    (
        Category("Colours", (Prompt("red"), Prompt("green"), Prompt("blue"))),
        Category("Reds", (Prompt("red"),), parent_name="Colours"),
        Category("Off", (Prompt("white"),), enabled=False),
    )
)


@pytest.fixture
def filled(house, photos):
    """Ids by name; red photos are surely Reds within Colours."""
    for colour in ("red", "green"):
        for number in range(2):
            colour_picture(colour, shade=number).save(photos / f"{colour}{number}.png")
    house.run(AddFolders((photos,)), SaveScheme(SCHEME))
    with house.read() as library:
        return {path.name: library.photos.at(path).id for path in photos.iterdir()}


def category_id(house, name: str) -> int:
    with house.read() as library:
        return library.categories.scheme().named(name).id


def sidecar(photos: Path, name: str) -> str:
    return (photos / f"{name}.xmp").read_text(encoding="utf-8")


def write(house, ids=None, **options):
    return write_metadata(house.home.library, ids, **options)


def test_the_machine_stands_apart_and_the_person_among_the_keywords(house, photos, filled):
    said = Verdict(filled["green0.png"], category_id(house, "Off"), True)
    house.run(SetVerdicts((said,)), SetMarks(((filled["green0.png"], Marks(True, 3, "A wall")),)))
    done = write(house)
    assert (len(done.sidecars), done.refused, done.sentences, done.cancelled) == (4, 0, (), False)
    machine = sidecar(photos, "red0.png")
    assert "<rdf:li>Photo Sorter|Colours|Reds</rdf:li>" in machine
    assert "<rdf:li>Photo Sorter/Colours/Reds</rdf:li>" in machine
    assert read_xmp(machine.encode()) == Remarks()
    person = sidecar(photos, "green0.png")
    assert read_xmp(person.encode()) == Remarks(3, "A wall", ("Off",))
    assert "<rdf:li>Photo Sorter|Colours</rdf:li>" in person


def test_what_is_taken_back_goes_and_a_second_time_nothing_is_written(house, photos, filled):
    green, off = filled["green0.png"], category_id(house, "Off")
    house.run(SetVerdicts((Verdict(green, off, True),)), SetMarks(((green, Marks(rating=3)),)))
    write(house)
    assert write(house).sidecars == ()
    house.run(SetVerdicts((Verdict(green, off, None),)), SetMarks(((green, Marks()),)))
    assert write(house).sidecars == (photos / "green0.png.xmp",)
    assert read_xmp(sidecar(photos, "green0.png").encode()) == Remarks()


def test_a_no_of_a_person_is_no_keyword(house, photos, filled):
    red = filled["red0.png"]
    house.run(SetVerdicts((Verdict(red, category_id(house, "Reds"), False),)))
    write(house, [red])
    assert "Reds" not in sidecar(photos, "red0.png")


def test_only_the_photos_that_are_meant(house, photos, filled):
    assert write(house, [filled["red1.png"]]).sidecars == (photos / "red1.png.xmp",)
    assert [path.name for path in photos.glob("*.xmp")] == ["red1.png.xmp"]


def test_photos_that_share_a_sidecar_share_their_words(house, photos, filled):
    colour_picture("red", shade=5).save(photos / "green0.jpg")
    (photos / "green0.xmp").write_text(packet(bag("dc:subject", ["theirs"])), encoding="utf-8")
    house.run()
    house.run(SetMarks(((filled["green0.png"], Marks(rating=2)),)))
    done = write(house)
    assert done.sidecars.count(photos / "green0.xmp") == 1
    text = (photos / "green0.xmp").read_text(encoding="utf-8")
    assert "Photo Sorter|Colours|Reds" in text
    assert read_xmp(text.encode()) == Remarks(2, None, ("theirs",))
    for each in (filled["green0.png"], house.photo(photos / "green0.jpg").id):
        assert write(house, [each]).sidecars == ()


def test_one_that_cannot_be_written_is_told_and_the_rest_goes_on(house, photos, filled, monkeypatch):
    monkeypatch.setattr(metadata_writing, "MOST_TOLD", 1)
    for name in ("red0.png", "red1.png"):
        (photos / f"{name}.xmp").write_text("no XMP")
    done = write(house)
    assert [path.name for path in done.sidecars] == ["green0.png.xmp", "green1.png.xmp"]
    assert done.refused == 2
    assert [sentence.partition(" was ")[2] for sentence in done.sentences] == ["not written: it is no XMP, or damaged."]
    assert sidecar(photos, "red0.png") == "no XMP"


def test_a_dry_run_says_the_same_and_writes_nothing(house, photos, filled):
    (photos / "red0.png.xmp").write_text("no XMP")
    planned = write(house, dry_run=True)
    assert [path.name for path in photos.glob("*.xmp")] == ["red0.png.xmp"]
    assert write(house) == planned


def test_it_ends_when_a_person_has_enough(house, filled):
    seen: list[int] = []
    done = write(house, progress=lambda done, total: seen.append(done), is_cancelled=lambda: len(seen) == 2)
    assert (len(done.sidecars), done.cancelled) == (2, True)


# --- by the worker ---


def test_the_worker_writes_in_the_background_also_before_it_has_a_model(house, photos, filled):
    worker = house.start()
    worker.post(WriteMetadata((filled["red0.png"],)))
    house.events.wait_for(MetadataWritten)
    assert house.events.of(MetadataWritten) == [MetadataWritten(1)]
    worker.post(CancelMetadata())
    worker.post(WriteMetadata())
    house.events.wait(lambda events: len([each for each in events if isinstance(each, MetadataWritten)]) == 2)
    assert house.events.of(MetadataWritten)[1] == MetadataWritten(3, unchanged=1)


def test_progress_is_told(house, filled, monkeypatch):
    monkeypatch.setattr(metadata_writing, "ANNOUNCE_SECONDS", 0)
    house.start().post(WriteMetadata())
    house.events.wait_for(MetadataWritten)
    told = house.events.of(MetadataProgressed)
    assert [(each.done, each.total) for each in told] == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert told[-1].photos_per_second > 0
    assert told[-1].seconds_left == 0


# --- reading again ---


def facts(house, path: Path) -> Remarks:
    found = house.photo(path).facts
    return Remarks(found.rating, found.caption, found.keywords)


def test_a_sidecar_that_changed_is_read_when_asked_and_no_model_looks_at_the_photo(house, photos, filled):
    theirs = photos / "red0.xmp"
    theirs.write_text(packet(bag("dc:subject", ["holiday"]), xmp_Rating="5"), encoding="utf-8")
    house.run()
    assert facts(house, photos / "red0.png") == Remarks()
    seen, tags = house.embedders["colours"].pictures_seen, house.tags()
    house.run(ReadMetadata((filled["red0.png"],)))
    assert facts(house, photos / "red0.png") == Remarks(5, None, ("holiday",))
    theirs.unlink()
    house.run(ReadMetadata())
    assert facts(house, photos / "red0.png") == Remarks()
    assert (house.embedders["colours"].pictures_seen, house.tags()) == (seen, tags)


def test_what_we_wrote_for_the_machine_is_not_read_as_a_keyword(house, photos, filled):
    write(house)
    house.run(ReadMetadata())
    assert {facts(house, photos / name).keywords for name in filled} == {()}


def test_photos_out_of_view_and_those_among_problems_are_not_read(house, photos, filled):
    (photos / "broken.png").write_bytes(b"x")
    house.run()
    with house.read() as library:
        problem = library.photos.at(photos / "broken.png")
    house.run(ReadMetadata((problem.id,)))
    assert house.photo(photos / "broken.png") == replace(problem)
