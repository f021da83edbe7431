from dataclasses import replace
from pathlib import Path

import pytest

from photo_sorter.core.arranging.plan import Arrangement, Plan, PlannedFile
from photo_sorter.core.arranging.run import Rule, RunState
from photo_sorter.core.photo import FileState

PLAN = Plan(
    Arrangement(Path("/media/usb/out")),
    (PlannedFile(Path("/media/usb/in/a.jpg"), Path("/media/usb/out/a.jpg"), None, 10, 1, None, 0),),
)


@pytest.fixture
def card(library):
    """The id of a folder on a card, with two photos."""
    with library.atomic():
        folder = library.folders.add(Path("/media/card/DCIM"))
        library.photos.enqueue(folder.id, [FileState(folder.path / name, 10, 1) for name in ("a.jpg", "in/b.jpg")])
    return folder.id


def places(library) -> dict[int, str]:
    return {row.id: path for path, row in library.photos.known_under(Path("/")).items()}


@pytest.mark.parametrize("new", ["/run/card1", "/media/card/deeper", "/media", "/"])
def test_all_paths_follow_a_volume(library, card, new):
    before = places(library)
    rule = Rule(None, "New ones", (Path("/media/card/DCIM"), Path("/home/me")), Arrangement(Path("/media/card/sorted")))
    with library.atomic():
        volume_id = library.volumes.note("1234-ABCD", Path("/media/card"))
        library.volumes.note_of_rule(library.journal.save_rule(rule), volume_id)
        library.volumes.relocate(Path("/media/card"), Path(new), [card], volume_id)
    assert library.folders.get(card).path == Path(new) / "DCIM"
    assert places(library) == {id: path.replace("/media/card", new.rstrip("/")) for id, path in before.items()}
    (kept,) = library.journal.rules()
    assert kept.folders == (Path(new) / "DCIM", Path("/home/me"))
    assert kept.arrangement.destination == Path(new) / "sorted"
    assert library.check() == ()


def test_where_no_photos_follow_a_volume_the_schema_is_left_alone(library, card):
    before = library._db.execute("PRAGMA schema_version").fetchone()
    with library.atomic():
        volume_id = library.volumes.note("1234-ABCD", Path("/media/card"))
        library.volumes.relocate(Path("/media/card"), Path("/run/card"), [], volume_id)
    assert library._db.execute("PRAGMA schema_version").fetchone() == before


def test_only_what_lies_on_the_volume_follows(library, card):
    with library.atomic():
        other = library.folders.add(Path("/media/cards/DCIM"))
        library.photos.enqueue(other.id, [FileState(other.path / "a.jpg", 10, 1)])
        library.volumes.relocate(Path("/media/card"), Path("/run/card"), [card], None)
    assert library.folders.get(other.id).path == other.path
    assert "/media/cards/DCIM/a.jpg" in places(library).values()


def test_what_the_library_has_at_the_new_place_steps_aside(library, card):
    with library.atomic():
        other = library.folders.add(Path("/run/card/DCIM"))
        library.photos.enqueue(other.id, [FileState(other.path / name, 20, 2) for name in ("a.jpg", "c.jpg")])
    others = {id: path for id, path in places(library).items() if path.startswith("/run")}
    with library.atomic():
        library.volumes.relocate(Path("/media/card"), Path("/run/card"), [card], None)
    after = places(library)
    assert len(after) == 4
    assert sorted(path for id, path in after.items() if id not in others) == [
        "/run/card/DCIM/a.jpg",
        "/run/card/DCIM/in/b.jpg",
    ]
    assert library.check() == ()


@pytest.fixture
def two_disks(library):
    """(volume ids by name, run ids by name): two disks that were mounted at one place, one after the other."""
    volumes, runs = {}, {}
    with library.atomic():
        for name in ("first", "second"):
            volumes[name] = volume_id = library.volumes.note(name, Path("/media/usb"))
            runs[name] = library.journal.add(PLAN, name, volume_of=lambda _, id=volume_id: id)
            library.journal.add_folders(runs[name], [Path("/media/usb/out")])
            library.journal.turn(runs[name], RunState.ENDED)
    return volumes, runs


def test_only_the_runs_of_a_disk_follow_it_and_not_those_of_another_that_was_there(library, two_disks):
    volumes, runs = two_disks
    with library.atomic():
        library.volumes.relocate(Path("/media/usb"), Path("/media/usb1"), [], volumes["first"])
    for name, place in (("first", "/media/usb1"), ("second", "/media/usb")):
        (step,) = library.journal.steps(runs[name])
        assert (step.source, step.target) == (Path(place, "in/a.jpg"), Path(place, "out/a.jpg"))
        assert library.journal.run(runs[name]).arrangement.destination == Path(place, "out")
        assert library.journal.folders(runs[name]) == [Path(place, "out")]


def test_a_copy_of_a_disk_takes_over_what_runs_have_on_it(library, two_disks):
    volumes, runs = two_disks
    with library.atomic():
        copy = library.volumes.note("copy", Path("/media/usb"))
        library.volumes.hand_over(Path("/media/usb/out"), volumes["first"], copy)
    (step,) = library.journal.steps(runs["first"])
    assert (step.source_volume_id, step.target_volume_id) == (volumes["first"], copy)
    assert library.journal.run(runs["first"]).volume_id == copy
    (step,) = library.journal.steps(runs["second"])
    assert {step.source_volume_id, step.target_volume_id} == {volumes["second"]}


def test_the_disk_of_a_rule_stays_known_as_long_as_its_destination(library):
    rule = Rule(None, "New ones", (Path("/home"),), PLAN.arrangement)
    with library.atomic():
        volume_id = library.volumes.note("1234-ABCD", Path("/media/usb"))
        library.volumes.note_of_rule(library.journal.save_rule(rule), volume_id)
        (kept,) = library.journal.rules()
        library.journal.save_rule(replace(kept, name="Others", volume_id=None))
    (kept,) = library.journal.rules()
    assert kept.volume_id == volume_id
    with library.atomic():
        library.journal.save_rule(replace(kept, arrangement=Arrangement(Path("/home/out"))))
    assert library.journal.rules()[0].volume_id is None


def test_a_volume_is_known_by_its_uuid_wherever_it_is(library):
    with library.atomic():
        id = library.volumes.note("1234-ABCD", Path("/media/card"))
        assert library.volumes.note("1234-ABCD", Path("/run/card")) == id
        assert library.volumes.known("1234-ABCD", Path("/mnt")) == id
    assert library.volumes.all()[id].mount_point == Path("/run/card")


@pytest.mark.parametrize("new", ["/run/card1", "/media/card/deeper"])
def test_the_words_of_photos_are_not_written_anew_where_they_stay(library, card, new):
    def written():
        return library._db.execute("SELECT id, block FROM photo_words_data ORDER BY id").fetchall()

    before = written()
    with library.atomic():
        library.volumes.relocate(Path("/media/card"), Path(new), [card], None)
    assert written() == before
    assert len(library.words.containing("dcim")) == 2
    with library.atomic():
        library._db.execute("UPDATE photos SET name = 'sunrise.jpg' WHERE name = 'a.jpg'")
    assert len(library.words.containing("sunrise")) == 1


def test_a_folder_with_another_name_is_found_by_that(library, card):
    with library.atomic():
        library.volumes.relocate(Path("/media/card/DCIM"), Path("/media/card/Lisbon"), [card], None)
    assert len(library.words.containing("lisbon")) == 2
    assert library.words.containing("dcim") == []
