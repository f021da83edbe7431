"""Moving photos to the trash through a real worker: files, library and sentences."""

import shutil
from itertools import pairwise

import pytest

from photo_sorter.core.arranging.commands import StartRun
from photo_sorter.core.arranging.events import RunEnded
from photo_sorter.core.arranging.plan import Arrangement, Mode
from photo_sorter.core.commands import (
    AddFolders,
    LookAt,
    MoveToTrash,
    Pause,
    SaveScheme,
    SetMarks,
    SetVerdicts,
    TakeBackFromTrash,
    Verdict,
)
from photo_sorter.core.errors import LibraryError
from photo_sorter.core.events import LibraryChanged, MovedToTrash, PhotosIndexed, TakenBackFromTrash, TrashProgressed
from photo_sorter.core.marks import Marks
from photo_sorter.core.photo import Status
from photo_sorter.store.photos import PhotoStore
from photo_sorter.work import trashing
from photo_sorter.work.arranging.planner import make_plan
from tests.fakes import colour_picture
from tests.work.stock import category, scheme

LAST_COPY = "Nothing was moved: no other copy is there and unchanged. The last one is never moved."


@pytest.fixture
def ids(house, photos, trash_can):
    """a, b, c are the same bytes, d and e others; gives ids by name, a worker at rest runs."""
    colour_picture("red").save(photos / "a.png")
    for name in "bc":
        shutil.copy(photos / "a.png", photos / f"{name}.png")
    colour_picture("green").save(photos / "d.png")
    shutil.copy(photos / "d.png", photos / "e.png")
    house.run(AddFolders((photos,)))
    house.events.mark()
    house.start()
    house.events.wait_until_idle()
    return {path.stem: house.photo(path).id for path in photos.iterdir()}


def move(house, ids, going: str, kept: str, **rest) -> tuple[set[str], tuple[str, ...]]:
    """Names of photos that went, and sentences about the others."""
    house.events.mark()
    house._worker.post(MoveToTrash(tuple(ids[name] for name in going), tuple(ids[name] for name in kept), **rest))
    house.events.wait_for(MovedToTrash)
    (told,) = house.events.of(MovedToTrash)
    return {name for name, id in ids.items() if id in told.photo_ids}, told.sentences


def test_copies_go_to_the_trash_and_leave_the_view_and_return_with_their_file(house, photos, ids, trash_can):
    assert move(house, ids, "bc", "a") == ({"b", "c"}, ())
    assert sorted(path.name for path in (trash_can / "files").iterdir()) == ["b.png", "c.png"]
    assert house.photo(photos / "b.png").status is Status.MISSING
    house.events.mark()
    shutil.move(trash_can / "files" / "b.png", photos / "b.png")
    house._worker.post(LookAt(frozenset({photos / "b.png"})))
    house.events.wait(lambda events: LibraryChanged(photos=True, tags=True) in events)
    assert (house.photo(photos / "b.png").id, house.photo(photos / "b.png").status) == (ids["b"], Status.READY)


@pytest.mark.parametrize("kept", ["", "d", "a"])
def test_the_last_copy_stays_when_what_is_kept_is_none_gone_or_of_another_group(house, photos, ids, kept, trash_can):
    if kept == "a":
        (photos / "a.png").unlink()
    assert move(house, ids, "bc", kept, copies_only=True) == (set(), (LAST_COPY,))
    assert (photos / "b.png").exists()
    assert not trash_can.exists()


def test_a_kept_photo_with_other_bytes_of_the_same_size_saves_no_copy(house, photos, ids):
    data = bytearray((photos / "a.png").read_bytes())
    data[-1] ^= 1
    (photos / "a.png").write_bytes(data)
    assert move(house, ids, "bc", "a") == (set(), (LAST_COPY,))


def test_a_photo_that_changed_since_is_left_alone_with_a_sentence_and_the_other_goes(house, photos, ids):
    colour_picture("blue").save(photos / "b.png")
    assert move(house, ids, "bc", "a") == (
        {"c"},
        (f"{photos / 'b.png'} was not moved: it has changed since it was compared.",),
    )
    assert (photos / "b.png").exists()


def test_what_became_another_picture_since_it_was_seen_saves_nothing_even_if_the_library_knows(house, photos, ids):
    seen = tuple((id, house.photo(photos / f"{name}.png").content_hash) for name, id in ids.items())
    colour_picture("blue").save(photos / "a.png")
    house.events.mark()
    house._worker.post(LookAt(frozenset({photos / "a.png"})))
    house.events.wait_for(PhotosIndexed)
    assert house.photo(photos / "a.png").content_hash != dict(seen)[ids["a"]]
    assert move(house, ids, "d", "a", contents=seen) == (set(), (LAST_COPY,))
    assert (photos / "d.png").exists()


def test_what_was_said_of_a_photo_comes_back_with_it_from_the_trash(house, photos, ids, trash_can):
    said = Marks(favourite=True, rating=4, caption="Sea")
    house._worker.post(SetMarks(((ids["d"], said),)))
    assert move(house, ids, "d", "a") == ({"d"}, ())
    house.events.mark()
    shutil.move(trash_can / "files" / "d.png", photos / "d.png")
    house._worker.post(LookAt(frozenset({photos / "d.png"})))
    house.events.wait(lambda events: LibraryChanged(photos=True, tags=True) in events)
    with house.read() as library:
        assert library.marks.of_photos([ids["d"]]) == {ids["d"]: said}
        assert library.photos.get(ids["d"]).path == photos / "d.png"


def test_what_is_in_the_trash_is_told_even_if_the_library_cannot_be_written(house, ids, monkeypatch):
    def is_full(*_):
        raise LibraryError("The disk is full.")

    monkeypatch.setattr(PhotoStore, "mark_missing", is_full)
    assert move(house, ids, "bc", "a") == ({"b", "c"}, ())


def test_all_copies_of_two_groups_go_at_once_each_for_its_own(house, ids):
    assert move(house, ids, "bce", "ad", copies_only=True) == ({"b", "c", "e"}, ())


def test_a_move_tells_how_far_it_is_and_what_is_cancelled_stays(house, photos, ids, monkeypatch):
    monkeypatch.setattr(trashing, "ANNOUNCE_SECONDS", 0.0)
    move_one = trashing.move_to_trash

    def move_and_cancel(path, content_hash):
        house._worker._trash.cancel()
        return move_one(path, content_hash)

    monkeypatch.setattr(trashing, "move_to_trash", move_and_cancel)
    moved, sentences = move(house, ids, "bce", "ad", copies_only=True)
    assert (moved, sentences) == ({"b"}, ("Cancelled: the others stay where they are.",))
    assert {path.stem for path in photos.iterdir()} == set("acde")
    assert [(told.done, told.total) for told in house.events.of(TrashProgressed)] == [(2, 3)]


def test_what_looks_the_same_goes_while_anything_kept_is_there(house, photos, ids):
    assert move(house, ids, "de", "a") == ({"d", "e"}, ())
    assert (photos / "a.png").exists()


def test_a_photo_to_keep_never_goes_and_strangers_are_passed_over(house, ids):
    assert move(house, ids | {"x": 999}, "abx", "a") == ({"b"}, ())


# --- back from the trash ---


def take_back(house, ids, names: str) -> tuple[set[str], tuple[str, ...]]:
    """Names of photos that came back, and sentences about the others; once the library has followed."""
    house.events.mark()
    house._worker.post(TakeBackFromTrash(tuple(ids[name] for name in names)))
    # One more change is told of after it, and one may still be told of the move before it.
    house.events.wait(
        lambda events: any(
            isinstance(one, TakenBackFromTrash) and isinstance(next_one, LibraryChanged)
            for one, next_one in pairwise(one for one in events if isinstance(one, TakenBackFromTrash | LibraryChanged))
        )
    )
    (told,) = house.events.of(TakenBackFromTrash)
    return {name for name, id in ids.items() if id in told.photo_ids}, told.sentences


def returnable(house, ids) -> set[str]:
    (told,) = house.events.of(MovedToTrash)
    return {name for name, id in ids.items() if id in told.returnable}


def test_what_is_taken_back_is_in_view_at_once_with_its_tags_verdicts_and_marks(house, photos, ids, trash_can):
    said = Marks(favourite=True, rating=4, caption="Sea")
    house.events.mark()
    house._worker.post(SaveScheme(scheme(category("red"), category("green"))))
    house.events.wait(lambda events: any(isinstance(one, LibraryChanged) and one.categories for one in events))
    with house.read() as library:
        red = library.categories.scheme().named("red")
    house._worker.post(SetVerdicts((Verdict(ids["d"], red.id, True),)))
    house._worker.post(SetMarks(((ids["d"], said),)))
    house._worker.post(Pause())  # nothing is looked at any more
    before = {path: path.stat().st_mtime_ns for path in photos.iterdir()}
    assert move(house, ids, "bd", "a") == ({"b", "d"}, ())
    assert returnable(house, ids) == {"b", "d"}
    assert sorted(house.tags()) == ["a.png", "c.png", "e.png"]
    assert take_back(house, ids, "bd") == ({"b", "d"}, ())
    assert {name: house.photo(photos / f"{name}.png").status for name in "bd"} == dict.fromkeys("bd", Status.READY)
    # What was said of d was said of its copy e, too, when d went.
    assert house.tags() == {f"{name}.png": ["red"] for name in "abcde"}
    with house.read() as library:
        assert library.marks.of_photos([ids["d"]]) == {ids["d"]: said}
    assert {path: path.stat().st_mtime_ns for path in photos.iterdir()} == before
    assert list((trash_can / "files").iterdir()) == list((trash_can / "info").iterdir()) == []


def test_what_another_file_stands_in_the_place_of_stays_in_the_trash_and_can_be_taken_back_later(
    house, photos, ids, trash_can
):
    assert move(house, ids, "bc", "a") == ({"b", "c"}, ())
    colour_picture("blue").save(photos / "b.png")
    other = (photos / "b.png").read_bytes()
    assert take_back(house, ids, "bc") == (
        {"c"},
        (f"{photos / 'b.png'} was not taken back: another file lies there now. It stays in the trash.",),
    )
    assert (photos / "b.png").read_bytes() == other
    (photos / "b.png").unlink()
    assert take_back(house, ids, "bc") == ({"b"}, ())


def test_what_changed_in_the_library_meanwhile_is_looked_at_like_any_file_that_comes(house, photos, ids):
    """Another file with the same bytes came, and has become the photo that was in the trash."""
    assert move(house, ids, "d", "a") == ({"d"}, ())
    shutil.copy(photos / "e.png", photos / "f.png")
    house.events.mark()
    house._worker.post(LookAt(frozenset({photos / "f.png"})))
    house.events.wait_for(PhotosIndexed)
    assert house.photo(photos / "f.png").id == ids["d"]
    house.events.mark()
    house._worker.post(TakeBackFromTrash((ids["d"],)))
    house.events.wait_for(PhotosIndexed)
    assert house.photo(photos / "d.png").status is Status.READY
    assert house.photo(photos / "d.png").id not in ids.values()


def test_what_a_run_had_moved_is_in_view_at_once_when_it_comes_back_from_the_trash(house, photos, ids):
    with house.read() as library:
        plan = make_plan(library, Arrangement(photos / "sorted", template="{year}", mode=Mode.MOVE))
    house._worker.post(StartRun(plan, "run"))
    house.events.wait_for(RunEnded)
    assert move(house, ids, "b", "a") == ({"b"}, ())
    assert take_back(house, ids, "b") == ({"b"}, ())
    (path,) = (step.target for step in plan.files if step.photo_id == ids["b"])
    assert house.photo(path).status is Status.READY


def test_strangers_and_what_was_taken_back_already_are_passed_over(house, photos, ids):
    assert move(house, ids, "b", "a") == ({"b"}, ())
    assert take_back(house, ids | {"x": 999}, "bx") == ({"b"}, ())
    assert take_back(house, ids, "b") == (set(), ())
