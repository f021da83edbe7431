"""Tables and documents of tags, as other programs read them."""

from __future__ import annotations

import csv
import json
import tracemalloc
from pathlib import Path

import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.errors import KeepingError, LibraryError
from photo_sorter.core.keeping import ExportKind
from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.store.library import Library
from photo_sorter.work.keeping.export import CSV_COLUMNS, export_photos
from tests.store.stock import add_categories
from tests.tight_disk import tight_disk


@pytest.fixture
def ids(home) -> dict[str, int]:
    """One tagged by the machine, one suggested, one judged both ways, one that says nothing, one out of view."""
    with Library.open(home.library) as library:
        cats, dogs = add_categories(library, "Cats", "=Dogs")
        with library.atomic():
            folder = library.folders.add(Path("/photos"))
            gone = library.folders.add(Path("/removed"))
            names = ["a, “b”.jpg", "-c.jpg", "d.jpg", "e.jpg"]
            library.photos.enqueue(
                folder.id, [FileState(Path("/photos") / name, 10 + n, 10**18) for n, name in enumerate(names)]
            )
            library.photos.enqueue(gone.id, [FileState(Path("/removed/f.jpg"), 10, 10**18)])
            ids = {name: library.photos.at(Path("/photos") / name).id for name in names}
            facts = PhotoFacts(
                4, 3, 1, "2019-07-04T10:30:10", "@Leica", 48.1, -11.5, None, 3, "of the file", ("x", "y")
            )
            for name in names[:3]:
                library.photos.set_ready(ids[name], name.encode(), facts)
            library.tags.write([(cats, ids["a, “b”.jpg"], 0.87654, "auto", True)], [])
            library.tags.write([(dogs, ids["-c.jpg"], 0.4, "auto", False)], [])
            library.tags.write([(cats, ids["d.jpg"], 1.0, "user", True)], [])
            library.tags.set_verdicts([Verdict(ids["d.jpg"], cats, True), Verdict(ids["d.jpg"], dogs, False)])
            library.marks.set([(ids["d.jpg"], Marks(True, 5, "=1+1\nsecond line, ü 😂"))])
            library.folders.remove(gone.id)
    return ids


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def document(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_table_has_a_row_for_each_photo_and_category(home, ids, tmp_path):
    path = tmp_path / "out.csv"
    assert export_photos(home.library, path, ExportKind.CSV) == 4
    assert path.read_bytes().startswith(b"\xef\xbb\xbfpath,name,")
    found = rows(path)
    assert tuple(found[0]) == CSV_COLUMNS
    assert [(row["name"], row["category"], row["answer"], row["probability"], row["source"]) for row in found] == [
        ("'-c.jpg", "'=Dogs", "not sure", "0.4", "machine"),
        ("a, “b”.jpg", "Cats", "yes", "0.8765", "machine"),
        ("d.jpg", "Cats", "yes", "1.0", "person"),
        ("d.jpg", "'=Dogs", "no", "0.0", "person"),
        ("e.jpg", "", "", "", ""),
    ]
    judged = found[2]
    assert {name: judged[name] for name in CSV_COLUMNS[:13]} == {
        "path": "/photos/d.jpg", "name": "d.jpg", "taken_at": "2019-07-04 10:30:10", "size": "12",
        "sha256": b"d.jpg".hex(), "camera": "'@Leica", "latitude": "48.1", "longitude": "-11.5", "rating": "5",
        "favourite": "yes", "caption": "'=1+1\nsecond line, ü 😂", "keywords": "x; y", "status": "ready",
    }  # fmt: skip
    assert (found[4]["status"], found[4]["sha256"], found[4]["rating"]) == ("new", "", "")


def test_a_document_has_every_text_as_it_is(home, ids, tmp_path):
    path = tmp_path / "out.json"
    export_photos(home.library, path, ExportKind.JSON)
    read = document(path)
    assert (read["program"], read["format"], len(read["photos"])) == ("Photo Sorter", 1, 4)
    judged = read["photos"][2]
    assert (judged["caption"], judged["camera"], judged["keywords"]) == (
        "=1+1\nsecond line, ü 😂",
        "@Leica",
        ["x", "y"],
    )
    assert judged["categories"] == [
        {"category": "Cats", "answer": "yes", "probability": 1.0, "source": "person"},
        {"category": "=Dogs", "answer": "no", "probability": 0.0, "source": "person"},
    ]
    assert read["photos"][3]["categories"] == []
    assert read["photos"][0]["caption"] == "of the file"


def test_only_those_that_are_asked_for(home, ids, tmp_path):
    path = tmp_path / "out.json"
    assert export_photos(home.library, path, ExportKind.JSON, [ids["d.jpg"], 99]) == 1
    assert [photo["name"] for photo in document(path)["photos"]] == ["d.jpg"]
    assert export_photos(home.library, path, ExportKind.JSON, [], replaces=True) == 0
    assert document(path)["photos"] == []


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(home, ids, tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("mine")
    with pytest.raises(KeepingError, match="is there already"):
        export_photos(home.library, path, ExportKind.CSV)
    assert path.read_text() == "mine"
    export_photos(home.library, path, ExportKind.CSV, replaces=True)
    assert len(rows(path)) == 5
    assert [found.name for found in tmp_path.iterdir() if found.name != "home"] == ["out.csv"]


def test_places_that_cannot_be_written_are_told(home, ids, tmp_path):
    with pytest.raises(KeepingError, match="There is no folder"):
        export_photos(home.library, tmp_path / "nowhere" / "out.csv", ExportKind.CSV)
    with pytest.raises(KeepingError, match="no file that could be written"):
        export_photos(home.library, tmp_path, ExportKind.CSV, replaces=True)
    with pytest.raises(LibraryError, match="no library"):
        export_photos(tmp_path / "none.db", tmp_path / "out.csv", ExportKind.CSV)
    assert not (tmp_path / "out.csv").exists()


def test_a_link_is_followed_and_stays(home, ids, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "out.csv").symlink_to(tmp_path / "there" / "real.csv")
    export_photos(home.library, tmp_path / "out.csv", ExportKind.CSV)
    assert (tmp_path / "out.csv").is_symlink()
    assert len(rows(tmp_path / "there" / "real.csv")) == 5


def test_on_a_full_disk_there_is_no_half_file(home, ids, tmp_path):
    with tight_disk(tmp_path / "tight", kilobytes=64) as disk:
        with Library.open(home.library) as library, library.atomic():
            library.marks.set([(ids["d.jpg"], Marks(caption="x" * 200_000))])
        with pytest.raises(KeepingError, match="no space left on the disk of"):
            export_photos(home.library, disk / "out.json", ExportKind.JSON)
        assert list(disk.iterdir()) == []


def test_what_a_formula_begins_with_is_text(home, tmp_path):
    names = ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "plain"]
    with Library.open(home.library) as library:
        add_categories(library, "Cats")
        with library.atomic():
            folder = library.folders.add(Path("/photos"))
            library.photos.enqueue(folder.id, [FileState(Path("/photos", name), 1, 1) for name in names])
    export_photos(home.library, tmp_path / "out.csv", ExportKind.CSV)
    assert {row["name"] for row in rows(tmp_path / "out.csv")} == {f"'{name}" for name in names[:-1]} | {"plain"}


def test_progress_is_told_and_what_it_raises_leaves_nothing(home, ids, tmp_path):
    told = []
    export_photos(home.library, tmp_path / "out.csv", ExportKind.CSV, tell=lambda *one: told.append(one))
    assert told == [(0, 4)]

    def stop(done, total):
        raise KeepingError("stopped")

    with pytest.raises(KeepingError, match="stopped"):
        export_photos(home.library, tmp_path / "other.csv", ExportKind.CSV, tell=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "out.csv"]


def test_a_large_library_takes_no_more_memory_than_a_small_one(home, tmp_path):
    peaks = []
    for count in (2_000, 10_000):
        with Library.open(home.library) as library, library.atomic():
            folder = library.folders.add(Path("/photos"))
            library.photos.enqueue(folder.id, [FileState(Path("/photos", f"{n}.jpg"), 1, 1) for n in range(count)])
        tracemalloc.start()
        export_photos(home.library, tmp_path / "out.json", ExportKind.JSON, replaces=True)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2
