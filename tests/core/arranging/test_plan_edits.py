"""What a person changes of a plan."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photo_sorter.core.arranging.names import name_key
from photo_sorter.core.arranging.plan import Arrangement, Plan, PlannedFile
from photo_sorter.core.arranging.plan_edits import all_re_aimed, re_aimed, without
from photo_sorter.core.arranging.space import with_space_checked
from photo_sorter.core.errors import ArrangeError

IN, OUT = Path("/in"), Path("/out")
GROUPS = (("a", "x.jpg", "x.nef", "x.jpg.xmp"), ("b", "x.jpg"), ("b", "y.jpg", "y.xmp"))


def plan_of(*groups: tuple[str, ...], free_bytes: int | None = None) -> Plan:
    """Of each group its folder, and the names of its files, 10 bytes each."""
    files = tuple(
        PlannedFile(IN / f"{number}" / name, OUT / folder / name, 1, 10, 7, None, number, needs_bytes=10)
        for number, (folder, *names) in enumerate(groups)
        for name in names
    )
    return with_space_checked(Plan(Arrangement(OUT), files, free_bytes=free_bytes))


def targets(plan: Plan) -> dict[str, str]:
    return {str(file.source.relative_to(IN)): str(file.target) for file in plan.files}


def nothing(path: Path) -> bool:
    return False


def test_a_file_is_taken_out_with_all_that_belongs_to_it():
    left = without(plan_of(*GROUPS), [IN / "0" / "x.jpg.xmp", IN / "9" / "z.jpg"])
    assert set(targets(left)) == {"1/x.jpg", "2/y.jpg", "2/y.xmp"}


def test_without_some_files_the_others_may_find_room():
    plan = plan_of(*GROUPS, free_bytes=35)
    assert plan.faults[0].startswith("There is too little free space: the files need 60 bytes, and 35 bytes are free.")
    assert without(plan, [IN / "1" / "x.jpg"]).faults[0].startswith("There is too little free space: the files need 50")
    assert without(plan, [IN / "0" / "x.jpg"]).faults == ()


def test_a_group_goes_to_another_folder_and_is_numbered_where_a_planned_file_has_its_name():
    aimed = re_aimed(plan_of(*GROUPS), IN / "0" / "x.nef", OUT / "B", nothing)
    assert targets(aimed) == {
        "0/x.jpg": "/out/B/x (2).jpg",
        "0/x.nef": "/out/B/x (2).nef",
        "0/x.jpg.xmp": "/out/B/x (2).jpg.xmp",
        "1/x.jpg": "/out/b/x.jpg",
        "2/y.jpg": "/out/b/y.jpg",
        "2/y.xmp": "/out/b/y.xmp",
    }
    assert {file.renamed for file in aimed.files if file.group == 0} == {True}
    free = re_aimed(plan_of(*GROUPS), IN / "0" / "x.nef", Path("/elsewhere"), nothing)
    assert targets(free)["0/x.jpg.xmp"] == "/elsewhere/x.jpg.xmp"


def test_several_groups_are_re_aimed_at_once_and_the_order_is_that_of_the_targets():
    aimed = all_re_aimed(plan_of(*GROUPS), [IN / "0" / "x.jpg", IN / "1" / "x.jpg"], OUT / "c", nothing)
    assert [file.target.relative_to(OUT).parts for file in aimed.files if file.target.suffix == ".jpg"] == [
        ("b", "y.jpg"),
        ("c", "x (2).jpg"),
        ("c", "x.jpg"),
    ]
    assert {file.group for file in aimed.files if file.target.name.startswith("x.")} == {0}


def test_where_it_is_already_nothing_changes():
    plan = plan_of(*GROUPS)
    assert re_aimed(plan, IN / "0" / "x.jpg", OUT / "a", nothing) == plan
    assert re_aimed(plan, IN / "9" / "x.jpg", OUT / "c", nothing) == plan


@pytest.mark.parametrize(
    ("folder", "taken", "sentence"),
    [
        (OUT / "c", OUT / "c" / "x.nef", "/out/c/x.nef is there already."),
        (Path("c"), None, "c is no whole path."),
        (OUT / "b" / "y.jpg" / "deep", None, "cannot be a folder: a file of this name is planned."),
    ],
)
def test_what_cannot_be_is_refused(folder, taken, sentence):
    with pytest.raises(ArrangeError) as caught:
        re_aimed(plan_of(*GROUPS), IN / "0" / "x.jpg", folder, lambda path: path == taken)
    assert sentence in str(caught.value)


NAMES = st.lists(
    st.sampled_from(["x.jpg", "X.nef", "x.xmp", "x.jpg.xmp", "IMG_E1234.jpg", "é" * 124 + ".jpg"]),
    min_size=1,
    unique=True,
)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), NAMES), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["/out/a", "/out/A", "/out/c/d", "/else"])), max_size=4),
)
def test_no_edits_bring_two_files_to_one_name_or_tear_a_group(groups, edits):
    unique = {}
    for folder, names in groups:
        unique.setdefault(folder, (folder, *names))
    plan = plan_of(*unique.values())
    for number, folder in edits:
        source = plan.files[number % len(plan.files)].source
        plan = re_aimed(plan, source, Path(folder), nothing)
        keys = [name_key(str(file.target)) for file in plan.files]
        assert len(set(keys)) == len(keys)
        assert all(len(file.target.name.encode()) <= 255 for file in plan.files)
        for group in {file.group for file in plan.files}:
            assert len({file.target.parent for file in plan.files if file.group == group}) == 1
