import os
import shutil
import sys
import threading
from contextlib import suppress
from dataclasses import replace

import pytest

from photo_sorter.core.commands import (
    AddFolders,
    Explain,
    ForgetFolder,
    LookAt,
    Pause,
    RemoveFolder,
    Rescan,
    Resume,
    SaveScheme,
    Search,
    SetVerdicts,
    TryAgain,
    UseModel,
    Verdict,
)
from photo_sorter.core.events import (
    Activity,
    ActivityChanged,
    LibraryChanged,
    ModelFailed,
    ModelReady,
    NoticeRaised,
    PhotoExplained,
    PhotosIndexed,
    SearchAnswered,
    Stopped,
)
from photo_sorter.core.photo import Status
from photo_sorter.core.search.language import parse
from photo_sorter.core.sorting.category import Category, Prompt, Scheme
from photo_sorter.settings import SettingsFile
from photo_sorter.store.library import Library
from photo_sorter.work.reconcile import look_at_files
from photo_sorter.work.whereabouts import Whereabouts
from tests.fakes import colour_picture

RED_GREEN = SaveScheme(Scheme((Category("Red things", (Prompt("red"),)), Category("Green things", (Prompt("green"),)))))


def fill(folder, **counts):
    """Files like red0.png; every file has other bytes."""
    for colour, count in counts.items():
        for number in range(count):
            colour_picture(colour, shade=number).save(folder / f"{colour}{number}.png")


def test_a_folder_is_indexed_and_sorted(house, photos):
    fill(photos, red=5, green=4, blue=3)
    house.run(AddFolders((photos,)), RED_GREEN)
    tags = house.tags()
    assert {name for name, found in tags.items() if found == ["Red things"]} == {f"red{n}.png" for n in range(5)}
    assert {name for name, found in tags.items() if found == ["Green things"]} == {f"green{n}.png" for n in range(4)}
    with house.read() as library:
        counts = library.photos.counts()
        assert (counts.all, counts.not_sorted, counts.waiting) == (12, 3, 0)
        assert library.check() == ()
    assert sum(len(event.photo_ids) for event in house.events.of(PhotosIndexed)) == 12


def test_editing_a_category_sorts_again_and_opens_no_photo(house, photos):
    fill(photos, red=2, green=2, blue=2)
    house.run(AddFolders((photos,)), RED_GREEN)
    shutil.move(photos, photos.with_name("unplugged"))
    with house.read() as library:
        red, green = library.categories.all()
    edited = (replace(red, prompts=(Prompt("blue"),)), replace(green, enabled=False), Category("unicorn"))
    house.run(SaveScheme(Scheme(edited)))
    assert house.tags() == {"blue0.png": ["Red things"], "blue1.png": ["Red things"]}


def test_search_finds_the_colour_that_was_asked_for(house, photos):
    fill(photos, red=3, green=3, blue=3)
    house.run(AddFolders((photos,)))
    house.run(Search(7, parse("  something blue ").query, beyond=0))
    (answer,) = house.events.of(SearchAnswered)
    with house.read() as library:
        names = [path.name for path in library.photos.paths(answer.photo_ids.tolist()).values()]
    assert answer.token == 7
    assert sorted(names) == ["blue0.png", "blue1.png", "blue2.png"]
    assert list(answer.scores) == sorted(answer.scores, reverse=True)


def test_exact_copies_are_rows_of_their_own_that_share_one_embedding(house, photos):
    fill(photos, red=1)
    house.run(AddFolders((photos,)))
    (photos / "album").mkdir()
    shutil.copy(photos / "red0.png", photos / "album" / "copy.png")
    house.run(RED_GREEN, Rescan())
    assert house.tags() == {"red0.png": ["Red things"], "copy.png": ["Red things"]}
    assert house.embedders["colours"].pictures_seen == 1


def test_a_moved_photo_keeps_its_row_its_verdict_and_is_not_embedded_again(house, photos):
    fill(photos, red=2)
    house.run(AddFolders((photos,)), RED_GREEN)
    before = house.photo(photos / "red0.png")
    with house.read() as library:
        green = library.categories.all()[1].id
    house.run(SetVerdicts((Verdict(before.id, green, True),)))
    (photos / "sub").mkdir()
    (photos / "red0.png").rename(photos / "sub" / "renamed.png")
    house.run()
    moved = house.photo(photos / "sub" / "renamed.png")
    assert moved.id == before.id
    assert house.photo(photos / "red0.png") is None
    assert house.tags()["renamed.png"] == ["Green things"]
    assert house.embedders["colours"].pictures_seen == 2


def test_a_changed_file_is_looked_at_again(house, photos):
    fill(photos, red=1)
    house.run(AddFolders((photos,)), RED_GREEN)
    colour_picture("green", (61, 40)).save(photos / "red0.png")
    house.run()
    assert house.tags() == {"red0.png": ["Green things"]}


def test_a_deleted_photo_leaves_the_view_and_returns_with_its_verdict(house, photos):
    fill(photos, red=1, green=1)
    house.run(AddFolders((photos,)), RED_GREEN)
    red = house.photo(photos / "red0.png")
    with house.read() as library:
        categories = library.categories.all()
    house.run(SetVerdicts((Verdict(red.id, categories[1].id, True),)))
    kept = (photos / "red0.png").read_bytes()
    (photos / "red0.png").unlink()
    house.run()
    assert house.photo(photos / "red0.png").status is Status.MISSING
    assert "red0.png" not in house.tags()
    (photos / "red0.png").write_bytes(kept)
    house.run()
    assert house.tags()["red0.png"] == ["Green things"]


def test_an_unplugged_disk_is_not_a_deletion(house, photos, tmp_path):
    fill(photos, red=3)
    house.run(AddFolders((photos,)), RED_GREEN)
    (tmp_path / "elsewhere").mkdir()
    photos.rename(tmp_path / "elsewhere" / "photos")
    house.events.mark()
    house.run()
    assert any(photos.name in event.sentence for event in house.events.of(NoticeRaised))
    assert len(house.tags()) == 3


def test_an_empty_mount_point_is_not_a_deletion_either(house, photos):
    fill(photos, red=3)
    house.run(AddFolders((photos,)), RED_GREEN)
    photos.rename(photos.with_name("unplugged"))
    photos.mkdir()
    house.events.mark()
    house.run()
    assert "is empty" in house.events.of(NoticeRaised)[0].sentence
    assert len(house.tags()) == 3


def test_lost_thumbnails_are_made_again(house, photos):
    fill(photos, red=1)
    house.run(AddFolders((photos,)))
    shutil.rmtree(house.home.thumbnails)
    shutil.copy(photos / "red0.png", photos / "copy.png")
    house.run(Rescan())
    assert list(house.home.thumbnails.rglob("*.jpg"))


def test_problem_files_are_listed_with_a_reason_and_the_rest_goes_on(house, photos):
    fill(photos, red=1)
    (photos / "broken.jpg").write_bytes(b"")
    (photos / "notes.txt").write_text("no photo")
    (photos / "folder.jpg").mkdir()
    house.run(AddFolders((photos,)))
    with house.read() as library:
        ((path, reason),) = library.photos.problems()
        assert library.photos.counts().all == 1
    assert path.name == "broken.jpg"
    assert "broken.jpg" in reason
    colour_picture("green").save(photos / "broken.jpg", "JPEG")
    house.run(RED_GREEN, TryAgain())
    assert house.tags()["broken.jpg"] == ["Green things"]


def test_a_missing_folder_is_a_notice(house, tmp_path):
    house.run(AddFolders((tmp_path / "nowhere",)))
    assert "cannot be found" in house.events.of(NoticeRaised)[0].sentence


def test_a_bad_category_is_refused_and_nothing_changes(house, photos):
    house.run(RED_GREEN)
    house.run(SaveScheme(Scheme((Category("A"), Category("a")))))
    assert "already a category" in house.events.of(NoticeRaised)[0].sentence
    with house.read() as library:
        assert [category.name for category in library.categories.all()] == ["Red things", "Green things"]


def test_a_removed_folder_returns_with_its_tags_and_a_forgotten_one_does_not(house, photos):
    fill(photos, red=2)
    house.run(AddFolders((photos,)), RED_GREEN)
    with house.read() as library:
        (folder,) = library.folders.active()
    house.run(RemoveFolder(folder.id))
    assert house.tags() == {}
    house.run(AddFolders((photos,)))
    assert len(house.tags()) == 2
    assert house.embedders["colours"].pictures_seen == 2
    house.run(ForgetFolder(folder.id))
    with house.read() as library:
        assert library.photos.counts().all == 0
    house.run(AddFolders((photos,)))
    assert house.embedders["colours"].pictures_seen == 4


def test_a_verdict_stands_through_any_edit_and_can_be_taken_back(house, photos):
    fill(photos, red=1)
    house.run(AddFolders((photos,)), RED_GREEN)
    red = house.photo(photos / "red0.png")
    with house.read() as library:
        categories = library.categories.all()
    house.run(SetVerdicts((Verdict(red.id, categories[1].id, True),)), SaveScheme(Scheme(categories)))
    assert house.tags() == {"red0.png": ["Green things"]}
    house.run(SetVerdicts((Verdict(red.id, categories[1].id, None),)))
    assert house.tags() == {"red0.png": ["Red things"]}
    house.run(SetVerdicts((Verdict(red.id, categories[0].id, False),)))
    assert house.tags() == {}


def test_a_removed_category_takes_its_tags_along_and_returns_with_them_and_its_verdicts(house, photos):
    fill(photos, red=2)
    house.run(AddFolders((photos,)), RED_GREEN)
    photo = house.photo(photos / "red0.png")
    with house.read() as library:
        scheme = library.categories.scheme()
    scheme = replace(scheme, categories=tuple(replace(one, learns=False) for one in scheme.categories))
    red, green = (category.id for category in scheme.categories)
    house.run(SaveScheme(scheme), SetVerdicts((Verdict(photo.id, red, False), Verdict(photo.id, green, True))))
    before = house.tags()
    assert before == {"red0.png": ["Green things"], "red1.png": ["Red things"]}
    house.run(SaveScheme(scheme.without(red)))
    assert house.tags() == {"red0.png": ["Green things"]}
    house.run(SaveScheme(Scheme()))
    assert house.tags() == {}
    house.run(SaveScheme(scheme))
    assert house.tags() == before


def test_explaining_a_photo_scores_it_in_every_category(house, photos):
    fill(photos, red=1)
    house.run(AddFolders((photos,)), RED_GREEN)
    red = house.photo(photos / "red0.png")
    house.run(Explain(3, red.id), Explain(4, 999))
    first, second = house.events.of(PhotoExplained)
    with house.read() as library:
        best = library.categories.all()[0].id
    assert first.scores[0][0] == best
    assert first.scores[0][1] > 0.5 > first.scores[1][1]
    assert second.scores == ()


def test_paused_work_waits_and_goes_on_after_a_restart(house, photos):
    fill(photos, red=3)
    worker = house.start()
    house.events.wait_for(ModelReady)
    worker.post(Pause())
    worker.post(AddFolders((photos,)))
    house.events.wait(lambda all: any(isinstance(e, ActivityChanged) and e.activity is Activity.PAUSED for e in all))
    house.stop()
    with house.read() as library:
        assert library.photos.counts().waiting == 3
    house.events.mark()
    worker = house.start()
    house.events.wait(lambda all: any(isinstance(e, ActivityChanged) and e.activity is Activity.PAUSED for e in all))
    worker.post(Resume())
    house.events.wait_until_idle()
    with house.read() as library:
        assert library.photos.counts().waiting == 0


def test_search_answers_while_photos_are_being_indexed(house, photos):
    fill(photos, red=60, blue=60)
    worker = house.start()
    worker.post(AddFolders((photos,)))
    house.events.wait_for(PhotosIndexed)
    worker.post(Search(1, parse("red").query))
    house.events.wait_for(SearchAnswered)
    house.events.wait_until_idle()
    order = [type(event) for event in house.events.all]
    assert PhotosIndexed in order[order.index(SearchAnswered) :]


def test_arrivals_changes_and_deletions_are_seen_while_watching(house, photos):
    fill(photos, red=1)
    worker = house.start(watching=True)
    worker.post(AddFolders((photos,)))
    worker.post(RED_GREEN)
    house.events.wait_for(PhotosIndexed)
    house.events.mark()
    colour_picture("green").save(photos / "new.png")
    house.events.wait_for(PhotosIndexed)
    assert house.tags() == {"red0.png": ["Red things"], "new.png": ["Green things"]}
    house.events.mark()
    (photos / "red0.png").unlink()
    (photos / "new.png").rename(photos / "renamed.png")
    house.events.wait(lambda _: house.tags() == {"renamed.png": ["Green things"]})
    assert house.embedders["colours"].pictures_seen == 2


def test_a_whole_tree_that_moves_in_is_found(house, photos, tmp_path):
    tree = tmp_path / "tree" / "deep"
    tree.mkdir(parents=True)
    fill(tree, red=20)
    worker = house.start(watching=True)
    worker.post(AddFolders((photos,)))
    house.events.wait_until_idle()
    house.events.mark()
    shutil.move(tmp_path / "tree", photos / "tree")
    house.events.wait(lambda all: sum(len(e.photo_ids) for e in all if isinstance(e, PhotosIndexed)) == 20)


def test_looking_outside_the_folders_or_at_hidden_files_does_nothing(house, photos, tmp_path):
    fill(photos, red=1)
    house.run(AddFolders((photos,)))
    colour_picture("red", shade=5).save(photos / ".hidden.png")
    colour_picture("red", shade=6).save(tmp_path / "outside.png")
    house.run(LookAt(frozenset({photos / ".hidden.png", tmp_path / "outside.png", photos / "never.png"})))
    with house.read() as library:
        assert library.photos.counts().all == 1


def test_changing_the_model_embeds_again_and_going_back_does_not(house, photos):
    fill(photos, red=3)
    house.run(AddFolders((photos,)), RED_GREEN)
    house.run(UseModel("other"))
    assert house.embedders["other"].pictures_seen == 3
    assert len(house.tags()) == 3
    house.run(UseModel("colours"))
    assert house.embedders["colours"].pictures_seen == 3
    assert len(house.tags()) == 3


def test_a_model_that_cannot_be_opened_leaves_the_old_one_at_work(house, photos):
    fill(photos, red=1)
    house.run(UseModel("nothing"), AddFolders((photos,)))
    assert "There is no model" in house.events.of(ModelFailed)[0].sentence
    assert house.embedders["colours"].pictures_seen == 1


def test_a_second_worker_on_the_same_library_says_so_and_ends(house):
    with Library.open(house.home.library):
        house.run()
    assert "already open" in house.events.of(Stopped)[0].sentence


def test_a_disk_that_fills_up_pauses_the_work_with_a_sentence_and_loses_nothing(house, photos, monkeypatch):
    from photo_sorter.core.errors import LibraryError
    from photo_sorter.store.embeddings import EmbeddingStore

    fill(photos, red=9)

    def full(*_):
        raise LibraryError("There is no space left on the disk.")

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddingStore, "add", full)
        worker = house.start()
        worker.post(AddFolders((photos,)))
        house.events.wait_for(NoticeRaised)
        house.events.wait(
            lambda all: any(isinstance(e, ActivityChanged) and e.activity is Activity.PAUSED for e in all)
        )
    worker.post(Resume())
    house.events.wait(lambda all: sum(len(e.photo_ids) for e in all if isinstance(e, PhotosIndexed)) == 9)


def test_every_change_is_told(house, photos):
    fill(photos, red=1)
    house.run(AddFolders((photos,)), RED_GREEN)
    changes = house.events.of(LibraryChanged)
    for subject in ("photos", "tags", "categories", "folders"):
        assert any(getattr(change, subject) for change in changes)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_search_gives_all_photos_for_their_facets(house, photos, text):
    fill(photos, red=1)
    house.run(AddFolders((photos,)))
    house.run(Search(1, parse(text).query))
    (answer,) = house.events.of(SearchAnswered)
    assert (len(answer.photo_ids), answer.relevant, answer.nothing) == (1, 1, False)


def test_after_a_folder_is_removed_the_rest_is_still_sorted_and_explained(house, photos, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    fill(photos, red=1)
    house.run(AddFolders((photos, other)), RED_GREEN)
    with house.read() as library:
        folder = library.folders.containing(other)
    fill(other, green=1)
    house.run(RemoveFolder(folder.id), Explain(1, house.photo(photos / "red0.png").id))
    assert len(house.events.of(PhotoExplained)[0].scores) == 2
    colour_picture("green", shade=40).save(photos / "late.png")
    house.run()
    assert house.tags() == {"red0.png": ["Red things"], "late.png": ["Green things"]}


def test_a_verdict_for_what_is_gone_is_left_out(house, photos):
    fill(photos, red=1)
    house.run(AddFolders((photos,)), RED_GREEN, SetVerdicts((Verdict(1, 99, True), Verdict(99, 1, False))))
    assert house.events.of(Stopped) == [Stopped()]
    with house.read() as library:
        assert library.tags.verdicts() == {}


def test_an_inner_folder_and_the_one_around_it_may_be_added_together(house, photos):
    (photos / "in").mkdir()
    fill(photos / "in", red=2)
    fill(photos, green=1)
    house.run(AddFolders((photos / "in", photos)))
    with house.read() as library:
        assert [folder.path for folder in library.folders.active()] == [photos]
        assert library.photos.counts().all == 3


def test_a_file_that_is_completed_while_its_broken_half_is_in_hand_is_no_problem(house, photos, monkeypatch):
    from photo_sorter.work.ingest import Ingest

    whole = photos.with_name("whole.png")
    colour_picture("red", (400, 300)).save(whole)
    target = photos / "arriving.png"
    target.write_bytes(whole.read_bytes()[:200])
    original = Ingest.on_decoded

    def completed_meanwhile(ingest, message):
        if target.stat().st_size == 200:
            shutil.copy(whole, target)
            library = ingest._library
            whereabouts = Whereabouts(library)
            whereabouts.look()
            for _ in look_at_files(library, whereabouts, [target], library.folders.containing(target)):
                pass
        return original(ingest, message)

    monkeypatch.setattr(Ingest, "on_decoded", completed_meanwhile)
    house.run(AddFolders((photos,)), RED_GREEN)
    assert house.tags() == {"arriving.png": ["Red things"]}


def test_settings_that_cannot_be_written_are_a_notice(house, photos):
    worker = house.start()
    house.events.wait_until_idle()
    house.home.settings.unlink()
    house.home.settings.mkdir()
    worker.post(Pause())
    house.events.wait_for(NoticeRaised)
    assert "settings" in house.events.of(NoticeRaised)[0].sentence


def test_a_stand_in_for_a_missing_model_does_not_become_the_choice(house, photos, monkeypatch):
    monkeypatch.setattr("photo_sorter.work.models.BUILT_IN_MODEL", "other")
    SettingsFile(house.home.settings).change(model_id="on a disk that is away")
    fill(photos, red=1)
    house.run(AddFolders((photos,)))
    assert house.embedders["other"].pictures_seen == 1
    assert SettingsFile(house.home.settings).current.model_id == "on a disk that is away"


def test_what_follows_a_verdict_is_counted(house, photos):
    fill(photos, red=3)
    house.run(AddFolders((photos,)), RED_GREEN)
    red = house.photo(photos / "red0.png")
    with house.read() as library:
        green = library.categories.all()[1].id
    house.events.mark()
    house.run(SetVerdicts((Verdict(red.id, green, True),)))
    assert max(event.followed for event in house.events.of(LibraryChanged)) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads")
def test_no_thread_gives_way_to_other_programs(house, photos):
    """It might hold Python's lock while it waits for a core, and the window would wait with it."""
    colour_picture("red").save(photos / "red.png")
    house.start().post(AddFolders((photos,)))
    house.events.wait_for(PhotosIndexed)
    names = {}
    for one in threading.enumerate():
        with suppress(ProcessLookupError):  # it has just ended
            names[os.getpriority(os.PRIO_PROCESS, one.native_id or 0)] = one.name
    assert list(names) == [os.getpriority(os.PRIO_PROCESS, 0)], names
