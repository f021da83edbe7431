"""Where groups go, what they meet there, and what stays."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photo_sorter.core.arranging.disk import Volume
from photo_sorter.core.arranging.grouping import groups_in, split_name
from photo_sorter.core.arranging.names import name_key
from photo_sorter.core.arranging.plan import Mode, OnConflict
from photo_sorter.core.errors import ArrangeError
from tests.core.arranging.lay import CARS, CATS, RAW, THERE, PaperDisk, moves, photo, plan, stays


def test_photos_go_by_their_category_and_others_stay_or_go_to_the_folder_for_them():
    disk = PaperDisk({"/in/a.jpg": b"a", "/in/b.jpg": b"b"})
    photos = [photo(1, "/in/a.jpg", CATS, data=b"a"), photo(2, "/in/b.jpg", data=b"b")]
    planned = plan(disk, photos)
    assert moves(planned) == {"/in/a.jpg": "/there/Animals/Cats/a.jpg"}
    assert stays(planned) == {"/in/b.jpg": "No category is sure."}
    assert moves(plan(disk, photos, unsorted="Rest/{year}"))["/in/b.jpg"] == "/there/Rest/2021/b.jpg"
    assert set(moves(plan(disk, photos, "{year}"))) == {"/in/a.jpg", "/in/b.jpg"}


def test_what_belongs_together_travels_together_under_one_stem():
    names = ["a.jpg", "a.nef", "a.jpg.xmp", "a.xmp", "a.mov"]
    disk = PaperDisk({f"/in/{name}": name.encode() for name in names})
    planned = plan(disk, [photo(1, "/in/a.jpg", CATS, data=b"a.jpg")], "{category}/{year}-{counter}")
    assert moves(planned) == {f"/in/{name}": f"/there/Cats/2021-001{name[1:]}" for name in names}
    assert {file.group for file in planned.files} == {0}
    assert planned.files[0].photo_id == 1
    assert [file.photo_id for file in planned.files[1:]] == [None] * 4


def test_a_person_s_tag_leads_a_group_else_the_one_with_a_tag_else_the_one_that_is_not_raw():
    disk = PaperDisk({"/in/a.jpg": b"j", "/in/a.nef": b"r"})

    def goes_to(jpeg, raw):
        found = moves(plan(disk, [photo(1, "/in/a.jpg", *jpeg), photo(2, "/in/a.nef", *raw)]))
        folders = {Path(target).parent.name for target in found.values()}
        return folders.pop() if len(folders) == 1 else folders

    assert goes_to([CATS], [CARS]) == "Cats"
    assert goes_to([CATS], [CARS._replace(is_persons=True)]) == "Cars"
    assert goes_to([], [CARS]) == "Cars"


def test_a_name_that_is_taken_gets_a_number_for_the_whole_group_or_the_group_stays():
    disk = PaperDisk({"/in/a.jpg": b"a", "/in/a.nef": b"n", "/in/a.xmp": b"x", "/there/Cats/A.XMP": b"other"})
    photos = [photo(1, "/in/a.jpg", CATS, data=b"a")]
    planned = plan(disk, photos, "{category}")
    assert sorted(moves(planned).values()) == [f"/there/Cats/a (2).{suffix}" for suffix in ("jpg", "nef", "xmp")]
    assert all(file.renamed for file in planned.files)
    skipped = plan(disk, photos, "{category}", on_conflict=OnConflict.SKIP)
    assert moves(skipped) == {}
    assert stays(skipped)["/in/a.jpg"] == "Another file of this name is already there: /there/Cats/A.XMP."
    assert stays(skipped)["/in/a.nef"] == "It belongs to a.jpg, which stays."


def test_the_same_content_is_not_put_there_twice():
    disk = PaperDisk({"/in/a.jpg": b"a", "/b/a.jpg": b"a", "/c/A.jpg": b"c", "/there/Cars/a.jpg": b"c"})
    photos = [photo(1, "/in/a.jpg", CATS, data=b"a"), photo(2, "/b/a.jpg", CATS, data=b"a"), photo(3, "/c/A.jpg", CARS)]
    planned = plan(disk, photos, "{category}")
    assert moves(planned) == {"/in/a.jpg": "/there/Cats/a.jpg"}
    assert stays(planned) == {
        "/b/a.jpg": "The same photo goes there already: /in/a.jpg.",
        "/c/A.jpg": "The same photo is already there: /there/Cars/a.jpg.",
    }


def test_the_same_content_is_found_behind_a_number_that_an_earlier_plan_gave():
    disk = PaperDisk({"/in/a.jpg": b"a", "/there/Cats/a.jpg": b"x", "/there/Cats/a (2).jpg": b"a"})
    planned = plan(disk, [photo(1, "/in/a.jpg", CATS, data=b"a")], "{category}")
    assert stays(planned) == {"/in/a.jpg": "The same photo is already there: /there/Cats/a (2).jpg."}


def test_capitals_and_accents_do_not_tell_names_apart_nor_folders():
    disk = PaperDisk({"/1/E\u0301.JPG": b"1", "/2/é.jpg": b"2", "/there/ANIMALS/x.txt": b"", "/3/b.jpg": b"3"})
    planned = plan(disk, [photo(1, "/1/E\u0301.JPG", CATS), photo(2, "/2/é.jpg", CATS), photo(3, "/3/b.jpg", CATS)])
    assert moves(planned) == {
        "/1/E\u0301.JPG": "/there/ANIMALS/Cats/É.JPG",
        "/2/é.jpg": "/there/ANIMALS/Cats/é (2).jpg",
        "/3/b.jpg": "/there/ANIMALS/Cats/b.jpg",
    }
    assert [file.renamed for file in planned.files] == [False, False, True]


def test_what_is_in_its_place_is_counted_and_not_explained():
    disk = PaperDisk({"/there/Cats/a.jpg": b"a", "/there/Cats/001.jpg": b"b"})
    photos = [photo(1, "/there/Cats/a.jpg", CATS, data=b"a")]
    planned = plan(disk, photos, "{category}", mode=Mode.MOVE)
    assert (planned.files, planned.staying, planned.in_place) == ((), (), 1)


def test_a_destination_within_the_source_and_the_reverse_are_planned():
    disk = PaperDisk({"/in/a.jpg": b"a", "/in/out/Cats/b.jpg": b"b"})
    photos = [photo(1, "/in/a.jpg", CATS), photo(2, "/in/out/Cats/b.jpg", CATS)]
    inside = plan(disk, photos, "{category}", mode=Mode.MOVE, destination=Path("/in/out"))
    assert moves(inside) == {"/in/a.jpg": "/in/out/Cats/a.jpg"}
    assert inside.in_place == 1
    around = plan(disk, photos, "{category}", mode=Mode.MOVE, destination=Path("/in"))
    assert moves(around) == {"/in/a.jpg": "/in/Cats/a.jpg", "/in/out/Cats/b.jpg": "/in/Cats/b.jpg"}


def test_counters_follow_the_time_taken_and_pass_over_names_that_are_taken():
    disk = PaperDisk({f"/in/{name}.jpg": name.encode() for name in "abc"} | {"/there/002.jpg": b"other"})
    photos = [photo(3, "/in/a.jpg"), photo(1, "/in/b.jpg"), photo(2, "/in/c.jpg")]
    assert moves(plan(disk, photos, "{counter}")) == {
        "/in/b.jpg": "/there/001.jpg",
        "/in/c.jpg": "/there/003.jpg",
        "/in/a.jpg": "/there/004.jpg",
    }


def test_with_a_counter_what_is_there_already_is_found_under_any_name():
    disk = PaperDisk({"/in/a.jpg": b"a", "/in/new.jpg": b"n", "/there/001.jpg": b"a"})
    planned = plan(disk, [photo(2, "/in/a.jpg", data=b"a"), photo(1, "/in/new.jpg", data=b"n")], "{counter}")
    assert moves(planned) == {"/in/new.jpg": "/there/002.jpg"}
    assert stays(planned) == {"/in/a.jpg": "The same photo is already there: /there/001.jpg."}


def test_an_overlong_name_before_a_counter_is_cut_and_numbered():
    names = ["x" * 246 + tail for tail in ("1.jpg", "2.jpg")]
    disk = PaperDisk({f"/in/{name}": name.encode() for name in names})
    planned = plan(disk, [photo(n, f"/in/{name}") for n, name in enumerate(names)], "{name}-{name}-{counter}")
    targets = [file.target.name for file in planned.files]
    assert len(set(targets)) == 2
    assert all(len(name.encode()) <= 255 and name.endswith(".jpg") for name in targets)


def test_no_file_lies_below_a_file_or_takes_the_place_of_a_folder():
    disk = PaperDisk({"/in/2021": b"p", "/in/b.jpg": b"b", "/there/Cats": b"file"})
    planned = plan(disk, [photo(1, "/in/b.jpg", CATS), photo(2, "/in/2021")], "{category}", unsorted="x")
    assert stays(planned)["/in/b.jpg"].startswith("/there/Cats is a file, so no folder of this name can be there.")
    mixed = plan(disk, [photo(1, "/in/b.jpg", CATS), photo(2, "/in/2021")], "{camera?}", unsorted="x")
    assert moves(mixed) == {"/in/b.jpg": "/there/b.jpg", "/in/2021": "/there/2021"}
    folder_wins = plan(disk, [photo(1, "/in/b.jpg", camera="2021"), photo(2, "/in/2021")], "{camera?}", mode=Mode.COPY)
    assert moves(folder_wins) == {"/in/b.jpg": "/there/2021/b.jpg", "/in/2021": "/there/2021 (2)"}


@pytest.mark.parametrize(
    ("mode", "rest", "sentence"),
    [
        (Mode.MOVE, {"closed": ["/in"]}, "You have no permission to move files out of its folder."),
        (Mode.HARDLINK, {"elsewhere": ["/in"]}, "It is on another disk, to which no hard link can lead."),
        (Mode.COPY, {"closed": ["/there/Cats"]}, "You have no permission to write to /there/Cats."),
    ],
)
def test_what_cannot_be_done_with_a_file_keeps_its_whole_group(mode, rest, sentence):
    disk = PaperDisk({"/in/a.jpg": b"a", "/in/a.xmp": b"x", "/there/Cats/z": b""}, **rest)
    planned = plan(disk, [photo(1, "/in/a.jpg", CATS)], "{category}", mode=mode)
    assert stays(planned) == {"/in/a.jpg": sentence, "/in/a.xmp": "It belongs to a.jpg, which stays."}


def test_what_is_too_long_or_too_large_for_the_destination_stays():
    disk = PaperDisk({"/in/a.jpg": b"a" * 10, "/in/b.jpg": b"b"})
    photos = [photo(1, "/in/a.jpg"), photo(2, "/in/b.jpg")]
    too_large = plan(disk, photos, "{name}", volume=Volume(1, largest_file_bytes=9))
    assert stays(too_large) == {"/in/a.jpg": "It is too large for the file system of the destination."}
    too_long = plan(disk, photos, "{name}", volume=Volume(1, longest_path_bytes=len("/there/b.jpg") - 1))
    assert set(stays(too_long).values()) == {"Its path would be too long for the destination."}
    assert moves(plan(disk, photos, "{name}", volume=Volume(1, longest_path_bytes=len("/there/b.jpg"))))


def test_the_program_s_own_folder_is_no_target():
    disk = PaperDisk({"/in/a.jpg": b"a"})
    planned = plan(disk, [photo(1, "/in/a.jpg")], "own", destination=Path("/"))
    assert stays(planned) == {"/in/a.jpg": "/own is Photo Sorter's own folder."}


def test_only_what_copies_needs_space():
    disk = PaperDisk({"/in/a.jpg": b"abc"}, elsewhere=[])
    far = PaperDisk({"/in/a.jpg": b"abc"}, elsewhere=["/in"])

    def needs(disk, mode):
        return sum(file.needs_bytes for file in plan(disk, [photo(1, "/in/a.jpg")], "{name}", mode=mode).files)

    assert [needs(disk, mode) for mode in Mode] == [3, 0, 0, 0]
    assert needs(far, Mode.MOVE) == 3


def test_a_changed_file_is_planned_as_it_is_now_and_its_hash_is_not_known():
    disk = PaperDisk({"/in/a.jpg": b"changed"})
    (file,) = plan(disk, [photo(1, "/in/a.jpg", data=b"a")], "{name}").files
    assert (file.size_bytes, file.content_hash) == (7, None)


def test_a_folder_for_photos_without_a_category_is_not_named_after_one():
    with pytest.raises(ArrangeError, match="cannot be named after one"):
        plan(PaperDisk({}), [], unsorted="{category}")


# --- what holds of every plan ---

FOLDERS = st.sampled_from(["/in", "/in/sub", "/there", "/there/Cats", "/there/2021"])
NAMES = st.sampled_from(["a", "A", "é", "e\u0301", "IMG_1234", "IMG_E1234", "a (2)", "001", "con", "x" * 251])
ENDINGS = st.sampled_from([".jpg", ".JPG", ".nef", ".heic", ".png", ".xmp", ".jpg.xmp", ".XMP", ".mov", ""])
FILES = st.dictionaries(
    st.tuples(FOLDERS, NAMES, ENDINGS).map(lambda parts: f"{parts[0]}/{parts[1]}{parts[2]}"),
    st.sampled_from([b"1", b"2", b"one", b"two"]),
    max_size=14,
)
TEMPLATES = st.sampled_from(
    [
        "{category}",
        "{name}",
        "{year}/{month}",
        "{counter}",
        "{category?}/{camera?} {name}",
        "{name}-{counter}",
        "{name}/",
    ]
)
TAGS = st.lists(st.sampled_from([(), (CATS,), (CARS, CATS), (CARS._replace(is_persons=True),)]), min_size=1)


@settings(max_examples=300, deadline=None)
@given(FILES, TEMPLATES, TAGS, st.sampled_from(Mode), st.sampled_from(OnConflict), st.randoms())
def test_no_two_files_meet_none_is_lost_and_no_group_is_torn(files, template, tags, mode, on_conflict, shuffler):
    disk = PaperDisk({path: data for path, data in files.items() if path not in ("/there/Cats", "/there/2021")})
    paths = [
        str(path) for path in disk.files if split_name(path.name)[1].lower() in (".jpg", ".nef", ".heic", ".png", "")
    ]
    photos = [photo(n, path, *tags[n % len(tags)], data=disk.files[Path(path)]) for n, path in enumerate(paths)]
    planned = plan(disk, photos, template, mode, on_conflict, unsorted="Rest" if len(tags) % 2 else None)

    keys = [name_key(str(file.target)) for file in planned.files]
    assert len(set(keys)) == len(keys)
    assert {name_key(str(path)) for path in disk.files}.isdisjoint(keys)
    above = {name_key(str(parent)) for file in planned.files for parent in file.target.parents}
    assert above.isdisjoint(keys)
    assert above.isdisjoint({name_key(str(path)) for path in disk.files})
    assert all(file.target.is_relative_to(THERE) and len(file.target.name.encode()) <= 255 for file in planned.files)

    sources = [file.source for file in planned.files] + [file.source for file in planned.staying]
    assert len(set(sources)) == len(sources)
    told = set(sources)
    assert sum(one.path not in told for one in photos) == planned.in_place

    target = {file.source: file.target for file in planned.files}
    explained = {file.source: file.sentence for file in planned.staying}
    for folder in {one.path.parent for one in photos}:
        names = [name for name, is_folder in disk.listing(folder).names.items() if not is_folder]
        for members in groups_in(names, [one.path.name for one in photos if one.path.parent == folder], RAW):
            own = [folder / member.name for member in members]
            assert len({target[path].parent for path in own if path in target}) <= 1
            if any(path in target for path in own):
                assert not any("stays" in explained.get(path, "") for path in own)

    shuffled = photos[:]
    shuffler.shuffle(shuffled)
    disk.files = dict(random.Random(1).sample(list(disk.files.items()), len(disk.files)))
    assert plan(disk, shuffled, template, mode, on_conflict, unsorted="Rest" if len(tags) % 2 else None) == planned
