"""Plans of a real library and real files."""

import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from photo_sorter.core.arranging.plan import Arrangement, Mode
from photo_sorter.core.arranging.planning import PlanningCancelledError
from photo_sorter.core.errors import ArrangeError
from photo_sorter.core.photo import FileState, PhotoFacts
from photo_sorter.core.sorting.category import Category, Scheme
from photo_sorter.work.arranging import planner
from photo_sorter.work.arranging.planner import make_plan
from photo_sorter.work.whereabouts import Whereabouts
from tests.work.arranging.scene import NOT_CONNECTED, OTHER_DISK, Scene, tree


@pytest.fixture
def tag(scene):
    """Makes photos belong to Animals/Cats, by the machine or a person."""
    library = scene.library
    with library.atomic():
        saved = library.categories.save(
            Scheme((Category("Animals"), Category("Cats", parent_name="Animals"))).checked()
        )
    cats = saved.categories[1].id

    def tag(path, source="auto", score=0.9, sure=True):
        with library.atomic():
            library.tags.write([(cats, library.photos.at(path).id, score, source, sure)], ())

    return tag


def arranged(scene, photo_ids=None, **rest):
    rest = {"destination": scene.destination, "template": "{category_path}"} | rest
    return make_plan(scene.library, Arrangement(**rest), photo_ids)


def moves(scene, plan) -> dict[str, str]:
    """Names in the folder of photos to places in the destination."""
    return {
        str(file.source.relative_to(scene.photos)): str(file.target.relative_to(scene.destination))
        for file in plan.files
    }


def stays(scene, plan) -> dict[str, str]:
    return {str(file.source.relative_to(scene.photos)): file.sentence for file in plan.staying}


def test_sure_photos_go_with_their_companions_and_nothing_changes(scene, tag):
    for name in ("a.jpg", "b.jpg", "c.jpg", "sub/d.jpg"):
        tag(scene.add_file(name, name.encode()), sure=name != "b.jpg")
    for name in ("a.nef", "a.jpg.xmp", "a.mov", "x.mov", "sub/d.aae"):
        (scene.photos / name).write_bytes(b"with")
    tag(scene.photos / "c.jpg", score=0.5)
    before = tree(scene.photos)
    plan = arranged(scene, floor=0.6)
    assert moves(scene, plan) == {
        "a.jpg": "Animals/Cats/a.jpg",
        "a.nef": "Animals/Cats/a.nef",
        "a.jpg.xmp": "Animals/Cats/a.jpg.xmp",
        "a.mov": "Animals/Cats/a.mov",
        "sub/d.jpg": "Animals/Cats/d.jpg",
        "sub/d.aae": "Animals/Cats/d.aae",
    }
    assert stays(scene, plan) == {"b.jpg": "No category is sure.", "c.jpg": "No category is sure."}
    assert plan.remarks == ("2 photos take 4 other files along.",)
    assert (plan.faults, plan.size_bytes) == ((), plan.needs_bytes)
    assert plan.free_bytes > 0
    assert tree(scene.photos) == before
    assert not scene.destination.exists()


def test_the_other_picture_of_a_shot_goes_along_as_the_photo_that_it_is(scene, tag):
    jpeg, raw = scene.add_file("a.jpg", b"j"), scene.add_file("a.nef", b"r")
    tag(jpeg)
    ids = {path: scene.library.photos.at(path).id for path in (jpeg, raw)}
    plan = arranged(scene, (ids[jpeg],))
    assert {file.source: file.photo_id for file in plan.files} == ids
    assert len({file.group for file in plan.files}) == 1


def test_what_waits_has_a_problem_or_is_gone_stays_with_a_word_about_it(scene, tag):
    for name in ("new.jpg", "bad.jpg", "gone.jpg", "folder.jpg", "ok.jpg"):
        tag(scene.add_file(name, name.encode()))
    library = scene.library
    with library.atomic():
        library.photos.enqueue(scene.folder_id, [FileState(scene.photos / "new.jpg", 9, 9)])
        library.photos.set_problem(
            library.photos.at(scene.photos / "bad.jpg").id, "Cannot read bad.jpg: it is damaged."
        )
    (scene.photos / "gone.jpg").unlink()
    (scene.photos / "folder.jpg").unlink()
    (scene.photos / "folder.jpg").mkdir()
    plan = arranged(scene)
    assert moves(scene, plan) == {"ok.jpg": "Animals/Cats/ok.jpg"}
    assert stays(scene, plan) == {
        "bad.jpg": "Cannot read bad.jpg: it is damaged.",
        "gone.jpg": "It is not there any more, or is a link that leads nowhere.",
        "folder.jpg": "It is not a file any more.",
    }
    assert plan.remarks == ("1 photo has not been looked at yet and is left out.",)


def test_photos_of_folders_that_are_not_watched_any_more_do_not_go(scene, tag):
    tag(scene.add_file("a.jpg", b"a"))
    with scene.library.atomic():
        scene.library.folders.remove(scene.folder_id)
    assert arranged(scene, template="{name}").files == ()


def test_a_file_that_changed_since_it_was_indexed_is_planned_as_it_is(scene):
    path = scene.add_file("a.jpg", b"a")
    path.write_bytes(b"other")
    (file,) = arranged(scene, template="{year}").files
    assert (file.size_bytes, file.mtime_ns, file.content_hash) == (5, path.stat().st_mtime_ns, None)


def test_links_are_followed_but_never_moved(scene, tmp_path):
    real = tmp_path / "real.jpg"
    real.write_bytes(b"real")
    for name, leads_to in {
        "link.jpg": real,
        "twin.jpg": real,
        "dead.jpg": tmp_path / "no",
        "loop.jpg": "loop.jpg",
    }.items():
        path = scene.add_file(name, b"real")
        path.unlink()
        path.symlink_to(leads_to)
    plan = arranged(scene, template="{name}")
    assert [(file.source, file.target.name, file.size_bytes) for file in plan.files] == [(real, "link.jpg", 4)]
    assert stays(scene, plan) == {
        "dead.jpg": "It is not there any more, or is a link that leads nowhere.",
        "loop.jpg": "It is a link that leads back to itself.",
        "twin.jpg": "The same file goes already, by another path.",
    }
    moved = arranged(scene, template="{name}", mode=Mode.MOVE)
    assert moved.files == ()
    assert stays(scene, moved)["link.jpg"] == "It is a link. Only files themselves are moved."


@pytest.mark.parametrize("mode", [Mode.COPY, Mode.HARDLINK, Mode.SYMLINK])
def test_a_file_and_links_to_it_go_once_by_the_file_s_own_name_and_once_only(scene, tmp_path, mode):
    real = scene.add_file("real.jpg", b"real")
    for name in ("a link.jpg", "z link.jpg"):
        path = scene.add_file(name, b"real")
        path.unlink()
        path.symlink_to(real)
    plan = arranged(scene, template="{name}", mode=mode)
    assert [(file.source, file.target.name) for file in plan.files] == [(real, "real.jpg")]
    assert stays(scene, plan) == dict.fromkeys(
        ("a link.jpg", "z link.jpg"), "The same file goes already, by another path."
    )
    there = plan.files[0].target
    there.parent.mkdir()
    {Mode.COPY: shutil.copy2, Mode.HARDLINK: os.link, Mode.SYMLINK: os.symlink}[mode](real, there)
    again = arranged(scene, template="{name}", mode=mode)
    assert again.files == ()
    assert stays(scene, again)["a link.jpg"] == f"The same photo is already there: {there}."


def test_fields_are_filled_from_the_library(scene, tag):
    path = scene.add_file("trip/a.jpg", b"a")
    with scene.library.atomic():
        scene.library.photos.set_ready(
            scene.library.photos.at(path).id,
            b"a" * 32,
            PhotoFacts(4, 3, taken_at="2021-07-04T10:00:00", camera="X/100", latitude=52.52, longitude=13.405),
        )
    plan = arranged(scene, template="{year}/{month}-{day}/{place}/{camera}/{original_folder}/{category?}-{counter}")
    assert moves(scene, plan) == {"trip/a.jpg": "2021/07-04/Berlin/X_100/trip/001.jpg"}


def test_a_second_run_takes_nothing_again_and_no_copy_of_the_first(scene, tag):
    for name in ("a.jpg", "b.jpg", "sub/a.jpg"):
        tag(scene.add_file(name, name.encode()))
    first = arranged(scene)
    scene.runner(scene.ledger.open(first, "first").id).finish()
    again = arranged(scene)
    assert again.files == ()
    assert {one.sentence.partition(":")[0] for one in again.staying} == {"The same photo is already there"}
    # The copies become photos of the library, when their folder is watched.
    with scene.library.atomic():
        folder = scene.library.folders.add(scene.destination)
        for file in first.files:
            status = file.target.stat()
            scene.library.photos.enqueue(folder.id, [FileState(file.target, status.st_size, status.st_mtime_ns)])
            scene.library.photos.set_ready(scene.library.photos.at(file.target).id, b"x" * 32, PhotoFacts(4, 3))
    watched = arranged(scene, template="{year}")
    assert {file.source.parent for file in watched.files} == {scene.photos, scene.photos / "sub"}
    assert watched.remarks == ("3 photos are copies or links that earlier runs made, and are not taken again.",)
    moved = arranged(scene, template="{year}", mode=Mode.MOVE)
    assert {file.source for file in moved.files} >= {file.target for file in first.files}


def test_what_an_earlier_run_made_is_not_read_again_to_know_it(scene, monkeypatch):
    scene.add_file("a.jpg", b"a")
    scene.runner(scene.ledger.open(arranged(scene, template="{name}"), "first").id).finish()

    def read(*_):
        raise AssertionError("it was read")

    monkeypatch.setattr("photo_sorter.media.looking.hashlib.file_digest", read)
    assert len(arranged(scene, template="{name}").staying) == 1


@pytest.mark.parametrize("place", ["", "out", "out/deep"])
def test_the_destination_may_lie_within_the_source(scene, place):
    scene.add_file("a.jpg", b"a")
    scene.add_file("2017/b.jpg", b"b")
    plan = arranged(scene, template="{year}", destination=scene.photos / place, mode=Mode.MOVE)
    targets = {file.source.name: file.target for file in plan.files}
    assert targets["a.jpg"] == scene.photos / place / "2017" / "a.jpg"
    assert plan.in_place == (place == "")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda place: place.write_bytes(b""), "{place} is a file. Choose a folder as the destination."),
        (
            lambda place: place.symlink_to(place),
            "{place} is a link that leads back to itself. Choose another destination.",
        ),
        (lambda place: place.symlink_to("no"), "{place} is a link that leads nowhere. Choose another destination."),
    ],
)
@pytest.mark.parametrize("below", ["", "deeper/down"])
def test_a_destination_that_can_be_no_folder_is_a_fault(scene, tmp_path, make, sentence, below):
    scene.add_file("a.jpg", b"a")
    place = tmp_path / "place"
    make(place)
    plan = arranged(scene, destination=place / below)
    assert plan.files == ()
    assert plan.faults == (sentence.format(place=place),)


def test_a_destination_that_is_relative_or_the_program_s_own_is_a_fault(scene, tmp_path):
    scene.add_file("a.jpg", b"a")
    assert arranged(scene, destination=Path("x")).faults == ("x is no whole path. Choose a folder as the destination.",)
    own = tmp_path / "home"
    for place in (own, own / "thumbnails", tmp_path / "x" / ".." / "home"):
        (fault,) = arranged(scene, destination=place).faults
        assert "is Photo Sorter's own folder" in fault
    assert stays(scene, arranged(scene, destination=tmp_path, template="home/x"))["a.jpg"].endswith("own folder.")


def test_hard_links_across_disks_are_a_fault_and_room_is_asked_for_only_where_it_is_needed(scene, other_volume):
    scene.add_file("large.jpg", b"x" * 1_100_000)
    (fault,) = arranged(scene, destination=other_volume, template="{name}", mode=Mode.HARDLINK).faults
    assert fault.startswith(f"The photos are on another disk than {other_volume}")
    for mode in (Mode.COPY, Mode.MOVE):
        (fault,) = arranged(scene, destination=other_volume, template="{name}", mode=mode).faults
        assert fault.startswith("There is too little free space: the files need 1.1 MB, and 1.05 MB are free.")
    assert arranged(scene, destination=other_volume, template="{name}", mode=Mode.SYMLINK).faults == ()
    assert arranged(scene, template="{name}", mode=Mode.HARDLINK).faults == ()


@pytest.mark.parametrize("mode", [Mode.HARDLINK, Mode.SYMLINK])
def test_links_on_a_file_system_without_them_are_a_fault(scene, monkeypatch, mode):
    scene.add_file("a.jpg", b"a")
    mounts = [SimpleNamespace(device="none", mountpoint="/", fstype="exfat", opts="rw")]
    monkeypatch.setattr("photo_sorter.media.volumes.psutil.disk_partitions", lambda all: mounts)
    plan = arranged(scene, template="{name}", mode=mode)
    assert plan.files == ()
    assert plan.faults[0].startswith(f"The file system of {scene.destination} cannot have ")
    assert arranged(scene, template="{name}").faults == ()


def test_a_disk_that_is_read_only_is_no_destination_and_gives_nothing_away(scene, other_volume, tmp_path):
    path = other_volume / "a.jpg"
    path.write_bytes(b"a")
    with scene.library.atomic():
        folder = scene.library.folders.add(other_volume)
        scene.library.photos.enqueue(folder.id, [FileState(path, 1, path.stat().st_mtime_ns)])
        scene.library.photos.set_ready(scene.library.photos.at(path).id, b"a" * 32, PhotoFacts(4, 3))
    subprocess.run(["mount", "-o", "remount,ro", str(other_volume)], check=True)
    (fault,) = arranged(scene, destination=other_volume / "out").faults
    assert fault == f"Nothing can be written to {other_volume}. Choose another destination."
    plan = arranged(scene, template="{name}", mode=Mode.MOVE)
    assert [one.sentence for one in plan.staying] == ["You have no permission to move files out of its folder."]
    assert len(arranged(scene, template="{name}").files) == 1


def test_names_that_are_no_text_keep_a_link_to_them_and_are_no_destination(scene, tmp_path):
    nameless = tmp_path / os.fsdecode(b"\xff.jpg")
    nameless.write_bytes(b"a")
    link = scene.add_file("a.jpg", b"a")
    link.unlink()
    link.symlink_to(nameless)
    plan = arranged(scene, template="{name}")
    assert stays(scene, plan) == {"a.jpg": "It is a link to a file whose name is not valid text. Rename that first."}
    (fault,) = arranged(scene, destination=tmp_path / os.fsdecode(b"\xff")).faults
    assert "is not valid text" in fault


def test_a_wrong_template_is_an_error_and_a_cancelled_plan_ends(scene):
    scene.add_file("a.jpg", b"a")
    with pytest.raises(ArrangeError, match=r"There is no field \{foo\}"):
        arranged(scene, template="{foo}")
    with pytest.raises(ArrangeError, match="begins outside"):
        arranged(scene, unsorted="/etc")
    with pytest.raises(PlanningCancelledError):
        planner.make_plan(scene.library, Arrangement(scene.destination), None, lambda: True)


def test_another_card_with_the_same_names_is_not_taken_for_the_one_that_is_known(library, stick, tmp_path):
    scene = Scene(library, stick.place / "DCIM", tmp_path / "sorted")
    paths = scene.add(IMG_1=b"known", IMG_2=b"known, too")
    Whereabouts(library).look()
    stick.plug_out()
    stick.put_another_in_its_place()
    (stick.place / "DCIM").mkdir()
    paths["IMG_1"].write_bytes(b"a stranger's")
    plan = arranged(scene, template="New")
    assert plan.files == ()
    assert stays(scene, plan) == {"IMG_1.jpg": OTHER_DISK, "IMG_2.jpg": OTHER_DISK}
    stick.take_the_other_away()
    assert stays(scene, arranged(scene, template="New")) == {"IMG_1.jpg": NOT_CONNECTED, "IMG_2.jpg": NOT_CONNECTED}
    stick.plug_in()
    assert moves(scene, arranged(scene, template="New")) == {"IMG_1.jpg": "New/IMG_1.jpg", "IMG_2.jpg": "New/IMG_2.jpg"}


@pytest.mark.parametrize("vanish", [False, True])
def test_nothing_is_planned_below_the_bare_mount_point_of_a_disk(library, stick, tmp_path, vanish):
    scene = Scene(library, tmp_path / "photos", stick.place / "sorted")
    scene.run(Mode.COPY, {scene.add(a=b"first")["a"]: "a.jpg"})
    stick.plug_out(vanish=vanish)
    assert arranged(scene, template="New").faults == (NOT_CONNECTED,)
    stick.plug_in()
    assert arranged(scene, template="New").faults == ()


def test_a_plan_is_not_run_on_another_disk_than_it_was_made_for(library, stick, tmp_path):
    scene = Scene(library, tmp_path / "photos", stick.place / "sorted")
    scene.add(a=b"first")
    plan = arranged(scene, template="New")
    stick.plug_out(vanish=True)
    with pytest.raises(ArrangeError, match=NOT_CONNECTED):
        scene.ledger.open(plan, "a test")
    assert library.journal.runs() == []
