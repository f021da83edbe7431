"""Damaged libraries: what lies on intact pages, or is in the keepsake, survives. A sample of the benchmark's."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from photo_sorter.core.commands import Verdict
from photo_sorter.core.errors import LibraryError
from photo_sorter.core.photo import FileState, Status
from photo_sorter.store.keepsakes import FOLDER, keepsakes_beside
from photo_sorter.store.library import Library
from photo_sorter.store.salvage.salvage import salvage
from tests.store.salvage.wrecks import DAMAGES, FOLDERS, PAGE, Scene, decisions, make_scene, outcome, wreck
from tests.store.stock import add_categories, add_photos


@pytest.fixture(scope="module")
def scenes(tmp_path_factory) -> dict[bool, Scene]:
    """By whether the newest answers are in the log alone."""
    folder = tmp_path_factory.mktemp("scenes")
    return {has_log: make_scene(folder / str(has_log), 600, has_log) for has_log in (True, False)}


@pytest.mark.parametrize("has_log", [True, False])
@pytest.mark.parametrize("damage", DAMAGES)
def test_what_lies_on_intact_pages_or_in_the_keepsake_survives(scenes, tmp_path, damage, has_log):
    for seed in range(2):
        folder = tmp_path / str(seed)
        changed, log_is_changed = wreck(scenes[has_log], damage, folder, seed)
        came = outcome(scenes[has_log], folder, damage, changed, log_is_changed)
        assert came.faults == ()
        assert came.there >= came.due


def copy_of(scene: Scene, folder: Path) -> Path:
    shutil.copytree(scene.library.parent, folder)
    return folder / scene.library.name


def salvaged(damaged: Path, keepsakes: bool = True) -> tuple[Path, object]:
    fresh = damaged.parent / "fresh" / "library.db"
    return fresh, salvage(damaged, fresh, keepsakes_beside(damaged) if keepsakes else [], lambda done, total: None)


def everything(path: Path) -> dict[str, list]:
    """All rows of all tables that are not derived."""
    with sqlite3.connect(path) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            table: sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in tables
            if table not in ("tags", "prompt_embeddings", "photo_ids", "sqlite_sequence", "_sqlite_migrations")
            and not table.startswith("photo_words_")
        }
    db.close()
    return found


def test_of_a_sound_library_nothing_is_lost_or_changed(scenes, tmp_path):
    library = copy_of(scenes[True], tmp_path / "copy")
    fresh, saved = salvaged(library)
    assert (saved.photos, saved.photos_lost, saved.answers_lost, saved.from_keepsake) == (600, 0, 0, 0)
    assert everything(fresh) == everything(library)


def test_long_rows_that_lie_on_several_pages_are_whole(scenes, tmp_path):
    fresh, _ = salvaged(copy_of(scenes[False], tmp_path / "copy"))
    with Library.open(fresh) as library:
        captions = [row[0] for row in library._db.execute("SELECT caption FROM photos WHERE caption IS NOT NULL")]
        assert set(captions) == {"long " * 1500}


def test_the_words_are_found_again_and_the_vectors_are_kept(scenes, tmp_path):
    path = copy_of(scenes[False], tmp_path / "copy")
    content = bytearray(path.read_bytes())
    content[:PAGE] = bytes(PAGE)
    path.write_bytes(content)
    fresh, _ = salvaged(path)
    with Library.open(fresh) as library:
        found = library._db.execute("SELECT count(*) FROM photo_words WHERE photo_words MATCH 'camera'").fetchone()
        assert found == (600,)
        assert library.embeddings.models() == {"colours": 600}


def test_without_a_keepsake_an_answer_is_known_by_the_index_of_paths(tmp_path):
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        ids = add_photos(library, [f"{number}.jpg" for number in range(300)])
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library.tags.set_verdicts(Verdict(id, cats, True) for id in ids.values())
    content = bytearray(path.read_bytes())
    with sqlite3.connect(path) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'photos'").fetchone()
    db.close()
    hit = [number for number in range(1, len(content) // PAGE + 1) if content[(number - 1) * PAGE] == 0x0D
           and b"/photos/7.jpg" in content[(number - 1) * PAGE : number * PAGE]]  # fmt: skip
    for number in hit:
        content[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    assert hit
    assert root not in hit
    path.write_bytes(content)
    fresh, saved = salvaged(path, keepsakes=False)
    assert saved.photos_lost > 0
    assert saved.photos + saved.photos_lost == 300
    assert saved.answers == 300
    with Library.open(fresh) as library:
        assert library.check() == ()
        # What a round does when it finds the file: the same photo, with what was said of it.
        lost = library.photos.at(Path("/photos/7.jpg"))
        assert (lost.id, lost.status) == (ids["7.jpg"], Status.MISSING)
        with library.atomic():
            library.photos.enqueue(lost.folder_id, [FileState(Path("/photos/7.jpg"), 10, 1)])
        assert library.tags.verdicts_of_photo(ids["7.jpg"]) == {cats: True}


def test_what_was_taken_back_since_the_keepsake_stays_so(scenes, tmp_path):
    scene = scenes[True]
    back = [key for key in scene.in_keepsake if key not in scene.decided]
    assert len(back) >= 3
    fresh, _ = salvaged(copy_of(scene, tmp_path / "copy"))
    with Library.open(fresh) as library:
        assert not set(back) & set(decisions(library))


def test_a_category_of_which_only_answers_are_left_gets_a_name(tmp_path):
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        ids = add_photos(library, ["a.jpg"])
        (cats,) = add_categories(library, "Cats")
        with library.atomic():
            library.tags.set_verdicts([Verdict(ids["a.jpg"], cats, True)])
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM categories")
        db.execute("DELETE FROM category_sets")
    db.close()
    fresh, saved = salvaged(path)
    assert saved.answers == 1
    with Library.open(fresh) as library:
        assert [category.name for category in library.categories.all()] == [f"Recovered category {cats}"]


def test_photos_that_may_come_back_as_new_ones_are_moved_by_no_rule(scenes, tmp_path):
    path = copy_of(scenes[False], tmp_path / "copy")
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO rules (name, folders, arrangement, enabled) VALUES ('r', '[]', '{}', 1)")
    db.close()
    content = bytearray(path.read_bytes())
    fresh, saved = salvaged(path)
    assert not saved.rules_off
    shutil.rmtree(fresh.parent)
    for number in range(1, len(content) // PAGE + 1):
        if any(bytes(str(folder), "ascii") in content[(number - 1) * PAGE : number * PAGE] for folder in FOLDERS):
            content[(number - 1) * PAGE : number * PAGE] = bytes(PAGE)
    path.write_bytes(content)
    fresh, saved = salvaged(path)
    assert saved.rules_off
    with Library.open(fresh) as library:
        assert library._db.execute("SELECT enabled FROM rules").fetchall() == [(0,)]


def test_a_keepsake_of_another_library_is_left_alone(scenes, tmp_path):
    path = tmp_path / "other" / "library.db"
    with Library.open(path) as library:
        add_categories(library, "Mine")
    shutil.copytree(scenes[False].library.parent / FOLDER, path.parent / FOLDER)
    content = bytearray(path.read_bytes())
    with sqlite3.connect(path) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'verdicts'").fetchone()
    db.close()
    content[(root - 1) * PAGE : root * PAGE] = bytes(PAGE)
    path.write_bytes(content)
    fresh, saved = salvaged(path)
    assert (saved.answers, saved.from_keepsake) == (0, 0)
    with Library.open(fresh) as library:
        assert [category.name for category in library.categories.all()] == ["Mine"]


def test_a_damaged_keepsake_gives_way_to_an_older_one(scenes, tmp_path):
    path = copy_of(scenes[False], tmp_path / "copy")
    path.write_text("no library")
    (path.parent / FOLDER / "decisions-2026-11-22.db").write_bytes(b"half a keepsake" * 100)
    _, saved = salvaged(path)
    assert saved.categories == 14
    assert saved.from_keepsake == len(scenes[False].in_keepsake)


def test_a_library_of_a_newer_program_is_left_alone(scenes, tmp_path):
    path = copy_of(scenes[False], tmp_path / "copy")
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LibraryError, match="newer Photo Sorter"):
        salvaged(path)
