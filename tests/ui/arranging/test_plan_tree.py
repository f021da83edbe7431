"""The folders of a plan, with all that lies below them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from photo_sorter.core.arranging.plan import Arrangement
from photo_sorter.ui.arranging.plan_tree import PlanTree
from tests.ui.arranging.sorting import planned

PLAN = planned(Arrangement(Path("/sorted")), [Path(f"/photos/IMG_{number}.jpg") for number in range(8)])


def test_a_folder_counts_what_lies_below_it():
    tree = PlanTree(PLAN)
    assert tree.root is not None
    root = tree.branches[tree.root]
    assert root.count == len(PLAN.files) == 9
    assert root.size_bytes == PLAN.size_bytes
    cats = tree.branch_at("/sorted/Cats")
    assert cats is not None
    assert {tree.branches[child].name for child in tree.branches[cats].branches} == {"2023", "2024"}
    assert [PLAN.files[place].target.parts[2] for place in tree.files_below(cats)] == ["Cats"] * 4


def test_a_folder_outside_of_the_destination_stands_beside_it():
    elsewhere = replace(PLAN.files[0], target=Path("/elsewhere/deep/IMG.jpg"))
    tree = PlanTree(replace(PLAN, files=(elsewhere, *PLAN.files[1:])))
    outside = tree.branch_at("/elsewhere/deep")
    assert outside is not None
    assert tree.branches[outside].parent == 0
    assert tree.branches[outside].name == "/elsewhere/deep"


def test_a_destination_that_begins_alike_is_another_folder():
    elsewhere = replace(PLAN.files[0], target=Path("/sorted too/IMG.jpg"))
    tree = PlanTree(replace(PLAN, files=(elsewhere,)))
    outside = tree.branch_at("/sorted too")
    assert outside is not None
    assert tree.branches[outside].parent == 0


def test_what_stays_is_grouped_by_its_reason():
    tree = PlanTree(PLAN, staying_words="Stay")
    staying = next(branch for branch in tree.branches if branch.name == "Stay")
    assert staying.count == 3
    assert [(tree.branches[child].name, tree.branches[child].count) for child in staying.branches] == [
        ("No sure category.", 2), ("Its name is taken.", 1),
    ]  # fmt: skip


def test_only_files_with_the_word_in_a_path_are_left():
    tree = PlanTree(PLAN, "img_2")
    assert tree.branches[0].count == 2
    assert tree.branch_at("/sorted/Cats") is None


def test_an_empty_plan_has_no_folder():
    tree = PlanTree(replace(PLAN, files=(), staying=()))
    assert tree.root is None
    assert tree.branches[0].rows == 0
