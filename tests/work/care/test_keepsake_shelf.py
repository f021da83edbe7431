"""A small file a day of what people decided."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.errors import PhotoSorterError
from photo_sorter.core.marks import Marks
from photo_sorter.paths import Home
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.care import keepsake_shelf
from photo_sorter.work.care.keepsake_shelf import keep, kept_days, newest_day, newest_keepsake
from tests.store.stock import add_categories, add_photos
from tests.tight_disk import tight_disk

TODAY = date(2026, 11, 21)


@pytest.fixture
def decided(home) -> Home:
    """Two photos of three with a word of a person's."""
    with Library.open(home.library) as library:
        ids = add_photos(library, ["a.jpg", "b.jpg", "c.jpg"])
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library.tags.set_verdicts([Verdict(ids["a.jpg"], cats, True)])
            library.marks.set([(ids["b.jpg"], Marks(favourite=True))])
    return home


def judge(home: Home, name: str) -> None:
    with Library.open(home.library) as library, library.atomic():
        photo = library.photos.at(Path("/photos", name))
        library.tags.set_verdicts([Verdict(photo.id, library.categories.all()[0].id, False)])


def fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(4096)):
            pass


def rows(keepsake: Path, sql: str) -> list:
    with sqlite3.connect(keepsake) as db:
        found = db.execute(sql).fetchall()
    db.close()
    return found


def test_it_holds_what_was_decided_and_by_what_the_photos_are_known(decided):
    SettingsFile(decided.settings).change(proxy="http://me:secret@proxy:80")
    path = keep(decided, TODAY)
    assert path == decided.folder / "backups" / "decisions-2026-11-21.db"
    assert rows(path, "SELECT path, size, content_hash FROM photos") == [
        ("/photos/a.jpg", 10, b"a.jpg"), ("/photos/b.jpg", 10, b"b.jpg"),
    ]  # fmt: skip
    assert rows(path, "SELECT name, holds FROM verdicts JOIN categories ON category_id = categories.id") == [
        ("Cats", 1)
    ]
    assert rows(path, "SELECT favourite FROM marks") == [(1,)]
    ((settings,),) = rows(path, "SELECT settings FROM keepsake")
    assert "http://me@proxy:80" in settings
    assert "secret" not in path.read_bytes().decode("latin-1")


def test_there_is_a_new_one_only_if_something_was_decided_since(decided):
    assert keep(decided, TODAY) is not None
    assert keep(decided, TODAY + timedelta(1)) is None
    judge(decided, "c.jpg")
    later = keep(decided, TODAY + timedelta(2))
    assert newest_keepsake(decided) == later
    assert newest_day(decided) == "2026-11-23"
    assert len(list(later.parent.iterdir())) == 2


def test_a_later_one_of_the_same_day_takes_the_place_of_the_first(decided):
    keep(decided, TODAY)
    judge(decided, "c.jpg")
    path = keep(decided, TODAY)
    assert [*path.parent.iterdir()] == [path]
    assert len(rows(path, "SELECT * FROM verdicts")) == 2


def test_of_a_library_in_which_nothing_was_decided_there_is_none(home):
    with Library.open(home.library) as library:
        add_photos(library, ["a.jpg"])
    assert keep(home, TODAY) is None
    assert [*(home.folder / "backups").iterdir()] == []


def test_it_is_of_one_state_while_others_write(decided):
    with Library.open(decided.library) as library, library.atomic():
        library.tags.set_verdicts([Verdict(3, 1, True)])
        path = keep(decided, TODAY)
    assert len(rows(path, "SELECT * FROM verdicts")) == 1


def test_seven_days_four_weeks_and_twelve_months_are_kept():
    days = [TODAY - timedelta(number) for number in range(1000)]
    kept = sorted(kept_days(days), reverse=True)
    assert kept[:7] == days[:7]
    assert len(kept) <= 7 + 4 + 12
    months = {(day.year, day.month) for day in kept}
    assert len(months) == 12
    assert min(kept) > TODAY - timedelta(370)
    assert kept_days(kept) == set(kept)
    assert kept_days([]) == set()


def test_in_a_year_of_use_there_are_never_more_than_23(decided):
    folder = decided.folder / "backups"
    content, day = keep(decided, TODAY).read_bytes(), TODAY
    for number in range(400):
        day += timedelta(1)
        (folder / f"decisions-{day}.db").write_bytes(content)
        keepsake_shelf._clear_away(decided)
        assert len(list(folder.iterdir())) <= 23, number
    assert newest_day(decided) == str(day)


def test_all_together_are_bounded(decided, monkeypatch):
    path = keep(decided, TODAY)
    monkeypatch.setattr(keepsake_shelf, "LARGEST_TOTAL_BYTES", 4 * path.stat().st_size)
    for number in range(1, 7):
        shutil.copy(path, path.with_name(f"decisions-{TODAY - timedelta(number)}.db"))
    judge(decided, "c.jpg")
    keep(decided, TODAY + timedelta(1))
    assert len(list(path.parent.iterdir())) in (3, 4)


def test_on_a_full_disk_the_former_one_stays(tmp_path):
    with tight_disk(tmp_path / "disk", 3000) as place:
        home = Home(place / "home")
        with Library.open(home.library) as library:
            ids = add_photos(library, ["a.jpg", "b.jpg"])
            (cats,) = add_categories(library, "Cats")
            with library.atomic():
                library.tags.set_verdicts([Verdict(ids["a.jpg"], cats, True)])
        former = keep(home, TODAY)
        before = former.read_bytes()
        with Library.open(home.library) as library:
            with library.atomic():
                library.tags.set_verdicts([Verdict(ids["b.jpg"], cats, True)])
            fill(place)
            with pytest.raises(PhotoSorterError, match=r"no space left|cannot be written"):
                keep(home, TODAY)
        assert former.read_bytes() == before
        assert [*former.parent.iterdir()] == [former]


def test_what_a_power_cut_left_is_cleared_away(decided):
    path = keep(decided, TODAY)
    judge(decided, "c.jpg")
    path.with_suffix(".tmp").write_bytes(b"half")
    assert keep(decided, TODAY) == path
    assert [*path.parent.iterdir()] == [path]


def test_100_000_answers_are_kept_in_seconds(home):
    with Library.open(home.library) as library:
        add_photos(library, ["a.jpg"])
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library._db.execute(
                "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO photos"
                " (id, folder_id, path, name, size, mtime_ns, content_hash, taken_at)"
                " SELECT i, 1, '/photos/' || i, i, 1, 1, randomblob(32), '2020-01-01' FROM n"
            )
            library._db.execute(
                "INSERT INTO verdicts (photo_id, category_id, holds) SELECT id, ?, 1 FROM photos", [cats]
            )
    started = time.process_time()
    path = keep(home, TODAY)
    assert time.process_time() - started < 10  # about 1 on the machine of the README
    assert path.stat().st_size < 20e6
